//! Every page by the path under which it is reached, and the anchors that it offers.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use crate::corpus::links::{PageTarget, published_path, split_language, url_path};
use crate::corpus::{Corpus, LanguageId, Site, Source};
use crate::document::Node;
use crate::text::SourceId;

/// A page found by a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundPage {
    /// The page.
    pub id: SourceId,
    /// It is reached through an alias.
    pub alias: bool,
}

/// The pages of each language by their paths, with what links need to know of each.
#[derive(Debug, Default)]
pub struct PageIndex {
    by_language: Vec<FxHashMap<Box<str>, FoundPage>>,
    /// By source.
    pages: Vec<Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    /// The path that stands for the page in all languages: that of its original, else its own.
    path: Box<str>,
    /// The ids of its headings, in document order; empty for one that has none.
    anchors: Vec<Box<str>>,
    /// The ids and names that its HTML tags offer.
    html: Vec<Box<str>>,
    /// Something on the page is put there by a template, headings perhaps among it.
    templates: bool,
    /// The paths by which the page is reached, hashed.
    reached_by: u64,
}

/// What is gathered from one page, before the pages are put together.
struct Gathered {
    entry: Entry,
    language: Option<LanguageId>,
    paths: Vec<Box<str>>,
    aliases: Vec<Box<str>>,
}

impl PageIndex {
    /// Takes the paths of all pages. Where two pages claim a path, the first has it; an alias never hides a page.
    pub(super) fn gather(corpus: &Corpus) -> Self {
        let gathered: Vec<Gathered> =
            corpus.sources().par_iter().map(|source| Gathered::from(&corpus.site, source)).collect();
        let mut by_language = vec![FxHashMap::default(); corpus.site.languages.len()];
        let mut aliases = Vec::new();
        let mut pages = Vec::with_capacity(gathered.len());
        for (id, page) in corpus.ids().zip(gathered) {
            if let Some(language) = page.language {
                let paths: &mut FxHashMap<Box<str>, FoundPage> = &mut by_language[language.0 as usize];
                for path in page.paths {
                    paths.entry(path).or_insert(FoundPage { id, alias: false });
                }
                aliases.extend(page.aliases.into_iter().map(|alias| (language, alias, id)));
            }
            pages.push(page.entry);
        }
        for (language, alias, id) in aliases {
            by_language[language.0 as usize].entry(alias).or_insert(FoundPage { id, alias: true });
        }
        for id in corpus.ids() {
            if let Some(original) = corpus.original_of(id) {
                pages[id.index()].path = pages[original.index()].path.clone();
            }
        }
        Self { by_language, pages }
    }

    /// Takes over what links need to know of a page whose text has changed. False when the page is reached by other
    /// paths now, so that all must be gathered again.
    pub(super) fn replace(&mut self, corpus: &Corpus, id: SourceId) -> bool {
        let source = corpus.source(id);
        let Gathered { entry, paths, aliases, language } = Gathered::from(&corpus.site, source);
        let Some(old) = self.pages.get_mut(id.index()) else { return false };
        if old.reached_by != reached_by(&paths, &aliases, language) {
            return false;
        }
        let path = std::mem::take(&mut old.path);
        *old = Entry { path, ..entry };
        true
    }

    /// The page of a language at `path`, given as [`url_path`] makes it, or the page whose alias that is.
    pub fn find(&self, language: LanguageId, path: &str) -> Option<FoundPage> {
        self.by_language.get(language.0 as usize)?.get(path).copied()
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

    /// The ids of the headings of a page, in document order; empty for a heading without one.
    pub fn anchors_of(&self, id: SourceId) -> &[Box<str>] {
        self.pages.get(id.index()).map_or(&[], |entry| &entry.anchors)
    }

    /// True when a heading or a tag of the page answers to `#anchor`.
    pub fn offers(&self, id: SourceId, anchor: &str) -> bool {
        let entry = self.pages.get(id.index());
        entry.is_some_and(|entry| entry.anchors.iter().chain(&entry.html).any(|own| **own == *anchor))
    }

    /// True when a template may add anchors to the page that cannot be seen in its text.
    pub fn may_offer_more(&self, id: SourceId) -> bool {
        self.pages.get(id.index()).is_some_and(|entry| entry.templates)
    }
}

impl Gathered {
    fn from(site: &Site, source: &Source) -> Self {
        let key = url_path(&source.key).into_boxed_str();
        let published = published_path(site, source).into_boxed_str();
        let document = &source.document;
        let offered = document.html.iter().flat_map(|tag| &tag.attributes).filter_map(|attribute| {
            let name = attribute.name.of(&source.text);
            let is_id = name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("name");
            is_id.then_some(attribute.value?.of(&source.text).into())
        });
        let entry = Entry {
            path: key.clone(),
            anchors: document.headings.iter().map(|heading| heading.id.clone().unwrap_or_default()).collect(),
            html: offered.collect(),
            templates: !document.shortcodes.is_empty() || document.headings.iter().any(|heading| heading.unstable),
            reached_by: 0,
        };
        let aliases = aliases(site, source, &published);
        let paths = if published == key { vec![key] } else { vec![published, key] };
        let entry = Entry { reached_by: reached_by(&paths, &aliases, source.language), ..entry };
        Self { entry, language: source.language, paths, aliases }
    }
}

fn reached_by(paths: &[Box<str>], aliases: &[Box<str>], language: Option<LanguageId>) -> u64 {
    let mut hasher = FxHasher::default();
    (paths, aliases, language).hash(&mut hasher);
    hasher.finish()
}

fn aliases(site: &Site, source: &Source, published: &str) -> Vec<Box<str>> {
    let Some(front_matter) = &source.document.front_matter else { return Vec::new() };
    let Some(entry) = front_matter.get("aliases") else { return Vec::new() };
    let folder = published.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = |alias: &str| match (alias.starts_with('/'), source.language) {
        (true, Some(id)) => url_path(&split_language(alias, site.language(id)).0),
        (true, None) => url_path(alias),
        (false, _) => url_path(&format!("{folder}/{alias}")),
    };
    entry.value.items().iter().filter_map(Node::as_str).map(|alias| path(alias.trim()).into()).collect()
}
