//! Dates that a label gives: `Release date: June 2024` on a page about a release, columns of tables, and the date under
//! the title of an announcement.

use std::rc::Rc;

use super::stretch::{DATE, Stretch};
use super::texts::{Texts, is_text};
use super::{Claim, Forms, claim, titles};
use crate::corpus::version::{Version, VersionKey};
use crate::document::{Block, BlockId, BlockKind, ScopeId, within};
use crate::rules::Page;
use crate::rules::tokens::visible::Visible;
use crate::text::Span;

/// The claims of labels on a page.
pub(super) fn claims<'a>(page: &Page<'a>, forms: &Forms, texts: &Texts) -> Vec<Claim<'a>> {
    let mut out = Vec::new();
    if forms.labels.is_empty() || texts.dated.is_empty() {
        return out;
    }
    for line in texts.lines(page) {
        of_line(page, forms, line, &mut out);
    }
    let mut tables: Vec<BlockId> = texts.dated.iter().filter_map(|&id| table_of(page, id)).collect();
    tables.dedup();
    for id in tables {
        table(page, forms, id.0 as usize, texts, &mut out);
    }
    if forms.byline {
        out.extend(byline(page, texts));
    }
    out
}

/// The table in which a cell stands.
fn table_of(page: &Page<'_>, cell: BlockId) -> Option<BlockId> {
    let blocks = &page.document.blocks;
    let cell = blocks.get(cell.0 as usize).filter(|block| block.kind == BlockKind::Cell)?;
    blocks.get(cell.parent?.0 as usize)?.parent
}

/// A product and a version.
type Subject = Option<(usize, VersionKey)>;

/// The release that a page is about: the one that it announces, or the only one that its title names.
fn subject(page: &Page<'_>) -> Subject {
    let releases = &page.facts.releases;
    if let (Some(product), Some(release)) = (releases.product_of_page(page.id), releases.of_page(page.id)) {
        return Some((product, release.key.clone()));
    }
    titles(page).find_map(|title| only_one(page, title))
}

fn only_one(page: &Page<'_>, text: &str) -> Subject {
    let found = page.facts.releases.mentions(text).filter_map(|mention| {
        let version = Version::at(text, mention.version)?;
        Some((mention.product, version.key()?))
    });
    let mut found: Vec<(usize, VersionKey)> = found.collect();
    found.dedup();
    (found.len() == 1).then(|| found.remove(0))
}

/// What the sections of a page are about: the release that a heading names, else that of the section around it. A heading
/// that names a version of something else leaves none.
#[derive(Debug)]
pub(super) struct Sections {
    own: Subject,
    /// Where each section begins.
    starts: Vec<(u32, Subject)>,
}

impl Sections {
    pub(super) fn of(page: &Page<'_>) -> Self {
        let own = subject(page);
        let mut around: Vec<(u8, Subject)> = Vec::new();
        let mut starts = Vec::new();
        let headings = page.document.headings.iter().filter(|heading| heading.scope == ScopeId::PAGE);
        for heading in headings.filter(|heading| heading.level > 1) {
            while around.last().is_some_and(|(level, _)| *level >= heading.level) {
                around.pop();
            }
            let inherited = || around.last().map_or(own.clone(), |(_, subject)| subject.clone());
            let subject = match only_one(page, &heading.text) {
                Some(found) => Some(found),
                None if crate::corpus::version::versions(&heading.text).next().is_some() => None,
                None => inherited(),
            };
            starts.push((heading.span.start, subject.clone()));
            around.push((heading.level, subject));
        }
        Self { own, starts }
    }

    fn at(&self, offset: u32) -> Subject {
        let next = self.starts.partition_point(|(start, _)| *start <= offset);
        next.checked_sub(1).map_or(&self.own, |index| &self.starts[index].1).clone()
    }
}

/// A paragraph that may have a label before a date, and the release that its section is about.
#[derive(Debug)]
pub(super) struct Line {
    product: usize,
    key: VersionKey,
    stretch: Rc<Stretch>,
}

/// The paragraphs of a page in which a label may stand before a date.
pub(super) fn lines(page: &Page<'_>, texts: &Texts) -> Vec<Line> {
    let paragraphs = texts.dated.iter().map(|id| &page.document.blocks[id.0 as usize]);
    let paragraphs = paragraphs.filter(|block| block.kind == BlockKind::Paragraph);
    // Most paragraphs are sentences: a label stands near a digit in a short line.
    let short = |line: &str| line.len() <= LONGEST_LABEL && line.bytes().any(|b| b.is_ascii_digit());
    let read = |block: &Block| {
        let (product, key) = texts.sections(page).at(block.span.start)?;
        let visible = Visible::lines_of(page.document, page.text, block.span);
        let stretch = Stretch::read(page, visible, &texts.calendars);
        (!stretch.dates.is_empty()).then(|| Line { product, key, stretch: Rc::new(stretch) })
    };
    paragraphs.filter(|block| block.span.of(page.text).lines().any(short)).filter_map(read).collect()
}

/// The claims of lines that begin with a label.
fn of_line<'a>(page: &Page<'a>, forms: &Forms, line: &Line, out: &mut Vec<Claim<'a>>) {
    let stretch = &line.stretch;
    for found in forms.all_labelled(&stretch.normal) {
        let sign = memchr::memchr(DATE, stretch.normal[found.range()].as_bytes()).map(|at| found.start() + at);
        let Some(date) = sign.and_then(|at| stretch.sign(at)) else { continue };
        out.extend(claim(page, stretch, line.product, &line.key, stretch.dates[date].clone()));
    }
}

