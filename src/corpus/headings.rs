//! Which heading of a translation stands for which heading of its original.
//!
//! Headings are compared as two sequences, so a missing one shifts no blame down the page. What speaks for a pair:
//! the level, the ids, the numbers and technical words of the text, and what lies in the section below.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::Source;
use super::letters::is_foreign_letter;
use crate::document::{BlockKind, Document, Heading, HeadingId, ScopeId, within};
use crate::text::Span;

/// Beyond this many cells a table is split at headings with equal ids, and what is still larger is cut to a band.
const LARGEST_TABLE: usize = 250_000;
/// Half the width of the band, in headings.
const BAND: usize = 40;
/// How many words, or things in a section, are compared at most.
const MOST_TOKENS: usize = 24;
/// Evidence above that of level and shape alone; a pair that has it needs no support from its neighbours.
const STRONG: f32 = 0.9;

/// The headings that belong together, in document order on both sides. A heading without a counterpart is in no pair;
/// nor is one whose counterpart cannot be told because its neighbours were added or removed.
pub fn matched(original: &Source, translation: &Source) -> Vec<(HeadingId, HeadingId)> {
    let (ours, theirs) = (&original.document.headings[..], &translation.document.headings[..]);
    // Where both pages publish the same ids in the same order, from either end on, there is nothing to find out.
    let same = |(a, b): &(&Heading, &Heading)| a.level == b.level && a.id.is_some() && a.id == b.id;
    let head = ours.iter().zip(theirs).take_while(same).count();
    let tail = ours[head..].iter().rev().zip(theirs[head..].iter().rev()).take_while(same).count();
    let (i, j) = (head..ours.len() - tail, head..theirs.len() - tail);
    let (rest, moved) = (i.end as u32, j.end as u32);
    let mut pairs: Vec<_> = (0..head as u32).map(|k| (HeadingId(k), HeadingId(k))).collect();
    if !i.is_empty() && !j.is_empty() {
        let mut aligner = Aligner::new((original, i), (translation, j));
        aligner.align();
        pairs.extend(aligner.settled().map(|(i, j)| (HeadingId((head + i) as u32), HeadingId((head + j) as u32))));
    }
    pairs.extend((0..tail as u32).map(|k| (HeadingId(rest + k), HeadingId(moved + k))));
    pairs
}

/// What is compared of a heading and of the section below it.
struct Features<'a> {
    level: u8,
    nested: bool,
    id: Option<&'a str>,
    explicit: bool,
    /// The words of the id, hashed and sorted.
    id_words: Vec<u64>,
    /// Latin words of the text in lower case, hashed and sorted.
    words: Vec<u64>,
    /// Numbers of the text, hashed and sorted.
    numbers: Vec<u64>,
    /// The text has letters of a script other than Latin, so its Latin words are names.
    foreign: bool,
    /// How many paragraphs, items, rows, code blocks, shortcodes and other blocks the section has.
    shape: [u16; 6],
    /// Code, and the last parts of destinations, in the section, hashed and sorted.
    tokens: Vec<u64>,
}

impl<'a> Features<'a> {
    fn of(page: &'a Source, part: Range<usize>) -> Vec<Self> {
        let headings = &page.document.headings;
        let end_of = |i: usize| headings.get(i + 1).map_or(page.text.len() as u32, |next| next.span.start);
        let section = |i: usize| Span { start: headings[i].span.end, end: end_of(i).max(headings[i].span.end) };
        part.map(|i| Self::new(&page.text, &page.document, &headings[i], section(i))).collect()
    }

