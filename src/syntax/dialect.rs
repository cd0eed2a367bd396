//! How the pages of a site are written: everything about a generator that changes what a text means.

use rustc_hash::FxHashMap;

use crate::document::Body;

/// How pages are written and how their ids are made.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// How a heading without an id gets one.
    pub slugger: Slugger,
    /// The generator gives ids to headings that have none.
    pub auto_ids: bool,
    /// Which written ids count.
    pub explicit_ids: ExplicitIds,
    /// Quotes, dashes and dots are made typographic before ids are made (Hugo's default).
    pub typographer: bool,
    /// URLs in running text become links.
    pub linkify: bool,
    /// Hugo's shortcodes; `None` when the generator has none and `{{<` is text.
    pub shortcodes: Option<ShortcodeTable>,
    /// Pages are MDX: `{/* … */}` is a comment.
    pub mdx: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            slugger: Slugger::default(),
            auto_ids: true,
            explicit_ids: ExplicitIds::Goldmark,
            typographer: true,
            linkify: true,
            shortcodes: Some(ShortcodeTable::default()),
            mdx: false,
        }
    }
}

/// A Hugo version, as far as it changes what a page means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HugoVersion {
    /// The number after `0.`: 147 for 0.147.9.
    pub minor: u32,
    /// The last number: 9 for 0.147.9.
    pub patch: u32,
}

impl HugoVersion {
    /// The version taken when a site does not say: a current one.
    pub const CURRENT: HugoVersion = HugoVersion { minor: 168, patch: 0 };

    /// Reads `0.147.9`, `v0.147.9`, `0.147` and `0.147.9+extended`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().trim_start_matches('v').split(['.', '+', '-']);
        if parts.next()? != "0" {
            return None;
        }
        let minor = parts.next()?.parse().ok()?;
        let patch = parts.next().and_then(|patch| patch.parse().ok()).unwrap_or(0);
        Some(Self { minor, patch })
    }
}

impl Default for HugoVersion {
    fn default() -> Self {
        Self::CURRENT
    }
}

/// How a generator derives an id from the text of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slugger {
    /// Hugo's `github` type.
    HugoGithub(HugoVersion),
    /// Hugo's `github-ascii` type.
    HugoGithubAscii(HugoVersion),
    /// Hugo's `blackfriday` type.
    HugoBlackfriday(HugoVersion),
    /// github-slugger: GitHub, Docusaurus, Astro, rehype-slug.
    GithubSlugger,
    /// VitePress and VuePress 2.
    VitePress,
    /// markdown-it-anchor with its own default.
    MarkdownItAnchor,
    /// kramdown as Jekyll calls it without GFM.
    Kramdown,
    /// kramdown with its GFM parser, as GitHub Pages has it.
    KramdownGfm,
    /// Python-Markdown, the default of MkDocs.
    PythonMarkdown,
    /// Python-Markdown with `slugify_unicode`.
    PythonMarkdownUnicode,
    /// pymdownx `slugify(case="lower")`, as Material for MkDocs recommends.
    PymdownxLower,
    /// docutils, as Sphinx names sections.
    Docutils,
    /// MyST's `github_slugify`.
    Myst,
}

impl Default for Slugger {
    fn default() -> Self {
        Slugger::HugoGithub(HugoVersion::CURRENT)
    }
}

/// Which ids written into a heading line count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplicitIds {
    /// goldmark's attribute lists, as in Hugo: `{#id .class key=value}`.
    Goldmark,
    /// `{#id}` at the end of the line with any characters in it, as in Docusaurus; also `{/* #id */}` and `<!-- #id -->`.
    Docusaurus,
    /// `{#id}` or the escaped form `\{#id}`, as MDX needs it.
    Mdx,
    /// kramdown's ` {#id}` and `{: #id}`.
    Kramdown,
    /// Python-Markdown's attr_list: `{#id}` and `{: #id}`.
    AttrList,
    /// None: braces are text.
    None,
}

/// What is known of a site's shortcodes, by lower-case name.
#[derive(Debug, Clone, Default)]
pub struct ShortcodeTable {
    /// What the body of each known shortcode is.
    pub bodies: FxHashMap<Box<str>, Body>,
    /// True when the site's templates were read, so that a name that is not in `bodies` does not exist.
    pub closed: bool,
    /// True when names are compared without regard to case (Hugo from 0.146).
    pub any_case: bool,
}

