//! What hosts are spared: how many requests run at once, the time between two, and how long they asked to be left
//! alone. A crate for rates alone would not do: `Retry-After` stops all addresses of a host, those that wait as well,
//! and a host that fails again and again is given up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::limits::Limits;
use crate::config::External;
use crate::corpus::Cause;

/// A host that wants more time between requests gets up to so much.
const LONGEST_INTERVAL: Duration = Duration::from_secs(2);

/// Every host of a run.
#[derive(Debug)]
pub(super) struct Hosts {
    all: Arc<Semaphore>,
    known: Mutex<HashMap<String, Arc<Host>>>,
    limits: Limits,
    settings: External,
}

/// A host with its port.
#[derive(Debug)]
pub(super) struct Host {
    slots: Arc<Semaphore>,
    state: Mutex<State>,
    give_up: usize,
}

#[derive(Debug)]
struct State {
    /// When the next request may start.
    next: Instant,
    /// What the settings say of the time between two requests, and what it is now.
    usual: Duration,
    interval: Duration,
    /// Requests in a row that failed.
    failures: usize,
    given_up: Option<Cause>,
}

/// The right to make one request; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    _of_host: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Hosts {
    pub(super) fn new(settings: &External, limits: &Limits) -> Self {
        let all = Arc::new(Semaphore::new(limits.concurrency));
        Self { all, known: Mutex::default(), limits: limits.clone(), settings: settings.clone() }
    }

    /// The name under which a host is known: host and port.
    pub(super) fn key(url: &Url) -> String {
        format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0))
    }

    /// How many requests a host gets at once.
    pub(super) fn width(&self, host: &str) -> usize {
        let own = self.settings.host(host).and_then(|host| host.per_host);
        own.map_or(self.limits.per_host, |count| count.0)
    }

    pub(super) fn host(&self, url: &Url) -> Arc<Host> {
        let name = url.host_str().unwrap_or_default();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let host = known.entry(Self::key(url)).or_insert_with(|| {
            let interval = self.settings.host(name).and_then(|host| host.interval);
            let interval = interval.map_or(self.limits.interval, |period| period.0);
            Arc::new(Host {
                slots: Arc::new(Semaphore::new(self.width(name))),
                state: Mutex::new(State {
                    next: Instant::now(),
                    usual: interval,
                    interval,
                    failures: 0,
                    given_up: None,
                }),
                give_up: self.limits.give_up,
            })
        });
        host.clone()
    }

    /// Waits until a request may be made. Nobody who waits for a host holds what others wait for, so the waits end.
    pub(super) async fn enter(&self, host: &Host) -> Result<Slot, Cause> {
        let closed = |_| Cause::Deadline;
        let of_host = host.slots.clone().acquire_owned().await.map_err(closed)?;
        host.turn().await?;
        let of_all = self.all.clone().acquire_owned().await.map_err(closed)?;
        Ok(Slot { _of_host: of_host, _of_all: of_all })
    }
}

impl Host {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next time at which the host may be asked. A pause that is ordered meanwhile is waited for, too.
    async fn turn(&self) -> Result<(), Cause> {
        loop {
            let until = {
                let mut state = self.state();
                if let Some(cause) = &state.given_up {
                    return Err(cause.clone());
                }
                let now = Instant::now();
                if state.next <= now {
                    // Whoever wakes late does not delay the next, but what was missed is not made up for.
                    let late = (now - state.next).min(state.interval);
                    state.next = now + state.interval - late;
                    return Ok(());
                }
                state.next
            };
            sleep_until(until).await;
        }
    }

    /// The host has answered. One that wanted more time gets used to us again.
    pub(super) fn succeeded(&self) {
        let mut state = self.state();
        state.failures = 0;
        state.interval = (state.interval * 9 / 10).max(state.usual);
    }

    /// The host has not answered, or has answered that it cannot.
    pub(super) fn failed(&self) {
        let mut state = self.state();
        state.failures += 1;
        if state.failures >= self.give_up && state.given_up.is_none() {
            state.given_up = Some(Cause::GivenUp);
        }
    }

    /// The host asks to be left alone for a time.
    pub(super) fn pause(&self, time: Duration) {
        let mut state = self.state();
        state.next = state.next.max(Instant::now() + time);
        state.interval = (state.interval * 2).min(LONGEST_INTERVAL).max(state.interval);
    }

    /// The host asks to be left alone for longer than anybody waits.
    pub(super) fn close(&self) {
        self.state().given_up = Some(Cause::RetryLater);
    }
}
