//! Check kind `block-kind`: blocks that say the same but are not the same kind of block.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::gaps::{first_line, item_around, named};
use crate::corpus::align::{Bead, Unit, UnitKind};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Block, BlockId, BlockKind, Document, Heading};
use crate::text::Span;

/// Reports headings of another level, headings and items that lost their markers, and tables of another shape.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DifferentKind {}

static CASES: &[Case] = &[
    Case::new("level", &["found", "expected", "marker"]).with_related(&["original"]),
    Case::new("heading-lost", &["text", "marker"]).with_related(&["original"]),
    Case::new("heading-added", &["text"]).with_related(&["original"]),
    Case::new("item-lost", &["text", "marker"]).with_related(&["original"]),
    Case::new("item-added", &["text"]).with_related(&["original"]),
    Case::new("list", &["text"]).with_related(&["original"]),
    Case::new("columns", &["found", "expected"]).with_related(&["original"]),
    Case::new("kind", &["text"]).with_related(&["original"]),
];

impl PairCheck for DifferentKind {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let alignment = pair.alignment();
        let mut last = None;
        for (index, bead) in alignment.beads.iter().enumerate() {
            let Bead::Match { original, translation } = *bead else { continue };
            let (ours, theirs) = (&alignment.original.units[original], &alignment.translation.units[translation]);
            if ours.kind == theirs.kind && ours.kind != UnitKind::Row && ours.nested_like(theirs) {
                last = None;
                continue;
            }
            let compared = Compared::new(pair, ours, theirs);
            let case = compared.case().filter(|case| compared.is_sure(case, &alignment.beads, index));
            let repeated = last == case && matches!(case, Some("item-added" | "list" | "kind"));
            last = case;
            let Some(case) = case.filter(|_| !repeated && !compared.is_explained()) else { continue };
            findings.report(compared.finding(case));
        }
    }
}

/// A block of the original and the one of the translation that is aligned with it.
struct Compared<'p, 'a> {
    pair: &'p Pair<'a>,
    ours: &'p Unit,
    theirs: &'p Unit,
    /// The first line of each.
    lines: (Span, Span),
}

impl<'p, 'a> Compared<'p, 'a> {
    fn new(pair: &'p Pair<'a>, ours: &'p Unit, theirs: &'p Unit) -> Self {
        let lines = (first_line(pair.original.text, ours.span), first_line(pair.translation.text, theirs.span));
        Self { pair, ours, theirs, lines }
    }

