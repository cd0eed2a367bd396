//! The keys of `tidings.yaml` and of presets, for one site.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::external::External;
use super::values::{
    Glob, LanguageTag, Pages, Pattern, PerLanguage, RuleSetting, Schema, Shortcodes, Size, Texts, Version,
};
use crate::corpus::{AliasForm, AnchorPolicy, Generator, LinkForm, SourceComments, Untranslated};
use crate::words::Tongue;

/// Everything that can be said about a site. Absent keys take what was detected, else the generator's own ways.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The version of this format: 1.
    pub version: Option<u32>,
    /// Presets by name and files by path, laid under this file in their order.
    pub extends: Texts,
    /// The site's folder, relative to this file's.
    pub root: Option<String>,
    /// The program that builds the site.
    pub generator: Option<Generator>,
    /// The language that pages are first written in.
    pub source: Option<LanguageTag>,
    /// The other languages.
    pub languages: Vec<LanguageTag>,
    /// Only files that fit one of these are pages.
    pub include: Vec<Glob>,
    /// Files that fit one of these are no pages.
    pub exclude: Vec<Glob>,
    /// Where pages and their translations lie; the first template that fits a path counts.
    pub pages: Vec<Pages>,
    /// `X.md`, `X/index.md` and `X/index.mdx` are the same page in different languages.
    pub bundles: Option<bool>,
    /// BCP 47 tags of languages that the site writes in another way: `{zh: zh-Hans}`.
    pub lang_map: BTreeMap<String, LanguageTag>,
    /// What to make of pages that are a copy of their original.
    pub untranslated: Option<Untranslated>,
    /// Ids of headings.
    pub anchors: Anchors,
    /// Links.
    pub links: Links,
    /// Aliases.
    pub aliases: Aliases,
    /// Front matter.
    pub front_matter: Fields,
    /// How pages are written.
    pub syntax: Syntax,
    /// The words of the project.
    pub glossary: Words,
    /// Where the project's releases are found.
    pub releases: Releases,
    /// Kinds of pages; the first that fits a page counts.
    pub kinds: Vec<Kind>,
    /// Severities and parameters of rules, by id.
    pub rules: BTreeMap<String, RuleSetting>,
    /// A folder with rules of the site's own, relative to this file.
    pub rules_dir: Option<String>,
    /// Other settings of rules for some pages; of several that fit, the last counts.
    pub overrides: Vec<Override>,
    /// Findings that are to stay on some pages, with the reason.
    pub allow: Vec<Allow>,
    /// The file with the findings that were there before, relative to this file.
    pub baseline: Option<String>,
    /// The language of messages.
    pub messages: Option<Tongue>,
    /// Limits.
    pub limits: Limits,
    /// Links to other sites.
    pub external: External,
}

/// How a heading's id is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum SluggerName {
    HugoGithub,
    HugoGithubAscii,
    HugoBlackfriday,
    GithubSlugger,
    Vitepress,
    MarkdownItAnchor,
    Kramdown,
    KramdownGfm,
    PythonMarkdown,
    PythonMarkdownUnicode,
    PymdownxLower,
    Docutils,
    Myst,
}

/// Which ids written into headings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum ExplicitName {
    Goldmark,
    Docusaurus,
    Mdx,
    Kramdown,
    AttrList,
    None,
}

/// `anchors:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Anchors {
    /// How a heading without an id gets one.
    pub slugger: Option<SluggerName>,
    /// Which written ids count.
    pub explicit: Option<ExplicitName>,
    /// How languages treat the original's ids.
    pub policy: PerLanguage<AnchorPolicy>,
    /// False when headings get no id on their own.
    pub auto: Option<bool>,
    /// The version of Hugo: it changes how ids are made.
    pub hugo: Option<Version>,
    /// What shortcodes bring: `unknown`, `none`, or the path of a page below the language's folder whose ids they bring,
    /// with `{0}` for the first argument.
    pub from: BTreeMap<String, String>,
    /// Ids that templates put on every page.
    pub provided: Vec<String>,
}

/// `links:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Links {
    /// How languages link to their own pages.
    pub policy: PerLanguage<LinkForm>,
    /// What stands before the path in URLs of a language: `{zh: /zh}`.
    pub prefix: BTreeMap<String, String>,
    /// The site's own addresses: `https://example.io/latest`. Links to them stay on the site.
    pub base: Vec<String>,
    /// Addresses that are the same in two languages: the original's, the translation's.
    pub hosts: Vec<[String; 2]>,
    /// What is added to the name of a linked page in a language: `{zh-CN: -cn}`.
    pub page_suffix: BTreeMap<String, String>,
    /// Files with redirects, beside `static/_redirects`, `_redirects` and `netlify.toml`.
    pub redirects: Vec<String>,
    /// Folders whose files are published as they are.
    pub statics: Option<Texts>,
    /// Paths on the site that something else than these pages puts there: what is there cannot be known.
    pub generated: Vec<Glob>,
    /// The same as far as it was detected: taxonomies, and folders that are mounted from elsewhere.
    pub mounted: Vec<Glob>,
    /// Templates or files come from a theme or module that does not lie here.
    pub theme: Option<bool>,
    /// A page that is not translated is served in the original's language, with its anchors.
    pub fallback: Option<bool>,
    /// Hugo's URL patterns, by section.
    pub permalinks: BTreeMap<String, String>,
}

