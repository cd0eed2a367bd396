//! What was probably meant by a path, a file or an anchor that is not there.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::corpus::LanguageId;
use crate::text::{SourceId, apart};

use super::{ClaimKind, PageIndex};

/// The most candidates that are compared letter by letter with one path.
const MOST: usize = 400;
/// The shortest name of which a letter more or less may be a slip.
const SHORTEST: usize = 4;
/// The longest name that is compared letter by letter.
const LONGEST: usize = 120;

/// The published pages of each language by the last part of their paths, and by the folder above it.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_name: FxHashMap<(LanguageId, Box<str>), Vec<SourceId>>,
    by_folder: FxHashMap<(LanguageId, Box<str>), Vec<SourceId>>,
}

impl PageIndex {
    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut names = Names::default();
            for (index, entry) in self.pages.iter().enumerate() {
                let id = SourceId(index as u32);
                let placed = entry.claims.iter().filter(|(_, _, kind)| *kind != ClaimKind::Alias);
                for (language, path, _) in placed {
                    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
                    names.by_name.entry((*language, name.into())).or_default().push(id);
                    names.by_folder.entry((*language, folder.into())).or_default().push(id);
                }
            }
            names
        })
    }

    /// The pages of a language whose path ends in `name`.
    pub(super) fn named(&self, language: LanguageId, name: &str) -> &[SourceId] {
        let name = name.rsplit('/').next().unwrap_or(name);
        self.names().by_name.get(&(language, name.into())).map_or(&[], Vec::as_slice)
    }

    /// The published page of a language that was most likely meant by `path`.
    pub fn nearest(&self, language: LanguageId, original: LanguageId, path: &str) -> Option<SourceId> {
        self.translated_alias(language, original, path)
            .or_else(|| self.sibling(language, path))
            .or_else(|| self.namesake(language, path))
    }

    /// The translation of the page whose alias the path is in the original's language.
    fn translated_alias(&self, language: LanguageId, original: LanguageId, path: &str) -> Option<SourceId> {
        if language == original {
            return None;
        }
        let found = self.find(original, path)?;
        let key = self.path_of(found.id);
        // A translation nearly always lies where its original does.
        let same = self.find(language, key).filter(|page| !page.alias).map(|page| page.id);
        same.filter(|id| self.original_of(*id) == Some(found.id))
    }

    /// True when the language has pages in the folder of `path`, or a page for the folder.
    pub fn has_neighbours(&self, language: LanguageId, path: &str) -> bool {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.has(language, folder) || self.names().by_folder.contains_key(&(language, folder.into()))
    }

    /// The page in the folder of `page` that one language has and that of `page` lacks, when there is exactly one, and
    /// half of the anchors of both are the same: to stand alone in a folder says little.
    pub fn only_untranslated(&self, of: LanguageId, lacking: LanguageId, page: SourceId) -> Option<SourceId> {
        let path = self.published_path(page)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let pages = self.names().by_folder.get(&(of, folder.into()))?;
        let mut open = pages.iter().filter(|id| !self.has(lacking, self.path_of(**id)));
        let first = open.next().copied()?;
        (open.all(|id| *id == first) && self.share_anchors(first, page)).then_some(first)
    }

    /// True when half of the anchors of two pages, or more, are the same.
    fn share_anchors(&self, one: SourceId, other: SourceId) -> bool {
        let (a, b) = (self.anchors_of(one), self.anchors_of(other));
        let known: FxHashSet<&str> = b.iter().map(|anchor| &**anchor).filter(|anchor| !anchor.is_empty()).collect();
        let both = a.iter().filter(|anchor| known.contains(&***anchor)).count();
        both > 0 && both * 2 >= a.len().max(b.len())
    }

    /// The page of the same folder with the most similar name.
    fn sibling(&self, language: LanguageId, path: &str) -> Option<SourceId> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let siblings = self.names().by_folder.get(&(language, folder.into()))?;
        let like = |id: &SourceId| Some((*id, last(self.published_path(*id)?)));
        nearest_of(name, siblings.iter().filter_map(like).take(MOST))
    }

    /// The page of the same name whose path has most parts in common with `path`, two of three at least, when there is
    /// one such page.
    fn namesake(&self, language: LanguageId, path: &str) -> Option<SourceId> {
        let name = last(path);
        if name.len() < 4 {
            return None;
        }
        let parts: Vec<&str> = path.split('/').collect();
        let shared = |id: &SourceId| {
            let own = self.published_path(*id)?;
            Some((own.split('/').filter(|part| parts.contains(part)).count(), *id))
        };
        let most_parts = |(count, _): &(usize, SourceId)| count * 3 >= parts.len() * 2;
        let named = self.named(language, name).iter().filter_map(shared).take(MOST);
        let mut found: Vec<(usize, SourceId)> = named.filter(most_parts).collect();
        found.sort_unstable_by_key(|(count, id)| (std::cmp::Reverse(*count), *id));
        match found[..] {
            [(_, only)] => Some(only),
            [(most, best), (next, _), ..] if most > next => Some(best),
            _ => None,
        }
    }

    /// The file of the same folder with the most similar name, as a path on the site.
    pub fn nearest_file<'a>(&'a self, url: &str) -> Option<&'a str> {
        let (wanted, extension) = last(url).rsplit_once('.')?;
        let stem = |file: &'a str| Some((file, last(file).strip_suffix(extension)?.strip_suffix('.')?));
        nearest_of(wanted, self.files.beside(url).filter_map(stem).take(MOST))
    }

    /// The anchor of a page that was most likely meant by `fragment`.
    pub fn nearest_anchor(&self, id: SourceId, fragment: &str) -> Option<&str> {
        let entry = self.pages.get(id.index())?;
        let all = || entry.anchors.iter().chain(&entry.html).map(|id| &**id).filter(|id| !id.is_empty()).take(MOST);
        if plain(fragment).next().is_some()
            && let Some(same) = all().find(|anchor| plain(anchor).eq(plain(fragment)))
        {
            return Some(same);
        }
        self.twin_anchor(id, fragment).or_else(|| nearest_of(fragment, all().map(|anchor| (anchor, anchor))))
    }

    /// The anchor of a translation that stands where its original has `fragment`.
    fn twin_anchor(&self, id: SourceId, fragment: &str) -> Option<&str> {
        let original = self.original_of(id)?;
        let (ours, theirs) = (self.anchors_of(original), self.anchors_of(id));
        let at = ours.iter().position(|anchor| **anchor == *fragment)?;
        let twin = theirs.get(at).filter(|twin| ours.len() == theirs.len() && !twin.is_empty())?;
        Some(twin)
    }
}

