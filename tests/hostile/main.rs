//! Bad input: whatever stands in pages and folders, the run ends soon, says what is wrong in few words, and every format
//! stays what it promises to be.

#![allow(clippy::print_stdout)]

mod growth;
mod pages;
mod pairs;
#[path = "../support/patterns.rs"]
mod patterns;
mod trees;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tidings::corpus::Corpus;
use tidings::diagnostic::Diagnostic;
use tidings::engine::Outcome;
use tidings::project::Project;
use tidings::report::{Full, Json, Report, Reporter, Short, Summary, is_hidden};
use tidings::words::Tongue;

const EN: &str = "content/en/news/releases/2.4.x/announcing-2.4/index.md";
const ZH: &str = "content/zh/news/releases/2.4.x/announcing-2.4/index.md";
const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
/// A site that gives every rule something to do: kinds of pages, policies, terms, and information, too, as findings.
const SETTINGS: &str = "extends: [istio]\nglossary:\n  keep: [Lantern, beacon]\n  terms:\n  - {term: word, \
                        translations: {zh: [词]}, avoid: {zh: [字]}}\n";
const FRONT: &str = "---\ntitle: Word 2.4\nlinktitle: Word 2.4\nsubtitle: Word\ndescription: Word.\npublishdate: 2031-01-02\n\
                     release: 2.4.0\naliases:\n- /news/announcing-2.4\n---\n\n{{< relnote >}}\n\n";
const FRONT_ZH: &str = "---\ntitle: 词 2.4\nlinktitle: 词 2.4\nsubtitle: 词\ndescription: 词。\npublishdate: 2031-01-02\n\
                        release: 2.4.0\naliases:\n- /zh/news/announcing-2.4\n---\n\n{{< relnote >}}\n\n";

/// Longest message of a finding, in characters.
const LONGEST_MESSAGE: usize = 500;
/// Most bytes that one finding may take in the formats for people.
const LONGEST_FINDING: usize = 20_000;

type Texts = BTreeMap<String, String>;

/// A site of one page and its translation.
fn site(original: &str, translation: &str) -> Project {
    let files = [("hugo.toml", HUGO), ("tidings.yaml", SETTINGS), (EN, original), (ZH, translation)];
    open(&files.map(|(path, text)| (path.to_owned(), text.to_owned())).into())
}

fn open(files: &Texts) -> Project {
    Project::in_memory(files).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)))
}

/// Checks the whole site and writes every format, on this thread alone, so that its processor time is that of the check.
fn check(project: &Project) -> (Outcome, [Vec<u8>; 3]) {
    let outcome = project.check(Tongue::En, |_| true);
    let formats = formats(&project.corpus, &outcome.diagnostics);
    (outcome, formats)
}

/// The findings as `full`, `short` and `json`.
fn formats(corpus: &Corpus, diagnostics: &[Diagnostic]) -> [Vec<u8>; 3] {
    let summary = Summary::new(corpus, diagnostics, |_| true);
    let report = Report { corpus, root: "", diagnostics, summary: &summary, statistics: None, tongue: Tongue::En };
    let reporters: [&dyn Reporter; 3] = [&Full { color: false, quiet: true, left_out: 0 }, &Short, &Json];
    reporters.map(|reporter| {
        let mut out = Vec::new();
        reporter.write(&report, &mut out).expect("memory takes any report");
        out
    })
}

/// Checks everything that holds for every site, and gives back the findings.
fn sound(name: &str, project: &Project) -> Vec<Diagnostic> {
    let (outcome, [full, short, json]) = check(project);
    assert_eq!(outcome.broken, [], "{name}: a rule broke");
    for text in [&full, &short] {
        let text = std::str::from_utf8(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        harmless(name, text);
    }
    let read: Value = serde_json::from_slice(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(read["diagnostics"].as_array().map(Vec::len), Some(outcome.diagnostics.len()), "{name}");
    for found in &outcome.diagnostics {
        let labels = found.related.iter().map(|label| &label.message);
        for message in labels.chain([&found.message]) {
            let length = message.chars().count();
            assert!(length <= LONGEST_MESSAGE, "{name}: {} says {length} characters: {message:.200}", found.rule);
        }
        let places = found.related.iter().map(|label| label.location).chain([found.primary]);
        for place in places.chain(found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.location)) {
            let text = &project.corpus.source(place.source).text;
            assert!(text.get(place.span.range()).is_some(), "{name}: {} points to {place:?}", found.rule);
        }
    }
    // Drawing each on its own reads the page again each time, so of many findings a few are drawn.
    let step = outcome.diagnostics.len() / 20 + 1;
    for found in outcome.diagnostics.chunks(step).map(|some| &some[..1]) {
        let [full, short, _] = formats(&project.corpus, found);
        let most = full.len().max(short.len());
        assert!(most <= LONGEST_FINDING, "{name}: {} takes {most} bytes", found[0].rule);
    }
    outcome.diagnostics
}

/// Nothing in the text steers a terminal or a runner of a CI.
fn harmless(name: &str, text: &str) {
    let hidden = text.chars().find(|c| is_hidden(*c) && *c != '\n');
    assert_eq!(hidden, None, "{name}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{name}: a command of a runner");
    assert!(!text.contains("##["), "{name}: a command of a runner");
}

/// What the findings are, for messages of tests.
fn said(found: &[Diagnostic]) -> String {
    found.iter().map(|found| format!("  {}: {:.300}\n", found.rule, found.message)).collect()
}

/// Runs on a pool of one thread and gives the processor time of that thread: other programs and tests do not count.
fn timed<T: Send>(run: impl FnOnce() -> T + Send) -> (T, Duration) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be started");
    pool.install(|| {
        let started = now();
        let result = run();
        (result, now() - started)
    })
}

fn now() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}
