//! Check kind `term`: the site's glossary, applied to passages that say the same.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::tokens::visible::Visible;
use crate::corpus::align::{Passage, UnitKind};
use crate::corpus::glossary::{Term, is_whole};
use crate::diagnostic::{Applicability, Edit};

/// Looks for the terms of the site's glossary, once for each page and term.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What to report.
    of: Reported,
}

/// What is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Reported {
    /// Terms of the original for which the translation has none of the words it should have.
    Missing,
    /// Words of the translation that it should not have.
    Forbidden,
}

static CASES: &[Case] = &[
    Case::new("missing", &["term", "expected"]).with_related(&["original"]),
    Case::new("kept", &["term", "expected"]).with_related(&["original"]),
    Case::new("forbidden", &["found", "term", "expected"]).with_related(&["original"]),
];

impl PairCheck for Terms {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        if pair.original.site.glossary.is_empty() {
            return;
        }
        match self.of {
            Reported::Missing => missing(pair, findings),
            Reported::Forbidden => forbidden(pair, findings),
        }
    }
}

/// Passages of text that somebody has translated.
fn passages<'p>(pair: &'p Pair<'_>) -> impl Iterator<Item = &'p Passage> {
    let text = |kind| matches!(kind, UnitKind::Heading(_) | UnitKind::Paragraph | UnitKind::Row);
    pair.passages().iter().filter(move |p| p.is_translated() && text(p.kind) && text(p.translated_kind))
}

fn missing(pair: &Pair<'_>, findings: &mut Findings<'_>) {
    let (ours, theirs) = (&pair.original, &pair.translation);
    let mut reported: FxHashSet<&str> = FxHashSet::default();
    for passage in passages(pair) {
        let visible = Visible::of(ours.document, ours.text, passage.original);
        // A word may stand in a long passage very often; the whole translation is searched for it only once.
        let mut asked: FxHashSet<&str> = FxHashSet::default();
        for (range, term) in ours.site.glossary.found_in(&visible.text) {
            if !asked.insert(&term.text) {
                continue;
            }
            let wanted = wanted(term, &pair.language.tag);
            let here = passage.translation.of(theirs.text);
            if wanted.is_empty()
                || wanted.iter().any(|form| stands_in(form, here, term.keep))
                || !reported.insert(&term.text)
            {
                continue;
            }
            let place = passage.translation.trimmed(theirs.text);
            let finding = Finding::at(theirs.at(place)).case(if term.keep { "kept" } else { "missing" });
            let finding = finding.value("term", &*term.text).value("expected", wanted.join("`, `"));
            findings.report(finding.related(ours.at(visible.span(range)), "original"));
        }
    }
}

/// The forms of which the translation must have one.
fn wanted<'t>(term: &'t Term, tag: &str) -> Vec<&'t str> {
    if term.keep { vec![&term.text] } else { term.translations_in(tag).iter().map(|form| &**form).collect() }
}

/// True when the text has the form as a word of its own; in any case of letters, unless it stays as it is.
fn stands_in(form: &str, text: &str, exact: bool) -> bool {
    if exact {
        return text.match_indices(form).any(|(at, _)| is_whole(text, at..at + form.len()));
    }
    // Inflected languages change the end of a word, so that it need not be whole; the beginning must fit.
    let stem: String = form.chars().take(form.chars().count().saturating_sub(inflection(form))).collect();
    text.to_lowercase().contains(&stem.to_lowercase())
}

/// How many letters at the end of a word its inflection may change; none in scripts without it.
fn inflection(form: &str) -> usize {
    let inflected = |c: char| c.is_alphabetic() && c < '\u{2e80}' && !c.is_ascii();
    if form.contains(inflected) && form.chars().count() > 5 { 2 } else { 0 }
}

/// True when the words at `range` are part of `form` there. Only the text round them is searched, since they may stand in
/// a long passage very often.
fn is_inside(text: &str, range: &Range<usize>, form: &str) -> bool {
    if form.len() < range.len() {
        return false;
    }
    let from = text.floor_char_boundary(range.end.saturating_sub(form.len()));
    let to = text.ceil_char_boundary((range.start + form.len()).min(text.len()));
    let mut places = text[from..to].match_indices(form).map(|(at, _)| from + at);
    places.any(|at| at <= range.start && range.end <= at + form.len())
}

fn forbidden(pair: &Pair<'_>, findings: &mut Findings<'_>) {
    let (ours, theirs) = (&pair.original, &pair.translation);
    let avoided = ours.site.glossary.avoided_in(&pair.language.tag);
    let mut reported: FxHashSet<String> = FxHashSet::default();
    for passage in passages(pair) {
        let visible = Visible::of(theirs.document, theirs.text, passage.translation);
        for (range, term) in avoided.found_in(&visible.text) {
            let forms = term.translations_in(&pair.language.tag);
            let inside = forms.iter().any(|form| is_inside(&visible.text, &range, form));
            let found = &visible.text[range.clone()];
            if inside || !reported.insert(found.to_lowercase()) {
                continue;
            }
            let span = visible.span(range);
            let place = passage.original.trimmed(ours.text);
            let expected = if term.keep { Some(&term.text) } else { forms.first() };
            let finding = Finding::at(theirs.at(span)).case("forbidden").value("found", found.to_owned());
            let finding = finding.value("term", &*term.text).related(ours.at(place), "original");
            findings.report(match expected {
                Some(expected) => finding
                    .value("expected", &**expected)
                    .fix(Applicability::Unsafe, vec![Edit::replace(theirs.id, span, &**expected)]),
                None => finding.value("expected", &*term.text),
            });
        }
    }
}
