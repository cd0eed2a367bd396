//! Fixing as people and scripts meet it: what is written, what is not, what is said; and that killing a run loses nothing.

#![allow(clippy::print_stdout, reason = "a skipped test says so")]

use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use snapbox::cmd::cargo_bin;

/// A folder with a site in it, removed at the end.
struct Site(tempfile::TempDir);

const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
const EN: &str = "content/en/news/announcing-2.4.md";
const ZH: &str = "content/zh/news/announcing-2.4.md";
const ORIGINAL: &str = "---\ntitle: Announcing Lantern 2.4\nrelease: \"2.4\"\n---\n\n## What is new {#new}\n\nText.\n";
/// A field and an anchor that differ from the original, and a word said twice.
const WRONG: &str = "---\ntitle: 发布 Lantern 2.4\nrelease: 2.40 # 版本\n---\n\n## 新特性 {#New}\n\n正文的的末尾。\n";

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().expect("there is room for a folder"));
        site.write("hugo.toml", HUGO);
        files.iter().for_each(|(path, text)| drop(site.write(path, text)));
        site
    }

    fn wrong() -> Self {
        Self::new(&[(EN, ORIGINAL), (ZH, WRONG)])
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        path
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("the file is text")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = tidings(self.0.path(), arguments).spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("the input is a pipe");
        stdin.write_all(input.as_bytes()).expect("the program reads");
        drop(stdin);
        child.wait_with_output().expect("the program ends")
    }
}

fn tidings(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(cargo_bin!("tidings"));
    command.current_dir(folder).args(arguments).env("TIDINGS_LANG", "en").env_remove("CLICOLOR_FORCE");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

fn code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", out(output), err(output));
}

#[test]
fn safe_fixes_are_written_and_the_rest_is_reported() {
    let site = Site::wrong();
    site.write("tidings.yaml", "rules:\n  front-matter-syntax: error\n");
    let run = site.run(&["check", "--fix"]);
    code(&run, 0);
    let fixed = site.text(ZH);
    assert!(fixed.contains("# 版本\n") && fixed.contains("{#new}") && fixed.contains("正文的末尾"), "{fixed}");
    assert!(err(&run).contains("fixed 3 findings in 1 page: "), "{}", err(&run));
    let again = site.run(&["check", "--fix", "--format", "json"]);
    code(&again, 0);
    assert!(out(&again).contains("\"fixed\":0"), "{}", out(&again));
    assert_eq!(site.text(ZH), fixed, "a second run changes nothing");
    let chinese = Site::wrong();
    let run = chinese.run(&["check", "--fix-only", "--lang", "zh"]);
    code(&run, 0);
    assert!(err(&run).starts_with("已修复 3 个问题，涉及 1 个页面："), "{}", err(&run));
    assert_eq!(chinese.text(ZH), fixed);
}

#[test]
fn one_rule_or_one_page_is_fixed_and_unknown_rules_are_named() {
    let site = Site::wrong();
    code(&site.run(&["check", "--fix", "--fix-rule", "doubled-word"]), 1);
    assert_eq!(site.text(ZH), WRONG.replace("的的", "的"));
    site.write(ZH, WRONG);
    // The translation is reported on, for it is compared with this page, but it was not named.
    code(&site.run(&["check", "--fix", EN]), 1);
    assert_eq!(site.text(ZH), WRONG);
    let run = site.run(&["check", "--fix", "--fix-rule", "double-word"]);
    code(&run, 2);
    assert!(err(&run).contains("did you mean `doubled-word`?"), "{}", err(&run));
    code(&site.run(&["check", "--unsafe-fixes"]), 2);
    assert_eq!(site.text(ZH), WRONG);
}

