//! Asks for one page until it is clear what is to be said of it: HEAD and then GET, redirects step by step, again after
//! a while when the reason may pass, and the places in it that links name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBuilder};
use reqwest::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::{Method, Response, StatusCode};
use tokio::time::{Instant, sleep};
use url::Url;

use super::client::Asker;
use super::fault::{self, Fault};
use super::fragment::{Place, Scanner, name};
use super::github;
use super::guard::Guard;
use super::hosts::{Host, Hosts, Slot};
use super::limits::Limits;
use crate::config::External;
use crate::corpus::{Cause, Verdict};

/// What every visit needs.
#[derive(Debug)]
pub(super) struct Visitor {
    pub(super) asker: Asker,
    pub(super) guard: Arc<Guard>,
    pub(super) hosts: Hosts,
    pub(super) limits: Limits,
    pub(super) settings: External,
}

/// What is known of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Of the page itself; a redirect for good is told, any other is fine.
    pub(super) verdict: Verdict,
    /// The status that made it fine.
    pub(super) status: u16,
    /// Of the fragments that were asked for.
    pub(super) places: BTreeMap<String, Place>,
    /// Why it is not known of some of them.
    pub(super) unsure: Cause,
}

impl Found {
    pub(super) fn only(verdict: Verdict) -> Self {
        Self { verdict, status: 0, places: BTreeMap::new(), unsure: Cause::Fragment }
    }
}

/// What one step of the way gives.
enum Step {
    /// The end of the way.
    End { status: u16, places: BTreeMap<String, Place>, cut: bool },
    /// The next address; `for_good` when its server says so.
    Next { to: Url, for_good: bool },
    /// No page.
    Failed(Verdict),
}

/// What is left of a page's share of time and requests, and what was seen on the way.
struct Way {
    time: Duration,
    requests_left: u32,
    cookies: bool,
    delays: Box<dyn Iterator<Item = Duration> + Send>,
}

impl Visitor {
    /// Finds out about the page at `start` and the places in it that `fragments` name.
    pub(super) async fn visit(&self, start: &Url, fragments: &BTreeSet<String>) -> Found {
        // Without chance in it: the slots of the host keep its requests apart.
        let delays = ExponentialBuilder::new()
            .with_min_delay(Duration::from_millis(500))
            .with_max_delay(Duration::from_secs(8))
            .without_max_times();
        let mut way = Way {
            time: self.limits.whole,
            requests_left: self.limits.retries,
            cookies: false,
            delays: Box::new(delays.build()),
        };
        let found = self.follow(start, fragments, &mut way).await;
        match &found.verdict {
            Verdict::Broken(Cause::Status(404)) | Verdict::Unknown(Cause::Status(429)) => {
                self.as_member(start, found).await
            }
            _ => found,
        }
    }

    async fn follow(&self, start: &Url, fragments: &BTreeSet<String>, way: &mut Way) -> Found {
        let mut url = start.clone();
        let mut seen = BTreeSet::new();
        let mut for_good = true;
        let mut moved: Option<Url> = None;
        loop {
            if !seen.insert(url.clone()) {
                return Found::only(circle(way));
            }
            if seen.len() > self.limits.redirects as usize + 1 {
                return Found::only(Verdict::Broken(Cause::TooManyRedirects));
            }
            match self.step(&url, fragments, way).await {
                Step::Failed(verdict) => return Found::only(verdict),
                Step::Next { to, for_good: this } => {
                    for_good &= this;
                    if for_good {
                        moved = Some(to.clone());
                    }
                    url = to;
                }
                Step::End { status, mut places, cut } => {
                    let login = is_login(&url) && !is_login(start);
                    let unsure = match (login, cut) {
                        (true, _) => Cause::Login,
                        (false, true) => Cause::PageSize,
                        (false, false) => Cause::Fragment,
                    };
                    if login {
                        places.values_mut().for_each(|place| *place = Place::Unknown);
                    }
                    let verdict = match moved {
                        Some(to) if !login && is_better(start, &to) => {
                            Verdict::Redirected { to: String::from(to).into() }
                        }
                        _ => Verdict::Ok,
                    };
                    return Found { verdict, status, places, unsure };
                }
            }
        }
    }

