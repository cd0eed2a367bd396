//! Which link of a translation is which link of its original: shared by the checks for different and for missing links.

mod fragment;
mod item;

use rustc_hash::{FxHashMap, FxHashSet};

use super::check::Page;
use super::counterpart::pair_off;
use super::pair::Pair;
use crate::corpus::Site;
use crate::corpus::align::{Passage, UnitKind};
use crate::corpus::links::{is_same_everywhere, plain_path};
use crate::diagnostic::Severity;
use crate::document::{Document, HtmlTag, Link, LinkKind, Onward, ScopeId, within};
use crate::text::Span;

use item::{Item, Place};

/// Links of one passage without a counterpart that are compared with each other at most.
const MOST: usize = 16;
/// From this likeness on two addresses are more likely to be meant for each other than not.
const LIKE: f64 = 0.6;

/// What the links of a translation do not have in common with those of its original.
#[derive(Debug, Default)]
pub(super) struct LinkPairs {
    /// Links that lead elsewhere, in document order of the original.
    pub(super) differing: Vec<Differing>,
    /// Links of the original that the translation lacks.
    pub(super) missing: Vec<Missing>,
}

/// A link of the translation that leads elsewhere than the original's.
#[derive(Debug)]
pub(super) struct Differing {
    /// The destination in the original.
    pub(super) original: Span,
    /// The destination in the translation.
    pub(super) translation: Span,
    /// In which way it differs.
    pub(super) how: How,
    /// How the destination should read in the translation.
    pub(super) expected: String,
}

/// In which way a link differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Another target.
    Target,
    /// The original's target but for some digits or letters.
    Near,
    /// What looks like the same document at another address.
    Moved,
    /// Another place of the same page.
    Fragment,
    /// The same page, without the place.
    FragmentLost,
}

/// A link that the translation lacks.
#[derive(Debug)]
pub(super) struct Missing {
    /// The whole link in the original.
    pub(super) original: Span,
    /// The text of the link in the original.
    pub(super) text: Span,
    /// Where its address stands in the translation, though it is no link there.
    pub(super) written: Option<Span>,
    /// Where the link before it ends in the translation.
    pub(super) after: Option<u32>,
    /// The text of the translation in which it should stand.
    pub(super) passage: Span,
    /// How its destination should read.
    pub(super) expected: String,
}

/// The links of one passage that have found no counterpart yet.
struct Open<'a> {
    passage: Passage,
    ours: Vec<Item<'a>>,
    theirs: Vec<Item<'a>>,
}

impl LinkPairs {
    /// Compares the links of all passages that somebody has translated.
    pub(super) fn of(pair: &Pair<'_>) -> Self {
        let mut out = Self::default();
        if pair.original.document.links.is_empty() && pair.original.document.html.is_empty() {
            return out;
        }
        let comparable = |passage: &&Passage| {
            passage.is_translated() && !matches!(passage.kind, UnitKind::Code | UnitKind::Rule | UnitKind::Shortcode)
        };
        let mut lists = [&pair.original, &pair.translation].map(Lists::of);
        let passages = pair.passages().iter().filter(comparable);
        let open: Vec<Open<'_>> = passages.filter_map(|passage| Open::of(pair, *passage, &mut lists)).collect();
        if open.is_empty() {
            return out;
        }
        let places = Places::of(pair, &open);
        let mut stray = Vec::new();
        for mut passage in open {
            places.drop_moved(pair, &mut passage);
            passage.pair_up(pair, &mut out);
            stray.append(&mut passage.theirs);
            places.report_missing(pair, passage, &mut out);
        }
        slips(pair, &stray, &mut out);
        out
    }
}

