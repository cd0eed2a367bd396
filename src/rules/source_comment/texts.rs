//! Texts as sequences of words: the blocks of a page, and what its comments hold. Line breaks, blanks, invisible characters
//! and the form of quotation marks do not count.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use crate::corpus::align::{UnitKind, units};
use crate::corpus::{Site, Source};
use crate::document::{Block, BlockKind, Document};
use crate::syntax;
use crate::text::Span;

/// Blocks of a page with the same two words in a row above which the two words say nothing.
const COMMON: usize = 8;
/// Places of the first word of a text at which a longer text is tried.
const TRIES: usize = 100;
/// Blocks that a text is compared with.
const CANDIDATES: usize = 3;

/// A text, word by word.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) words: Vec<Word>,
    /// The name of a front matter field, when the text is one.
    pub(super) key: Option<Box<str>>,
    /// Its lines are kept as they are: code.
    pub(super) verbatim: bool,
    /// It stands in a block quote.
    pub(super) quoted: bool,
}

/// A word and its place in the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    hash: u32,
    span: Span,
}

impl Text {
    fn push(&mut self, text: &str, span: Span) {
        let mut at = span.start as usize;
        for word in span.of(text).split_whitespace() {
            let start = at + text[at..span.end as usize].find(word).unwrap_or(0);
            at = start + word.len();
            if self.quoted && word.bytes().all(|b| b == b'>') {
                continue;
            }
            if let Some(hash) = hashed(word) {
                self.words.push(Word { hash, span: Span::new(start, at) });
            }
        }
    }

    fn shifted(mut self, by: usize) -> Self {
        self.words.iter_mut().for_each(|word| word.span = word.span.shifted(by));
        self
    }

    fn hashes(&self) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator {
        self.words.iter().map(|word| word.hash)
    }

    /// True when `other` is a part of this text, and shorter.
    pub(super) fn holds(&self, other: &Text) -> bool {
        let (own, part) = (self.words.len(), other.words.len());
        let Some(first) = other.words.first().filter(|_| part < own) else { return false };
        (0..=own - part)
            .filter(|&at| self.words[at].hash == first.hash)
            .take(TRIES)
            .any(|at| self.hashes().skip(at).take(part).eq(other.hashes()))
    }

    /// How many of a hundred words two texts share, wherever they stand; 0 when one is much longer.
    pub(super) fn likeness(&self, other: &Text) -> u32 {
        let (a, b) = (self.words.len(), other.words.len());
        if a.min(b) * 7 < a.max(b) * 2 {
            return 0;
        }
        let sorted = |text: &Text| {
            let mut hashes: Vec<u32> = text.hashes().collect();
            hashes.sort_unstable();
            hashes
        };
        let (ours, theirs) = (sorted(self), sorted(other));
        let (mut i, mut j, mut same) = (0, 0, 0);
        while i < a && j < b {
            match ours[i].cmp(&theirs[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, same) = (i + 1, j + 1, same + 1),
            }
        }
        (200 * same / (a + b).max(1)) as u32
    }

    /// The words between the first and the last that differ, in both texts; never empty, so that there is something to
    /// show where words were only added or only removed.
    pub(super) fn difference(&self, other: &Text) -> (Range<usize>, Range<usize>) {
        let (a, b) = (self.words.len(), other.words.len());
        let mut before = self.hashes().zip(other.hashes()).take_while(|(x, y)| x == y).count();
        let most = a.min(b) - before;
        let mut after = self.hashes().rev().zip(other.hashes().rev()).take(most).take_while(|(x, y)| x == y).count();
        if before + after == a.min(b) {
            match before {
                0 => after = after.saturating_sub(1),
                _ => before -= 1,
            }
        }
        (before..a - after, before..b - after)
    }

    /// Where some of its words stand.
    pub(super) fn span_of(&self, words: Range<usize>) -> Span {
        let words = &self.words[words];
        match (words.first(), words.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => Span::default(),
        }
    }
}

