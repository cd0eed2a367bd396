//! Front matter against what Hugo answers, against real pages, and against hostile texts.

#![allow(clippy::print_stdout, reason = "the test prints what it measured and why it was skipped")]

#[path = "support/clock.rs"]
mod clock;
#[path = "support/property.rs"]
mod property;
#[path = "support/shared.rs"]
mod shared;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clock::{ClockId, processor_time};
use proptest::prelude::*;
use serde_json::Value as Json;
use serde_yaml::Value as Yaml;
use shared::shared;
use tidings::document::{FrontMatter, FrontMatterFormat, Node, NodeKind, Problem, ProblemKind, ScalarStyle};
use tidings::syntax::front_matter::{MAX_ALIASES, parse, parse_yaml};
use tidings::text::Span;

/// Cases in which Hugo's answer is not about the text of the front matter.
const NOT_ABOUT_THE_TEXT: &[(&str, &str)] = &[
    ("aliases-http", "an absolute alias is a wrong value, found by the alias rules"),
    ("aliases-empty-item", "an empty alias is a wrong value, found by the alias rules"),
    ("date:2023-11-14 10:00", "not a date that Hugo reads, found by the date rules"),
    ("date:2023/11/14", "not a date that Hugo reads, found by the date rules"),
    ("date:November 14, 2023", "not a date that Hugo reads, found by the date rules"),
    ("date:2023-11", "not a date that Hugo reads, found by the date rules"),
    ("date:2023-02-30", "not a date that Hugo reads, found by the date rules"),
    ("date:2023-13-01", "not a date that Hugo reads, found by the date rules"),
    ("date:foo", "not a date that Hugo reads, found by the date rules"),
];

/// Cases in which the problem stands on another line than Hugo's error.
const OTHER_LINE: &[(&str, &str)] =
    &[("close-dots", "Hugo names the line after the opening delimiter, tidings the delimiter that is not closed")];

/// Keys that Hugo adds to a page's parameters.
const HUGO_ADDS: &[&str] = &["date", "draft", "iscjklanguage", "lastmod", "linktitle", "publishdate"];

fn read(text: &str) -> (Option<FrontMatter>, Vec<Problem>, usize) {
    let mut problems = Vec::new();
    let (front_matter, body) = parse(text, &mut problems);
    (front_matter, problems, body)
}

#[test]
fn hugo_agrees() {
    let Some(path) = shared("oracle/hugo-front-matter.json") else { return };
    let table: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = table["cases"].as_array().unwrap();
    assert!(cases.len() >= 57);
    for case in cases {
        let (name, input) = (case["name"].as_str().unwrap(), case["input"].as_str().unwrap());
        let (front_matter, problems, body) = read(input);
        let (old, new) = (&case["0.147.9"], &case["0.168.0"]);
        let refused = new["rc"] != 0;
        if NOT_ABOUT_THE_TEXT.iter().any(|(exception, _)| *exception == name) {
            assert!(refused && problems.is_empty(), "{name}: not an exception: {problems:?}");
            continue;
        }
        // Where the versions differ, the newer one counts: equal keys are an error since 0.152.
        assert_eq!(!problems.is_empty(), refused, "{name}: {problems:?}");
        if refused {
            let line = 1 + input[..problems[0].span.start as usize].matches('\n').count();
            let excepted = OTHER_LINE.iter().any(|(exception, _)| *exception == name);
            assert_eq!(hugo_line(new) != line, excepted, "{name}: line {line}, {problems:?}");
        } else if let (Some(old), Some(new)) = (old["out"].as_str(), new["out"].as_str()) {
            compare(name, front_matter.as_ref(), &input[body..], old);
            compare(name, front_matter.as_ref(), &input[body..], new);
        }
    }
}

/// The line in `"p.md:2:8"`.
fn hugo_line(answer: &Json) -> usize {
    let message = answer["msgs"][0].as_str().unwrap();
    let (_, rest) = message.split_once("p.md:").expect("a place");
    rest.split(':').next().unwrap().parse().unwrap()
}