    fn new(text: &str, document: &Document, heading: &'a Heading, section: Span) -> Self {
        let (words, numbers) = words_of(&heading.text);
        let id = heading.id.as_deref();
        Self {
            level: heading.level,
            nested: heading.scope != ScopeId::PAGE,
            id,
            explicit: heading.explicit.is_some(),
            id_words: hashes(id.into_iter().flat_map(|id| id.split(['-', '_', '.', ':'])).filter(|w| !w.is_empty())),
            words,
            numbers,
            foreign: heading.text.chars().any(is_foreign_letter),
            shape: shape_of(document, section),
            tokens: tokens_of(text, document, section),
        }
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// The hash of a word in lower case.
fn hash_of_lower(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    word.bytes().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
    hasher.finish()
}

fn sorted(mut all: Vec<u64>) -> Vec<u64> {
    all.sort_unstable();
    all.dedup();
    all
}

fn hashes<'a>(words: impl Iterator<Item = &'a str>) -> Vec<u64> {
    sorted(words.take(MOST_TOKENS).map(hash_of_lower).collect())
}

/// The Latin words of two letters and more, and the numbers of a text.
fn words_of(text: &str) -> (Vec<u64>, Vec<u64>) {
    let (mut words, mut numbers) = (Vec::new(), Vec::new());
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if words.len() + numbers.len() == MOST_TOKENS {
            break;
        }
        if word.bytes().all(|b| b.is_ascii_digit()) {
            numbers.push(hash(word));
        } else if word.len() > 1 {
            words.push(hash_of_lower(word));
        }
    }
    (sorted(words), sorted(numbers))
}

fn shape_of(document: &Document, section: Span) -> [u16; 6] {
    let mut shape = [0u16; 6];
    for block in within(&document.blocks, section) {
        let slot = match block.kind {
            BlockKind::Paragraph => 0,
            BlockKind::Item => 1,
            BlockKind::Row { .. } => 2,
            BlockKind::Code { .. } => 3,
            BlockKind::Shortcode(_) => 4,
            BlockKind::Html | BlockKind::Rule | BlockKind::Quote => 5,
            _ => continue,
        };
        shape[slot] = shape[slot].saturating_add(1);
    }
    shape
}

fn tokens_of(text: &str, document: &Document, section: Span) -> Vec<u64> {
    let code = within(&document.code_spans, section).iter().map(|code| hash(code.content.of(text)));
    let links = within(&document.links, section).iter().filter_map(|link| last_part(&link.destination.value)).map(hash);
    sorted(code.take(MOST_TOKENS).chain(links.take(MOST_TOKENS)).collect())
}

/// The last part of a destination's path: the part that a language leaves alone.
fn last_part(destination: &str) -> Option<&str> {
    let end = memchr::memchr2(b'#', b'?', destination.as_bytes()).unwrap_or(destination.len());
    let path = destination[..end].trim_end_matches('/');
    path.rsplit('/').next().filter(|part| !part.is_empty())
}

/// How many members two sorted lists have in common.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    both
}

struct Aligner<'a> {
    ours: Vec<Features<'a>>,
    theirs: Vec<Features<'a>>,
    /// The ids of the original: an id that belongs to another heading speaks against a pair.
    known: FxHashSet<&'a str>,
    pairs: Vec<(usize, usize)>,
}

impl<'a> Aligner<'a> {
    /// Prepares a part of the headings of each page.
    fn new((original, i): (&'a Source, Range<usize>), (translation, j): (&'a Source, Range<usize>)) -> Self {
        let known = original.document.headings.iter().filter_map(|heading| heading.id.as_deref()).collect();
        let (ours, theirs) = (Features::of(original, i), Features::of(translation, j));
        Self { ours, theirs, known, pairs: Vec::new() }
    }

    fn align(&mut self) {
        let (n, m) = (self.ours.len(), self.theirs.len());
        let fixed = if n.saturating_mul(m) > LARGEST_TABLE { self.landmarks() } else { Vec::new() };
        let (mut i, mut j) = (0, 0);
        for (a, b) in fixed.into_iter().chain([(n, m)]) {
            self.table(i..a, j..b);
            if a < n {
                self.pairs.push((a, b));
            }
            (i, j) = (a + 1, b + 1);
        }
    }

