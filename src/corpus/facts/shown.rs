//! What a page shows to the rest of the site. An edit that leaves it alone, as nearly every keystroke does, leaves alone
//! all that is known of the site.

use super::change_tags::leads;
use super::releases::Contribution;
use crate::corpus::habits::tags;
use crate::corpus::{Site, Source};
use crate::document::{Document, Heading, HtmlTag, Link, Shortcode};
use crate::text::{SourceId, Span};

/// True when two texts of a page have the same front matter in the same place, and with it the same addresses, kind and
/// fields.
pub(super) fn same_front_matter(old: &Source, new: &Source) -> bool {
    written(old) == written(new) && old.kind == new.kind
}

fn written(page: &Source) -> Option<(Span, &str, bool)> {
    let front_matter = page.document.front_matter.as_ref()?;
    Some((front_matter.span, front_matter.span.of(&page.text), front_matter.complete))
}

/// True when two texts of a page, with the same front matter, give every part of [`super::Facts`] the same to count: what
/// any of them reads of a page is compared here.
pub(super) fn same_body(site: &Site, id: SourceId, old: &Source, new: &Source) -> bool {
    headings(old).eq(headings(new))
        && links(&old.document).eq(links(&new.document))
        && shortcodes(old).eq(shortcodes(new))
        && html(old).eq(html(new))
        && tags(old).eq(tags(new))
        && leads(old) == leads(new)
        && Contribution::of(site, id, old) == Contribution::of(site, id, new)
}

fn headings(page: &Source) -> impl Iterator<Item = (u8, Option<&str>, Option<&str>, bool)> {
    page.document.headings.iter().map(move |heading: &Heading| {
        let expanded = heading.unstable && heading.content.of(&page.text).contains("{{%");
        let explicit = heading.explicit.as_ref().map(|id| &*id.value);
        (heading.level, heading.id.as_deref(), explicit, expanded)
    })
}

fn links(document: &Document) -> impl Iterator<Item = (bool, &str)> {
    document.links.iter().map(|link: &Link| (link.image, &*link.destination.value))
}

fn shortcodes(page: &Source) -> impl Iterator<Item = (&str, Option<&str>)> {
    let text = &page.text;
    let shown = move |shortcode: &Shortcode| (shortcode.open.of(text), shortcode.close.map(|close| close.of(text)));
    page.document.shortcodes.iter().map(shown)
}

fn html(page: &Source) -> impl Iterator<Item = (&str, bool)> {
    page.document.html.iter().map(|tag: &HtmlTag| (tag.span.of(&page.text), tag.closing))
}
