//! Events of the Markdown parser become blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Parser, Tag, TagEnd};

use super::headings::Attribute;
use super::inlines::Inlines;
use super::leaf::{CodeLeaf, HtmlLeaf, Leaf, Paragraph};
use super::quirks::IdText;
use super::scope::{Hole, HoleKind, OffsetMap, ScopeText};
use super::{BLOCK_DEPTH, Context, Place, bare};
use crate::document::{Block, BlockId, BlockKind, Body, Document, Problem, ProblemKind, ScopeId};
use crate::syntax::slug::Ids;
use crate::text::Span;

/// A container whose end has not come yet.
struct Open {
    block: BlockId,
    /// Where it ends in the scope's text, without the blanks after it.
    end: usize,
}

/// Walks over the events of one scope and fills the document. Offsets are those of the scope's text until a span is
/// made.
pub(super) struct Walker<'w, 's> {
    pub(super) context: &'w Context<'s>,
    pub(super) document: &'w mut Document,
    /// The scope's text as the Markdown parser sees it.
    pub(super) masked: &'w str,
    /// The way back to the source.
    pub(super) map: &'w OffsetMap,
    /// What is masked, in order.
    pub(super) holes: &'w [Hole],
    pub(super) attributes: Vec<Attribute>,
    pub(super) scope: ScopeId,
    pub(super) leaf: Leaf,
    /// The texts of the heading before: room for those of the next.
    pub(super) heading_texts: (String, IdText),
    pub(super) inlines: Inlines,
    pub(super) ids: Ids,
    /// Starts of bare links that may come; those before `inlines` is at are used up.
    pub(super) candidates: std::iter::Peekable<std::vec::IntoIter<usize>>,
    stack: Vec<Open>,
    parent: Option<BlockId>,
    depth: usize,
    /// The first hole that has not been met.
    next_hole: usize,
    /// How many blocks and marks have been opened since blocks were nested too deep.
    skipped: usize,
}

impl<'w, 's> Walker<'w, 's> {
    pub(super) fn new(
        context: &'w Context<'s>,
        document: &'w mut Document,
        text: &'w ScopeText<'s>,
        attributes: Vec<Attribute>,
        scope: ScopeId,
        place: &Place,
    ) -> Self {
        let candidates = if context.dialect.linkify { bare::candidates(&text.masked) } else { Vec::new() };
        Self {
            context,
            document,
            masked: &text.masked,
            map: &text.map,
            holes: &text.holes,
            attributes,
            scope,
            leaf: Leaf::None,
            heading_texts: Default::default(),
            inlines: Inlines::default(),
            ids: Ids::new(context.dialect.slugger, context.dialect.explicit_ids),
            candidates: candidates.into_iter().peekable(),
            stack: Vec::new(),
            parent: place.parent,
            depth: place.depth,
            next_hole: 0,
            skipped: 0,
        }
    }

