//! What each language does with aliases: the form it writes them in, and whether it keeps those of the original.

use rustc_hash::FxHashSet;

use super::{PairOfPages, Sum};
use crate::corpus::links::{split_language, url_path};
use crate::corpus::{AliasForm, Language, LanguageId, Site, Source};
use crate::document::Node;
use crate::syntax::{HugoVersion, Slugger};

/// What a language does with aliases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AliasHabit {
    /// They carry the language's prefix, as generators need that publish an alias as it is written.
    pub prefixed: bool,
    /// A prefix would be doubled, because the generator adds it.
    pub prefix_is_added: bool,
    /// The language leaves out the aliases of the original by habit.
    pub dropped: bool,
}

/// What each language does with aliases.
#[derive(Debug, Default)]
pub struct Aliases {
    counts: Vec<Counts>,
    by_language: Vec<AliasHabit>,
}

/// Below this many aliases a share says nothing.
const FEW: usize = 10;
/// The first Hugo that adds the language to absolute aliases.
const ADDS_PREFIX: HugoVersion = HugoVersion { minor: 155, patch: 0 };

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    prefixed: usize,
    plain: usize,
    kept: usize,
    lost: usize,
}

impl Aliases {
    /// No alias counted yet.
    pub(super) fn none(site: &Site) -> Self {
        Self { counts: vec![Counts::default(); site.languages.len()], by_language: Vec::new() }
    }

    /// Counts the aliases of one translation.
    pub(super) fn look_at(&mut self, site: &Site, (id, original, translation): PairOfPages<'_>, sum: Sum) {
        let Some(total) = self.counts.get_mut(id.0 as usize) else { return };
        let counted = count(original, translation, site.language(site.original), site.language(id));
        sum.put(&mut total.prefixed, counted.prefixed);
        sum.put(&mut total.plain, counted.plain);
        sum.put(&mut total.kept, counted.kept);
        sum.put(&mut total.lost, counted.lost);
    }

    /// Makes habits of the counts.
    pub(super) fn settle(&mut self, site: &Site) {
        let version = match site.dialect.slugger {
            Slugger::HugoGithub(version) | Slugger::HugoGithubAscii(version) | Slugger::HugoBlackfriday(version) => {
                Some(version)
            }
            _ => None,
        };
        let habits =
            site.languages.iter().zip(&self.counts).map(|(language, &counts)| habit(language, counts, version));
        self.by_language = habits.collect();
    }

    /// What a language does.
    pub fn of(&self, language: LanguageId) -> AliasHabit {
        self.by_language.get(language.0 as usize).copied().unwrap_or_default()
    }
}

fn habit(language: &Language, counts: Counts, version: Option<HugoVersion>) -> AliasHabit {
    let Counts { prefixed, plain, kept, lost } = counts;
    let written = prefixed + plain;
    let needed = version.is_some_and(|version| version < ADDS_PREFIX);
    let learned = match language.aliases {
        AliasForm::Prefixed => true,
        AliasForm::Same => false,
        AliasForm::Auto if written >= FEW && prefixed * 10 >= written * 8 => true,
        AliasForm::Auto if written >= FEW && plain * 10 >= written * 8 => false,
        AliasForm::Auto => needed,
    };
    let prefixed = learned && !language.prefix.is_empty();
    AliasHabit {
        prefixed,
        prefix_is_added: !prefixed && version.is_some_and(|version| version >= ADDS_PREFIX),
        dropped: kept + lost >= FEW && lost > kept,
    }
}

fn count(original: &Source, translation: &Source, source: &Language, target: &Language) -> Counts {
    let mut counts = Counts::default();
    let theirs = aliases_of(translation);
    let (prefixed, plain) = forms(translation, target);
    counts.prefixed += prefixed;
    counts.plain += plain;
    let ours = aliases_of(original);
    if ours.is_empty() {
        return counts;
    }
    let kept: FxHashSet<String> =
        theirs.iter().filter_map(Node::as_str).map(|alias| alias_path(alias, target)).collect();
    for alias in ours.iter().filter_map(Node::as_str) {
        if kept.contains(&alias_path(alias, source)) {
            counts.kept += 1;
        } else {
            counts.lost += 1;
        }
    }
    counts
}

/// How many absolute aliases of a page carry the language's prefix, and how many do not.
pub(super) fn forms(page: &Source, language: &Language) -> (usize, usize) {
    let aliases = aliases_of(page).iter().filter_map(Node::as_str).filter(|alias| alias.starts_with('/'));
    aliases.fold((0, 0), |(prefixed, plain), alias| match split_language(alias, language).1 {
        true => (prefixed + 1, plain),
        false => (prefixed, plain + 1),
    })
}

fn aliases_of(source: &Source) -> &[Node] {
    let entry = source.document.front_matter.as_ref().and_then(|front_matter| front_matter.get("aliases"));
    entry.map_or(&[], |entry| entry.value.items())
}

/// What an alias stands for in any language: its path without the language. Aliases of two languages with the same
/// path are each other's twins.
pub fn alias_path(alias: &str, language: &Language) -> String {
    let alias = alias.trim();
    if alias.starts_with('/') { url_path(&split_language(alias, language).0) } else { format!("./{}", url_path(alias)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{AnchorPolicy, LinkForm};

    const OLD: Option<HugoVersion> = Some(HugoVersion { minor: 147, patch: 9 });
    const NEW: Option<HugoVersion> = Some(HugoVersion { minor: 155, patch: 0 });

    fn zh(aliases: AliasForm) -> Language {
        let (anchors, links) = (AnchorPolicy::Auto, LinkForm::Auto);
        Language { tag: "zh".into(), bcp47: "zh".into(), prefix: "/zh".into(), anchors, links, aliases }
    }

    #[test]
    fn the_version_decides_where_the_pages_do_not() {
        let few = Counts { prefixed: 0, plain: 1, kept: 1, lost: 0 };
        assert!(habit(&zh(AliasForm::Auto), few, OLD).prefixed);
        assert!(!habit(&zh(AliasForm::Auto), few, NEW).prefixed);
        assert!(habit(&zh(AliasForm::Auto), few, NEW).prefix_is_added);
        assert!(!habit(&zh(AliasForm::Auto), few, None).prefixed);
        assert!(!habit(&zh(AliasForm::Same), few, OLD).prefixed);
    }

    #[test]
    fn the_pages_decide_where_there_are_many() {
        let many = Counts { prefixed: 90, plain: 10, kept: 40, lost: 60 };
        assert!(habit(&zh(AliasForm::Auto), many, NEW).prefixed);
        assert!(habit(&zh(AliasForm::Auto), many, NEW).dropped);
    }

    #[test]
    fn twins_have_one_path() {
        let language = zh(AliasForm::Auto);
        for alias in ["/zh/news/a", "/news/a/", "/News/A", "/zh/news/a/index.html", "/zh/news/a.html"] {
            assert_eq!(alias_path(alias, &language), "news/a", "{alias}");
        }
        assert_eq!(alias_path("/latest/zh/a", &language), alias_path("/zh/latest/a", &language));
        assert_eq!(alias_path("old-name", &language), "./old-name");
    }
}
