//! A configuration as people ask about it: every value that holds, and where it comes from.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Project;
use super::detect::Evidence;
use super::error::{Origin, SourceFiles};
use super::tree::{Kind, Tree};
use crate::text::LineIndex;

/// One value that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The keys that lead to it, with dots; items of lists by number from 0: `pages[0].source`.
    pub key: String,
    /// The value: a scalar, or a list or mapping that is not taken apart any further.
    pub value: Value,
    /// Where it comes from.
    pub origin: Provenance,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// It is written in a file or preset.
    Written {
        /// The file, relative to the folder of `tidings.yaml`, or `preset NAME`.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// Found out from a file of the site.
    Detected(String),
    /// Found out from the paths of the pages.
    Paths,
    /// What the generator does unless told otherwise.
    Generator(String),
    /// What tidings does unless told otherwise.
    Default,
}

/// Keys whose values are of one piece, whatever is in them.
const WHOLE: [&str; 2] = ["schema", "parameters"];

/// What holds where nothing is said and nothing is detected.
fn defaults() -> Value {
    json!({
        "version": 1,
        "generator": "plain",
        "source": "en",
        "untranslated": "report",
        "bundles": true,
        "anchors": {"policy": "auto", "auto": true},
        "links": {"policy": "auto", "theme": false, "fallback": false},
        "aliases": {"policy": "auto"},
        "syntax": {"source_comments": "ignore", "mdx": false, "linkify": true, "typographer": false, "shortcodes_closed": false},
        "baseline": crate::config::BASELINE_NAME,
        "limits": {"file_size": "10MiB"},
        "external": {
            "concurrency": 64, "per_host": 4, "interval": "100ms", "connect_timeout": "10s", "read_timeout": "15s",
            "timeout": "30s", "deadline": "10min", "retries": 2, "retry_after": "60s", "give_up": 8, "redirects": 10,
            "fragments": true, "page_size": "1MiB", "cache_age": "1d",
        },
    })
}

impl Project {
    /// Every value that holds for the site, in the order in which its layers name them: what is written first.
    pub fn shown(&self) -> Vec<Setting> {
        let mut files = self.files.clone();
        let origin = Origin { file: files.add_found(Evidence::Default), span: crate::text::Span::at(0) };
        let mut rest = Tree::of_json(&defaults(), origin);
        let written = &self.tree;
        let mut view = View { files: &files, lines: HashMap::new(), out: Vec::new() };
        remove_known(&mut rest, written);
        view.walk("", written);
        view.walk("", &rest);
        view.out.sort_by_key(|setting| rank(&setting.origin));
        view.out
    }
}

/// What is written comes before what is detected, and that before what is usual.
fn rank(origin: &Provenance) -> usize {
    match origin {
        Provenance::Written { .. } => 0,
        Provenance::Detected(_) | Provenance::Paths => 1,
        Provenance::Generator(_) => 2,
        Provenance::Default => 3,
    }
}

/// Takes out of `tree` what `known` says.
fn remove_known(tree: &mut Tree, known: &Tree) {
    let (Kind::Map(entries), Kind::Map(theirs)) = (&mut tree.kind, &known.kind) else { return };
    entries.retain_mut(|(key, value)| match theirs.iter().find(|(name, _)| name.text == key.text) {
        Some((_, other)) => match (&value.kind, &other.kind) {
            (Kind::Map(_), Kind::Map(_)) => {
                remove_known(value, other);
                matches!(&value.kind, Kind::Map(left) if !left.is_empty())
            }
            _ => false,
        },
        None => true,
    });
}

struct View<'a> {
    files: &'a SourceFiles,
    /// The lines of the files, once somebody has asked.
    lines: HashMap<u16, LineIndex>,
    out: Vec<Setting>,
}

impl View<'_> {
    fn walk(&mut self, key: &str, tree: &Tree) {
        let last = key.rsplit('.').next().unwrap_or(key);
        match &tree.kind {
            Kind::Map(entries) if !entries.is_empty() && !WHOLE.contains(&last) => {
                for (name, value) in entries {
                    let name = quoted(&name.text);
                    let inner = if key.is_empty() { name } else { format!("{key}.{name}") };
                    self.walk(&inner, value);
                }
            }
            Kind::List(items) if items.iter().any(|item| matches!(item.kind, Kind::Map(_))) => {
                for (index, item) in items.iter().enumerate() {
                    self.walk(&format!("{key}[{index}]"), item);
                }
            }
            Kind::Map(_) if key.is_empty() => {}
            _ => {
                let origin = self.provenance(tree.origin);
                let value = tree.read().unwrap_or(Value::Null);
                self.out.push(Setting { key: key.to_owned(), value, origin });
            }
        }
    }

    fn provenance(&mut self, origin: Origin) -> Provenance {
        let file = self.files.file(origin);
        match &file.found {
            Some(Evidence::File(path)) => Provenance::Detected(path.clone()),
            Some(Evidence::Paths) => Provenance::Paths,
            Some(Evidence::Generator(name)) => Provenance::Generator(name.clone()),
            Some(Evidence::Default) => Provenance::Default,
            None => {
                let lines = self.lines.entry(origin.file).or_insert_with(|| LineIndex::new(&file.text));
                let at = lines.line_column(&file.text, origin.span.start as usize);
                Provenance::Written { path: file.path.clone(), line: at.line, column: at.column }
            }
        }
    }
}

