//! A translation beside its original, row by row: which blocks and front matter fields belong together, what differs in
//! them, and what `check` says of each. `table` draws it for people, `view` writes it for programs.

mod cell;
mod flow;
mod table;
mod tokens;
mod view;

use std::ops::Range;

use crate::corpus::align::{Alignment, Bead, Gap, Lengths, Passage, Unit, UnitKind};
use crate::corpus::{Corpus, Source};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Entry;
use crate::text::{LineIndex, Location, SourceId};
pub use table::Look;
use tokens::Token;

/// From this confidence on a block without a counterpart may be named; below, it may as well be one of its rivals.
const SURE: f32 = 1.0;

/// Two pages beside each other.
pub struct Comparison<'a> {
    corpus: &'a Corpus,
    original: Side<'a>,
    translation: Side<'a>,
    alignment: Alignment,
    rows: Vec<Row<'a>>,
    /// Findings about a page as a whole.
    head: Vec<&'a Diagnostic>,
}

/// One of the two pages.
struct Side<'a> {
    id: SourceId,
    source: &'a Source,
    lines: LineIndex,
}

/// What stands side by side.
struct Row<'a> {
    what: What,
    state: State,
    /// What only the original's block holds.
    original_tokens: Vec<Token>,
    /// What only the translation's block holds.
    translation_tokens: Vec<Token>,
    findings: Vec<&'a Diagnostic>,
}

/// What a row shows.
enum What {
    /// A front matter field, by its index among the entries of each page.
    Field { original: Option<usize>, translation: Option<usize> },
    /// The units of a bead.
    Blocks { bead: usize, original: Range<usize>, translation: Range<usize> },
}

/// How the two sides of a row stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing to see.
    Agrees,
    /// The translation has none.
    Missing,
    /// The original has none.
    Extra,
    /// Two paragraphs became one.
    Merged,
    /// One paragraph became two.
    Split,
    /// Still in the original's language.
    Untranslated,
    /// Not the same kind of block, or not in the same containers.
    Elsewhere,
    /// Code, links or numbers stand on one side only.
    Differs,
}

impl<'a> Comparison<'a> {
    /// Compares two pages. Of `diagnostics` those are kept that are about these two and no other page.
    pub fn new(corpus: &'a Corpus, original: SourceId, translation: SourceId, diagnostics: &'a [Diagnostic]) -> Self {
        let side = |id| {
            let source = corpus.source(id);
            Side { id, source, lines: LineIndex::new(&source.text) }
        };
        let (original, translation) = (side(original), side(translation));
        let lengths = Lengths::between(original.language(corpus), translation.language(corpus));
        let alignment = original.source.aligned(translation.source, &corpus.site, lengths);
        let mut rows = field_rows(&original, &translation);
        rows.extend(block_rows(corpus, &original, &translation, &alignment));
        let mut comparison = Self { corpus, original, translation, alignment, rows, head: Vec::new() };
        comparison.place(diagnostics);
        comparison
    }

    /// True when a block has no counterpart, or something was found that is more than information.
    pub fn differs(&self) -> bool {
        let counts = |findings: &[&Diagnostic]| findings.iter().any(|d| d.severity > Severity::Info);
        let gap = |row: &Row<'_>| matches!(row.what, What::Blocks { .. }) && row.state.is_gap();
        counts(&self.head) || self.rows.iter().any(|row| gap(row) || counts(&row.findings))
    }

