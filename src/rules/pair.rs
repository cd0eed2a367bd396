//! A translation beside its original, as pair checks see them. What several checks need is made once, when first asked.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::check::Page;
use super::link_pairs::LinkPairs;
use super::shortcode_pairs::ShortcodePairs;
use super::tokens::Tokens;
use crate::corpus::align::{Alignment, Lengths, Passage, align};
use crate::corpus::{Language, LanguageId, headings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Heading, HeadingId};
use crate::text::Span;

/// The shortest run of text, in bytes, that tells a copy from a translation.
const COPIED_RUN: usize = 25;
/// How many runs of a page are looked at for that.
const COPIED_RUNS: usize = 40;

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
    headings: OnceCell<Vec<(HeadingId, HeadingId)>>,
    copy: OnceCell<bool>,
    alignment: OnceCell<Alignment>,
    passages: OnceCell<Vec<Passage>>,
    links: OnceCell<LinkPairs>,
    shortcodes: OnceCell<ShortcodePairs>,
    /// What rules that compare words share.
    pub(super) tokens: Tokens,
}

impl<'a> Pair<'a> {
    /// A translation in `language` beside its original.
    pub fn new(
        original: Page<'a>,
        translation: Page<'a>,
        language: LanguageId,
        (original_findings, translation_findings): (&'a [Diagnostic], &'a [Diagnostic]),
    ) -> Self {
        let (language_id, language) = (language, translation.site.language(language));
        Self {
            original,
            translation,
            language,
            language_id,
            original_findings,
            translation_findings,
            headings: OnceCell::new(),
            copy: OnceCell::new(),
            alignment: OnceCell::new(),
            passages: OnceCell::new(),
            links: OnceCell::new(),
            shortcodes: OnceCell::new(),
            tokens: Tokens::default(),
        }
    }

    /// The headings that belong together: of the original, of the translation.
    pub fn headings(&self) -> impl Iterator<Item = (&'a Heading, &'a Heading)> {
        let matched = self.headings.get_or_init(|| headings::matched(self.original.source, self.translation.source));
        let (ours, theirs) = (&self.original.document.headings, &self.translation.document.headings);
        matched.iter().map(|(a, b)| (&ours[a.0 as usize], &theirs[b.0 as usize]))
    }

    /// Which block of the translation is which block of the original.
    pub fn alignment(&self) -> &Alignment {
        self.alignment.get_or_init(|| {
            let site = self.original.site;
            let lengths = Lengths::between(&site.language(site.original).tag, &self.language.tag);
            align(self.original.source.units(site), self.translation.source.units(site), lengths)
        })
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
            let original: FxHashSet<&str> = long(&self.original).collect();
            let same = own.iter().filter(|run| original.contains(*run)).count();
            own.len() >= 2 && same * 5 >= own.len() * 4
        })
    }

    /// True when a page check reported something at `span` of the original.
    pub fn original_is_wrong_at(&self, span: Span) -> bool {
        is_wrong_at(self.original.document, self.original_findings, span)
    }

    /// True when a page check reported an error at `span` of the original. What is but doubtful there is still a part
    /// of the original that a translation should have.
    pub fn original_is_broken_at(&self, span: Span) -> bool {
        let at = |d: &Diagnostic| d.primary.span.overlaps(span) || span.contains(d.primary.span);
        self.original_findings.iter().any(|d| d.severity == Severity::Error && at(d))
    }

    /// True when a page check reported something at `span` of the translation.
    pub fn translation_is_wrong_at(&self, span: Span) -> bool {
        is_wrong_at(self.translation.document, self.translation_findings, span)
    }

    /// True when a page check reported something at `span` of the translation and knows how to mend it. Where it does
    /// not, the original may.
    pub fn translation_is_mended_at(&self, span: Span) -> bool {
        let mended = |d: &Diagnostic| d.fix.as_ref().is_some_and(|fix| !fix.edits.is_empty());
        let at = |d: &Diagnostic| d.primary.span.overlaps(span) || span.contains(d.primary.span);
        self.translation_findings.iter().any(|d| d.severity > Severity::Info && at(d) && mended(d))
    }
}

fn is_wrong_at(document: &Document, findings: &[Diagnostic], span: Span) -> bool {
    let at = |d: &Diagnostic| d.primary.span.overlaps(span) || span.contains(d.primary.span);
    findings.iter().any(|d| d.severity > Severity::Info && at(d) && !is_destination(document, span, d.primary.span))
}

/// True for the destination of a link that is but a part of `span`: where it leads says nothing about what surrounds it.
fn is_destination(document: &Document, span: Span, found: Span) -> bool {
    let links = &document.links;
    let end = links.partition_point(|link| link.span.start <= found.start);
    // Links stand in one another two deep at most: an image in a link.
    let near = links[..end].iter().rev().take(4);
    near.into_iter().any(|link| link.destination.span == found && link.span != span && span.contains(link.span))
}
