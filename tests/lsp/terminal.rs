//! Editors that live in a terminal, driven through tmux: keys go in, what is on the screen is read. The set-up is the one
//! that `docs/editors.md` gives, so that what stands there works.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::PATIENCE;
use crate::editors::installed;
use crate::site::{self, Site};

/// What the finding says on the screen; it may go on behind the edge.
const FINDING: &str = "this heading has no";
/// The heading after its quick fix.
const MENDED: &str = "## 已知问题 {#known-issues}";

/// A program in a terminal of its own.
struct Terminal<'s> {
    site: &'s Site,
}

impl<'s> Terminal<'s> {
    /// Starts a program in the site's folder. It finds the server as `tidings`, which leaves its number in `pid`.
    fn start(site: &'s Site, command: &str) -> Self {
        let server = env!("CARGO_BIN_EXE_tidings");
        site.write(
            "bin/tidings",
            &format!("#!/bin/sh\necho $$ > {}\nexec '{server}' \"$@\"\n", site.path("pid").display()),
        );
        let made = Command::new("chmod").arg("+x").arg(site.path("bin/tidings")).status();
        assert!(made.is_ok_and(|status| status.success()), "the script can be made executable");
        let terminal = Self { site };
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", site.path("bin").display());
        let home = site.path("home").display().to_string();
        fs::create_dir_all(&home).expect("a folder can be made");
        let mut start = terminal.tmux(&["-f", "/dev/null", "-u", "new-session", "-d", "-x", "180", "-y", "40"]);
        start.arg(command).env("PATH", path).env("HOME", &home).env("TERM", "xterm-256color");
        for variable in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TMPDIR"] {
            start.env(variable, &home);
        }
        assert!(start.status().is_ok_and(|status| status.success()), "tmux starts");
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.arg("-S").arg(self.site.path("tmux")).args(arguments).current_dir(self.site.root());
        tmux.env_remove("TMUX").env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).stderr(Stdio::null());
        tmux
    }

    /// Presses keys that have names, such as `Enter`.
    fn press(&self, keys: &[&str]) {
        for key in keys {
            let sent = self.tmux(&["send-keys", key]).status();
            assert!(sent.is_ok_and(|status| status.success()), "the editor has ended: {}", self.screen());
            // An escape and what follows it are two keys to nobody who reads them at once.
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Types a text.
    fn type_in(&self, text: &str) {
        let sent = self.tmux(&["send-keys", "-l", text]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the editor has ended: {}", self.screen());
        std::thread::sleep(Duration::from_millis(100));
    }

    fn screen(&self) -> String {
        let output = self.tmux(&["capture-pane", "-p"]).output().expect("tmux can be run");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Waits until the screen shows what is wanted.
    fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !wanted(&self.screen()) {
            assert!(Instant::now() < end, "{what} does not come:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the editor and the server have ended.
    fn wait_for_end(&self) {
        let pid = self.site.read("pid");
        let server = PathBuf::from("/proc").join(pid.trim());
        let end = Instant::now() + PATIENCE;
        let runs = || self.tmux(&["has-session"]).status().is_ok_and(|status| status.success());
        while runs() || (cfg!(target_os = "linux") && server.exists()) {
            assert!(Instant::now() < end, "the editor or the server does not end:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        // Its own server, with all that runs in it; it has ended unless the test failed.
        let _ = self.tmux(&["kill-server"]).status();
    }
}

/// The code block of a section of `docs/editors.md`.
fn documented(section: &str) -> &'static str {
    let docs = include_str!("../../docs/editors.md");
    let (_, section) = docs.split_once(&format!("## {section}\n")).expect("the section is there");
    let (_, block) = section.split_once("```").expect("it has code");
    let (_, block) = block.split_once('\n').expect("the language has a line");
    block.split("\n```").next().expect("the code ends")
}

fn site() -> Site {
    let site = Site::usual();
    site.write(site::ZH, &site::ZH_TEXT.replace(" {#known-issues}", ""));
    site.write("tidings.yaml", "rules:\n  anchor-missing: warning\n");
    site
}

#[test]
fn helix() {
    if !installed("tmux", "-V") || !installed("hx", "--version") {
        return;
    }
    let site = site();
    site.write("home/helix/languages.toml", documented("Helix"));
    site.write(
        "home/helix/config.toml",
        "[editor]\nend-of-line-diagnostics = \"hint\"\n[editor.inline-diagnostics]\ncursor-line = \"hint\"\n",
    );
    let terminal = Terminal::start(&site, &format!("hx {}", site::ZH));
    terminal.wait("the finding", |screen| screen.contains(FINDING));
    terminal.type_in("/已知问题");
    terminal.press(&["Enter"]);
    terminal.type_in("A 😀 {#known-issues}");
    terminal.press(&["Escape"]);
    terminal.wait("the page without it", |screen| !screen.contains(FINDING) && screen.contains("😀 {#known-issues}"));
    terminal.type_in("u");
    terminal.wait("the finding", |screen| screen.contains(FINDING) && !screen.contains('😀'));
    terminal.type_in(" a");
    terminal.wait("the fix", |screen| screen.contains("Add `{#known-issues}`"));
    terminal.press(&["Enter"]);
    terminal.wait("the mended page", |screen| screen.contains(MENDED) && !screen.contains(FINDING));
    terminal.type_in(":wq");
    terminal.press(&["Enter"]);
    terminal.wait_for_end();
    assert_eq!(site.read(site::ZH), site::ZH_TEXT);
}

#[test]
fn kakoune() {
    if !installed("tmux", "-V") || !installed("kak", "-version") || !installed("kak-lsp", "--version") {
        return;
    }
    let site = site();
    // Findings between the lines are shown by newer versions only: these are counted below them.
    let more = "set-option global modelinefmt 'warnings=%opt{lsp_diagnostic_warning_count};'\n\
                set-option global idle_timeout 50\n";
    site.write("home/kak/kakrc", &format!("{}\n{more}", documented("Kakoune")));
    let terminal = Terminal::start(&site, &format!("kak {}", site::ZH));
    terminal.wait("the finding", |screen| screen.contains("warnings=1;"));
    terminal.type_in("/已知问题");
    terminal.press(&["Enter"]);
    terminal.type_in("A 😀 {#known-issues}");
    terminal.press(&["Escape"]);
    terminal.wait("the page without it", |screen| screen.contains("warnings=0;") && screen.contains('😀'));
    terminal.type_in("u");
    terminal.wait("the finding", |screen| screen.contains("warnings=1;") && !screen.contains('😀'));
    terminal.type_in(":lsp-code-actions");
    terminal.press(&["Enter"]);
    terminal.wait("the fix", |screen| screen.contains("Add `{#known-issues}`"));
    terminal.press(&["Enter"]);
    terminal.wait("the mended page", |screen| screen.contains(MENDED) && screen.contains("warnings=0;"));
    terminal.type_in(":wq");
    terminal.press(&["Enter"]);
    terminal.wait_for_end();
    assert_eq!(site.read(site::ZH), site::ZH_TEXT);
}
