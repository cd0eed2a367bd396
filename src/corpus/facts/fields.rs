//! What front matter fields are for, as the pages show it: which stay equal, which are kept, which words are translated.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

use super::{PairOfPages, Sum};
use crate::corpus::letters::{is_foreign_letter, latin_words};
use crate::corpus::{LanguageId, Site, Source};
use crate::document::{Node, NodeKind};

/// How often a field of the original has an equal value, another value or no value in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FieldHabit {
    /// The translation has the same value.
    pub equal: usize,
    /// The translation has another value.
    pub differ: usize,
    /// The translation has no value.
    pub missing: usize,
}

/// Below this many pages the shares of equal and other values say nothing.
const ENOUGH: usize = 20;
/// Below this many pages the share of pages that have the field says nothing.
const ENOUGH_TO_EXPECT: usize = 4;

impl FieldHabit {
    /// The value is practically always the same: at least 95 % of at least 20 pages that have it.
    pub fn is_equal(self) -> bool {
        let both = self.equal + self.differ;
        both >= ENOUGH && self.equal * 100 >= both * 95
    }

    /// The value is mostly another: more than half of at least 20 pages that have it.
    pub fn is_own(self) -> bool {
        let both = self.equal + self.differ;
        both >= ENOUGH && self.differ * 2 > both
    }

    /// Translations have the field when their originals do: at least three quarters of at least 4.
    pub fn is_kept(self) -> bool {
        let present = self.equal + self.differ;
        present + self.missing >= ENOUGH_TO_EXPECT && present * 4 >= (present + self.missing) * 3
    }

    /// Translations leave the field out: more than half of at least 4.
    pub fn is_dropped(self) -> bool {
        let present = self.equal + self.differ;
        present + self.missing >= ENOUGH_TO_EXPECT && self.missing > present
    }
}

/// What the fields of each language's pages show.
#[derive(Debug, Default)]
pub struct FieldHabits {
    by_language: Vec<Language>,
}

#[derive(Debug, Default, Clone)]
struct Language {
    habits: FxHashMap<Box<str>, FieldHabit>,
    /// By the hash of folder and field: how many values equal the original's, and how many do not.
    folders: FxHashMap<u64, (usize, usize)>,
    /// By the hash of a word in lower case: how often translated texts keep it, and how often the original has it.
    words: FxHashMap<u64, (usize, usize)>,
    /// Translated texts with letters of a script other than Latin, and all.
    foreign: (usize, usize),
}

impl FieldHabits {
    /// No field compared yet.
    pub(super) fn none(site: &Site) -> Self {
        Self { by_language: vec![Language::default(); site.languages.len()] }
    }

    /// Compares the top-level fields of a translation with those of its original.
    pub(super) fn look_at(&mut self, (id, original, translation): PairOfPages<'_>, sum: Sum) {
        if let Some(language) = self.by_language.get_mut(id.0 as usize) {
            language.look_at(original, translation, sum);
        }
    }

    /// What a language does with a field; the name as originals write it.
    pub fn habit(&self, language: LanguageId, field: &str) -> FieldHabit {
        let habits = self.by_language.get(language.0 as usize).map(|language| &language.habits);
        habits.and_then(|habits| habits.get(field)).copied().unwrap_or_default()
    }

    /// True when most pages in the folder of this page keep the original's text in the field, such as a glossary of English terms.
    pub fn folder_keeps(&self, language: LanguageId, key: &str, field: &str) -> bool {
        let counts = self.by_language.get(language.0 as usize).and_then(|l| l.folders.get(&folder_hash(key, field)));
        counts.is_some_and(|&(equal, other)| equal >= 5 && equal * 2 > equal + other)
    }

    /// How often translated texts of the language keep a word, and how often their originals have it.
    pub fn word(&self, language: LanguageId, word: &str) -> (usize, usize) {
        let words = self.by_language.get(language.0 as usize).map(|language| &language.words);
        words.and_then(|words| words.get(&hash(&word.to_ascii_lowercase()))).copied().unwrap_or_default()
    }

    /// Whether the language is written in another script than Latin; `None` when no translated text says so.
    pub fn is_foreign(&self, language: LanguageId) -> Option<bool> {
        let (foreign, all) = self.by_language.get(language.0 as usize)?.foreign;
        (all > 0).then_some(foreign * 2 > all)
    }
}

impl Language {
    fn look_at(&mut self, original: &Source, translation: &Source, sum: Sum) {
        let (Some(ours), Some(theirs)) = (&original.document.front_matter, &translation.document.front_matter) else {
            return;
        };
        let longest = ours.entries().len().max(theirs.entries().len());
        if !ours.complete || !theirs.complete || longest > MOST_ENTRIES {
            return;
        }
        for entry in ours.entries().iter().filter(|entry| !is_empty(&entry.value)) {
            let other = theirs.get(&entry.key.value).map(|entry| &entry.value).filter(|value| !is_empty(value));
            let same = other.map(|other| same_value(&entry.value, other));
            self.count(&entry.key.value, same, sum);
            if let (Some(text), Some(other), Some(same)) = (entry.value.as_str(), other.and_then(Node::as_str), same) {
                self.compare(&original.key, &entry.key.value, (text, other), same, sum);
            }
        }
    }

