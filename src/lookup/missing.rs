//! Putting a block of the original, which a translation lacks, into the translation.

use super::View;
use super::counterpart::alignment;
use crate::corpus::align::{Alignment, Bead, UnitKind};
use crate::diagnostic::Edit;
use crate::document::{BlockId, BlockKind};
use crate::text::{Location, SourceId, Span};

/// The edit that puts what stands at `there`, in the original, into its translation at `place`. Blocks that follow it in
/// the original and are missing as well come along when they belong to its section.
pub fn insertion(view: View<'_>, translation: SourceId, place: u32, there: Location) -> Option<Edit> {
    let original = view.corpus.original_of(translation).filter(|&original| original == there.source)?;
    let alignment = alignment(view, original, translation);
    let units = &alignment.original.units;
    let first = units.iter().position(|unit| unit.span.contains(there.span) || there.span.contains(unit.span))?;
    let last = last_of(&alignment, first);
    let text = view.text(original);
    let (from, to) = (widened(view, original, &alignment, first), widened(view, original, &alignment, last));
    let block = from.to(to).of(text).trim_end();
    let close = matches!(units[first].kind, UnitKind::Row) || is_item(view, original, &alignment, first);
    let eol = if view.text(translation).contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if close { eol.to_owned() } else { eol.repeat(2) };
    let block = block.replace("\r\n", "\n").replace('\n', eol);
    let before = &view.text(translation)[..place as usize];
    let insert = match before.trim().is_empty() {
        true => format!("{block}{gap}"),
        false => format!("{gap}{block}"),
    };
    Some(Edit::replace(translation, Span::at(place as usize), insert))
}

/// The last unit that is missing together with the first: of a heading all of its section.
fn last_of(alignment: &Alignment, first: usize) -> usize {
    let units = &alignment.original.units;
    let UnitKind::Heading(level) = units[first].kind else { return first };
    let missing = |at: usize| alignment.beads.iter().any(|bead| matches!(bead, Bead::Missing(gap) if gap.unit == at));
    let inside = |at: usize| !matches!(units[at].kind, UnitKind::Heading(other) if other <= level);
    let rest = (first + 1..units.len()).take_while(|&at| inside(at) && missing(at));
    rest.last().unwrap_or(first)
}

/// The unit with its marker: the text of an item is inserted as the item.
fn widened(view: View<'_>, original: SourceId, alignment: &Alignment, at: usize) -> Span {
    let unit = &alignment.original.units[at];
    let blocks = &view.corpus.source(original).document.blocks;
    let own = unit.span;
    let parent = unit.container.map(|BlockId(id)| &blocks[id as usize]);
    match parent {
        Some(item) if item.kind == BlockKind::Item && item.content.start == own.start => {
            let line = view.text(original)[..item.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
            let lead = Span::new(line, item.span.start as usize);
            let blank = lead.of(view.text(original)).trim().is_empty();
            Span { start: if blank { lead.start } else { item.span.start }, end: own.end }
        }
        _ => own,
    }
}

fn is_item(view: View<'_>, original: SourceId, alignment: &Alignment, at: usize) -> bool {
    let blocks = &view.corpus.source(original).document.blocks;
    let parent = alignment.original.units[at].container.map(|BlockId(id)| &blocks[id as usize]);
    parent.is_some_and(|parent| parent.kind == BlockKind::Item)
}
