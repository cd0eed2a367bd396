//! Puts what changed in an original into the translation that is there, as marked blocks. No text of the translation goes
//! away, but for blocks that are a copy of what the original had.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::place::{Blocks, is_tight, marked_inside};
use super::{Marks, apply, eol, line_end, line_start};
use crate::corpus::align::{Bead, Lengths, UnitKind, Units, align};
use crate::document::{BlockId, Document, Entry, FrontMatter, FrontMatterFormat, ScalarStyle};

/// From this confidence on a block of the original without a counterpart is missing for sure.
const SURE: f32 = 1.0;

/// A page that takes part.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    /// Its text.
    pub text: &'a str,
    /// The text, parsed.
    pub document: &'a Document,
    /// Its blocks.
    pub units: Arc<Units>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The new text of the translation.
    pub text: String,
    /// Blocks and fields that the original has got.
    pub new: usize,
    /// Blocks and fields that it has otherwise.
    pub changed: usize,
    /// Blocks that it has no longer.
    pub gone: usize,
}

/// Merges into `translation` what `original` has and `base`, the text that the translation was made from, had not.
/// `scaffold` is the original as a page of the translation's language begins: the same blocks, with its links and ids.
pub fn merge(
    base: Option<&Side<'_>>,
    original: &Side<'_>,
    scaffold: &Side<'_>,
    translation: &Side<'_>,
    lengths: Lengths,
    marks: Marks<'_>,
) -> Merged {
    // A scaffold of other blocks than its original is of no use: the original's own text is as good as any.
    let same = scaffold.units.units.len() == original.units.units.len();
    let source = blocks(if same { scaffold } else { original });
    let target = blocks(translation);
    let plan = Plan::new(base, original, translation, lengths);
    let mut merging = Merging { source, target, marks, plan: &plan, changes: Vec::new(), merged: Merged::default() };
    merging.gone();
    merging.changed(base);
    merging.new_blocks();
    if let Some(base) = base {
        merging.fields(base, original, translation);
    }
    let Merging { changes, mut merged, .. } = merging;
    merged.text = apply(translation.text, changes);
    merged
}

fn blocks<'a>(side: &'a Side<'_>) -> Blocks<'a> {
    Blocks { text: side.text, document: side.document, units: &side.units }
}

/// What is to be done with which blocks.
#[derive(Debug, Default)]
struct Plan {
    /// Units of the translation by unit of the original.
    counterparts: BTreeMap<usize, Range<usize>>,
    /// Units of the original without a counterpart, sorted.
    new: Vec<usize>,
    /// Units of the original with the units of the base that they come from.
    changed: Vec<(usize, usize)>,
    /// Units of the translation whose original is gone.
    gone: Vec<usize>,
}

