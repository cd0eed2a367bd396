//! Front matter: where it begins and ends, as Hugo decides it, and the tree of its values with spans.
//!
//! Every limit is checked before or while a library reads the text, so that no input costs more than reading it twice.

mod delimiter;
mod duplicate;
mod fields;
mod json;
mod toml;
mod yaml;
mod yaml_error;

#[cfg(test)]
mod tests;

use crate::document::{FrontMatter, FrontMatterFormat, Node, NodeKind, Problem, ProblemKind};
use crate::text::Span;
use delimiter::{Found, Opening};

/// The longest front matter that is read, in bytes: fifty times the longest one seen on real sites.
pub const MAX_FRONT_MATTER_BYTES: usize = 64 * 1024;
/// The longest YAML file (configuration, rules) that [`parse_yaml`] reads, in bytes.
pub const MAX_YAML_FILE_BYTES: usize = 1024 * 1024;
/// How deep lists and mappings may be nested, counted separately for block and bracket form; also how many parts a
/// dotted TOML key may have.
pub const MAX_DEPTH: usize = 64;
/// How many YAML aliases one text may use. They are never expanded here, but other readers of the text expand them.
pub const MAX_ALIASES: usize = 100;

/// Reads the front matter of a page. The number is the byte offset at which the body begins; it is right even when the
/// front matter is broken, so that the body can still be checked. What is wrong is added to `problems` in text order.
pub fn parse(text: &str, problems: &mut Vec<Problem>) -> (Option<FrontMatter>, usize) {
    let mut own = Vec::new();
    let opening = delimiter::find(text);
    let (front_matter, body) = match opening {
        Opening::None { body } => (None, body),
        Opening::Invalid { problem, body } => {
            own.push(problem);
            (None, body)
        }
        Opening::Found(found) => {
            let body = found.body;
            (Some(read(text, found, &mut own)), body)
        }
    };
    own.sort_by_key(|problem| problem.span);
    problems.append(&mut own);
    (front_matter, body)
}

/// Reads a whole YAML text, such as a configuration or rule file, into a tree with spans in that text. Guarded like
/// front matter, with [`MAX_YAML_FILE_BYTES`] as its size limit. An empty text is an empty mapping.
pub fn parse_yaml(text: &str) -> (Node, Vec<Problem>) {
    let start = if text.starts_with(delimiter::BOM) { delimiter::BOM.len_utf8() } else { 0 };
    let content = Span::new(start, text.len());
    let mut problems = Vec::new();
    let tree = match oversize(text, content, MAX_YAML_FILE_BYTES) {
        Some(problem) => {
            problems.push(problem);
            Tree::unread(content)
        }
        None => yaml_tree(text, content, &mut problems),
    };
    problems.sort_by_key(|problem| problem.span);
    (tree.root, problems)
}

/// What a reader of one format makes of the text between the delimiters.
struct Tree {
    root: Node,
    comments: Vec<Span>,
    complete: bool,
}

impl Tree {
    /// The tree of a text that was not read.
    fn unread(content: Span) -> Self {
        Self { root: Node::empty_mapping(Span::at(content.start as usize)), comments: Vec::new(), complete: false }
    }
}

fn read(text: &str, found: Found, problems: &mut Vec<Problem>) -> FrontMatter {
    let broken = found.problem.is_some();
    problems.extend(found.problem);
    let mut inner = Vec::new();
    let tree = match oversize(text, found.content, MAX_FRONT_MATTER_BYTES) {
        Some(problem) => {
            inner.push(problem);
            Tree::unread(found.content)
        }
        None => match found.format {
            FrontMatterFormat::Yaml => yaml_tree(text, found.content, &mut inner),
            FrontMatterFormat::Toml => toml::read(text, found.content, &mut inner),
            FrontMatterFormat::Json => json::read(text, found.content, &mut inner),
        },
    };
    let before = inner.len();
    let root = only_mapping(tree.root, &mut inner);
    let complete = tree.complete && !broken && inner.len() == before;
    // Where the delimiters are wrong, what else looks wrong is most often the same fault again.
    if !broken {
        problems.append(&mut inner);
    }
    FrontMatter {
        format: found.format,
        span: found.span,
        content: found.content,
        root,
        comments: tree.comments,
        complete,
    }
}

/// Reads YAML, with the library only where it is needed.
fn yaml_tree(text: &str, content: Span, problems: &mut Vec<Problem>) -> Tree {
    match fields::read(text, content) {
        Some(root) => Tree { root, comments: Vec::new(), complete: true },
        None => yaml::read(text, content, problems),
    }
}

/// Reports a root that is a list or a value, and puts an empty mapping in its place.
fn only_mapping(root: Node, problems: &mut Vec<Problem>) -> Node {
    let what = match root.kind {
        NodeKind::Mapping(_) => return root,
        NodeKind::Sequence { .. } => "list",
        _ if root.span.is_empty() => return Node::empty_mapping(root.span),
        _ => "single value",
    };
    problems.push(Problem::new(ProblemKind::FrontMatterNotMapping, root.span).detail(what));
    Node::empty_mapping(root.span)
}

/// The problem of a text longer than `limit` bytes, at the first character that is too much.
fn oversize(text: &str, content: Span, limit: usize) -> Option<Problem> {
    (content.len() > limit).then(|| {
        let at = text.floor_char_boundary(content.start as usize + limit);
        limit_problem(text, at, format!("{} KiB", limit / 1024))
    })
}

/// A limit was passed by the character at `at`.
fn limit_problem(text: &str, at: usize, limit: impl Into<Box<str>>) -> Problem {
    Problem::new(ProblemKind::FrontMatterLimit, character(text, at)).detail(limit)
}

/// The character at `at`; the empty span at the end of the text.
fn character(text: &str, at: usize) -> Span {
    let at = text.floor_char_boundary(at.min(text.len()));
    Span::new(at, at + text[at..].chars().next().map_or(0, char::len_utf8))
}

/// The end of the line that holds `at`, without its line end; at most `limit`.
fn line_end(text: &str, at: usize, limit: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..limit]).map_or(limit, |length| at + length)
}

/// The start of the line that holds `at`; at least `limit`.
fn line_start(text: &str, at: usize, limit: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[limit..at]).map_or(limit, |before| limit + before + 1)
}
