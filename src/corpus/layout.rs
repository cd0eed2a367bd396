//! Where the pages of a language lie: from a path to a language and a key, and back.

use super::LanguageId;
use super::template::{Matcher, Values};
pub use super::template::{Template, TemplateError};

/// A page's language, and its path without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The language.
    pub language: LanguageId,
    /// The path without its language, below the folder that all originals share. A page and its translations have the
    /// same, but for the forms of a bundle (`x.md`, `x/index.md`) and for extensions.
    pub key: Box<str>,
    /// Which pair of templates the path fits: an index that [`Layout::key_field`] takes.
    pub template: usize,
}

/// Where originals and their translations lie.
#[derive(Debug, Clone)]
pub struct PagePattern {
    /// Where originals lie.
    pub source: Template,
    /// Where translations lie, for each language that has any.
    pub translations: Vec<(LanguageId, Template)>,
    /// The front matter field that pairs pages, when the path does not.
    pub key_field: Option<String>,
}

/// Where the pages of each language lie. Paths are relative to the site's root, with `/`.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    tags: Vec<String>,
    original: Option<LanguageId>,
    bundles: bool,
    patterns: Vec<Pattern>,
}

/// A [`PagePattern`] ready for use.
#[derive(Debug, Clone)]
struct Pattern {
    source: Template,
    translations: Vec<(LanguageId, Template)>,
    /// Readers of paths, those of translations first: `{lang}/{path}` says more than `{path}`.
    readers: Vec<(Option<LanguageId>, Matcher)>,
    key: Template,
    key_reader: Matcher,
    key_field: Option<String>,
}

impl Layout {
    /// A layout of `patterns`, the first that fits a path counts. `tags` are the languages, by their ids.
    pub fn new(patterns: Vec<PagePattern>, tags: Vec<String>, original: LanguageId, any_case: bool) -> Self {
        let keys: Vec<Template> = patterns.iter().map(|pattern| pattern.source.without_language()).collect();
        let shared = shared_folder(&keys);
        let all: Vec<&str> = by_length(&tags);
        let patterns = patterns
            .into_iter()
            .zip(keys)
            .map(|(pattern, key)| Pattern::new(pattern, key.without_start(shared), &tags, &all, original, any_case))
            .collect();
        Self { tags, original: Some(original), bundles: false, patterns }
    }

    /// The same layout, where `x.md`, `x/index.md` and `x/index.mdx` are one page.
    pub fn with_bundles(mut self, bundles: bool) -> Self {
        self.bundles = bundles;
        self
    }

    /// Every language in a folder of its own; `roots` are folders ending in `/`, the original's first.
    pub fn folders(roots: Vec<(LanguageId, String)>) -> Self {
        let template = |folder: &str| Template::parse(&format!("{}{{path}}", folder.replace(['{', '}'], ""))).ok();
        let Some((original, source)) = roots.first().and_then(|(id, folder)| Some((*id, template(folder)?))) else {
            return Self::default();
        };
        let translations = roots.iter().filter_map(|(id, folder)| Some((*id, template(folder)?))).skip(1).collect();
        let most = roots.iter().map(|(id, _)| id.0 as usize + 1).max().unwrap_or(0);
        let pattern = PagePattern { source, translations, key_field: None };
        Self::new(vec![pattern], vec![String::new(); most], original, false)
    }

    /// The language and key of the page at `path`; `None` when it lies outside the site's pages.
    pub fn place(&self, path: &str) -> Option<Place> {
        self.patterns.iter().enumerate().find_map(|(template, pattern)| {
            let (language, values) = pattern.read(path, &self.tags, self.original?)?;
            let key = pattern.key.fill(&values).into();
            Some(Place { language, key, template })
        })
    }

    /// Where the page with `key` lies, or would lie, in `language`; `None` when the layout has no place for it.
    pub fn path_for(&self, language: LanguageId, key: &str) -> Option<String> {
        self.patterns.iter().find_map(|pattern| {
            let mut values = pattern.key_reader.read(key)?;
            values.language = self.tags.get(language.0 as usize).cloned();
            if self.original == Some(language) {
                return Some(pattern.source.fill(&values));
            }
            let (_, template) = pattern.translations.iter().find(|(id, _)| *id == language)?;
            Some(template.fill(&values))
        })
    }

    /// The front matter field that pairs the pages of a template.
    pub fn key_field(&self, template: usize) -> Option<&str> {
        self.patterns.get(template)?.key_field.as_deref()
    }

