//! The text of a scope as the Markdown parser sees it: shortcodes masked, the indentation of a body taken away,
//! and the way back to the places in the source.

use std::borrow::Cow;

use crate::document::{Body, Delimiter, Shortcode, ShortcodeId};
use crate::text::Span;

/// The letters that stand for the bytes of a shortcode: to Markdown a shortcode is one long word.
pub(super) const LETTERS: &str = "HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH";
/// What stands for the bytes of something that leaves its place empty.
pub(super) const BLANKS: &str = "                                                                ";

/// Where offsets of a derived text lie in the source: pieces that are copied byte for byte.
#[derive(Debug, Clone)]
pub(super) struct OffsetMap {
    /// Start in the derived text, start in the source; sorted, the first at 0.
    pieces: Vec<(usize, usize)>,
}

impl OffsetMap {
    /// A text that is the source from `start` on.
    pub(super) fn shift(start: usize) -> Self {
        Self { pieces: vec![(0, start)] }
    }

    /// Records that the derived text goes on at `derived` with the source from `source`.
    fn resume(&mut self, derived: usize, source: usize) {
        match self.pieces.last_mut() {
            Some(last) if last.0 == derived => last.1 = source,
            Some(last) if last.1 + (derived - last.0) == source => {}
            _ => self.pieces.push((derived, source)),
        }
    }

    /// The place in the source of the byte at `offset`.
    #[inline]
    pub(super) fn start(&self, offset: usize) -> usize {
        match self.pieces[..] {
            // Nearly every text is one piece.
            [(_, source)] => source + offset,
            _ => self.start_among_pieces(offset),
        }
    }

    fn start_among_pieces(&self, offset: usize) -> usize {
        let piece = self.pieces.partition_point(|piece| piece.0 <= offset) - 1;
        let (derived, source) = self.pieces[piece];
        source + (offset - derived)
    }

    /// The span in the source of a range in the derived text. It covers what was left out between its pieces.
    #[inline]
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        match self.pieces[..] {
            [(_, source)] => Span::new(source + start, source + end),
            _ => self.span_among_pieces(start, end),
        }
    }

    fn span_among_pieces(&self, start: usize, end: usize) -> Span {
        let from = self.start_among_pieces(start);
        // The end is the place after the last byte: what was left out behind that one is not part of the span.
        Span::new(from, if start == end { from } else { self.start_among_pieces(end - 1) + 1 })
    }
}

/// Pieces of a text joined into one, with the way back to that text.
pub(super) fn join(text: &str, pieces: &[(usize, usize)]) -> (String, OffsetMap) {
    let mut joined = String::with_capacity(pieces.iter().map(|piece| piece.1 - piece.0).sum());
    let mut map = OffsetMap::shift(pieces.first().map_or(0, |piece| piece.0));
    for &(start, end) in pieces {
        map.resume(joined.len(), start);
        joined.push_str(&text[start..end]);
    }
    (joined, map)
}

/// What a masked range is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HoleKind {
    /// A shortcode with everything up to its closing tag.
    Whole,
    /// The opening tag of a shortcode whose output and body are part of the scope's Markdown.
    Open,
    /// Its closing tag; it stands for nothing.
    Close,
}

/// A masked range, in the offsets of the scope's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hole {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) shortcode: ShortcodeId,
    pub(super) kind: HoleKind,
    /// Masked with blanks: an `Open` or `Close` tag that fills its line, whose output may be any block, or a shortcode
    /// with a body that is dropped.
    pub(super) blank: bool,
}

/// The text of a scope, ready for the Markdown parser.
pub(super) struct ScopeText<'s> {
    /// The text with shortcodes masked.
    pub(super) masked: Cow<'s, str>,
    /// The way back to the source.
    pub(super) map: OffsetMap,
    /// What is masked, in order.
    pub(super) holes: Vec<Hole>,
}

