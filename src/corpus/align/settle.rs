//! Which block is the missing one, where marks and lengths leave it open: in a list without code, links or numbers any
//! of three lines may be the one that nobody translated. The blocks between a gap and its rival would each stand for
//! their neighbour's counterpart; what speaks for either reading ([`Evidence`]) is weighed against it.

use super::evidence::Evidence;
use super::sentences::joined;
use super::unit::Units;
use super::{Alignment, Bead, Gap, NAMED};

/// Up to this confidence a gap is weighed: the texts may say more than marks and lengths do.
pub(super) const DOUBT: f32 = 2.0;
/// From this difference on the better reading is taken for the right one.
const SURE: f32 = 0.7;
/// What it is worth that the other blocks of an item are missing, too.
const TOGETHER: f32 = 2.0;
/// Units on either side to which a gap is moved, at most.
const REACH: usize = 40;
/// Blocks that are compared, at most: a page of nothing but doubt costs no more.
const COMPARED: usize = 2_000;

/// A block that may be the missing one, and the price of that reading.
#[derive(Clone, Copy)]
struct Reading {
    unit: usize,
    price: f32,
}

impl Alignment {
    /// The same alignment with the missing blocks that were in doubt moved to where the texts say, and with those known
    /// that are not missing but joined to another.
    pub fn settled(mut self, original: &str, translation: &str) -> Self {
        if self.beads.iter().any(|bead| matches!(bead, Bead::Missing(_))) {
            self.settle(original, translation);
            self.joined = joined(&self, original, translation);
        }
        self
    }

    fn settle(&mut self, original: &str, translation: &str) {
        let in_doubt = self.beads.iter().enumerate().filter_map(|(at, bead)| Some((at, doubt(bead)?.unit)));
        let in_doubt: Vec<(usize, usize)> = in_doubt.collect();
        if in_doubt.is_empty() {
            return;
        }
        let (ours, theirs) = (self.original.clone(), self.translation.clone());
        let pairs = sure_pairs(&self.beads, &ours);
        let evidence = Evidence::new((&ours, original), (&theirs, translation), pairs.into_iter());
        let gone = gone(&self.beads, ours.units.len());
        let mut settling =
            Settling { beads: std::mem::take(&mut self.beads), units: &ours, evidence, gone, left: COMPARED };
        in_doubt.into_iter().for_each(|(at, unit)| settling.settle(at, unit));
        self.beads = settling.beads;
    }
}

/// The gap of a bead, when other blocks may be the missing one.
fn doubt(bead: &Bead) -> Option<&Gap> {
    match bead {
        Bead::Missing(gap) if !gap.rivals.is_empty() => Some(gap),
        _ => None,
    }
}

/// The first and the last block that a gap may as well lie at.
fn open(gap: &Gap) -> (usize, usize) {
    let rivals = gap.rivals.iter().zip(&gap.dearer).filter(|&(_, &dearer)| dearer < NAMED);
    rivals.fold((gap.unit, gap.unit), |(first, last), (&rival, _)| (first.min(rival), last.max(rival)))
}

/// The first and the last block that a gap in doubt may lie at.
fn extent(gap: &Gap) -> (usize, usize) {
    gap.rivals.iter().fold((gap.unit, gap.unit), |(first, last), &rival| (first.min(rival), last.max(rival)))
}

/// The blocks that stand for each other whichever block is missing.
fn sure_pairs(beads: &[Bead], units: &Units) -> Vec<(usize, usize)> {
    let mut in_doubt = vec![false; units.units.len()];
    for (first, last) in beads.iter().filter_map(doubt).map(open) {
        in_doubt[first..=last].fill(true);
    }
    let sure = |bead: &Bead| match *bead {
        Bead::Match { original, translation } if !in_doubt[original] => Some((original, translation)),
        _ => None,
    };
    beads.iter().filter_map(sure).collect()
}

fn gone(beads: &[Bead], count: usize) -> Vec<bool> {
    let mut gone = vec![false; count];
    for bead in beads {
        if let Bead::Missing(gap) = bead {
            gone[gap.unit] = true;
        }
    }
    gone
}

struct Settling<'a> {
    beads: Vec<Bead>,
    units: &'a Units,
    evidence: Evidence<'a>,
    /// The units of the original that are missing.
    gone: Vec<bool>,
    /// How many more blocks may be compared.
    left: usize,
}

