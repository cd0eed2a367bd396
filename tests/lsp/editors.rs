//! Real editors with the built server. Those that are not installed are skipped.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::site::{self, Site};

const SERVER: &str = env!("CARGO_BIN_EXE_tidings");

pub(crate) fn installed(program: &str, argument: &str) -> bool {
    let mut run = Command::new(program);
    run.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let there = run.status().is_ok_and(|status| status.success());
    if !there {
        println!("skipped: {program} is not installed");
    }
    there
}

/// Runs a program to its end, which must come, and gives what it wrote to the file `out.json`.
fn run(site: &Site, command: &mut Command) -> Value {
    let log = std::fs::File::create(site.path("log.txt")).expect("a file can be made");
    let mut child = command
        .current_dir(site.root())
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a file can be shared"))
        .stderr(log)
        .spawn()
        .expect("the editor starts");
    let end = Instant::now() + Duration::from_secs(300);
    while child.try_wait().expect("the process can be asked").is_none() {
        if Instant::now() > end {
            // It is ours: nothing else is to be ended.
            let _ = child.kill();
            panic!("the editor does not end: {}", site.read("log.txt"));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let out = std::fs::read_to_string(site.path("out.json")).unwrap_or_default();
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}\n{}", site.read("log.txt")))
}

/// What every editor must show: a finding when the page is opened, none of it after an edit, one after the quick fix is
/// made, and a clean end.
fn judge(out: &Value) {
    assert!(out["error"].is_null(), "{out}");
    let has = |key: &str, rule: &str| {
        let found = out[key].as_array().unwrap_or_else(|| panic!("no `{key}`: {out}"));
        found.iter().any(|finding| finding.as_str().is_some_and(|text| text.contains(rule)))
    };
    assert!(has("open", "anchor-missing"), "{out}");
    assert!(!has("edited", "anchor-missing"), "{out}");
    assert!(has("restored", "anchor-missing"), "{out}");
    assert!(out["fixed_text"].as_str().is_some_and(|text| text.contains("已知问题 {#known-issues}")), "{out}");
    assert!(!has("fixed", "anchor-missing"), "{out}");
    assert_eq!(out["exit"], 0, "{out}");
}

fn site() -> Site {
    let site = Site::usual();
    site.write(site::ZH, &site::ZH_TEXT.replace(" {#known-issues}", ""));
    site
}

#[test]
fn neovim() {
    if !installed("nvim", "--version") {
        return;
    }
    let site = site();
    site.write("probe.lua", include_str!("editors/neovim.lua"));
    let mut command = Command::new("nvim");
    command.args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile probe.lua"]);
    command.env("PROBE_SERVER", SERVER).env("PROBE_DOC", site.path(site::ZH)).env("PROBE_ROOT", site.root());
    judge(&run(&site, &mut command));
}

#[test]
fn eglot() {
    if !installed("emacs", "--version") {
        return;
    }
    let site = site();
    site.write("probe.el", include_str!("editors/eglot.el"));
    let mut command = Command::new("emacs");
    command.args(["-q", "--batch", "-l", "probe.el"]);
    command.env("PROBE_SERVER", SERVER).env("PROBE_DOC", site.path(site::ZH)).env("HOME", site.root());
    let out = run(&site, &mut command);
    if out["error"] == "no eglot" {
        println!("skipped: eglot is not installed");
        return;
    }
    judge(&out);
}

/// A client whose types are generated from the protocol's own model: a message of another shape fails.
#[test]
fn every_message_has_the_shape_of_the_protocol() {
    let python = std::env::var("TIDINGS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import pytest_lsp, pytest_asyncio"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        println!("skipped: pytest-lsp is not installed");
        return;
    }
    let site = site();
    site.write("test_types.py", include_str!("editors/test_types.py"));
    let output = Command::new(&python)
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_types.py"])
        .current_dir(site.root())
        .env("PROBE_SERVER", SERVER)
        .env("PROBE_ROOT", site.root())
        .stdin(Stdio::null())
        .output()
        .expect("pytest can be run");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("passed"), "{said}");
}
