//! From a keystroke to the findings of the page and of its counterpart: medians for pages of three sizes.
//!
//! `cargo bench --bench lsp` measures in the fixture site; with `TIDINGS_SHARED` set, in the large site that lies there.

#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints what it measured")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use tidings::engine::Units;
use tidings::project::{Project, Request};
use tidings::text::SourceId;
use tidings::words::Tongue;

/// Keystrokes for each page.
const KEYS: usize = 60;

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
    let opened = Instant::now();
    let mut project = Project::open(&request).expect("the site can be opened");
    println!("{name}: {} pages read in {:.0?}", project.corpus.sources().len(), opened.elapsed());
    let mut units = Units::unknown(project.corpus.sources().len());
    for size in [5_000, 60_000, 1 << 20] {
        let Some((original, translation)) = pair(&project, size) else { continue };
        for id in [original, translation] {
            let text = grown(&project.corpus.source(id).text, size);
            project.edit(&mut units, id, text.into());
        }
        for (what, id) in [("translation", translation), ("original", original)] {
            let (median, worst) = keys(&mut project, &mut units, id);
            println!(
                "  {:>7} bytes, {what:11} {median:9.2} ms  (worst {worst:.2})",
                project.corpus.source(id).text.len()
            );
        }
    }
    println!("  memory {} MiB", resident() / 1024);
}

/// A pair whose pages are nearest to a size, or the largest one, which is then made longer.
fn pair(project: &Project, size: usize) -> Option<(SourceId, SourceId)> {
    let corpus = &project.corpus;
    let pairs = corpus.ids().filter_map(|id| Some((corpus.original_of(id)?, id)));
    pairs.min_by_key(|(original, _)| corpus.source(*original).text.len().abs_diff(size))
}

/// The text, its body repeated until it has the size.
fn grown(text: &str, size: usize) -> String {
    let body = text.find("\n---\n").map_or(0, |at| at + 5);
    let mut out = text.to_owned();
    while out.len() + (text.len() - body) / 2 < size && text.len() > body {
        out.push_str("\n\n");
        out.push_str(&text[body..]);
    }
    out
}

/// Types a letter in the middle of a page and takes it back, and looks at all that this touches.
fn keys(project: &mut Project, units: &mut Units, id: SourceId) -> (f64, f64) {
    let text = project.corpus.source(id).text.to_string();
    let mut middle = text.len() / 2;
    while !text.is_char_boundary(middle) {
        middle += 1;
    }
    let typed = format!("{}x{}", &text[..middle], &text[middle..]);
    let counterpart = project
        .corpus
        .original_of(id)
        .or_else(|| project.corpus.set_of(id).and_then(|set| set.translations.values().next().copied()));
    let rounds = if text.len() > 500_000 { 10 } else { KEYS };
    let mut times: Vec<f64> = (0..rounds)
        .map(|round| {
            let new = if round % 2 == 0 { &typed } else { &text };
            let since = Instant::now();
            project.edit(units, id, new.as_str().into());
            project.refresh(units, Tongue::En, &[id]);
            let own = project.findings(units, Tongue::En, id).len();
            let other = counterpart.map(|id| project.findings(units, Tongue::En, id).len());
            std::hint::black_box((own, other));
            since.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() - 1])
}

/// Kilobytes of memory in use; 0 where that cannot be known.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
