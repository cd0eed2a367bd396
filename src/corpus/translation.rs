//! Which pages are translations of each other.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{LanguageId, Site, Source};
use crate::text::SourceId;

/// Index into [`super::Corpus::sets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetId(pub u32);

/// A page and its translations.
#[derive(Debug, Clone, Default)]
pub struct TranslationSet {
    /// The page in the site's original language.
    pub original: Option<SourceId>,
    /// The same page in the other languages.
    pub translations: BTreeMap<LanguageId, SourceId>,
}

/// Pages that a key brings together, with their languages, in the order of their paths.
type Group = Vec<(LanguageId, usize)>;

/// Gives a page the key by which it is paired, when it has one of this sort.
type KeyOf<'a> = dyn Fn(&Source) -> Option<String> + 'a;

/// Puts every source with a language into a set. Pages belong together
/// 1. by the key that they write (`translationKey`, or the field that the layout names), when another language writes
///    the same;
/// 2. else by the path below the language's folder, in the form it is written;
/// 3. else by that path without bundle form and extension.
///
/// Of two pages of one language with the same key the first by path has it; the other goes on to the next step.
pub(super) fn pair_up(site: &Site, sources: &mut [Source]) -> Vec<TranslationSet> {
    let mut sets: Vec<TranslationSet> = Vec::new();
    let mut waiting: Vec<usize> = (0..sources.len()).filter(|&index| sources[index].language.is_some()).collect();
    let steps: [&KeyOf<'_>; 3] =
        [&|source| site.written_key(source), &|source| Some(source.key.to_string()), &|source| {
            Some(site.layout.pairing_key(&source.key).to_owned())
        }];
    for key in steps {
        let mut groups: FxHashMap<String, Group> = FxHashMap::default();
        for &index in &waiting {
            let source = &sources[index];
            let (Some(language), Some(key)) = (source.language, key(source)) else { continue };
            let group = groups.entry(key).or_default();
            if group.iter().all(|(other, _)| *other != language) {
                group.push((language, index));
            }
        }
        let mut groups: Vec<Group> = groups.into_values().filter(|group| group.len() > 1).collect();
        groups.sort_by_key(|group| group[0].1);
        for group in groups {
            join(site, sources, group, &mut sets);
        }
        waiting.retain(|&index| sources[index].set.is_none());
    }
    attach(site, sources, &waiting, &mut sets);
    sets
}

/// Makes a set of a group.
fn join(site: &Site, sources: &mut [Source], group: Group, sets: &mut Vec<TranslationSet>) {
    let id = SetId(sets.len() as u32);
    let mut set = TranslationSet::default();
    for (language, index) in group {
        insert(site, &mut set, language, index);
        sources[index].set = Some(id);
    }
    sets.push(set);
}

/// Pages that are left join the set of their key when it has no page in their language yet, else stand alone.
fn attach(site: &Site, sources: &mut [Source], waiting: &[usize], sets: &mut Vec<TranslationSet>) {
    let mut by_key: FxHashMap<String, SetId> = FxHashMap::default();
    for source in sources.iter() {
        if let Some(id) = source.set
            && site.written_key(source).is_none()
        {
            by_key.entry(site.layout.pairing_key(&source.key).to_owned()).or_insert(id);
        }
    }
    for &index in waiting {
        let Some(language) = sources[index].language else { continue };
        let key = site.layout.pairing_key(&sources[index].key).to_owned();
        let joined = by_key.get(&key).copied().filter(|id| {
            let set = &sets[id.0 as usize];
            if language == site.original { set.original.is_none() } else { !set.translations.contains_key(&language) }
        });
        match joined {
            Some(id) => {
                insert(site, &mut sets[id.0 as usize], language, index);
                sources[index].set = Some(id);
            }
            None => join(site, sources, vec![(language, index)], sets),
        }
    }
}

fn insert(site: &Site, set: &mut TranslationSet, language: LanguageId, index: usize) {
    let page = SourceId(index as u32);
    if language == site.original {
        set.original.get_or_insert(page);
    } else {
        set.translations.entry(language).or_insert(page);
    }
}
