//! A run: pages go to the queues of their hosts, a few tasks work on each queue, and it ends when all is done, when the
//! time is over, or when a person stops it.

use std::collections::{BTreeMap, VecDeque};
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::Asked;
use super::cache::Cache;
use super::client::{Asker, Proxies};
use super::fragment::Place;
use super::guard::Guard;
use super::hosts::Hosts;
use super::limits::Limits;
use super::plan::{Address, Page, Plan};
use super::visit::{Found, Visitor};
use crate::config::External;
use crate::corpus::{Answers, Cause, Verdict};

/// The pages that wait for one host: indexes into the plan.
type Queue = Arc<Mutex<VecDeque<usize>>>;

/// How many names are looked up at the same time.
const NAME_THREADS: usize = 32;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    Deadline,
    Stopped,
}

pub(super) fn run(
    plan: Plan,
    settings: &External,
    limits: Limits,
    cache: &mut Cache,
    progress: bool,
) -> Result<Asked, String> {
    let mut found: Vec<Option<Found>> = plan.pages.iter().map(|page| cached(cache, page, settings)).collect();
    let waiting: Vec<usize> = (0..found.len()).filter(|&index| found[index].is_none()).collect();
    let mut end = End::Done;
    let pages = Arc::new(plan.pages);
    if !waiting.is_empty() {
        let proxies = Proxies::of_environment();
        let guard = Arc::new(Guard::new(settings, proxies.hosts(), limits.connect));
        let asker = Asker::new(settings, &limits, guard.clone(), &proxies)?;
        let hosts = Hosts::new(settings, &limits);
        let visitor = Visitor { asker, guard: guard.clone(), hosts, limits, settings: settings.clone() };
        // Waiting is all there is to do: one thread serves every connection.
        // Names are looked up by threads, for the system has no other way.
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().max_blocking_threads(NAME_THREADS).build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let bar = bar(waiting.len(), progress);
        let done = |index: usize, answer: Found| {
            cache.put(&pages[index], &answer);
            found[index] = Some(answer);
        };
        let work = work(Arc::new(visitor), pages.clone(), &waiting, &bar, done);
        end = runtime.block_on(tokio::task::LocalSet::new().run_until(work));
        bar.finish_and_clear();
        // A name that is still being looked up holds nobody back.
        runtime.shutdown_background();
        if !guard.has_resolved() {
            found.iter_mut().flatten().for_each(no_network);
        }
    }
    let done = found.iter().flatten().count();
    if end == End::Deadline {
        let late = || Some(Found::only(Verdict::Unknown(Cause::Deadline)));
        found.iter_mut().filter(|found| found.is_none()).for_each(|found| *found = late());
    }
    let mut answers: Answers = plan.known.into_iter().collect();
    for address in &plan.addresses {
        if let Some(found) = &found[address.page] {
            answers.insert(address.written.clone(), verdict(address, found));
        }
    }
    Ok(Asked { answers, pages: pages.len(), done, stopped: end == End::Stopped, troubles: Vec::new() })
}

fn cached(cache: &Cache, page: &Page, settings: &External) -> Option<Found> {
    let own = settings.host(page.url.host_str().unwrap_or_default());
    let accepted: Vec<u16> =
        settings.accept.iter().chain(own.iter().flat_map(|host| &host.accept)).map(|status| status.0).collect();
    cache.get(page, |status| (200..300).contains(&status) || accepted.contains(&status))
}

/// When not one name could be resolved, this machine has no network: that no host was found says nothing of them.
fn no_network(found: &mut Found) {
    if found.verdict == Verdict::Broken(Cause::NoHost) {
        found.verdict = Verdict::Unknown(Cause::NameService);
    }
}

async fn work(
    visitor: Arc<Visitor>,
    pages: Arc<Vec<Page>>,
    waiting: &[usize],
    bar: &ProgressBar,
    mut done: impl FnMut(usize, Found),
) -> End {
    let deadline = Instant::now() + visitor.limits.deadline;
    let mut queues: BTreeMap<String, (usize, VecDeque<usize>)> = BTreeMap::new();
    for &index in waiting {
        let url = &pages[index].url;
        let width = visitor.hosts.width(url.host_str().unwrap_or_default());
        queues.entry(Hosts::key(url)).or_insert_with(|| (width, VecDeque::new())).1.push_back(index);
    }
    let (sender, mut answers) = mpsc::channel(visitor.limits.concurrency.max(1));
    let mut tasks = tokio::task::JoinSet::new();
    for (width, queue) in queues.into_values() {
        let workers = width.min(queue.len());
        let queue: Queue = Arc::new(Mutex::new(queue));
        for _ in 0..workers {
            let (visitor, pages, queue, sender) = (visitor.clone(), pages.clone(), queue.clone(), sender.clone());
            tasks.spawn_local(async move {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(index) = next else { break };
                    let page = &pages[index];
                    let found = visitor.visit(&page.url, &page.fragments).await;
                    if sender.send((index, found)).await.is_err() {
                        break;
                    }
                }
            });
        }
    }
    drop(sender);
    let interrupt = tokio::signal::ctrl_c();
    tokio::pin!(interrupt);
    let mut listens = true;
    // Tasks that are still at work when this returns end with the set.
    loop {
        tokio::select! {
            biased;
            // Where no signal can be waited for, the run goes on without.
            pressed = &mut interrupt, if listens => match pressed {
                Ok(()) => {
                    while let Ok((index, found)) = answers.try_recv() {
                        done(index, found);
                    }
                    return End::Stopped;
                }
                Err(_) => listens = false,
            },
            answer = timeout_at(deadline, answers.recv()) => match answer {
                Ok(Some((index, found))) => {
                    done(index, found);
                    bar.inc(1);
                }
                Ok(None) => return End::Done,
                Err(_) => return End::Deadline,
            },
        }
    }
}

/// What is to be said of an address, from what is known of its page.
fn verdict(address: &Address, found: &Found) -> Verdict {
    let place = address.place.as_ref().and_then(|place| found.places.get(place));
    match (&found.verdict, place) {
        (Verdict::Ok | Verdict::Redirected { .. }, Some(Place::Gone)) => Verdict::FragmentGone,
        (Verdict::Ok | Verdict::Redirected { .. }, Some(Place::Unknown)) => Verdict::Unknown(found.unsure.clone()),
        (Verdict::Redirected { .. }, _) if address.remapped => Verdict::Ok,
        (Verdict::Redirected { to }, _) => {
            let to = match &address.fragment {
                Some(fragment) => format!("{to}#{fragment}").into(),
                None => to.clone(),
            };
            Verdict::Redirected { to }
        }
        (verdict, _) => verdict.clone(),
    }
}

/// A bar on the standard error when that is a terminal; else nothing at all.
fn bar(length: usize, progress: bool) -> ProgressBar {
    if !progress || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr_with_hz(8));
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
