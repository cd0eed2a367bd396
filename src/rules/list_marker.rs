//! Check kind `list-marker`: items that are none because their marker is malformed or missing.

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::corpus::habits::{in_item, leading_tag};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Block, BlockKind, Emphasis};
use crate::text::Span;

/// Looks at paragraphs that were meant to be list items.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ListMarker {}

static CASES: &[Case] = &[Case::new("no-blank", &["marker"]), Case::new("missing", &["tag", "items"])];

/// A tag that begins so many items, and hardly any paragraph, begins items.
const FREQUENT: u32 = 20;

impl PageCheck for ListMarker {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let marker = usual_marker(page);
        for (index, block) in page.document.blocks.iter().enumerate() {
            if block.kind == BlockKind::Paragraph {
                no_blank(page, index, block, findings);
                missing(page, block, marker, findings);
            }
        }
    }
}

/// Lines that begin with a list marker and no blank after it: `-**Fixed**`, or `-text` beside real items.
fn no_blank(page: &Page<'_>, index: usize, block: &Block, findings: &mut Findings<'_>) {
    let text = block.content.of(page.text);
    let bytes = text.as_bytes();
    let mut beside = None;
    for line in std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|end| end + 1)) {
        let at = line + bytes[line..].iter().take_while(|&&byte| byte == b' ').count();
        if !matches!(bytes.get(at), Some(b'-' | b'+')) {
            continue;
        }
        let (start, rest) = (block.content.start as usize + at, &text[at + 1..]);
        let strong = rest.starts_with("**") && rest[2..].starts_with(|c: char| c.is_alphanumeric());
        let word = || rest.starts_with(|c: char| c.is_alphabetic() || c == '`' || c == '[');
        let marker = &page.text[start..start + 1];
        let meant = strong || word() && *beside.get_or_insert_with(|| beside_items(page, index, block, marker));
        if !meant {
            continue;
        }
        let span = Span::new(start, start + 1);
        let fix = vec![Edit::insert(page.id, start + 1, " ")];
        let finding = Finding::at(page.at(span)).case("no-blank").value("marker", marker);
        findings.report(finding.fix(Applicability::Safe, fix));
    }
}

/// True when the block before or after is a list with the same marker.
fn beside_items(page: &Page<'_>, index: usize, block: &Block, marker: &str) -> bool {
    let blocks = &page.document.blocks;
    let same = |other: &Block| matches!(other.kind, BlockKind::List { marker: m, .. } if marker.as_bytes().first() == Some(&m));
    // The list that the paragraph stands in, when its line continues an item; or the list after it.
    let item = block.parent.and_then(|parent| blocks.get(parent.0 as usize));
    let around = item.and_then(|item| item.parent).and_then(|parent| blocks.get(parent.0 as usize));
    let next = blocks.get(index + 1);
    around.is_some_and(same) || next.is_some_and(|next| same(next) && next.parent == block.parent)
}

/// A paragraph outside any list that begins with a tag that begins items everywhere else, and a line that does so in the
/// middle of an item.
fn missing(page: &Page<'_>, block: &Block, marker: char, findings: &mut Findings<'_>) {
    if !in_item(page.document, block) {
        let Some(tag) = leading_tag(page.document, page.text, block.content) else { return };
        report_missing(page, block, marker, tag, findings);
        return;
    }
    if memchr::memchr(b'*', block.content.of(page.text).as_bytes()).is_none() {
        return;
    }
    let mut at = block.content.start as usize;
    for (number, line) in block.content.of(page.text).split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        // An indented line belongs to the item on purpose.
        if number == 0 || !line.starts_with("**") {
            continue;
        }
        let place = Span::new(start, block.content.end as usize);
        if let Some(tag) = leading_tag(page.document, page.text, place) {
            report_missing(page, block, marker, tag, findings);
        }
    }
}

fn report_missing(page: &Page<'_>, block: &Block, marker: char, emphasis: &Emphasis, findings: &mut Findings<'_>) {
    let (tag, content) = (emphasis.span, emphasis.content);
    let usual = page.facts.item_tags.of_tag(content.of(page.text));
    if usual.items < FREQUENT || usual.paragraphs * 10 > usual.items {
        return;
    }
    let fix = vec![Edit::insert(page.id, tag.start as usize, format!("{marker} "))];
    let finding = Finding::at(page.at(Span { end: tag.start, ..tag }))
        .case("missing")
        .value("tag", content.of(page.text))
        .value("items", usual.items.to_string());
    let applicability = if in_item(page.document, block) { Applicability::Unsafe } else { Applicability::Safe };
    findings.report(finding.fix(applicability, fix));
}

/// The marker of the page's first list without numbers.
fn usual_marker(page: &Page<'_>) -> char {
    let marker = page.document.blocks.iter().find_map(|block| match block.kind {
        BlockKind::List { ordered: false, marker } => Some(char::from(marker)),
        _ => None,
    });
    marker.unwrap_or('-')
}
