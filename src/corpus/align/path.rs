//! The cheapest path through two sequences of units.
//!
//! Most translations follow their original unit by unit, so the ends that plainly agree are set aside first. What is
//! left is cut before units that can only belong together, and each piece is solved exactly, or in a band where it is
//! large, so that cost grows with the length of the pages and not with its square.

use rustc_hash::FxHashMap;

use super::cost::{Costs, Side};
use super::prices::Known;
use super::table::{Table, Walked};
use super::unit::UnitKind;
use super::{Bead, Gap};

/// A pair this cheap is surely right: it shares much that no other unit has.
const STRONG: f32 = -1.0;
/// A pair this cheap is fine between two strong ones.
const FINE: f32 = 1.0;
/// Units that are looked at again beside what is set aside.
const MARGIN: usize = 2;
/// Pairs known to be right that tell enough of the lengths, unless half of a shorter page is.
const ENOUGH: usize = 30;
/// Cells of a remainder that is not cut any further.
const SMALL: usize = 400;
/// Cells of a piece that a larger remainder is cut into, at least: every cut is a border that nothing crosses.
const PIECE: usize = 100;

/// Aligns all units of both pages.
pub(super) fn beads(mut costs: Costs<'_>) -> Vec<Bead> {
    let (n, m) = (costs.original.units.len(), costs.translation.units.len());
    let step = |k| (k, k);
    if n == m {
        costs.learn((0..n).map(step));
    }
    if n == m && follows(&costs, n) {
        return (0..n).map(|k| Bead::Match { original: k, translation: k }).collect();
    }
    costs.weigh();
    let mut known = Known::default();
    let sure = certain(&costs, &mut known);
    if sure.len() >= ENOUGH.min(n.min(m).div_ceil(2)) {
        costs.learn(sure.into_iter());
        return solved(&costs, Gaps::Weighed, &mut known);
    }
    let beads = solved(&costs, Gaps::Unweighed, &mut known);
    if beads.iter().all(|bead| matches!(bead, Bead::Match { .. })) {
        return beads;
    }
    let matched = beads.iter().filter_map(|bead| match *bead {
        Bead::Match { original, translation } => Some((original, translation)),
        _ => None,
    });
    let sure: Vec<(usize, usize)> = matched.filter(|&(i, j)| agrees(&costs, i, j).is_some()).collect();
    costs.learn(sure.into_iter());
    solved(&costs, Gaps::Weighed, &mut known)
}

/// Whether anybody asks how sure a gap is: that costs as much as finding the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gaps {
    Weighed,
    Unweighed,
}

/// True when the translation follows the original unit by unit. Pairs that look wrong are allowed as long as they are not
/// wrong enough, all together, to pay for the two gaps that every other alignment of pages of the same shape needs.
fn follows(costs: &Costs<'_>, n: usize) -> bool {
    let mut excess = 0.0;
    (0..n).all(|k| {
        let alike = costs.original.units[k].alike(&costs.translation.units[k]);
        if alike {
            excess += costs.excess(k, k, FINE);
        }
        alike && excess <= TWO_GAPS
    })
}

/// What is set against two gaps: less than the cheapest two cost, since shifted pairs may be cheaper than those set aside.
const TWO_GAPS: f32 = 2.0;

/// The cheapest path: agreeing ends, and between them window by window.
fn solved(costs: &Costs<'_>, gaps: Gaps, known: &mut Known) -> Vec<Bead> {
    let (n, m) = (costs.original.units.len(), costs.translation.units.len());
    let (head, tail) = ends(costs);
    let mut beads: Vec<Bead> = (0..head).map(|k| Bead::Match { original: k, translation: k }).collect();
    for window in (Window { i: (head, n - tail), j: (head, m - tail) }).cut(costs, known) {
        window.solve(costs, gaps, known, &mut beads);
    }
    beads.extend((0..tail).rev().map(|k| Bead::Match { original: n - 1 - k, translation: m - 1 - k }));
    beads
}

/// The pairs that are known to be right before the cheapest path is: the ends, and those that share what no other unit has.
fn certain(costs: &Costs<'_>, known: &mut Known) -> Vec<(usize, usize)> {
    let (n, m) = (costs.original.units.len(), costs.translation.units.len());
    let (head, tail) = ends(costs);
    let middle = Window { i: (head, n - tail), j: (head, m - tail) };
    let anchors = rising(&middle.anchors(costs, known));
    (0..head).map(|k| (k, k)).chain(anchors).chain((1..=tail).rev().map(|k| (n - k, m - k))).collect()
}

/// How many units agree from the start on, and before the end.
fn ends(costs: &Costs<'_>) -> (usize, usize) {
    let (n, m) = (costs.original.units.len(), costs.translation.units.len());
    let shorter = n.min(m);
    let head = agreeing(costs, (0..shorter).map(|k| (k, k)));
    (head, agreeing(costs, (0..shorter - head).map(|k| (n - 1 - k, m - 1 - k))))
}

/// What a pair costs, when it may be taken as right as long as its neighbours are.
fn agrees(costs: &Costs<'_>, i: usize, j: usize) -> Option<f32> {
    let alike = costs.original.units[i].alike(&costs.translation.units[j]);
    alike.then(|| costs.pair(i, j)).filter(|&cost| cost <= FINE)
}

/// How many units agree from one end on.
fn agreeing(costs: &Costs<'_>, pairs: impl Iterator<Item = (usize, usize)>) -> usize {
    let mut strong: usize = 0;
    for (count, (i, j)) in pairs.enumerate() {
        match agrees(costs, i, j) {
            Some(cost) if cost <= STRONG => strong = count + 1,
            Some(_) => {}
            None => break,
        }
    }
    strong.saturating_sub(MARGIN)
}

