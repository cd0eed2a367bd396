//! What is known of a site as a whole: gathered once from all pages, given to every check.
//!
//! Each part lives in a file of its own and looks at the pages in parallel.

mod aliases;
mod anchors;
mod change_tags;
mod evidence;
mod fields;
mod fragments;
mod link_habits;
mod pages;
pub mod releases;

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
use super::{Answers, Corpus, KindId, LanguageId, Source};

/// Facts about the whole site.
#[derive(Debug, Default)]
pub struct Facts {
    /// What each language does with the anchors of the original, by language.
    anchors: Vec<AnchorHabit>,
    /// What each language does with aliases.
    pub aliases: Aliases,
    /// What translations do with each front matter field of their originals.
    pub field_habits: FieldHabits,
    /// Which anchors pages of the site link to.
    pub fragments: Fragments,
    /// Where the pages of each language are published.
    pub pages: PageIndex,
    /// How each language writes links to its own pages.
    links: Vec<LinkHabit>,
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
    /// Looks at every page once.
    pub fn gather(corpus: &Corpus) -> Self {
        let pages = PageIndex::gather(corpus);
        Self {
            anchors: anchors::learn(corpus),
            aliases: Aliases::learn(corpus),
            field_habits: FieldHabits::learn(corpus),
            fragments: Fragments::gather(corpus, &pages),
            pages,
            links: link_habits::learn(corpus),
            fields: FieldUse::of(corpus),
            shortcodes: ShortcodeUse::of(corpus),
            item_tags: ItemTags::of(corpus),
            change_tags: ChangeTags::learn(corpus),
            external: Answers::default(),
            releases: Releases::gather(corpus),
            schemas: corpus.site.kinds.iter().map(|kind| Schema::new(kind.schema.as_ref()?).ok()).collect(),
        }
    }

    /// What a language does with the anchors of the original.
    pub fn anchors(&self, language: LanguageId) -> AnchorHabit {
        self.anchors.get(language.0 as usize).copied().unwrap_or_default()
    }

    /// How a language writes links to its own pages.
    pub fn links(&self, language: LanguageId) -> LinkHabit {
        self.links.get(language.0 as usize).copied().unwrap_or_default()
    }

    /// The schema of a kind of page; `None` when it has none, or one that is no schema.
    pub fn schema(&self, kind: KindId) -> Option<&Schema> {
        self.schemas.get(kind.0 as usize)?.as_ref()
    }
}

/// Every translation beside its original.
fn pairs(corpus: &Corpus) -> Vec<(LanguageId, &Source, &Source)> {
    let sets = corpus.sets().iter().filter_map(|set| Some((set.original?, set)));
    let pairs = sets
        .flat_map(|(original, set)| set.translations.iter().map(move |(&language, &page)| (language, original, page)));
    pairs.map(|(language, original, page)| (language, corpus.source(original), corpus.source(page))).collect()
}
