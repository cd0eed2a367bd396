//! Versions, numbers and dates of a passage that its translation does not have, and the other way round.

use super::numerals::{Class, Numeral, numerals};
use super::visible::{PageWords, Visible};
use crate::corpus::align::{Passage, UnitKind};
use crate::corpus::calendar::Calendar;
use crate::document::within;
use crate::rules::Page;
use crate::text::Span;

/// A numeral that the two sides of a passage do not share.
#[derive(Debug)]
pub(crate) struct ValueDifference {
    /// What it is.
    pub(crate) class: Class,
    /// In the original as written; `None` when only the translation has one.
    pub(crate) original: Option<Span>,
    /// In the translation as written; `None` when it has none.
    pub(crate) translation: Option<Span>,
    /// The passage: where a missing numeral should stand.
    pub(crate) passage: Passage,
}

/// Numerals that a passage may have at most to be compared; more are a table of data.
const MOST: usize = 200;

/// Bytes of front matter in which the versions that a page is about are looked for.
const HEAD: usize = 4096;

/// Compares all passages of a pair.
pub(super) fn differences(original: &Page<'_>, translation: &Page<'_>, passages: &[Passage]) -> Vec<ValueDifference> {
    let mut out = Vec::new();
    let calendars = [original, translation].map(|page| Calendar::of(page.language().map_or("en", |l| &l.tag)));
    let page_words = [original, translation].map(|page| PageWords::new(page.text));
    for (index, passage) in passages.iter().enumerate() {
        if passage.is_translated() && has_prose(passage) && !passage.same_numbers {
            let beside = [index.wrapping_sub(1), index + 1].map(|at| passages.get(at));
            let ours = beside.map(|passage| passage.map(|p| p.original));
            let theirs = beside.map(|passage| passage.map(|p| p.translation));
            let side = |at: usize, page, span, beside| Side::new(page, span, calendars[at], beside, &page_words[at]);
            let comparison = Comparison {
                passage,
                original: side(0, original, passage.original, ours),
                translation: side(1, translation, passage.translation, theirs),
            };
            comparison.compare(&mut out);
        }
    }
    out
}

fn has_prose(passage: &Passage) -> bool {
    let prose = |kind| matches!(kind, UnitKind::Heading(_) | UnitKind::Paragraph | UnitKind::Row | UnitKind::Html);
    prose(passage.kind) && prose(passage.translated_kind)
}

/// One side of a passage.
struct Side<'a> {
    page: &'a Page<'a>,
    span: Span,
    calendar: Option<&'static Calendar>,
    visible: Visible,
    numerals: Vec<Numeral>,
    /// The passages before and after it, as written, with what lies between.
    around: [&'a str; 2],
    /// The words of the page.
    words: &'a PageWords<'a>,
    /// A shortcode in it may print a number.
    prints: bool,
}

impl<'a> Side<'a> {
    fn new(
        page: &'a Page<'a>,
        span: Span,
        calendar: Option<&'static Calendar>,
        [before, after]: [Option<Span>; 2],
        words: &'a PageWords<'a>,
    ) -> Self {
        // A block between two passages may have no counterpart because it was drawn into one of them.
        let before = before.filter(|before| before.start <= span.start).map(|before| before.start..span.start);
        let after = after.filter(|after| after.end >= span.end).map(|after| span.end..after.end);
        let written = |range: std::ops::Range<u32>| &page.text[range.start as usize..range.end as usize];
        let around = [before, after].map(|range| range.map_or("", written));
        let visible = Visible::of(page.document, page.text, span);
        let mut numerals = numerals(&visible.text, calendar);
        numerals.retain(|numeral| !(numeral.reference && in_link(page, visible.span(numeral.range.clone()))));
        let prints = within(&page.document.shortcodes, span).iter().any(|shortcode| shortcode.close.is_none());
        Self { page, span, calendar, visible, numerals, around, words, prints }
    }

    fn place(&self, numeral: &Numeral) -> Span {
        self.visible.span(numeral.range.clone())
    }