/// The letters and digits of an anchor, in lower case.
fn plain(anchor: &str) -> impl Iterator<Item = char> {
    anchor.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// False for names that are more than `most` letters apart because one has so many letters that the other has not,
/// wherever they stand: that is told faster than how far apart they are.
fn shares_letters(one: &str, other: &str, most: usize) -> bool {
    let mut more = [0i16; 256];
    one.bytes().for_each(|byte| more[usize::from(byte)] += 1);
    other.bytes().for_each(|byte| more[usize::from(byte)] -= 1);
    let surplus: i16 = more.iter().map(|count| count.max(&0)).sum();
    let bytes = if one.is_ascii() && other.is_ascii() { 1 } else { char::MAX.len_utf8() };
    surplus as usize <= most * bytes
}

/// The candidate whose name is most like `name`, when it is like enough: a slip of the hand, or a word more or less.
fn nearest_of<'a, T: Copy>(name: &str, candidates: impl Iterator<Item = (T, &'a str)>) -> Option<T> {
    if name.chars().count() < SHORTEST || name.len() > LONGEST {
        return None;
    }
    let length = name.chars().count();
    let most = 1 + length / 5;
    // Another number is another release, not a slip.
    let same_digits =
        |other: &str| other.bytes().filter(u8::is_ascii_digit).eq(name.bytes().filter(u8::is_ascii_digit));
    let distance = |other: &str| {
        let close = other.len() <= LONGEST && other.chars().count().abs_diff(length) <= most;
        let like = close && same_digits(other) && shares_letters(name, other, most);
        if like { apart::distance(name, other) } else { usize::MAX }
    };
    let scored = candidates.map(|(candidate, other)| (distance(other), candidate));
    scored.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, found)| found)
}
