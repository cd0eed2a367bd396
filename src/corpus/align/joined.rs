//! Paragraphs that are missing as paragraphs only: a translator made one of two or three, or one of an item and the
//! sentence below it. Marks and lengths often leave that open, so the texts are asked (see [`Evidence`]).

use super::evidence::Evidence;
use super::unit::{Mark, Unit, UnitKind};
use super::{Alignment, Bead, Gap, Script};

/// From here on the neighbour's counterpart is taken to hold a paragraph, too.
const JOINED: f32 = 2.0;
/// Below this two paragraphs that were taken for one are taken apart.
const APART: f32 = -1.0;
/// Paragraphs that are compared, at most: a page of nothing but gaps costs no more.
const COMPARED: usize = 500;
/// Beads between a paragraph and the neighbour that may hold it.
const REACH: usize = 2;
/// How far a translation may be from its expected length: a share of that length, and letters on top.
const SPREAD: (f32, f32) = (0.25, 4.0);
/// What lengths say at most.
const MOST_LENGTH: f32 = 3.0;
/// What a mark says that is found, and one that is not, for its weight.
const MARKS: (f32, f32) = (1.5, 1.0);

/// A paragraph without a counterpart and the neighbour that may hold it: the places of both among the beads, and what
/// speaks for it.
#[derive(Clone, Copy)]
struct Joint {
    gap: usize,
    beside: usize,
    price: f32,
}

/// Units of the original and the unit of the translation that may hold them all.
struct Parts {
    /// The paragraph in question.
    unit: usize,
    /// What the translation's unit holds in any case.
    beside: Vec<usize>,
    theirs: usize,
}

impl Alignment {
    /// True when there is a paragraph that a neighbour may hold, or one that is taken to be held.
    pub(super) fn may_be_joined(&self) -> bool {
        let ratio = self.ratio();
        let held = |gap: usize| self.neighbours(gap).filter_map(move |beside| self.parts(gap, beside));
        (0..self.beads.len()).any(|at| {
            matches!(self.beads[at], Bead::Merge { .. }) || held(at).any(|parts| self.outward(&parts, ratio).is_some())
        })
    }

    /// Joins every paragraph that a neighbour's counterpart holds to that neighbour, and takes apart what was joined
    /// without one holding the other.
    pub(super) fn join(&mut self, mut evidence: Evidence<'_>) {
        let ratio = self.ratio();
        self.part(&mut evidence, ratio);
        let mut joints: Vec<Joint> = Vec::new();
        let gaps = (0..self.beads.len()).filter(|&gap| self.neighbours(gap).next().is_some());
        for gap in gaps.take(COMPARED) {
            let weigh = |beside| {
                let price = self.held(&self.parts(gap, beside)?, ratio, &mut evidence)?;
                Some(Joint { gap, beside, price })
            };
            let best = self.neighbours(gap).filter_map(weigh).max_by(|a, b| a.price.total_cmp(&b.price));
            joints.extend(best.filter(|joint| joint.price >= JOINED));
        }
        let mut merged: Vec<usize> = joints.iter().filter_map(|joint| self.join_one(joint)).collect();
        merged.reverse();
        let mut at = 0..;
        self.beads.retain(|_| at.next() != merged.last().copied() || merged.pop().is_none());
    }

    /// Joins a paragraph to its neighbour; gives the bead that is none any more.
    fn join_one(&mut self, joint: &Joint) -> Option<usize> {
        let Parts { unit, beside, theirs } = self.parts(joint.gap, joint.beside)?;
        let units = &self.original.units;
        let own = beside[0];
        let first = unit.min(own);
        let adjoin = joint.gap.abs_diff(joint.beside) == 1 && unit.abs_diff(own) == 1 && beside.len() == 1;
        if adjoin && units[unit].container == units[own].container {
            self.beads[joint.beside] = Bead::Merge { original: [first, first + 1], translation: theirs };
            return Some(joint.gap);
        }
        self.joined.push(unit);
        None
    }

    /// Takes two paragraphs apart of which the translation has one.
    fn part(&mut self, evidence: &mut Evidence<'_>, ratio: f32) {
        let merges = (0..self.beads.len()).filter(|&at| matches!(self.beads[at], Bead::Merge { .. })).take(COMPARED);
        for at in merges.collect::<Vec<_>>().into_iter().rev() {
            let Bead::Merge { original: [first, second], translation } = self.beads[at] else { continue };
            let mut price = |unit, other| {
                let parts = Parts { unit, beside: vec![other], theirs: translation };
                self.held(&parts, ratio, evidence).unwrap_or(-MOST_LENGTH)
            };
            let prices = (price(first, second), price(second, first));
            if prices.0.min(prices.1) >= APART {
                continue;
            }
            let is_first = prices.0 < prices.1;
            let (gone, stays) = if is_first { (first, second) } else { (second, first) };
            self.beads[at] = Bead::Match { original: stays, translation };
            self.beads.insert(at + usize::from(!is_first), Bead::Missing(Gap::sure(gone)));
        }
    }

