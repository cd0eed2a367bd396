//! What holds for every text, tried on mutations of the fixture pages: parsing ends with spans in the text, every finding
//! points into it, every fix mends what it belongs to.

#[allow(unreachable_pub)]
mod bodies;
#[path = "../support/property.rs"]
mod property;

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Original and translation of the fixture site, where both are there.
static PAGES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lantern/content");
    let originals = content.join("en");
    let mut folders = vec![originals.clone()];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("the fixture can be listed").flatten().map(|entry| entry.path()) {
            let below = path.strip_prefix(&originals).expect("it lies below").to_path_buf();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(translation) = std::fs::read_to_string(content.join("zh").join(below)) {
                pages.push((std::fs::read_to_string(path).expect("the fixture is text"), translation));
            }
        }
    }
    pages.retain(|(_, translation)| translation.starts_with("---"));
    pages.sort();
    assert!(pages.len() > 5, "the fixture has pages in both languages");
    pages
});

/// What mutations put in: marks of every syntax, of both widths, and text in several scripts.
const PIECES: &[&str] = &[
    "---\n",
    "+++\n",
    "\n\n",
    "\n",
    "\r\n",
    "\r",
    "## ",
    "### 词 {#a}\n",
    "{#",
    "}",
    "- ",
    "1. ",
    "> ",
    "|",
    "| 词 | `a` |\n",
    "`",
    "```\n",
    "``",
    "*",
    "**",
    "__",
    "[",
    "](",
    ")",
    "[词](/docs/a/)",
    "[词] (/zh/docs/)",
    "(",
    "（",
    "）",
    "【",
    "！[",
    "![a](b.svg)",
    "<",
    "<!-- ",
    " -->",
    "<a id=\"b\">",
    "{{< tip >}}",
    "{{< /tip >}}",
    "{{<",
    ">}}",
    "{{% ",
    "%}}",
    "{{</* a */>}}",
    "title: ",
    "aliases:\n- /a\n",
    ": ",
    "：",
    "\"",
    "'",
    "“",
    "”",
    "，",
    "。",
    "、",
    "发布",
    "修复了",
    "的的",
    "the the",
    "Lantern",
    "beacon",
    "灯标",
    "2.4.1",
    "v1.2",
    "１２",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "\u{85}",
    "\u{2028}",
    "\u{0}",
    "\u{1b}",
    "é",
    "e\u{301}",
    "👩\u{200d}💻",
    "\u{3000}",
    "\t",
    "    ",
    "\\",
    "&amp;",
    "#",
    "https://lantern.example/latest/zh/",
    "[^1]",
    "[a]: /b\n",
    "!",
    "~~~\n",
    "&a",
    "*a",
    "1.20",
];

#[derive(Debug, Clone)]
enum Mutation {
    Insert(Index, &'static str),
    Delete(Index, usize),
    Copy(Index, Index, usize),
    Truncate(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        6 => (any::<Index>(), select(PIECES)).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        4 => (any::<Index>(), 1usize..40).prop_map(|(at, length)| Mutation::Delete(at, length)),
        2 => (any::<Index>(), any::<Index>(), 1usize..80).prop_map(|(from, to, length)| Mutation::Copy(from, to, length)),
        1 => any::<Index>().prop_map(Mutation::Truncate),
    ]
}

/// The text with the mutations made, in characters so that it stays text.
fn mutated(text: &str, mutations: &[Mutation]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for mutation in mutations {
        let place = |at: &Index, text: &[char]| at.index(text.len() + 1);
        match mutation {
            Mutation::Insert(at, piece) => {
                let at = place(at, &text);
                text.splice(at..at, piece.chars());
            }
            Mutation::Delete(at, length) => {
                let at = place(at, &text);
                let end = text.len().min(at + length);
                text.drain(at..end);
            }
            Mutation::Copy(from, to, length) => {
                let (from, to) = (place(from, &text), place(to, &text));
                let piece = text[from..text.len().min(from + length)].to_vec();
                text.splice(to..to, piece);
            }
            Mutation::Truncate(at) => text.truncate(place(at, &text)),
        }
    }
    text.into_iter().collect()
}

/// An original and its translation, both with a few mutations, or only one of them.
fn pair() -> impl Strategy<Value = (String, String)> {
    let some = || prop::collection::vec(mutation(), 0..6);
    (any::<Index>(), some(), some()).prop_map(|(page, a, b)| {
        let (original, translation) = page.get(&PAGES);
        (mutated(original, &a), mutated(translation, &b))
    })
}

/// Any text, mostly one like a page.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(select(PIECES), 0..40).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => pair().prop_map(|(_, translation)| translation), 4 => pieces, 1 => any::<String>()]
}

/// Something like a configuration or a rule file.
fn settings() -> impl Strategy<Value = String> {
    let files = [
        "rules/presets/istio.yaml",
        "rules/term-missing.yaml",
        "fixtures/lantern/tidings.yaml",
        "fixtures/lantern/hugo.toml",
    ];
    let read = |file| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("it is there");
    let texts: Vec<String> = files.into_iter().map(read).collect();
    (select(texts), prop::collection::vec(mutation(), 0..4)).prop_map(|(text, all)| mutated(&text, &all))
}

proptest! {
    #![proptest_config(property::config(400))]

    #[test]
    fn any_front_matter_is_read(text in text()) {
        bodies::front_matter_is_read(&text);
    }

    #[test]
    fn any_shortcodes_are_read(text in text()) {
        bodies::shortcodes_are_read(&text);
    }

    #[test]
    fn any_page_is_parsed(text in text()) {
        bodies::a_page_is_parsed(&text);
    }
}

proptest! {
    #![proptest_config(property::config(100))]

    #[test]
    fn any_settings_are_read(text in settings()) {
        bodies::settings_are_read(&text);
    }
}

proptest! {
    // A case runs the whole check several times, so a run of the tests looks at few; the fuzz target `pair` looks at many.
    #![proptest_config(property::config(12))]

    #[test]
    fn any_pair_is_fixed_for_good((original, translation) in pair()) {
        bodies::a_pair_is_fixed_for_good(&original, &translation);
    }

    #[test]
    fn any_pair_is_checked_and_fixed((original, translation) in pair()) {
        bodies::a_pair_is_checked_and_fixed(&original, &translation);
    }
}
