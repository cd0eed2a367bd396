//! The pieces of a text that dates are made of.

use std::ops::Range;

/// A piece of text.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) range: Range<usize>,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// ASCII digits.
    Number,
    /// Letters of a script that separates words.
    Word,
    /// Blanks.
    Blank,
    /// One other character.
    Other,
}

impl Token<'_> {
    /// The number, when it is a short one.
    pub(super) fn number(&self) -> Option<i16> {
        (self.kind == Kind::Number && self.text.len() <= 4).then(|| self.text.parse().ok()).flatten()
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text
    }
}

/// Splits a text; months in Chinese characters are read where they stand.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let kind = kind_of(c);
        let rest = &text[at..];
        let length = match kind {
            Kind::Other => c.len_utf8(),
            run => rest.find(|c| kind_of(c) != run).unwrap_or(rest.len()),
        };
        out.push(Token { kind, text: &rest[..length], range: at..at + length });
        at += length;
    }
    out
}

/// What kind of piece a character stands in.
pub(super) fn kind_of(c: char) -> Kind {
    match c {
        '0'..='9' => Kind::Number,
        c if c.is_whitespace() => Kind::Blank,
        c if c < '\u{2e80}' && c.is_alphabetic() => Kind::Word,
        _ => Kind::Other,
    }
}
