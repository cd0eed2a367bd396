//! What makes a finding the same finding tomorrow: its rule, its page and the text that it is about. Lines and columns
//! are no part of it, nor is the message, which depends on the language of the reader.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::text::{Location, Span};

/// Characters of a text that are kept: enough to know it again, and an edit at the end of a long line changes nothing.
const LONGEST_TEXT: usize = 80;
/// A text with fewer letters and digits than this says too little: there may be many brackets on a page.
const ENOUGH: usize = 3;
/// Characters before and after a place that are taken in when nothing else tells it from others.
const AROUND: usize = 24;

/// What a finding is about, wherever on its page it stands. Several findings of a page may be about the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The path of the page, relative to the site's root.
    pub page: Box<str>,
    /// The rule.
    pub rule: Arc<str>,
    /// The text, on one line.
    pub text: Box<str>,
}

impl Subject {
    /// What `diagnostic` is about. It is the text of its place; where that says too little, such as an empty place at
    /// which something is missing, the text of the other place that it points to is added, else what stands around it.
    pub fn new(corpus: &Corpus, diagnostic: &Diagnostic) -> Self {
        let own = first_line(corpus, diagnostic.primary);
        let text = if says_enough(&own) {
            own
        } else {
            let related = diagnostic.related.iter().map(|label| first_line(corpus, label.location));
            match related.into_iter().find(|text| says_enough(text)) {
                Some(related) => format!("{own} <- {related}").trim_start().to_owned(),
                None => surrounded(corpus, diagnostic.primary),
            }
        };
        let page = corpus.source(diagnostic.primary.source).path.clone();
        Self { page, rule: diagnostic.rule.clone(), text: text.into() }
    }

    /// The fingerprint of the finding number `number` (from 0) about this.
    pub fn fingerprint(&self, number: usize) -> Fingerprint {
        self.numbered().fingerprint(number)
    }

    /// What all fingerprints of findings about this begin with.
    fn numbered(&self) -> Numbered {
        Numbered([&*self.rule, &self.page, &self.text].into_iter().fold(FNV_BASIS, hashed))
    }
}

/// A fingerprint that lacks a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Numbered(u128);

impl Numbered {
    fn fingerprint(self, number: usize) -> Fingerprint {
        Fingerprint(hashed(self.0, &number.to_string()))
    }
}

/// A hash with a text and the end of it taken in.
fn hashed(hash: u128, text: &str) -> u128 {
    let byte = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(FNV_PRIME);
    byte(text.bytes().fold(hash, byte), 0)
}

/// The number of FNV-1a for 128 bits to begin with.
const FNV_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
/// The number of FNV-1a for 128 bits to multiply by.
const FNV_PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// A name for a finding that stays the same from run to run while the finding does, on every system and in every
/// version of tidings: 32 hexadecimal digits when written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// The fingerprints of all findings of a run, each one different: findings about the same are numbered in their order.
pub fn fingerprints(corpus: &Corpus, diagnostics: &[Diagnostic]) -> Vec<Fingerprint> {
    let mut seen: FxHashMap<Numbered, usize> = FxHashMap::default();
    let fingerprint = |diagnostic| {
        let about = Subject::new(corpus, diagnostic).numbered();
        let number = seen.entry(about).or_insert(0);
        *number += 1;
        about.fingerprint(*number - 1)
    };
    diagnostics.iter().map(fingerprint).collect()
}

fn says_enough(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).take(ENOUGH).count() == ENOUGH
}

/// The first line of a place that is not blank, with single blanks.
fn first_line(corpus: &Corpus, at: Location) -> String {
    let text = corpus.source(at.source).text.get(at.span.range()).unwrap_or_default();
    let line = text.split(['\n', '\r']).find(|line| !line.trim().is_empty());
    squeezed(line.unwrap_or_default())
}

/// The text of a place with what stands before and after it on its line.
fn surrounded(corpus: &Corpus, at: Location) -> String {
    let text: &str = &corpus.source(at.source).text;
    let Span { start, end } = at.span;
    let (Some(before), Some(after)) = (text.get(..start as usize), text.get(end as usize..)) else {
        return String::new();
    };
    let on_line = |c: &char| !matches!(c, '\n' | '\r');
    let before: Vec<char> = before.chars().rev().take_while(on_line).take(AROUND).collect();
    let after: String = after.chars().take_while(on_line).take(AROUND).collect();
    let before: String = before.into_iter().rev().collect();
    squeezed(&format!("{before}{{{}}}{after}", first_line(corpus, at)))
}

