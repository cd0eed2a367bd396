//! Check kind `field-missing`: front matter fields of the original that the translation does not have.

use crate::corpus::facts::same_value;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Entry, FrontMatter};
use crate::text::Span;

use super::check::{Case, Pair, PairCheck};
use super::compared_field::{Field, fields, front_matters, habit, is_empty, lists};
use super::findings::{Finding, Findings};
use super::front_matter_edit::{copy_value, insert_entry, place_of_missing};

/// Reports fields that the original has and the translation has not, or has without a value.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldMissing {
    /// Fields whose value can be copied.
    #[serde(default)]
    equal: Vec<String>,
    /// Fields that are to be translated.
    #[serde(default)]
    text: Vec<String>,
}

/// `empty`: the key is there without a value. `misspelt`: a key that the original does not have is nearly the same.
static CASES: &[Case] = &[
    Case::new("default", &["field"]).with_related(&["original"]),
    Case::new("empty", &["field"]).with_related(&["original"]),
    Case::new("misspelt", &["field", "found"]).with_related(&["original"]),
];

impl PairCheck for FieldMissing {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let Some((ours, theirs)) = front_matters(pair) else { return };
        let site = &pair.original.site.fields;
        for field in fields(ours, theirs, &[&site.equal, &site.text, &self.equal, &self.text]) {
            let missing = field.other.is_none_or(|other| is_empty(&other.value));
            if missing && self.demands(pair, &field) && !pair.original_is_wrong_at(field.entry.span()) {
                self.report(pair, (ours, theirs), &field, findings);
            }
        }
    }
}

impl FieldMissing {
    /// True when the site or the rule names the field, or the language's pages have it as a rule. What pages of the
    /// language mostly leave out is not asked for, unless the site says so.
    fn demands(&self, pair: &Pair<'_>, field: &Field<'_>) -> bool {
        let (name, site) = (&*field.name, &pair.original.site.fields);
        if lists(&site.source_only, name) || name.eq_ignore_ascii_case("aliases") {
            return false;
        }
        if lists(&site.equal, name) || lists(&site.text, name) {
            return true;
        }
        let habit = habit(pair, field);
        let listed = lists(&self.equal, name) || lists(&self.text, name);
        (listed && !habit.is_dropped()) || habit.is_kept()
    }

    fn is_text(&self, pair: &Pair<'_>, field: &Field<'_>) -> bool {
        let named = lists(&self.text, &field.name) || lists(&pair.original.site.fields.text, &field.name);
        let equal = lists(&self.equal, &field.name) || lists(&pair.original.site.fields.equal, &field.name);
        !equal && (named || !habit(pair, field).is_equal())
    }

    fn report(
        &self,
        pair: &Pair<'_>,
        (ours, theirs): (&FrontMatter, &FrontMatter),
        field: &Field<'_>,
        findings: &mut Findings<'_>,
    ) {
        let original = pair.original.at(field.entry.key.span);
        if let Some(near) = misspelt(ours, theirs, field) {
            let edit = Edit::replace(pair.translation.id, near.key.span, &*field.entry.key.value);
            let safe = same_value(&near.value, &field.entry.value);
            let applicability = if safe { Applicability::Safe } else { Applicability::Unsafe };
            let finding = Finding::at(pair.translation.at(near.key.span))
                .case("misspelt")
                .value("field", field.name.to_string())
                .value("found", near.key.value.to_string())
                .related(original, "original")
                .fix(applicability, vec![edit]);
            return findings.report(finding);
        }
        let (case, place, edits) = match field.other {
            Some(empty) => {
                let copied = copy_value(&pair.original, &pair.translation, &field.entry.value, &empty.value);
                ("empty", empty.key.span, copied)
            }
            None if field.name.contains('.') => ("default", Span::at(theirs.content.start as usize), None),
            None => {
                let edit = insert_entry(&pair.original, &pair.translation, field.entry, &[]);
                ("default", place_of_missing(ours, theirs, field.entry), edit.map(|edit| vec![edit]))
            }
        };
        let finding = Finding::at(pair.translation.at(place))
            .case(case)
            .value("field", field.name.to_string())
            .related(original, "original");
        let edits = edits.filter(|_| !self.is_text(pair, field));
        findings.report(match edits {
            Some(edits) => finding.fix(Applicability::Safe, edits),
            None => finding.fix(Applicability::Manual, Vec::new()),
        });
    }
}

/// A key that only the translation has and that is the missing one but for a letter or two.
fn misspelt<'a>(ours: &FrontMatter, theirs: &'a FrontMatter, field: &Field<'_>) -> Option<&'a Entry> {
    let name = &*field.entry.key.value;
    if field.other.is_some() || field.name.contains('.') || name.len() < 4 {
        return None;
    }
    let most = if name.len() < 8 { 1 } else { 2 };
    theirs.entries().iter().find(|entry| {
        let key = &*entry.key.value;
        key.len().abs_diff(name.len()) <= most
            && ours.get(key).is_none()
            && strsim::damerau_levenshtein(&key.to_ascii_lowercase(), &name.to_ascii_lowercase()) <= most
    })
}
