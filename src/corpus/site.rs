//! What a site says about itself: languages, where pages lie, how they are written, what kinds there are.

use std::collections::BTreeMap;

use globset::GlobSet;
use regex::Regex;

use super::Source;
use super::glossary::Glossary;
use super::layout::Layout;
use super::redirects::Redirects;
use crate::syntax::Dialect;

/// Index into [`Site::languages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageId(pub u16);

/// Index into [`Site::kinds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u16);

/// The program that builds the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Generator {
    Hugo,
    Docusaurus,
    Rspress,
    VitePress,
    Starlight,
    Jekyll,
    MkDocs,
    /// Markdown without a known generator.
    Plain,
}

/// How a language treats the anchors of the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AnchorPolicy {
    /// Every heading keeps the original's id, written out where its own text would give another.
    Preserve,
    /// Headings have ids of their own language; only ids that are written out are compared.
    Localized,
    /// Learned from the tree: preserve when most headings carry the original's id.
    Auto,
}

/// How links to pages of the same language are written in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LinkForm {
    /// With the language's prefix: `/zh/docs/x/`.
    Prefixed,
    /// Without it; the generator adds it: `/docs/x/`.
    Unprefixed,
    /// Learned from the tree.
    Auto,
}

/// How aliases are written in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AliasForm {
    /// With the language's prefix, as Hugo below 0.155 needs it.
    Prefixed,
    /// As in the original: the generator adds the prefix (Hugo from 0.155), or the alias is relative.
    Same,
    /// Learned from the tree, else from the generator's version.
    Auto,
}

/// What to make of pages that are a copy of their original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Untranslated {
    /// They are reported as untranslated.
    #[default]
    Report,
    /// They stand for a translation that is still to come.
    Ignore,
}

/// What to make of originals that are kept in HTML comments above their translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SourceComments {
    /// Nothing.
    #[default]
    Ignore,
    /// They are compared with the original.
    Check,
}

/// What is known of a site's URLs beside the prefixes of its languages.
#[derive(Debug, Clone, Default)]
pub struct Urls {
    /// The site's own addresses, with host and perhaps a path, without scheme and slash at the end: links to them stay on
    /// the site.
    pub bases: Vec<String>,
    /// Addresses that are the same in two languages: the original's, the translation's.
    pub hosts: Vec<(String, String)>,
    /// What is added to the name of a linked page in a language, by tag.
    pub page_suffix: BTreeMap<String, String>,
    /// What the site's files with redirects say.
    pub redirects: Redirects,
    /// Folders whose files are published as they are, relative to the site's root, without `/` at the end.
    pub statics: Vec<String>,
    /// Paths that something else than the pages of this tree puts on the site: what is there cannot be known.
    pub generated: GlobSet,
    /// Templates or files come from a theme or module that does not lie in this tree.
    pub has_theme: bool,
    /// A page that is not translated is served in the original's language, with its anchors.
    pub fallback: bool,
    /// Hugo's URL patterns, by section.
    pub permalinks: BTreeMap<String, String>,
}

/// A language of a site.
#[derive(Debug, Clone)]
pub struct Language {
    /// The tag as the site writes it: `zh`, `zh-cn`, `pt-br`.
    pub tag: Box<str>,
    /// The BCP 47 tag: that of the site, unless its configuration maps it to another (`zh` to `zh-Hans`).
    pub bcp47: Box<str>,
    /// What stands before the path in the URLs of this language: `/zh`, or nothing.
    pub prefix: Box<str>,
    /// What to expect of its anchors.
    pub anchors: AnchorPolicy,
    /// What to expect of its links.
    pub links: LinkForm,
    /// What to expect of its aliases.
    pub aliases: AliasForm,
}

/// What each front matter field is for.
#[derive(Debug, Clone, Default)]
pub struct FieldClasses {
    /// Fields whose value must be the same in every language, as text.
    pub equal: Vec<String>,
    /// Fields that are to be translated.
    pub text: Vec<String>,
    /// Fields that only originals have.
    pub source_only: Vec<String>,
    /// Fields that only translations have.
    pub target_only: Vec<String>,
    /// How the text of a field changes in translations: what to look for, and what takes its place.
    pub map: BTreeMap<String, (Regex, String)>,
}

