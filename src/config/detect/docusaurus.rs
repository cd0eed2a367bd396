//! Docusaurus: languages by the folders in `i18n/`, which are right even where the configuration computes its locales.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::error::{Fault, SourceFiles};
use super::super::folder::Folder;
use super::{Evidence, Pieces, quoted_after, unreadable};
use crate::corpus::is_language_tag;

const PLUGIN: &str = "docusaurus-plugin-content-";

/// Languages and templates, or nothing when the site has no translations.
pub(super) fn detect(folder: &dyn Folder, names: &[String], files: &mut SourceFiles) -> Result<Option<Pieces>, Fault> {
    let config = names.iter().find(|name| name.starts_with("docusaurus.config."));
    let text = match config {
        Some(name) => folder.read(name).map_err(|error| unreadable(name, &error, files))?,
        None => String::new(),
    };
    let source = quoted_after(&text, "defaultLocale").into_iter().next().unwrap_or_else(|| "en".to_owned());
    let mut languages: BTreeSet<String> = quoted_after(&text, "locales").into_iter().collect();
    let mut plugins: BTreeSet<String> = BTreeSet::new();
    for name in folder.list("i18n") {
        let Some(language) = name.strip_suffix('/').filter(|name| is_language_tag(name)) else { continue };
        languages.insert(language.to_owned());
        let folders = folder.list(&format!("i18n/{language}"));
        plugins
            .extend(folders.iter().filter_map(|name| name.strip_suffix('/')?.strip_prefix(PLUGIN)).map(str::to_owned));
    }
    languages.retain(|language| *language != source && is_language_tag(language));
    if languages.is_empty() {
        return Ok(None);
    }
    let mut pages: Vec<Value> = plugins.iter().flat_map(|plugin| templates(plugin)).collect();
    if pages.is_empty() {
        pages = ["blog", "docs"].iter().flat_map(|plugin| templates(plugin)).collect();
    }
    let prefix: serde_json::Map<String, Value> =
        languages.iter().map(|language| (language.clone(), json!(format!("/{language}")))).collect();
    let value = json!({"languages": languages, "pages": pages, "links": {"prefix": prefix}});
    let folders = folder.list("i18n").iter().any(|name| name.ends_with('/'));
    let name = config.map_or("i18n", String::as_str);
    let evidence = if folders { "i18n" } else { name };
    let source = (Evidence::File(name.to_owned()), json!({"source": source}));
    Ok(Some(vec![source, (Evidence::File(evidence.to_owned()), value)]))
}

/// The templates of one content plugin: `blog`, `docs`, `pages`, or with an id such as `docs-community`, whose
/// originals lie in a folder of that name.
fn templates(plugin: &str) -> Vec<Value> {
    let (kind, id) = plugin.split_once('-').map_or((plugin, None), |(kind, id)| (kind, Some(id)));
    let translated = format!("i18n/{{lang}}/{PLUGIN}{plugin}");
    let template = |source: &str, below: &str| json!({"source": format!("{source}/{{path}}"), "translation": format!("{translated}{below}/{{path}}")});
    match kind {
        "docs" => {
            let versions = id.map_or("versioned_docs".to_owned(), |id| format!("{id}_versioned_docs"));
            vec![template(id.unwrap_or("docs"), "/current"), template(&versions, "")]
        }
        "pages" => vec![template(id.unwrap_or("src/pages"), "")],
        _ => vec![template(id.unwrap_or(kind), "")],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::folder::Memory;
    use super::*;

    #[test]
    fn plugins_become_templates() {
        let folder = Memory::new(&[
            ("docusaurus.config.js", "i18n: {defaultLocale: 'en', locales: getLocales()}"),
            ("i18n/zh-Hans/docusaurus-plugin-content-blog/a.md", ""),
            ("i18n/zh-Hans/docusaurus-plugin-content-docs-community/current/a.md", ""),
            ("i18n/code.json", ""),
        ]);
        let mut pieces = detect(&folder, &folder.list(""), &mut SourceFiles::default()).unwrap().unwrap();
        assert_eq!(pieces.remove(0).1["source"], "en");
        let (_, value) = pieces.remove(0);
        assert_eq!(value["languages"], json!(["zh-Hans"]));
        let sources: Vec<&Value> = value["pages"].as_array().unwrap().iter().map(|page| &page["source"]).collect();
        assert_eq!(sources, ["blog/{path}", "community/{path}", "community_versioned_docs/{path}"]);
    }
}
