//! The program as people and scripts meet it: exit codes, errors with their places, languages, formats, pipes.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use snapbox::cmd::{Command, OutputAssert, cargo_bin};
use snapbox::str;

/// A folder with a site in it, removed at the end.
struct Site(tempfile::TempDir);

/// Every format of `check`.
const FORMATS: [&str; 13] = [
    "full",
    "short",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "azure",
    "junit",
    "checkstyle",
    "rdjson",
    "rdjsonl",
    "markdown",
];
const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
const EN: &str = "content/en/news/announcing-2.4.md";
const ZH: &str = "content/zh/news/announcing-2.4.md";
const CLEAN: &str = "---\ntitle: Announcing Lantern 2.4\n---\n\n## What is new {#new}\n\nText.\n";
const CLEAN_ZH: &str = "---\ntitle: 发布 Lantern 2.4\n---\n\n## 新特性 {#new}\n\n正文。\n";
/// The same key twice: an error in any site.
const WRONG_ZH: &str = "---\ntitle: 发布 Lantern 2.4\ntitle: 发布\n---\n\n## 新特性 {#new}\n\n正文。\n";

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().expect("there is room for a folder"));
        site.write("hugo.toml", HUGO.as_bytes());
        for (path, text) in files {
            site.write(path, text.as_bytes());
        }
        site
    }

    fn clean() -> Self {
        Self::new(&[(EN, CLEAN), (ZH, CLEAN_ZH)])
    }

    fn wrong() -> Self {
        Self::new(&[(EN, CLEAN), (ZH, WRONG_ZH)])
    }

    fn write(&self, path: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("the folder can be made");
        fs::write(&path, bytes).expect("the file can be written");
        path
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> OutputAssert {
        tidings().current_dir(self.path()).args(arguments).assert()
    }
}

/// The program in an environment of its own: English, no colours asked for.
fn tidings() -> Command {
    let command = Command::new(cargo_bin!("tidings")).env("TIDINGS_LANG", "en");
    ["NO_COLOR", "CLICOLOR_FORCE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .fold(command, |command, name| command.env_remove(name))
}

fn stdout(assert: &OutputAssert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).expect("output is UTF-8")
}

fn stderr(assert: &OutputAssert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).expect("output is UTF-8")
}

#[test]
fn exit_codes_are_the_same_in_every_format() {
    let (clean, wrong) = (Site::clean(), Site::wrong());
    let broken = Site::wrong();
    broken.write("content/en/gbk.md", b"---\ntitle: \xb7\xa2\xb2\xbc\n---\n");
    let empty = Site::new(&[]);
    let table: &[(&Site, &[&str], i32)] = &[
        (&clean, &[], 0),
        (&wrong, &[], 1),
        (&wrong, &["content/zh"], 1),
        (&wrong, &["content/en"], 0),
        (&wrong, &["content/*/news/*.md"], 1),
        (&wrong, &["content/en/**/*.md"], 0),
        (&wrong, &["--max-findings", "0"], 1),
        (&wrong, &["--quiet"], 1),
        (&wrong, &["--fail-on", "error"], 1),
        (&broken, &[], 2),
        (&broken, &["content/en/gbk.md"], 2),
        (&broken, &["content/zh"], 1),
        (&clean, &["content/fr"], 2),
        (&clean, &["content/fr/**/*.md"], 2),
        (&clean, &["hugo.toml", "content/[.md"], 2),
        (&clean, &["--config", "missing.yaml"], 2),
        (&clean, &["--no-such-option"], 2),
        (&empty, &[], 2),
    ];
    for (i, (site, arguments, code)) in table.iter().enumerate() {
        // Each format has its turn, and the first rows all of them.
        let formats = if i < 2 { &FORMATS[..] } else { &FORMATS[i % FORMATS.len()..][..1] };
        for format in formats {
            let all: Vec<&str> = ["check", "--format", format].iter().chain(*arguments).copied().collect();
            let assert = site.run(&all);
            let found = assert.get_output().status.code();
            assert_eq!(found, Some(*code), "{all:?}\n{}{}", stdout(&assert), stderr(&assert));
        }
    }
}