/// Masks the shortcodes of `span` and takes `indent` columns of white space from each line but the first.
pub(super) fn prepare<'s>(source: &'s str, span: Span, shortcodes: &[Shortcode], indent: usize) -> ScopeText<'s> {
    let mut holes = holes(source, span, shortcodes);
    let map = OffsetMap::shift(span.start as usize);
    if holes.is_empty() && indent == 0 {
        return ScopeText { masked: Cow::Borrowed(span.of(source)), map, holes };
    }
    let mut text = String::with_capacity(span.len());
    let mut map = map;
    let mut at = span.start as usize;
    for hole in &mut holes {
        let (start, end) = (hole.start, hole.end);
        copy_lines(source, at, start, indent, &mut text, &mut map);
        hole.start = text.len();
        map.resume(text.len(), start);
        if hole.kind == HoleKind::Whole && hole.blank {
            drop_whole(source, start, end, &mut text, &mut map);
        } else if hole.blank {
            blank_lines(&source[start..end], &mut text);
        } else {
            fill(&mut text, LETTERS, end - start);
        }
        hole.end = text.len();
        at = end;
    }
    copy_lines(source, at, span.end as usize, indent, &mut text, &mut map);
    ScopeText { masked: Cow::Owned(text), map, holes }
}

/// What is left of a shortcode that is dropped with its body: its line ends, and a blank for its first and its last
/// byte, so that its place is known. More blanks would indent what follows it on its line.
fn drop_whole(source: &str, start: usize, end: usize, text: &mut String, map: &mut OffsetMap) {
    text.push(' ');
    for at in start + 1..end - 1 {
        let byte = source.as_bytes()[at];
        if is_line_end(byte) {
            map.resume(text.len(), at);
            text.push(char::from(byte));
        }
    }
    map.resume(text.len(), end - 1);
    text.push(' ');
}

/// As many blanks as `hidden` has bytes, with its line ends.
fn blank_lines(hidden: &str, text: &mut String) {
    let mut at = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', hidden.as_bytes()) {
        fill(text, BLANKS, end - at);
        text.push_str(&hidden[end..=end]);
        at = end + 1;
    }
    fill(text, BLANKS, hidden.len() - at);
}

/// Appends `count` of the equal characters that `with` is made of, each one byte.
pub(super) fn fill(text: &mut String, with: &str, mut count: usize) {
    while count > with.len() {
        text.push_str(with);
        count -= with.len();
    }
    text.push_str(&with[..count]);
}

/// Copies `start..end` of the source, each line after a line end without its indentation.
fn copy_lines(source: &str, start: usize, end: usize, indent: usize, text: &mut String, map: &mut OffsetMap) {
    map.resume(text.len(), start);
    if indent == 0 {
        text.push_str(&source[start..end]);
        return;
    }
    let mut at = start;
    for line_end in memchr::memchr_iter(b'\n', &source.as_bytes()[start..end]) {
        let next = start + line_end + 1;
        if at < next {
            text.push_str(&source[at..next]);
        }
        at = next + indentation(&source.as_bytes()[next..end], indent);
        map.resume(text.len(), at);
    }
    text.push_str(&source[at..end]);
}

/// How many bytes of white space at the start of `line` make up at most `columns` columns; a tab goes to the next
/// multiple of four.
fn indentation(line: &[u8], columns: usize) -> usize {
    let mut column = 0;
    let mut bytes = 0;
    for &byte in line {
        match byte {
            b' ' if column < columns => column += 1,
            b'\t' if column < columns => column += 4 - column % 4,
            _ => break,
        }
        bytes += 1;
    }
    bytes
}

/// The ranges of `span` that are masked, in the offsets of the source.
fn holes(source: &str, span: Span, shortcodes: &[Shortcode]) -> Vec<Hole> {
    let first = shortcodes.partition_point(|shortcode| shortcode.open.start < span.start);
    let count = shortcodes[first..].partition_point(|shortcode| shortcode.open.start < span.end);
    let mut holes = Vec::with_capacity(count);
    let mut masked_to = span.start;
    let mut sorted = true;
    for (index, shortcode) in shortcodes[first..first + count].iter().enumerate() {
        if shortcode.open.start < masked_to {
            continue;
        }
        let id = ShortcodeId((first + index) as u32);
        if is_whole(shortcode) {
            let range = shortcode.span();
            masked_to = range.end.min(span.end);
            let dropped = shortcode.delimiter == Delimiter::Percent && shortcode.body == Body::None;
            holes.push(hole(Span { start: range.start, end: masked_to }, id, HoleKind::Whole, dropped));
            continue;
        }
        masked_to = shortcode.open.end.min(span.end);
        let tags = [(Some(shortcode.open), HoleKind::Open), (shortcode.close, HoleKind::Close)];
        for (tag, kind) in tags.into_iter().filter_map(|(tag, kind)| Some((tag?, kind))) {
            if tag.start < span.end {
                let tag = Span { start: tag.start, end: tag.end.min(span.end) };
                holes.push(hole(tag, id, kind, fills_line(source, span, tag)));
                sorted = sorted && kind == HoleKind::Open;
            }
        }
    }
    if !sorted {
        holes.sort_by_key(|hole| hole.start);
        let mut end = 0;
        holes.retain(|hole| {
            let apart = hole.start >= end;
            end = hole.end.max(end);
            apart
        });
    }
    holes
}