    /// Headings with an id that both pages have exactly once, as the longest run that rises on both sides.
    fn landmarks(&self) -> Vec<(usize, usize)> {
        let mut places: FxHashMap<&str, (usize, usize, usize, usize)> = FxHashMap::default();
        for (i, id) in self.ours.iter().enumerate().filter_map(|(i, f)| Some((i, f.id?))) {
            let place = places.entry(id).or_default();
            (place.0, place.2) = (i, place.2 + 1);
        }
        for (j, id) in self.theirs.iter().enumerate().filter_map(|(j, f)| Some((j, f.id?))) {
            let place = places.entry(id).or_default();
            (place.1, place.3) = (j, place.3 + 1);
        }
        let mut both: Vec<(usize, usize)> =
            places.into_values().filter(|place| place.2 == 1 && place.3 == 1).map(|place| (place.0, place.1)).collect();
        both.sort_unstable();
        longest_rise(&both)
    }

    /// Pairs up two ranges by dynamic programming; in a table that is too large only near its diagonal.
    fn table(&mut self, ours: Range<usize>, theirs: Range<usize>) {
        let (n, m) = (ours.len(), theirs.len());
        if n == 0 || m == 0 {
            return;
        }
        let half = if n.saturating_mul(m) > LARGEST_TABLE { BAND } else { m };
        let width = (2 * half + 1).min(m);
        let first = |i: usize| (i * m / n).saturating_sub(half).min(m - width);
        let mut steps = vec![Step::Stop; n * width];
        let mut above: Vec<f32> = vec![0.0; m + 1];
        let mut row: Vec<f32> = vec![0.0; m + 1];
        for i in 0..n {
            let from = first(i);
            row[from] = if from == 0 { 0.0 } else { above[from] };
            for j in from..from + width {
                let like = self.likeness(&self.ours[ours.start + i], &self.theirs[theirs.start + j]);
                let (mut best, mut step) = (above[j + 1], Step::Up);
                if row[j] > best {
                    (best, step) = (row[j], Step::Left);
                }
                if like > 0.0 && above[j] + like > best {
                    (best, step) = (above[j] + like, Step::Both);
                }
                row[j + 1] = best;
                steps[i * width + (j - from)] = step;
            }
            let reach = if i + 1 < n { first(i + 1) + width } else { from + width };
            let last = row[from + width];
            row[from + width..=reach.min(m)].fill(last);
            std::mem::swap(&mut above, &mut row);
        }
        self.walk_back(&steps, (ours.start, theirs.start), (n, m, width), first);
    }

    fn walk_back(
        &mut self,
        steps: &[Step],
        start: (usize, usize),
        (n, m, width): (usize, usize, usize),
        first: impl Fn(usize) -> usize,
    ) {
        let (mut i, mut j) = (n, m);
        let from = self.pairs.len();
        while i > 0 && j > 0 {
            let left = first(i - 1);
            if j > left + width {
                j = left + width;
                continue;
            }
            if j <= left {
                i -= 1;
                continue;
            }
            match steps[(i - 1) * width + (j - 1 - left)] {
                Step::Both => {
                    (i, j) = (i - 1, j - 1);
                    self.pairs.push((start.0 + i, start.1 + j));
                }
                Step::Up => i -= 1,
                Step::Left | Step::Stop => j -= 1,
            }
        }
        self.pairs[from..].reverse();
    }

    /// How much speaks for a pair; nothing or less means that the two are not paired.
    fn likeness(&self, ours: &Features<'_>, theirs: &Features<'_>) -> f32 {
        let level = if ours.level == theirs.level { 1.0 } else { -0.6 * f32::from(ours.level.abs_diff(theirs.level)) };
        let scope = if ours.nested == theirs.nested { 0.0 } else { -1.0 };
        level + scope + 0.8 * shape_likeness(ours, theirs) + self.evidence(ours, theirs)
    }

    /// What speaks for a pair beyond level and shape.
    fn evidence(&self, ours: &Features<'_>, theirs: &Features<'_>) -> f32 {
        self.id_likeness(ours, theirs) + text_likeness(ours, theirs) + content_likeness(ours, theirs)
    }

