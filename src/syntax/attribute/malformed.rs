//! Attributes that are none: braces at the end of a heading that the reader sees.
//!
//! The author meant an id and the generator prints it. What is looked for is narrow: the braces end the heading, and
//! hold a `#` or stand apart as one word, so that `/users/{id}` and template code are left alone.

use unicode_general_category::{GeneralCategory as Category, get_general_category};

use super::{Malformed, is_blank, trim_end};
use crate::syntax::ExplicitIds;
use crate::text::Span;

/// What is printed at the end of `content`, a part of `line`.
pub(super) fn find(line: &str, content: Span, ids: ExplicitIds) -> Option<Malformed> {
    let text = without_trailer(content.of(line));
    if text.ends_with('`') {
        return None;
    }
    let (open, inner, closed) = braces(text)?;
    let start = open.start as usize;
    if is_escaped(text, start) || text[..start].ends_with('{') || inner.of(text).starts_with('%') {
        return None;
    }
    let before = &text[..start];
    let hash_before = before.ends_with(['#', '＃']) && closed;
    let marked = marked_id(inner.of(text));
    let start = if hash_before { start - before.chars().next_back().map_or(0, char::len_utf8) } else { start };
    let whole = Span::new(start, if closed { text.len() } else { inner.end as usize });
    let meant = match marked {
        Some(id) => id,
        None if ids != ExplicitIds::Goldmark => return None,
        None if hash_before => inner.of(text).trim(),
        None => unmarked_id(before, inner.of(text), closed)?,
    };
    let intended = intended(meant, ids);
    Some(Malformed { span: whole, intended })
}

/// The text without comments at its end, and without punctuation after a brace.
fn without_trailer(text: &str) -> &str {
    let mut text = trim_end(text);
    while let Some(rest) = text.strip_suffix("-->") {
        let Some(open) = rest.rfind("<!--") else { break };
        text = trim_end(&text[..open]);
    }
    let bare = text.trim_end_matches(|c: char| !matches!(c, '}' | '｝' | '`') && is_closing(c));
    if bare.ends_with(['}', '｝']) { bare } else { text }
}

/// Punctuation that ends a sentence or a bracket.
fn is_closing(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            get_general_category(c),
            Category::OtherPunctuation | Category::ClosePunctuation | Category::FinalPunctuation
        )
}

/// The opening brace, the text between the braces, and whether there is a closing brace that ends the text.
/// Without an opening brace the place where a lone `#id}` begins counts as one of no length.
fn braces(text: &str) -> Option<(Span, Span, bool)> {
    let close = text.chars().next_back().filter(|c| matches!(c, '}' | '｝'));
    let end = text.len() - close.map_or(0, char::len_utf8);
    let inside = &text[..end];
    if let Some((open, brace)) = inside.char_indices().rev().find(|(_, c)| matches!(c, '{' | '｛' | '}' | '｝'))
        && matches!(brace, '{' | '｛')
    {
        let from = open + brace.len_utf8();
        return Some((Span::new(open, from), Span::new(from, end), close.is_some()));
    }
    // `#id}`: an opening brace was forgotten.
    close?;
    let hash = inside.rfind([' ', '\t'])? + 1;
    let id = inside[hash..].strip_prefix('#')?;
    is_plain(id).then(|| (Span::at(hash), Span::new(hash, end), true))
}

fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

/// What follows the `#` that begins the text between the braces; a colon before it is kramdown's.
fn marked_id(inner: &str) -> Option<&str> {
    let inner = inner.trim();
    let inner = inner.strip_prefix([':', '：']).unwrap_or(inner).trim_start();
    let id = inner.strip_prefix(['#', '＃'])?;
    (!id.trim().is_empty()).then(|| id.trim())
}

/// An id without `#`: one word in braces that stand apart, or a value that Hugo refuses for an id.
fn unmarked_id<'t>(before: &str, inner: &'t str, closed: bool) -> Option<&'t str> {
    let apart = before.chars().next_back().is_none_or(|c| is_blank(c) || !c.is_ascii());
    // `{$several-words}`: the key beside `#`. One word after `$` may be a variable.
    let dollar = inner.trim().strip_prefix('$').filter(|word| word.contains('-'));
    let word = dollar.unwrap_or(inner.trim());
    let value = word.strip_prefix("id=").map(|value| value.trim_matches(['"', '\'']));
    (closed && apart && (is_plain(word) || value.is_some())).then(|| value.unwrap_or(word))
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// The id in a form that the generator takes: blanks become `-`, signs that end an id are dropped.
fn intended(meant: &str, ids: ExplicitIds) -> Option<Box<str>> {
    let meant = meant.split([' ', '\t']).filter(|word| !word.is_empty());
    let mut id = String::new();
    for word in meant.take_while(|word| !word.starts_with('.') && !word.contains('=')) {
        if !id.is_empty() {
            id.push('-');
        }
        id.extend(word.chars().filter(|&c| !c.is_ascii_punctuation() || matches!(c, '-' | '_' | ':' | '.')));
    }
    let taken = ids != ExplicitIds::Kramdown || id.starts_with(|c: char| c.is_ascii_alphabetic());
    (!id.is_empty() && taken).then(|| id.into())
}
