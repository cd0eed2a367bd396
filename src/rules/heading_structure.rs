//! Check kind `heading-structure`: how headings follow each other, and how they are written.

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::corpus::Generator;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{BlockKind, Heading, ScopeId};
use crate::text::Span;

/// Looks at the headings of a page.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HeadingStructure {
    /// Characters that a heading does not end in.
    punctuation: String,
    /// Endings that are right in spite of that: `etc.`
    endings: Vec<String>,
    /// Fields that give the page its title, which the generator prints as the first-level heading.
    titles: Vec<String>,
}

static CASES: &[Case] = &[
    Case::new("first-level", &["heading"]),
    Case::new("first-levels", &["number"]),
    Case::new("skipped", &["heading", "found", "expected"]).with_related(&["above"]),
    Case::new("no-blank", &["marks"]),
    Case::new("punctuation", &["found"]),
];

/// So many headings of the first level on one page are a habit, which is reported once.
const SYSTEMATIC: usize = 4;

impl PageCheck for HeadingStructure {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        self.levels(page, findings);
        // A heading of the first level is a title, and titles may be sentences.
        for heading in page.document.headings.iter().filter(|heading| heading.level > 1) {
            self.ending(page, heading, findings);
        }
        no_blank(page, findings);
    }
}

impl HeadingStructure {
    fn levels(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let titled = self.titled(page);
        let mut above: Option<&Heading> = None;
        let mut first_level = None;
        let mut first_levels = Vec::new();
        for heading in page.document.headings.iter().filter(|heading| heading.scope == ScopeId::PAGE) {
            let previous = above.replace(heading);
            if heading.level == 1 {
                let second = first_level.replace(heading).is_some();
                if second || titled {
                    first_levels.push(heading);
                }
                continue;
            }
            match previous {
                Some(previous) if heading.level > previous.level + 1 => {
                    let finding = skipped(page, heading, previous.level + 1);
                    findings.report(finding.related(page.at(previous.span), "above"));
                }
                None if titled && heading.level > 2 => findings.report(skipped(page, heading, 2)),
                _ => {}
            }
        }
        // A page whose sections are all of the first level has one mistake, not as many as sections.
        match first_levels[..] {
            [first, ..] if first_levels.len() >= SYSTEMATIC => {
                let number = first_levels.len().to_string();
                findings.report(Finding::at(page.at(first.marker)).case("first-levels").value("number", number));
            }
            _ => first_levels.iter().for_each(|heading| findings.report(demoted(page, heading))),
        }
    }

    /// True when the generator prints the page's title as its first-level heading.
    fn titled(&self, page: &Page<'_>) -> bool {
        let Some(front_matter) = &page.document.front_matter else { return false };
        let given = |field: &String| front_matter.get(field).is_some_and(|entry| !entry.value.is_null());
        page.site.generator == Generator::Hugo && self.titles.iter().any(given)
    }

    fn ending(&self, page: &Page<'_>, heading: &Heading, findings: &mut Findings<'_>) {
        let text = heading.content.of(page.text).trim_end();
        let Some(last) = text.chars().next_back().filter(|&last| self.punctuation.contains(last)) else { return };
        let entity = last == ';' && text.rfind('&').is_some_and(|at| !text[at..].contains(' '));
        let several = text[..text.len() - last.len_utf8()].ends_with(last);
        let known = self.endings.iter().any(|ending| text.ends_with(ending.as_str()));
        if entity || several || known || !heading.text.trim_end().ends_with(last) {
            return;
        }
        let end = heading.content.start as usize + text.len();
        let span = Span::new(end - last.len_utf8(), end);
        let fix = vec![Edit::delete(page.id, span)];
        let finding = Finding::at(page.at(span)).case("punctuation").value("found", last.to_string());
        // Without a written id the heading's id does not change either: sluggers drop punctuation.
        findings.report(finding.fix(Applicability::Safe, fix));
    }
}

fn demoted<'a>(page: &Page<'a>, heading: &'a Heading) -> Finding<'a> {
    let finding = Finding::at(page.at(heading.marker)).case("first-level").value("heading", &*heading.text);
    match page.text.as_bytes().get(heading.marker.start as usize) {
        Some(b'#') => {
            finding.fix(Applicability::Unsafe, vec![Edit::insert(page.id, heading.marker.start as usize, "#")])
        }
        _ => finding,
    }
}

fn skipped<'a>(page: &Page<'a>, heading: &'a Heading, expected: u8) -> Finding<'a> {
    Finding::at(page.at(heading.marker))
        .case("skipped")
        .value("heading", &*heading.text)
        .value("found", heading.level.to_string())
        .value("expected", expected.to_string())
        .fix(Applicability::Unsafe, vec![Edit::replace(page.id, heading.marker, "#".repeat(usize::from(expected)))])
}

/// Lines of paragraphs that begin with two `#` or more and no blank after them.
fn no_blank(page: &Page<'_>, findings: &mut Findings<'_>) {
    let paragraphs = page.document.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    for block in paragraphs {
        if memchr::memchr(b'#', block.content.of(page.text).as_bytes()).is_none() {
            continue;
        }
        let mut at = block.content.start as usize;
        for line in block.content.of(page.text).split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches(' ').len();
            let marks = line[indent..].bytes().take_while(|&b| b == b'#').count();
            let next = line[indent + marks..].chars().next();
            let start = at + indent;
            at += line.len();
            if !(2..=6).contains(&marks) || indent > 3 || !next.is_some_and(|c| c.is_alphanumeric() || c == '`') {
                continue;
            }
            let span = Span::new(start, start + marks);
            let fix = vec![Edit::insert(page.id, start + marks, " ")];
            let finding = Finding::at(page.at(span)).case("no-blank").value("marks", &page.text[span.range()]);
            findings.report(finding.fix(Applicability::Safe, fix));
        }
    }
}
