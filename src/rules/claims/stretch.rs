//! A paragraph, heading, cell or field with the releases and dates that it names.

use std::ops::Range;

use crate::corpus::calendar::Calendar;
use crate::corpus::dates::{WrittenDate, dates};
use crate::corpus::facts::Releases;
use crate::corpus::version::{Version, VersionKey, versions};
use crate::rules::Page;
use crate::rules::tokens::visible::Visible;

/// Stands for a release in the text that forms are matched against.
pub(super) const RELEASE: u8 = 2;
/// Stands for a date.
pub(super) const DATE: u8 = 3;

/// A release that is named.
#[derive(Debug)]
pub(super) struct Mentioned {
    pub(super) product: usize,
    pub(super) key: VersionKey,
    /// The version in the visible text.
    pub(super) range: Range<usize>,
    /// With the product's name.
    whole: Range<usize>,
}

/// A piece of text, read.
#[derive(Debug)]
pub(super) struct Stretch {
    pub(super) visible: Visible,
    pub(super) calendars: Vec<&'static Calendar>,
    pub(super) mentions: Vec<Mentioned>,
    pub(super) dates: Vec<WrittenDate>,
    /// The visible text as [`small`] writes it, with a sign for each release and each date.
    pub(super) normal: String,
    /// Where the signs stand, with the number of the release or the date.
    pub(super) signs: Vec<(usize, usize)>,
}

impl Stretch {
    /// A text, when it names a release.
    pub(super) fn naming(
        page: &Page<'_>,
        visible: Visible,
        about: Option<usize>,
        calendars: &[&'static Calendar],
    ) -> Option<Self> {
        let mentions = mentions(page, &visible.text, about);
        (!mentions.is_empty()).then(|| Self::dated(mentions, visible, calendars))
    }

    /// A text without its dates, when it names a release.
    pub(super) fn undated(page: &Page<'_>, visible: Visible, about: Option<usize>) -> Option<Self> {
        let mentions = mentions(page, &visible.text, about);
        (!mentions.is_empty()).then(|| Self::with(mentions, Vec::new(), visible, &[]))
    }

    /// Any text, whether it names a release or not.
    pub(super) fn read(page: &Page<'_>, visible: Visible, calendars: &[&'static Calendar]) -> Self {
        Self::dated(mentions(page, &visible.text, None), visible, calendars)
    }

