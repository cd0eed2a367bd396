//! TOML: the tree of the `toml` crate in the order of the text, with comments.

use std::ops::Range;

use rustc_hash::FxHashMap;
use toml::Spanned as Ranged;
use toml::de::{DeTable, DeValue, Error};

use super::{MAX_DEPTH, Tree, character, limit_problem, line_end, line_start};
use crate::document::{Entry, Node, NodeKind, Problem, ProblemKind, ScalarStyle};
use crate::text::{Span, Spanned};

/// What the parser says of a key that is there already.
const DUPLICATE: &str = "duplicate key";

/// Reads `content`; spans are those of `source`.
pub(super) fn read(source: &str, content: Span, problems: &mut Vec<Problem>) -> Tree {
    let outline = Outline::of(source.as_bytes(), content);
    let comments = outline.comments;
    if let Some(at) = outline.too_deep {
        problems.push(limit_problem(source, at, format!("{MAX_DEPTH} levels")));
        return Tree { comments, ..Tree::unread(content) };
    }
    let reader = Reader { source, shift: content.start as usize };
    let (table, errors) = DeTable::parse_recoverable(content.of(source));
    if errors.is_empty() {
        return Tree { root: reader.root(table.get_ref(), content), comments, complete: true };
    }
    let lines;
    if let Some(bracket) = outline.unclosed {
        // The bracket swallowed what follows it, so that nothing else the parser says is worth telling.
        let span = character(source, bracket);
        let reason = format!("the bracket `{}` opened here is not closed", span.of(source));
        problems.push(Problem::new(ProblemKind::FrontMatterSyntax, span).detail(reason));
        lines = vec![line_start(source, bracket, content.start as usize)];
    } else {
        lines = reader.report(&errors, &reader.root(table.get_ref(), content), problems);
    }
    if lines.is_empty() {
        return Tree { root: reader.root(table.get_ref(), content), comments, complete: false };
    }
    // A broken line can hide all that follows it, so the text is read again without such lines.
    let text = without_lines(source, content, &lines);
    let root = reader.root(DeTable::parse_recoverable(&text).0.get_ref(), content);
    Tree { root, comments, complete: false }
}

/// The content with blanks in place of the lines that start at `lines`.
fn without_lines(source: &str, content: Span, lines: &[usize]) -> String {
    let mut text = String::with_capacity(content.len());
    let mut at = content.start as usize;
    for &start in lines {
        let end = line_end(source, start, content.end as usize);
        text.push_str(&source[at..start]);
        text.extend(std::iter::repeat_n(' ', end - start));
        at = end;
    }
    text.push_str(&source[at..content.end as usize]);
    text
}

struct Reader<'a> {
    source: &'a str,
    shift: usize,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::from(range).shifted(self.shift)
    }

    fn root(&self, table: &DeTable<'_>, content: Span) -> Node {
        let entries = self.entries(table);
        let span = children(&entries).unwrap_or(Span::at(content.end as usize));
        Node { kind: NodeKind::Mapping(entries), ..Node::empty_mapping(span) }
    }

    fn entries(&self, table: &DeTable<'_>) -> Vec<Entry> {
        let entry = |(key, value): (&Ranged<_>, &Ranged<DeValue<'_>>)| {
            let key: &Ranged<toml::de::DeString<'_>> = key;
            let key = Spanned::new(key.get_ref().as_ref().into(), self.span(key.span()));
            Entry { key, value: self.node(value) }
        };
        let mut entries: Vec<_> = table.iter().map(entry).collect();
        entries.sort_by_key(|entry| entry.key.span);
        entries
    }

    fn node(&self, value: &Ranged<DeValue<'_>>) -> Node {
        let written = self.span(value.span());
        let source = written.of(self.source);
        let (span, kind) = match value.get_ref() {
            DeValue::Table(table) => {
                let entries = self.entries(table);
                // A table under a header, or made by dotted keys, is where its keys are.
                let span = if source.starts_with('{') { written } else { children(&entries).unwrap_or(written) };
                (span, NodeKind::Mapping(entries))
            }
            DeValue::Array(array) => {
                let items: Vec<_> = array.iter().map(|item| self.node(item)).collect();
                let flow = !source.starts_with("[[") || items.iter().all(|item| written.contains(item.span));
                let around = items.iter().map(|item| item.span).reduce(Span::to);
                (if flow { written } else { around.unwrap_or(written) }, NodeKind::Sequence { items, flow })
            }
            DeValue::String(text) => {
                (written, NodeKind::Scalar { text: text.as_ref().into(), style: string_style(source) })
            }
            // Numbers, booleans and dates stay as they are written.
            _ => (written, NodeKind::Scalar { text: source.into(), style: ScalarStyle::Plain }),
        };
        Node { span, anchor: None, tag: None, kind }
    }

    /// Reports the first error of each line; several in one line have one cause. Returns the starts of broken lines.
    fn report(&self, errors: &[Error], root: &Node, problems: &mut Vec<Problem>) -> Vec<usize> {
        let first = First::of(root, self.source, self.shift);
        let mut lines = Vec::new();
        let mut last = None;
        let mut located: Vec<_> =
            errors.iter().map(|error| (self.span(error.span().unwrap_or(0..0)), error.message())).collect();
        located.sort_unstable();
        for (span, message) in located {
            let line = line_start(self.source, span.start as usize, self.shift);
            if last.replace(line) == Some(line) {
                continue;
            }
            problems.push(self.problem(span, message, &first));
            if message != DUPLICATE {
                lines.push(line);
            }
        }
        lines
    }

    fn problem(&self, span: Span, message: &str, first: &First<'_>) -> Problem {
        if message == DUPLICATE {
            let name = span.of(self.source);
            let problem =
                Problem::new(ProblemKind::FrontMatterDuplicateKey, span).detail(name.trim_matches(['"', '\'']));
            return match first.before(self.source, span, &problem.detail) {
                Some(first) => problem.related(first),
                None => problem,
            };
        }
        let span = if span.is_empty() { character(self.source, span.start as usize) } else { span };
        if let Some(at) = span.of(self.source).find('：') {
            let reason = "full-width colon `：` after a key; TOML needs `=`";
            let colon = character(self.source, span.start as usize + at);
            return Problem::new(ProblemKind::FrontMatterSyntax, colon).detail(reason);
        }
        let span = Span::new(span.start as usize, line_end(self.source, span.start as usize, span.end as usize));
        Problem::new(ProblemKind::FrontMatterSyntax, span).detail(message)
    }
}

