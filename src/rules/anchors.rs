//! What is wrong with the anchors of a translation: shared by the checks for missing and for different ones.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::corpus::facts::AnchorHabit;
use crate::corpus::headings::same_letters;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Heading, ProblemKind};
use crate::syntax::ExplicitIds;
use crate::text::apart;

use super::check::{Page, Pair};

/// A heading of a translation that does not have the id of its original.
pub(super) struct WrongAnchor<'a> {
    /// In the original.
    pub(super) original: &'a Heading,
    /// In the translation.
    pub(super) heading: &'a Heading,
    /// The id that the original is published with.
    pub(super) expected: &'a str,
}

/// What is wrong with the anchors of one translation, with what is needed to mend it.
pub(super) struct WrongAnchors<'a> {
    /// The headings that should have another id, in document order.
    pub(super) all: Vec<WrongAnchor<'a>>,
    /// The first heading of the translation that has each id.
    holders: FxHashMap<&'a str, &'a Heading>,
    /// Where in `all` a heading stands, by the start of its span.
    places: FxHashMap<u32, usize>,
    /// What HTML tags of the translation offer as `id` or `name`.
    html: FxHashSet<&'a str>,
}

impl<'a> WrongAnchors<'a> {
    /// Compares the headings of a pair.
    pub(super) fn of(pair: &Pair<'a>) -> Self {
        let mut all = differing(pair);
        let (mut holders, mut places, mut html) = Default::default();
        if !all.is_empty() {
            keep_certain(pair, &mut all);
            holders = holders_of(&pair.translation);
            places = all.iter().enumerate().map(|(at, wrong)| (wrong.heading.span.start, at)).collect();
            html = html_ids(&pair.translation);
        }
        Self { all, holders, places, html }
    }

    /// True when something on the translated page already answers to `#id`.
    pub(super) fn offers(&self, id: &str) -> bool {
        self.holders.contains_key(id) || self.html_offers(id)
    }

    /// True when an HTML tag of the translated page answers to `#id`.
    pub(super) fn html_offers(&self, id: &str) -> bool {
        self.html.contains(id)
    }

    /// The edits that give a heading its id. When another heading of the page holds that id and is itself to get another
    /// one, its edit goes with them, so that no id is there twice in between; `None` when that cannot be done.
    pub(super) fn edits(&self, pair: &Pair<'_>, first: usize) -> Option<(Applicability, Vec<Edit>)> {
        let page = &pair.translation;
        let (mut edits, mut chain, mut applicability) = (Vec::new(), vec![first], Applicability::Safe);
        while let Some(&at) = chain.last() {
            let WrongAnchor { heading, expected, .. } = &self.all[at];
            edits.push(edit(page, heading, expected)?);
            if is_linked(pair, heading) {
                applicability = Applicability::Unsafe;
            }
            let Some(holder) = self.holders.get(expected) else { break };
            match self.places.get(&holder.span.start) {
                Some(next) if chain.contains(next) => break,
                Some(&next) if chain.len() < LONGEST_CHAIN => chain.push(next),
                _ if holder.explicit.is_none() => {
                    applicability = Applicability::Unsafe;
                    break;
                }
                _ => return None,
            }
        }
        edits.sort_by_key(|edit| edit.location.span);
        Some((applicability, edits))
    }
}

/// Headings whose id is not the original's though it should be.
fn differing<'a>(pair: &Pair<'a>) -> Vec<WrongAnchor<'a>> {
    let habit = pair.translation.facts.anchors(pair.language_id);
    let kept = habit == AnchorHabit::Written && keeps_ids(pair);
    let wrong = pair.headings().filter_map(|(original, heading)| {
        let expected = original.id.as_deref().filter(|id| !id.is_empty() && !original.unstable)?;
        let differs = heading.id.as_deref() != Some(expected);
        let counts = match (&heading.explicit, habit) {
            (Some(_), AnchorHabit::Preserve | AnchorHabit::Written) => true,
            (Some(own), AnchorHabit::Localized) => is_near(expected, &own.value),
            // Nobody links to the title of a page by its id.
            (None, habit) => habit == AnchorHabit::Preserve || kept && heading.level > 1,
        };
        (differs && counts && !is_of_older_hugo(pair, original, heading)).then_some(WrongAnchor {
            original,
            heading,
            expected,
        })
    });
    wrong.collect()
}

/// True when practically all headings of the page have the original's ids written out: one without is a slip, whatever
/// other pages of the language do.
fn keeps_ids(pair: &Pair<'_>) -> bool {
    const FEWEST: usize = 4;
    let headings = &pair.translation.document.headings;
    let written = headings.iter().filter(|heading| heading.explicit.is_some()).count();
    if written < FEWEST || written == headings.len() {
        return false;
    }
    let ids: FxHashSet<&str> = pair.original.document.headings.iter().filter_map(|h| h.id.as_deref()).collect();
    let is_own =
        |heading: &&Heading| heading.explicit.is_none() && heading.id.as_deref().is_some_and(|id| !ids.contains(id));
    let kept = headings.iter().filter(|h| h.explicit.as_ref().is_some_and(|id| ids.contains(&*id.value))).count();
    let own = headings.iter().filter(is_own).count();
    kept * 10 >= (written + own) * 8
}

