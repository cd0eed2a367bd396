//! What holds for every text: parsing ends, spans lie in the text, lists are in order, the cost grows with the length.

#![allow(clippy::print_stdout)]

#[path = "support/clock.rs"]
mod clock;
#[path = "support/property.rs"]
mod property;
#[path = "support/shared.rs"]
mod shared;

use std::path::Path;
use std::time::Duration;

use clock::{ClockId, processor_time};
use proptest::prelude::*;
use shared::shared;
use tidings::document::{Block, BlockKind, Document, Placed, ProblemKind};
use tidings::syntax::{Dialect, HugoVersion, Slugger, parse};
use tidings::text::Span;

/// Checks everything that every document promises; the text is there to be cut at the spans.
fn check(text: &str, document: &Document) {
    let inside = |span: Span, what: &str| {
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{what} {span:?} leaves {text:?}");
        let (start, end) = (span.start as usize, span.end as usize);
        assert!(
            text.is_char_boundary(start) && text.is_char_boundary(end),
            "{what} {span:?} cuts a character of {text:?}"
        );
    };
    sorted("blocks", &document.blocks, text);
    sorted("headings", &document.headings, text);
    sorted("links", &document.links, text);
    sorted("code spans", &document.code_spans, text);
    sorted("emphasis", &document.emphasis, text);
    sorted("html", &document.html, text);
    sorted("comments", &document.comments, text);
    sorted("prose", &document.prose, text);
    sorted("shortcodes", &document.shortcodes, text);
    let mut ends = vec![0; document.blocks.len() + 1];
    for (index, block) in document.blocks.iter().enumerate() {
        let end = &mut ends[block.parent.map_or(0, |parent| parent.0 as usize + 1)];
        assert!(*end <= block.span.start, "{block:?} overlaps the block before it in {text:?}");
        *end = block.span.end;
        inside(block.span, "block");
        inside(block.content, "content");
        assert!(block.span.contains(block.content), "{block:?} in {text:?}");
        assert!((block.scope.0 as usize) < document.scopes.len());
        if let BlockKind::Code { info, .. } = block.kind {
            inside(info, "info");
        }
        let Some(parent) = block.parent else { continue };
        assert!((parent.0 as usize) < index, "{block:?} stands before its parent in {text:?}");
        let parent = &document.blocks[parent.0 as usize];
        assert!(parent.span.contains(block.span), "{block:?} leaves {parent:?} in {text:?}");
    }
    for heading in &document.headings {
        for span in [heading.span, heading.content, heading.marker] {
            inside(span, "heading");
        }
        assert!(
            heading.span.contains(heading.content) && heading.span.contains(heading.marker),
            "{heading:?} in {text:?}"
        );
        for span in [heading.attributes, heading.explicit.as_ref().map(|id| id.span)].into_iter().flatten() {
            inside(span, "attributes");
            assert!(heading.span.contains(span), "{heading:?} in {text:?}");
        }
        let block: &Block = &document.blocks[heading.block.0 as usize];
        assert_eq!(block.span, heading.span, "{text:?}");
    }
    for link in &document.links {
        inside(link.span, "link");
        inside(link.text, "link text");
        inside(link.destination.span, "destination");
        assert!(link.span.contains(link.text), "{link:?} in {text:?}");
        link.title.into_iter().for_each(|title| inside(title, "title"));
    }
    for code in &document.code_spans {
        inside(code.content, "code");
        assert!(code.span.contains(code.content), "{code:?} in {text:?}");
    }
    for emphasis in &document.emphasis {
        inside(emphasis.content, "emphasis");
        assert!(emphasis.span.contains(emphasis.content), "{emphasis:?} in {text:?}");
    }
    for tag in &document.html {
        inside(tag.name, "tag name");
        for attribute in &tag.attributes {
            inside(attribute.name, "attribute");
            attribute.value.into_iter().for_each(|value| inside(value, "value"));
        }
    }
    for pair in document.prose.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{pair:?} overlap in {text:?}");
    }
    for prose in &document.prose {
        assert!(!prose.span.of(text).contains('\n'), "{prose:?} spans lines of {text:?}");
        for shortcode in &document.shortcodes {
            assert!(!prose.span.overlaps(shortcode.open), "{prose:?} holds a shortcode of {text:?}");
        }
    }
    for problem in &document.problems {
        inside(problem.span, "problem");
    }
}

fn sorted<T: Placed + std::fmt::Debug>(what: &str, items: &[T], text: &str) {
    for item in items {
        let span = item.span();
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{what}: {item:?} leaves {text:?}");
        let boundaries = [span.start, span.end].iter().all(|at| text.is_char_boundary(*at as usize));
        assert!(boundaries, "{what}: {item:?} cuts a character of {text:?}");
    }
    for pair in items.windows(2) {
        assert!(pair[0].span().start <= pair[1].span().start, "{what}: {pair:?} are out of order in {text:?}");
    }
}

