//! Both ways of reading YAML give the same, wherever the short one does not give up.

#[allow(dead_code, reason = "only its numbers are needed here")]
#[path = "../../../../tests/support/dice.rs"]
mod dice;

use std::path::PathBuf;

use super::super::delimiter::{self, Opening};
use super::super::{MAX_FRONT_MATTER_BYTES, yaml};
use crate::document::{FrontMatterFormat, NodeKind};
use crate::text::Span;
use dice::Dice;

/// Values as most pages have them.
const COMMON: [&str; 22] = [
    "a plain text",
    "1.20",
    "x#y",
    "don't",
    "a,b]",
    "https://a.example/b?c",
    "2023-11-14",
    "\"in quotes\"",
    "'a: b'",
    "\"a # b\"",
    "\"\"",
    "[a, b]",
    "[ a,\"b\",'c d' ]",
    "[]",
    "[ ]",
    "说明：（中文）",
    "null",
    "10:30",
    "x \" y",
    "a  b  ",
    "/a/",
    "true",
];

/// What is put into texts to make them odd.
const ODD: [&str; 84] = [
    "\"q\": ",
    "'q': ",
    "键: ",
    "<<: ",
    "? ",
    "\n1: ",
    "- - ",
    "-",
    "- k: ",
    "# ",
    " # c",
    "...",
    "---",
    "--- ",
    "\n%x ",
    ": ",
    "\na\n",
    "title : ",
    ":\t",
    "：",
    "a:b: ",
    "[a]: ",
    "&x ",
    "&x k: ",
    "!t ",
    "!!str ",
    "*x",
    "\n_k: ",
    "\n-k: ",
    "k-: ",
    "b#: ",
    "x: y",
    "x:",
    "#x",
    "'it''s'",
    "''",
    "\\\"",
    "\\u4f60",
    "\\",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    ", ]",
    ",,",
    "[a: b]",
    "[\"a\": b]",
    "[[a], b]",
    "[- a]",
    "[a #b]",
    "{a: b}",
    "|",
    ">-",
    "|\n",
    "~",
    "-1",
    "- x",
    "?x",
    "@",
    "`",
    "%",
    "=",
    "\u{a0}",
    "\u{3000}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{1}",
    "\u{7f}",
    "\u{9b}",
    "\u{ffff}",
    "\t",
    "\n\t",
    "\r\n",
    "\r",
    "\n",
    "\n ",
    "\n    ",
    "\n\n- ",
    " ",
    "\0",
];

/// Adds fields, each with what stands below it; now and then with a key that was there before.
fn fields(dice: &mut Dice, indent: usize, text: &mut String) {
    let blanks = " ".repeat(indent);
    for number in 0..=dice.roll(4) {
        let key = if dice.roll(40) == 0 { 0 } else { number };
        text.push_str(&format!("{blanks}{}{key}:", ["k", "a.b-c_", "Title"][dice.roll(3)]));
        let deeper = indent + 2 + 2 * dice.roll(2);
        match dice.roll(8) {
            0 => text.push_str([" ", "\n", "\n\n", "   \n"][dice.roll(4)]),
            1 if indent < 12 => {
                text.push('\n');
                fields(dice, deeper, text);
            }
            2 => {
                let blanks = " ".repeat(if dice.roll(3) == 0 { indent } else { deeper });
                for _ in 0..=dice.roll(3) {
                    text.push_str(&format!("\n{blanks}-{}", [" ", "   "][dice.roll(2)]));
                    text.push_str(COMMON[dice.roll(COMMON.len())]);
                }
            }
            _ => {
                text.push_str([" ", " ", "  "][dice.roll(3)]);
                text.push_str(COMMON[dice.roll(COMMON.len())]);
            }
        }
        text.push_str(["\n", "\n", "\n", "\n\n", "  \n"][dice.roll(5)]);
    }
}

