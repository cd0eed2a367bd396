//! The comparison as people see it: two columns with a gutter between, and what was found beneath each row.

use std::io::{self, Write};

use super::cell::{self, Layout};
use super::flow::{Flow, Ink, Line, tail};
use super::{Comparison, Row, SURE, Side, State, What};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::report::{one_line, path_at_line_start};
use crate::text::Span;
use crate::words::{Tongue, count, say};

/// The narrowest columns that still hold words.
const NARROWEST: usize = 40;
/// Runs of rows that agree are folded when at least so many rows would go away.
const FOLDED: usize = 3;
/// Other places of a block that may be the one without a counterpart that are named.
const RIVALS: usize = 3;

/// How to draw a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Colours may be written.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Rows to show round each row that is worth a look; `None` shows every row, and code in full.
    pub context: Option<usize>,
    /// The language for people.
    pub tongue: Tongue,
}

impl Comparison<'_> {
    /// Draws the two pages side by side.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_text(&self, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let width = look.width.max(NARROWEST);
        let digits = |side: &Side<'_>| side.lines.line_count().to_string().len();
        let numbers = digits(&self.original).max(digits(&self.translation));
        // A gutter of three columns, a number and a blank before each text.
        let columns = (width - 3) / 2 - numbers - 1;
        let mut table = Table { comparison: self, look, width, numbers, columns, out };
        table.head()?;
        table.rows()?;
        table.foot()
    }
}

struct Table<'t, 'a> {
    comparison: &'t Comparison<'a>,
    look: Look,
    width: usize,
    /// Columns of a line number.
    numbers: usize,
    /// Columns of the text on each side.
    columns: usize,
    out: &'t mut dyn Write,
}

impl Table<'_, '_> {
    fn head(&mut self) -> io::Result<()> {
        let room = self.numbers + 1 + self.columns;
        let path = |side: &Side<'_>| tail(&path_at_line_start(&side.source.path), room);
        let (left, right) = (path(&self.comparison.original), path(&self.comparison.translation));
        let pad = " ".repeat(room - super::flow::width(&left));
        let (left, right) = (self.ink(&left, Ink::Bold), self.ink(&right, Ink::Bold));
        let bar = self.ink("│", Ink::Dim);
        writeln!(self.out, "{left}{pad} {bar} {right}")?;
        let rule = format!("{}┼{}", "─".repeat(room + 1), "─".repeat(self.width - room - 2));
        let rule = self.ink(&rule, Ink::Dim);
        writeln!(self.out, "{rule}")?;
        let comparison = self.comparison;
        comparison.head.iter().try_for_each(|diagnostic| self.finding(diagnostic))
    }

    fn foot(&mut self) -> io::Result<()> {
        let rows = &self.comparison.rows;
        let blocks = rows.iter().filter(|row| !row.is_field()).count();
        let of = |state: State| rows.iter().filter(|row| row.state == state).count();
        let findings = self.comparison.head.len() + rows.iter().map(|row| row.findings.len()).sum::<usize>();
        let parts = [
            ("compare-count-missing", of(State::Missing)),
            ("compare-count-extra", of(State::Extra)),
            ("compare-count-merged", of(State::Merged) + of(State::Split)),
            ("compare-count-untranslated", of(State::Untranslated)),
            ("compare-count-elsewhere", of(State::Elsewhere)),
            ("compare-count-tokens", of(State::Differs)),
            ("compare-count-findings", findings),
        ];
        let tongue = self.look.tongue;
        let parts = parts.iter().filter(|(_, number)| *number > 0).map(|(id, number)| count(tongue, id, *number, &[]));
        let mut all: Vec<String> = parts.collect();
        if all.is_empty() {
            all.push(say(tongue, "compare-nothing", &[]));
        }
        let blocks = count(tongue, "compare-count-blocks", blocks, &[]);
        let sentence =
            format!("{blocks}{}{}", say(tongue, "compare-colon", &[]), all.join(&say(tongue, "summary-comma", &[])));
        let sentence = self.ink(&sentence, Ink::Bold);
        writeln!(self.out, "\n{sentence}")
    }

