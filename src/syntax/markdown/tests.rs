//! Spans of every kind of thing, checked by cutting the text at them.

use std::fmt::Write;

use crate::document::{BlockKind, Document, ProblemKind};
use crate::syntax::{Dialect, HugoVersion, Slugger, parse};

fn read(text: &str) -> Document {
    parse(text, &Dialect::default())
}

/// The blocks with their depth, kind and content, one a line.
fn blocks(text: &str) -> String {
    let document = read(text);
    let mut shown = String::new();
    for block in &document.blocks {
        let parents = std::iter::successors(block.parent, |parent| document.blocks[parent.0 as usize].parent);
        let kind = match block.kind {
            BlockKind::Heading(_) => "heading".to_owned(),
            BlockKind::Code { info, .. } => format!("code {:?}", info.of(text)),
            BlockKind::List { ordered, marker } => format!("list {ordered} {}", char::from(marker)),
            BlockKind::Row { head } => format!("row {head}"),
            BlockKind::Shortcode(id) => format!("shortcode {}", document.shortcodes[id.0 as usize].name.value),
            other => format!("{other:?}").to_lowercase(),
        };
        let _ = writeln!(shown, "{}{kind} {:?}", "  ".repeat(parents.count()), block.content.of(text));
    }
    shown
}

#[track_caller]
fn expect(text: &str, expected: &[&str]) {
    assert_eq!(blocks(text).lines().collect::<Vec<_>>(), expected, "{text:?}");
}

fn prose(text: &str) -> Vec<String> {
    let mark = |escaped, entity| match (escaped, entity) {
        (true, _) => "\\",
        (_, true) => "&",
        _ => "",
    };
    read(text).prose.iter().map(|run| format!("{}{}", mark(run.escaped, run.entity), run.span.of(text))).collect()
}

#[test]
fn lists_have_items_and_items_have_paragraphs() {
    expect(
        "列\n\n- 甲 *b*\n  c\n\n   - [x] d\n10) e\n",
        &[
            "paragraph \"列\"",
            "list false - \"- 甲 *b*\\n  c\\n\\n   - [x] d\"",
            "  item \"甲 *b*\\n  c\\n\\n   - [x] d\"",
            "    paragraph \"甲 *b*\\n  c\"",
            "    list false - \"- [x] d\"",
            "      item \"[x] d\"",
            "        paragraph \"d\"",
            "list true ) \"10) e\"",
            "  item \"e\"",
            "    paragraph \"e\"",
        ],
    );
}

#[test]
fn words_in_tags_amid_a_paragraph_are_a_part_of_it() {
    for end in ["\n", "\r\n"] {
        let text = ["In it all", "{{< gloss >}}beacons{{< /gloss >}}", "  see each other."].join(end);
        let whole = format!("paragraph {text:?}");
        let shown = blocks(&text);
        assert!(shown.lines().next() == Some(&*whole), "{shown}");
    }
    let own = "In it all\n{{< tip >}}\nbeacons\n{{< /tip >}}\nsee each other.\n";
    let last = "In it all\n{{< tip >}}beacons{{< /tip >}}\n\nthey see each other.\n";
    for text in [own, last] {
        assert!(blocks(text).starts_with("paragraph \"In it all\"\nshortcode tip"), "{}", blocks(text));
    }
}

#[test]
fn code_quotes_tables_and_the_rest() {
    expect(
        "> 引\n> - q\n\n``` yaml {a=b}\r\n你\r\n```\r\n\r\n    in\n    dent\n\n***\n",
        &[
            "quote \"引\\n> - q\"",
            "  paragraph \"引\"",
            "  list false - \"- q\"",
            "    item \"q\"",
            "      paragraph \"q\"",
            "code \"yaml {a=b}\" \"你\"",
            "code \"\" \"in\\n    dent\"",
            "rule \"***\"",
        ],
    );
    expect(
        "| 甲 | `b\\|c` |\n|---|---|\n| {{< x >}} |\n",
        &[
            "table \"| 甲 | `b\\\\|c` |\\n|---|---|\\n| {{< x >}} |\"",
            "  row true \"| 甲 | `b\\\\|c` |\"",
            "    cell \"甲\"",
            "    cell \"`b\\\\|c`\"",
            "  row false \"| {{< x >}} |\"",
            "    cell \"{{< x >}}\"",
            "    cell \"\"",
        ],
    );
    expect(
        "T\n: d\n\nf[^1]\n\n[^1]: n\n\n<!-- c -->\n\n<div>\nx</div>\n",
        &[
            "definition \"T\\n: d\"",
            "  definition \"T\"",
            "  definition \"d\"",
            "    paragraph \"d\"",
            "paragraph \"f[^1]\"",
            "footnote \"n\"",
            "  paragraph \"n\"",
            "comment \" c \"",
            "html \"<div>\\nx</div>\"",
        ],
    );
}

