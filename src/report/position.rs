//! Lines and columns of findings: what is known of the lines of a file is kept from one finding to the next.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::corpus::Corpus;
use crate::text::{LineColumn, LineIndex, Location, Places, SourceId, Span};

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

/// The lines of the files that have findings.
#[derive(Debug)]
pub struct Positions<'a> {
    corpus: &'a Corpus,
    files: FxHashMap<SourceId, Places<'a>>,
}

impl<'a> Positions<'a> {
    /// No file yet.
    pub fn new(corpus: &'a Corpus) -> Self {
        Self { corpus, files: FxHashMap::default() }
    }

    fn file(&mut self, source: SourceId) -> &mut Places<'a> {
        self.files.entry(source).or_insert_with(|| Places::new(&self.corpus.source(source).text))
    }

    /// The table of lines of a file.
    pub fn lines(&mut self, source: SourceId) -> &LineIndex {
        self.file(source).index()
    }

    /// Where a location begins and ends.
    pub fn range(&mut self, at: Location) -> Range {
        between(self.file(at.source).ends(at.span), at.span)
    }
}

/// Where a span of `text` begins and ends.
pub(super) fn range(lines: &LineIndex, text: &str, span: Span) -> Range {
    between(lines.ends(text, span), span)
}

fn between([start, end]: [LineColumn; 2], span: Span) -> Range {
    let place = |at: LineColumn, offset: u32| Place { line: at.line, column: at.column, offset: offset as usize };
    Range { start: place(start, span.start), end: place(end, span.end) }
}
