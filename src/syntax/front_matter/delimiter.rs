//! Where front matter begins and ends, by the rules of Hugo's page lexer.
//!
//! A byte order mark, blanks and line ends may come first. `---` and `+++` need no line of their own: text may follow
//! the opening one, and the next line that *starts* with the same three characters closes, whatever follows there
//! belongs to the body. Any other page that starts with `-` or `+` is an error, even a list.

use super::{character, line_end};
use crate::document::{FrontMatterFormat, Problem, ProblemKind};
use crate::text::Span;

/// The byte order mark, which Hugo skips.
pub(super) const BOM: char = '\u{feff}';

/// What stands at the start of a page.
pub(super) enum Opening {
    /// No front matter.
    None { body: usize },
    /// Something that Hugo refuses and that cannot be read as front matter.
    Invalid { problem: Problem, body: usize },
    /// Front matter.
    Found(Found),
}

/// Front matter and what follows it.
pub(super) struct Found {
    pub(super) format: FrontMatterFormat,
    /// With delimiters.
    pub(super) span: Span,
    /// Between them.
    pub(super) content: Span,
    /// Where the body begins.
    pub(super) body: usize,
    /// What is wrong with the delimiters.
    pub(super) problem: Option<Problem>,
}

/// Looks at the start of a page.
pub(super) fn find(text: &str) -> Opening {
    let body = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    let at = text.len() - text.trim_start_matches([' ', '\t', '\r', '\n', BOM]).len();
    match text.as_bytes().get(at) {
        Some(b'-') => fenced(text, at, body, FrontMatterFormat::Yaml),
        Some(b'+') => fenced(text, at, body, FrontMatterFormat::Toml),
        // A comment of MDX is no object.
        Some(b'{') if !text[at..].starts_with("{/*") => object(text, at, body),
        _ => Opening::None { body },
    }
}

/// Front matter between lines of `---` or `+++`.
fn fenced(text: &str, at: usize, body: usize, format: FrontMatterFormat) -> Opening {
    let mark = text.as_bytes()[at];
    let run = text.as_bytes()[at..].iter().take_while(|&&byte| byte == mark).count();
    let line = text[at..line_end(text, at, text.len())].trim_end();
    let delimiter = Span::new(at, at + run);
    let wrong = (run != 3 && line.len() == run).then(|| {
        let kind = ProblemKind::FrontMatterDelimiter;
        Problem::new(kind, delimiter).detail(line)
    });
    // Two characters alone on a line, twice, are meant as delimiters: Hugo refuses the page, but its fields are known.
    let width = run.min(3);
    let content = if wrong.is_some() { at + run } else { at + width };
    let close = if width < 3 && wrong.is_none() { None } else { closing(text, content, mark, width.max(2)) };
    match (close, wrong) {
        (Some(close), problem) => {
            let content = Span::new(after_line_end(text, content), close);
            let close = Span::new(close, close + width.max(2));
            let body = after_line_end(text, close.end as usize);
            let span = Span::new(at, close.end as usize);
            Opening::Found(Found { format, span, content, body, problem })
        }
        (None, _) if width < 3 => {
            let detail = &text[at..at + run];
            let problem = Problem::new(ProblemKind::FrontMatterDelimiter, delimiter).detail(detail);
            Opening::Invalid { problem, body }
        }
        (None, _) => unclosed(text, at, at + width, format),
    }
}

/// The start of the first line after `from` that begins with `width` times `mark`.
fn closing(text: &str, from: usize, mark: u8, width: usize) -> Option<usize> {
    let (bytes, marks) = (text.as_bytes(), [mark; 3]);
    let starts_line = |start: usize| start > from && matches!(bytes[start - 1], b'\n' | b'\r');
    memchr::memchr_iter(mark, &bytes[from..])
        .map(|at| from + at)
        .find(|&start| starts_line(start) && bytes[start..].starts_with(&marks[..width]))
}

/// The place after the line end at `at`, if one is there.
fn after_line_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let at = if bytes.get(at) == Some(&b'\r') { at + 1 } else { at };
    if bytes.get(at) == Some(&b'\n') { at + 1 } else { at }
}

