//! Headings: their parts, their text as a reader sees it, and their ids.

use std::borrow::Cow;
use std::ops::Range;

use super::blocks::{Walker, is_space};
use super::leaf::Leaf;
use super::quirks::IdText;
use super::scope::{BLANKS, Hole, LETTERS, fill};
use super::target::resolve_names;
use crate::document::{Block, BlockId, BlockKind, Heading, HeadingId, Problem, ProblemKind};
use crate::syntax::attribute::{self, Attributes};
use crate::syntax::{Dialect, HugoVersion, Slugger};
use crate::text::{Span, Spanned};

/// From this version on Hugo makes ids from the parsed text of a heading, before from its source line.
const PARSED_TEXT: HugoVersion = HugoVersion { minor: 144, patch: 0 };

/// The end of a heading line that has a valid attribute list, which is masked in the scope's text.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    /// Where the text that was read starts, in the offsets of the scope's text.
    line: usize,
    /// Where the list ends.
    pub(super) end: usize,
    /// What the line says, until its heading starts.
    read: Attributes,
}

/// A heading whose end has not come yet.
#[derive(Debug)]
pub(super) struct HeadingLeaf {
    pub(super) block: BlockId,
    id: HeadingId,
    content: Range<usize>,
    /// The text as a reader sees it.
    text: String,
    id_text: IdText,
    /// A shortcode stands in the last line.
    hole_in_line: bool,
    /// Where the id is written, when there is one.
    written: Option<Range<usize>>,
    /// The attribute list: what stands there is no text.
    list: Option<Range<usize>>,
}

impl HeadingLeaf {
    /// True when `range` lies in the attribute list.
    pub(super) fn hides(&self, range: &Range<usize>) -> bool {
        self.list.as_ref().is_some_and(|list| list.start <= range.start && range.end <= list.end)
    }
}

/// Where the parts of a heading stand in the scope's text.
struct Parts {
    marker: Range<usize>,
    /// Without marks and attributes.
    content: Range<usize>,
    /// Where the last line of the content starts.
    line: usize,
    attributes: Attributes,
}

impl Walker<'_, '_> {
    pub(super) fn start_heading(&mut self, level: u8, range: Range<usize>) {
        let start = self.skip_blanks(range.start, range.end);
        let end = self.trim_end(start, range.end);
        let Parts { marker, content, line, attributes } = self.parts(level, start..end, range.end);
        let at_line = |span: Span| line + span.start as usize..line + span.end as usize;
        let list = attributes.list.map(at_line);
        let written = attributes.id.as_ref().map(|id| at_line(id.span));
        let place = |range: &Range<usize>| self.map.span(range.start, range.end);
        let (span, marker) = (place(&(start..end)), place(&marker));
        let explicit = attributes.id.map(|id| self.written_id(id.value, place(&at_line(id.span))));
        if let Some(malformed) = &attributes.malformed {
            let span = place(&at_line(malformed.span));
            let inside = span.of(self.context.source).trim_matches(['{', '}', '｛', '｝', '#']);
            self.document.problems.push(Problem::new(ProblemKind::HeadingAttribute, span).detail(inside));
        }
        let id = HeadingId(self.document.headings.len() as u32);
        let attributes = list.as_ref().map(place);
        let inside = place(&content);
        let block = self.push_block(BlockKind::Heading(id), span, inside);
        let Block { span, content: inside, .. } = self.document.blocks[block.0 as usize];
        self.document.headings.push(Heading {
            span,
            content: inside,
            level,
            marker,
            attributes,
            explicit,
            id: None,
            unstable: false,
            text: "".into(),
            scope: self.scope,
            block,
        });
        let (mut text, mut id_text) = std::mem::take(&mut self.heading_texts);
        text.clear();
        id_text.restart(self.context.dialect.typographer);
        let leaf = HeadingLeaf { block, id, content, text, id_text, hole_in_line: false, written, list };
        self.leaf = Leaf::Heading(Box::new(leaf));
    }

    /// An id with the shortcodes in it as they are written.
    fn written_id(&self, id: Box<str>, span: Span) -> Spanned<Box<str>> {
        let written = span.of(self.context.source);
        let is_masked = written.len() == id.len() && *written != *id;
        Spanned::new(if is_masked { written.into() } else { id }, span)
    }

