//! How the cost of a check grows with the length of a page: for each hostile pattern, what a text of four times the
//! length costs. 4 is the length, 16 would be its square.

#![allow(clippy::print_stdout, missing_docs, reason = "a benchmark prints what it measured")]

#[path = "../tests/support/clock.rs"]
mod clock;
#[path = "../tests/support/pair_site.rs"]
mod pair_site;
#[path = "../tests/support/patterns.rs"]
mod patterns;

use std::time::Duration;

use clock::{ClockId, processor_time};
use pair_site::{check, site};
use patterns::{PATTERNS, Side, pages};

/// Bytes of the shorter text.
const SIZE: usize = 32_000;
const TIMES: usize = 4;
const ROUNDS: usize = 5;
/// What is faster than this is not judged: its ratio is that of the noise.
const NOISE: Duration = Duration::from_millis(2);

fn main() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be started");
    pool.install(|| {
        println!("{:>40} {:>9} {:>9} {:>6}", "pattern, pages", "short ms", "long ms", "ratio");
        let mut worst = (0.0, "");
        for pattern in PATTERNS {
            for side in [Side::Both, Side::Original, Side::Translation] {
                let [short, long] = [SIZE, TIMES * SIZE].map(|n| least(&pages(pattern, n, side)));
                let ratio = long.as_secs_f64() / short.as_secs_f64();
                let name = format!("{}, {side:?}", pattern.0);
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

/// The least processor time of several rounds of reading, checking and reporting.
fn least((original, translation): &(String, String)) -> Duration {
    let round = |_| {
        let before = processor_time(ClockId::ThreadCPUTime);
        std::hint::black_box(check(&site(original, translation)));
        processor_time(ClockId::ThreadCPUTime) - before
    };
    (0..ROUNDS).map(round).min().unwrap_or_default()
}
