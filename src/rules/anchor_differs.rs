//! Check kind `anchor-differs`: a written id that is not the one its original is published with.

use super::anchors::WrongAnchors;
use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use crate::diagnostic::Applicability;

/// Reports written ids of a translation that differ from the original's.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnchorDiffers {}

const VALUES: &[&str] = &["expected", "found"];

/// `linked`: a page in that language links to the original's id, and nothing on the translated page answers to it.
static CASES: &[Case] = &[
    Case::new("default", VALUES).with_related(&["original"]),
    Case::new("linked", VALUES).with_related(&["original"]),
];

impl PairCheck for AnchorDiffers {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let wrong = WrongAnchors::of(pair);
        let page = &pair.translation;
        for (at, differs) in wrong.all.iter().enumerate() {
            let Some(written) = &differs.heading.explicit else { continue };
            let broken = page.facts.fragments.lead_to(page.id, differs.expected) && !wrong.offers(differs.expected);
            let finding = Finding::at(page.at(written.span))
                .case(if broken { "linked" } else { "default" })
                .value("expected", differs.expected)
                .value("found", &*written.value)
                .related(pair.original.at(differs.original.span), "original");
            findings.report(match wrong.edits(pair, at) {
                Some((applicability, edits)) => finding.fix(applicability, edits),
                None => finding.fix(Applicability::Manual, Vec::new()),
            });
        }
    }
}
