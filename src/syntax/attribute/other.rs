//! Written ids of generators other than Hugo.

use super::{Attributes, is_blank, trim_end, without_closing_marks};
use crate::syntax::ExplicitIds;
use crate::text::{Span, Spanned};

/// Reads the end of a heading line. Closing `#` marks are gone before these generators look for an id.
pub(super) fn parse(line: &str, ids: ExplicitIds) -> Attributes {
    let end = without_closing_marks(line);
    let text = &line[..end];
    let found = match ids {
        ExplicitIds::Docusaurus => in_braces(text, |id| !id.is_empty()).or_else(|| in_comment(text)),
        ExplicitIds::Mdx => in_braces(text, |id| !id.is_empty() && !id.contains(char::is_whitespace)),
        ExplicitIds::Kramdown => kramdown(text),
        ExplicitIds::AttrList => attr_list(text),
        ExplicitIds::Goldmark | ExplicitIds::None => None,
    };
    match found {
        Some((list, id)) => Attributes {
            content: Span::new(0, trim_end(&line[..list.start as usize]).len()),
            list: Some(list),
            id: id.map(|id| Spanned::new(id.of(line).into(), id)),
            malformed: None,
        },
        None => Attributes { content: Span::new(0, end), ..Attributes::default() },
    }
}

/// The list, and the id in it.
type Found = Option<(Span, Option<Span>)>;

/// `{#id}` with any characters but braces, or `\{#id}`, as MDX needs it.
fn in_braces(text: &str, valid: fn(&str) -> bool) -> Found {
    let inner = text.strip_suffix('}')?;
    let open = inner.rfind("{#")?;
    let id = Span::new(open + 2, inner.len());
    if id.of(text).contains('}') || !valid(id.of(text)) {
        return None;
    }
    let start = if text[..open].ends_with('\\') { open - 1 } else { open };
    Some((Span::new(start, text.len()), Some(id)))
}

/// `{/* #id */}` and `<!-- #id -->`: the first word, which must begin with `#`.
fn in_comment(text: &str) -> Found {
    let (open, close) = if text.ends_with("*/}") { ("{/*", "*/}") } else { ("<!--", "-->") };
    let inner = text.strip_suffix(close)?;
    let start = inner.rfind(open)?;
    let body = &inner[start + open.len()..];
    let word = body.trim_start();
    let from = inner.len() - word.len() + 1;
    let length = word.strip_prefix('#')?.find(char::is_whitespace).unwrap_or(word.len() - 1);
    (length > 0).then(|| (Span::new(start, text.len()), Some(Span::new(from, from + length))))
}

/// kramdown's ` {#id}`, an XML name after a blank, and `{: #id .class}`.
fn kramdown(text: &str) -> Found {
    let open = braces_at_end(text)?;
    let inner = Span::new(open + 1, text.len() - 1);
    let list = Span::new(open, text.len());
    if inner.of(text).starts_with(':') {
        return words(text, Span::new(open + 2, text.len() - 1)).map(|id| (list, id));
    }
    let name = inner.of(text).strip_prefix('#')?;
    let after_blank = open == 0 || text[..open].ends_with([' ', '\t']);
    (after_blank && is_xml_name(name)).then(|| (list, Some(Span::new(open + 2, text.len() - 1))))
}

fn is_xml_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-'))
}

/// Python-Markdown's list after at least one space: any words, `#id` among them.
fn attr_list(text: &str) -> Found {
    let open = braces_at_end(text)?;
    if open > 0 && !text[..open].ends_with(' ') {
        return None;
    }
    let from = if text[open + 1..].starts_with(':') { open + 2 } else { open + 1 };
    let inner = Span::new(from, text.len() - 1);
    if inner.of(text).trim().is_empty() {
        return None;
    }
    words(text, inner).map(|id| (Span::new(open, text.len()), id))
}

/// Where the braces that end the text begin.
fn braces_at_end(text: &str) -> Option<usize> {
    let open = text.strip_suffix('}')?.rfind('{')?;
    (!text[open + 1..text.len() - 1].contains('}')).then_some(open)
}

/// The id among the words of a list; the last one wins.
fn words(text: &str, inner: Span) -> Option<Option<Span>> {
    let mut id = None;
    let mut at = inner.start as usize;
    for word in inner.of(text).split(is_blank) {
        if word.len() > 1 && word.starts_with('#') {
            id = Some(Span::new(at + 1, at + word.len()));
        } else if let Some(value) = word.strip_prefix("id=") {
            let bare = value.trim_matches(['"', '\'']);
            let from = at + 3 + (value.len() - value.trim_start_matches(['"', '\'']).len());
            id = Some(Span::new(from, from + bare.len()));
        }
        at += word.len() + 1;
    }
    Some(id)
}