/// Shortcodes that come with Hugo itself, so that no site has templates for them.
const BUILT_IN: &[&str] = &[
    "comment",
    "details",
    "figure",
    "gist",
    "highlight",
    "instagram",
    "instagram_simple",
    "param",
    "qr",
    "ref",
    "relref",
    "tweet",
    "twitter",
    "twitter_simple",
    "vimeo",
    "vimeo_simple",
    "x",
    "x_simple",
    "youtube",
];

/// Names whose body is code on every site that has them: Hugo's own, those of the widespread themes (Docsy, Book,
/// Relearn, LoveIt, Congo) and of the large documentation sites. A body taken for Markdown by mistake yields false
/// headings, links and lists from comments and commands in the code, so a paired shortcode of such a name is code
/// unless the site's table says otherwise.
const CODE_NAMES: &[&str] = &[
    "asciinema",
    "chart",
    "chem",
    "code",
    "codeblock",
    "codenew",
    "command",
    "console",
    "css",
    "echarts",
    "file",
    "go-html-template",
    "graphviz",
    "highlight",
    "html",
    "javascript",
    "js",
    "json",
    "katex",
    "kroki",
    "latex",
    "markmap",
    "math",
    "mathjax",
    "mermaid",
    "plantuml",
    "pre",
    "raw",
    "rawhtml",
    "script",
    "shell",
    "style",
    "svg",
    "terminal",
    "text",
    "toml",
    "unsafe",
    "verbatim",
    "yaml",
];

/// Names whose body is dropped: Hugo's `comment` and the same in themes that had it before.
const DROPPED_NAMES: &[&str] = &["comment", "ignore", "todo"];

impl ShortcodeTable {
    /// What the table says of the body of `name`; `None` when it does not know the name.
    pub fn body(&self, name: &str) -> Option<Body> {
        match self.bodies.get(name) {
            Some(&body) => Some(body),
            None if self.any_case && name.bytes().any(|byte| byte.is_ascii_uppercase()) || !name.is_ascii() => {
                self.bodies.get(name.to_lowercase().as_str()).copied()
            }
            None => None,
        }
    }

    /// True when the site has a template for `name`, or may have one, or Hugo itself has.
    pub fn knows(&self, name: &str) -> bool {
        !self.closed || self.body(name).is_some() || is_one_of(BUILT_IN, name) || name.ends_with(".inline")
    }

    /// True for a shortcode that comes with Hugo itself.
    pub fn is_built_in(name: &str) -> bool {
        is_one_of(BUILT_IN, name)
    }

    /// What the body of a paired shortcode is by convention, when no table knows its name.
    pub fn conventional_body(name: &str) -> Body {
        if is_one_of(DROPPED_NAMES, name) {
            Body::None
        } else if is_one_of(CODE_NAMES, name) || name.ends_with(".inline") {
            Body::Code
        } else {
            Body::Markdown
        }
    }
}

/// Looks `name` up in a list of lower-case names that is sorted.
fn is_one_of(names: &[&str], name: &str) -> bool {
    names.binary_search(&name).is_ok()
        || (name.bytes().any(|byte| byte.is_ascii_uppercase())
            && names.binary_search(&name.to_ascii_lowercase().as_str()).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_names_are_sorted_and_lower_case() {
        for list in [BUILT_IN, CODE_NAMES, DROPPED_NAMES] {
            assert!(list.is_sorted());
            assert!(list.iter().all(|name| *name == name.to_lowercase()));
        }
    }

    #[test]
    fn names_are_compared_by_the_rules_of_the_version() {
        let mut table = ShortcodeTable { closed: true, ..ShortcodeTable::default() };
        table.bodies.insert("tip".into(), Body::Markdown);
        assert_eq!(table.body("Tip"), None);
        assert!(!table.knows("Tip"));
        table.any_case = true;
        assert_eq!(table.body("Tip"), Some(Body::Markdown));
        assert!(table.knows("relref") && table.knows("now.inline") && !table.knows("nosuch"));
    }
}
