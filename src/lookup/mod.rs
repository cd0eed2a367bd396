//! What an editor asks about a site, free of any protocol: what is under the cursor, where its counterpart is, who uses
//! it, what could stand there, how a page is built, and what would mend it.

pub mod allow;
pub mod anchors;
pub mod complete;
pub mod counterpart;
pub mod cursor;
pub mod fields;
pub mod missing;
pub mod outline;
pub mod targets;

#[cfg(test)]
mod tests;

use crate::corpus::{Corpus, Facts};
use crate::rules::{Page, RuleSet};
use crate::text::SourceId;

/// What is asked about.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The pages.
    pub corpus: &'a Corpus,
    /// What is known of them as a whole.
    pub facts: &'a Facts,
    /// The rules of the site.
    pub rules: &'a RuleSet,
}

impl<'a> View<'a> {
    /// One page with what is known of its site.
    pub fn page(self, id: SourceId) -> Page<'a> {
        Page::new(self.corpus, self.facts, id)
    }

    /// The text of a page.
    pub fn text(self, id: SourceId) -> &'a str {
        &self.corpus.source(id).text
    }

    /// The page in every language, `id` first.
    pub fn family(self, id: SourceId) -> Vec<SourceId> {
        let set = self.corpus.set_of(id);
        let others = set.into_iter().flat_map(|set| set.original.into_iter().chain(set.translations.values().copied()));
        std::iter::once(id).chain(others.filter(move |&other| other != id)).collect()
    }
}