    /// The beads before and after a gap that blocks of both pages belong to.
    fn neighbours(&self, gap: usize) -> impl Iterator<Item = usize> + use<> {
        let is_gap = |bead: &Bead| matches!(bead, Bead::Missing(_));
        let found = matches!(&self.beads[gap], Bead::Missing(gone) if is_text(&self.original.units[gone.unit]));
        let near = if found { REACH } else { 0 };
        let before = (1..=near).filter_map(|step| gap.checked_sub(step)).find(|&at| !is_gap(&self.beads[at]));
        let beads = self.beads.len();
        let after = (1..=near).map(|step| gap + step).find(|&at| at < beads && !is_gap(&self.beads[at]));
        [before, after].into_iter().flatten()
    }

    /// The unit of a gap, the units of the original in the bead beside it, and their counterpart, when all are text.
    fn parts(&self, gap: usize, beside: usize) -> Option<Parts> {
        let Bead::Missing(gone) = &self.beads[gap] else { return None };
        let (beside, theirs) = match self.beads[beside] {
            Bead::Match { original, translation } => (vec![original], translation),
            Bead::Merge { original, translation } => (original.to_vec(), translation),
            _ => return None,
        };
        let all_text = beside.iter().all(|&unit| is_text(&self.original.units[unit]));
        let parts = Parts { unit: gone.unit, beside, theirs };
        (all_text && is_text(&self.translation.units[theirs])).then_some(parts)
    }

    /// What speaks for the translation's unit holding a paragraph, too; `None` when not even the texts are worth a look.
    fn held(&self, parts: &Parts, ratio: f32, evidence: &mut Evidence<'_>) -> Option<f32> {
        Some(self.outward(parts, ratio)? + evidence.added(parts.unit, &parts.beside, parts.theirs))
    }

    /// What marks and lengths say of it; `None` when they speak against it.
    fn outward(&self, parts: &Parts, ratio: f32) -> Option<f32> {
        let (a, b) = (&self.original, &self.translation);
        let (unit, theirs) = (&a.units[parts.unit], &b.units[parts.theirs]);
        let beside = || parts.beside.iter().map(|&unit| &a.units[unit]);
        let letters = |units: &mut dyn Iterator<Item = &Unit>| {
            units.fold((0, 0), |sum, unit| (sum.0 + unit.letters.latin, sum.1 + unit.letters.other))
        };
        let (alone, length) = self.size(letters(&mut beside()), theirs);
        let (both, _) = self.size(letters(&mut beside().chain([unit])), theirs);
        let off = |ours: f32| {
            let expected = ratio * ours;
            ((length - expected) / (SPREAD.0 * expected + SPREAD.1)).powi(2) / 2.0
        };
        let lengths = (off(alone) - off(both)).clamp(-MOST_LENGTH, MOST_LENGTH);
        let count = |marks: &[Mark], hash| marks.iter().filter(|mark| mark.hash == hash).count();
        let beyond = |hash| {
            let own: usize = beside().map(|unit| count(a.marks_of(unit), hash)).sum();
            count(b.marks_of(theirs), hash) > own
        };
        let says = |mark: &Mark| if beyond(mark.hash) { MARKS.0 * mark.weight } else { -MARKS.1 * mark.weight };
        let marks: f32 = a.marks_of(unit).iter().map(says).sum();
        Some(lengths + marks).filter(|&price| price > -MOST_LENGTH)
    }

    /// Letters of the translation for one of the original, in paragraphs that are aligned.
    fn ratio(&self) -> f32 {
        let (mut ours, mut theirs) = (1.0, 0.0);
        for bead in &self.beads {
            if let Bead::Match { original, translation } = *bead {
                let (a, b) = (&self.original.units[original], &self.translation.units[translation]);
                let sizes = self.size((a.letters.latin, a.letters.other), b);
                ours += sizes.0;
                theirs += sizes.1;
            }
        }
        theirs / ours
    }

    /// How much text of the original, given in letters, and of a block of the translation can be compared: names stay
    /// Latin in a translation of another script.
    fn size(&self, (latin, other): (u32, u32), theirs: &Unit) -> (f32, f32) {
        match (self.original.script, self.translation.script) {
            (Script::Latin, Script::Other) => {
                (latin.saturating_sub(theirs.letters.latin) as f32, theirs.letters.other as f32)
            }
            _ => ((latin + other) as f32, (theirs.letters.latin + theirs.letters.other) as f32),
        }
    }
}

fn is_text(unit: &Unit) -> bool {
    unit.kind == UnitKind::Paragraph
}
