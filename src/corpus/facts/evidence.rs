//! What the habits of languages were learned from, in numbers: for people who want to see why.

use super::{Habits, aliases, anchors, link_habits, pairs};
use crate::corpus::{Corpus, LanguageId};

/// What was counted in the pages of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Pages.
    pub pages: usize,
    /// Pages with an original.
    pub pairs: usize,
    /// Headings with a written id.
    pub written_ids: usize,
    /// Headings with an id of their own language.
    pub own_ids: usize,
    /// Links to pages with the language's prefix.
    pub prefixed_links: usize,
    /// Links to pages without one.
    pub plain_links: usize,
    /// Aliases with the language's prefix.
    pub prefixed_aliases: usize,
    /// Aliases without one.
    pub plain_aliases: usize,
}

impl Evidence {
    /// Counts for each language of the site, in their order.
    pub fn of(corpus: &Corpus) -> Vec<Self> {
        let site = &corpus.site;
        let mut all = vec![Self::default(); site.languages.len()];
        for source in corpus.sources() {
            let Some(id) = source.language else { continue };
            let language = site.language(id);
            let evidence = &mut all[id.0 as usize];
            evidence.pages += 1;
            if id != site.original && !language.prefix.is_empty() {
                let (prefixed, plain) = link_habits::count(source, language);
                evidence.prefixed_links += prefixed;
                evidence.plain_links += plain;
                let (prefixed, plain) = aliases::forms(source, language);
                evidence.prefixed_aliases += prefixed;
                evidence.plain_aliases += plain;
            }
        }
        for (id, original, translation) in pairs(corpus) {
            let anchors::Count { written, own, .. } = anchors::count(original, translation);
            let evidence = &mut all[id.0 as usize];
            evidence.pairs += 1;
            evidence.written_ids += written;
            evidence.own_ids += own;
        }
        all
    }
}

/// What languages do with a front matter field of their originals, all languages together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEvidence {
    /// The field.
    pub name: Box<str>,
    /// In each language that has it.
    pub languages: Vec<(LanguageId, Habits)>,
}

impl FieldEvidence {
    /// The top-level fields of originals that have a translation, by name.
    pub fn of(corpus: &Corpus, habits: &super::FieldHabits) -> Vec<Self> {
        let mut names: Vec<Box<str>> = pairs(corpus)
            .iter()
            .filter_map(|(_, original, _)| original.document.front_matter.as_ref())
            .flat_map(|front_matter| front_matter.entries().iter().map(|entry| entry.key.value.clone()))
            .collect();
        names.sort_unstable();
        names.dedup();
        let languages =
            (0..corpus.site.languages.len() as u16).map(LanguageId).filter(|id| *id != corpus.site.original);
        let languages: Vec<LanguageId> = languages.collect();
        let of = |name: Box<str>| {
            let found = languages.iter().map(|&id| (id, habits.habit(id, &name)));
            let languages = found.filter(|(_, habit)| *habit != Habits::default()).collect();
            Self { name, languages }
        };
        names.into_iter().map(of).collect()
    }
}
