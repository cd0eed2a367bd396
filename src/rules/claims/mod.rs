//! What pages claim of releases: `Istio 1.20, released in June 2024`. The forms of such sentences are data of the rules.

mod forms;
mod label;
mod stretch;
mod texts;

pub(super) use forms::Forms;
pub(super) use texts::DatedTexts;

use std::rc::Rc;

use crate::corpus::calendar::Calendar;
use crate::corpus::dates::{WrittenDate, may_have_date};
use crate::corpus::facts::releases::{Release, title};
use crate::corpus::version::{VersionKey, versions};
use crate::document::{Block, ScalarStyle};
use crate::rules::Page;
use crate::rules::tokens::visible::Visible;
use crate::text::Span;
use stretch::Stretch;
use texts::{Texts, is_text, with_texts};

/// A date that a page gives for a release.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    /// The product and the version.
    pub(super) product: usize,
    pub(super) key: VersionKey,
    /// The release, as the catalogue has it.
    pub(super) release: &'a Release,
    /// The date in the text of its stretch.
    pub(super) date: WrittenDate,
    /// The date as written.
    pub(super) text: String,
    /// Where it is written.
    pub(super) span: Span,
    /// What to write to say another date: see [`Claim::says`].
    stretch: Rc<Stretch>,
}

impl Claim<'_> {
    /// The edits that make the claim say `date`.
    pub(super) fn says(&self, date: jiff::civil::Date) -> Option<Vec<(Span, String)>> {
        let edits = self.date.rewritten(&self.stretch.visible.text, date, &self.stretch.calendars)?;
        Some(edits.into_iter().map(|(range, text)| (self.stretch.visible.span(range), text)).collect())
    }
}

/// A release that is named beside another one, or as the one before.
#[derive(Debug)]
pub(super) struct Named<'a> {
    /// The release, when it is known.
    pub(super) release: Option<&'a Release>,
    pub(super) key: VersionKey,
    /// As written.
    pub(super) text: String,
    /// Where.
    pub(super) span: Span,
}

/// The calendars that the dates of a page are read with.
fn calendars(page: &Page<'_>) -> Vec<&'static Calendar> {
    let own = page.language().map(|language| &*language.tag);
    let mut all: Vec<&'static Calendar> = Vec::new();
    for tag in own.into_iter().chain(["en", "zh"]) {
        all.extend(Calendar::of(tag).filter(|calendar| !all.iter().any(|known| std::ptr::eq(*known, *calendar))));
    }
    all
}

/// The texts of front matter that name a release.
fn fields(page: &Page<'_>, names: &[String], texts: &Texts) -> Vec<Rc<Stretch>> {
    let mut out = Vec::new();
    for name in names {
        let Some(entry) = page.document.front_matter.as_ref().and_then(|fields| fields.get(name)) else { continue };
        let Some(text) = entry.value.as_str().filter(|text| may_have_date(text, &texts.calendars)) else { continue };
        let quoted = !matches!(entry.value.style(), Some(ScalarStyle::Plain));
        let start = entry.value.span.start + u32::from(quoted);
        let written = page.text.get(start as usize..start as usize + text.len()).is_some_and(|written| written == text);
        if written {
            let visible = Visible::verbatim(text, start);
            out.extend(Stretch::naming(page, visible, texts.about, &texts.calendars).map(Rc::new));
        }
    }
    out
}

/// The blocks of text in which the places stand, which are in order.
fn texts_at<'a>(page: &Page<'a>, places: &[u32]) -> Vec<&'a Block> {
    let blocks = &page.document.blocks;
    let mut out: Vec<&Block> = Vec::new();
    for &at in places {
        let before = blocks.partition_point(|block| block.span.start <= at);
        let mut near = blocks[before.saturating_sub(DEEPEST)..before].iter().rev();
        let Some(block) = near.find(|block| block.span.end > at && is_text(block.kind)) else { continue };
        if out.last().is_none_or(|last| !std::ptr::eq(*last, block)) {
            out.push(block);
        }
    }
    out
}

/// How many blocks back the one is looked for that holds a place.
const DEEPEST: usize = 8;

