//! What a site offers: every page by the paths under which it is reached, and the anchors that it has.
//!
//! The index is kept page by page: [`PageIndex::update`] takes back what a page brought and adds what it brings now.

mod anchors;
mod claims;
mod gathered;
mod near;
mod reach;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::corpus::links::{PageTarget, url_path};
use crate::corpus::{Corpus, Files, Generator, LanguageId, Site, Source};
use crate::text::SourceId;

pub use anchors::Offer;
pub use claims::ClaimKind;
pub use reach::Reach;

use claims::{Claim, Claims};
use gathered::Gathered;
use near::Names;

/// A page found by a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundPage {
    /// The page.
    pub id: SourceId,
    /// It is reached through an alias.
    pub alias: bool,
}

/// A path that more than one page claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest<'a> {
    /// The language whose address it is.
    pub language: LanguageId,
    /// The path, without language.
    pub path: &'a str,
    /// Who claims it and by what right, each page once; the first has it.
    pub claims: Vec<(SourceId, ClaimKind)>,
}

/// The pages of each language by their paths, with what links need to know of each.
#[derive(Debug, Default)]
pub struct PageIndex {
    by_language: Vec<FxHashMap<Box<str>, Claims>>,
    /// By source.
    pages: Vec<Entry>,
    /// Folders that hold a bundle, by language: pages below are parts of it.
    bundles: Vec<FxHashSet<Box<str>>>,
    /// The first parts of the paths of all pages, by language: sections that generators publish without being told.
    sections: Vec<FxHashSet<Box<str>>>,
    /// The language whose addresses have no prefix.
    plain: Option<LanguageId>,
    files: Arc<Files>,
    names: OnceLock<Names>,
}

#[derive(Debug, Default)]
struct Entry {
    /// The path that stands for the page in all languages: that of its original, else its own.
    path: Box<str>,
    language: Option<LanguageId>,
    /// The page in the original's language that it translates.
    original: Option<SourceId>,
    /// It is published under an address of its own.
    published: bool,
    /// The page of a folder, which lists the pages below it.
    branch: bool,
    /// What it has claimed.
    claims: Vec<(LanguageId, Box<str>, ClaimKind)>,
    /// The ids of its headings, in document order; empty for one that has none.
    anchors: Vec<Box<str>>,
    /// The ids and names that its HTML tags offer.
    html: Vec<Box<str>>,
    /// The ids of both, on a page that has many.
    ids: Option<FxHashSet<Box<str>>>,
    /// The keys of pages of the same language whose anchors it has, too.
    included: Vec<Box<str>>,
    /// Something on the page may add ids that cannot be seen in its text.
    opaque: bool,
}

impl PageIndex {
    /// Takes the paths of all pages. Where two pages claim a path, the first has it; an alias never hides a page.
    pub(super) fn gather(corpus: &Corpus) -> Self {
        let site = &corpus.site;
        let languages = site.languages.len();
        let mut index = Self {
            by_language: vec![FxHashMap::default(); languages],
            pages: Vec::with_capacity(corpus.sources().len()),
            bundles: vec![FxHashSet::default(); languages],
            sections: vec![FxHashSet::default(); languages],
            plain: plain_language(site),
            files: Arc::clone(corpus.files()),
            names: OnceLock::new(),
        };
        for source in corpus.sources() {
            index.note_folders(site, source.language, &source.key);
        }
        let (plain, bundles) = (index.plain, &index.bundles);
        let gathered: Vec<Gathered> =
            corpus.ids().into_par_iter_of(|id| Gathered::of(corpus, id, plain, bundles)).collect();
        for (id, page) in corpus.ids().zip(gathered) {
            index.pages.push(page.entry);
            index.claim(id);
        }
        for id in corpus.ids() {
            index.join(corpus, id);
        }
        index
    }

    /// Takes back what a page brought, and adds what it brings now. The paths of the pages of `corpus` are those that
    /// the index was made of; only texts have changed. True when the page is reached as before, so that no link leads
    /// to another page now.
    pub fn update(&mut self, corpus: &Corpus, id: SourceId) -> bool {
        if id.index() >= self.pages.len() {
            return false;
        }
        let before = std::mem::take(&mut self.pages[id.index()].claims);
        for (language, path, kind) in &before {
            let paths = &mut self.by_language[language.0 as usize];
            if let Some(claims) = paths.get_mut(path)
                && !claims.remove(Claim { kind: *kind, id })
            {
                paths.remove(path);
            }
        }
        self.pages[id.index()] = Gathered::of(corpus, id, self.plain, &self.bundles).entry;
        self.claim(id);
        self.join(corpus, id);
        let same = self.pages[id.index()].claims == before;
        if !same {
            self.names = OnceLock::new();
        }
        same
    }

    fn note_folders(&mut self, site: &Site, language: Option<LanguageId>, key: &str) {
        let Some(language) = language else { return };
        let (folder, name) = key.rsplit_once('/').unwrap_or(("", key));
        if site.generator == Generator::Hugo && name.starts_with("index.") && !folder.is_empty() {
            self.bundles[language.0 as usize].insert(folder.to_lowercase().into());
        }
        if let Some((section, _)) = key.split_once('/') {
            let sections = &mut self.sections[language.0 as usize];
            if !sections.contains(section) {
                sections.insert(section.to_lowercase().into());
            }
        }
    }

