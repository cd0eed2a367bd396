//! Check kind `shortcode-missing`: shortcodes of the original that the translation lacks.

use super::check::{Case, Pair, PairCheck};
use super::counterpart::Counterparts;
use super::findings::{Finding, Findings};
use super::shortcode_pairs::{has_same_arguments, has_same_name};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Body, Problem, ProblemKind, Shortcode};
use crate::text::Span;

/// Reports shortcodes of the original without a counterpart.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShortcodeMissing {
    /// Shortcodes that a translator may leave out, or whose text is put in their place.
    #[serde(default)]
    optional: Vec<String>,
    /// Shortcodes that put in a text, which a translator may write out instead.
    #[serde(default)]
    included: Vec<String>,
}

const VALUES: &[&str] = &["expected", "name"];

/// `included`: what puts in a text is gone, and nothing stands in its place.
static CASES: &[Case] = &[
    Case::new("default", VALUES).with_related(&["original"]),
    Case::new("included", VALUES).with_related(&["original"]),
];

impl PairCheck for ShortcodeMissing {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let pairs = pair.shortcodes();
        if pairs.missing.is_empty() {
            return;
        }
        let places = Counterparts::of(pair);
        let ours = &pair.original.document.shortcodes;
        let mut told: Option<Span> = None;
        for shortcode in pairs.missing.iter().map(|&at| &ours[at]) {
            let optional = self.optional.iter().any(|name| *name == *shortcode.name.value);
            let inside = told.is_some_and(|span| span.contains(shortcode.open));
            let includes = self.included.iter().any(|name| *name == *shortcode.name.value);
            let explained = places.is_gone(shortcode.open.start)
                || pair.original_is_wrong_at(shortcode.open)
                || includes && (places.is_filled(shortcode.open.start) || stands_elsewhere(pair, shortcode));
            // Code is a block, which is compared as such.
            if optional || inside || explained || shortcode.body == Body::Code {
                continue;
            }
            told = Some(shortcode.span());
            let place = places.start_of(shortcode).unwrap_or_else(|| places.insertion(shortcode.open.start));
            if !pair.translation_findings.iter().any(|d| is_about(pair, shortcode, place, d.primary.span)) {
                let finding = finding(pair, shortcode, place);
                findings.report(if includes { finding.case("included") } else { finding });
            }
        }
    }
}

/// True when the translation has the shortcode at another place, where the original has none.
fn stands_elsewhere(pair: &Pair<'_>, shortcode: &Shortcode) -> bool {
    let theirs = &pair.translation.document.shortcodes;
    let same = |other: &Shortcode| has_same_name(shortcode, other) && has_same_arguments(shortcode, other);
    pair.shortcodes().extra.iter().any(|&at| same(&theirs[at]))
}

/// True when a finding about the translation lies where the shortcode should be and on its name: it is there, misspelt.
fn is_about(pair: &Pair<'_>, shortcode: &Shortcode, place: Span, found: Span) -> bool {
    let text = pair.translation.text;
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end);
    let end = line_end(found.end as usize);
    let near = found.start >= place.start && text[place.start as usize..found.start as usize].lines().count() <= 4;
    near && text[found.start as usize..end].contains(&*shortcode.name.value)
}

fn finding(pair: &Pair<'_>, shortcode: &Shortcode, place: Span) -> Finding<'static> {
    let tag = shortcode.open.of(pair.original.text).to_owned();
    let finding = Finding::at(pair.translation.at(place)).value("name", shortcode.name.value.to_string());
    let finding = finding.related(pair.original.at(shortcode.open), "original");
    let original = pair.original.text;
    let before = original[..shortcode.open.start as usize].rsplit('\n').next().unwrap_or("");
    let after = original[shortcode.open.end as usize..].split('\n').next().unwrap_or("");
    let alone = before.is_empty() && after.trim().is_empty();
    let simple = shortcode.close.is_none() && shortcode.parent.is_none();
    let finding = match alone && simple && shortcode.arguments.is_empty() && has_a_body(pair) {
        true => {
            let edit = Edit::insert(pair.translation.id, place.start as usize, insertion(pair, place, &tag));
            finding.fix(Applicability::Unsafe, vec![edit])
        }
        false => finding.fix(Applicability::Manual, Vec::new()),
    };
    finding.value("expected", tag)
}

/// True when it is known where the translation's front matter ends: what is written behind one that nobody closed may
/// become part of it.
fn has_a_body(pair: &Pair<'_>) -> bool {
    let open = |problem: &Problem| {
        matches!(problem.kind, ProblemKind::FrontMatterUnclosed | ProblemKind::FrontMatterDelimiter)
    };
    !pair.translation.document.problems.iter().any(open)
}

/// The tag with the blank lines that set it apart.
fn insertion(pair: &Pair<'_>, place: Span, tag: &str) -> String {
    let text = pair.translation.text;
    let (head, before) = text[..place.start as usize].split_at(pair.translation.document.body.start as usize);
    match before.trim().is_empty() {
        // The line of the last delimiter may be the last of the file.
        true if before.is_empty() && !head.is_empty() && !head.ends_with('\n') => format!("\n\n{tag}\n"),
        true => format!("{tag}\n\n"),
        false => format!("\n\n{tag}"),
    }
}
