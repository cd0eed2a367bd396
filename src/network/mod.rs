//! Asks other sites whether addresses are there. The only place that opens connections, and only when a person has
//! said `--external`.
//!
//! Every distinct address is asked once. Nothing that is asked is trusted: names are resolved here, and only public
//! addresses (or those that the configuration allows) are connected to, at every redirect anew; bodies are read up
//! to a limit; a host that fails again and again is left alone. What cannot be found out is [`Verdict::Unknown`].
//!
//! [`Verdict::Unknown`]: crate::corpus::Verdict::Unknown

// A door to the world: see clippy.toml.
#![allow(clippy::disallowed_methods)]

mod address;
mod cache;
mod client;
mod fault;
mod fragment;
mod github;
mod guard;
mod hosts;
mod limits;
mod plan;
mod retry_after;
mod run;
mod visit;

use std::path::Path;

use crate::config::External;
use crate::corpus::Answers;

/// What came of asking.
#[derive(Debug, Default)]
pub struct Asked {
    /// What is known of each address.
    pub answers: Answers,
    /// How many distinct pages were to be asked.
    pub pages: usize,
    /// How many of them were done, from the cache or by asking.
    pub done: usize,
    /// A person has stopped the run: addresses without an answer were not asked.
    pub stopped: bool,
    /// What did not work beside the addresses themselves, in the system's words: the cache could not be written.
    pub troubles: Vec<String>,
}

/// Asks each of `addresses`, which need not be distinct. `root` is the folder that the cache's path counts from; without
/// it there is no cache. With `progress` a bar is drawn on the standard error when that is a terminal.
///
/// # Errors
/// When no connection can be opened at all: the reason, in English.
pub fn ask<'a>(
    addresses: impl IntoIterator<Item = &'a str>,
    settings: &External,
    root: Option<&Path>,
    progress: bool,
) -> Result<Asked, String> {
    let limits = limits::Limits::new(settings);
    let plan = plan::Plan::new(addresses, settings, &limits);
    let file = root.zip(settings.cache.as_ref()).map(|(root, file)| (root, &*file.0));
    let mut cache = cache::Cache::open(file, limits.cache_age);
    let mut asked = run::run(plan, settings, limits, &mut cache, progress)?;
    if let Err(error) = cache.save() {
        asked.troubles.push(error);
    }
    Ok(asked)
}
