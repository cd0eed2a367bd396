//! What it costs to take two units as translations of each other, or to leave one alone.
//!
//! The terms and constants were fitted on release notes in Chinese, Japanese, Ukrainian, Spanish, Portuguese and French.
//! A cost is in the unit of a log-likelihood: lower is better, and a difference of 1 is worth acting on.

use std::borrow::Cow;

use super::Lengths;
use super::rarity::Rarity;
use super::unit::{Unit, UnitKind, Units};

/// Cost of taking two paragraphs of one page as one of the other.
const MERGE: f32 = 2.5;
/// What it costs on top when the marks of one of the two are not found.
const UNSEEN: f32 = 1.2;
/// From this weight on marks must be found, and this share of them.
const SEEN: (f32, f32) = (0.5, 0.3);
/// What equal heading ids are worth.
const SAME_ID: f32 = -2.5;
/// What it costs to take a text that was left in the original's language for a translation: less than two gaps, but
/// more than to take its translation beside it.
const LEFT: f32 = 1.5;
/// What a plain word weighs when it stands in one unit only.
const WORD: f32 = 0.45;
/// Lengths below this many characters say little about the ratio of lengths.
const SHORT: f32 = 8.0;
/// Characters of the original that must be seen before a page is believed more than its language.
const BELIEF: f32 = 200.0;
/// From this cost of kinds on, two units are not compared any further.
const STRANGERS: f32 = 3.5;

/// Two pages with what is needed to compare any unit of one with any of the other.
pub(super) struct Costs<'a> {
    pub(super) original: Side<'a>,
    pub(super) translation: Side<'a>,
    /// How long the translation is, as far as is known by now.
    lengths: Lengths,
    /// How long translations into its language are in general.
    general: Lengths,
}

/// The units of one page with the weights of what is in them.
pub(super) struct Side<'a> {
    pub(super) units: &'a [Unit],
    all: &'a Units,
    /// The weight of each of [`Units::marks`].
    marks: Vec<f32>,
    /// Its words, hashed: [`Units::words`], or those of them that the other page may hold.
    words: Cow<'a, [u32]>,
    /// The weight of each of them, once they are [weighed](Side::weigh): before, all weigh the same.
    word_weights: Option<Vec<f32>>,
    /// The sums of both for each unit.
    sums: Vec<Sum>,
    /// Words of this page are names, because it is not written in Latin letters; the other page must hold them too.
    names: bool,
}

/// What a unit weighs, and which marks and words there may be in it: a bit of each for each hash.
#[derive(Clone, Copy, Default)]
struct Sum {
    own: Group,
    /// Its part of [`Side::words`].
    words: (u32, u32),
    mark_bits: u64,
    word_bits: u64,
}

impl<'a> Side<'a> {
    /// Every mark and word weighs what it weighs when it stands in one unit only.
    fn new(all: &'a Units) -> Self {
        let marks = all.marks.iter().map(|mark| mark.weight).collect();
        let names = all.has_names();
        let words = Cow::Borrowed(&*all.words);
        let mut side = Self { units: &all.units, all, marks, words, word_weights: None, sums: Vec::new(), names };
        side.sums = all.units.iter().map(|unit| side.sum(unit, unit.words)).collect();
        side
    }

    fn sum(&self, unit: &Unit, words: (u32, u32)) -> Sum {
        let bit = |hash: u32| 1_u64 << (hash >> 26);
        // Before they are weighed, the words of few units are compared, and each once.
        let (weight, word_bits) = match &self.word_weights {
            None => (same_weights(range(words).len()), u64::MAX),
            Some(weights) => {
                let bits = self.words[range(words)].iter().fold(0, |bits, &word| bits | bit(word));
                (weights[range(words)].iter().sum(), bits)
            }
        };
        Sum {
            own: Group {
                marks: self.marks[range(unit.marks)].iter().sum(),
                words: weight,
                length: unit.length as f32,
                latin: unit.letters.latin as f32,
                other: unit.letters.other as f32,
            },
            words,
            mark_bits: self.all.marks_of(unit).iter().fold(0, |bits, mark| bits | bit(mark.hash)),
            word_bits,
        }
    }