/// The texts of a page, to be looked up.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Fields of the front matter, then blocks in document order, then comments.
    pub(super) texts: Vec<Text>,
    by_words: FxHashMap<u64, usize>,
    by_key: FxHashMap<Box<str>, usize>,
    /// Where two words stand in a row.
    by_two: FxHashMap<u64, Vec<u32>>,
}

impl Texts {
    /// The texts of an original. Its own comments count, too: a note that was copied is no older form of anything.
    pub(super) fn of_page(source: &Source, site: &Site) -> Self {
        let (text, document) = (&*source.text, &source.document);
        let mut out = Self::default();
        for entry in document.front_matter.as_ref().map_or(&[][..], |front_matter| front_matter.entries()) {
            let mut field = Text { key: Some(entry.key.value.clone()), ..Text::default() };
            field.push(text, entry.key.span.to(entry.value.span));
            out.add(field);
        }
        blocks(text, document, |_, block| out.add(block));
        of_comments(source, site).into_iter().for_each(|comment| out.add(comment));
        out
    }

    fn add(&mut self, text: Text) {
        if text.words.is_empty() {
            return;
        }
        let index = self.texts.len();
        self.by_words.entry(all(&text)).or_insert(index);
        // A field is compared with the field of its name, and with nothing else.
        if let Some(key) = &text.key {
            self.by_key.entry(key.clone()).or_insert(index);
            self.texts.push(text);
            return;
        }
        for two in twos(&text) {
            let places = self.by_two.entry(two).or_default();
            if places.len() <= COMMON && places.last() != Some(&(index as u32)) {
                places.push(index as u32);
            }
        }
        self.texts.push(text);
    }

    /// The text with the same words.
    pub(super) fn equal(&self, text: &Text) -> Option<usize> {
        let found = self.by_words.get(&all(text)).copied()?;
        self.texts[found].hashes().eq(text.hashes()).then_some(found)
    }

    /// The front matter field of this name.
    pub(super) fn with_key(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// The texts that share most pairs of words with `text`.
    pub(super) fn candidates(&self, text: &Text) -> Vec<usize> {
        let mut votes: FxHashMap<u32, u32> = FxHashMap::default();
        for places in twos(text).filter_map(|two| self.by_two.get(&two)).filter(|places| places.len() <= COMMON) {
            places.iter().for_each(|&place| *votes.entry(place).or_default() += 1);
        }
        let mut ranked: Vec<(u32, u32)> = votes.into_iter().collect();
        ranked.sort_unstable_by_key(|&(place, votes)| (std::cmp::Reverse(votes), place));
        ranked.into_iter().take(CANDIDATES).map(|(place, _)| place as usize).collect()
    }
}

/// What the comments of a page hold, block by block: a comment is Markdown like the page that it was copied from.
pub(super) fn of_comments(source: &Source, site: &Site) -> Vec<Text> {
    let mut out = Vec::new();
    let kept = source.document.comments.iter();
    for comment in kept.filter(|comment| !syntax::directive::is_directive(comment.span.of(&source.text))) {
        let text = comment.content.of(&source.text);
        let document = syntax::parse(text, &site.dialect);
        let start = comment.content.start as usize;
        blocks(text, &document, |block, piece| match fields(text, block) {
            Some(fields) => out.extend(fields.into_iter().map(|field| field.shifted(start))),
            None => out.push(piece.shifted(start)),
        });
    }
    out
}

/// The fields of a front matter that was copied into a comment: a paragraph of which every line is one.
fn fields(text: &str, block: &Block) -> Option<Vec<Text>> {
    let mut out = Vec::new();
    let mut start = block.content.start as usize;
    for line in block.content.of(text).split('\n') {
        let (key, value) = line.trim().split_once(':')?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if key.is_empty() || !key.bytes().all(plain) || value.starts_with("//") {
            return None;
        }
        let mut field = Text { key: Some(key.into()), ..Text::default() };
        field.push(text, Span::new(start, start + line.len()));
        out.push(field);
        start += line.len() + 1;
    }
    Some(out)
}

/// Gives the leaf blocks of a page that hold words.
fn blocks(text: &str, document: &Document, mut give: impl FnMut(&Block, Text)) {
    for unit in &units(text, document, "").units {
        let block = &document.blocks[unit.block.0 as usize];
        let span = match unit.kind {
            UnitKind::Heading(_) | UnitKind::Paragraph | UnitKind::Code => block.content,
            UnitKind::Row | UnitKind::Html => block.span,
            UnitKind::Shortcode | UnitKind::Rule => continue,
        };
        let parent = |block: &Block| block.parent.map(|id| &document.blocks[id.0 as usize]);
        let quoted = std::iter::successors(parent(block), |block| parent(block))
            .any(|container| container.kind == BlockKind::Quote);
        let mut piece = Text { verbatim: unit.kind == UnitKind::Code, quoted, ..Text::default() };
        piece.push(text, span);
        if !piece.words.is_empty() {
            give(block, piece);
        }
    }
}

/// A word as it is compared; `None` when nothing of it can be seen.
fn hashed(word: &str) -> Option<u32> {
    let mut hasher = FxHasher::default();
    let mut any = false;
    let word = bare(word);
    for c in word.chars() {
        let c = match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => continue,
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            c => c,
        };
        any = true;
        c.hash(&mut hasher);
    }
    let hash = hasher.finish();
    any.then_some((hash ^ (hash >> 32)) as u32)
}