/// Compares fields and body with what Hugo printed.
fn compare(name: &str, front_matter: Option<&FrontMatter>, body: &str, out: &str) {
    let (fields, html) = out.split_once("|BODY=").unwrap();
    let (fields, types) = fields.split_once("|TYPES=").unwrap();
    let (_, parameters) = fields.split_once("|PARAMS=").unwrap();
    let parameters: Json = serde_json::from_str(parameters).unwrap();
    let entries = front_matter.map_or(&[][..], FrontMatter::entries);
    for entry in entries {
        let key = entry.key.value.to_lowercase();
        if !types.contains(&format!("{key}:time.Time")) {
            assert!(same_json(&entry.value, &parameters[&key]), "{name}: {key}: {:?}", parameters[&key]);
        }
    }
    for key in parameters.as_object().unwrap().keys().filter(|key| !HUGO_ADDS.contains(&key.as_str())) {
        assert!(entries.iter().any(|entry| entry.key.value.eq_ignore_ascii_case(key)), "{name}: {key} is missing");
    }
    let html = regex::Regex::new("<[^>]*>|&[a-z]+;").unwrap().replace_all(html, "").into_owned();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    assert_eq!(letters(body), letters(&html), "{name}: body");
}

fn same_json(node: &Node, json: &Json) -> bool {
    match (&node.kind, json) {
        (NodeKind::Mapping(entries), Json::Object(_)) => entries.iter().all(|entry| {
            let json = if &*entry.key.value == "<<" { json } else { &json[&*entry.key.value] };
            same_json(&entry.value, json)
        }),
        (NodeKind::Sequence { items, .. }, Json::Array(list)) => {
            items.len() == list.len() && items.iter().zip(list).all(|(node, json)| same_json(node, json))
        }
        (NodeKind::Scalar { text, .. }, Json::String(json)) => **text == **json || same_number(text, json),
        (NodeKind::Scalar { text, .. }, json) => same_number(text, &json.to_string()),
        _ => false,
    }
}

fn same_number(left: &str, right: &str) -> bool {
    matches!((left.parse::<f64>(), right.parse::<f64>()), (Ok(left), Ok(right)) if left == right)
}

#[test]
fn real_pages_are_read_without_a_problem() {
    let Some(root) = shared("corpus") else { return };
    let pages: Vec<_> = pages(&root);
    assert!(pages.len() > 1700);
    let (mut fields, mut found) = (0, Vec::new());
    let started = Instant::now();
    for (_, text) in &pages {
        fields += read(text).0.map_or(0, |front_matter| front_matter.entries().len());
    }
    let time = started.elapsed();
    for (path, text) in &pages {
        let (front_matter, problems, _) = read(text);
        found.extend(problems.iter().map(|problem| format!("{}: {problem:?}", path.display())));
        let Some(front_matter) = front_matter.filter(|_| problems.is_empty()) else { continue };
        let yaml: Yaml = serde_yaml::from_str(front_matter.content.of(text)).unwrap();
        if !yaml.is_null() {
            agrees(text, &front_matter.root, &yaml, path);
        }
    }
    println!("{} pages, {fields} fields, {time:?}", pages.len());
    assert_eq!(found, Vec::<String>::new());
}

