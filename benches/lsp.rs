//! From a keystroke to the findings of the page and of its counterpart: medians for pages of three sizes, inside the
//! library and as an editor meets them, through the pipes of a server.
//!
//! `cargo bench --bench lsp` measures in the fixture site; with `TIDINGS_SHARED` set, in the large site that lies there.
//! Beside the time that passes, which other programs on the machine lengthen, stands the processor time of the server,
//! and how many times that of the Markdown parser alone on the same page it is.

#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints what it measured")]

#[path = "../tests/lsp/client.rs"]
#[allow(dead_code, reason = "the tests use all of it")]
mod client;
#[path = "../tests/support/clock.rs"]
mod clock;

use std::path::{Path, PathBuf};
use std::time::Instant;

use client::{Client, uri};
use clock::{ClockId, processor_time};
use serde_json::{Value, json};
use tempfile::TempDir;
use tidings::engine::Units;
use tidings::project::{Project, Request};
use tidings::text::SourceId;
use tidings::words::Tongue;

/// Keystrokes for each page.
const KEYS: usize = 60;
/// Keystrokes that an editor sends in one go.
const BURST: usize = 20;
/// The sizes of the pages.
const SIZES: [usize; 3] = [5_000, 60_000, 1 << 20];

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
    for size in SIZES {
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
    through_the_server(name, root, &Project::open(&request).expect("the site can be opened"));
}

/// The same through a server that is started in a copy of the site, both pages open.
fn through_the_server(name: &str, root: &Path, project: &Project) {
    let copy = TempDir::new().expect("a folder can be made");
    let folder = std::fs::canonicalize(copy.path()).expect("the folder is there");
    copy_files(root, &folder);
    if !folder.join("tidings.yaml").exists() {
        std::fs::write(folder.join("tidings.yaml"), "extends: istio\n").expect("a file can be written");
    }
    let mut client = Client::open(&folder, &json!({"window": {"workDoneProgress": true}}));
    let opened = Instant::now();
    client.wait_for_site();
    println!("{name}: through the server, whose site was read in {:.0?}", opened.elapsed());
    for size in SIZES {
        let Some((original, translation)) = pair(project, size) else { continue };
        let page = |id: SourceId| {
            let source = project.corpus.source(id);
            Page { path: folder.join(&*source.path), text: grown(&source.text, size), version: 1 }
        };
        let mut pages = [page(translation), page(original)];
        for page in &pages {
            client.did_open(&page.path, &page.text);
            client.published(&page.path, 1);
        }
        for (what, page) in ["translation", "original"].into_iter().zip(&mut pages) {
            let typed = page.type_letters(&mut client);
            let floor = parser_alone(&page.text);
            println!(
                "  {:>7} bytes, {what:11} {:9.2} ms  (worst {:.2})  server {:8.2} ms, {:5.1} of the parser alone; \
                 {BURST} keys in one go are published {} times",
                page.text.len(),
                typed.median,
                typed.worst,
                typed.server,
                typed.server / floor,
                page.burst(&mut client),
            );
        }
        println!("  memory {} MiB", client.memory().unwrap_or(0) / 1024);
        for page in &pages {
            client.did_close(&page.path);
        }
    }
    client.leave();
}

/// An open page.
struct Page {
    path: PathBuf,
    text: String,
    version: i64,
}

/// Milliseconds for a keystroke.
struct Typed {
    median: f64,
    worst: f64,
    /// Processor time of the server, on average; 0 where that cannot be known.
    server: f64,
}

impl Page {
    /// The text with some letters in its middle.
    fn with(&self, letters: usize) -> String {
        let middle = middle(&self.text);
        format!("{}{}{}", &self.text[..middle], "x".repeat(letters), &self.text[middle..])
    }

    /// Types a letter and takes it back, and waits for the findings of the page and of its counterpart.
    fn type_letters(&mut self, client: &mut Client) -> Typed {
        let texts = [self.with(1), self.text.clone()];
        let before = client.busy().unwrap_or_default();
        let rounds = rounds(&self.text);
        let mut times: Vec<f64> = (0..rounds)
            .map(|round| {
                self.version += 1;
                let since = Instant::now();
                client.did_change(&self.path, self.version, &texts[round % 2]);
                client.published(&self.path, self.version);
                // What there is to say about the counterpart has been said when the next request is answered.
                client.drain();
                since.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        let server = (client.busy().unwrap_or_default() - before).as_secs_f64() * 1000.0 / rounds as f64;
        times.sort_by(f64::total_cmp);
        Typed { median: times[times.len() / 2], worst: times[times.len() - 1], server }
    }

    /// Types letters in one go; gives how often findings of the page are told until the last ones are.
    fn burst(&mut self, client: &mut Client) -> usize {
        let texts: Vec<String> = (1..=BURST).map(|letters| self.with(letters)).collect();
        self.version = client.did_change_often(&self.path, self.version, texts.into_iter());
        client.published(&self.path, self.version);
        let address = uri(&self.path);
        let is_about = |message: &&Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *address
        };
        1 + client.drain().iter().filter(is_about).count()
    }
}

/// The processor time of a bare pass of the Markdown parser over a page, in milliseconds.
fn parser_alone(text: &str) -> f64 {
    let rounds = rounds(text);
    let before = processor_time(ClockId::ProcessCPUTime);
    for _ in 0..rounds {
        std::hint::black_box(pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES).count());
    }
    (processor_time(ClockId::ProcessCPUTime) - before).as_secs_f64() * 1000.0 / rounds as f64
}

fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the site can be read").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_files(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("a file can be copied")),
        }
    }
}

/// Fewer for a page that takes long.
fn rounds(text: &str) -> usize {
    if text.len() > 500_000 { 10 } else { KEYS }
}

/// A place near the middle of a text.
fn middle(text: &str) -> usize {
    text.ceil_char_boundary(text.len() / 2)
}

/// A pair whose pages are nearest to a size, or the largest one, which is then made longer.
fn pair(project: &Project, size: usize) -> Option<(SourceId, SourceId)> {
    let corpus = &project.corpus;
    let pairs = corpus.ids().filter_map(|id| Some((corpus.original_of(id)?, id)));
    pairs.min_by_key(|(original, _)| corpus.source(*original).text.len().abs_diff(size))
}

/// The text, its body repeated until it has about the size; the last time up to a blank line.
fn grown(text: &str, size: usize) -> String {
    let body = &text[text.find("\n---\n").map_or(0, |at| at + 5)..];
    let mut out = text.to_owned();
    while out.len() < size && !body.is_empty() {
        let rest = body.floor_char_boundary(size - out.len());
        let end = if rest == body.len() { rest } else { body[..rest].rfind("\n\n").unwrap_or(0) };
        if end == 0 {
            break;
        }
        out.push_str("\n\n");
        out.push_str(&body[..end]);
    }
    out
}

/// Types a letter in the middle of a page and takes it back, and looks at all that this touches.
fn keys(project: &mut Project, units: &mut Units, id: SourceId) -> (f64, f64) {
    let text = project.corpus.source(id).text.to_string();
    let middle = middle(&text);
    let typed = format!("{}x{}", &text[..middle], &text[middle..]);
    let counterpart = project
        .corpus
        .original_of(id)
        .or_else(|| project.corpus.set_of(id).and_then(|set| set.translations.values().next().copied()));
    let mut times: Vec<f64> = (0..rounds(&text))
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
