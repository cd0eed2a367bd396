//! Check kind `fragment-broken`: links to places of pages that the pages do not have.

use crate::diagnostic::{Applicability, Edit};

use super::check::{Case, Page, PageCheck};
use super::expressions::Expressions;
use super::findings::{Finding, Findings};
use super::link_targets::{Lost, What, concerns};

/// Reports fragments that no heading and no tag of the target answers to.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FragmentBroken {
    /// Fragments, without `#`, that are left alone.
    #[serde(default)]
    ignore: Expressions,
}

/// `default`: on another page. `own`: on the page itself. With `-near`, something like it is there. `lost`: on a
/// translation that should have kept the id of its original.
static CASES: &[Case] = &[
    Case::new("default", &["fragment", "page"]),
    Case::new("near", &["fragment", "page", "expected"]),
    Case::new("own", &["fragment"]),
    Case::new("lost", &["fragment", "page"]),
    Case::new("own-near", &["fragment", "expected"]),
];

impl PageCheck for FragmentBroken {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        concerns(page, |concern| {
            let What::NoAnchor { page: target, fragment, expected, kind } = &concern.what else { return };
            if self.ignore.fit(fragment) {
                return;
            }
            let case = match (kind, expected) {
                (Lost::There, None) => "default",
                (Lost::There, Some(_)) => "near",
                (Lost::Own, None) => "own",
                (Lost::Own, Some(_)) => "own-near",
                (Lost::Untranslated, _) => "lost",
            };
            let path = page.facts.pages.published_path(*target).unwrap_or_default();
            let mut finding = Finding::at(page.at(concern.span)).case(case).value("fragment", &**fragment);
            if *kind != Lost::Own {
                finding = finding.value("page", format!("/{path}"));
            }
            if let Some(expected) = expected {
                let edit = Edit::replace(page.id, concern.span, expected.as_str());
                finding = finding.value("expected", expected).fix(Applicability::Unsafe, vec![edit]);
            }
            findings.report(finding);
        });
    }
}
