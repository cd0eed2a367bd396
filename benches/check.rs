//! What a check costs, as ratios in one run: a bare pass of the Markdown parser over all pages is 1. The last line of a site
//! sets a whole check, report included, beside a program that finds and reads the pages and parses their Markdown.
//!
//! `cargo bench` measures the fixture site; with `TIDINGS_SHARED` set, also the large site that lies there.
//! Times are processor time of all threads, the least of several rounds, so that a busy machine shows in them little.

#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints what it measured")]

#[path = "../tests/support/clock.rs"]
mod clock;
#[path = "../tests/support/written.rs"]
mod written;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clock::{ClockId, processor_time};
use rayon::prelude::*;
use tidings::diagnostic::Severity;
use tidings::project::{Project, Request};
use tidings::report::{Azure, Checkstyle, Github, Gitlab, Json, Jsonl, Junit, Markdown, Rdjson, Reporter, Sarif};
use tidings::rules::{Level, Reach};
use tidings::syntax::parse;
use tidings::words::Tongue;
use written::written;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;
/// Rounds of what is measured in pairs.
const PAIRS: usize = 15;

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
    let floor = least(|| sources.par_iter().map(|source| events(&source.text)).sum::<usize>());
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
    drop(project);
    let whole = || {
        let project = open();
        let found = project.check(Tongue::En, |_| true).diagnostics;
        written(&project.corpus, &found, &Json).len()
    };
    let mut ratios: Vec<f64> = (0..PAIRS).map(|_| spent(whole).div_duration_f64(spent(|| bare(root)))).collect();
    ratios.sort_by(f64::total_cmp);
    let [least, middle, most] = [0, PAIRS / 2, PAIRS - 1].map(|at| ratios[at]);
    println!("  a check beside reading and parsing alone, in pairs: {middle:.2} ({least:.2} to {most:.2})");
}

/// How many events the Markdown parser finds, with what a site made with Hugo needs.
fn events(text: &str) -> usize {
    let options = pulldown_cmark::Options::ENABLE_TABLES
        | pulldown_cmark::Options::ENABLE_FOOTNOTES
        | pulldown_cmark::Options::ENABLE_STRIKETHROUGH
        | pulldown_cmark::Options::ENABLE_TASKLISTS
        | pulldown_cmark::Options::ENABLE_HEADING_ATTRIBUTES
        | pulldown_cmark::Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | pulldown_cmark::Options::ENABLE_DEFINITION_LIST;
    pulldown_cmark::Parser::new_ext(text, options).into_offset_iter().count()
}

/// What every program has to do that looks at the Markdown of a site: it finds the pages, reads them and parses them.
fn bare(root: &Path) -> usize {
    let files = ignore::WalkBuilder::new(root.join("content")).standard_filters(false).build().flatten();
    let pages: Vec<PathBuf> = files
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    let count = |page: &PathBuf| std::fs::read_to_string(page).map_or(0, |text| events(&text));
    pages.par_iter().map(count).sum()
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
    let write = |reporter: &dyn Reporter| least(|| written(&project.corpus, &diagnostics, reporter).len());
    let json = write(&Json);
    for (what, reporter) in reporters {
        let time = write(reporter);
        let ratio = time.as_secs_f64() / json.as_secs_f64();
        println!("  {what:36} {:7.1} ms  {ratio:5.2} of json", time.as_secs_f64() * 1000.0);
    }
}

/// The processor time of all threads.
fn spent<T>(run: impl Fn() -> T) -> Duration {
    let before = processor_time(ClockId::ProcessCPUTime);
    std::hint::black_box(run());
    processor_time(ClockId::ProcessCPUTime) - before
}

/// The least processor time of several rounds.
fn least<T>(run: impl Fn() -> T) -> Duration {
    (0..ROUNDS).map(|_| spent(&run)).min().unwrap_or_default()
}