/// Where keys stand first, so that a duplicate can show it. The parser does not tell.
struct First<'a> {
    headers: FxHashMap<&'a str, usize>,
    keys: FxHashMap<&'a str, Vec<Span>>,
    shift: usize,
}

impl<'a> First<'a> {
    fn of(root: &'a Node, source: &'a str, shift: usize) -> Self {
        let mut first = Self { headers: FxHashMap::default(), keys: FxHashMap::default(), shift };
        let mut rest = vec![root];
        while let Some(node) = rest.pop() {
            for entry in node.entries() {
                first.keys.entry(&entry.key.value).or_default().push(entry.key.span);
                rest.push(&entry.value);
            }
            if let NodeKind::Sequence { items, .. } = &node.kind {
                rest.extend(items);
            }
        }
        first.keys.values_mut().for_each(|spans| spans.sort_unstable());
        let mut at = shift;
        for line in source[shift..].split_inclusive(['\n', '\r']) {
            if line.starts_with('[') {
                first.headers.entry(line.trim_end()).or_insert(at);
            }
            at += line.len();
        }
        first
    }

    /// The first equal header for a key in a header, else the last equal key before: the table of a duplicate is not
    /// known, but its keys are the nearest.
    fn before(&self, source: &str, span: Span, key: &str) -> Option<Span> {
        let start = line_start(source, span.start as usize, self.shift);
        let line = source[start..line_end(source, start, source.len())].trim_end();
        if let Some(&header) = self.headers.get(line).filter(|&&header| header < start) {
            return Some(Span::new(header + (span.start as usize - start), header + (span.end as usize - start)));
        }
        let spans = self.keys.get(key)?;
        spans[..spans.partition_point(|other| *other < span)].last().copied()
    }
}

fn children(entries: &[Entry]) -> Option<Span> {
    entries.iter().map(Entry::span).reduce(Span::to)
}

fn string_style(source: &str) -> ScalarStyle {
    match source.as_bytes() {
        [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => ScalarStyle::Literal,
        [b'"', ..] => ScalarStyle::DoubleQuoted,
        [b'\'', ..] => ScalarStyle::SingleQuoted,
        _ => ScalarStyle::Plain,
    }
}

/// What a quick look over the text shows: comments, brackets without a partner, and nesting that is too deep.
#[derive(Default)]
struct Outline {
    comments: Vec<Span>,
    too_deep: Option<usize>,
    unclosed: Option<usize>,
}

impl Outline {
    fn of(bytes: &[u8], content: Span) -> Self {
        let end = content.end as usize;
        let (mut outline, mut open, mut dots) = (Self::default(), Vec::new(), 0);
        let mut at = content.start as usize;
        while at < end {
            let start = at;
            at += 1;
            match bytes[start] {
                b'#' => {
                    at = memchr::memchr2(b'\n', b'\r', &bytes[start..end]).map_or(end, |length| start + length);
                    outline.comments.push(Span::new(start, at));
                }
                quote @ (b'"' | b'\'') => at = string_end(&bytes[..end], start, quote),
                b'[' | b'{' => {
                    dots = 0;
                    open.push(start);
                }
                b']' | b'}' => drop(open.pop()),
                b'.' => dots += 1,
                b'=' | b',' | b'\n' => dots = 0,
                _ => {}
            }
            if open.len() > MAX_DEPTH || dots >= MAX_DEPTH {
                outline.too_deep = Some(start);
                break;
            }
        }
        outline.unclosed = open.first().copied();
        outline
    }
}

/// The place after the string that starts at `start`; one in single marks ends with its line at the latest.
fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !long => return at,
            byte if byte == quote && !long => return at + 1,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}
