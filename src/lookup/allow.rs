//! Allowing a finding where it stands: a directive with the rule's name and room for a reason.

use crate::corpus::Source;
use crate::diagnostic::Edit;
use crate::document::{Block, BlockKind, FrontMatterFormat};
use crate::text::{SourceId, Span};

/// The edit that allows findings of `rule` at `place`; `None` where no directive can stand.
pub fn insertion(source: &Source, id: SourceId, rule: &str, place: Span, reason: &str) -> Option<Edit> {
    let (text, document) = (&*source.text, &source.document);
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if let Some(front_matter) = document.front_matter.as_ref().filter(|fields| fields.span.contains(place)) {
        if front_matter.format == FrontMatterFormat::Json {
            return None;
        }
        let entry = front_matter.entries().iter().find(|entry| entry.span().contains(place))?;
        let line = line_start(text, entry.key.span.start);
        return Some(Edit::insert(id, line, format!("# tidings: allow {rule} {reason}{eol}")));
    }
    let comment = format!("<!-- tidings: allow {rule} {reason} -->");
    let before = document.blocks.partition_point(|block| block.span.start <= place.start);
    let around = document.blocks[..before].iter().rev().find(|block| holds(block, place));
    match around {
        // In a list or a table a comment on a line of its own would end it.
        Some(block) if stands_inside(document, block) => {
            Some(Edit::insert(id, block.content.trimmed(text).end as usize, format!(" {comment}")))
        }
        Some(block) if place.is_empty() && place.start == block.span.trimmed(text).end => {
            Some(Edit::insert(id, place.start as usize, format!("{eol}{eol}{comment}")))
        }
        Some(block) => {
            let line = line_start(text, block.span.start);
            Some(Edit::insert(id, line, format!("{comment}{eol}")))
        }
        None => Some(Edit::insert(id, line_start(text, place.start), format!("{comment}{eol}"))),
    }
}

fn holds(block: &Block, place: Span) -> bool {
    let text = !block.kind.is_container() || matches!(block.kind, BlockKind::Item);
    text && block.span.start <= place.start && place.start <= block.span.end
}

/// True for the text of a list item and for a cell.
fn stands_inside(document: &crate::document::Document, block: &Block) -> bool {
    let parent = block.parent.and_then(|parent| document.blocks.get(parent.0 as usize));
    match block.kind {
        BlockKind::Cell => true,
        BlockKind::Paragraph => parent.is_some_and(|parent| matches!(parent.kind, BlockKind::Item | BlockKind::Quote)),
        _ => false,
    }
}

fn line_start(text: &str, offset: u32) -> usize {
    text[..offset as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1)
}