    /// How often a value stands in the code of the passage.
    fn in_code(&self, value: &str) -> usize {
        let spans = within(&self.page.document.code_spans, self.span).iter().map(|code| code.content);
        let tags = within(&self.page.document.shortcodes, self.span).iter().map(|shortcode| shortcode.open);
        spans.chain(tags).filter(|span| stands_in(value, span.of(self.page.text))).count()
    }

    /// A duration in seconds or milliseconds: `2s` is as long as `2000ms`.
    fn milliseconds(&self, numeral: &Numeral) -> Option<f64> {
        let rest = self.visible.text[numeral.range.end..].trim_start();
        let is_unit = |units: &[&str]| {
            units.iter().any(|unit| {
                let behind = rest.strip_prefix(unit).map(|behind| behind.chars().next());
                behind.is_some_and(|next| next.is_none_or(|c| !c.is_ascii_alphabetic()))
            })
        };
        let factor = if is_unit(&["ms", "milliseconds", "毫秒", "ミリ秒", "мс"]) {
            1.0
        } else if is_unit(&["s", "sec", "second", "seconds", "秒", "с"]) {
            1000.0
        } else {
            return None;
        };
        numeral.value.parse::<f64>().ok().map(|number| number * factor)
    }

    /// True for `100%`, which is as often a way to say `wholly` as an amount.
    fn says_wholly(&self, numeral: &Numeral) -> bool {
        let rest = self.visible.text[numeral.range.end..].trim_start();
        numeral.value == "100" && rest.starts_with(['%', '％'])
    }

    /// True when words of the passage say the number, or name the month.
    fn says(&self, numeral: &Numeral) -> bool {
        let Ok(number) = numeral.value.parse::<u32>() else { return false };
        let lower = self.visible.text.to_lowercase();
        let month = u8::try_from(number).ok().filter(|_| numeral.class == Class::Date);
        [self.calendar, Calendar::of("en")].into_iter().flatten().any(|calendar| {
            calendar.says(number, &lower) || month.is_some_and(|month| calendar.names_month(month, &lower))
        })
    }
}

/// Numbers of issues in link texts are compared with the links' own targets.
fn in_link(page: &Page<'_>, span: Span) -> bool {
    let links = &page.document.links;
    let next = links.partition_point(|link| link.span.start <= span.start);
    links[next.saturating_sub(2)..next].iter().any(|link| link.span.contains(span))
}

/// True when `value` stands in `text` and is not a part of a longer number.
fn stands_in(value: &str, text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, value.as_bytes()).any(|at| {
        let (before, after) = (&bytes[..at], &bytes[at + value.len()..]);
        let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
        let longer = |dot: Option<&u8>, next: Option<&u8>| digit(dot) || dot == Some(&b'.') && digit(next);
        !longer(before.last(), before.len().checked_sub(2).map(|i| &before[i])) && !longer(after.first(), after.get(1))
    })
}

/// True when the text names the version or one of its line: `1.2` where it has `1.2.3`.
fn names_version(value: &str, bytes: &[u8]) -> bool {
    let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
    memchr::memmem::find_iter(bytes, value.as_bytes())
        .any(|at| !digit(bytes[..at].last()) && !digit(bytes.get(at + value.len())))
}

struct Comparison<'a> {
    passage: &'a Passage,
    original: Side<'a>,
    translation: Side<'a>,
}

