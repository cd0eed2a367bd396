//! Which anchors a page offers.

use crate::corpus::Site;
use crate::corpus::links::{decoded, url_path};
use crate::text::SourceId;

use super::{ClaimKind, PageIndex};

/// What a page says to `#fragment`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// It has the anchor.
    Here,
    /// A program or a template may add it.
    Unknown,
    /// It has no such anchor.
    Missing,
}

/// Ids that browsers and nearly all templates have.
const COMMON: &[&str] = &["", "top", "content", "main", "main-content", "toc", "TableOfContents", "comments", "footer"];
/// How generators begin the ids of footnotes.
const FOOTNOTES: &[&str] = &["fn:", "fnref:", "fn-", "fnref-", "user-content-"];
/// How deep pages that are put into pages are followed.
const MAX_DEPTH: usize = 4;

impl PageIndex {
    /// The ids of the headings of a page, in document order; empty for a heading without one.
    pub fn anchors_of(&self, id: SourceId) -> &[Box<str>] {
        self.pages.get(id.index()).map_or(&[], |entry| &entry.anchors)
    }

    /// True when a heading or a tag of the page answers to `#anchor`.
    pub fn offers(&self, id: SourceId, anchor: &str) -> bool {
        self.has_anchor(id, anchor, MAX_DEPTH)
    }

    fn has_anchor(&self, id: SourceId, anchor: &str, depth: usize) -> bool {
        let Some(entry) = self.pages.get(id.index()) else { return false };
        let own = match &entry.ids {
            Some(ids) => ids.contains(anchor),
            None => entry.anchors.iter().chain(&entry.html).any(|own| **own == *anchor),
        };
        (own && !anchor.is_empty())
            || (depth > 0
                && entry
                    .included
                    .iter()
                    .any(|key| self.by_key(id, key).is_some_and(|page| self.has_anchor(page, anchor, depth - 1))))
    }

    /// What a page says to a fragment as it is written, without `#`.
    pub fn offer(&self, site: &Site, id: SourceId, fragment: &str) -> Offer {
        let Some(entry) = self.pages.get(id.index()) else { return Offer::Unknown };
        if self.offers(id, fragment) || COMMON.contains(&fragment) {
            return Offer::Here;
        }
        let fragment = &*decoded(fragment);
        let provided = || site.anchor_sources.provided.iter().any(|known| **known == *fragment);
        match () {
            () if self.offers(id, fragment) || provided() => Offer::Here,
            () if is_for_program(fragment) => Offer::Unknown,
            () if entry.opaque || !entry.published || self.includes_unknown(id, MAX_DEPTH) => Offer::Unknown,
            () if entry.branch && self.lists(id, fragment) => Offer::Unknown,
            () => Offer::Missing,
        }
    }

    /// A page whose text is put into others, by its key, in the language of the page that does it, else in the original's.
    fn by_key(&self, id: SourceId, key: &str) -> Option<SourceId> {
        let language = self.pages.get(id.index())?.language?;
        let claims = self.by_language.get(language.0 as usize)?.get(key)?;
        let at_place = claims.all().iter().filter(|claim| claim.kind != ClaimKind::Alias);
        at_place.map(|claim| claim.id).find(|found| *found != id)
    }

    /// True when a page that is put into this one cannot be found, or has ids that cannot be known.
    fn includes_unknown(&self, id: SourceId, depth: usize) -> bool {
        let Some(entry) = self.pages.get(id.index()) else { return true };
        entry.included.iter().any(|key| match self.by_key(id, key) {
            Some(page) if depth > 0 => self.pages[page.index()].opaque || self.includes_unknown(page, depth - 1),
            _ => true,
        })
    }

    /// True when a page below this one has the fragment for its name: lists give their entries such ids.
    fn lists(&self, id: SourceId, fragment: &str) -> bool {
        let Some(entry) = self.pages.get(id.index()) else { return false };
        let (Some(language), Some(path)) = (entry.language, self.published_path(id)) else { return false };
        let name = url_path(fragment);
        let below = |page: &SourceId| {
            let other = self.published_path(*page).unwrap_or_else(|| self.path_of(*page));
            path.is_empty() || other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
        };
        self.named(language, &name).iter().any(below)
    }
}

/// True for fragments that a script reads, or that say what text to find.
fn is_for_program(fragment: &str) -> bool {
    fragment.starts_with(['/', '!', '?', ':'])
        || fragment.contains(['=', '&', '{'])
        || fragment.contains(":~:")
        || FOOTNOTES.iter().any(|start| fragment.starts_with(start))
}
