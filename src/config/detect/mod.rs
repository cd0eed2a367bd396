//! What a site's own files say about it, in the words of `tidings.yaml`: a layer that presets and configuration
//! files are laid over.

mod docusaurus;
mod folders;
mod hugo;
mod hugo_version;
mod mkdocs;
mod shortcodes;

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::error::{Fault, Origin, Sentence, SourceFiles};
use super::folder::{Folder, ReadError};
use super::tree::Tree;
use crate::corpus::Generator;
use crate::text::Span;

/// The files by which a generator is known, in the order in which they are looked for.
const MARKERS: [(Generator, &[&str]); 7] = [
    (Generator::Docusaurus, &["docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"]),
    (Generator::Rspress, &["rspress.config.ts", "rspress.config.js", "rspress.config.mjs", "rstack.config.ts"]),
    (Generator::VitePress, &[".vitepress", "docs/.vitepress", "src/.vitepress"]),
    (Generator::Starlight, &["astro.config.mjs", "astro.config.ts", "astro.config.js"]),
    (Generator::Hugo, &["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"]),
    (Generator::MkDocs, &["mkdocs.yml", "mkdocs.yaml"]),
    (Generator::Jekyll, &["_config.yml", "_config.yaml"]),
];

/// Names that every file by which a site's folder is known has, for the search upwards.
pub(crate) fn generator_of(names: &[String], folder: &dyn Folder) -> Option<Generator> {
    marker_of(names, folder).map(|(generator, _)| generator)
}

/// The generator of a site, and the file or folder by which it is known.
fn marker_of(names: &[String], folder: &dyn Folder) -> Option<(Generator, String)> {
    let has = |name: &str| names.iter().any(|found| found.trim_end_matches('/') == name);
    for (generator, markers) in MARKERS {
        let known = markers.iter().find(|marker| match marker.rsplit_once('/') {
            Some((parent, name)) => folder.list(parent).iter().any(|found| found.trim_end_matches('/') == name),
            None => has(marker),
        });
        if let Some(marker) = known {
            return Some((generator, (*marker).to_owned()));
        }
    }
    // `config.toml` and `config/` are common names: only with Hugo's folders beside them are they Hugo's.
    let file = ["config.toml", "config.yaml", "config.yml", "config.json"].into_iter().find(|name| has(name));
    let folders = || has("config") && folder.list("config").iter().any(|name| name == "_default/");
    let hugo_config = file.or_else(|| folders().then_some("config/_default"));
    let hugo_folder = ["content", "layouts", "archetypes", "themes"].iter().any(|name| has(name));
    hugo_config.filter(|_| hugo_folder).map(|name| (Generator::Hugo, name.to_owned()))
}

/// How something was found out about a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// A file or folder of the site says so.
    File(String),
    /// The paths of the pages say so.
    Paths,
    /// The generator of this name does so unless told otherwise.
    Generator(String),
    /// tidings does so unless told otherwise.
    Default,
}

/// Things that were found out, each with what says so, in the words of `tidings.yaml`; later ones count more.
type Pieces = Vec<(Evidence, Value)>;

/// Reads the files of the generator in `folder`; `generator` is what the configuration says, if it says it.
pub(crate) fn detect(
    folder: &dyn Folder,
    generator: Option<Generator>,
    files: &mut SourceFiles,
) -> Result<Tree, Fault> {
    let names = folder.list("");
    let marked = marker_of(&names, folder);
    let generator = generator.or_else(|| marked.as_ref().map(|(found, _)| *found)).unwrap_or(Generator::Plain);
    let mut pieces = vec![(Evidence::Generator(word_of(generator)), defaults(generator))];
    if let Some((_, marker)) = marked.filter(|(found, _)| *found == generator) {
        pieces.push((Evidence::File(marker), json!({"generator": word_of(generator)})));
    }
    let found = match generator {
        Generator::Hugo => hugo::detect(folder, &names, files)?,
        Generator::Docusaurus => docusaurus::detect(folder, &names, files)?,
        Generator::MkDocs => mkdocs::detect(folder, &names, files)?,
        _ => None,
    };
    match found {
        Some(found) => pieces.extend(found),
        None => pieces.extend(folders::detect(&folder.pages(), generator).map(|value| (Evidence::Paths, value))),
    }
    let mut tree = Tree::empty();
    for (evidence, value) in pieces {
        let origin = Origin { file: files.add_found(evidence), span: Span::at(0) };
        tree.merge(Tree::of_json(&value, origin));
    }
    Ok(tree)
}

/// The name of a generator in `tidings.yaml`.
fn word_of(generator: Generator) -> String {
    serde_json::to_value(generator).ok().and_then(|word| Some(word.as_str()?.to_owned())).unwrap_or_default()
}