    /// Takes a heading apart. `range` is without blanks at its end; `limit` is where the Markdown parser ends it.
    fn parts(&mut self, level: u8, range: Range<usize>, limit: usize) -> Parts {
        let bytes = &self.masked.as_bytes()[range.clone()];
        let marks = bytes.iter().take_while(|byte| **byte == b'#').count();
        let after = bytes.get(marks);
        if marks == level as usize && after.is_none_or(|byte| is_space(*byte)) {
            let marker = range.start..range.start + marks;
            let line = marker.end + self.blanks(marker.end, limit);
            let attributes = self.attributes_at(line, self.line_end(line, limit));
            let content = line..line + attributes.content.end as usize;
            return Parts { marker, content, line, attributes };
        }
        let bar = bytes.iter().rev().take_while(|byte| matches!(byte, b'=' | b'-')).count();
        let marker = range.end - bar..range.end;
        let before = memchr::memrchr2(b'\n', b'\r', &bytes[..bytes.len() - bar]).unwrap_or(0);
        let end = self.trim_end(range.start, range.start + before);
        let last =
            memchr::memrchr2(b'\n', b'\r', &bytes[..end - range.start]).map_or(range.start, |at| range.start + at + 1);
        let line = last + container_prefix(&self.masked.as_bytes()[last..end], false);
        // A list that is blank in the masked text ends its line.
        let attributes = self.attributes_at(line, self.line_end(end, limit));
        let end = self.trim_end(range.start, line + attributes.content.end as usize);
        Parts { marker, content: range.start..end, line, attributes }
    }

    fn blanks(&self, from: usize, to: usize) -> usize {
        self.masked.as_bytes()[from..to].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    fn line_end(&self, from: usize, to: usize) -> usize {
        memchr::memchr2(b'\n', b'\r', &self.masked.as_bytes()[from..to]).map_or(to, |at| from + at)
    }

    /// What the line that starts at `line` says at its end.
    fn attributes_at(&mut self, line: usize, end: usize) -> Attributes {
        let index = self.attributes.partition_point(|attribute| attribute.line < line);
        match self.attributes.get_mut(index).filter(|attribute| attribute.line == line) {
            Some(found) => std::mem::take(&mut found.read),
            None => {
                let dialect = self.context.dialect;
                attribute::parse(&self.masked[line..end], dialect.explicit_ids, hugo(dialect))
            }
        }
    }

    /// Ends a heading: what it says and its id are known now.
    pub(super) fn finish_heading(&mut self, leaf: HeadingLeaf) {
        let (id, unstable) = match &leaf.written {
            Some(place) => {
                let unstable = self.holes_overlap(place);
                let explicit = self.document.headings[leaf.id.0 as usize].explicit.as_ref();
                let id = explicit.map(|explicit| explicit.value.clone());
                self.ids.register(id.as_deref().unwrap_or_default());
                (id.filter(|_| !unstable), unstable)
            }
            None if !self.context.dialect.auto_ids => (None, false),
            None => self.derive(&leaf),
        };
        let heading = &mut self.document.headings[leaf.id.0 as usize];
        heading.id = id;
        heading.unstable = unstable;
        heading.text = leaf.text.trim().into();
        self.heading_texts = (leaf.text, leaf.id_text);
    }

    fn holes_overlap(&self, range: &Range<usize>) -> bool {
        let next = self.holes.partition_point(|hole| hole.end <= range.start);
        self.holes.get(next).is_some_and(|hole| hole.start < range.end)
    }

    /// The id that the generator derives, and whether it cannot be known.
    fn derive(&mut self, leaf: &HeadingLeaf) -> (Option<Box<str>>, bool) {
        let (text, holes): (Cow<'_, str>, bool) = match hugo(self.context.dialect) {
            Some(version) if version >= PARSED_TEXT => {
                let text = leaf.id_text.text.trim_end_matches('\n').rsplit('\n').next().unwrap_or("");
                (resolve_names(text), leaf.id_text.holes)
            }
            Some(_) => (self.source_line(leaf), self.holes_overlap(&leaf.content)),
            None => (leaf.text.trim().into(), leaf.hole_in_line),
        };
        if holes {
            return (None, true);
        }
        if text.is_empty() && hugo(self.context.dialect).is_some_and(|version| version >= PARSED_TEXT) {
            return (None, false);
        }
        let id = self.ids.unique(self.context.dialect.slugger.slug(&text));
        ((!id.is_empty()).then_some(id), false)
    }

    /// The last line of the heading as it is written.
    fn source_line(&self, leaf: &HeadingLeaf) -> Cow<'static, str> {
        let text = &self.masked[leaf.content.clone()];
        let line = text.rsplit(['\n', '\r']).next().unwrap_or("");
        line.trim_start_matches([' ', '\t', '>']).to_owned().into()
    }

    /// Visible text at `range` that reads `value`.
    pub(super) fn heading_text(&mut self, range: &Range<usize>, value: &str, escaped: bool) {
        if let Leaf::Heading(heading) = &mut self.leaf {
            heading.text.push_str(value);
            heading.id_text.text(self.masked, range.start, range.end, escaped);
        }
    }

    pub(super) fn heading_hole(&mut self, hole: &Hole) {
        let written = self.map.span(hole.start, hole.end).of(self.context.source);
        if let Leaf::Heading(heading) = &mut self.leaf {
            heading.text.push_str(written);
            heading.id_text.hole(hole.start, hole.end);
            heading.hole_in_line = true;
        }
    }

