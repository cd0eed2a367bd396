//! `tidings compare` as people and scripts meet it.

#[path = "support/property.rs"]
mod property;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use snapbox::cmd::{Command, OutputAssert, cargo_bin};
use snapbox::str;
use tidings::project::Project;
use tidings::report::{Comparison, Look};
use tidings::words::Tongue;
use unicode_width::UnicodeWidthStr;

const NOTES: &str = "news/releases/2.3.x/announcing-2.3/upgrade-notes/index.md";

fn fixture(site: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(site)
}

fn run(folder: &Path, arguments: &[&str]) -> OutputAssert {
    let command = Command::new(cargo_bin!("tidings")).env("TIDINGS_LANG", "en");
    let quiet = ["NO_COLOR", "CLICOLOR_FORCE"].into_iter().fold(command, |command, name| command.env_remove(name));
    quiet.current_dir(folder).arg("compare").args(arguments).assert()
}

fn stdout(assert: &OutputAssert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).expect("output is UTF-8")
}

fn code(assert: &OutputAssert) -> i32 {
    assert.get_output().status.code().expect("the program was not killed")
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let all: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
    serde_json::from_str(&stdout(&run(folder, &all))).expect("the output is one JSON object")
}

/// Every translation of a fixture site.
fn translations(site: &Path) -> Vec<String> {
    let mut pages = Vec::new();
    let mut folders = vec![site.join("content/zh"), site.join("content/uk")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("fixtures can be listed").flatten().map(|entry| entry.path()) {
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("md") => {
                    let inside = path.strip_prefix(site).expect("pages lie in the site");
                    pages.push(inside.to_string_lossy().replace('\\', "/"));
                }
                _ => {}
            }
        }
    }
    // A page of its own language has nothing to be compared with.
    pages.retain(|page| code(&run(site, &[page])) != 2);
    pages.sort();
    assert!(pages.len() > 15, "the pages were not found");
    pages
}

/// A folder with a site in it, removed at the end.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("there is room for a folder");
    let hugo = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                [languages.zh]\ncontentDir = \"content/zh\"\n";
    for (path, text) in files.iter().chain(&[("hugo.toml", hugo)]) {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
    }
    site
}

