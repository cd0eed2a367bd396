//! What a check is: the kinds there are, what each may see, and what it says about itself.

use crate::corpus::facts::Facts;
use crate::corpus::{Corpus, Language, PageKind, Site, Source};
use crate::document::Document;
use crate::text::{Location, SourceId, Span};

use super::alias_conflict::AliasConflict;
use super::alias_language::AliasLanguage;
use super::alias_missing::AliasMissing;
use super::alias_shadow::AliasShadow;
use super::anchor_differs::AnchorDiffers;
use super::anchor_missing::AnchorMissing;
use super::block_extra::BlockExtra;
use super::block_kind::DifferentKind;
use super::block_missing::BlockMissing;
use super::brackets::Brackets;
use super::change_tag::ChangeTag;
use super::code_block::CodeBlock;
use super::code_charset::CodeCharset;
use super::code_span::CodeSpans;
use super::directive::{DirectiveFaults, Judged};
use super::doubled_word::DoubledWord;
use super::emphasis_marks::EmphasisMarks;
use super::external_link::ExternalLink;
use super::field::Fields;
use super::field_differs::FieldDiffers;
use super::field_missing::FieldMissing;
use super::field_untranslated::FieldUntranslated;
use super::findings::Findings;
use super::fragment_broken::FragmentBroken;
use super::heading_id::HeadingIds;
use super::heading_structure::HeadingStructure;
use super::image_differs::ImageDiffers;
use super::invisible::InvisibleCharacter;
use super::link_alias::LinkAlias;
use super::link_broken::LinkBroken;
use super::link_differs::LinkDiffers;
use super::link_language::LinkLanguage;
use super::link_missing::LinkMissing;
use super::link_syntax::LinkSyntax;
use super::link_text::LinkText;
use super::link_twin::LinkTwin;
use super::link_untranslated::LinkUntranslated;
use super::list_marker::ListMarker;
use super::name_misspelt::NameMisspelt;
use super::page_missing::PageMissing;
use super::page_orphan::PageOrphan;
use super::page_untranslated::PageUntranslated;
pub use super::pair::Pair;
use super::pattern::Patterns;
use super::problem::Problems;
use super::release::ReleaseVersions;
use super::release_claim::ReleaseClaim;
use super::release_order::ReleaseOrder;
use super::required::Required;
use super::shared::Shared;
use super::shortcode_differs::ShortcodeDiffers;
use super::shortcode_missing::ShortcodeMissing;
use super::shortcode_syntax::ShortcodeSyntax;
use super::source_comment::SourceComment;
use super::support_date::SupportDate;
use super::term::Terms;
use super::typed_version::TypedVersion;
use super::untranslated_text::UntranslatedText;
use super::value::Values;