fn pages(root: &Path) -> Vec<(PathBuf, String)> {
    let (mut folders, mut pages) = (vec![root.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md" || extension == "mdx") {
                pages.push((path.clone(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    pages
}

/// The tree says what another YAML library says, and so does the text under every span.
fn agrees(text: &str, node: &Node, yaml: &Yaml, path: &Path) {
    let written = node.span.of(text);
    let same = match (&node.kind, yaml) {
        (NodeKind::Mapping(entries), Yaml::Mapping(mapping)) => {
            for entry in entries {
                let key = serde_yaml::from_str::<Yaml>(entry.key.span.of(text)).unwrap();
                agrees(text, &entry.value, &mapping[&key], path);
            }
            entries.len() == mapping.len()
        }
        (NodeKind::Sequence { items, .. }, Yaml::Sequence(list)) => {
            items.iter().zip(list).for_each(|(node, yaml)| agrees(text, node, yaml, path));
            items.len() == list.len()
        }
        (NodeKind::Scalar { text, .. }, Yaml::String(yaml)) => **text == **yaml,
        (NodeKind::Scalar { text, .. }, Yaml::Bool(yaml)) => **text == yaml.to_string(),
        (NodeKind::Scalar { text, .. }, Yaml::Number(yaml)) => same_number(text, &yaml.to_string()),
        (_, Yaml::Null) => node.is_null(),
        _ => false,
    };
    assert!(same, "{}: {node:?} is not {yaml:?}", path.display());
    let line = text[..node.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let column = text[line..node.span.start as usize].chars().count();
    // The end of a last line belongs to the value of a block scalar and not to its span.
    let block = matches!(node.style(), Some(ScalarStyle::Literal | ScalarStyle::Folded));
    let alone = format!("{}{written}\n", " ".repeat(if block { 0 } else { column }));
    assert_eq!(&serde_yaml::from_str::<Yaml>(&alone).unwrap(), yaml, "{}: {written:?}", path.display());
}

/// A hostile text made from a size, and the only kind of problem that it may show.
type Hostile = (&'static str, fn(usize) -> String, ProblemKind);

const HOSTILE: &[Hostile] = &[
    ("[", |n| fenced(&"[".repeat(n / 2)), ProblemKind::FrontMatterLimit),
    ("{", |n| fenced(&format!("a: {}", "{".repeat(n / 2))), ProblemKind::FrontMatterLimit),
    ("{a: ", |n| fenced(&"{a: ".repeat(n / 8)), ProblemKind::FrontMatterLimit),
    ("- ", |n| fenced(&"- ".repeat(n / 4)), ProblemKind::FrontMatterLimit),
    ("? ", |n| fenced(&"? ".repeat(n / 4)), ProblemKind::FrontMatterLimit),
    (
        "deeper",
        |n| fenced(&(0..n / 300).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>()),
        ProblemKind::FrontMatterLimit,
    ),
    ("aliases", |n| fenced(&format!("a: &a 1\nb:\n{}", "- *a\n".repeat(n / 12))), ProblemKind::FrontMatterLimit),
    ("laughs", |n| fenced(&laughs(n)), ProblemKind::FrontMatterLimit),
    ("keys", |n| fenced(&(0..n).map(|i| format!("k{i}: v\n")).collect::<String>()), ProblemKind::FrontMatterLimit),
    ("broken keys", |n| fenced(&format!("a: b: c\n{}", "k: [\n".repeat(n / 9))), ProblemKind::FrontMatterSyntax),
    ("quote", |n| fenced(&format!("a: \"{}", "x: 1\n".repeat(n / 9))), ProblemKind::FrontMatterSyntax),
    ("comments", |n| fenced(&format!("{}a: b: c\n", "#\n".repeat(n / 4))), ProblemKind::FrontMatterSyntax),
    ("equal keys", |n| fenced(&"a: 1\n".repeat(n / 9)), ProblemKind::FrontMatterDuplicateKey),
    ("unclosed", |n| format!("---\n{}", "a: 1\n".repeat(n)), ProblemKind::FrontMatterUnclosed),
    ("dashes", |n| format!("---\n{}", "--\n- \n".repeat(n)), ProblemKind::FrontMatterUnclosed),
    ("toml [", |n| format!("+++\na = {}\n+++\n", "[".repeat(n / 2)), ProblemKind::FrontMatterLimit),
    ("toml dots", |n| format!("+++\na{} = 1\n+++\n", ".a".repeat(n / 4)), ProblemKind::FrontMatterLimit),
    (
        "toml errors",
        |n| format!("+++\n{}\n+++\n", (0..n / 20).map(|i| format!("k{i} = x\n")).collect::<String>()),
        ProblemKind::FrontMatterSyntax,
    ),
    (
        "toml headers",
        |n| format!("+++\n{}\n+++\n", "[a]\nb = 1\n".repeat(n / 20)),
        ProblemKind::FrontMatterDuplicateKey,
    ),
    ("json [", |n| format!("{{\"a\": {}}}\n", "[".repeat(n / 2)), ProblemKind::FrontMatterLimit),
    ("json {", |n| "{\"a\":".repeat(n), ProblemKind::FrontMatterUnclosed),
    ("json deep", |n| format!("{}{}", "{\"a\":".repeat(n / 10), "}".repeat(n / 10)), ProblemKind::FrontMatterLimit),
];

fn fenced(yaml: &str) -> String {
    format!("---\n{yaml}\n---\nbody\n")
}

/// Each anchor is ten times the one before; the number of lines grows with `n` until the aliases are too many.
fn laughs(n: usize) -> String {
    let line = |i: usize| format!("a{}: &a{} [{}]\n", i + 1, i + 1, vec![format!("*a{i}"); 10].join(", "));
    "a0: &a0 x\n".to_owned() + &(0..n / 400).map(line).collect::<String>()
}

/// The processor time of the fastest of three runs. Time on the clock would count what other programs do, too.
fn time(text: &str) -> Duration {
    let run = || {
        let started = processor_time(ClockId::ThreadCPUTime);
        std::hint::black_box(read(text));
        processor_time(ClockId::ThreadCPUTime) - started
    };
    (0..3).map(|_| run()).min().unwrap()
}

#[test]
fn hostile_texts_are_refused_at_once() {
    // Without optimisation everything takes several times as long.
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 800 } else { 100 });
    for (name, make, kind) in HOSTILE {
        let text = make(100_000);
        let (_, problems, _) = read(&text);
        assert!(
            problems.iter().all(|problem| problem.kind == *kind) && !problems.is_empty(),
            "{name}: {problems:.200?}"
        );
        // A busy machine slows the memory down, too, so one quiet attempt of several is enough.
        let is_fast = (0..5).any(|_| {
            let (quarter, whole) = (time(&make(25_000)), time(&text));
            println!("{name}: {quarter:?} {whole:?}");
            whole < limit && (whole < Duration::from_millis(5) || whole < quarter * 6)
        });
        assert!(is_fast, "{name}");
    }
}

#[test]
fn a_large_yaml_file_is_read_and_a_huge_one_refused() {
    let make = |n: usize| (0..n).map(|i| format!("k{i}: v\n")).collect::<String>();
    let (root, problems) = parse_yaml(&make(50_000));
    assert_eq!((root.entries().len(), problems), (50_000, vec![]));
    let (_, problems) = parse_yaml(&make(200_000));
    assert_eq!(problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(), [ProblemKind::FrontMatterLimit]);
    let aliases = format!("a: &a 1\nb:\n{}", "- *a\n".repeat(MAX_ALIASES));
    assert_eq!(parse_yaml(&aliases).1, []);
    let (root, problems) = parse_yaml(&(aliases.clone() + "- *a\nc: 1\n"));
    assert_eq!((root.entries().len(), problems[0].span.start as usize), (2, aliases.len() + 2));
}

/// Text that is likely to be nearly front matter.
fn nearly_front_matter() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---",
        "+++",
        "\n",
        "\r\n",
        "\r",
        " ",
        "  ",
        "\t",
        "a",
        "b",
        "title",
        ": ",
        ":",
        "：",
        "- ",
        "-",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "\"",
        "'",
        "#",
        " # ",
        "&a",
        "*a",
        "!t ",
        "|",
        ">",
        "|2-",
        "? ",
        "你好",
        "é",
        "=",
        ".",
        "1.20",
        "\\",
        "\\u12",
        "@",
        "`",
        "%",
        "<<: ",
        "...",
        "\u{feff}",
        "\u{0}",
        "\u{2028}",
        "\"\"\"",
        "'''",
        "null",
        "~",
        "2023-11-14",
    ]);
    let opening = prop::sample::select(vec!["", "---\n", "+++\n", "{", "\u{feff}---\r\n", "---\na:\n"]);
    let closing = prop::sample::select(vec!["", "\n---\nbody", "\n+++\n", "}"]);
    (opening, prop::collection::vec(piece, 0..40), closing)
        .prop_map(|(opening, pieces, closing)| format!("{opening}{}{closing}", pieces.concat()))
}

fn sound(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
}

fn sound_tree(text: &str, node: &Node, within: Span) {
    sound(text, node.span);
    assert!(within.contains(node.span), "{:?} outside {within:?} in {text:?}", node.span);
    for entry in node.entries() {
        sound(text, entry.key.span);
        sound_tree(text, &entry.value, within);
    }
    if let NodeKind::Sequence { items, .. } = &node.kind {
        items.iter().for_each(|item| sound_tree(text, item, within));
    }
    for name in [&node.anchor, &node.tag].into_iter().flatten() {
        sound(text, name.span);
    }
}

proptest! {
    #![proptest_config(property::config(2000))]

    #[test]
    fn any_text_is_read(text in prop_oneof![nearly_front_matter(), any::<String>()]) {
        let (front_matter, problems, body) = read(&text);
        prop_assert!(text.is_char_boundary(body));
        for problem in &problems {
            sound(&text, problem.span);
            problem.related.into_iter().for_each(|span| sound(&text, span));
        }
        if let Some(front_matter) = front_matter {
            sound(&text, front_matter.span);
            prop_assert!(front_matter.span.contains(front_matter.content) && front_matter.span.end as usize <= body);
            sound_tree(&text, &front_matter.root, front_matter.content);
            front_matter.comments.iter().for_each(|comment| sound(&text, *comment));
            prop_assert!(front_matter.complete || !problems.is_empty());
            prop_assert!(front_matter.format != FrontMatterFormat::Toml || text.contains('+'));
        }
        let (root, problems) = parse_yaml(&text);
        sound_tree(&text, &root, Span::new(0, text.len()));
        problems.iter().for_each(|problem| sound(&text, problem.span));
    }
}
