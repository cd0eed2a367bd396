//! Languages by the names of folders and files alone: a path with a language tag in it, and the same path with
//! another tag, or without.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::corpus::{Generator, is_language_tag};

/// Where a language tag stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Position {
    /// As a folder in this one (with `/`, or nothing).
    Folder(String),
    /// Before the extension of files, after this separator.
    Suffix(char),
}

/// The paths without their tags, by tag; the empty tag holds paths that have none.
type Languages = BTreeMap<String, BTreeSet<String>>;

/// Finds templates for the pages of a site, or nothing when it has one language.
pub(super) fn detect(pages: &[String], generator: Generator) -> Option<Value> {
    let mut positions: BTreeMap<Position, Languages> = BTreeMap::new();
    for page in pages {
        folders(page, &mut positions);
        suffix(page, &mut positions);
    }
    add_bare(pages, &mut positions);
    let mut found: Vec<(Position, String, Vec<String>)> = positions
        .into_iter()
        .filter_map(|(position, languages)| {
            let (source, translations) = overlap(&position, &languages)?;
            Some((position, source, translations))
        })
        .collect();
    // The folder with the most languages says most; templates of folders in it would say the same again.
    found.sort_by_key(|(position, _, translations)| (std::cmp::Reverse(translations.len()), position.clone()));
    let mut tags: Vec<String> =
        found.iter().flat_map(|(_, source, tags)| tags.iter().chain([source])).cloned().collect();
    tags.sort();
    tags.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    tags.retain(|tag| !tag.is_empty());
    let source = match found.first()?.1.as_str() {
        "" => unnamed(&tags)?,
        tag => tag.to_owned(),
    };
    tags.retain(|tag| !tag.eq_ignore_ascii_case(&source));
    let templates: Vec<Value> = found.iter().map(|(position, bare, _)| template(position, bare, &source)).collect();
    let prefixes: BTreeMap<&String, String> = tags.iter().map(|tag| (tag, format!("/{tag}"))).collect();
    let prefixes = if generator == Generator::Plain { BTreeMap::new() } else { prefixes };
    Some(json!({"source": source, "languages": tags, "pages": templates, "links": {"prefix": prefixes}}))
}

/// A guess at the language of pages without a tag: English, or Chinese where English has a tag. `source:` in a
/// configuration knows better; nothing is said when both have tags.
fn unnamed(tags: &[String]) -> Option<String> {
    let has = |language: &str| {
        tags.iter().any(|tag| tag.split(['-', '_']).next().is_some_and(|part| part.eq_ignore_ascii_case(language)))
    };
    ["en", "zh"].into_iter().find(|language| !has(language)).map(str::to_owned)
}

/// Every segment of a path that is a tag.
fn folders(page: &str, positions: &mut BTreeMap<Position, Languages>) {
    let mut start = 0;
    while let Some(slash) = page[start..].find('/') {
        let end = start + slash;
        if is_language_tag(&page[start..end]) {
            let languages = positions.entry(Position::Folder(page[..start].to_owned())).or_default();
            languages.entry(page[start..end].to_owned()).or_default().insert(page[end + 1..].to_owned());
        }
        start = end + 1;
    }
}

/// A tag before the extension.
fn suffix(page: &str, positions: &mut BTreeMap<Position, Languages>) {
    let Some((stem, extension)) = page.rsplit_once('.') else { return };
    let name = stem.rfind('/').map_or(0, |slash| slash + 1);
    for separator in ['.', '_', '-'] {
        // A tag may itself hold `-` or `_`, so each place where one may begin is tried, the longest tag first.
        let begin = stem[name..].match_indices(separator).map(|(at, _)| name + at);
        let Some(at) = begin.filter(|&at| at > name && is_language_tag(&stem[at + 1..])).min() else { continue };
        let languages = positions.entry(Position::Suffix(separator)).or_default();
        let rest = format!("{}.{extension}", &stem[..at]);
        languages.entry(stem[at + 1..].to_owned()).or_default().insert(rest);
    }
}

/// Paths without a tag, for sites whose original has none.
fn add_bare(pages: &[String], positions: &mut BTreeMap<Position, Languages>) {
    for (position, languages) in positions.iter_mut() {
        let known: Vec<String> = languages.keys().cloned().collect();
        let bare: BTreeSet<String> = match position {
            Position::Folder(prefix) => pages
                .iter()
                .filter_map(|page| page.strip_prefix(prefix.as_str()))
                .filter(|rest| !known.iter().any(|tag| rest.split('/').next() == Some(tag)))
                .map(str::to_owned)
                .collect(),
            Position::Suffix(_) => pages.iter().cloned().collect(),
        };
        languages.insert(String::new(), bare);
    }
}

