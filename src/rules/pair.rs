//! A translation beside its original, as pair checks see them. What several checks need is made once, when first asked.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::check::Page;
use super::link_pairs::LinkPairs;
use super::shortcode_pairs::ShortcodePairs;
use super::tokens::Tokens;
use crate::corpus::align::{Alignment, Lengths, Passage};
use crate::corpus::{Language, LanguageId, Site, Source, headings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Heading, HeadingId};
use crate::text::Span;

/// The shortest run of text, in bytes, that tells a copy from a translation.
const COPIED_RUN: usize = 25;
/// How many runs of a page are looked at for that.
const COPIED_RUNS: usize = 40;
/// How many words in lower case a page of few words must have for that.
const COPIED_WORDS: usize = 4;

/// A translation and its original, as a pair check sees them.
pub struct Pair<'a> {
    /// The page in the site's original language.
    pub original: Page<'a>,
    /// The page that is compared with it.
    pub translation: Page<'a>,
    /// The language of the translation.
    pub language: &'a Language,
    /// The language of the translation, as a number.
    pub language_id: LanguageId,
    /// What page checks found in the original: a translation is not told to copy a defect.
    pub original_findings: &'a [Diagnostic],
    /// What page checks found in the translation: what they say need not be said twice.
    pub translation_findings: &'a [Diagnostic],
    wrong: [OnceCell<WrongPlaces>; 2],
    headings: OnceCell<Vec<(HeadingId, HeadingId)>>,
    copy: OnceCell<bool>,
    alignment: OnceCell<Alignment>,
    passages: OnceCell<Vec<Passage>>,
    links: OnceCell<LinkPairs>,
    shortcodes: OnceCell<ShortcodePairs>,
    /// What rules that compare words share.
    pub(super) tokens: Tokens,
}

/// What takes longest to find out about a large pair and hangs on nothing but the two texts, so that it need not wait for
/// what page checks find.
pub struct Prepared {
    headings: Vec<(HeadingId, HeadingId)>,
    alignment: Alignment,
}

impl Prepared {
    /// Compares two pages, on two threads.
    pub fn of(original: &Source, translation: &Source, site: &Site) -> Self {
        let align = || align(original, translation, site);
        let (alignment, headings) = rayon::join(align, || headings::matched(original, translation));
        Self { headings, alignment }
    }
}

fn align(original: &Source, translation: &Source, site: &Site) -> Alignment {
    let tag = |page: &Source| &*site.language(page.language.unwrap_or(site.original)).tag;
    original.aligned(translation, site, Lengths::between(tag(original), tag(translation)))
}

impl<'a> Pair<'a> {
    /// A translation beside its original, each with what page checks found in it.
    pub fn new(
        original: Page<'a>,
        translation: Page<'a>,
        (original_findings, translation_findings): (&'a [Diagnostic], &'a [Diagnostic]),
    ) -> Self {
        let site = translation.site;
        let language_id = translation.source.language.unwrap_or(site.original);
        let language = site.language(language_id);
        Self {
            original,
            translation,
            language,
            language_id,
            original_findings,
            translation_findings,
            wrong: Default::default(),
            headings: OnceCell::new(),
            copy: OnceCell::new(),
            alignment: OnceCell::new(),
            passages: OnceCell::new(),
            links: OnceCell::new(),
            shortcodes: OnceCell::new(),
            tokens: Tokens::default(),
        }
    }

    /// The same pair with what was found out about it before.
    pub fn with(self, prepared: Prepared) -> Self {
        let Prepared { headings, alignment } = prepared;
        Self { headings: headings.into(), alignment: alignment.into(), ..self }
    }

    /// The headings that belong together: of the original, of the translation.
    pub fn headings(&self) -> impl Iterator<Item = (&'a Heading, &'a Heading)> {
        let matched = self.headings.get_or_init(|| headings::matched(self.original.source, self.translation.source));
        let (ours, theirs) = (&self.original.document.headings, &self.translation.document.headings);
        matched.iter().map(|(a, b)| (&ours[a.0 as usize], &theirs[b.0 as usize]))
    }