impl<'a> Open<'a> {
    /// The links of a passage that have no twin in it; `None` when all have.
    fn of(pair: &Pair<'a>, passage: Passage, lists: &mut [Lists<'a>; 2]) -> Option<Self> {
        if are_equal(pair, &passage, lists) {
            return None;
        }
        let mut ours = item::collect(pair, &pair.original, passage.original);
        let mut theirs = item::collect(pair, &pair.translation, passage.translation);
        if ours.is_empty() && theirs.is_empty() {
            return None;
        }
        let mut free: FxHashMap<(&Place, &str), Vec<usize>> = FxHashMap::default();
        for (at, link) in theirs.iter().enumerate().rev() {
            free.entry((&link.place, &link.fragment)).or_default().push(at);
        }
        let mut taken = vec![false; theirs.len()];
        let mut matched = vec![false; ours.len()];
        let mut before = vec![None; ours.len()];
        let mut last = None;
        for (at, link) in ours.iter().enumerate() {
            before[at] = last;
            if let Some(twin) = free.get_mut(&(&link.place, &*link.fragment)).and_then(Vec::pop) {
                (taken[twin], matched[at]) = (true, true);
                last = Some(theirs[twin].whole.end);
            }
        }
        for (link, before) in ours.iter_mut().zip(before) {
            link.after = before;
        }
        let mut keep = matched.iter().map(|matched| !matched);
        ours.retain(|_| keep.next().unwrap_or(true));
        let mut keep = taken.iter().map(|taken| !taken);
        theirs.retain(|_| keep.next().unwrap_or(true));
        (!ours.is_empty() || !theirs.is_empty()).then_some(Self { passage, ours, theirs })
    }

    /// Pairs what is left: by page, by text, by likeness, by order. What is paired is taken out.
    fn pair_up(&mut self, pair: &Pair<'_>, out: &mut LinkPairs) {
        if self.ours.len() > MOST || self.theirs.len() > MOST {
            self.ours.clear();
            self.theirs.clear();
            return;
        }
        self.take(out, |a, b| same_place(a, b).then(|| fragment::differs(pair, a, b)));
        self.take(out, |a, b| has_same_text(a, b).then(|| differs(pair, a, b)));
        self.take_likest(pair, out);
        if self.ours.len() == self.theirs.len() {
            for (a, b) in self.ours.drain(..).zip(self.theirs.drain(..)) {
                out.differing.extend(differs(pair, &a, &b));
            }
        }
    }

    /// Takes out each link of the original with the first of the translation for which `judge` has an answer.
    fn take(&mut self, out: &mut LinkPairs, judge: impl Fn(&Item<'_>, &Item<'_>) -> Option<Option<Differing>>) {
        let theirs = &mut self.theirs;
        self.ours.retain(|ours| {
            let found = theirs.iter().enumerate().find_map(|(at, link)| Some((at, judge(ours, link)?)));
            let Some((at, differing)) = found else { return true };
            theirs.remove(at);
            out.differing.extend(differing);
            false
        });
    }

    /// Takes out each link of the translation with the link of the original whose address is most like its own.
    fn take_likest(&mut self, pair: &Pair<'_>, out: &mut LinkPairs) {
        let ours = &mut self.ours;
        self.theirs.retain(|link| {
            let likeness = |at: usize| (at, item::likeness(&ours[at], link));
            let best = (0..ours.len()).map(likeness).filter(|(_, like)| *like >= LIKE);
            let best = best.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let Some((at, _)) = best else { return true };
            let original = ours.remove(at);
            out.differing.extend(differs(pair, &original, link));
            false
        });
    }
}

/// What a link of a page is made of.
struct Lists<'a> {
    links: Onward<'a, Link>,
    html: Onward<'a, HtmlTag>,
}

impl<'a> Lists<'a> {
    fn of(page: &Page<'a>) -> Self {
        Self { links: Onward::new(&page.document.links), html: Onward::new(&page.document.html) }
    }
}

/// True when both sides of a passage plainly have the same links, in whatever order: then there is nothing to resolve,
/// since each of ours takes one that leads to the same place, and as many as there are lead there.
fn are_equal(pair: &Pair<'_>, passage: &Passage, [ours, theirs]: &mut [Lists<'_>; 2]) -> bool {
    let (a, b) = (ours.links.within(passage.original), theirs.links.within(passage.translation));
    let equal = |a: &Link, b: &Link| {
        let (one, other) = (&*a.destination.value, &*b.destination.value);
        a.image && b.image
            || a.image == b.image
                && ![a.kind, b.kind].contains(&LinkKind::Bare)
                && (one == other && is_same_everywhere(pair.original.site, one) || are_twins(pair, one, other))
    };
    pair_off(a, b, equal)
        && ours.html.within(passage.original).is_empty()
        && theirs.html.within(passage.translation).is_empty()
}

