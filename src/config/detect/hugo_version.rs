//! Which version of Hugo a site is built with, by the files of its hosts and tools.

use std::sync::LazyLock;

use regex::Regex;

use super::super::folder::Folder;
use crate::syntax::HugoVersion;

static WORKFLOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?mi)^\s*(?:-\s*)?["']?hugo[-_]version["']?\s*[:=]\s*["']?v?(0\.\d+(?:\.\d+)?)"#)
        .expect("the expression is valid")
});
static TOOL_VERSIONS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:go)?hugo\s+(?:extended_)?v?(0\.\d+(?:\.\d+)?)").expect("the expression is valid")
});

/// The version that is written in the first of these places, and the file that says it: `netlify.toml`,
/// `package.json`, workflows, `.tool-versions`, `vercel.json`. A file that cannot be read says nothing: it is not part
/// of the site's own configuration.
pub(super) fn find(folder: &dyn Folder) -> Option<(HugoVersion, String)> {
    let file = |path: &str, read: &dyn Fn(&str) -> Option<HugoVersion>| {
        let text = folder.read(path).ok()?;
        read(&text).map(|version| (version, path.to_owned()))
    };
    file("netlify.toml", &netlify)
        .or_else(|| file("package.json", &package))
        .or_else(|| {
            folder.list(".github/workflows").iter().find_map(|name| {
                let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
                is_yaml.then(|| file(&format!(".github/workflows/{name}"), &|text| first(&WORKFLOW, text)))?
            })
        })
        .or_else(|| file(".tool-versions", &|text| first(&TOOL_VERSIONS, text)))
        .or_else(|| file("vercel.json", &vercel))
}

fn first(expression: &Regex, text: &str) -> Option<HugoVersion> {
    HugoVersion::parse(expression.captures(text)?.get(1)?.as_str())
}

/// `[build.environment]`, else `[context.production.environment]`, else any other context.
fn netlify(text: &str) -> Option<HugoVersion> {
    let table: toml::Table = toml::from_str(text).ok()?;
    let version = |environment: Option<&toml::Value>| {
        HugoVersion::parse(environment?.get("environment")?.get("HUGO_VERSION")?.as_str()?)
    };
    let contexts = table.get("context").and_then(toml::Value::as_table);
    version(table.get("build"))
        .or_else(|| version(contexts?.get("production")))
        .or_else(|| contexts?.values().find_map(|context| version(Some(context))))
}

/// `hugo-extended` or `hugo-bin` among the dependencies; a range counts by its lowest version.
fn package(text: &str) -> Option<HugoVersion> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let tables = ["devDependencies", "dependencies", "optionalDependencies"];
    let names = ["hugo-extended", "hugo-bin"];
    let written = tables.iter().flat_map(|table| names.iter().map(move |name| (table, name)));
    let mut versions = written.filter_map(|(table, name)| value.get(table)?.get(name)?.as_str());
    // hugo-bin names the version of Hugo in a table of its own; its own version is another number.
    let of_bin = value.get("hugo-bin").and_then(|table| table.get("version")).and_then(serde_json::Value::as_str);
    of_bin
        .and_then(HugoVersion::parse)
        .or_else(|| versions.find_map(|range| HugoVersion::parse(range.trim_start_matches(['^', '~', '=', '>', ' ']))))
}

fn vercel(text: &str) -> Option<HugoVersion> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    HugoVersion::parse(value.get("build")?.get("env")?.get("HUGO_VERSION")?.as_str()?)
}

#[cfg(test)]
mod tests {
    use super::super::super::folder::Memory;
    use super::*;

    #[test]
    fn versions_in_all_places() {
        for (path, text, expected) in [
            ("netlify.toml", "[build.environment]\nHUGO_VERSION = \"0.147.9\"\n", Some((147, 9))),
            ("netlify.toml", "[context.production.environment]\nHUGO_VERSION = \"0.133.0\"\n", Some((133, 0))),
            ("netlify.toml", "[build]\npublish = 1\n", None),
            ("package.json", r#"{"devDependencies": {"hugo-extended": "^0.157.0"}}"#, Some((157, 0))),
            ("package.json", r#"{"dependencies": {"hugo-bin": "0.144.2"}}"#, Some((144, 2))),
            ("package.json", r#"{"dependencies": {"hugo-bin": "^1.3"}}"#, None),
            (".github/workflows/x.yml", "    with:\n      hugo-version: '0.120.4'\n", Some((120, 4))),
            (".github/workflows/x.yml", "env:\n  HUGO_VERSION: 0.128.0\n", Some((128, 0))),
            (".github/workflows/x.yml", "  hugo-version: latest\n", None),
            (".tool-versions", "nodejs 20.1.0\nhugo extended_0.126.1\n", Some((126, 1))),
            ("vercel.json", r#"{"build": {"env": {"HUGO_VERSION": "0.140.0"}}}"#, Some((140, 0))),
        ] {
            let found = find(&Memory::new(&[(path, text)])).map(|(version, _)| (version.minor, version.patch));
            assert_eq!(found, expected, "{path}: {text}");
        }
    }
}
