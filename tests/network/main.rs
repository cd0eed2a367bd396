//! Asking other sites, against servers of this machine that have every fault there is.

#![allow(clippy::print_stdout, reason = "a skipped test says so")]
#![cfg(feature = "net")]

mod certificates;
mod cli;
mod server;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use server::Server;
use tidings::config::External;
use tidings::corpus::{Cause, Verdict};
use tidings::network::{Asked, ask};
use tidings::project::Project;
use tidings::words::Tongue;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PER_HOST: usize = 4;

/// Settings from YAML, as a site writes them under `external:`.
fn settings(yaml: &str) -> External {
    let yaml: String = yaml.lines().map(|line| format!("  {line}\n")).collect();
    let files = BTreeMap::from([("tidings.yaml".to_owned(), format!("external:\n{yaml}"))]);
    Project::in_memory(&files).map_err(|error| error.what(Tongue::En)).expect("the settings are valid").external
}

/// Settings under which the names of `servers` lead to them.
fn settings_for(servers: &[(&str, &Server)], more: &str) -> External {
    let interval = if more.contains("interval:") { "" } else { "interval: 0ms\n" };
    let mut yaml = format!("{interval}allow: [127.0.0.1]\nresolve:\n");
    for (name, server) in servers {
        yaml.push_str(&format!("  {name}: \"{}\"\n", server.place));
    }
    yaml.push_str(more);
    settings(&yaml)
}

/// The verdicts by address.
fn verdicts(asked: &Asked) -> BTreeMap<&str, &Verdict> {
    asked.answers.iter().collect()
}

/// Asks one server and compares every verdict.
fn expect(server: &Server, more: &str, expected: &[(&str, Verdict)]) {
    let settings = settings_for(&[("site.test", server)], more);
    let addresses: Vec<String> = expected.iter().map(|(path, _)| format!("http://site.test{path}")).collect();
    let asked = ask(addresses.iter().map(String::as_str), &settings, None, false).unwrap();
    let found = verdicts(&asked);
    for (path, verdict) in expected {
        assert_eq!(found[format!("http://site.test{path}").as_str()], verdict, "{path}");
    }
}

use Cause::{Connection, Private, RedirectLoop, RetryLater, Scheme, Status, Timeout, TooManyRedirects};
use Verdict::{Broken, FragmentGone, Ok as Fine, Refused, Unknown};

fn moved(to: &str) -> Verdict {
    Verdict::Redirected { to: to.into() }
}

#[test]
fn every_answer_has_its_verdict() {
    let server = Server::start(HERE, Duration::ZERO);
    expect(
        &server,
        // Its faults come all in a row at the end: they are not to hide each other.
        "page_size: 64KiB\ngive_up: 1000\n",
        &[
            ("/ok", Fine),
            ("/missing", Broken(Status(404))),
            ("/gone", Broken(Status(410))),
            ("/forbidden", Unknown(Status(403))),
            ("/broken", Unknown(Status(500))),
            ("/head404", Fine),
            ("/head405", Fine),
            ("/flaky", Fine),
            ("/busy", Fine),
            ("/garbled", Fine),
            ("/once", Fine),
            ("/reset", Unknown(Connection)),
            ("/noise", Unknown(Connection)),
            ("/loop-a", Broken(RedirectLoop)),
            ("/cookies", Unknown(RedirectLoop)),
            ("/many/1", Broken(TooManyRedirects)),
            ("/away", Fine),
            ("/moved", moved("http://site.test/ok/new")),
            ("/moved#there", moved("http://site.test/ok/new#there")),
            ("/moved#nowhere", FragmentGone),
            ("/page#there", Fine),
            ("/page#old", Fine),
            ("/page#nowhere", FragmentGone),
            ("/page#:~:text=x", Fine),
            ("/page#top", Fine),
            ("/refresh#there", Fine),
            ("/refresh#nowhere", FragmentGone),
            ("/app#nowhere", Unknown(Cause::Fragment)),
            ("/huge#nowhere", Unknown(Cause::PageSize)),
        ],
    );
    let seen = &server.seen;
    assert!(seen.sent.load(Ordering::Relaxed) < 16 << 20, "an endless page is read to the limit and no further");
    assert_eq!(seen.count("/missing"), 2, "HEAD is not trusted alone");
    assert_eq!(seen.count("/page"), 1, "one page for all of its fragments");
    assert!(seen.requests.lock().unwrap().iter().all(|(path, count)| *count <= 3 || path == "/ok/new"), "{seen:?}");
    let headers = &seen.headers.lock().unwrap()["/ok"];
    assert!(headers.iter().any(|line| line.starts_with("user-agent: tidings/")), "{headers:?}");
    let told = ["cookie", "referer", "authorization"];
    assert!(!headers.iter().any(|line| told.iter().any(|name| line.starts_with(name))), "{headers:?}");
}

