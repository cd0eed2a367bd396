//! Where the links of a page end up on the site that its readers see.

use std::borrow::Cow;

use crate::corpus::links::{PageTarget, PathForm, Target, joined, url_path};
use crate::corpus::{Generator, LanguageId, Site, Source};
use crate::text::SourceId;

use super::PageIndex;

/// Where a link ends up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// At a page, in the language that the link asks for.
    Page(SourceId),
    /// At a page, through one of its aliases.
    Alias(SourceId),
    /// At the page of the original's language, since the language that links has none.
    Original(SourceId),
    /// At nothing: the link names a language into which the page is not translated.
    Untranslated(SourceId),
    /// At a file, a redirect, or a page that is not read.
    Something,
    /// Nobody can tell from the files.
    Unknown,
    /// There is no page.
    NoPage,
    /// There is no file.
    NoFile,
}

/// Files that generators make of pages.
const MADE: &[&str] = &["xml", "json", "txt", "js", "css", "ics", "atom", "rss", "map", "webmanifest", "php", "aspx"];

/// A link that is looked up.
struct Link<'a> {
    index: &'a PageIndex,
    site: &'a Site,
    source: &'a Source,
    own: LanguageId,
    written: &'a str,
}

impl PageIndex {
    /// Where a destination on the page `id` leads that resolves to `target`.
    pub fn reach(&self, site: &Site, (id, source): (SourceId, &Source), written: &str, target: &Target<'_>) -> Reach {
        let Some(own) = source.language else { return Reach::Unknown };
        let link = Link { index: self, site, source, own, written: written.trim() };
        let published = self.pages.get(id.index()).is_some_and(|entry| entry.published);
        match target {
            Target::Page(target) if target.form == PathForm::Own => Reach::Page(id),
            Target::Page(target) => match link.page(target) {
                // A part of other pages is read at their addresses.
                Reach::NoPage if !published && target.form == PathForm::Relative => Reach::Unknown,
                reach => reach,
            },
            Target::File { path, prefix } => match link.file(path, *prefix) {
                Reach::NoFile if !published && link.is_relative() => Reach::Unknown,
                reach => reach,
            },
            Target::External(_) | Target::Other | Target::Template => Reach::Unknown,
        }
    }
}

