//! One side of a row: a block as its page has it, laid out for a column, so that headings, lists, quotes, tables, code and
//! shortcodes are recognised at a glance.

use std::ops::Range;

use super::Side;
use super::flow::{Flow, Ink, Line, width};
use crate::corpus::align::{Unit, UnitKind};
use crate::document::{Block, BlockKind, Document};
use crate::text::Span;

/// Columns that a container sets its blocks in by where it has no marker of its own.
const STEP: usize = 2;
/// The longest marker that is shown as it is.
const MARKER: usize = 12;
/// Lines of a code block above which it is folded when both sides are the same, and lines that are shown then.
const LONG: usize = 6;
const KEPT: usize = 3;

/// How a cell is laid out.
#[derive(Clone, Copy)]
pub(super) struct Layout<'l> {
    /// Columns for text.
    pub(super) columns: usize,
    /// There are colours; without, tokens that differ stand in brackets.
    pub(super) color: bool,
    /// Long code is folded; says so, given the number of lines that are not shown.
    pub(super) fold: Option<&'l dyn Fn(usize) -> String>,
}

/// Pieces of text at the start of a line.
type Prefix = Vec<(String, Ink)>;

/// Lays out the units `range` of a page; `marks` are the places of tokens without a counterpart, in order.
pub(super) fn blocks(
    side: &Side<'_>,
    units: &[Unit],
    range: Range<usize>,
    marks: &[Span],
    layout: Layout<'_>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for index in range {
        let cell = Cell { side, text: side.text(), document: &side.source.document, marks, layout };
        cell.unit(units, index, &mut lines);
    }
    lines
}

/// Lays out a front matter field as it is written.
pub(super) fn field(side: &Side<'_>, entry: usize, layout: Layout<'_>) -> Vec<Line> {
    let Some(entry) = side.entries().get(entry) else { return Vec::new() };
    let span = entry.key.span.to(entry.value.span).trimmed(side.text());
    let rest = vec![(" ".repeat(STEP), Ink::Dim)];
    let mut lines: Vec<Line> = Vec::new();
    for (count, part) in lines_of(side.text(), span).into_iter().enumerate() {
        let mut flow = Flow::default();
        flow.page(side.text(), part, Ink::Plain, &[], false);
        let first = if count == 0 { &[][..] } else { &rest[..] };
        lines.extend(flow.lines(first, &rest, layout.columns));
    }
    if let Some(line) = lines.first_mut() {
        line.number = Some(side.line(span.start));
    }
    lines
}

struct Cell<'c> {
    side: &'c Side<'c>,
    text: &'c str,
    document: &'c Document,
    marks: &'c [Span],
    layout: Layout<'c>,
}