    fn count(&mut self, field: &str, same: Option<bool>, sum: Sum) {
        if !self.habits.contains_key(field) {
            self.habits.insert(field.into(), FieldHabit::default());
        }
        let Some(habit) = self.habits.get_mut(field) else { return };
        let total = match same {
            Some(true) => &mut habit.equal,
            Some(false) => &mut habit.differ,
            None => &mut habit.missing,
        };
        sum.put(total, 1);
    }

    fn compare(&mut self, key: &str, field: &str, (text, other): (&str, &str), same: bool, sum: Sum) {
        if !text.contains(|c: char| c.is_ascii_alphabetic()) {
            return;
        }
        let folder = self.folders.entry(folder_hash(key, field)).or_default();
        if same {
            sum.put(&mut folder.0, 1);
            return;
        }
        sum.put(&mut folder.1, 1);
        if latin_words(text).nth(1).is_none() {
            return;
        }
        sum.put(&mut self.foreign.0, usize::from(other.chars().any(is_foreign_letter)));
        sum.put(&mut self.foreign.1, 1);
        let (text, other) = (text.to_ascii_lowercase(), other.to_ascii_lowercase());
        for word in latin_words(&text).take(64) {
            let counts = self.words.entry(hash(word)).or_default();
            sum.put(&mut counts.0, usize::from(other.contains(word)));
            sum.put(&mut counts.1, 1);
        }
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// The folder that holds the page, or its bundle, together with the field.
fn folder_hash(key: &str, field: &str) -> u64 {
    let page = key.rsplit_once('/').map_or("", |(folder, file)| {
        let bundle = file.starts_with("index.") || file.starts_with("_index.");
        if bundle { folder.rsplit_once('/').map_or("", |(outer, _)| outer) } else { folder }
    });
    let mut hasher = FxHasher::default();
    (page, field).hash(&mut hasher);
    hasher.finish()
}

/// True for a missing value and for an empty text, list or map.
fn is_empty(value: &Node) -> bool {
    match &value.kind {
        NodeKind::Scalar { text, .. } => text.is_empty() || value.is_null(),
        NodeKind::Sequence { items, .. } => items.is_empty(),
        NodeKind::Mapping(entries) => entries.is_empty(),
        NodeKind::Alias(_) => false,
    }
}

/// How deep two values are compared; what lies deeper counts as equal.
const DEEPEST: usize = 16;
/// The largest mapping that is compared or learned from: keys are looked up one by one.
const MOST_ENTRIES: usize = 256;

/// True when two values are equal as text: only quotes and layout may differ, so `1.20` is not `1.2`.
pub fn same_value(a: &Node, b: &Node) -> bool {
    same_to(a, b, DEEPEST)
}

fn same_to(a: &Node, b: &Node, depth: usize) -> bool {
    match (&a.kind, &b.kind) {
        _ if depth == 0 => true,
        (NodeKind::Scalar { text: a, .. }, NodeKind::Scalar { text: b, .. }) => a.trim() == b.trim(),
        (NodeKind::Sequence { items: a, .. }, NodeKind::Sequence { items: b, .. }) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_to(a, b, depth - 1))
        }
        (NodeKind::Mapping(ours), NodeKind::Mapping(theirs)) => {
            ours.len() == theirs.len()
                && ours.len() <= MOST_ENTRIES
                && ours
                    .iter()
                    .all(|e| b.get(&e.key.value).is_some_and(|other| same_to(&e.value, &other.value, depth - 1)))
        }
        (NodeKind::Alias(a), NodeKind::Alias(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_need_enough_pages() {
        let habit = |equal, differ, missing| FieldHabit { equal, differ, missing };
        assert!(habit(19, 1, 0).is_equal() && !habit(19, 0, 0).is_equal() && !habit(90, 10, 0).is_equal());
        assert!(habit(9, 11, 0).is_own() && !habit(1, 9, 0).is_own());
        assert!(habit(3, 0, 1).is_kept() && !habit(8, 1, 20).is_kept() && !habit(1, 0, 0).is_kept());
        assert!(habit(8, 1, 20).is_dropped());
    }

    #[test]
    fn the_folder_of_a_bundle_is_the_one_that_holds_it() {
        assert_eq!(folder_hash("docs/glossary/mesh.md", "title"), folder_hash("docs/glossary/pod.md", "title"));
        assert_eq!(folder_hash("news/a/index.md", "title"), folder_hash("news/b/_index.md", "title"));
        assert_ne!(folder_hash("news/a/index.md", "title"), folder_hash("news/a/index.md", "subtitle"));
    }
}
