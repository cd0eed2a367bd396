//! Which shortcode of a translation is which shortcode of its original: two sequences, aligned by name, arguments and the
//! blocks that they stand in.

use super::counterpart::Counterparts;
use super::pair::Pair;
use crate::document::{Argument, Shortcode};

/// Beyond this many cells of the table nothing is said.
const LARGEST_TABLE: usize = 160_000;

/// What a step costs, in tenths.
mod cost {
    /// A shortcode without a counterpart.
    pub(super) const GAP: u32 = 10;
    /// The same name with other arguments.
    pub(super) const ARGUMENTS: u32 = 4;
    /// Another name: a little cheaper than two gaps.
    pub(super) const NAME: u32 = 18;
    /// Two shortcodes in blocks that are not aligned with each other.
    pub(super) const ELSEWHERE: u32 = 5;
}

/// Shortcodes of two pages, as indices into their documents.
#[derive(Debug, Default)]
pub(super) struct ShortcodePairs {
    /// Shortcodes that stand for each other: of the original, of the translation.
    pub(super) matched: Vec<(usize, usize)>,
    /// Shortcodes that only the original has.
    pub(super) missing: Vec<usize>,
    /// Shortcodes that only the translation has.
    pub(super) extra: Vec<usize>,
}

impl ShortcodePairs {
    pub(super) fn of(pair: &Pair<'_>) -> Self {
        let ours = &pair.original.document.shortcodes;
        let theirs = &pair.translation.document.shortcodes;
        let same = |a: &Shortcode, b: &Shortcode| has_same_name(a, b) && has_same_arguments(a, b);
        let mut out = Self::default();
        if ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b)) {
            out.matched = (0..ours.len()).map(|at| (at, at)).collect();
            return out;
        }
        let table = Table::new(pair, ours, theirs);
        if let Some(table) = table {
            table.read(&mut out);
        }
        out
    }
}

pub(super) fn has_same_name(a: &Shortcode, b: &Shortcode) -> bool {
    a.name.value.eq_ignore_ascii_case(&b.name.value)
}

pub(super) fn has_same_arguments(a: &Shortcode, b: &Shortcode) -> bool {
    fn name(argument: &Argument) -> Option<&str> {
        argument.key.as_ref().map(|key| &*key.value)
    }
    a.arguments.len() == b.arguments.len()
        && a.arguments.iter().zip(&b.arguments).all(|(a, b)| a.value.value == b.value.value && name(a) == name(b))
}

/// The cheapest way to align the ends of both sequences.
struct Table<'a> {
    ours: &'a [Shortcode],
    theirs: &'a [Shortcode],
    /// For each of ours the units of the translation in which it should stand; for each of theirs the unit in which it does.
    expected: Vec<std::ops::Range<usize>>,
    actual: Vec<usize>,
    /// Row by row, one row and column more than there are shortcodes: the cost from there to the end.
    costs: Vec<u32>,
}

impl<'a> Table<'a> {
    fn new(pair: &Pair<'_>, ours: &'a [Shortcode], theirs: &'a [Shortcode]) -> Option<Self> {
        let (rows, columns) = (ours.len() + 1, theirs.len() + 1);
        if rows.saturating_mul(columns) > LARGEST_TABLE {
            return None;
        }
        let places = Counterparts::of(pair);
        let expected = ours.iter().map(|s| places.range(places.unit_at(s.open.start))).collect();
        let actual = theirs.iter().map(|s| places.translated_unit_at(s.open.start)).collect();
        let mut table = Self { ours, theirs, expected, actual, costs: vec![0; rows * columns] };
        for i in (0..rows).rev() {
            for j in (0..columns).rev() {
                let cost = table.cheapest(i, j);
                table.costs[i * columns + j] = cost;
            }
        }
        Some(table)
    }

    fn at(&self, i: usize, j: usize) -> u32 {
        self.costs[i * (self.theirs.len() + 1) + j]
    }

    fn cheapest(&self, i: usize, j: usize) -> u32 {
        match (i < self.ours.len(), j < self.theirs.len()) {
            (false, false) => 0,
            (true, false) => cost::GAP + self.at(i + 1, j),
            (false, true) => cost::GAP + self.at(i, j + 1),
            (true, true) => {
                let gap = cost::GAP + self.at(i + 1, j).min(self.at(i, j + 1));
                gap.min(self.pair(i, j) + self.at(i + 1, j + 1))
            }
        }
    }

    fn pair(&self, i: usize, j: usize) -> u32 {
        let (a, b) = (&self.ours[i], &self.theirs[j]);
        let range = &self.expected[i];
        let elsewhere = !(range.contains(&self.actual[j]) || range.start == self.actual[j]);
        let place = if elsewhere { cost::ELSEWHERE } else { 0 };
        place
            + match has_same_name(a, b) {
                false if elsewhere || a.close.is_some() != b.close.is_some() => 3 * cost::GAP,
                false => cost::NAME,
                true if has_same_arguments(a, b) => 0,
                true if elsewhere => cost::GAP,
                true => cost::ARGUMENTS,
            }
    }

    /// Follows the cheapest way from the start.
    fn read(&self, out: &mut ShortcodePairs) {
        let (mut i, mut j) = (0, 0);
        while i < self.ours.len() || j < self.theirs.len() {
            let both = i < self.ours.len() && j < self.theirs.len();
            if both && self.at(i, j) == self.pair(i, j) + self.at(i + 1, j + 1) {
                out.matched.push((i, j));
                (i, j) = (i + 1, j + 1);
            } else if i < self.ours.len() && self.at(i, j) == cost::GAP + self.at(i + 1, j) {
                out.missing.push(i);
                i += 1;
            } else {
                out.extra.push(j);
                j += 1;
            }
        }
    }
}
