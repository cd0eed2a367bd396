//! What each language does with the anchors of the original.

use rustc_hash::FxHashSet;

use super::{PairOfPages, Sum};
use crate::corpus::{AnchorPolicy, Language, LanguageId, Site, Source};
use crate::syntax::ExplicitIds;

/// What a language does with the anchors of the original, as its pages show it or the site says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnchorHabit {
    /// Headings keep the original's ids, written out: one without is a slip.
    #[default]
    Preserve,
    /// Some do: only ids that are written out are compared.
    Written,
    /// Headings have ids of their own language: a written id is compared only when it was plainly meant to be the original's.
    Localized,
}

/// Below this many headings the share says little, and half is enough.
const FEW: usize = 10;

/// The headings of translations.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    /// With a written id.
    pub(super) written: usize,
    /// With an id of their own that no heading of the original has.
    pub(super) own: usize,
    /// With attributes.
    attributes: usize,
    /// Of those, without a blank before them.
    tight: usize,
}

/// What the languages of a site do with anchors, each in the order of the site's languages.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    counts: Vec<Count>,
    habits: Vec<AnchorHabit>,
}

impl Anchors {
    /// No heading counted yet.
    pub(super) fn none(site: &Site) -> Self {
        Self { counts: vec![Count::default(); site.languages.len()], habits: Vec::new() }
    }

    /// Counts the headings of one translation.
    pub(super) fn look_at(&mut self, (language, original, translation): PairOfPages<'_>, sum: Sum) {
        let found = count(original, translation);
        if let Some(total) = self.counts.get_mut(language.0 as usize) {
            sum.put(&mut total.written, found.written);
            sum.put(&mut total.own, found.own);
            sum.put(&mut total.attributes, found.attributes);
            sum.put(&mut total.tight, found.tight);
        }
    }

    /// Makes habits of the counts.
    pub(super) fn settle(&mut self, site: &Site) {
        let habit = |(language, &Count { written, own, .. }): (&Language, &Count)| match language.anchors {
            _ if site.dialect.explicit_ids == ExplicitIds::None => AnchorHabit::Localized,
            AnchorPolicy::Preserve => AnchorHabit::Preserve,
            AnchorPolicy::Localized => AnchorHabit::Localized,
            AnchorPolicy::Auto => from_share(written, written + own),
        };
        self.habits = site.languages.iter().zip(&self.counts).map(habit).collect();
    }

    /// What a language does.
    pub(super) fn of(&self, language: LanguageId) -> AnchorHabit {
        self.habits.get(language.0 as usize).copied().unwrap_or_default()
    }

    /// True when most headings of a language have no blank before their attributes.
    pub(super) fn are_tight(&self, language: LanguageId) -> bool {
        self.counts.get(language.0 as usize).is_some_and(|count| count.tight * 2 > count.attributes)
    }
}

/// Counts the headings of a translation. One whose text gives the original's id without more ado is none with an id of its
/// own.
pub(super) fn count(original: &Source, translation: &Source) -> Count {
    let headings = &translation.document.headings;
    let text = &translation.text;
    let mut count = Count::default();
    for heading in headings {
        count.written += usize::from(heading.explicit.is_some());
        if let Some(list) = heading.attributes {
            count.attributes += 1;
            count.tight += usize::from(!text[..list.start as usize].ends_with([' ', '\t']));
        }
    }
    if count.written == headings.len() {
        return count;
    }
    let ids: FxHashSet<&str> = original.document.headings.iter().filter_map(|heading| heading.id.as_deref()).collect();
    let derived = headings.iter().filter(|heading| heading.explicit.is_none());
    count.own = derived.filter_map(|heading| heading.id.as_deref()).filter(|id| !ids.contains(id)).count();
    count
}

fn from_share(written: usize, all: usize) -> AnchorHabit {
    if written * 10 >= all * 8 || (all < FEW && written * 2 >= all) {
        AnchorHabit::Preserve
    } else if written * 10 >= all * 2 {
        AnchorHabit::Written
    } else {
        AnchorHabit::Localized
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_written_ids_decides() {
        assert_eq!(from_share(0, 0), AnchorHabit::Preserve);
        assert_eq!(from_share(80, 100), AnchorHabit::Preserve);
        assert_eq!(from_share(79, 100), AnchorHabit::Written);
        assert_eq!(from_share(20, 100), AnchorHabit::Written);
        assert_eq!(from_share(19, 100), AnchorHabit::Localized);
        assert_eq!(from_share(3, 6), AnchorHabit::Preserve);
    }
}