    fn id_likeness(&self, ours: &Features<'_>, theirs: &Features<'_>) -> f32 {
        let (Some(a), Some(b)) = (ours.id, theirs.id) else { return 0.0 };
        if a == b {
            return if theirs.explicit { 3.0 } else { 2.0 };
        }
        if !theirs.explicit {
            return 0.0;
        }
        if self.known.contains(b) {
            return -1.0;
        }
        if same_letters(a, b) {
            return 2.5;
        }
        let words = ours.id_words.len() + theirs.id_words.len();
        let share = 2.0 * common(&ours.id_words, &theirs.id_words) as f32 / words.max(1) as f32;
        2.5 * share - 0.5
    }

    /// The pairs that can be told: those with evidence of their own, and those between two such pairs where both pages
    /// have the same number of headings.
    fn settled(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut kept = Vec::with_capacity(self.pairs.len());
        let mut pending: Vec<(usize, usize)> = Vec::new();
        let mut last = (0, 0);
        let end = (self.ours.len(), self.theirs.len());
        for &(i, j) in self.pairs.iter().chain([&end]) {
            let strong = (i, j) == end || self.evidence(&self.ours[i], &self.theirs[j]) >= STRONG;
            if !strong {
                pending.push((i, j));
                continue;
            }
            if i - last.0 == j - last.1 {
                kept.append(&mut pending);
            }
            pending.clear();
            if (i, j) != end {
                kept.push((i, j));
            }
            last = (i + 1, j + 1);
        }
        kept.into_iter()
    }
}

#[derive(Clone, Copy)]
enum Step {
    Stop,
    Both,
    Up,
    Left,
}

/// The longest subsequence that rises in its second members; the first members rise already.
fn longest_rise(all: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; all.len()];
    for (at, &(_, second)) in all.iter().enumerate() {
        let slot = tails.partition_point(|&tail| all[tail].1 < second);
        before[at] = slot.checked_sub(1).map(|slot| tails[slot]);
        match tails.get_mut(slot) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut rise = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(index) = at {
        rise.push(all[index]);
        at = before[index];
    }
    rise.reverse();
    rise
}

/// True when two ids differ only in case, dots, dashes and underscores.
pub fn same_letters(a: &str, b: &str) -> bool {
    fn letters(id: &str) -> impl Iterator<Item = char> {
        id.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ':')).flat_map(char::to_lowercase)
    }
    fn ascii(id: &str) -> impl Iterator<Item = u8> {
        id.bytes().filter(|b| !matches!(b, b'-' | b'_' | b'.' | b':')).map(|b| b.to_ascii_lowercase())
    }
    !a.is_empty() && if a.is_ascii() && b.is_ascii() { ascii(a).eq(ascii(b)) } else { letters(a).eq(letters(b)) }
}

fn shape_likeness(ours: &Features<'_>, theirs: &Features<'_>) -> f32 {
    let (mut apart, mut all) = (0.0, 0.0);
    for (&a, &b) in ours.shape.iter().zip(&theirs.shape) {
        apart += f32::from(a.abs_diff(b));
        all += f32::from(a) + f32::from(b);
    }
    if all == 0.0 { 0.3 } else { 1.0 - 1.5 * apart / all }
}

fn text_likeness(ours: &Features<'_>, theirs: &Features<'_>) -> f32 {
    let words = common(&ours.words, &theirs.words);
    let numbers = common(&ours.numbers, &theirs.numbers);
    let strange = if theirs.foreign { theirs.words.len() - words } else { 0 };
    let (lost, added) = (ours.numbers.len() - numbers, theirs.numbers.len() - numbers);
    (0.6 * words as f32).min(2.0) - (0.5 * strange as f32).min(1.5) + (0.6 * numbers as f32).min(1.2)
        - (0.7 * added as f32).min(1.4)
        - (0.4 * lost as f32).min(0.8)
}

fn content_likeness(ours: &Features<'_>, theirs: &Features<'_>) -> f32 {
    let (a, b) = (ours.tokens.len(), theirs.tokens.len());
    if a == 0 || b == 0 {
        return if a.max(b) > 2 { -0.4 } else { 0.0 };
    }
    match common(&ours.tokens, &theirs.tokens) {
        0 => -0.8,
        both => 2.5 * both as f32 / a.max(b) as f32,
    }
}

#[cfg(test)]
mod tests;
