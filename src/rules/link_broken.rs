//! Check kind `link-broken`: links to pages and files of the site that are not there.

use crate::diagnostic::{Applicability, Edit};

use super::check::{Case, Page, PageCheck};
use super::expressions::Expressions;
use super::findings::{Finding, Findings};
use super::link_targets::{Missing, What, concerns};

/// Reports links and images that lead to nothing.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkBroken {
    /// Destinations that are left alone.
    #[serde(default)]
    ignore: Expressions,
}

/// `default`, `file`: no page, no file. `near`, `file-near`: and something like it is there. `slash`: a path from the
/// root without its slash. `reference`: an argument of `ref` or `relref`.
static CASES: &[Case] = &[
    Case::new("default", &["found"]),
    Case::new("near", &["found", "expected"]),
    Case::new("slash", &["found", "expected"]),
    Case::new("reference", &["found"]),
    Case::new("file", &["found"]),
    Case::new("file-near", &["found", "expected"]),
];

impl PageCheck for LinkBroken {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        concerns(page, |concern| {
            let (case, expected) = match &concern.what {
                What::NoPage { expected: Some(expected), kind: Missing::Slash } => ("slash", Some(expected)),
                What::NoPage { kind: Missing::Reference, .. } => ("reference", None),
                What::NoPage { expected: Some(expected), .. } => ("near", Some(expected)),
                What::NoPage { expected: None, .. } => ("default", None),
                What::NoFile { expected: Some(expected) } => ("file-near", Some(expected)),
                What::NoFile { expected: None } => ("file", None),
                What::NoAnchor { .. } | What::Alias { .. } | What::Untranslated { .. } => return,
            };
            if self.ignore.fit(&concern.written) {
                return;
            }
            let mut finding = Finding::at(page.at(concern.span)).case(case).value("found", &*concern.written);
            if let Some(expected) = expected {
                let edit = Edit::replace(page.id, concern.span, expected.as_str());
                finding = finding.value("expected", expected).fix(Applicability::Unsafe, vec![edit]);
            }
            findings.report(finding);
        });
    }
}