fn dialects() -> [Dialect; 3] {
    let old = HugoVersion { minor: 111, patch: 3 };
    let plain = Dialect {
        slugger: Slugger::GithubSlugger,
        explicit_ids: tidings::syntax::ExplicitIds::Docusaurus,
        shortcodes: None,
        ..Dialect::default()
    };
    [Dialect::default(), Dialect { slugger: Slugger::HugoBlackfriday(old), ..Dialect::default() }, plain]
}

/// Pieces that Markdown, HTML and shortcodes are made of, in any order.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "    ",
    "\t",
    "a",
    "b c",
    "新特性",
    "，",
    "。",
    "é",
    "👍🏽",
    "\u{a0}",
    "\u{0}",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "#",
    "## ",
    "# ",
    "##",
    " {#id}",
    "{#中文}",
    " {#a b}",
    "{",
    "}",
    "---\n",
    "===\n",
    "-",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "10) ",
    "> ",
    ">",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "`",
    "``",
    "```\n",
    "~~~ yaml\n",
    "[",
    "]",
    "(",
    ")",
    "](",
    "](/x)",
    "](/x \"t\")",
    "![",
    "[r]",
    "[r]: /y 'z'\n",
    "[^1]",
    "[^1]: ",
    "<",
    ">",
    "</",
    "<a id=\"x\">",
    "</a>",
    "<!--",
    "-->",
    "<div>\n",
    "<br/>",
    "<pre>",
    "<script>",
    "\\",
    "\\*",
    "&amp;",
    "&#65;",
    "&",
    "|",
    "| a | b |\n|---|---|\n",
    "\\|",
    ": ",
    "Term\n: ",
    "https://example.org/a_b",
    "www.a.b",
    "me@a.b",
    "<https://a.b>",
    "- [ ] ",
    "'",
    "\"",
    "--",
    "...",
    "{{< tip >}}",
    "{{< /tip >}}",
    "{{% warn %}}",
    "{{% /warn %}}",
    "{{< x >}}",
    "{{< text >}}",
    "{{< /text >}}",
    "{{< gloss \"a\" >}}",
    "{{</ gloss >}}",
    "{{<",
    ">}}",
    "{{%",
    "%}}",
    "{{</* x */>}}",
    "{{< comment >}}",
    "{{< /comment >}}",
    "{{% comment %}}",
    "{{% /comment %}}",
    "  {{< tip >}}\n",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat()),
        1 => "\\PC{0,60}",
    ]
}

proptest! {
    #![proptest_config(property::config(2000))]

    #[test]
    fn any_text_parses_into_a_sound_document(text in any_text()) {
        for dialect in dialects() {
            check(&text, &parse(&text, &dialect));
        }
    }
}

fn markdown_below(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            markdown_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md" || extension == "mdx") {
            found.push(path);
        }
    }
}

#[test]
fn real_pages_parse_into_sound_documents() {
    let Some(corpus) = shared("corpus") else { return };
    let mut pages = Vec::new();
    markdown_below(&corpus, &mut pages);
    assert!(pages.len() > 1600, "{} pages", pages.len());
    for page in pages {
        let Ok(text) = std::fs::read_to_string(&page) else { continue };
        check(&text, &parse(&text, &Dialect::default()));
    }
}

/// The shortest of three runs.
fn time(text: &str, dialect: &Dialect) -> Duration {
    let run = || {
        let before = processor_time(ClockId::ThreadCPUTime);
        std::hint::black_box(parse(text, dialect));
        processor_time(ClockId::ThreadCPUTime) - before
    };
    (0..3).map(|_| run()).min().unwrap_or_default()
}

/// Makes a text of a given size.
type Pattern = Box<dyn Fn(usize) -> String>;