fn hole(span: Span, shortcode: ShortcodeId, kind: HoleKind, blank: bool) -> Hole {
    Hole { start: span.start as usize, end: span.end as usize, shortcode, kind, blank }
}

/// True when everything between the tags is hidden from the scope's Markdown.
fn is_whole(shortcode: &Shortcode) -> bool {
    match shortcode.delimiter {
        Delimiter::Angle => true,
        Delimiter::Percent => shortcode.close.is_some() && shortcode.body != Body::Markdown,
    }
}

/// True when nothing but blanks stands before and after `tag` on its line.
fn fills_line(source: &str, scope: Span, tag: Span) -> bool {
    let mut before = source[scope.start as usize..tag.start as usize].bytes().rev();
    let mut after = source[tag.end as usize..scope.end as usize].bytes();
    let solid = |byte: &u8| !matches!(byte, b' ' | b'\t');
    before.find(solid).is_none_or(is_line_end) && after.find(solid).is_none_or(is_line_end)
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{ShortcodeTable, shortcode};

    fn prepared(text: &str, span: Span, indent: usize) -> ScopeText<'_> {
        let shortcodes = shortcode::parse(text, span, &ShortcodeTable::default(), &mut Vec::new());
        prepare(text, span, &shortcodes, indent)
    }

    #[test]
    fn a_scope_that_is_not_indented_is_masked_as_the_page_is() {
        let texts = [
            "a {{< x >}} b\n{{% y %}}\n",
            "{{% w %}}\nc {{< tip >}}\nd\n{{< /tip >}}\n  {{% /w %}}\r\n",
            "{{% highlight go %}}\n二{{% /highlight %}}",
            "- {{% a %}}{{% b %}}\n",
            "{{< tip >}} {{% y %}}",
        ];
        for text in texts {
            let span = Span::new(0, text.len());
            let shortcodes = shortcode::parse(text, span, &ShortcodeTable::default(), &mut Vec::new());
            let masked = shortcode::mask(text, span, &shortcodes);
            assert_eq!(Some(&*prepare(text, span, &shortcodes, 0).masked), masked.as_deref(), "{text:?}");
        }
    }

    #[test]
    fn a_dropped_body_leaves_its_line_ends_and_no_indentation() {
        let text = "{{% comment %}} 一\n二三四{{% /comment %}}五";
        let scope = prepared(text, Span::new(0, text.len()), 0);
        assert_eq!(scope.masked, " \n 五");
        let hole = scope.holes[0];
        assert_eq!(scope.map.span(hole.start, hole.end).of(text), text.strip_suffix('五').unwrap());
        assert_eq!(scope.map.span(hole.end, scope.masked.len()).of(text), "五");
    }

    #[test]
    fn indentation_goes_and_places_stay() {
        let text = "x\n    甲\n\n\t乙 {{< x >}}\n  丙\n      丁";
        let scope = prepared(text, Span::new(1, text.len()), 4);
        assert_eq!(scope.masked, "\n甲\n\n乙 HHHHHHHHH\n丙\n  丁");
        for part in ["甲", "乙", "丙", "丁"] {
            let at = scope.masked.find(part).expect("a part of the text");
            assert_eq!(scope.map.span(at, at + part.len()).of(text), part);
        }
        let hole = scope.holes[0];
        assert_eq!(scope.map.span(hole.start, hole.end).of(text), "{{< x >}}");
    }
}
