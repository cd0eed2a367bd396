//! Which anchors pages of the site link to: what breaks when a heading of a translation has another id.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::PageIndex;
use crate::corpus::links::{Target, resolve};
use crate::corpus::{Corpus, Source};
use crate::text::SourceId;

/// Anchors that pages link to, by the page that they lead to.
#[derive(Debug, Default)]
pub struct Fragments {
    by_page: FxHashMap<SourceId, FxHashSet<Box<str>>>,
}

impl Fragments {
    /// Looks at the links of every page that have a fragment and stay on the site.
    pub(super) fn gather(corpus: &Corpus, pages: &PageIndex) -> Self {
        let found: Vec<(SourceId, Box<str>)> =
            corpus.sources().par_iter().flat_map_iter(|source| of_page(corpus, pages, source)).collect();
        let mut by_page: FxHashMap<SourceId, FxHashSet<Box<str>>> = FxHashMap::default();
        for (page, fragment) in found {
            by_page.entry(page).or_default().insert(fragment);
        }
        Self { by_page }
    }

    /// True when a page links to the anchor `id` of `page`.
    pub fn lead_to(&self, page: SourceId, id: &str) -> bool {
        self.by_page.get(&page).is_some_and(|ids| ids.contains(id))
    }
}

/// What the links of one page lead to: the page and the fragment.
fn of_page<'a>(
    corpus: &'a Corpus,
    pages: &'a PageIndex,
    source: &'a Source,
) -> impl Iterator<Item = (SourceId, Box<str>)> + 'a {
    let links = source.document.links.iter().filter(|link| !link.image);
    links.filter_map(|link| {
        memchr::memchr(b'#', link.destination.value.as_bytes())?;
        let Target::Page(target) = resolve(&corpus.site, source, &link.destination.value) else { return None };
        let page = pages.linked(source.language?, &target)?;
        (!target.fragment.is_empty()).then(|| (page.id, target.fragment.into()))
    })
}
