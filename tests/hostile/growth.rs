//! The cost of the whole check, rules on pairs, alignment and reports among it, grows with the length of the pages and
//! not with its square. That is all that a test can say on a machine that does other things, too; `cargo bench --bench
//! growth` gives the figures.

use std::time::Duration;

use super::pair_site::{FRONT, FRONT_ZH, check, site};
use super::patterns::{PATTERNS, Side, pages};
use super::{sound, timed};

/// Size of the smaller text; it is compared with one of so many times its length.
const SIZE: usize = 2_500;
const TIMES: usize = 16;
/// What takes less, beyond what every site costs, is not measured: what else the machine does weighs more there.
const SLOW: Duration = Duration::from_millis(200);
/// No smaller text is taken to cost less than this: below lies the noise of measuring.
const NOISE: Duration = Duration::from_millis(6);
const TRIES: usize = 5;
/// So many times may the longer text cost what the shorter one does. What grows with the length costs 16 times as much,
/// caches that become too small make it 30; what grows with the square costs 256 times as much.
const LIMIT: f64 = 64.0;

fn time((original, translation): &(String, String)) -> Duration {
    timed(|| check(&site(original, translation))).1
}

fn grows_with_the_length(side: Side) {
    let mut failures = Vec::new();
    let least = (0..3).map(|_| time(&(FRONT.to_owned(), FRONT_ZH.to_owned()))).min().unwrap_or_default();
    for pattern in PATTERNS {
        let (small, large) = (pages(pattern, SIZE, side), pages(pattern, TIMES * SIZE, side));
        let ratio = || {
            let spent = time(&large).saturating_sub(least);
            (spent >= SLOW).then(|| spent.as_secs_f64() / time(&small).saturating_sub(least).max(NOISE).as_secs_f64())
        };
        // A busy machine slows single measurements down: one good one is enough.
        let ratios: Vec<f64> = (0..TRIES).map_while(|_| ratio()).take_while(|ratio| *ratio > LIMIT).collect();
        if ratios.len() == TRIES {
            failures.push(format!("{}: {ratios:.1?}", pattern.0));
        }
    }
    assert!(failures.is_empty(), "{side:?}:\n{}", failures.join("\n"));
}

#[test]
fn the_cost_of_a_hostile_original_grows_with_its_length() {
    grows_with_the_length(Side::Original);
}

#[test]
fn the_cost_of_a_hostile_translation_grows_with_its_length() {
    grows_with_the_length(Side::Translation);
}

#[test]
fn the_cost_of_a_hostile_pair_grows_with_its_length() {
    grows_with_the_length(Side::Both);
}

#[test]
fn reports_of_hostile_pages_are_sound() {
    for pattern in PATTERNS {
        for side in [Side::Both, Side::Original, Side::Translation] {
            let (original, translation) = pages(pattern, 4_000, side);
            sound(&format!("{}, {side:?}", pattern.0), &site(&original, &translation));
        }
    }
}
