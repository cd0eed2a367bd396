//! `tidings check --external` as people meet it.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use crate::HERE;
use crate::server::Server;

/// A site with one page, whose links lead to `server`.
fn site(server: &Server, page: &str, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "source: en\nexternal:\n  allow: [127.0.0.1]\n  interval: 0ms\n  resolve: {{site.test: \"{}\"}}\n{more}",
        server.place
    );
    fs::write(folder.path().join("tidings.yaml"), config).unwrap();
    fs::create_dir_all(folder.path().join("content/en")).unwrap();
    fs::write(folder.path().join("content/en/a.md"), page).unwrap();
    folder
}

fn tidings(folder: &tempfile::TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.current_dir(folder.path()).args(arguments).env("TIDINGS_LANG", "en").env("NO_COLOR", "1");
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = tidings(folder, arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

const PAGE: &str = "---\ntitle: A\nhome: http://site.test/missing/3\n---\n\n\
                    [a](http://site.test/ok) and ![b](http://site.test/missing/1)\n\n\
                    <a href=\"http://site.test/moved\">c</a> <http://site.test/page#nowhere>\n";

#[test]
fn nothing_is_asked_without_the_flag() {
    let server = Server::start(HERE, Duration::ZERO);
    let folder = site(&server, PAGE, "");
    assert_eq!(run(&folder, &["check", "--format", "short"]).0, Some(0));
    assert_eq!(server.seen.connections.load(Ordering::Relaxed), 0);
}

#[test]
fn every_place_has_its_finding() {
    let server = Server::start(HERE, Duration::ZERO);
    let folder = site(&server, PAGE, "");
    let (code, out, err) = run(&folder, &["check", "--external", "--format", "short"]);
    let expected = "\
content/en/a.md:3:7: warning[external-link]: the link `http://site.test/missing/3` is broken: its server says 404, not found
content/en/a.md:6:35: warning[external-link]: the link `http://site.test/missing/1` is broken: its server says 404, not found
content/en/a.md:8:10: info[external-link]: `http://site.test/moved` has moved for good to `http://site.test/ok/new`
content/en/a.md:8:41: warning[external-link]: the page of `http://site.test/page#nowhere` is there, but it has no `#nowhere`
";
    let findings: String =
        out.lines().filter(|line| line.contains("external-link")).map(|l| format!("{l}\n")).collect();
    snapbox::assert_data_eq!(findings, expected);
    assert_eq!((code, err.as_str()), (Some(1), ""), "no bar where nobody looks");
}

/// Other systems keep certificates where no variable leads away from them.
#[cfg(target_os = "linux")]
#[test]
fn a_system_without_certificates_is_told_where_to_put_some() {
    let server = Server::start(HERE, Duration::ZERO);
    let folder = site(&server, PAGE, "");
    let mut command = tidings(&folder, &["check", "--external"]);
    command.env("SSL_CERT_FILE", folder.path().join("none")).env("SSL_CERT_DIR", folder.path().join("none"));
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("\n  = install the system's CA certificates"), "{said}");
}

#[test]
fn what_is_unknown_never_fails() {
    let server = Server::start(HERE, Duration::ZERO);
    let folder =
        site(&server, "[a](http://site.test/forbidden) [b](http://10.0.0.1/)\n", "rules: {external-link: error}\n");
    let (code, out, _) = run(&folder, &["check", "--external", "--format", "short"]);
    assert_eq!(code, Some(0), "{out}");
    assert_eq!(out.matches("info[external-link]").count(), 2, "{out}");
}

#[test]
fn only_selected_pages_are_asked() {
    let server = Server::start(HERE, Duration::ZERO);
    let folder = site(&server, "[a](http://site.test/ok/a)\n", "");
    fs::write(folder.path().join("content/en/b.md"), "[b](http://site.test/ok/b)\n").unwrap();
    assert_eq!(run(&folder, &["check", "content/en/b.md", "--external"]).0, Some(0));
    assert_eq!((server.seen.count("/ok/a"), server.seen.count("/ok/b")), (0, 1));
}

#[test]
fn passwords_are_never_printed() {
    let server = Server::start(HERE, Duration::ZERO);
    let folder = site(&server, "[a](http://user:hunter2@site.test/ok) <https://me:hunter2@site.test/>\n", "");
    for format in ["full", "short", "json"] {
        let (_, out, err) = run(&folder, &["check", "--external", "--format", format]);
        assert!(out.contains("external-link"), "{out}");
        assert!(!out.contains("hunter2") && !err.contains("hunter2"), "{format}: {out}");
    }
}

#[test]
fn what_is_allowed_stays_allowed_in_runs_that_ask_nobody() {
    let server = Server::start(HERE, Duration::ZERO);
    let page = "<!-- tidings: allow external-link It comes back on Monday. -->\n[a](http://site.test/missing)\n";
    let folder = site(&server, page, "");
    for arguments in [&["check", "--external", "--format", "short"][..], &["check", "--format", "short"]] {
        let (code, out, err) = run(&folder, arguments);
        assert_eq!((code, out.as_str()), (Some(0), ""), "{err}");
    }
}

#[test]
fn headers_that_cannot_be_sent_are_said() {
    let server = Server::start(HERE, Duration::ZERO);
    let more = "  hosts: {site.test: {headers: {X-Key: '${NO_SUCH_NAME_HERE}'}}}\n";
    let folder = site(&server, PAGE, more);
    let (code, _, err) = run(&folder, &["check", "--external"]);
    assert_eq!(code, Some(2));
    assert!(
        err.contains("external.hosts.site.test.headers.X-Key: the environment has no `NO_SUCH_NAME_HERE`"),
        "{err}"
    );
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_reports_what_is_known() {
    let server = Server::start(HERE, Duration::ZERO);
    // One at a time, in the order of the addresses: when the slow one is asked, the other is known.
    let page = "[a](http://site.test/missing) [b](http://site.test/slow)\n";
    let folder = site(&server, page, "  per_host: 1\n  timeout: 10min\n  read_timeout: 10min\n");
    let mut command = tidings(&folder, &["check", "--external", "--format", "short"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while server.seen.count("/slow") == 0 {
        thread::sleep(Duration::from_millis(10));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().is_ok_and(|status| status.success()));
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(2), "{err}");
    assert!(out.contains("`http://site.test/missing` is broken"), "{out}");
    assert!(err.starts_with("stopped: 1 of 2 addresses were asked"), "{err}");
}

#[test]
fn runs_at_the_same_time_share_a_cache_and_none_minds_what_is_in_it() {
    let server = Server::start(HERE, Duration::ZERO);
    let folder = site(&server, PAGE, "  cache: kept/links.json\n");
    let cache = folder.path().join("kept/links.json");
    let (_, alone, _) = run(&folder, &["check", "--external", "--format", "short"]);
    assert!(fs::read_to_string(&cache).is_ok_and(|kept| kept.contains("http://site.test/ok")));
    for left in ["", "\0garbage", "{\"version\":1,\"pages\":{\"http://site.test/ok\":"] {
        fs::write(&cache, left).unwrap();
        let start = |_| {
            let mut command = tidings(&folder, &["check", "--external", "--format", "short"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let runs: Vec<_> = (0..12).map(start).collect();
        for run in runs {
            let Output { stdout, stderr, .. } = run.wait_with_output().unwrap();
            assert_eq!((String::from_utf8(stdout).unwrap(), stderr.as_slice()), (alone.clone(), &b""[..]), "{left}");
        }
        let kept: serde_json::Value = serde_json::from_slice(&fs::read(&cache).unwrap()).unwrap();
        assert!(kept["pages"]["http://site.test/ok"].is_object(), "{kept}");
        assert_eq!(fs::read_dir(cache.parent().unwrap()).unwrap().count(), 1, "nothing is left beside the cache");
    }
}