/// A line of more bytes is no label with a date.
const LONGEST_LABEL: usize = 120;

/// The cells of a table's rows.
fn rows(page: &Page<'_>, table: usize) -> Vec<Vec<Span>> {
    let blocks = &page.document.blocks;
    let end = blocks[table].span.end;
    let inside = blocks[table + 1..].iter().take_while(|block| block.span.start < end).enumerate();
    let mut rows: Vec<(BlockId, Vec<Span>)> = Vec::new();
    for (offset, block) in inside {
        match block.kind {
            BlockKind::Row { .. } => rows.push((BlockId((table + 1 + offset) as u32), Vec::new())),
            BlockKind::Cell => {
                let row = rows.iter_mut().rev().find(|(id, _)| block.parent == Some(*id));
                if let Some((_, cells)) = row {
                    cells.push(block.content);
                }
            }
            _ => {}
        }
    }
    rows.into_iter().map(|(_, cells)| cells).collect()
}

/// A table with a column of versions and a column of dates, or with a label and a date in each row.
fn table<'a>(page: &Page<'a>, forms: &Forms, index: usize, texts: &Texts, out: &mut Vec<Claim<'a>>) {
    let rows = rows(page, index);
    let Some((head, body)) = rows.split_first() else { return };
    let read = |span: Span| Visible::of(page.document, page.text, span).text;
    let label = |text: &str| forms.is_label(text);
    let heads: Vec<String> = head.iter().map(|&span| read(span)).collect();
    let dates = heads.iter().position(|head| label(head));
    let start = page.document.blocks[index].span.start;
    let date_of = |span: Span| {
        let stretch = Stretch::read(page, Visible::of(page.document, page.text, span), &texts.calendars);
        let only = stretch.dates.len() == 1 && stretch.normal.trim().len() == 1;
        only.then(|| (stretch.dates[0].clone(), Rc::new(stretch)))
    };
    if let (Some(dates), Some(versions)) = (dates, heads.iter().position(|head| is_versions(page, forms, head))) {
        let Some(product) = product_of_table(page, start, &heads[versions]) else { return };
        for row in body {
            let (Some(&version), Some(&date)) = (row.get(versions), row.get(dates)) else { continue };
            let version = read(version);
            let key = only_one(page, &version).map(|(_, key)| key).or_else(|| Version::parse(version.trim())?.key());
            if let (Some(key), Some((date, stretch))) = (key, date_of(date)) {
                out.extend(claim(page, &stretch, product, &key, date));
            }
        }
        return;
    }
    let Some((product, key)) = texts.sections(page).at(start) else { return };
    for row in &rows {
        let [name, date] = row[..] else { continue };
        if label(&read(name))
            && let Some((date, stretch)) = date_of(date)
        {
            out.extend(claim(page, &stretch, product, &key, date));
        }
    }
}

/// `Version`, `Release`, `Istio version`, or the product's name alone.
fn is_versions(page: &Page<'_>, forms: &Forms, head: &str) -> bool {
    let mut rest = head.trim().to_owned();
    for name in page.facts.releases.names() {
        rest = rest.replace(name, "");
    }
    rest.trim().is_empty() && !head.trim().is_empty() || forms.is_versions(rest.trim())
}

/// The product whose versions a table lists: named at the head of the column, in the heading above or in the title.
fn product_of_table(page: &Page<'_>, start: u32, head: &str) -> Option<usize> {
    let releases = &page.facts.releases;
    let heading = page.document.section_at(start).map(|heading| &*heading.text);
    let described = || page.document.front_matter.as_ref()?.get("description")?.value.as_str();
    releases
        .named_in(head)
        .or_else(|| releases.named_in(heading?))
        .or_else(|| titles(page).find_map(|title| releases.named_in(title)))
        .or_else(|| releases.named_in(described()?))
}

/// A paragraph under the title of an announcement that is nothing but a date.
fn byline<'a>(page: &Page<'a>, texts: &Texts) -> Option<Claim<'a>> {
    let releases = &page.facts.releases;
    let (product, release) = (releases.product_of_page(page.id)?, releases.of_page(page.id)?);
    let blocks = page.document.blocks.iter().enumerate();
    let first = blocks.filter(|(_, block)| is_text(block.kind) && block.scope == ScopeId::PAGE).take(FIRST);
    let short = |block: &Block| block.kind == BlockKind::Paragraph && block.span.len() < 60;
    let dated = |index: usize| texts.dated.binary_search(&BlockId(index as u32)).is_ok();
    first.filter(|&(index, block)| short(block) && dated(index)).find_map(|(_, block)| {
        within(&page.document.prose, block.span).first()?;
        let visible = Visible::of(page.document, page.text, block.span);
        let stretch = Stretch::read(page, visible, &texts.calendars);
        let only = stretch.normal.trim_matches(|c: char| c.is_whitespace() || c == '.').len() == 1;
        let date = stretch.dates.first().filter(|date| only && date.month.is_some() && date.year.is_some())?.clone();
        claim(page, &Rc::new(stretch), product, &release.key, date)
    })
}

/// A date under the title stands among so many blocks.
const FIRST: usize = 4;
