//! How ids are kept apart on a page.

use rustc_hash::FxHashMap;

use crate::syntax::{ExplicitIds, Slugger};

/// How many neighbours of a taken id are tried one by one before the search jumps past all that were ever given.
/// It matters only for pages made to be slow: equal headings go on from the last number without a search.
const NEIGHBOURS: u32 = 64;

/// How a generator tells equal ids apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `x-1`, `x-2`: the first that is free.
    Dash,
    /// `x-1`, `x-2`: only equal headings are counted, so that `X`, `X`, `X-1` yields `x-1` twice, as in kramdown.
    Count,
    /// `x_1`, `x_2`, and after `x_2` comes `x_3`, as in Python-Markdown.
    Underscore,
    /// `id1`, `id2` for anything that is taken or empty, as in docutils.
    Numbered,
}

/// The ids of one scope, in the order in which the generator meets the headings.
#[derive(Debug, Clone)]
pub struct Ids {
    style: Style,
    registers: bool,
    /// Every id that is taken, with the last number that was tried after it.
    taken: FxHashMap<Box<str>, u32>,
    /// For ids in the underscore style: the highest number given, by what stands before it.
    highest: FxHashMap<Box<str>, u32>,
    numbered: u32,
}

impl Ids {
    /// No ids yet.
    pub fn new(slugger: Slugger, explicit: ExplicitIds) -> Self {
        let style = match slugger {
            Slugger::Kramdown | Slugger::KramdownGfm => Style::Count,
            Slugger::PythonMarkdown | Slugger::PythonMarkdownUnicode | Slugger::PymdownxLower => Style::Underscore,
            Slugger::Docutils => Style::Numbered,
            _ => Style::Dash,
        };
        // Docusaurus, the MDX generators and kramdown make ids unique where they derive them; a written id never
        // passes there.
        let registers = !matches!(explicit, ExplicitIds::Docusaurus | ExplicitIds::Mdx | ExplicitIds::Kramdown);
        Self { style, registers, taken: FxHashMap::default(), highest: FxHashMap::default(), numbered: 0 }
    }

    /// True when all written ids of the page are to be registered before the first is derived, for the generator
    /// collects them first.
    pub fn wants_written_first(&self) -> bool {
        self.style == Style::Underscore
    }

    /// Takes note of a written id. It is never changed, and two equal ones stay equal.
    pub fn register(&mut self, id: &str) {
        if self.registers && !self.taken.contains_key(id) {
            self.take(id.into());
        }
    }

    /// The id of a heading whose text yields `slug`.
    pub fn unique(&mut self, slug: String) -> Box<str> {
        let id = match self.style {
            Style::Dash => self.dash(slug),
            Style::Count => return self.count(slug),
            Style::Underscore => self.underscore(slug),
            Style::Numbered => self.number(slug),
        };
        self.take(id.clone());
        id
    }

    fn take(&mut self, id: Box<str>) {
        if self.style == Style::Underscore
            && let Some((base, number)) = numbered(&id)
        {
            let highest = self.highest.entry(base.into()).or_default();
            *highest = number.max(*highest);
        }
        self.taken.insert(id, 0);
    }

    fn dash(&mut self, slug: String) -> Box<str> {
        let Some(&last) = self.taken.get(slug.as_str()) else {
            return slug.into();
        };
        let mut number = last;
        loop {
            number += 1;
            let id = format!("{slug}-{number}");
            if !self.taken.contains_key(id.as_str()) {
                self.taken.insert(slug.into(), number);
                return id.into();
            }
        }
    }

    fn count(&mut self, slug: String) -> Box<str> {
        let times = self.taken.entry(slug.as_str().into()).and_modify(|times| *times += 1).or_insert(0);
        if *times == 0 { slug.into() } else { format!("{slug}-{times}").into() }
    }

    fn underscore(&mut self, slug: String) -> Box<str> {
        if !slug.is_empty() && !self.taken.contains_key(slug.as_str()) {
            return slug.into();
        }
        let last = self.taken.get(slug.as_str()).copied().unwrap_or(0);
        let (base, first) = numbered(&slug).unwrap_or((&slug, 0));
        let mut number = first.max(last);
        for _ in 0..NEIGHBOURS {
            number = number.saturating_add(1);
            let id = format!("{base}_{number}");
            if !self.taken.contains_key(id.as_str()) {
                self.taken.insert(slug.into(), number);
                return id.into();
            }
        }
        number = self.highest.get(base).map_or(number, |&highest| number.max(highest)).saturating_add(1);
        let id = format!("{base}_{number}").into();
        self.taken.insert(slug.into(), number);
        id
    }

    fn number(&mut self, slug: String) -> Box<str> {
        if !slug.is_empty() && !self.taken.contains_key(slug.as_str()) {
            return slug.into();
        }
        loop {
            self.numbered += 1;
            let id = format!("id{}", self.numbered);
            if !self.taken.contains_key(id.as_str()) {
                return id.into();
            }
        }
    }
}

/// `x_12` as `x` and 12.
fn numbered(id: &str) -> Option<(&str, u32)> {
    let (base, digits) = id.rsplit_once('_')?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((base, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(slugger: Slugger, explicit: ExplicitIds, headings: &[&str]) -> Vec<String> {
        let mut ids = Ids::new(slugger, explicit);
        headings
            .iter()
            .map(|heading| match heading.strip_prefix('#') {
                Some(written) => {
                    ids.register(written);
                    written.to_owned()
                }
                None => ids.unique((*heading).to_owned()).into(),
            })
            .collect()
    }

    #[test]
    fn equal_ids_are_told_apart_as_each_generator_does() {
        let hugo = |headings: &[&str]| ids(Slugger::default(), ExplicitIds::Goldmark, headings);
        assert_eq!(hugo(&["dup", "dup", "dup"]), ["dup", "dup-1", "dup-2"]);
        assert_eq!(hugo(&["dup-1", "dup", "dup"]), ["dup-1", "dup", "dup-2"]);
        assert_eq!(hugo(&["#dup", "dup", "#dup", "dup"]), ["dup", "dup-1", "dup", "dup-2"]);
        assert_eq!(hugo(&["dup", "dup-1", "dup"]), ["dup", "dup-1", "dup-2"]);
        let docusaurus = ids(Slugger::GithubSlugger, ExplicitIds::Docusaurus, &["#a", "a", "a"]);
        assert_eq!(docusaurus, ["a", "a", "a-1"]);
        let python = ids(Slugger::PythonMarkdown, ExplicitIds::AttrList, &["a", "a", "a_1", "", "", "a_x", "a_x"]);
        assert_eq!(python, ["a", "a_1", "a_2", "_1", "_2", "a_x", "a_x_1"]);
        assert_eq!(ids(Slugger::Docutils, ExplicitIds::None, &["a", "a", "", "b"]), ["a", "id1", "id2", "b"]);
        assert_eq!(ids(Slugger::Kramdown, ExplicitIds::Kramdown, &["a", "a", "a-1"]), ["a", "a-1", "a-1"]);
    }
}