    /// True when nothing says where pages lie, so that every Markdown file is one.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The folders that pages lie in, each with `/` at its end, or the empty text for the site's root. No folder lies
    /// in another of the list.
    pub fn roots(&self) -> Vec<String> {
        let templates = self.patterns.iter().flat_map(|pattern| {
            std::iter::once((self.original, &pattern.source))
                .chain(pattern.translations.iter().map(|(id, template)| (Some(*id), template)))
        });
        let folder = |(id, template): (Option<LanguageId>, &Template)| {
            let language = id.and_then(|id| self.tags.get(id.0 as usize)).cloned();
            let filled = template.fill(&Values { language, path: Some("\0".into()), ..Values::default() });
            let stop = filled.find('\0').unwrap_or(filled.len());
            let literal = filled[..stop].rfind('/').map_or(0, |slash| slash + 1);
            filled[..literal].to_owned()
        };
        let mut folders: Vec<String> = templates.map(folder).collect();
        folders.sort();
        folders.dedup();
        let all = folders.clone();
        folders.retain(|folder| !all.iter().any(|other| other != folder && folder.starts_with(other.as_str())));
        folders
    }

    /// What keys of the same page have in common: without bundle forms and extensions when the site has bundles.
    pub fn pairing_key<'a>(&self, key: &'a str) -> &'a str {
        if !self.bundles {
            return key;
        }
        let name = key.rfind('/').map_or(0, |slash| slash + 1);
        let stem = match key[name..].rfind('.') {
            Some(dot) if dot > 0 && is_page_extension(&key[name + dot + 1..]) => &key[..name + dot],
            _ => key,
        };
        match stem.strip_suffix("/index") {
            Some(folder) => folder,
            None if stem == "index" => "",
            None => stem,
        }
    }
}

