//! Where the destination and the title of a link stand, and what a destination means.

use std::ops::Range;

/// A destination and a title, as ranges of the text that was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) destination: Range<usize>,
    pub(super) title: Option<Range<usize>>,
}

/// Finds the `]` that ends a label: the first at or after `from`, where only blanks stand before it.
pub(super) fn label_end(text: &str, from: usize, end: usize) -> usize {
    let found = memchr::memchr(b']', &text.as_bytes()[from..end]);
    found.map_or(end, |at| from + at)
}

/// The target `destination)` at `start`, when nothing else stands there up to `end`: no title, no escape, no blank.
pub(super) fn plain(text: &str, start: usize, end: usize, destination: &str) -> Option<Target> {
    let written = &text[start..end];
    let alone = written.len() == destination.len() + 1 && written.starts_with(destination);
    alone.then(|| Target { destination: start..end - 1, title: None })
}

/// Scans `(destination "title")` or the part of a definition after its colon, which has no brackets, from `start`.
pub(super) fn scan(text: &str, start: usize, end: usize) -> Target {
    let bytes = &text.as_bytes()[..end];
    let at = skip_blanks(bytes, start);
    let (destination, after) = match bytes.get(at) {
        Some(b'<') => {
            let close = closing(bytes, at + 1, b'>').unwrap_or(end);
            (at + 1..close, (close + 1).min(end))
        }
        _ => {
            let close = plain_end(bytes, at);
            (at..close, close)
        }
    };
    let title_at = skip_blanks(bytes, after);
    let quote = bytes.get(title_at).filter(|_| title_at > after).and_then(|byte| match byte {
        b'"' | b'\'' => Some(*byte),
        b'(' => Some(b')'),
        _ => None,
    });
    let title = quote.and_then(|quote| Some(title_at + 1..closing(bytes, title_at + 1, quote)?));
    Target { destination, title }
}

/// The end of a destination without angle brackets: a blank or a bracket that was not opened in it.
fn plain_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0usize;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            0..=b' ' | 0x7f => break,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

/// The place of the next `quote` that no backslash stands before.
fn closing(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let mut at = start;
    while at < bytes.len() {
        let found = at + memchr::memchr2(b'\\', quote, &bytes[at..])?;
        if bytes[found] == quote {
            return Some(found);
        }
        at = found + 2;
    }
    None
}

/// Skips blanks and line ends, with the `>` marks of block quotes after a line end.
fn skip_blanks(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut new_line = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' | b'\r' => new_line = true,
            b' ' | b'\t' => {}
            b'>' if new_line => {}
            _ => break,
        }
        at += 1;
    }
    at
}

/// Where the target of a definition `[label]: destination` starts.
pub(super) fn definition_target(text: &str, start: usize, end: usize) -> usize {
    let bytes = &text.as_bytes()[..end];
    let open = start + memchr::memchr(b'[', &bytes[start..]).map_or(0, |at| at + 1);
    let close = closing(bytes, open, b']').unwrap_or(end);
    (close + 2).min(end)
}

/// A destination with backslash escapes and entities resolved.
pub(super) fn unescape(written: &str) -> String {
    let mut resolved = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = memchr::memchr2(b'\\', b'&', rest.as_bytes()) {
        resolved.push_str(&rest[..at]);
        let special = &rest[at..];
        let taken = match special.as_bytes() {
            [b'\\', next, ..] if next.is_ascii_punctuation() => {
                resolved.push(char::from(*next));
                2
            }
            [b'&', ..] => push_entity(special, &mut resolved),
            _ => {
                resolved.push_str(&special[..1]);
                1
            }
        };
        rest = &special[taken..];
    }
    resolved.push_str(rest);
    resolved
}

/// The longest entity that HTML names, with its marks.
const ENTITY_LIMIT: usize = 33;

/// Adds what the entity at the start of `text` stands for, or its `&` when it is none; gives the bytes read.
fn push_entity(text: &str, resolved: &mut String) -> usize {
    match semicolon(text).and_then(|length| Some((length, entity(&text[..length])?))) {
        Some((length, value)) => {
            resolved.push_str(&value);
            length
        }
        None => {
            resolved.push('&');
            1
        }
    }
}

/// The length of the entity at the start of `text`.
pub(super) fn entity_length(text: &str) -> Option<usize> {
    semicolon(text).filter(|length| entity(&text[..*length]).is_some())
}

fn semicolon(text: &str) -> Option<usize> {
    let window = &text.as_bytes()[..text.len().min(ENTITY_LIMIT + 1)];
    memchr::memchr(b';', window).map(|at| at + 1)
}

/// What an entity such as `&amp;` stands for. The Markdown parser has the table of names.
fn entity(written: &str) -> Option<String> {
    let name = written.strip_prefix('&')?.strip_suffix(';')?;
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') {
        return None;
    }
    pulldown_cmark::Parser::new(written).into_offset_iter().find_map(|(event, range)| match event {
        pulldown_cmark::Event::Text(value) if range.len() == written.len() && *value != *written => {
            Some(value.into_string())
        }
        _ => None,
    })
}

/// A text with its named entities resolved and everything else as it is, numbers included.
pub(super) fn resolve_names(text: &str) -> std::borrow::Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return text.into();
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        resolved.push_str(&rest[..at]);
        let special = &rest[at..];
        let taken = if special.starts_with("&#") {
            resolved.push('&');
            1
        } else {
            push_entity(special, &mut resolved)
        };
        rest = &special[taken..];
    }
    resolved.push_str(rest);
    resolved.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found() {
        let cases = [
            ("(/a/b)", "/a/b", None),
            ("( /a  \"t\\\"x\" )", "/a", Some("t\\\"x")),
            ("(<a b> 'x')", "a b", Some("x")),
            ("(a(b)c)", "a(b)c", None),
            ("(a\\)b (t))", "a\\)b", Some("t")),
            ("()", "", None),
            ("(\n> /x\n> \"y\")", "/x", Some("y")),
            ("(中文。md)", "中文。md", None),
        ];
        for (text, destination, title) in cases {
            let target = scan(text, 1, text.len());
            assert_eq!(&text[target.destination.clone()], destination, "{text}");
            assert_eq!(target.title.map(|title| &text[title]), title, "{text}");
        }
    }

    #[test]
    fn escapes_and_entities_are_resolved() {
        let cases = [
            ("a\\(b", "a(b"),
            ("?a=1&amp;b", "?a=1&b"),
            ("&copy", "&copy"),
            ("&nosuch;", "&nosuch;"),
            ("\\中&#x41;", "\\中A"),
        ];
        for (written, resolved) in cases {
            assert_eq!(unescape(written), resolved);
        }
        assert_eq!(resolve_names("a &amp; b &#39;"), "a & b &#39;");
    }

    #[test]
    fn definitions_lead_to_their_target() {
        let text = "[a\\]b]: </x y> 'T'";
        let target = scan(text, definition_target(text, 0, text.len()), text.len());
        assert_eq!(&text[target.destination], "/x y");
        assert_eq!(target.title.map(|title| &text[title]), Some("T"));
    }
}
