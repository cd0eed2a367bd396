//! Check kind `link-differs`: links that lead elsewhere than those of the original.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::link_pairs::How;
use crate::diagnostic::{Applicability, Edit};

/// Reports links whose target is not the original's.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkDiffers {}

const VALUES: &[&str] = &["found", "expected", "original"];

/// `near`: the original's address but for digits or a slip. `moved`: the same document elsewhere. `fragment`: another place of the same page.
/// `fragment-lost`: the page without the place.
static CASES: &[Case] = &[
    Case::new("default", VALUES).with_related(&["original"]),
    Case::new("near", VALUES).with_related(&["original"]),
    Case::new("moved", VALUES).with_related(&["original"]),
    Case::new("fragment", VALUES).with_related(&["original"]),
    Case::new("fragment-lost", VALUES).with_related(&["original"]),
];

impl PairCheck for LinkDiffers {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        for differing in &pair.links().differing {
            let case = match differing.how {
                How::Target => "default",
                How::Near => "near",
                How::Moved => "moved",
                How::Fragment => "fragment",
                How::FragmentLost => "fragment-lost",
            };
            let edit = Edit::replace(pair.translation.id, differing.translation, &*differing.expected);
            let finding = Finding::at(pair.translation.at(differing.translation))
                .case(case)
                .value("found", differing.translation.of(pair.translation.text))
                .value("expected", &*differing.expected)
                .value("original", differing.original.of(pair.original.text))
                .related(pair.original.at(differing.original), "original")
                .fix(Applicability::Unsafe, vec![edit]);
            findings.report(finding);
        }
    }
}
