//! How the pages of each language write links to their own language: with its prefix or without.

use rayon::prelude::*;

use crate::corpus::links::{is_file, split_fragment, split_language};
use crate::corpus::{Corpus, Language, LinkForm, Source};

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

impl Default for LinkHabit {
    fn default() -> Self {
        Self { form: LinkForm::Auto, always: false }
    }
}

/// One habit for each language, in the order of the site's languages.
pub(super) fn learn(corpus: &Corpus) -> Vec<LinkHabit> {
    let site = &corpus.site;
    let of_page = |source: &Source| {
        let id = source.language?;
        let language = site.language(id);
        let open = language.links != LinkForm::Unprefixed && !language.prefix.is_empty() && id != site.original;
        open.then(|| (id, count(source, language)))
    };
    let found: Vec<_> = corpus.sources().par_iter().filter_map(of_page).collect();
    let mut counts = vec![(0, 0); site.languages.len()];
    for (id, (prefixed, plain)) in found {
        let sum: &mut (usize, usize) = &mut counts[id.0 as usize];
        *sum = (sum.0 + prefixed, sum.1 + plain);
    }
    let form = |(language, (prefixed, plain)): (&Language, (usize, usize))| match language.links {
        _ if language.prefix.is_empty() => LinkForm::Unprefixed,
        LinkForm::Auto => from_share(prefixed, plain),
        written => written,
    };
    let always = |prefixed: usize, plain: usize| prefixed >= MANY && prefixed >= (prefixed + plain) / 50 * 49;
    let habits = site.languages.iter().zip(counts);
    habits
        .map(|(language, count)| LinkHabit { form: form((language, count)), always: always(count.0, count.1) })
        .collect()
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
