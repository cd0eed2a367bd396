//! The report formats as their consumers read them, over the fixture sites and over a site whose names and texts try to
//! break out of every one of them.
#![allow(clippy::print_stdout, reason = "tests say what they skip")]

#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use shared::shared;
use snapbox::cmd::cargo_bin;

/// Formats with the endings that their files have here.
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

/// Texts that break out of a format that does not escape them.
const EVIL: [&str; 14] = [
    "\u{1b}[31mred\u{1b}]8;;http://x\u{7}",
    "::error file=x::y",
    "##vso[task.setvariable variable=x]y",
    "##[error]x",
    "a%0Ab%0D%25",
    "]]><failure/>&lt;\"'",
    "<img src=x onerror=alert(1)>",
    "`tick` ``two`` [link](http://x) ![i](http://x)",
    "@everyone #1 GH-1",
    "a|b\\|c",
    "\u{202e}drow\u{2066}\u{200b}\u{feff}",
    "a\u{85}b\u{2028}c\u{fffe}\u{ffff}",
    "a;b,c:d=e",
    "长\u{e0041}👩\u{200d}💻",
];

/// A folder with what lies in it, removed at the end.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room for a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("the folder can be made");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Runs `tidings check` in the folder.
    fn check(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(cargo_bin!("tidings"));
        command.current_dir(self.path()).env("TIDINGS_LANG", "en").arg("check").args(arguments);
        command.output().expect("the program runs")
    }

    /// The report in one format.
    fn report(&self, format: &str) -> String {
        let output = self.check(&["--format", format]);
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("reports are UTF-8")
    }
}

const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";

/// A site whose pages hold the texts of [`EVIL`] wherever a finding quotes them, in files that are named after them.
fn evil_site() -> Folder {
    let folder = Folder::new();
    folder.write("hugo.toml", HUGO);
    for (i, text) in EVIL.iter().enumerate() {
        let name: String = text.chars().filter(|c| !matches!(c, '/' | '\0')).collect();
        let quoted = text.replace('\'', "''");
        let page = |code: &str| {
            format!(
                "---\ntitle: x\n'{quoted}': a\n'{quoted}': b\n---\n\n## H {text}\n\nText {text} with `{code}` \
                 and [a {text}](/docs/{i}).\n\n```text\n{text}\n```\n"
            )
        };
        folder.write(&format!("content/en/{i}{name}.md"), &page("one"));
        folder.write(&format!("content/zh/{i}{name}.md"), &page(&format!("two {}", text.replace('`', ""))));
    }
    folder.write("content/zh/line\nend::error::x.md", "---\ntitle: a\ntitle: b\n---\n");
    folder
}

fn lantern() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lantern")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn every_format_tells_every_finding_of_a_hostile_site() {
    let site = evil_site();
    let findings = json(&site.report("json"))["diagnostics"].as_array().expect("findings are a list").len();
    assert!(findings >= 3 * EVIL.len(), "the site has too few findings: {findings}");
    for format in FORMATS {
        let report = site.report(format);
        let hidden = |c: char| tidings::report::is_hidden(c) && c != '\n';
        assert!(!report.contains(hidden), "{format} has a hidden character: {:?}", report.find(hidden));
        let commands = report.lines().filter(|line| line.trim_start().starts_with("::")).count();
        assert_eq!(commands, if format == "github" { findings } else { 0 }, "{format}");
        assert_eq!(
            report.matches("##vso[").count(),
            if format == "azure" { findings } else { 0 },
            "{format} lets a command of a runner through"
        );
        assert!(!report.contains("##["), "{format} lets a command of a runner through");
        let count = match format {
            "jsonl" | "rdjsonl" | "short" | "github" | "azure" => report.lines().count(),
            "gitlab" => json(&report).as_array().map_or(0, Vec::len),
            "rdjson" => json(&report)["diagnostics"].as_array().map_or(0, Vec::len),
            "sarif" => json(&report)["runs"][0]["results"].as_array().map_or(0, Vec::len),
            "junit" => elements(&report).iter().filter(|name| *name == "testcase").count(),
            "checkstyle" => elements(&report).iter().filter(|name| *name == "error").count(),
            _ => continue,
        };
        assert_eq!(count, findings, "{format}");
    }
}

/// The names of the elements of an XML report, which must be well-formed.
fn elements(report: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(report);
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("the report is well-formed") {
            Event::Eof => return names,
            Event::Start(start) | Event::Empty(start) => {
                for attribute in start.attributes() {
                    let attribute = attribute.expect("attributes are well-formed and different");
                    assert!(!attribute.value.contains('<'), "{report}");
                }
                names.push(start.name().as_ref().to_owned());
            }
            _ => {}
        }
    }
}

