//! Dates that a label gives: `Release date: June 2024` on a page about a release, columns of tables, and the date under
//! the title of an announcement.

use std::cell::LazyCell;
use std::rc::Rc;

use super::stretch::{DATE, Stretch};
use super::{Claim, Forms, any_inside, calendars, claim, is_text, titles};
use crate::corpus::version::{Version, VersionKey};
use crate::document::{Block, BlockId, BlockKind, ScopeId, within};
use crate::rules::Page;
use crate::rules::tokens::visible::Visible;
use crate::text::Span;

/// The claims of labels on a page. `places` are those at which a date may stand.
pub(super) fn claims<'a>(page: &Page<'a>, forms: &Forms, places: &[u32]) -> Vec<Claim<'a>> {
    let mut out = Vec::new();
    if forms.labels.is_empty() || places.is_empty() {
        return out;
    }
    let sections = LazyCell::new(|| Sections::of(page));
    for (index, block) in page.document.blocks.iter().enumerate() {
        let labels = matches!(block.kind, BlockKind::Table | BlockKind::Paragraph);
        if !labels || !any_inside(places, block.span) {
            continue;
        }
        match block.kind {
            BlockKind::Table => table(page, forms, index, &sections, &mut out),
            _ => paragraph(page, forms, block, &sections, &mut out),
        }
    }
    if forms.byline {
        out.extend(byline(page, places));
    }
    out
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
struct Sections {
    own: Subject,
    /// Where each section begins.
    starts: Vec<(u32, Subject)>,
}

impl Sections {
    fn of(page: &Page<'_>) -> Self {
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

/// A paragraph with lines that begin with a label.
fn paragraph<'a>(
    page: &Page<'a>,
    forms: &Forms,
    block: &Block,
    sections: &LazyCell<Sections, impl FnOnce() -> Sections>,
    out: &mut Vec<Claim<'a>>,
) {
    // Most paragraphs are sentences: a label stands near a digit in a short line.
    let text = block.span.of(page.text);
    let short = |line: &str| line.len() <= LONGEST_LABEL && line.bytes().any(|b| b.is_ascii_digit());
    if !text.lines().any(short) {
        return;
    }
    let Some((product, key)) = sections.at(block.span.start) else { return };
    let visible = Visible::lines_of(page.document, page.text, block.span);
    let stretch = Stretch::read(page, visible, &calendars(page));
    if stretch.dates.is_empty() {
        return;
    }
    let stretch = Rc::new(stretch);
    for found in forms.all_labelled(&stretch.normal) {
        let sign = memchr::memchr(DATE, stretch.normal[found.range()].as_bytes()).map(|at| found.start() + at);
        let Some(date) = sign.and_then(|at| stretch.sign(at)) else { continue };
        out.extend(claim(page, &stretch, product, &key, stretch.dates[date].clone()));
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
fn table<'a>(
    page: &Page<'a>,
    forms: &Forms,
    index: usize,
    sections: &LazyCell<Sections, impl FnOnce() -> Sections>,
    out: &mut Vec<Claim<'a>>,
) {
    let rows = rows(page, index);
    let Some((head, body)) = rows.split_first() else { return };
    let read = |span: Span| Visible::of(page.document, page.text, span).text;
    let label = |text: &str| forms.is_label(text);
    let heads: Vec<String> = head.iter().map(|&span| read(span)).collect();
    let dates = heads.iter().position(|head| label(head));
    let start = page.document.blocks[index].span.start;
    let calendars = calendars(page);
    let date_of = |span: Span| {
        let stretch = Stretch::read(page, Visible::of(page.document, page.text, span), &calendars);
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
    let Some((product, key)) = sections.at(start) else { return };
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
fn byline<'a>(page: &Page<'a>, places: &[u32]) -> Option<Claim<'a>> {
    let releases = &page.facts.releases;
    let (product, release) = (releases.product_of_page(page.id)?, releases.of_page(page.id)?);
    let blocks = page.document.blocks.iter().filter(|block| is_text(block.kind) && block.scope == ScopeId::PAGE);
    blocks
        .take(FIRST)
        .filter(|block| block.kind == BlockKind::Paragraph && block.span.end - block.span.start < 60)
        .filter(|block| any_inside(places, block.span))
        .find_map(|block| {
            within(&page.document.prose, block.span).first()?;
            let visible = Visible::of(page.document, page.text, block.span);
            let stretch = Stretch::read(page, visible, &calendars(page));
            let only = stretch.normal.trim_matches(|c: char| c.is_whitespace() || c == '.').len() == 1;
            let date =
                stretch.dates.first().filter(|date| only && date.month.is_some() && date.year.is_some())?.clone();
            claim(page, &Rc::new(stretch), product, &release.key, date)
        })
}

/// A date under the title stands among so many blocks.
const FIRST: usize = 4;
