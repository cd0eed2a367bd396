//! The words of a project: what each term is called in each language, what it must not be called, and what is never
//! translated. Pure data from texts; who reads the files is somebody else's business.

mod table;

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;

pub use table::{Table, TableError};

/// A term of the original's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// The term as the original has it.
    pub text: Box<str>,
    /// What it may be called, by lower-case language tag; the first is the best.
    pub translations: BTreeMap<Box<str>, Vec<Box<str>>>,
    /// What it must not be called, by lower-case language tag.
    pub avoid: BTreeMap<Box<str>, Vec<Box<str>>>,
    /// It stays as it is in every language.
    pub keep: bool,
    /// It is found only as it is written, not in other upper and lower case.
    pub match_case: bool,
}

impl Term {
    /// A term that stays as it is.
    pub fn kept(text: &str) -> Self {
        Self { text: text.into(), keep: true, match_case: true, ..Self::default() }
    }

    /// What it may be called in a language; nothing when the glossary does not say.
    pub fn translations_in(&self, tag: &str) -> &[Box<str>] {
        by_tag(&self.translations, tag)
    }
}

/// The entry for a tag, else for its primary part, else for the only regional form of it.
fn by_tag<'a>(map: &'a BTreeMap<Box<str>, Vec<Box<str>>>, tag: &str) -> &'a [Box<str>] {
    let tag = tag.to_ascii_lowercase();
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_owned();
    let exact = map.get(&*tag).or_else(|| map.get(&*primary(&tag)));
    exact.or_else(|| map.iter().find(|(key, _)| primary(key) == tag).map(|(_, forms)| forms)).map_or(&[], Vec::as_slice)
}

/// All terms of a site, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    terms: Vec<Term>,
    finder: Option<AhoCorasick>,
}

/// Most terms that are looked for; a larger list is a dictionary.
const MOST: usize = 20_000;

impl Glossary {
    /// A glossary of these terms; of two with the same text the later one counts.
    pub fn new(terms: Vec<Term>) -> Self {
        let mut unique: BTreeMap<Box<str>, Term> = BTreeMap::new();
        for term in terms.into_iter().filter(|term| !term.text.trim().is_empty()).take(MOST) {
            unique.insert(term.text.clone(), term);
        }
        let terms: Vec<Term> = unique.into_values().collect();
        let finder = finder(terms.iter().map(|term| &*term.text));
        Self { terms, finder }
    }

    /// True when there are no terms.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms in a text of the original's language, the longest at each place, in order.
    pub fn found_in<'a>(&'a self, text: &str) -> Vec<(Range<usize>, &'a Term)> {
        let Some(finder) = &self.finder else { return Vec::new() };
        let hits = longest(finder, text);
        let terms = hits.into_iter().map(|(range, index)| (range, &self.terms[index]));
        terms.filter(|(range, term)| !term.match_case || text[range.clone()] == *term.text).collect()
    }

    /// What must not be said in a language, ready to be looked for.
    pub fn avoided_in(&self, tag: &str) -> Avoided<'_> {
        let forms: Vec<(&str, &Term)> = self
            .terms
            .iter()
            .flat_map(|term| by_tag(&term.avoid, tag).iter().map(move |form| (&**form, term)))
            .filter(|(form, _)| !form.trim().is_empty())
            .collect();
        let finder = finder(forms.iter().map(|(form, _)| *form));
        Avoided { forms, finder }
    }
}

/// Forms that must not be used in a language.
#[derive(Debug)]
pub struct Avoided<'a> {
    forms: Vec<(&'a str, &'a Term)>,
    finder: Option<AhoCorasick>,
}

impl<'a> Avoided<'a> {
    /// The forms in a text, the longest at each place, in order.
    pub fn found_in(&self, text: &str) -> Vec<(Range<usize>, &'a Term)> {
        let Some(finder) = &self.finder else { return Vec::new() };
        longest(finder, text).into_iter().map(|(range, index)| (range, self.forms[index].1)).collect()
    }
}

/// Finds all words at once, in any ASCII case; `None` when there are none.
fn finder<'t>(words: impl Iterator<Item = &'t str>) -> Option<AhoCorasick> {
    let mut words = words.peekable();
    words.peek()?;
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
}

/// Where whole words stand, the longest at each place and none inside another.
fn longest(finder: &AhoCorasick, text: &str) -> Vec<(Range<usize>, usize)> {
    let mut hits: Vec<(Range<usize>, usize)> = Vec::new();
    for hit in finder.find_overlapping_iter(text) {
        if is_whole(text, hit.range()) {
            hits.push((hit.range(), hit.pattern().as_usize()));
        }
    }
    hits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    hits.retain(|(range, _)| {
        let free = range.start >= end;
        if free {
            end = range.end;
        }
        free
    });
    hits
}

/// True when no letter of a script that separates words touches the range where it begins or ends with one; the `s` of
/// a plural may follow.
pub fn is_whole(text: &str, range: Range<usize>) -> bool {
    let inner = |c: char| c.is_alphanumeric() && c < '\u{2e80}' || c == '_';
    let word = &text[range.clone()];
    let before = text[..range.start].chars().next_back().is_some_and(inner);
    let mut rest = text[range.end..].chars();
    let mut after = rest.next();
    if after == Some('s') && word.ends_with(|c: char| c.is_ascii_alphabetic()) {
        after = rest.next();
    }
    !(before && word.starts_with(inner) || after.is_some_and(inner) && word.ends_with(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(text: &str, zh: &[&str], avoid: &[&str]) -> Term {
        let forms = |all: &[&str]| BTreeMap::from([("zh".into(), all.iter().map(|&form| form.into()).collect())]);
        Term { text: text.into(), translations: forms(zh), avoid: forms(avoid), ..Term::default() }
    }

    #[test]
    fn the_longest_term_counts_and_only_whole_words() {
        let glossary = Glossary::new(vec![term("route", &["路由"], &[]), term("route set", &["路由集"], &[])]);
        let found = |text: &str| -> Vec<String> {
            glossary.found_in(text).into_iter().map(|(_, term)| term.text.to_string()).collect()
        };
        assert_eq!(found("A Route set, routes, a route settings page, reroute"), ["route set", "route", "route"]);
        assert!(Glossary::default().found_in("route").is_empty());
    }

    #[test]
    fn languages_are_found_by_their_primary_tag() {
        let term = term("mesh", &["网格"], &["网状"]);
        assert_eq!(term.translations_in("zh-CN"), [Box::from("网格")]);
        assert!(term.translations_in("uk").is_empty());
        let glossary = Glossary::new(vec![term]);
        assert_eq!(glossary.avoided_in("zh").found_in("一个网状服务").len(), 1);
        assert_eq!(glossary.avoided_in("ja").found_in("一个网状服务").len(), 0);
    }
}