    /// Which block of the translation is which block of the original.
    pub fn alignment(&self) -> &Alignment {
        self.alignment.get_or_init(|| align(self.original.source, self.translation.source, self.original.site))
    }

    /// Lets the blocks of both pages, as alignment sees them, go.
    pub(crate) fn forget_units(&self) {
        self.original.source.forget_units();
        self.translation.source.forget_units();
    }

    /// Texts that say the same, in the order of both pages. What a check compares token by token it compares in those
    /// that are translated ([`Passage::is_translated`]).
    pub fn passages(&self) -> &[Passage] {
        self.passages.get_or_init(|| self.alignment().passages(self.original.text, self.translation.text))
    }

    /// What the links of both do not have in common.
    pub(super) fn links(&self) -> &LinkPairs {
        self.links.get_or_init(|| LinkPairs::of(self))
    }

    /// Which shortcodes belong together.
    pub(super) fn shortcodes(&self) -> &ShortcodePairs {
        self.shortcodes.get_or_init(|| ShortcodePairs::of(self))
    }

    /// True when the translation was not translated at all: nearly all of its text stands in the original, too.
    /// Such a page is one thing to say, not one for every heading and field.
    pub fn is_copy(&self) -> bool {
        *self.copy.get_or_init(|| {
            let site = self.original.site;
            if self.original.source.units(site).script != self.translation.source.units(site).script {
                return false;
            }
            let long = |page: &Page<'a>| {
                let (text, prose) = (page.text, &page.document.prose);
                prose.iter().map(move |run| run.span.of(text).trim()).filter(|run| run.len() >= COPIED_RUN)
            };
            let own: Vec<&str> = long(&self.translation).take(COPIED_RUNS).collect();
            if own.len() < 2 {
                return self.has_same_words();
            }
            let original: FxHashSet<&str> = long(&self.original).collect();
            let same = own.iter().filter(|run| original.contains(*run)).count();
            same * 5 >= own.len() * 4
        })
    }

    /// True when a page of few words has the words of its original, and enough of them to be more than names.
    fn has_same_words(&self) -> bool {
        fn words<'p>(page: &Page<'p>) -> impl Iterator<Item = &'p str> {
            let text = page.text;
            page.document.prose.iter().flat_map(move |run| run.span.of(text).split_whitespace())
        }
        let is_lower =
            |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_lowercase() || c.is_ascii_punctuation());
        words(&self.translation).filter(is_lower).take(COPIED_WORDS).count() == COPIED_WORDS
            && words(&self.translation).eq(words(&self.original))
    }

    /// True when a page check reported something at `span` of the original.
    pub fn original_is_wrong_at(&self, span: Span) -> bool {
        let places = || WrongPlaces::of(self.original.document, self.original_findings);
        self.wrong[0].get_or_init(places).touch(span)
    }

    /// True when a page check reported an error at `span` of the original. What is but doubtful there is still a part
    /// of the original that a translation should have.
    pub fn original_is_broken_at(&self, span: Span) -> bool {
        let at = |d: &Diagnostic| d.primary.span.overlaps(span) || span.contains(d.primary.span);
        self.original_findings.iter().any(|d| d.severity == Severity::Error && at(d))
    }

    /// True when a page check reported something at `span` of the translation.
    pub fn translation_is_wrong_at(&self, span: Span) -> bool {
        let places = || WrongPlaces::of(self.translation.document, self.translation_findings);
        self.wrong[1].get_or_init(places).touch(span)
    }

    /// True when a page check reported something at `span` of the translation and knows how to mend it. Where it does
    /// not, the original may.
    pub fn translation_is_mended_at(&self, span: Span) -> bool {
        let mended = |d: &Diagnostic| d.fix.as_ref().is_some_and(|fix| !fix.edits.is_empty());
        let at = |d: &Diagnostic| d.primary.span.overlaps(span) || span.contains(d.primary.span);
        self.translation_findings.iter().any(|d| d.severity > Severity::Info && at(d) && mended(d))
    }
}

