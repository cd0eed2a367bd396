//! Blocks that hold text: paragraphs, code and HTML.

use std::ops::Range;

use super::blocks::{Walker, clamped};
use super::headings::HeadingLeaf;
use super::html::{Token, Tokens};
use super::scope::join;
use super::target::entity_length;
use crate::document::{BlockId, BlockKind, Comment, HtmlAttribute, HtmlTag};
use crate::text::Span;

/// The block that text goes to.
#[derive(Debug, Default)]
pub(super) enum Leaf {
    /// None is open; text starts an implied paragraph, as in a tight list.
    #[default]
    None,
    /// A paragraph.
    Paragraph(Paragraph),
    /// A heading.
    Heading(Box<HeadingLeaf>),
    /// A table cell or the term of a definition.
    Text(BlockId),
    /// A code block.
    Code(CodeLeaf),
    /// An HTML block.
    Html(HtmlLeaf),
}

/// A paragraph. Shortcodes that fill a line cut it into pieces, each a block of its own.
#[derive(Debug)]
pub(super) struct Paragraph {
    /// Where it stands, when the Markdown parser says so.
    declared: Option<Range<usize>>,
    /// The piece that is open.
    piece: Option<BlockId>,
    /// No piece has been opened yet.
    fresh: bool,
}

impl Paragraph {
    pub(super) fn declared(range: Range<usize>) -> Self {
        Self { declared: Some(range), piece: None, fresh: true }
    }

    /// True when it has text already, and goes on at `next`.
    pub(super) fn is_amid(&self, next: usize) -> bool {
        self.piece.is_some() && self.declared.as_ref().is_some_and(|range| next < range.end)
    }
}

/// A code block.
#[derive(Debug)]
pub(super) struct CodeLeaf {
    pub(super) range: Range<usize>,
    pub(super) fenced: bool,
    /// From the first to the last byte of its text.
    pub(super) content: Option<Range<usize>>,
}

/// An HTML block: its lines without the marks of the containers around it.
#[derive(Debug)]
pub(super) struct HtmlLeaf {
    pub(super) range: Range<usize>,
    pub(super) pieces: Vec<(usize, usize)>,
}

impl Walker<'_, '_> {
    /// The block that text goes to at the moment.
    pub(super) fn leaf_block(&self) -> Option<BlockId> {
        match &self.leaf {
            Leaf::Paragraph(paragraph) => paragraph.piece,
            Leaf::Heading(heading) => Some(heading.block),
            Leaf::Text(block) => Some(*block),
            _ => None,
        }
    }

    /// Makes sure that there is a block for the inline at `start`.
    #[inline]
    pub(super) fn open_piece(&mut self, start: usize, escaped: bool) {
        match &self.leaf {
            Leaf::Paragraph(paragraph) if paragraph.piece.is_some() => {}
            Leaf::None | Leaf::Paragraph(_) => self.open_new_piece(start, escaped),
            _ => {}
        }
    }

    fn open_new_piece(&mut self, start: usize, escaped: bool) {
        if matches!(self.leaf, Leaf::None) {
            self.leaf = Leaf::Paragraph(Paragraph { declared: None, piece: None, fresh: true });
        }
        let Leaf::Paragraph(paragraph) = &mut self.leaf else { return };
        let first = paragraph.declared.as_ref().filter(|_| paragraph.fresh).map(|range| range.start);
        paragraph.fresh = false;
        let start = first.map_or(start - usize::from(escaped), |first| self.skip_blanks(first, start));
        let span = self.map.span(start, start);
        let open_ended = Span { start: span.start, end: u32::MAX };
        let block = self.push_block(BlockKind::Paragraph, open_ended, open_ended);
        if let Leaf::Paragraph(paragraph) = &mut self.leaf {
            paragraph.piece = Some(block);
        }
    }

    /// Ends the open piece of a paragraph after the last inline.
    pub(super) fn close_piece(&mut self) {
        let end = self.inlines.last_end;
        self.close_piece_at(end);
    }

    fn close_piece_at(&mut self, end: usize) {
        let Leaf::Paragraph(paragraph) = &mut self.leaf else { return };
        paragraph.fresh = false;
        let Some(piece) = paragraph.piece.take() else { return };
        let end = self.map.span(end.saturating_sub(1), end).end;
        let block = &mut self.document.blocks[piece.0 as usize];
        block.span.end = end.clamp(block.span.start, block.span.end);
        block.content = block.span;
    }

    /// Ends whatever block holds text.
    pub(super) fn finish_leaf(&mut self) {
        self.inlines.start_leaf();
        if matches!(self.leaf, Leaf::None) {
            return;
        }
        let block = self.leaf_block();
        if let Leaf::Paragraph(paragraph) = &self.leaf {
            let declared = paragraph.declared.as_ref().map(|range| self.trim_end(range.start, range.end));
            let end = self.inlines.last_end;
            self.close_piece_at(declared.map_or(end, |declared| declared.max(end)));
        }
        self.pass_holes(self.inlines.last_end);
        self.pass_holes_in(block);
        match std::mem::take(&mut self.leaf) {
            Leaf::Heading(heading) => self.finish_heading(*heading),
            Leaf::Code(code) => self.finish_code(code),
            Leaf::Html(html) => self.finish_html(html),
            Leaf::None | Leaf::Paragraph(_) | Leaf::Text(_) => {}
        }
    }

