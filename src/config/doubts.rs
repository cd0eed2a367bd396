//! What a configuration says that no page of the site bears out: most likely a slip of the pen.

use super::error::{Error, Fault, Origin, Sentence};
use super::tree::Tree;
use super::{Glob, Project};
use crate::corpus::LanguageId;

/// A setting that comes to nothing.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// Where, what, and how to mend it.
    pub error: Error,
    /// Nothing can be compared because of it.
    pub severe: bool,
}

impl Project {
    /// The settings of the site's own files that no page bears out; `pages` are paths from the site's root.
    pub fn doubts<'a>(&self, pages: impl Iterator<Item = &'a str> + Clone) -> Vec<Doubt> {
        // A site without pages is told otherwise.
        if pages.clone().next().is_none() {
            return Vec::new();
        }
        let source = self.source_without_pages(pages.clone()).map(|fault| (fault, true));
        let overrides = self.overrides_without_pages(pages).into_iter().map(|fault| (fault, false));
        let doubt = |(fault, severe): (Fault, bool)| Doubt { error: fault.locate(&self.files), severe };
        source.into_iter().chain(overrides).map(doubt).collect()
    }

    /// The error that the folder of the site's own rules is not there.
    pub fn without_rules_folder(&self) -> Error {
        let written = self.tree.get("rules_dir");
        let name = written.and_then(Tree::as_str).unwrap_or_default();
        let fault = Fault::of(Sentence::new("config-rules-missing").with("name", name));
        fault.at(written.map_or(self.tree.origin, |written| written.origin)).locate(&self.files)
    }

    /// True for what somebody has written for this site: presets fit sites that have not all of their pages.
    fn is_own(&self, origin: Origin) -> bool {
        let file = self.files.file(origin);
        file.found.is_none() && !file.path.starts_with("preset ")
    }

    /// The language of originals, when it is written and no page is in it.
    fn source_without_pages<'a>(&self, mut pages: impl Iterator<Item = &'a str>) -> Option<Fault> {
        let written = self.tree.get("source").filter(|written| self.is_own(written.origin))?;
        let is_original = |path| self.site.layout.place(path).is_some_and(|place| place.language == LanguageId(0));
        if self.site.layout.is_empty() || pages.any(is_original) {
            return None;
        }
        let sentence = Sentence::new("config-source-empty").with("language", written.as_str().unwrap_or_default());
        Some(Fault::of(sentence).at(written.origin))
    }

    /// Globs of overrides that fit no page.
    fn overrides_without_pages<'a>(&self, pages: impl Iterator<Item = &'a str> + Clone) -> Vec<Fault> {
        let written = self.tree.get("overrides").map(Tree::items).unwrap_or_default();
        let globs = self.settings.overrides.iter().zip(written).flat_map(|(over, written)| {
            let written = written.get("paths").map(Tree::items).unwrap_or_default();
            over.paths.iter().zip(written)
        });
        let comes_to_nothing = |(glob, written): &(&Glob, &Tree)| {
            let matcher = glob.0.compile_matcher();
            self.is_own(written.origin) && !pages.clone().any(|page| matcher.is_match(page))
        };
        let fault = |(_, written): (&Glob, &Tree)| {
            let glob = written.as_str().unwrap_or_default();
            Fault::of(Sentence::new("config-override-empty").with("glob", glob)).at(written.origin)
        };
        globs.filter(comes_to_nothing).map(fault).collect()
    }
}
