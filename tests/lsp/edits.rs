//! Random edits through the whole server, in both encodings: what it says is what a fresh check of the same texts finds,
//! and what `tidings check` prints. Whole texts and parts of them are sent, in turns to several pages, with requests between.
//!
//! `TIDINGS_EDITS=100000 cargo test --test lsp random` makes that many; `TIDINGS_BURST` is how many come in one go at most,
//! and `TIDINGS_SEED` chooses others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tidings::project::{Project, Request};
use tidings::text::{Encoding, Point, Points};
use tidings::words::Tongue;

use crate::client::{Client, uri};
use crate::load::GROWTH;
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

/// The place of an offset as the protocol counts it, by other means than those of the server.
fn place(text: &str, offset: usize, encoding: Encoding) -> Value {
    let bytes = text.as_bytes();
    let ends = |at: &usize| match bytes[*at] {
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        byte => byte == b'\n',
    };
    let (mut line, mut start) = (0, 0);
    for end in (0..offset).filter(ends) {
        (line, start) = (line + 1, end + 1);
    }
    let column = match encoding {
        Encoding::Utf8 => offset - start,
        Encoding::Utf16 => text[start..offset].encode_utf16().count(),
    };
    json!({"line": line, "character": column})
}

/// The edit as the part that was replaced. The middle of `\r\n` is no place: a part ends before it or behind it.
fn part(old: &str, new: &str, encoding: Encoding) -> Value {
    let split = |at: usize| old[..at].ends_with('\r') && old[at..].starts_with('\n');
    let pairs = old.chars().zip(new.chars()).take_while(|(a, b)| a == b);
    let mut start: usize = pairs.map(|(a, _)| a.len_utf8()).sum();
    start -= usize::from(split(start));
    let pairs = old[start..].chars().rev().zip(new[start..].chars().rev()).take_while(|(a, b)| a == b);
    let mut end = old.len() - pairs.map(|(a, _)| a.len_utf8()).sum::<usize>();
    end += usize::from(split(end));
    let text = &new[start..new.len() - (old.len() - end)];
    json!({"range": {"start": place(old, start, encoding), "end": place(old, end, encoding)}, "text": text})
}

/// What `tidings check` prints: page, line, rule.
fn printed(root: &Path) -> Vec<(String, u64, String)> {
    let mut check = Command::new(env!("CARGO_BIN_EXE_tidings"));
    check.args(["check", "--format", "json"]).current_dir(root).env_remove("TIDINGS_LANG");
    let output = check.output().expect("tidings can be run");
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let one = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        (text("path"), finding["range"]["start"]["line"].as_u64().unwrap_or_default() - 1, text("rule"))
    };
    let mut found: Vec<_> = report["diagnostics"].as_array().expect("a list").iter().map(one).collect();
    found.sort();
    found
}

/// The pages that are typed into, with the server and what it was told.
struct Typing {
    client: Client,
    site: Site,
    encoding: Encoding,
    pages: Vec<String>,
    originals: BTreeMap<String, String>,
    texts: BTreeMap<String, String>,
    dice: Dice,
    done: u64,
}

impl Typing {
    fn new(encoding: Encoding, name: &str, seed: u64) -> Self {
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
        let pages = pages.iter().flat_map(|page| languages.map(|language| format!("content/{language}/{page}")));
        let pages: Vec<String> = pages.filter(exists).collect();
        assert!(pages.len() >= 3, "the fixture has other pages: {pages:?}");
        let texts: BTreeMap<String, String> = pages.iter().map(|path| (path.clone(), site.read(path))).collect();
        for (path, text) in &texts {
            client.did_open(&site.path(path), text);
        }
        let dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Self { client, site, encoding, pages, originals: texts.clone(), texts, dice, done: 0 }
    }

    /// Tells the server that a page has another text: all of it, or the part that is new.
    fn put(&mut self, path: &str, text: String) {
        self.done += 1;
        let change = match self.dice.roll(3) {
            0 => part(&self.texts[path], &text, self.encoding),
            _ => json!({"text": text}),
        };
        let document = json!({"uri": uri(&self.site.path(path)), "version": self.done as i64 + 1});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        self.client.notify("textDocument/didChange", params);
        self.texts.insert(path.to_owned(), text);
    }