    fn finish_code(&mut self, code: CodeLeaf) {
        let start = self.skip_blanks(code.range.start, code.range.end);
        let masked = self.masked;
        let mut info = start..start;
        let mut inside = start;
        if code.fenced {
            let line = &masked.as_bytes()[start..code.range.end];
            let length = memchr::memchr2(b'\n', b'\r', line).unwrap_or(line.len());
            let fence = line[..length].iter().take_while(|byte| **byte == line[0]).count();
            inside = start + length;
            info = start + fence..inside;
        }
        let content = code.content.unwrap_or(inside..inside);
        let text = &masked[content.clone()];
        let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
        let start = if code.fenced { start } else { content.start };
        let end = self.trim_end(start, code.range.end).max(content.start);
        let content = self.map.span(content.start, (content.start + text.len()).min(end));
        let info = self.map.span(info.start, info.end).trimmed(self.context.source);
        let span = self.map.span(start, end);
        self.push_block(BlockKind::Code { fenced: code.fenced, info }, span, content);
        self.pass_holes(code.range.end);
    }

    /// A line of an HTML block.
    pub(super) fn html_line(&mut self, range: Range<usize>) {
        let Leaf::Html(html) = &mut self.leaf else { return };
        match html.pieces.last_mut() {
            Some(last) if last.1 == range.start => last.1 = range.end,
            _ => html.pieces.push((range.start, range.end)),
        }
    }

    fn finish_html(&mut self, html: HtmlLeaf) {
        let span = self.span(&html.range);
        let block = self.push_block(BlockKind::Html, span, span);
        let (comments, tags) = (self.document.comments.len(), self.document.html.len());
        let text_seen = self.html_pieces(&html.pieces, Some(block));
        let comments = &self.document.comments[comments..];
        if !text_seen && self.document.html.len() == tags && !comments.is_empty() {
            let content = if let [only] = comments { only.content } else { span };
            let block = &mut self.document.blocks[block.0 as usize];
            block.kind = BlockKind::Comment;
            block.content = clamped(content, block.span);
        }
        self.pass_holes(html.range.end);
    }

    /// Reads HTML that stands in `pieces` of the scope's text; true when there is text amid the tags. Text becomes
    /// prose and shortcodes are met when the HTML is the block `block`.
    pub(super) fn html_pieces(&mut self, pieces: &[(usize, usize)], block: Option<BlockId>) -> bool {
        match pieces {
            [] => false,
            [(start, end)] => self.html_tokens(&self.masked[*start..*end], block, |at| start + at),
            _ => {
                let (joined, map) = join(self.masked, pieces);
                self.html_tokens(&joined, block, |at| map.start(at))
            }
        }
    }

    fn html_tokens(&mut self, html: &str, block: Option<BlockId>, place: impl Fn(usize) -> usize) -> bool {
        let mut text_seen = false;
        for token in Tokens::new(html) {
            let span = |walker: &Self, range: &Range<usize>| match range.is_empty() {
                true => walker.map.span(place(range.start), place(range.start)),
                false => walker.map.span(place(range.start), place(range.end - 1) + 1),
            };
            match token {
                Token::Comment { range, content } => {
                    let comment = Comment { span: span(self, &range), content: span(self, &content) };
                    self.document.comments.push(comment);
                }
                Token::Tag { range, name, closing, attributes } => {
                    let attributes = attributes.iter().map(|(name, value)| HtmlAttribute {
                        name: span(self, name),
                        value: value.as_ref().map(|value| span(self, value)),
                    });
                    let attributes = attributes.collect();
                    let tag = HtmlTag { span: span(self, &range), name: span(self, &name), closing, attributes };
                    self.document.html.push(tag);
                }
                Token::Text(range) => {
                    text_seen |= !html[range.clone()].trim().is_empty();
                    if block.is_some() {
                        self.html_text(html, range, block, &place);
                    }
                }
            }
        }
        text_seen
    }

    /// Text between tags of an HTML block, line by line.
    fn html_text(&mut self, html: &str, range: Range<usize>, block: Option<BlockId>, place: &impl Fn(usize) -> usize) {
        let mut at = range.start;
        for line in html[range].split_inclusive('\n') {
            let start = at + (line.len() - line.trim_start().len());
            let end = at + line.trim_end().len();
            at += line.len();
            if start < end {
                let (start, end) = (place(start), place(end - 1) + 1);
                self.html_run(start, end, block);
            }
        }
    }

    fn html_run(&mut self, start: usize, end: usize, block: Option<BlockId>) {
        let mut at = start;
        while let Some(hole) = self.hole_in(at, end) {
            if hole.start > at {
                self.html_prose(at, hole.start);
            }
            self.met(&hole);
            let alone = hole.start == start && hole.end == end;
            if alone && hole.kind != super::scope::HoleKind::Close {
                self.shortcode_block(&hole, block);
            } else {
                self.shortcode_inline(&hole, block);
            }
            at = hole.end;
        }
        if at < end {
            self.html_prose(at, end);
        }
    }

    /// Text of an HTML block in which only entities have a meaning.
    fn html_prose(&mut self, start: usize, end: usize) {
        let text = &self.masked[start..end];
        let mut at = 0;
        for ampersand in memchr::memchr_iter(b'&', text.as_bytes()) {
            let Some(length) = entity_length(&text[ampersand..]).filter(|_| ampersand >= at) else { continue };
            if ampersand > at {
                self.prose(start + at, start + ampersand, false, false);
            }
            at = ampersand + length;
            self.prose(start + ampersand, start + at, false, true);
        }
        if at < text.len() {
            self.prose(start + at, end, false, false);
        }
    }
}
