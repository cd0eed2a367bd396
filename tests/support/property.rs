//! How property tests draw their cases.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// The same cases on every run, so that a failure belongs to the change that brought it. `PROPTEST_CASES` and
/// `PROPTEST_RNG_SEED` in the environment make it try others.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(20_261_121);
    }
    config
}
