//! Check kind `doubled-word`: `has has`, and characters that double by a slip of the input method.

use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::shared::is_ascii;
use crate::diagnostic::{Applicability, Edit};
use crate::document::Prose;
use crate::text::Span;

/// Looks at words in prose.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct DoubledWord {
    /// Words that may follow themselves.
    allowed: Vec<String>,
    /// Characters of scripts without blanks whose doubling is a slip.
    signs: Vec<char>,
    /// Texts in which such a doubling is right.
    except: Vec<String>,
    /// Each of the signs twice.
    #[serde(skip)]
    doubled: OnceLock<Vec<Finder<'static>>>,
}

static CASES: &[Case] = &[Case::new("default", &["word"])];

impl PageCheck for DoubledWord {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        for stretch in stretches(&page.document.prose) {
            each_twin(stretch.of(page.text).as_bytes(), |first, second| {
                self.pair(
                    page,
                    first.shifted(stretch.start as usize),
                    second.shifted(stretch.start as usize),
                    findings,
                );
            });
        }
        if self.doubles_sign(page) {
            page.document.prose.iter().for_each(|run| self.signs(page, run.span, findings));
        }
    }
}

/// Runs of prose that are further apart than the end of a line have something between them.
const APART: u32 = 64;

/// The runs of prose together with what stands between them, where that is short: most pages are full of code and
/// addresses, in which nobody reads words.
fn stretches(runs: &[Prose]) -> impl Iterator<Item = Span> {
    let near = |one: &Prose, next: &Prose| next.span.start < one.span.end + APART;
    let joined = |runs: &[Prose]| Some(runs.first()?.span.to(runs.last()?.span));
    runs.chunk_by(near).filter_map(joined)
}

/// Calls `found` for the neighbours among the words of a text that have the same second letter: most are told apart by
/// that, and a capital at the start of a sentence leaves it alone.
fn each_twin(text: &[u8], mut found: impl FnMut(Span, Span)) {
    let (eights, rest) = text.as_chunks();
    // What is left over, with the blank that ends the last word.
    let mut last = [b' '; 8];
    last[..rest.len()].copy_from_slice(rest);
    let (mut start, mut before, mut letter) = (0, (0, 0), 0);
    for index in 0..eights.len() + 1 {
        let mut blanks = blanks(*eights.get(index).unwrap_or(&last));
        while blanks != 0 {
            let at = index * 8 + blanks.trailing_zeros() as usize / 8;
            blanks &= blanks - 1;
            if at > start {
                let next = text.get(start + 1).copied().unwrap_or(0);
                if next == letter {
                    found(Span::new(before.0, before.1), Span::new(start, at));
                }
                (before, letter) = ((start, at), next);
            }
            start = at + 1;
        }
    }
}

/// The highest bit of each of eight bytes that is white space, or a control character: words are short, pages are full of
/// them, and one step for eight bytes is cheap. Control characters and no-break spaces are findings of their own.
#[inline]
fn blanks(bytes: [u8; 8]) -> u64 {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let bytes = u64::from_le_bytes(bytes);
    // A byte above the blank carries into its highest bit, or has it set.
    !(((bytes & !HIGH) + 0x5f5f_5f5f_5f5f_5f5f) | bytes) & HIGH
}

impl DoubledWord {
    /// True when one of the signs stands twice in a row on a page.
    fn doubles_sign(&self, page: &Page<'_>) -> bool {
        if is_ascii(page) && !self.signs.iter().any(char::is_ascii) {
            return false;
        }
        let twice = |sign: &char| Finder::new(&sign.to_string().repeat(2)).into_owned();
        let doubled = self.doubled.get_or_init(|| self.signs.iter().map(twice).collect());
        doubled.iter().any(|twice| twice.find(page.text.as_bytes()).is_some())
    }

    fn pair(&self, page: &Page<'_>, first: Span, second: Span, findings: &mut Findings<'_>) {
        let text = page.text;
        let (length, start, end) = (first.len(), second.start as usize, second.start as usize + first.len());
        if length < 2 || second.len() < length || !text.is_char_boundary(end) {
            return;
        }
        let (one, two) = (first.of(text), &text[start..end]);
        // `The the` at the start of a sentence counts; `AND and` are two words.
        if !one.eq_ignore_ascii_case(two)
            || one.as_bytes()[1..] != two.as_bytes()[1..]
            || !two.chars().all(|c| c.is_alphabetic() && c.is_lowercase())
        {
            return;
        }
        let after = &text[end..];
        let closes = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '!' | '?' | ')' | '，' | '。');
        let ends = match after.chars().next() {
            None => true,
            Some('.') => !after[1..].starts_with(|c: char| c.is_alphanumeric() || c == '.'),
            Some(c) => closes(c),
        };
        let apart =
            text[..first.start as usize].chars().next_back().is_none_or(|c| c.is_whitespace() || "(\"“（".contains(c));
        let second = Span::new(start, end);
        if ends && apart && is_read_on(page, first, second) && !self.allowed.iter().any(|word| word == two) {
            let fix = vec![Edit::delete(page.id, Span { start: first.end, end: second.end })];
            let finding = Finding::at(page.at(first.to(second))).value("word", two);
            findings.report(finding.fix(Applicability::Safe, fix));
        }
    }

    fn signs(&self, page: &Page<'_>, run: Span, findings: &mut Findings<'_>) {
        let text = run.of(page.text);
        let mut last = None;
        for (at, sign) in text.char_indices() {
            if last == Some(sign) && self.signs.contains(&sign) && !self.excepted(text, at, sign) {
                let start = run.start as usize + at;
                let span = Span::new(start - sign.len_utf8(), start + sign.len_utf8());
                let fix = vec![Edit::delete(page.id, Span::new(start, start + sign.len_utf8()))];
                let finding = Finding::at(page.at(span)).value("word", sign.to_string());
                findings.report(finding.fix(Applicability::Safe, fix));
            }
            last = Some(sign);
        }
    }

    /// True when the doubling whose second sign stands at `at` is part of a text in which it is right.
    fn excepted(&self, text: &str, at: usize, sign: char) -> bool {
        let pair = at - sign.len_utf8();
        self.except.iter().any(|right| {
            let inside = right.find(&[sign, sign].iter().collect::<String>());
            inside.and_then(|offset| text.get(pair.checked_sub(offset)?..)).is_some_and(|rest| rest.starts_with(right))
        })
    }
}

/// True when a reader reads two words one after the other: in one run of prose, or over the end of a line.
fn is_read_on(page: &Page<'_>, first: Span, second: Span) -> bool {
    let runs = &page.document.prose;
    let at = runs.partition_point(|run| run.span.end <= first.start);
    let Some(run) = runs.get(at).filter(|run| run.span.contains(first) && !run.entity) else { return false };
    let over_line_end = |next: &Prose| {
        let between = page.text.get(first.end as usize..next.span.start as usize).unwrap_or_default();
        let lines = between.bytes().filter(|&b| b == b'\n').count();
        first.end == run.span.end && lines == 1 && next.span.contains(second) && !next.entity
    };
    run.span.contains(second) || runs.get(at + 1).is_some_and(over_line_end)
}