/// Without blanks at the ends, one for many in between, and no longer than it need be.
fn squeezed(line: &str) -> String {
    let mut out = String::with_capacity(line.len().min(2 * LONGEST_TEXT));
    let mut left = LONGEST_TEXT;
    for word in line.split_whitespace() {
        let blank = if out.is_empty() { "" } else { " " };
        for c in blank.chars().chain(word.chars()) {
            if left == 0 {
                return out;
            }
            out.push(c);
            left -= 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::diagnostic::{Label, Severity};
    use crate::project::Project;
    use crate::text::SourceId;

    const EN: &str = "content/en/a.md";
    const ZH: &str = "content/zh/a.md";

    fn corpus(en: &str, zh: &str) -> Corpus {
        let files = [(EN, en), (ZH, zh)].map(|(path, text)| (path.to_owned(), text.to_owned()));
        Project::in_memory(&BTreeMap::from(files)).unwrap().corpus
    }

    fn at(corpus: &Corpus, path: &str, text: &str) -> Location {
        let source = corpus.find(path).unwrap();
        let start = corpus.source(source).text.find(text).unwrap();
        Location { source, span: Span::new(start, start + text.len()) }
    }

    fn finding(primary: Location, related: &[Location]) -> Diagnostic {
        let related = related.iter().map(|&location| Label { location, message: String::new() }).collect();
        let (rule, message) = (Arc::from("some-rule"), "in some language".to_owned());
        Diagnostic { rule, severity: Severity::Warning, message, primary, related, fix: None }
    }

    fn text(corpus: &Corpus, diagnostic: &Diagnostic) -> String {
        Subject::new(corpus, diagnostic).text.into()
    }

    #[test]
    fn a_finding_keeps_its_fingerprint_when_it_moves() {
        let before = corpus("## Upgrade\n", "正文。\n\n## 升级  说明\n");
        let after = corpus("New.\n\n## Upgrade\n", "一。\r\n\r\n二。\r\n\r\n正文。\r\n\r\n## 升级 说明 \r\n");
        let heading = |corpus: &Corpus| {
            let place = at(corpus, ZH, "升级");
            let line = corpus.source(place.source).text[place.span.start as usize..].find('\n').unwrap();
            let span = Span::new(place.span.start as usize, place.span.start as usize + line);
            finding(Location { span, ..place }, &[at(corpus, EN, "Upgrade")])
        };
        let of = |corpus: &Corpus| fingerprints(corpus, &[heading(corpus)])[0];
        assert_eq!(text(&before, &heading(&before)), "升级 说明");
        assert_eq!(of(&before), of(&after));
        assert_eq!(of(&before).to_string(), "16973e60a1d86c155139b79cf8cb5d33");
    }

    #[test]
    fn an_empty_place_is_known_by_the_other_one() {
        let corpus = corpus("One.\n\nTwo is missing.\n", "一。\n");
        let end = Location { source: corpus.find(ZH).unwrap(), span: Span::at("一。\n".len()) };
        let missing = finding(end, &[at(&corpus, EN, "Two is missing.")]);
        assert_eq!(text(&corpus, &missing), "<- Two is missing.");
    }

    #[test]
    fn a_sign_is_known_by_what_stands_around_it() {
        let corpus = corpus("", "第一行\n这里有（一个括号没有关上的句子\n下一行");
        assert_eq!(text(&corpus, &finding(at(&corpus, ZH, "（"), &[])), "这里有{（}一个括号没有关上的句子");
    }

    #[test]
    fn findings_about_the_same_are_told_apart_by_their_number() {
        let corpus = corpus("", "the the\nthe the\n");
        let twice = finding(at(&corpus, ZH, "the the"), &[]);
        let both = fingerprints(&corpus, &[twice.clone(), twice]);
        assert_ne!(both[0], both[1]);
    }

    #[test]
    fn long_texts_and_places_of_many_lines_are_cut() {
        let long = "长".repeat(5000);
        let corpus = corpus("", &format!("\n{long}\n尾巴"));
        let whole = Span::new(0, corpus.source(SourceId(1)).text.len());
        let finding = finding(Location { source: SourceId(1), span: whole }, &[]);
        assert_eq!(text(&corpus, &finding), "长".repeat(LONGEST_TEXT));
    }
}