#[test]
fn nobody_waits_for_a_day() {
    let server = Server::start(HERE, Duration::ZERO);
    let expected: Vec<String> = (0..30).map(|n| format!("/day-{n}")).collect();
    let expected: Vec<(&str, Verdict)> = expected.iter().map(|path| (path.as_str(), Unknown(RetryLater))).collect();
    expect(&server, "", &expected);
    assert!(server.seen.total() <= PER_HOST, "the host is left alone: {}", server.seen.total());
}

#[test]
fn a_host_that_never_answers_is_given_up() {
    let server = Server::start(HERE, Duration::ZERO);
    let settings = settings_for(&[("site.test", &server)], "timeout: 900ms\n");
    let addresses: Vec<String> = (0..60).map(|n| format!("http://site.test/slow-{n}")).collect();
    let asked = ask(addresses.iter().map(String::as_str), &settings, None, false).unwrap();
    assert_eq!(asked.done, 60);
    let is_unknown = |verdict: &Verdict| matches!(verdict, Unknown(Timeout | Cause::GivenUp));
    assert!(asked.answers.iter().all(|(_, verdict)| is_unknown(verdict)));
    let connections = server.seen.connections.load(Ordering::Relaxed);
    assert!(connections <= 12, "{connections} connections");
}

#[test]
fn no_private_address_is_connected_to_by_any_way() {
    let server = Server::start(HERE, Duration::ZERO);
    // Only 127.0.0.1 is allowed: whatever comes here has got past the guard.
    let canary = Server::start(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)), Duration::ZERO);
    let port = canary.place.port();
    let more = format!("  inside.test: \"{}\"\n", canary.place);
    let settings = settings_for(&[("site.test", &server)], &more);
    let refused = [
        "http://inside.test/secret".to_owned(),
        "http://site.test/to?http://inside.test/secret".to_owned(),
        format!("http://site.test/to?http://127.0.0.2:{port}/secret"),
        format!("http://site.test/to?http://2130706434:{port}/secret"),
        format!("http://site.test/to?http://0x7f.2:{port}/secret"),
        format!("http://site.test/to?http://[::ffff:127.0.0.2]:{port}/secret"),
        format!("http://site.test/to?//127.0.0.2:{port}/secret"),
        "http://site.test/to?http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://site.test/to?http://[fd00:ec2::254]/".to_owned(),
        "http://site.test/to?/to?http://10.0.0.1/".to_owned(),
        "http://169.254.169.254/latest/".to_owned(),
        "http://10.0.0.1/".to_owned(),
        "http://[fe80::1]/".to_owned(),
    ];
    let schemes = ["file:///etc/passwd", "ftp://site.test/x", "data:text/html,x", "javascript:alert(1)"];
    let schemes: Vec<String> = schemes.iter().map(|to| format!("http://site.test/to?{to}")).collect();
    let all = refused.iter().chain(&schemes).map(String::as_str);
    let asked = ask(all, &settings, None, false).unwrap();
    let found = verdicts(&asked);
    for address in &refused {
        assert_eq!(found[address.as_str()], &Refused(Private), "{address}");
    }
    for address in &schemes {
        assert_eq!(found[address.as_str()], &Refused(Scheme), "{address}");
    }
    let own = format!("http://127.0.0.2:{port}/");
    assert!(ask([own.as_str()], &settings, None, false).unwrap().answers.is_empty(), "the reader's own machine");
    assert_eq!(canary.seen.connections.load(Ordering::Relaxed), 0);
}

#[test]
fn what_is_allowed_is_asked() {
    let server = Server::start(HERE, Duration::ZERO);
    let address = format!("http://127.0.0.1:{}/ok", server.place.port());
    let asked = ask([address.as_str()], &settings("allow: [127.0.0.0/8]"), None, false).unwrap();
    assert_eq!(asked.answers.of(&address), Some(&Fine));
    let named = settings(&format!("allow: [wiki.test]\nresolve: {{wiki.test: \"{}\"}}", server.place));
    let asked = ask(["http://wiki.test/missing"], &named, None, false).unwrap();
    assert_eq!(asked.answers.of("http://wiki.test/missing"), Some(&Broken(Status(404))));
}