    /// Asks for one address until it answers or hope is gone.
    async fn step(&self, url: &Url, fragments: &BTreeSet<String>, way: &mut Way) -> Step {
        if let Err(denied) = self.guard.admit(url).await {
            return Step::Failed(fault::of_denied(denied).verdict);
        }
        let own = self.settings.host(url.host_str().unwrap_or_default());
        let head = fragments.is_empty() && own.and_then(|host| host.head).unwrap_or(true);
        let mut method = if head { Method::HEAD } else { Method::GET };
        let host = self.hosts.host(url);
        loop {
            let slot = match self.hosts.enter(&host).await {
                Ok(slot) => slot,
                Err(cause) => return Step::Failed(Verdict::Unknown(cause)),
            };
            let started = Instant::now();
            // A server that does not know HEAD may never answer it: that must not use up all of the time.
            let time = if method == Method::HEAD { way.time / 3 } else { way.time };
            let sent = self.asker.send(method.clone(), url, time).await;
            let tried = match sent {
                Ok(response) => self.read(&method, url, fragments, response, way, slot).await,
                Err(fault) => Err(fault),
            };
            way.time = way.time.saturating_sub(started.elapsed());
            match tried {
                Ok(Reply::Step(step)) => {
                    host.succeeded();
                    return step;
                }
                Ok(Reply::Again { verdict, after }) => {
                    let asked = method.clone();
                    method = Method::GET;
                    if let Some(verdict) = self.again(&host, way, asked, verdict, after).await {
                        return Step::Failed(verdict);
                    }
                }
                Err(Fault { verdict, passing }) => {
                    host.failed();
                    let spent = way.requests_left == 0 || way.time.is_zero();
                    let timed_out = verdict == Verdict::Unknown(Cause::Timeout) && method == Method::GET;
                    if !passing || spent || timed_out {
                        return Step::Failed(verdict);
                    }
                    way.requests_left -= 1;
                    method = Method::GET;
                    sleep(way.delays.next().unwrap_or_default()).await;
                }
            }
        }
    }

    /// Waits before the next request after an answer that is no page. `None` to go on, else what is to be said.
    async fn again(
        &self,
        host: &Host,
        way: &mut Way,
        asked: Method,
        verdict: Verdict,
        after: Option<Duration>,
    ) -> Option<Verdict> {
        let status = match verdict {
            Verdict::Unknown(Cause::Status(status)) => status,
            _ => 0,
        };
        let busy = status == 429 || after.is_some();
        if status >= 500 {
            host.failed();
        } else {
            host.succeeded();
        }
        if after.is_some_and(|after| after > self.limits.retry_after) {
            host.close();
            return Some(Verdict::Unknown(Cause::RetryLater));
        }
        // Only HEAD was refused: GET says what is true, at once, and is not a second try.
        if asked == Method::HEAD && !busy && status < 500 {
            return None;
        }
        if way.requests_left == 0 || way.time.is_zero() {
            return Some(verdict);
        }
        way.requests_left -= 1;
        match after {
            Some(after) => host.pause(after),
            None if busy => host.pause(way.delays.next().unwrap_or_default()),
            None if asked == Method::HEAD => {}
            None => sleep(way.delays.next().unwrap_or_default()).await,
        }
        None
    }

    /// What an answer means. The slot is held until its body is read.
    async fn read(
        &self,
        method: &Method,
        url: &Url,
        fragments: &BTreeSet<String>,
        response: Response,
        way: &mut Way,
        slot: Slot,
    ) -> Result<Reply, Fault> {
        let _slot = slot;
        way.cookies |= response.headers().contains_key(SET_COOKIE);
        let status = response.status();
        if let Some(step) = redirect(url, &response) {
            return Ok(Reply::Step(step));
        }
        if !self.is_fine(url, status) {
            return Ok(self.not_fine(method, &response));
        }
        let status = status.as_u16();
        let end = |places, cut| Ok(Reply::Step(Step::End { status, places, cut }));
        if fragments.is_empty() || !is_html(&response) {
            return end(BTreeMap::new(), false);
        }
        let wanted: BTreeSet<String> =
            fragments.iter().filter(|fragment| !github::makes(url, fragment)).cloned().collect();
        if wanted.is_empty() {
            return end(BTreeMap::new(), false);
        }
        let (scanner, whole) = self.scan(url, &wanted, response).await?;
        let places = scanner.places(&wanted, whole);
        let missing = places.values().any(|place| *place != Place::Found);
        match scanner.refresh().filter(|_| missing).and_then(|target| url.join(&target).ok()) {
            Some(to) if is_web(&to) => Ok(Reply::Step(Step::Next { to, for_good: false })),
            _ => end(places, !whole),
        }
    }

