//! What is under the cursor.

use crate::corpus::Source;
use crate::document::{Entry, Heading, Link, Shortcode};
use crate::syntax::directive;
use crate::text::Span;

/// The innermost thing that a place belongs to.
#[derive(Debug, Clone)]
pub enum Thing<'a> {
    /// A field of the front matter.
    Field(&'a Entry),
    /// The name of a rule in a directive.
    Rule(Box<str>, Span),
    /// The tag of a shortcode.
    Shortcode(&'a Shortcode),
    /// A link; true when the place is in its fragment.
    Link(&'a Link, bool),
    /// A heading.
    Heading(&'a Heading),
    /// Anything else.
    Text,
}

/// What stands at `offset` of a page. A place at the end of a thing belongs to it.
pub fn at(source: &Source, offset: u32) -> Thing<'_> {
    let document = &source.document;
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    let directives = directive::read(&source.text, document);
    let allowance = directives.iter().flat_map(|found| &found.allowances).find(|allowance| holds(allowance.span));
    if let Some(allowance) = allowance {
        return Thing::Rule(allowance.rule.clone(), allowance.span);
    }
    if let Some(front_matter) = document.front_matter.as_ref().filter(|front_matter| holds(front_matter.span)) {
        let entry = front_matter.entries().iter().find(|entry| holds(entry.span()));
        return entry.map_or(Thing::Text, Thing::Field);
    }
    let tag = |shortcode: &&Shortcode| holds(shortcode.open) || shortcode.close.is_some_and(holds);
    if let Some(shortcode) = document.shortcodes.iter().rev().find(tag) {
        return Thing::Shortcode(shortcode);
    }
    if let Some(link) = document.links.iter().rev().find(|link| holds(link.span)) {
        let fragment = fragment(&source.text, link).is_some_and(holds);
        return Thing::Link(link, fragment);
    }
    document.headings.iter().find(|heading| holds(heading.span)).map_or(Thing::Text, Thing::Heading)
}

/// Where the fragment of a link is written, without `#`.
pub fn fragment(text: &str, link: &Link) -> Option<Span> {
    let written = link.destination.span;
    let hash = written.of(text).find('#')?;
    Some(Span { start: written.start + hash as u32 + 1, end: written.end })
}