#[test]
fn credentials_are_neither_sent_nor_followed() {
    let server = Server::start(HERE, Duration::ZERO);
    let settings = settings_for(&[("site.test", &server)], "");
    let addresses = ["http://user:secret@site.test/ok", "http://site.test/to?http://user:secret@site.test/ok"];
    let asked = ask(addresses, &settings, None, false).unwrap();
    assert!(asked.answers.iter().all(|(_, verdict)| *verdict == Refused(Cause::Credentials)));
    assert_eq!(server.seen.count("/ok"), 0);
}

#[test]
fn hosts_have_headers_and_statuses_of_their_own() {
    let server = Server::start(HERE, Duration::ZERO);
    let more = "hosts:\n  site.test: {headers: {X-Key: 'k ${CARGO_PKG_NAME}'}, accept: [403], head: false}\n";
    let settings = settings_for(&[("site.test", &server), ("other.test", &server)], more);
    let addresses = ["http://site.test/forbidden", "http://other.test/forbidden/2"];
    let asked = ask(addresses, &settings, None, false).unwrap();
    let found = verdicts(&asked);
    assert_eq!((found[addresses[0]], found[addresses[1]]), (&Fine, &Unknown(Status(403))));
    let headers = server.seen.headers.lock().unwrap();
    assert!(headers["/forbidden"].contains(&"x-key: k tidings".to_owned()), "{headers:?}");
    assert!(!headers["/forbidden/2"].iter().any(|line| line.starts_with("x-key")), "{headers:?}");
    assert_eq!(server.seen.count("/forbidden"), 1, "no HEAD where it is turned off");
}

#[test]
fn what_was_fine_is_not_asked_again() {
    let server = Server::start(HERE, Duration::ZERO);
    let folder = tempfile::tempdir().unwrap();
    let settings = settings_for(&[("site.test", &server)], "cache: .tidings/links.json\n");
    let addresses = ["http://site.test/page#there", "http://site.test/moved", "http://site.test/missing"];
    let run = || {
        let asked = ask(addresses, &settings, Some(folder.path()), false).unwrap();
        assert!(asked.troubles.is_empty(), "{:?}", asked.troubles);
        addresses.map(|address| asked.answers.of(address).cloned().unwrap())
    };
    let first = run();
    assert_eq!(first, [Fine, moved("http://site.test/ok/new"), Broken(Status(404))]);
    assert_eq!(run(), first);
    let seen = &server.seen;
    assert_eq!((seen.count("/page"), seen.count("/moved"), seen.count("/missing")), (1, 1, 4));
    std::fs::write(folder.path().join(".tidings/links.json"), "{\"version\":1,").unwrap();
    assert_eq!(run(), first, "a broken cache is no cache");
    assert_eq!(seen.count("/page"), 2);
}

#[test]
fn a_name_that_nobody_knows_is_broken_only_when_others_are_known() {
    let server = Server::start(HERE, Duration::ZERO);
    // A name of more than 63 letters exists nowhere, and no name service need be asked to know.
    let nowhere = format!("http://{}.io/", "x".repeat(70));
    let settings = settings_for(&[("site.test", &server)], "");
    let alone = ask([nowhere.as_str()], &settings, None, false).unwrap();
    assert!(matches!(alone.answers.of(&nowhere), Some(Unknown(_))), "{:?}", alone.answers);
    let both = ask([nowhere.as_str(), "http://site.test/ok"], &settings, None, false).unwrap();
    assert!(matches!(both.answers.of(&nowhere), Some(Unknown(_) | Broken(Cause::NoHost))), "{:?}", both.answers);
}

#[test]
fn what_does_not_speak_https_is_unknown() {
    let server = Server::start(HERE, Duration::ZERO);
    let settings = settings_for(&[("site.test", &server)], "");
    let asked = ask(["https://site.test/ok"], &settings, None, false).unwrap();
    assert!(matches!(asked.answers.of("https://site.test/ok"), Some(Unknown(_))), "{:?}", asked.answers);
}

