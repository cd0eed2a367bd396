//! Blocks by their place in the page: which of them are new as a whole, and where in another page they would stand.

use std::ops::Range;

use super::{line_end, line_start};
use crate::corpus::align::{Unit, Units};
use crate::document::{Block, BlockId, BlockKind, Document};

/// A page whose blocks are looked at.
#[derive(Clone, Copy)]
pub(super) struct Blocks<'a> {
    pub(super) text: &'a str,
    pub(super) document: &'a Document,
    pub(super) units: &'a Units,
}

impl<'a> Blocks<'a> {
    pub(super) fn unit(&self, unit: usize) -> &'a Unit {
        &self.units.units[unit]
    }

    fn block(&self, id: BlockId) -> &'a Block {
        &self.document.blocks[id.0 as usize]
    }

    /// The block itself and those that hold it, from the inside out.
    pub(super) fn chain(&self, block: BlockId) -> impl Iterator<Item = BlockId> + 'a {
        let document = self.document;
        std::iter::successors(Some(block), move |id| document.blocks[id.0 as usize].parent)
    }

    /// The text of a unit.
    pub(super) fn text_of(&self, unit: usize) -> &'a str {
        self.unit(unit).span.of(self.text)
    }

    /// The largest blocks of which every unit is among `wanted` (sorted), each with its units, in document order.
    pub(super) fn whole(&self, wanted: &[usize]) -> Vec<(BlockId, Range<usize>)> {
        let mut counts = vec![(0usize, 0usize); self.document.blocks.len()];
        for (index, unit) in self.units.units.iter().enumerate() {
            for block in self.chain(unit.block) {
                let count = &mut counts[block.0 as usize];
                count.0 += 1;
                count.1 += usize::from(wanted.binary_search(&index).is_ok());
            }
        }
        let mut out: Vec<(BlockId, Range<usize>)> = Vec::new();
        for &index in wanted {
            let whole = |id: &BlockId| counts[id.0 as usize].0 == counts[id.0 as usize].1;
            let own = self.unit(index).block;
            let block = self.chain(own).take_while(whole).last().unwrap_or(own);
            match out.last_mut() {
                Some((last, range)) if *last == block => range.end = index + 1,
                _ => out.push((block, index..index + 1)),
            }
        }
        out
    }

    pub(super) fn parent(&self, block: BlockId) -> Option<BlockId> {
        self.block(block).parent
    }

    pub(super) fn kind(&self, block: BlockId) -> BlockKind {
        self.block(block).kind
    }

    /// How many blocks lie between a unit and `above`, which holds it; `None` when it does not.
    pub(super) fn depth_below(&self, unit: usize, above: Option<BlockId>) -> Option<usize> {
        let chain: Vec<BlockId> = self.chain(self.unit(unit).block).collect();
        match above {
            None => Some(chain.len() - 1),
            Some(above) => chain.iter().position(|id| *id == above).filter(|&at| at > 0).map(|at| at - 1),
        }
    }

    /// The block that lies `steps` above a unit, or the outermost.
    pub(super) fn climb(&self, unit: usize, steps: usize) -> BlockId {
        let own = self.unit(unit).block;
        self.chain(own).take(steps + 1).last().unwrap_or(own)
    }

    /// Where a block's text begins and ends, blank ends left out.
    pub(super) fn extent(&self, block: BlockId) -> Range<usize> {
        let span = self.block(block).span;
        // Closing tags of a shortcode are part of it.
        let start = span.start as usize;
        start..start + span.of(self.text).trim_end().len()
    }

    /// The lines of a block.
    pub(super) fn lines(&self, block: BlockId) -> Range<usize> {
        let extent = self.extent(block);
        line_start(self.text, extent.start)..line_end(self.text, extent.end.max(extent.start))
    }

    /// What stands before a block on its line: blanks and marks of quotes as they are, marks of items as blanks.
    pub(super) fn lead(&self, block: BlockId) -> String {
        let extent = self.extent(block);
        let lead = &self.text[line_start(self.text, extent.start)..extent.start];
        lead.chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect()
    }

    /// The text of a block, with what stands before it on its first line.
    pub(super) fn with_lead(&self, block: BlockId) -> String {
        let extent = self.extent(block);
        let text = &self.text[extent];
        format!("{}{text}", self.lead(block))
    }

    /// True when a blank line stands before a block.
    pub(super) fn has_blank_before(&self, block: BlockId) -> bool {
        let start = line_start(self.text, self.extent(block).start);
        let before = self.text[..start].trim_end_matches([' ', '\t', '>']);
        let before = before.strip_suffix('\n').map(|rest| rest.strip_suffix('\r').unwrap_or(rest)).unwrap_or(before);
        before.trim_end_matches([' ', '\t', '>']).ends_with('\n')
    }
}

/// True for blocks that cannot have a comment on a line of its own between them and their neighbours.
pub(super) fn is_tight(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Item | BlockKind::Row { .. })
}

/// Puts `mark` into the first line of a row or an item: behind its text.
pub(super) fn marked_inside(text: &str, mark: &str) -> String {
    let end = line_end(text, 0);
    let line = text[..end].trim_end();
    match line.strip_suffix('|') {
        Some(cells) if line.trim_start().starts_with('|') => {
            format!("{} {mark} |{}", cells.trim_end(), &text[line.len()..])
        }
        _ => format!("{line} {mark}{}", &text[end..]),
    }
}
