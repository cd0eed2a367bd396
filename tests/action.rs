//! The steps of the action, run as a runner runs them: the scripts in `action/` with the variables of a runner, on a
//! fixture, with a release made of the program that was built for the tests.

#![allow(clippy::print_stdout, reason = "a skipped test says so")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use snapbox::cmd::cargo_bin;

/// The folder of a runner.
struct Runner {
    folder: tempfile::TempDir,
}

impl Runner {
    fn new() -> Self {
        let runner = Self { folder: tempfile::tempdir().expect("there is room for a folder") };
        for name in ["temp", "tools", "site", "release"] {
            fs::create_dir(runner.path(name)).expect("the folder can be made");
        }
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a step; its outputs are in the file `output` afterwards.
    fn step(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        fs::write(self.path("output"), "").expect("the file can be written");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action").join(script);
        let mut command = Command::new("bash");
        command
            .arg(script)
            .current_dir(self.path("site"))
            .envs([("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64"), ("TIDINGS_LANG", "en")])
            .env("RUNNER_TEMP", self.path("temp"))
            .env("RUNNER_TOOL_CACHE", self.path("tools"))
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("GITHUB_STEP_SUMMARY", self.path("summary"))
            .env("TIDINGS_FOLDER", self.path("tools/tidings"))
            .env("TIDINGS_MIRROR", self.path("release"))
            .envs(variables.iter().copied());
        command.output().expect("bash runs")
    }

    /// An output of the last step.
    fn output(&self, name: &str) -> String {
        let outputs = fs::read_to_string(self.path("output")).expect("the file is there");
        let value = outputs.lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
        value.unwrap_or_else(|| panic!("no output `{name}` in {outputs}")).to_owned()
    }

    /// Makes a release of the program, and the list of checksums with it.
    fn release(&self) {
        let program = cargo_bin!("tidings");
        let folder = program.parent().expect("the program lies in a folder");
        let archive = self.path("release/tidings-x86_64-unknown-linux-musl.tar.gz");
        let made = Command::new("tar").arg("-czf").arg(&archive).arg("-C").arg(folder).arg("tidings").status();
        assert!(made.expect("tar runs").success());
        let sums = "(sha256sum -- *.tar.gz || shasum -a 256 -- *.tar.gz) 2>/dev/null >SHA256SUMS";
        let made = Command::new("sh").args(["-c", sums]).current_dir(self.path("release")).status();
        assert!(made.expect("sh runs").success());
    }

    /// The demo site as a repository.
    fn site(&self) {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo"), &self.path("site"));
        fs::create_dir(self.path("tools/tidings")).expect("the folder can be made");
        std::os::unix::fs::symlink(cargo_bin!("tidings"), self.path("tools/tidings/tidings"))
            .expect("a link can be made");
    }

    fn git(&self, arguments: &[&str]) -> String {
        let who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
        let output = Command::new("git").current_dir(self.path("site")).args(who).args(arguments).output();
        let output = output.expect("git runs");
        assert!(output.status.success(), "{arguments:?}: {}", text(&output));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the fixture can be listed").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).expect("the file can be copied");
        }
    }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_version_is_the_one_asked_for_or_that_of_the_action() {
    let runner = Runner::new();
    let version = |given: &str| {
        let output = runner.step("version.sh", &[("TIDINGS_VERSION", given)]);
        (output.status.code(), text(&output))
    };
    assert_eq!(version("").0, Some(0));
    assert_eq!(runner.output("version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(version("v1.2.3-rc.1").0, Some(0));
    assert_eq!(runner.output("key"), "tidings-Linux-X64-1.2.3-rc.1");
    assert_eq!(version("source").0, Some(0));
    assert!(runner.output("key").len() > 80, "the key of a build depends on the sources");
    for given in ["latest", "1.2.3/../../x", "1.2.3\nfolder=/", "$(id)", "1.2.3 4"] {
        let (code, said) = version(given);
        assert_eq!(code, Some(2), "{given}: {said}");
        assert!(said.starts_with("::error title=tidings::"), "{said}");
    }
}

#[test]
fn a_release_is_installed_when_its_checksum_is_right() {
    let runner = Runner::new();
    runner.release();
    let install = || runner.step("install.sh", &[("TIDINGS_VERSION", env!("CARGO_PKG_VERSION"))]);
    let output = install();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(text(&output).contains(concat!("tidings ", env!("CARGO_PKG_VERSION"))), "{}", text(&output));
    fs::remove_dir_all(runner.path("tools/tidings")).expect("the folder can be removed");
    let sums = runner.path("release/SHA256SUMS");
    let right = fs::read_to_string(&sums).expect("the list is there");
    let archive = "tidings-x86_64-unknown-linux-musl.tar.gz";
    let wrong = format!("{}  {archive}\n", "0".repeat(64));
    for list in [&wrong, "", &right.replace(archive, "other.tar.gz"), &format!("{right}{wrong}")] {
        fs::write(&sums, list).expect("the list can be written");
        let output = install();
        assert_eq!(output.status.code(), Some(2), "{list}: {}", text(&output));
        assert!(!runner.path("tools/tidings/tidings").exists(), "{list}");
    }
    let output = runner.step("install.sh", &[("TIDINGS_VERSION", "1.0.0"), ("RUNNER_ARCH", "RISCV")]);
    assert!(output.status.code() == Some(2) && text(&output).contains("version: source"), "{}", text(&output));
    // Without a mirror the release is downloaded, from the repository that the action came from.
    let gh = runner.path("gh");
    let script = "#!/bin/sh\necho \"$@\"\nwhile [ \"$1\" != --dir ]; do shift; done\ncp \"$RELEASE\"/* \"$2\"\n";
    fs::write(&gh, script).expect("the file can be written");
    fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).expect("the mode can be set");
    fs::write(&sums, &right).expect("the list can be written");
    let path = format!("{}:{}", runner.folder.path().display(), std::env::var("PATH").expect("there is a path"));
    let release = runner.path("release").display().to_string();
    let mut variables = vec![
        ("TIDINGS_MIRROR", ""),
        ("TIDINGS_VERSION", env!("CARGO_PKG_VERSION")),
        ("TIDINGS_REPOSITORY", "somebody/tidings"),
        ("PATH", path.as_str()),
        ("RELEASE", release.as_str()),
    ];
    let output = runner.step("install.sh", &variables);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let asked = concat!("release download v", env!("CARGO_PKG_VERSION"), " --repo somebody/tidings --dir ");
    assert!(text(&output).starts_with(asked), "{}", text(&output));
    assert!(runner.path("tools/tidings/tidings").exists());
    // A runner that does not say it: then Cargo.toml does, once it names a repository.
    variables[2].1 = "";
    let output = runner.step("install.sh", &variables);
    let known = env!("CARGO_PKG_REPOSITORY").strip_prefix("https://github.com/");
    match known {
        Some(repository) => assert!(text(&output).contains(&format!("--repo {repository} ")), "{}", text(&output)),
        None => assert!(text(&output).contains("version: source"), "{}", text(&output)),
    }
    let left: Vec<_> = fs::read_dir(runner.path("temp")).expect("the folder can be listed").flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_check_annotates_and_leaves_its_files_to_the_next_steps() {
    let runner = Runner::new();
    runner.site();
    let output = runner.step("check.sh", &[]);
    assert_eq!(output.status.code(), Some(0), "findings end the job later: {}", text(&output));
    assert_eq!(runner.output("exit-code"), "1");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!said.is_empty() && said.lines().all(|line| line.starts_with("::")), "{said}");
    let sarif = fs::read_to_string(runner.output("sarif-file")).expect("the report is there");
    let sarif: serde_json::Value = serde_json::from_str(&sarif).expect("the report is JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(said.lines().count()));
    let summary = fs::read_to_string(runner.path("summary")).expect("the summary is there");
    assert!(summary.contains("\n### zh\n") && summary.contains("code-span-differs"), "{summary}");
    assert_eq!(fs::read_to_string(runner.output("summary-file")).expect("it is there"), summary);
    let result = |code: &str, fail_on: &str| {
        runner.step("result.sh", &[("EXIT_CODE", code), ("INPUT_FAIL_ON", fail_on)]).status.code()
    };
    assert_eq!(
        [result("0", "warning"), result("1", "warning"), result("1", "never"), result("2", "never"), result("", "")],
        [Some(0), Some(1), Some(0), Some(2), Some(2)]
    );
}

#[test]
fn inputs_are_words_and_never_commands() {
    let runner = Runner::new();
    runner.site();
    let page = "content/zh/news/releases/2.4.x/announcing-2.4/index.md";
    let run = |variables: &[(&str, &str)]| {
        let output = runner.step("check.sh", variables);
        (output.status.code(), text(&output))
    };
    let paths = format!("\n{page}\r\n\n");
    let (code, said) = run(&[("INPUT_PATHS", &paths), ("INPUT_ANNOTATE", "false"), ("INPUT_SUMMARY", "false")]);
    assert!(code == Some(0) && said.contains("4 errors"), "{said}");
    assert!(!runner.path("summary").exists());
    for evil in ["$(touch evil)", "`touch evil`", "; touch evil", "x' ; touch evil '", "* --no-such"] {
        run(&[("INPUT_PATHS", evil)]);
        assert_eq!(runner.output("exit-code"), "2", "{evil}");
        run(&[("INPUT_ARGUMENTS", evil)]);
        run(&[("INPUT_ROOT", evil)]);
        let (code, said) = run(&[("INPUT_FAIL_ON", evil)]);
        assert!(code == Some(2) && said.contains("'fail-on'"), "{evil}: {said}");
        assert!(!runner.path("site/evil").exists(), "{evil}");
    }
    // A path that looks like an option is a path.
    run(&[("INPUT_PATHS", "--version")]);
    assert_eq!(runner.output("exit-code"), "2");
    run(&[("INPUT_ARGUMENTS", "--max-findings\n0\n--quiet"), ("INPUT_FAIL_ON", "never")]);
    assert_eq!(runner.output("exit-code"), "1");
}

#[test]
fn a_pull_request_sees_what_it_changed() {
    let help = Command::new(cargo_bin!("tidings")).args(["check", "--help"]).output().expect("the program runs");
    if !text(&help).contains("--since") {
        println!("skipped: this tidings knows no revisions");
        return;
    }
    if Command::new("git").arg("--version").output().is_err() {
        println!("skipped: git is not installed");
        return;
    }
    let runner = Runner::new();
    runner.site();
    runner.git(&["init", "--quiet"]);
    runner.git(&["add", "--all"]);
    runner.git(&["commit", "--quiet", "--message", "before"]);
    let base = runner.git(&["rev-parse", "HEAD"]);
    let page = runner.path("site/content/zh/news/releases/2.4.x/announcing-2.4/index.md");
    let text_before = fs::read_to_string(&page).expect("the page is there");
    fs::write(&page, format!("{text_before}\n新的一段，含有 `lanternctl nosuch`。\n"))
        .expect("the page can be written");
    runner.git(&["commit", "--quiet", "--all", "--message", "after"]);
    let findings = |variables: &[(&str, &str)]| {
        let output = runner.step("check.sh", &[variables, &[("INPUT_FAIL_ON", "info")]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        assert_eq!(runner.output("exit-code"), "1", "{}", text(&output));
        String::from_utf8_lossy(&output.stdout).lines().count()
    };
    let all = findings(&[]);
    let new = findings(&[("PULL_REQUEST_BASE", &base)]);
    assert!(0 < new && new < all, "{new} of {all}");
    assert_eq!(findings(&[("PULL_REQUEST_BASE", &base), ("INPUT_SINCE", "none")]), all);
    assert_eq!(findings(&[("INPUT_SINCE", &base)]), new);
    let output = runner.step("check.sh", &[("INPUT_SINCE", "no-such-branch")]);
    assert!(output.status.code() == Some(2) && text(&output).contains("'since'"), "{}", text(&output));
    // A pull request is checked out as its merge with a base that went on after the event: what came with it is not new.
    let head = runner.git(&["rev-parse", "HEAD"]);
    runner.git(&["checkout", "--quiet", "-b", "base", &base]);
    for (language, code) in [("en", "one"), ("zh", "two")] {
        let page = format!("---\ntitle: Other\n---\n\nWords with `{code}`.\n");
        fs::write(runner.path(&format!("site/content/{language}/other.md")), page).expect("the page can be written");
    }
    runner.git(&["add", "--all"]);
    runner.git(&["commit", "--quiet", "--message", "the base goes on"]);
    runner.git(&["merge", "--quiet", "--no-ff", "--message", "merge", &head]);
    assert!(findings(&[("PULL_REQUEST_BASE", &base)]) > new);
    assert_eq!(findings(&[("PULL_REQUEST_BASE", &base), ("PULL_REQUEST_HEAD", &head)]), new);
    assert!(findings(&[("PULL_REQUEST_BASE", &base), ("PULL_REQUEST_HEAD", &base)]) > new);
    // A checkout of one commit fetches what it lacks.
    runner.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let origin = runner.path("origin");
    fs::rename(runner.path("site"), &origin).expect("the folder can be renamed");
    fs::create_dir(runner.path("site")).expect("the folder can be made");
    runner.git(&["clone", "--quiet", "--depth=1", &format!("file://{}", origin.display()), "."]);
    assert_eq!(findings(&[("PULL_REQUEST_BASE", &base), ("PULL_REQUEST_HEAD", &head)]), new);
    assert_eq!(runner.git(&["rev-parse", "--is-shallow-repository"]), "true", "one more commit is enough");
    assert!(findings(&[("PULL_REQUEST_BASE", &base)]) > new);
    let output = runner.step("check.sh", &[("PULL_REQUEST_BASE", &"0".repeat(40))]);
    assert!(output.status.code() == Some(2) && text(&output).contains("cannot fetch"), "{}", text(&output));
}
