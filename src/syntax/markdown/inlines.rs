//! Inline events become prose, links, code spans, emphasis and HTML.

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};

use super::blocks;
use super::blocks::Walker;
use super::leaf::Leaf;
use super::links::OpenLink;
use super::scope::{Hole, HoleKind};
use crate::document::{Body, CodeSpan, Emphasis, Prose};

/// What is open among the inlines of a block.
#[derive(Debug, Default)]
pub(super) struct Inlines {
    /// The end of the last inline that is whole.
    pub(super) last_end: usize,
    /// The end of the last inline that is not text.
    pub(super) node_end: usize,
    /// Nothing but shortcodes stands on the line so far.
    pub(super) line_start: bool,
    /// Up to here the line is made of nothing but shortcodes.
    filled_to: usize,
    /// Up to here text belongs to a bare link.
    pub(super) bare_to: usize,
    /// How many `[` of the text wait for their `]`: goldmark makes no bare links behind them.
    pub(super) brackets: usize,
    marks: Vec<Option<usize>>,
    pub(super) links: Vec<OpenLink>,
}

impl Inlines {
    /// Forgets the block before.
    pub(super) fn start_leaf(&mut self) {
        self.line_start = true;
        self.brackets = 0;
    }

    pub(super) fn closed(&mut self, end: usize) {
        self.last_end = end;
        self.node_end = end;
        self.line_start = false;
    }
}

impl Walker<'_, '_> {
    pub(super) fn line_break(&mut self) {
        self.inlines.line_start = true;
        self.heading_break();
    }

    pub(super) fn footnote_reference(&mut self, range: Range<usize>) {
        self.open_piece(range.start, false);
        self.heading_node("");
        self.inlines.closed(range.end);
    }

    pub(super) fn text(&mut self, range: Range<usize>, value: &str) {
        match &mut self.leaf {
            Leaf::Code(code) => {
                let start = code.content.as_ref().map_or(range.start, |content| content.start);
                code.content = Some(start..range.end);
                return;
            }
            Leaf::Html(_) => return self.html_line(range),
            Leaf::Heading(heading) if heading.hides(&range) => return,
            _ => {}
        }
        let masked = self.masked.as_bytes();
        let entity = masked[range.start] == b'&' && value.as_bytes() != &masked[range.clone()];
        let escaped = range.start > self.inlines.last_end && masked[range.start - 1] == b'\\';
        let escaped = escaped && masked[range.start].is_ascii_punctuation();
        if !escaped {
            match value {
                "[" | "![" => self.inlines.brackets += 1,
                "]" => self.inlines.brackets = self.inlines.brackets.saturating_sub(1),
                _ => {}
            }
        }
        if entity {
            self.entity(range, value);
            return;
        }
        let mut at = range.start;
        while let Some(hole) = self.hole_in(at, range.end) {
            if hole.start > at {
                self.run(at, hole.start, escaped && at == range.start);
            }
            self.met(&hole);
            self.hole(&hole);
            at = hole.end.min(range.end);
        }
        if at < range.end {
            self.run(at, range.end, escaped && at == range.start);
        }
    }

    fn entity(&mut self, range: Range<usize>, value: &str) {
        self.open_piece(range.start, false);
        self.heading_text(&range, value, false);
        self.prose(range.start, range.end, false, true);
        self.inlines.last_end = range.end;
        self.inlines.line_start = false;
    }

    /// A run of text without shortcodes.
    fn run(&mut self, start: usize, end: usize, escaped: bool) {
        if end <= self.inlines.filled_to {
            return;
        }
        self.open_piece(start, escaped);
        self.inlines.line_start = false;
        let mut at = start;
        if at < self.inlines.bare_to {
            at = self.inlines.bare_to.min(end);
        }
        while let Some(link) = self.next_bare(start, at, end, escaped) {
            self.plain_run(at, link.start, escaped && at == start);
            self.inlines.bare_to = link.end;
            at = link.end.min(end);
            self.bare_link(&link);
        }
        self.plain_run(at, end, escaped && at == start);
        self.inlines.last_end = end;
    }

    fn plain_run(&mut self, start: usize, end: usize, escaped: bool) {
        if start < end {
            let bytes = &self.masked.as_bytes()[start..end];
            let end = match bytes[0] {
                // A hard break that ends its marks is a backslash to the Markdown parser, with the line end behind it.
                b'\\' if bytes.len() > 1 => memchr::memchr(b'\n', bytes).map_or(end, |at| start + at),
                _ => end,
            };
            if matches!(self.leaf, Leaf::Heading(_)) {
                self.heading_text(&(start..end), &self.masked[start..end], escaped);
            }
            self.prose(start, end, escaped, false);
        }
    }

    /// Adds visible text. Text that goes on where the last run ended belongs to that run.
    pub(super) fn prose(&mut self, start: usize, end: usize, escaped: bool, entity: bool) {
        if self.inlines.links.last().is_some_and(|link| link.autolink) {
            return;
        }
        let span = self.map.span(start, end);
        match self.document.prose.last_mut() {
            Some(last) if last.span.end == span.start && !escaped && !entity && !last.entity => {
                last.span.end = span.end
            }
            _ => self.document.prose.push(Prose { span, escaped, entity }),
        }
    }

