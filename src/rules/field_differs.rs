//! Check kind `field-differs`: front matter values that must be the same in every language.

use rustc_hash::FxHashSet;

use crate::corpus::facts::same_value;
use crate::corpus::letters::is_foreign_letter;
use crate::diagnostic::Applicability;
use crate::document::Node;
use crate::text::Span;

use super::check::{Case, Pair, PairCheck};
use super::compared_field::{Field, fields, front_matters, habit, is_empty, lists, scalars, shown};
use super::findings::{Finding, Findings};
use super::front_matter_edit::copy_value;

/// Reports fields whose value differs from the original's though it should be the same.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldDiffers {
    /// Fields that are the same in every language, unless the pages of the site mostly say otherwise.
    #[serde(default)]
    equal: Vec<String>,
    /// Fields of prose that name versions: only the versions are compared.
    #[serde(default)]
    versions: Vec<String>,
    /// The day on which a page came out: where the page announces no release a translation may have a day of its own.
    #[serde(default)]
    published: Vec<String>,
    /// Fields by which a page announces a release.
    #[serde(default)]
    announcing: Vec<String>,
    /// Lists of terms that may be translated as a whole: compared only where no term was translated.
    #[serde(default)]
    terms: Vec<String>,
    /// Fields that are never compared here.
    #[serde(default)]
    never: Vec<String>,
}

const VALUES: &[&str] = &["field", "found", "expected"];

/// `learned`: nobody names the field, but it is the same on practically all other pages.
/// `terms`: a list of terms of which none was translated. `published`: the day of a page that announces no release.
static CASES: &[Case] = &[
    Case::new("default", VALUES).with_related(&["original"]),
    Case::new("learned", VALUES).with_related(&["original"]),
    Case::new("terms", VALUES).with_related(&["original"]),
    Case::new("published", VALUES).with_related(&["original"]),
];

/// How a field is compared.
enum Comparison {
    Text,
    Day,
    Learned,
    Versions,
    Terms,
}

impl PairCheck for FieldDiffers {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let Some((ours, theirs)) = front_matters(pair) else { return };
        let announces = self.announcing.iter().any(|name| ours.get(name).is_some());
        for field in fields(ours, theirs, &[&pair.original.site.fields.equal, &self.equal]) {
            let Some(other) = field.other.filter(|other| !is_empty(&other.value)) else { continue };
            if same_value(&field.entry.value, &other.value) {
                continue;
            }
            let Some(comparison) = self.comparison(pair, &field, announces) else { continue };
            let (ours, theirs) = (&field.entry.value, &other.value);
            let (case, apart) = match comparison {
                Comparison::Text => ("default", true),
                Comparison::Day => ("published", true),
                Comparison::Learned => ("learned", !is_translated(theirs)),
                Comparison::Versions => ("default", versions(ours) != versions(theirs)),
                Comparison::Terms => ("terms", !is_translated(theirs) && terms(ours) != terms(theirs)),
            };
            if apart && !pair.original_is_wrong_at(ours.span) {
                report(pair, &field.name, case, (ours, theirs), findings);
            }
        }
    }
}

impl FieldDiffers {
    fn comparison(&self, pair: &Pair<'_>, field: &Field<'_>, announces: bool) -> Option<Comparison> {
        let (name, site) = (&*field.name, &pair.original.site.fields);
        let habit = habit(pair, field);
        let named = lists(&site.equal, name);
        let excluded = [&site.text, &site.source_only, &site.target_only].into_iter().any(|names| lists(names, name))
            || (lists(&self.never, name) && !named);
        if excluded || name.eq_ignore_ascii_case("aliases") {
            None
        } else if lists(&self.versions, name) {
            Some(Comparison::Versions)
        } else if lists(&self.terms, name) {
            Some(Comparison::Terms)
        } else if named || (lists(&self.equal, name) && !habit.is_own()) {
            let own_day = lists(&self.published, name) && !announces && !named;
            Some(if own_day { Comparison::Day } else { Comparison::Text })
        } else {
            habit.is_equal().then_some(Comparison::Learned)
        }
    }
}

fn report(
    pair: &Pair<'_>,
    field: &str,
    case: &'static str,
    (ours, theirs): (&Node, &Node),
    findings: &mut Findings<'_>,
) {
    let (a, b) = first_difference(ours, theirs).unwrap_or((ours, theirs));
    let finding = Finding::at(pair.translation.at(visible(pair.translation.text, b)))
        .case(case)
        .value("field", field.to_owned())
        .value("found", shown(pair.translation.text, b).to_owned())
        .value("expected", shown(pair.original.text, a).to_owned())
        .related(pair.original.at(visible(pair.original.text, a)), "original");
    let edits = if case == "terms" {
        None
    } else {
        copy_value(&pair.original, &pair.translation, ours, theirs).filter(|edits| !edits.is_empty())
    };
    findings.report(match edits {
        Some(edits) if case == "default" && scalars(ours).len() == scalars(theirs).len() => {
            finding.fix(Applicability::Safe, edits)
        }
        Some(edits) => finding.fix(Applicability::Unsafe, edits),
        None => finding.fix(Applicability::Manual, Vec::new()),
    });
}

/// The span of a value, without what a block scalar has behind its last line.
fn visible(text: &str, node: &Node) -> Span {
    node.span.trimmed(text)
}

/// The one item in which two lists of equal length differ.
fn first_difference<'a>(ours: &'a Node, theirs: &'a Node) -> Option<(&'a Node, &'a Node)> {
    let (a, b) = (ours.items(), theirs.items());
    if a.len() != b.len() || a.len() < 2 {
        return None;
    }
    let mut apart = a.iter().zip(b).filter(|(a, b)| !same_value(a, b));
    let first = apart.next()?;
    apart.next().is_none().then_some(first)
}

/// True when the value has letters of a script other than Latin.
fn is_translated(value: &Node) -> bool {
    scalars(value).iter().any(|text| text.chars().any(is_foreign_letter))
}

/// The terms of a list, without order and case.
fn terms(value: &Node) -> FxHashSet<String> {
    scalars(value).iter().map(|term| term.trim().to_lowercase()).collect()
}

/// The versions that a value names: digits with at least one dot between them.
fn versions(value: &Node) -> FxHashSet<&str> {
    let parts = scalars(value).into_iter().flat_map(|text| text.split(|c: char| !c.is_ascii_digit() && c != '.'));
    parts.map(|part| part.trim_matches('.')).filter(|part| part.contains('.')).collect()
}
