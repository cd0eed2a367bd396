//! The pages of a site together: which page is the translation of which, and what the site says about itself.
//!
//! Pure data: nothing here reads a file. `discover` hands in the texts, [`Corpus::new`] parses and pairs them.

pub mod align;
mod answers;
pub(crate) mod calendar;
pub(crate) mod dates;
pub mod edit;
pub mod facts;
mod files;
pub mod glossary;
pub mod habits;
pub mod headings;
mod language;
pub mod layout;
pub mod letters;
pub mod links;
pub mod redirects;
pub mod schema;
mod site;
mod template;
mod translation;
pub(crate) mod version;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

pub use answers::{Answers, Cause, Verdict};
pub use facts::Facts;
pub use files::Files;
pub use language::is_language_tag;
pub use site::{
    AliasForm, AnchorPolicy, AnchorSource, AnchorSources, FieldClasses, Generator, KindId, Language, LanguageId,
    LinkForm, PageKind, ReleaseRow, ReleaseSources, Site, SourceComments, Stated, Untranslated, Urls,
};
pub use translation::{SetId, TranslationSet};

use crate::batch::in_batches;
use crate::document::Document;
use crate::syntax;
use crate::text::SourceId;

/// One page: its text and what is known of it.
#[derive(Debug)]
pub struct Source {
    /// The path relative to the site's root, with `/`.
    pub path: Box<str>,
    /// The text as read. Never changed in place.
    pub text: Box<str>,
    /// The parsed text.
    pub document: Document,
    /// The language, when the site's layout gives one.
    pub language: Option<LanguageId>,
    /// The path without its language, as [`layout::Place::key`] has it; the path itself when there is no language.
    pub key: Box<str>,
    /// Which of the layout's templates the path fits.
    pub template: Option<usize>,
    /// The kind of page, when the site defines kinds and one fits.
    pub kind: Option<KindId>,
    /// The page and its translations.
    pub set: Option<SetId>,
    /// Its blocks as alignment sees them, from when somebody asks until they are let go.
    units: Mutex<Option<Arc<align::Units>>>,
}

/// The pages of one site.
#[derive(Debug)]
pub struct Corpus {
    /// What the site says about itself.
    pub site: Site,
    sources: Vec<Source>,
    sets: Vec<TranslationSet>,
    by_path: FxHashMap<Box<str>, SourceId>,
    files: Arc<Files>,
}

impl Corpus {
    /// Parses `pages` (path and text) in parallel and pairs them up. Paths are relative to the site's root, with `/`.
    pub fn new(site: Site, mut pages: Vec<(Box<str>, Box<str>)>) -> Self {
        pages.sort_by(|a, b| a.0.cmp(&b.0));
        pages.dedup_by(|a, b| a.0 == b.0);
        let mut sources = Source::all(&site, pages);
        let sets = translation::pair_up(&site, &mut sources);
        let by_path = sources.iter().enumerate().map(|(i, s)| (s.path.clone(), SourceId(i as u32))).collect();
        Self { site, sources, sets, by_path, files: Arc::default() }
    }

    /// The same pages with the other files of the site, whose paths are relative to the site's root, with `/`.
    pub fn with_files(mut self, paths: &[Box<str>]) -> Self {
        self.files = Arc::new(Files::new(&self.site, paths, &self.sources));
        self
    }

    /// The files of the site that are no pages.
    pub fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// Gives pages new texts, in parallel; the others are not parsed again. Every id stays what it was.
    pub fn replace(&mut self, texts: Vec<(SourceId, Box<str>)>) {
        let ids: Vec<SourceId> = texts.iter().map(|(id, _)| *id).collect();
        let pages = texts.into_iter().map(|(id, text)| (self.source(id).path.clone(), text)).collect();
        for (id, page) in ids.into_iter().zip(Source::all(&self.site, pages)) {
            self.sources[id.index()] = page;
        }
        // A page may write the key by which it is paired, so any text may bring others together.
        self.sources.iter_mut().for_each(|source| source.set = None);
        self.sets = translation::pair_up(&self.site, &mut self.sources);
    }

