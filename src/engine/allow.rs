//! Writes directives for findings into pages: beside each block in the form that changes nothing of how it is published.
//! Every page is parsed again; a directive that would change its structure, or not silence its finding, is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::document::{Block, BlockId, BlockKind, Document, FrontMatter, FrontMatterFormat};
use crate::syntax::{self, Dialect, directive};
use crate::text::{SourceId, Span};

/// What came of it.
#[derive(Debug, Default)]
pub struct Allowed {
    /// The new texts of the pages that were changed.
    pub texts: BTreeMap<SourceId, String>,
    /// Findings that are silenced now, by their number.
    pub silenced: BTreeSet<usize>,
}

/// True when a text can be the reason of a directive anywhere on a page.
pub fn is_reason(reason: &str) -> bool {
    let breaks = ["--", "*/", "|", "`", "<", ">", "{", "}"];
    !reason.trim().is_empty() && !reason.contains(char::is_control) && !breaks.iter().any(|mark| reason.contains(mark))
}

/// Writes directives for all findings of `diagnostics` that `wanted` picks.
pub fn add(corpus: &Corpus, diagnostics: &[Diagnostic], reason: &str, wanted: impl Fn(&Diagnostic) -> bool) -> Allowed {
    let mut pages: BTreeMap<SourceId, Vec<usize>> = BTreeMap::new();
    for (number, diagnostic) in diagnostics.iter().enumerate().filter(|(_, diagnostic)| wanted(diagnostic)) {
        pages.entry(diagnostic.primary.source).or_default().push(number);
    }
    let mut allowed = Allowed::default();
    for (id, numbers) in pages {
        let source = corpus.source(id);
        let page = Page { text: &source.text, document: &source.document, dialect: &corpus.site.dialect, reason };
        let found =
            numbers.iter().map(|&number| (number, &*diagnostics[number].rule, diagnostics[number].primary.span));
        let found: Vec<Found<'_>> = found.collect();
        if let Some(text) = page.with_directives(&found, &mut allowed.silenced) {
            allowed.texts.insert(id, text);
        }
    }
    allowed
}

/// A finding: its number, rule and place.
type Found<'a> = (usize, &'a str, Span);

/// Where a directive is inserted, and what stands before and after its words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    at: usize,
    form: Form,
    before: String,
    after: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// A comment of the page.
    Comment,
    /// A comment in front matter, for a field.
    Field,
    /// A comment in front matter, for the page.
    Page,
}

struct Page<'a> {
    text: &'a str,
    document: &'a Document,
    dialect: &'a Dialect,
    reason: &'a str,
}