    /// Gives every finding to the row that it is about.
    fn place(&mut self, diagnostics: &'a [Diagnostic]) {
        let ours = |at: Location| at.source == self.original.id || at.source == self.translation.id;
        let about = diagnostics.iter().filter(|d| ours(d.primary) && d.related.iter().all(|l| ours(l.location)));
        let places = [self.places(true), self.places(false)];
        let row_at = |at: Location| {
            let (side, places) = match at.source == self.original.id {
                true => (&self.original, &places[0]),
                false => (&self.translation, &places[1]),
            };
            let offset = at.span.start;
            let after = places.partition_point(|&(start, _)| start <= offset);
            let row = after.checked_sub(1).map(|index| places[index].1);
            match offset >= side.source.document.body.start {
                // Before the first block of the body there is no row but the first one.
                true if row.is_none_or(|row| self.rows[row].is_field()) => places.get(after).map(|&(_, row)| row),
                _ => row,
            }
        };
        let one_sided = |row: &usize| self.rows[*row].state == State::Missing || self.rows[*row].lacks_translation();
        let row_of = |d: &Diagnostic| {
            let there = d.related.iter().filter(|l| l.location.source == self.original.id);
            let lacking = there.filter_map(|l| row_at(l.location)).find(one_sided);
            lacking.filter(|_| d.primary.source == self.translation.id).or_else(|| row_at(d.primary))
        };
        let placed: Vec<(Option<usize>, &'a Diagnostic)> = about.map(|d| (row_of(d), d)).collect();
        for (row, diagnostic) in placed {
            match row {
                Some(row) => self.rows[row].findings.push(diagnostic),
                None => self.head.push(diagnostic),
            }
        }
    }

    /// Where the parts of each row begin on one side, in the order of the page.
    fn places(&self, original: bool) -> Vec<(u32, usize)> {
        let side = if original { &self.original } else { &self.translation };
        let mut places = Vec::with_capacity(self.rows.len());
        for (index, row) in self.rows.iter().enumerate() {
            match (&row.what, original) {
                (What::Field { original: Some(entry), .. }, true)
                | (What::Field { translation: Some(entry), .. }, false) => {
                    places.extend(side.entries().get(*entry).map(|entry| (entry.key.span.start, index)));
                }
                (What::Blocks { original: units, .. }, true) | (What::Blocks { translation: units, .. }, false) => {
                    // From the start of the line: a finding may point to the marker before a block.
                    let start = |unit: usize| side.line_start(self.units(original)[unit].span.start);
                    places.extend(units.clone().map(|unit| (start(unit), index)));
                }
                _ => {}
            }
        }
        places.sort_unstable();
        places
    }

    fn units(&self, original: bool) -> &[Unit] {
        if original { &self.alignment.original.units } else { &self.alignment.translation.units }
    }

    /// The gap of a row whose block has no counterpart.
    fn gap(&self, row: &Row<'_>) -> Option<&Gap> {
        match row.what {
            What::Blocks { bead, .. } => match &self.alignment.beads[bead] {
                Bead::Missing(gap) | Bead::Extra(gap) => Some(gap),
                _ => None,
            },
            What::Field { .. } => None,
        }
    }
}

impl<'a> Side<'a> {
    fn language(&self, corpus: &'a Corpus) -> &'a str {
        self.source.language.map_or("", |language| &corpus.site.language(language).tag)
    }

    fn text(&self) -> &'a str {
        &self.source.text
    }

    /// The fields of the front matter.
    fn entries(&self) -> &'a [Entry] {
        self.source.document.front_matter.as_ref().map_or(&[], |front_matter| front_matter.entries())
    }

    /// Where the line of a byte begins.
    fn line_start(&self, offset: u32) -> u32 {
        self.lines.line_span(self.text(), self.lines.line_of(offset as usize)).start
    }

    /// The line of a byte, from 1.
    fn line(&self, offset: u32) -> usize {
        self.lines.line_of(offset as usize) + 1
    }
}

impl Row<'_> {
    fn new(what: What, state: State) -> Self {
        Self { what, state, original_tokens: Vec::new(), translation_tokens: Vec::new(), findings: Vec::new() }
    }

    fn is_field(&self) -> bool {
        matches!(self.what, What::Field { .. })
    }

    fn lacks_translation(&self) -> bool {
        matches!(self.what, What::Field { translation: None, .. })
    }

    /// True when somebody should look at it.
    fn is_notable(&self) -> bool {
        self.state != State::Agrees || !self.findings.is_empty()
    }
}

impl State {
    fn is_gap(self) -> bool {
        matches!(self, State::Missing | State::Extra)
    }
}

