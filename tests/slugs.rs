//! Ids and heading attributes against what the generators themselves say.

#![allow(clippy::print_stdout, reason = "a skipped test says so, and figures are printed")]

#[path = "support/property.rs"]
mod property;
#[path = "support/shared.rs"]
mod shared;

use std::time::{Duration, Instant};

use proptest::prelude::*;
use shared::shared;
use tidings::syntax::attribute::parse;
use tidings::syntax::slug::{Ids, Typographer};
use tidings::syntax::{ExplicitIds, HugoVersion, ShortcodeTable, Slugger, shortcode};
use tidings::text::Span;

fn table(name: &str) -> Option<serde_json::Value> {
    let text = std::fs::read_to_string(shared(&format!("oracle/{name}"))?).expect("the table is there");
    Some(serde_json::from_str(&text).expect("the table is JSON"))
}

const OLD: HugoVersion = HugoVersion { minor: 111, patch: 3 };
const MIDDLE: HugoVersion = HugoVersion { minor: 147, patch: 9 };
const NEW: HugoVersion = HugoVersion { minor: 168, patch: 0 };

#[test]
fn other_generators_say_the_same() {
    let Some(table) = table("other-sluggers.json") else { return };
    let sluggers = [
        ("github-slugger", Slugger::GithubSlugger),
        ("mdit-vue(vitepress/vuepress2)", Slugger::VitePress),
        ("markdown-it-anchor", Slugger::MarkdownItAnchor),
        ("python-markdown", Slugger::PythonMarkdown),
        ("python-markdown-unicode", Slugger::PythonMarkdownUnicode),
        ("pymdownx(case=lower)", Slugger::PymdownxLower),
        ("docutils", Slugger::Docutils),
        ("myst(github_slugify)", Slugger::Myst),
        ("mdit-py-plugins anchors", Slugger::Myst),
        ("kramdown", Slugger::Kramdown),
        ("kramdown-gfm", Slugger::KramdownGfm),
    ];
    let mut rows = 0;
    let mut wrong = Vec::new();
    for case in table["cases"].as_array().expect("cases") {
        let text = case["text"].as_str().expect("text");
        for (name, slugger) in sluggers {
            rows += 1;
            // No id (null) is an empty one here.
            let expected = case[name].as_str().unwrap_or("");
            let found = slugger.slug(text);
            if found != expected {
                wrong.push(format!("{name}: {text:?}: {found:?}, not {expected:?}"));
            }
        }
    }
    assert!(rows > 800, "only {rows} rows");
    assert_eq!(wrong, Vec::<String>::new());
}

/// The text of a heading is known to the table as it is rendered. Where it has no markup, the id follows from it;
/// an explicit id follows from the line alone.
#[test]
fn hugo_says_the_same() {
    let Some(table) = table("hugo-heading-ids.json") else { return };
    let mut rows = 0;
    for case in table["cases"].as_array().expect("cases") {
        let line = case["markdown"].as_str().expect("markdown");
        let Some(content) = line.strip_prefix("## ") else { continue };
        for (name, version) in [("0.111.3", OLD), ("0.147.9", MIDDLE), ("0.168.0", NEW)] {
            let Some(expected) = case[format!("{name}/github")].as_str() else { continue };
            let found = parse(content, ExplicitIds::Goldmark, Some(version));
            rows += 1;
            if let Some(id) = &found.id {
                assert_eq!(&*id.value, expected, "{line} in {name}");
            } else if version < (HugoVersion { minor: 144, patch: 0 }) {
                // Up to 0.143 the id comes from the line as it is written.
                let slug = Slugger::HugoGithub(version).slug(found.content.of(content));
                assert_eq!(slug, expected, "{line} in {name}");
            } else if !content.contains(['*', '[', '<', '`', '_', '&', '\\', ':', '~', '!'])
                && !content.contains("www.")
            {
                let text = found.content.of(content);
                let text = Typographer::new().apply(text, '\n', '\n');
                assert_eq!(Slugger::HugoGithub(version).slug(&text), expected, "{line} in {name}");
                let types = [
                    ("github-ascii", Slugger::HugoGithubAscii(version)),
                    ("blackfriday", Slugger::HugoBlackfriday(version)),
                ];
                for (kind, slugger) in types {
                    if let Some(expected) = case[format!("{name}/{kind}")].as_str() {
                        assert_eq!(slugger.slug(&text), expected, "{line} in {name}/{kind}");
                    }
                }
                if let Some(expected) = case[format!("{name}/github/no-typographer")].as_str() {
                    let slug = Slugger::HugoGithub(version).slug(found.content.of(content));
                    assert_eq!(slug, expected, "{line} in {name} without typographer");
                }
            }
        }
    }
    assert!(rows > 200, "only {rows} rows");
}