    pub(super) fn heading_code(&mut self, shown: &str, holes: bool) {
        if let Leaf::Heading(heading) = &mut self.leaf {
            heading.text.push_str(shown);
            heading.id_text.holes |= heading.id_text.node(self.masked, shown) && holes;
            heading.hole_in_line |= holes;
        }
    }

    /// A node of which a reader sees `shown`, and of which nothing counts for an id.
    pub(super) fn heading_node(&mut self, shown: &str) {
        if let Leaf::Heading(heading) = &mut self.leaf {
            heading.text.push_str(shown);
            heading.id_text.node(self.masked, "");
        }
    }

    pub(super) fn heading_break(&mut self) {
        if let Leaf::Heading(heading) = &mut self.leaf {
            heading.text.push(' ');
            heading.id_text.line_break(self.masked);
            heading.hole_in_line = false;
        }
    }

    pub(super) fn heading_open(&mut self) {
        if let Leaf::Heading(heading) = &mut self.leaf {
            heading.id_text.open(self.masked);
        }
    }

    pub(super) fn heading_close(&mut self) {
        if let Leaf::Heading(heading) = &mut self.leaf {
            heading.id_text.close(self.masked);
        }
    }
}

/// The version of Hugo, when ids are made by Hugo.
fn hugo(dialect: &Dialect) -> Option<HugoVersion> {
    match dialect.slugger {
        Slugger::HugoGithub(version) | Slugger::HugoGithubAscii(version) | Slugger::HugoBlackfriday(version) => {
            Some(version)
        }
        _ => None,
    }
}

/// Finds the attribute lists of headings and masks them, so that the Markdown parser takes nothing in them for markup.
/// What looks like a heading and is none (in code, say) is masked too: there the text is read from the source.
pub(super) fn mask_attributes(masked: &mut Cow<'_, str>, dialect: &Dialect) -> Vec<Attribute> {
    let mut found: Vec<Attribute> = Vec::new();
    let bytes = masked.as_bytes();
    let mut done = 0;
    for close in memchr::memchr_iter(b'}', bytes) {
        if close < done {
            continue;
        }
        let end = memchr::memchr2(b'\n', b'\r', &bytes[close..]).map_or(bytes.len(), |at| close + at);
        if !bytes[close + 1..end].iter().all(|byte| matches!(byte, b' ' | b'\t' | b'#')) {
            continue;
        }
        done = end;
        let Some(line) = heading_line(bytes, close, end) else { continue };
        let read = attribute::parse(&masked[line..end], dialect.explicit_ids, hugo(dialect));
        if let Some(list) = read.list {
            found.push(Attribute { line, end: line + list.end as usize, read });
        }
    }
    if !found.is_empty() {
        let mut text = String::with_capacity(masked.len());
        for Attribute { line, read, .. } in &found {
            let Some(list) = read.list.map(|list| list.shifted(*line)) else { continue };
            text.push_str(&masked[text.len()..list.start as usize]);
            // A line of nothing but blanks would end the paragraph that a setext heading is.
            fill(&mut text, if read.content.is_empty() { LETTERS } else { BLANKS }, list.len());
        }
        text.push_str(&masked[text.len()..]);
        *masked = Cow::Owned(text);
    }
    found
}

/// Where the text of a heading starts on the line that ends at `end`, when it looks like a heading.
fn heading_line(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |at| at + 1);
    let text = start + container_prefix(&bytes[start..end], true);
    let marks = bytes[text..end].iter().take_while(|byte| **byte == b'#').count();
    let blanks = bytes[text + marks..end].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if (1..=6).contains(&marks) && blanks > 0 {
        return Some(text + marks + blanks);
    }
    let next = end + bytes[end..].iter().take_while(|byte| is_line_end(**byte)).count().min(2);
    let bar = &bytes[next..memchr::memchr2(b'\n', b'\r', &bytes[next..]).map_or(bytes.len(), |at| next + at)];
    let bar = bar[container_prefix(bar, false)..].trim_ascii_end();
    let first = bar.first().filter(|byte| matches!(byte, b'=' | b'-'))?;
    bar.iter().all(|byte| byte == first).then_some(text)
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The length of the blanks and marks of containers at the start of a line; with `items` of list items too.
fn container_prefix(line: &[u8], items: bool) -> usize {
    let mut at = 0;
    loop {
        at += line[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
        let digits = line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mark = line.get(at + digits);
        let marked = match mark {
            Some(b'-' | b'*' | b'+') => digits == 0,
            Some(b'.' | b')') => digits > 0,
            _ => false,
        };
        if !items || !marked || !matches!(line.get(at + digits + 1), Some(b' ' | b'\t')) {
            return at;
        }
        at += digits + 2;
    }
}