impl Link<'_> {
    fn page(&self, target: &PageTarget<'_>) -> Reach {
        if let Some(reach) = self.known_page(target.prefix, target.form, &target.path) {
            return reach;
        }
        if target.form == PathForm::Relative {
            let folder = self.source.key.rsplit_once('/').map_or("", |(folder, _)| folder);
            if let Some(reach) = self.known_page(None, target.form, &joined(folder, self.path())) {
                return reach;
            }
        }
        if target.form == PathForm::Reference && !target.path.contains('/') {
            // A bare name is looked for on the whole site.
            let named = self.index.named(self.own, &target.path);
            return if named.is_empty() { self.charted(self.own, &target.path) } else { Reach::Something };
        }
        if let Some((_, rest)) = target.path.split_once('/')
            && self.is_base(&target.path)
            && let Some(reach) = self.known_page(target.prefix, target.form, rest)
        {
            return reach;
        }
        if self.site.generator != Generator::Hugo {
            return self.page_by_file(target);
        }
        self.missing_page(target)
    }

    /// The page at a path; `None` when there is none.
    fn known_page(&self, prefix: Option<LanguageId>, form: PathForm, path: &str) -> Option<Reach> {
        let index = self.index;
        let language = prefix.unwrap_or(self.own);
        let found = index.find(language, path);
        if let Some(found) = found.filter(|found| !found.alias) {
            return Some(Reach::Page(found.id));
        }
        // A path without prefix that names no page of the language is left as it is: an address of the plain language.
        let plain = index.plain.filter(|plain| prefix.is_none() && *plain != self.own && form != PathForm::Reference);
        if let Some(plain) = plain {
            match index.find(plain, path) {
                Some(found) if found.alias => return Some(Reach::Alias(found.id)),
                Some(found) => return Some(Reach::Original(found.id)),
                None => {}
            }
        }
        if let Some(found) = found {
            return Some(Reach::Alias(found.id));
        }
        let original = self.site.original;
        if language != original
            && prefix.is_some()
            && let Some(found) = index.find(original, path).filter(|found| !found.alias)
        {
            let served = self.site.urls.fallback;
            return Some(if served { Reach::Original(found.id) } else { Reach::Untranslated(found.id) });
        }
        if self.site.generator != Generator::Hugo
            && let Some(found) = index.find(original, path)
        {
            return Some(Reach::Original(found.id));
        }
        let unread = |language| index.files.has_page(language, path);
        (unread(language) || plain.is_some_and(unread)).then_some(Reach::Something)
    }

    /// What to make of a path on which no page was found.
    fn missing_page(&self, target: &PageTarget<'_>) -> Reach {
        let path = &*target.path;
        let language = target.prefix.unwrap_or(self.own);
        if !self.index.files.are_listed() || self.is_generated(path) || is_numbered(path) {
            return Reach::Unknown;
        }
        if self.redirected(target.prefix, path) || self.index.files.has_url(path) {
            return Reach::Something;
        }
        let sections = |language: LanguageId| self.index.sections[language.0 as usize].contains(path);
        if sections(language) || (target.prefix.is_none() && self.index.plain.is_some_and(sections)) {
            return Reach::Something;
        }
        self.charted(language, path)
    }

    /// `NoPage` where the pages of a folder above `path` are all known: the folder itself is a page.
    fn charted(&self, language: LanguageId, path: &str) -> Reach {
        if !self.index.files.are_listed() {
            return Reach::Unknown;
        }
        let is_page = |above: &str| {
            [language, self.site.original]
                .into_iter()
                .any(|language| self.index.has(language, above) || self.index.files.has_page(language, above))
        };
        let mut above = path;
        while let Some((folder, _)) = above.rsplit_once('/') {
            if is_page(folder) {
                return Reach::NoPage;
            }
            above = folder;
        }
        if !path.is_empty() && is_page("") { Reach::NoPage } else { Reach::Unknown }
    }

    /// A link to a Markdown file of a generator that follows links by files.
    fn page_by_file(&self, target: &PageTarget<'_>) -> Reach {
        let path = self.path();
        let by_file = target.form == PathForm::Relative && (path.ends_with(".md") || path.ends_with(".mdx"));
        if !by_file || !self.index.files.are_listed() {
            return Reach::Unknown;
        }
        match self.by_file(path) {
            Some(true) => Reach::Something,
            Some(false) => Reach::NoPage,
            None => Reach::Unknown,
        }
    }

    fn file(&self, path: &str, prefix: Option<LanguageId>) -> Reach {
        // The last part of the path of a page may look like the name of a file.
        let form = if self.is_relative() { PathForm::Relative } else { PathForm::Root };
        if let Some(reach) = self.known_page(prefix, form, &url_path(path)) {
            return reach;
        }
        let files = &self.index.files;
        if !files.are_listed() || self.is_generated(path) {
            return Reach::Unknown;
        }
        let folder = self.source.key.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = || self.is_relative() && files.has_url(&joined(folder, self.path()));
        let below_base = || self.is_base(path) && path.split_once('/').is_some_and(|(_, rest)| files.has_url(rest));
        if files.has_url(path) || beside() || below_base() || self.redirected(prefix, path) {
            return Reach::Something;
        }
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        if MADE.contains(&extension) {
            return Reach::Unknown;
        }
        match () {
            // A tree without a single picture is one from which they were left out.
            () if self.is_relative() && !files.are_beside_pages() => Reach::Unknown,
            () if self.is_relative() && self.site.generator == Generator::Hugo => Reach::NoFile,
            () if self.is_relative() => match self.by_file(self.path()) {
                Some(true) => Reach::Something,
                Some(false) => Reach::NoFile,
                None => Reach::Unknown,
            },
            () if files.has_top(path) && !self.site.urls.has_theme => Reach::NoFile,
            () => {
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let languages = [prefix, Some(self.own), Some(self.site.original)];
                let below_page = languages.into_iter().flatten().any(|language| self.index.has(language, folder));
                if below_page && !folder.is_empty() { Reach::NoFile } else { Reach::Unknown }
            }
        }
    }

    /// Whether a file lies at a path from the page's folder; `None` where nothing of the folder is known.
    fn by_file(&self, path: &str) -> Option<bool> {
        let own = self.source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = own.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        let (path, folder) = (parts.join("/"), parts[..parts.len().saturating_sub(1)].join("/"));
        if self.index.files.has_path(&path) {
            return Some(true);
        }
        self.index.files.has_folder(&folder).then_some(false)
    }

    /// The path of the destination, without query and fragment.
    fn path(&self) -> &str {
        self.written.split(['#', '?']).next().unwrap_or("")
    }

    fn is_relative(&self) -> bool {
        !self.written.starts_with('/') && !self.written.contains("//")
    }

    /// True for a path that begins with the path of the site's own address, such as `latest` in `https://x.io/latest`.
    fn is_base(&self, path: &str) -> bool {
        let first = path.split('/').next().unwrap_or("");
        let mut last = self.site.urls.bases.iter().filter_map(|base| base.rsplit('/').next());
        !first.is_empty() && last.any(|base| base == first)
    }

    /// True for paths of which the site says that something else puts pages or files there.
    fn is_generated(&self, path: &str) -> bool {
        self.index.files.is_made(path) || self.site.urls.generated.is_match(path)
    }

    fn redirected(&self, prefix: Option<LanguageId>, path: &str) -> bool {
        let redirects = &self.site.urls.redirects;
        if redirects.is_empty() {
            return false;
        }
        let full: Cow<'_, str> = match prefix.map(|id| self.site.language(id).prefix.trim_matches('/')) {
            Some(prefix) if !prefix.is_empty() => format!("{}/{path}", prefix.to_lowercase()).into(),
            _ => path.into(),
        };
        redirects.lead(&full)
    }
}

/// True for the second and later pages of a list: `news/page/2`.
fn is_numbered(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let number = parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    number && parts.next() == Some("page")
}