    fn dated(mentions: Vec<Mentioned>, visible: Visible, calendars: &[&'static Calendar]) -> Self {
        let free = |date: &WrittenDate| !overlaps(&mentions, &date.range);
        let dates = dates(&visible.text, calendars).into_iter().filter(free).collect();
        Self::with(mentions, dates, visible, calendars)
    }

    fn with(
        mentions: Vec<Mentioned>,
        dates: Vec<WrittenDate>,
        visible: Visible,
        calendars: &[&'static Calendar],
    ) -> Self {
        let mut stretch =
            Self { calendars: calendars.to_vec(), mentions, dates, normal: String::new(), signs: Vec::new(), visible };
        stretch.normalize();
        stretch
    }

    fn normalize(&mut self) {
        let mut signs: Vec<(Range<usize>, u8, usize)> = Vec::new();
        signs.extend(self.mentions.iter().enumerate().map(|(i, m)| (m.whole.clone(), RELEASE, i)));
        signs.extend(self.dates.iter().enumerate().map(|(i, d)| (d.range.clone(), DATE, i)));
        signs.sort_by_key(|(range, ..)| range.start);
        let mut end = 0;
        for (range, sign, index) in signs {
            push_small(&mut self.normal, &self.visible.text[end..range.start]);
            // A date that is glued to a word (`DateJune`) stands on its own.
            if sign == DATE && self.normal.ends_with(|c: char| c.is_ascii_alphabetic()) {
                self.normal.push(' ');
            }
            self.signs.push((self.normal.len(), index));
            self.normal.push(char::from(sign));
            end = range.end;
        }
        push_small(&mut self.normal, &self.visible.text[end..]);
    }

    /// The number of the release or date whose sign stands at `offset`.
    pub(super) fn sign(&self, offset: usize) -> Option<usize> {
        self.signs.binary_search_by_key(&offset, |(at, _)| *at).ok().map(|found| self.signs[found].1)
    }
}

/// A text in the letters that forms are matched in: small ones, and no blank but the plain one and the line end.
pub(super) fn small(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_small(&mut out, text);
    out
}

fn push_small(out: &mut String, text: &str) {
    if text.bytes().all(|b| b.is_ascii() && (b >= b' ' || b == b'\n')) {
        let from = out.len();
        out.push_str(text);
        out[from..].make_ascii_lowercase();
        return;
    }
    let plain = |c: char| match c {
        // Beyond the blank of full width there are none.
        c if c > '\u{3000}' || c == '\n' => c,
        c if c.is_whitespace() => ' ',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    };
    out.extend(text.chars().map(plain));
}

/// The releases that a text names: with the product's name, or by the version alone where the page is about the product.
fn mentions(page: &Page<'_>, text: &str, about: Option<usize>) -> Vec<Mentioned> {
    let releases = &page.facts.releases;
    let mut out: Vec<Mentioned> = Vec::new();
    for found in releases.mentions(text) {
        let before = text[..found.name].chars().next_back();
        let Some(version) = Version::at(text, found.version) else { continue };
        let inside = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'));
        let (Some(key), false) = (version.key(), inside) else { continue };
        let whole = found.name..version.range.end;
        out.push(Mentioned { product: found.product, key, range: version.range, whole });
    }
    let Some(product) = about else { return out };
    let mut bare = Vec::new();
    for version in versions(text) {
        let Some(key) = version.key().filter(|_| !overlaps(&out, &version.range)) else { continue };
        if releases.has_line(product, &key) && is_bare(text, version.range.start, releases) {
            let start = version.range.start - usize::from(text[..version.range.start].ends_with(['v', 'V']));
            let whole = start..version.range.end;
            bare.push(Mentioned { product, key, range: version.range, whole });
        }
    }
    out.append(&mut bare);
    out.sort_by_key(|mention| mention.whole.start);
    out
}

/// True when a mention, of mentions in their order, shares text with `range`.
fn overlaps(mentions: &[Mentioned], range: &Range<usize>) -> bool {
    let next = mentions.partition_point(|mention| mention.whole.end <= range.start);
    mentions.get(next).is_some_and(|mention| mention.whole.start < range.end)
}

/// Words with a capital that begin a sentence and name nothing.
const OPENERS: [&str; 24] = [
    "Since",
    "When",
    "After",
    "Before",
    "The",
    "This",
    "In",
    "On",
    "With",
    "For",
    "From",
    "As",
    "Support",
    "Version",
    "Release",
    "Releases",
    "Until",
    "If",
    "While",
    "Although",
    "Our",
    "We",
    "Announcing",
    "Upgrading",
];

/// How many bytes back the beginning of a sentence is looked for.
pub(super) const SENTENCE: usize = 300;

/// The character boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// True for a version without another product's name before it: no word with a capital stands in its part of the
/// sentence but the first one and the product's own name.
fn is_bare(text: &str, at: usize, releases: &Releases) -> bool {
    let head = text[..at].get(floor(text, at.saturating_sub(SENTENCE))..).unwrap_or_default();
    let cut =
        |c: char| matches!(c, '.' | ',' | ';' | ':' | '。' | '，' | '；' | '：' | '(' | '（' | '[' | '\n' | '!' | '?');
    // A dot inside a version is no end.
    let ends = head
        .char_indices()
        .rev()
        .find(|&(i, c)| cut(c) && !(c == '.' && head[i + 1..].starts_with(|c: char| c.is_ascii_digit())));
    let (part, first) = match ends {
        Some((i, c)) => (&head[i + c.len_utf8()..], matches!(c, '.' | '\n' | '!' | '?' | '。')),
        None => (head, true),
    };
    let part = part.trim_start();
    let is_own = |word: &str| {
        let mut names = releases.names().flat_map(|name| name.split(' '));
        names.any(|name| name.eq_ignore_ascii_case(word))
    };
    let mut words =
        part.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()).enumerate();
    !words.any(|(index, word)| {
        let capital = word.starts_with(|c: char| c.is_ascii_uppercase()) && !matches!(word, "V" | "I");
        capital && !(index == 0 && first && OPENERS.contains(&word)) && !is_own(word)
    })
}