/// True for the extensions of Markdown pages.
pub fn is_page_extension(extension: &str) -> bool {
    ["md", "mdx", "markdown"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

impl Pattern {
    fn new(
        pattern: PagePattern,
        key: Template,
        tags: &[String],
        all: &[&str],
        original: LanguageId,
        any_case: bool,
    ) -> Self {
        let PagePattern { source, translations, key_field } = pattern;
        let mut readers = Vec::new();
        let mut seen: Vec<&Template> = Vec::new();
        for (id, template) in &translations {
            if seen.contains(&template) {
                continue;
            }
            seen.push(template);
            // A template of its own for one language needs no tag in the path to know it.
            let fixed = (!template.has_language()).then_some(*id);
            readers.push((fixed, Matcher::new(template, all, any_case)));
        }
        if !seen.contains(&&source) {
            let own = [tags.get(original.0 as usize).map_or("", String::as_str)];
            readers.push((Some(original), Matcher::new(&source, &own, any_case)));
        }
        // A path that names its language says more than one that does not, and a deeper folder more than one above it.
        readers.sort_by_key(|(fixed, reader)| {
            let vague = fixed.is_some() && !reader.has_language();
            (vague, std::cmp::Reverse(reader.folder()), fixed == &Some(original))
        });
        let key_reader = Matcher::new(&key, &[], false);
        Self { source, translations, readers, key, key_reader, key_field }
    }

    fn read(&self, path: &str, tags: &[String], original: LanguageId) -> Option<(LanguageId, Values)> {
        self.readers.iter().find_map(|(fixed, reader)| {
            let values = reader.read(path)?;
            let language = match fixed {
                Some(language) => *language,
                None => {
                    let tag = values.language.as_deref()?;
                    let id = LanguageId(tags.iter().position(|known| known.eq_ignore_ascii_case(tag))? as u16);
                    let known = id == original || self.translations.iter().any(|(language, _)| *language == id);
                    known.then_some(id)?
                }
            };
            Some((language, values))
        })
    }
}

/// The length of the folder that all keys begin with.
fn shared_folder(keys: &[Template]) -> usize {
    let mut folders = keys.iter().map(Template::folder);
    let Some(first) = folders.next() else { return 0 };
    let shared = folders.fold(first, |shared, folder| {
        let equal = shared.bytes().zip(folder.bytes()).take_while(|(a, b)| a == b).count();
        let end = shared.as_bytes()[..equal].iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1);
        &shared[..end]
    });
    shared.len()
}

/// Longer tags first, so that `zh-cn` is not read as `zh`.
fn by_length(tags: &[String]) -> Vec<&str> {
    let mut sorted: Vec<&str> = tags.iter().map(String::as_str).filter(|tag| !tag.is_empty()).collect();
    sorted.sort_by_key(|tag| std::cmp::Reverse(tag.len()));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: LanguageId = LanguageId(0);
    const ZH: LanguageId = LanguageId(1);
    const UK: LanguageId = LanguageId(2);

    /// Templates of originals and translations.
    type Pairs<'a> = &'a [(&'a str, &'a str)];

    fn layout(pairs: &[(&str, &str)]) -> Layout {
        let pattern = |(source, translation): &(&str, &str)| {
            let translation = Template::parse(translation).unwrap();
            let translations = vec![(ZH, translation.clone()), (UK, translation)];
            PagePattern { source: Template::parse(source).unwrap(), translations, key_field: None }
        };
        let tags = ["en", "zh-cn", "uk"].map(str::to_owned).to_vec();
        Layout::new(pairs.iter().map(pattern).collect(), tags, EN, true).with_bundles(true)
    }

    #[test]
    fn paths_and_keys_in_both_directions() {
        let folder = [("content/en/{path}", "content/{lang}/{path}")];
        let suffix = [("content/{path}.{ext}", "content/{path}.{lang}.{ext}")];
        let docusaurus = [
            ("blog/{path}", "i18n/{lang}/docusaurus-plugin-content-blog/{path}"),
            ("docs/{path}", "i18n/{lang}/docusaurus-plugin-content-docs/current/{path}"),
        ];
        let bare = [("docs/{path}", "docs/{lang}/{path}")];
        let both = [("docs/{lang}/{path}", "docs/{lang}/{path}")];
        let named = [("posts/{name}.en-US.md", "posts/{name}.{lang}.md")];
        let rows: &[(Pairs<'_>, &str, LanguageId, &str)] = &[
            (&folder, "content/en/a/b.md", EN, "a/b.md"),
            (&folder, "content/zh-cn/a/b.md", ZH, "a/b.md"),
            (&suffix, "content/a/v1.20.zh-cn.md", ZH, "a/v1.20.md"),
            (&suffix, "content/a/v1.20.md", EN, "a/v1.20.md"),
            (&suffix, "content/_index.uk.md", UK, "_index.md"),
            (&suffix, "content/a/p.fr.md", EN, "a/p.fr.md"),
            (&docusaurus, "blog/x.md", EN, "blog/x.md"),
            (&docusaurus, "i18n/uk/docusaurus-plugin-content-docs/current/x.md", UK, "docs/x.md"),
            (&bare, "docs/guide/x.md", EN, "guide/x.md"),
            (&bare, "docs/uk/guide/x.md", UK, "guide/x.md"),
            (&both, "docs/en/guide/x.md", EN, "guide/x.md"),
            (&both, "docs/uk/guide/x.md", UK, "guide/x.md"),
            (&named, "posts/x.zh-cn.md", ZH, "x.en-US.md"),
            (&named, "posts/x.en-US.md", EN, "x.en-US.md"),
        ];
        for (pairs, path, language, key) in rows {
            let layout = layout(pairs);
            let place = layout.place(path).unwrap_or_else(|| panic!("{path} has a place"));
            assert_eq!((place.language, &*place.key), (*language, *key), "{path}");
            assert_eq!(layout.path_for(*language, key).as_deref(), Some(*path), "{key}");
        }
    }

    #[test]
    fn a_language_in_a_name_has_no_case_and_one_in_a_folder_has() {
        let suffix = layout(&[("{path}.{ext}", "{path}.{lang}.{ext}")]);
        assert_eq!(suffix.place("p.zh-CN.md").map(|place| place.language), Some(ZH));
        let folder = layout(&[("content/en/{path}", "content/{lang}/{path}")]);
        assert_eq!(folder.place("content/zh-CN/p.md"), None);
        assert_eq!(folder.place("README.md"), None);
    }

    #[test]
    fn bundles_are_one_page_and_branches_another() {
        let layout = layout(&[("{lang}/{path}", "{lang}/{path}")]);
        for (key, expected) in [
            ("a/x.md", "a/x"),
            ("a/x/index.md", "a/x"),
            ("a/x/index.mdx", "a/x"),
            ("a/x/_index.md", "a/x/_index"),
            ("index.md", ""),
            ("a/v1.20.md", "a/v1.20"),
            ("a/v1.20", "a/v1.20"),
        ] {
            assert_eq!(layout.pairing_key(key), expected, "{key}");
        }
    }

    #[test]
    fn the_walk_starts_in_the_folders_of_pages() {
        let roots = |pairs: &[(&str, &str)]| layout(pairs).roots();
        assert_eq!(
            roots(&[("content/en/{path}", "content/{lang}/{path}")]),
            ["content/en/", "content/uk/", "content/zh-cn/"]
        );
        assert_eq!(roots(&[("docs/{path}", "docs/{lang}/{path}")]), ["docs/"]);
        assert_eq!(roots(&[("{path}.{ext}", "{path}.{lang}.{ext}")]), [""]);
    }
}