    fn rows(&mut self) -> io::Result<()> {
        let shown = self.shown();
        let comparison = self.comparison;
        let rows = &comparison.rows;
        let mut index = 0;
        let mut above = None;
        while let Some(row) = rows.get(index) {
            if shown[index] {
                let apart = above.is_some_and(|above: usize| above + 1 == index && self.is_apart(&rows[above], row));
                let again = index.checked_sub(1).is_some_and(|before| rows[before].state == row.state);
                self.row(row, apart, again)?;
                above = Some(index);
                index += 1;
                continue;
            }
            let run = rows[index..].iter().zip(&shown[index..]);
            let length = run.take_while(|(other, shown)| !**shown && other.is_field() == row.is_field()).count();
            let id = if row.is_field() { "compare-folded-fields" } else { "compare-folded" };
            let line = self.ink(
                &format!("{}{}", " ".repeat(self.numbers + 1), count(self.look.tongue, id, length, &[])),
                Ink::Dim,
            );
            writeln!(self.out, "{line}")?;
            index += length;
        }
        Ok(())
    }

    /// Which rows are shown: those worth a look, their neighbours, and the headings of the sections they stand in.
    fn shown(&self) -> Vec<bool> {
        let rows = &self.comparison.rows;
        let Some(context) = self.look.context else { return vec![true; rows.len()] };
        let mut shown = vec![false; rows.len()];
        let mut next = 0;
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.is_notable()) {
            let from = index.saturating_sub(context).max(next);
            let to = (index + context + 1).min(rows.len());
            let same = |other: &usize| rows[*other].is_field() == row.is_field();
            (from..to).filter(same).for_each(|other| shown[other] = true);
            if let Some(heading) = (next..index).rev().find(|&other| self.is_heading(&rows[other])) {
                shown[heading] = true;
            }
            next = index + 1;
        }
        // A fold that hides next to nothing is no help.
        let mut start = 0;
        while start < rows.len() {
            let ends = |end: &usize| shown[*end] != shown[start] || rows[*end].is_field() != rows[start].is_field();
            let end = (start..rows.len()).find(ends).unwrap_or(rows.len());
            if !shown[start] && end - start < FOLDED {
                shown[start..end].fill(true);
            }
            start = end;
        }
        shown
    }

    fn is_heading(&self, row: &Row<'_>) -> bool {
        use crate::corpus::align::UnitKind::Heading;
        let What::Blocks { original, .. } = &row.what else { return false };
        original.clone().any(|unit| matches!(self.comparison.units(true)[unit].kind, Heading(_)))
    }

    /// True when the page has a blank line, or the end of the front matter, between two rows.
    fn is_apart(&self, above: &Row<'_>, row: &Row<'_>) -> bool {
        let What::Blocks { original, translation, .. } = &row.what else { return false };
        if above.is_field() {
            return true;
        }
        let blank = |side: &Side<'_>, first: bool, unit: usize| {
            let units = self.comparison.units(first);
            let Some(last) = unit.checked_sub(1).map(|last| units[last].span.end) else { return false };
            let gap = last as usize..(units[unit].span.start as usize).max(last as usize);
            side.text()[gap].matches('\n').count() > 1
        };
        match original.is_empty() {
            true => blank(&self.comparison.translation, false, translation.start),
            false => blank(&self.comparison.original, true, original.start),
        }
    }

    /// Draws a row, below a blank line when it stands `apart`; `again` when the row above is in the same state.
    fn row(&mut self, row: &Row<'_>, apart: bool, again: bool) -> io::Result<()> {
        if apart {
            self.line(&Line::default(), "│", Ink::Dim, &Line::default())?;
        }
        let (left, right) = (self.side(row, true, again), self.side(row, false, again));
        let empty = Line::default();
        for index in 0..left.len().max(right.len()) {
            let (sign, ink) = if index == 0 { sign(row.state) } else { ("│", Ink::Dim) };
            self.line(left.get(index).unwrap_or(&empty), sign, ink, right.get(index).unwrap_or(&empty))?;
        }
        row.findings.iter().try_for_each(|diagnostic| self.finding(diagnostic))
    }

    /// The lines of one side of a row.
    fn side(&self, row: &Row<'_>, original: bool, again: bool) -> Vec<Line> {
        let comparison = self.comparison;
        let (side, tokens) = match original {
            true => (&comparison.original, &row.original_tokens),
            false => (&comparison.translation, &row.translation_tokens),
        };
        let mut marks: Vec<Span> = tokens.iter().map(|token| token.span).collect();
        marks.sort_unstable();
        let tongue = self.look.tongue;
        let folded = |lines| count(tongue, "compare-folded-lines", lines, &[]);
        let fold = self.look.context.is_some() && row.state == State::Agrees && row.findings.is_empty();
        let layout = Layout {
            columns: self.columns,
            color: self.look.color,
            fold: fold.then_some(&folded as &dyn Fn(usize) -> String),
        };
        match (&row.what, original) {
            (What::Field { original: entry, .. }, true) | (What::Field { translation: entry, .. }, false) => {
                entry.map(|entry| cell::field(side, entry, layout)).unwrap_or_default()
            }
            (What::Blocks { original: units, .. }, true) | (What::Blocks { translation: units, .. }, false)
                if !units.is_empty() =>
            {
                let mut lines = cell::blocks(side, comparison.units(original), units.clone(), &marks, layout);
                if row.state.is_gap() {
                    let ink = if row.state == State::Missing { Ink::Red } else { Ink::Green };
                    let plain = lines.iter_mut().flat_map(|line| &mut line.pieces).filter(|p| p.1 == Ink::Plain);
                    plain.for_each(|piece| piece.1 = ink);
                }
                lines
            }
            (What::Blocks { .. }, _) => self.gap(row, again),
        }
    }

    /// What stands in the place of a block that is not there.
    fn gap(&self, row: &Row<'_>, again: bool) -> Vec<Line> {
        let comparison = self.comparison;
        let tongue = self.look.tongue;
        let (Some(gap), What::Blocks { translation, .. }) = (comparison.gap(row), &row.what) else { return Vec::new() };
        let missing = row.state == State::Missing;
        let mut said = match missing {
            // Of blocks in a row only the first tells the place.
            true if again => say(tongue, "compare-missing-too", &[]),
            true => {
                let line = comparison.insertion_line(translation.start);
                say(tongue, "compare-missing", &[("line", &line.to_string())])
            }
            false => say(tongue, "compare-extra", &[]),
        };
        let (side, units) = match missing {
            true => (&comparison.original, comparison.units(true)),
            false => (&comparison.translation, comparison.units(false)),
        };
        if missing && comparison.alignment.is_absorbed(gap.unit) {
            said.push_str(&say(tongue, "compare-absorbed", &[]));
        } else if gap.confidence < SURE && !gap.rivals.is_empty() {
            let lines: Vec<String> =
                gap.rivals.iter().take(RIVALS).map(|&rival| side.line(units[rival].span.start).to_string()).collect();
            said.push_str(&say(tongue, "compare-rivals", &[("lines", &lines.join(", "))]));
        }
        let mut flow = Flow::default();
        flow.push(&said, if missing { Ink::Red } else { Ink::Green });
        let rule = [("╌╌ ".to_owned(), Ink::Dim)];
        let blank = [("   ".to_owned(), Ink::Dim)];
        flow.lines(&rule, &blank, self.columns)
    }

    /// A finding beneath its row, over the whole width.
    fn finding(&mut self, diagnostic: &Diagnostic) -> io::Result<()> {
        let comparison = self.comparison;
        let tongue = self.look.tongue;
        let ink = severity_ink(diagnostic.severity);
        let side = match diagnostic.primary.source == comparison.original.id {
            true => &comparison.original,
            false => &comparison.translation,
        };
        let at = side.lines.line_column(side.text(), diagnostic.primary.span.start as usize);
        let mut flow = Flow::default();
        let severity = say(tongue, &format!("severity-{}", diagnostic.severity.as_str()), &[]);
        flow.push(&format!("{severity}[{}]", diagnostic.rule), ink);
        let place = match diagnostic.primary.source == comparison.original.id {
            true => say(tongue, "compare-in-original", &[("place", &format!("{}:{}", at.line, at.column))]),
            false => format!("{}:{}", at.line, at.column),
        };
        flow.push(&format!(" {place} "), Ink::Dim);
        flow.push(&diagnostic.message, Ink::Plain);
        if let Some(fix) = diagnostic.fix.as_ref().filter(|fix| !fix.title.is_empty()) {
            let id = match fix.applicability {
                Applicability::Safe => "fix-safe",
                Applicability::Unsafe => "fix-unsafe",
                Applicability::Manual => "fix-manual",
            };
            flow.push(&format!(" — {}{}", say(tongue, id, &[]), one_line(&fix.title, 300)), Ink::Dim);
        }
        let indent = " ".repeat(self.numbers + 1);
        let first = [(indent.clone(), Ink::Plain), ("└ ".to_owned(), ink)];
        let rest = [(format!("{indent}  "), Ink::Plain)];
        for line in flow.lines(&first, &rest, self.width) {
            let text = self.pieces(&line);
            writeln!(self.out, "{text}")?;
        }
        Ok(())
    }

    /// A line of the table.
    fn line(&mut self, left: &Line, sign: &str, ink: Ink, right: &Line) -> io::Result<()> {
        let number = |line: &Line| match line.number {
            Some(number) => format!("{number:>width$}", width = self.numbers),
            None => " ".repeat(self.numbers),
        };
        let pad = " ".repeat(self.columns.saturating_sub(left.width()));
        let mut text = format!("{} {}{pad} ", self.ink(&number(left), Ink::Dim), self.pieces(left));
        text.push_str(&self.ink(sign, ink));
        if right.number.is_some() || !right.pieces.is_empty() {
            text.push_str(&format!(" {} {}", self.ink(&number(right), Ink::Dim), self.pieces(right)));
        }
        writeln!(self.out, "{}", text.trim_end())
    }

    fn pieces(&self, line: &Line) -> String {
        line.pieces.iter().map(|(text, ink)| self.ink(text, *ink)).collect()
    }

    fn ink(&self, text: &str, ink: Ink) -> String {
        match self.look.color && ink != Ink::Plain && !text.is_empty() {
            true => format!("{style}{text}{style:#}", style = ink.style()),
            false => text.to_owned(),
        }
    }
}

impl Comparison<'_> {
    /// The line of the translation after which something that would stand before its unit `next` belongs.
    pub(super) fn insertion_line(&self, next: usize) -> usize {
        let side = &self.translation;
        let end = match next.checked_sub(1) {
            Some(before) => self.units(false)[before].span.end.saturating_sub(1),
            None => side.source.document.body.start.saturating_sub(1),
        };
        side.line(end)
    }
}

/// The sign in the gutter, so that a row is understood without colours.
fn sign(state: State) -> (&'static str, Ink) {
    match state {
        State::Agrees => ("│", Ink::Dim),
        State::Missing => ("-", Ink::Red),
        State::Extra => ("+", Ink::Green),
        State::Merged => (">", Ink::Cyan),
        State::Split => ("<", Ink::Cyan),
        State::Untranslated => ("=", Ink::Yellow),
        State::Elsewhere => ("!", Ink::Yellow),
        State::Differs => ("~", Ink::Yellow),
    }
}

fn severity_ink(severity: Severity) -> Ink {
    match severity {
        Severity::Error => Ink::Red,
        Severity::Warning => Ink::Yellow,
        Severity::Info => Ink::Cyan,
    }
}
