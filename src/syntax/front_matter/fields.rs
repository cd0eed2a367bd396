//! YAML in its common form, one field a line, read line by line without the library.
//!
//! Nearly all front matter is `key: value` with values of one line, and the library's events cost many times what such
//! lines need. Only a text about which there is no doubt is read here: keys of ASCII letters and digits, plain values
//! and quoted ones without escapes, lists of them in brackets on one line or with an item a line, mappings of such
//! fields. Anything else (a comment, a text of several lines, an anchor, a tab, equal keys, a mistake) makes [`read`]
//! give up before it has had any effect, and the library reads the whole text.

use super::duplicate;
use crate::document::{Entry, Node, NodeKind, ScalarStyle};
use crate::text::{Span, Spanned};

/// Mappings nested deeper than this are left to the library.
const DEPTH: usize = 4;
/// The longest key that is read, in bytes; YAML itself has a limit of 1,024 characters.
const LONGEST_KEY: usize = 128;

/// The mapping that `content`, a part of `source`, is, as the library would read it; `None` when it has to be asked.
pub(super) fn read(source: &str, content: Span) -> Option<Node> {
    let text = content.of(source);
    if !is_plain(text) {
        return None;
    }
    let (at, end) = (content.start as usize, content.end as usize);
    // Room for the fields of nearly every page.
    let mut lines = Lines { source, at, end, line: None, entries: Vec::with_capacity(16) };
    lines.advance();
    let root = lines.mapping(0, 0)?;
    lines.line.is_none().then_some(root)
}

/// True when all lines of `text` end in `\n` and every other character is printable and no byte order mark.
fn is_plain(text: &str) -> bool {
    let control = |byte: u8| (byte < b' ' && byte != b'\n') || byte == 0x7f;
    // Without an early end the bytes are looked at many at a time.
    let none = !text.bytes().fold(false, |found, byte| found | control(byte));
    let unusual = |c: char| matches!(c, '\u{80}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    none && (text.is_ascii() || !text.contains(unusual))
}

/// A line that is not blank.
#[derive(Clone, Copy)]
struct Line {
    /// How many blanks it starts with.
    indent: usize,
    /// Its first byte that is no blank.
    start: usize,
    /// The byte after the last one that is no blank.
    end: usize,
}

/// The lines of a text, one after the other.
struct Lines<'t> {
    source: &'t str,
    /// Where the line after `line` starts.
    at: usize,
    end: usize,
    /// The line to be read; `None` after the last.
    line: Option<Line>,
    /// The fields so far of the mappings that have not ended, one mapping after the other.
    entries: Vec<Entry>,
}