impl Settling<'_> {
    /// Settles the gap of `unit`, which was at bead `near` before others were settled.
    fn settle(&mut self, near: usize, unit: usize) {
        let missing = |bead: &Bead| matches!(bead, Bead::Missing(gap) if gap.unit == unit);
        let Some(at) = self.find(near, missing) else { return };
        let Bead::Missing(gap) = self.beads[at].clone() else { return };
        let mut readings = vec![Reading { unit, price: -self.together(unit, unit) }];
        self.walk(&gap, at, false, &mut readings);
        self.walk(&gap, at, true, &mut readings);
        readings.sort_by(|a, b| a.price.total_cmp(&b.price).then(a.unit.cmp(&b.unit)));
        let best = readings[0];
        let next = readings.get(1).map_or(f32::INFINITY, |next| next.price - best.price);
        let price = |unit: usize| readings.iter().find(|reading| reading.unit == unit).map(|reading| reading.price);
        let is_rival = |&(other, dearer): &(usize, f32)| {
            // A rival that no shift leads to was never weighed.
            let is_open = || dearer < NAMED;
            other != best.unit && price(other).map_or_else(is_open, |price| price - best.price < SURE)
        };
        let others = gap.rivals.iter().copied().zip(gap.dearer.iter().copied());
        let mut rivals: Vec<usize> = others.chain([(unit, 0.0)]).filter(is_rival).map(|(unit, _)| unit).collect();
        rivals.sort_unstable();
        let confidence = if rivals.is_empty() { next.max(NAMED) } else { next.min(gap.confidence) };
        let settled = Gap { unit: best.unit, confidence, rivals, dearer: Vec::new() };
        self.gone[unit] = false;
        self.gone[best.unit] = true;
        self.shift(at, settled);
    }

    /// The bead near another one for which something holds.
    fn find(&self, near: usize, is_it: impl Fn(&Bead) -> bool) -> Option<usize> {
        let from = near.saturating_sub(2 * REACH);
        let to = (near + 2 * REACH).min(self.beads.len());
        self.beads[from..to].iter().position(is_it).map(|index| from + index)
    }

    /// Weighs the readings on one side of a gap: the blocks on the way each take the place of the next one.
    fn walk(&mut self, gap: &Gap, at: usize, forwards: bool, readings: &mut Vec<Reading>) {
        let (first, last) = extent(gap);
        let (mut moved, mut taking) = (0.0, gap.unit);
        for step in 1..2 * REACH {
            let index = if forwards { Some(at + step) } else { at.checked_sub(step) };
            let Some(index) = index.filter(|&index| index < self.beads.len()) else { return };
            let (original, translation) = match self.beads[index] {
                Bead::Match { original, translation } => (original, translation),
                Bead::Missing(_) => continue,
                _ => return,
            };
            if original < first || original > last || self.left == 0 {
                return;
            }
            self.left -= 1;
            moved += self.evidence.of(original, translation) - self.evidence.of(taking, translation);
            taking = original;
            if let Some(rival) = gap.rivals.iter().position(|&rival| rival == original) {
                let dearer = gap.dearer.get(rival).copied().unwrap_or_default();
                readings.push(Reading { unit: original, price: dearer + moved - self.together(original, gap.unit) });
            }
        }
    }

    /// What speaks for `unit` because another block of its container is missing beside it; `instead` would not be.
    fn together(&self, unit: usize, instead: usize) -> f32 {
        let units = &self.units.units;
        let is_gone =
            |other: usize| other != instead && self.gone[other] && units[other].container == units[unit].container;
        let before = unit.checked_sub(1).is_some_and(is_gone);
        let after = unit + 1 < units.len() && is_gone(unit + 1);
        if units[unit].container.is_some() && (before || after) { TOGETHER } else { 0.0 }
    }

    /// Moves the gap at a bead to the block that it now names.
    fn shift(&mut self, at: usize, settled: Gap) {
        let holds = |bead: &Bead| matches!(bead, Bead::Match { original, .. } if *original == settled.unit);
        let Some(to) = self.find(at, holds) else {
            self.beads[at] = Bead::Missing(settled);
            return;
        };
        let stretch = &mut self.beads[at.min(to)..=at.max(to)];
        let mut gaps: Vec<Gap> = vec![settled];
        let mut translations = Vec::new();
        let mut units: Vec<usize> = Vec::new();
        for (index, bead) in stretch.iter().enumerate() {
            match bead {
                Bead::Match { original, translation } => {
                    units.push(*original);
                    translations.push(*translation);
                }
                Bead::Missing(gap) => {
                    units.push(gap.unit);
                    if index + at.min(to) != at {
                        gaps.push(gap.clone());
                    }
                }
                _ => return,
            }
        }
        let mut translations = translations.into_iter();
        for (bead, unit) in stretch.iter_mut().zip(units) {
            let gap = gaps.iter().position(|gap| gap.unit == unit).map(|index| gaps.swap_remove(index));
            *bead = match gap {
                Some(gap) => Bead::Missing(gap),
                None => match translations.next() {
                    Some(translation) => Bead::Match { original: unit, translation },
                    None => return,
                },
            };
        }
    }
}
