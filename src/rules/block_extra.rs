//! Check kind `block-extra`: blocks of the translation that the original does not have.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::gaps::{Lone, Side, first_line, lone, named};
use crate::corpus::align::UnitKind;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{BlockId, BlockKind};
use crate::text::Span;

/// Reports what only the translation has: the same block twice, a leftover in the original's language, or more text.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BlockExtra {}

static CASES: &[Case] = &[
    Case::new("twice", &["text"]).with_related(&["first", "original"]),
    Case::new("leftover", &["text"]).with_related(&["original"]),
    Case::new("section", &["text"]).with_related(&["original"]),
    Case::new("block", &["text"]).with_related(&["original"]),
    Case::new("rule", &["text"]).with_related(&["original"]),
];

impl PairCheck for BlockExtra {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let alignment = pair.alignment();
        if alignment.is_one_to_one() {
            return;
        }
        for extra in lone(alignment, pair.translation.document, Side::Translation) {
            let line = first_line(pair.translation.text, extra.span);
            let unit = extra.units.0;
            if line.is_empty() || alignment.moved(unit, false).is_some() || pair.translation_is_wrong_at(line) {
                continue;
            }
            if let Some(finding) = finding(pair, &extra) {
                findings.report(finding);
            }
        }
    }
}

/// What there is to say; nothing where blocks of the original are missing at the same place, which tells of both.
fn finding(pair: &Pair<'_>, extra: &Lone) -> Option<Finding<'static>> {
    let text = pair.translation.text;
    let before = extra.after.map(|unit| first_line(pair.original.text, pair.alignment().original.units[unit].span));
    let place = |span: Span| {
        let line = first_line(text, span);
        let finding = Finding::at(pair.translation.at(line)).value("text", named(text, span));
        before.iter().fold(finding, |finding, &span| finding.related(pair.original.at(span), "original"))
    };
    let delete = |span: Span| vec![Edit::delete(pair.translation.id, with_line_ends(text, span))];
    if let Some(twin) = twin(pair, extra) {
        let (first, second) = if twin.start < extra.span.start { (twin, extra.span) } else { (extra.span, twin) };
        let finding = place(second).case("twice");
        let finding = finding.related(pair.translation.at(first_line(text, first)), "first");
        return Some(finding.fix(Applicability::Unsafe, delete(second)));
    }
    if is_leftover(pair, extra) {
        return Some(place(extra.span).case("leftover").fix(Applicability::Unsafe, delete(extra.span)));
    }
    let case = match extra.kind {
        "section" => "section",
        "rule" => "rule",
        _ => "block",
    };
    (!extra.replaced).then(|| place(extra.span).case(case))
}

/// A neighbour of the translation that says the same in the same words: the whole block, such as a list item.
fn twin(pair: &Pair<'_>, extra: &Lone) -> Option<Span> {
    const NEAR: usize = 3;
    let (units, text) = (&pair.alignment().translation.units, pair.translation.text);
    let own = &units[extra.units.0];
    let words = |span: Span| span.of(text).split_whitespace();
    let near = extra.units.0.saturating_sub(NEAR)..(extra.units.1 + NEAR).min(units.len());
    near.filter(|unit| !(extra.units.0..extra.units.1).contains(unit))
        .filter(|&unit| units[unit].span.len() > 8 && words(units[unit].span).eq(words(own.span)))
        .map(|unit| whole(pair, units[unit].block, extra.kind))
        .next()
}

/// The block itself, or the item that it begins when the other is an item.
fn whole(pair: &Pair<'_>, block: BlockId, kind: &str) -> Span {
    let blocks = &pair.translation.document.blocks;
    let block = &blocks[block.0 as usize];
    let item = block.parent.map(|parent| &blocks[parent.0 as usize]);
    item.filter(|item| kind == "item" && item.kind == BlockKind::Item).map_or(block.span, |item| item.span)
}

/// True when the block stands in the original, word by word, near the same place.
fn is_leftover(pair: &Pair<'_>, extra: &Lone) -> bool {
    const NEAR: usize = 4;
    let alignment = pair.alignment();
    let unit = &alignment.translation.units[extra.units.0];
    if unit.kind == UnitKind::Code {
        return false;
    }
    let own = unit.span.of(pair.translation.text);
    let at = extra.after.unwrap_or(0);
    let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(alignment.original.units.len());
    let text = |unit: usize| alignment.original.units[unit].span.of(pair.original.text);
    own.len() >= 20 && near.into_iter().any(|unit| text(unit).split_whitespace().eq(own.split_whitespace()))
}

/// The lines of a block, with the line end and one blank line after it.
fn with_line_ends(text: &str, span: Span) -> Span {
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let blank = text[start..span.start as usize].trim().is_empty();
    let start = if blank { start } else { span.start as usize };
    let mut end = span.end as usize;
    for _ in 0..2 {
        if text[end..].starts_with("\r\n") {
            end += 2;
        } else if text[end..].starts_with('\n') {
            end += 1;
        }
    }
    Span::new(start, end)
}
