//! Every place of a page where an address of another site is written.

use std::borrow::Cow;

use super::{Target, resolve};
use crate::corpus::{Site, Source};
use crate::document::{Node, NodeKind};
use crate::text::Span;

/// Attributes of HTML that hold an address which a reader meets, with the tags they belong to.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("href", &["a", "area"]),
    ("src", &["img", "iframe", "script", "video", "audio", "source", "embed", "track"]),
    ("poster", &["video"]),
    ("data", &["object"]),
];

/// An address of another site on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address<'a> {
    /// Where it is written.
    pub span: Span,
    /// The address with its scheme, escapes and entities resolved.
    pub url: Cow<'a, str>,
}

/// The addresses of other sites on a page, in the order of their places: links and images, HTML, arguments of
/// shortcodes, and values in the front matter.
pub fn addresses<'a>(site: &Site, source: &'a Source) -> Vec<Address<'a>> {
    let mut found = Found { site, source, all: Vec::new() };
    for link in &source.document.links {
        found.add(link.destination.span, Cow::Borrowed(&link.destination.value));
    }
    found.html();
    let arguments = source.document.shortcodes.iter().flat_map(|shortcode| &shortcode.arguments);
    arguments.for_each(|argument| found.add_absolute(argument.value.span, &argument.value.value));
    if let Some(front_matter) = &source.document.front_matter {
        found.node(&front_matter.root);
    }
    // Links that share a definition share its destination.
    found.all.sort_by_key(|address| address.span);
    found.all.dedup_by_key(|address| address.span);
    found.all
}

struct Found<'a, 's> {
    site: &'s Site,
    source: &'a Source,
    all: Vec<Address<'a>>,
}

impl<'a> Found<'a, '_> {
    fn add(&mut self, span: Span, written: Cow<'a, str>) {
        // Cheap for the many that lead nowhere else.
        if !written.contains("//") || !matches!(resolve(self.site, self.source, &written), Target::External(_)) {
            return;
        }
        let trimmed = written.trim();
        let url = match trimmed.starts_with("//") {
            true => Cow::Owned(format!("https:{trimmed}")),
            false if trimmed.len() == written.len() => written,
            false => Cow::Owned(trimmed.to_owned()),
        };
        self.all.push(Address { span, url });
    }

    /// Text that may be anything: only a whole address counts.
    fn add_absolute(&mut self, span: Span, text: &'a str) {
        let text = text.trim();
        let scheme = ["http://", "https://"]
            .iter()
            .any(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)));
        if scheme && !text.contains([' ', '\n', '\t', ',']) {
            self.add(span, Cow::Borrowed(text));
        }
    }

    fn html(&mut self) {
        let text = &*self.source.text;
        for tag in &self.source.document.html {
            let name = tag.name.of(text);
            for attribute in &tag.attributes {
                let Some(value) = attribute.value else { continue };
                let key = attribute.name.of(text);
                let holds = |(known, tags): &(&str, &[&str])| {
                    known.eq_ignore_ascii_case(key) && tags.iter().any(|tag| tag.eq_ignore_ascii_case(name))
                };
                if ATTRIBUTES.iter().any(holds) {
                    let written = value.of(text);
                    let written = match written.contains("&amp;") {
                        true => Cow::Owned(written.replace("&amp;", "&")),
                        false => Cow::Borrowed(written),
                    };
                    self.add(value, written);
                }
            }
        }
    }

    fn node(&mut self, node: &'a Node) {
        match &node.kind {
            NodeKind::Scalar { text, .. } => self.add_absolute(node.span, text),
            NodeKind::Sequence { items, .. } => items.iter().for_each(|item| self.node(item)),
            NodeKind::Mapping(entries) => entries.iter().for_each(|entry| self.node(&entry.value)),
            NodeKind::Alias(_) => {}
        }
    }
}