    fn claim(&mut self, id: SourceId) {
        for (language, path, kind) in &self.pages[id.index()].claims {
            let claim = Claim { kind: *kind, id };
            match self.by_language[language.0 as usize].get_mut(path) {
                Some(claims) => claims.add(claim),
                None => {
                    self.by_language[language.0 as usize].insert(path.clone(), Claims::One(claim));
                }
            }
        }
    }

    /// Gives a translation the path of its original.
    fn join(&mut self, corpus: &Corpus, id: SourceId) {
        if let Some(original) = corpus.original_of(id) {
            let path = url_path(&corpus.source(original).key).into();
            let entry = &mut self.pages[id.index()];
            (entry.path, entry.original) = (path, Some(original));
        }
    }

    /// The page of a language at `path`, given as [`url_path`] makes it, or the page whose alias that is.
    pub fn find(&self, language: LanguageId, path: &str) -> Option<FoundPage> {
        let claim = self.by_language.get(language.0 as usize)?.get(path)?.first();
        (claim.kind != ClaimKind::Part).then_some(FoundPage { id: claim.id, alias: claim.kind == ClaimKind::Alias })
    }

    /// True when the language has a page at `path`; an alias is none.
    pub fn has(&self, language: LanguageId, path: &str) -> bool {
        self.find(language, path).is_some_and(|found| !found.alias)
    }

    /// The page that a link leads to which stands on a page in `language`. A path without a prefix is looked for in
    /// that language.
    pub fn linked(&self, language: LanguageId, target: &PageTarget<'_>) -> Option<FoundPage> {
        self.find(target.prefix.unwrap_or(language), &target.path)
    }

    /// The path that stands for a page in all languages.
    pub fn path_of(&self, id: SourceId) -> &str {
        self.pages.get(id.index()).map_or("", |entry| &entry.path)
    }

    /// The path under which a page is published, as [`url_path`] writes it, without language; `None` for a page
    /// without an address of its own.
    pub fn published_path(&self, id: SourceId) -> Option<&str> {
        let claims = &self.pages.get(id.index())?.claims;
        claims.iter().find(|(_, _, kind)| *kind == ClaimKind::Published).map(|(_, path, _)| &**path)
    }

    /// The language of a page.
    pub fn language_of(&self, id: SourceId) -> Option<LanguageId> {
        self.pages.get(id.index())?.language
    }

    /// True for a page that is published under an address of its own.
    pub fn is_published(&self, id: SourceId) -> bool {
        self.pages.get(id.index()).is_some_and(|entry| entry.published)
    }

    /// True when a page of the language that is not read lies at `path`.
    pub fn has_unread(&self, language: LanguageId, path: &str) -> bool {
        self.files.has_page(language, path)
    }

    /// The language and path of each alias of a page, in the order in which they are written.
    pub fn alias_places(&self, site: &Site, source: &Source) -> Vec<(LanguageId, Box<str>)> {
        gathered::alias_places(site, source, self.plain)
    }

    /// The page that a page translates; `None` for an original and for a page without one.
    pub fn original_of(&self, id: SourceId) -> Option<SourceId> {
        self.pages.get(id.index())?.original
    }

    /// Every path that more than one page claims.
    pub fn contested(&self) -> Vec<Contest<'_>> {
        let mut all = Vec::new();
        for (language, paths) in self.by_language.iter().enumerate() {
            for (path, claims) in paths {
                let mut of_pages: Vec<(SourceId, ClaimKind)> = Vec::new();
                let public = |claim: &&Claim| matches!(claim.kind, ClaimKind::Published | ClaimKind::Alias);
                for claim in claims.all().iter().filter(public) {
                    if of_pages.iter().all(|(id, _)| *id != claim.id) {
                        of_pages.push((claim.id, claim.kind));
                    }
                }
                if of_pages.len() > 1 {
                    all.push(Contest { language: LanguageId(language as u16), path, claims: of_pages });
                }
            }
        }
        all.sort_by_key(|contest| (contest.language, contest.path));
        all
    }
}

/// The language whose addresses have no prefix: the original's, when several have none.
fn plain_language(site: &Site) -> Option<LanguageId> {
    let bare = |id: &LanguageId| site.language(*id).prefix.is_empty();
    let all = (0..site.languages.len() as u16).map(LanguageId);
    Some(site.original).filter(bare).or_else(|| all.into_iter().find(bare))
}

/// Ids in parallel.
trait ParallelIds {
    fn into_par_iter_of<T: Send>(
        self,
        each: impl Fn(SourceId) -> T + Sync + Send,
    ) -> impl IndexedParallelIterator<Item = T>;
}

impl<I: ExactSizeIterator<Item = SourceId>> ParallelIds for I {
    fn into_par_iter_of<T: Send>(
        self,
        each: impl Fn(SourceId) -> T + Sync + Send,
    ) -> impl IndexedParallelIterator<Item = T> {
        (0..self.len()).into_par_iter().map(move |index| each(SourceId(index as u32)))
    }
}

#[cfg(test)]
mod tests;