impl Cell<'_> {
    fn unit(&self, units: &[Unit], index: usize, lines: &mut Vec<Line>) {
        let unit = &units[index];
        let block = &self.document.blocks[unit.block.0 as usize];
        let before = index.checked_sub(1).map(|before| units[before].span.start);
        let (first, rest) = self.nesting(block, before, lines);
        let begin = lines.len();
        match unit.kind {
            UnitKind::Heading(level) => self.heading(block, level, &first, &rest, lines),
            UnitKind::Paragraph | UnitKind::Row => {
                let span = if unit.kind == UnitKind::Row { block.span } else { block.content };
                let quotes = self.ancestors(block).filter(|outer| outer.kind == BlockKind::Quote).count();
                let mut flow = Flow::default();
                for (count, part) in lines_of(self.text, span).into_iter().enumerate() {
                    let part = without_marks(self.text, part, if count > 0 { quotes } else { 0 });
                    if count > 0 {
                        flow.join(part.of(self.text));
                    }
                    self.page(&mut flow, part, Ink::Plain);
                }
                lines.extend(flow.lines(&first, &rest, self.layout.columns));
            }
            UnitKind::Code | UnitKind::Html | UnitKind::Shortcode | UnitKind::Rule => {
                self.verbatim(block, &first, &rest, lines);
            }
        }
        if let Some(line) = lines.get_mut(begin) {
            line.number = Some(self.side.line(unit.span.start));
        }
    }

    fn page(&self, flow: &mut Flow, span: Span, ink: Ink) {
        flow.page(self.text, span, ink, self.marks, !self.layout.color);
    }

    fn ancestors(&self, block: &Block) -> impl Iterator<Item = &Block> {
        let parent = |block: &Block| block.parent.map(|id| &self.document.blocks[id.0 as usize]);
        std::iter::successors(parent(block), move |block| parent(block))
    }

    /// What stands before the first line of a block and before its other lines. A marker is shown with the first block of
    /// its item only; the opening tag of a shortcode takes a line of its own.
    fn nesting(&self, block: &Block, before: Option<u32>, lines: &mut Vec<Line>) -> (Prefix, Prefix) {
        let (mut first, mut rest) = (Prefix::new(), Prefix::new());
        let mut outer: Vec<&Block> = self.ancestors(block).collect();
        outer.reverse();
        for container in outer {
            let opens = before.is_none_or(|before| before < container.span.start);
            let marker = Span { start: container.span.start, end: container.content.start.max(container.span.start) };
            match container.kind {
                BlockKind::Quote => {
                    first.push(("> ".to_owned(), Ink::Dim));
                    rest.push(("> ".to_owned(), Ink::Dim));
                }
                BlockKind::Item | BlockKind::Footnote | BlockKind::Definition => {
                    let marker = self.marker(marker);
                    let blank = " ".repeat(width(&marker));
                    first.push((if opens { marker } else { blank.clone() }, Ink::Dim));
                    rest.push((blank, Ink::Dim));
                }
                BlockKind::Shortcode(id) => {
                    if opens {
                        let mut tag = Flow::default();
                        let open = self.document.shortcodes[id.0 as usize].open;
                        self.page(&mut tag, open, Ink::Dim);
                        let begin = lines.len();
                        lines.extend(tag.lines(&first, &rest, self.layout.columns));
                        lines[begin].number = Some(self.side.line(open.start));
                        first.clone_from(&rest);
                    }
                    first.push((" ".repeat(STEP), Ink::Dim));
                    rest.push((" ".repeat(STEP), Ink::Dim));
                }
                _ => {}
            }
        }
        (self.fitting(first), self.fitting(rest))
    }

    /// The innermost part of a prefix that leaves at least half of the column to the text.
    fn fitting(&self, mut prefix: Prefix) -> Prefix {
        let all = |prefix: &Prefix| prefix.iter().map(|(text, _)| width(text)).sum::<usize>();
        let mut used = all(&prefix);
        let mut cut = 0;
        while used > self.layout.columns / 2 && cut < prefix.len() {
            used -= width(&prefix[cut].0);
            cut += 1;
        }
        prefix.drain(..cut);
        prefix
    }

    /// The marker of an item with a blank after it.
    fn marker(&self, span: Span) -> String {
        let marker = span.of(self.text).lines().next().unwrap_or_default().trim();
        match marker.is_empty() || marker.chars().count() > MARKER || marker.contains(super::super::is_hidden) {
            true => " ".repeat(STEP),
            false => format!("{marker} "),
        }
    }

    /// A heading with the id that it is published with: the written one as it is written, a derived one after `#`.
    fn heading(&self, block: &Block, level: u8, first: &Prefix, rest: &Prefix, lines: &mut Vec<Line>) {
        let BlockKind::Heading(id) = block.kind else { return };
        let heading = &self.document.headings[id.0 as usize];
        let mut flow = Flow::default();
        flow.push(&format!("{} ", "#".repeat(level.into())), Ink::Dim);
        let parts = lines_of(self.text, heading.content);
        for (count, part) in parts.into_iter().enumerate() {
            if count > 0 {
                flow.push(" ", Ink::Bold);
            }
            self.page(&mut flow, part, Ink::Bold);
        }
        match (heading.attributes, &heading.id) {
            (Some(attributes), id) => {
                flow.push(" ", Ink::Dim);
                self.page(&mut flow, attributes, Ink::Dim);
                if let (None, Some(id)) = (&heading.explicit, id) {
                    flow.push(&format!(" #{id}"), Ink::Dim);
                }
            }
            (None, Some(id)) => flow.push(&format!(" #{id}"), Ink::Dim),
            (None, None) => {}
        }
        lines.extend(flow.lines(first, rest, self.layout.columns));
    }

    /// A block whose lines are kept: code, HTML, a shortcode.
    fn verbatim(&self, block: &Block, first: &Prefix, rest: &Prefix, lines: &mut Vec<Line>) {
        let parts = lines_of(self.text, block.span);
        let quotes = self.ancestors(block).filter(|outer| outer.kind == BlockKind::Quote).count();
        // The first line begins behind the indentation that the others still have.
        let others = parts.iter().skip(1).map(|&part| without_quotes(self.text, part, quotes));
        let others: Vec<Span> = others.collect();
        let indent = |span: &Span| span.of(self.text).bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let common = others.iter().filter(|span| !span.is_empty()).map(indent).min().unwrap_or(0);
        let set_in = |span: Span| Span { start: span.start + common.min(span.len()) as u32, end: span.end };
        let parts: Vec<Span> = parts.first().copied().into_iter().chain(others.into_iter().map(set_in)).collect();
        let folded = self.layout.fold.filter(|_| parts.len() > LONG);
        let last = parts.len() - 1;
        for (count, &part) in parts.iter().enumerate() {
            if folded.is_some() && (KEPT..last).contains(&count) {
                if let Some(say) = folded.filter(|_| count == KEPT) {
                    let mut flow = Flow::default();
                    flow.push(&say(last - KEPT), Ink::Dim);
                    lines.extend(flow.lines(rest, rest, self.layout.columns));
                }
                continue;
            }
            let mut flow = Flow::default();
            self.page(&mut flow, part, Ink::Plain);
            lines.extend(flow.lines(if count == 0 { first } else { rest }, rest, self.layout.columns));
        }
    }
}

/// The lines of a part of a page, without their ends; never empty.
fn lines_of(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start as usize;
    for line in span.of(text).split('\n') {
        let kept = line.trim_end_matches('\r').len();
        out.push(Span::new(start, start + kept));
        start += line.len() + 1;
    }
    out
}

/// A line without the indentation and the marks of the quotes it stands in.
fn without_marks(text: &str, line: Span, quotes: usize) -> Span {
    without_quotes(text, line.trimmed(text), quotes).trimmed(text)
}

/// A line without the marks of the quotes it stands in; what indents it behind the last one stays.
fn without_quotes(text: &str, line: Span, quotes: usize) -> Span {
    let mut line = line;
    for _ in 0..quotes {
        let inner = line.of(text).trim_start();
        if !inner.starts_with('>') {
            break;
        }
        let start = line.end as usize - inner.len() + 1;
        let blank = usize::from(text[start..line.end as usize].starts_with(' '));
        line = Span::new(start + blank, line.end as usize);
    }
    line
}
