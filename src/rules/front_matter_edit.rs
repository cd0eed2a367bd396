//! Edits of front matter that keep its style: quotes, indentation, block or flow lists, comments.

use std::borrow::Cow;

use crate::diagnostic::Edit;
use crate::document::{Entry, FrontMatter, FrontMatterFormat, Node, NodeKind, ScalarStyle};
use crate::text::Span;

use super::check::Page;

/// A scalar written in the style of another one, or with quotes where the style cannot hold it.
pub(super) fn written(value: &str, style: Option<ScalarStyle>, format: FrontMatterFormat) -> String {
    let double = || format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
    match style {
        _ if format == FrontMatterFormat::Json => double(),
        Some(ScalarStyle::SingleQuoted) if !value.contains('\'') => format!("'{value}'"),
        Some(ScalarStyle::Plain) if format == FrontMatterFormat::Yaml && is_plain(value) => value.to_owned(),
        _ => double(),
    }
}

/// True when YAML reads the text as it is without quotes, also inside a flow list.
fn is_plain(value: &str) -> bool {
    let first = value.bytes().next();
    first.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'/' || b == b'.' || b >= 0x80)
        && !value.contains([',', '[', ']', '{', '}', '\n'])
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with([':', ' '])
}

/// Replaces a scalar by a text, in the quotes that it has.
pub(super) fn replace_scalar(page: &Page<'_>, format: FrontMatterFormat, node: &Node, value: &str) -> Option<Edit> {
    let style = node.style()?;
    let one_line = !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) && node.tag.is_none();
    let text = written(value, Some(style), format);
    (one_line && node.anchor.is_none()).then(|| Edit::replace(page.id, node.span, text))
}

/// The end of the line that holds the last character of `span`, line end not included.
fn line_end(text: &str, span: Span) -> usize {
    let end = span.start as usize + span.of(text).trim_end().len();
    let rest = &text.as_bytes()[end..];
    let line = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    end + line
}

/// The line end that a text uses.
fn eol(text: &str) -> &'static str {
    match memchr::memchr(b'\n', text.as_bytes()) {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

/// What stands before an item of a block list on its line: indentation and dash.
fn item_lead<'a>(text: &'a str, item: &Node) -> Option<&'a str> {
    let before = &text[..item.span.start as usize];
    let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let lead = &before[line..];
    let dash = lead.trim();
    (dash == "-").then_some(lead)
}

/// Puts `value` into a list behind the item `after`, or before the first one.
pub(super) fn insert_item(
    page: &Page<'_>,
    format: FrontMatterFormat,
    list: &Node,
    after: Option<usize>,
    value: &str,
) -> Option<Edit> {
    let NodeKind::Sequence { items, flow } = &list.kind else { return turn_into_list(page, format, list, value) };
    let neighbour = items.get(after.unwrap_or(0))?;
    let new = written(value, neighbour.style(), format);
    if *flow {
        return Some(match after {
            Some(_) => Edit::insert(page.id, neighbour.span.end as usize, format!(", {new}")),
            None => Edit::insert(page.id, neighbour.span.start as usize, format!("{new}, ")),
        });
    }
    let lead = item_lead(page.text, neighbour)?;
    Some(match after {
        Some(_) => {
            let at = line_end(page.text, neighbour.span);
            Edit::insert(page.id, at, format!("{}{lead}{new}", eol(page.text)))
        }
        None => {
            let at = neighbour.span.start as usize - lead.len();
            Edit::insert(page.id, at, format!("{lead}{new}{}", eol(page.text)))
        }
    })
}

/// Puts values into a list behind its last item.
pub(super) fn append_items(page: &Page<'_>, format: FrontMatterFormat, list: &Node, values: &[String]) -> Option<Edit> {
    let NodeKind::Sequence { items, flow } = &list.kind else { return None };
    let last = items.last()?;
    let new = values.iter().map(|value| written(value, last.style(), format));
    if *flow {
        let text: String = new.map(|value| format!(", {value}")).collect();
        return Some(Edit::insert(page.id, last.span.end as usize, text));
    }
    let (lead, eol) = (item_lead(page.text, last)?, eol(page.text));
    let text: String = new.map(|value| format!("{eol}{lead}{value}")).collect();
    Some(Edit::insert(page.id, line_end(page.text, last.span), text))
}