#[test]
fn workflow_commands_are_escaped() {
    let report = evil_site().report("github");
    let properties = ["file", "line", "endLine", "col", "endColumn", "title"];
    for line in report.lines() {
        let (head, message) = line[2..].split_once("::").expect("a command has a head and a message");
        let (level, list) = head.split_once(' ').expect("a command has properties");
        assert!(["error", "warning", "notice"].contains(&level), "{line}");
        for property in list.split(',') {
            let (name, value) = property.split_once('=').unwrap_or_else(|| panic!("{property} in {line}"));
            assert!(properties.contains(&name) && !value.contains(':'), "{property} in {line}");
        }
        for (at, _) in line.match_indices('%') {
            let code = &line[at + 1..at + 3];
            assert!(["25", "0D", "0A", "3A", "2C"].contains(&code), "`%{code}` in {line}");
        }
        assert!(!message.is_empty());
    }
}

#[test]
fn markdown_shows_no_markup_of_a_page() {
    let report = evil_site().report("markdown");
    // What is left without comments and code, which tidings writes itself, is text.
    let text = ["<!-- -->", "<code>", "</code>"].iter().fold(report.clone(), |text, own| text.replace(own, ""));
    assert!(!text.contains(['<', '>', '`', '[', ']', '@', '\\']), "{text}");
    for row in report.lines().filter(|line| line.starts_with('|')) {
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
    assert!(report.contains("\n### en\n") && report.contains("\n### zh\n"), "{report}");
}

#[test]
fn markdown_fits_into_a_comment() {
    let site = Folder::new();
    site.write("hugo.toml", HUGO);
    for i in 0..1200 {
        site.write(&format!("content/en/page-{i}.md"), "---\ntitle: a\ntitle: b\n---\n");
    }
    site.write("content/zh/page-0.md", "---\ntitle: a\ntitle: b\n---\n");
    let report = site.report("markdown");
    assert!(report.len() < 65_536, "{}", report.len());
    assert!(report.contains(" more\n") && report.contains("\n### zh\n"), "the second language has its share");
}

/// The schema at `clients/schemas/NAME` of the shared material.
fn schema(name: &str) -> Option<Value> {
    let path = shared(&format!("clients/schemas/{name}"))?;
    Some(json(&fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))))
}

#[test]
fn sarif_fits_its_schema_and_the_rules_of_its_consumers() {
    let Some(schema) = schema("sarif-2.1.0.json") else { return };
    let validator = jsonschema::validator_for(&schema).expect("the schema is valid");
    let site = evil_site();
    for output in [site.report("sarif"), report_of(&lantern(), "sarif")] {
        let log = json(&output);
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{error} at {}", error.instance_path())).take(5).collect();
        assert_eq!(errors, [] as [String; 0]);
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let rules = run["tool"]["driver"]["rules"].as_array().expect("there are rules");
        for rule in rules {
            assert_ne!(rule["id"], rule["name"]);
            assert!(rule["help"]["markdown"].as_str().is_some_and(|help| help.contains("\n## ")), "{rule}");
            assert!(rule["helpUri"].as_str().is_some_and(|uri| uri.contains(':')), "{rule}");
        }
        for result in run["results"].as_array().expect("there are results") {
            let number = result["ruleIndex"].as_u64().expect("a rule is named") as usize;
            assert_eq!(rules[number]["id"], result["ruleId"]);
            let places = [&result["locations"], &result["relatedLocations"]];
            for place in places.iter().filter_map(|places| places.as_array()).flatten() {
                let uri = place["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a place has a file");
                assert!(uri.bytes().all(|b| b.is_ascii_graphic()) && !uri.contains(':'), "{uri}");
            }
        }
    }
}

fn report_of(site: &Path, format: &str) -> String {
    let mut command = Command::new(cargo_bin!("tidings"));
    command.env("TIDINGS_LANG", "en").args(["check", "--format", format]).arg(site);
    String::from_utf8(command.output().expect("the program runs").stdout).expect("reports are UTF-8")
}