/// Front matter without an end: it is taken to go as far as its lines look like fields.
fn unclosed(text: &str, at: usize, from: usize, format: FrontMatterFormat) -> Opening {
    let problem = Problem::new(ProblemKind::FrontMatterUnclosed, Span::new(at, from)).detail(&text[at..from]);
    let content = after_line_end(text, line_end(text, from, text.len()));
    let (end, body) = fields_end(text, content, format);
    let content = Span::new(content, end);
    Opening::Found(Found { format, span: Span::new(at, end), content, body, problem: Some(problem) })
}

/// Where the lines that look like fields end, and where the body begins behind them.
fn fields_end(text: &str, from: usize, format: FrontMatterFormat) -> (usize, usize) {
    // `sure` is the end of the last line that is certainly front matter.
    let (mut sure, mut at, mut gap, mut inside) = (from, from, false, false);
    while at < text.len() && at - from <= super::MAX_FRONT_MATTER_BYTES {
        let end = line_end(text, at, text.len());
        let line = &text[at..end];
        let next = after_line_end(text, end);
        if looks_like_closing(line) {
            return (at, next);
        }
        if line.trim().is_empty() {
            gap = true;
        } else if is_field(line, format) {
            (sure, gap) = (next, false);
            inside = line.trim_end().ends_with(['|', '>', '-', '+']);
        } else if inside && line.starts_with([' ', '\t']) {
            // A block scalar goes on after a blank line.
            (sure, gap) = (next, false);
        } else if !gap && line.starts_with('#') {
            // A comment when a field follows, a heading otherwise.
        } else if !gap && is_continuation(line) {
            sure = next;
        } else {
            break;
        }
        at = next;
    }
    (sure, sure)
}

/// True for what people write when they mean to close: `...`, too few dashes, long dashes, indented dashes.
fn looks_like_closing(line: &str) -> bool {
    let line = line.trim();
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '=' | '+' | '.');
    line.chars().all(is_dash) && (line.len() > 1)
}

/// True for `key: value` and `key:`, or `key = value` and `[table]` in TOML.
fn is_field(line: &str, format: FrontMatterFormat) -> bool {
    let (separator, spaced) = match format {
        FrontMatterFormat::Toml => ('=', false),
        _ => (':', true),
    };
    if separator == '=' && line.starts_with('[') && line.trim_end().ends_with(']') {
        return true;
    }
    let Some((key, value)) = line.split_once(separator) else { return false };
    let is_key_character = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | '<');
    !key.trim_end().is_empty()
        && key.trim_end().chars().all(is_key_character)
        && (!spaced || value.is_empty() || value.starts_with([' ', '\t']))
}

/// True for lines that continue a field: indented ones, list items and closing brackets.
fn is_continuation(line: &str) -> bool {
    line.starts_with([' ', '\t', ']', '}']) || line.starts_with("- ") || line.trim_end() == "-"
}

/// JSON front matter: from `{` to the brace that closes it.
fn object(text: &str, at: usize, body: usize) -> Opening {
    // `{{< note >}}`, `{%`, `{/*`: a template tag or a comment. Hugo reads it as JSON and fails.
    if let Some(next @ (b'{' | b'%' | b'/' | b'#' | b':' | b'<')) = text.as_bytes().get(at + 1) {
        let detail = format!("a page that starts with `{{{}` is read as JSON front matter", *next as char);
        let problem = Problem::new(ProblemKind::FrontMatterSyntax, Span::new(at, at + 2)).detail(detail);
        return Opening::Invalid { problem, body };
    }
    let format = FrontMatterFormat::Json;
    match object_end(text.as_bytes(), at) {
        Some(end) => {
            let span = Span::new(at, end);
            let body = after_line_end(text, end);
            Opening::Found(Found { format, span, content: span, body, problem: None })
        }
        None => {
            let problem = Problem::new(ProblemKind::FrontMatterUnclosed, character(text, at)).detail("{");
            let end = blank_line(text, at);
            let span = Span::new(at, end);
            Opening::Found(Found { format, span, content: span, body: end, problem: Some(problem) })
        }
    }
}

/// The place after the brace that closes the one at `at`, found as Hugo finds it: by counting outside quotes.
fn object_end(bytes: &[u8], at: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut at) = (0usize, false, at);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at.min(bytes.len()));
        }
    }
    None
}

/// The start of the first blank line after `at`, or the end of the text.
fn blank_line(text: &str, mut at: usize) -> usize {
    while at < text.len() {
        let end = line_end(text, at, text.len());
        if text[at..end].trim().is_empty() {
            return at;
        }
        at = after_line_end(text, end);
    }
    text.len()
}
