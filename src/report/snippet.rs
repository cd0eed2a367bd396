//! The lines round a finding, cut to what fits on a screen, in the form that miette draws.
//!
//! miette counts columns in bytes, never cuts a line, panics on lines of 64 KiB, reads a file from its start for every
//! label, drops labels at the end of a file and prints control characters as they are. So it never sees a page: it
//! sees [`Snippets`], a few short lines in which all of this is settled, with the right lines and columns beside them.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use super::shown::opens_command;
use super::{Positions, Shown, is_hidden};
use crate::corpus::Corpus;
use crate::text::{LineColumn, LineIndex, Location, Span};

/// Width of a line of source, in columns of a terminal.
const WIDTH: usize = 100;
/// How much of a cut line stands before the place that matters.
const BEFORE: usize = 30;
/// A span over more lines than this is shown without its end.
const MOST_LINES: usize = 4;
/// Two places of one file that are no more lines apart are shown in one piece.
const NEAR: usize = 3;

/// Pieces of pages as one text for miette; each piece has its own name and its own line numbers.
#[derive(Debug, Default)]
pub(super) struct Snippets {
    text: String,
    pieces: Vec<Piece>,
    marks: Vec<Mark>,
}

/// A run of lines of one file.
#[derive(Debug)]
struct Piece {
    /// Where it stands in the text.
    span: Span,
    name: String,
    /// From 0.
    first_line: usize,
    line_count: usize,
}

/// A place to underline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Where it stands in the text of the snippets.
    pub(super) span: Span,
    /// Where it stands in its file.
    at: LineColumn,
}

/// A place in a file, by its lines (from 0).
#[derive(Debug, Clone, Copy)]
struct Target {
    location: Location,
    first: usize,
    last: usize,
}

impl Snippets {
    /// The lines round each place. The result has one mark for each place, in their order.
    pub(super) fn new(corpus: &Corpus, positions: &mut Positions<'_>, places: &[Location]) -> Self {
        let targets: Vec<Target> = places.iter().map(|&location| target(corpus, positions, location)).collect();
        let mut snippets = Self::default();
        let mut marks: Vec<Option<Mark>> = vec![None; targets.len()];
        for (index, leader) in targets.iter().enumerate() {
            if marks[index].is_some() {
                continue;
            }
            let source = corpus.source(leader.location.source);
            let lines = positions.lines(leader.location.source);
            let page = PageLines { text: &source.text, lines };
            let together: Vec<usize> =
                (index..targets.len()).filter(|&i| i == index || page.joins(leader, &targets[i])).collect();
            let group: Vec<Target> = together.iter().map(|&i| targets[i]).collect();
            let drawn = snippets.piece(&source.path, &page, &group);
            for (&i, mark) in together.iter().zip(drawn) {
                marks[i] = Some(mark);
            }
        }
        snippets.marks = marks.into_iter().flatten().collect();
        snippets
    }

