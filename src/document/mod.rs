//! The page as data: front matter, blocks, headings, links, code, shortcodes and prose, each with its exact span.
//!
//! A [`Document`] is what `syntax` makes of a text and what every rule reads. It holds no text of its own beyond
//! values that differ from what is written; spans point into the source. All lists are in document order, sorted by
//! the start of their spans, so [`within`] finds the part that lies in a block by binary search.

mod front_matter;
mod markdown;
mod problem;
mod shortcode;

pub use front_matter::{
    Entry, FrontMatter, FrontMatterFormat, Located, Node, NodeKind, PathSegment, ScalarStyle, same_field,
};
pub use markdown::{
    Block, BlockId, BlockKind, CodeSpan, Comment, Emphasis, Heading, HeadingId, HtmlAttribute, HtmlTag, Link, LinkKind,
    Prose, Scope, ScopeId,
};
pub use problem::{Problem, ProblemKind};
pub use shortcode::{Argument, Body, Delimiter, Quote, Shortcode, ShortcodeId};

use crate::text::Span;

/// One page, parsed. Parsing never fails: what is wrong with the text stands in `problems`.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The front matter; `None` when the page has none.
    pub front_matter: Option<FrontMatter>,
    /// The text after the front matter.
    pub body: Span,
    /// Container and leaf blocks, parents before their children.
    pub blocks: Vec<Block>,
    /// Headings of the page's own Markdown and of nested scopes.
    pub headings: Vec<Heading>,
    /// Links and images, in Markdown; those in HTML are found in `html`.
    pub links: Vec<Link>,
    /// Inline code.
    pub code_spans: Vec<CodeSpan>,
    /// Emphasis and strong emphasis.
    pub emphasis: Vec<Emphasis>,
    /// HTML tags, block and inline, outside comments.
    pub html: Vec<HtmlTag>,
    /// HTML comments, block and inline.
    pub comments: Vec<Comment>,
    /// Runs of visible text: no code, no markup, no destinations, no shortcode tags.
    pub prose: Vec<Prose>,
    /// Shortcodes, opening tags in document order.
    pub shortcodes: Vec<Shortcode>,
    /// The scopes in which headings get their ids; the first is the page's own Markdown.
    pub scopes: Vec<Scope>,
    /// What is wrong with the text as text.
    pub problems: Vec<Problem>,
}

impl Document {
    /// The heading whose section holds byte `offset`: the last page-scope heading that starts at or before it.
    pub fn section_at(&self, offset: u32) -> Option<&Heading> {
        let before = self.headings.partition_point(|heading| heading.span.start <= offset);
        self.headings[..before].iter().rev().find(|heading| heading.scope == ScopeId::PAGE)
    }

    /// Takes over what `draft` has of Markdown. The lists take up no more than they need; those of `draft` are empty
    /// afterwards and keep their room.
    pub(crate) fn take_markdown(&mut self, draft: &mut Document) {
        fn taken<T>(list: &mut Vec<T>) -> Vec<T> {
            let mut exact = Vec::with_capacity(list.len());
            exact.append(list);
            exact
        }
        self.blocks = taken(&mut draft.blocks);
        self.headings = taken(&mut draft.headings);
        self.links = taken(&mut draft.links);
        self.code_spans = taken(&mut draft.code_spans);
        self.emphasis = taken(&mut draft.emphasis);
        self.html = taken(&mut draft.html);
        self.comments = taken(&mut draft.comments);
        self.prose = taken(&mut draft.prose);
        self.scopes = taken(&mut draft.scopes);
        self.problems.append(&mut draft.problems);
    }
}

/// Anything in a document that has a place.
pub trait Placed {
    /// Where it is.
    fn span(&self) -> Span;
}

macro_rules! placed {
    ($($kind:ty),*) => {
        $(impl Placed for $kind {
            fn span(&self) -> Span {
                self.span
            }
        })*
    };
}
placed!(Block, Heading, Link, CodeSpan, Emphasis, HtmlTag, Comment, Prose);

