//! A link as it is compared with another: where it leads in a form that no language changes.

use crate::corpus::links::{External, LanguageMarks, PathForm, Target, decoded, is_file, resolve, without_marks};
use crate::document::{LinkKind, within};
use crate::rules::check::Page;
use crate::rules::pair::Pair;
use crate::text::{SourceId, Span, apart};

/// Longest addresses, in bytes, that are compared letter by letter.
const LONGEST: usize = 160;
/// Letters by which an address may differ from one that was meant.
const SLIP: usize = 2;
/// Shortest address for which so few letters mean a slip.
const SHORTEST: usize = 14;

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// A page of the site, by the path that stands for it in all languages.
    Page(String),
    /// A file, by its name: each language may have its own folder.
    File(String),
    /// An address of another site.
    External(String),
    /// An address that a template completes.
    Template(String),
    /// Another scheme.
    Other(String),
}

/// A link of one of both pages.
pub(super) struct Item<'a> {
    /// The whole link.
    pub(super) whole: Span,
    /// Where the destination is written.
    pub(super) destination: Span,
    /// The destination.
    pub(super) written: &'a str,
    /// Where the text stands, markup included; empty for a link in HTML.
    pub(super) text: Span,
    /// The text.
    pub(super) label: &'a str,
    /// The address itself, not a text with a link.
    pub(super) bare: bool,
    /// What it leads to.
    pub(super) place: Place,
    /// The fragment, decoded.
    pub(super) fragment: String,
    /// The page of the site that it leads to, in the language of the page that links if there is one.
    pub(super) page: Option<SourceId>,
    /// The address was chosen for readers of the translation.
    pub(super) localised: bool,
    /// The address is meant for readers abroad.
    international: bool,
    /// Where the link before it stands in the other page, for one that has no twin there.
    pub(super) after: Option<u32>,
    form: Option<PathForm>,
    prefixed: bool,
}

/// The links that start in a part of a page: those of Markdown and those of HTML, images left out.
pub(super) fn collect<'a>(pair: &Pair<'a>, page: &Page<'a>, span: Span) -> Vec<Item<'a>> {
    let document = page.document;
    let mut items = Vec::new();
    for link in within(&document.links, span).iter().filter(|link| !link.image) {
        let bare = matches!(link.kind, LinkKind::Bare | LinkKind::Autolink);
        if link.kind == LinkKind::Bare && is_broken(&page.text[..link.span.start as usize]) {
            continue;
        }
        let written = (link.destination.span, &*link.destination.value);
        items.push(Item::new(pair, page, link.span, written, link.text, bare));
    }
    for tag in within(&document.html, span).iter().filter(|tag| !tag.closing) {
        let is_link = tag.name.of(page.text).eq_ignore_ascii_case("a");
        let href = tag.attributes.iter().find(|attribute| attribute.name.of(page.text).eq_ignore_ascii_case("href"));
        if let Some(value) = href.and_then(|attribute| attribute.value).filter(|_| is_link) {
            items.push(Item::new(
                pair,
                page,
                tag.span,
                (value, value.of(page.text)),
                Span::at(tag.span.end as usize),
                false,
            ));
        }
    }
    items
}

/// True when what stands before a bare address shows that it was to be the destination of a link.
fn is_broken(before: &str) -> bool {
    before.trim_end_matches(['(', '（', ' ']).ends_with(']') && before.ends_with(['(', '（'])
}

impl<'a> Item<'a> {
    fn new(
        pair: &Pair<'_>,
        page: &Page<'a>,
        whole: Span,
        (destination, written): (Span, &'a str),
        text: Span,
        bare: bool,
    ) -> Self {
        let mut item = Self {
            whole,
            destination,
            written,
            text,
            label: text.of(page.text),
            bare,
            place: Place::Other(String::new()),
            fragment: String::new(),
            page: None,
            localised: false,
            international: false,
            after: None,
            form: None,
            prefixed: false,
        };
        item.resolve(pair, page);
        item
    }

    fn resolve(&mut self, pair: &Pair<'_>, page: &Page<'_>) {
        let site = page.site;
        let marks = marks(pair);
        match resolve(site, page.source, self.written) {
            Target::Page(target) => {
                let own = page.source.language.unwrap_or(site.original);
                let pages = &page.facts.pages;
                let found = pages.linked(own, &target).or_else(|| pages.find(own, &target.path));
                let found = found.or_else(|| pages.find(site.original, &target.path));
                self.fragment = decoded(target.fragment).into_owned();
                self.page = found.map(|found| found.id);
                self.form = Some(target.form);
                self.prefixed = target.prefix.is_some();
                self.place = Place::Page(found.map_or(target.path, |found| pages.path_of(found.id).to_owned()));
            }
            Target::File { path, prefix } => {
                self.prefixed = prefix.is_some();
                let name = path.rsplit('/').next().unwrap_or(&path);
                self.place = Place::File(without_marks(name, marks).into_owned());
            }
            Target::External(address) => {
                let external = External::new(address, marks, &site.urls.hosts);
                self.localised = external.localised && page.id == pair.translation.id;
                self.international = external.international;
                self.fragment = external.fragment;
                self.place = Place::External(external.address);
            }
            Target::Template => self.place = Place::Template(without_blanks(self.written)),
            Target::Other => self.place = Place::Other(self.written.trim().to_owned()),
        }
    }

    /// True for a link to a page of the site that is not there.
    pub(super) fn is_dead(&self) -> bool {
        self.page.is_none() && matches!(self.place, Place::Page(_))
    }

    /// True when the site that both lead to keeps other pages for readers at home and abroad.
    pub(super) fn has_other_side(&self, other: &Item<'_>) -> bool {
        let host = |item: &Item<'_>| address(&item.place).split('/').next().map(str::to_owned);
        self.international != other.international && host(self) == host(other)
    }

    /// How the destination of a link of the original should read in the translation, in place of `other`.
    pub(super) fn in_translation(&self, pair: &Pair<'_>, other: Option<&Item<'_>>) -> String {
        let written = self.written.trim();
        let rooted = self.form == Some(PathForm::Root) && !self.prefixed && !is_file(written);
        let (facts, id) = (pair.translation.facts, pair.language_id);
        let missing = match &self.place {
            Place::Page(path) => self.page.is_some() && facts.pages.find(id, path).is_none(),
            _ => false,
        };
        let served = pair.original.site.urls.fallback;
        let prefixed =
            facts.links(id).prefixes(!missing || served) || (!missing && other.is_some_and(|it| it.prefixed));
        match rooted && prefixed {
            true => format!("{}{written}", pair.language.prefix),
            false => written.to_owned(),
        }
    }
}

/// The languages whose marks in addresses say nothing.
pub(in crate::rules) fn marks<'a>(pair: &Pair<'a>) -> LanguageMarks<'a> {
    let site = pair.original.site;
    LanguageMarks { original: &site.language(site.original).tag, translation: &pair.language.tag }
}