/// True for the same path from the root, with the same fragment, behind the prefixes of both languages, when each is that
/// of a page, and by no alias; or the translation's language has no page there, so that its link is taken for one to the
/// page of the original, if there is one.
fn are_twins(pair: &Pair<'_>, ours: &str, theirs: &str) -> bool {
    let site = pair.original.site;
    let original = &*site.language(site.original).prefix;
    let paths = ours.strip_prefix(original).zip(theirs.strip_prefix(&*pair.language.prefix));
    let Some(path) = paths.filter(|(ours, theirs)| ours == theirs).and_then(|(path, _)| plain_path(path)) else {
        return false;
    };
    let pages = &pair.translation.facts.pages;
    match (pages.find(site.original, path), pages.find(pair.language_id, path)) {
        (Some(own), Some(other)) => !own.alias && !other.alias,
        (_, None) => !ours.contains('{') && path == path.trim_matches('/') && !may_hold_prefix(site, path),
        (None, Some(_)) => false,
    }
}

/// True for a path in which something may be read as the prefix of a language: its first two parts can be.
fn may_hold_prefix(site: &Site, path: &str) -> bool {
    let firsts = || site.languages.iter().filter_map(|l| l.prefix.trim_matches('/').split('/').next());
    path.split('/').take(2).any(|part| firsts().any(|first| !first.is_empty() && first.eq_ignore_ascii_case(part)))
}

/// Links of the translation that have no counterpart, lead nowhere, and are but a slip away from a link of the original.
fn slips(pair: &Pair<'_>, stray: &[Item<'_>], out: &mut LinkPairs) {
    let dead: Vec<&Item<'_>> = stray.iter().filter(|link| link.is_dead()).take(MOST).collect();
    if dead.is_empty() {
        return;
    }
    let mut known = FxHashSet::default();
    let mut ours = item::collect(pair, &pair.original, pair.original.document.body);
    ours.retain(|link| !link.is_dead() && known.insert(link.place.clone()));
    for link in dead {
        if let Some(meant) = ours.iter().take(MOST * MOST).find(|ours| item::is_near(ours, link)) {
            out.differing.extend(differs(pair, meant, link));
        }
    }
}

/// True for two links to the same page, or of which it cannot be said that they are not.
fn same_place(a: &Item<'_>, b: &Item<'_>) -> bool {
    a.place == b.place || item::may_be_same(&a.place, &b.place)
}

/// True for links with the same text when it is more than a word of the language.
fn has_same_text(a: &Item<'_>, b: &Item<'_>) -> bool {
    let text = a.label.trim();
    text == b.label.trim() && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// What is wrong with the link `b` that stands for the original's `a`.
fn differs(pair: &Pair<'_>, a: &Item<'_>, b: &Item<'_>) -> Option<Differing> {
    let told = if b.is_dead() { pair.translation_is_mended_at(b.whole) } else { pair.translation_is_wrong_at(b.whole) };
    let wrong = pair.original_is_wrong_at(a.whole) || told;
    if wrong || b.localised || a.has_other_side(b) || (a.is_dead() && !b.is_dead()) || is_twin(pair, a, b) {
        return None;
    }
    let how = if item::is_near(a, b) || (item::has_no_host(b.written) && !item::has_no_host(a.written)) {
        How::Near
    } else if item::has_moved(a, b) {
        How::Moved
    } else {
        How::Target
    };
    let (original, translation) = (a.destination, b.destination);
    Some(Differing { original, translation, how, expected: a.in_translation(pair, Some(b)) })
}

/// True for the original's address with the prefix of the language: it may lead elsewhere by an alias of one language,
/// which is nothing that the translator changed.
fn is_twin(pair: &Pair<'_>, a: &Item<'_>, b: &Item<'_>) -> bool {
    let plain = |address: &str| address.trim().trim_end_matches('/').to_owned();
    let prefix = &*pair.language.prefix;
    b.written.trim().strip_prefix(prefix).is_some_and(|rest| !prefix.is_empty() && plain(rest) == plain(a.written))
}

/// How many links of the translation's passage are broken by a slip in their markup, as page checks say.
fn broken_links(pair: &Pair<'_>, passage: Span) -> usize {
    let text = pair.translation.text;
    let is_link = |span: Span| span.of(text).starts_with('[') && span.of(text).contains('(');
    let errors = pair.translation_findings.iter().filter(|d| d.severity == Severity::Error);
    errors.map(|d| d.primary.span).filter(|&span| passage.contains(span) && is_link(span)).count()
}

/// A link by what it leads to and where the section begins that it stands in.
type Here = (Place, String, u32);

/// What is linked where on both pages.
struct Places<'a> {
    /// The links of the translation in sections in which a link of the original has no twin.
    theirs: FxHashSet<Here>,
    /// The links of the original in sections in which a link of the translation has no twin.
    ours: FxHashSet<Here>,
    /// What links of the translation lead to that have no twin in their own passage.
    free: FxHashSet<Place>,
    text: &'a str,
}

