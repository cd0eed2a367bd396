//! What is known of a site as a whole: gathered once from all pages, given to every check.
//!
//! Each part lives in a file of its own. Every part is a sum of what single pages, or pages beside their originals, show;
//! so when one page gets another text, what it showed is taken back and what it shows now is added ([`Facts::replace`]),
//! and the sum is the same as if all pages had been looked at again.

mod aliases;
mod anchors;
mod change_tags;
mod evidence;
mod fields;
mod fragments;
mod link_habits;
mod pages;
pub mod releases;
mod shown;

pub use aliases::{AliasHabit, Aliases, alias_path};
pub use anchors::AnchorHabit;
pub use change_tags::{ChangeTags, lead, lead_word};
pub use evidence::{Evidence, FieldEvidence};
use fields::FieldHabit as Habits;
pub use fields::{FieldHabit, FieldHabits, same_value};
pub use fragments::Fragments;
pub use link_habits::LinkHabit;
pub use pages::{ClaimKind, Contest, FoundPage, Offer, PageIndex, Reach};
pub use releases::Releases;

use super::habits::{FieldUse, ItemTags, ShortcodeUse};
use super::schema::Schema;
use super::{Answers, Corpus, KindId, LanguageId, Site, Source};
use crate::text::SourceId;
use anchors::Anchors;
use link_habits::LinkHabits;
use releases::Contribution;

/// Facts about the whole site.
#[derive(Debug, Default)]
pub struct Facts {
    /// What each language does with the anchors of the original, by language.
    anchors: Anchors,
    /// What each language does with aliases.
    pub aliases: Aliases,
    /// What translations do with each front matter field of their originals.
    pub field_habits: FieldHabits,
    /// Which anchors pages of the site link to.
    pub fragments: Fragments,
    /// Where the pages of each language are published.
    pub pages: PageIndex,
    /// How each language writes links to its own pages.
    links: LinkHabits,
    /// Which front matter fields the pages have.
    pub fields: FieldUse,
    /// Which shortcodes the pages call.
    pub shortcodes: ShortcodeUse,
    /// With which words in strong emphasis list items begin.
    pub item_tags: ItemTags,
    /// How each language translates the lead words of change notes.
    pub change_tags: ChangeTags,
    /// What other sites have answered; empty unless somebody has asked them.
    pub external: Answers,
    /// The releases that pages announce and data files list.
    pub releases: Releases,
    schemas: Vec<Option<Schema>>,
}

impl Facts {
    /// Looks at every page. What is counted one page after the other is counted together: the pages are far more than a
    /// processor's cache holds.
    pub fn gather(corpus: &Corpus) -> Self {
        let (site, pages) = (&corpus.site, PageIndex::gather(corpus));
        let mut facts = Self {
            anchors: Anchors::none(site),
            aliases: Aliases::none(site),
            field_habits: FieldHabits::none(site),
            fragments: Fragments::gather(corpus, &pages),
            pages,
            links: LinkHabits::learn(corpus),
            change_tags: ChangeTags::learn(corpus),
            releases: Releases::gather(corpus),
            schemas: site.kinds.iter().map(|kind| Schema::new(kind.schema.as_ref()?).ok()).collect(),
            ..Self::default()
        };
        corpus.sources().iter().for_each(|source| facts.count_page(source, Sum::Add));
        pairs(corpus).into_iter().for_each(|pair| facts.count_pair(site, pair, Sum::Add));
        facts.anchors.settle(site);
        facts.aliases.settle(site);
        facts
    }

    /// Puts a page with a new text in the place of the one that `id` had, and follows what that changes. The page keeps
    /// its path; which page translates which must stay as it is.
    pub(super) fn replace(&mut self, corpus: &mut Corpus, id: SourceId, new: Source) -> Effect {
        let old = corpus.source(id);
        let same_front_matter = shown::same_front_matter(old, &new);
        if same_front_matter && shown::same_body(&corpus.site, id, old, &new) {
            corpus.put(id, new);
            return Effect::Inside;
        }
        self.count(corpus, id, Sum::TakeBack);
        self.fragments.count(corpus, &self.pages, id, Sum::TakeBack);
        let announced = Contribution::of(&corpus.site, id, corpus.source(id));
        corpus.put(id, new);
        if announced != Contribution::of(&corpus.site, id, corpus.source(id)) {
            self.releases = Releases::gather(corpus);
        }
        self.count(corpus, id, Sum::Add);
        let same_address = self.pages.update(corpus, id);
        if same_address {
            self.fragments.count(corpus, &self.pages, id, Sum::Add);
        } else {
            // The page is reached by other paths than before: any link of the site may lead elsewhere now.
            self.fragments = Fragments::gather(corpus, &self.pages);
        }
        self.anchors.settle(&corpus.site);
        self.aliases.settle(&corpus.site);
        self.links.settle(&corpus.site);
        if same_front_matter && same_address { Effect::Shown } else { Effect::Placed }
    }