#[test]
fn a_diff_is_one_that_git_takes() {
    let texts = [
        ("content/zh/news/plain.md", WRONG.to_owned()),
        ("content/zh/news/crlf.md", WRONG.replace('\n', "\r\n")),
        ("content/zh/news/bom.md", format!("\u{feff}{WRONG}")),
        ("content/zh/news/no-end.md", WRONG.trim_end().to_owned()),
        ("content/zh/news/发布 公告.md", WRONG.to_owned()),
        ("content/zh/news/tab\t\"quoted\".md", WRONG.replace("末尾", "\r末尾")),
    ];
    let site = Site::new(&[]);
    for (path, text) in &texts {
        site.write(path, text);
        site.write(&path.replace("/zh/", "/en/"), ORIGINAL);
    }
    let git = |arguments: &[&str]| Command::new("git").current_dir(site.0.path()).args(arguments).output();
    match git(&["init", "--quiet"]) {
        Ok(done) if done.status.success() => {}
        _ => return println!("skipped: git is not installed"),
    }
    let run = site.run(&["check", "--diff"]);
    code(&run, 1);
    for (path, text) in &texts {
        assert_eq!(&site.text(path), text, "a diff writes nothing");
    }
    fs::write(site.path("x.patch"), &run.stdout).expect("the diff can be written");
    let applied = git(&["apply", "--whitespace=nowarn", "x.patch"]).expect("git runs");
    assert!(applied.status.success(), "{}\n{}", err(&applied), out(&run));
    let patched: Vec<String> = texts.iter().map(|(path, _)| site.text(path)).collect();
    texts.iter().for_each(|(path, text)| drop(site.write(path, text)));
    code(&site.run(&["check", "--fix-only"]), 0);
    for ((path, text), patched) in texts.iter().zip(patched) {
        let fixed = site.text(path);
        assert_eq!(fixed, patched, "{path:?}");
        assert!(fixed != *text && fixed.starts_with('\u{feff}') == text.starts_with('\u{feff}'), "{path:?}");
        assert_eq!(fixed.matches("\r\n").count(), text.matches("\r\n").count(), "{path:?}");
        assert_eq!(fixed.ends_with('\n'), text.ends_with('\n'), "{path:?}");
    }
    let none = site.run(&["check", "--diff"]);
    code(&none, 0);
    assert_eq!(out(&none), "");
}

#[test]
fn a_page_from_the_standard_input_is_checked_and_fixed_in_its_site() {
    let site = Site::wrong();
    let page = ["--stdin", "--stdin-filename", ZH];
    let run = site.run_with(&[&["check", "--format", "short"][..], &page].concat(), ORIGINAL);
    assert!(!out(&run).contains("的的"), "the text on the disk is not looked at: {}", out(&run));
    let run = site.run_with(&[&["check", "--fix-only"][..], &page].concat(), WRONG);
    code(&run, 0);
    assert!(out(&run).contains("{#new}") && out(&run).ends_with("正文的末尾。\n"), "{}", out(&run));
    assert!(err(&run).contains("fixed 3 findings"), "{}", err(&run));
    assert_eq!(site.text(ZH), WRONG, "nothing is written");
    // A page that is not there yet, and one whose text on the disk cannot be read.
    let new = ["check", "--fix", "--format", "short", "--stdin", "--stdin-filename", "content/zh/new/page.md"];
    let run = site.run_with(&new, "---\ntitle: 新\n---\n\n的的\n\n{{< open >\n");
    assert!(
        out(&run).ends_with("\n的\n\n{{< open >\n") && err(&run).contains("content/zh/new/page.md:"),
        "{}",
        err(&run)
    );
    fs::write(site.path(ZH), b"\xff\xfe").expect("the file can be written");
    code(&site.run_with(&[&["check"][..], &page].concat(), ORIGINAL), 0);
    let outside = ["check", "--stdin", "--stdin-filename", "/elsewhere/page.md", "--root", "."];
    code(&site.run_with(&outside, ORIGINAL), 2);
    code(&site.run_with(&["check", "--stdin"], ORIGINAL), 2);
}

#[test]
fn files_are_listed_with_those_that_are_reported_on() {
    let site = Site::wrong();
    fs::write(site.path("content/zh/gbk.md"), b"---\ntitle: \xb7\xa2\xb2\xbc\n---\n").expect("it can be written");
    let run = site.run(&["check", "--show-files", "content/en"]);
    code(&run, 0);
    assert!(out(&run).starts_with(&format!("* en     {EN}\n  zh     {ZH}  <- {EN}\n! ")), "{}", out(&run));
    let run = site.run(&["check", "--show-files", "--format", "json"]);
    code(&run, 2);
    let list: serde_json::Value = serde_json::from_str(&out(&run)).expect("the list is JSON");
    assert_eq!((&list["files"][1]["original"], &list["files"][1]["selected"]), (&EN.into(), &true.into()));
    assert_eq!(list["unread"][0]["path"], "content/zh/gbk.md");
}

#[test]
fn a_profile_names_phases_and_rules() {
    let site = Site::wrong();
    let run = site.run(&["check", "--profile", "--format", "json"]);
    code(&run, 1);
    serde_json::from_str::<serde_json::Value>(&out(&run)).expect("the report is as ever");
    assert!(
        err(&run).contains(" ms  parsing the pages\n") && err(&run).contains(" ms    anchor-differs (1)\n"),
        "{}",
        err(&run)
    );
}

