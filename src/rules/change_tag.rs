//! Check kind `change-tag`: the lead word of an entry in change notes, against the site's own habit.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use crate::corpus::align::UnitKind;
use crate::corpus::facts::{lead, lead_word};
use crate::diagnostic::{Applicability, Edit};

/// Compares the lead words (`**Fixed**`) of aligned list items with how the language translates them elsewhere.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeTag {}

static CASES: &[Case] = &[
    Case::new("untranslated", &["found", "expected"]).with_related(&["original"]),
    Case::new("other", &["found", "expected", "original", "other"]).with_related(&["original"]),
];

impl PairCheck for ChangeTag {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let (ours, theirs) = (&pair.original, &pair.translation);
        let Some(language) = theirs.source.language else { return };
        if ours.document.emphasis.is_empty() || theirs.document.emphasis.is_empty() {
            return;
        }
        let tags = &theirs.facts.change_tags;
        for passage in pair.passages().iter().filter(|passage| passage.kind == UnitKind::Paragraph) {
            let Some(original) = lead(ours.document, passage.original.start) else { continue };
            let Some(translation) = lead(theirs.document, passage.translation.start) else { continue };
            let original = lead_word(original.content, ours.text);
            let translation = lead_word(translation.content, theirs.text);
            let (word, found) = (original.of(ours.text), translation.of(theirs.text));
            let Some(expected) = tags.usual(language, word).filter(|expected| *expected != found) else { continue };
            let finding = Finding::at(theirs.at(translation)).value("found", found).value("expected", expected);
            let finding = finding.related(ours.at(original), "original");
            let edits = vec![Edit::replace(theirs.id, translation, expected)];
            if found.eq_ignore_ascii_case(word) {
                findings.report(finding.case("untranslated").fix(Applicability::Safe, edits));
            } else if !tags.is_settled(language, word, found) {
                let Some(other) = tags.usual_of_another(language, word, found) else { continue };
                let finding = finding.case("other").value("original", word).value("other", other);
                findings.report(finding.fix(Applicability::Unsafe, edits));
            }
        }
    }
}
