//! What is wrong with a YAML text: the place a person would point at, and the reason in plain words.
//!
//! A parser notices a fault where the text stops making sense, which is often a line later than the cause. The usual
//! causes are looked for first: a full-width colon, a quote or bracket without its partner, a tab, `: ` in a value.

use granit_parser::ErrorKind;

use super::yaml::{Failure, line_of, starts_with_key};
use super::{MAX_DEPTH, character, limit_problem, line_end};
use crate::document::{Node, NodeKind, Problem, ProblemKind, ScalarStyle};
use crate::text::Span;

/// The problem behind a failure.
pub(super) fn explain(source: &str, content: Span, failure: &Failure) -> Problem {
    if failure.kind == ErrorKind::RecursionLimitExceeded {
        return limit_problem(source, failure.at, format!("{MAX_DEPTH} levels"));
    }
    let (span, reason) = cause(source, content, failure);
    Problem::new(ProblemKind::FrontMatterSyntax, span).detail(reason)
}

/// What the parser lets pass in a whole text and other readers do not: a root that is text only because its colon is
/// not one, and a first key behind a tab.
pub(super) fn overlooked(source: &str, content: Span, root: &Node) -> Option<Problem> {
    let (span, reason) = match &root.kind {
        NodeKind::Scalar { style: ScalarStyle::Plain, .. } => wrong_colon(source, root.span)?,
        NodeKind::Mapping(entries) => {
            let key = entries.first()?.key.span.start as usize;
            let line = line_of(source, content, key);
            // Text behind the opening delimiter is not at the start of a line.
            let is_indented = line > content.start as usize || source[..line].ends_with(['\n', '\r']);
            let is_tab = is_indented && source[line..key].trim().is_empty() && source[line..key].contains('\t');
            is_tab.then(|| (tab(source, content, key), TAB.into()))?
        }
        _ => return None,
    };
    Some(Problem::new(ProblemKind::FrontMatterSyntax, span).detail(reason))
}

/// The problem of a key that is missing, a list or a mapping; `None` for any other key.
pub(super) fn bad_key(key: &Node) -> Option<Problem> {
    let reason = match &key.kind {
        NodeKind::Scalar { .. } if key.span.is_empty() => "the key before the colon is missing",
        NodeKind::Sequence { .. } => "a list cannot be a key; put the value in quotes",
        NodeKind::Mapping(_) => "a mapping cannot be a key; put the value in quotes",
        _ => return None,
    };
    Some(Problem::new(ProblemKind::FrontMatterSyntax, key.span).detail(reason))
}

const TAB: &str = "a tab is used for indentation; use spaces";

fn cause(source: &str, content: Span, failure: &Failure) -> (Span, String) {
    use ErrorKind as K;
    let Failure { at, last_end, .. } = *failure;
    let end = content.end as usize;
    let same_line = |other: usize| line_of(source, content, other) == line_of(source, content, at);
    let token = token_start(source, last_end, end);
    let quote = source.as_bytes().get(token).copied().filter(|byte| matches!(byte, b'"' | b'\''));
    if let Some(quote) = quote {
        let open = (character(source, token), format!("the quote `{}` opened here is not closed", quote as char));
        match failure.kind {
            K::InvalidQuotedScalarIndent if is_closed(source, token, end) => {
                return (word(source, at, end), "a further line of a text in quotes must be indented".into());
            }
            K::InvalidQuotedScalarIndent | K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => return open,
            K::InvalidTrailingSingleQuotedScalar if same_line(token) => {
                let reason = "text after the closing quote; a `'` inside single quotes is written `''`";
                return (word(source, at, end), reason.into());
            }
            K::InvalidTrailingDoubleQuotedScalar if same_line(token) => {
                let reason = "text after the closing quote; a `\"` inside double quotes is written `\\\"`";
                return (word(source, at, end), reason.into());
            }
            K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => return open,
            K::UnknownQuotedScalarEscape => return unknown_escape(source, token, end),
            _ => {}
        }
    }
    match failure.kind {
        K::TabNotAllowed | K::TabInBlockIndentation | K::TabInIndentation | K::TabAtBlockScalarStart => {
            (tab(source, content, at), TAB.into())
        }
        K::MappingValueNotAllowed => colon(source, content, failure),
        K::SimpleKeyExpected => {
            let line = Span::new(at, line_end(source, at, end));
            wrong_colon(source, line).unwrap_or_else(|| (line.trimmed(source), "this line has no `key: value`".into()))
        }
        K::ExpectedDocumentStart if content.of(source).trim_start().starts_with('%') => {
            let start = content.trimmed(source).start as usize;
            (character(source, start), "a line may not start with `%`".into())
        }
        K::UnclosedFlowCollection { .. } => unclosed_bracket(source, at),
        ref kind => match failure.bracket {
            Some(bracket) if !same_line(bracket) || at >= end => unclosed_bracket(source, bracket),
            _ => (word(source, at, end), at_place(source, content, at, kind)),
        },
    }
}