    /// A shortcode in a text: a block when it fills its line, otherwise part of the text, and also when it is no more than
    /// a line of a paragraph.
    fn hole(&mut self, hole: &Hole) {
        let loose = matches!(self.leaf, Leaf::None | Leaf::Paragraph(_)) && self.inlines.links.is_empty();
        let first = loose && self.inlines.line_start && self.inlines.marks.is_empty();
        let first = first && hole.start >= self.inlines.filled_to;
        let filled = first.then(|| self.filled_line(hole.start)).flatten();
        if let Some(end) = filled.filter(|&end| !self.runs_on(hole, end)) {
            self.close_piece();
            self.inlines.filled_to = end;
        }
        if hole.start < self.inlines.filled_to {
            if hole.kind != HoleKind::Close {
                self.shortcode_here(hole);
            }
            return;
        }
        self.open_piece(hole.start, false);
        self.heading_hole(hole);
        let block = self.leaf_block();
        if self.inlines.links.last().is_none_or(|link| !link.autolink) {
            self.shortcode_inline(hole, block);
        }
        self.inlines.last_end = hole.end;
        self.inlines.line_start = false;
    }

    /// True for words in the tags of a shortcode that fill a line, which ends at `end`, amid the lines of a paragraph.
    fn runs_on(&self, hole: &Hole, end: usize) -> bool {
        let Leaf::Paragraph(paragraph) = &self.leaf else { return false };
        let shortcode = &self.context.shortcodes[hole.shortcode.0 as usize];
        let words = shortcode.inner().filter(|_| shortcode.body == Body::Markdown && hole.end == end);
        let has_words = words.is_some_and(|words| !words.of(self.context.source).contains(['\n', '\r']));
        let rest = &self.masked.as_bytes()[end..];
        let line_end = if rest.starts_with(b"\r\n") { 2 } else { 1 };
        let blanks = rest.iter().skip(line_end).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let next = end + line_end + blanks;
        let tagged = self.holes.binary_search_by_key(&next, |hole| hole.start).is_ok();
        has_words && !tagged && paragraph.is_amid(next)
    }

    /// The end of the line, when nothing but shortcodes and blanks stand on it from `start` on.
    fn filled_line(&self, start: usize) -> Option<usize> {
        let bytes = self.masked.as_bytes();
        let from = self.holes.partition_point(|hole| hole.start < start);
        let mut at = start;
        let mut holes = self.holes[from..].iter();
        loop {
            match bytes.get(at) {
                None | Some(b'\n' | b'\r') => return Some(at),
                Some(b' ' | b'\t') => at += 1,
                Some(_) => at = holes.find(|hole| hole.start >= at).filter(|hole| hole.start == at)?.end,
            }
        }
    }

    pub(super) fn code_span(&mut self, range: Range<usize>, value: &str) {
        self.open_piece(range.start, false);
        let masked = self.masked.as_bytes();
        let ticks = masked[range.clone()].iter().take_while(|byte| **byte == b'`').count();
        let (mut start, mut end) = (range.start + ticks, (range.end - ticks).max(range.start + ticks));
        let blank = |byte: Option<&u8>| byte.is_some_and(|byte| blocks::is_space(*byte) && *byte != b'\t');
        let inside = &masked[start..end];
        if blank(inside.first()) && blank(inside.last()) && !inside.iter().all(|byte| blank(Some(byte))) {
            start += 1;
            end -= 1;
        }
        let content = self.map.span(start, end);
        self.document.code_spans.push(CodeSpan { span: self.map.span(range.start, range.end), content });
        let holes = self.hole_in(start, end).is_some();
        let shown = if holes { content.of(self.context.source) } else { value };
        self.heading_code(shown, holes);
        self.inlines.closed(range.end);
    }

    pub(super) fn inline_html(&mut self, range: Range<usize>) {
        self.open_piece(range.start, false);
        let mut pieces = Vec::new();
        let bytes = self.masked.as_bytes();
        let mut at = range.start;
        while let Some(length) = memchr::memchr(b'\n', &bytes[at..range.end]) {
            let next = at + length + 1;
            pieces.push((at, next));
            let marks = |byte: &u8| matches!(byte, b' ' | b'\t' | b'>');
            let prefix = bytes[next..range.end].iter().take_while(|byte| marks(byte)).count();
            let quoted = bytes[next..next + prefix].iter().rposition(|byte| *byte == b'>').map_or(0, |last| last + 1);
            at = if next + quoted < range.end { next + quoted } else { next };
        }
        pieces.push((at, range.end));
        self.html_pieces(&pieces, None);
        self.heading_node("");
        self.inlines.closed(range.end);
    }

    pub(super) fn start_marks(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        self.open_piece(range.start, false);
        self.heading_open();
        let width = match tag {
            Tag::Emphasis => 1,
            Tag::Strong => 2,
            _ => 0,
        };
        let kept = width > 0 && range.start >= self.inlines.bare_to;
        let emphasis = kept.then(|| Emphasis {
            span: self.map.span(range.start, range.end),
            content: self.map.span(range.start + width, (range.end - width).max(range.start + width)),
            strong: width == 2,
        });
        self.inlines.marks.push(emphasis.is_some().then_some(self.document.emphasis.len()));
        self.document.emphasis.extend(emphasis);
        self.inlines.node_end = range.start + width;
        self.inlines.line_start = false;
    }

    pub(super) fn end_marks(&mut self, _tag: &TagEnd, range: Range<usize>) {
        self.inlines.marks.pop();
        self.heading_close();
        self.inlines.closed(range.end);
    }
}