    /// Reads all events.
    pub(super) fn walk(mut self, parser: Parser<'_>) {
        let mut events = parser.into_offset_iter();
        while let Some((event, range)) = events.next() {
            self.event(event, range, &events);
        }
        self.finish_leaf();
        self.flush_holes(self.masked.len());
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>, events: &OffsetIter<'_>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(tag) => self.end(tag, range),
            Event::Rule => {
                self.before_block(range.start);
                let block = self.span(&range);
                self.push_block(BlockKind::Rule, block, block);
            }
            Event::Html(_) => self.html_line(range),
            Event::Text(value) => self.text(range, &value),
            Event::Code(value) => self.code_span(range, &value),
            Event::InlineHtml(_) => self.inline_html(range),
            Event::SoftBreak | Event::HardBreak => self.line_break(),
            Event::FootnoteReference(_) => self.footnote_reference(range),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>, events: &OffsetIter<'_>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
                self.start_marks(&tag, range);
            }
            Tag::Link { .. } | Tag::Image { .. } => self.start_link(tag, range, events),
            _ => {
                self.before_block(match tag {
                    // Between the cells of a row stands nothing.
                    Tag::TableCell => 0,
                    Tag::CodeBlock(_) => range.start,
                    // The first blanks may stand for a dropped shortcode.
                    _ => self.skip_blanks(range.start, range.end),
                });
                if self.stack.len() >= BLOCK_DEPTH {
                    self.skip_deep(&range);
                    return;
                }
                self.start_block(tag, range);
            }
        }
    }

    /// Closes an implied paragraph and puts in the tags that fill their lines before `at`.
    fn before_block(&mut self, at: usize) {
        self.finish_leaf();
        self.flush_holes(at);
    }

    fn skip_deep(&mut self, range: &Range<usize>) {
        self.skipped = 1;
        let problem = Problem::new(ProblemKind::NestingLimit, self.span(range)).detail(BLOCK_DEPTH.to_string());
        self.document.problems.push(problem);
    }

    fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.leaf = Leaf::Paragraph(Paragraph::declared(range)),
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::CodeBlock(kind) => {
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.leaf = Leaf::Code(CodeLeaf { range, fenced, content: None });
            }
            Tag::HtmlBlock => self.leaf = Leaf::Html(HtmlLeaf { range, pieces: Vec::new() }),
            Tag::TableCell => {
                let span = self.span(&range).trimmed(self.context.source);
                let block = self.push_block(BlockKind::Cell, span, span);
                self.leaf = Leaf::Text(block);
            }
            Tag::DefinitionListTitle => {
                let span = self.span(&range);
                let block = self.push_block(BlockKind::Definition, span, span);
                self.leaf = Leaf::Text(block);
            }
            container => self.start_container(&container, range),
        }
    }

    fn start_container(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let start = self.skip_blanks(range.start, range.end);
        let bytes = &self.masked.as_bytes()[start..range.end];
        let (kind, marker) = match tag {
            Tag::BlockQuote(_) => (BlockKind::Quote, quote_marker(bytes)),
            Tag::List(first) => {
                let ordered = first.is_some();
                let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
                (BlockKind::List { ordered, marker: bytes.get(digits).copied().unwrap_or(b'-') }, 0)
            }
            Tag::Item => (BlockKind::Item, item_marker(bytes)),
            Tag::Table(_) => (BlockKind::Table, 0),
            Tag::TableHead => (BlockKind::Row { head: true }, 0),
            Tag::TableRow => (BlockKind::Row { head: false }, 0),
            Tag::FootnoteDefinition(_) => (BlockKind::Footnote, footnote_marker(bytes)),
            Tag::DefinitionListDefinition => (BlockKind::Definition, quote_marker(bytes)),
            _ => (BlockKind::Definition, 0),
        };
        let end = self.trim_end(start, range.end);
        let span = self.map.span(start, end);
        let content = self.map.span((start + marker).min(end), end);
        let block = self.push_block(kind, span, content);
        self.stack.push(Open { block, end });
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.end_marks(&tag, range);
            }
            TagEnd::Link | TagEnd::Image => self.end_link(range),
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::TableCell
            | TagEnd::DefinitionListTitle => self.finish_leaf(),
            _ => self.end_container(&tag),
        }
    }

    fn end_container(&mut self, tag: &TagEnd) {
        self.finish_leaf();
        let Some(open) = self.stack.pop() else { return };
        // The Markdown parser may end a definition only where the next block ends.
        if matches!(tag, TagEnd::DefinitionList | TagEnd::DefinitionListDefinition) {
            let last = self.last_child_end(open.block);
            let block = &mut self.document.blocks[open.block.0 as usize];
            let marker = block.content.start;
            block.span.end = last.clamp(marker, block.span.end);
            block.content.end = block.span.end;
        }
    }

    /// Where the last block in `container` ends; 0 when there is none.
    fn last_child_end(&self, container: BlockId) -> u32 {
        let blocks = &self.document.blocks;
        let mut end = 0;
        let mut at = blocks.len() - 1;
        while at > container.0 as usize {
            end = blocks[at].span.end;
            at = blocks[at].parent.map_or(0, |parent| parent.0 as usize);
        }
        end
    }

    /// Adds a block in the open container. It never reaches out of that container.
    pub(super) fn push_block(&mut self, kind: BlockKind, span: Span, content: Span) -> BlockId {
        let parent = self.stack.last().map(|open| open.block).or(self.parent);
        self.push_child(kind, span, content, parent)
    }

    fn push_child(&mut self, kind: BlockKind, span: Span, content: Span, parent: Option<BlockId>) -> BlockId {
        let outer =
            parent.map_or(Span { start: 0, end: u32::MAX }, |parent| self.document.blocks[parent.0 as usize].span);
        let span = clamped(span, outer);
        let id = BlockId(self.document.blocks.len() as u32);
        self.document.blocks.push(Block { span, content: clamped(content, span), kind, parent, scope: self.scope });
        id
    }

    /// The span of a range without the blanks and line ends after it.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let start = self.skip_blanks(range.start, range.end);
        self.map.span(start, self.trim_end(start, range.end))
    }

    /// The first byte from `start` on that is neither blank nor line end.
    pub(super) fn skip_blanks(&self, start: usize, end: usize) -> usize {
        let bytes = &self.masked.as_bytes()[start..end];
        bytes.iter().position(|byte| !is_space(*byte)).map_or(start, |at| start + at)
    }

    /// `end` without the blanks and line ends before it. Attribute lists, which are masked with blanks, are none.
    pub(super) fn trim_end(&self, start: usize, end: usize) -> usize {
        let bytes = &self.masked.as_bytes()[start..end];
        let trimmed = bytes.iter().rposition(|byte| !is_space(*byte)).map_or(start, |at| start + at + 1);
        // A list has at least two bytes.
        if end - trimmed < 2 {
            return trimmed;
        }
        let before = self.attributes.partition_point(|attribute| attribute.end <= end);
        self.attributes[..before].last().map_or(trimmed, |attribute| trimmed.max(attribute.end))
    }

    /// The next hole, if it starts before `end`. Holes that end at or before `start` are left behind.
    pub(super) fn hole_in(&mut self, start: usize, end: usize) -> Option<Hole> {
        self.pass_holes(start);
        self.holes.get(self.next_hole).filter(|hole| hole.start < end).copied()
    }

    /// Counts a hole as met.
    pub(super) fn met(&mut self, hole: &Hole) {
        self.pass_holes(hole.end);
    }

    /// Leaves behind the holes that end at or before `at`, whatever they are.
    pub(super) fn pass_holes(&mut self, at: usize) {
        while self.holes.get(self.next_hole).is_some_and(|hole| hole.end <= at) {
            self.next_hole += 1;
        }
    }

    /// Leaves behind the holes in `block`: a dropped shortcode at the end of its text is blank to the Markdown parser.
    pub(super) fn pass_holes_in(&mut self, block: Option<BlockId>) {
        let Some(block) = block else { return };
        let end = self.document.blocks[block.0 as usize].span.end as usize;
        while self.holes.get(self.next_hole).is_some_and(|hole| self.map.start(hole.start) < end) {
            self.next_hole += 1;
        }
    }

    /// Leaves behind the holes that end at or before `at`. Tags that fill their lines are blank to the Markdown
    /// parser, so no event tells of them: they become blocks of the container they stand in.
    pub(super) fn flush_holes(&mut self, at: usize) {
        while let Some(hole) = self.holes.get(self.next_hole).filter(|hole| hole.end <= at).copied() {
            self.next_hole += 1;
            if hole.blank && hole.kind != HoleKind::Close && matches!(self.leaf, Leaf::None) {
                let around = self.stack.iter().rev().find(|open| hole.end <= open.end);
                let parent = around.map(|open| open.block).or(self.parent);
                // A dropped body may begin in one block and end in another: it is no block between the two then.
                if self.map.start(hole.start) >= self.end_of_last_child(parent) {
                    self.shortcode_block(&hole, parent);
                }
            }
        }
    }

    /// Where the last block right below `parent` ends in the source; 0 when there is none.
    fn end_of_last_child(&self, parent: Option<BlockId>) -> usize {
        let blocks = &self.document.blocks;
        let mut last = blocks.len().checked_sub(1);
        while let Some(at) = last {
            let above = blocks[at].parent;
            if above == parent {
                return blocks[at].span.end as usize;
            }
            last = above.map(|above| above.0 as usize);
        }
        0
    }

    /// A shortcode that stands on its own, in the open container.
    pub(super) fn shortcode_here(&mut self, hole: &Hole) {
        let parent = self.stack.last().map(|open| open.block).or(self.parent);
        self.shortcode_block(hole, parent);
    }

    /// A shortcode that stands on its own, with the blocks of its body in it.
    pub(super) fn shortcode_block(&mut self, hole: &Hole, parent: Option<BlockId>) {
        let span = self.map.span(hole.start, hole.end);
        let shortcode = &self.context.shortcodes[hole.shortcode.0 as usize];
        let inner = shortcode.inner().filter(|inner| hole.kind == HoleKind::Whole && span.contains(*inner));
        let content = inner.unwrap_or(Span { start: span.end, end: span.end });
        let block = self.push_child(BlockKind::Shortcode(hole.shortcode), span, content, parent);
        if let Some(inner) = inner.filter(|_| shortcode.body == Body::Markdown) {
            let place =
                Place { span: inner, shortcode: Some(hole.shortcode), parent: Some(block), depth: self.depth + 1 };
            super::parse_scope(self.context, self.document, place);
        }
    }

    /// A shortcode amid the text of the block `parent`. When its body is no more than a paragraph, it gets no blocks.
    pub(super) fn shortcode_inline(&mut self, hole: &Hole, parent: Option<BlockId>) {
        let shortcode = &self.context.shortcodes[hole.shortcode.0 as usize];
        if hole.kind != HoleKind::Whole || shortcode.body != Body::Markdown || shortcode.close.is_none() {
            return;
        }
        let before = self.document.blocks.len();
        self.shortcode_block(hole, parent);
        let plain = |block: &Block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Shortcode(_));
        let added = &self.document.blocks[before..];
        if added.len() <= 2 && added.iter().all(plain) {
            self.document.blocks.truncate(before);
        }
    }
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// `span` as far as it lies in `outer`.
pub(super) fn clamped(span: Span, outer: Span) -> Span {
    let start = span.start.clamp(outer.start, outer.end);
    Span { start, end: span.end.clamp(start, outer.end) }
}

/// The length of the marker of a block quote or definition with the blank after it.
fn quote_marker(bytes: &[u8]) -> usize {
    1 + usize::from(matches!(bytes.get(1), Some(b' ' | b'\t')))
}

/// The length of the marker of a list item with the blanks after it. More than four blanks belong to the content,
/// which is indented code then.
fn item_marker(bytes: &[u8]) -> usize {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let marker = (digits + 1).min(bytes.len());
    let blanks = bytes[marker..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    marker + if blanks > 4 { 1 } else { blanks }
}

/// The length of `[^label]:` with the blanks after it.
fn footnote_marker(bytes: &[u8]) -> usize {
    let colon = memchr::memmem::find(bytes, b"]:").map_or(0, |at| at + 2);
    colon + bytes[colon..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