/// True when the written id is the one that versions of Hugo before 0.144 derive for the original, destinations of links
/// and marks included, and the site may be built by one of them.
fn is_of_older_hugo(pair: &Pair<'_>, original: &Heading, heading: &Heading) -> bool {
    let site = pair.original.site;
    let Some(written) = heading.explicit.as_ref().filter(|_| site.anchor_sources.any_hugo) else { return false };
    if original.explicit.is_some() {
        return false;
    }
    let line = original.content.trimmed(pair.original.text).of(pair.original.text).rsplit('\n').next();
    line.is_some_and(|line| site.dialect.slugger.slug(line) == *written.value)
}

/// Leaves out what is to be mended in the original first, and what a rule for single pages tells the translation.
fn keep_certain(pair: &Pair<'_>, all: &mut Vec<WrongAnchor<'_>>) {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for id in pair.original.document.headings.iter().filter_map(|heading| heading.id.as_deref()) {
        *counts.entry(id).or_default() += 1;
    }
    let malformed = |page: &Page<'_>| -> FxHashSet<u32> {
        let problems = page.document.problems.iter().filter(|problem| problem.kind == ProblemKind::HeadingAttribute);
        problems.filter_map(|problem| Some(heading_at(page, problem.span.start)?.span.start)).collect()
    };
    let (ours, theirs) = (malformed(&pair.original), malformed(&pair.translation));
    all.retain(|wrong| {
        counts.get(wrong.expected).is_none_or(|&count| count == 1)
            && !ours.contains(&wrong.original.span.start)
            && !theirs.contains(&wrong.heading.span.start)
    });
}

/// The heading that holds the byte at `offset`.
fn heading_at<'a>(page: &Page<'a>, offset: u32) -> Option<&'a Heading> {
    let headings = &page.document.headings;
    let before = headings.partition_point(|heading| heading.span.start <= offset);
    headings[..before].last().filter(|heading| offset < heading.span.end)
}

fn holders_of<'a>(page: &Page<'a>) -> FxHashMap<&'a str, &'a Heading> {
    let mut holders = FxHashMap::default();
    for heading in &page.document.headings {
        if let Some(id) = heading.id.as_deref() {
            holders.entry(id).or_insert(heading);
        }
    }
    holders
}

fn html_ids<'a>(page: &Page<'a>) -> FxHashSet<&'a str> {
    let attributes = page.document.html.iter().flat_map(|tag| &tag.attributes);
    let named = attributes.filter(|attribute| {
        let name = attribute.name.of(page.text);
        name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("name")
    });
    named.filter_map(|attribute| Some(attribute.value?.of(page.text))).collect()
}

/// True when a written id was plainly meant to be the original's.
fn is_near(expected: &str, written: &str) -> bool {
    same_letters(expected, written)
        || (expected.len() <= 200 && written.len() <= 200 && apart::likeness(expected, written) >= 0.8)
}

/// Longest chain of headings that hand on their ids: beyond it the fix is left to people.
const LONGEST_CHAIN: usize = 32;

/// True when a page of the language links to the id that the heading has now.
fn is_linked(pair: &Pair<'_>, heading: &Heading) -> bool {
    let fragments = &pair.translation.facts.fragments;
    heading.id.as_deref().is_some_and(|id| fragments.lead_to(pair.translation.id, id))
}

/// The edit that gives a heading a written id; `None` when the site's syntax cannot hold it.
pub fn edit(page: &Page<'_>, heading: &Heading, id: &str) -> Option<Edit> {
    let ids = page.site.dialect.explicit_ids;
    if !can_be_written(ids, id) {
        return None;
    }
    if let Some(written) = &heading.explicit {
        return Some(Edit::replace(page.id, written.span, id));
    }
    match heading.attributes {
        Some(list) => {
            let inside = list.start as usize + list.of(page.text).find('{')? + 1;
            Some(Edit::insert(page.id, inside, format!("#{id} ")))
        }
        None => {
            // As the other headings of the language have it.
            let tight = page.source.language.is_some_and(|language| page.facts.has_tight_ids(language));
            let text = match ids {
                ExplicitIds::Mdx => format!(" \\{{#{id}}}"),
                _ if tight => format!("{{#{id}}}"),
                _ => format!(" {{#{id}}}"),
            };
            Some(Edit::insert(page.id, insertion(page, heading), text))
        }
    }
}

/// Where an attribute list goes: behind everything else of a heading with `#`, closing marks included; behind the text
/// of one with a bar.
pub(super) fn insertion(page: &Page<'_>, heading: &Heading) -> usize {
    let marks = heading.marker.of(page.text).starts_with('#');
    let span = if marks { heading.span } else { heading.content };
    span.start as usize + span.of(page.text).trim_end().len()
}

/// True when the site's attribute syntax can hold the id.
fn can_be_written(ids: ExplicitIds, id: &str) -> bool {
    let marks = |c: char, allowed: &str| c.is_ascii_alphanumeric() || allowed.contains(c);
    match ids {
        ExplicitIds::None => false,
        ExplicitIds::Kramdown => {
            id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.chars().all(|c| marks(c, "-_:."))
        }
        ExplicitIds::Goldmark => id.chars().all(|c| !c.is_ascii() || marks(c, "-_:.")),
        ExplicitIds::Docusaurus | ExplicitIds::Mdx | ExplicitIds::AttrList => {
            !id.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | '#' | '"' | '='))
        }
    }
}
