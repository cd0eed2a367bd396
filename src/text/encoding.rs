//! Places as editors count them: lines from 0, columns in bytes or in UTF-16 units. Whatever an editor says becomes an
//! offset on a character boundary, and every offset becomes a place that exists.

use super::{LineIndex, Span};

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: characters beyond U+FFFF count two.
    Utf16,
}

/// A line and a column, both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// The line.
    pub line: u32,
    /// The column, in the units of an [`Encoding`].
    pub column: u32,
}

/// The lines of one text, for an editor.
#[derive(Debug, Clone)]
pub struct Points {
    lines: LineIndex,
    encoding: Encoding,
    /// Units of UTF-16 before each block of [`BLOCK`] bytes, so that a place on a line of megabytes costs no more than
    /// one on a short line. Empty when columns are bytes.
    units: Vec<u32>,
}

/// Bytes per entry of [`Points::units`].
const BLOCK: usize = 1024;

impl Points {
    /// Finds the lines of `text`.
    pub fn new(text: &str, encoding: Encoding) -> Self {
        let mut units = Vec::new();
        if encoding == Encoding::Utf16 {
            units.reserve(text.len() / BLOCK + 1);
            let mut before = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                units.push(before);
                before += begun(block);
            }
        }
        Self { lines: LineIndex::new(text), encoding, units }
    }

    /// How many lines there are.
    pub fn line_count(&self) -> usize {
        self.lines.line_count()
    }

    /// Where the byte at `offset` of `text` stands; an offset past the end is taken as the end.
    pub fn point(&self, text: &str, offset: usize) -> Point {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.line_of(offset);
        let start = self.lines.line_span(text, line).start as usize;
        let column = match self.encoding {
            Encoding::Utf8 => (offset - start) as u32,
            Encoding::Utf16 if offset - start < BLOCK => begun(&text.as_bytes()[start..offset]),
            Encoding::Utf16 => self.before(text, offset) - self.before(text, start),
        };
        Point { line: line as u32, column }
    }

    /// The offset in `text` of a place. A line past the end is the end; a column past the end of its line is the place
    /// before the line's end; a column inside a character is the place before it.
    pub fn offset(&self, text: &str, at: Point) -> usize {
        let line = at.line as usize;
        if line >= self.lines.line_count() {
            return text.len();
        }
        let span = self.lines.line_span(text, line);
        let content = span.of(text).trim_end_matches(['\r', '\n']);
        let column = at.column as usize;
        let within = match self.encoding {
            Encoding::Utf8 => {
                let mut within = column.min(content.len());
                while !content.is_char_boundary(within) {
                    within -= 1;
                }
                within
            }
            Encoding::Utf16 => utf16_offset(content, column),
        };
        span.start as usize + within
    }

    /// The span between two places, in order.
    pub fn span(&self, text: &str, start: Point, end: Point) -> Span {
        let (start, end) = (self.offset(text, start), self.offset(text, end));
        Span::new(start.min(end), start.max(end))
    }

    /// Units of UTF-16 in `text` before `offset`.
    fn before(&self, text: &str, offset: usize) -> u32 {
        let block = (offset / BLOCK).min(self.units.len().saturating_sub(1));
        self.units.get(block).map_or(0, |before| before + begun(&text.as_bytes()[block * BLOCK..offset]))
    }
}

fn utf16_offset(line: &str, column: usize) -> usize {
    let mut units = 0;
    for (offset, c) in line.char_indices() {
        if units + c.len_utf16() > column {
            return offset;
        }
        units += c.len_utf16();
    }
    line.len()
}

/// Units of UTF-16 whose character begins in `bytes`: every byte but continuations counts one, one that begins a
/// character of four bytes counts two.
fn begun(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(byte as i8 >= -0x40) + u32::from(byte >= 0xF0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(line: u32, column: u32) -> Point {
        Point { line, column }
    }

    #[test]
    fn columns_count_what_the_editor_counts() {
        let text = "# 发布 😀 bad\r\nb";
        let at = text.find("bad").unwrap();
        assert_eq!(Points::new(text, Encoding::Utf8).point(text, at), point(0, 14));
        assert_eq!(Points::new(text, Encoding::Utf16).point(text, at), point(0, 8));
        assert_eq!(Points::new(text, Encoding::Utf16).point(text, 99), point(1, 1));
    }

    #[test]
    fn places_that_do_not_exist_become_the_nearest_before() {
        let text = "a😀b\r\nc";
        let points = Points::new(text, Encoding::Utf16);
        for (at, offset) in [((0, 2), 1), ((0, 3), 5), ((0, 4), 6), ((0, 99), 6), ((1, 9), 9), ((7, 0), 9)] {
            assert_eq!(points.offset(text, point(at.0, at.1)), offset, "{at:?}");
        }
        let points = Points::new(text, Encoding::Utf8);
        assert_eq!(points.offset(text, point(0, 3)), 1);
        assert_eq!(points.span(text, point(1, 0), point(0, 1)), Span::new(1, 8));
    }

    #[test]
    fn every_boundary_is_found_again() {
        for text in ["", "\r\n\n\r", "e\u{301}\u{1f468}\u{200d}x\r\n发布\u{2028}z\n", &"长😀".repeat(2000)] {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let points = Points::new(text, encoding);
                for (offset, c) in text.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                    assert_eq!(points.offset(text, points.point(text, offset)), offset, "{encoding:?} {offset} {c:?}");
                }
            }
        }
    }
}
