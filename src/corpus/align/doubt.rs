//! Where an alignment is the best there is and still says little: a stretch that was rewritten, which shows in blocks
//! that are left over on both sides with none between them that holds what its counterpart holds; and blocks that may
//! as well be the ones without a counterpart.

use rustc_hash::FxHashSet;

use super::{Alignment, Bead, Unit, UnitKind};

/// What has been seen since the last two blocks that surely belong together.
#[derive(Default)]
struct Stretch {
    /// Its first and its last gap.
    gaps: Option<(usize, usize)>,
    missing: bool,
    extra: bool,
}

impl Stretch {
    fn add(&mut self, index: usize, unit: &Unit, of_original: bool) {
        if matches!(unit.kind, UnitKind::Rule | UnitKind::Shortcode | UnitKind::Html) {
            return;
        }
        self.gaps = Some((self.gaps.map_or(index, |(first, _)| first), index));
        self.missing |= of_original;
        self.extra |= !of_original;
    }

    /// The beads that lie between gaps of both sides.
    fn rewritten(&self) -> std::ops::Range<usize> {
        match self.gaps {
            Some((first, last)) if self.missing && self.extra => first..last,
            _ => 0..0,
        }
    }
}

impl Alignment {
    /// For each bead, whether its blocks may as well say different things: what is in them is not worth comparing.
    /// Empty when that holds for none.
    pub(super) fn doubtful(&self) -> Vec<bool> {
        if self.is_one_to_one() {
            return Vec::new();
        }
        let mut doubtful = vec![false; self.beads.len()];
        let mut stretch = Stretch::default();
        for (index, bead) in self.beads.iter().enumerate() {
            match bead {
                Bead::Missing(gap) => stretch.add(index, &self.original.units[gap.unit], true),
                Bead::Extra(gap) => stretch.add(index, &self.translation.units[gap.unit], false),
                _ if self.belong_together(bead) => {
                    doubtful[stretch.rewritten()].fill(true);
                    stretch = Stretch::default();
                }
                _ => {}
            }
        }
        doubtful[stretch.rewritten()].fill(true);
        let rivals = |of_original: bool| {
            let gaps = self.beads.iter().filter_map(move |bead| match bead {
                Bead::Missing(gap) if of_original => Some(gap),
                Bead::Extra(gap) if !of_original => Some(gap),
                _ => None,
            });
            gaps.flat_map(|gap| gap.rivals.iter().copied()).collect::<FxHashSet<usize>>()
        };
        let (ours, theirs) = (rivals(true), rivals(false));
        for (doubtful, bead) in doubtful.iter_mut().zip(&self.beads) {
            if let Bead::Match { original, translation } = bead {
                *doubtful |= ours.contains(original) || theirs.contains(translation);
            }
        }
        doubtful
    }

    /// For each unit of the original, whether it has a counterpart that has nothing in common with it that no language
    /// changes: where much is missing around it, that may be anything.
    pub fn loose(&self) -> Vec<bool> {
        let mut loose = vec![false; self.original.units.len()];
        for bead in self.beads.iter().filter(|bead| !self.belong_together(bead)) {
            match *bead {
                Bead::Match { original, .. } | Bead::Split { original, .. } => loose[original] = true,
                Bead::Merge { original, .. } => original.into_iter().for_each(|unit| loose[unit] = true),
                Bead::Missing(_) | Bead::Extra(_) => {}
            }
        }
        loose
    }

    /// True when both sides of a bead have something in common that no language changes.
    fn belong_together(&self, bead: &Bead) -> bool {
        let pairs = match *bead {
            Bead::Match { original, translation } => [(original, translation); 2],
            Bead::Merge { original: [first, second], translation } => [(first, translation), (second, translation)],
            Bead::Split { original, translation: [first, second] } => [(original, first), (original, second)],
            Bead::Missing(_) | Bead::Extra(_) => return false,
        };
        pairs.into_iter().any(|(i, j)| {
            let (a, b) = (&self.original, &self.translation);
            let (x, y) = (&a.units[i], &b.units[j]);
            let theirs = b.marks_of(y);
            let shared = |hash: u32| theirs.binary_search_by_key(&hash, |mark| mark.hash).is_ok();
            x.has_id_of(y) || a.marks_of(x).iter().any(|mark| shared(mark.hash))
        })
    }
}