fn without_blanks(written: &str) -> String {
    written.chars().filter(|c| !c.is_whitespace()).collect()
}

/// True for two places of which one is completed by a template or written with a host that may be the site's own, and
/// the rest is the same.
pub(super) fn may_be_same(a: &Place, b: &Place) -> bool {
    let tail = |template: &str| template.rsplit("}}").next().unwrap_or("").trim_end_matches('/').to_owned();
    match (a, b) {
        (Place::Template(template), Place::External(other)) | (Place::External(other), Place::Template(template)) => {
            other.trim_end_matches('/').ends_with(&*tail(template))
        }
        (Place::Template(one), Place::Template(other)) => tail(one).len() > 3 && tail(one) == tail(other),
        (Place::Page(path), Place::External(other)) | (Place::External(other), Place::Page(path)) => {
            !path.is_empty() && other.to_lowercase().strip_suffix(&**path).is_some_and(|rest| rest.ends_with('/'))
        }
        _ => false,
    }
}

/// The text of a place that is compared letter by letter.
fn address(place: &Place) -> &str {
    match place {
        Place::Page(text) | Place::File(text) | Place::External(text) | Place::Template(text) | Place::Other(text) => {
            text
        }
    }
}

/// True for an address whose first part no host has, such as `https://zh/docs.example.com/`: a path was put before it.
pub(super) fn has_no_host(written: &str) -> bool {
    let rest = written.trim().split_once("://").map(|(_, rest)| rest);
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    host.is_some_and(|host| !host.contains(['.', ':', '{', '<', '$']) && host != "localhost")
}

/// True when two addresses of other sites end alike: the same document at a host or in a folder that it has moved to.
pub(super) fn has_moved(a: &Item<'_>, b: &Item<'_>) -> bool {
    let (Place::External(one), Place::External(other)) = (&a.place, &b.place) else { return false };
    let parts = |text: &'_ str| -> Vec<String> { text.split('/').rev().map(str::to_owned).collect() };
    let (one, other) = (parts(one), parts(other));
    let shared = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let named = one[0].bytes().any(|byte| byte.is_ascii_alphabetic());
    let hosts_differ = one.last() != other.last();
    a.fragment == b.fragment && (shared > 2 || (shared == 2 && named) || (shared == 1 && named && hosts_differ))
}

/// How alike two addresses are, from 0 to 1; 0 for addresses of different sorts.
pub(super) fn likeness(a: &Item<'_>, b: &Item<'_>) -> f64 {
    let (one, other) = (address(&a.place), address(&b.place));
    let sorts = std::mem::discriminant(&a.place) == std::mem::discriminant(&b.place);
    if !sorts || one.len() > LONGEST || other.len() > LONGEST {
        return 0.0;
    }
    apart::likeness(one, other)
}

/// True when the address of `b` is that of `a` but for some digits, or a slip of a letter or two.
pub(super) fn is_near(a: &Item<'_>, b: &Item<'_>) -> bool {
    let (one, other) = (address(&a.place), address(&b.place));
    let sorts = std::mem::discriminant(&a.place) == std::mem::discriminant(&b.place);
    if !sorts || one.len() > LONGEST || other.len() > LONGEST {
        return false;
    }
    let letters = |text: &'_ str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect() };
    if one != other && letters(one) == letters(other) {
        return true;
    }
    let shorter = one.len().min(other.len());
    shorter >= SHORTEST && one.len().abs_diff(other.len()) <= SLIP && apart::distance(one, other) <= SLIP
}