#[test]
fn shortcodes_that_fill_their_line_are_blocks() {
    expect(
        "Text\n{{< text bash >}}\n# foo\n{{< /text >}}\nmore {{< x >}}\n\n{{% w %}}\n\n* a\n\n  {{% w %}}\n\n  b\n{{< x >}} {{< y >}}\n",
        &[
            "paragraph \"Text\"",
            "shortcode text \"\\n# foo\\n\"",
            "paragraph \"more {{< x >}}\"",
            "shortcode w \"\"",
            "list false * \"* a\\n\\n  {{% w %}}\\n\\n  b\\n{{< x >}} {{< y >}}\"",
            "  item \"a\\n\\n  {{% w %}}\\n\\n  b\\n{{< x >}} {{< y >}}\"",
            "    paragraph \"a\"",
            "    shortcode w \"\"",
            "    paragraph \"b\"",
            "    shortcode x \"\"",
            "    shortcode y \"\"",
        ],
    );
}

#[test]
fn bodies_are_scopes_and_lose_the_indentation_of_their_tag() {
    let text = "1. a\n\n    {{< tip >}}\n    ## b {#b}\n\n    - c\n      {{< note >}}\n      d\n      {{< /note >}}\n    {{< /tip >}}\n\n## b\n";
    let shown = blocks(text);
    let kinds: Vec<&str> = shown.lines().map(|line| line.split(" \"").next().unwrap_or(line)).collect();
    assert_eq!(
        kinds,
        [
            "list true .",
            "  item",
            "    paragraph",
            "    shortcode tip",
            "      heading",
            "      list false -",
            "        item",
            "          paragraph",
            "          shortcode note",
            "            paragraph",
            "heading",
        ]
    );
    let document = read(text);
    let ids: Vec<(u32, Option<&str>)> = document.headings.iter().map(|h| (h.scope.0, h.id.as_deref())).collect();
    assert_eq!(ids, [(1, Some("b")), (0, Some("b"))]);
    assert_eq!(document.scopes.len(), 3);
    assert_eq!(prose(text), ["a", "b", "c", "d", "b"]);
}

#[test]
fn inline_bodies_are_read_without_blocks() {
    let text = "见 {{< gloss >}}[词](/x){{< /gloss >}}。\n";
    expect(text, &["paragraph \"见 {{< gloss >}}[词](/x){{< /gloss >}}。\""]);
    assert_eq!(prose(text), ["见 ", "词", "。"]);
    assert_eq!(read(text).links[0].destination.span.of(text), "/x");
}

#[test]
fn links_say_where_their_destination_stands() {
    let cases = [
        ("[a *b*](/p/{{< x >}}\\_q \"t\")", "a *b*", "/p/{{< x >}}_q", "/p/{{< x >}}\\_q", Some("t")),
        ("![图](<i j.png>)", "图", "i j.png", "i j.png", None),
        ("[a](/x?a=1&amp;b=(2))", "a", "/x?a=1&b=(2)", "/x?a=1&amp;b=(2)", None),
        ("[ r ]\n\n[R]: /ref 'T'", " r ", "/ref", "/ref", Some("T")),
        ("[r][]\n\n[r]: </r f>", "r", "/r f", "/r f", None),
        ("<me@a.b>", "me@a.b", "mailto:me@a.b", "me@a.b", None),
        (
            "看 https://istio.io/latest。然后",
            "https://istio.io/latest",
            "https://istio.io/latest",
            "https://istio.io/latest",
            None,
        ),
        ("(www.x.y/a_b_c)", "www.x.y/a_b_c", "https://www.x.y/a_b_c", "www.x.y/a_b_c", None),
        (
            "https://a.b/{{< x >}}/c_",
            "https://a.b/{{< x >}}/c",
            "https://a.b/{{< x >}}/c",
            "https://a.b/{{< x >}}/c",
            None,
        ),
        ("> [a](\n> /x\n> \"y\")", "a", "/x", "/x", Some("y")),
    ];
    for (text, label, value, place, title) in cases {
        let document = read(text);
        let [link] = document.links.as_slice() else { panic!("{text}: {:?}", document.links) };
        assert_eq!(link.text.of(text), label, "{text}");
        assert_eq!((&*link.destination.value, link.destination.span.of(text)), (value, place), "{text}");
        assert_eq!(link.title.map(|title| title.of(text)), title, "{text}");
    }
    for text in ["中文，https://a.b", "xhttps://a.b", "[a https://a.b](/c)", "`https://a.b`", "[ https://a.b"] {
        assert!(read(text).links.iter().all(|link| &*link.destination.value == "/c"), "{text}");
    }
    assert_eq!(read("[r][] x\n\n[r]: /r").links[0].span.of("[r][] x"), "[r][]");
}

