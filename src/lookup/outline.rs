//! How a page is built: its sections, and what can be folded.

use crate::corpus::Source;
use crate::document::{BlockKind, Heading, ScopeId};
use crate::text::Span;

/// A section: a heading with all that follows up to the next heading of its level or above.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// Its heading.
    pub heading: &'a Heading,
    /// The whole section, without blank lines at its end.
    pub span: Span,
}

/// The sections of a page, in the order of their headings.
pub fn sections(source: &Source) -> Vec<Section<'_>> {
    let headings: Vec<&Heading> =
        source.document.headings.iter().filter(|heading| heading.scope == ScopeId::PAGE).collect();
    let section = |(at, heading): (usize, &&'_ Heading)| {
        let next = headings[at + 1..].iter().find(|next| next.level <= heading.level);
        let end = next.map_or(source.text.len() as u32, |next| next.span.start);
        let whole = Span { start: heading.span.start, end };
        let text = whole.of(&source.text).trim_end();
        Span::new(whole.start as usize, whole.start as usize + text.len())
    };
    headings.iter().enumerate().map(|(at, heading)| Section { heading, span: section((at, heading)) }).collect()
}

/// What a fold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// A comment.
    Comment,
    /// Anything else.
    Region,
}

/// What can be folded: front matter, sections, lists, tables, code, quotes, shortcodes with a body, comments.
pub fn folds(source: &Source) -> Vec<(Span, Fold)> {
    let document = &source.document;
    let trimmed =
        |span: Span| Span::new(span.start as usize, span.start as usize + span.of(&source.text).trim_end().len());
    let mut folds: Vec<(Span, Fold)> = Vec::new();
    folds.extend(document.front_matter.iter().map(|front_matter| (trimmed(front_matter.span), Fold::Region)));
    folds.extend(sections(source).into_iter().map(|section| (section.span, Fold::Region)));
    let kinds = |kind: BlockKind| {
        matches!(
            kind,
            BlockKind::Code { .. } | BlockKind::List { .. } | BlockKind::Quote | BlockKind::Table | BlockKind::Html
        )
    };
    let blocks = document.blocks.iter().filter(|block| kinds(block.kind));
    folds.extend(blocks.map(|block| (trimmed(block.span), Fold::Region)));
    let shortcodes = document.shortcodes.iter().filter(|shortcode| shortcode.close.is_some());
    folds.extend(shortcodes.map(|shortcode| (shortcode.span(), Fold::Region)));
    folds.extend(document.comments.iter().map(|comment| (trimmed(comment.span), Fold::Comment)));
    folds
}
