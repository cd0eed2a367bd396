//! Every place of a page where a link to another page is written: in Markdown, in HTML, in arguments of shortcodes.

use super::check::Page;
use crate::text::Span;

/// The destinations of a page with their places, images left out. `arguments` are the names of arguments of shortcodes
/// that hold links.
pub(super) fn destinations<'a>(page: &Page<'a>, arguments: &[String]) -> Vec<(Span, &'a str)> {
    let document = page.document;
    let links = document.links.iter().filter(|link| !link.image);
    let mut all: Vec<(Span, &str)> = links.map(|link| (link.destination.span, &*link.destination.value)).collect();
    for tag in document.html.iter().filter(|tag| tag.name.of(page.text).eq_ignore_ascii_case("a")) {
        let href = tag.attributes.iter().find(|attribute| attribute.name.of(page.text).eq_ignore_ascii_case("href"));
        all.extend(href.and_then(|attribute| attribute.value).map(|value| (value, value.of(page.text))));
    }
    if !arguments.is_empty() {
        let written = document.shortcodes.iter().flat_map(|shortcode| &shortcode.arguments);
        let holds = |key: &str| arguments.iter().any(|name| name == key);
        let linked = written.filter(|argument| argument.key.as_ref().is_some_and(|key| holds(&key.value)));
        all.extend(linked.map(|argument| (argument.value.span, &*argument.value.value)));
    }
    // Links that share a definition share its destination.
    all.sort_by_key(|(span, _)| *span);
    all.dedup_by_key(|(span, _)| *span);
    all
}
