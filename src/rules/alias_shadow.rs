//! Check kind `alias-shadow`: aliases that are the address of a page.

use crate::document::Node;
use crate::text::Span;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};

/// Reports aliases under which a page is published already.
#[derive(Debug, serde::Deserialize)]
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
                    let at = crate::text::Location { source: found.id, span: Span::at(0) };
                    findings.report(finding.value("page", format!("/{path}")).related(at, "page"));
                }
                None if pages.has_unread(language, &path) => findings.report(finding.case("unread")),
                None => {}
            }
        }
    }
}

/// The place of the alias of a page that stands for `path` in `language`.
pub(super) fn place_of(page: &Page<'_>, wanted: (crate::corpus::LanguageId, &str)) -> Option<(Span, String)> {
    let entry = page.document.front_matter.as_ref()?.get("aliases")?;
    let items = entry.value.items().iter().filter(|item: &&Node| item.as_str().is_some());
    let places = page.facts.pages.alias_places(page.site, page.source);
    let found = items.zip(places).find(|(_, (language, path))| (*language, &**path) == wanted)?;
    Some((found.0.span, found.0.as_str().unwrap_or_default().trim().to_owned()))
}
