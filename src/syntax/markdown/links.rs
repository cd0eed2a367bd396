//! Link events become links, with the places of their destinations; bare URLs become links too.

use std::ops::Range;

use pulldown_cmark::{LinkType, OffsetIter, Tag};

use super::blocks::Walker;
use super::{bare, target};
use crate::document::{Link, LinkKind, Shortcode};
use crate::text::{Span, Spanned};

/// A link whose end has not come yet.
#[derive(Debug)]
pub(super) struct OpenLink {
    /// Its number in the document.
    index: usize,
    /// Where its text starts.
    text: usize,
    destination: Box<str>,
    definition: Option<Range<usize>>,
    /// Its text is its destination.
    pub(super) autolink: bool,
    end: usize,
}

impl Walker<'_, '_> {
    pub(super) fn start_link(&mut self, tag: Tag<'_>, range: Range<usize>, events: &OffsetIter<'_>) {
        let (link_type, dest_url, id, image) = match tag {
            Tag::Link { link_type, dest_url, id, .. } => (link_type, dest_url, id, false),
            Tag::Image { link_type, dest_url, id, .. } => (link_type, dest_url, id, true),
            _ => return,
        };
        self.open_piece(range.start, false);
        let range = range.start..self.reference_end(link_type, range.end);
        let autolink = matches!(link_type, LinkType::Autolink | LinkType::Email);
        self.heading_open();
        if autolink {
            self.heading_node("");
        }
        let kind = match link_type {
            LinkType::Inline | LinkType::WikiLink { .. } => LinkKind::Inline,
            LinkType::Autolink | LinkType::Email => LinkKind::Autolink,
            _ => LinkKind::Reference,
        };
        let definitions = (kind == LinkKind::Reference).then(|| events.reference_definitions());
        let definition = definitions.and_then(|definitions| definitions.get(&id));
        let destination = match link_type {
            LinkType::Email => format!("mailto:{dest_url}").into(),
            _ => Box::from(&*dest_url),
        };
        self.inlines.links.push(OpenLink {
            index: self.document.links.len(),
            text: range.start + if image { 2 } else { 1 },
            destination,
            definition: definition.map(|definition| definition.span.clone()),
            autolink,
            end: range.end,
        });
        let span = self.map.span(range.start, range.end);
        let destination = Spanned::new("".into(), span);
        self.document.links.push(Link { span, image, kind, text: span, destination, title: None });
        self.inlines.line_start = false;
    }

    /// Where a link ends: `[text][]` is given without its empty label by the Markdown parser.
    fn reference_end(&self, link_type: LinkType, end: usize) -> usize {
        let collapsed = matches!(link_type, LinkType::Collapsed | LinkType::Shortcut);
        let label = self.masked[end..].starts_with("[]");
        if collapsed && label { end + 2 } else { end }
    }

    pub(super) fn end_link(&mut self, range: Range<usize>) {
        let Some(open) = self.inlines.links.pop() else { return };
        let range = range.start..range.end.max(open.end);
        let masked = self.masked;
        let kind = self.document.links[open.index].kind;
        let text_end = match kind {
            LinkKind::Autolink => range.end - 1,
            _ => target::label_end(masked, self.inlines.last_end.clamp(open.text, range.end), range.end),
        };
        let target = match (&open.definition, kind) {
            (Some(definition), _) => self.definition(definition),
            (None, LinkKind::Inline) => {
                let start = (text_end + 2).min(range.end);
                let target = target::plain(masked, start, range.end, &open.destination)
                    .unwrap_or_else(|| target::scan(masked, start, range.end));
                (
                    self.map.span(target.destination.start, target.destination.end),
                    target.title.map(|t| self.map.span(t.start, t.end)),
                )
            }
            _ => (self.map.span(open.text, text_end), None),
        };
        let (place, title) = target;
        let value = self.destination(place, open.destination);
        let text = self.map.span(open.text, text_end);
        let link = &mut self.document.links[open.index];
        (link.text, link.title, link.destination) = (text, title, Spanned::new(value, place));
        self.heading_close();
        self.inlines.closed(range.end);
    }

