//! Lines and columns of the few places of a text that anybody asks for.

use super::{LineColumn, LineIndex, Span, begun, ends};

/// The lines of one text, counted from each place to the next, many bytes at a time. Only when a text is asked for many
/// places a list of all its lines is made: on one long line counting would cost all of it each time.
#[derive(Debug)]
pub struct Places<'a> {
    text: &'a str,
    /// The last place that was asked for, and its line, from 0.
    last: (usize, usize),
    /// How many places were asked for.
    asked: usize,
    index: Option<LineIndex>,
}

/// A text that is asked for more places than this gets a list of its lines.
const FEW: usize = 24;

impl<'a> Places<'a> {
    /// The lines of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, last: (0, 0), asked: 0, index: None }
    }

    /// The list of all lines.
    pub fn index(&mut self) -> &LineIndex {
        self.index.get_or_insert_with(|| LineIndex::new(self.text))
    }

    /// Lines and columns of both ends of `span`.
    pub fn ends(&mut self, span: Span) -> [LineColumn; 2] {
        ends(self.text, span, |offset| self.line_column(offset))
    }

    /// Line and column of the byte at `offset`; an offset past the end is taken as the end.
    fn line_column(&mut self, offset: usize) -> LineColumn {
        let text = self.text;
        self.asked += 1;
        if self.index.is_some() || self.asked > FEW {
            return self.index().line_column(text, offset);
        }
        let offset = offset.min(text.len());
        let (last, line) = self.last;
        let line = match offset < last {
            true => line - ended(text, offset, last),
            false => line + ended(text, last, offset),
        };
        self.last = (offset, line);
        LineColumn { line: line + 1, column: begun(&text.as_bytes()[line_start(text, offset)..offset]) as usize + 1 }
    }
}

/// How many lines begin behind `from`, up to `to`.
fn ended(text: &str, from: usize, to: usize) -> usize {
    let (bytes, part) = (text.as_bytes(), &text.as_bytes()[from..to]);
    let returns = memchr::memchr_iter(b'\r', part).filter(|at| bytes.get(from + at + 1) != Some(&b'\n')).count();
    memchr::memchr_iter(b'\n', part).count() + returns
}

/// Where the line begins in which `offset` stands.
fn line_start(text: &str, offset: usize) -> usize {
    let (bytes, before) = (text.as_bytes(), &text.as_bytes()[..offset]);
    let mut ends = memchr::memrchr2_iter(b'\n', b'\r', before);
    ends.find(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_a_list_of_lines() {
        let text = ["甲\n", "乙\r\n", "\r", "丙 d\n\n", &"长".repeat(400)].repeat(9).concat();
        let index = LineIndex::new(&text);
        let starts: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        for starts in [starts.clone(), starts.iter().rev().copied().collect()] {
            // Also where all of them are few.
            for starts in starts.chunks(FEW / 2).chain([&starts[..]]) {
                let mut places = Places::new(&text);
                for &start in starts {
                    let end = text.ceil_char_boundary(start + start % 2000);
                    let ends = [start, end].map(|at| index.line_column(&text, at));
                    assert_eq!(places.ends(Span::new(start, end)), ends);
                }
            }
        }
    }
}
