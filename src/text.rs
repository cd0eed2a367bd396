//! Positions in text: what a span is, and the only place where lines and columns are made.
//!
//! Inside tidings every position is a byte offset into one source. People and protocols want lines and
//! columns, in characters or in UTF-16 units; [`LineIndex`] makes them at the edges and nowhere else.

pub(crate) mod apart;
mod encoding;
mod near;

use std::ops::Range;

pub use encoding::{Encoding, Point, Points};
pub use near::nearest;

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
///
/// Only counts before the blocks of the text are kept: few places of a text are ever asked for, and the bytes of a block
/// are counted many at a time, which costs less than a list of all lines.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// What ends and begins before each block of [`BLOCK`] bytes; never empty.
    blocks: Vec<Before>,
    /// How many lines there are.
    lines: usize,
    /// There are carriage returns. Most texts have none, so that only one character is looked for.
    returns: bool,
}

/// What stands before a block.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// How many lines end.
    lines: u32,
    /// How many characters begin, so that a column on a line of megabytes costs no more than one on a short line.
    characters: u32,
}

/// Bytes per entry of [`LineIndex::blocks`].
const BLOCK: usize = 512;

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let blocks = Vec::with_capacity(bytes.len() / BLOCK + 1);
        let mut index = Self { blocks, lines: 1, returns: memchr::memchr(b'\r', bytes).is_some() };
        let mut before = Before::default();
        for from in (0..bytes.len().max(1)).step_by(BLOCK) {
            index.blocks.push(before);
            let to = bytes.len().min(from + BLOCK);
            before.lines += index.ended(bytes, from..to);
            before.characters += begun(&bytes[from..to]);
        }
        index.lines += before.lines as usize;
        index
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.lines
    }

    /// The line (from 0) that holds the byte at `offset`; an offset past the end is taken as the end.
    pub fn line_of(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let block = self.block_of(offset);
        (self.blocks[block].lines + self.ended(text.as_bytes(), block * BLOCK..offset)) as usize
    }

    /// The bytes of line `line` (from 0) with its line end.
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let start = self.start(text, line);
        Span::new(start, ends(text, start..text.len()).next().unwrap_or(text.len()))
    }

    /// Line and column of the byte at `offset`; an offset past the end is taken as the end.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = offset.min(text.len());
        let line = self.line_of(text, offset);
        let near = ends(text, self.block_of(offset) * BLOCK..offset).next_back();
        let start = near.unwrap_or_else(|| self.start(text, line));
        let column = match offset - start < BLOCK {
            true => begun(&text.as_bytes()[start..offset]),
            false => self.characters_before(text, offset) - self.characters_before(text, start),
        };
        LineColumn { line: line + 1, column: column as usize + 1 }
    }

    /// Where line `line` (from 0) starts; the end of the text when there are fewer lines.
    fn start(&self, text: &str, line: usize) -> usize {
        // The block in which the line before it ends.
        match self.blocks.partition_point(|before| (before.lines as usize) < line).checked_sub(1) {
            None => 0,
            Some(block) => {
                let mut ends = ends(text, block * BLOCK..text.len());
                ends.nth(line - 1 - self.blocks[block].lines as usize).unwrap_or(text.len())
            }
        }
    }

    /// How many line ends stand in `range` of `bytes`.
    fn ended(&self, bytes: &[u8], range: Range<usize>) -> u32 {
        let here = &bytes[range.clone()];
        let alone = |at: &usize| bytes.get(range.start + at + 1) != Some(&b'\n');
        let returns = if self.returns { memchr::memchr_iter(b'\r', here).filter(alone).count() } else { 0 };
        counted(here, |byte| byte == b'\n') + returns as u32
    }

    /// How many characters of `text` begin before `offset`.
    fn characters_before(&self, text: &str, offset: usize) -> u32 {
        let block = self.block_of(offset);
        self.blocks[block].characters + begun(&text.as_bytes()[block * BLOCK..offset])
    }

    /// The block of the byte at `offset`; the last one for the end of the text.
    fn block_of(&self, offset: usize) -> usize {
        (offset / BLOCK).min(self.blocks.len() - 1)
    }
}

/// The places behind the line ends that stand in `range` of `text`.
fn ends(text: &str, range: Range<usize>) -> impl DoubleEndedIterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let marks = memchr::memchr2_iter(b'\n', b'\r', &bytes[range.clone()]).map(move |at| range.start + at);
    marks.filter(move |&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).map(|at| at + 1)
}

/// How many characters begin in `bytes`: every byte of UTF-8 but the continuation bytes.
fn begun(bytes: &[u8]) -> u32 {
    counted(bytes, |byte| byte as i8 >= -0x40)
}

/// How many of `bytes` are wanted.
fn counted(bytes: &[u8], is_wanted: impl Fn(u8) -> bool) -> u32 {
    // Bytes are added many at a time as long as their sum fits into a byte.
    let sum = |part: &[u8]| part.iter().map(|&byte| u8::from(is_wanted(byte))).sum::<u8>();
    bytes.chunks(128).map(|part| u32::from(sum(part))).sum()
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
    fn lines_are_those_of_a_list() {
        let text = ["甲\n", "乙\r\n", "\r", "丙 d\n\n", &"长".repeat(400)].repeat(60).concat();
        let bytes = text.as_bytes();
        let is_end = |at: &usize| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        let all = (0..text.len()).filter(is_end).map(|at| at + 1);
        let starts: Vec<usize> = [0].into_iter().chain(all).collect();
        let index = LineIndex::new(&text);
        assert_eq!(index.line_count(), starts.len());
        for offset in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
            let line = starts.partition_point(|&start| start <= offset) - 1;
            assert_eq!(index.line_of(&text, offset), line);
            let column = text[starts[line]..offset].chars().count() + 1;
            assert_eq!(index.line_column(&text, offset), LineColumn { line: line + 1, column });
        }
        for (line, &start) in starts.iter().enumerate() {
            let end = starts.get(line + 1).copied().unwrap_or(text.len());
            assert_eq!(index.line_span(&text, line), Span::new(start, end));
        }
        assert_eq!(index.line_span(&text, starts.len()), Span::at(text.len()));
    }

    #[test]
    fn trimming_keeps_the_place() {
        let text = "a  bc \n";
        assert_eq!(Span::new(1, 7).trimmed(text), Span::new(3, 5));
        assert_eq!(Span::new(6, 7).trimmed(text), Span::at(7));
    }
}