/// `aliases:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Aliases {
    /// How languages write their aliases.
    pub policy: PerLanguage<AliasForm>,
}

/// `front_matter:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    /// Fields that are equal in every language.
    pub equal: Vec<String>,
    /// Fields that are translated.
    pub text: Vec<String>,
    /// Fields that only originals have.
    pub source_only: Vec<String>,
    /// Fields that only translations have.
    pub target_only: Vec<String>,
    /// How a value changes in translations: a regular expression and what takes its place.
    pub map: BTreeMap<String, [String; 2]>,
}

/// `syntax:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Syntax {
    /// Shortcodes and what their bodies are.
    pub shortcodes: Option<Shortcodes>,
    /// A shortcode that is not in `shortcodes` does not exist.
    pub shortcodes_closed: Option<bool>,
    /// Pages are MDX.
    pub mdx: Option<bool>,
    /// Pages have Liquid tags.
    pub liquid: Option<bool>,
    /// Quotes and dashes are made typographic.
    pub typographer: Option<bool>,
    /// URLs in running text become links.
    pub linkify: Option<bool>,
    /// What to make of originals kept in comments.
    pub source_comments: Option<SourceComments>,
}

/// `glossary:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Glossary"))]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// Files with terms: YAML, tables separated by tabs (`.tsv`), or Markdown tables (`.md`).
    pub files: Texts,
    /// What stays as it is in every language.
    pub keep: Vec<String>,
    /// Terms, as in a YAML file.
    pub terms: Vec<TermSetting>,
}

/// One of `glossary.terms:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TermSetting {
    /// The term as originals have it.
    pub term: String,
    /// What it may be called, by language.
    #[serde(default)]
    pub translations: BTreeMap<String, Texts>,
    /// What it must not be called, by language.
    #[serde(default)]
    pub avoid: BTreeMap<String, Texts>,
    /// It stays as it is.
    #[serde(default)]
    pub keep: bool,
    /// It counts only as it is written.
    #[serde(default)]
    pub match_case: bool,
}

/// `releases:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Releases {
    /// The name of the product, and its other names; learned from titles unless said.
    pub product: Texts,
    /// The paths of pages that announce a release, below the language's folder; the group `version` is the release.
    pub pages: Vec<Pattern>,
    /// The front matter fields that hold the day of a release; the first that a page has counts.
    pub date: Texts,
    /// Data files that say when releases were made and how long they are supported.
    pub data: Vec<ReleaseData>,
}

/// One of `releases.data:`
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleaseData {
    /// The file, YAML or JSON, relative to the site's root.
    pub file: String,
    /// The keys that lead to the entries, with dots between them; lists on the way are gone through.
    #[serde(default)]
    pub list: String,
    /// The key of an entry's version; without it the entries are a mapping by version.
    pub version: Option<String>,
    /// The key of the day of the release.
    pub date: Option<String>,
    /// The key of the day on which support ends.
    pub end: Option<String>,
}

/// One of `kinds:`
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its name in messages and rules.
    pub name: String,
    /// Fits the path below the language's folder; named groups are facts about the page.
    pub path: Pattern,
    /// Fields that a page must have to be of this kind.
    #[serde(default)]
    pub has: Vec<String>,
    /// What its front matter must be.
    pub schema: Option<Schema>,
    /// Shortcodes that it must contain.
    #[serde(default)]
    pub shortcodes: Vec<String>,
    /// Aliases that it must have, with named groups in braces.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Anything else that rules may ask of a kind.
    #[serde(default)]
    pub parameters: BTreeMap<String, serde_json::Value>,
}

/// One of `overrides:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Override {
    /// For pages whose path fits one of these; empty for all.
    pub paths: Vec<Glob>,
    /// For pages in one of these languages; empty for all.
    pub languages: Vec<LanguageTag>,
    /// For pages of one of these kinds; empty for all.
    pub kinds: Vec<String>,
    /// The settings of rules there.
    pub rules: BTreeMap<String, RuleSetting>,
}

/// One of `allow:`
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The rules whose findings are allowed.
    pub rules: Texts,
    /// On pages whose path fits one of these; empty for all.
    #[serde(default)]
    pub paths: Vec<Glob>,
    /// On pages in one of these languages; empty for all.
    #[serde(default)]
    pub languages: Vec<LanguageTag>,
    /// On pages of one of these kinds; empty for all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Why.
    pub reason: String,
}

/// `limits:`
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest file that is read, 10 MiB unless said.
    pub file_size: Option<Size>,
}
