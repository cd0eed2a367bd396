//! Heading ids against what real Hugo programs answered: single headings, whole documents, and every page of a site.

#![allow(clippy::print_stdout)]

#[path = "support/shared.rs"]
mod shared;

use std::path::Path;

use serde_json::Value;
use shared::shared;
use tidings::document::{Body, Document, ScopeId};
use tidings::syntax::{Dialect, HugoVersion, ShortcodeTable, Slugger, parse};

/// Headings whose ids are not Hugo's: column of the table, Markdown, and the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The dialect that a column such as `0.147.9/github/no-typographer` was made with; `None` for other columns.
fn dialect(column: &str) -> Option<Dialect> {
    let mut parts = column.split('/');
    let version = HugoVersion::parse(parts.next()?)?;
    let slugger = match parts.next().unwrap_or("github") {
        "github" => Slugger::HugoGithub(version),
        "github-ascii" => Slugger::HugoGithubAscii(version),
        "blackfriday" => Slugger::HugoBlackfriday(version),
        _ => return None,
    };
    let typographer = match parts.next() {
        None => true,
        Some("no-typographer") => false,
        Some(_) => return None,
    };
    Some(Dialect { slugger, typographer, ..Dialect::default() })
}

/// Level and id of each heading of the page's own Markdown.
fn ids(document: &Document) -> Vec<(u64, Option<String>)> {
    let own = document.headings.iter().filter(|heading| heading.scope == ScopeId::PAGE);
    own.map(|heading| (u64::from(heading.level), heading.id.as_deref().map(str::to_owned))).collect()
}

fn expected(rows: &Value) -> Vec<(u64, Option<String>)> {
    let rows = rows.as_array().expect("a list of headings");
    let pair = |row: &Value| (row[0].as_u64().expect("a level"), row[1].as_str().map(str::to_owned));
    rows.iter().map(pair).collect()
}

fn is_exception(column: &str, markdown: &str) -> bool {
    EXCEPTIONS.iter().any(|(known, text, _)| *known == column && *text == markdown)
}

#[test]
fn single_headings() {
    let Some(shared) = shared("") else { return };
    let table: Value = serde_json::from_str(&read(&shared.join("oracle/hugo-heading-ids.json"))).expect("JSON");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for case in table["cases"].as_array().expect("cases") {
        let markdown = case["markdown"].as_str().expect("Markdown");
        // The table's reference link has its definition on the same page.
        let page = format!("{markdown}\n\n[r]: https://example.org/r\n");
        for (column, id) in case.as_object().expect("a case") {
            let Some(dialect) = dialect(column) else { continue };
            compared += 1;
            let found = ids(&parse(&page, &dialect));
            if found != [(2, id.as_str().map(str::to_owned))] && !is_exception(column, markdown) {
                wrong.push(format!("{column} {markdown:?}: {found:?}, Hugo: {id}"));
            }
        }
    }
    assert!(compared >= 111 * 6, "only {compared} ids were compared");
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn whole_documents() {
    let Some(shared) = shared("") else { return };
    let table: Value = serde_json::from_str(&read(&shared.join("oracle/hugo-heading-sequences.json"))).expect("JSON");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for case in table["cases"].as_array().expect("cases") {
        let markdown = case["markdown"].as_str().expect("Markdown");
        for (column, rows) in case.as_object().expect("a case") {
            let Some(dialect) = dialect(column) else { continue };
            compared += 1;
            // Headings written in HTML are in the table's columns, for they were read from the rendered page.
            let raw = markdown.matches("<h2").count() + markdown.matches("<h3").count();
            let mut rows = expected(rows);
            if raw > 0 {
                rows.retain(|row| row.1.is_some() && row != &(2, Some("raw".to_owned())));
                rows.insert(0, (2, Some("raw".to_owned())));
            }
            let found = ids(&parse(markdown, &dialect));
            if found != rows && !is_exception(column, markdown) {
                wrong.push(format!("{column} {}: {found:?}, Hugo: {rows:?}", case["name"]));
            }
        }
    }
    assert!(compared >= 27 * 3, "only {compared} documents were compared");
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The shortcodes of a site: a template that mentions `.Inner` takes a body.
fn shortcodes(folder: &Path) -> ShortcodeTable {
    let mut table = ShortcodeTable { closed: true, any_case: true, ..ShortcodeTable::default() };
    for entry in std::fs::read_dir(folder).expect("the folder of templates") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_lowercase();
        let takes_body = read(&path).contains(".Inner");
        let body = if takes_body { ShortcodeTable::conventional_body(&name) } else { Body::None };
        table.bodies.insert(name.into(), body);
    }
    table
}

#[test]
fn every_page_of_a_site() {
    let Some(shared) = shared("") else { return };
    let site = shared.join("corpus/istio.io");
    let version = HugoVersion { minor: 147, patch: 9 };
    let shortcodes = shortcodes(&site.join("layouts/shortcodes"));
    let dialect = Dialect { slugger: Slugger::HugoGithub(version), shortcodes: Some(shortcodes), ..Dialect::default() };
    let mut wrong = Vec::new();
    let table = read(&shared.join("oracle/istio.io-heading-ids.jsonl"));
    for line in table.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let path = row["path"].as_str().expect("a path");
        let document = parse(&read(&site.join(path)), &dialect);
        let mut rows = expected(&row["ids"]);
        // The number that Hugo puts in the place of a shortcode differs from build to build.
        for (_, id) in &mut rows {
            *id = id.take().filter(|id| !id.contains("hahahugoshortcode"));
        }
        let found = ids(&document);
        if found != rows {
            let first = found.iter().zip(&rows).find(|(found, row)| found != row);
            wrong.push(format!("{path}: {} headings, Hugo: {}; first: {first:?}", found.len(), rows.len()));
        }
    }
    let pages = table.lines().count();
    assert_eq!(pages, 1330);
    assert!(wrong.is_empty(), "{} of {pages} pages:\n{}", wrong.len(), wrong.join("\n"));
}