    /// What differs, if anything does.
    fn case(&self) -> Option<&'static str> {
        use UnitKind::{Heading, Paragraph, Row};
        match (self.ours.kind, self.theirs.kind) {
            (Heading(a), Heading(b)) => (a != b).then_some("level"),
            (Heading(_), Paragraph) => Some("heading-lost"),
            (Paragraph, Heading(_)) => Some("heading-added"),
            (Row, Row) => self.columns().map(|_| "columns"),
            (a, b) if a != b => Some("kind"),
            _ if self.ours.nested_like(self.theirs) => None,
            _ => self.nesting(),
        }
    }

    /// True when nothing else can be meant: a heading has the original's id, or the blocks before and after it have
    /// counterparts, too, and the outlines of both pages agree; a lost heading is as short as one. A lost item must
    /// stand among items that were kept.
    fn is_sure(&self, case: &str, beads: &[Bead], index: usize) -> bool {
        let matched = |bead: Option<&Bead>| bead.is_none_or(|bead| matches!(bead, Bead::Match { .. }));
        let before = index.checked_sub(1).and_then(|before| beads.get(before));
        let between = matched(before) && matched(beads.get(index + 1));
        let text = self.theirs.span.trimmed(self.pair.translation.text).of(self.pair.translation.text);
        match case {
            "level" => self.ours.has_id_of(self.theirs) || between && self.is_in_both_outlines(),
            "heading-lost" => text.ends_with('}') && text.contains("{#") || between && is_title(text),
            "item-lost" => between && self.has_kept_siblings(before, beads.get(index + 1)),
            _ => between,
        }
    }

    /// True when the headings belong together by what the outlines of both pages say, too: blocks that merely stand at
    /// the same place of pages with other sections do not.
    fn is_in_both_outlines(&self) -> bool {
        let (ours, theirs) = (&self.pair.original, &self.pair.translation);
        let (Some(a), Some(b)) = (heading(ours.document, self.ours), heading(theirs.document, self.theirs)) else {
            return false;
        };
        self.pair.headings().any(|(one, other)| std::ptr::eq(one, a) && std::ptr::eq(other, b))
    }

    /// True when the item before or after this one in the original's list is an item of the translation.
    fn has_kept_siblings(&self, before: Option<&Bead>, after: Option<&Bead>) -> bool {
        let alignment = self.pair.alignment();
        let (a, b) = (self.pair.original.document, self.pair.translation.document);
        let list = |unit: &Unit| item(a, unit).and_then(|item| item.item.parent);
        let own = list(self.ours);
        [before, after].into_iter().flatten().any(|bead| match *bead {
            Bead::Match { original, translation } => {
                own.is_some()
                    && list(&alignment.original.units[original]) == own
                    && item(b, &alignment.translation.units[translation]).is_some()
            }
            _ => false,
        })
    }

    /// What differs in the lists that the blocks stand in; how deep lists are nested is a matter of style.
    fn nesting(&self) -> Option<&'static str> {
        let (a, b) = (item(self.pair.original.document, self.ours), item(self.pair.translation.document, self.theirs));
        match (a, b) {
            (Some(a), None) if a.is_first(self.ours) => Some("item-lost"),
            (None, Some(b)) if b.is_first(self.theirs) => Some("item-added"),
            (Some(a), Some(b)) if a.ordered != b.ordered => Some("list"),
            _ => None,
        }
    }

    /// How many cells the rows have, where the heads of two tables have not as many.
    fn columns(&self) -> Option<(usize, usize)> {
        let cells = |document: &Document, unit: &Unit| {
            let row = BlockId(unit.block.0);
            let head = document.blocks[row.0 as usize].kind == BlockKind::Row { head: true };
            let after = document.blocks[row.0 as usize + 1..].iter();
            head.then(|| {
                after.take_while(|block| block.span.start < unit.span.end).filter(|b| b.parent == Some(row)).count()
            })
        };
        let a = cells(self.pair.original.document, self.ours)?;
        let b = cells(self.pair.translation.document, self.theirs)?;
        (a != b).then_some((a, b))
    }

    /// True when a page check has said what is wrong here, of either page.
    fn is_explained(&self) -> bool {
        self.pair.original_is_wrong_at(self.lines.0) || self.pair.translation_is_wrong_at(self.lines.1)
    }

    fn finding(&self, case: &'static str) -> Finding<'static> {
        let (original, translation) = (&self.pair.original, &self.pair.translation);
        let text = named(translation.text, self.theirs.span);
        let finding = Finding::at(translation.at(self.lines.1))
            .case(case)
            .value("text", text)
            .related(original.at(self.lines.0), "original");
        match case {
            "level" => self.level(case).unwrap_or(finding),
            "heading-lost" => self.heading_lost(finding),
            "item-lost" => self.item_lost(finding),
            "columns" => {
                let (expected, found) = self.columns().unwrap_or_default();
                finding.value("expected", expected.to_string()).value("found", found.to_string())
            }
            _ => finding,
        }
    }

    fn level(&self, case: &'static str) -> Option<Finding<'static>> {
        let (original, translation) = (&self.pair.original, &self.pair.translation);
        let ours = heading(original.document, self.ours)?;
        let theirs = heading(translation.document, self.theirs)?;
        let marker = "#".repeat(usize::from(ours.level));
        let finding = Finding::at(translation.at(theirs.marker))
            .case(case)
            .value("found", theirs.level.to_string())
            .value("expected", ours.level.to_string())
            .value("marker", marker.clone())
            .related(original.at(ours.marker), "original");
        let written = theirs.marker.of(translation.text);
        if !written.starts_with('#') {
            return Some(finding);
        }
        let edit = Edit::replace(translation.id, theirs.marker, marker);
        Some(finding.fix(Applicability::Safe, vec![edit]))
    }

    /// A heading can be made again for sure when the text still ends in the id that only a heading has.
    fn heading_lost(&self, finding: Finding<'static>) -> Finding<'static> {
        let Some(ours) = heading(self.pair.original.document, self.ours) else { return finding };
        let marker = "#".repeat(usize::from(ours.level));
        let text = self.theirs.span.trimmed(self.pair.translation.text).of(self.pair.translation.text);
        let finding = finding.value("marker", marker.clone());
        if text.contains('\n') || text.starts_with('#') {
            return finding;
        }
        let id = ours.id.as_deref().is_some_and(|id| text.ends_with(&format!("{{#{id}}}")));
        let sure = if id { Applicability::Safe } else { Applicability::Unsafe };
        let edit = Edit::insert(self.pair.translation.id, self.theirs.span.start as usize, format!("{marker} "));
        finding.fix(sure, vec![edit])
    }

    fn item_lost(&self, finding: Finding<'static>) -> Finding<'static> {
        let marker = match item(self.pair.original.document, self.ours) {
            Some(item) if item.ordered => "1.",
            _ => "-",
        };
        finding.value("marker", marker)
    }
}

/// True for a text that may be a heading: one short line without the end of a sentence.
fn is_title(text: &str) -> bool {
    !text.contains('\n') && text.chars().count() <= 60 && !text.ends_with(['.', '。', ':', '：', ';', '；', '，'])
}

fn heading<'d>(document: &'d Document, unit: &Unit) -> Option<&'d Heading> {
    match document.blocks[unit.block.0 as usize].kind {
        BlockKind::Heading(id) => document.headings.get(id.0 as usize),
        _ => None,
    }
}

/// The list item that a unit stands in.
struct Item<'d> {
    item: &'d Block,
    ordered: bool,
}

impl Item<'_> {
    /// True when the unit is what the item begins with.
    fn is_first(&self, unit: &Unit) -> bool {
        unit.span.start <= self.item.content.start
    }
}

/// The innermost item around a unit.
fn item<'d>(document: &'d Document, unit: &Unit) -> Option<Item<'d>> {
    let item = item_around(document, unit)?;
    let ordered = match item.parent.map(|list| document.blocks[list.0 as usize].kind) {
        Some(BlockKind::List { ordered, .. }) => ordered,
        _ => false,
    };
    Some(Item { item, ordered })
}