/// Every heading of istio.io that Hugo publishes and that has a valid list has just that id on the page.
#[test]
fn written_ids_of_a_whole_site_are_published() {
    let Some(shared) = shared("") else { return };
    let rows = std::fs::read_to_string(shared.join("oracle/istio.io-heading-ids.jsonl")).expect("the table is there");
    let (mut ids, mut malformed) = (0, Vec::new());
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).expect("a row");
        let (Some(path), Some(published)) = (row["path"].as_str(), row["ids"].as_array()) else { continue };
        let file = [shared.join("corpus/istio.io").join(path), shared.join("corpus/istio.io/content").join(path)];
        let Some(text) = file.iter().find_map(|file| std::fs::read_to_string(file).ok()) else { continue };
        // Headings inside a shortcode are not the page's own.
        let body = Span::new(0, text.len());
        let shortcodes = shortcode::parse(&text, body, &ShortcodeTable::default(), &mut Vec::new());
        let text = shortcode::mask(&text, body, &shortcodes).unwrap_or(text);
        for line in text.lines().filter(|line| line.starts_with("## ") && line.contains(['{', '｛'])) {
            let content = line.trim_start_matches('#').trim_start();
            let found = parse(content, ExplicitIds::Goldmark, Some(MIDDLE));
            if let Some(id) = found.id {
                ids += 1;
                assert!(published.iter().any(|entry| entry[1] == *id.value), "{path}: {line}");
            } else if let Some(found) = found.malformed {
                malformed.push(format!("{path}: {line} => {:?}", found.intended));
            }
        }
    }
    println!("{ids} ids; printed braces:\n{}", malformed.join("\n"));
    assert!(ids > 1000, "only {ids} ids");
}

#[test]
fn equal_headings_take_time_that_grows_with_their_number() {
    let sluggers = [Slugger::default(), Slugger::PythonMarkdown, Slugger::Kramdown, Slugger::Docutils];
    for slugger in sluggers {
        let time = |n: usize| {
            let started = Instant::now();
            let mut ids = Ids::new(slugger, ExplicitIds::Goldmark);
            for number in 0..n {
                ids.unique("a".to_owned());
                ids.register(&format!("b-{number}"));
            }
            for number in 0..n {
                ids.unique("b".to_owned());
                ids.unique(format!("a_{number}"));
            }
            started.elapsed().max(Duration::from_millis(2))
        };
        let (small, large) = (time(10_000), time(40_000));
        assert!(large < 12 * small, "{slugger:?}: {small:?}, four times as many {large:?}");
    }
}

#[test]
fn hostile_heading_lines_take_time_that_grows_with_their_length() {
    let shapes = ["{", "{#a ", "{a={", "{a=[", "{a=\"", "\\{", "{#a} ", "#", " #", "}", "｛#", "<!-- -->"];
    for shape in shapes {
        for ids in [ExplicitIds::Goldmark, ExplicitIds::Docusaurus, ExplicitIds::AttrList] {
            let time = |n: usize| {
                let text = shape.repeat(n);
                let run = |_| {
                    let started = Instant::now();
                    parse(&text, ids, None);
                    parse(&text, ids, Some(MIDDLE));
                    started.elapsed()
                };
                (0..5).map(run).min().expect("five runs").max(Duration::from_millis(2))
            };
            let (small, large) = (time(20_000), time(80_000));
            println!("{shape} {ids:?}: {small:?} {large:?}");
            // Quadratic work would be sixteen times as much; a busy machine adds some.
            assert!(large < 12 * small, "{shape} {ids:?}: {small:?}, four times as long {large:?}");
        }
    }
}

fn heading() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "{", "}", "#", " ", "\\", "{#", ":", ".c", "id=", "\"", "[", "]", ",", "a", "中", "｛", "｝", "＃", "<!--",
        "-->", "{/*", "*/}", "`", "1", "-", "。",
    ]);
    prop::collection::vec(parts, 0..30).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(property::config(256))]

    #[test]
    fn any_heading_is_read(text in prop_oneof![heading(), "[^\n]*"]) {
        use ExplicitIds::{AttrList, Docusaurus, Goldmark, Kramdown, Mdx, None};
        for ids in [Goldmark, Docusaurus, Mdx, Kramdown, AttrList, None] {
            for version in [OLD, MIDDLE, NEW] {
                let found = parse(&text, ids, Some(version));
                let spans = [Some(found.content), found.list, found.id.map(|id| id.span), found.malformed.map(|m| m.span)];
                for span in spans.into_iter().flatten() {
                    prop_assert!(text.get(span.range()).is_some(), "{span:?}");
                }
            }
        }
        let _ = Typographer::new().apply(&text, 'a', '"');
    }
}