/// A kind of page, such as the announcement of a patch release.
#[derive(Debug, Clone)]
pub struct PageKind {
    /// Its name in messages and in `when:` of rules.
    pub name: String,
    /// Fits the page's key (the path below the language's root); named groups such as `version` are facts about the page.
    pub path: Regex,
    /// What every key begins with that `path` fits, as far as that is known: most pages are told apart by it.
    pub start: Box<str>,
    /// Fields that the page must have to be of this kind.
    pub has: Vec<String>,
    /// JSON Schema of its front matter.
    pub schema: Option<serde_json::Value>,
    /// Shortcodes that it must contain.
    pub shortcodes: Vec<String>,
    /// Aliases that it must have, with the path's named groups in braces: `/news/announcing-{version}`.
    pub aliases: Vec<String>,
    /// Anything else that rules may ask of a kind.
    pub parameters: BTreeMap<String, serde_json::Value>,
}

/// Where the releases of a project are found.
#[derive(Debug, Clone, Default)]
pub struct ReleaseSources {
    /// The product's names; empty when they are learned from titles.
    pub products: Vec<Box<str>>,
    /// The keys of pages that announce a release; empty when they are known by their names and fields.
    pub pages: Vec<Regex>,
    /// The front matter fields with the day of a release; empty for the usual ones.
    pub dates: Vec<String>,
    /// What data files say.
    pub rows: Vec<ReleaseRow>,
}

/// What a data file says of one release.
#[derive(Debug, Clone)]
pub struct ReleaseRow {
    /// The file, relative to the site's root.
    pub file: Box<str>,
    /// The version as written.
    pub version: Box<str>,
    /// When it was released.
    pub date: Option<Stated>,
    /// When its support ends.
    pub end: Option<Stated>,
}

/// A value of a data file.
#[derive(Debug, Clone)]
pub struct Stated {
    /// As written.
    pub text: Box<str>,
    /// The line, from 1.
    pub line: usize,
}

/// A site.
#[derive(Debug)]
pub struct Site {
    /// The program that builds it.
    pub generator: Generator,
    /// Its languages, the original first.
    pub languages: Vec<Language>,
    /// The language that pages are first written in.
    pub original: LanguageId,
    /// Where pages lie.
    pub layout: Layout,
    /// How pages are written.
    pub dialect: Dialect,
    /// The kinds of pages; the first that fits counts.
    pub kinds: Vec<PageKind>,
    /// What front matter fields are for.
    pub fields: FieldClasses,
    /// The words of the project.
    pub glossary: Glossary,
    /// URLs.
    pub urls: Urls,
    /// Where the project's releases are found.
    pub releases: ReleaseSources,
    /// What to make of pages that are a copy of their original.
    pub untranslated: Untranslated,
    /// What to make of originals kept in comments.
    pub source_comments: SourceComments,
    /// Where ids on a page come from beside its own text.
    pub anchor_sources: AnchorSources,
}

/// Where ids on a page come from beside its own text.
#[derive(Debug, Clone, Default)]
pub struct AnchorSources {
    /// What shortcodes bring, by lower-case name. A shortcode that is not named brings nothing when the site's table
    /// of shortcodes has it, else nobody knows what.
    pub shortcodes: BTreeMap<Box<str>, AnchorSource>,
    /// Ids that templates put on every page.
    pub provided: Vec<Box<str>>,
    /// Nothing says which version of Hugo builds the site: it may be one that makes ids of the lines of headings.
    pub any_hugo: bool,
}

/// What a shortcode brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnchorSource {
    /// The ids of another page of the same language, by its key: `{0}` stands for the first argument.
    Page(Box<str>),
    /// Ids that cannot be known here.
    Unknown,
    /// None.
    Nothing,
}

impl Site {
    /// One language.
    pub fn language(&self, id: LanguageId) -> &Language {
        &self.languages[id.0 as usize]
    }

    /// One kind.
    pub fn kind(&self, id: KindId) -> &PageKind {
        &self.kinds[id.0 as usize]
    }

    /// The first kind that fits a page.
    pub(super) fn kind_of(&self, source: &Source) -> Option<KindId> {
        let fits = |kind: &PageKind| {
            source.key.starts_with(&*kind.start)
                && kind.path.is_match(&source.key)
                && kind
                    .has
                    .iter()
                    .all(|field| source.document.front_matter.as_ref().is_some_and(|fm| fm.get(field).is_some()))
        };
        self.kinds.iter().position(fits).map(|index| KindId(index as u16))
    }

    /// The key that a page writes itself: the field that the layout pairs pages by, or Hugo's `translationKey`.
    pub(super) fn written_key(&self, source: &Source) -> Option<String> {
        let front_matter = source.document.front_matter.as_ref()?;
        let field = source.template.and_then(|template| self.layout.key_field(template));
        let field = field.or((self.generator == Generator::Hugo).then_some("translationKey"))?;
        let text = front_matter.get(field)?.value.as_str().filter(|key| !key.is_empty())?;
        Some(format!("{field}\0{text}"))
    }
}