    /// The words of a unit.
    fn words_of(&self, unit: usize) -> &[u32] {
        &self.words[range(self.sums[unit].words)]
    }

    /// Leaves out the words of a page in Latin letters that the other page, of which they would be names, does not hold,
    /// and counts the others.
    fn keep_words(&mut self, page: usize, rarity: &mut Rarity) {
        let mut kept = Vec::new();
        for sum in &mut self.sums {
            let start = kept.len();
            kept.extend(self.words[range(sum.words)].iter().filter(|&&word| rarity.knows(word)));
            kept[start..].sort_unstable();
            rarity.add(page, kept[start..].iter().copied());
            sum.words = (start as u32, kept.len() as u32);
        }
        self.words = Cow::Owned(kept);
    }

    /// Marks and words weigh the less the more units they stand in.
    fn weigh(&mut self, rarity: &Rarity) {
        for (weight, mark) in self.marks.iter_mut().zip(&self.all.marks) {
            *weight = mark.weight * rarity.of(mark.hash);
        }
        self.word_weights = Some(self.words.iter().map(|&word| WORD * rarity.of(word)).collect());
        self.sums = self.units.iter().zip(&self.sums).map(|(unit, old)| self.sum(unit, old.words)).collect();
    }

    /// True for two paragraphs in a row that may be one on the other page.
    pub(super) fn may_join(&self, first: usize) -> bool {
        let (a, b) = (&self.units[first], &self.units[first + 1]);
        a.kind == UnitKind::Paragraph && b.kind == UnitKind::Paragraph && a.container == b.container
    }

    /// The hashes of the marks of a unit.
    pub(super) fn hashes(&self, unit: usize) -> impl Iterator<Item = u32> + '_ {
        self.all.marks_of(&self.units[unit]).iter().map(|mark| mark.hash)
    }
}

fn range((from, to): (u32, u32)) -> std::ops::Range<usize> {
    from as usize..to as usize
}

/// What one or two units of a page weigh.
#[derive(Clone, Copy, Default)]
struct Group {
    marks: f32,
    words: f32,
    length: f32,
    latin: f32,
    other: f32,
}

impl Group {
    fn and(self, more: Group) -> Group {
        Group {
            marks: self.marks + more.marks,
            words: self.words + more.words,
            length: self.length + more.length,
            latin: self.latin + more.latin,
            other: self.other + more.other,
        }
    }
}

/// The weight of the marks, and of the words, that two units have in common.
pub(super) type Shared = (f32, f32);

impl<'a> Costs<'a> {
    /// Prepares two pages; until [`Costs::weigh`] everything counts as rare.
    pub(super) fn new(original: &'a Units, translation: &'a Units, lengths: Lengths) -> Self {
        let (original, translation) = (Side::new(original), Side::new(translation));
        Self { original, translation, lengths, general: lengths }
    }

    /// Learns from units that are aligned how long this translation is: translators differ more than languages do.
    pub(super) fn learn(&mut self, pairs: impl Iterator<Item = (usize, usize)>) {
        let prose = |&(i, j): &(usize, usize)| {
            self.original.units[i].kind == UnitKind::Paragraph && self.translation.units[j].kind == UnitKind::Paragraph
        };
        let lengths = |(i, j): (usize, usize)| self.measure(&self.original.sums[i].own, &self.translation.sums[j].own);
        let seen: Vec<(f32, f32)> = pairs.filter(prose).map(lengths).filter(|&(a, _)| a >= SHORT).collect();
        let (a, b) = seen.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        let Lengths { ratio, variance } = self.general;
        let ratio = ((b + BELIEF * ratio) / (a + BELIEF)).clamp(0.5 * ratio, 2.0 * ratio);
        let off = |&(a, b): &(f32, f32)| (b - ratio * a).powi(2) / a;
        let most = |square: f32| square.min(9.0 * variance);
        let squares: f32 = seen.iter().map(off).map(most).sum();
        let few = 8.0;
        let variance = (squares + few * variance) / (seen.len() as f32 + few);
        self.lengths = Lengths { ratio, variance: variance.max(0.3 * self.general.variance) };
    }

