//! What speaks for two blocks beside marks and lengths, where those leave open which of several blocks is the missing
//! one: words that stood beside each other elsewhere on the two pages, and the signs that a translator keeps. It needs
//! the texts again and costs much more than the rest, so it is asked for a few pairs only.

use rustc_hash::FxHashMap;

use super::unit::{UnitKind, Units};

/// Pairs of blocks that words are learned from.
const LEARNED: usize = 512;
/// Characters of a word that count: what follows is mostly an ending.
const STEM: usize = 6;
/// Characters of a shorter word are mostly those of an article or a preposition.
const SHORTEST: usize = 3;
/// Different words of a block that are looked at.
const WORDS: usize = 96;
/// What a word is worth that stood beside the other in one pair of blocks, in two, or in more.
const SEEN: [f32; 3] = [0.35, 0.8, 1.0];
/// What a word of the original says when it is found again, and what all of them together say at most.
const WORD: (f32, f32) = (1.6, 12.0);
/// What one sign too many or too few costs, and how many of a kind are counted.
const SIGNS: Signs = [0.75, 0.45, 0.6, 0.2, 0.5, 0.6];
const MOST_SIGNS: f32 = 2.0;
/// Brackets, colons, ends of sentences, commas, bold text, quoted text.
type Signs = [f32; 6];

/// The pairs of blocks that a word stands in, a bit for each.
type Places = [u64; LEARNED / 64];

/// A block as it is compared here.
struct Text {
    /// Its words, sorted.
    words: Vec<Word>,
    signs: Signs,
}

/// A word of a block, with the pairs that it was learned from and their number.
struct Word {
    hash: u32,
    places: Places,
    count: u32,
}

/// A page whose words have been learned.
struct Page<'a> {
    units: &'a Units,
    text: &'a str,
    /// Each word with a pair that it stands in, as one number; in order once all are learned.
    learned: Vec<u64>,
    read: FxHashMap<usize, Text>,
}

impl<'a> Page<'a> {
    fn new(units: &'a Units, text: &'a str) -> Self {
        Self { units, text, learned: Vec::new(), read: FxHashMap::default() }
    }

    fn learn(&mut self, pair: usize, unit: usize) {
        let mut words = words(self.units.units[unit].span.of(self.text));
        if words.len() > WORDS {
            distinct(&mut words);
        }
        self.learned.extend(words.into_iter().map(|word| u64::from(word) << 32 | pair as u64));
    }

    fn read(&mut self, unit: usize) {
        let Self { units, text, learned, read } = self;
        read.entry(unit).or_insert_with(|| {
            let text = units.units[unit].span.of(text);
            let known = |hash| {
                let places = places(learned, hash);
                Word { hash, places, count: places.iter().map(|bits| bits.count_ones()).sum() }
            };
            let mut words = words(text);
            distinct(&mut words);
            Text { words: words.into_iter().map(known).collect(), signs: signs(text) }
        });
    }
}

/// The pairs that a word stands in, among the words that were learned.
fn places(learned: &[u64], word: u32) -> Places {
    let mut places = Places::default();
    let first = learned.partition_point(|&one| one >> 32 < u64::from(word));
    for &one in learned[first..].iter().take_while(|&&one| one >> 32 == u64::from(word)) {
        let pair = one as u32 as usize;
        places[pair / 64] |= 1 << (pair % 64);
    }
    places
}

/// Two pages with what was learned from blocks that surely belong together.
pub(super) struct Evidence<'a> {
    original: Page<'a>,
    translation: Page<'a>,
    known: FxHashMap<(usize, usize), f32>,
}

impl<'a> Evidence<'a> {
    /// Learns from `pairs`; each page is its units and its text.
    pub(super) fn new(
        original: (&'a Units, &'a str),
        translation: (&'a Units, &'a str),
        pairs: impl Iterator<Item = (usize, usize)>,
    ) -> Self {
        let (mut ours, mut theirs) = (Page::new(original.0, original.1), Page::new(translation.0, translation.1));
        let says_something = |&(i, _): &(usize, usize)| ours.units.units[i].kind != UnitKind::Code;
        let pairs: Vec<_> = pairs.filter(says_something).take(LEARNED).collect();
        for (pair, (i, j)) in pairs.into_iter().enumerate() {
            ours.learn(pair, i);
            theirs.learn(pair, j);
        }
        for page in [&mut ours, &mut theirs] {
            page.learned.sort_unstable();
            page.learned.dedup();
        }
        Self { original: ours, translation: theirs, known: FxHashMap::default() }
    }

