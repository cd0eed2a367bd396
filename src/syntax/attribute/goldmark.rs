//! goldmark's attribute lists, as Hugo reads them on headings: `{#id .class key=value key="value"}`.

use super::{Attributes, is_blank, trim_end, without_closing_marks};
use crate::syntax::HugoVersion;
use crate::text::{Span, Spanned};

/// From this version on a list must end the line; before, closing `#` marks could follow it.
const LIST_ENDS_LINE: HugoVersion = HugoVersion { minor: 154, patch: 3 };

/// How deep values may be nested; goldmark has no limit, and no page needs more than two.
const MAX_DEPTH: u32 = 16;

/// Reads the end of a heading line.
pub(super) fn parse(line: &str, hugo: HugoVersion) -> Attributes {
    if memchr::memchr(b'{', line.as_bytes()).is_none() {
        return Attributes { content: Span::new(0, without_closing_marks(line)), ..Attributes::default() };
    }
    if hugo < LIST_ENDS_LINE { parse_before_154_3(line) } else { parse_current(line) }
}

fn parse_current(line: &str) -> Attributes {
    match list_at_end(line, false) {
        Some((list, id)) => {
            let content = Span::new(0, without_closing_marks(&line[..list.start as usize]));
            Attributes { content, list: Some(list), id, malformed: None }
        }
        None => Attributes { content: Span::new(0, without_closing_marks(line)), ..Attributes::default() },
    }
}

/// Up to 0.154.2 there were two ways: a list right after the first closing marks, or else, once closing marks at the
/// end of the line were gone, a list at the end of what was left.
fn parse_before_154_3(line: &str) -> Attributes {
    if let Some((marks, after)) = first_marks(line)
        && let Some((list, id)) = list_to_end(line, after)
    {
        let text = trim_end(&line[..marks]);
        // Without an id in it, the text before the marks is searched for a list too.
        if id.is_none()
            && let Some((inner, id)) = list_at_end(text, true)
        {
            let content = Span::new(0, trim_end(&text[..inner.start as usize]).len());
            return Attributes { content, list: Some(inner.to(list)), id, malformed: None };
        }
        return Attributes { content: Span::new(0, text.len()), list: Some(list), id, malformed: None };
    }
    let end = without_closing_marks(line);
    match list_at_end(&line[..end], true) {
        Some((list, id)) => {
            let content = Span::new(0, trim_end(&line[..list.start as usize]).len());
            Attributes { content, list: Some(list), id, malformed: None }
        }
        None => Attributes { content: Span::new(0, end), ..Attributes::default() },
    }
}

/// The first run of `#` after a blank or at the start: where it begins and ends.
fn first_marks(line: &str) -> Option<(usize, usize)> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'\\', b'#', &bytes[at..]) {
        at += found;
        if bytes[at] == b'#' && (at == 0 || is_blank(bytes[at - 1] as char)) {
            let run = bytes[at..].iter().take_while(|&&byte| byte == b'#').count();
            return Some((at, at + run));
        }
        let escapes = bytes[at] == b'\\' && bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation);
        at += if escapes { 2 } else { 1 };
    }
    None
}

type Id = Option<Spanned<Box<str>>>;

/// The list that ends the line: the first brace from which a whole list reaches the end. Up to 0.154.2 only the last
/// brace of the line counted, so that a list with another list in it was none.
fn list_at_end(line: &str, only_last: bool) -> Option<(Span, Id)> {
    let bytes = line.as_bytes();
    let mut last = None;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'\\', b'{', &bytes[at..]) {
        at += found;
        if bytes[at] == b'\\' {
            at += if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) { 2 } else { 1 };
            continue;
        }
        last = Some(at);
        if !only_last && let Some(list) = list_to_end(line, at) {
            return Some(list);
        }
        at += 1;
    }
    last.filter(|_| only_last).and_then(|at| list_to_end(line, at))
}

/// The list at `at`, if nothing but blanks follows it.
fn list_to_end(line: &str, at: usize) -> Option<(Span, Id)> {
    list_at(line, at).filter(|(list, _)| line[list.end as usize..].chars().all(is_blank))
}

/// The list at `at`, blanks before it allowed. An id that is not a text (`{id=1}`) makes Hugo fail; it is no list here.
fn list_at(line: &str, at: usize) -> Option<(Span, Id)> {
    let mut reader = Reader { line, bytes: line.as_bytes(), at, id: None, broken_id: false };
    reader.skip_blanks();
    let start = reader.at;
    reader.list(0)?;
    (!reader.broken_id).then(|| (Span::new(start, reader.at), reader.id))
}

/// What a value is, as far as it matters for ids.
enum Value {
    Text(Box<str>, Span),
    Other,
}