#[test]
fn fingerprints_differ_from_each_other_and_stay_when_lines_are_added_above() {
    let names = |site: &Folder| {
        let log = json(&site.report("sarif"));
        let results = log["runs"][0]["results"].as_array().expect("there are results").clone();
        let sarif: Vec<String> =
            results.iter().map(|result| result["partialFingerprints"]["tidings/v1"].to_string()).collect();
        let issues = json(&site.report("gitlab"));
        let issues = issues.as_array().expect("issues are a list");
        let gitlab: Vec<String> = issues.iter().map(|issue| issue["fingerprint"].to_string()).collect();
        assert_eq!(sarif, gitlab, "the same in both formats");
        assert_eq!(sarif.iter().collect::<BTreeSet<_>>().len(), sarif.len(), "no two are the same");
        sarif
    };
    let site = Folder::new();
    site.write("hugo.toml", HUGO);
    let body = "## One {#one}\n\nThe `lanternctl get` and the the number 1.20.\n\n## Two {#two}\n\n`a` and `b`.\n";
    let other = "## 一 {#eins}\n\n`lanternctl list` 与 1.21。\n\n## 二 {#zwei}\n\n`c`。\n";
    let head = "---\ntitle: Lantern\n---\n\n";
    site.write("content/en/a.md", &format!("{head}{body}"));
    site.write("content/zh/a.md", &format!("{head}{other}"));
    let before = names(&site);
    assert!(before.len() > 3, "{before:?}");
    let (more, mehr) = ("More `x`.\n\n".repeat(5), "更多 `x`。\n\n".repeat(5));
    site.write("content/en/a.md", &format!("{head}{more}{body}"));
    site.write("content/zh/a.md", &format!("{head}{mehr}{other}"));
    assert_eq!(names(&site), before);
}

#[test]
fn paths_count_from_the_top_of_the_repository() {
    let top = Folder::new();
    fs::create_dir(top.path().join(".git")).expect("the folder can be made");
    top.write("website/docs/hugo.toml", HUGO);
    top.write("website/docs/content/en/a.md", "---\ntitle: a\ntitle: b\n---\n");
    let run = |folder: &Path| {
        let mut command = Command::new(cargo_bin!("tidings"));
        command.env("TIDINGS_LANG", "en").current_dir(folder).args(["check", "--format", "gitlab", "--root"]);
        let output = command.arg(top.path().join("website/docs")).output().expect("the program runs");
        json(&String::from_utf8(output.stdout).expect("reports are UTF-8"))
    };
    let report = run(top.path());
    assert_eq!(report[0]["location"]["path"], "website/docs/content/en/a.md");
    assert_eq!(run(&top.path().join("website")), report);
}

#[test]
fn suggestions_of_reviewdog_count_bytes_and_give_what_the_fix_gives() {
    let site = Folder::new();
    site.write("hugo.toml", HUGO);
    site.write("content/en/a.md", "---\ntitle: a\n---\n\nSome words.\n\n## One {#one}\n\nText.\n");
    let page = "---\ntitle: a\n---\n\n几个字。\n\n## 第一 {#eins}\n\n文字。\n";
    site.write("content/zh/a.md", page);
    let report = json(&site.report("rdjson"));
    let finding = &report["diagnostics"][0];
    assert_eq!(finding["code"]["value"], "anchor-differs", "{report}");
    let suggestion = &finding["suggestions"][0];
    let line = "## 第一 {#eins}";
    let place = |end: &str| suggestion["range"][end]["column"].as_u64().expect("a column is a number") as usize - 1;
    assert_eq!(suggestion["range"]["start"]["line"], 7);
    let mended =
        [&line[..place("start")], suggestion["text"].as_str().expect("a text"), &line[place("end")..]].concat();
    assert_eq!(mended, "## 第一 {#one}");
}

#[test]
fn junit_fails_what_the_run_fails() {
    let site = Folder::new();
    site.write("hugo.toml", HUGO);
    site.write("content/en/a.md", "---\ntitle: a\n---\n\nThe the words.\n");
    let report = |arguments: &[&str]| {
        let output = site.check(&[&["--format", "junit"], arguments].concat());
        let text = String::from_utf8(output.stdout).expect("reports are UTF-8");
        (output.status.code(), elements(&text).iter().filter(|name| *name == "failure").count())
    };
    assert_eq!(report(&[]), (Some(1), 1));
    assert_eq!(report(&["--fail-on", "error"]), (Some(0), 0));
    site.write("content/en/a.md", "---\ntitle: a\n---\n\nThe words.\n");
    let clean = site.report("junit");
    assert_eq!(elements(&clean), ["testsuites", "testsuite", "testcase"], "a report is never without a case");
}

