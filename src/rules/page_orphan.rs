//! Check kind `page-orphan`: translations whose original is not there.

use crate::text::{Location, Span};

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};

/// Reports pages that only a translation has.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PageOrphan {}

/// `default`: nothing like it is there. `moved`: an original that this language lacks has a similar path.
static CASES: &[Case] =
    &[Case::new("default", &["language"]), Case::new("moved", &["page", "language"]).with_related(&["original"])];

impl PageCheck for PageOrphan {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let (pages, original) = (&page.facts.pages, page.site.original);
        let Some(language) = page.source.language.filter(|language| *language != original) else { return };
        if pages.original_of(page.id).is_some() || !pages.is_published(page.id) {
            return;
        }
        let Some(path) = pages.published_path(page.id) else { return };
        if !pages.has_neighbours(original, path) {
            return;
        }
        let tag = &*page.site.language(original).tag;
        let finding = Finding::at(page.at(Span::at(0))).value("language", tag);
        let near = pages.nearest(original, original, path);
        let near = near.filter(|near| !pages.has(language, pages.path_of(*near)));
        match near.or_else(|| pages.only_untranslated(original, language, page.id)) {
            Some(near) => {
                let path = format!("/{}", pages.published_path(near).unwrap_or_default());
                let at = Location { source: near, span: Span::at(0) };
                findings.report(finding.case("moved").value("page", path).related(at, "original"));
            }
            None => findings.report(finding),
        }
    }
}