    /// Makes what stands in many units weigh less.
    pub(super) fn weigh(&mut self) {
        let mut rarity = Rarity::with_capacity(self.original.marks.len() + self.translation.marks.len());
        for (page, side) in [&self.original, &self.translation].into_iter().enumerate().filter(|(_, side)| side.names) {
            (0..side.units.len()).for_each(|unit| rarity.add(page, side.words_of(unit).iter().copied()));
        }
        match (self.original.names, self.translation.names) {
            (false, true) => self.original.keep_words(0, &mut rarity),
            (true, false) => self.translation.keep_words(1, &mut rarity),
            _ => {}
        }
        for (page, side) in [&self.original, &self.translation].into_iter().enumerate() {
            (0..side.units.len()).for_each(|unit| rarity.add(page, side.hashes(unit)));
        }
        rarity.settle();
        self.original.weigh(&rarity);
        self.translation.weigh(&rarity);
    }

    /// The cost of leaving a unit without a counterpart.
    pub(super) fn gap(unit: &Unit) -> f32 {
        match unit.kind {
            UnitKind::Rule => 1.2,
            UnitKind::Shortcode | UnitKind::Html => 1.8,
            UnitKind::Paragraph if unit.length < 12 => 1.8,
            UnitKind::Paragraph | UnitKind::Row => 2.5,
            UnitKind::Heading(_) | UnitKind::Code => 2.8,
        }
    }

    /// The cost of aligning unit `i` of the original with unit `j` of the translation.
    pub(super) fn pair(&self, i: usize, j: usize) -> f32 {
        self.pair_with(i, j, || self.common(i, j))
    }

    /// The same; `common` gives what [`Costs::common`] does, which a table asks for once for several steps.
    pub(super) fn pair_with(&self, i: usize, j: usize, common: impl FnOnce() -> Shared) -> f32 {
        let (a, b) = (&self.original.units[i], &self.translation.units[j]);
        let kind = kind_cost(a, b);
        if kind >= STRANGERS {
            return kind + 2.0;
        }
        let (ours, theirs) = (&self.original.sums[i].own, &self.translation.sums[j].own);
        if self.is_left(b) {
            return kind + heading_cost(a, b) + LEFT - in_both(common().0, ours.marks, theirs.marks).min(1.0);
        }
        kind + heading_cost(a, b) + ending_cost(a, b) + self.content(a.kind, (ours, theirs), common())
    }

    /// By how much unit `i` of the original and unit `j` of the translation, which are of one kind, cost more than `fine`.
    /// Most do not even if they have no word in common: then nobody looks for such words.
    pub(super) fn excess(&self, i: usize, j: usize, fine: f32) -> f32 {
        let marks = self.common_marks(i, j);
        let over = |words: f32| (self.pair_with(i, j, || (marks, words)) - fine).max(0.0);
        if over(0.0) == 0.0 { 0.0 } else { over(self.common_words(i, j)) }
    }

    /// True when a unit of the translation is a text in the original's script, where another is expected.
    fn is_left(&self, unit: &Unit) -> bool {
        let text = unit.letters.latin >= 20 && unit.words.1 - unit.words.0 >= 4;
        self.translation.names && !self.original.names && text && unit.letters.other == 0
    }

    /// The cost of aligning paragraphs `i` and `i + 1`, which may be joined, with unit `j`, when what each of them has in
    /// common with it is given.
    pub(super) fn merge(&self, i: usize, j: usize, (first, second): (Shared, Shared)) -> Option<f32> {
        let (a, b) = (self.original.units, self.translation.units);
        is_one_of_both(&a[i], &b[j]).then(|| {
            let (ours, theirs) = (&self.original.sums, &self.translation.sums);
            let common = (first.0 + second.0, first.1 + second.1);
            let both = ours[i].own.and(ours[i + 1].own);
            let content = self.content(UnitKind::Paragraph, (&both, &theirs[j].own), common);
            let unseen = unseen((ours[i].own, first), (ours[i + 1].own, second));
            MERGE + unseen + ending_cost(&a[i + 1], &b[j]) + content
        })
    }

