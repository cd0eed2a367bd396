//! The hooks for pre-commit, run by the real pre-commit in repositories of their own: a commit that breaks a translation
//! is stopped, a clean one passes, and the hook that fixes does so.
//!
//! The hooks are those of `.pre-commit-hooks.yaml` but for their language: `system` takes the program that was built for
//! the tests, where `rust` would build it once more.
#![allow(clippy::print_stdout, reason = "tests say what they skip")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use snapbox::cmd::cargo_bin;

const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
const EN: &str =
    "---\ntitle: Lantern 2.4\n---\n\nSome words with `lanternctl get`.\n\n## What is new {#new}\n\nText.\n";
const ZH: &str = "---\ntitle: Lantern 2.4\n---\n\n一些文字，含有 `lanternctl get`。\n\n## 新特性 {#new}\n\n正文。\n";

/// A repository with a site, and beside it one with the hooks.
struct Repositories {
    folder: tempfile::TempDir,
}

impl Repositories {
    /// `None` when there is no pre-commit or no git.
    fn new() -> Option<Self> {
        for program in ["pre-commit", "git"] {
            if Command::new(program).arg("--version").output().is_err() {
                println!("skipped: {program} is not installed");
                return None;
            }
        }
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let repositories = Self { folder };
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
        let hooks = fs::read_to_string(manifest).expect("the hooks are part of the repository");
        assert_eq!(hooks.matches("  language: rust\n").count(), 2);
        let hooks = hooks.replace("  language: rust\n", "  language: system\n");
        repositories.write("hooks", ".pre-commit-hooks.yaml", &hooks);
        for (path, text) in [
            ("hugo.toml", HUGO),
            ("README.md", "# The the site\n"),
            ("content/en/a page.md", EN),
            ("content/zh/a page.md", ZH),
            ("content/en/other.md", EN),
            ("content/zh/other.md", ZH),
        ] {
            repositories.write("site", path, text);
        }
        for name in ["hooks", "site"] {
            repositories.git(name, &["init", "--quiet"]);
            repositories.commit(name);
        }
        Some(repositories)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, path: &str, text: &str) {
        let path = self.path(name).join(path);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path("site").join(path)).expect("the file is there")
    }

    /// A command in one of the repositories, with the program on the path and nothing of the user's own settings.
    fn command(&self, program: &str, name: &str) -> Command {
        let own = cargo_bin!("tidings").parent().expect("the program lies in a folder");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([own.to_path_buf()].into_iter().chain(std::env::split_paths(&path)));
        let mut command = Command::new(program);
        command
            .current_dir(self.path(name))
            .env("PATH", path.expect("the path can be extended"))
            .env("HOME", self.folder.path())
            .env("PRE_COMMIT_HOME", self.path("cache"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("TIDINGS_LANG", "en");
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_AUTHOR_DATE"] {
            command.env_remove(name);
        }
        command
    }

    fn git(&self, name: &str, arguments: &[&str]) -> Output {
        let who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
        let mut command = self.command("git", name);
        command.args(who).args(arguments);
        command.output().expect("git runs")
    }

    fn commit(&self, name: &str) {
        self.git(name, &["add", "--all"]);
        let output = self.git(name, &["commit", "--quiet", "--no-verify", "--message", "x"]);
        assert!(output.status.success(), "{}", text(&output));
    }

    /// Runs a hook over files of the site.
    fn try_hook(&self, hook: &str, files: &[&str]) -> Output {
        let mut command = self.command("pre-commit", "site");
        command.args(["try-repo", "../hooks", hook, "--color", "never"]);
        match files {
            ["--all-files"] => command.arg("--all-files"),
            files => command.arg("--files").args(files),
        };
        command.output().expect("pre-commit runs")
    }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn passed(output: &Output) -> bool {
    let all = text(output);
    assert_eq!(output.status.success(), all.contains("Passed"), "{all}");
    assert_ne!(output.status.success(), all.contains("Failed"), "{all}");
    output.status.success()
}

#[test]
fn a_hook_reports_the_files_that_it_is_given_and_their_translations() {
    let Some(repositories) = Repositories::new() else { return };
    assert!(passed(&repositories.try_hook("tidings", &["--all-files"])));
    repositories.write("site", "content/zh/a page.md", &ZH.replace("{#new}", "{#neu}"));
    let failed = repositories.try_hook("tidings", &["content/zh/a page.md", "README.md"]);
    assert!(!passed(&failed) && text(&failed).contains("anchor-differs"), "{}", text(&failed));
    // The whole site is read, and what is not given is not reported.
    assert!(passed(&repositories.try_hook("tidings", &["content/zh/other.md"])));
    assert!(passed(&repositories.try_hook("tidings", &["README.md"])), "a file that is no page is passed over");
    // Whoever changes an original hears what its translations say.
    assert!(passed(&repositories.try_hook("tidings", &["content/en/a page.md"])));
    repositories.write("site", "content/en/a page.md", &EN.replace("Text.", "More text."));
    let failed = repositories.try_hook("tidings", &["content/en/a page.md"]);
    assert!(!passed(&failed) && text(&failed).contains("content/zh/a page.md"), "{}", text(&failed));
}

#[test]
fn over_all_files_each_finding_is_told_once() {
    let Some(repositories) = Repositories::new() else { return };
    // More names than fit on one command line: pre-commit starts a process for each part of them. The last translations are
    // in another part than their originals.
    let name = |number: usize| format!("{}{number:04}.md", "a folder with a long name/".repeat(7));
    for number in 0..500 {
        repositories.write("site", &format!("content/en/{}", name(number)), EN);
        let text = if number >= 497 { ZH.replace("{#new}", "{#neu}") } else { ZH.to_owned() };
        repositories.write("site", &format!("content/zh/{}", name(number)), &text);
    }
    repositories.commit("site");
    let failed = repositories.try_hook("tidings", &["--all-files"]);
    assert!(!passed(&failed));
    let said = text(&failed);
    assert!(said.matches(" pairs)").count() > 1, "each process ends with a summary: {said}");
    for number in 497..500 {
        let place = format!("content/zh/{}:7:", name(number));
        assert_eq!(said.matches(&place).count(), 1, "{said}");
    }
}

#[test]
fn a_commit_that_breaks_a_translation_is_stopped() {
    let Some(repositories) = Repositories::new() else { return };
    let hooks = repositories.path("hooks");
    let revision = text(&repositories.git("hooks", &["rev-parse", "HEAD"]));
    let config = format!(
        "repos:\n  - repo: {}\n    rev: {}\n    hooks:\n      - id: tidings\n",
        hooks.display(),
        revision.trim()
    );
    repositories.write("site", ".pre-commit-config.yaml", &config);
    repositories.commit("site");
    let install = repositories.command("pre-commit", "site").arg("install").output().expect("pre-commit runs");
    assert!(install.status.success(), "{}", text(&install));
    let commit = |path: &str, page: &str| {
        repositories.write("site", path, page);
        repositories.git("site", &["add", "--all"]);
        let output = repositories.git("site", &["commit", "--message", "x"]);
        (output.status.success(), text(&output))
    };
    let (done, said) = commit("content/zh/a page.md", &ZH.replace("{#new}", "{#neu}"));
    assert!(!done && said.contains("anchor `#neu` differs"), "{said}");
    let (done, said) = commit("content/zh/a page.md", &ZH.replace("正文", "新的正文"));
    assert!(done, "{said}");
    // A new file with an odd name, and one that goes away.
    let (done, said) = commit("content/zh/新\nname.md", &ZH.replace("title: Lantern 2.4", "title: a\ntitle: b"));
    assert!(!done && said.contains("given twice"), "{said}");
    fs::remove_file(repositories.path("site").join("content/zh/新\nname.md")).expect("the file can be removed");
    let (done, said) = commit("content/zh/other.md", &ZH.replace("正文", "其他正文"));
    assert!(done, "{said}");
}

#[test]
fn the_hook_that_fixes_does_so() {
    let Some(repositories) = Repositories::new() else { return };
    let help = Command::new(cargo_bin!("tidings")).args(["check", "--help"]).output().expect("the program runs");
    if !text(&help).contains("--fix") {
        println!("skipped: this tidings makes no fixes");
        return;
    }
    repositories.write("site", "content/zh/a page.md", &ZH.replace("{#new}", "{#neu}"));
    let first = repositories.try_hook("tidings-fix", &["content/zh/a page.md"]);
    assert!(!passed(&first), "what was changed has to be added to the commit: {}", text(&first));
    assert_eq!(repositories.read("content/zh/a page.md"), ZH);
    assert!(passed(&repositories.try_hook("tidings-fix", &["content/zh/a page.md"])));
}