    /// Counts what a page shows by itself and beside its original or translations.
    fn count(&mut self, corpus: &Corpus, id: SourceId, sum: Sum) {
        let source = corpus.source(id);
        self.links.look_at(&corpus.site, source, sum);
        self.count_page(source, sum);
        for pair in pairs_with(corpus, id) {
            self.count_pair(&corpus.site, pair, sum);
            self.change_tags.look_at(pair, sum);
        }
    }

    fn count_page(&mut self, source: &Source, sum: Sum) {
        self.fields.look_at(source, sum);
        self.shortcodes.look_at(source, sum);
        self.item_tags.look_at(source, sum);
    }

    fn count_pair(&mut self, site: &Site, pair: PairOfPages<'_>, sum: Sum) {
        self.anchors.look_at(pair, sum);
        self.aliases.look_at(site, pair, sum);
        self.field_habits.look_at(pair, sum);
    }

    /// True when most headings of a language have no blank between their text and their attributes.
    pub fn has_tight_ids(&self, language: LanguageId) -> bool {
        self.anchors.are_tight(language)
    }

    /// What a language does with the anchors of the original.
    pub fn anchors(&self, language: LanguageId) -> AnchorHabit {
        self.anchors.of(language)
    }

    /// How a language writes links to its own pages.
    pub fn links(&self, language: LanguageId) -> LinkHabit {
        self.links.of(language)
    }

    /// The schema of a kind of page; `None` when it has none, or one that is no schema.
    pub fn schema(&self, kind: KindId) -> Option<&Schema> {
        self.schemas.get(kind.0 as usize)?.as_ref()
    }
}

/// How far an edit of a page reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// To the page, and to pages that are compared with it.
    Inside,
    /// What is known of the site may have changed, and with it what is found on any page.
    Shown,
    /// Its front matter or its addresses have changed: what is found about the site as a whole may be another.
    Placed,
    /// Other pages belong together now.
    Regrouped,
}

/// Whether what a page shows is added to what is known, or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    /// Added.
    Add,
    /// Taken back: the page showed it before and was added then.
    TakeBack,
}

impl Sum {
    /// Counts `part` in `total`.
    pub(super) fn put(self, total: &mut usize, part: usize) {
        *total = match self {
            Sum::Add => *total + part,
            Sum::TakeBack => total.saturating_sub(part),
        };
    }

    /// Counts one more or one less.
    pub(super) fn one(self, total: &mut u32) {
        *total = match self {
            Sum::Add => *total + 1,
            Sum::TakeBack => total.saturating_sub(1),
        };
    }
}

/// A translation beside its original.
type PairOfPages<'a> = (LanguageId, &'a Source, &'a Source);

/// The pairs that a page belongs to: as the original those with all its translations, as a translation one.
fn pairs_with(corpus: &Corpus, id: SourceId) -> Vec<PairOfPages<'_>> {
    let Some(set) = corpus.set_of(id) else { return Vec::new() };
    let Some(original) = set.original else { return Vec::new() };
    let of_page = set.translations.iter().filter(|&(_, &page)| original == id || page == id);
    of_page.map(|(&language, &page)| (language, corpus.source(original), corpus.source(page))).collect()
}

/// Every translation beside its original.
fn pairs(corpus: &Corpus) -> Vec<PairOfPages<'_>> {
    let sets = corpus.sets().iter().filter_map(|set| Some((set.original?, set)));
    let pairs = sets
        .flat_map(|(original, set)| set.translations.iter().map(move |(&language, &page)| (language, original, page)));
    pairs.map(|(language, original, page)| (language, corpus.source(original), corpus.source(page))).collect()
}