    /// The cost of aligning unit `i` with paragraphs `j` and `j + 1`, which may be joined, when what it has in common with
    /// each of them is given.
    pub(super) fn split(&self, i: usize, j: usize, (first, second): (Shared, Shared)) -> Option<f32> {
        let (a, b) = (self.original.units, self.translation.units);
        // Of what was left as it is, all is left in one piece.
        let left = self.is_left(&b[j]) || self.is_left(&b[j + 1]);
        (!left && is_one_of_both(&b[j], &a[i])).then(|| {
            let (ours, theirs) = (&self.original.sums, &self.translation.sums);
            let common = (first.0 + second.0, first.1 + second.1);
            let both = theirs[j].own.and(theirs[j + 1].own);
            let content = self.content(UnitKind::Paragraph, (&ours[i].own, &both), common);
            let unseen = unseen((theirs[j].own, first), (theirs[j + 1].own, second));
            MERGE + unseen + ending_cost(&a[i], &b[j + 1]) + content
        })
    }

    /// The weight of the marks, and of the words, that two units have in common.
    pub(super) fn common(&self, i: usize, j: usize) -> Shared {
        let kinds = (self.original.units[i].kind, self.translation.units[j].kind);
        if kinds_cost(kinds.0, kinds.1) >= STRANGERS {
            // Nobody compares them.
            return (0.0, 0.0);
        }
        (self.common_marks(i, j), self.common_words(i, j))
    }

    /// The weight of the marks that unit `i` of the original and unit `j` of the translation have in common.
    fn common_marks(&self, i: usize, j: usize) -> f32 {
        let (a, b) = (&self.original, &self.translation);
        if a.sums[i].mark_bits & b.sums[j].mark_bits == 0 {
            return 0.0;
        }
        let (x, y) = (a.all.marks_of(&a.units[i]), b.all.marks_of(&b.units[j]));
        common(x.len(), y.len(), |k| x[k].hash, |k| y[k].hash, &a.marks[range(a.units[i].marks)])
    }

    fn common_words(&self, i: usize, j: usize) -> f32 {
        let (a, b) = (&self.original, &self.translation);
        if !(a.names || b.names) || a.sums[i].word_bits & b.sums[j].word_bits == 0 {
            return 0.0;
        }
        let (x, y) = (a.words_of(i), b.words_of(j));
        match &a.word_weights {
            Some(weights) => common(x.len(), y.len(), |k| x[k], |k| y[k], &weights[range(a.sums[i].words)]),
            None if a.names => count(x, y),
            None => count(y, x),
        }
    }

    /// What it says that two units, or groups of units, have this much in common and no more.
    fn content(&self, kind: UnitKind, (a, b): (&Group, &Group), (marks, words): Shared) -> f32 {
        let matched = in_both(marks, a.marks, b.marks);
        let unmatched = greater(a.marks + b.marks - 2.0 * matched, 0.0);
        let marks = 1.3 * unmatched / (1.0 + 0.35 * (2.0 * matched + unmatched)) - 1.6 * lesser(matched, 2.5);
        marks + self.compare_words(a, b, words) + self.compare_lengths(kind, a, b)
    }

    /// Latin words in a page of another script were taken over from the other page, so they must be there.
    fn compare_words(&self, a: &Group, b: &Group, words: f32) -> f32 {
        let names = match (self.original.names, self.translation.names) {
            (false, false) => return 0.0,
            (true, true) => (a.words + b.words) / 2.0,
            (true, false) => a.words,
            (false, true) => b.words,
        };
        let good = in_both(words, a.words, b.words);
        let bad = greater(names - good, 0.0);
        0.7 * lesser(bad, 3.0) - 0.9 * lesser(good, 2.5)
    }

    fn compare_lengths(&self, kind: UnitKind, a: &Group, b: &Group) -> f32 {
        let weight = match kind {
            UnitKind::Code => return 0.15 * ((a.length + 20.0).ln() - (b.length + 20.0).ln()).abs().min(4.0),
            UnitKind::Heading(_) => 0.35,
            _ => 1.0,
        };
        let (a, b) = self.measure(a, b);
        let Lengths { ratio, variance } = self.lengths;
        let off = b - ratio * a;
        let square = off * off / (variance * greater(greater(a, b / ratio), SHORT));
        // From 20.2 on the logarithm gives more than the most, which is what most pairs of a large page cost.
        let cost = if square > 20.5 { 4.5 } else { lesser(2.5 * (1.0 + square / 4.0).ln(), 4.5) };
        weight * cost
    }

