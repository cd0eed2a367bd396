//! Check kind `link-untranslated`: links into a language that lacks the page, while the original's language has it.

use crate::diagnostic::Applicability;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::link_targets::{What, concerns};
use crate::diagnostic::Edit;

/// Reports links to pages that are not translated.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkUntranslated {}

static CASES: &[Case] = &[Case::new("default", &["found", "expected"])];

impl PageCheck for LinkUntranslated {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        concerns(page, |concern| {
            let What::Untranslated { expected } = &concern.what else { return };
            let edit = Edit::replace(page.id, concern.span, expected.as_str());
            let finding = Finding::at(page.at(concern.span)).value("found", &*concern.written);
            findings.report(finding.value("expected", expected).fix(Applicability::Unsafe, vec![edit]));
        });
    }
}
