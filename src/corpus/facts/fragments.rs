//! Which anchors pages of the site link to: what breaks when a heading of a translation has another id.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{PageIndex, Sum};
use crate::corpus::links::{Target, resolve};
use crate::corpus::{Corpus, Source};
use crate::text::SourceId;

/// Anchors that pages link to, by the page that they lead to, with the number of links.
#[derive(Debug, Default)]
pub struct Fragments {
    by_page: FxHashMap<SourceId, FxHashMap<Box<str>, u32>>,
}

impl Fragments {
    /// Looks at the links of every page that have a fragment and stay on the site.
    pub(super) fn gather(corpus: &Corpus, pages: &PageIndex) -> Self {
        let found: Vec<(SourceId, Box<str>)> =
            corpus.sources().par_iter().flat_map_iter(|source| of_page(corpus, pages, source)).collect();
        let mut fragments = Self::default();
        for (page, fragment) in found {
            fragments.one(page, fragment, Sum::Add);
        }
        fragments
    }

    /// Counts the links of one page.
    pub(super) fn count(&mut self, corpus: &Corpus, pages: &PageIndex, id: SourceId, sum: Sum) {
        for (page, fragment) in of_page(corpus, pages, corpus.source(id)) {
            self.one(page, fragment, sum);
        }
    }

    fn one(&mut self, page: SourceId, fragment: Box<str>, sum: Sum) {
        sum.one(self.by_page.entry(page).or_default().entry(fragment).or_default());
    }

    /// True when a page links to the anchor `id` of `page`.
    pub fn lead_to(&self, page: SourceId, id: &str) -> bool {
        self.by_page.get(&page).and_then(|ids| ids.get(id)).is_some_and(|&links| links > 0)
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
