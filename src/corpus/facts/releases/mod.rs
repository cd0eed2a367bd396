//! The releases of a project: learned from the pages that announce them and from data files.
//!
//! Each page gives a small [`Contribution`]; the catalogue is put together from those alone, so that an edit of one page
//! costs no more than that page and the putting together.

mod announcement;
mod product;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

pub(crate) use announcement::title;
pub use announcement::{Certainty, Contribution, Role};

use crate::corpus::calendar::Calendar;
use crate::corpus::dates::{WrittenDate, dates, iso};
use crate::corpus::version::{Version, VersionKey};
use crate::corpus::{Corpus, Site, Source, Stated};
use crate::document::FrontMatter;
use crate::text::{SourceId, Span};

/// Front matter fields that hold the day of a release, when the site does not say which.
const DATES: [&str; 6] = ["publishdate", "date", "pubDate", "published", "published_at", "release_date"];

/// Every release that is known.
#[derive(Debug, Default)]
pub struct Releases {
    /// The names of products, each with the number of its product.
    names: Vec<(Box<str>, usize)>,
    /// By product, sorted by version.
    products: Vec<Vec<Release>>,
    /// The release that a page announces, translations included.
    by_page: FxHashMap<SourceId, (usize, usize)>,
    /// Pages about the support of a release.
    notices: Vec<Notice>,
    /// A product's name up to where its version begins.
    mentions: product::Mentions,
}

/// A page about the support of a release.
#[derive(Debug)]
struct Notice {
    product: usize,
    key: VersionKey,
    day: Date,
    /// The page and its translations.
    pages: Vec<SourceId>,
}

/// One release.
#[derive(Debug, Clone)]
pub struct Release {
    pub(crate) key: VersionKey,
    /// The version as its announcement writes it.
    pub version: Box<str>,
    /// The original of its announcement.
    pub page: Option<SourceId>,
    /// When it was announced.
    pub date: Option<PageDate>,
    /// What data files say.
    pub rows: Vec<Row>,
}

/// What a data file says of a release.
#[derive(Debug, Clone)]
pub struct Row {
    /// The file, relative to the site's root.
    pub file: Box<str>,
    /// When it was released.
    pub date: Option<Stated>,
    /// When its support ends.
    pub end: Option<Stated>,
}

/// The date of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageDate {
    /// The day as written.
    pub day: Date,
    /// How many days it may be off elsewhere: one when it has a time of day, which may be another day's in another zone.
    pub slack: i8,
    /// The value of the field; `None` when the date stands in the path.
    pub at: Option<Span>,
    /// The field, or nothing.
    pub field: Box<str>,
}

/// What is claimed of a support window or a release may differ in precision, so it is compared as it is written.
pub(crate) fn stated_date(stated: &Stated) -> Option<WrittenDate> {
    let lower = stated.text.to_lowercase();
    let open = stated.text.contains('~') || OPEN.iter().any(|word| lower.contains(word));
    let calendar = Calendar::of("en")?;
    let mut found = dates(&stated.text, &[calendar]);
    (!open && found.len() == 1).then(|| found.remove(0)).filter(|date| date.month.is_some())
}

/// Words of dates that are not settled.
const OPEN: [&str; 6] = ["expected", "planned", "tbd", "approx", "预计", "计划"];

impl Releases {
    /// Looks at the front matter of every page once.
    pub(super) fn gather(corpus: &Corpus) -> Self {
        use rayon::prelude::*;
        let ids: Vec<SourceId> = corpus.ids().collect();
        let found = ids.par_iter().filter_map(|&id| Contribution::of(&corpus.site, id, corpus.source(id)));
        Self::new(corpus, found.collect())
    }

    /// Puts the catalogue together.
    pub fn new(corpus: &Corpus, found: Vec<Contribution>) -> Self {
        let mut releases = Self::default();
        let names = product::names(&corpus.site.releases.products, &found);
        releases.products = vec![Vec::new(); names.iter().map(|(_, product)| product + 1).max().unwrap_or(1)];
        releases.names = names;
        releases.mentions = product::Mentions::new(&releases.names);
        let mut announced: Vec<(usize, &Contribution)> = Vec::new();
        for contribution in &found {
            let Some(product) = releases.product_of(contribution) else { continue };
            match (contribution.role, &contribution.date) {
                (Role::Support, Some(date)) => {
                    let (page, key) = (contribution.page, contribution.key.clone());
                    let translations =
                        corpus.set_of(page).into_iter().flat_map(|set| set.translations.values().copied());
                    let pages = std::iter::once(page).chain(translations).collect();
                    releases.notices.push(Notice { product, key, day: date.day, pages });
                }
                (Role::Support, None) => {}
                (Role::Announcement(_), _) => announced.push((product, contribution)),
            }
        }
        announced.sort_by(|a, b| (a.0, &a.1.key, b.1.role, a.1.page).cmp(&(b.0, &b.1.key, a.1.role, b.1.page)));
        announced.dedup_by(|later, first| later.0 == first.0 && later.1.key == first.1.key);
        for (product, contribution) in announced {
            releases.products[product].push(Release {
                key: contribution.key.clone(),
                version: contribution.version.clone(),
                page: Some(contribution.page),
                date: contribution.date.clone(),
                rows: Vec::new(),
            });
        }
        releases.add_rows(&corpus.site);
        releases.index(corpus);
        releases
    }

    fn product_of(&self, contribution: &Contribution) -> Option<usize> {
        let Some(name) = &contribution.product else { return (!self.names.is_empty()).then_some(0) };
        let equal = self.names.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let part = || self.names.iter().find(|(known, _)| product::stands_in(known, name));
        equal.or_else(part).map(|(_, product)| *product)
    }

