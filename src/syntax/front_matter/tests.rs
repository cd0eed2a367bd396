//! What the readers make of small texts, row by row.

use super::*;
use crate::document::{Entry, PathSegment, ScalarStyle};

fn read(text: &str) -> (FrontMatter, Vec<Problem>, &str) {
    let mut problems = Vec::new();
    let (front_matter, body) = parse(text, &mut problems);
    (front_matter.expect("the row has front matter"), problems, &text[body..])
}

/// Every entry as `key=value` as they are written, nested ones with their path, joined by ` ¦ `.
fn written(text: &str, entries: &[Entry], path: &str, out: &mut Vec<String>) {
    for entry in entries {
        let key = format!("{path}{}", entry.key.span.of(text));
        out.push(format!("{key}={}", entry.value.span.of(text)));
        written(text, entry.value.entries(), &format!("{key}."), out);
    }
}

#[test]
fn spans_cover_what_is_written() {
    let rows = [
        ("---\na: 1.20 # c\n\"b\": 'it''s'\n---\n", "a=1.20 ¦ \"b\"='it''s'"),
        ("---\r\na: x\r\nb: y\r\n---\r\n", "a=x ¦ b=y"),
        ("---\ra: x\rb: y\r---\r", "a=x ¦ b=y"),
        ("---\na:\nb: # c\nc: &x\nd: ~\n---\n", "a= ¦ b= ¦ c= ¦ d=~"),
        ("---\na: |\n  x\n\n  y\n\nb: 1\n---\n", "a=|\n  x\n\n  y ¦ b=1"),
        ("---\na: # c\n  !t &x >-\n    x  \n\n# d\nb: 1\n---\n", "a=>-\n    x   ¦ b=1"),
        ("---\na: long\n  text # c\nb: [x, 'y', {z: 1}]\n---\n", "a=long\n  text ¦ b=[x, 'y', {z: 1}]"),
        ("---\na:\n- x\n- y: 1\n  z:\n\nb: 1\n---\n", "a=- x\n- y: 1\n  z: ¦ b=1"),
        ("---\na: # c\n- - x\n  - y\nb:\n    - z\n---\n", "a=- - x\n  - y ¦ b=- z"),
        ("---\n标题: 你好\na: {b: 是, c: }\n---\n", "标题=你好 ¦ a={b: 是, c: } ¦ a.b=是 ¦ a.c="),
        ("---\na: &x\n  b: *x\n<<: *x\n---\n", "a=b: *x ¦ a.b=*x ¦ <<=*x"),
        ("+++\nb = 1.20\n\"a\" = \"x\" # c\n[t]\nc.d = 2023-11-14\n+++\n", "b=1.20 ¦ \"a\"=\"x\" ¦ t=c.d = 2023-11-14"),
        ("{\"b\": 1.20, \"a\": {\"c\": null}}", "\"b\"=1.20 ¦ \"a\"={\"c\": null} ¦ \"a\".\"c\"=null"),
    ];
    for (text, expected) in rows {
        let (front_matter, problems, _) = read(text);
        let mut out = Vec::new();
        written(text, front_matter.entries(), "", &mut out);
        let deep = expected.matches(" ¦ ").count() + 1;
        assert_eq!((out[..deep.min(out.len())].join(" ¦ "), problems), (expected.to_owned(), vec![]), "{text:?}");
    }
}

#[test]
fn styles_anchors_tags_and_comments_are_kept() {
    let text = "---\n# one\na: !!str &x 1.20 # two\nb: >\n  x\nc: \"\\u4f60\"\n---\n";
    let (front_matter, _, _) = read(text);
    let styles: Vec<_> = front_matter.entries().iter().map(|entry| entry.value.style()).collect();
    assert_eq!(styles, [ScalarStyle::Plain, ScalarStyle::Folded, ScalarStyle::DoubleQuoted].map(Some));
    let first = &front_matter.entries()[0].value;
    assert_eq!(first.anchor.as_ref().map(|name| (&*name.value, name.span.of(text))), Some(("x", "&x")));
    assert_eq!(first.tag.as_ref().map(|tag| &*tag.value), Some("!!str"));
    assert_eq!(front_matter.entries()[2].value.as_str(), Some("你"));
    let comments: Vec<_> = front_matter.comments.iter().map(|span| span.of(text)).collect();
    assert_eq!(comments, ["# one", "# two"]);
}

