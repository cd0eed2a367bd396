//! Adopting tidings on a site with old findings: suppressions, the baseline, and findings of changed lines only.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a skipped test says so")]

mod baseline;
mod changed;
mod config;
mod init;
#[path = "../support/shared.rs"]
mod shared;
mod suppressions;
mod translate;

use std::fs;
use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};

const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
const EN: &str = "content/en/news/announcing-2.4.md";
const ZH: &str = "content/zh/news/announcing-2.4.md";

/// A folder with a site in it, removed at the end.
struct Site(tempfile::TempDir);

/// How a run ended, and what it said.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// The findings: `path:line:col: severity[rule]`.
    fn findings(&self) -> Vec<String> {
        self.out.lines().filter_map(|line| Some(line.split_once("]: ")?.0.to_owned() + "]")).collect()
    }
}

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().expect("there is room for a folder"));
        site.write("hugo.toml", HUGO);
        files.iter().for_each(|(path, text)| site.write(path, text));
        site
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).expect("the file can be read")
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in("", arguments)
    }

    /// Runs tidings in a folder of the site.
    fn run_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        let command = Command::new(cargo_bin!("tidings")).env("TIDINGS_LANG", "en").env_remove("GIT_DIR");
        let output = command.current_dir(self.path().join(folder)).args(arguments).output().expect("tidings runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    fn check(&self, arguments: &[&str]) -> Ran {
        let all: Vec<&str> = ["check", "--format", "short"].iter().chain(arguments).copied().collect();
        self.run(&all)
    }
}