    /// Reads a body up to the limit, and no further than the last place that is looked for. True when it was whole.
    async fn scan(
        &self,
        url: &Url,
        wanted: &BTreeSet<String>,
        mut response: Response,
    ) -> Result<(Scanner, bool), Fault> {
        let mut scanner = Scanner::new(wanted, github::is_page(url));
        let mut left = self.limits.page_size;
        loop {
            match response.chunk().await {
                Ok(None) => return Ok((scanner, true)),
                Ok(Some(piece)) => {
                    let piece = &piece[..piece.len().min(left)];
                    left -= piece.len();
                    if scanner.feed(piece) || left == 0 {
                        return Ok((scanner, false));
                    }
                }
                Err(error) => return Err(Fault::of(&error)),
            }
        }
    }

    fn is_fine(&self, url: &Url, status: StatusCode) -> bool {
        let own = self.settings.host(url.host_str().unwrap_or_default());
        let accepted = self.settings.accept.iter().chain(own.iter().flat_map(|host| &host.accept));
        status.is_success() || accepted.into_iter().any(|accepted| accepted.0 == status.as_u16())
    }

    fn not_fine(&self, method: &Method, response: &Response) -> Reply {
        let status = response.status().as_u16();
        let unknown = Verdict::Unknown(Cause::Status(status));
        let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let after = after.and_then(|value| super::retry_after::parse(value, SystemTime::now()));
        match status {
            429 | 500..=599 => Reply::Again { verdict: unknown, after: after.filter(|_| matches!(status, 429 | 503)) },
            _ if *method == Method::HEAD => Reply::Again { verdict: unknown, after: None },
            404 | 410 => Reply::Step(Step::Failed(Verdict::Broken(Cause::Status(status)))),
            _ => Reply::Step(Step::Failed(unknown)),
        }
    }

    /// GitHub hides what is private behind 404, and turns strangers away with 429: a token can tell.
    async fn as_member(&self, url: &Url, found: Found) -> Found {
        let Some(api) = github::repository(url).filter(|_| self.asker.has_token()) else { return found };
        let Ok(()) = self.guard.admit(&api).await else { return found };
        let Ok(slot) = self.hosts.enter(&self.hosts.host(&api)).await else { return found };
        let Ok(mut response) = self.asker.send(Method::GET, &api, self.limits.read).await else { return found };
        if !response.status().is_success() {
            return found;
        }
        let mut body = Vec::new();
        while let Ok(Some(piece)) = response.chunk().await {
            body.extend_from_slice(&piece);
            if body.len() > 256 << 10 {
                return found;
            }
        }
        drop(slot);
        let repository: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        if repository["private"] == true {
            return Found::only(Verdict::Unknown(Cause::Login));
        }
        let is_root = url.path().split('/').filter(|part| !part.is_empty()).count() == 2;
        if is_root { Found { status: 200, ..Found::only(Verdict::Ok) } } else { found }
    }
}

/// What an answer asks for.
enum Reply {
    Step(Step),
    /// Another request, after a while when the server says so.
    Again {
        verdict: Verdict,
        after: Option<Duration>,
    },
}

/// The next step when an answer is a redirect.
fn redirect(url: &Url, response: &Response) -> Option<Step> {
    let status = response.status().as_u16();
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let target = response.headers().get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let Some(mut to) = target.and_then(|target| url.join(target.trim()).ok()) else {
        return Some(Step::Failed(Verdict::Unknown(Cause::BadRedirect)));
    };
    if !is_web(&to) {
        return Some(Step::Failed(Verdict::Refused(Cause::Scheme)));
    }
    if !to.username().is_empty() || to.password().is_some() {
        return Some(Step::Failed(Verdict::Refused(Cause::Credentials)));
    }
    // The place in the page is the link's business.
    to.set_fragment(None);
    Some(Step::Next { to, for_good: matches!(status, 301 | 308) })
}

/// A server that sets a cookie and sends back to the same address works for readers, who keep cookies.
fn circle(way: &Way) -> Verdict {
    if way.cookies { Verdict::Unknown(Cause::RedirectLoop) } else { Verdict::Broken(Cause::RedirectLoop) }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/html") || kind.starts_with("application/xhtml"))
}

/// True for the page on which people sign in.
fn is_login(url: &Url) -> bool {
    let words = ["login", "signin", "sign_in", "sign-in", "sso", "oauth", "oauth2", "auth", "authorize"];
    url.path_segments().into_iter().flatten().any(|part| words.contains(&part.to_ascii_lowercase().as_str()))
}

/// True when the new address is one that a page should rather name.
fn is_better(old: &Url, new: &Url) -> bool {
    old != new && !(old.scheme() == "https" && new.scheme() == "http")
}

/// The names of fragments that are to be looked for.
pub(super) fn wanted(fragment: Option<&str>) -> Option<&str> {
    fragment.and_then(name)
}