#[test]
fn several_reports_are_written_at_once() {
    let site = Folder::new();
    site.write("hugo.toml", HUGO);
    site.write("content/en/a.md", "---\ntitle: a\ntitle: b\n---\n");
    let output = site.check(&["--output", "sarif=out/new/r.sarif", "--output", "gitlab=r.json", "--output", "short=-"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("content/en/a.md:3:1: error["));
    let written = |path: &str| fs::read_to_string(site.path().join(path)).expect("the report is written");
    assert_eq!(written("out/new/r.sarif"), site.report("sarif"));
    assert_eq!(written("r.json"), site.report("gitlab"));
    let output = site.check(&["--output", "full=full.txt", "--color", "always"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains('\u{1b}'), "people are told as well");
    assert!(!written("full.txt").contains('\u{1b}'), "a file has no colours");
    let left: Vec<_> = fs::read_dir(site.path()).expect("the folder can be listed").flatten().collect();
    assert_eq!(left.len(), 5, "nothing temporary stays: {left:?}");
}

#[test]
fn reports_that_cannot_be_written_are_refused_and_nothing_is_lost() {
    let site = Folder::new();
    site.write("hugo.toml", HUGO);
    let page = "---\ntitle: a\ntitle: b\n---\n";
    site.write("content/en/a.md", page);
    site.write("tidings.yaml", "source: en\n");
    site.write("file", "x");
    let table: &[(&[&str], &str)] = &[
        (&["--output", "markdown=content/en/a.md"], "would overwrite a file of the site"),
        (&["--output", "markdown=./content/en/../en/a.md"], "would overwrite a file of the site"),
        (&["--output", "json=tidings.yaml"], "would overwrite a file of the site"),
        (&["--output", "json=x", "--output", "sarif=./x"], "given to two reports"),
        (&["--output", "json=-", "--output", "sarif=-"], "given to two reports"),
        (&["--output", "json=-", "--format", "sarif"], "given to two reports"),
        (&["--output", "jsn=x"], "there is no format `jsn`"),
        (&["--output", "json"], "FORMAT=FILE"),
        (&["--output", "json="], "name of the file is missing"),
        (&["--output", "json=file/x"], "cannot write the report `file/x`"),
        (&["--output", "json=content"], "cannot write the report `content`"),
    ];
    for (arguments, said) in table {
        let output = site.check(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(said), "{arguments:?}: {error}");
        assert_eq!(fs::read_to_string(site.path().join("content/en/a.md")).expect("the page is there"), page);
    }
    assert!(!site.path().join("x").exists());
    // One that fails does not keep the others from being written.
    let output = site.check(&["--output", "json=file/x", "--output", "json=good.json", "--output", "short=-"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(site.path().join("good.json").exists() && !output.stdout.is_empty());
}

#[cfg(unix)]
#[test]
fn a_report_keeps_links_and_modes_and_goes_into_pipes() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let site = Folder::new();
    site.write("hugo.toml", HUGO);
    site.write("content/en/a.md", "---\ntitle: a\ntitle: b\n---\n");
    site.write("real.json", "old");
    let path = |name: &str| site.path().join(name);
    fs::set_permissions(path("real.json"), fs::Permissions::from_mode(0o640)).expect("the mode can be set");
    symlink("real.json", path("link.json")).expect("a link can be made");
    let output =
        site.check(&["--output", "json=link.json", "--output", "sarif=/dev/null", "--output", "short=new.txt"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(fs::symlink_metadata(path("link.json")).expect("it is there").is_symlink());
    assert!(fs::read_to_string(path("real.json")).expect("it is text").starts_with("{\"schema\""));
    let mode = |name: &str| fs::metadata(path(name)).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode("real.json"), 0o640);
    assert_eq!(mode("new.txt") & 0o444, mode("content/en/a.md") & 0o444, "others may read a new report");
}

#[test]
fn paths_of_a_hook_that_are_no_pages_are_passed_over() {
    let site = Folder::new();
    site.write("hugo.toml", HUGO);
    site.write("README.md", "# A\n\nThe the words.\n");
    site.write("content/en/a.md", "---\ntitle: a\n---\n\nThe the words.\n");
    site.write("layouts/index.html", "<p>");
    let code = |arguments: &[&str]| site.check(arguments).status.code();
    assert_eq!(code(&["layouts"]), Some(2));
    assert_eq!(code(&["--ignore-unknown", "layouts", "hugo.toml", "README.md"]), Some(0));
    assert_eq!(code(&["--ignore-unknown", "README.md", "content/en/a.md"]), Some(1));
    assert_eq!(code(&["--ignore-unknown", "content/en/no.md"]), Some(2), "a file that is not there is a mistake");
}
