//! Which part of a page a directive is for.

use super::words;
use crate::document::{Block, BlockId, BlockKind, Document, FrontMatter, Node, NodeKind};
use crate::text::Span;

/// What a directive at `comment` is for, and from where on empty places are covered. A comment in the text of a block is
/// for that block, in a table for the row; any other is for the next block.
pub(super) fn block(text: &str, document: &Document, comment: Span) -> (Span, u32) {
    match around(document, comment) {
        Some(block) => {
            let block = widened(document, block);
            (block, block.start)
        }
        None => {
            let start = comment.start as usize;
            let end = next(text, document, comment).map_or(comment.end, |block| block.span.end.max(comment.end));
            (Span::new(start, end as usize), gap(text, start))
        }
    }
}

/// The innermost block that holds a comment in its text: no container, and no block of comments.
fn around(document: &Document, comment: Span) -> Option<&Block> {
    let before = document.blocks.partition_point(|block| block.span.start <= comment.start);
    let mut innermost = before.checked_sub(1).map(|at| &document.blocks[at]);
    while let Some(block) = innermost {
        if block.span.contains(comment) {
            let in_text = match block.kind {
                BlockKind::Comment | BlockKind::Shortcode(_) | BlockKind::Definition => false,
                kind => !kind.is_container() || matches!(kind, BlockKind::Row { .. }),
            };
            return in_text.then_some(block);
        }
        // A block that ends before the comment: what holds the comment is around it.
        innermost = block.parent.map(|BlockId(id)| &document.blocks[id as usize]);
    }
    None
}

/// The row of a cell; the text of an item with the marker before it; any other block as it is.
fn widened(document: &Document, block: &Block) -> Span {
    let parent = block.parent.map(|BlockId(id)| &document.blocks[id as usize]);
    match (block.kind, parent) {
        (BlockKind::Cell, Some(row)) => row.span,
        (BlockKind::Paragraph, Some(item))
            if item.kind == BlockKind::Item && item.content.start == block.span.start =>
        {
            Span::new(item.span.start as usize, block.span.end as usize)
        }
        _ => block.span,
    }
}

/// The first block after a comment that is not a directive itself.
fn next<'d>(text: &str, document: &'d Document, comment: Span) -> Option<&'d Block> {
    let from = document.blocks.partition_point(|block| block.span.start < comment.end);
    let directive = |block: &Block| block.kind == BlockKind::Comment && words::inside(block.span.of(text)).is_some();
    document.blocks[from..].iter().find(|block| !directive(block))
}

/// The end of the text before `at`, other directives not counted.
pub(super) fn gap(text: &str, at: usize) -> u32 {
    let mut before = text[..at].trim_end();
    loop {
        let open = match () {
            () if before.ends_with("-->") => before.rfind("<!--"),
            () if before.ends_with("*/}") => before.rfind("{/*"),
            () => None,
        };
        match open {
            Some(open) if words::inside(&before[open..]).is_some() => before = before[..open].trim_end(),
            _ => return before.len() as u32,
        }
    }
}

/// What a comment in front matter is for: the field or item on its line, else the next one.
pub(super) fn entry(text: &str, front_matter: &FrontMatter, comment: Span) -> Span {
    let line = text[..comment.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let own_line = text[line..comment.start as usize].trim().is_empty();
    let from = if own_line { comment.end } else { line as u32 };
    let mut found = None;
    outermost(&front_matter.root, from, &mut found);
    match found {
        Some(span) if own_line || span.start < comment.start => span.to(comment),
        _ => Span::new(line, comment.end as usize),
    }
}

/// The first entry or item that begins at `from` or after; of several that begin there, the outermost.
fn outermost(node: &Node, from: u32, found: &mut Option<Span>) {
    let mut take = |span: Span, inner: &Node| {
        let earlier = found.is_none_or(|known: Span| span.start < known.start);
        if span.start >= from {
            if earlier {
                *found = Some(span);
            }
        } else if span.end >= from {
            outermost(inner, from, found);
        }
    };
    match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().for_each(|entry| take(entry.span(), &entry.value)),
        NodeKind::Sequence { items, .. } => items.iter().for_each(|item| take(item.span, item)),
        NodeKind::Scalar { .. } | NodeKind::Alias(_) => {}
    }
}
