//! What a check costs, as ratios in one run: a bare pass of the Markdown parser over all pages is 1.
//!
//! `cargo bench` measures the fixture site; with `TIDINGS_SHARED` set, also the large site that lies there.
//! Times are processor time of all threads, the least of several rounds, so that a busy machine shows in them little.

#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints what it measured")]

#[path = "../tests/support/clock.rs"]
mod clock;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clock::{ClockId, processor_time};
use rayon::prelude::*;
use tidings::diagnostic::Severity;
use tidings::project::{Project, Request};
use tidings::report::{
    Azure, Checkstyle, Github, Gitlab, Json, Jsonl, Junit, Markdown, Rdjson, Report, Reporter, Sarif, Summary,
};
use tidings::rules::{Level, Reach};
use tidings::syntax::parse;
use tidings::words::Tongue;

const ROUNDS: usize = 5;

fn main() {
    measure("fixtures/lantern", &Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lantern"));
    match std::env::var_os("TIDINGS_SHARED") {
        Some(shared) => measure("istio.io", &PathBuf::from(shared).join("corpus/istio.io")),
        None => println!("istio.io: skipped: TIDINGS_SHARED is not set"),
    }
}

fn measure(name: &str, root: &Path) {
    let preset = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/presets/istio.yaml");
    let config = (!root.join("tidings.yaml").exists()).then_some(preset.as_path());
    let request = Request { config, no_baseline: true, ..Request::of(root) };
    let open = || Project::open(&request).expect("the site can be opened");
    let project = open();
    let sources = project.corpus.sources();
    let options = pulldown_cmark::Options::ENABLE_TABLES
        | pulldown_cmark::Options::ENABLE_FOOTNOTES
        | pulldown_cmark::Options::ENABLE_STRIKETHROUGH
        | pulldown_cmark::Options::ENABLE_TASKLISTS;
    let floor = least(|| {
        let events = |text: &str| pulldown_cmark::Parser::new_ext(text, options).into_offset_iter().count();
        sources.par_iter().map(|source| events(&source.text)).sum::<usize>()
    });
    let dialect = &project.corpus.site.dialect;
    let parsed = least(|| sources.par_iter().map(|source| parse(&source.text, dialect).blocks.len()).sum::<usize>());
    let opened = least(|| open().corpus.sources().len());
    let checked = least(|| project.check(Tongue::En, |_| true).diagnostics.len());
    let single = only_single_pages(open());
    let single = least(|| single.check(Tongue::En, |_| true).diagnostics.len());
    formats(name, &project);
    println!("{name}: {} pages", sources.len());
    for (what, time) in [
        ("Markdown parser alone", floor),
        ("pages to documents", parsed),
        ("reading, documents, pairing, facts", opened),
        ("all rules", checked),
        ("of these, rules on single pages", single),
        ("in all", opened + checked),
    ] {
        let ratio = time.as_secs_f64() / floor.as_secs_f64();
        println!("  {what:36} {:7.1} ms  {ratio:5.2}", time.as_secs_f64() * 1000.0);
    }
}

/// The site with the rules that look at one page alone.
fn only_single_pages(mut project: Project) -> Project {
    let others = project.rules.rules().iter().filter(|rule| !matches!(rule.check.reach(), Reach::Page(_)));
    let others: Vec<String> = others.map(|rule| rule.id.to_string()).collect();
    project.settings.overrides.clear();
    project.settings.levels.extend(others.into_iter().map(|rule| (rule, Level::Off.into())));
    project
}

/// Findings in the report that the formats are measured with.
const FINDINGS: usize = 10_000;

/// What each report of many findings costs to write, as a multiple of `json`.
fn formats(name: &str, project: &Project) {
    let found = project.check(Tongue::En, |_| true).diagnostics;
    if found.is_empty() {
        return;
    }
    let mut diagnostics: Vec<_> = found.iter().cycle().take(FINDINGS).cloned().collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary);
    let summary = Summary::new(&project.corpus, &diagnostics, |_| true);
    let report = Report {
        corpus: &project.corpus,
        root: "",
        diagnostics: &diagnostics,
        summary: &summary,
        statistics: None,
        tongue: Tongue::En,
    };
    let folder = "";
    let reporters: [(&str, &dyn Reporter); 10] = [
        ("json", &Json),
        ("jsonl", &Jsonl),
        ("sarif", &Sarif { folder, manuals: project }),
        ("github", &Github { folder }),
        ("gitlab", &Gitlab { folder }),
        ("azure", &Azure { folder }),
        ("junit", &Junit { folder, fail_on: Severity::Warning }),
        ("checkstyle", &Checkstyle { folder }),
        ("rdjson", &Rdjson { folder }),
        ("markdown", &Markdown { folder }),
    ];
    println!("{name}: reports of {} findings", diagnostics.len());
    let write = |reporter: &dyn Reporter| {
        least(|| {
            let mut bytes = Vec::new();
            reporter.write(&report, &mut bytes).expect("memory takes any report");
            bytes.len()
        })
    };
    let json = write(&Json);
    for (what, reporter) in reporters {
        let time = write(reporter);
        let ratio = time.as_secs_f64() / json.as_secs_f64();
        println!("  {what:36} {:7.1} ms  {ratio:5.2} of json", time.as_secs_f64() * 1000.0);
    }
}

/// The least processor time of several rounds.
fn least<T>(run: impl Fn() -> T) -> Duration {
    let round = |_| {
        let before = processor_time(ClockId::ProcessCPUTime);
        std::hint::black_box(run());
        processor_time(ClockId::ProcessCPUTime) - before
    };
    (0..ROUNDS).map(round).min().unwrap_or_default()
}
