//! What a front matter field is for: shared by the checks of different, missing and untranslated fields.

use std::borrow::Cow;

use crate::corpus::facts::FieldHabit;
use crate::document::{Entry, FrontMatter, Node, NodeKind, same_field};

use super::check::Pair;

/// The largest mapping that is compared: keys are looked up one by one.
const MOST_ENTRIES: usize = 256;

/// The front matter of both pages, when both have one that could be read.
pub(super) fn front_matters<'a>(pair: &Pair<'a>) -> Option<(&'a FrontMatter, &'a FrontMatter)> {
    let ours = pair.original.document.front_matter.as_ref()?;
    let theirs = pair.translation.document.front_matter.as_ref()?;
    let short = ours.entries().len().max(theirs.entries().len()) <= MOST_ENTRIES;
    (ours.complete && theirs.complete && short).then_some((ours, theirs))
}

/// True when a list of names, from a rule or from the site, has this field; ASCII case does not count.
pub(super) fn lists(names: &[String], field: &str) -> bool {
    names.iter().any(|name| same_field(name, field))
}

/// A field as the original has it: its name, with dots for what lies in a mapping.
pub(super) struct Field<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) entry: &'a Entry,
    /// Its value in the translation, unless that is missing or empty.
    pub(super) other: Option<&'a Entry>,
}

/// The fields of the original that say something: top-level ones, and those in mappings that a rule or the site names
/// with dots, such as `group.title`.
pub(super) fn fields<'a>(ours: &'a FrontMatter, theirs: &'a FrontMatter, named: &[&[String]]) -> Vec<Field<'a>> {
    let mut all = Vec::with_capacity(ours.entries().len());
    for entry in ours.entries().iter().filter(|entry| !is_empty(&entry.value)) {
        let other = theirs.get(&entry.key.value);
        all.push(Field { name: (&*entry.key.value).into(), entry, other });
    }
    // A name with a dot leads into a mapping, which few pages have.
    if !ours.entries().iter().any(|entry| matches!(entry.value.kind, NodeKind::Mapping(_))) {
        return all;
    }
    let dotted = named.iter().copied().flatten().filter(|name| name.contains('.'));
    for name in dotted {
        if let Some(entry) = at_path(ours, name).filter(|entry| !is_empty(&entry.value)) {
            all.push(Field { name: name.clone().into(), entry, other: at_path(theirs, name) });
        }
    }
    all
}

fn at_path<'a>(front_matter: &'a FrontMatter, path: &str) -> Option<&'a Entry> {
    let mut parts = path.split('.');
    let mut entry = front_matter.get(parts.next()?)?;
    for part in parts {
        entry = entry.value.get(part)?;
    }
    Some(entry)
}

/// What the pages of the translation's language do with a field.
pub(super) fn habit(pair: &Pair<'_>, field: &Field<'_>) -> FieldHabit {
    pair.translation.facts.field_habits.habit(pair.language_id, &field.entry.key.value)
}

/// True for a missing value and for an empty text, list or map.
pub(super) fn is_empty(value: &Node) -> bool {
    match &value.kind {
        NodeKind::Scalar { text, .. } => text.trim().is_empty() || value.is_null(),
        NodeKind::Sequence { items, .. } => items.is_empty(),
        NodeKind::Mapping(entries) => entries.is_empty(),
        NodeKind::Alias(_) => false,
    }
}

/// The scalars of a value, in order.
pub(super) fn scalars(value: &Node) -> Vec<&str> {
    let (mut out, mut open) = (Vec::new(), vec![value]);
    while let Some(node) = open.pop() {
        match &node.kind {
            NodeKind::Scalar { text, .. } => out.push(&**text),
            NodeKind::Sequence { items, .. } => open.extend(items.iter().rev()),
            NodeKind::Mapping(entries) => open.extend(entries.iter().rev().map(|entry| &entry.value)),
            NodeKind::Alias(_) => {}
        }
    }
    out
}

/// A value as a message shows it: scalars as text, anything else as written.
pub(super) fn shown<'a>(text: &'a str, value: &'a Node) -> &'a str {
    value.as_str().unwrap_or_else(|| value.span.of(text))
}
