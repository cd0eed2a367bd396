//! The words of one directive.

use crate::text::Span;

/// What a directive does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Allow,
    Start,
    End,
    Page,
    Unknown,
}

/// A directive, taken apart.
#[derive(Debug)]
pub(super) struct Words {
    /// The whole comment.
    pub(super) directive: Span,
    pub(super) verb: Verb,
    /// The word after `tidings:`; empty when there is none.
    pub(super) word: Span,
    /// The names of rules.
    pub(super) rules: Vec<Span>,
    /// Why.
    pub(super) reason: Option<Span>,
}

/// The marks of comments, the longest first where one begins like another.
const MARKS: [(&str, &str); 3] = [("<!--", "-->"), ("{/*", "*/}"), ("#", "")];

/// What follows `tidings:` in a comment, with its offset.
pub(super) fn inside(comment: &str) -> Option<(usize, &str)> {
    let (open, close) = MARKS.iter().find(|(open, _)| comment.starts_with(open))?;
    let inner = comment[open.len()..].strip_suffix(close).unwrap_or(&comment[open.len()..]);
    let inner = inner.trim_end_matches('-');
    let rest = inner.trim_start().strip_prefix("tidings:")?;
    Some((open.len() + inner.len() - rest.len(), rest))
}

impl Words {
    /// Takes a comment apart, when it is a directive.
    pub(super) fn read(text: &str, comment: Span) -> Option<Self> {
        let (offset, rest) = inside(comment.of(text))?;
        let mut left = Left { at: comment.start as usize + offset, rest };
        let word = left.word();
        let verb = match word.of(text) {
            "allow" => Verb::Allow,
            "allow-start" => Verb::Start,
            "allow-end" => Verb::End,
            "allow-page" => Verb::Page,
            _ => Verb::Unknown,
        };
        let mut rules = Vec::new();
        loop {
            let rule = left.word();
            if !rule.is_empty() {
                rules.push(rule);
            }
            if !left.comma() {
                break;
            }
        }
        Some(Self { directive: comment, verb, word, rules, reason: left.reason() })
    }
}

/// What is left of a directive.
struct Left<'t> {
    at: usize,
    rest: &'t str,
}

impl Left<'_> {
    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        self.rest = &self.rest[bytes..];
    }

    fn blanks(&mut self) {
        self.skip(self.rest.len() - self.rest.trim_start().len());
    }

    /// A name, or nothing. What is no name is the beginning of the reason.
    fn word(&mut self) -> Span {
        self.blanks();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let length = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let length = if self.rest.starts_with("--") { 0 } else { length };
        let span = Span::new(self.at, self.at + length);
        self.skip(length);
        span
    }

    fn comma(&mut self) -> bool {
        self.blanks();
        let comma = ['，', '、', ','].into_iter().find(|&comma| self.rest.starts_with(comma));
        comma.is_some_and(|comma| {
            self.skip(comma.len_utf8());
            true
        })
    }

    /// The rest, without the sign that sets it off.
    fn reason(mut self) -> Option<Span> {
        let sign = |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '：');
        self.skip(self.rest.len() - self.rest.trim_start_matches(sign).len());
        let length = self.rest.trim_end().len();
        (length > 0).then(|| Span::new(self.at, self.at + length))
    }
}
