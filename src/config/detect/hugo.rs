//! Hugo: languages, folders, ids and shortcodes from `hugo.toml` (or `config.toml`, YAML, JSON) and `config/_default`.

use serde_json::{Map, Value, json};

use super::super::error::{Fault, SourceFiles};
use super::super::folder::Folder;
use super::super::tree::Tree;
use super::{Evidence, Pieces, broken, hugo_version, merge, shortcodes, unreadable};
use crate::corpus::is_language_tag;
use crate::text::{LineIndex, Span};

const EXTENSIONS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// What the site's configuration says.
pub(super) fn detect(folder: &dyn Folder, names: &[String], files: &mut SourceFiles) -> Result<Option<Pieces>, Fault> {
    let (config, name) = read(folder, names, files)?;
    let mut found = languages(folder, &config);
    merge(&mut found, anchors(&config));
    merge(&mut found, json!({"syntax": syntax(&config)}));
    if let Some(permalinks) = config.get("permalinks").and_then(Value::as_object) {
        let texts = permalinks.iter().filter(|(_, pattern)| pattern.is_string());
        let texts: Map<String, Value> = texts.map(|(section, pattern)| (section.clone(), pattern.clone())).collect();
        merge(&mut found, json!({"links": {"permalinks": texts}}));
    }
    merge(&mut found, published(folder, &config));
    if let Some(base) = text(&config, &["baseurl"]).filter(|base| base.contains("//")) {
        merge(&mut found, json!({"links": {"base": [base]}}));
    }
    let mut pieces = vec![(Evidence::File(name), found)];
    if let Some((version, path)) = hugo_version::find(folder) {
        let version = format!("0.{}.{}", version.minor, version.patch);
        pieces.push((Evidence::File(path), json!({"anchors": {"hugo": version}})));
    }
    if let Some(found) = shortcodes(folder, &config) {
        pieces.push((Evidence::File("layouts".to_owned()), found));
    }
    Ok(Some(pieces))
}

/// The whole configuration with lower-case keys, as Hugo reads them, and the name of the file or folder that holds it.
fn read(folder: &dyn Folder, names: &[String], files: &mut SourceFiles) -> Result<(Value, String), Fault> {
    let mut config = json!({});
    let mut holder = "config/_default".to_owned();
    let root = ["hugo", "config"].iter().flat_map(|stem| EXTENSIONS.iter().map(move |ext| format!("{stem}.{ext}")));
    if let Some(name) = root.into_iter().find(|name| names.contains(name)) {
        merge(&mut config, parse(folder, &name, files)?);
        holder = name;
    }
    for name in folder.list("config/_default") {
        let Some((stem, extension)) = name.rsplit_once('.') else { continue };
        if !EXTENSIONS.contains(&extension) {
            continue;
        }
        let mut value = parse(folder, &format!("config/_default/{name}"), files)?;
        if !matches!(stem, "hugo" | "config") {
            // `languages.toml` holds the table `languages`, `params.zh.toml` that of one language.
            for key in stem.split('.').take(1) {
                value = json!({key.to_lowercase(): value});
            }
            if let Some((_, language)) = stem.split_once('.') {
                value = json!({"languages": {language.to_lowercase(): value}});
            }
        }
        merge(&mut config, value);
    }
    Ok((config, holder))
}

fn parse(folder: &dyn Folder, path: &str, files: &mut SourceFiles) -> Result<Value, Fault> {
    let text = folder.read(path).map_err(|error| unreadable(path, &error, files))?;
    let value = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("toml") => toml::from_str::<toml::Table>(&text).map(toml_value).map_err(|error| {
            let range = error.span().unwrap_or(0..0);
            broken(path, &text, Span::new(range.start, range.end.max(range.start)), error.message(), files)
        })?,
        Some("json") => serde_json::from_str(&text).map_err(|error| {
            let line = LineIndex::new(&text).line_span(&text, error.line().saturating_sub(1));
            let at = (line.start as usize + error.column().saturating_sub(1)).min(text.len());
            let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            let words = error.to_string();
            let reason = words.split(" at line ").next().unwrap_or(&words);
            broken(path, &text, Span::at(at), reason, files)
        })?,
        _ => {
            let tree = Tree::parse(path, &text, files)?;
            tree.read::<Value>()?
        }
    };
    Ok(lower_keys(value))
}