/// A front matter of the common form, with up to three changes that may make it odd.
fn drawn(dice: &mut Dice) -> String {
    let mut text = String::new();
    fields(dice, 0, &mut text);
    for _ in 0..dice.roll(4) {
        let (a, b) = (text.floor_char_boundary(dice.roll(text.len())), text.floor_char_boundary(dice.roll(text.len())));
        match dice.roll(4) {
            0 if a < b && b - a < 12 => text.replace_range(a..b, ""),
            1 => text.insert_str(a, COMMON[dice.roll(COMMON.len())]),
            _ => text.insert_str(a, ODD[dice.roll(ODD.len())]),
        }
    }
    text
}

/// True when the short way reads the text; then the library must read the same, and find nothing wrong with it.
fn both_agree(source: &str, content: Span) -> bool {
    let Some(root) = super::read(source, content) else { return false };
    let mut problems = Vec::new();
    let tree = yaml::read(source, content, &mut problems);
    assert_eq!(format!("{root:?}"), format!("{:?}", tree.root), "{:?}", content.of(source));
    assert!(tree.complete && problems.is_empty() && tree.comments.is_empty(), "{problems:?} {:?}", content.of(source));
    true
}

#[test]
fn the_library_reads_the_same() {
    let mut dice = Dice(20_261_121);
    let (mut short, mut long) = (0, 0);
    for _ in 0..dice::number("TIDINGS_CASES", 30_000) {
        let mut source = String::from(["", "---\n", "--- "][dice.roll(3)]);
        let start = source.len();
        source.push_str(&drawn(&mut dice));
        let content = Span::new(start, source.len());
        source.push_str(["", "---\n", "\n---"][dice.roll(3)]);
        if both_agree(&source, content) { short += 1 } else { long += 1 }
    }
    assert!(short > long / 4 && long > short / 4, "{short} texts are read the short way, {long} by the library");
}

#[test]
fn only_what_is_common_is_read_the_short_way() {
    let rows = [
        ("title: a b\ndate: 2023-11-14\nweight: 1.20\n", true),
        ("a: \"x\"\nb: 'y: z'\nc: [x, \"y\", 'z']\nd: []\n", true),
        ("a:\n- x\n- \"y\"\nb:\n    - z\nc:\nd: 1", true),
        ("a:\n  b:\n    c: 1\n  d:\n  - x\n\ne: 2\n", true),
        ("", false),
        ("a: x # c\n", false),
        ("a: x\n  y\n", false),
        ("a: 1\na: 2\n", false),
        ("a: b: c\n", false),
        ("a:\n  - b: c\n", false),
        ("- a\n", false),
        ("text\n", false),
    ];
    for (text, expected) in rows {
        assert_eq!(both_agree(text, Span::new(0, text.len())), expected, "{text:?}");
    }
}

#[test]
fn the_common_form_gives_spans_texts_and_styles() {
    let text = "a: \"x y\"\nb:\n  - 'z'\n";
    let root = super::read(text, Span::new(0, text.len())).expect("the common form");
    let [a, b] = root.entries() else { panic!("{root:?}") };
    assert_eq!((a.value.span.of(text), a.value.as_str()), ("\"x y\"", Some("x y")));
    assert_eq!((b.value.span.of(text), root.span.of(text)), ("- 'z'", text.trim_end()));
    assert!(matches!(&b.value.kind, NodeKind::Sequence { items, flow: false } if items[0].as_str() == Some("z")));
}

#[test]
fn real_front_matter_is_read_the_same() {
    let Some(shared) = std::env::var_os("TIDINGS_SHARED") else {
        println!("skipped: TIDINGS_SHARED is not set");
        return;
    };
    for site in ["istio.io", "kubernetes", "volcano", "karmada", "rsbuild", "rspack"] {
        let (mut pages, mut short) = (0, 0);
        let mut folders = vec![PathBuf::from(&shared).join("corpus").join(site)];
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "md" || extension == "mdx")
                    && let Ok(text) = std::fs::read_to_string(&path)
                    && let Opening::Found(found) = delimiter::find(&text)
                    && found.format == FrontMatterFormat::Yaml
                    && found.content.len() <= MAX_FRONT_MATTER_BYTES
                {
                    pages += 1;
                    short += usize::from(both_agree(&text, found.content));
                }
            }
        }
        println!("{site}: {short} of {pages} are read the short way");
        assert!(site != "istio.io" || short * 100 > pages * 95, "{site}: {short} of {pages}");
    }
}