/// Adds a list to front matter in YAML, behind its last entry.
pub(super) fn add_list(page: &Page<'_>, front_matter: &FrontMatter, key: &str, values: &[String]) -> Option<Edit> {
    let eol = eol(page.text);
    let items = values.iter().map(|value| written(value, Some(ScalarStyle::Plain), FrontMatterFormat::Yaml));
    let list: String = items.map(|item| format!("{eol}    - {item}")).collect();
    if let Some(last) = front_matter.entries().last() {
        return Some(Edit::insert(page.id, line_end(page.text, last.span()), format!("{eol}{key}:{list}")));
    }
    let at = front_matter.content.start as usize;
    page.text[..at].ends_with('\n').then(|| Edit::insert(page.id, at, format!("{key}:{list}{eol}")))
}

/// Makes a flow list of a single value and a further one.
fn turn_into_list(page: &Page<'_>, format: FrontMatterFormat, node: &Node, value: &str) -> Option<Edit> {
    let style = node.style().filter(|style| !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded))?;
    if node.is_null() || node.anchor.is_some() || node.tag.is_some() {
        return None;
    }
    let both = format!("[{}, {}]", node.span.of(page.text), written(value, Some(style), format));
    Some(Edit::replace(page.id, node.span, both))
}

/// The entry of `theirs` that stands where `key` of `ours` is missing: the nearest one before it that both have.
fn neighbour<'a>(ours: &FrontMatter, theirs: &'a FrontMatter, key: &Entry) -> Option<&'a Entry> {
    let before = ours.entries().iter().take_while(|entry| entry.key.span.start < key.key.span.start);
    before.collect::<Vec<_>>().into_iter().rev().take(64).find_map(|entry| theirs.get(&entry.key.value))
}

/// Where a missing entry belongs: an empty span behind the entry that it follows in the original.
pub(super) fn place_of_missing(ours: &FrontMatter, theirs: &FrontMatter, key: &Entry) -> Span {
    match neighbour(ours, theirs, key) {
        Some(entry) => Span::at(entry.span().end.max(entry.key.span.end) as usize),
        None => Span::at(theirs.content.start as usize),
    }
}

/// Writes an entry of the original into the translation, behind the entry that it follows there. Parts of it may be
/// `changed`: spans of the original and their new text, in order.
pub(super) fn insert_entry(
    original: &Page<'_>,
    translation: &Page<'_>,
    key: &Entry,
    changed: &[(Span, String)],
) -> Option<Edit> {
    let ours = original.document.front_matter.as_ref()?;
    let theirs = translation.document.front_matter.as_ref()?;
    let block = matches!(key.value.style(), Some(ScalarStyle::Literal | ScalarStyle::Folded));
    if ours.format != theirs.format || refers(&key.value) || block {
        return None;
    }
    let text = entry_text(original.text, key, changed);
    let text = if eol(translation.text) == "\r\n" { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text };
    let eol = eol(translation.text);
    let edit = match (neighbour(ours, theirs, key), ours.format) {
        (Some(entry), FrontMatterFormat::Json) => {
            Edit::insert(translation.id, entry.value.span.end as usize, format!(",{eol}  {text}"))
        }
        (None, FrontMatterFormat::Json) => return None,
        (Some(entry), _) => {
            Edit::insert(translation.id, line_end(translation.text, entry.span()), format!("{eol}{text}"))
        }
        (None, _) => {
            let at = theirs.content.start as usize;
            translation.text[..at].ends_with('\n').then(|| Edit::insert(translation.id, at, format!("{text}{eol}")))?
        }
    };
    Some(edit)
}