    /// The places to underline, in the order in which they were given.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    fn piece(&mut self, path: &str, page: &PageLines<'_>, group: &[Target]) -> Vec<Mark> {
        let mut first = group.iter().map(|t| t.first).min().unwrap_or(0);
        let mut last = group.iter().map(|t| t.last).max().unwrap_or(first);
        let blank = |line: usize| page.line(line).of(page.text).trim().is_empty();
        first -= usize::from(first > 0 && !blank(first - 1));
        last += usize::from(last + 1 < page.lines.line_count() && !blank(last + 1));
        let start = self.text.len();
        let mut marks: Vec<Mark> = group.iter().map(|t| Mark { span: Span::at(start), at: page.place(t) }).collect();
        for line in first..=last {
            if line > first {
                self.text.push('\n');
            }
            self.line(page, line, group, &mut marks);
        }
        let name = Shown(path).to_string();
        let line_count = last - first + 1;
        self.pieces.push(Piece { span: Span::new(start, self.text.len()), name, first_line: first, line_count });
        // Keeps the pieces apart, so that a label at the end of one does not touch the next.
        self.text.push('\n');
        marks
    }

    /// Appends one line, cut, and sets the ends of the marks that lie on it.
    fn line(&mut self, page: &PageLines<'_>, line: usize, group: &[Target], marks: &mut [Mark]) {
        let span = page.line(line);
        let focus = group.iter().filter(|t| t.first == line).map(|t| t.location.span.start).min();
        let window = window(page.text, span, focus.unwrap_or(span.start) as usize);
        let begin = self.text.len();
        if window.start > span.start {
            self.text.push('…');
        }
        let mut ends = vec![(None, None); group.len()];
        let secrets = secrets(page.text, reach(page.text, span, window));
        for (offset, c) in window.of(page.text).char_indices().map(|(i, c)| (window.start as usize + i, c)) {
            self.note(&mut ends, group, offset);
            let hidden = secrets.iter().any(|secret| secret.range().contains(&offset));
            self.push(if hidden { '•' } else { c }, begin);
        }
        self.note(&mut ends, group, window.end as usize);
        if window.end < span.end {
            self.text.push('…');
        }
        // miette drops a label that has no character above it, as one at the end of a page.
        let at_end = |t: &Target| t.first == line && t.location.span.start >= window.end;
        if self.text.len() == begin || group.iter().any(at_end) {
            self.text.push(' ');
        }
        for ((mark, target), (from, to)) in marks.iter_mut().zip(group).zip(ends) {
            if target.first == line {
                mark.span = Span::at(from.unwrap_or(self.text.len()));
            }
            if (target.first..=target.last).contains(&line) && !target.location.span.is_empty() {
                mark.span.end = mark.span.end.max(to.unwrap_or(self.text.len()) as u32);
            }
        }
    }

    /// Remembers where the places begin and end in the text of the snippets, when `offset` of the page is such a place.
    fn note(&self, ends: &mut [(Option<usize>, Option<usize>)], group: &[Target], offset: usize) {
        for ((from, to), target) in ends.iter_mut().zip(group) {
            if offset >= target.location.span.start as usize && from.is_none() {
                *from = Some(self.text.len());
            }
            if offset >= target.location.span.end as usize && to.is_none() {
                *to = Some(self.text.len());
            }
        }
    }

    /// Appends a character so that it can be seen; `begin` is where its line begins.
    fn push(&mut self, c: char, begin: usize) {
        match c {
            '\t' => {
                let column: usize = self.text[begin..].chars().map(|c| c.width().unwrap_or(0)).sum();
                self.text.extend(std::iter::repeat_n(' ', 4 - column % 4));
            }
            c if is_hidden(c) => self.text.extend(c.escape_unicode()),
            '[' if opens_command(&self.text[begin..]) => self.text.push_str("\\u{5b}"),
            c => self.text.push(c),
        }
    }
}

/// The part of a line in which an address can stand that is shown in whole or in part: there is no blank in an address.
/// Many findings on one long line would else look through all of it again and again.
fn reach(text: &str, line: Span, window: Span) -> Span {
    let bytes = text.as_bytes();
    let (before, after) = (line.start as usize..window.start as usize, window.end as usize..line.end as usize);
    let start = memchr::memrchr2(b' ', b'\t', &bytes[before.clone()]).map_or(before.start, |at| before.start + at);
    let end = memchr::memchr2(b' ', b'\t', &bytes[after.clone()]).map_or(after.end, |at| after.start + at);
    Span::new(start, end)
}

/// The names and passwords in addresses of a part of a line: reports are kept and shown where pages are not.
fn secrets(text: &str, part: Span) -> Vec<Span> {
    let start = part.start as usize;
    let part = part.of(text);
    if memchr::memchr(b'@', part.as_bytes()).is_none() {
        return Vec::new();
    }
    let secret = |(at, _): (usize, &str)| {
        let from = at + "://".len();
        let host = part[from..]
            .find(['/', '?', '#', ' ', '\t', '"', '\'', '<', '>', ')'])
            .map_or(part.len(), |end| from + end);
        let end = from + part[from..host].rfind('@')?;
        Some(Span::new(start + from, start + end))
    };
    part.match_indices("://").filter_map(secret).collect()
}

