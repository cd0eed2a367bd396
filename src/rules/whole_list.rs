//! Lists that have as many items in the translation as in the original: then no item is gone, and none lacks its
//! beginning, however different the texts are.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::gaps::{Lone, item_around};
use super::pair::Pair;
use crate::corpus::align::Unit;
use crate::document::{BlockId, BlockKind, Document};

/// The lists of an original, as far as anybody asks.
pub(super) struct WholeLists<'a> {
    pair: &'a Pair<'a>,
    /// Where in the translation the units of the original are; made when first needed.
    counterparts: Option<Vec<Range<usize>>>,
    known: FxHashMap<BlockId, bool>,
}

impl<'a> WholeLists<'a> {
    pub(super) fn of(pair: &'a Pair<'a>) -> Self {
        Self { pair, counterparts: None, known: FxHashMap::default() }
    }

    /// True for an item, or what it begins with, of a list with all of its items.
    pub(super) fn hold(&mut self, missing: &Lone) -> bool {
        let document = self.pair.original.document;
        let units = &self.pair.alignment().original.units;
        let (first, _) = missing.units;
        let Some(item) = item_around(document, &units[first]) else { return false };
        let begins = first.checked_sub(1).is_none_or(|before| units[before].span.start < item.span.start);
        begins && missing.span.end <= item.span.end && item.parent.is_some_and(|list| self.is_whole(list))
    }

    fn is_whole(&mut self, list: BlockId) -> bool {
        if let Some(&known) = self.known.get(&list) {
            return known;
        }
        let (ours, theirs) = (self.pair.original.document, self.pair.translation.document);
        let whole = self.twin(list).is_some_and(|twin| items(ours, list) == items(theirs, twin));
        self.known.insert(list, whole);
        whole
    }

    /// The list of the translation in which the first item is that has a counterpart.
    fn twin(&mut self, list: BlockId) -> Option<BlockId> {
        let (document, alignment) = (self.pair.original.document, self.pair.alignment());
        let units = &alignment.original.units;
        let counterparts = self.counterparts.get_or_insert_with(|| alignment.counterparts());
        let span = document.blocks[list.0 as usize].span;
        let first = units.partition_point(|unit| unit.span.start < span.start);
        let within = (first..units.len()).take_while(|&unit| units[unit].span.start < span.end);
        let mut own = within.filter(|&unit| list_of(document, &units[unit]) == Some(list));
        own.find_map(|unit| {
            let there = counterparts[unit].clone().next()?;
            list_of(self.pair.translation.document, &alignment.translation.units[there])
        })
    }
}

/// The innermost list around a unit.
fn list_of(document: &Document, unit: &Unit) -> Option<BlockId> {
    item_around(document, unit)?.parent
}

/// How many items a list has.
fn items(document: &Document, list: BlockId) -> usize {
    let end = document.blocks[list.0 as usize].span.end;
    let below = document.blocks[list.0 as usize + 1..].iter().take_while(|block| block.span.start < end);
    below.filter(|block| block.parent == Some(list) && block.kind == BlockKind::Item).count()
}