#[test]
fn the_run_ends_in_time() {
    let server = Server::start(HERE, Duration::ZERO);
    let settings = settings_for(&[("site.test", &server)], "deadline: 300ms\n");
    let asked = ask(["http://site.test/slow"], &settings, None, false).unwrap();
    assert_eq!(asked.answers.of("http://site.test/slow"), Some(&Unknown(Cause::Deadline)));
    assert_eq!((asked.done, asked.stopped), (0, false));
}

/// The addresses of the large test: on each of the hosts, nine fine pages and then a faulty one.
fn thousand(hosts: usize) -> Vec<(String, Verdict)> {
    let faults: [(&str, Verdict); 10] = [
        ("/missing", Broken(Status(404))),
        ("/busy", Fine),
        ("/loop-a", Broken(RedirectLoop)),
        ("/reset", Unknown(Connection)),
        ("/page", FragmentGone),
        ("/flaky", Fine),
        ("/slow", Unknown(Timeout)),
        ("/huge", Unknown(Cause::PageSize)),
        ("/once", Fine),
        ("/gone", Broken(Status(410))),
    ];
    let mut all = Vec::new();
    for host in 0..hosts {
        for n in 0..50 {
            let (path, verdict) = match n % 10 {
                9 => faults[(n / 10 + host * 5) % faults.len()].clone(),
                _ => ("/ok", Fine),
            };
            let fragment = if matches!(path, "/page" | "/huge") { "#nowhere" } else { "" };
            let path = if path == "/loop-a" { path.to_owned() } else { format!("/n{n:02}{path}") };
            all.push((format!("http://h{host}.test{path}{fragment}"), verdict));
        }
    }
    all
}

/// Runs the thousand addresses on 20 hosts and gives the verdicts, the servers, and the time.
fn run_thousand(latency: Duration, more: &str) -> (Asked, Vec<Server>, Duration) {
    let servers: Vec<Server> = (0..20).map(|_| Server::start(HERE, latency)).collect();
    let names: Vec<String> = (0..20).map(|host| format!("h{host}.test")).collect();
    let named: Vec<(&str, &Server)> = names.iter().map(String::as_str).zip(&servers).collect();
    let settings = settings_for(&named, more);
    let addresses = thousand(20);
    let started = Instant::now();
    let asked = ask(addresses.iter().map(|(address, _)| address.as_str()), &settings, None, false).unwrap();
    let time = started.elapsed();
    for (address, verdict) in &addresses {
        assert_eq!(asked.answers.of(address), Some(verdict), "{address}");
    }
    (asked, servers, time)
}

#[test]
fn a_thousand_addresses_with_a_tenth_of_faults() {
    // The time-outs are long enough for a machine with much else to do.
    let (asked, servers, _) = run_thousand(Duration::from_millis(2), "page_size: 64KiB\ntimeout: 6s\n");
    assert_eq!((asked.answers.len(), asked.done, asked.stopped), (1000, asked.pages, false));
    for server in &servers {
        let most = server.seen.most.load(Ordering::SeqCst);
        assert!(most <= PER_HOST, "{most} requests at the same time");
        let requests = server.seen.requests.lock().unwrap();
        assert!(requests.iter().all(|(path, count)| *count <= 3 || path.starts_with("/loop")), "{requests:?}");
        assert!(server.seen.sent.load(Ordering::Relaxed) < 64 << 20);
    }
}

/// Measured, not asserted: how much longer than needed the run takes under the limits that it keeps.
#[test]
#[ignore = "a measurement: cargo test --test network -- --ignored --nocapture"]
fn time_and_memory_of_a_thousand_addresses() {
    let latency = Duration::from_millis(50);
    let interval = Duration::from_millis(100);
    let (asked, servers, time) = run_thousand(latency, "page_size: 64KiB\ntimeout: 3s\ninterval: 100ms\n");
    let requests: usize = servers.iter().map(|server| server.seen.total()).sum();
    // No host may be asked faster than its limits say, nor while it wants to be left alone; a page that never answers
    // takes its whole time.
    let of_host = |server: &Server| {
        let requests = u32::try_from(server.seen.total()).unwrap();
        let busy = server.seen.requests.lock().unwrap().keys().filter(|path| path.ends_with("/busy")).count();
        let pause = Duration::from_secs(busy as u64);
        pause + (latency * requests / PER_HOST as u32).max(interval * requests)
    };
    let best = servers.iter().map(of_host).max().unwrap().max(Duration::from_secs(3));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown");
    println!("{} pages, {requests} requests, {time:.2?}; best possible {best:.2?}; {peak}", asked.pages);
}