/// The section in which a place stands: from its heading to the next one.
fn section(document: &Document, at: u32) -> Span {
    let headings = &document.headings;
    let after = headings.partition_point(|heading| heading.span.start <= at);
    let next = headings[after..].iter().find(|heading| heading.scope == ScopeId::PAGE);
    Span {
        start: document.section_at(at).map_or(document.body.start, |heading| heading.span.start),
        end: next.map_or(document.body.end, |heading| heading.span.start),
    }
}

impl<'a> Places<'a> {
    fn of(pair: &Pair<'a>, open: &[Open<'a>]) -> Self {
        let index = |page: &Page<'a>, passages: &mut dyn Iterator<Item = Span>| -> FxHashSet<Here> {
            let mut sections: Vec<Span> = passages.map(|passage| section(page.document, passage.start)).collect();
            sections.sort_unstable_by_key(|section| section.start);
            sections.dedup();
            let links = |section: Span| {
                let all = item::collect(pair, page, section).into_iter();
                all.map(move |link| (link.place, link.fragment, section.start))
            };
            sections.into_iter().flat_map(links).collect()
        };
        let theirs = open.iter().filter(|open| !open.ours.is_empty()).map(|open| open.passage.translation);
        let ours = open.iter().filter(|open| !open.theirs.is_empty()).map(|open| open.passage.original);
        Self {
            theirs: index(&pair.translation, &mut { theirs }),
            ours: index(&pair.original, &mut { ours }),
            free: open.iter().flat_map(|open| &open.theirs).map(|link| link.place.clone()).collect(),
            text: pair.translation.text,
        }
    }

    /// Takes out links whose target is linked elsewhere in the same section of the other page.
    fn drop_moved(&self, pair: &Pair<'_>, open: &mut Open<'_>) {
        let Open { passage, ours, theirs } = open;
        let there = section(pair.translation.document, passage.translation.start).start;
        ours.retain(|link| !self.theirs.contains(&(link.place.clone(), link.fragment.clone(), there)));
        let there = section(pair.original.document, passage.original.start).start;
        theirs.retain(|link| !self.ours.contains(&(link.place.clone(), link.fragment.clone(), there)));
    }

    /// Where the address of a link stands in a passage that does not link to it.
    fn written(&self, passage: &Passage, link: &Item<'_>) -> Option<Span> {
        let address = link.written.trim_start_matches("https://").trim_start_matches("http://").trim_matches('/');
        let at = passage.translation.of(self.text).find(address).filter(|_| address.len() > 3)?;
        Some(Span::new(at, at + address.len()).shifted(passage.translation.start as usize))
    }

    /// Reports what is still open of the original's links, unless the address stands in the passage in some other way,
    /// as the beginning of another link's or in another passage that has it too much, or a page check found links in it
    /// that are none for a slip.
    fn report_missing(&self, pair: &Pair<'_>, open: Open<'_>, out: &mut LinkPairs) {
        let slips = broken_links(pair, open.passage.translation);
        let links = within(&pair.translation.document.links, open.passage.translation);
        let is_linked = |span: Span| links.iter().any(|link| link.destination.span.contains(span));
        for link in open.ours.into_iter().skip(slips) {
            let place = self.written(&open.passage, &link);
            let told = place.is_some() && pair.translation_is_wrong_at(open.passage.translation);
            let moved = self.free.contains(&link.place) || told || place.is_some_and(is_linked);
            if moved || link.bare || pair.original_is_broken_at(link.whole) {
                continue;
            }
            out.missing.push(Missing {
                original: link.whole,
                text: link.text,
                passage: open.passage.translation,
                written: place,
                after: link.after,
                expected: link.in_translation(pair, None),
            });
        }
    }
}