impl Plan {
    fn new(base: Option<&Side<'_>>, original: &Side<'_>, translation: &Side<'_>, lengths: Lengths) -> Self {
        let now = align(original.units.clone(), translation.units.clone(), lengths);
        let found = now.counterparts();
        let Some(base) = base else {
            let missing = now.beads.iter().filter_map(|bead| match bead {
                Bead::Missing(gap) if gap.confidence >= SURE => Some(gap.unit),
                _ => None,
            });
            let counterparts = found.into_iter().enumerate().filter(|(_, range)| !range.is_empty());
            return Self { new: missing.collect(), counterparts: counterparts.collect(), ..Self::default() };
        };
        let then = align(base.units.clone(), translation.units.clone(), lengths).counterparts();
        let mut plan = Self::default();
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for op in capture_diff_slices(Algorithm::Patience, &texts(base), &texts(original)) {
            match op {
                DiffOp::Equal { old_index, new_index, len } => {
                    for step in 0..len {
                        plan.counterparts.insert(new_index + step, then[old_index + step].clone());
                    }
                }
                DiffOp::Insert { new_index, new_len, .. } => added.extend(new_index..new_index + new_len),
                DiffOp::Delete { old_index, old_len, .. } => removed.extend(old_index..old_index + old_len),
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    let (old, new) = (old_index..old_index + old_len, new_index..new_index + new_len);
                    plan.replaced((base, old), (original, new), &then, &mut added, &mut removed);
                }
            }
        }
        plan.settle(added, removed, &then, &found, translation.units.units.len());
        plan
    }

    /// Blocks in the place of others: those of one kind, in their order, are taken for each other.
    fn replaced(
        &mut self,
        (base, old): (&Side<'_>, Range<usize>),
        (original, new): (&Side<'_>, Range<usize>),
        then: &[Range<usize>],
        added: &mut Vec<usize>,
        removed: &mut Vec<usize>,
    ) {
        let mut left: Vec<usize> = old.collect();
        for unit in new {
            let kind = original.units.units[unit].kind;
            let text = original.units.units[unit].span.of(original.text);
            let fits = |&at: &usize| base.units.units[at].kind == kind && !then[at].is_empty();
            let likeness = |at: usize| similar_words(base.units.units[at].span.of(base.text), text);
            let best =
                left.iter().copied().filter(fits).max_by(|&a, &b| likeness(a).total_cmp(&likeness(b)).then(b.cmp(&a)));
            match best.filter(|&at| likeness(at) >= LIKE) {
                Some(at) => {
                    left.retain(|&other| other != at);
                    self.counterparts.insert(unit, then[at].clone());
                    self.changed.push((unit, at));
                }
                None => added.push(unit),
            }
        }
        removed.extend(left);
    }

    /// What is new for the translation, and what is gone: it may have got some of it already.
    fn settle(
        &mut self,
        added: Vec<usize>,
        removed: Vec<usize>,
        then: &[Range<usize>],
        now: &[Range<usize>],
        all: usize,
    ) {
        let mut claimed = vec![false; all];
        self.counterparts.values().cloned().flatten().for_each(|unit| claimed[unit] = true);
        for unit in added {
            let counterpart = now[unit].clone();
            let is_gone = removed.iter().any(|&old| then[old].clone().any(|there| counterpart.contains(&there)));
            if counterpart.is_empty() || is_gone || counterpart.clone().any(|there| claimed[there]) {
                self.new.push(unit);
            } else {
                counterpart.clone().for_each(|there| claimed[there] = true);
                self.counterparts.insert(unit, counterpart);
            }
        }
        self.new.sort_unstable();
        let gone = removed.iter().flat_map(|&old| then[old].clone()).filter(|&unit| !claimed[unit]);
        self.gone = gone.collect();
        self.gone.sort_unstable();
        self.gone.dedup();
    }
}

/// The share of words in common from which on a block is another form of one rather than a new one.
const LIKE: f32 = 0.3;

/// The share of words that two texts have in common.
fn similar_words(a: &str, b: &str) -> f32 {
    let words =
        |text: &str| -> FxHashSet<String> { text.split_whitespace().take(400).map(str::to_lowercase).collect() };
    let (a, b) = (words(a), words(b));
    let common = a.intersection(&b).count();
    2.0 * common as f32 / (a.len() + b.len()).max(1) as f32
}

/// The texts of the units, blanks evened out.
fn texts(side: &Side<'_>) -> Vec<String> {
    side.units.units.iter().map(|unit| evened(unit.span.of(side.text))).collect()
}

fn evened(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Merging<'a> {
    source: Blocks<'a>,
    target: Blocks<'a>,
    marks: Marks<'a>,
    plan: &'a Plan,
    changes: Vec<(Range<usize>, String)>,
    merged: Merged,
}

impl Merging<'_> {
    fn eol(&self) -> &'static str {
        eol(self.target.text)
    }

    /// A text in the line ends of the translation.
    fn lines(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        if self.eol() == "\r\n" { text.replace('\n', "\r\n") } else { text }
    }

    /// Marks blocks whose original is gone.
    fn gone(&mut self) {
        let mark = self.marks.comment("scaffold-gone");
        for (block, _) in self.target.whole(&self.plan.gone) {
            let lines = self.target.lines(block);
            let before = self.target.text[..lines.start].trim_end();
            let text = &self.target.text[lines.clone()];
            if before.ends_with(&mark) || text.lines().next().is_some_and(|line| line.contains(&mark)) {
                continue;
            }
            self.merged.gone += 1;
            if is_tight(self.target.kind(block))
                || !self.target.text[lines.start..self.target.extent(block).start].trim().is_empty()
            {
                self.changes.push((lines.clone(), marked_inside(text, &mark)));
            } else {
                let lead = self.target.lead(block);
                self.changes.push((lines.start..lines.start, format!("{lead}{mark}{eol}{eol}", eol = self.eol())));
            }
        }
    }

    /// Puts blocks that changed behind their old translations.
    fn changed(&mut self, base: Option<&Side<'_>>) {
        let Some(base) = base else { return };
        let there: FxHashSet<String> =
            (0..self.target.units.units.len()).map(|unit| evened(self.target.text_of(unit))).collect();
        for &(unit, old) in &self.plan.changed {
            let Some(range) = self.plan.counterparts.get(&unit).filter(|range| !range.is_empty()) else { continue };
            let new = self.source.text_of(unit);
            if there.contains(&evened(new)) {
                continue;
            }
            self.merged.changed += 1;
            let last = range.end - 1;
            let target = self.target.unit(last);
            let copied = evened(self.target.text_of(last)) == evened(base.units.units[old].span.of(base.text));
            if copied && range.len() == 1 {
                // Nobody has translated it: code, or a row of names.
                let span = target.span.start as usize..target.span.end as usize;
                let blanks = &self.target.text[span.clone()][self.target.text[span.clone()].trim_end().len()..];
                let text = format!("{}{blanks}", new.trim_end());
                self.changes.push((span, self.lines(&text)));
            } else {
                self.put_behind(unit, target.block);
            }
        }
    }

    fn put_behind(&mut self, unit: usize, block: BlockId) {
        let mark = self.marks.comment("scaffold-changed");
        let kind = self.source.unit(unit).kind;
        let own = self.source.unit(unit).block;
        let at = self.target.lines(block).end;
        let lead = self.target.lead(block);
        let eol = self.eol();
        let text = match kind {
            UnitKind::Row => format!("{eol}{}", marked_inside(&self.source.with_lead(own), &mark)),
            // A second heading would be a second section, with the id of the first.
            UnitKind::Heading(_) => {
                let words = self.source.text_of(unit).replace("--", "- -").replace("{{", "{ {").replace('\n', " ");
                let words = words.trim().trim_start_matches('#').trim().to_owned();
                let (open, close) = mark.rsplit_once(' ').unwrap_or((&mark, ""));
                format!("{eol}{eol}{lead}{open}: {words} {close}")
            }
            _ => {
                let text = &self.source.text[self.source.extent(own)];
                let text = indented(text, &self.source.lead(own), &lead);
                format!("{eol}{eol}{lead}{mark}{eol}{eol}{lead}{text}")
            }
        };
        let text = self.lines(&text);
        self.changes.push((at..at, text));
    }

    /// Puts new blocks where they stand in the original.
    fn new_blocks(&mut self) {
        let there: FxHashSet<String> =
            (0..self.target.units.units.len()).map(|unit| evened(self.target.text_of(unit))).collect();
        for (block, units) in self.source.whole(&self.plan.new) {
            if units.clone().all(|unit| there.contains(&evened(self.source.text_of(unit)))) {
                continue;
            }
            self.merged.new += units.len();
            self.put_new(block, &units);
        }
    }

    fn put_new(&mut self, block: BlockId, units: &Range<usize>) {
        let (parent, eol) = (self.source.parent(block), self.eol());
        let mark = self.marks.comment("scaffold-new");
        let text = self.lines(&self.source.with_lead(block));
        let lead = self.source.lead(block);
        let text = if is_tight(self.source.kind(block)) {
            marked_inside(&text, &mark)
        } else {
            format!("{lead}{mark}{eol}{eol}{text}")
        };
        let blank = !is_tight(self.source.kind(block)) || self.source.has_blank_before(block);
        let gap = if blank { format!("{eol}{eol}") } else { eol.to_owned() };
        let known = |unit: &usize| self.plan.counterparts.get(unit).is_some_and(|range| !range.is_empty());
        let below = |unit: &usize| self.source.depth_below(*unit, parent).is_some();
        let before = (0..units.start).rev().find(|unit| known(unit) && below(unit));
        let after = (units.end..self.source.units.units.len()).find(|unit| known(unit) && below(unit));
        if let Some(unit) = before {
            let steps = self.source.depth_below(unit, parent).unwrap_or(0);
            let anchor = self.target.climb(self.plan.counterparts[&unit].end - 1, steps);
            let at = self.target.lines(anchor).end;
            return self.changes.push((at..at, format!("{gap}{text}")));
        }
        if let Some(unit) = after {
            let steps = self.source.depth_below(unit, parent).unwrap_or(0);
            let anchor = self.target.climb(self.plan.counterparts[&unit].start, steps);
            let at = self.target.lines(anchor).start;
            return self.changes.push((at..at, format!("{text}{gap}")));
        }
        // The block that holds it has no other counterpart: it stands behind the last one before it, on the outside.
        let outer = (0..units.start).rev().find(known).map(|unit| self.plan.counterparts[&unit].end - 1);
        let at = match outer {
            Some(unit) => self.target.lines(self.target.climb(unit, usize::MAX - 1)).end,
            None => line_end(self.target.text, self.target.document.body.start as usize),
        };
        self.changes.push((at..at, format!("{eol}{eol}{text}")));
    }

    /// Fields that the original has otherwise: an equal value follows it, a text gets a mark.
    fn fields(&mut self, base: &Side<'_>, original: &Side<'_>, translation: &Side<'_>) {
        let front = |side: &Side<'_>| side.document.front_matter.clone().filter(|front_matter| front_matter.complete);
        let (Some(then), Some(now), Some(here)) = (front(base), front(original), front(translation)) else { return };
        if now.format != here.format || here.format == FrontMatterFormat::Json {
            return;
        }
        for entry in now.entries() {
            let name = &entry.key.value;
            let (Some(old), Some(own)) = (then.get(name), here.get(name)) else { continue };
            if &**name != "aliases" {
                self.field(entry, (old, base.text), (own, translation.text), original.text, &here);
            }
        }
    }

    fn field(
        &mut self,
        entry: &Entry,
        (old, base): (&Entry, &str),
        (own, here): (&Entry, &str),
        original: &str,
        _front_matter: &FrontMatter,
    ) {
        let one_line = |entry: &Entry, text: &str| {
            let block = matches!(entry.value.style(), Some(ScalarStyle::Literal | ScalarStyle::Folded));
            !block && !entry.value.span.of(text).trim().contains('\n')
        };
        let (now, then, is) =
            (entry.value.span.of(original).trim(), old.value.span.of(base).trim(), own.value.span.of(here).trim());
        if now == then || now == is || !one_line(entry, original) || !one_line(own, here) {
            return;
        }
        self.merged.changed += 1;
        if is == then {
            let start = own.value.span.start as usize;
            let at = start + own.value.span.of(here).find(is).unwrap_or(0);
            return self.changes.push((at..at + is.len(), now.to_owned()));
        }
        let start = line_start(here, own.key.span.start as usize);
        let mark = format!("# {}", self.marks.words("scaffold-field", &[("value", now)]));
        match here[..start].trim_end().ends_with(&mark) {
            true => self.merged.changed -= 1,
            false => self.changes.push((start..start, format!("{mark}{}", self.eol()))),
        }
    }
}

/// A text whose further lines stand behind `old`, put behind `new`.
fn indented(text: &str, old: &str, new: &str) -> String {
    let mut out = String::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index > 0 && !line.trim().is_empty() {
            out.push_str(new);
            out.push_str(line.strip_prefix(old).unwrap_or_else(|| line.trim_start_matches([' ', '\t'])));
        } else {
            out.push_str(line);
        }
    }
    out
}