    /// How much speaks for unit `i` of the original and unit `j` of the translation.
    pub(super) fn of(&mut self, i: usize, j: usize) -> f32 {
        if let Some(&known) = self.known.get(&(i, j)) {
            return known;
        }
        self.original.read(i);
        self.translation.read(j);
        let (ours, theirs) = (&self.original.read[&i], &self.translation.read[&j]);
        let found: f32 = ours.words.iter().map(|word| word.found_in(theirs)).sum();
        let evidence = (WORD.0 * found).min(WORD.1) - off(&ours.signs, &theirs.signs);
        self.known.insert((i, j), evidence);
        evidence
    }
}

impl Word {
    /// How surely a word of the original is in a block of the translation: as itself, or by the word that stood beside
    /// it most often.
    fn found_in(&self, block: &Text) -> f32 {
        if block.words.binary_search_by_key(&self.hash, |other| other.hash).is_ok() {
            return 1.0;
        }
        if self.count == 0 {
            return 0.0;
        }
        let learned = |other: &&Word| other.count > 0;
        let beside = |other: &Word| {
            let shared = self.places.iter().zip(&other.places).map(|(a, b)| a & b).filter(|&bits| bits != 0);
            let both: u32 = shared.map(u64::count_ones).sum();
            let seen = SEEN.get((both as usize).checked_sub(1)?.min(SEEN.len() - 1))?;
            Some(seen * both as f32 / self.count.max(other.count) as f32)
        };
        block.words.iter().filter(learned).filter_map(beside).fold(0.0, f32::max)
    }
}

/// What it says that two texts do not have the same signs.
fn off(ours: &Signs, theirs: &Signs) -> f32 {
    let price = |((a, b), price): ((&f32, &f32), f32)| price * (a - b).abs().min(MOST_SIGNS);
    ours.iter().zip(theirs).zip(SIGNS).map(price).sum()
}

/// True for letters of scripts that are written without blanks between words: two of them in a row count as a word.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{2e80}'..='\u{2fff}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}')
}

/// Sorts the words of a text, each once, and keeps those that are looked at.
fn distinct(words: &mut Vec<u32>) {
    words.sort_unstable();
    words.dedup();
    words.truncate(WORDS);
}

/// The beginnings of the words of a text, hashed.
fn words(text: &str) -> Vec<u32> {
    let step = |hash: u32, c: char| (hash ^ c as u32).wrapping_mul(0x0100_0193);
    let start = 0x811c_9dc5;
    let mut out = Vec::with_capacity(text.len() / 4);
    let (mut hash, mut length, mut before) = (start, 0, None);
    for c in text.chars().chain(['\n']) {
        // Most characters are ASCII, or wide.
        let wide = !c.is_ascii() && is_wide(c);
        if let Some(before) = before.filter(|_| wide) {
            out.push(step(step(start, before), c));
        }
        before = wide.then_some(c);
        if c.is_ascii_alphabetic() {
            if length < STEM {
                hash = step(hash, c.to_ascii_lowercase());
            }
            length += 1;
        } else if !wide && !c.is_ascii() && c.is_alphabetic() {
            if length < STEM {
                hash = c.to_lowercase().fold(hash, step);
            }
            length += 1;
        } else {
            if length >= SHORTEST {
                out.push(hash);
            }
            (hash, length) = (start, 0);
        }
    }
    out
}

/// How many signs of each kind a text has.
fn signs(text: &str) -> Signs {
    let mut counts = Signs::default();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let kind = match c {
            '(' | '（' => 0,
            ':' | '：' => 1,
            '。' | '!' | '！' | '?' | '？' => 2,
            '.' if chars.peek().is_none_or(|next| next.is_whitespace()) => 2,
            ',' | '，' | '、' => 3,
            '*' if chars.next_if_eq(&'*').is_some() => 4,
            '"' | '“' | '”' | '「' | '」' | '『' | '』' => 5,
            _ => continue,
        };
        counts[kind] += 1.0;
    }
    // Bold and quoted texts are opened and closed.
    counts[4..].iter_mut().for_each(|count| *count /= 2.0);
    counts
}

#[cfg(test)]
mod tests {
    use super::{signs, words};

    #[test]
    fn words_are_known_by_their_beginning_and_signs_in_every_script() {
        assert_eq!(words("Configured a CONFIGURATION"), words("configuring configures"));
        assert_eq!(words("升级了").len(), 2);
        assert!(words("a of").is_empty());
        assert_eq!(signs("**Use** it (twice): 2.4.1, please."), signs("请**使用**（两次）：2.4.1，谢谢。"));
        assert_eq!(signs("**Use** it")[4], 1.0);
    }
}