/// The places of findings, so that a page with as many findings as blocks can be asked for each block.
#[derive(Debug, Default)]
struct WrongPlaces {
    /// Where something begins, in order, with the furthest end of all that begins there or before.
    begun: Vec<(u32, u32)>,
    /// Where something is said of a place between two characters.
    points: Vec<u32>,
    /// Destinations of links that something is said of, and their links, in order: where a link leads says nothing about
    /// what surrounds it.
    destinations: Vec<(Span, Span)>,
}

impl WrongPlaces {
    fn of(document: &Document, findings: &[Diagnostic]) -> Self {
        let all = findings.iter().filter(|d| d.severity > Severity::Info).map(|d| d.primary.span);
        let (mut destinations, mut others) = (Vec::new(), Vec::new());
        for span in all {
            match link_of(document, span) {
                Some(link) => destinations.push((span, link)),
                None => others.push(span),
            }
        }
        destinations.sort_unstable_by_key(|(span, _)| (span.start, span.end));
        let spans = || others.iter().copied();
        let mut points: Vec<u32> = spans().filter(|span| span.is_empty()).map(|span| span.start).collect();
        let mut begun: Vec<(u32, u32)> = spans().map(|span| (span.start, span.end)).collect();
        points.sort_unstable();
        begun.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut begun {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self { begun, points, destinations }
    }

    /// True when a finding and the span have a character in common, or the finding lies in the span or at its edge.
    fn touch(&self, span: Span) -> bool {
        let before = self.begun.partition_point(|&(start, _)| start < span.end);
        let overlaps = before.checked_sub(1).is_some_and(|last| self.begun[last].1 > span.start);
        let point = self.points.partition_point(|&at| at < span.start);
        overlaps || self.points.get(point).is_some_and(|&at| at <= span.end) || self.touch_destination(span)
    }

    fn touch_destination(&self, span: Span) -> bool {
        let first = self.destinations.partition_point(|(found, _)| found.end <= span.start);
        let end = self.destinations.partition_point(|(found, _)| found.start < span.end);
        let within = self.destinations.get(first..end).unwrap_or_default();
        // Only a link at the edge can reach out of the span or fill it; an image may stand in a link.
        let edges = within.iter().take(2).chain(within.iter().rev().take(2));
        edges.into_iter().any(|(_, link)| *link == span || !span.contains(*link))
    }
}

/// The link whose destination `found` is.
fn link_of(document: &Document, found: Span) -> Option<Span> {
    let links = &document.links;
    let end = links.partition_point(|link| link.span.start <= found.start);
    // Links stand in one another two deep at most: an image in a link.
    links[..end].iter().rev().take(4).find(|link| link.destination.span == found).map(|link| link.span)
}

#[cfg(test)]
mod tests {
    use super::WrongPlaces;
    use crate::diagnostic::{Diagnostic, Severity};
    use crate::document::Document;
    use crate::text::{Location, SourceId, Span};

    fn finding((start, end): (usize, usize)) -> Diagnostic {
        let primary = Location { source: SourceId(0), span: Span::new(start, end) };
        Diagnostic {
            rule: "a".into(),
            severity: Severity::Error,
            message: String::new(),
            primary,
            related: Vec::new(),
            fix: None,
        }
    }

    #[test]
    fn places_are_found_as_by_looking_at_each() {
        let spans: Vec<(usize, usize)> = (0..7).flat_map(|start| (start..7).map(move |end| (start, end))).collect();
        for &a in &spans {
            for &b in &spans {
                let findings = [finding(a), finding(b)];
                let places = WrongPlaces::of(&Document::default(), &findings);
                for &(start, end) in &spans {
                    let span = Span::new(start, end);
                    let at = |d: &Diagnostic| d.primary.span.overlaps(span) || span.contains(d.primary.span);
                    assert_eq!(places.touch(span), findings.iter().any(at), "{a:?} {b:?} {span:?}");
                }
            }
        }
    }
}
