//! Check kind `code-block`: lines of code that differ between a page and its translation.

mod hunks;
mod lines;
mod output;

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use crate::corpus::align::UnitKind;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{BlockKind, Document, within};
use crate::text::Span;

use lines::{Difference, Notation, differences};

/// Compares the code blocks of aligned passages line by line. Comments, blanks, translated texts and placeholders,
/// diagrams and the output of commands may differ.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeBlock {}

static CASES: &[Case] = &[
    Case::new("line", &["found", "expected"]).with_related(&["original"]),
    Case::new("lines", &["found", "expected"]).with_related(&["original"]),
    Case::new("missing", &["expected"]).with_related(&["original"]),
    Case::new("extra", &["found"]).with_related(&["original"]),
    Case::new("output", &["found", "expected"]).with_related(&["original"]),
    Case::new("language", &["found", "expected"]).with_related(&["original"]),
];

/// A code block: its text, and what it is written in.
struct Code {
    content: Span,
    /// The info string of a fence, or the first argument of a shortcode.
    language: Option<Span>,
    fence: bool,
}

impl PairCheck for CodeBlock {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let (ours, theirs) = (&pair.original, &pair.translation);
        let code = |kind| kind == UnitKind::Code;
        for passage in
            pair.passages().iter().filter(|p| code(p.kind) && code(p.translated_kind) && !p.same_words && !p.doubtful)
        {
            let Some(a) = code_at(ours.document, passage.original) else { continue };
            let Some(b) = code_at(theirs.document, passage.translation) else { continue };
            if pair.original_is_wrong_at(a.content) {
                continue;
            }
            if a.content.of(ours.text) != b.content.of(theirs.text) {
                let word = a.language.map_or("", |span| first_word(span.of(ours.text)));
                let notation = Notation::of(word);
                for found in differences((ours.text, a.content), (theirs.text, b.content), notation) {
                    report(pair, found, findings);
                }
            }
            if a.fence && b.fence {
                compare_languages(pair, &a, &b, findings);
            }
        }
    }
}

/// The code block that stands at `span`.
fn code_at(document: &Document, span: Span) -> Option<Code> {
    within(&document.blocks, span).iter().find_map(|block| match block.kind {
        BlockKind::Code { fenced, info } => {
            Some(Code { content: block.content, language: (!info.is_empty()).then_some(info), fence: fenced })
        }
        BlockKind::Shortcode(id) => {
            let shortcode = &document.shortcodes[id.0 as usize];
            let named = ["syntax", "lang", "language"].iter().find_map(|key| shortcode.named(key));
            let language = named.or_else(|| shortcode.positional().next()).map(|argument| argument.value.span);
            Some(Code { content: shortcode.inner()?, language, fence: false })
        }
        _ => None,
    })
}

/// The language in an info string such as `yaml {linenos=true}`.
fn first_word(info: &str) -> &str {
    info.split([' ', ',', '{', '\t']).next().unwrap_or("")
}

fn compare_languages(pair: &Pair<'_>, a: &Code, b: &Code, findings: &mut Findings<'_>) {
    let (ours, theirs) = (&pair.original, &pair.translation);
    let (Some(expected), Some(found)) = (a.language, b.language) else { return };
    let (want, have) = (first_word(expected.of(ours.text)), first_word(found.of(theirs.text)));
    if !want.eq_ignore_ascii_case(have) && !want.is_empty() && !have.is_empty() {
        let span = Span::new(found.start as usize, found.start as usize + have.len());
        let finding = Finding::at(theirs.at(span)).case("language").value("expected", want).value("found", have);
        let edits = vec![Edit::replace(theirs.id, span, want)];
        findings.report(finding.related(ours.at(expected), "original").fix(Applicability::Unsafe, edits));
    }
}

fn report(pair: &Pair<'_>, difference: Difference, findings: &mut Findings<'_>) {
    let (ours, theirs) = (&pair.original, &pair.translation);
    let Difference { original, translation, output, pairs } = difference;
    let case = match (original.is_empty(), translation.is_empty()) {
        _ if output => "output",
        (true, _) => "extra",
        (_, true) => "missing",
        _ if pairs.len() == 1
            || !original.of(ours.text).contains('\n') && !translation.of(theirs.text).contains('\n') =>
        {
            "line"
        }
        _ => "lines",
    };
    let finding = Finding::at(theirs.at(translation))
        .case(case)
        .value("expected", first_line(original.of(ours.text)))
        .value("found", first_line(translation.of(theirs.text)))
        .related(ours.at(original), "original");
    let edits: Vec<Edit> = pairs.into_iter().map(|(a, b)| Edit::replace(theirs.id, b, a.of(ours.text))).collect();
    let how = if edits.is_empty() { Applicability::Manual } else { Applicability::Unsafe };
    findings.report(finding.fix(how, edits));
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("").trim()
}
