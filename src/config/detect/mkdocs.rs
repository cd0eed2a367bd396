//! MkDocs with mkdocs-static-i18n: languages by suffix (`x.zh.md`) or by folder (`zh/x.md`).

use serde_json::{Value, json};

use super::super::error::{Fault, SourceFiles};
use super::super::folder::Folder;
use super::super::tree::{Kind, Tree};
use super::{Evidence, Pieces, unreadable};
use crate::corpus::is_language_tag;

/// Languages and templates, or nothing when the plugin is not configured.
pub(super) fn detect(folder: &dyn Folder, names: &[String], files: &mut SourceFiles) -> Result<Option<Pieces>, Fault> {
    let Some(name) = names.iter().find(|name| matches!(name.as_str(), "mkdocs.yml" | "mkdocs.yaml")) else {
        return Ok(None);
    };
    let text = folder.read(name).map_err(|error| unreadable(name, &error, files))?;
    let config = Tree::parse(name, &text, files)?;
    let Some(plugin) = config.get("plugins").and_then(i18n) else { return Ok(None) };
    let docs = config.get("docs_dir").and_then(Tree::as_str).unwrap_or("docs").trim_matches('/');
    let mut source = None;
    let mut languages = Vec::new();
    for language in plugin.get("languages").map(Tree::items).unwrap_or_default() {
        let Some(locale) = language.get("locale").and_then(Tree::as_str).filter(|tag| is_language_tag(tag)) else {
            continue;
        };
        if language.get("build").and_then(Tree::as_str) == Some("false") {
            continue;
        }
        if source.is_none() && language.get("default").and_then(Tree::as_str) == Some("true") {
            source = Some(locale.to_owned());
        } else {
            languages.push(locale.to_owned());
        }
    }
    let Some(source) = source.filter(|_| !languages.is_empty()) else { return Ok(None) };
    let by_folder = plugin.get("docs_structure").and_then(Tree::as_str) == Some("folder");
    let (original, translation) = match by_folder {
        true => (format!("{docs}/{{lang}}/{{path}}"), format!("{docs}/{{lang}}/{{path}}")),
        false => (format!("{docs}/{{path}}.{{ext}}"), format!("{docs}/{{path}}.{{lang}}.{{ext}}")),
    };
    let prefix: serde_json::Map<String, Value> =
        languages.iter().map(|language| (language.clone(), json!(format!("/{language}")))).collect();
    let value = json!({
        "source": source,
        "languages": languages,
        "pages": [{"source": original, "translation": translation}],
        "links": {"prefix": prefix, "fallback": true},
    });
    Ok(Some(vec![(Evidence::File(name.clone()), value)]))
}

/// The settings of the `i18n` plugin: `plugins` is a list of names and of mappings with one name, or a mapping.
fn i18n(plugins: &Tree) -> Option<&Tree> {
    match &plugins.kind {
        Kind::List(items) => items.iter().find_map(|item| item.get("i18n")),
        _ => plugins.get("i18n"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::folder::Memory;
    use super::*;

    #[test]
    fn both_structures() {
        for (structure, template) in [("suffix", "docs/{path}.{lang}.{ext}"), ("folder", "docs/{lang}/{path}")] {
            let config = format!(
                "site_name: X\nplugins:\n  - search\n  - i18n:\n      docs_structure: {structure}\n      languages:\n        - {{locale: en, default: true}}\n        - {{locale: zh}}\n"
            );
            let folder = Memory::new(&[("mkdocs.yml", &config)]);
            let (_, value) = detect(&folder, &folder.list(""), &mut SourceFiles::default()).unwrap().unwrap().remove(0);
            assert_eq!(value["pages"][0]["translation"], template);
            assert_eq!(value["languages"], json!(["zh"]));
        }
    }
}