    /// The destination and the title in a definition.
    fn definition(&self, range: &Range<usize>) -> (Span, Option<Span>) {
        let start = target::definition_target(self.masked, range.start, range.end);
        let target = target::scan(self.masked, start, range.end);
        let span = |range: Range<usize>| self.map.span(range.start, range.end);
        (span(target.destination), target.title.map(span))
    }

    /// The value of a destination: what the Markdown parser read, unless a shortcode is masked in it.
    fn destination(&self, place: Span, read: Box<str>) -> Box<str> {
        let shortcodes = self.context.shortcodes;
        let first = shortcodes.partition_point(|shortcode| shortcode.span().end <= place.start);
        if shortcodes[first..].first().is_none_or(|shortcode| shortcode.open.start >= place.end) {
            return read;
        }
        let written = place.of(self.context.source);
        match memchr::memchr2(b'\\', b'&', written.as_bytes()) {
            None => written.into(),
            Some(_) => self.unescape_around(place, &shortcodes[first..]).into(),
        }
    }

    /// Resolves escapes and entities between the shortcodes of a destination, which stay as written.
    fn unescape_around(&self, place: Span, shortcodes: &[Shortcode]) -> String {
        let source = self.context.source;
        let mut value = String::new();
        let mut at = place.start;
        for shortcode in shortcodes.iter().take_while(|shortcode| shortcode.open.start < place.end) {
            let span = shortcode.span();
            if span.start >= at {
                value.push_str(&target::unescape(&source[at as usize..span.start as usize]));
                at = span.end.min(place.end);
                value.push_str(&source[span.start as usize..at as usize]);
            }
        }
        value.push_str(&target::unescape(&source[at as usize..place.end as usize]));
        value
    }

    /// The next bare link that starts in `at..end`, part of a run of text from `start`.
    pub(super) fn next_bare(&mut self, start: usize, at: usize, end: usize, escaped: bool) -> Option<bare::Bare> {
        while let Some(candidate) = self.candidates.next_if(|candidate| *candidate < end) {
            let first = candidate == start && !escaped;
            if candidate >= at && self.inlines.links.is_empty() && self.may_link(candidate, first) {
                // Limits of length may end it amid the word that stands for a shortcode: where is not known then.
                let found = bare::scan(self.masked, candidate).filter(|bare| !self.cuts_hole(bare.end));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    fn cuts_hole(&self, at: usize) -> bool {
        let next = self.holes.partition_point(|hole| hole.end <= at);
        self.holes.get(next).is_some_and(|hole| hole.start < at)
    }

    /// Whether goldmark looks for a bare link at `at`: after a blank or an opening mark, or where a node starts.
    fn may_link(&self, at: usize, first_of_run: bool) -> bool {
        if self.inlines.brackets > 0 {
            return false;
        }
        let before = &self.masked.as_bytes()[..at];
        let escaped = before.len() >= 2 && before[before.len() - 2] == b'\\';
        let after_node = first_of_run && (self.inlines.node_end == at || self.inlines.last_end < at);
        let typographic = self.context.dialect.typographer;
        after_node
            || match before.last() {
                None | Some(b'\n' | b'\r') => true,
                Some(b' ') => true,
                Some(b'*' | b'_' | b'~' | b'(') => !escaped,
                Some(b'"' | b'\'') => typographic && !escaped,
                Some(b'-') => typographic && before.ends_with(b"--"),
                Some(b'.') => typographic && before.ends_with(b"..."),
                _ => false,
            }
    }

    pub(super) fn bare_link(&mut self, link: &bare::Bare) {
        let span = self.map.span(link.start, link.end);
        let written = span.of(self.context.source);
        let value = if link.prefix.is_empty() { written.into() } else { format!("{}{written}", link.prefix).into() };
        self.document.links.push(Link {
            span,
            image: false,
            kind: LinkKind::Bare,
            text: span,
            destination: Spanned::new(value, span),
            title: None,
        });
        self.heading_node(written);
        self.inlines.node_end = link.end;
    }
}
