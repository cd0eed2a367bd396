//! The limits of a run, with what holds where the configuration says nothing.

use std::time::Duration;

use crate::config::External;
use crate::config::external::Period;

/// The limits of a run.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// Requests at the same time in all.
    pub(super) concurrency: usize,
    /// Requests at the same time at one host.
    pub(super) per_host: usize,
    /// Between the starts of two requests at one host.
    pub(super) interval: Duration,
    pub(super) connect: Duration,
    pub(super) read: Duration,
    /// All requests for one address together.
    pub(super) whole: Duration,
    /// The run.
    pub(super) deadline: Duration,
    pub(super) retries: u32,
    /// The longest `Retry-After` that is waited for.
    pub(super) retry_after: Duration,
    /// Failed requests in a row after which a host is given up.
    pub(super) give_up: usize,
    pub(super) redirects: u32,
    pub(super) fragments: bool,
    pub(super) page_size: usize,
    pub(super) cache_age: Duration,
}

impl Limits {
    pub(super) fn new(settings: &External) -> Self {
        let period = |period: Option<Period>, default| period.map_or(default, |period| period.0);
        let seconds = Duration::from_secs;
        Self {
            concurrency: settings.concurrency.map_or(64, |count| count.0),
            per_host: settings.per_host.map_or(4, |count| count.0),
            interval: period(settings.interval, Duration::from_millis(100)),
            connect: period(settings.connect_timeout, seconds(10)),
            read: period(settings.read_timeout, seconds(15)),
            whole: period(settings.timeout, seconds(30)),
            deadline: period(settings.deadline, seconds(600)),
            retries: settings.retries.unwrap_or(2),
            retry_after: period(settings.retry_after, seconds(60)),
            give_up: settings.give_up.map_or(8, |count| count.0),
            redirects: settings.redirects.unwrap_or(10),
            fragments: settings.fragments.unwrap_or(true),
            page_size: settings.page_size.map_or(1 << 20, |size| usize::try_from(size.0).unwrap_or(usize::MAX)),
            cache_age: period(settings.cache_age, seconds(86_400)),
        }
    }
}