    /// The lengths of two groups, as they are compared (see [`Lengths`]).
    fn measure(&self, a: &Group, b: &Group) -> (f32, f32) {
        match (self.original.names, self.translation.names) {
            (false, false) => (a.length, b.length),
            (true, true) => (a.other, b.other),
            (false, true) => (greater(a.latin - b.latin, 0.0), b.other),
            (true, false) => (a.other, greater(b.latin - a.latin, 0.0)),
        }
    }
}

/// The weight of the words that a sorted list has in common with another, counting repetitions, when all weigh the same.
fn count(sorted: &[u32], other: &[u32]) -> f32 {
    let shared = |run: &[u32]| other.iter().filter(|&&word| word == run[0]).count().min(run.len());
    same_weights(sorted.chunk_by(u32::eq).map(shared).sum())
}

/// What so many words weigh when all weigh the same.
fn same_weights(words: usize) -> f32 {
    (0..words).fold(0.0, |sum, _| sum + WORD)
}

/// The weight of the elements that two sorted lists have in common, counting repetitions.
fn common(n: usize, m: usize, x: impl Fn(usize) -> u32, y: impl Fn(usize) -> u32, weights: &[f32]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < n && j < m {
        match x(i).cmp(&y(j)) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += weights[i];
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// What two units have in common weighs no more than either of them has.
fn in_both(common: f32, a: f32, b: f32) -> f32 {
    lesser(lesser(common, a), b)
}

/// The lesser of two prices, none of which is NaN: `f32::min` asks each time.
#[inline]
pub(super) fn lesser(a: f32, b: f32) -> f32 {
    if b < a { b } else { a }
}

#[inline]
fn greater(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// What it costs to take two paragraphs for one that has the marks of one of them only. Where the marks of both are
/// gone, such as all back-ticks, they say nothing.
fn unseen(first: (Group, (f32, f32)), second: (Group, (f32, f32))) -> f32 {
    let gone = |(own, (found, _)): (Group, (f32, f32))| own.marks >= SEEN.0 && found < SEEN.1 * own.marks;
    if gone(first) != gone(second) { UNSEEN } else { 0.0 }
}

/// True when a unit may stand for two paragraphs, of which `first` is one.
fn is_one_of_both(first: &Unit, other: &Unit) -> bool {
    other.kind == UnitKind::Paragraph && first.nesting == other.nesting
}

fn kind_cost(a: &Unit, b: &Unit) -> f32 {
    let container = if a.nesting == b.nesting { 0.0 } else { 1.1 };
    container + kinds_cost(a.kind, b.kind)
}

fn kinds_cost(a: UnitKind, b: UnitKind) -> f32 {
    use UnitKind::{Code, Heading, Html, Paragraph, Row, Shortcode};
    if a == b {
        return 0.0;
    }
    match (a, b) {
        (Heading(x), Heading(y)) => 0.6 * f32::from(x.abs_diff(y)),
        (Heading(_), Paragraph) | (Paragraph, Heading(_)) => 1.5,
        (Paragraph, Html | Row | Shortcode) | (Html | Row | Shortcode, Paragraph) => 1.8,
        (Html, Shortcode) | (Shortcode, Html) => 1.5,
        (Code, Paragraph | Shortcode | Html) | (Paragraph | Shortcode | Html, Code) => 2.5,
        _ => STRANGERS,
    }
}

fn heading_cost(a: &Unit, b: &Unit) -> f32 {
    match (a.kind, b.kind) {
        (UnitKind::Heading(_), UnitKind::Heading(_)) if a.id != 0 && a.id == b.id => SAME_ID,
        (UnitKind::Heading(_), UnitKind::Heading(_)) => 0.6,
        _ => 0.0,
    }
}

fn ending_cost(a: &Unit, b: &Unit) -> f32 {
    match (a.kind, b.kind) {
        (UnitKind::Paragraph, UnitKind::Paragraph) if a.ending != b.ending => 0.6,
        (UnitKind::Paragraph, UnitKind::Paragraph) if a.ending != super::unit::Ending::Plain => -0.5,
        _ => 0.0,
    }
}