    /// Adds pages that were not there. Ids of the others change.
    pub fn add(&mut self, pages: Vec<(Box<str>, Box<str>)>) {
        let mut new = Source::all(&self.site, pages);
        new.retain(|page| !self.by_path.contains_key(&page.path));
        self.sources.extend(new);
        self.sources.sort_by(|a, b| a.path.cmp(&b.path));
        self.sources.dedup_by(|a, b| a.path == b.path);
        self.by_path = self.sources.iter().enumerate().map(|(i, s)| (s.path.clone(), SourceId(i as u32))).collect();
        self.sources.iter_mut().for_each(|source| source.set = None);
        self.sets = translation::pair_up(&self.site, &mut self.sources);
    }

    /// Every page, in the order of their paths.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Every id, in the order of the paths.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = SourceId> + use<> {
        (0..self.sources.len() as u32).map(SourceId)
    }

    /// One page.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.index()]
    }

    /// The page at `path`, relative to the site's root.
    pub fn find(&self, path: &str) -> Option<SourceId> {
        self.by_path.get(path).copied()
    }

    /// Every page with its translations.
    pub fn sets(&self) -> &[TranslationSet] {
        &self.sets
    }

    /// The set that `id` belongs to.
    pub fn set_of(&self, id: SourceId) -> Option<&TranslationSet> {
        self.source(id).set.map(|set| &self.sets[set.0 as usize])
    }

    /// The original of `id`, when `id` is a translation and its original exists.
    pub fn original_of(&self, id: SourceId) -> Option<SourceId> {
        self.set_of(id).and_then(|set| set.original).filter(|&original| original != id)
    }
}

impl Source {
    /// Pages with their texts, parsed in parallel.
    fn all(site: &Site, pages: Vec<(Box<str>, Box<str>)>) -> Vec<Self> {
        in_batches(pages, |pages| {
            let documents = syntax::parse_all(pages.iter().map(|(_, text)| &**text), &site.dialect);
            let page = |((path, text), document)| Self::parsed(site, path, text, document);
            pages.into_iter().zip(documents).map(page).collect()
        })
    }

    fn new(site: &Site, path: Box<str>, text: Box<str>) -> Self {
        let document = syntax::parse(&text, &site.dialect);
        Self::parsed(site, path, text, document)
    }

    fn parsed(site: &Site, path: Box<str>, text: Box<str>, document: Document) -> Self {
        let place = site.layout.place(&path);
        let (language, key, template) = match place {
            Some(place) => (Some(place.language), place.key, Some(place.template)),
            None => (None, path.clone(), None),
        };
        let mut source =
            Self { path, text, document, language, key, template, kind: None, set: None, units: Mutex::default() };
        source.kind = site.kind_of(&source);
        source
    }

    /// Its blocks as alignment sees them. `site` is the site that the page belongs to.
    pub fn units(&self, site: &Site) -> Arc<align::Units> {
        let prefix = self.language.map_or("", |language| &site.language(language).prefix);
        let units = || Arc::new(align::units(&self.text, &self.document, prefix));
        self.kept_units().get_or_insert_with(units).clone()
    }

    /// Lets its blocks as alignment sees them go: who asks again has them made again.
    pub(crate) fn forget_units(&self) {
        self.kept_units().take();
    }

    fn kept_units(&self) -> MutexGuard<'_, Option<Arc<align::Units>>> {
        // What breaks while they are made leaves nothing behind.
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which block of a translation is which of its own, where the texts leave no doubt about it.
    pub fn aligned(&self, translation: &Source, site: &Site, lengths: align::Lengths) -> align::Alignment {
        align::align(self.units(site), translation.units(site), lengths).settled(&self.text, &translation.text)
    }
}