/// The original's tag and the tags of its translations: those with more than half of their pages in the original.
fn overlap(position: &Position, languages: &Languages) -> Option<(String, Vec<String>)> {
    let share = |tag: &str, source: &str| {
        let (pages, originals) = (languages.get(tag)?, languages.get(source)?);
        let common = pages.intersection(originals).count();
        (common * 2 > pages.len()).then_some(common)
    };
    let tags: Vec<&String> = languages.keys().filter(|tag| !tag.is_empty()).collect();
    let english = tags.iter().copied().filter(|tag| tag.to_ascii_lowercase().starts_with("en"));
    let largest = tags.iter().copied().max_by_key(|tag| languages[*tag].len());
    let empty = String::new();
    let candidates: Vec<&String> = english.chain(std::iter::once(&empty)).chain(largest).collect();
    let mut best: Option<(usize, String, Vec<String>)> = None;
    for source in candidates {
        let others = tags.iter().copied().filter(|tag| *tag != source);
        let mut shared = 0;
        let mut translations = Vec::new();
        for tag in others {
            if let Some(common) = share(tag, source) {
                shared += common;
                translations.push(tag.clone());
            }
        }
        if !translations.is_empty() && best.as_ref().is_none_or(|(most, ..)| shared > *most) {
            best = Some((shared, source.clone(), translations));
        }
    }
    let (_, source, translations) = best?;
    // A hyphen before two letters is common in English names, so one pair of them proves nothing.
    let proven =
        !matches!(position, Position::Suffix('-')) || translations.len() > 1 || languages[&translations[0]].len() > 1;
    proven.then_some((source, translations))
}

/// The template of a position. Pages without a tag are those of `source`, and the template says so, for sites that are
/// first written in another language.
fn template(position: &Position, original: &str, source: &str) -> Value {
    let (bare, tagged) = match position {
        Position::Folder(prefix) => {
            let prefix = prefix.replace(['{', '}'], "");
            (format!("{prefix}{{path}}"), format!("{prefix}{{lang}}/{{path}}"))
        }
        Position::Suffix(separator) => ("{path}.{ext}".to_owned(), format!("{{path}}{separator}{{lang}}.{{ext}}")),
    };
    match original {
        "" => json!({"source": bare, "translation": {"default": tagged, source: bare}}),
        _ => json!({"source": tagged, "translation": tagged}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The original's tag, the other tags, and the templates of originals.
    type Expected<'a> = (&'a str, &'a [&'a str], &'a [&'a str]);

    fn found(pages: &[&str]) -> Option<(String, Vec<String>, Vec<String>)> {
        let pages: Vec<String> = pages.iter().map(|page| (*page).to_owned()).collect();
        let value = detect(&pages, Generator::Plain)?;
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
        };
        let templates = value["pages"].as_array().unwrap();
        let sources = templates.iter().map(|template| template["source"].as_str().unwrap().to_owned()).collect();
        Some((value["source"].as_str().unwrap().to_owned(), texts(&value["languages"]), sources))
    }

    #[test]
    fn languages_by_folder_and_suffix() {
        let rows: &[(&[&str], Option<Expected<'_>>)] = &[
            (&["docs/en/a.md", "docs/en/b.md", "docs/zh/a.md"], Some(("en", &["zh"], &["docs/{lang}/{path}"]))),
            (&["a.md", "b.md", "zh-CN/a.md", "zh-CN/b.md"], Some(("en", &["zh-CN"], &["{path}"]))),
            (&["a.md", "b.md", "a.zh-cn.md", "b.uk.md"], Some(("en", &["uk", "zh-cn"], &["{path}.{ext}"]))),
            (&["x/a.en-US.md", "x/a.zh-CN.md"], Some(("en-US", &["zh-CN"], &["{path}.{lang}.{ext}"]))),
            (&["README.md", "README_zh.md"], Some(("en", &["zh"], &["{path}.{ext}"]))),
            (&["a.md", "b.md", "en/a.md"], Some(("zh", &["en"], &["{path}"]))),
            (&["docs/a.md", "lib/b.md", "src/c.md"], None),
            (&["docs/en/a.md", "docs/zh/b.md", "docs/zh/c.md"], None),
            (&["log-in.md", "log.md", "sign-up.md"], None),
        ];
        for (pages, expected) in rows {
            let actual = found(pages);
            let expected = expected.map(|(source, languages, templates)| {
                let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
                (source.to_owned(), owned(languages), owned(templates))
            });
            assert_eq!(actual, expected, "{pages:?}");
        }
    }
}
