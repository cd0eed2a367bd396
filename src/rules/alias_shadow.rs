//! Check kind `alias-shadow`: aliases that are the address of a page.

use rustc_hash::FxHashMap;

use crate::corpus::LanguageId;
use crate::text::{Location, Span};

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};

/// Reports aliases under which a page is published already.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AliasShadow {}

/// `default`: another page. `unread`: a page that is not written in Markdown. `own`: the page itself.
static CASES: &[Case] = &[
    Case::new("default", &["alias", "page"]).with_related(&["page"]),
    Case::new("unread", &["alias"]),
    Case::new("own", &["alias"]),
];

impl PageCheck for AliasShadow {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let Some(entry) = page.document.front_matter.as_ref().and_then(|fields| fields.get("aliases")) else { return };
        let pages = &page.facts.pages;
        if !pages.is_published(page.id) {
            return;
        }
        let items = entry.value.items().iter().filter(|item| item.as_str().is_some());
        for (item, (language, path)) in items.zip(pages.alias_places(page.site, page.source)) {
            let finding = Finding::at(page.at(item.span)).value("alias", item.as_str().map_or("", str::trim));
            match pages.find(language, &path).filter(|found| !found.alias) {
                Some(found) if found.id == page.id => findings.report(finding.case("own")),
                Some(found) => {
                    let path = pages.published_path(found.id).unwrap_or_default();
                    let at = Location { source: found.id, span: Span::at(0) };
                    findings.report(finding.value("page", format!("/{path}")).related(at, "page"));
                }
                None if pages.has_unread(language, &path) => findings.report(finding.case("unread")),
                None => {}
            }
        }
    }
}

/// Where the aliases of a page are written and how, by what they stand for.
pub(super) type AliasPlaces = FxHashMap<(LanguageId, Box<str>), (Span, String)>;

/// The aliases of a page; of two that stand for the same the first counts.
pub(super) fn places_of(page: &Page<'_>) -> AliasPlaces {
    let mut all = AliasPlaces::default();
    let entry = page.document.front_matter.as_ref().and_then(|fields| fields.get("aliases"));
    let items = entry.map_or(&[][..], |entry| entry.value.items()).iter().filter(|item| item.as_str().is_some());
    for (item, place) in items.zip(page.facts.pages.alias_places(page.site, page.source)) {
        let text = item.as_str().unwrap_or_default().trim().to_owned();
        all.entry(place).or_insert((item.span, text));
    }
    all
}