#[test]
fn a_page_that_cannot_be_written_is_named_and_the_others_are_fixed() {
    let site = Site::wrong();
    let other = "content/zh/news/other.md";
    site.write(other, WRONG);
    let path = site.path(ZH);
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("the mode can be set");
    let run = site.run(&["check", "--fix", "--format", "short"]);
    code(&run, 2);
    assert!(err(&run).contains(&format!("{ZH}: error: is read-only")), "{}", err(&run));
    assert!(out(&run).contains(&format!("{ZH}:6:")), "what was not fixed is reported: {}", out(&run));
    assert_eq!(site.text(ZH), WRONG);
    assert!(site.text(other).contains("正文的末尾"));
}

#[test]
fn a_killed_run_leaves_old_texts_or_new_ones() {
    let site = Site::new(&[]);
    let pages: Vec<String> = (0..60).map(|i| format!("content/zh/news/{i}/index.md")).collect();
    for page in &pages {
        site.write(page, WRONG);
        site.write(&page.replace("/zh/", "/en/"), ORIGINAL);
    }
    // Files with several names are written in place, in more than one step.
    for page in pages.iter().step_by(3) {
        fs::hard_link(site.path(page), site.path(&format!("{page}.other"))).expect("a file may have two names");
    }
    site.run(&["check", "--fix-only"]);
    let new = site.text(&pages[0]);
    assert_ne!(new, WRONG);
    let temporary = |site: &Site| {
        let folders = pages.iter().map(|page| site.path(page).parent().expect("it lies in a folder").to_path_buf());
        let names = folders.flat_map(|folder| fs::read_dir(folder).expect("it can be listed").flatten());
        names.filter(|entry| entry.file_name().to_string_lossy().starts_with(".tidings-")).count()
    };
    for round in 0..6 {
        pages.iter().for_each(|page| drop(site.write(page, WRONG)));
        let mut child = tidings(site.0.path(), &["check", "--fix-only"]).spawn().expect("the program runs");
        // The run is stopped when so many pages have been written, or when it has ended.
        let many = round * 10 + 1;
        while child.try_wait().expect("it can be asked").is_none() {
            if pages.iter().filter(|page| site.text(page) != WRONG).count() >= many {
                child.kill().expect("it can be stopped");
            }
        }
        // Somebody else cleans up.
        let since = Instant::now();
        while temporary(&site) > 0 {
            assert!(since.elapsed() < Duration::from_secs(60), "something is left beside the pages");
            thread::sleep(Duration::from_millis(5));
        }
        for page in &pages {
            let text = site.text(page);
            assert!(text == WRONG || text == new, "{page} is neither old nor new: {text:?}");
        }
        // As if it had been stopped between writing a text and giving it its place.
        site.write("content/zh/news/7/.tidings-left.tmp", &new[..20]);
        code(&site.run(&["check", "--fix-only"]), 0);
        assert!(pages.iter().all(|page| site.text(page) == new));
        assert_eq!(temporary(&site), 0);
    }
}

#[test]
fn watching_reports_what_changes() {
    let site = Site::new(&[(EN, ORIGINAL), (ZH, &WRONG.replace("的的", "的"))]);
    let mut child = tidings(site.0.path(), &["check", "--watch", "--format", "short"]);
    let mut child = Stopped(child.spawn().expect("the program runs"));
    let lines = BufReader::new(child.0.stdout.take().expect("the output is a pipe")).lines();
    let mut err = BufReader::new(child.0.stderr.take().expect("it is a pipe")).lines();
    let mut watching = || match err.next() {
        Some(Ok(line)) if line.starts_with("watching 2 pages") => true,
        other => {
            println!("skipped: this system cannot watch files: {other:?}");
            false
        }
    };
    let (send, receive) = mpsc::channel();
    thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
    // A watcher that sees nothing must not keep the tests from ending.
    let until = |wanted: &str| loop {
        let line = receive.recv_timeout(Duration::from_secs(120)).unwrap_or_else(|_| panic!("no {wanted}"));
        if line.contains(wanted) {
            break;
        }
    };
    if !watching() {
        return;
    }
    until("anchor-differs");
    site.write(ZH, WRONG);
    until("doubled-word");
    // A configuration that changes opens the site anew.
    site.write("tidings.yaml", "rules:\n  doubled-word: error\n");
    until("error[doubled-word]");
}

/// A program that is stopped whatever comes of the test.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
