//! Check kind `link-missing`: links of the original that the translation lacks.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::link_pairs::Missing;
use crate::diagnostic::{Applicability, Edit};
use crate::document::within;
use crate::text::Span;

/// Reports links of the original without a counterpart.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkMissing {}

const VALUES: &[&str] = &["text", "expected"];

/// `text`: the text of the link is there, without the link. `address`: its address is there, and is no destination.
static CASES: &[Case] = &[
    Case::new("default", VALUES).with_related(&["original"]),
    Case::new("text", VALUES).with_related(&["original"]),
    Case::new("address", VALUES).with_related(&["original"]),
];

impl PairCheck for LinkMissing {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        for missing in &pair.links().missing {
            let text = missing.text.of(pair.original.text);
            let finding = match (missing.written, text_without_link(pair, missing)) {
                (Some(span), _) => {
                    Finding::at(pair.translation.at(span)).case("address").fix(Applicability::Manual, Vec::new())
                }
                (None, Some(span)) => {
                    let linked = format!("[{text}]({})", missing.expected);
                    let edit = Edit::replace(pair.translation.id, span, linked);
                    Finding::at(pair.translation.at(span)).case("text").fix(Applicability::Unsafe, vec![edit])
                }
                (None, None) => {
                    let end = missing.after.unwrap_or(missing.passage.trimmed(pair.translation.text).end) as usize;
                    Finding::at(pair.translation.at(Span::at(end))).fix(Applicability::Manual, Vec::new())
                }
            };
            let finding = finding.value("text", text).value("expected", &*missing.expected);
            findings.report(finding.related(pair.original.at(missing.original), "original"));
        }
    }
}

/// The only place in the passage where the text of the link stands, when it stands there as plain text.
fn text_without_link(pair: &Pair<'_>, missing: &Missing) -> Option<Span> {
    let text = missing.text.of(pair.original.text);
    let passage = missing.passage.of(pair.translation.text);
    let mut found = passage.match_indices(text);
    let (at, _) = found.next().filter(|_| text.len() > 2)?;
    let span = Span::new(at, at + text.len()).shifted(missing.passage.start as usize);
    let document = pair.translation.document;
    let plain = within(&document.prose, missing.passage).iter().any(|run| run.span.contains(span))
        || within(&document.code_spans, span).iter().any(|code| code.span == span);
    let linked = within(&document.links, missing.passage).iter().any(|link| link.span.overlaps(span));
    (found.next().is_none() && plain && !linked).then_some(span)
}