impl Comparison<'_> {
    fn compare(&self, out: &mut Vec<ValueDifference>) {
        let (a, b) = (&self.original.numerals, &self.translation.numerals);
        if a.len().max(b.len()) > MOST {
            return;
        }
        let mut missing: Vec<&Numeral> = distinct(a, b);
        let mut extra: Vec<&Numeral> = distinct(b, a);
        recount(a, b, &mut missing, &mut extra);
        self.forgive(&mut missing, &mut extra);
        for class in [Class::Version, Class::Date, Class::Number] {
            self.report(class, &missing, &extra, out);
        }
    }

    /// Takes out what is said in another way.
    fn forgive(&self, missing: &mut Vec<&Numeral>, extra: &mut Vec<&Numeral>) {
        let (ours, theirs) = (&self.original, &self.translation);
        let said = |numeral: &Numeral, other: &Side<'_>, own: &Side<'_>| {
            let value = &numeral.value;
            other.says(numeral) || other.in_code(value) > own.in_code(value) || joined(value, &other.visible.text)
        };
        missing.retain(|numeral| !said(numeral, theirs, ours));
        extra.retain(|numeral| !said(numeral, ours, theirs));
        cancel(missing, extra, |a, b| ours.milliseconds(a).is_some_and(|time| theirs.milliseconds(b) == Some(time)));
        if self.has_time() {
            cancel(missing, extra, hours_apart);
            let dated = |numeral: &&Numeral| numeral.class != Class::Date;
            if self.names_a_time_zone() {
                missing.retain(dated);
                extra.retain(dated);
            }
        }
    }

    fn report(&self, class: Class, missing: &[&Numeral], extra: &[&Numeral], out: &mut Vec<ValueDifference>) {
        let of = |all: &[&Numeral]| -> Vec<Numeral> {
            all.iter().filter(|numeral| numeral.class == class).map(|&numeral| numeral.clone()).collect()
        };
        let (missing, extra) = (of(missing), of(extra));
        let mut push = |original: Option<Span>, translation: Option<Span>| {
            out.push(ValueDifference { class, original, translation, passage: *self.passage });
        };
        if missing.len() == extra.len() {
            for (a, b) in missing.iter().zip(&extra) {
                push(Some(self.original.place(a)), Some(self.translation.place(b)));
            }
            return;
        }
        // One is enough to say that something is missing: where more are, the text is another one.
        let is_wanted = |numeral: &&Numeral| {
            !(self.is_understood(numeral, &self.translation) || self.original.says_wholly(numeral))
        };
        if let Some(numeral) = missing.iter().find(is_wanted) {
            push(Some(self.original.place(numeral)), None);
        }
        if let Some(numeral) = extra.iter().find(|numeral| !self.is_understood(numeral, &self.original)) {
            push(None, Some(self.translation.place(numeral)));
        }
    }

    /// True when a reader of `other` need not be told the number there: it stands beside the passage, may be printed by
    /// a shortcode, is none or one, is a version that the page is about, or an identifier found elsewhere on the page.
    fn is_understood(&self, numeral: &Numeral, other: &Side<'_>) -> bool {
        let value = &numeral.value;
        let about = |side: &Side<'_>| {
            let head = &side.page.text.as_bytes()[..HEAD.min(side.page.document.body.start as usize)];
            names_version(value, head) || names_version(value, side.page.source.key.as_bytes())
        };
        let identifier = value.starts_with(|c: char| c.is_ascii_uppercase());
        other.prints
            || matches!(&**value, "0" | "1")
            || other.around.iter().any(|text| stands_in(value, text))
            || numeral.class == Class::Version && (about(&self.original) || about(&self.translation))
            || identifier && other.words.has(value)
    }

    fn has_time(&self) -> bool {
        let dated = |side: &Side<'_>| side.numerals.iter().any(|numeral| numeral.class == Class::Date);
        dated(&self.original) || dated(&self.translation)
    }

    /// Times given in the zone of the reader are other numbers.
    fn names_a_time_zone(&self) -> bool {
        let named = |side: &Side<'_>| ZONES.iter().any(|zone| side.visible.text.contains(zone));
        named(&self.original) || named(&self.translation)
    }
}

/// Names of time zones.
const ZONES: &[&str] = &[
    "UTC",
    "GMT",
    "PST",
    "PDT",
    "EST",
    "EDT",
    "CET",
    "CEST",
    "JST",
    "KST",
    "IST",
    "太平洋",
    "北京时间",
    "日本時間",
    "時間 (",
    "한국",
];

/// The numerals of `own` that no numeral of `other` equals, each once.
fn distinct<'n>(own: &'n [Numeral], other: &[Numeral]) -> Vec<&'n Numeral> {
    let mut out: Vec<&Numeral> = Vec::new();
    for numeral in own {
        if !other.iter().any(|n| same(numeral, n)) && !out.iter().any(|n| n.value == numeral.value) {
            out.push(numeral);
        }
    }
    out
}

