//! A block without a counterpart whose text did not vanish: it went into a neighbour, as when an item loses its marker
//! and runs on in the item before it; or it was moved.

use rustc_hash::FxHashMap;

use super::unit::Mark;
use super::{Alignment, Bead, Script, Unit, UnitKind, Units};

/// How much of what a block holds must be found in its neighbour.
const MOST: f32 = 0.6;
/// Units on either side of a block, and of its place in the other page, in which marks are looked for that only it has.
const NEAR: usize = 10;
/// From this weight on a mark tells a block from those beside it: code, links and images, not numbers or names.
const TELLING: f32 = 1.0;
/// How much of what the telling marks of a block weigh must be found in another. A paragraph that is rewritten elsewhere
/// keeps but some of them; code blocks have lines in common.
const FOUND: (f32, f32) = (0.5, MOST);
/// How much the marks of a block must weigh for it to be recognised elsewhere.
const RECOGNISED: f32 = 1.0;

/// What the questions below need to know of all beads. A page may have as many gaps as blocks, so none of them may go
/// through the beads again.
#[derive(Debug, Clone, Default)]
pub(super) struct Overview {
    /// The blocks with one counterpart, in the order of both pages.
    matches: Vec<(usize, usize)>,
    /// The letters of these blocks, on both sides.
    letters: (f32, f32),
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
                Bead::Match { original, translation } => {
                    overview.matches.push((original, translation));
                    let (ours, theirs) = alignment.sizes(&a.units[original], &b.units[translation]);
                    overview.letters.0 += ours;
                    overview.letters.1 += theirs;
                }
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

fn letters(unit: &Unit) -> f32 {
    (unit.letters.latin + unit.letters.other) as f32
}

impl Alignment {
    fn overview(&self) -> &Overview {
        self.overview.get_or_init(|| Overview::of(self))
    }

    /// True when what block `unit` of the original holds is found in a block of the translation that has a counterpart of
    /// its own, beyond what that holds.
    pub fn is_absorbed(&self, unit: usize) -> bool {
        let beside = self.neighbours(unit, true);
        self.joined.binary_search(&unit).is_ok()
            || beside.into_iter().flatten().any(|(i, j)| self.holds(unit, i, j))
            || self.found_near(unit, true).is_some_and(|there| !self.is_lone(there, false))
    }

    /// The last blocks with one counterpart before a unit without one, and the first after it: on its page, on the other.
    fn neighbours(&self, unit: usize, of_original: bool) -> [Option<(usize, usize)>; 2] {
        let matches = &self.overview().matches;
        let sides = |&(original, translation): &(usize, usize)| match of_original {
            true => (original, translation),
            false => (translation, original),
        };
        let next = matches.partition_point(|pair| sides(pair).0 < unit);
        [matches[..next].last().map(sides), matches.get(next).map(sides)]
    }

    fn is_lone(&self, unit: usize, of_original: bool) -> bool {
        self.overview().lone[usize::from(!of_original)].binary_search(&unit).is_ok()
    }

    /// The unit of the other page, near the place of `unit`, that holds marks which nothing near `unit` has but itself.
    fn found_near(&self, unit: usize, of_original: bool) -> Option<usize> {
        let (own, other) = self.sides(of_original);
        let kind = own.units[unit].kind;
        // Rows have words of the table's head in common, headings those of their sections.
        if !matches!(kind, UnitKind::Paragraph | UnitKind::Code) {
            return None;
        }
        let near = |units: &Units, at: usize| at.saturating_sub(NEAR)..(at + NEAR + 1).min(units.units.len());
        let has = |units: &Units, unit: usize, hash: u32| {
            units.marks_of(&units.units[unit]).binary_search_by_key(&hash, |mark| mark.hash).is_ok()
        };
        let marks = own.marks_of(&own.units[unit]).iter();
        let mut telling: Vec<Mark> = marks.copied().filter(|mark| mark.weight >= TELLING).collect();
        telling.dedup_by_key(|mark| mark.hash);
        let all: f32 = telling.iter().map(|mark| mark.weight).sum();
        telling.retain(|mark| !near(own, unit).any(|near| near != unit && has(own, near, mark.hash)));
        if telling.is_empty() {
            return None;
        }
        let wanted = all * if kind == UnitKind::Code { FOUND.1 } else { FOUND.0 };
        let weight = |there: usize| -> f32 {
            telling.iter().filter(|mark| has(other, there, mark.hash)).map(|mark| mark.weight).sum()
        };
        let [before, after] = self.neighbours(unit, of_original);
        let before = before.map_or(0, |(_, there)| there);
        let after = after.map_or(before, |(_, there)| there);
        // Between the two may lie a page of blocks without counterparts: only those beside them count.
        let places = near(other, before).chain(near(other, after));
        let found = places.map(|there| (there, weight(there)));
        let best = found.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        (best.1 >= TELLING && best.1 >= wanted).then_some(best.0)
    }

