//! The files of a site that are no pages, by the paths under which links reach them: static files, files beside pages,
//! and pages that are not read, such as those in HTML.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::layout::is_page_extension;
use super::links::url_path;
use super::{LanguageId, Site, Source};

/// The files of a site that are no pages.
#[derive(Debug, Default)]
pub struct Files {
    listed: bool,
    /// Files lie beside pages: this is no tree of which only the texts are there.
    beside_pages: bool,
    /// Paths relative to the site's root, in lower case; pages are among them.
    paths: FxHashSet<Box<str>>,
    /// The folders of `paths`.
    folders: FxHashSet<Box<str>>,
    /// Paths on the site, in lower case, without language and without `/` at the start.
    urls: FxHashSet<Box<str>>,
    /// The first parts of the paths of static files.
    tops: FxHashSet<Box<str>>,
    /// Pages that are not read, by language.
    pages: Vec<FxHashSet<Box<str>>>,
    /// Folders whose pages are made by a program, by the paths of the folders on the site.
    made: Vec<Box<str>>,
    by_folder: OnceLock<FxHashMap<Box<str>, Vec<Box<str>>>>,
}

impl Files {
    pub(super) fn new(site: &Site, paths: &[Box<str>], sources: &[Source]) -> Self {
        let mut files =
            Self { listed: true, pages: vec![FxHashSet::default(); site.languages.len()], ..Self::default() };
        for path in paths {
            files.add_path(path);
            files.add(site, path);
        }
        sources.iter().for_each(|source| files.add_path(&source.path));
        files
    }

    fn add_path(&mut self, path: &str) {
        let path = path.to_lowercase();
        let mut folder = path.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            if self.folders.contains(above) {
                break;
            }
            self.folders.insert(above.into());
            folder = above;
        }
        self.paths.insert(path.into());
    }

    fn add(&mut self, site: &Site, path: &str) {
        let below = |root: &String| path.strip_prefix(root.as_str())?.strip_prefix('/');
        if let Some(rest) = site.urls.statics.iter().find_map(below) {
            let url = rest.to_lowercase();
            self.tops.insert(url.split('/').next().unwrap_or("").into());
            if is_markup(&url) {
                self.pages.iter_mut().for_each(|pages| {
                    pages.insert(url_path(&url).into());
                });
            }
            self.urls.insert(url.into());
            return;
        }
        let Some(place) = site.layout.place(path) else { return };
        let name = place.key.rsplit('/').next().unwrap_or(&place.key);
        if name.starts_with("_content.") {
            self.made.push(url_path(place.key.trim_end_matches(name)).into());
        } else if is_markup(name) || name.rsplit_once('.').is_some_and(|(_, extension)| is_page_extension(extension)) {
            self.add_page(place.language, &place.key);
        } else {
            self.beside_pages = true;
            self.urls.insert(place.key.to_lowercase().into());
        }
    }

    fn add_page(&mut self, language: LanguageId, key: &str) {
        if let Some(pages) = self.pages.get_mut(language.0 as usize) {
            pages.insert(url_path(key).into());
        }
    }

    /// True when the files of the site were listed, so that what is not here does not exist.
    pub fn are_listed(&self) -> bool {
        self.listed
    }

    /// True when files lie beside pages, so that one that does not is missing.
    pub fn are_beside_pages(&self) -> bool {
        self.beside_pages
    }

    /// True for a file at this path on the site, in lower case, without language and without `/` at the start.
    pub fn has_url(&self, url: &str) -> bool {
        self.urls.contains(url)
    }

    /// True when static files lie in the folder that a path on the site begins with.
    pub fn has_top(&self, url: &str) -> bool {
        url.split_once('/').is_some_and(|(top, _)| self.tops.contains(top))
    }

    /// True when the language has a page at `path`, as [`url_path`] writes it, that is not read.
    pub fn has_page(&self, language: LanguageId, path: &str) -> bool {
        self.pages.get(language.0 as usize).is_some_and(|pages| pages.contains(path))
    }

    /// True for a path in a folder whose pages a program makes.
    pub fn is_made(&self, path: &str) -> bool {
        self.made.iter().any(|folder| {
            folder.is_empty()
                || path.strip_prefix(&**folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// True for a file or page at this path from the site's root; case does not count.
    pub fn has_path(&self, path: &str) -> bool {
        self.paths.contains(path) || self.paths.contains(&*path.to_lowercase())
    }

    /// True for a folder at this path from the site's root in which something was found.
    pub fn has_folder(&self, path: &str) -> bool {
        self.folders.contains(&*path.to_lowercase())
    }

    /// Paths on the site in the folder of `url`, sorted, for suggestions.
    pub fn beside<'a>(&'a self, url: &str) -> impl Iterator<Item = &'a str> {
        let by_folder = self.by_folder.get_or_init(|| {
            let mut by_folder: FxHashMap<Box<str>, Vec<Box<str>>> = FxHashMap::default();
            for url in &self.urls {
                by_folder.entry(folder_of(url).into()).or_default().push(url.clone());
            }
            by_folder.values_mut().for_each(|urls| urls.sort_unstable());
            by_folder
        });
        by_folder.get(folder_of(url)).into_iter().flatten().map(|url| &**url)
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// True for pages that are written in HTML or in a template.
fn is_markup(name: &str) -> bool {
    [".html", ".htm", ".adoc", ".org", ".rst", ".pdc", ".ipynb"].iter().any(|end| name.ends_with(end))
}