/// Every kind of check, by its name in rule files (`check: {problem: {…}}`). The enum is the registry:
/// a new kind is one file, one variant and one arm of [`Check::reach`].
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// Addresses that several pages claim.
    AliasConflict(AliasConflict),
    /// Aliases of a translation that lead to another language's URL.
    AliasLanguage(AliasLanguage),
    /// Aliases of the original that a translation lacks.
    AliasMissing(AliasMissing),
    /// Aliases that hide a page.
    AliasShadow(AliasShadow),
    /// Written ids that are not the original's.
    AnchorDiffers(AnchorDiffers),
    /// Headings without the original's id.
    AnchorMissing(AnchorMissing),
    /// Fields that must be the same.
    FieldDiffers(FieldDiffers),
    /// Fields that only the original has.
    FieldMissing(FieldMissing),
    /// Texts left in the original's language.
    FieldUntranslated(FieldUntranslated),
    /// Blocks that only the translation has.
    BlockExtra(BlockExtra),
    /// Blocks that are not the kind of block that they are in the original.
    BlockKind(DifferentKind),
    /// Blocks and sections that the translation lacks.
    BlockMissing(BlockMissing),
    /// Originals without a translation.
    PageMissing(PageMissing),
    /// Translations without an original.
    PageOrphan(PageOrphan),
    /// Pages that nobody has translated.
    PageUntranslated(PageUntranslated),
    /// Blocks that nobody has translated.
    UntranslatedText(UntranslatedText),
    /// Parentheses without a partner.
    Brackets(Brackets),
    /// The lead word of an entry in change notes.
    ChangeTag(ChangeTag),
    /// Lines of code blocks.
    CodeBlock(CodeBlock),
    /// Full-width signs and curly quotes in code.
    CodeCharset(CodeCharset),
    /// Inline code.
    CodeSpan(CodeSpans),
    /// What pages say about rules.
    Directive(DirectiveFaults),
    /// A word that follows itself.
    DoubledWord(DoubledWord),
    /// Names of products with a slip in them.
    NameMisspelt(NameMisspelt),
    /// Marks of strong emphasis that stay visible.
    EmphasisMarks(EmphasisMarks),
    /// What other sites answered.
    ExternalLink(ExternalLink),
    /// Front matter on its own: schema, dates, empty and misspelled fields.
    Fields(Fields),
    /// Ids of headings: printed, repeated, unstable.
    HeadingId(HeadingIds),
    /// Levels and endings of headings.
    HeadingStructure(HeadingStructure),
    /// Images that are not those of the original.
    ImageDiffers(ImageDiffers),
    /// Characters that nobody sees.
    InvisibleCharacter(InvisibleCharacter),
    /// Links to anchors that are not there.
    FragmentBroken(FragmentBroken),
    /// Links that lead to a page through an alias.
    LinkAlias(LinkAlias),
    /// Links that lead nowhere.
    LinkBroken(LinkBroken),
    /// Links that lead elsewhere than those of the original.
    LinkDiffers(LinkDiffers),
    /// Links that lead to another language.
    LinkLanguage(LinkLanguage),
    /// Links that the translation lacks.
    LinkMissing(LinkMissing),
    /// Links that are not read as links, destinations that cannot work.
    LinkSyntax(LinkSyntax),
    /// Link texts that contradict their destinations.
    LinkText(LinkText),
    /// Links to sites that have the page in the language.
    LinkTwin(LinkTwin),
    /// Links to pages that are not translated.
    LinkUntranslated(LinkUntranslated),
    /// List items without a proper marker.
    ListMarker(ListMarker),
    /// Breaks on every page, for tests of what happens then.
    #[cfg(test)]
    #[schemars(skip)]
    Panic(panicking::Panicking),
    /// Texts that a site does not want.
    Pattern(Patterns),
    /// What the syntax layer found wrong with the text.
    Problem(Problems),
    /// What pages say of releases.
    ReleaseClaim(ReleaseClaim),
    /// The dates of releases, one after the other.
    ReleaseOrder(ReleaseOrder),
    /// The versions that a page names.
    ReleaseVersions(ReleaseVersions),
    /// Shortcodes and aliases that a kind of page must have.
    Required(Required),
    /// Shortcodes that are not called as in the original.
    ShortcodeDiffers(ShortcodeDiffers),
    /// Shortcodes that the translation lacks.
    ShortcodeMissing(ShortcodeMissing),
    /// Shortcode tags that Hugo refuses or does not take for one.
    ShortcodeSyntax(ShortcodeSyntax),
    /// What data files say of releases.
    SupportDate(SupportDate),
    /// The words of the site's glossary.
    Term(Terms),
    /// Originals kept in comments.
    SourceComment(SourceComment),
    /// Versions that are read as numbers.
    TypedVersion(TypedVersion),
    /// Versions, numbers and dates.
    Value(Values),
}

