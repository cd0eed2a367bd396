//! Blocks without a counterpart, gathered into what a reader would call missing: an item with all that is in it, a
//! list, a section.

use crate::corpus::align::{Alignment, Bead, Gap, NAMED, Unit, UnitKind};
use crate::document::{Block, BlockId, BlockKind, Document};
use crate::text::Span;

/// Characters of a block that messages quote.
const QUOTED: usize = 48;

/// Which of the two pages has the blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The original: the blocks are missing in the translation.
    Original,
    /// The translation: the blocks are extra.
    Translation,
}

/// Blocks that stand together on one page and have no counterpart on the other.
#[derive(Debug, Clone)]
pub(super) struct Lone {
    /// What it is, as rule files name it.
    pub(super) kind: &'static str,
    /// The units, from the first to the one after the last.
    pub(super) units: (usize, usize),
    /// Where it stands.
    pub(super) span: Span,
    /// The unit of the other page after which it would stand.
    pub(super) after: Option<usize>,
    /// It is certain that just this has no counterpart.
    pub(super) sure: bool,
    /// Units that may be the ones without a counterpart instead.
    pub(super) rivals: Vec<usize>,
    /// The other page has blocks without a counterpart at the same place: the text was rewritten rather than lost.
    pub(super) replaced: bool,
}

/// Everything on one side that has no counterpart, in document order.
pub(super) fn lone(alignment: &Alignment, document: &Document, side: Side) -> Vec<Lone> {
    let gaps = gaps(alignment, side);
    if gaps.is_empty() {
        return Vec::new();
    }
    let units = match side {
        Side::Original => &alignment.original.units,
        Side::Translation => &alignment.translation.units,
    };
    let mut gone = vec![None; units.len()];
    for (index, (gap, ..)) in gaps.iter().enumerate() {
        gone[gap.unit] = Some(index);
    }
    let mut gone_before = vec![0; units.len() + 1];
    for (at, gone) in gone.iter().enumerate() {
        gone_before[at + 1] = gone_before[at] + usize::from(gone.is_some());
    }
    let page = PageGaps { units, blocks: &document.blocks, gone, gone_before };
    let mut out = Vec::new();
    let mut next = 0;
    for (gap, after, replaced) in &gaps {
        if gap.unit < next {
            continue;
        }
        let (kind, span, end) = page.largest(gap.unit);
        next = end;
        let parts = (gap.unit..end).filter_map(|unit| page.gone[unit]).map(|index| gaps[index].0);
        let sure = parts.clone().any(|part| part.confidence >= NAMED);
        let mut rivals: Vec<usize> = Vec::new();
        for &rival in parts.flat_map(|part| &part.rivals) {
            if !rivals.contains(&rival) {
                rivals.push(rival);
            }
        }
        let (units, sure) = ((gap.unit, end), sure || rivals.is_empty());
        out.push(Lone { kind, units, span, after: *after, sure, rivals, replaced: *replaced });
    }
    out
}

/// The gaps of one side, each with the last unit before it on the other side, and whether the other side has gaps too
/// before the next block that both have.
fn gaps(alignment: &Alignment, side: Side) -> Vec<(&Gap, Option<usize>, bool)> {
    let mut out: Vec<(&Gap, Option<usize>, bool)> = Vec::new();
    let mut after = None;
    let (mut run, mut replaced) = (0, false);
    for bead in &alignment.beads {
        match (bead, side) {
            (Bead::Missing(gap), Side::Original) | (Bead::Extra(gap), Side::Translation) => {
                out.push((gap, after, false));
                continue;
            }
            (Bead::Missing(gap), Side::Translation) | (Bead::Extra(gap), Side::Original) => {
                after = Some(gap.unit);
                replaced = true;
                continue;
            }
            (Bead::Match { original, translation }, _) => after = Some(other(side, *original, *translation)),
            (Bead::Merge { original, translation }, _) => after = Some(other(side, original[1], *translation)),
            (Bead::Split { original, translation }, _) => after = Some(other(side, *original, translation[1])),
        }
        out[run..].iter_mut().for_each(|gap| gap.2 = replaced);
        (run, replaced) = (out.len(), false);
    }
    out[run..].iter_mut().for_each(|gap| gap.2 = replaced);
    out
}

/// For each unit of the original: the section that it stands in has blocks of its own in the translation, or paragraphs
/// that were taken together or apart. Who wrote it anew may have put into other words what seems to be missing.
pub(super) fn rewritten(alignment: &Alignment) -> Vec<bool> {
    let units = &alignment.original.units;
    let mut out = vec![false; units.len()];
    let (mut first, mut free) = (0, false);
    let mut done = 0;
    for bead in &alignment.beads {
        match *bead {
            Bead::Match { original, .. } => {
                if matches!(units[original].kind, UnitKind::Heading(_)) {
                    out[first..original].fill(free);
                    (first, free) = (original, false);
                }
                done = original + 1;
            }
            Bead::Missing(ref gap) => done = gap.unit + 1,
            Bead::Extra(_) => free = true,
            Bead::Merge { original: [_, last], .. } | Bead::Split { original: last, .. } => {
                (done, free) = (last + 1, true)
            }
        }
    }
    out[first..done].fill(free);
    out
}

fn other(side: Side, original: usize, translation: usize) -> usize {
    match side {
        Side::Original => translation,
        Side::Translation => original,
    }
}

