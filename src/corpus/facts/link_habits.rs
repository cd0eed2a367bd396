//! How the pages of each language write links to their own language: with its prefix or without.

use rayon::prelude::*;

use super::Sum;
use crate::corpus::links::{is_file, split_fragment, split_language};
use crate::corpus::{Corpus, Language, LanguageId, LinkForm, Site, Source};

/// Below this many links a share says nothing.
const FEWEST: usize = 5;
/// Below this many links one that is wrong weighs much, so that a smaller share is enough.
const FEW: usize = 10;
/// From this many links on their having a prefix without exception is a rule of the language.
const MANY: usize = 50;

/// How a language writes links to its own pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkHabit {
    /// With its prefix or without; `Auto` where neither the site nor the pages say.
    pub form: LinkForm,
    /// Practically every link to a page carries the prefix, be the page there or not.
    pub always: bool,
}

impl LinkHabit {
    /// True when a link from the root carries the prefix of the language; `there`: the language has the page. Where it has
    /// not, a link with the prefix leads nowhere until somebody translates the page, and one without it to the original:
    /// what the language does elsewhere decides.
    pub fn prefixes(self, there: bool) -> bool {
        self.form == LinkForm::Prefixed && (there || self.always)
    }
}

impl Default for LinkHabit {
    fn default() -> Self {
        Self { form: LinkForm::Auto, always: false }
    }
}

/// How the languages of a site write links, each in the order of the site's languages.
#[derive(Debug, Default)]
pub(super) struct LinkHabits {
    /// Links with the language's prefix, and without.
    counts: Vec<(usize, usize)>,
    habits: Vec<LinkHabit>,
}

impl LinkHabits {
    /// Counts the links of every page.
    pub(super) fn learn(corpus: &Corpus) -> Self {
        let site = &corpus.site;
        let found: Vec<_> = corpus.sources().par_iter().filter_map(|source| counted(site, source)).collect();
        let mut links = Self { counts: vec![(0, 0); site.languages.len()], habits: Vec::new() };
        for found in found {
            links.put(found, Sum::Add);
        }
        links.settle(site);
        links
    }

    /// Counts the links of one page.
    pub(super) fn look_at(&mut self, site: &Site, source: &Source, sum: Sum) {
        if let Some(found) = counted(site, source) {
            self.put(found, sum);
        }
    }

    fn put(&mut self, (id, (prefixed, plain)): (LanguageId, (usize, usize)), sum: Sum) {
        if let Some(total) = self.counts.get_mut(id.0 as usize) {
            sum.put(&mut total.0, prefixed);
            sum.put(&mut total.1, plain);
        }
    }

    /// Makes habits of the counts.
    pub(super) fn settle(&mut self, site: &Site) {
        let form = |language: &Language, prefixed: usize, plain: usize| match language.links {
            _ if language.prefix.is_empty() => LinkForm::Unprefixed,
            LinkForm::Auto => from_share(prefixed, plain),
            written => written,
        };
        let always = |prefixed: usize, plain: usize| prefixed >= MANY && prefixed >= (prefixed + plain) / 50 * 49;
        let habit = |(language, &(prefixed, plain)): (&Language, &(usize, usize))| LinkHabit {
            form: form(language, prefixed, plain),
            always: always(prefixed, plain),
        };
        self.habits = site.languages.iter().zip(&self.counts).map(habit).collect();
    }

    /// How a language writes links.
    pub(super) fn of(&self, language: LanguageId) -> LinkHabit {
        self.habits.get(language.0 as usize).copied().unwrap_or_default()
    }
}

/// The links of a page, when its language leaves open how they are written.
fn counted(site: &Site, source: &Source) -> Option<(LanguageId, (usize, usize))> {
    let id = source.language?;
    let language = site.language(id);
    let open = language.links != LinkForm::Unprefixed && !language.prefix.is_empty() && id != site.original;
    open.then(|| (id, count(source, language)))
}

/// How many links from the root to pages carry the language's prefix, and how many do not.
pub(super) fn count(source: &Source, language: &Language) -> (usize, usize) {
    let links = source.document.links.iter().filter(|link| !link.image);
    let roots = links.filter_map(|link| {
        let path = split_fragment(&link.destination.value).0;
        (path.starts_with('/') && !path.starts_with("//") && !is_file(path)).then_some(path)
    });
    roots.fold((0, 0), |(prefixed, plain), path| match split_language(path, language).1 {
        true => (prefixed + 1, plain),
        false => (prefixed, plain + 1),
    })
}

fn from_share(prefixed: usize, plain: usize) -> LinkForm {
    let all = prefixed + plain;
    let most = |part: usize| if all < FEW { part * 4 >= all * 3 } else { part * 10 >= all * 8 };
    if all < FEWEST {
        LinkForm::Auto
    } else if most(prefixed) {
        LinkForm::Prefixed
    } else if most(plain) {
        LinkForm::Unprefixed
    } else {
        LinkForm::Auto
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_majority_of_enough_links_decides() {
        assert_eq!(from_share(4, 0), LinkForm::Auto);
        assert_eq!(from_share(7, 2), LinkForm::Prefixed);
        assert_eq!(from_share(6, 3), LinkForm::Auto);
        assert_eq!(from_share(10, 0), LinkForm::Prefixed);
        assert_eq!(from_share(80, 20), LinkForm::Prefixed);
        assert_eq!(from_share(79, 21), LinkForm::Auto);
        assert_eq!(from_share(1, 99), LinkForm::Unprefixed);
    }
}