/// A broken text, the place of its one problem, a part of the reason, and the keys that are still known.
#[test]
fn one_fault_is_one_problem_at_its_place() {
    let rows = [
        ("---\na: b: c\nd: 1\n---\n", (8, ":"), "inside a value", "d"),
        ("---\na: 1\n标题： x\nd: 1\n---\n", (15, "："), "full-width", "a d"),
        ("---\n标题： x\n---\n", (10, "："), "full-width", ""),
        ("---\np:\n  d： y\n  b: 1\nc: 1\n---\n", (10, "："), "full-width", "c"),
        ("---\na:b\nc: 1\n---\n", (5, ":"), "blank is missing", "c"),
        ("---\na: \"x\nd: 1\n---\n", (7, "\""), "quote `\"` opened here", "d"),
        ("---\na: \"x\nd: \"y\"\n---\n", (7, "\""), "quote `\"` opened here", "d"),
        ("---\na: 'it's'\nd: 1\n---\n", (11, "s'"), "after the closing quote", "d"),
        ("---\na: \"x\\d\"\n---\n", (9, "\\d"), "unknown escape `\\d`", ""),
        ("---\na:\n\tb: 1\nd: 1\n---\n", (7, "\t"), "tab", "d"),
        ("---\na: @x\nd: 1\n---\n", (7, "@x"), "may not start with `@`", "d"),
        ("---\na: `x`\n---\n", (7, "`x`"), "backtick", ""),
        ("---\na: [x\nd: 1\n---\n", (7, "["), "bracket `[` opened here", "d"),
        ("---\na: [x]]\nd: 1\n---\n", (10, "]"), "closes nothing", "d"),
        ("---\na: 1\n b: 2\nd: 1\n---\n", (10, "b"), "indented as if", "d"),
        ("---\na: 1\nprose\nd: 1\n---\n", (9, "prose"), "no `key: value`", "a d"),
        ("---\na: 1\n...\nd: 1\n---\n", (13, "d:"), "first YAML document", "a"),
        ("---\n\ta: 1\n---\n", (4, "\t"), "tab", "a"),
        ("---\na: \"x\ny\"\nd: 1\n---\n", (10, "y\""), "must be indented", "d"),
        ("{\"a\": \"\t\"}\n", (7, "\t"), "control character", ""),
        ("+++\na = [1,\nd = 1\n+++\n", (8, "["), "bracket `[` opened here", "d"),
        ("+++\n标题： 1\nd = 1\n+++\n", (10, "："), "full-width", "d"),
        ("{\"a\": 1,}\n", (7, ","), "trailing commas", ""),
    ];
    for (text, (at, place), reason, saved) in rows {
        let (front_matter, problems, _) = read(text);
        let keys: Vec<_> = front_matter.entries().iter().map(|entry| &*entry.key.value).collect();
        assert_eq!(keys.join(" "), saved, "{text:?}");
        assert!(!front_matter.complete, "{text:?}");
        let [problem] = &problems[..] else { panic!("{text:?}: {problems:?}") };
        assert_eq!(problem.kind, ProblemKind::FrontMatterSyntax, "{text:?}");
        assert_eq!((problem.span.start, problem.span.of(text)), (at, place), "{text:?}");
        assert!(problem.detail.contains(reason), "{text:?}: {}", problem.detail);
    }
}

/// A text, its problems, and its body.
#[test]
fn delimiters_are_hugos() {
    use ProblemKind::{FrontMatterDelimiter, FrontMatterNotMapping, FrontMatterSyntax, FrontMatterUnclosed};
    let rows: [(&str, &[ProblemKind], &str); 18] = [
        ("\u{feff}\n ---\na: 1\n---x\n", &[], "x\n"),
        ("---a: 1\n---  \nx", &[], "  \nx"),
        ("--- \na: 1\n---", &[], ""),
        ("----\na: 1\n----\nx", &[FrontMatterDelimiter], "-\nx"),
        ("--\na: 1\n--\nx", &[FrontMatterDelimiter], "x"),
        ("- item\n--\n", &[FrontMatterDelimiter], "- item\n--\n"),
        ("+ item\n", &[FrontMatterDelimiter], "+ item\n"),
        ("---\na: 1\n ---\nx", &[FrontMatterUnclosed], "x"),
        ("---\na: 1\n...\nx", &[FrontMatterUnclosed], "x"),
        ("---\na: 1\n--\nx", &[FrontMatterUnclosed], "x"),
        ("---\na: 1\nb:\n- x\n\n# T\n\nx", &[FrontMatterUnclosed], "\n# T\n\nx"),
        ("---\na: 1\n\n- x\n", &[FrontMatterUnclosed], "\n- x\n"),
        ("+++\na = 1\n\nx = y z", &[FrontMatterUnclosed], ""),
        ("{\"a\": 1\n\nx", &[FrontMatterUnclosed], "\nx"),
        ("{{< note >}}\nx", &[FrontMatterSyntax], "{{< note >}}\nx"),
        ("---\n- a\n---\nx", &[FrontMatterNotMapping], "x"),
        ("---\ntext\n---\nx", &[FrontMatterNotMapping], "x"),
        ("text\n---\n", &[], "text\n---\n"),
    ];
    for (text, kinds, expected) in rows {
        let mut problems = Vec::new();
        let (_, body) = parse(text, &mut problems);
        let found: Vec<_> = problems.iter().map(|problem| problem.kind).collect();
        assert_eq!((&found[..], &text[body..]), (kinds, expected), "{text:?}");
    }
}