/// The entry as written, with parts changed.
fn entry_text(text: &str, key: &Entry, changed: &[(Span, String)]) -> String {
    let mut out = String::new();
    let mut at = key.key.span.start as usize;
    for (span, new) in changed {
        out.push_str(&text[at..span.start as usize]);
        out.push_str(new);
        at = span.end as usize;
    }
    out.push_str(text[at..].get(..(key.span().end as usize).saturating_sub(at)).unwrap_or_default());
    out.trim_end().to_owned()
}

/// True when a value defines or uses a name that may not exist elsewhere.
fn refers(node: &Node) -> bool {
    let inner = match &node.kind {
        NodeKind::Alias(_) => true,
        NodeKind::Sequence { items, .. } => items.iter().any(|item| !matches!(item.kind, NodeKind::Scalar { .. })),
        NodeKind::Mapping(_) | NodeKind::Scalar { .. } => false,
    };
    inner || node.anchor.is_some()
}

/// Edits that give a field of the translation the original's value, in the style of the translation where it can hold it.
pub(super) fn copy_value(original: &Page<'_>, translation: &Page<'_>, ours: &Node, theirs: &Node) -> Option<Vec<Edit>> {
    let format = translation.document.front_matter.as_ref()?.format;
    match (&ours.kind, &theirs.kind) {
        (NodeKind::Scalar { text, .. }, NodeKind::Scalar { .. }) => {
            let text = original_text(original, ours, text)?;
            replace_like(translation, format, ours, theirs, &text).map(|edit| vec![edit])
        }
        (NodeKind::Sequence { items: ours, .. }, NodeKind::Sequence { items: theirs, .. })
            if ours.len() == theirs.len() =>
        {
            let different = ours.iter().zip(theirs).filter(|(a, b)| a.as_str().is_none() || a.as_str() != b.as_str());
            different.map(|(a, b)| replace_like(translation, format, a, b, a.as_str()?)).collect()
        }
        (NodeKind::Sequence { items, .. }, NodeKind::Sequence { items: old, flow }) => {
            replace_list(translation, format, items, old, *flow, theirs.span).map(|edit| vec![edit])
        }
        _ => None,
    }
}

fn original_text<'a>(page: &Page<'_>, node: &Node, text: &'a str) -> Option<Cow<'a, str>> {
    let one_line = !node.span.of(page.text).contains('\n');
    (one_line && node.anchor.is_none() && node.tag.is_none()).then_some(Cow::Borrowed(text))
}

/// A scalar keeps its quotes, and gets those of the original when it has none.
fn replace_like(page: &Page<'_>, format: FrontMatterFormat, ours: &Node, theirs: &Node, value: &str) -> Option<Edit> {
    let plain = theirs.style() == Some(ScalarStyle::Plain);
    let style = if plain { ours.style() } else { theirs.style() };
    let fits = !matches!(theirs.style()?, ScalarStyle::Literal | ScalarStyle::Folded);
    let simple = theirs.anchor.is_none() && theirs.tag.is_none();
    let toml_number = format == FrontMatterFormat::Toml && style == Some(ScalarStyle::Plain);
    let new = if toml_number { value.to_owned() } else { written(value, style, format) };
    let gap = if theirs.span.is_empty() { " " } else { "" };
    (fits && simple).then(|| Edit::replace(page.id, theirs.span, format!("{gap}{new}")))
}

fn replace_list(
    page: &Page<'_>,
    format: FrontMatterFormat,
    items: &[Node],
    old: &[Node],
    flow: bool,
    span: Span,
) -> Option<Edit> {
    let new: Option<Vec<String>> =
        items.iter().map(|item| Some(written(item.as_str()?, item.style(), format))).collect();
    let new = new?;
    if flow {
        return Some(Edit::replace(page.id, span, format!("[{}]", new.join(", "))));
    }
    let (first, last) = (old.first()?, old.last()?);
    let lead = item_lead(page.text, first)?;
    let lines: Vec<String> = new.iter().map(|item| format!("{lead}{item}")).collect();
    let span = Span { start: first.span.start - lead.len() as u32, end: last.span.end };
    (!new.is_empty()).then(|| Edit::replace(page.id, span, lines.join(eol(page.text))))
}
