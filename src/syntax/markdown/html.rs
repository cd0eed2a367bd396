//! Tags, attributes and comments in HTML.

use std::ops::Range;

/// The name and the value of an attribute.
type Attribute = (Range<usize>, Option<Range<usize>>);

/// A part of an HTML text; ranges are offsets in that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// An opening or closing tag.
    Tag { range: Range<usize>, name: Range<usize>, closing: bool, attributes: Vec<Attribute> },
    /// A comment with its marks, and what stands between them.
    Comment { range: Range<usize>, content: Range<usize> },
    /// Text that a reader sees: not the inside of `<script>`, `<style>`, `<pre>` or `<code>`.
    Text(Range<usize>),
}

/// Splits HTML into tags, comments and text. What is no tag is text. The cost is linear in the length of the text.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// How many `<pre>` and `<code>` are open.
    code: usize,
    /// From here on there is no double, no single quote: a tag with an open value there is not tried.
    no_quote: [usize; 2],
}

impl<'t> Tokens<'t> {
    /// Reads `text` from its start.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, code: 0, no_quote: [usize::MAX; 2] }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn find(&self, from: usize, needle: &str) -> Option<usize> {
        memchr::memmem::find(&self.text.as_bytes()[from..], needle.as_bytes()).map(|at| from + at)
    }

    /// A comment, declaration or processing instruction at `at`: its end, and its content when it is a comment.
    fn markup(&self, at: usize) -> Option<(usize, Option<Range<usize>>)> {
        let rest = &self.text[at..];
        let end = self.text.len();
        if rest.starts_with("<!-->") {
            return Some((at + 5, Some(at + 4..at + 4)));
        }
        if rest.starts_with("<!--") {
            let close = self.find(at + 4, "-->");
            return Some((close.map_or(end, |close| close + 3), Some(at + 4..close.unwrap_or(end))));
        }
        let close = match rest.as_bytes() {
            [b'<', b'?', ..] => "?>",
            _ if rest.starts_with("<![CDATA[") => "]]>",
            [b'<', b'!', letter, ..] if letter.is_ascii_alphabetic() => ">",
            _ => return None,
        };
        Some((self.find(at, close).map_or(end, |found| found + close.len()), None))
    }

    /// The tag at `at`, which is a `<`.
    fn tag(&mut self, at: usize) -> Option<Token> {
        let closing = self.byte(at + 1) == Some(b'/');
        let name_start = at + 1 + usize::from(closing);
        if !self.byte(name_start)?.is_ascii_alphabetic() {
            return None;
        }
        let name_end = self.after(name_start, |byte| !matches!(byte, b'\0'..=b' ' | b'/' | b'>' | b'<' | b'"' | b'\''));
        let mut attributes = Vec::new();
        let mut position = name_end;
        loop {
            position = self.after(position, |byte| byte.is_ascii_whitespace() || byte == b'/');
            match self.byte(position)? {
                b'>' => break,
                b'<' | b'"' | b'\'' | b'=' => return None,
                _ => {
                    let (attribute, after) = self.attribute(position)?;
                    attributes.push(attribute);
                    position = after;
                }
            }
        }
        Some(Token::Tag { range: at..position + 1, name: name_start..name_end, closing, attributes })
    }

    /// The attribute at `start`, and where it ends.
    fn attribute(&mut self, start: usize) -> Option<(Attribute, usize)> {
        let name_end =
            self.after(start, |byte| !matches!(byte, b'\0'..=b' ' | b'/' | b'>' | b'<' | b'"' | b'\'' | b'='));
        // A control character begins no name; going on from here would never end.
        if name_end == start {
            return None;
        }
        let equals = self.after(name_end, |byte| byte.is_ascii_whitespace());
        if self.byte(equals) != Some(b'=') {
            return Some(((start..name_end, None), name_end));
        }
        let value = self.after(equals + 1, |byte| byte.is_ascii_whitespace());
        let quote = match self.byte(value)? {
            b'"' => 0,
            b'\'' => 1,
            _ => {
                let end = self.after(value, |byte| !byte.is_ascii_whitespace() && byte != b'>' && byte != b'<');
                return Some(((start..name_end, Some(value..end)), end));
            }
        };
        if value + 1 > self.no_quote[quote] {
            return None;
        }
        let mark = [b'"', b'\''][quote];
        match memchr::memchr(mark, &self.text.as_bytes()[value + 1..]) {
            Some(length) => {
                let end = value + 1 + length;
                Some(((start..name_end, Some(value + 1..end)), end + 1))
            }
            None => {
                self.no_quote[quote] = value;
                None
            }
        }
    }

    fn after(&self, from: usize, keep: impl Fn(u8) -> bool) -> usize {
        let bytes = self.text.as_bytes();
        bytes[from..].iter().position(|byte| !keep(*byte)).map_or(bytes.len(), |at| from + at)
    }

    /// Takes note of an element whose content is no running text, and jumps over scripts and styles.
    fn enter(&mut self, token: &Token) {
        let Token::Tag { name, closing, range, .. } = token else { return };
        let name = &self.text[name.clone()];
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        if is(&["pre", "code", "kbd", "samp"]) {
            self.code = if *closing { self.code.saturating_sub(1) } else { self.code + 1 };
        } else if !*closing && is(&["script", "style", "textarea"]) {
            let from = range.end;
            let close = memchr::memmem::find_iter(&self.text.as_bytes()[from..], "</").map(|at| from + at).find(|at| {
                let rest = &self.text.as_bytes()[at + 2..];
                rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            });
            self.at = close.unwrap_or(self.text.len());
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while self.at < self.text.len() {
            let start = self.at;
            let mut search = start;
            while let Some(found) = memchr::memchr(b'<', &self.text.as_bytes()[search..]) {
                let open = search + found;
                let markup = self.markup(open);
                let token = match &markup {
                    Some((end, content)) => {
                        Some((*end, content.clone().map(|content| Token::Comment { range: open..*end, content })))
                    }
                    None => self.tag(open).map(|tag| match &tag {
                        Token::Tag { range, .. } => (range.end, Some(tag)),
                        _ => (open + 1, None),
                    }),
                };
                let Some((end, token)) = token else {
                    search = open + 1;
                    continue;
                };
                if open > start && self.code == 0 {
                    self.at = open;
                    return Some(Token::Text(start..open));
                }
                self.at = end;
                match token {
                    Some(token) => {
                        self.enter(&token);
                        return Some(token);
                    }
                    None => break,
                }
            }
            if self.at == start {
                self.at = self.text.len();
                if self.code == 0 {
                    return Some(Token::Text(start..self.text.len()));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        Tokens::new(text)
            .map(|token| match token {
                Token::Tag { range, name, closing, attributes } => {
                    let list: Vec<String> = attributes
                        .into_iter()
                        .map(|(name, value)| format!("{}={}", &text[name], value.map_or("-", |value| &text[value])))
                        .collect();
                    let mark = if closing { "/" } else { "" };
                    format!("{mark}{}[{}]{}", &text[name], list.join(","), range.len())
                }
                Token::Comment { content, .. } => format!("!{}", &text[content]),
                Token::Text(range) => format!("'{}'", &text[range]),
            })
            .collect()
    }

    #[test]
    fn html_is_split() {
        let cases: [(&str, &[&str]); 12] = [
            ("<a \u{b}x>", &["'<a \u{b}x>'"]),
            ("</a \0", &["'</a \0'"]),
            (
                "<a id=\"x\" href='y'  checked data-a=b>文</a>",
                &["a[id=x,href=y,checked=-,data-a=b]37", "'文'", "/a[]4"],
            ),
            ("<br/>x<br />", &["br[]5", "'x'", "br[]6"]),
            ("<!-- a > b --><p>", &["! a > b ", "p[]3"]),
            ("<!-->x", &["!", "'x'"]),
            ("<!-- open", &["! open"]),
            ("a < b <c", &["'a < b <c'"]),
            ("<a <b>", &["'<a '", "b[]3"]),
            ("<script>if (a<b) {}</SCRIPT>t", &["script[]8", "/SCRIPT[]9", "'t'"]),
            ("<pre>code <b>x</b></pre>t", &["pre[]5", "b[]3", "/b[]4", "/pre[]6", "'t'"]),
            ("<!DOCTYPE html>t<a b=\"", &["'t<a b=\"'"]),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