/// How pages are written for a generator.
fn defaults(generator: Generator) -> Value {
    let (slugger, explicit, auto) = match generator {
        Generator::Hugo => ("hugo-github", "goldmark", true),
        Generator::Docusaurus => ("github-slugger", "docusaurus", true),
        Generator::Rspress => ("github-slugger", "mdx", true),
        Generator::VitePress => ("vitepress", "goldmark", true),
        Generator::Starlight => ("github-slugger", "none", true),
        Generator::Jekyll => ("kramdown-gfm", "kramdown", true),
        Generator::MkDocs => ("python-markdown", "attr-list", true),
        Generator::Plain => ("github-slugger", "goldmark", true),
    };
    let is_hugo = generator == Generator::Hugo;
    json!({
        "generator": word_of(generator),
        "anchors": {"slugger": slugger, "explicit": explicit, "auto": auto},
        "syntax": {
            "shortcodes": if is_hugo { json!({}) } else { json!("none") },
            "typographer": is_hugo,
            "linkify": !matches!(generator, Generator::Jekyll | Generator::MkDocs),
            "mdx": matches!(generator, Generator::Docusaurus | Generator::Rspress | Generator::Starlight),
            "liquid": generator == Generator::Jekyll,
        },
        "links": {"fallback": generator == Generator::Docusaurus, "statics": statics(generator)},
        "bundles": true,
    })
}

/// Where generators take files from that they publish as they are.
fn statics(generator: Generator) -> &'static [&'static str] {
    match generator {
        Generator::Hugo | Generator::Docusaurus => &["static"],
        Generator::Rspress => &["docs/public", "website/docs/public"],
        Generator::VitePress => &["docs/public", "public", "src/public"],
        Generator::Starlight => &["public"],
        Generator::Jekyll | Generator::MkDocs | Generator::Plain => &[],
    }
}

/// Lays one JSON value over another, mappings key by key.
pub(super) fn merge(base: &mut Value, later: Value) {
    match (base, later) {
        (_, Value::Null) => {}
        (Value::Object(base), Value::Object(later)) => {
            for (key, value) in later {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, later) => *base = later,
    }
}

/// The fault of a file of the generator that cannot be read.
fn unreadable(path: &str, error: &ReadError, files: &mut SourceFiles) -> Fault {
    let reason = match error {
        ReadError::Missing => "?",
        ReadError::Outside => "symbolic link",
        ReadError::Other(reason) => reason,
    };
    broken(path, "", Span::at(0), reason, files)
}

/// The fault of a file of the generator with something wrong at `span`.
fn broken(path: &str, text: &str, span: Span, reason: &str, files: &mut SourceFiles) -> Fault {
    let origin = Origin { file: files.add(path, text), span };
    Fault::of(Sentence::new("config-site-file").with("reason", reason)).at(origin)
}

/// Comments of JavaScript; `//` in an address has no blank before it.
static SCRIPT_COMMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)(?:^|\s)//.*$|(?s:/\*.*?\*/)").expect("the expression is valid"));

/// The words in quotes after `key:` in a JavaScript or TypeScript text, such as `locales: ['en', 'zh']`.
fn quoted_after(text: &str, key: &str) -> Vec<String> {
    let pattern = format!(r#"\b{key}['"]?\s*:\s*(\[[^\]]*\]|'[^'\n]*'|"[^"\n]*")"#);
    let Ok(expression) = Regex::new(&pattern) else { return Vec::new() };
    let text = SCRIPT_COMMENT.replace_all(text, "");
    let Some(value) = expression.captures(&text).and_then(|captures| captures.get(1)) else { return Vec::new() };
    let mut words = Vec::new();
    let mut rest = value.as_str();
    while let Some(open) = rest.find(['\'', '"']) {
        let quote = &rest[open..=open];
        let Some(length) = rest[open + 1..].find(quote) else { break };
        words.push(rest[open + 1..open + 1 + length].to_owned());
        rest = &rest[open + 2 + length..];
    }
    words
}

#[cfg(test)]
mod tests {
    use super::quoted_after;

    #[test]
    fn words_of_a_script() {
        let script = "module.exports = {\n  i18n: {\n    // locales: ['xx'],\n    defaultLocale: \"en\",\n    locales: ['en',\n 'zh-Hans'],\n  },\n};";
        assert_eq!(quoted_after(script, "defaultLocale"), ["en"]);
        assert_eq!(quoted_after(script, "locales"), ["en", "zh-Hans"]);
        assert_eq!(quoted_after("url: 'https://x.y', locales: ['a']", "locales"), ["a"]);
        assert!(quoted_after(script, "none").is_empty());
    }
}