/// TOML as JSON; dates become text.
fn toml_value(table: toml::Table) -> Value {
    fn value(item: toml::Value) -> Value {
        match item {
            toml::Value::String(text) => Value::String(text),
            toml::Value::Integer(number) => json!(number),
            toml::Value::Float(number) => json!(number),
            toml::Value::Boolean(truth) => Value::Bool(truth),
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(items) => Value::Array(items.into_iter().map(value).collect()),
            toml::Value::Table(table) => toml_value(table),
        }
    }
    Value::Object(table.into_iter().map(|(key, item)| (key, value(item))).collect())
}

/// Keys in lower case, all the way down: the readers above limit how deep that is.
fn lower_keys(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|(key, value)| (key.to_lowercase(), lower_keys(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(lower_keys).collect()),
        other => other,
    }
}

fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(value, |value, key| value.get(key))?.as_str()
}

fn flag(value: &Value, path: &[&str]) -> Option<bool> {
    path.iter().try_fold(value, |value, key| value.get(key))?.as_bool()
}

/// A language and the folder of its pages, without `/` at the end.
struct Root {
    tag: String,
    folder: String,
}

fn languages(folder: &dyn Folder, config: &Value) -> Value {
    let source = text(config, &["defaultcontentlanguage"]).unwrap_or("en").to_lowercase();
    let tags = active_languages(config, &source);
    let roots: Vec<Root> = tags.iter().map(|tag| root_of(tag, &tags, &source, folder, config)).collect();
    let in_subfolder = flag(config, &["defaultcontentlanguageinsubdir"]) == Some(true);
    let prefixed = tags.iter().filter(|tag| **tag != source || in_subfolder);
    let prefixes: Map<String, Value> = prefixed.map(|tag| (tag.clone(), json!(format!("/{tag}")))).collect();
    json!({
        "source": source,
        "languages": tags,
        "pages": [template(&roots, &source)],
        "links": {"prefix": prefixes},
    })
}

