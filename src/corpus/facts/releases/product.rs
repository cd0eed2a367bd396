//! The names of products, as titles of announcements have them.

use regex::Regex;

use super::{Contribution, Role};
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

/// A product's name and what may stand between it and a version.
pub(super) fn mention(names: &[(Box<str>, usize)]) -> Option<Regex> {
    if names.is_empty() {
        return None;
    }
    let mut names: Vec<String> = names.iter().map(|(name, _)| regex::escape(name).replace(' ', r"\s+")).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let filler = r"(?:['’]s)?\s*(?:(?:release|version|minor|major|stable|版本|正式版|的)\s*)*";
    Regex::new(&format!(r"(?i)(?-u:\b)({}){filler}", names.join("|"))).ok()
}

/// True when a name stands in a text as a word.
pub(super) fn stands_in(name: &str, text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, name.as_bytes()).any(|at| {
        let part = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        !part(at.checked_sub(1).map(|before| &bytes[before])) && !part(bytes.get(at + name.len()))
    })
}
