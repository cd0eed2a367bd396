//! Check kind `brackets`: a parenthesis without its partner, counted over half- and full-width ones together.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::shared::has_wide;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Block, BlockKind, Placed, by_text, holding, within};
use crate::text::Span;

/// Looks at parentheses in prose.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Brackets {}

static CASES: &[Case] = &[Case::new("unclosed", &["found"]), Case::new("unopened", &["found"])];

/// A parenthesis in the visible text of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    at: usize,
    sign: char,
}

impl Placed for Mark {
    fn span(&self) -> Span {
        Span::new(self.at, self.at + self.sign.len_utf8())
    }
}

impl PageCheck for Brackets {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        // A remark in parentheses may run over several blocks of one section.
        let mut open: Vec<Mark> = Vec::new();
        let mut alone: Vec<Mark> = Vec::new();
        let mut section = 0;
        let marks = marks(page);
        for (block, marks) in by_text(&page.document.blocks, &marks) {
            let now = page.document.headings.partition_point(|heading| heading.span.start <= block.span.start);
            if std::mem::replace(&mut section, now) != now {
                flush(page, &mut open, &mut alone, findings);
            }
            for mark in unmatched(page, block, marks) {
                match is_open(mark.sign) {
                    true => open.push(mark),
                    false if open.pop().is_none() => alone.push(mark),
                    false => {}
                }
            }
        }
        flush(page, &mut open, &mut alone, findings);
    }
}

fn flush(page: &Page<'_>, open: &mut Vec<Mark>, alone: &mut Vec<Mark>, findings: &mut Findings<'_>) {
    for mark in open.drain(..) {
        let span = mark.span();
        let finding = Finding::at(page.at(span)).case("unclosed").value("found", mark.sign.to_string());
        findings.report(match after_link(page, mark) {
            Some(end) => {
                let close = if mark.sign == '(' { ")" } else { "）" };
                finding.fix(Applicability::Unsafe, vec![Edit::insert(page.id, end, close)])
            }
            None => finding,
        });
    }
    for mark in alone.drain(..) {
        let span = mark.span();
        findings.report(Finding::at(page.at(span)).case("unopened").value("found", mark.sign.to_string()));
    }
}

/// The end of the link that an opening parenthesis is directly followed by, when a sentence ends there.
fn after_link(page: &Page<'_>, mark: Mark) -> Option<usize> {
    let start = mark.at + mark.sign.len_utf8();
    let links = within(&page.document.links, Span::new(start, start + 1));
    let end = links.first()?.span.end as usize;
    let rest = page.text[end..].chars().next();
    rest.is_none_or(|c| matches!(c, '.' | '。' | '\n' | '\r')).then_some(end)
}

fn is_open(sign: char) -> bool {
    matches!(sign, '(' | '（')
}

/// A block with more parentheses alone than this is no prose.
const MANY: usize = 16;

/// The parentheses of a block, of which `marks` are all, without a partner in it. Nothing for blocks in which code or tags
/// hold the partner.
fn unmatched(page: &Page<'_>, block: &Block, marks: &[Mark]) -> Vec<Mark> {
    let text = page.text;
    let content = block.content;
    let mut open: Vec<Mark> = Vec::new();
    let mut closed: Vec<Mark> = Vec::new();
    for &mark in marks {
        match is_open(mark.sign) {
            true => open.push(mark),
            false if open.pop().is_none() => closed.push(mark),
            false => {}
        }
    }
    if open.len() + closed.len() > MANY {
        return Vec::new();
    }
    // Braces of a heading that are printed are a finding of their own.
    let braces = matches!(block.kind, BlockKind::Heading(_)).then(|| content.of(text).rfind('{')).flatten();
    let printed = |mark: &Mark| braces.is_some_and(|at| mark.at > content.start as usize + at);
    open.retain(|mark| !is_idle(text, content, *mark) && !printed(mark));
    closed.retain(|mark| !is_idle(text, content, *mark) && !printed(mark));
    if open.is_empty() && closed.is_empty() || !is_prose(page, content) {
        return Vec::new();
    }
    closed.extend(open);
    closed
}

/// The parentheses of full width.
static WIDE: LazyLock<[Finder<'_>; 2]> = LazyLock::new(|| ["（", "）"].map(|sign| Finder::new(sign.as_bytes())));

/// The parentheses in the prose of a page.
fn marks(page: &Page<'_>) -> Vec<Mark> {
    let body = page.document.body;
    let text = body.of(page.text);
    let in_prose = |places: &mut dyn Iterator<Item = usize>| -> Vec<Mark> {
        let mut runs = page.document.prose.iter();
        let mark = |offset: usize| {
            let at = body.start as usize + offset;
            holding(&mut runs, at as u32)?;
            Some(Mark { at, sign: page.text[at..].chars().next()? })
        };
        places.filter_map(mark).collect()
    };
    let mut marks = in_prose(&mut memchr::memchr2_iter(b'(', b')', text.as_bytes()));
    let narrow = marks.len();
    for wide in WIDE.iter().filter(|_| has_wide(page)) {
        marks.extend(in_prose(&mut wide.find_iter(text.as_bytes())));
    }
    if marks.len() > narrow {
        marks.sort_unstable_by_key(|mark| mark.at);
    }
    marks
}

/// Enumerators (`a)`, `1）`), faces (`:)`) and half-open intervals (`[0, 1)`) need no partner.
fn is_idle(text: &str, content: Span, mark: Mark) -> bool {
    let before = &text[content.start as usize..mark.at];
    let word: String = before.chars().rev().take_while(|c| c.is_ascii_alphanumeric()).take(4).collect();
    let lead = before[..before.len() - word.len()].chars().next_back();
    let starts = lead.is_none_or(|c| c.is_whitespace() || !c.is_ascii() || matches!(c, '"' | ',' | ';' | ':'));
    let enumerator = matches!(mark.sign, ')' | '）') && (1..=3).contains(&word.len()) && starts && is_number(&word);
    let face = before.ends_with([':', ';', '-', '=']) && mark.sign.is_ascii();
    let interval = matches!(mark.sign, ')') && before.rfind('[').is_some_and(|at| !before[at..].contains(']'))
        || mark.sign == '('
            && text[mark.at..content.end as usize]
                .find(']')
                .is_some_and(|at| !text[mark.at..mark.at + at].contains('['));
    enumerator || face || interval
}

/// A number, one letter, or a small Roman numeral, written backwards.
fn is_number(word: &str) -> bool {
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    let roman = word.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x'));
    digits || roman || word.len() == 1
}

/// True when what is hidden from the count balances by itself: code, tags and text that failed to become a link.
fn is_prose(page: &Page<'_>, content: Span) -> bool {
    let text = page.text;
    let balanced = |part: &str| {
        let count = |signs: [char; 2]| part.matches(signs).count();
        count(['(', '（']) == count([')', '）'])
    };
    let whole = content.of(text);
    let inside = |start: u32| content.start <= start && start < content.end;
    within(&page.document.code_spans, content).iter().all(|code| balanced(code.content.of(text)))
        && within(&page.document.html, content).iter().all(|tag| balanced(tag.span.of(text)))
        && within(&page.document.shortcodes, content).iter().all(|s| !inside(s.open.start) || balanced(s.open.of(text)))
        && !whole.contains("](")
            | within(&page.document.prose, content).iter().all(|run| !run.span.of(text).contains("]("))
        && !balanced(whole)
}
