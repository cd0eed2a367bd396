//! Where in a translation a place of its original would be, and what of the original is gone as a whole.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::gaps::{Side, lone};
use super::pair::Pair;
use crate::corpus::align::{Bead, Unit};
use crate::document::Shortcode;
use crate::text::Span;

/// Finds places of the original again in the translation.
pub(super) struct Counterparts<'a> {
    ours: &'a [Unit],
    theirs: &'a [Unit],
    ranges: Vec<Range<usize>>,
    /// Blocks and sections that are gone, in order. A shortcode that stands alone is none of them.
    gone: Vec<Span>,
    /// Units that only the translation has.
    extra: FxHashSet<usize>,
    text: &'a str,
    start: usize,
}

impl<'a> Counterparts<'a> {
    pub(super) fn of<'p: 'a>(pair: &'a Pair<'p>) -> Self {
        let alignment = pair.alignment();
        let gone = lone(alignment, pair.original.document, Side::Original);
        let gone = gone.iter().filter(|lone| lone.kind != "shortcode").map(|lone| lone.span).collect();
        let extra = alignment.beads.iter().filter_map(|bead| match bead {
            Bead::Extra(gap) => Some(gap.unit),
            _ => None,
        });
        Self {
            extra: extra.collect(),
            ours: &alignment.original.units,
            theirs: &alignment.translation.units,
            ranges: alignment.counterparts(),
            gone,
            text: pair.translation.text,
            start: pair.translation.document.body.trimmed(pair.translation.text).start as usize,
        }
    }

    /// True when the place lies in a block or a section that the translation lacks: another rule says so.
    pub(super) fn is_gone(&self, at: u32) -> bool {
        let after = self.gone.partition_point(|span| span.start <= at);
        self.gone[..after].last().is_some_and(|span| at < span.end)
    }

    /// True when the translation has something of its own where the unit at this place of the original would stand, or
    /// the place is but a part of a unit.
    pub(super) fn is_filled(&self, at: u32) -> bool {
        let unit = self.unit_at(at);
        let range = self.range(unit);
        let is_own = |unit: usize| self.extra.contains(&unit);
        !range.is_empty() || range.start.checked_sub(1).is_some_and(is_own) || is_own(range.start)
    }

    /// The unit of the original that holds the place, else the first one after it.
    pub(super) fn unit_at(&self, at: u32) -> usize {
        unit_at(self.ours, at)
    }

    /// The unit of the translation that holds the place, else the first one after it.
    pub(super) fn translated_unit_at(&self, at: u32) -> usize {
        unit_at(self.theirs, at)
    }

    /// The units of the translation that stand for a unit of the original; an empty range where they would stand.
    pub(super) fn range(&self, unit: usize) -> Range<usize> {
        self.ranges.get(unit).cloned().unwrap_or(self.theirs.len()..self.theirs.len())
    }

    /// Where the first block inside a shortcode starts in the translation, when it is there without the shortcode.
    pub(super) fn start_of(&self, shortcode: &Shortcode) -> Option<Span> {
        let unit = self.unit_at(shortcode.open.end);
        let inside = shortcode.inner()?.contains(self.ours.get(unit)?.span);
        let range = self.range(unit);
        (inside && !range.is_empty()).then(|| Span::at(self.theirs[range.start].span.start as usize))
    }

    /// Where something should be inserted that stands in the original at this place: an empty span behind the block
    /// that holds the place, or behind the block before it.
    pub(super) fn insertion(&self, at: u32) -> Span {
        let unit = self.unit_at(at);
        let range = self.range(unit);
        let inside = self.ours.get(unit).is_some_and(|unit| unit.span.start <= at) && !range.is_empty();
        let before = if inside { range.end } else { range.start };
        match before.checked_sub(1).and_then(|before| self.theirs.get(before)) {
            Some(unit) => Span::at(unit.span.trimmed(self.text).end as usize),
            None => Span::at(self.start),
        }
    }
}

fn unit_at(units: &[Unit], at: u32) -> usize {
    let after = units.partition_point(|unit| unit.span.start <= at);
    match after.checked_sub(1) {
        Some(before) if at < units[before].span.end => before,
        _ => after,
    }
}

/// True when each of `ours` has one of `theirs` of its own that is the same, and none is left over. Lists of more than 64
/// must have the same order.
pub(super) fn pair_off<T, U>(ours: &[T], theirs: &[U], is_same: impl Fn(&T, &U) -> bool) -> bool {
    if ours.len() != theirs.len() {
        return false;
    }
    if ours.len() > 64 {
        return ours.iter().zip(theirs).all(|(one, other)| is_same(one, other));
    }
    let mut free = u64::MAX;
    ours.iter().enumerate().all(|(at, one)| {
        // Most stand in the same order.
        let mut places = std::iter::once(at).chain((0..ours.len()).filter(|&place| place != at));
        let found = places.find(|&place| free >> place & 1 == 1 && is_same(one, &theirs[place]));
        found.inspect(|place| free &= !(1 << place)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::pair_off;

    #[test]
    fn each_takes_one_of_its_own() {
        let same = |a: &str, b: &str| pair_off(a.as_bytes(), b.as_bytes(), |a, b| a == b);
        for (a, b, expected) in [
            ("", "", true),
            ("abc", "abc", true),
            ("abc", "cab", true),
            ("aab", "aba", true),
            ("aab", "abb", false),
            ("ab", "abb", false),
        ] {
            assert_eq!(same(a, b), expected, "{a} {b}");
        }
        let (long, other) = ("ab".repeat(40), "ba".repeat(40));
        assert!(same(&long, &long) && !same(&long, &other));
    }
}