impl Placed for Shortcode {
    fn span(&self) -> Span {
        self.open
    }
}

impl Placed for Span {
    fn span(&self) -> Span {
        *self
    }
}

/// The paragraphs, headings and cells with those of the places, which are in order, that stand in each; blocks without
/// any are left out.
pub fn by_text<'a, T: Placed>(blocks: &'a [Block], places: &'a [T]) -> impl Iterator<Item = (&'a Block, &'a [T])> {
    let text = |block: &&Block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Cell);
    // Blocks of text come in the order of their contents, so places before one are before all that follow.
    debug_assert!(blocks.iter().filter(text).is_sorted_by_key(|block| block.content.start));
    let mut places = places;
    let held = move |block: &'a Block| {
        let before = |offset: u32| places.iter().take_while(|place| place.span().start < offset).count();
        let (passed, to) = (before(block.content.start), before(block.content.end));
        let held = &places[passed..to];
        places = &places[passed..];
        (!places.is_empty()).then_some((block, held))
    };
    blocks.iter().filter(text).map_while(held).filter(|(_, held)| !held.is_empty())
}

/// The place in `runs`, which are in order, that holds `offset`; `runs` is read on from where the last one was found.
pub fn holding<'a, T: Placed>(runs: &mut std::slice::Iter<'a, T>, offset: u32) -> Option<&'a T> {
    let passed = runs.as_slice().iter().take_while(|run| run.span().end <= offset).count();
    *runs = runs.as_slice()[passed..].iter();
    runs.as_slice().first().filter(|run| run.span().start <= offset)
}

/// The items of a list in document order that start inside `span`.
pub fn within<T: Placed>(items: &[T], span: Span) -> &[T] {
    let from = items.partition_point(|item| item.span().start < span.start);
    let rest = &items[from..];
    // Most spans hold nothing.
    match rest.first() {
        Some(first) if first.span().start < span.end => {
            &rest[..rest.partition_point(|item| item.span().start < span.end)]
        }
        _ => &[],
    }
}

/// A list in document order that is asked again and again for the items [within] a span. It is read on from where the
/// last span ended, so spans in their order cost no searching.
#[derive(Debug)]
pub struct Onward<'a, T> {
    items: &'a [T],
    /// How many items have been read.
    read: usize,
    /// Where the last of them starts, and the one after it: most spans lie between the two.
    between: (u32, u32),
}

impl<'a, T: Placed> Onward<'a, T> {
    /// Reads a list from its start.
    pub fn new(items: &'a [T]) -> Self {
        Self { items, read: 0, between: (0, items.first().map_or(u32::MAX, |first| first.span().start)) }
    }

    /// The items that start inside `span`.
    #[inline]
    pub fn within(&mut self, span: Span) -> &'a [T] {
        if self.between.0 < span.start && span.end <= self.between.1 { &[] } else { self.read(span) }
    }

    fn read(&mut self, span: Span) -> &'a [T] {
        let start = |at: usize| self.items.get(at).map_or(u32::MAX, |item| item.span().start);
        let mut from = self.read;
        if from > 0 && start(from - 1) >= span.start {
            from = self.items.partition_point(|item| item.span().start < span.start);
        }
        while start(from) < span.start {
            from += 1;
        }
        let mut end = from;
        while start(end) < span.end {
            end += 1;
        }
        self.between = (end.checked_sub(1).map_or(0, start), start(end));
        self.read = end;
        &self.items[from..end]
    }
}

#[cfg(test)]
mod tests {
    use super::{Onward, within};
    use crate::text::Span;

    #[test]
    fn reading_on_finds_what_a_search_does() {
        let items = [0, 2, 3, 7].map(Span::at);
        let spans: Vec<Span> = (0..9).flat_map(|start| (start..9).map(move |end| Span::new(start, end))).collect();
        for &first in &spans {
            for &second in &spans {
                let mut onward = Onward::new(&items);
                for span in [first, second] {
                    assert_eq!(onward.within(span), within(&items, span), "{first:?} {second:?}");
                }
            }
        }
    }
}