/// A key as a path of keys shows it: in quotes when a dot in it could be mistaken.
fn quoted(key: &str) -> String {
    match key.contains(['.', '[', '"']) {
        true => format!("{key:?}"),
        false => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::folder::Memory;
    use super::super::{Settings, load};
    use super::*;

    fn shown(files: &[(&str, &str)]) -> Vec<(String, String)> {
        let folder = Memory::new(files);
        let text = folder.0.get("tidings.yaml").map(String::as_str);
        let sites = load("tidings.yaml", text, &folder).expect("the configuration is valid");
        let origin = |origin: &Provenance| match origin {
            Provenance::Written { path, line, column } => format!("{path}:{line}:{column}"),
            Provenance::Detected(path) => format!("in {path}"),
            Provenance::Paths => "paths".to_owned(),
            Provenance::Generator(name) => format!("by {name}"),
            Provenance::Default => "default".to_owned(),
        };
        sites[0].shown().iter().map(|s| (format!("{} = {}", s.key, s.value), origin(&s.origin))).collect()
    }

    #[test]
    fn every_layer_is_named() {
        let found = shown(&[
            (
                "tidings.yaml",
                "extends: [istio, ./more.yaml]\nanchors:\n  policy: {zh: localized}\nkinds:\n  - {name: a, path: '^a', schema: {required: [title]}}\n",
            ),
            ("more.yaml", "links: {base: ['https://a.b']}\nrules: {date-differs: off}\n"),
            ("hugo.toml", "defaultContentLanguage = 'en'\n[languages.zh]\nweight = 1\n"),
            ("netlify.toml", "[build.environment]\nHUGO_VERSION = \"0.147.9\"\n"),
            ("content/en/a.md", ""),
            ("content/zh/a.md", ""),
        ]);
        let origin = |what: &str| {
            let found = found.iter().find(|(shown, _)| shown == what);
            found.map(|(_, origin)| origin.as_str()).unwrap_or_else(|| panic!("{what} in {found:?}"))
        };
        assert_eq!(origin(r#"anchors.policy.zh = "localized""#), "tidings.yaml:3:16");
        assert!(origin(r#"anchors.policy.uk = "preserve""#).starts_with("preset istio:"));
        assert_eq!(origin(r#"links.base = ["https://a.b"]"#), "more.yaml:1:15");
        assert_eq!(origin(r#"rules.date-differs = "off""#), "more.yaml:2:23");
        assert_eq!(origin(r#"kinds[0].schema = {"required":["title"]}"#), "tidings.yaml:5:35");
        assert_eq!(origin(r#"anchors.hugo = "0.147.9""#), "in netlify.toml");
        assert_eq!(origin(r#"source = "en""#), "in hugo.toml");
        assert_eq!(origin(r#"anchors.explicit = "goldmark""#), "by hugo");
        assert_eq!(origin(r#"limits.file_size = "10MiB""#), "default");
        assert!(!found.iter().any(|(shown, origin)| shown.starts_with("version") && origin == "default"));
    }

    #[test]
    fn defaults_are_settings_and_say_what_is_so() {
        let mut files = SourceFiles::default();
        let origin = Origin { file: files.add("x", ""), span: crate::text::Span::at(0) };
        let tree = Tree::of_json(&defaults(), origin);
        let settings: Settings = tree.read().expect("defaults are settings");
        assert_eq!(settings.limits.file_size.map(|size| size.0), Some(crate::config::DEFAULT_FILE_SIZE));
        let plain = load("tidings.yaml", None, &Memory::new(&[("a.md", "")])).expect("nothing is wrong");
        let site = &plain[0].site;
        assert_eq!(settings.untranslated, Some(site.untranslated));
        assert_eq!(settings.syntax.source_comments, Some(site.source_comments));
        assert_eq!(settings.generator, Some(site.generator));
        assert_eq!(settings.anchors.auto, Some(site.dialect.auto_ids));
        assert_eq!(settings.source.map(|tag| tag.0).as_deref(), Some(&*site.languages[0].tag));
    }
}