/// The default language first, then the others that are not disabled.
fn active_languages(config: &Value, source: &str) -> Vec<String> {
    let disabled: Vec<String> = config
        .get("disablelanguages")
        .and_then(Value::as_array)
        .map(|tags| tags.iter().filter_map(|tag| tag.as_str().map(str::to_lowercase)).collect())
        .unwrap_or_default();
    let mut tags = vec![source.to_owned()];
    for (tag, language) in config.get("languages").and_then(Value::as_object).into_iter().flatten() {
        let is_off = disabled.contains(tag) || flag(language, &["disabled"]) == Some(true);
        if tag != source && !is_off && is_language_tag(tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// Where the pages of a language lie: its own `contentDir`, a mount, the site's `contentDir`, or `content`.
fn root_of(tag: &str, tags: &[String], source: &str, folder: &dyn Folder, config: &Value) -> Root {
    let written = text(config, &["languages", tag, "contentdir"]).map(str::to_owned);
    let found = written.or_else(|| mount(config, tag, source)).or_else(|| {
        let shared = text(config, &["contentdir"]).unwrap_or("content").trim_matches('/');
        // Without a folder of its own a language has pages by suffix, unless `content/LANGUAGE` stands there for all.
        let names = folder.list(shared);
        let has = |tag: &String| names.contains(&format!("{tag}/"));
        let by_folder = tags.len() > 1 && tags.iter().filter(|tag| *tag != source).all(has) && has(&source.to_owned());
        Some(if by_folder { format!("{shared}/{tag}") } else { shared.to_owned() })
    });
    let path = found.unwrap_or_default();
    let path = path.trim_start_matches("./").trim_matches('/').replace(['{', '}'], "");
    Root { tag: tag.to_owned(), folder: path }
}

/// The source of a module mount of `content` for a language.
fn mount(config: &Value, tag: &str, source: &str) -> Option<String> {
    let mounts = config.get("module")?.get("mounts")?.as_array()?;
    mounts.iter().find_map(|mount| {
        let target = text(mount, &["target"])?.trim_matches('/');
        let of_language = match text(mount, &["lang"]).or_else(|| text(mount, &["sites", "matrix", "languages"])) {
            Some(language) => language.eq_ignore_ascii_case(tag),
            None => match mount.get("sites").and_then(|sites| sites.get("matrix")?.get("languages")?.as_array()) {
                Some(list) => list.iter().any(|item| item.as_str().is_some_and(|item| item.eq_ignore_ascii_case(tag))),
                None => tag == source,
            },
        };
        (target == "content" && of_language).then(|| text(mount, &["source"]).map(str::to_owned))?
    })
}

/// One template for all languages where their folders allow it, else one for each language. The default language's
/// stands among them too, for sites that are first written in another.
fn template(roots: &[Root], source: &str) -> Value {
    let Some(original) = roots.iter().find(|root| root.tag == source) else { return Value::Null };
    let others: Vec<&Root> = roots.iter().filter(|root| root.tag != source).collect();
    let slash = |folder: &str| if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let Some(first) = others.first() else {
        return json!({"source": format!("{}{{path}}", slash(&original.folder)), "translation": {}});
    };
    let generic = |root: &Root| {
        let (above, name) = root.folder.rsplit_once('/').map_or(("", &*root.folder), |(above, name)| (above, name));
        (name == root.tag).then(|| format!("{}{{lang}}/{{path}}", slash(above)))
    };
    if let Some(shared) =
        generic(first).filter(|shared| others.iter().all(|root| generic(root).as_ref() == Some(shared)))
    {
        if generic(original).as_ref() == Some(&shared) {
            return json!(shared);
        }
        let own = format!("{}{{path}}", slash(&original.folder));
        return json!({"source": own, "translation": {"default": shared, source: own}});
    }
    let own = format!("{}{{path}}.{{ext}}", slash(&original.folder));
    let mut each = Map::from_iter([(source.to_owned(), json!(own))]);
    if others.iter().all(|root| root.folder == original.folder) {
        each.insert("default".to_owned(), json!(format!("{}{{path}}.{{lang}}.{{ext}}", slash(&original.folder))));
    } else {
        each.extend(others.iter().map(|root| {
            let suffix = if root.folder == original.folder { ".{lang}" } else { "" };
            (root.tag.clone(), json!(format!("{}{{path}}{suffix}.{{ext}}", slash(&root.folder))))
        }));
    }
    json!({"source": own, "translation": each})
}

/// The kind of ids.
fn anchors(config: &Value) -> Value {
    let parser = ["markup", "goldmark", "parser"];
    let under = |key| [&parser[..], &[key]].concat();
    let kind = text(config, &under("autoidtype")).or_else(|| text(config, &under("autoheadingidtype")));
    let slugger = match kind {
        Some("github-ascii") => "hugo-github-ascii",
        Some("blackfriday") => "hugo-blackfriday",
        _ => "hugo-github",
    };
    let mut anchors = json!({"slugger": slugger});
    if let Some(auto) = flag(config, &under("autoheadingid")) {
        anchors["auto"] = json!(auto);
    }
    if flag(config, &["markup", "goldmark", "parser", "attribute", "title"]) == Some(false) {
        anchors["explicit"] = json!("none");
    }
    json!({"anchors": anchors})
}

/// What is published beside the pages of this tree: static folders, taxonomies, and what themes and mounts bring.
fn published(folder: &dyn Folder, config: &Value) -> Value {
    let mut statics: Vec<String> = texts_of(config.get("staticdir"));
    for (_, language) in config.get("languages").and_then(Value::as_object).into_iter().flatten() {
        statics.extend(texts_of(language.get("staticdir")));
    }
    let mounts = config.get("module").and_then(|module| module.get("mounts")?.as_array());
    let mut generated = Vec::new();
    for mount in mounts.into_iter().flatten() {
        let (Some(source), Some(target)) = (text(mount, &["source"]), text(mount, &["target"])) else { continue };
        match target.trim_matches('/').split_once('/') {
            None if target.trim_matches('/') == "static" => statics.push(source.to_owned()),
            // A folder of another place is shown as a part of the pages.
            Some(("content", below)) => generated.push(format!("{}/**", below.replace(['{', '}'], "?"))),
            _ => {}
        }
    }
    if statics.is_empty() {
        statics.push("static".to_owned());
    }
    let taxonomies = config.get("taxonomies").and_then(Value::as_object);
    let taxonomies: Vec<&str> = match taxonomies {
        Some(written) => written.values().filter_map(Value::as_str).collect(),
        None => vec!["tags", "categories"],
    };
    generated.extend(taxonomies.iter().flat_map(|name| [(*name).to_owned(), format!("{name}/**")]));
    let themes = texts_of(config.get("theme"));
    let names = folder.list("themes");
    let away = themes.iter().any(|theme| !names.contains(&format!("{theme}/")));
    let imports = config.get("module").and_then(|module| module.get("imports")).is_some();
    json!({"links": {"statics": statics, "mounted": generated, "theme": away || imports}})
}

/// A text or the texts of a list.
fn texts_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

fn syntax(config: &Value) -> Value {
    let extension = |key| config.get("markup")?.get("goldmark")?.get("extensions")?.get(key);
    let typographer = match extension("typographer") {
        Some(Value::Bool(on)) => *on,
        Some(table) => flag(table, &["disable"]) != Some(true),
        None => true,
    };
    let linkify = extension("linkify").and_then(Value::as_bool).unwrap_or(true);
    json!({"typographer": typographer, "linkify": linkify})
}

/// What the templates of shortcodes say about them.
fn shortcodes(folder: &dyn Folder, config: &Value) -> Option<Value> {
    let themes = texts_of(config.get("theme"));
    let imports = config.get("module").and_then(|module| module.get("imports")).is_some();
    let found = shortcodes::find(folder, &themes)?;
    Some(json!({
        "syntax": {
            // Themes and modules bring shortcodes that are not seen here.
            "shortcodes_closed": themes.is_empty() && !imports,
            "shortcodes": found.bodies,
        },
        "anchors": {"from": found.anchors},
    }))
}

#[cfg(test)]
mod tests {
    use super::super::super::folder::Memory;
    use super::*;

    fn detected(files: &[(&str, &str)]) -> Value {
        let folder = Memory::new(files);
        let found = detect(&folder, &folder.list(""), &mut SourceFiles::default());
        let mut value = json!({});
        for (_, piece) in found.map_err(|_| "a fault").unwrap().unwrap() {
            merge(&mut value, piece);
        }
        value
    }

    #[test]
    fn layouts_of_languages() {
        let folder_each = "defaultContentLanguage = 'en'\n[languages.en]\ncontentDir = 'content/en'\n[languages.zh]\ncontentDir = 'content/zh'\n";
        let shared = "languages:\n  en: {}\n  zh-CN: {}\n  fr: {disabled: true}\n";
        let own = "[languages.en]\ncontentDir = 'english'\n[languages.zh]\ncontentDir = 'chinese'\n[languages.uk]\n";
        let mounted = "[languages.en]\n[languages.zh]\n[module]\n[[module.mounts]]\nsource = 'content/zh'\ntarget = 'content'\nlang = 'zh'\n[[module.mounts]]\nsource = 'content/en'\ntarget = 'content'\nlang = 'en'\n";
        let suffixed = json!({"en": "content/{path}.{ext}", "default": "content/{path}.{lang}.{ext}"});
        let each = json!({"en": "english/{path}.{ext}", "zh": "chinese/{path}.{ext}", "uk": "content/{path}.{ext}"});
        for (file, config, pages) in [
            ("hugo.toml", folder_each, json!("content/{lang}/{path}")),
            ("config.yaml", shared, json!({"source": "content/{path}.{ext}", "translation": suffixed})),
            ("hugo.toml", mounted, json!("content/{lang}/{path}")),
            ("hugo.toml", own, json!({"source": "english/{path}.{ext}", "translation": each})),
            ("hugo.json", r#"{"contentDir": "pages"}"#, json!({"source": "pages/{path}", "translation": {}})),
        ] {
            assert_eq!(detected(&[(file, config)])["pages"][0], pages, "{config}");
        }
    }

    #[test]
    fn the_folder_of_defaults_is_read_file_by_file() {
        let found = detected(&[
            ("config/_default/hugo.yaml", "defaultContentLanguage: zh\n"),
            ("config/_default/languages.toml", "[zh]\nweight = 1\n[en]\ncontentDir = 'content/en'\n"),
            ("config/_default/markup.toml", "[goldmark.parser]\nautoIDType = 'blackfriday'\nautoHeadingID = false\n"),
            ("config/_default/params.en.toml", "x = 1\n"),
        ]);
        assert_eq!(found["source"], "zh");
        assert_eq!(found["languages"], json!(["zh", "en"]));
        assert_eq!(found["anchors"]["slugger"], "hugo-blackfriday");
        assert_eq!(found["anchors"]["auto"], false);
    }
}