impl Check {
    /// What the check looks at.
    pub fn reach(&self) -> Reach<'_> {
        match self {
            Check::AliasConflict(check) => Reach::Corpus(check),
            Check::AliasLanguage(check) => Reach::Page(check),
            Check::AliasMissing(check) => Reach::Pair(check),
            Check::AliasShadow(check) => Reach::Page(check),
            Check::AnchorDiffers(check) => Reach::Pair(check),
            Check::AnchorMissing(check) => Reach::Pair(check),
            Check::FieldDiffers(check) => Reach::Pair(check),
            Check::FieldMissing(check) => Reach::Pair(check),
            Check::FieldUntranslated(check) => Reach::Pair(check),
            Check::BlockExtra(check) => Reach::Pair(check),
            Check::BlockKind(check) => Reach::Pair(check),
            Check::BlockMissing(check) => Reach::Pair(check),
            Check::PageMissing(check) => Reach::Corpus(check),
            Check::PageOrphan(check) => Reach::Page(check),
            Check::PageUntranslated(check) => Reach::Pair(check),
            Check::UntranslatedText(check) => Reach::Pair(check),
            Check::Brackets(check) => Reach::Page(check),
            Check::ChangeTag(check) => Reach::Pair(check),
            Check::CodeBlock(check) => Reach::Pair(check),
            Check::CodeCharset(check) => Reach::Page(check),
            Check::CodeSpan(check) => Reach::Pair(check),
            Check::Directive(check) => Reach::Directives(check),
            Check::DoubledWord(check) => Reach::Page(check),
            Check::NameMisspelt(check) => Reach::Page(check),
            Check::EmphasisMarks(check) => Reach::Page(check),
            Check::ExternalLink(check) => Reach::Page(check),
            Check::Fields(check) => Reach::Page(check),
            Check::HeadingId(check) => Reach::Page(check),
            Check::HeadingStructure(check) => Reach::Page(check),
            Check::ImageDiffers(check) => Reach::Pair(check),
            Check::InvisibleCharacter(check) => Reach::Page(check),
            Check::FragmentBroken(check) => Reach::Page(check),
            Check::LinkAlias(check) => Reach::Page(check),
            Check::LinkBroken(check) => Reach::Page(check),
            Check::LinkDiffers(check) => Reach::Pair(check),
            Check::LinkLanguage(check) => Reach::Page(check),
            Check::LinkMissing(check) => Reach::Pair(check),
            Check::LinkSyntax(check) => Reach::Page(check),
            Check::LinkText(check) => Reach::Page(check),
            Check::LinkTwin(check) => Reach::Page(check),
            Check::LinkUntranslated(check) => Reach::Page(check),
            Check::ListMarker(check) => Reach::Page(check),
            #[cfg(test)]
            Check::Panic(check) => Reach::Page(check),
            Check::Pattern(check) => Reach::Page(check),
            Check::Problem(check) => Reach::Page(check),
            Check::ReleaseClaim(check) => Reach::Page(check),
            Check::ReleaseOrder(check) => Reach::Page(check),
            Check::ReleaseVersions(check) => Reach::Page(check),
            Check::Required(check) => Reach::Page(check),
            Check::ShortcodeDiffers(check) => Reach::Pair(check),
            Check::ShortcodeMissing(check) => Reach::Pair(check),
            Check::ShortcodeSyntax(check) => Reach::Page(check),
            Check::SupportDate(check) => Reach::Page(check),
            Check::Term(check) => Reach::Pair(check),
            Check::SourceComment(check) => Reach::Pair(check),
            Check::TypedVersion(check) => Reach::Page(check),
            Check::Value(check) => Reach::Pair(check),
        }
    }

    /// True for a check that sees nothing but the page, or the page and its original: what it says holds also when no
    /// other page of the site is known.
    pub fn stands_alone(&self) -> bool {
        matches!(
            self,
            Check::BlockExtra(_)
                | Check::BlockKind(_)
                | Check::BlockMissing(_)
                | Check::Brackets(_)
                | Check::CodeBlock(_)
                | Check::CodeCharset(_)
                | Check::CodeSpan(_)
                | Check::DoubledWord(_)
                | Check::EmphasisMarks(_)
                | Check::HeadingId(_)
                | Check::HeadingStructure(_)
                | Check::ImageDiffers(_)
                | Check::InvisibleCharacter(_)
                | Check::LinkSyntax(_)
                | Check::LinkText(_)
                | Check::PageUntranslated(_)
                | Check::Pattern(_)
                | Check::Problem(_)
                | Check::ShortcodeDiffers(_)
                | Check::ShortcodeMissing(_)
                | Check::Term(_)
                | Check::TypedVersion(_)
                | Check::UntranslatedText(_)
                | Check::Value(_)
        )
    }

    /// True when what it finds hangs on more than the site: on who is asked, and who answers today. That it finds
    /// nothing makes no allowance useless, and no entry of a baseline stale.
    pub fn looks_outside(&self) -> bool {
        matches!(self, Check::ExternalLink(_))
    }

    /// True when its fixes turn what is right in an original into what is right in a translation.
    pub fn localises(&self) -> bool {
        matches!(self, Check::AliasLanguage(_) | Check::LinkLanguage(_) | Check::LinkTwin(_))
    }

    /// True when its fixes add to the front matter of a translation what the original has.
    pub fn completes(&self) -> bool {
        matches!(self, Check::AliasMissing(_) | Check::FieldMissing(_))
    }

    /// The front matter fields that it wants translated.
    pub fn texts(&self) -> &[String] {
        match self {
            Check::FieldUntranslated(check) => check.texts(),
            _ => &[],
        }
    }

    /// What is wrong with its parameters beyond their form.
    pub(super) fn fault(&self) -> Option<String> {
        match self {
            Check::ReleaseClaim(check) => check.forms.fault(),
            Check::SupportDate(check) => check.forms.fault(),
            _ => None,
        }
    }

    /// The cases that it can report.
    pub fn cases(&self) -> &'static [Case] {
        match self.reach() {
            Reach::Page(check) => check.cases(),
            Reach::Pair(check) => check.cases(),
            Reach::Corpus(check) => check.cases(),
            Reach::Directives(check) => check.cases(),
        }
    }
}

