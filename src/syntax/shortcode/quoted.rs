//! Quoted texts in tags, and where a broken tag ends.

use memchr::{memchr, memmem};

use super::lexer::{Draft, Fault, Lexer, fault};
use crate::document::{ProblemKind, Quote};
use crate::text::{Span, Spanned};

impl Lexer<'_> {
    /// The quoted text whose opening quote stands at `open`: its value, and the byte after the closing quote.
    /// `escaped` when both quotes are written `\"`.
    pub(super) fn quoted(&mut self, open: usize, escaped: bool) -> Result<(Spanned<Box<str>>, Quote, usize), Fault> {
        let start = open + 1;
        if self.bytes[open] == b'`' {
            let end = self.backtick_after(start)?;
            let value = Spanned::new(self.text[start..end].into(), Span::new(start, end));
            return Ok((value, Quote::Raw, end + 1));
        }
        let mut at = start;
        let mut escapes = false;
        loop {
            let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', &self.bytes[at..]) else {
                return Err(self.string_unclosed(start, self.bytes.len()));
            };
            at += found;
            match (self.bytes[at], self.bytes.get(at + 1)) {
                (b'"', _) => break,
                (b'\n', _) => return Err(self.string_unclosed(start, at)),
                (_, Some(b'"')) if escaped => break,
                (_, Some(b'"')) => {
                    escapes = true;
                    at += 2;
                }
                (_, Some(b'`')) => {
                    return Err(fault(ProblemKind::ShortcodeMalformed, start..at + 2, "unrecognized escape character"));
                }
                _ => at += 1,
            }
        }
        let raw = &self.text[start..at];
        if let Some(tag) = self.distrusted(raw) {
            return Err(self.string_unclosed(start, start + tag));
        }
        let value = if escapes { raw.replace("\\\"", "\"").into() } else { raw.into() };
        let end = at + if self.bytes[at] == b'\\' { 2 } else { 1 };
        Ok((Spanned::new(value, Span::new(start, at)), Quote::Double, end))
    }

    /// The next back-tick from `start` on, which ends a raw text.
    fn backtick_after(&mut self, start: usize) -> Result<usize, Fault> {
        if start < self.no_backtick_from {
            let Some(found) = memchr(b'`', &self.bytes[start..]) else {
                self.no_backtick_from = start;
                return Err(self.string_unclosed(start, self.bytes.len()));
            };
            return match self.distrusted(&self.text[start..start + found]) {
                Some(tag) => Err(self.string_unclosed(start, start + tag)),
                None => Ok(start + found),
            };
        }
        Err(self.string_unclosed(start, self.bytes.len()))
    }

    /// Where a tag begins in a quoted text, once patience is used up.
    fn distrusted(&self, quoted: &str) -> Option<usize> {
        if self.patience > 0 {
            return None;
        }
        let bytes = quoted.as_bytes();
        memmem::find_iter(bytes, "{{").find(|&at| matches!(bytes.get(at + 2), Some(b'<' | b'%')))
    }

    /// A quoted text that does not end before `reached`; its first line is the place.
    fn string_unclosed(&self, start: usize, reached: usize) -> Fault {
        let end = start + self.text[start..reached].lines().next().unwrap_or("").len();
        let span = Span::new(if start == end { start - 1 } else { start }, end);
        Fault { kind: ProblemKind::ShortcodeStringUnclosed, span, detail: self.text[start..end].into(), reached: end }
    }

    /// Where a broken tag ends: after the first closing bracket, unless a blank line or another tag comes before it;
    /// then at the end of the line it begins on. A closing bracket inside a quoted argument on one line does not
    /// count, unless the quotes hold another tag, for then it is the quotes that are wrong.
    pub(super) fn recover(&self, draft: &Draft) -> usize {
        let mut quoted = draft.arguments.iter().filter(|argument| argument.quote != Quote::Bare).filter(|argument| {
            let raw = argument.value.span.of(self.text);
            !raw.contains('\n') && !raw.contains("{{<") && !raw.contains("{{%")
        });
        let mut skip = quoted.next();
        let mut at = draft.start + 3;
        while let Some(found) = memchr::memchr3(draft.right[0], b'\n', b'{', &self.bytes[at..]) {
            at += found;
            while skip.is_some_and(|argument| argument.value.span.end as usize <= at) {
                skip = quoted.next();
            }
            if let Some(argument) = skip.filter(|argument| argument.value.span.start as usize <= at) {
                at = argument.value.span.end as usize;
                continue;
            }
            if self.closes(draft, at) {
                return at + draft.right.len();
            }
            let rest = &self.bytes[at..];
            if rest.starts_with(b"{{<") || rest.starts_with(b"{{%") || is_blank_line(&rest[1..], rest[0]) {
                break;
            }
            at += 1;
        }
        self.line_end(draft.start)
    }

    fn line_end(&self, from: usize) -> usize {
        let end = memchr(b'\n', &self.bytes[from..]).map_or(self.bytes.len(), |found| from + found);
        if end > from && self.bytes[end - 1] == b'\r' { end - 1 } else { end }
    }

    /// The end of the quoted text at `open` if it lies on the same line, or the end of the line.
    pub(super) fn quoted_end_on_line(&self, open: usize) -> usize {
        let quote = self.bytes[open];
        match memchr::memchr2(quote, b'\n', &self.bytes[open + 1..]) {
            Some(found) if self.bytes[open + 1 + found] == quote => open + found + 2,
            found => found.map_or(self.bytes.len(), |found| open + 1 + found),
        }
    }
}

/// True when a line end is followed by a line of nothing but blanks.
fn is_blank_line(after: &[u8], byte: u8) -> bool {
    if byte != b'\n' {
        return false;
    }
    let content = after.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    matches!(content, None | Some(b'\n'))
}