/// Where both sides name equally many versions, but one of them more often and another less often, one was taken for
/// the other, be it one that the passage has as well.
fn recount<'n>(a: &'n [Numeral], b: &'n [Numeral], missing: &mut Vec<&'n Numeral>, extra: &mut Vec<&'n Numeral>) {
    let versions = |all: &[Numeral]| all.iter().filter(|numeral| numeral.class == Class::Version).count();
    let other = missing.iter().chain(&*extra).any(|numeral| numeral.class != Class::Version);
    if versions(a) != versions(b) || other || missing.len() + extra.len() > 1 {
        return;
    }
    let (fewer, more) = (surplus(a, b), surplus(b, a));
    if let (&[one], &[other]) = (&fewer[..], &more[..]) {
        (*missing, *extra) = (vec![one], vec![other]);
    }
}

/// The versions that `own` has more often than `other`.
fn surplus<'n>(own: &'n [Numeral], other: &[Numeral]) -> Vec<&'n Numeral> {
    let count = |all: &[Numeral], value: &str| all.iter().filter(|numeral| numeral.value == value).count();
    let mut out: Vec<&Numeral> = Vec::new();
    for numeral in own.iter().filter(|numeral| numeral.class == Class::Version) {
        let more = count(own, &numeral.value) > count(other, &numeral.value);
        if more && !out.iter().any(|n| n.value == numeral.value) {
            out.push(numeral);
        }
    }
    out
}

/// True when two numerals say the same: `1.21` and `1.21.0` and `1.21.x`, April and 4.
fn same(a: &Numeral, b: &Numeral) -> bool {
    a.value == b.value || a.class == Class::Version && b.class == Class::Version && line(&a.value) == line(&b.value)
}

/// The release line of a version that names no patch: `1.21` for `1.21.x` and `1.21.0`.
pub(crate) fn line(version: &str) -> &str {
    let line = version.strip_suffix(".x").or_else(|| version.strip_suffix(".0"));
    line.filter(|line| line.contains('.')).unwrap_or(version)
}

/// True when digits of the text, separators left out, are those of `value`: `10 000` and `10.000` for `10000`.
fn joined(value: &str, text: &str) -> bool {
    let plain = |c: char| c.is_ascii_digit();
    if value.len() < 4 && !value.contains('.') || !value.chars().all(|c| plain(c) || c == '.') {
        return false;
    }
    let separator = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '.' | ',' | '\'');
    let wanted: String = value.chars().filter(|c| plain(*c)).collect();
    let mut run = String::new();
    let mut written = 0;
    let mut hit = false;
    for c in text.chars().chain(['\0']) {
        if plain(c) {
            run.push(c);
            written += 1;
        } else if separator(c) && written > 0 {
            written += 1;
        } else {
            hit |= written > run.len() && run == wanted;
            run.clear();
            written = 0;
        }
    }
    hit && !value.contains('.') || value.contains('.') && text.contains(&value.replacen('.', ",", 1))
}

/// True for the same hour on a clock of 12 and on one of 24 hours.
fn hours_apart(a: &Numeral, b: &Numeral) -> bool {
    match (a.value.parse::<i32>(), b.value.parse::<i32>()) {
        (Ok(x), Ok(y)) => (x - y).abs() == 12 && x.max(y) <= 24,
        _ => false,
    }
}

/// Takes out the pairs that `alike` accepts.
fn cancel(missing: &mut Vec<&Numeral>, extra: &mut Vec<&Numeral>, alike: impl Fn(&Numeral, &Numeral) -> bool) {
    missing.retain(|a| match extra.iter().position(|b| alike(a, b)) {
        Some(index) => {
            extra.remove(index);
            false
        }
        None => true,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_on_its_own() {
        assert!(stands_in("1.2", "由于1.2版"));
        assert!(!stands_in("1.2", "1.20") && !stands_in("1.2", "0.1.2") && !stands_in("1.2", "1.2.3"));
        assert!(stands_in("1.2", "see 1.2."));
    }

    #[test]
    fn separators_of_thousands_do_not_count() {
        assert!(joined("10000", "до 10 000 записів") && joined("10000", "10.000 Einträge") && joined("1.5", "1,5 GB"));
        assert!(!joined("10000", "100 000") && !joined("120", "1 20"));
    }
}