/// The reason for a fault that lies where the parser says.
fn at_place(source: &str, content: Span, at: usize, kind: &ErrorKind) -> String {
    use ErrorKind as K;
    let before = &source[content.start as usize..at];
    let first_in_line = source[line_of(source, content, at)..at].trim().is_empty();
    let next = source[at..content.end as usize].chars().next();
    let reason = match kind {
        K::UnexpectedCharacter { character: '`' } => "a value may not start with a backtick; put it in quotes",
        K::UnexpectedCharacter { character: found @ ('@' | '%') } => {
            return format!("a value may not start with `{found}`; put it in quotes");
        }
        K::UnexpectedCharacter { character: found } => {
            return format!("the character U+{:04X} is not allowed", *found as u32);
        }
        K::UnexpectedEofBlockMapping if next == Some(',') => "a value may not start with `,`; put it in quotes",
        K::UnexpectedEofBlockSequence => "a list and keys stand side by side",
        K::MissingAnchorOrAliasName => "a value may not start with `*` or `&`; put it in quotes",
        K::BlockSequenceEntryNotAllowed => "a list item must start on a line of its own",
        K::InvalidBlockScalarHeader => "a value that starts with `|` or `>` starts on the next line; put it in quotes",
        K::MisplacedFlowCollectionEnd => "this bracket closes nothing",
        K::CommentInterceptedScalar => "a comment stands inside a text of several lines",
        K::ExpectedBlockMappingKey if before.trim_end().ends_with([']', '}']) => {
            "text after the closing bracket; put the whole value in quotes"
        }
        K::ExpectedBlockMappingKey if !first_in_line => "unexpected text after the value",
        K::ExpectedDocumentStart | K::ExpectedBlockMappingKey | K::InvalidIndentation => {
            "this line does not fit the indentation of the lines before it"
        }
        kind => return kind.to_string(),
    };
    reason.into()
}

/// True when the quote at `quote` has a partner before the next line that begins with a key.
fn is_closed(source: &str, quote: usize, end: usize) -> bool {
    let mark = source.as_bytes()[quote] as char;
    let mut lines = source[quote + 1..end].split_inclusive(['\n', '\r']);
    let first = lines.next().unwrap_or_default();
    first.contains(mark) || lines.take_while(|line| !starts_with_key(line)).any(|line| line.contains(mark))
}

fn unclosed_bracket(source: &str, at: usize) -> (Span, String) {
    let span = character(source, at);
    (span, format!("the bracket `{}` opened here is not closed", span.of(source)))
}

/// A colon that makes a second key where only a value may stand.
fn colon(source: &str, content: Span, failure: &Failure) -> (Span, String) {
    let at = failure.at;
    let line = line_of(source, content, at);
    if let Some(scalar) = failure.last_scalar
        && (scalar.start as usize) < line
        && (scalar.end as usize) > line
    {
        // The key before this colon was read as a further line of the text before it: that text holds the fault.
        let before = Span::new(scalar.start as usize, line);
        if let Some(found) = wrong_colon(source, before) {
            return found;
        }
        if line_of(source, content, scalar.start as usize) == scalar.start as usize {
            let first = Span::new(scalar.start as usize, line_end(source, scalar.start as usize, line));
            return (first.trimmed(source), "this line has no `key: value`".into());
        }
        let key = Span::new(line, at).trimmed(source);
        return (key, "this key is indented as if it belonged to the value above it".into());
    }
    (character(source, at), "`: ` inside a value without quotes; put the value in quotes".into())
}

