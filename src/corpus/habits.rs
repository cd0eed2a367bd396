//! What is usual on a site, counted over its pages: fields, shortcodes, and the tags that list items begin with.

use rustc_hash::FxHashMap;

use super::Source;
use super::facts::Sum;
use crate::document::{Block, BlockKind, Document, Emphasis, within};
use crate::text::Span;

/// How many pages have each front matter field, by its name in lower case.
#[derive(Debug, Default)]
pub struct FieldUse(FxHashMap<Box<str>, u32>);

impl FieldUse {
    /// Counts the fields of one page.
    pub(super) fn look_at(&mut self, source: &Source, sum: Sum) {
        let entries = source.document.front_matter.as_ref().map_or(&[][..], |fm| fm.entries());
        entries.iter().for_each(|entry| count(&mut self.0, &entry.key.value, sum));
    }

    /// How many pages have the field.
    pub fn pages_with(&self, field: &str) -> u32 {
        lookup(&self.0, field)
    }

    /// Every field with the number of pages that have it, in no particular order.
    pub fn all(&self) -> impl Iterator<Item = (&str, u32)> {
        self.0.iter().map(|(field, pages)| (&**field, *pages))
    }
}

/// How often each shortcode is called, by its name in lower case.
#[derive(Debug, Default)]
pub struct ShortcodeUse(FxHashMap<Box<str>, u32>);

impl ShortcodeUse {
    /// Counts the calls of one page.
    pub(super) fn look_at(&mut self, source: &Source, sum: Sum) {
        source.document.shortcodes.iter().for_each(|shortcode| count(&mut self.0, &shortcode.name.value, sum));
    }

    /// The shortcodes that are called, in no particular order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, calls)| **calls > 0).map(|(name, _)| &**name)
    }

    /// How often the shortcode is called.
    pub fn calls_of(&self, name: &str) -> u32 {
        lookup(&self.0, name)
    }
}

fn count(counts: &mut FxHashMap<Box<str>, u32>, name: &str, sum: Sum) {
    let upper = name.bytes().any(|b| b.is_ascii_uppercase());
    let lower = if upper { name.to_ascii_lowercase().into() } else { std::borrow::Cow::Borrowed(name) };
    match counts.get_mut(&*lower) {
        Some(number) => sum.one(number),
        None => sum.one(counts.entry((&*lower).into()).or_default()),
    }
}

fn lookup(counts: &FxHashMap<Box<str>, u32>, name: &str) -> u32 {
    counts.get(name).or_else(|| counts.get(&*name.to_ascii_lowercase())).copied().unwrap_or(0)
}

/// With which words in strong emphasis list items begin (`- **Fixed** …`), and paragraphs outside lists.
#[derive(Debug, Default)]
pub struct ItemTags(FxHashMap<Box<str>, TagUse>);

/// Where a tag stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct TagUse {
    /// At the start of a list item.
    pub items: u32,
    /// At the start of a paragraph outside any list.
    pub paragraphs: u32,
}

impl ItemTags {
    /// Counts the tags of one page.
    pub(super) fn look_at(&mut self, source: &Source, sum: Sum) {
        for (tag, in_item) in tags(source) {
            let found = match self.0.get_mut(tag) {
                Some(found) => found,
                None => self.0.entry(tag.into()).or_default(),
            };
            match in_item {
                true => sum.one(&mut found.items),
                false => sum.one(&mut found.paragraphs),
            }
        }
    }

    /// Where a tag stands, over the whole site.
    pub fn of_tag(&self, tag: &str) -> TagUse {
        self.0.get(tag).copied().unwrap_or_default()
    }
}

/// The tags that paragraphs begin with, and whether each paragraph stands in a list item.
pub(super) fn tags(source: &Source) -> impl Iterator<Item = (&str, bool)> {
    // Many pages have no strong emphasis, and their blocks have left the cache.
    let has_strong = source.document.emphasis.iter().any(|emphasis| emphasis.strong);
    let blocks = if has_strong { &source.document.blocks[..] } else { &[] };
    let paragraphs = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    paragraphs.filter_map(|block| Some((tag_of(source, block)?, in_item(&source.document, block))))
}

fn tag_of<'a>(source: &'a Source, block: &Block) -> Option<&'a str> {
    leading_tag(&source.document, &source.text, block.content).map(|emphasis| emphasis.content.of(&source.text))
}

/// The strong emphasis that a text begins with.
pub fn leading_tag<'a>(document: &'a Document, text: &str, content: Span) -> Option<&'a Emphasis> {
    if !content.of(text).starts_with(['*', '_']) {
        return None;
    }
    within(&document.emphasis, content)
        .iter()
        .take_while(|emphasis| emphasis.span.start == content.start)
        .find(|emphasis| emphasis.strong)
}

/// True when a block stands in a list item.
pub fn in_item(document: &Document, block: &Block) -> bool {
    let parent = block.parent.and_then(|parent| document.blocks.get(parent.0 as usize));
    parent.is_some_and(|parent| parent.kind == BlockKind::Item)
}