    /// The pages: that of a unit, and the other.
    fn sides(&self, of_original: bool) -> (&Units, &Units) {
        if of_original { (&self.original, &self.translation) } else { (&self.translation, &self.original) }
    }

    /// The unit of the other side that a unit without a counterpart stands at: by itself, or along with a neighbour that
    /// moved.
    pub fn moved(&self, unit: usize, of_original: bool) -> Option<usize> {
        self.moved_to(unit, of_original).or_else(|| self.moved_along(unit, of_original))
    }

    /// The unit of the other page without a counterpart that holds just the marks that unit `unit` does, or those that
    /// nothing near it has: the block was moved. `of_original` says which page `unit` belongs to.
    fn moved_to(&self, unit: usize, of_original: bool) -> Option<usize> {
        let (own, other) = (self.sides(of_original).0, usize::from(of_original));
        let twin = recognised(own, unit).and_then(|key| self.overview().gone[other].get(&key).copied());
        twin.or_else(|| self.found_near(unit, of_original).filter(|&there| self.is_lone(there, !of_original)))
    }

    /// The unit of the other page that went along with a neighbour of `unit` that was moved: the sentence that announces
    /// a code block has no marks of its own.
    fn moved_along(&self, unit: usize, of_original: bool) -> Option<usize> {
        let (own, other) = self.sides(of_original);
        [1, -1].into_iter().find_map(|step| {
            let neighbour = unit.checked_add_signed(step).filter(|&near| self.is_lone(near, of_original))?;
            let moved = self.moved_to(neighbour, of_original)?;
            let beside = [-step, step].into_iter().filter_map(|step| moved.checked_add_signed(step));
            beside.into_iter().find(|&near| {
                self.is_lone(near, !of_original)
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
        if all < RECOGNISED {
            return false;
        }
        let count = |marks: &[Mark], hash| marks.iter().filter(|mark| mark.hash == hash).count();
        let beyond = |hash| count(b.marks_of(other), hash) > count(a.marks_of(own), hash);
        let found: f32 = marks.iter().filter(|mark| beyond(mark.hash)).map(|mark| mark.weight).sum();
        found >= MOST * all
    }

    /// True when units of the translation are longer than their own counterparts let expect, by a share of what is missing.
    pub(super) fn is_longer_by(&self, (ours, theirs): (&[usize], &[usize]), missing: &[usize], share: f32) -> bool {
        let (a, b) = (&self.original.units, &self.translation.units);
        let usual = self.overview().letters;
        let (own, other) = self.letters_of(ours.iter().map(|&unit| &a[unit]), theirs.iter().map(|&unit| &b[unit]));
        let gone: f32 = missing.iter().map(|&unit| letters(&a[unit])).sum();
        usual.1 > 0.0 && other >= usual.1 / usual.0.max(1.0) * (own + share * gone)
    }

    /// How much text two blocks have that can be compared.
    fn sizes(&self, ours: &Unit, theirs: &Unit) -> (f32, f32) {
        self.letters_of(std::iter::once(ours), std::iter::once(theirs))
    }

    /// The same of more: names stay Latin in a translation of another script.
    fn letters_of<'u>(
        &self,
        ours: impl Iterator<Item = &'u Unit> + Clone,
        theirs: impl Iterator<Item = &'u Unit> + Clone,
    ) -> (f32, f32) {
        match (self.original.script, self.translation.script) {
            (Script::Latin, Script::Other) => {
                let latin: u32 = ours.map(|unit| unit.letters.latin).sum();
                let kept: u32 = theirs.clone().map(|unit| unit.letters.latin).sum();
                (latin.saturating_sub(kept) as f32, theirs.map(|unit| unit.letters.other as f32).sum())
            }
            _ => (ours.map(letters).sum(), theirs.map(letters).sum()),
        }
    }
}