impl<'t> Lines<'t> {
    /// Goes to the next line that is not blank.
    fn advance(&mut self) {
        self.line = None;
        while self.line.is_none() && self.at < self.end {
            let rest = &self.source.as_bytes()[self.at..self.end];
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            if let Some(indent) = rest[..length].iter().position(|&byte| byte != b' ') {
                let kept = rest[..length].trim_ascii_end().len();
                self.line = Some(Line { indent, start: self.at + indent, end: self.at + kept });
            }
            self.at += length + 1;
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.source.as_bytes().get(at).copied()
    }

    /// The fields that are indented by `indent`. A line that is indented more belongs to none of them: it goes on with
    /// the value before it.
    fn mapping(&mut self, indent: usize, depth: usize) -> Option<Node> {
        let first = self.entries.len();
        while let Some(line) = self.line.filter(|line| line.indent >= indent) {
            if line.indent > indent || depth > DEPTH {
                return None;
            }
            let key = self.key(line)?;
            self.advance();
            let at = skip_blanks(self.source, key.span.end as usize + 1, line.end);
            let value = if at < line.end { value(self.source, at, line.end)? } else { self.below(indent, at, depth)? };
            self.entries.push(Entry { key, value });
        }
        let entries: Vec<Entry> = self.entries.drain(first..).collect();
        let span = entries.first()?.key.span.to(entries.last()?.span());
        (!duplicate::any(&entries)).then_some(node(span, NodeKind::Mapping(entries)))
    }

    /// The key that `line` starts with.
    fn key(&self, line: Line) -> Option<Spanned<Box<str>>> {
        let bytes = &self.source.as_bytes()[line.start..line.end];
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let length = bytes.iter().position(|byte| !is_letter(byte))?;
        let is_key = length <= LONGEST_KEY
            && bytes[0].is_ascii_alphabetic()
            && bytes[length] == b':'
            && matches!(bytes.get(length + 1), None | Some(b' '));
        let span = Span::new(line.start, line.start + length);
        is_key.then(|| Spanned::new(span.of(self.source).into(), span))
    }

    /// What stands in the lines after a key: a list, a mapping, or nothing; then the place is behind the colon.
    fn below(&mut self, indent: usize, colon: usize, depth: usize) -> Option<Node> {
        match self.line {
            Some(line) if line.indent >= indent && self.byte(line.start) == Some(b'-') => self.list(line.indent),
            Some(line) if line.indent > indent => self.mapping(line.indent, depth + 1),
            _ => Some(scalar("", ScalarStyle::Plain, Span::at(colon))),
        }
    }

    /// The items, one a line, that are indented by `indent`.
    fn list(&mut self, indent: usize) -> Option<Node> {
        let mut items: Vec<Node> = Vec::new();
        let dash = self.line?.start;
        while let Some(line) = self.line.filter(|line| line.indent == indent)
            && self.source.as_bytes()[line.start..line.end].starts_with(b"- ")
        {
            items.push(value(self.source, skip_blanks(self.source, line.start + 1, line.end), line.end)?);
            self.advance();
        }
        let span = Span::at(dash).to(items.last()?.span);
        Some(node(span, NodeKind::Sequence { items, flow: false }))
    }
}

/// The first byte from `at` on that is no blank; `end` when there is none.
fn skip_blanks(source: &str, at: usize, end: usize) -> usize {
    source.as_bytes()[at..end].iter().position(|&byte| byte != b' ').map_or(end, |blanks| at + blanks)
}

fn node(span: Span, kind: NodeKind) -> Node {
    Node { span, anchor: None, tag: None, kind }
}

fn scalar(text: &str, style: ScalarStyle, span: Span) -> Node {
    node(span, NodeKind::Scalar { text: text.into(), style })
}

/// The value that takes up `start..end`, the rest of a line.
fn value(source: &str, start: usize, end: usize) -> Option<Node> {
    match source.as_bytes()[start] {
        b'[' => list_in_brackets(source, start, end),
        b'"' | b'\'' => quoted(source, start, end).filter(|node| node.span.end as usize == end),
        first => {
            let bytes = &source.as_bytes()[start..end];
            let is_letter = |at: usize| match bytes[at] {
                b':' => bytes.get(at + 1).is_some_and(|&next| next != b' '),
                _ => bytes[at - 1] != b' ',
            };
            let is_text = may_start_plain(first) && memchr::memchr2_iter(b':', b'#', bytes).all(is_letter);
            let span = Span::new(start, end);
            is_text.then(|| scalar(span.of(source), ScalarStyle::Plain, span))
        }
    }
}

/// True for a first byte of a plain value that could be nothing else.
fn may_start_plain(byte: u8) -> bool {
    !matches!(
        byte,
        b'-' | b'?'
            | b':'
            | b','
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'#'
            | b'&'
            | b'*'
            | b'!'
            | b'|'
            | b'>'
            | b'\''
            | b'"'
            | b'%'
            | b'@'
            | b'`'
    )
}

/// The text in quotes at `start`. A doubled single quote is an escape too.
fn quoted(source: &str, start: usize, end: usize) -> Option<Node> {
    let bytes = &source.as_bytes()[..end];
    let quote = bytes[start];
    let close = start + 1 + memchr::memchr(quote, &bytes[start + 1..])?;
    let text = &source[start + 1..close];
    let (style, escapes) = match quote {
        b'"' => (ScalarStyle::DoubleQuoted, text.contains('\\')),
        _ => (ScalarStyle::SingleQuoted, bytes.get(close + 1) == Some(&b'\'')),
    };
    (!escapes).then(|| scalar(text, style, Span::new(start, close + 1)))
}

/// The list `[a, "b"]` that takes up `start..end`.
fn list_in_brackets(source: &str, start: usize, end: usize) -> Option<Node> {
    let bytes = &source.as_bytes()[..end];
    let mut items: Vec<Node> = Vec::new();
    let mut at = skip_blanks(source, start + 1, end);
    if bytes.get(at) != Some(&b']') {
        loop {
            let item = item_in_brackets(source, at, end)?;
            at = skip_blanks(source, item.span.end as usize, end);
            items.push(item);
            match bytes.get(at)? {
                b',' => at = skip_blanks(source, at + 1, end),
                b']' => break,
                _ => return None,
            }
        }
    }
    (at + 1 == end).then_some(node(Span::new(start, end), NodeKind::Sequence { items, flow: true }))
}

/// The item of a list in brackets that starts at `start`.
fn item_in_brackets(source: &str, start: usize, end: usize) -> Option<Node> {
    let bytes = &source.as_bytes()[start..end];
    match *bytes.first()? {
        b'"' | b'\'' => quoted(source, start, end),
        first => {
            let length =
                bytes.iter().position(|byte| matches!(byte, b',' | b'[' | b']' | b'{' | b'}' | b':' | b'#'))?;
            let text = source[start..start + length].trim_end_matches(' ');
            let span = Span::new(start, start + text.len());
            may_start_plain(first).then(|| scalar(text, ScalarStyle::Plain, span))
        }
    }
}

#[cfg(test)]
mod tests;
