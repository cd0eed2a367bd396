//! Check kind `block-missing`: blocks and sections of the original that the translation lacks.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::gaps::{Lone, Side, first_line, lone, named, quoted};
use crate::corpus::align::UnitKind;
use crate::diagnostic::Applicability;
use crate::document::{Link, within};
use crate::text::Span;

/// Reports what the translation lacks, shortcodes left to a check of their own, at the place where it should stand.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BlockMissing {
    /// What to report: single blocks, or sections with all that stands in them.
    of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Of {
    Blocks,
    Sections,
}

/// What the sentences may use: the first words of what is missing, and of what may be missing instead.
const VALUES: &[&str] = &["text", "rivals"];

/// From so many blocks on that are missing one after another they are told together.
const SEVERAL: usize = 3;
/// Places in the original that such a finding names at most.
const MOST_PLACES: usize = 12;

static CASES: &[Case] = &[
    Case::new("section", VALUES).with_related(&["original"]),
    Case::new("heading", VALUES).with_related(&["original"]),
    Case::new("paragraph", VALUES).with_related(&["original"]),
    Case::new("item", VALUES).with_related(&["original"]),
    Case::new("list", VALUES).with_related(&["original"]),
    Case::new("row", VALUES).with_related(&["original"]),
    Case::new("table", VALUES).with_related(&["original"]),
    Case::new("code", VALUES).with_related(&["original"]),
    Case::new("quote", VALUES).with_related(&["original"]),
    Case::new("html", VALUES).with_related(&["original"]),
    Case::new("rule", VALUES).with_related(&["original"]),
    Case::new("unsure", VALUES).with_related(&["original", "rival"]),
    Case::new("several", &["count", "text", "last"]).with_related(&["original"]),
    Case::new("replaced", VALUES).with_related(&["original"]),
    Case::new("moved", VALUES).with_related(&["original"]),
];

impl PairCheck for BlockMissing {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let alignment = pair.alignment();
        if alignment.is_one_to_one() {
            return;
        }
        let mut run: Vec<(Lone, Span)> = Vec::new();
        for missing in lone(alignment, pair.original.document, Side::Original) {
            let wanted = if missing.kind == "section" { Of::Sections } else { Of::Blocks };
            let line = first_line(pair.original.text, missing.span);
            // What is wrong where the block begins may be why it is a block there and none here.
            let start = Span { start: line.start, end: line.end.min(line.start + 1) };
            let explained = (wanted == Of::Blocks && pair.original_is_wrong_at(start))
                || (missing.units.1 == missing.units.0 + 1 && alignment.is_absorbed(missing.units.0))
                || shows_its_images(pair, missing.span);
            if wanted != self.of || explained || missing.kind == "shortcode" {
                continue;
            }
            let certain = self.of == Of::Blocks && is_certain(pair, &missing);
            if !certain || run.last().is_some_and(|(last, _)| last.after != missing.after) {
                self.report(pair, std::mem::take(&mut run), findings);
            }
            run.push((missing, line));
            if !certain {
                self.report(pair, std::mem::take(&mut run), findings);
            }
        }
        self.report(pair, run, findings);
    }
}

/// True for a block that is gone without a trace, and no other.
fn is_certain(pair: &Pair<'_>, missing: &Lone) -> bool {
    let moved = || pair.alignment().moved(missing.units.0, true).is_some();
    (missing.sure || missing.rivals.is_empty()) && !missing.replaced && missing.kind != "rule" && !moved()
}

impl BlockMissing {
    /// Tells of blocks that are missing one after another: each on its own when they are few.
    fn report(&self, pair: &Pair<'_>, run: Vec<(Lone, Span)>, findings: &mut Findings<'_>) {
        // What to write there is for a translator to say.
        let mut tell = |finding: Finding<'_>| findings.report(finding.fix(Applicability::Manual, Vec::new()));
        if run.len() < SEVERAL {
            return run.iter().for_each(|(missing, line)| tell(self.finding(pair, missing, *line)));
        }
        let name = |(missing, _): &(Lone, Span)| named(pair.original.text, missing.span);
        let finding = Finding::at(pair.translation.at(place(pair, &run[0].0))).case("several");
        let finding = finding.value("count", run.len().to_string());
        let finding = finding.value("text", name(&run[0])).value("last", name(&run[run.len() - 1]));
        let lines = run.iter().map(|(_, line)| *line).take(MOST_PLACES);
        tell(lines.fold(finding, |finding, line| finding.related(pair.original.at(line), "original")));
    }

    fn finding(&self, pair: &Pair<'_>, missing: &Lone, line: Span) -> Finding<'static> {
        let alignment = pair.alignment();
        let text = named(pair.original.text, missing.span);
        let at = pair.translation.at(place(pair, missing));
        let finding = Finding::at(at).value("text", text.clone()).related(pair.original.at(line), "original");
        let unit = missing.units.0;
        if let Some(there) = alignment.moved(unit, true) {
            let there = first_line(pair.translation.text, alignment.translation.units[there].span);
            return Finding::at(pair.translation.at(there))
                .case("moved")
                .value("text", text)
                .related(pair.original.at(line), "original");
        }
        if missing.replaced {
            return finding.case("replaced");
        }
        // A thematic break has no words to be told by, and whoever misses it misses nothing.
        let says_something = |unit: &&usize| alignment.original.units[**unit].kind != UnitKind::Rule;
        let rival = |&unit: &usize| first_line(pair.original.text, alignment.original.units[unit].span);
        let rivals: Vec<Span> = missing.rivals.iter().filter(says_something).take(3).map(rival).collect();
        if missing.sure || missing.kind == "rule" || rivals.is_empty() {
            return finding.case(missing.kind);
        }
        let names: Vec<String> =
            rivals.iter().map(|span| format!("`{}`", quoted(span.of(pair.original.text)))).collect();
        let finding = finding.case("unsure").value("rivals", names.join(", "));
        rivals.into_iter().fold(finding, |finding, span| finding.related(pair.original.at(span), "rival"))
    }
}

/// True when the block is nothing but images, and the translation shows them in another kind of block.
fn shows_its_images(pair: &Pair<'_>, span: Span) -> bool {
    let (ours, theirs) = (pair.original.text, pair.translation.text);
    let images = within(&pair.original.document.links, span);
    let covered: usize = images.iter().map(|image| image.span.len()).sum();
    let count = |text: &str, part: &str| memchr::memmem::find_iter(text.as_bytes(), part.as_bytes()).count();
    let is_shown = |image: &Link| {
        let name = image.destination.value.as_ref();
        image.image && name.len() > 3 && count(theirs, name) >= count(ours, name)
    };
    !images.is_empty() && covered >= span.trimmed(ours).len() && images.iter().all(is_shown)
}

/// Where the missing block should be inserted: the end of the block before it, or the start of the text.
fn place(pair: &Pair<'_>, missing: &Lone) -> Span {
    let text = pair.translation.text;
    match missing.after {
        Some(unit) => {
            let span = pair.alignment().translation.units[unit].span.trimmed(text);
            Span::at(span.end as usize)
        }
        None => {
            let body = pair.translation.document.body.trimmed(text);
            Span::at(body.start as usize)
        }
    }
}
