//! Lines and columns of findings: the table of lines of a file is made once, and only for files that have findings.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::corpus::Corpus;
use crate::text::{LineColumn, LineIndex, Location, SourceId, Span};

/// A place in a file as machines read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Offset in bytes, from 0.
    pub offset: usize,
}

/// From the first character to the place after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The first character.
    pub start: Place,
    /// The place after the last character.
    pub end: Place,
}

/// The tables of lines made so far.
#[derive(Debug)]
pub struct Positions<'a> {
    corpus: &'a Corpus,
    lines: FxHashMap<SourceId, LineIndex>,
}

impl<'a> Positions<'a> {
    /// No table yet.
    pub fn new(corpus: &'a Corpus) -> Self {
        Self { corpus, lines: FxHashMap::default() }
    }

    /// The table of lines of a file.
    pub fn lines(&mut self, source: SourceId) -> &LineIndex {
        let text = &self.corpus.source(source).text;
        self.lines.entry(source).or_insert_with(|| LineIndex::new(text))
    }

    /// Where a location begins and ends.
    pub fn range(&mut self, at: Location) -> Range {
        let text: &'a str = &self.corpus.source(at.source).text;
        let lines = self.lines(at.source);
        range(lines, text, at.span)
    }
}

/// Where a span of `text` begins and ends.
pub(super) fn range(lines: &LineIndex, text: &str, span: Span) -> Range {
    let [start, end] = lines.ends(text, span);
    let place = |at: LineColumn, offset: u32| Place { line: at.line, column: at.column, offset: offset as usize };
    Range { start: place(start, span.start), end: place(end, span.end) }
}
