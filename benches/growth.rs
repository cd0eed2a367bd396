//! How the cost of a check grows with the length of a page: for each hostile pattern, what a text of four times the
//! length costs. 4 is the length, 16 would be its square.

#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints what it measured")]

#[path = "../tests/support/patterns.rs"]
mod patterns;

use std::time::Duration;

use patterns::{PATTERNS, Pattern};
use tidings::project::Project;
use tidings::report::{Full, Json, Report, Reporter, Short, Summary};
use tidings::words::Tongue;

/// Bytes of the shorter text.
const SIZE: usize = 32_000;
const TIMES: usize = 4;
const ROUNDS: usize = 5;
/// What is faster than this is not judged: its ratio is that of the noise.
const NOISE: Duration = Duration::from_millis(2);

const EN: &str = "content/en/news/releases/2.4.x/announcing-2.4/index.md";
const ZH: &str = "content/zh/news/releases/2.4.x/announcing-2.4/index.md";
const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
const FRONT: &str = "---\ntitle: Word 2.4\npublishdate: 2031-01-02\nrelease: 2.4.0\n---\n\n";

fn main() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be started");
    pool.install(|| {
        println!("{:>40} {:>9} {:>9} {:>6}", "pattern in", "short ms", "long ms", "ratio");
        let mut worst = (0.0, "");
        for pattern in PATTERNS {
            for (side, original, translation) in
                [("both pages", 1, 1), ("the original", 1, 0), ("the translation", 0, 1)]
            {
                let cost = |n: usize| least(&site(pattern, n * original, n * translation));
                let (short, long) = (cost(SIZE), cost(TIMES * SIZE));
                let ratio = long.as_secs_f64() / short.as_secs_f64();
                let name = format!("{}, {side}", pattern.0);
                let judged = short >= NOISE;
                let [short, long] = [short, long].map(|time| time.as_secs_f64() * 1000.0);
                println!("{name:>40} {short:9.2} {long:9.2} {ratio:6.2}{}", if judged { "" } else { " (noise)" });
                if judged && ratio > worst.0 {
                    worst = (ratio, pattern.0);
                }
            }
        }
        println!("worst: {} {:.2}", worst.1, worst.0);
    });
}

/// A site of one page and its translation, with the pattern in texts of about `original` and `translation` bytes.
fn site(pattern: &Pattern, original: usize, translation: usize) -> [(String, String); 3] {
    let page = |n: usize, word: &str| {
        let body = if n == 0 { word.to_owned() } else { (pattern.1)(n, word) };
        format!("{FRONT}{body}\n\n## {word} {{#end}}\n\n{word}\n")
    };
    let files = [("hugo.toml", HUGO.to_owned()), (EN, page(original, "Word")), (ZH, page(translation, "词句"))];
    files.map(|(path, text)| (path.to_owned(), text))
}

/// The least processor time of several rounds of reading, checking and reporting.
fn least(files: &[(String, String); 3]) -> Duration {
    let files = files.iter().cloned().collect();
    let round = |_| {
        let before = now();
        let project = Project::in_memory(&files).expect("the site can be opened");
        let found = project.check(Tongue::En, |_| true).diagnostics;
        let summary = Summary::new(&project.corpus, &found, |_| true);
        let report = Report {
            corpus: &project.corpus,
            root: "",
            diagnostics: &found,
            summary: &summary,
            statistics: None,
            tongue: Tongue::En,
        };
        let reporters: [&dyn Reporter; 3] = [&Full { color: false, quiet: true, left_out: 0 }, &Short, &Json];
        for reporter in reporters {
            reporter.write(&report, &mut std::io::sink()).expect("a sink takes any report");
        }
        now() - before
    };
    (0..ROUNDS).map(round).min().unwrap_or_default()
}

fn now() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}
