//! Many runs at the same time on one site, as hooks and build servers start them: each says what a run alone says, and
//! together they leave the pages as one run does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use snapbox::cmd::cargo_bin;

const PAGES: usize = 100;
const RUNS: usize = 40;

const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
const EN: &str =
    "---\ntitle: Lantern\nrelease: \"2.4\"\n---\n\nWords with `lanternctl get`.\n\n## News {#new}\n\nText.\n";
const ZH: &str =
    "---\ntitle: 灯笼\nrelease: 2.40\n---\n\n一些文字，含有 `lanternctl gte`。\n\n## 新特性 {#neu}\n\n正文。\n";

/// A site in which every translation has the same findings.
fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("there is room for a folder");
    fs::write(site.path().join("hugo.toml"), HUGO).expect("the file can be written");
    for (language, text) in [("en", EN), ("zh", ZH)] {
        let folder = site.path().join("content").join(language);
        fs::create_dir_all(&folder).expect("the folder can be made");
        for number in 0..PAGES {
            fs::write(folder.join(format!("page {number:03}.md")), text).expect("the file can be written");
        }
    }
    site
}

fn command(site: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(cargo_bin!("tidings"));
    command.current_dir(site).args(arguments).env("TIDINGS_LANG", "en");
    command.env_remove("GIT_DIR").env_remove("PRE_COMMIT_FROM_REF");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start(site: &Path, arguments: &[&str]) -> Child {
    command(site, arguments).spawn().expect("tidings runs")
}

fn git(site: &Path, arguments: &[&str]) {
    let who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
    let mut command = Command::new("git");
    command.current_dir(site).args(who).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null").env_remove("GIT_DIR");
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn end(run: Child) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = run.wait_with_output().expect("tidings ends");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn translations(site: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(site.join("content/zh")).expect("the folder is there");
    files.map(|file| file.expect("it can be listed").path()).collect()
}

#[test]
fn each_of_many_runs_says_what_one_alone_says() {
    let site = site();
    let alone = end(start(site.path(), &["check", "--format", "short"]));
    assert_eq!((alone.0, alone.2.as_str()), (Some(1), ""));
    assert!(alone.1.lines().count() >= 2 * PAGES, "every translation has its findings");
    let runs: Vec<Child> = (0..RUNS).map(|_| start(site.path(), &["check", "--format", "short"])).collect();
    for run in runs {
        assert_eq!(end(run), alone);
    }
}

#[test]
fn runs_over_parts_of_the_pages_say_together_what_one_says_of_all() {
    let site = site();
    git(site.path(), &["init", "--quiet"]);
    git(site.path(), &["add", "--all"]);
    git(site.path(), &["commit", "--quiet", "--message", "x"]);
    let hook = ["check", "--pre-commit", "--quiet", "--format", "short"];
    let (_, all, _) = end(start(site.path(), &hook));
    // As pre-commit hands out all files, originals and translations apart.
    let files: Vec<String> = ["en", "zh"]
        .iter()
        .flat_map(|language| (0..PAGES).map(move |number| format!("content/{language}/page {number:03}.md")))
        .collect();
    let part = |files: &[String]| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        start(site.path(), &[&hook[..], &files].concat())
    };
    let runs: Vec<Child> = files.chunks(2 * PAGES / RUNS + 1).map(part).collect();
    let said: String = runs.into_iter().map(|run| end(run).1).collect();
    assert_eq!(said, all);
}

#[test]
fn a_changed_original_brings_along_what_is_found_in_its_translations() {
    let site = site();
    let original = "content/en/page 007.md";
    let said = |flag: &str, from: &str| {
        let mut command = command(site.path(), &["check", flag, "--quiet", "--format", "short", original]);
        let (code, said, errors) = end(command.env("PRE_COMMIT_FROM_REF", from).spawn().expect("tidings runs"));
        assert_eq!((code, errors.as_str()), (Some(i32::from(!said.is_empty())), ""));
        assert!(said.lines().all(|line| line.starts_with("content/zh/page 007.md:")), "{said}");
        !said.is_empty()
    };
    assert!(said("--pre-commit", ""), "nobody can say what was changed where there is no git");
    git(site.path(), &["init", "--quiet"]);
    git(site.path(), &["add", "--all"]);
    assert!(said("--pre-commit", ""), "before the first commit everything is new");
    git(site.path(), &["commit", "--quiet", "--message", "x"]);
    assert!(!said("--pre-commit", ""));
    assert!(said("--ignore-unknown", ""), "a person who names a page hears all about it");
    fs::write(site.path().join(original), EN.replace("Text.", "More text.")).expect("the file can be written");
    assert!(said("--pre-commit", ""));
    git(site.path(), &["add", "--all"]);
    assert!(said("--pre-commit", ""));
    git(site.path(), &["commit", "--quiet", "--message", "x"]);
    assert!(!said("--pre-commit", ""));
    assert!(said("--pre-commit", "HEAD~1"), "what a push brings has changed");
    assert!(!said("--pre-commit", "HEAD"));
    assert!(said("--pre-commit", "no-such-revision"));
}

#[test]
fn runs_that_fix_at_the_same_time_write_every_page_once_and_leave_nothing() {
    let (site, other) = (site(), site());
    assert_eq!(end(start(other.path(), &["check", "--fix-only"])).0, Some(0));
    let fixed = fs::read_to_string(&translations(other.path())[0]).expect("the file can be read");
    assert_ne!(fixed, ZH);
    let runs: Vec<Child> = (0..8).map(|_| start(site.path(), &["check", "--fix-only"])).collect();
    for run in runs {
        // A run may find that another one has written a page since it was read: it leaves the page alone and says so.
        let (code, _, said) = end(run);
        assert!(code == Some(0) || (code == Some(2) && said.contains("was changed")), "{code:?} {said}");
    }
    let files = translations(site.path());
    assert_eq!(files.len(), PAGES, "nothing is left beside the pages");
    for file in files {
        assert_eq!(fs::read_to_string(file).expect("the file can be read"), fixed);
    }
}
