//! Check kind `emphasis-marks`: `**` that stays visible, most often because CommonMark does not take it beside CJK punctuation.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Block, by_text, holding};
use crate::text::Span;

/// Looks for `**` in prose.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct EmphasisMarks {}

static CASES: &[Case] = &[Case::new("pair", &["text"]), Case::new("single", &["text"]).with_related(&["other"])];

impl PageCheck for EmphasisMarks {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let marks = marks(page);
        for (block, marks) in by_text(&page.document.blocks, &marks) {
            match *marks {
                [open, close] if is_pair(page, block, open, close) => pair(page, open, close, findings),
                _ => marks
                    .iter()
                    .filter(|mark| is_slip(page, block, **mark))
                    .for_each(|&mark| single(page, mark, findings)),
            }
        }
    }
}

/// Two asterisks in visible text, no more and no fewer, that no backslash takes the meaning from.
fn marks(page: &Page<'_>) -> Vec<Span> {
    static STARS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("**"));
    let body = page.document.body;
    let mut found = Vec::new();
    let mut runs = page.document.prose.iter();
    let bytes = &page.text.as_bytes()[..body.end as usize];
    let mut from = body.start as usize;
    while let Some(at) = STARS.find(&bytes[from..]).map(|at| from + at) {
        let Some(run) = holding(&mut runs, at as u32) else {
            from = at + 1;
            continue;
        };
        let stars = bytes[at..run.span.end as usize].iter().take_while(|&&b| b == b'*').count();
        from = at + stars;
        let escaped = run.escaped && at == run.span.start as usize;
        if stars == 2 && !escaped && !is_glob(page.text, at) {
            found.push(Span::new(at, at + 2));
        }
    }
    found
}

/// `**/*.md`, `src/**`, `2 ** 10`: the stars mean something else.
fn is_glob(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + 2..].chars().next();
    let path = |c: Option<char>| matches!(c, Some('/' | '\\' | '.' | '*'));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    before == Some('/') || path(after) || digit(before) && digit(after)
}

/// Two marks with text between them, of which at least one touches a word: `2 ** 3 ** 4` is arithmetic.
fn is_pair(page: &Page<'_>, block: &Block, open: Span, close: Span) -> bool {
    let inside = &page.text[open.end as usize..close.start as usize];
    let arithmetic = floats(page, block, open) && floats(page, block, close);
    !inside.trim().is_empty() && !arithmetic
}

/// True when a mark has blanks, or nothing, on both sides.
fn floats(page: &Page<'_>, block: &Block, mark: Span) -> bool {
    let before = &page.text[block.content.start as usize..mark.start as usize];
    let after = &page.text[mark.end as usize..block.content.end as usize];
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    blank(before.chars().next_back()) && blank(after.chars().next())
}

/// A mark that lost its partner: it touches a word on one side.
fn is_slip(page: &Page<'_>, block: &Block, mark: Span) -> bool {
    let before = page.text[block.content.start as usize..mark.start as usize].chars().next_back();
    let after = page.text[mark.end as usize..block.content.end as usize].chars().next();
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric());
    let mark = |c: Option<char>| {
        c.is_some_and(|c| matches!(c, '`' | '[' | ']' | ')' | '"' | '“' | '”' | '：' | ':' | '。' | '！'))
    };
    (word(before) || mark(before)) != (word(after) || mark(after)) || word(before) && word(after)
}

fn pair(page: &Page<'_>, open: Span, close: Span, findings: &mut Findings<'_>) {
    let whole = open.to(close);
    let inner = Span { start: open.end, end: close.start };
    let trimmed = inner.trimmed(page.text);
    let mut edits = Vec::new();
    let (before, after) = (&page.text[..open.start as usize], &page.text[close.end as usize..]);
    let delete = |edits: &mut Vec<Edit>, from: u32, to: u32| {
        edits.extend((from < to).then(|| Edit::delete(page.id, Span { start: from, end: to })));
    };
    // Blanks inside the marks, and no blank outside where punctuation stands inside, keep the marks from being read.
    let first = trimmed.of(page.text).chars().next();
    let last = trimmed.of(page.text).chars().next_back();
    if first.is_some_and(is_punctuation) && before.chars().next_back().is_some_and(char::is_alphanumeric) {
        edits.push(Edit::insert(page.id, open.start as usize, " "));
    }
    delete(&mut edits, inner.start, trimmed.start);
    delete(&mut edits, trimmed.end, inner.end);
    if last.is_some_and(is_punctuation) && after.chars().next().is_some_and(char::is_alphanumeric) {
        edits.push(Edit::insert(page.id, close.end as usize, " "));
    }
    let finding = Finding::at(page.at(whole)).case("pair").value("text", trimmed.of(page.text));
    let newline = inner.of(page.text).contains('\n');
    findings.report(match edits.is_empty() || newline {
        true => finding,
        false => finding.fix(Applicability::Safe, edits),
    });
}

fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}

fn single(page: &Page<'_>, mark: Span, findings: &mut Findings<'_>) {
    let around: String = page.text[mark.end as usize..].chars().take_while(|&c| c != '\n').take(24).collect();
    findings.report(Finding::at(page.at(mark)).case("single").value("text", around));
}
