//! Check kind `page-untranslated`: a page in a translation's place that nobody has translated.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use crate::text::Span;

/// Reports, once, a page that holds the text of its original.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PageUntranslated {}

static CASES: &[Case] = &[Case::new("default", &["language"]).with_related(&["original"])];

impl PairCheck for PageUntranslated {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn wants_copies(&self) -> bool {
        true
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        if !pair.is_copy() {
            return;
        }
        let title = |page: &super::Page<'_>| {
            let field = page.document.front_matter.as_ref().and_then(|front_matter| front_matter.get("title"));
            let body = page.document.body.trimmed(page.text);
            field.map_or_else(|| super::gaps::first_line(page.text, body), |entry| entry.value.span)
        };
        let (there, here): (Span, Span) = (title(&pair.original), title(&pair.translation));
        findings.report(
            Finding::at(pair.translation.at(here))
                .value("language", &*pair.language.tag)
                .related(pair.original.at(there), "original"),
        );
    }
}
