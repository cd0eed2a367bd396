//! Check kind `code-span`: inline code that the translation changed, lost, or wrote as plain text.

use std::collections::BTreeSet;

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::tokens::{CodeCase, CodeDifference};
use crate::diagnostic::{Applicability, Edit};

/// Compares the inline code of aligned passages. Two spans are compared as text, blanks at line ends aside; the plural
/// of a kind of object, final punctuation and translated placeholders are no differences.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeSpans {
    /// The cases to report.
    of: BTreeSet<Reported>,
}

/// The names of the cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Reported {
    Initial,
    Case,
    Form,
    Near,
    Other,
    Word,
    Divided,
    Missing,
    MissingWord,
    Unmarked,
}

static CASES: &[Case] = &{
    const VALUES: &[&str] = &["found", "expected"];
    [
        Case::new("initial", VALUES).with_related(RELATED),
        Case::new("case", VALUES).with_related(RELATED),
        Case::new("form", VALUES).with_related(RELATED),
        Case::new("near", VALUES).with_related(RELATED),
        Case::new("other", VALUES).with_related(RELATED),
        Case::new("word", VALUES).with_related(RELATED),
        Case::new("missing-word", VALUES).with_related(RELATED),
        Case::new("divided", VALUES).with_related(RELATED),
        Case::new("missing", VALUES).with_related(RELATED),
        Case::new("unmarked", VALUES).with_related(RELATED),
    ]
};
const RELATED: &[&str] = &["original"];

impl Reported {
    fn of(case: CodeCase) -> (Self, &'static str) {
        match case {
            CodeCase::Initial => (Reported::Initial, "initial"),
            CodeCase::Case => (Reported::Case, "case"),
            CodeCase::Form => (Reported::Form, "form"),
            CodeCase::Near => (Reported::Near, "near"),
            CodeCase::Other => (Reported::Other, "other"),
            CodeCase::Word => (Reported::Word, "word"),
            CodeCase::MissingWord => (Reported::MissingWord, "missing-word"),
            CodeCase::Divided => (Reported::Divided, "divided"),
            CodeCase::Missing => (Reported::Missing, "missing"),
            CodeCase::Unmarked => (Reported::Unmarked, "unmarked"),
        }
    }
}

impl PairCheck for CodeSpans {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        for difference in pair.code_differences() {
            let (reported, case) = Reported::of(difference.case);
            if self.of.contains(&reported) && !pair.original_is_wrong_at(difference.original) {
                let expected = difference.original.of(pair.original.text);
                let finding = Finding::at(pair.translation.at(difference.translation))
                    .case(case)
                    .value("expected", listed(pair, difference))
                    .value("found", difference.translation.of(pair.translation.text))
                    .related(pair.original.at(difference.original), "original");
                findings.report(mended(finding, pair, difference, expected));
            }
        }
    }
}

/// The code of the original; where several are missing, all of them, ready to stand between back-ticks.
fn listed<'a>(pair: &Pair<'a>, difference: &CodeDifference) -> std::borrow::Cow<'a, str> {
    let text = pair.original.text;
    let first = difference.original.of(text);
    if difference.more.is_empty() {
        return first.into();
    }
    let all: Vec<&str> = std::iter::once(first).chain(difference.more.iter().map(|span| span.of(text))).collect();
    all.join("`, `").into()
}

/// The finding with the edit that writes the original's code.
fn mended<'a>(finding: Finding<'a>, pair: &Pair<'_>, difference: &CodeDifference, expected: &str) -> Finding<'a> {
    let (source, span) = (pair.translation.id, difference.translation);
    match difference.case {
        CodeCase::Initial | CodeCase::Case | CodeCase::Form => {
            finding.fix(Applicability::Safe, vec![Edit::replace(source, span, expected)])
        }
        CodeCase::Near | CodeCase::Other | CodeCase::Word => {
            finding.fix(Applicability::Unsafe, vec![Edit::replace(source, span, expected)])
        }
        CodeCase::Unmarked if !expected.contains('`') => {
            finding.fix(Applicability::Unsafe, vec![Edit::replace(source, span, format!("`{expected}`"))])
        }
        CodeCase::Unmarked | CodeCase::Divided | CodeCase::Missing | CodeCase::MissingWord => {
            finding.fix(Applicability::Manual, Vec::new())
        }
    }
}