fn target(corpus: &Corpus, positions: &mut Positions<'_>, location: Location) -> Target {
    let text = &corpus.source(location.source).text;
    let lines = positions.lines(location.source);
    let first = lines.line_of(location.span.start as usize);
    let end = (location.span.end as usize).max(location.span.start as usize + 1) - 1;
    let last = lines.line_of(end.min(text.len())).max(first);
    Target { location, first, last: last.min(first + MOST_LINES - 1) }
}

struct PageLines<'a> {
    text: &'a str,
    lines: &'a LineIndex,
}

impl PageLines<'_> {
    /// A line without its line end.
    fn line(&self, line: usize) -> Span {
        let span = self.lines.line_span(self.text, line);
        let kept = span.of(self.text).trim_end_matches(['\n', '\r']).len();
        Span::new(span.start as usize, span.start as usize + kept)
    }

    fn place(&self, target: &Target) -> LineColumn {
        self.lines.line_column(self.text, target.location.span.start as usize)
    }

    /// True when two places can be shown in one piece: near, in one file, and on lines that need no cutting.
    fn joins(&self, a: &Target, b: &Target) -> bool {
        let whole = |t: &Target| self.line(t.first).len() <= WIDTH && self.line(t.last).len() <= WIDTH;
        a.location.source == b.location.source
            && b.first <= a.last + NEAR
            && a.first <= b.last + NEAR
            && whole(a)
            && whole(b)
    }
}

/// The part of a line that is shown: all of it when it fits, else the part round `focus`.
fn window(text: &str, line: Span, focus: usize) -> Span {
    let (start, end) = (line.start as usize, line.end as usize);
    let shown = |c: char| match c {
        '\t' => 4,
        c if is_hidden(c) => c.escape_unicode().len(),
        c => c.width().unwrap_or(0),
    };
    // How many bytes fit; marks without width count as well, so that no line is long in any sense.
    let fit = |characters: &mut dyn Iterator<Item = char>, width: usize| {
        let (mut left, mut bytes) = (width, 0);
        for c in characters {
            let Some(rest) = left.checked_sub(shown(c)) else { break };
            if bytes > 8 * width {
                break;
            }
            left = rest;
            bytes += c.len_utf8();
        }
        (bytes, left)
    };
    let (whole, _) = fit(&mut text[start..end].chars(), WIDTH);
    if whole == end - start {
        return line;
    }
    let focus = focus.clamp(start, end);
    let (before, unused) = fit(&mut text[start..focus].chars().rev(), BEFORE);
    let (after, unused) = fit(&mut text[focus..end].chars(), WIDTH - BEFORE + unused);
    let (more, _) = fit(&mut text[start..focus - before].chars().rev(), unused);
    Span::new(focus - before - more, focus + after)
}

impl SourceCode for Snippets {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let holds = |piece: &&Piece| piece.span.start as usize <= start && end <= piece.span.end as usize;
        let piece = self.pieces.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let data = piece.span.of(&self.text).as_bytes();
        let all = (piece.span.start as usize, piece.span.len()).into();
        // Without context miette asks for the place that stands in the header.
        let (line, column) = match context_before + context_after {
            0 => match self.marks.iter().find(|mark| mark.span.start as usize == start) {
                Some(mark) => (mark.at.line - 1, mark.at.column - 1),
                None => (piece.first_line, 0),
            },
            _ => (piece.first_line, 0),
        };
        let contents = MietteSpanContents::new_named(piece.name.clone(), data, all, line, column, piece.line_count);
        Ok(Box::new(contents))
    }
}
