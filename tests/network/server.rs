//! A server with faults, for tests: each host is a port of this machine, each fault a path.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A host that answers, and what it has seen.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) place: SocketAddr,
    pub(crate) seen: Arc<Seen>,
}

/// What a host has seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Requests by path.
    pub(crate) requests: Mutex<BTreeMap<String, usize>>,
    /// Headers of the last request of each path, in lower case.
    pub(crate) headers: Mutex<BTreeMap<String, Vec<String>>>,
    running: AtomicUsize,
    /// The most requests that ran at the same time.
    pub(crate) most: AtomicUsize,
    /// Bytes of endless bodies that went out.
    pub(crate) sent: AtomicUsize,
    /// Connections.
    pub(crate) connections: AtomicUsize,
}

impl Seen {
    pub(crate) fn count(&self, path: &str) -> usize {
        self.requests.lock().unwrap().get(path).copied().unwrap_or(0)
    }

    pub(crate) fn total(&self) -> usize {
        self.requests.lock().unwrap().values().sum()
    }
}

impl Server {
    /// Answers at `ip`; every answer takes `latency`.
    pub(crate) fn start(ip: IpAddr, latency: Duration) -> Self {
        let listener = TcpListener::bind((ip, 0)).expect("a port of this machine is free");
        let place = listener.local_addr().expect("the listener has an address");
        let seen = Arc::new(Seen::default());
        let shared = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                let seen = shared.clone();
                thread::spawn(move || serve(stream, &seen, place.port(), latency));
            }
        });
        Self { place, seen }
    }
}

struct Request {
    method: String,
    path: String,
}

fn serve(stream: TcpStream, seen: &Seen, port: u16, latency: Duration) {
    let _ = stream.set_nodelay(true);
    let Ok(writer) = stream.try_clone() else { return };
    let mut reader = BufReader::new(stream);
    while let Some((request, headers)) = read(&mut reader) {
        let count = {
            let mut requests = seen.requests.lock().unwrap();
            let count = requests.entry(request.path.clone()).or_default();
            *count += 1;
            *count
        };
        seen.headers.lock().unwrap().insert(request.path.clone(), headers);
        if fault(&request.path).starts_with("slow") {
            // Until the client goes away.
            let _ = reader.get_mut().read(&mut [0]);
            return;
        }
        let running = seen.running.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most.fetch_max(running, Ordering::SeqCst);
        thread::sleep(latency);
        // Before the answer goes out: then what counts as running here runs for the client as well.
        seen.running.fetch_sub(1, Ordering::SeqCst);
        if !answer(&writer, seen, &request, count, port) {
            let _ = writer.shutdown(Shutdown::Both);
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<(Request, Vec<String>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&length| length > 0)?;
    let mut parts = line.split_whitespace();
    let request = Request { method: parts.next()?.to_owned(), path: parts.next()?.to_owned() };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|&length| length > 0)?;
        if line.trim().is_empty() {
            return Some((request, headers));
        }
        headers.push(line.trim().to_lowercase());
    }
}

const PAGE: &str = "<!doctype html><h1 id=\"there\">A</h1><p><a name=\"old\"></a>text</p>";

/// The path without the slash, and without a number before it: `/n07/slow` is `slow`.
fn fault(path: &str) -> &str {
    let path = &path[1..];
    match path.split_once('/') {
        Some((number, rest)) if number.strip_prefix('n').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())) => rest,
        _ => path,
    }
}

/// Writes the answer. False when the connection is to be closed.
fn answer(mut out: &TcpStream, seen: &Seen, request: &Request, count: usize, port: u16) -> bool {
    let head = request.method == "HEAD";
    let mut plain = |status: u16, headers: &str, body: &str| {
        let shown = if head { "" } else { body };
        let kind = "Content-Type: text/html; charset=utf-8\r\n";
        let text = format!("HTTP/1.1 {status} X\r\n{kind}{headers}Content-Length: {}\r\n\r\n{shown}", body.len());
        out.write_all(text.as_bytes()).is_ok()
    };
    let first = fault(&request.path).split(['/', '?', '-']).next().unwrap_or("");
    let after = |header: &str| format!("Retry-After: {header}\r\n");
    match (first, head) {
        ("missing", _) => plain(404, "", "gone"),
        ("gone", _) => plain(410, "", "gone"),
        ("forbidden", _) => plain(403, "", "no"),
        ("broken", _) => plain(500, "", "no"),
        ("head404", true) => plain(404, "", ""),
        ("head405", true) => plain(405, "", ""),
        ("flaky", _) if count == 1 => plain(503, "", "no"),
        ("busy", _) if count == 1 => plain(429, &after("1"), "later"),
        ("garbled", _) if count == 1 => plain(429, &after("soon"), "later"),
        ("day", _) => plain(429, &after("86400"), "later"),
        ("reset", _) => false,
        ("once", _) if count == 1 => false,
        ("noise", _) => {
            let _ = out.write_all(b"SSH-2.0-nothing\r\n");
            false
        }
        ("loop", _) => {
            plain(302, &format!("Location: /{}\r\n", if request.path == "/loop-a" { "loop-b" } else { "loop-a" }), "")
        }
        ("cookies", _) => plain(302, &format!("Set-Cookie: a=b\r\nLocation: {}\r\n", request.path), ""),
        ("many", _) => plain(302, &format!("Location: {}x\r\n", request.path), ""),
        ("moved", _) => plain(301, "Location: /ok/new\r\n", ""),
        ("away", _) => plain(302, "Location: /ok/new\r\n", ""),
        ("to", _) => {
            let target = request.path.split_once('?').map_or("", |(_, target)| target);
            plain(302, &format!("Location: {}\r\n", target.replace("PORT", &port.to_string())), "")
        }
        ("refresh", _) => plain(200, "", "<meta http-equiv=refresh content='0; url=/page/new'>"),
        ("app", _) => plain(200, "", "<div id=root></div><script src=/x.js></script>"),
        ("huge", false) => endless(out, seen),
        _ => plain(200, "", PAGE),
    }
}

/// A body without end.
fn endless(mut out: &TcpStream, seen: &Seen) -> bool {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
    let piece = "<p>text</p>".repeat(1_000);
    let mut sent = out.write_all(head.as_bytes()).is_ok();
    while sent {
        sent = out.write_all(piece.as_bytes()).is_ok();
        seen.sent.fetch_add(piece.len(), Ordering::Relaxed);
    }
    false
}
