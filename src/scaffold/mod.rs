//! Texts for translators: a page's translation before anybody has translated it, and what changed in an original put into
//! the translation that is there. Nothing here writes a file.

mod merge;
mod page;
mod place;

pub use merge::{Merged, Side, merge};
pub use page::page;

use crate::words::{Tongue, say};

/// How marks for translators are written.
#[derive(Debug, Clone, Copy)]
pub struct Marks<'a> {
    /// The language of their words.
    pub tongue: Tongue,
    /// The tag of the translation's language.
    pub language: &'a str,
    /// Pages are MDX, where a comment stands in braces.
    pub mdx: bool,
}

impl Marks<'_> {
    /// The words of a mark.
    fn words(&self, id: &str, values: &[(&str, &str)]) -> String {
        let all: Vec<(&str, &str)> = values.iter().copied().chain([("language", self.language)]).collect();
        say(self.tongue, id, &all)
    }

    /// A mark in the text of a page.
    fn comment(&self, id: &str) -> String {
        let words = self.words(id, &[]);
        if self.mdx { format!("{{/* {words} */}}") } else { format!("<!-- {words} -->") }
    }
}

/// The line end that a text uses.
fn eol(text: &str) -> &'static str {
    match memchr::memchr(b'\n', text.as_bytes()) {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

/// The start of the line that holds the byte at `at`.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |before| before + 1)
}

/// The end of the line that holds the byte at `at`, line end not included.
fn line_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
}

/// Makes changes in a text: places with what comes there, each after the other; those at one place in their order.
fn apply(text: &str, mut changes: Vec<(std::ops::Range<usize>, String)>) -> String {
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len() + changes.iter().map(|(_, new)| new.len()).sum::<usize>());
    let mut at = 0;
    for (range, new) in changes {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests;
