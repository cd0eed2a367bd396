//! Check kind `value`: versions, numbers and dates that differ between a passage and its translation.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::tokens::{Class, ValueDifference, line, numerals};
use crate::diagnostic::{Applicability, Edit};
use crate::text::Span;

/// Compares the numerals of aligned passages and of front matter fields.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Values {
    /// Which numerals.
    of: Compared,
    /// Front matter fields whose numerals are compared as well.
    #[serde(default)]
    fields: Vec<String>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Compared {
    Versions,
    Numbers,
    Dates,
}

static CASES: &[Case] = &[
    Case::new("changed", &["found", "expected"]).with_related(&["original"]),
    Case::new("missing", &["expected"]).with_related(&["original"]),
    Case::new("extra", &["found"]).with_related(&["original"]),
    Case::new("field", &["found", "expected", "field"]).with_related(&["original"]),
];

impl PairCheck for Values {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let class = match self.of {
            Compared::Versions => Class::Version,
            Compared::Numbers => Class::Number,
            Compared::Dates => Class::Date,
        };
        for field in &self.fields {
            compare_field(pair, field, class, findings);
        }
        for difference in pair.value_differences().iter().filter(|difference| difference.class == class) {
            let wrong = difference.original.unwrap_or(difference.passage.original);
            if !pair.original_is_wrong_at(wrong) && !went_with_its_link(pair, difference) {
                report(pair, difference, findings);
            }
        }
    }
}

/// True for a numeral of the original that stands in the text of a link that the translation lacks: the link is told.
fn went_with_its_link(pair: &Pair<'_>, difference: &ValueDifference) -> bool {
    let gone = difference.original.filter(|_| difference.translation.is_none());
    gone.is_some_and(|gone| pair.links().missing.iter().any(|link| link.original.contains(gone)))
}

fn report(pair: &Pair<'_>, difference: &ValueDifference, findings: &mut Findings<'_>) {
    let (ours, theirs) = (&pair.original, &pair.translation);
    let finding = match (difference.original, difference.translation) {
        (Some(a), Some(b)) => {
            let expected = a.of(ours.text);
            let edit = Edit::replace(theirs.id, b, expected);
            let finding = Finding::at(theirs.at(b)).case("changed").value("expected", expected);
            let plain = expected.starts_with(|c: char| c.is_ascii_digit())
                && b.of(theirs.text).starts_with(|c: char| c.is_ascii_digit());
            let edits = if plain { vec![edit] } else { Vec::new() };
            let how = if plain { Applicability::Unsafe } else { Applicability::Manual };
            finding.value("found", b.of(theirs.text)).related(ours.at(a), "original").fix(how, edits)
        }
        (Some(a), None) => {
            let place = difference.passage.translation.trimmed(theirs.text);
            Finding::at(theirs.at(place))
                .case("missing")
                .value("expected", a.of(ours.text))
                .related(ours.at(a), "original")
        }
        (None, Some(b)) => {
            let place = difference.passage.original.trimmed(ours.text);
            Finding::at(theirs.at(b))
                .case("extra")
                .value("found", b.of(theirs.text))
                .related(ours.at(place), "original")
        }
        (None, None) => return,
    };
    findings.report(finding);
}

/// Compares the numerals in a text field: only where each side has one that the other has not.
fn compare_field(pair: &Pair<'_>, field: &str, class: Class, findings: &mut Findings<'_>) {
    let (ours, theirs) = (&pair.original, &pair.translation);
    let node = |page: &super::Page<'_>| -> Option<Span> {
        let entry = page.document.front_matter.as_ref()?.get(field)?;
        entry.value.as_str().is_some().then_some(entry.value.span)
    };
    let (Some(a), Some(b)) = (node(ours), node(theirs)) else { return };
    if !a.of(ours.text).bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    let read = |span: Span, text: &str| -> Vec<(String, Span)> {
        let all = numerals(span.of(text), None).into_iter().filter(|numeral| numeral.class == class);
        all.map(|n| (n.value, Span::from(n.range).shifted(span.start as usize))).collect()
    };
    let have = read(a, ours.text);
    if have.is_empty() {
        return;
    }
    let found = read(b, theirs.text);
    let missing: Vec<_> =
        have.iter().filter(|(value, _)| !found.iter().any(|(other, _)| line(value) == line(other))).collect();
    let extra: Vec<_> =
        found.iter().filter(|(value, _)| !have.iter().any(|(other, _)| line(value) == line(other))).collect();
    for ((_, expected), (_, span)) in missing.into_iter().zip(extra) {
        if pair.original_is_wrong_at(*expected) {
            continue;
        }
        let edit = Edit::replace(theirs.id, *span, expected.of(ours.text));
        let finding = Finding::at(theirs.at(*span)).case("field").value("field", field.to_owned());
        let finding = finding.value("found", span.of(theirs.text)).value("expected", expected.of(ours.text));
        findings.report(finding.related(ours.at(*expected), "original").fix(Applicability::Unsafe, vec![edit]));
    }
}
