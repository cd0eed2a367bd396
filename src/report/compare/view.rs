//! The comparison as data, for programs. Its structs are a format of their own, so that it changes only on purpose.

use std::io::{self, Write};
use std::ops::Range as Units;

use serde::Serialize;

use super::tokens::{Token, TokenKind};
use super::{Comparison, Row, SURE, Side, State, What};
use crate::corpus::align::{Unit, UnitKind};
use crate::document::{Block, BlockKind};
use crate::report::json::{JsonDiagnostic, Maker};
use crate::report::position::range;
use crate::report::{Range, write_json};
use crate::text::Span;

/// The number of the format: it grows when a field goes away or changes its meaning, not when one is added.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct ComparisonView<'v> {
    schema: u32,
    root: &'v str,
    original: PageView<'v>,
    translation: PageView<'v>,
    fields: Vec<FieldView<'v>>,
    beads: Vec<BeadView<'v>>,
    /// Findings about a page as a whole.
    findings: Vec<JsonDiagnostic<'v>>,
    differs: bool,
}

#[derive(Serialize)]
struct PageView<'v> {
    path: &'v str,
    lang: Option<&'v str>,
    /// In document order; beads name them by their index.
    blocks: Vec<BlockView<'v>>,
}

#[derive(Serialize)]
struct BlockView<'v> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    /// The id that a heading is published with.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'v str>,
    /// What the block stands in, from the outside in.
    container: Vec<&'v str>,
    range: Range,
}

#[derive(Serialize)]
struct FieldView<'v> {
    key: &'v str,
    original: Option<Range>,
    translation: Option<Range>,
    findings: Vec<JsonDiagnostic<'v>>,
}

#[derive(Serialize)]
struct BeadView<'v> {
    kind: &'static str,
    original: Vec<usize>,
    translation: Vec<usize>,
    /// Still in the original's language.
    untranslated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<GapView>,
    /// What one side holds and the other does not.
    only: OnlyView<'v>,
    findings: Vec<JsonDiagnostic<'v>>,
}

#[derive(Serialize)]
struct GapView {
    /// How much dearer every other alignment is; null when there is no other.
    confidence: Option<f32>,
    /// Just this block has no counterpart.
    sure: bool,
    /// Blocks of the same page that may be the one without a counterpart instead.
    rivals: Vec<usize>,
    /// The line of the translation after which a missing block belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    after_line: Option<usize>,
}

#[derive(Serialize)]
struct OnlyView<'v> {
    original: Vec<TokenView<'v>>,
    translation: Vec<TokenView<'v>>,
}

#[derive(Serialize)]
struct TokenView<'v> {
    kind: &'static str,
    value: &'v str,
    range: Range,
}