impl Page<'_> {
    /// The text with directives for as many findings as can have one; those are added to `silenced`.
    fn with_directives(&self, found: &[Found<'_>], silenced: &mut BTreeSet<usize>) -> Option<String> {
        let placed: Vec<(Slot, Found<'_>)> = found.iter().filter_map(|&one| Some((self.slot(one.2)?, one))).collect();
        let all: Vec<&(Slot, Found<'_>)> = placed.iter().collect();
        let mut kept = all;
        let mut text = self.inserted(&kept);
        if !self.is_right(&text, &kept) {
            // One of them is at fault: each is tried alone, and what stands alone together.
            kept.retain(|&one| self.is_right(&self.inserted(&[one]), &[one]));
            text = self.inserted(&kept);
            if !self.is_right(&text, &kept) {
                return None;
            }
        }
        silenced.extend(kept.iter().map(|(_, (number, ..))| number));
        (!kept.is_empty()).then_some(text)
    }

    fn inserted(&self, placed: &[&(Slot, Found<'_>)]) -> String {
        let mut out = String::with_capacity(self.text.len() + 64 * placed.len());
        let mut at = 0;
        for (slot, rules) in by_slot(placed) {
            out.push_str(&self.text[at..slot.at]);
            out.push_str(&self.directive(slot, &rules));
            at = slot.at;
        }
        out.push_str(&self.text[at..]);
        out
    }

    fn directive(&self, slot: &Slot, rules: &BTreeSet<&str>) -> String {
        let rules: Vec<&str> = rules.iter().copied().collect();
        let (rules, reason) = (rules.join(", "), self.reason.trim());
        let words = match slot.form {
            Form::Comment if self.dialect.mdx => format!("{{/* tidings: allow {rules} {reason} */}}"),
            Form::Comment => format!("<!-- tidings: allow {rules} {reason} -->"),
            Form::Field => format!("# tidings: allow {rules} {reason}"),
            Form::Page => format!("# tidings: allow-page {rules} {reason}"),
        };
        format!("{}{words}{}", slot.before, slot.after)
    }

    /// True when the page is published as before and every finding is silenced.
    fn is_right(&self, text: &str, placed: &[&(Slot, Found<'_>)]) -> bool {
        let document = syntax::parse(text, self.dialect);
        if structure(self.document) != structure(&document) {
            return false;
        }
        let Some(found) = directive::read(text, &document) else { return placed.is_empty() };
        let slots = by_slot(placed);
        let moved = |at: u32, also_at: bool| {
            let before = slots.iter().filter(|(slot, _)| slot.at < at as usize || (also_at && slot.at == at as usize));
            at as usize + before.map(|(slot, rules)| self.directive(slot, rules).len()).sum::<usize>()
        };
        placed.iter().all(|(_, (_, rule, span))| {
            // An empty place where the directive goes may be before it or after it.
            [true, false].into_iter().any(|also_at| {
                let start = moved(span.start, also_at);
                let place = if span.is_empty() { Span::at(start) } else { Span::new(start, start + 1) };
                found.allowances.iter().any(|allowance| *allowance.rule == **rule && allowance.holds(place))
            })
        })
    }

    /// Where the directive for a finding at `place` goes.
    fn slot(&self, place: Span) -> Option<Slot> {
        match &self.document.front_matter {
            Some(front_matter) if place.start < front_matter.span.end => self.in_front_matter(front_matter, place),
            front_matter => match self.block_at(place) {
                Some(block) => self.in_body(place, block),
                // A page without a text has nothing but its front matter to say it in.
                None => self.for_page(front_matter.as_ref()?),
            },
        }
    }

    fn in_front_matter(&self, front_matter: &FrontMatter, place: Span) -> Option<Slot> {
        if front_matter.format == FrontMatterFormat::Json {
            return None;
        }
        let after = self.line_end().to_owned();
        let holds = |span: Span| span.start <= place.start && place.start <= span.end;
        if let Some(entry) = front_matter.entries().iter().find(|entry| holds(entry.span())) {
            let (at, before) = self.line_start(entry.key.span.start as usize);
            if before.trim().is_empty() {
                return Some(Slot { at, form: Form::Field, before: before.to_owned(), after });
            }
        }
        self.for_page(front_matter)
    }

    /// The first line of front matter.
    fn for_page(&self, front_matter: &FrontMatter) -> Option<Slot> {
        let (at, after) = (front_matter.content.start as usize, self.line_end().to_owned());
        let slot = Slot { at, form: Form::Page, before: String::new(), after };
        (front_matter.format != FrontMatterFormat::Json).then_some(slot)
    }

    fn in_body<'b>(&'b self, place: Span, mut block: &'b Block) -> Option<Slot> {
        let chain: Vec<&Block> = std::iter::successors(Some(block), |block| self.parent(block)).collect();
        let inline = |at: usize| Slot { at, form: Form::Comment, before: " ".to_owned(), after: String::new() };
        if let Some(row) = chain.iter().find(|block| matches!(block.kind, BlockKind::Row { .. })) {
            let mut cells = self.document.blocks.iter().filter(|block| block.kind == BlockKind::Cell);
            let last = cells.rfind(|cell| row.span.contains(cell.span))?;
            return Some(inline(last.content.end as usize));
        }
        let in_item = chain.iter().any(|block| block.kind == BlockKind::Item);
        if block.kind == BlockKind::Paragraph && in_item {
            return Some(inline(block.span.trimmed(self.text).end as usize));
        }
        if place.is_empty() && place.start == block.span.end && chain.len() == 1 {
            let line_end = self.line_end();
            let before = format!("{line_end}{line_end}");
            return Some(Slot { at: block.span.end as usize, form: Form::Comment, before, after: String::new() });
        }
        loop {
            let (at, mut before) = self.line_start(block.span.start as usize);
            let is_container = matches!(block.kind, BlockKind::Item);
            if !is_container && before.chars().all(|c| matches!(c, ' ' | '\t' | '>')) {
                if matches!(block.kind, BlockKind::Code { fenced: false, .. }) {
                    before = before.strip_suffix("    ").or_else(|| before.strip_suffix('\t')).unwrap_or(before);
                }
                let after = self.line_end().to_owned();
                return Some(Slot { at, form: Form::Comment, before: before.to_owned(), after });
            }
            block = self.parent(block)?;
        }
    }

    /// The innermost block at a place; an empty place at the end of a block is in it.
    fn block_at(&self, place: Span) -> Option<&Block> {
        let blocks = &self.document.blocks;
        let holds =
            |block: &&Block| place.start < block.span.end || (place.is_empty() && place.start == block.span.end);
        let before = blocks.partition_point(|block| block.span.start <= place.start);
        let last = blocks.get(before.checked_sub(1)?)?;
        std::iter::successors(Some(last), |block| self.parent(block)).find(holds)
    }

    fn parent(&self, block: &Block) -> Option<&Block> {
        block.parent.map(|BlockId(id)| &self.document.blocks[id as usize])
    }

    /// The start of the line that holds `at`, and what stands between them.
    fn line_start(&self, at: usize) -> (usize, &str) {
        let start = self.text[..at].rfind(['\n', '\r']).map_or(0, |line_end| line_end + 1);
        let start = start.max(if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8().min(at) } else { 0 });
        (start, &self.text[start..at])
    }

    fn line_end(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

/// Rules by the place of their directive: one directive for all rules of a place.
fn by_slot<'p>(placed: &[&'p (Slot, Found<'p>)]) -> BTreeMap<&'p Slot, BTreeSet<&'p str>> {
    let mut slots: BTreeMap<&Slot, BTreeSet<&str>> = BTreeMap::new();
    for (slot, (_, rule, _)) in placed {
        slots.entry(slot).or_default().insert(rule);
    }
    slots
}

/// What must stay: the kinds of blocks and how they are nested, ids, links, code, tags, fields.
fn structure(document: &Document) -> impl PartialEq + use<> {
    let depth = |block: &Block| {
        let parent = |block: &&Block| block.parent.map(|BlockId(id)| &document.blocks[id as usize]);
        std::iter::successors(parent(&block), parent).count()
    };
    let blocks = document.blocks.iter().filter(|block| block.kind != BlockKind::Comment);
    let blocks: Vec<_> = blocks.map(|block| (discriminant(&block.kind), depth(block))).collect();
    let ids: Vec<_> = document.headings.iter().map(|heading| (heading.id.clone(), heading.text.clone())).collect();
    let counts = [document.links.len(), document.code_spans.len(), document.html.len(), document.shortcodes.len()];
    let fields =
        document.front_matter.as_ref().map(|front_matter| (front_matter.entries().len(), front_matter.complete));
    (blocks, ids, counts, fields, document.problems.len())
}