/// The offsets in `span` at which a version stands that may be that of a release.
fn mentioned<'a>(page: &Page<'a>, span: Span, bare: bool) -> impl Iterator<Item = u32> + use<'a> {
    let text = span.of(page.text);
    let alone = bare.then(|| versions(text).map(|version| version.range.start));
    let named = (!bare).then(|| page.facts.releases.mentions(text).map(|mention| mention.version));
    let found = alone.into_iter().flatten().chain(named.into_iter().flatten());
    found.map(move |at| span.start + at as u32)
}

/// The product that a page is about, by the release that it announces or by its title: there a version without a name
/// is one of it.
fn about(page: &Page<'_>) -> Option<usize> {
    let releases = &page.facts.releases;
    releases.product_of_page(page.id).or_else(|| titles(page).find_map(|title| releases.named_in(title)))
}

/// The title of a page, and of a plain text its first line.
fn titles<'a>(page: &Page<'a>) -> impl Iterator<Item = &'a str> {
    let plain = page.document.front_matter.is_none().then(|| page.document.body.of(page.text));
    let first = plain.and_then(|text| text.lines().map(str::trim).find(|line| !line.is_empty()));
    let is_title = |line: &&str| line.len() <= LONGEST_TITLE && !line.ends_with(['.', '。', ',', '，', ';']);
    title(page.source).into_iter().chain(first.filter(is_title))
}

/// A first line of more bytes is no title.
const LONGEST_TITLE: usize = 200;

/// What the sentences, tables and labels of a page claim.
pub(super) fn claims<'a>(page: &Page<'a>, forms: &Forms) -> Vec<Claim<'a>> {
    if page.facts.releases.is_empty() {
        return Vec::new();
    }
    let found = with_texts(page, |texts| {
        let mut out = Vec::new();
        for stretch in fields(page, &forms.fields, texts).iter().chain(&texts.naming) {
            let found = forms.found(stretch).into_iter();
            out.extend(found.filter_map(|(mention, date)| claim(page, stretch, mention.product, &mention.key, date)));
        }
        out.extend(label::claims(page, forms, texts));
        out
    });
    let mut out = found.unwrap_or_default();
    out.sort_by_key(|claim| claim.span);
    out.dedup_by_key(|claim| claim.span);
    out
}

fn claim<'a>(
    page: &Page<'a>,
    stretch: &Rc<Stretch>,
    product: usize,
    key: &VersionKey,
    date: WrittenDate,
) -> Option<Claim<'a>> {
    let release = page.facts.releases.get(product, key)?;
    let text = stretch.visible.text[date.range.clone()].to_owned();
    let span = stretch.visible.span(date.range.clone());
    Some(Claim { product, key: key.clone(), release, date, text, span, stretch: stretch.clone() })
}

/// The releases of `product` that a page of an announcement names as those that it compares: the two of each sentence
/// that fits a form, or the only one.
pub(super) fn predecessors<'a>(page: &Page<'a>, product: usize, forms: &Forms) -> Vec<Vec<Named<'a>>> {
    if forms.predecessors.is_empty() {
        return Vec::new();
    }
    let named = |stretch: &Stretch, index: usize| {
        let mention = &stretch.mentions[index];
        let text = stretch.visible.text[mention.range.clone()].to_owned();
        let span = stretch.visible.span(mention.range.clone());
        Named { release: page.facts.releases.get(product, &mention.key), key: mention.key.clone(), text, span }
    };
    let of = |stretch: &Stretch| -> Vec<Vec<Named<'a>>> {
        let ours = |indexes: &Vec<usize>| indexes.iter().all(|&index| stretch.mentions[index].product == product);
        let found = forms.named(stretch).into_iter().filter(ours);
        found.map(|indexes| indexes.into_iter().map(|index| named(stretch, index)).collect()).collect()
    };
    let places: Vec<u32> = mentioned(page, page.document.body, true).collect();
    let read = |block: &Block| {
        let visible = Visible::lines_of(page.document, page.text, block.span);
        Stretch::undated(page, visible, Some(product))
    };
    texts_at(page, &places).into_iter().filter_map(read).flat_map(|stretch| of(&stretch)).collect()
}