struct Reader<'t> {
    line: &'t str,
    bytes: &'t [u8],
    at: usize,
    id: Id,
    broken_id: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|byte| is_blank(byte as char)) {
            self.at += 1;
        }
    }

    /// A list from its opening brace on. Only the ids of the outermost list count.
    fn list(&mut self, depth: u32) -> Option<()> {
        if self.peek() != Some(b'{') || depth > MAX_DEPTH {
            return None;
        }
        self.at += 1;
        loop {
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Some(());
            }
            self.attribute(depth)?;
            self.skip_blanks();
            if self.peek() == Some(b',') {
                self.at += 1;
                self.skip_blanks();
            }
        }
    }

    fn attribute(&mut self, depth: u32) -> Option<()> {
        self.skip_blanks();
        let first = self.peek()?;
        if matches!(first, b'#' | b'.') {
            let start = self.at + 1;
            let allowed = |byte: &&u8| {
                !is_blank(**byte as char) && (!byte.is_ascii_punctuation() || matches!(byte, b'_' | b'-' | b':' | b'.'))
            };
            self.at = start + self.bytes[start..].iter().take_while(allowed).count();
            if first == b'#' {
                self.set_id(depth, Value::Text(self.line[start..self.at].into(), Span::new(start, self.at)));
            }
            return Some(());
        }
        let name = self.word()?;
        self.skip_blanks();
        if self.peek() != Some(b'=') {
            return None;
        }
        self.at += 1;
        let value = self.value(depth)?;
        match name.of(self.line) {
            "id" => self.set_id(depth, value),
            "class" if matches!(value, Value::Other) => return None,
            _ => {}
        }
        Some(())
    }

    fn set_id(&mut self, depth: u32, value: Value) {
        if depth > 0 {
            return;
        }
        match value {
            Value::Text(text, span) => {
                self.id = Some(Spanned::new(text, span));
                self.broken_id = false;
            }
            Value::Other => self.broken_id = true,
        }
    }

    /// A key or a bare value.
    fn word(&mut self) -> Option<Span> {
        let start = self.at;
        let first = self.peek()?;
        if !(first.is_ascii_alphabetic() || matches!(first, b'_' | b':')) {
            return None;
        }
        let rest = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.' | b'-');
        self.at += self.bytes[start..].iter().take_while(rest).count();
        Some(Span::new(start, self.at))
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        self.skip_blanks();
        match self.peek()? {
            b'{' => self.list(depth + 1).map(|()| Value::Other),
            b'[' => self.array(depth + 1).map(|()| Value::Other),
            b'"' => self.string(),
            b'-' | b'+' | b'0'..=b'9' => self.number().map(|()| Value::Other),
            _ => {
                let word = self.word()?;
                Some(match word.of(self.line) {
                    "true" | "false" | "null" => Value::Other,
                    text => Value::Text(text.into(), word),
                })
            }
        }
    }

    fn array(&mut self, depth: u32) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.at += 1;
        let mut first = true;
        loop {
            let mut comma = false;
            if !first && self.peek() == Some(b',') {
                self.at += 1;
                comma = true;
            }
            if !comma && self.peek() == Some(b']') {
                self.at += 1;
                return Some(());
            }
            self.value(depth)?;
            self.skip_blanks();
            first = false;
        }
    }

    fn string(&mut self) -> Option<Value> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            at += memchr::memchr2(b'"', b'\\', &self.bytes[at..])?;
            if self.bytes[at] == b'"' {
                break;
            }
            at += if at + 1 < self.bytes.len() && b"\"/\\bfnrt".contains(&self.bytes[at + 1]) { 2 } else { 1 };
        }
        self.at = at + 1;
        Some(Value::Text(unescape(&self.line[start..at]), Span::new(start, at)))
    }

    fn number(&mut self) -> Option<()> {
        if matches!(self.peek(), Some(b'-' | b'+')) {
            self.at += 1;
        }
        if !self.peek()?.is_ascii_digit() {
            return None;
        }
        self.digits();
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'-' | b'+')) {
                self.at += 1;
            }
            let from = self.at;
            self.digits();
            return (self.at > from).then_some(());
        }
        Some(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }
}

/// The text of a quoted value.
fn unescape(raw: &str) -> Box<str> {
    if !raw.contains('\\') {
        return raw.into();
    }
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = match (c, chars.peek()) {
            ('\\', Some('b')) => Some('\u{8}'),
            ('\\', Some('f')) => Some('\u{c}'),
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('r')) => Some('\r'),
            ('\\', Some('t')) => Some('\t'),
            ('\\', Some(&sign @ ('"' | '/' | '\\'))) => Some(sign),
            _ => None,
        };
        text.push(escaped.unwrap_or(c));
        if escaped.is_some() {
            chars.next();
        }
    }
    text.into()
}