/// How much of the site a check sees. What it cannot see it cannot depend on, so re-checking after an edit is right by construction.
#[derive(Clone, Copy)]
pub enum Reach<'a> {
    /// One page.
    Page(&'a dyn PageCheck),
    /// A translation beside its original.
    Pair(&'a dyn PairCheck),
    /// All pages.
    Corpus(&'a dyn CorpusCheck),
    /// The directives of one page, after everything else has run.
    Directives(&'a dyn DirectiveCheck),
}

/// A way in which a check can fail, with the values that it gives to the rule's sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The name that rule files use; `default` where there is only one.
    pub name: &'static str,
    /// The placeholders that its sentences may use.
    pub values: &'static [&'static str],
    /// The names of the other places that it can point to.
    pub related: &'static [&'static str],
}

impl Case {
    /// A case with values and no other place.
    pub const fn new(name: &'static str, values: &'static [&'static str]) -> Self {
        Self { name, values, related: &[] }
    }

    /// The same case, pointing to other places as well.
    pub const fn with_related(mut self, related: &'static [&'static str]) -> Self {
        self.related = related;
        self
    }
}

/// A check of one page on its own.
pub trait PageCheck: Send + Sync {
    /// What it can report.
    fn cases(&self) -> &'static [Case];
    /// Looks at the page.
    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>);
}

/// A check of a translation against its original.
pub trait PairCheck: Send + Sync {
    /// What it can report.
    fn cases(&self) -> &'static [Case];
    /// True for a check that has something to say of a translation that nobody has translated yet. Any other is not
    /// asked about such a page: it would say the same of every block.
    fn wants_copies(&self) -> bool {
        false
    }
    /// Compares the two.
    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>);
}

/// A check of the whole site. Of a page it may see the front matter, the addresses and the translations, nothing else:
/// it is not asked again after an edit of anything else.
pub trait CorpusCheck: Send + Sync {
    /// What it can report.
    fn cases(&self) -> &'static [Case];
    /// Looks at all pages.
    fn check(&self, corpus: &Corpus, facts: &Facts, findings: &mut Findings<'_>);
}

/// A check of what a page says about rules.
pub trait DirectiveCheck: Send + Sync {
    /// What it can report.
    fn cases(&self) -> &'static [Case];
    /// Looks at the directives of a page and at what they were good for.
    fn check(&self, page: &Page<'_>, judged: &Judged<'_>, findings: &mut Findings<'_>);
}

/// One page, as a page check sees it.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// Its number.
    pub id: SourceId,
    /// The page.
    pub source: &'a Source,
    /// Its text, parsed.
    pub document: &'a Document,
    /// Its text.
    pub text: &'a str,
    /// The site it belongs to.
    pub site: &'a Site,
    /// What is known of the site as a whole.
    pub facts: &'a Facts,
    /// Where checks share what they find out about the page.
    pub shared: Option<&'a Shared>,
}

impl<'a> Page<'a> {
    /// The page `id` of `corpus`.
    pub fn new(corpus: &'a Corpus, facts: &'a Facts, id: SourceId) -> Self {
        let source = corpus.source(id);
        let (document, text, site) = (&source.document, &*source.text, &corpus.site);
        Self { id, source, document, text, site, facts, shared: None }
    }

    /// The same page, of which all checks find out some things once.
    pub fn sharing(self, shared: &'a Shared) -> Self {
        Self { shared: Some(shared), ..self }
    }

    /// A place in this page.
    pub fn at(&self, span: Span) -> Location {
        Location { source: self.id, span }
    }

    /// The kind of the page.
    pub fn kind(&self) -> Option<&'a PageKind> {
        self.source.kind.map(|kind| self.site.kind(kind))
    }

    /// The language of the page.
    pub fn language(&self) -> Option<&'a Language> {
        self.source.language.map(|language| self.site.language(language))
    }

    /// True when the page is written in the site's original language, or the site has but one.
    pub fn is_original(&self) -> bool {
        self.source.language.is_none_or(|language| language == self.site.original)
    }
}

#[cfg(test)]
mod panicking {
    use super::{Case, Findings, Page, PageCheck};

    /// A check with a fault of its own.
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Panicking {}

    impl PageCheck for Panicking {
        fn cases(&self) -> &'static [Case] {
            const { &[Case::new("default", &[])] }
        }

        fn check(&self, page: &Page<'_>, _: &mut Findings<'_>) {
            panic!("broken on page {}", page.id.0);
        }
    }
}