#[test]
fn prose_is_what_a_reader_sees() {
    let cases: [(&str, &[&str]); 6] = [
        ("a *b* `c` [d](e) &amp; \\*f g_h [i", &["a ", "b", " ", " ", "d", " ", "&&amp;", " ", "\\*f g_h [i"]),
        ("一\\\n二  \n三\r\n四", &["一", "二", "三", "四"]),
        ("a {{< x >}} b{{% y %}}c", &["a ", " b", "c"]),
        ("<p>段 &amp; <code>c</code>\n文</p>", &["段 ", "&&amp;", "文"]),
        ("see https://a.b/c_d_e and <https://a.b>", &["see ", " and "]),
        ("x{{</* y */>}}", &["x{{</* y */>}}"]),
    ];
    for (text, expected) in cases {
        assert_eq!(prose(text), expected, "{text}");
    }
}

#[test]
fn html_code_and_emphasis_have_exact_spans() {
    let text = "a <a id='z' href=x>b</a> <!-- d --> `` ` `` `{{< x >}}` **强** *e*\n";
    let document = read(text);
    let attributes = &document.html[0].attributes;
    assert_eq!(
        attributes.iter().map(|a| (a.name.of(text), a.value.map(|v| v.of(text)))).collect::<Vec<_>>(),
        [("id", Some("z")), ("href", Some("x"))]
    );
    assert!(document.html[1].closing && document.html[1].name.of(text) == "a");
    assert_eq!(document.comments[0].content.of(text), " d ");
    assert_eq!(document.code_spans.iter().map(|code| code.content.of(text)).collect::<Vec<_>>(), ["`", "{{< x >}}"]);
    let emphasis: Vec<_> = document.emphasis.iter().map(|e| (e.content.of(text), e.strong)).collect();
    assert_eq!(emphasis, [("强", true), ("e", false)]);
}

#[test]
fn headings_are_taken_apart() {
    let cases = [
        ("## 标题 `c` [l](u) {#a_b}", "标题 `c` [l](u)", "##", Some("{#a_b}"), Some("a_b"), "标题 c l"),
        ("- ## T ## {#x .c}", "T", "##", Some("{#x .c}"), Some("x"), "T"),
        ("_a {#x_}\r\n===\r\n", "_a", "===", Some("{#x_}"), Some("x_"), "_a"),
        ("a\n{#x}\n---", "a", "---", Some("{#x}"), Some("x"), "a"),
        ("## T {#a b}", "T {#a b}", "##", None, Some("t-a-b"), "T {#a b}"),
        ("## I {{< x >}}", "I {{< x >}}", "##", None, None, "I {{< x >}}"),
        ("## I {{% x %}} {#i}", "I {{% x %}}", "##", Some("{#i}"), Some("i"), "I {{% x %}}"),
        ("##", "", "##", None, None, ""),
        ("## **a_b `c`**", "**a_b `c`**", "##", None, Some("a_"), "a_b c"),
    ];
    for (text, content, marker, attributes, id, seen) in cases {
        let document = read(&format!("p\n\n{text}"));
        let text = format!("p\n\n{text}");
        let [heading] = document.headings.as_slice() else { panic!("{text}: {:?}", document.headings) };
        assert_eq!((heading.content.of(&text), heading.marker.of(&text)), (content, marker), "{text}");
        assert_eq!(heading.attributes.map(|list| list.of(&text)), attributes, "{text}");
        assert_eq!((heading.id.as_deref(), &*heading.text), (id, seen), "{text}");
        assert_eq!(heading.unstable, text.contains("## I {{< x"), "{text}");
    }
    let text = "## 标题 {#am-i?}\n";
    let problem = &read(text).problems[0];
    assert_eq!((problem.kind, problem.span.of(text)), (ProblemKind::HeadingAttribute, "{#am-i?}"));
}

#[test]
fn other_generators_take_the_text_that_is_seen() {
    let old = HugoVersion { minor: 111, patch: 3 };
    let cases = [
        (Slugger::GithubSlugger, "## **Bold `c` after** [t](/u) &amp; x", "bold-c-after-t--x"),
        (Slugger::HugoGithub(old), "## [t](/u)", "tu"),
        (Slugger::default(), "## [t](/u)", "t"),
    ];
    for (slugger, text, id) in cases {
        let document = parse(text, &Dialect { slugger, ..Dialect::default() });
        assert_eq!(document.headings[0].id.as_deref(), Some(id), "{text}");
    }
}