#[test]
fn a_finding_is_one_line_in_short() {
    let site = Site::wrong();
    site.run(&["check", "--format", "short"]).code(1).stderr_eq("").stdout_eq(str![[r#"
content/zh/news/announcing-2.4.md:3:1: error[front-matter-syntax]: the key `title` is given twice

"#]]);
}

#[test]
fn full_shows_the_lines_and_a_summary() {
    let site = Site::wrong();
    site.run(&["check"]).code(1).stderr_eq("").stdout_eq(str![[r#"
error[front-matter-syntax]: the key `title` is given twice
   ╭─[content/zh/news/announcing-2.4.md:3:1]
 1 │ ---
 2 │ title: 发布 Lantern 2.4
   · ──┬──
   ·   ╰── the first one is here
 3 │ title: 发布
   · ─────
 4 │ ---
   ╰────

1 error in 2 pages (1 pair)

"#]]);
}

#[test]
fn messages_are_chinese_where_that_is_asked_for() {
    let site = Site::wrong();
    let expected = str![[r#"
content/zh/news/announcing-2.4.md:3:1: error[front-matter-syntax]: 键 `title` 出现了两次

"#]];
    let arguments = ["check", "--format", "short"];
    let run = || tidings().current_dir(site.path()).args(arguments);
    run().args(["--lang", "zh"]).assert().stdout_eq(expected.clone());
    run().args(["--lang=zh_CN"]).assert().stdout_eq(expected.clone());
    run().env("TIDINGS_LANG", "zh-Hans").assert().stdout_eq(expected.clone());
    run().env_remove("TIDINGS_LANG").env("LANG", "zh_CN.UTF-8").assert().stdout_eq(expected);
    let english = run().env_remove("TIDINGS_LANG").env("LANG", "zh_CN.UTF-8").env("LC_ALL", "C").assert();
    assert!(stdout(&english).contains("is given twice"));
    let configured = Site::wrong();
    configured.write("tidings.yaml", b"messages: zh\n");
    let said = |command: Command| stdout(&command.current_dir(configured.path()).args(arguments).assert().code(1));
    assert!(said(tidings().env_remove("TIDINGS_LANG")).contains("出现了两次"), "as the site says");
    assert!(said(tidings()).contains("is given twice"), "the environment comes first");
    tidings().args(["check", "--lang", "fr"]).assert().code(2);
    let help = tidings().args(["check", "--help", "--lang", "zh"]).assert().code(0);
    assert!(stdout(&help).contains("退出码"), "{}", stdout(&help));
    assert!(!stdout(&help).contains("help-"), "a sentence of the help is missing:\n{}", stdout(&help));
}

#[test]
fn every_command_has_help_in_both_languages() {
    for command in ["", "check", "inspect", "rules", "explain", "completions", "man"] {
        for lang in ["en", "zh"] {
            let arguments = [command, "--help", "--lang", lang];
            let help = tidings().args(arguments.iter().filter(|argument| !argument.is_empty())).assert().code(0);
            let text = stdout(&help);
            assert!(!text.contains("help-"), "a sentence of the help is missing:\n{text}");
            assert!(text.contains("tidings") && text.ends_with('\n'), "{text}");
        }
    }
}

#[test]
fn json_is_one_object_of_the_promised_shape() {
    let site = Site::wrong();
    let assert = site.run(&["check", "--format", "json"]).code(1);
    let report: serde_json::Value = serde_json::from_str(&stdout(&assert)).expect("the report is JSON");
    let root = fs::canonicalize(site.path()).expect("the site is there");
    assert_eq!(report["schema"], 1);
    assert_eq!(report["root"], root.to_str().expect("the path is text"));
    let finding = &report["diagnostics"][0];
    assert_eq!(finding["rule"], "front-matter-syntax");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["path"], ZH);
    assert_eq!(finding["range"]["start"], serde_json::json!({"line": 3, "column": 1, "offset": 30}));
    assert_eq!(finding["range"]["end"], serde_json::json!({"line": 3, "column": 6, "offset": 35}));
    assert_eq!(finding["related"][0]["path"], ZH);
    assert_eq!(finding["related"][0]["range"]["start"]["line"], 2);
    assert_eq!(finding["fix"], serde_json::Value::Null);
    assert_eq!(finding["url"], "docs/rules/front-matter-syntax.md");
    let summary = &report["summary"];
    for (key, number) in [("files", 2), ("pages", 2), ("errors", 1), ("warnings", 0), ("infos", 0), ("fixable", 0)] {
        assert_eq!(summary[key], number, "{key}");
    }
}

#[test]
fn arguments_choose_what_is_reported_not_what_is_read() {
    let site = Site::wrong();
    let assert = site.run(&["check", "--format", "json", ZH]).code(1);
    let report: serde_json::Value = serde_json::from_str(&stdout(&assert)).expect("the report is JSON");
    assert_eq!(report["summary"]["files"], 2);
    assert_eq!(report["summary"]["pages"], 1);
    assert_eq!(report["summary"]["pairs"], 1);
    let below = tidings().current_dir(site.path().join("content/zh")).args(["check", "news", "--format", "short"]);
    assert!(stdout(&below.assert().code(1)).starts_with(ZH));
}

#[test]
fn broken_configuration_is_located_and_nothing_is_checked() {
    let table = [
        ("version: 1\nsorce: en\n", "tidings.yaml:2:1: ", "did you mean `source`?"),
        (
            "version: 1\nrules:\n  front-matter-sintax: off\n",
            "tidings.yaml:3:3: ",
            "did you mean `front-matter-syntax`?",
        ),
        ("rules:\n  front-matter-syntax: fatal\n", "tidings.yaml:2:24: ", "error"),
        ("rules:\n  front-matter-syntax:\n    off: []\n", "tidings.yaml:3:5: ", "did you mean `of`?"),
        ("overrides:\n  - paths: ['content/zh/**']\n    rules:\n      no-such: off\n", "tidings.yaml:4:7: ", "no-such"),
        ("kinds:\n  - name: a\n    path: '('\n", "tidings.yaml:3:11: ", "regular expression"),
        ("a: [b\n", "tidings.yaml:", "YAML"),
        ("extends: [nothing]\n", "tidings.yaml:1:11: ", "nothing"),
    ];
    for (config, place, hint) in table {
        let site = Site::wrong();
        site.write("tidings.yaml", config.as_bytes());
        let assert = site.run(&["check", "--format", "short"]).code(2).stdout_eq("");
        let said = stderr(&assert);
        assert!(said.contains(&format!("error: {place}")), "{config}\n{said}");
        assert!(said.contains(hint), "{config}\n{said}");
        // Seen from elsewhere, the place is still one that can be opened.
        let parent = site.path().parent().expect("it lies in a folder");
        let name = site.path().file_name().expect("it has a name").to_string_lossy().into_owned();
        let assert = tidings().current_dir(parent).args(["check", &name]).assert().code(2);
        assert!(stderr(&assert).contains(&format!("error: {name}/{place}")), "{}", stderr(&assert));
    }
}

#[test]
fn broken_rules_of_a_site_are_located() {
    let good = "id: own\ngroup: own\nseverity: info\nsince: 0.1.0\nsummary: {en: x}\nmessage: {en: 'found {detail}'}\n\
                check:\n  problem:\n    of: [front-matter-duplicate-key]\n";
    let table = [
        (good.replace("severity: info", "severity: bad"), "own/own.yaml:3:11: ", ""),
        (good.replace("group:", "grup:"), "own/own.yaml:2:1: ", "did you mean `group`?"),
        (good.replace("{detail}", "{detial}"), "own/own.yaml:6:10: ", "detail"),
        (good.replace("problem:", "problm:"), "own/own.yaml:8:3: ", "did you mean `problem`?"),
        (good.replace("    of: [front-matter-duplicate-key]", "    of: [x"), "own/own.yaml:", ""),
    ];
    for (rule, place, hint) in table {
        let site = Site::wrong();
        site.write("tidings.yaml", b"rules_dir: own\n");
        site.write("own/own.yaml", rule.as_bytes());
        let said = stderr(&site.run(&["check"]).code(2).stdout_eq(""));
        assert!(said.contains(&format!("error: {place}")) && said.contains(hint), "{rule}\n{said}");
    }
    let site = Site::wrong();
    site.write("tidings.yaml", b"rules_dir: own\nrules:\n  front-matter-syntax: off\n");
    site.write("own/own.yaml", good.as_bytes());
    site.run(&["check", "--format", "short"]).code(0).stdout_eq(str![[r#"
content/zh/news/announcing-2.4.md:3:1: info[own]: found title

"#]]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_checked() {
    let site = Site::wrong();
    site.write("content/en/news/gbk.md", b"---\ntitle: \xb7\xa2\xb2\xbc\n---\n");
    let assert = site.run(&["check", "--format", "short"]).code(2);
    assert!(stdout(&assert).contains("announcing-2.4.md:3:1: error[front-matter-syntax]"));
    let said = stderr(&assert);
    assert!(said.starts_with("content/en/news/gbk.md: error: is not UTF-8"), "{said}");
    assert!(said.contains("\n  = "), "no cure: {said}");
}

#[test]
fn a_path_that_is_missing_is_corrected() {
    let site = Site::clean();
    let said = stderr(&site.run(&["check", "content/zh/news/anouncing-2.4.md"]).code(2));
    assert!(said.contains("did you mean `content/zh/news/announcing-2.4.md`?"), "{said}");
    tidings().current_dir(site.path().join("content/zh")).args(["check", ".."]).assert().code(0).stderr_eq("");
    let other = Site::clean();
    let said = stderr(&site.run(&["check", "content", &other.path().to_string_lossy()]).code(2));
    assert!(said.contains("lies outside the site"), "{said}");
}

#[test]
fn colours_are_for_terminals() {
    let site = Site::wrong();
    let has_color =
        |command: Command| stdout(&command.current_dir(site.path()).arg("check").assert()).contains('\u{1b}');
    assert!(!has_color(tidings()), "into a pipe");
    assert!(has_color(tidings().args(["--color", "always"])), "when asked for");
    assert!(has_color(tidings().env("CLICOLOR_FORCE", "1")), "when forced");
    assert!(!has_color(tidings().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")), "with NO_COLOR");
    assert!(!has_color(tidings().args(["--color", "never"]).env("CLICOLOR_FORCE", "1")), "when refused");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let site = Site::clean();
    for i in 0..2000 {
        site.write(&format!("content/zh/news/page-{i}.md"), WRONG_ZH.as_bytes());
    }
    for arguments in [&["check"][..], &["check", "--format", "json"], &["inspect", "--format", "jsonl"]] {
        let mut child = std::process::Command::new(cargo_bin!("tidings"))
            .args(arguments)
            .current_dir(site.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut out = child.stdout.take().expect("the output is a pipe");
        out.read_exact(&mut [0; 1]).expect("there is output");
        drop(out);
        let ended = child.wait_with_output().expect("the program ends");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{arguments:?}");
        assert!(ended.status.code().is_some_and(|code| code < 2), "{arguments:?}: {:?}", ended.status);
    }
}

#[test]
fn output_does_not_depend_on_threads_or_the_current_folder() {
    let site = Site::clean();
    for i in 0..60 {
        site.write(&format!("content/zh/news/page-{i}.md"), WRONG_ZH.as_bytes());
        site.write(&format!("content/en/news/page-{i}.md"), CLEAN.as_bytes());
    }
    let elsewhere = tempfile::tempdir().expect("there is room for a folder");
    let root = site.path().to_string_lossy().into_owned();
    for format in FORMATS {
        let run = |threads: &str, folder: &Path| {
            let command = tidings().env("RAYON_NUM_THREADS", threads).current_dir(folder);
            stdout(&command.args(["check", "--format", format, "--statistics", &root]).assert().code(1))
        };
        let first = run("1", site.path());
        assert!(first.contains("page-59"));
        assert!(run("2", site.path()) == first, "{format} with two threads");
        assert!(run("16", elsewhere.path()) == first, "{format} with 16 threads, from another folder");
    }
}

#[test]
fn names_and_texts_cannot_steer_a_terminal_or_a_runner() {
    let site = Site::clean();
    let evil = "---\n'##vso[x]##[error]y\u{202e}': a\n'##vso[x]##[error]y\u{202e}': b\n---\n\n::error::x\n";
    site.write("content/zh/a\u{1b}[31m.md", evil.as_bytes());
    site.write("content/zh/b\n::error::x.md", evil.as_bytes());
    for format in FORMATS {
        let assert = site.run(&["check", "--format", format]);
        let all = stdout(&assert) + &stderr(&assert);
        assert!(all.contains("31m"), "{format}");
        let hidden = |c: char| tidings::report::is_hidden(c) && c != '\n';
        assert!(!all.contains(hidden), "{format}: {all:?}");
        let commands = all.lines().filter(|line| line.trim_start().starts_with("::")).count();
        let azure = all.to_lowercase().matches("##vso[").count();
        let findings = 6;
        assert_eq!(commands, if format == "github" { findings } else { 0 }, "{format}: {all}");
        assert_eq!(azure, if format == "azure" { findings } else { 0 }, "{format}: {all}");
    }
}

#[test]
fn hostile_lines_are_cut() {
    let site = Site::clean();
    let long = "长".repeat(100_000);
    site.write(ZH, format!("---\n{long}: 1\n{long}: 2\n---\n").as_bytes());
    // SARIF brings the page of every rule that found something.
    for format in FORMATS.iter().filter(|format| **format != "sarif") {
        let assert = site.run(&["check", "--format", format, ZH]);
        assert!(assert.get_output().stdout.len() < 20_000, "{format}: {}", assert.get_output().stdout.len());
        assert!(assert.get_output().status.code().is_some_and(|code| code < 2), "{format}: {}", stderr(&assert));
    }
}

#[test]
fn inspect_shows_pages() {
    let site = Site::clean();
    site.run(&["inspect"]).code(0).stdout_eq(str![[r#"
en     content/en/news/announcing-2.4.md
zh     content/zh/news/announcing-2.4.md  <- content/en/news/announcing-2.4.md

"#]]);
    let lines = stdout(&site.run(&["inspect", "--format", "jsonl"]).code(0));
    let pages: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[1]["lang"], "zh");
    assert_eq!(pages[1]["key"], pages[0]["key"]);
    assert_eq!(pages[1]["front_matter"]["values"]["title"], "发布 Lantern 2.4");
    let heading = &pages[1]["headings"][0];
    assert_eq!((heading["level"].as_u64(), heading["id"].as_str()), (Some(2), Some("new")));
    assert_eq!((heading["explicit"].as_bool(), heading["scope"].as_str()), (Some(true), Some("page")));
    assert_eq!(heading["text"], "新特性");
    let whole: serde_json::Value =
        serde_json::from_str(&stdout(&site.run(&["inspect", "--format", "json", ZH]).code(0))).expect("it is JSON");
    assert_eq!(whole["pages"].as_array().map(Vec::len), Some(1));
    assert_eq!(whole["pages"][0], pages[1]);
    assert!(stdout(&site.run(&["inspect", ZH]).code(0)).contains("## 新特性  {#new}"));
}

#[test]
fn rules_are_listed_and_explained() {
    let site = Site::clean();
    site.write("tidings.yaml", b"rules:\n  front-matter-syntax: off\n");
    let listed = stdout(&site.run(&["rules", "--format", "json"]).code(0));
    let rules: Vec<serde_json::Value> = serde_json::from_str(&listed).expect("the list is JSON");
    let rule = rules.iter().find(|rule| rule["id"] == "front-matter-syntax").expect("the rule is listed");
    assert_eq!(rule["severity"], "off");
    let page = stdout(&site.run(&["explain", "front-matter-syntax"]).code(0));
    assert!(page.contains("the key `title` is given twice") && !page.contains("```"), "{page}");
    let page = stdout(&site.run(&["explain", "front-matter-syntax", "--lang", "zh"]).code(0));
    assert!(page.contains("严重程度"), "{page}");
    let said = stderr(&site.run(&["explain", "front-mater-syntax"]).code(2));
    assert!(said.contains("did you mean `front-matter-syntax`?"), "{said}");
}

#[test]
fn completions_and_the_manual_are_written() {
    assert!(stdout(&tidings().args(["completions", "bash"]).assert().code(0)).contains("_tidings"));
    assert!(stdout(&tidings().arg("man").assert().code(0)).contains(".TH tidings"));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_stops_nothing() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let site = Site::wrong();
    let name = site.path().join("content/zh/news").join(OsStr::from_bytes(b"\xff.md"));
    fs::write(&name, CLEAN_ZH).expect("the file can be written");
    let assert = site.run(&["check", "--format", "short"]).code(2);
    assert!(stdout(&assert).contains("announcing-2.4.md:3:1"), "{}", stdout(&assert));
    assert!(stderr(&assert).contains("UTF-8"), "{}", stderr(&assert));
    let named = tidings().current_dir(site.path()).arg("check").arg(&name).assert().code(2);
    assert!(stderr(&named).contains("UTF-8"), "{}", stderr(&named));
}
