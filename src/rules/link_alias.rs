//! Check kind `link-alias`: links that reach their page through an alias.

use crate::diagnostic::{Applicability, Edit};

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::link_targets::{What, concerns};

/// Reports links to old addresses.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkAlias {}

static CASES: &[Case] = &[Case::new("default", &["found", "expected"])];

impl PageCheck for LinkAlias {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        concerns(page, |concern| {
            let What::Alias { expected } = &concern.what else { return };
            let edit = Edit::replace(page.id, concern.span, expected.as_str());
            let finding = Finding::at(page.at(concern.span)).value("found", &*concern.written);
            findings.report(finding.value("expected", expected).fix(Applicability::Unsafe, vec![edit]));
        });
    }
}
