//! Which block of a translation is which block of its original.
//!
//! Both pages are taken apart into leaf blocks ([`Units`]); the cheapest way to align the two sequences is found, where
//! cost comes from what translators leave alone (code, links, images, numbers, names), from kinds and nesting of blocks,
//! from heading ids and from lengths. After Gale and Church (1993) and, for the use of markup, Resnik and Smith (2003).

mod absorbed;
mod cost;
mod doubt;
mod evidence;
mod features;
mod passage;
mod path;
mod prices;
mod rarity;
mod script;
mod sentences;
mod settle;
mod table;
mod unit;

use std::sync::{Arc, OnceLock};

pub use features::units;
pub use passage::Passage;
pub use script::Script;
pub use unit::{Unit, UnitKind, Units};

/// Two pages, block by block.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    /// The blocks of the original.
    pub original: Arc<Units>,
    /// The blocks of the translation.
    pub translation: Arc<Units>,
    /// The alignment, in the order of both pages. Every unit stands in exactly one bead.
    pub beads: Vec<Bead>,
    /// Units of the original that are not missing but joined to the paragraph beside them, in order.
    joined: Vec<usize>,
    /// What is asked of the beads once for every gap.
    overview: OnceLock<absorbed::Overview>,
}

/// A piece of an alignment: indices into the units of the original and of the translation.
#[derive(Debug, Clone, PartialEq)]
pub enum Bead {
    /// One block is the translation of the other.
    Match {
        /// In the original.
        original: usize,
        /// In the translation.
        translation: usize,
    },
    /// Two paragraphs of the original became one.
    Merge {
        /// In the original.
        original: [usize; 2],
        /// In the translation.
        translation: usize,
    },
    /// A paragraph of the original became two.
    Split {
        /// In the original.
        original: usize,
        /// In the translation.
        translation: [usize; 2],
    },
    /// A block of the original has no counterpart.
    Missing(Gap),
    /// A block of the translation has no counterpart.
    Extra(Gap),
}

/// A block without a counterpart.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The block.
    pub unit: usize,
    /// How much dearer every alignment is in which this block has a counterpart. From 1.0 on the block may be named;
    /// below, it may as well be one of `rivals`.
    pub confidence: f32,
    /// Blocks of the same container kinds that may be the one without a counterpart instead.
    pub rivals: Vec<usize>,
    /// How much dearer the alignment is in which each of the rivals is the one.
    dearer: Vec<f32>,
}

/// From this confidence on a gap may be named; below it a gap has rivals: other units that may be the missing one.
pub const NAMED: f32 = 1.0;

impl Gap {
    /// A gap that could not be otherwise.
    fn sure(unit: usize) -> Self {
        Self { unit, confidence: f32::INFINITY, rivals: Vec::new(), dearer: Vec::new() }
    }
}

/// How long a translation is, in characters for one of its original.
///
/// Between two languages in Latin letters every visible character counts. Where one side is written in other letters,
/// its own letters are counted against the Latin ones that the other side has more: names stay Latin in both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lengths {
    /// Characters of the translation for one of the original.
    pub ratio: f32,
    /// Variance of that ratio per character.
    pub variance: f32,
}

/// Characters that say what one English character says, and their variance, by primary language; measured on
/// translated documentation (paragraphs of at least 20 characters, code and addresses left out).
const LENGTHS: &[(&str, f32, f32)] = &[
    ("bn", 1.037, 1.9),
    ("de", 1.150, 1.9),
    ("en", 1.000, 0.0),
    ("es", 1.132, 1.6),
    ("fr", 1.183, 1.7),
    ("it", 1.130, 1.7),
    ("ja", 0.522, 1.07),
    ("ko", 0.507, 1.9),
    ("pl", 1.080, 2.2),
    ("pt", 1.118, 1.5),
    ("ro", 1.195, 1.9),
    ("ru", 1.090, 2.8),
    ("uk", 1.095, 2.8),
    ("vi", 1.080, 2.0),
    ("zh", 0.322, 0.27),
];

impl Lengths {
    /// What to expect between two languages, given by their tags; like for like where a language is not known.
    pub fn between(original: &str, translation: &str) -> Self {
        let find = |tag: &str| {
            let primary = tag.split(['-', '_']).next().unwrap_or(tag);
            let known = LENGTHS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(primary));
            known.map_or((1.0, 2.4), |&(_, ratio, variance)| (ratio, variance))
        };
        let ((from, from_variance), (to, to_variance)) = (find(original), find(translation));
        let ratio = to / from;
        let spread = from_variance / (from * from) + to_variance / (to * to);
        Self { ratio, variance: ratio * ratio * from * spread.max(1.0) }
    }
}

/// Aligns the units of a translation with those of its original. Who has the texts at hand has doubts about what is
/// missing [settled](Alignment::settled).
pub fn align(original: Arc<Units>, translation: Arc<Units>, lengths: Lengths) -> Alignment {
    let beads = path::beads(cost::Costs::new(&original, &translation, lengths));
    Alignment { original, translation, beads, joined: Vec::new(), overview: OnceLock::new() }
}

impl Alignment {
    /// For each unit of the original, the units of the translation that it is aligned with; an empty range, at the
    /// place where they would stand, when there are none.
    pub fn counterparts(&self) -> Vec<std::ops::Range<usize>> {
        let mut out = Vec::with_capacity(self.original.units.len());
        let mut next = 0;
        for bead in &self.beads {
            match *bead {
                Bead::Match { translation, .. } => out.push(translation..translation + 1),
                Bead::Merge { translation, .. } => {
                    out.extend([translation..translation + 1, translation..translation + 1])
                }
                Bead::Split { translation: [first, last], .. } => out.push(first..last + 1),
                Bead::Missing(_) => out.push(next..next),
                Bead::Extra(_) => {}
            }
            next = bead.translation_end().unwrap_or(next);
        }
        out
    }

    /// True when every block has exactly one counterpart.
    pub fn is_one_to_one(&self) -> bool {
        self.beads.iter().all(|bead| matches!(bead, Bead::Match { .. }))
    }
}

impl Bead {
    /// The units that stand for each other: of the original, and of the translation.
    fn together(&self) -> (Vec<usize>, Vec<usize>) {
        match *self {
            Bead::Match { original, translation } => (vec![original], vec![translation]),
            Bead::Merge { original, translation } => (original.to_vec(), vec![translation]),
            Bead::Split { original, translation } => (vec![original], translation.to_vec()),
            Bead::Missing(Gap { unit, .. }) => (vec![unit], Vec::new()),
            Bead::Extra(Gap { unit, .. }) => (Vec::new(), vec![unit]),
        }
    }

    /// The unit of the translation after the last one of the bead; `None` when it holds none.
    fn translation_end(&self) -> Option<usize> {
        match *self {
            Bead::Match { translation, .. } | Bead::Merge { translation, .. } => Some(translation + 1),
            Bead::Split { translation: [_, last], .. } => Some(last + 1),
            Bead::Extra(Gap { unit, .. }) => Some(unit + 1),
            Bead::Missing(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
