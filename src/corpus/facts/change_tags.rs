//! How each language of a site translates the words in strong emphasis that entries of change notes begin with
//! (`**Fixed** …`): learned from the site's own pages, since every site has its own words.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{PairOfPages, Sum};
use crate::corpus::{Corpus, LanguageId, Source};
use crate::document::{BlockKind, Document, Emphasis};
use crate::text::Span;

/// For each language, the translations of each lead word with how often they are used.
#[derive(Debug, Default)]
pub struct ChangeTags {
    known: FxHashMap<LanguageId, FxHashMap<Box<str>, Uses>>,
}

/// The translations of one lead word.
#[derive(Debug, Default)]
struct Uses {
    total: u32,
    by_word: FxHashMap<Box<str>, u32>,
}

/// Entries with the same lead word from which a language's habit can be learned.
const ENOUGH: u32 = 6;
/// A translation that is used this often for a word is one of its translations.
const SETTLED: u32 = 3;
/// Longest lead word in bytes; longer emphasis is a sentence.
const LONGEST: usize = 40;

impl ChangeTags {
    /// Looks at every page with a translation once. Lead words are matched by their order in the pages, where both
    /// have equally many; that needs no alignment and is right far more often than not.
    pub(super) fn learn(corpus: &Corpus) -> Self {
        let found = corpus.sets().par_iter().filter_map(|set| {
            let ours = leads(corpus.source(set.original?));
            if ours.is_empty() {
                return None;
            }
            let pages = set.translations.iter();
            let pairs = pages.flat_map(|(&language, &id)| {
                let matched = matched(&ours, leads(corpus.source(id)));
                matched.into_iter().map(move |(a, b)| (language, a, b))
            });
            Some(pairs.collect::<Vec<_>>())
        });
        let mut tags = Self::default();
        for (language, ours, theirs) in found.collect::<Vec<_>>().into_iter().flatten() {
            tags.count(language, ours, theirs, Sum::Add);
        }
        tags
    }

    /// Looks at one translation.
    pub(super) fn look_at(&mut self, (language, original, translation): PairOfPages<'_>, sum: Sum) {
        for (ours, theirs) in matched(&leads(original), leads(translation)) {
            self.count(language, ours, theirs, sum);
        }
    }

    fn count(&mut self, language: LanguageId, ours: &str, theirs: &str, sum: Sum) {
        let uses = self.known.entry(language).or_default().entry(ours.into()).or_default();
        sum.one(&mut uses.total);
        sum.one(uses.by_word.entry(theirs.into()).or_default());
    }

    /// The translation that most entries of a language use for a lead word; `None` when there is no habit.
    pub fn usual(&self, language: LanguageId, original: &str) -> Option<&str> {
        let uses = self.known.get(&language)?.get(original).filter(|uses| uses.total >= ENOUGH)?;
        let (word, count) = uses.by_word.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
        (*count * 2 > uses.total).then_some(word)
    }

    /// True when the language uses `word` for that lead word more than now and then.
    pub fn is_settled(&self, language: LanguageId, original: &str, word: &str) -> bool {
        let uses = self.known.get(&language).and_then(|words| words.get(original));
        uses.and_then(|uses| uses.by_word.get(word)).is_some_and(|&count| count >= SETTLED)
    }

    /// Another lead word of the original whose usual translation is `word`.
    pub fn usual_of_another(&self, language: LanguageId, original: &str, word: &str) -> Option<&str> {
        let words = self.known.get(&language)?;
        let mut others: Vec<&str> = words.keys().map(|key| &**key).filter(|key| *key != original).collect();
        others.sort_unstable();
        others.into_iter().find(|other| self.usual(language, other) == Some(word))
    }
}

/// The lead words of a page beside those of its translation, where both have equally many.
fn matched<'a>(ours: &[&'a str], theirs: Vec<&'a str>) -> Vec<(&'a str, &'a str)> {
    if theirs.len() == ours.len() { ours.iter().copied().zip(theirs).collect() } else { Vec::new() }
}

/// The strong emphasis that a block begins with.
pub fn lead(document: &Document, start: u32) -> Option<&Emphasis> {
    let at = document.emphasis.partition_point(|emphasis| emphasis.span.start < start);
    document.emphasis[at..].iter().take_while(|emphasis| emphasis.span.start == start).find(|emphasis| emphasis.strong)
}

/// The lead word in emphasis, without a colon after it.
pub fn lead_word(span: Span, text: &str) -> Span {
    let word = span.of(text).trim_end_matches([':', '：', ' ']);
    Span::new(span.start as usize, span.start as usize + word.len())
}

/// The lead words of the list items of a page, in order.
pub(super) fn leads(source: &Source) -> Vec<&str> {
    if source.document.emphasis.is_empty() {
        return Vec::new();
    }
    let items = source.document.blocks.iter().filter(|block| block.kind == BlockKind::Item);
    let word = |emphasis: &Emphasis| lead_word(emphasis.content, &source.text).of(&source.text);
    let leads = items.filter_map(|item| lead(&source.document, item.content.start)).map(word);
    leads.filter(|word| word.len() <= LONGEST).collect()
}