/// A full-width colon, or a colon without a blank behind it, in place of the colon after a key.
fn wrong_colon(source: &str, part: Span) -> Option<(Span, String)> {
    let mut start = part.start as usize;
    for line in part.of(source).split_inclusive(['\n', '\r']) {
        let key_end = line.find(['：', ':', '#', '"', '\'', ' '].as_slice()).map(|at| (at, &line[at..]));
        // Blanks may stand between the key and a full-width colon, but not before one that is only missing its blank.
        let full = line.find('：').filter(|&at| !line[..at].contains([':', '#', '"', '\'']));
        if let Some(at) = full {
            let reason = "full-width colon `：` after a key; YAML needs `:` and a blank";
            return Some((character(source, start + at), reason.into()));
        }
        if let Some((at, rest)) = key_end
            && at > 0
            && rest.starts_with(':')
            && !rest.starts_with("://")
        {
            return Some((character(source, start + at), "a blank is missing after the colon".into()));
        }
        start += line.len();
    }
    None
}

/// The escape sequence that double quotes do not know.
fn unknown_escape(source: &str, quote: usize, end: usize) -> (Span, String) {
    const KNOWN: &[u8] = b"0abtnvfre \"/\\N_LPxuU\t\n\r";
    let bytes = source.as_bytes();
    let mut at = quote + 1;
    while at + 1 < end {
        if bytes[at] == b'\\' {
            if !KNOWN.contains(&bytes[at + 1]) {
                let span = Span::new(at, character(source, at + 1).end as usize);
                return (
                    span,
                    format!("unknown escape `{}` in double quotes; write `\\\\` for a backslash", span.of(source)),
                );
            }
            at += 1;
        }
        at += 1;
    }
    (character(source, quote), "unknown escape in double quotes".into())
}

/// The run of tabs at or before `at`.
fn tab(source: &str, content: Span, at: usize) -> Span {
    let start = line_of(source, content, at);
    let indentation = &source[start..at];
    let tabs = indentation.find('\t').map_or(at, |tab| start + tab);
    let length = source[tabs..content.end as usize].bytes().take_while(|&byte| byte == b'\t').count();
    Span::new(tabs, tabs + length)
}

/// From `at` to the next white space; empty at the end of the text.
pub(super) fn word(source: &str, at: usize, end: usize) -> Span {
    let length = source[at..end].find([' ', '\t', '\n', '\r']).unwrap_or(end - at);
    if length == 0 && at < end { character(source, at) } else { Span::new(at, at + length) }
}

/// The start of the next value after `from`: behind white space, comments, indicators, anchors and tags.
pub(super) fn token_start(source: &str, from: usize, end: usize) -> usize {
    skip(source, from, end, b":-?,")
}

/// The first dash after a key that ends at `from`.
pub(super) fn dash_after_key(source: &str, from: usize, end: usize) -> usize {
    skip(source, from, end, b":")
}

/// The first place after `from` that is neither white space, comment, anchor, tag nor one of `indicators`.
fn skip(source: &str, from: usize, end: usize, indicators: &[u8]) -> usize {
    let bytes = source.as_bytes();
    let mut at = from;
    while at < end {
        at = match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' => at + 1,
            b'#' => line_end(source, at, end),
            b'&' => word(source, at, end).end as usize,
            b'!' => tag_end(source, at, end),
            byte if indicators.contains(&byte) => at + 1,
            _ => break,
        };
    }
    at
}

/// The end of the tag that starts at `start`.
pub(super) fn tag_end(source: &str, start: usize, end: usize) -> usize {
    let rest = &source[start..end];
    let stop = if rest.starts_with("!<") {
        rest.find('>').map(|at| at + 1)
    } else {
        rest.find([' ', '\t', '\n', '\r', ',', '[', ']', '{', '}'])
    };
    start + stop.unwrap_or(rest.len())
}
