//! Check kind `anchor-missing`: a heading whose own text gives another id than its original's.

use super::anchors::{WrongAnchors, insertion};
use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use crate::diagnostic::Applicability;
use crate::text::Span;

/// Reports headings of a translation that have no written id and so another one than the original, in languages that
/// keep the ids of the original.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnchorMissing {}

static CASES: &[Case] = &[Case::new("default", &["expected", "found"]).with_related(&["original"])];

impl PairCheck for AnchorMissing {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let wrong = WrongAnchors::of(pair);
        for (at, missing) in wrong.all.iter().enumerate().filter(|(_, wrong)| wrong.heading.explicit.is_none()) {
            if wrong.html_offers(missing.expected) {
                continue;
            }
            let place = Span::at(insertion(&pair.translation, missing.heading));
            let finding = Finding::at(pair.translation.at(place))
                .value("expected", missing.expected)
                .value("found", missing.heading.id.as_deref().unwrap_or_default())
                .related(pair.original.at(missing.original.span), "original");
            findings.report(match wrong.edits(pair, at) {
                Some((applicability, edits)) => finding.fix(applicability, edits),
                None => finding.fix(Applicability::Manual, Vec::new()),
            });
        }
    }
}
