//! Check kind `doubled-word`: `has has`, and characters that double by a slip of the input method.

use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
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
        let signs = self.doubles_sign(page.text);
        let mut before: Option<(Word, &Prose)> = None;
        for run in &page.document.prose {
            let joined = before.take().filter(|(word, last)| touches(page, word, last, run)).map(|(word, _)| word);
            if run.entity {
                continue;
            }
            let last = self.run(page, run.span, signs, joined, findings);
            before = last.map(|word| (word, run));
        }
    }
}

/// A word and the bytes that it takes.
#[derive(Debug, Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
}

/// True when a line end is all that lies between the last word of a run and the next run.
fn touches(page: &Page<'_>, word: &Word, last: &Prose, next: &Prose) -> bool {
    if word.end != last.span.end as usize || next.span.start < last.span.end {
        return false;
    }
    let between = &page.text[word.end..next.span.start as usize];
    between.bytes().all(|b| b.is_ascii_whitespace()) && between.bytes().filter(|&b| b == b'\n').count() == 1
}

impl DoubledWord {
    /// Looks through a run, at signs only where it may hold some; `before` is the word that ends the line before it.
    /// Gives the last word.
    fn run(
        &self,
        page: &Page<'_>,
        span: Span,
        signs: bool,
        before: Option<Word>,
        findings: &mut Findings<'_>,
    ) -> Option<Word> {
        let text = page.text.as_bytes();
        let end = span.end as usize;
        // Most words are told apart by their second letter, which a capital at the start of a sentence leaves alone.
        let second = |start: usize| text.get(start + 1).copied().unwrap_or(0);
        let (mut last, mut letter) = (before, before.map_or(0, |word| second(word.start)));
        let mut start = span.start as usize;
        for at in Blanks::of(&text[start..end]).map(|offset| span.start as usize + offset).chain([end]) {
            if at > start {
                if signs && text[start] >= 0xE3 {
                    self.signs(page, Span::new(start, at), findings);
                }
                let word = Word { start, end: at };
                let next = second(start);
                if let Some(first) = last.filter(|first| next == letter && start > first.end) {
                    self.pair(page, first, word, findings);
                }
                (last, letter) = (Some(word), next);
            }
            start = at + 1;
        }
        last.filter(|word| word.end == end)
    }

    /// True when one of the signs stands twice in a row in a text.
    fn doubles_sign(&self, text: &str) -> bool {
        let twice = |sign: &char| Finder::new(&sign.to_string().repeat(2)).into_owned();
        let doubled = self.doubled.get_or_init(|| self.signs.iter().map(twice).collect());
        doubled.iter().any(|twice| twice.find(text.as_bytes()).is_some())
    }

    fn pair(&self, page: &Page<'_>, first: Word, second: Word, findings: &mut Findings<'_>) {
        let text = page.text;
        let length = first.end - first.start;
        if length < 2 || second.end - second.start < length || !text.is_char_boundary(second.start + length) {
            return;
        }
        let (one, two) = (&text[first.start..first.end], &text[second.start..second.start + length]);
        // `The the` at the start of a sentence counts; `AND and` are two words.
        if !one.eq_ignore_ascii_case(two)
            || one.as_bytes()[1..] != two.as_bytes()[1..]
            || !two.chars().all(|c| c.is_alphabetic() && c.is_lowercase())
        {
            return;
        }
        let end = second.start + length;
        let after = &text[end..];
        let closes = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '!' | '?' | ')' | '，' | '。');
        let ends = match after.chars().next() {
            None => true,
            Some('.') => !after[1..].starts_with(|c: char| c.is_alphanumeric() || c == '.'),
            Some(c) => closes(c),
        };
        let apart = text[..first.start].chars().next_back().is_none_or(|c| c.is_whitespace() || "(\"“（".contains(c));
        if ends && apart && !self.allowed.iter().any(|word| word == two) {
            let fix = vec![Edit::delete(page.id, Span::new(first.end, end))];
            let finding = Finding::at(page.at(Span::new(first.start, end))).value("word", two);
            findings.report(finding.fix(Applicability::Safe, fix));
        }
    }

    fn signs(&self, page: &Page<'_>, word: Span, findings: &mut Findings<'_>) {
        if self.signs.is_empty() {
            return;
        }
        let text = word.of(page.text);
        let mut last = None;
        for (at, sign) in text.char_indices() {
            if last == Some(sign) && self.signs.contains(&sign) && !self.excepted(text, at, sign) {
                let start = word.start as usize + at;
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

/// Where white space stands in a text, found in eight bytes at once: words are short, and pages are full of them.
struct Blanks<'t> {
    text: &'t [u8],
    /// How far the text has been looked at.
    read: usize,
    /// The highest bit of each of the last eight bytes that is white space or a control character.
    found: u64,
}

impl<'t> Blanks<'t> {
    fn of(text: &'t [u8]) -> Self {
        Self { text, read: 0, found: 0 }
    }
}

impl Iterator for Blanks<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        loop {
            while self.found != 0 {
                let at = self.read - 8 + self.found.trailing_zeros() as usize / 8;
                self.found &= self.found - 1;
                if self.text.get(at).is_some_and(|&b| separates(b)) {
                    return Some(at);
                }
            }
            let rest = self.text.get(self.read..).filter(|rest| !rest.is_empty())?;
            let eight = rest.first_chunk().copied().unwrap_or_else(|| {
                let mut padded = [b'.'; 8];
                padded[..rest.len()].copy_from_slice(rest);
                padded
            });
            self.read += 8;
            // A byte above a blank carries into its highest bit, or has it set.
            let bytes = u64::from_le_bytes(eight);
            self.found = !(((bytes & !HIGH) + 0x5f5f_5f5f_5f5f_5f5f) | bytes) & HIGH;
        }
    }
}

/// White space of ASCII: a no-break space is a finding of its own.
fn separates(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r')
}
