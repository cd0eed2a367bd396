//! Check kind `block-missing`: blocks and sections of the original that the translation lacks.

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::gaps::{Lone, Side, first_line, lone, named, quoted, rewritten};
use super::whole_list::WholeLists;
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
/// Blocks between two that are told together, at most.
const MOST_BETWEEN: usize = 3;
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
    Case::new("part", &["count", "of", "text", "last"]).with_related(&["original"]),
    Case::new("replaced", VALUES).with_related(&["original"]),
    Case::new("rewritten", VALUES).with_related(&["original"]),
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
        let mut part = Part::of(pair);
        let mut lists = WholeLists::of(pair);
        for mut missing in lone(alignment, pair.original.document, Side::Original) {
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
            missing.replaced |= lists.hold(&missing);
            let is_alone = self.of == Of::Sections || !is_gone(pair, &missing);
            if is_alone || !part.goes_on_with(&missing) {
                self.report(pair, &mut part, findings);
            }
            part.run.push((missing, line));
            if is_alone {
                self.report(pair, &mut part, findings);
            }
        }
        self.report(pair, &mut part, findings);
    }
}

/// True for a block that is gone, whatever stands beside its place.
fn is_gone(pair: &Pair<'_>, missing: &Lone) -> bool {
    let moved = || pair.alignment().moved(missing.units.0, true).is_some();
    !missing.replaced && missing.kind != "rule" && !moved()
}

/// Blocks of the original that are missing in one part of the page: one after another, or with nothing between them
/// that surely is in the translation.
struct Part {
    run: Vec<(Lone, Span)>,
    /// Which units of the original have a counterpart that may be another one's.
    loose: Vec<bool>,
    /// Which of them stand in a section that was written anew.
    rewritten: Vec<bool>,
}

impl Part {
    fn of(pair: &Pair<'_>) -> Self {
        Self { run: Vec::new(), loose: pair.alignment().loose(), rewritten: rewritten(pair.alignment()) }
    }

    /// True when a block may be told along with those before it.
    fn goes_on_with(&self, next: &Lone) -> bool {
        let Some((last, _)) = self.run.last() else { return true };
        let between = self.loose.get(last.units.1..next.units.0).unwrap_or_default();
        last.after == next.after || between.len() <= MOST_BETWEEN && between.iter().all(|&loose| loose)
    }

    /// Splits off the blocks that are told together, in order.
    fn take(&mut self) -> Vec<Vec<(Lone, Span)>> {
        let run = std::mem::take(&mut self.run);
        if run.len() >= SEVERAL && run.iter().any(|(missing, _)| is_unsure(missing)) {
            return vec![run];
        }
        let mut out: Vec<Vec<(Lone, Span)>> = Vec::new();
        for (missing, line) in run {
            let joins =
                |(first, _): &(Lone, Span)| !is_unsure(first) && !is_unsure(&missing) && first.after == missing.after;
            match out.last_mut() {
                Some(run) if joins(&run[0]) => run.push((missing, line)),
                _ => out.push(vec![(missing, line)]),
            }
        }
        out
    }

    /// One finding for many blocks.
    fn together(&self, pair: &Pair<'_>, run: &[(Lone, Span)]) -> Finding<'static> {
        let name = |(missing, _): &(Lone, Span)| named(pair.original.text, missing.span);
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let whole = first.0.units.0..last.0.units.1;
        let between = self.loose.get(whole).unwrap_or_default().iter().filter(|&&loose| loose).count();
        let finding = Finding::at(pair.translation.at(place(pair, &first.0)))
            .value("count", run.len().to_string())
            .value("text", name(first))
            .value("last", name(last));
        let finding = match between {
            0 => finding.case("several"),
            _ => finding.case("part").value("of", (run.len() + between).to_string()),
        };
        let lines = run.iter().map(|(_, line)| *line).take(MOST_PLACES);
        lines.fold(finding, |finding, line| finding.related(pair.original.at(line), "original"))
    }
}

/// True when another block may be the missing one.
fn is_unsure(missing: &Lone) -> bool {
    !missing.sure && !missing.rivals.is_empty()
}

impl BlockMissing {
    /// Tells of the blocks that are missing in one part of the page.
    fn report(&self, pair: &Pair<'_>, part: &mut Part, findings: &mut Findings<'_>) {
        // What to write there is for a translator to say.
        let mut tell = |finding: Finding<'_>| findings.report(finding.fix(Applicability::Manual, Vec::new()));
        for run in part.take() {
            match run.len() < SEVERAL {
                true => run.iter().for_each(|(missing, line)| {
                    let rewritten = self.of == Of::Blocks && part.rewritten[missing.units.0];
                    tell(self.finding(pair, missing, *line, rewritten));
                }),
                false => tell(part.together(pair, &run)),
            }
        }
    }

    fn finding(&self, pair: &Pair<'_>, missing: &Lone, line: Span, rewritten: bool) -> Finding<'static> {
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
        if rewritten && missing.kind != "rule" {
            return finding.case("rewritten");
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