    /// Asks something at some place, and does not wait for the answer.
    fn ask(&mut self, path: &str) {
        let methods = [
            "hover",
            "completion",
            "definition",
            "codeLens",
            "inlayHint",
            "documentSymbol",
            "documentLink",
            "codeAction",
        ];
        let method = methods[self.dice.roll(methods.len())];
        let position = json!({"line": self.dice.roll(60), "character": self.dice.roll(40)});
        let range = json!({"start": position, "end": position});
        let document = json!({"uri": uri(&self.site.path(path))});
        let params = match method {
            "hover" | "completion" | "definition" => json!({"textDocument": document, "position": position}),
            "codeAction" => json!({"textDocument": document, "range": range, "context": {"diagnostics": []}}),
            _ => json!({"textDocument": document, "range": range}),
        };
        self.client.ask(&format!("textDocument/{method}"), params);
    }

    /// A burst of edits; gives the pages that were edited.
    fn burst(&mut self) -> BTreeSet<String> {
        let mut path = self.pages[self.dice.roll(self.pages.len())].clone();
        let mut touched = BTreeSet::new();
        for _ in 0..1 + self.dice.roll(number("TIDINGS_BURST", 20) as usize) {
            if self.dice.roll(6) == 0 {
                path = self.pages[self.dice.roll(self.pages.len())].clone();
            }
            let text = self.dice.edit(&self.texts[&path], &self.originals[&path]);
            self.put(&path, text);
            touched.insert(path.clone());
            if self.dice.roll(12) == 0 {
                self.ask(&path);
            }
        }
        for path in &touched {
            // An empty file is reported as one that cannot be read, by the check alone.
            if self.texts[path].trim_matches(['\u{feff}', ' ', '\n', '\r', '\t']).is_empty() {
                self.put(path, self.originals[path].clone());
            }
            self.site.write(path, &self.texts[path]);
        }
        touched
    }
}

fn run(encoding: Encoding, name: &str, seed: u64) {
    let mut typing = Typing::new(encoding, name, seed);
    let edits = number("TIDINGS_EDITS", 120);
    let (mut bursts, mut early) = (0, None);
    while typing.done < edits {
        let touched = typing.burst();
        let root = typing.site.root();
        let expected = fresh(&root, encoding);
        let related = |page: &&String| touched.iter().any(|path| path[10..] == page[10..]);
        for page in typing.pages.iter().filter(related) {
            let told = told(&mut typing.client, &typing.site.path(page));
            let expected = expected.get(page).cloned().unwrap_or_default();
            assert_eq!(told, expected, "{name}, seed {seed}, edit {}: `{page}`", typing.done);
        }
        if bursts % 100 == 0 {
            let line = |(page, found): (&String, &Vec<Found>)| {
                let page = page.clone();
                found
                    .iter()
                    .map(move |(rule, at, ..)| (page.clone(), u64::from(at.line), rule.clone()))
                    .collect::<Vec<_>>()
            };
            let mut expected: Vec<_> = expected.iter().flat_map(line).collect();
            expected.sort();
            assert_eq!(printed(&root), expected, "{name}, seed {seed}, edit {}", typing.done);
        }
        bursts += 1;
        let broken = typing.client.seen.iter().find(|message| message["error"].is_object());
        assert_eq!(broken, None, "{name}, seed {seed}, edit {}", typing.done);
        typing.client.seen.clear();
        if typing.done > edits / 10 && early.is_none() {
            early = typing.client.memory();
        }
    }
    let sizes = early.zip(typing.client.memory());
    assert!(sizes.is_none_or(|(early, late)| late < early + GROWTH), "{name}: kilobytes early and late: {sizes:?}");
    typing.client.leave();
}

#[test]
fn random_edits_in_utf16() {
    run(Encoding::Utf16, "utf-16", number("TIDINGS_SEED", 3));
}

#[test]
fn random_edits_in_utf8() {
    run(Encoding::Utf8, "utf-8", number("TIDINGS_SEED", 4));
}