#[test]
fn equal_keys_show_both_places() {
    for text in ["---\na: 1\nb: 1\na: 2\n---\n", "+++\na = 1\nb = 1\na = 2\n+++\n", "{\"a\": 1, \"b\": 1, \"a\": 2}"] {
        let (_, problems, _) = read(text);
        let [problem] = &problems[..] else { panic!("{text:?}: {problems:?}") };
        assert_eq!((problem.kind, &*problem.detail), (ProblemKind::FrontMatterDuplicateKey, "a"));
        let (first, second) = (text.find('a').unwrap(), text.rfind('a').unwrap());
        let related = problem.related.expect("the first place");
        assert!(related.range().contains(&first) && problem.span.range().contains(&second), "{problem:?}");
    }
}

#[test]
fn a_key_that_is_no_text_is_kept_as_written() {
    let text = "---\na: {{ b }}\n? [c, d]\n: 1\n---\n";
    let (front_matter, problems, _) = read(text);
    let keys: Vec<_> = front_matter.entries().iter().map(|entry| &*entry.key.value).collect();
    assert_eq!(keys, ["a", "[c, d]"]);
    assert_eq!(front_matter.entries()[0].value.entries()[0].key.span.of(text), "{ b }");
    let reasons: Vec<_> = problems.iter().map(|problem| &*problem.detail).collect();
    assert!(reasons[0].starts_with("a mapping cannot") && reasons[1].starts_with("a list cannot"), "{reasons:?}");
}

#[test]
fn limits_are_passed_at_a_place() {
    let rows = [
        (format!("---\na: {}\n---\n", "[".repeat(MAX_DEPTH + 1)), 7 + MAX_DEPTH),
        (format!("---\n{}a\n---\n", "- ".repeat(MAX_DEPTH + 1)), 4 + 2 * MAX_DEPTH),
        (format!("+++\na = {}\n+++\n", "[".repeat(MAX_DEPTH + 1)), 8 + MAX_DEPTH),
        (format!("{{\"a\": {}{}}}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)), 5 + MAX_DEPTH),
        (format!("---\n#{}\n---\n", "你".repeat(MAX_FRONT_MATTER_BYTES)), 4 + MAX_FRONT_MATTER_BYTES),
    ];
    for (text, at) in rows {
        let (_, problems, _) = read(&text);
        let [problem] = &problems[..] else { panic!("{text:.40}: {problems:?}") };
        assert_eq!(problem.kind, ProblemKind::FrontMatterLimit);
        assert_eq!(problem.span.start as usize, at, "{text:.40}");
        assert!(text.is_char_boundary(problem.span.start as usize));
    }
    let deep = format!("---\na: {}{}\n---\n", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert_eq!(read(&deep).1, []);
}

#[test]
fn a_path_leads_to_a_node() {
    let text = "\u{feff}check:\n  parity:\n    of: [anchors, links]\n";
    let (root, problems) = parse_yaml(text);
    assert_eq!(problems, []);
    let path = [PathSegment::Key("check"), PathSegment::Key("parity"), PathSegment::Key("of"), PathSegment::Index(1)];
    let found = root.at_path(&path);
    assert_eq!((found.node.span.of(text), found.key, found.depth), ("links", None, 4));
    let found = root.at_path(&[path[0], PathSegment::Key("parrity")]);
    assert_eq!((found.key.map(|key| key.of(text)), found.depth), (Some("check"), 1));
}
