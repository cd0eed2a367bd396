//! The names of products, as titles of announcements have them.

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Contribution, Mention, Role};
use crate::corpus::version::{VersionKey, versions};

/// Words of titles that are not part of a name, in lower case.
const LEAD: [&str; 26] = [
    "announcing",
    "announcement",
    "introducing",
    "release",
    "released",
    "releases",
    "releasing",
    "the",
    "of",
    "for",
    "welcome",
    "to",
    "version",
    "new",
    "about",
    "is",
    "in",
    "a",
    "an",
    "and",
    "what's",
    "whats",
    "v",
    "support",
    "with",
    "notes",
];

/// Letters that a name may have beside ASCII ones.
fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '#' | '_' | '-')
}

/// A product as a title names it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Its name.
    pub(super) name: Box<str>,
    /// A word before it says that it is announced.
    pub(super) announced: bool,
    /// Nothing stands behind the version.
    pub(super) last: bool,
}

/// The name before the version `key` in a title: `Argo CD` in `Announcing Argo CD v2.9: …`.
pub(super) fn before_version(title: &str, key: &VersionKey) -> Option<Named> {
    let version = versions(title).find(|version| version.key().as_ref() == Some(key))?;
    let head = title[..version.range.start].trim_end_matches(['v', 'V']).trim_end_matches([' ', ':', '-', '\u{a0}']);
    let mut words: Vec<&str> = Vec::new();
    let parts: Vec<&str> = head.split([' ', '\u{a0}']).filter(|part| !part.is_empty()).collect();
    for part in parts.iter().rev() {
        let name = part.trim_matches(|c| !in_name(c));
        let lead = LEAD.contains(&name.to_lowercase().trim_end_matches(':'));
        let fits = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(in_name);
        match (lead, words.is_empty()) {
            (true, true) => continue,
            (false, true) if fits => words.push(name),
            (false, false) if fits && name.starts_with(|c: char| c.is_ascii_uppercase()) && *part == name => {
                words.push(name)
            }
            _ => break,
        }
    }
    words.reverse();
    let lower = head.to_lowercase();
    let announced =
        ["announc", "introduc", "releas", "发布", "发行", "リリース"].iter().any(|word| lower.contains(word));
    let last = title[version.range.end..].trim().is_empty();
    (!words.is_empty()).then(|| Named { name: words.join(" ").into(), announced, last })
}

/// The names by which releases are known, with the number of the product: those that the site gives, which are one
/// product, or those that titles of announcements have, the most frequent first.
pub(super) fn names(configured: &[Box<str>], found: &[Contribution]) -> Vec<(Box<str>, usize)> {
    if !configured.is_empty() {
        return configured.iter().map(|name| (name.clone(), 0)).collect();
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let announcements = found.iter().filter(|contribution| matches!(contribution.role, Role::Announcement(_)));
    for name in announcements.filter_map(|contribution| contribution.product.as_deref()) {
        match counts.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    counts.truncate(MOST_PRODUCTS);
    counts.into_iter().enumerate().map(|(product, (name, _))| (name.into(), product)).collect()
}

/// A site of more products has titles that are read wrongly.
const MOST_PRODUCTS: usize = 32;

/// Finds the names of products before versions.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// The first words of the names.
    first: Option<AhoCorasick>,
    /// For each first word what may follow it, longest first, and the product.
    rest: Vec<Vec<Rest>>,
}

/// The words of a name after its first one, and the product.
type Rest = (Vec<Box<str>>, usize);

/// Words that may stand between a name and a version.
const FILLERS: [&str; 8] = ["release", "version", "minor", "major", "stable", "版本", "正式版", "的"];

/// So many of them, at most.
const MOST_FILLERS: usize = 6;

impl Mentions {
    pub(super) fn new(names: &[(Box<str>, usize)]) -> Self {
        let (mut firsts, mut rest): (Vec<String>, Vec<Vec<Rest>>) = (Vec::new(), Vec::new());
        for (name, product) in names {
            let mut words = name.split_whitespace();
            let Some(first) = words.next().map(str::to_lowercase) else { continue };
            let more = (words.map(Box::from).collect(), *product);
            match firsts.iter().position(|known| *known == first) {
                Some(at) => rest[at].push(more),
                None => {
                    firsts.push(first);
                    rest.push(vec![more]);
                }
            }
        }
        rest.iter_mut().for_each(|names| names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        let builder = || {
            AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(&firsts)
        };
        Self { first: (!firsts.is_empty()).then(|| builder().ok()).flatten(), rest }
    }

    /// Every name in `text` that stands before a number.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Mention> + 'a {
        let found = self.first.iter().flat_map(move |first| first.find_iter(text));
        found.filter_map(move |found| {
            let part = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
            let bytes = text.as_bytes();
            if found.start() > 0 && part(bytes[found.start()]) && part(bytes[found.start() - 1]) {
                return None;
            }
            let whole = |(words, product): &Rest| {
                Some((words.iter().try_fold(found.end(), |at, word| after_word(text, at, word))?, *product))
            };
            let (end, product) = self.rest[found.pattern().as_usize()].iter().find_map(whole)?;
            let version = after_fillers(text, end);
            let number = bytes[version..].iter().find(|b| !matches!(b, b'v' | b'V'));
            number.is_some_and(u8::is_ascii_digit).then_some(Mention { name: found.start(), version, product })
        })
    }
}

/// Where `word` ends that stands behind blanks at `at`.
fn after_word(text: &str, at: usize, word: &str) -> Option<usize> {
    let rest = text[at..].trim_start();
    let start = text.len() - rest.len();
    (start > at && is_head(rest, word)).then_some(start + word.len())
}

fn is_head(text: &str, word: &str) -> bool {
    text.as_bytes().get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
}

/// Where what may stand between a name and a version ends.
fn after_fillers(text: &str, at: usize) -> usize {
    let mut rest = &text[at..];
    if let Some(s) = rest.strip_prefix(['\'', '’']).filter(|rest| is_head(rest, "s")) {
        rest = &s[1..];
    }
    rest = rest.trim_start();
    for _ in 0..MOST_FILLERS {
        let Some(filler) = FILLERS.iter().find(|filler| is_head(rest, filler)) else { break };
        rest = rest[filler.len()..].trim_start();
    }
    text.len() - rest.len()
}

/// True when a name stands in a text as a word.
pub(super) fn stands_in(name: &str, text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, name.as_bytes()).any(|at| {
        let part = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        !part(at.checked_sub(1).map(|before| &bytes[before])) && !part(bytes.get(at + name.len()))
    })
}