    /// Data files are about the first product: the one that is configured, or has most announcements.
    fn add_rows(&mut self, site: &Site) {
        let Some(releases) = self.products.first_mut() else { return };
        for row in &site.releases.rows {
            let Some(key) = Version::parse(&row.version).and_then(|version| version.key()) else { continue };
            let at = match releases.binary_search_by(|release| release.key.cmp(&key)) {
                Ok(at) => at,
                Err(at) => {
                    let version = row.version.trim_start_matches(['v', 'V']).into();
                    releases.insert(at, Release { key, version, page: None, date: None, rows: Vec::new() });
                    at
                }
            };
            releases[at].rows.push(Row { file: row.file.clone(), date: row.date.clone(), end: row.end.clone() });
        }
    }

    fn index(&mut self, corpus: &Corpus) {
        for (product, releases) in self.products.iter().enumerate() {
            for (at, release) in releases.iter().enumerate() {
                let Some(page) = release.page else { continue };
                self.by_page.insert(page, (product, at));
                let translations = corpus.set_of(page).into_iter().flat_map(|set| set.translations.values());
                self.by_page.extend(translations.map(|&page| (page, (product, at))));
            }
        }
    }

    /// True when no release is known.
    pub fn is_empty(&self) -> bool {
        self.products.iter().all(Vec::is_empty)
    }

    /// The names of products.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| &**name)
    }

    /// Every release, by product and version.
    pub fn all(&self) -> impl Iterator<Item = &Release> {
        self.products.iter().flatten()
    }

    /// The release that a page announces, or its original does.
    pub fn of_page(&self, page: SourceId) -> Option<&Release> {
        self.by_page.get(&page).map(|&(product, at)| &self.products[product][at])
    }

    /// The releases of the product that a page announces a release of, by version.
    pub(crate) fn beside(&self, page: SourceId) -> &[Release] {
        self.by_page.get(&page).map_or(&[], |&(product, _)| &self.products[product])
    }

    /// The release of a product.
    pub(crate) fn get(&self, product: usize, key: &VersionKey) -> Option<&Release> {
        let releases = self.products.get(product)?;
        releases.binary_search_by(|release| release.key.cmp(key)).ok().map(|at| &releases[at])
    }

    /// The number of the product that a page is about, by the release that it announces.
    pub(crate) fn product_of_page(&self, page: SourceId) -> Option<usize> {
        self.by_page.get(&page).map(|&(product, _)| product)
    }

    /// Where a product's name stands before a version in `text`: where the name begins, where the version begins, and
    /// the product.
    pub(crate) fn mentions<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Mention> + 'a {
        self.mentions.find(text)
    }

    /// The product whose name stands in `text`, when it is one and the same everywhere.
    pub(crate) fn named_in(&self, text: &str) -> Option<usize> {
        let mut found =
            self.names.iter().filter(|(name, _)| product::stands_in(name, text)).map(|(_, product)| *product);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }

    /// The release before `release` in its line; for the first of a line, the first of the line before.
    pub(crate) fn predecessor(&self, page: SourceId) -> Option<&Release> {
        let &(product, at) = self.by_page.get(&page)?;
        let key = &self.products[product][at].key;
        let mut before = self.products[product][..at].iter().rev().filter(|release| !release.key.is_candidate());
        match key.is_minor() {
            true => before.find(|release| release.key.is_minor()),
            false => before.next().filter(|release| release.key.line() == key.line()),
        }
    }

    /// True when a page that is newer than `page`, which is dated `day`, tells more about the support of the release.
    pub(crate) fn has_later_notice(&self, product: usize, key: &VersionKey, page: SourceId, day: Option<Date>) -> bool {
        let about = || self.notices.iter().filter(|notice| notice.product == product && notice.key == *key);
        let own = about().find(|notice| notice.pages.contains(&page)).map(|notice| notice.day).or(day);
        about().any(|notice| !notice.pages.contains(&page) && own.is_none_or(|own| notice.day > own))
    }

    /// True when the product has a release of the same line.
    pub(crate) fn has_line(&self, product: usize, key: &VersionKey) -> bool {
        let Some(releases) = self.products.get(product) else { return false };
        let first = releases.partition_point(|release| release.key.line() < key.line());
        releases.get(first).is_some_and(|release| release.key.line() == key.line())
    }
}

/// The name of a product before a version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    pub(crate) name: usize,
    pub(crate) version: usize,
    pub(crate) product: usize,
}

impl PageDate {
    /// The date of a page: from its front matter, else from its path, as blogs have it.
    pub fn of(site: &Site, source: &Source) -> Option<Self> {
        let written = source.document.front_matter.as_ref().and_then(|fields| Self::of_fields(site, fields));
        written.or_else(|| {
            let day = source.key.split('/').find_map(iso_at)?;
            Some(Self { day, slack: 1, at: None, field: "".into() })
        })
    }

    fn of_fields(site: &Site, fields: &FrontMatter) -> Option<Self> {
        let own = site.releases.dates.iter().map(String::as_str);
        let names: Vec<&str> = if site.releases.dates.is_empty() { DATES.to_vec() } else { own.collect() };
        let entry = names.into_iter().find_map(|name| fields.get(name))?;
        let text = entry.value.as_str()?.trim();
        let (day, timed) = iso(text).or_else(|| {
            let found = dates(text, &[Calendar::of("en")?]);
            Some((found.first()?.day()?, false))
        })?;
        let at = Some(entry.value.span);
        Some(Self { day, slack: i8::from(timed), at, field: entry.key.value.clone() })
    }
}

/// The day that the name of a file or folder begins with.
fn iso_at(part: &str) -> Option<Date> {
    iso(part.get(..10)?).map(|(day, _)| day)
}

#[cfg(test)]
mod tests;
