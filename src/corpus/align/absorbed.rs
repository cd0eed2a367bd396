//! A block without a counterpart whose text did not vanish: it went into a neighbour of another container, where
//! paragraphs are not merged, as when an item loses its marker and runs on in the item before it; or it was moved.

use rustc_hash::FxHashMap;

use super::{Alignment, Bead, UnitKind, Units};

/// How much of what a block holds must be found in its neighbour.
const MOST: f32 = 0.6;
/// How much the marks of a block must weigh for it to be recognised elsewhere.
const RECOGNISED: f32 = 1.0;

/// What the questions below need to know of all beads. A page may have as many gaps as blocks, so none of them may go
/// through the beads again.
#[derive(Debug, Clone, Default)]
pub(super) struct Overview {
    /// The blocks with one counterpart, in the order of both pages.
    matches: Vec<(usize, usize)>,
    /// The first block without a counterpart of each kind and marks, in the original and in the translation.
    gone: [FxHashMap<(UnitKind, Vec<u32>), usize>; 2],
    /// All blocks without a counterpart, in order, in the original and in the translation.
    lone: [Vec<usize>; 2],
}

impl Overview {
    fn of(alignment: &Alignment) -> Self {
        let (a, b) = (&alignment.original, &alignment.translation);
        let mut overview = Self::default();
        for bead in &alignment.beads {
            match *bead {
                Bead::Match { original, translation } => overview.matches.push((original, translation)),
                Bead::Missing(ref gap) => overview.add_gone(0, a, gap.unit),
                Bead::Extra(ref gap) => overview.add_gone(1, b, gap.unit),
                Bead::Merge { .. } | Bead::Split { .. } => {}
            }
        }
        overview
    }

    fn add_gone(&mut self, side: usize, units: &Units, unit: usize) {
        self.lone[side].push(unit);
        if let Some(key) = recognised(units, unit) {
            self.gone[side].entry(key).or_insert(unit);
        }
    }
}

/// The kind and marks of a block that has enough of them to be recognised elsewhere.
fn recognised(units: &Units, unit: usize) -> Option<(UnitKind, Vec<u32>)> {
    let unit = &units.units[unit];
    let marks = units.marks_of(unit);
    let weight: f32 = marks.iter().map(|mark| mark.weight).sum();
    (weight >= RECOGNISED).then(|| (unit.kind, marks.iter().map(|mark| mark.hash).collect()))
}

impl Alignment {
    fn overview(&self) -> &Overview {
        self.overview.get_or_init(|| Overview::of(self))
    }

    /// True when what block `unit` of the original holds is found in the block before or after its place in the
    /// translation, beyond what that block's own counterpart holds.
    pub fn is_absorbed(&self, unit: usize) -> bool {
        if self.joined.binary_search(&unit).is_ok() {
            return true;
        }
        let matches = &self.overview().matches;
        let next = matches.partition_point(|&(original, _)| original < unit);
        let before = next.checked_sub(1).map(|index| matches[index]);
        let after = matches[next..].iter().copied().find(|&(original, _)| original > unit);
        [before, after].into_iter().flatten().any(|(i, j)| self.holds(unit, i, j))
    }

    /// The unit of the other side that a unit without a counterpart stands at: by itself, or along with a neighbour that
    /// moved.
    pub fn moved(&self, unit: usize, of_original: bool) -> Option<usize> {
        self.moved_to(unit, of_original).or_else(|| self.moved_along(unit, of_original))
    }

    /// The unit of the other page without a counterpart that holds just the marks that unit `unit` does: the block was
    /// moved. `of_original` says which page `unit` belongs to.
    fn moved_to(&self, unit: usize, of_original: bool) -> Option<usize> {
        let (own, other) = if of_original { (&self.original, 1) } else { (&self.translation, 0) };
        self.overview().gone[other].get(&recognised(own, unit)?).copied()
    }

    /// The unit of the other page that went along with a neighbour of `unit` that was moved: the sentence that announces
    /// a code block has no marks of its own.
    fn moved_along(&self, unit: usize, of_original: bool) -> Option<usize> {
        let (own, other, there) =
            if of_original { (&self.original, &self.translation, 1) } else { (&self.translation, &self.original, 0) };
        let is_lone = |side: usize, unit: usize| self.overview().lone[side].binary_search(&unit).is_ok();
        [1, -1].into_iter().find_map(|step| {
            let neighbour = unit.checked_add_signed(step).filter(|&near| is_lone(1 - there, near))?;
            let moved = self.moved_to(neighbour, of_original)?;
            let beside = [-step, step].into_iter().filter_map(|step| moved.checked_add_signed(step));
            beside.into_iter().find(|&near| {
                is_lone(there, near)
                    && own.units[unit].kind == other.units[near].kind
                    && self.moved_to(near, !of_original).is_none()
            })
        })
    }

    /// True when unit `j` of the translation holds what `unit` does, beyond what its counterpart `i` holds.
    fn holds(&self, unit: usize, i: usize, j: usize) -> bool {
        let (a, b) = (&self.original, &self.translation);
        let (gone, own, other) = (&a.units[unit], &a.units[i], &b.units[j]);
        if matches!(gone.kind, UnitKind::Heading(_)) {
            return false;
        }
        let marks = a.marks_of(gone);
        let all: f32 = marks.iter().map(|mark| mark.weight).sum();
        let count = |marks: &[super::unit::Mark], hash| marks.iter().filter(|mark| mark.hash == hash).count();
        let beyond = |hash| count(b.marks_of(other), hash) > count(a.marks_of(own), hash);
        let found: f32 = marks.iter().filter(|mark| beyond(mark.hash)).map(|mark| mark.weight).sum();
        all >= RECOGNISED && found >= MOST * all
    }
}