/// A word without the marks with which a shortcode is shown instead of called.
fn bare(word: &str) -> std::borrow::Cow<'_, str> {
    match word.contains("/*") || word.contains("*/") {
        true => {
            word.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}").into()
        }
        false => word.into(),
    }
}

fn all(text: &Text) -> u64 {
    let mut hasher = FxHasher::default();
    text.hashes().for_each(|hash| hash.hash(&mut hasher));
    hasher.finish()
}

/// Every two words in a row; the first word counts as one after nothing.
fn twos(text: &Text) -> impl Iterator<Item = u64> {
    let before = std::iter::once(0).chain(text.hashes());
    before.zip(text.hashes()).map(|(a, b)| u64::from(a) << 32 | u64::from(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Text {
        let mut text = Text::default();
        text.push(words, Span::new(0, words.len()));
        text
    }

    fn words(source: &str, text: &Text, range: Range<usize>) -> String {
        text.span_of(range).of(source).to_owned()
    }

    #[test]
    fn blanks_quotation_marks_and_shown_shortcodes_do_not_count() {
        let (a, b) = (text("it’s  a\n{{< note >}} \u{200b}x"), text("it's a {{</* note */>}} x"));
        assert!(a.hashes().eq(b.hashes()));
    }

    #[test]
    fn the_difference_is_what_lies_between_equal_words() {
        for (old, new, found, expected) in [
            ("a b c d", "a x c d", "b", "x"),
            ("a b c", "a b c d", "c", "c d"),
            ("b c", "a b c", "b", "a b"),
            ("a b b c", "a b c", "b b", "b"),
            ("a b c", "x y z", "a b c", "x y z"),
        ] {
            let (from, to) = (text(old), text(new));
            let (a, b) = from.difference(&to);
            assert_eq!((words(old, &from, a), words(new, &to, b)), (found.to_owned(), expected.to_owned()), "{old}");
        }
    }

    #[test]
    fn likeness_counts_shared_words() {
        assert_eq!(text("a b c d").likeness(&text("a b c e")), 75);
        assert_eq!(text("a").likeness(&text("a b c d e f")), 0);
    }

    #[test]
    fn parts_are_found() {
        assert!(text("a b c d").holds(&text("b c")));
        assert!(!text("a b c d").holds(&text("b d")));
        assert!(!text("a b").holds(&text("a b")));
    }
}
