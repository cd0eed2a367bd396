//! Check kind `problem`: what the syntax layer found wrong with the text, put into words.

use std::collections::BTreeSet;

use serde::de::{Deserialize, Deserializer, Error as _};

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::document::ProblemKind;

/// Reports problems of some kinds; each kind is a case of its own name.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Problems {
    /// The names of the kinds.
    #[serde(deserialize_with = "kinds")]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    of: BTreeSet<ProblemKind>,
}

impl PageCheck for Problems {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        for problem in page.document.problems.iter().filter(|problem| self.of.contains(&problem.kind)) {
            let mut finding =
                Finding::at(page.at(problem.span)).case(problem.kind.name()).value("detail", &*problem.detail);
            if let Some(span) = problem.related {
                finding = finding.related(page.at(span), "first");
            }
            findings.report(finding);
        }
    }
}

/// One case for each kind, under its name.
static CASES: &[Case] = &{
    let mut cases = [Case::new("", &["detail"]).with_related(&["first"]); ProblemKind::ALL.len()];
    let mut i = 0;
    while i < cases.len() {
        cases[i].name = ProblemKind::ALL[i].name();
        i += 1;
    }
    cases
};

fn kinds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<ProblemKind>, D::Error> {
    let find = |name: String| {
        let kind = ProblemKind::ALL.iter().copied().find(|kind| kind.name() == name);
        kind.ok_or_else(|| D::Error::custom(format!("unknown kind of problem `{name}`")))
    };
    Vec::<String>::deserialize(deserializer)?.into_iter().map(find).collect()
}
