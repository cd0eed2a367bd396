//! Positions in text: what a span is, and the only place where lines and columns are made.
//!
//! Inside tidings every position is a byte offset into one source. People and protocols want lines and
//! columns, in characters or in UTF-16 units; [`LineIndex`] and [`Places`] make them at the edges and nowhere else.

pub(crate) mod apart;
mod encoding;
mod near;
mod places;

use std::ops::Range;

pub use encoding::{Encoding, Point, Points};
pub use near::nearest;
pub use places::Places;

/// The number of a source in its corpus: an index that stays the same for the life of the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

impl SourceId {
    /// The id as an index into the corpus' list of sources.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A half-open range of bytes, `start..end`, on character boundaries of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end`, both byte offsets. Sources are limited to 4 GiB, so `u32` holds them.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Self { start: start as u32, end: end as u32 }
    }

    /// The empty span at `offset`: a place between two characters.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The text that the span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The span as a range of `usize`, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True when the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True when `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True when the two spans share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span moved right by `by` bytes.
    pub fn shifted(self, by: usize) -> Span {
        Span { start: self.start + by as u32, end: self.end + by as u32 }
    }

    /// The span without the white space at both ends of its text.
    pub fn trimmed(self, text: &str) -> Span {
        let part = self.of(text);
        let start = self.start as usize + (part.len() - part.trim_start().len());
        Span::new(start, start + part.trim().len())
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// A span in one particular source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The source.
    pub source: SourceId,
    /// The place in it.
    pub span: Span,
}

/// A value together with the place where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value at its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A line and a column, both counted from 1; the column counts characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Where the lines of one text begin. `\n`, `\r\n` and a lone `\r` end a line, as the language server protocol has it.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How many characters begin before each block of [`BLOCK`] bytes, so that a column on a line of megabytes costs no
    /// more than one on a short line; empty when no line is as long as a block.
    characters: Vec<u32>,
}

/// Bytes per entry of [`LineIndex::characters`].
const BLOCK: usize = 1024;

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        match memchr::memchr(b'\r', bytes) {
            None => starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1)),
            Some(_) => starts.extend(
                memchr::memchr2_iter(b'\n', b'\r', bytes)
                    .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
                    .map(|at| at as u32 + 1),
            ),
        }
        let ends = starts[1..].iter().copied().chain([bytes.len() as u32]);
        let has_long_lines = starts.iter().zip(ends).any(|(start, end)| (end - start) as usize >= BLOCK);
        let characters = if has_long_lines { counted(bytes) } else { Vec::new() };
        Self { starts, characters }
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The line (from 0) that holds the byte at `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }

    /// The bytes of line `line` (from 0) with its line end.
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let start = self.starts.get(line).map_or(text.len(), |&s| s as usize);
        let end = self.starts.get(line + 1).map_or(text.len(), |&s| s as usize);
        Span::new(start, end)
    }

    /// Line and column of the byte at `offset`; an offset past the end is taken as the end.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = offset.min(text.len());
        let line = self.line_of(offset);
        let start = self.starts[line] as usize;
        let column = match offset - start < BLOCK {
            true => begun(&text.as_bytes()[start..offset]),
            false => self.characters_before(text, offset) - self.characters_before(text, start),
        };
        LineColumn { line: line + 1, column: column as usize + 1 }
    }

    /// Lines and columns of both ends of `span`.
    pub fn ends(&self, text: &str, span: Span) -> [LineColumn; 2] {
        ends(text, span, |offset| self.line_column(text, offset))
    }

    /// How many characters of `text` begin before `offset`.
    fn characters_before(&self, text: &str, offset: usize) -> u32 {
        let block = (offset / BLOCK).min(self.characters.len().saturating_sub(1));
        self.characters.get(block).map_or(0, |before| before + begun(&text.as_bytes()[block * BLOCK..offset]))
    }
}

/// Lines and columns of both ends of a span; `place` makes those of one place.
fn ends(text: &str, span: Span, mut place: impl FnMut(usize) -> LineColumn) -> [LineColumn; 2] {
    let start = place(span.start as usize);
    let bytes = text.as_bytes().get(span.range()).unwrap_or_default();
    // Most spans are a few words of one line.
    let end = match bytes.len() < BLOCK && memchr::memchr2(b'\n', b'\r', bytes).is_none() {
        true => LineColumn { column: start.column + begun(bytes) as usize, ..start },
        false => place(span.end as usize),
    };
    [start, end]
}

/// How many characters begin before each block of [`BLOCK`] bytes.
fn counted(bytes: &[u8]) -> Vec<u32> {
    let before = bytes.chunks(BLOCK).scan(0, |before, block| {
        let here = *before;
        *before += begun(block);
        Some(here)
    });
    before.collect()
}

/// How many characters begin in `bytes`: every byte of UTF-8 but the continuation bytes.
fn begun(bytes: &[u8]) -> u32 {
    // Sums of bytes are made many at a time as long as they fit into a byte.
    let sum = |part: &[u8]| part.iter().map(|&byte| u8::from(byte as i8 >= -0x40)).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|part| u32::from(sum(part))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "## 升级 {#x}\r\nb\rc\n";
        let index = LineIndex::new(text);
        let at = text.find("{#").unwrap();
        assert_eq!(index.line_column(text, at), LineColumn { line: 1, column: 7 });
        assert_eq!(index.line_column(text, text.find('c').unwrap()), LineColumn { line: 3, column: 1 });
        assert_eq!(index.line_count(), 4);
        assert_eq!(index.line_span(text, 1).of(text), "b\r");
    }

    #[test]
    fn columns_of_long_lines_are_those_of_counting() {
        let text = format!("短\n{}", "a长".repeat(3000));
        let index = LineIndex::new(&text);
        for (offset, _) in text.char_indices().skip(2).step_by(97).chain([(text.len(), ' ')]) {
            let column = text[4..offset.max(4)].chars().count() + 1;
            assert_eq!(index.line_column(&text, offset.max(4)), LineColumn { line: 2, column });
        }
    }

    #[test]
    fn ends_of_a_span_are_those_of_its_places() {
        let text = ["甲\n", "乙\r\n", "\r", "丙 d\n\n", &"长".repeat(400)].repeat(9).concat();
        let index = LineIndex::new(&text);
        for start in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
            for end in [start, start + 9, start + 900].map(|end| text.ceil_char_boundary(end)) {
                let ends = [start, end].map(|at| index.line_column(&text, at));
                assert_eq!(index.ends(&text, Span::new(start, end)), ends);
            }
        }
    }

    #[test]
    fn trimming_keeps_the_place() {
        let text = "a  bc \n";
        assert_eq!(Span::new(1, 7).trimmed(text), Span::new(3, 5));
        assert_eq!(Span::new(6, 7).trimmed(text), Span::at(7));
    }
}