#[test]
fn the_cost_grows_with_the_length() {
    let nested_list: fn(usize) -> String =
        |n| (0..n.min(2000)).map(|depth| format!("{}- a\n", "  ".repeat(depth % 200))).collect();
    let repeated = |piece: &'static str| move |n: usize| piece.repeat(n);
    let patterns: Vec<(&str, Pattern)> = vec![
        (">", Box::new(repeated(">"))),
        ("> ", Box::new(repeated("> "))),
        ("[a](", Box::new(repeated("[a]("))),
        ("[a](<b", Box::new(repeated("[a](<b"))),
        ("[a](/b) ", Box::new(repeated("[a](/b) "))),
        ("![", Box::new(repeated("!["))),
        ("[", Box::new(repeated("["))),
        ("- ", Box::new(repeated("- "))),
        ("- + ", Box::new(repeated("- + "))),
        ("indented lists", Box::new(nested_list)),
        ("*a _b ", Box::new(repeated("*a _b "))),
        ("**a*", Box::new(repeated("**a*"))),
        ("back-ticks", Box::new(|n| (0..n / 50).map(|run| format!("a {} ", "`".repeat(run % 100 + 1))).collect())),
        ("<a ", Box::new(repeated("<a "))),
        ("<a b='", Box::new(repeated("<a b='"))),
        ("<!-- ", Box::new(repeated("<!-- "))),
        ("html block", Box::new(|n| format!("<div>\n{}", "<a b=\"<a b='".repeat(n)))),
        ("<![CDATA[", Box::new(|n| format!("<div>\n{}", "<![CDATA[<?<!--".repeat(n)))),
        ("headings", Box::new(repeated("## A {#a_b}\n"))),
        ("equal headings", Box::new(repeated("## A\n"))),
        ("broken attributes", Box::new(|n| format!("## A {}}}\n", "{#a".repeat(n)))),
        ("attributes with quotes", Box::new(|n| format!("## A {}}}\n", "{a=\"".repeat(n)))),
        ("attributes in attributes", Box::new(|n| format!("## A {}\n", "{a=".repeat(n)))),
        ("setext", Box::new(|n| format!("{}\n===\n", "a {#b}\n".repeat(n)))),
        ("shortcodes", Box::new(repeated("{{< x >}} "))),
        ("nested shortcodes", Box::new(|n| format!("{}{}", "{{< tip >}}".repeat(n), "{{< /tip >}}".repeat(n)))),
        (
            "nested percent shortcodes",
            Box::new(|n| format!("{}{}", "{{% tip %}}\n".repeat(n), "{{% /tip %}}\n".repeat(n))),
        ),
        ("open shortcodes", Box::new(repeated("{{< tip >}}\n"))),
        ("URLs", Box::new(repeated("https://a.b/ "))),
        ("URLs in one word", Box::new(repeated("(https://a.b/"))),
        ("mail", Box::new(repeated("a@a.b-"))),
        ("references", Box::new(|n| format!("{}\n\n[a]: /b \"c\"\n", "[a] ".repeat(n)))),
        ("definitions", Box::new(|n| (0..n).map(|i| format!("[a{i}]: /b\n")).collect())),
        ("footnotes", Box::new(|n| (0..n).map(|i| format!("[^{i}]: a\n")).collect())),
        ("entities", Box::new(repeated("&amp;"))),
        ("table", Box::new(|n| format!("|a|b|\n|-|-|\n{}", "|a|b|\n".repeat(n)))),
        ("wide table", Box::new(|n| format!("{}\n{}\n{}\n", "|a".repeat(n), "|-".repeat(n), "|a".repeat(n)))),
        ("definition lists", Box::new(repeated("a\n: b\n\n"))),
        ("escapes", Box::new(repeated("\\*"))),
        ("quotes", Box::new(|n| format!("## {}\n", "*\"a 'b ".repeat(n)))),
    ];
    let dialect = Dialect::default();
    let (slow, times) = (Duration::from_millis(2), 16);
    let mut failures = Vec::new();
    for (name, make) in &patterns {
        let mut size = 500;
        let mut small = make(size);
        while small.len() < 25_000 && time(&small, &dialect) < slow {
            size *= 2;
            small = make(size);
            if small.len() == make(size / 2).len() {
                break;
            }
        }
        let large = make(size * times);
        // What takes no time at all is not measured: there, the machine is slower than the program.
        if time(&large, &dialect) < 5 * slow {
            continue;
        }
        // What grows with the length costs 16 times as much, caches that become too small make it 30; what grows with
        // the square costs 256 times as much. A busy machine disturbs single measurements: one good try is enough.
        let ratio = || time(&large, &dialect).as_secs_f64() / time(&small, &dialect).as_secs_f64();
        let ratios: Vec<f64> = (0..5).map(|_| ratio()).take_while(|ratio| *ratio > 64.0).collect();
        if ratios.len() == 5 {
            failures.push(format!("{name}: {ratios:.1?} at {} bytes", large.len()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn blocks_nested_too_deep_are_a_problem() {
    for text in [">".repeat(100_000), "- + ".repeat(5000)] {
        let document = parse(&text, &Dialect::default());
        assert!(document.blocks.len() <= 500);
        assert!(document.problems.iter().any(|problem| problem.kind == ProblemKind::NestingLimit));
    }
}
