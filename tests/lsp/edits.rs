//! Random edits through the whole server, in both encodings: what it says is what a fresh check of the same texts finds.
//!
//! `TIDINGS_EDITS=100000 cargo test --test lsp random` makes that many; `TIDINGS_SEED` chooses others.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use tidings::project::{Project, Request};
use tidings::text::{Encoding, Point, Points};
use tidings::words::Tongue;

use crate::client::{Client, uri};
use crate::site::Site;

#[path = "../support/dice.rs"]
mod dice;

use dice::{Dice, number};

/// A finding as it can be compared: its rule, its place, its message.
type Found = (String, Point, Point, String);

/// What a fresh check of the files finds, by page.
fn fresh(root: &Path, encoding: Encoding) -> BTreeMap<String, Vec<Found>> {
    let request = Request::of(root);
    let project = Project::open(&request).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)));
    let mut found: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for diagnostic in project.check(Tongue::En, |_| true).diagnostics {
        let source = project.corpus.source(diagnostic.primary.source);
        let points = Points::new(&source.text, encoding);
        let point = |offset: u32| points.point(&source.text, offset as usize);
        let span = diagnostic.primary.span;
        let message = diagnostic.message.lines().next().unwrap_or_default().to_owned();
        let one = (diagnostic.rule.to_string(), point(span.start), point(span.end), message);
        found.entry(source.path.to_string()).or_default().push(one);
    }
    found
}

fn told(client: &mut Client, path: &Path) -> Vec<Found> {
    let report = client.result("textDocument/diagnostic", json!({"textDocument": {"uri": uri(path)}}));
    let point = |at: &Value| Point {
        line: at["line"].as_u64().unwrap_or_default() as u32,
        column: at["character"].as_u64().unwrap_or_default() as u32,
    };
    let one = |item: &Value| {
        let message = item["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default().to_owned();
        let rule = item["code"].as_str().unwrap_or_default().to_owned();
        (rule, point(&item["range"]["start"]), point(&item["range"]["end"]), message)
    };
    report["items"].as_array().expect("a list").iter().map(one).collect()
}

fn run(encoding: Encoding, name: &str, seed: u64) {
    let site = Site::fixture("lantern");
    let more = json!({
        "general": {"positionEncodings": [name]},
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
        "window": {"workDoneProgress": true},
    });
    let mut client = Client::open(&site.root(), &more);
    client.wait_for_site();
    let pages = ["_index.md", "2.3.x/_index.md"].map(|page| format!("news/releases/{page}"));
    let languages = ["en", "zh", "uk"];
    let exists = |path: &String| site.path(path).exists();
    let all: Vec<String> = pages
        .iter()
        .flat_map(|page| languages.map(|language| format!("content/{language}/{page}")))
        .filter(exists)
        .collect();
    assert!(all.len() >= 3, "the fixture has other pages: {all:?}");
    let originals: BTreeMap<String, String> = all.iter().map(|path| (path.clone(), site.read(path))).collect();
    let mut texts = originals.clone();
    for (path, text) in &texts {
        client.did_open(&site.path(path), text);
    }
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (edits, mut done) = (number("TIDINGS_EDITS", 120), 0);
    while done < edits {
        let path = &all[dice.roll(all.len())];
        for _ in 0..1 + dice.roll(20) {
            let text = dice.edit(&texts[path], &originals[path]);
            texts.insert(path.clone(), text);
            done += 1;
            client.did_change(&site.path(path), done as i64 + 1, &texts[path]);
        }
        // An empty file is reported as one that cannot be read, by the check alone.
        if texts[path].trim_matches(['\u{feff}', ' ', '\n', '\r', '\t']).is_empty() {
            texts.insert(path.clone(), originals[path].clone());
            client.did_change(&site.path(path), done as i64 + 1, &texts[path]);
        }
        site.write(path, &texts[path]);
        let expected = fresh(&site.root(), encoding);
        let family: Vec<&String> = all.iter().filter(|other| other[10..] == path[10..]).collect();
        for page in family {
            let told = told(&mut client, &site.path(page));
            let expected = expected.get(page).cloned().unwrap_or_default();
            assert_eq!(told, expected, "{name}, seed {seed}, edit {done}: `{page}`");
        }
        client.seen.clear();
    }
    client.leave();
}

#[test]
fn random_edits_in_utf16() {
    run(Encoding::Utf16, "utf-16", number("TIDINGS_SEED", 3));
}

#[test]
fn random_edits_in_utf8() {
    run(Encoding::Utf8, "utf-8", number("TIDINGS_SEED", 4));
}