/// The innermost item of a list around a unit.
pub(super) fn item_around<'d>(document: &'d Document, unit: &Unit) -> Option<&'d Block> {
    let block = |id: BlockId| &document.blocks[id.0 as usize];
    let mut around = std::iter::successors(unit.container, |&id| block(id).parent).map(block);
    around.find(|block| block.kind == BlockKind::Item)
}

/// One page with the units that have no counterpart.
struct PageGaps<'a> {
    units: &'a [Unit],
    blocks: &'a [Block],
    gone: Vec<Option<usize>>,
    /// How many are gone before each unit.
    gone_before: Vec<usize>,
}

impl PageGaps<'_> {
    /// The largest thing that starts with unit `from` and is gone as a whole: what it is, where, and the unit after it.
    fn largest(&self, from: usize) -> (&'static str, Span, usize) {
        let unit = &self.units[from];
        if let UnitKind::Heading(level) = unit.kind {
            let end = self.section_end(from, level);
            if end > from + 1 && self.all_gone(from, end) {
                return ("section", unit.span.to(self.units[end - 1].span), end);
            }
            return ("heading", unit.span, from + 1);
        }
        let mut found = (kind_of(unit.kind), unit.span, from + 1);
        let mut container = unit.container;
        while let Some(BlockId(id)) = container {
            let block = &self.blocks[id as usize];
            let start = self.units.partition_point(|other| other.span.start < block.span.start);
            let end = self.units.partition_point(|other| other.span.start < block.span.end);
            if start != from || !self.all_gone(start, end) {
                break;
            }
            found = (container_name(block.kind).unwrap_or(found.0), block.span, end);
            container = block.parent;
        }
        found
    }

    fn all_gone(&self, from: usize, end: usize) -> bool {
        self.gone_before[end] - self.gone_before[from] == end - from
    }

    /// The unit after the last one of the section that a heading opens, which ends where its container ends.
    fn section_end(&self, from: usize, level: u8) -> usize {
        let container = self.units[from].container;
        let most = container.map_or(self.units.len(), |BlockId(id)| {
            let end = self.blocks[id as usize].span.end;
            self.units.partition_point(|unit| unit.span.start < end).max(from + 1)
        });
        let ends = |unit: &Unit| match unit.kind {
            UnitKind::Heading(other) => unit.container == container && other <= level,
            _ => false,
        };
        self.units[from + 1..most].iter().position(ends).map_or(most, |count| from + 1 + count)
    }
}

/// The names that rule files have for the kinds of units.
fn kind_of(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Heading(_) => "heading",
        UnitKind::Paragraph => "paragraph",
        UnitKind::Code => "code",
        UnitKind::Row => "row",
        UnitKind::Html => "html",
        UnitKind::Shortcode => "shortcode",
        UnitKind::Rule => "rule",
    }
}

/// The names that rule files have for containers.
fn container_name(kind: BlockKind) -> Option<&'static str> {
    Some(match kind {
        BlockKind::List { .. } => "list",
        BlockKind::Item => "item",
        BlockKind::Quote => "quote",
        BlockKind::Table => "table",
        BlockKind::Shortcode(_) => "shortcode",
        _ => return None,
    })
}

/// The first words of a block, for a message: one line, without marks of headings, items, quotes and emphasis.
pub(super) fn quoted(text: &str) -> String {
    let marks = |c: char| c.is_whitespace() || matches!(c, '#' | '*' | '-' | '+' | '>' | '|' | '_' | '`');
    let mut out = String::new();
    for (count, c) in text.trim_start_matches(marks).chars().filter(|c| !matches!(c, '`' | '*')).enumerate() {
        if c == '\n' || c == '\r' {
            break;
        }
        if count == QUOTED {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The words by which messages name a block: its first line, or the one after that where the first only opens code.
pub(super) fn named(text: &str, span: Span) -> String {
    let mut lines = span.of(text).trim().lines().map(str::trim);
    let first = lines.next().unwrap_or("");
    let opens =
        first.starts_with("```") || first.starts_with("~~~") || first.starts_with("{{") && first.ends_with("}}");
    let inside = lines.find(|line| !line.is_empty()).filter(|line| opens && !line.starts_with(['`', '~', '{']));
    quoted(inside.unwrap_or(first))
}

/// The first line of a block: what a finding points to when it is about the block as a whole.
pub(super) fn first_line(text: &str, span: Span) -> Span {
    let block = span.of(text);
    let length = memchr::memchr(b'\n', block.as_bytes()).unwrap_or(block.len());
    Span::new(span.start as usize, span.start as usize + length).trimmed(text)
}

#[cfg(test)]
mod tests {
    use super::{named, quoted};
    use crate::text::Span;

    #[test]
    fn quotes_are_short_and_plain() {
        assert_eq!(quoted("- **Fixed** `a`\n  more"), "Fixed a");
        assert_eq!(quoted("## 升级"), "升级");
        assert_eq!(quoted(&"长".repeat(100)).chars().count(), 49);
    }

    #[test]
    fn code_is_named_by_what_it_says() {
        let named = |text: &str| named(text, Span::new(0, text.len()));
        assert_eq!(named("```bash\n$ lanternctl get\n```"), "$ lanternctl get");
        assert_eq!(named("{{< text yaml >}}\n\nkind: Route\n{{< /text >}}"), "kind: Route");
        assert_eq!(named("```js\n```"), "js");
        assert_eq!(named("Plain\ntext"), "Plain");
    }
}