impl Comparison<'_> {
    /// Writes the alignment as one JSON object. `root` is the folder that paths count from.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_json(&self, root: &str, out: &mut dyn Write) -> io::Result<()> {
        let mut maker = Maker::new(self.corpus);
        let rows = || self.rows.iter();
        let view = ComparisonView {
            schema: SCHEMA,
            root,
            original: self.page(true),
            translation: self.page(false),
            fields: rows().filter_map(|row| self.field(row, &mut maker)).collect(),
            beads: rows().filter_map(|row| self.bead(row, &mut maker)).collect(),
            findings: self.head.iter().map(|d| maker.diagnostic(d)).collect(),
            differs: self.differs(),
        };
        write_json(out, &view)?;
        out.write_all(b"\n")
    }

    fn page(&self, original: bool) -> PageView<'_> {
        let side = if original { &self.original } else { &self.translation };
        PageView {
            path: &side.source.path,
            lang: side.source.language.map(|language| &*self.corpus.site.language(language).tag),
            blocks: self.units(original).iter().map(|unit| side.block(unit)).collect(),
        }
    }

    fn field<'v>(&'v self, row: &Row<'v>, maker: &mut Maker<'v>) -> Option<FieldView<'v>> {
        let What::Field { original, translation } = row.what else { return None };
        let entry = |side: &'v Side<'_>, index: Option<usize>| index.and_then(|index| side.entries().get(index));
        let (ours, theirs) = (entry(&self.original, original), entry(&self.translation, translation));
        Some(FieldView {
            key: &ours.or(theirs)?.key.value,
            original: ours.map(|entry| self.original.range(entry.key.span.to(entry.value.span))),
            translation: theirs.map(|entry| self.translation.range(entry.key.span.to(entry.value.span))),
            findings: row.findings.iter().map(|d| maker.diagnostic(d)).collect(),
        })
    }

    fn bead<'v>(&'v self, row: &'v Row<'v>, maker: &mut Maker<'v>) -> Option<BeadView<'v>> {
        let What::Blocks { original, translation, .. } = &row.what else { return None };
        let kind = match (row.state, original.len(), translation.len()) {
            (State::Missing, ..) => "missing",
            (State::Extra, ..) => "extra",
            (_, 2, _) => "merge",
            (_, _, 2) => "split",
            _ => "match",
        };
        let all = |units: &Units<usize>| units.clone().collect::<Vec<_>>();
        let gap = self.gap(row).map(|gap| GapView {
            confidence: gap.confidence.is_finite().then_some(gap.confidence),
            sure: gap.confidence >= SURE,
            rivals: gap.rivals.clone(),
            after_line: (row.state == State::Missing).then(|| self.insertion_line(translation.start)),
        });
        Some(BeadView {
            kind,
            original: all(original),
            translation: all(translation),
            untranslated: row.state == State::Untranslated,
            gap,
            only: OnlyView {
                original: row.original_tokens.iter().map(|token| self.original.token(token)).collect(),
                translation: row.translation_tokens.iter().map(|token| self.translation.token(token)).collect(),
            },
            findings: row.findings.iter().map(|d| maker.diagnostic(d)).collect(),
        })
    }
}

impl Side<'_> {
    fn range(&self, span: Span) -> Range {
        range(&self.lines, self.text(), span)
    }

    fn token<'v>(&self, token: &'v Token) -> TokenView<'v> {
        let kind = match token.kind {
            TokenKind::Code => "code",
            TokenKind::CodeLine => "code-line",
            TokenKind::Link => "link",
            TokenKind::Number => "number",
        };
        TokenView { kind, value: &token.value, range: self.range(token.span) }
    }

    fn block(&self, unit: &Unit) -> BlockView<'_> {
        let document = &self.source.document;
        let block = &document.blocks[unit.block.0 as usize];
        let parent = |block: &Block| block.parent.map(|id| &document.blocks[id.0 as usize]);
        let name = |block: &Block| match block.kind {
            BlockKind::List { ordered: true, .. } => "ordered-list",
            BlockKind::List { ordered: false, .. } => "list",
            BlockKind::Item => "item",
            BlockKind::Quote => "quote",
            BlockKind::Table => "table",
            BlockKind::Footnote => "footnote",
            BlockKind::Definition => "definition",
            BlockKind::Shortcode(id) => &document.shortcodes[id.0 as usize].name.value,
            _ => "block",
        };
        let mut container: Vec<&str> = std::iter::successors(parent(block), |block| parent(block)).map(name).collect();
        container.reverse();
        let id = match block.kind {
            BlockKind::Heading(id) => document.headings[id.0 as usize].id.as_deref(),
            _ => None,
        };
        let (kind, level) = match unit.kind {
            UnitKind::Heading(level) => ("heading", Some(level)),
            UnitKind::Paragraph => ("paragraph", None),
            UnitKind::Code => ("code", None),
            UnitKind::Row => ("row", None),
            UnitKind::Html => ("html", None),
            UnitKind::Shortcode => ("shortcode", None),
            UnitKind::Rule => ("rule", None),
        };
        BlockView { kind, level, id, container, range: self.range(unit.span) }
    }
}