/// The fields in the order of the original, those of the translation alone after the field that they follow there.
fn field_rows<'a>(original: &Side<'_>, translation: &Side<'_>) -> Vec<Row<'a>> {
    let (ours, theirs) = (original.entries(), translation.entries());
    let mut taken = vec![false; theirs.len()];
    let mut by_key: rustc_hash::FxHashMap<String, Vec<usize>> = rustc_hash::FxHashMap::default();
    for (index, entry) in theirs.iter().enumerate().rev() {
        by_key.entry(entry.key.value.to_ascii_lowercase()).or_default().push(index);
    }
    let mut partners = Vec::with_capacity(ours.len());
    for entry in ours {
        let partner = by_key.get_mut(&entry.key.value.to_ascii_lowercase()).and_then(Vec::pop);
        partners.push(partner);
        if let Some(index) = partner {
            taken[index] = true;
        }
    }
    let row = |original, translation| Row::new(What::Field { original, translation }, State::Agrees);
    let mut rows = Vec::with_capacity(ours.len());
    let alone = |from: usize, rows: &mut Vec<Row<'a>>| {
        let run = (from..theirs.len()).take_while(|&index| !taken[index]);
        rows.extend(run.map(|index| row(None, Some(index))));
    };
    alone(0, &mut rows);
    for (index, partner) in partners.into_iter().enumerate() {
        rows.push(row(Some(index), partner));
        if let Some(partner) = partner {
            alone(partner + 1, &mut rows);
        }
    }
    rows
}

fn block_rows<'a>(corpus: &Corpus, original: &Side<'_>, translation: &Side<'_>, alignment: &Alignment) -> Vec<Row<'a>> {
    let mut passages = alignment.passages(original.text(), translation.text()).into_iter();
    let mut rows = Vec::with_capacity(alignment.beads.len());
    let (mut from, mut to) = (0, 0);
    for (bead, piece) in alignment.beads.iter().enumerate() {
        let (ours, theirs, state) = match piece {
            Bead::Match { .. } => (1, 1, State::Agrees),
            Bead::Merge { .. } => (2, 1, State::Merged),
            Bead::Split { .. } => (1, 2, State::Split),
            Bead::Missing(_) => (1, 0, State::Missing),
            Bead::Extra(_) => (0, 1, State::Extra),
        };
        let what = What::Blocks { bead, original: from..from + ours, translation: to..to + theirs };
        (from, to) = (from + ours, to + theirs);
        let mut row = Row::new(what, state);
        if !state.is_gap()
            && let Some(passage) = passages.next()
        {
            compare(corpus, (original, translation), passage, &mut row);
            let (a, b) = (&alignment.original.units[from - ours], &alignment.translation.units[to - theirs]);
            let kinds = std::mem::discriminant(&a.kind) != std::mem::discriminant(&b.kind);
            if matches!(row.state, State::Agrees | State::Differs) && (kinds || !a.nested_like(b)) {
                row.state = State::Elsewhere;
            }
        }
        rows.push(row);
    }
    rows
}

/// What differs inside two texts that belong together.
fn compare(corpus: &Corpus, (original, translation): (&Side<'_>, &Side<'_>), passage: Passage, row: &mut Row<'_>) {
    if passage.untranslated {
        row.state = State::Untranslated;
        return;
    }
    if passage.same_words {
        return;
    }
    let code = passage.kind == UnitKind::Code && passage.translated_kind == UnitKind::Code;
    let of = |side: &Side<'_>, span| match code {
        true => tokens::of_code(side.source, span),
        false => tokens::of(corpus, side.source, span),
    };
    let (ours, theirs) = (of(original, passage.original), of(translation, passage.translation));
    row.original_tokens = tokens::without_counterpart(&ours, &theirs);
    row.translation_tokens = tokens::without_counterpart(&theirs, &ours);
    if row.state == State::Agrees && !(row.original_tokens.is_empty() && row.translation_tokens.is_empty()) {
        row.state = State::Differs;
    }
}