/// A part of both sequences: `i.0..i.1` of the original, `j.0..j.1` of the translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) i: (usize, usize),
    pub(super) j: (usize, usize),
}

impl Window {
    pub(super) fn rows(&self) -> usize {
        self.i.1 - self.i.0
    }

    pub(super) fn columns(&self) -> usize {
        self.j.1 - self.j.0
    }

    fn cells(&self) -> usize {
        self.rows() * self.columns()
    }

    /// Cuts a large window before units that belong together, in the longest order that both pages keep.
    fn cut(self, costs: &Costs<'_>, known: &mut Known) -> Vec<Window> {
        let mut parts = Vec::new();
        let mut rest = self;
        if self.cells() > SMALL {
            for (i, j) in rising(&self.anchors(costs, known)) {
                let part = Window { i: (rest.i.0, i), j: (rest.j.0, j) };
                if part.cells() >= PIECE && rest.is_amid(costs, i, j) {
                    parts.push(part);
                    rest = Window { i: (i, rest.i.1), j: (j, rest.j.1) };
                }
            }
        }
        parts.push(rest);
        parts
    }

    /// True when the neighbours on both sides agree as well: no gap is near.
    fn is_amid(&self, costs: &Costs<'_>, i: usize, j: usize) -> bool {
        let before = i > self.i.0 && j > self.j.0 && agrees(costs, i - 1, j - 1).is_some();
        before && i + 1 < self.i.1 && j + 1 < self.j.1 && agrees(costs, i + 1, j + 1).is_some()
    }

    /// Pairs of units that share a heading id or a mark that stands in one unit of each page, by number.
    fn anchors(&self, costs: &Costs<'_>, known: &mut Known) -> Vec<(usize, usize)> {
        if known.unique.as_ref().is_none_or(|(window, _)| window != self) {
            known.unique = Some((*self, self.unique(costs)));
        }
        let unique = known.unique.iter().flat_map(|(_, pairs)| pairs).copied();
        unique.filter(|&(i, j)| agrees(costs, i, j).is_some_and(|cost| cost <= STRONG)).collect()
    }

    /// The same before it is asked whether they agree.
    fn unique(&self, costs: &Costs<'_>) -> Vec<(usize, usize)> {
        let mut places: FxHashMap<u32, (Holder, Holder)> = FxHashMap::default();
        for (unit, hash) in held(&costs.original, self.i) {
            places.entry(hash).or_default().0.add(unit);
        }
        for (unit, hash) in held(&costs.translation, self.j) {
            if let Some((_, theirs)) = places.get_mut(&hash) {
                theirs.add(unit);
            }
        }
        let one = |(ours, theirs): &(Holder, Holder)| Some((ours.only()?, theirs.only()?));
        let mut pairs: Vec<(usize, usize)> = places.values().filter_map(one).collect();
        pairs.sort_unstable_by_key(|&(i, j)| (i, std::cmp::Reverse(j)));
        pairs.dedup();
        pairs
    }

    fn solve(self, costs: &Costs<'_>, gaps: Gaps, known: &mut Known, beads: &mut Vec<Bead>) {
        if self.cells() == 0 {
            beads.extend((self.i.0..self.i.1).map(|unit| Bead::Missing(Gap::sure(unit))));
            beads.extend((self.j.0..self.j.1).map(|unit| Bead::Extra(Gap::sure(unit))));
            return;
        }
        let mut table = Table::new(self, costs, known);
        let steps = table.walk();
        if gaps == Gaps::Weighed && steps.iter().any(Walked::is_gap) {
            table.find_way_back();
        }
        table.trace(&steps, beads);
    }
}

/// Which unit of a page holds something.
#[derive(Clone, Copy, Default)]
enum Holder {
    #[default]
    Nobody,
    Only(usize),
    Several,
}

impl Holder {
    fn add(&mut self, unit: usize) {
        *self = match *self {
            Holder::Nobody => Holder::Only(unit),
            Holder::Only(only) if only == unit => Holder::Only(only),
            Holder::Only(_) | Holder::Several => Holder::Several,
        };
    }

    fn only(self) -> Option<usize> {
        match self {
            Holder::Only(unit) => Some(unit),
            Holder::Nobody | Holder::Several => None,
        }
    }
}

/// The hashes of the heading ids and marks of some units, each with its unit.
fn held(side: &Side<'_>, (from, to): (usize, usize)) -> impl Iterator<Item = (usize, u32)> {
    (from..to).flat_map(|index| {
        let unit = &side.units[index];
        let id = (matches!(unit.kind, UnitKind::Heading(_)) && unit.id != 0).then_some(unit.id);
        id.into_iter().chain(side.hashes(index)).map(move |hash| (index, hash))
    })
}

/// The longest subsequence in which the second numbers rise as the first ones do. Of pairs with equal first numbers
/// the one with the larger second number must come first, so that no two of them are kept.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (index, pair) in pairs.iter().enumerate() {
        let at = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before[index] = at.checked_sub(1).map(|k| ends[k]);
        if at == ends.len() { ends.push(index) } else { ends[at] = index }
    }
    let mut chain: Vec<_> =
        std::iter::successors(ends.last().copied(), |&index| before[index]).map(|i| pairs[i]).collect();
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::rising;

    #[test]
    fn the_longest_common_order_is_kept() {
        assert_eq!(rising(&[(0, 5), (1, 1), (2, 2), (3, 9), (4, 3)]), [(1, 1), (2, 2), (4, 3)]);
        assert_eq!(rising(&[(0, 2), (0, 1), (1, 3)]), [(0, 1), (1, 3)]);
        assert_eq!(rising(&[]), []);
    }
}