#[test]
fn gaps_findings_and_tokens_stand_beside_their_blocks() {
    let assert = run(&fixture("lantern"), &[&format!("content/zh/{NOTES}"), "--width", "80"]);
    assert.code(1).stderr_eq("").stdout_eq(str![[r#"
…announcing-2.3/upgrade-notes/index.md │ …announcing-2.3/upgrade-notes/index.md
───────────────────────────────────────┼────────────────────────────────────────
 2 title: Lantern 2.3 Upgrade Notes    │  2 title: Lantern 2.3 升级说明
 3 description: Important changes to   │  3 description: 升级到 Lantern 2.3.0
     consider when upgrading to        │      时需要考虑的重要变更。
     Lantern 2.3.0.                    │
 4 weight: 20                          │  4 weight: 20
 5 publishdate: 2031-03-18             │
   └ warning[field-missing] 4:11 the original has `publishdate`, and this page
     has not — fix: add `publishdate`
                                       │
 8 When you upgrade from Lantern 2.2   │  7 从灯笼 2.2 升级到 Lantern 2.3 时，
   to Lantern 2.3, consider the        │    请留意本页列出的变更。这些变更有意
   changes on this page. They change   │    改变了原有行为，可能需要您的处理。
   behaviour on purpose and may need   │
   need your attention.                │
   └ warning[doubled-word] original 9:5 `need` stands twice — fix: remove one
                                       │
11 ## Reload delay #reload-delay       │  9 ## 重新加载延迟 {#reload-delay}
                                       │
13 Because 2.3 reloads without a       │ 11 由于2.3无需重启即可重新加载，
   restart, the default of             │    `LANTERN_RELOAD_DELAY` 的默认值改为
   `LANTERN_RELOAD_DELAY` is now `2s`. │    `2s`。如需保留旧值，请在升级前设
   To keep the old value, set it       │    置：
   before you upgrade:                 │
                                       │
16 {{< text syntax=bash >}}            ~ 13 {{< text syntax=bash >}}
   ‹$ kubectl -n lantern-system set    │    ‹$ kubectl -n lantern-system set
   env deployment/lantern-router       │    env deployment/lantern-router
   LANTERN_RELOAD_DELAY=10s›           │    LANTERN_RELOAD_DELAY=1s›
   {{< /text >}}                       │    {{< /text >}}
   └ warning[code-block-differs] 14:1 this line of code differs from the
     original, which has `$ kubectl -n lantern-system set env deployment/
     lantern-router LANTERN_RELOAD_DELAY=10s` — possible fix: write the
     original's code
                                       │
20 ## Removed fields #removed-fields   │ 17 ## 已移除的字段 {#removed-fields}
   … 4 blocks agree …
32 | `legacyMatch.host` |              │ 29 | `legacyMatch.host` |
   `routes[].match.host` | 2.1 |       │    `routes[].match.host` | 2.1 |
33 | `legacyMatch.path` |              -    ╌╌ missing: belongs after line 29
   `routes[].match.prefix` | 2.1 |     │
   └ warning[block-missing] 29:53 this part differs from the original: the table
     row `legacyMatch.path | routes[].match.prefix | 2.1 |` is missing — hint:
     add a translation of it here
34 | `legacyMatch.all=true` |          │ 30 | `legacyMatch.all=true` |
   `routes[].match: {}` | 2.2 |        │    `routes[].match: {}` | 2.2 |
   … 6 blocks agree …
49 ### Certificates #certificates      │ 45 ### 证书 {#certificates}
                                       │
51 Sinks that are addressed by IP are  ~ 47 通过 IP 访问的接收端现在会被校验。
   verified now. If a certificate has  │    如果证书中没有匹配的地址，连接就会
   no matching address, the connection │    失败。设置 ‹`LANTERN_SKIP_IP_SAN＝
   fails. Set                          │    true`› 可以争取一个版本的时间；该开
   ‹`LANTERN_SKIP_IP_SAN=true`› for    │    关将在 Lantern 2.4 中消失。
   one release to gain time; the       │
   switch goes away in Lantern 2.4.    │
   └ error[code-span-differs] 48:5 code `LANTERN_SKIP_IP_SAN＝true` differs from
     the original's `LANTERN_SKIP_IP_SAN=true` in blanks or punctuation — fix:
     write `LANTERN_SKIP_IP_SAN=true`

20 blocks: 1 missing, 2 with other code, links or numbers, 5 findings

"#]]);
}

#[test]
fn pages_that_agree_are_one_line_and_exit_with_zero() {
    let clean = fixture("lantern-clean");
    for page in translations(&clean) {
        let assert = run(&clean, &[&page]);
        assert_eq!(code(&assert), 0, "{page}\n{}", stdout(&assert));
    }
    run(&clean, &[&format!("content/zh/{NOTES}"), "--width", "60"]).code(0).stdout_eq(str![[r#"
…-2.3/upgrade-notes/index.md │ …-2.3/upgrade-notes/index.md
─────────────────────────────┼──────────────────────────────
   … 4 fields agree …
   … 20 blocks agree …

20 blocks: nothing differs

"#]]);
}

#[test]
fn no_line_is_wider_than_asked_for() {
    let lantern = fixture("lantern");
    for page in translations(&lantern) {
        for width in ["40", "80", "121"] {
            let out = stdout(&run(&lantern, &[&page, "--width", width, "--all"]));
            let most: usize = width.parse().expect("it is a number");
            let table = out.lines().take_while(|line| !line.is_empty());
            let wide = table.map(|line| (line.width(), line)).max().expect("there are lines");
            assert!(wide.0 <= most, "{page} at {width}: {}", wide.1);
        }
    }
}

#[test]
fn all_shows_every_block_and_context_more_of_them() {
    let lantern = fixture("lantern");
    let page = format!("content/zh/{NOTES}");
    let lines = |arguments: &[&str]| {
        let all: Vec<&str> = [&*page].into_iter().chain(arguments.iter().copied()).collect();
        stdout(&run(&lantern, &all)).lines().count()
    };
    let (none, one, three, all) = (lines(&["-c", "0"]), lines(&[]), lines(&["-c", "3"]), lines(&["--all"]));
    assert!(none < one && one < three && three <= all, "{none} {one} {three} {all}");
    assert!(!stdout(&run(&lantern, &[&page, "--all"])).contains("agree"));
}

#[test]
fn the_other_page_is_found() {
    let lantern = fixture("lantern");
    let (en, zh, uk) = (format!("content/en/{NOTES}"), format!("content/zh/{NOTES}"), format!("content/uk/{NOTES}"));
    let expected = stdout(&run(&lantern, &[&en, &zh]));
    assert!(expected.contains("content/zh") || expected.contains("upgrade-notes"));
    for arguments in [&[&*zh][..], &[&zh, &en], &[&en, "--to", "zh"], &[&uk, "--to", "ZH"]] {
        assert_eq!(stdout(&run(&lantern, arguments)), expected, "{arguments:?}");
    }
    for (arguments, said) in [
        (&[&*en][..], "has several translations"),
        (&[&en, "--to", "fr"], "has no translation into `fr`"),
        (&[&en, &en], "cannot be compared with itself"),
        (&["content/zh"], "is not one page"),
        (&["content/en/nowhere.md"], "there is no such file"),
    ] {
        let assert = run(&lantern, arguments);
        assert_eq!(code(&assert), 2, "{arguments:?}");
        let err = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(err.contains(said), "{arguments:?}: {err}");
    }
}

#[test]
fn json_gives_every_block_once_and_gaps_with_their_confidence() {
    let lantern = fixture("lantern");
    for page in translations(&lantern) {
        let view = json(&lantern, &[&page]);
        for side in ["original", "translation"] {
            let count = view[side]["blocks"].as_array().expect("there are blocks").len();
            let beads = view["beads"].as_array().expect("there are beads");
            let named: Vec<u64> = beads
                .iter()
                .flat_map(|bead| bead[side].as_array().expect("indices"))
                .filter_map(Value::as_u64)
                .collect();
            assert_eq!(named, (0..count as u64).collect::<Vec<_>>(), "{page}");
        }
    }
    let view = json(&lantern, &[&format!("content/zh/{NOTES}")]);
    let beads = view["beads"].as_array().expect("there are beads");
    let missing: Vec<&Value> = beads.iter().filter(|bead| bead["kind"] == "missing").collect();
    assert_eq!(missing.len(), 1);
    let block = &view["original"]["blocks"][missing[0]["original"][0].as_u64().expect("an index") as usize];
    assert_eq!((&block["kind"], &block["container"][0]), (&"row".into(), &"table".into()));
    assert_eq!(block["range"]["start"]["line"], 33);
    assert_eq!(missing[0]["gap"]["sure"], true);
    assert_eq!(missing[0]["gap"]["after_line"], 29);
    assert_eq!(missing[0]["findings"][0]["rule"], "block-missing");
    assert_eq!(view["differs"], true);
}

#[test]
fn lines_of_code_that_differ_are_marked() {
    let view = json(&fixture("lantern"), &[&format!("content/zh/{NOTES}")]);
    let only: Vec<&Value> =
        view["beads"].as_array().expect("there are beads").iter().map(|bead| &bead["only"]).collect();
    let lines: Vec<&Value> = only.iter().flat_map(|only| only["translation"].as_array().expect("tokens")).collect();
    let code: Vec<&str> =
        lines.iter().filter(|token| token["kind"] == "code-line").filter_map(|token| token["value"].as_str()).collect();
    assert!(matches!(code[..], [line] if line.ends_with("LANTERN_RELOAD_DELAY=1s")), "{code:?}");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let page = format!("content/zh/{NOTES}");
    let lantern = fixture("lantern");
    assert!(!stdout(&run(&lantern, &[&page])).contains('\u{1b}'));
    let colored = stdout(&run(&lantern, &[&page, "--color", "always"]));
    assert!(colored.contains("\u{1b}[") && !colored.contains('‹'));
    let plain = stdout(&run(&lantern, &[&page, "--color", "always", "--format", "json"]));
    assert!(!plain.contains('\u{1b}'));
}

#[test]
fn nothing_in_a_page_steers_the_terminal() {
    let en = "---\ntitle: A\u{1b}[2J\n---\n\n## H\u{1b}[m\n\n- a\u{202e}b `c\u{1b}`\n\n> q\r\n> ##[error]x\n";
    let site = site(&[("content/en/a.md", en), ("content/zh/a.md", "---\ntitle: 甲\n---\n\n## 乙\n")]);
    let out = stdout(&run(site.path(), &["content/zh/a.md", "--all"]));
    assert!(!out.contains(['\u{1b}', '\u{202e}', '\r']), "{out}");
    assert!(!out.contains("##["), "{out}");
    assert!(out.contains("\\u{1b}[m"), "{out}");
}

#[test]
fn comments_are_no_content() {
    let en = "## New\n\nText of the page.\n";
    let zh = "<!--\n## New\n\nText of the page.\n-->\n## 新特性 {#new}\n\n<!-- Text of the page. -->\n页面的文字。\n";
    let site = site(&[("content/en/a.md", en), ("content/zh/a.md", zh)]);
    let view = json(site.path(), &["content/zh/a.md"]);
    let kinds: Vec<&str> =
        view["beads"].as_array().expect("there are beads").iter().filter_map(|bead| bead["kind"].as_str()).collect();
    assert_eq!(kinds, ["match", "match"]);
    assert_eq!(view["translation"]["blocks"].as_array().map(Vec::len), Some(2));
    assert_eq!(view["differs"], false, "{view}");
}

#[test]
fn containers_are_recognised() {
    let en = "1. One\n\n   > Quoted in an item\n\n2. Two\n\n{{< tip >}}\nA tip about `x`.\n{{< /tip >}}\n\n| a | b |\n|---|---|\n| c | d |\n";
    let zh = "1. 一\n\n   > 列表中的引用\n\n2. 二\n\n{{< tip >}}\n关于 `x` 的提示。\n{{< /tip >}}\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n";
    let site = site(&[("content/en/a.md", en), ("content/zh/a.md", zh)]);
    run(site.path(), &["content/zh/a.md", "--all", "--width", "60"]).stdout_eq(str![[r#"
content/en/a.md              │ content/zh/a.md
─────────────────────────────┼──────────────────────────────
 1 1. One                    │  1 1. 一
                             │
 3    > Quoted in an item    │  3    > 列表中的引用
                             │
 5 2. Two                    │  5 2. 二
                             │
 7 {{< tip >}}               │  7 {{< tip >}}
 8   A tip about `x`.        │  8   关于 `x` 的提示。
                             │
11 | a | b |                 │ 11 | 甲 | 乙 |
                             │
13 | c | d |                 │ 13 | 丙 | 丁 |

6 blocks: nothing differs

"#]]);
}

#[test]
fn the_manual_shows_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/compare.md");
    let manual = fs::read_to_string(&path).expect("the manual is part of the repository");
    let command = "```console\n$ tidings compare content/zh\n";
    let (before, rest) = manual.split_once(command).expect("the manual shows the command");
    let (_, after) = rest.split_once("```").expect("the example ends");
    let out = stdout(&run(&fixture("demo"), &["content/zh", "--width", "80"]));
    let expected = format!("{before}{command}{out}```{after}");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &expected).expect("the manual can be written");
    } else {
        assert!(manual == expected, "docs/compare.md is not up to date: `UPDATE_EXPECT=1 cargo test` writes it");
    }
}

/// Pieces that pages are made of, in every order and nesting that chance finds.
const PIECES: &[&str] = &[
    "# 标题",
    "## H {#h}",
    "- ",
    "  - a",
    "1. ",
    "> ",
    ">> q",
    "| a | b |",
    "|---|---|",
    "```\n",
    "{{< tip >}}",
    "{{< /tip >}}",
    "{{< text bash >}}",
    "{{< /text >}}",
    "<!--",
    "-->",
    "<!-- old text of the page -->",
    "<div>",
    "[l](/a \"t\")",
    "`c`",
    "文字，",
    "1.25 万 12 500 3,000.5",
    "\t",
    "    code",
    "\r\n",
    "\n",
    "\n\n",
    "---",
    "[^1]: note",
    "Term\n: definition",
    "\u{200b}",
    "\u{1b}[m",
    "e\u{301}",
    "👩\u{200d}💻",
    "***",
    "title: x",
    "$$",
];

proptest::proptest! {
    #![proptest_config(property::config(100))]

    #[test]
    fn any_two_pages_can_be_compared(
        en in proptest::collection::vec(0..PIECES.len(), 0..30),
        zh in proptest::collection::vec(0..PIECES.len(), 0..30),
        width in 0usize..120,
        all in proptest::prelude::any::<bool>(),
    ) {
        let page = |pieces: &[usize]| pieces.iter().map(|&piece| PIECES[piece]).collect::<String>();
        let config = "syntax: {source_comments: check}\n".to_owned();
        let files = [
            ("content/en/a.md".to_owned(), page(&en)),
            ("content/zh/a.md".to_owned(), page(&zh)),
            ("tidings.yaml".to_owned(), config),
        ];
        let project = Project::in_memory(&files.into()).expect("the configuration is valid");
        let find = |path| project.corpus.find(path).expect("the page is there");
        proptest::prop_assert!(project.corpus.original_of(find("content/zh/a.md")).is_some());
        let outcome = project.check(Tongue::En, |_| true);
        proptest::prop_assert_eq!(&outcome.broken, &[]);
        let comparison =
            Comparison::new(&project.corpus, find("content/en/a.md"), find("content/zh/a.md"), &outcome.diagnostics);
        let mut out = Vec::new();
        let look = Look { color: false, width, context: (!all).then_some(1), tongue: Tongue::Zh };
        comparison.write_text(look, &mut out).expect("memory takes any text");
        let text = String::from_utf8(out).expect("output is UTF-8");
        proptest::prop_assert!(!text.contains(['\u{1b}', '\r']), "{}", text);
        let mut out = Vec::new();
        comparison.write_json("", &mut out).expect("memory takes any text");
        let view: Value = serde_json::from_slice(&out).expect("the output is one JSON object");
        let placed = |rows: &Value| rows.as_array().map_or(0, |rows| {
            rows.iter().filter_map(|row| row["findings"].as_array()).map(Vec::len).sum::<usize>()
        });
        let head = view["findings"].as_array().map_or(0, Vec::len);
        proptest::prop_assert_eq!(placed(&view["fields"]) + placed(&view["beads"]) + head, outcome.diagnostics.len());
    }
}
