//! Bad input: whatever stands in pages and folders, the run ends soon, says what is wrong in few words, and every format
//! stays what it promises to be.

#![allow(clippy::print_stdout)]

#[path = "../support/clock.rs"]
mod clock;
mod growth;
mod pages;
#[path = "../support/pair_site.rs"]
mod pair_site;
mod pairs;
#[path = "../support/patterns.rs"]
mod patterns;
mod trees;

use std::time::Duration;

use clock::{ClockId, processor_time};
use pair_site::{check, formats};
use serde_json::Value;
use tidings::diagnostic::Diagnostic;
use tidings::project::Project;
use tidings::report::is_hidden;

/// Longest message of a finding, in characters.
const LONGEST_MESSAGE: usize = 500;
/// Most bytes that one finding may take in the formats for people.
const LONGEST_FINDING: usize = 20_000;

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
        let started = processor_time(ClockId::ThreadCPUTime);
        let result = run();
        (result, processor_time(ClockId::ThreadCPUTime) - started)
    })
}
