//! Texts of any length that are hard on the parsers, the alignment and the rules: nested and repeated constructs.

use super::pair_site::{FRONT, FRONT_ZH};

/// Makes about `n` bytes of text round a word of the language.
pub(crate) type Pattern = (&'static str, fn(usize, &str) -> String);

/// `piece` again and again, with `@` for the word.
fn repeat(n: usize, word: &str, piece: &str) -> String {
    piece.replace('@', word).repeat(n / piece.len())
}

/// As many pieces as fit, each made from its number.
fn numbered(n: usize, piece: impl Fn(usize) -> String) -> String {
    let length = piece(n).len();
    (0..n / length).map(piece).collect()
}

/// What is repeated or nested.
pub(crate) const PATTERNS: &[Pattern] = &[
    ("prose in one line", |n, w| repeat(n, w, "@ @, 1.2.3 (@) ")),
    ("paragraphs", |n, w| repeat(n, w, "@ @ `a` @.\n\n")),
    ("different paragraphs", |n, w| numbered(n, |i| format!("{w} {i} `code{i}` 2.{i}.1 {w}.\n\n"))),
    ("quotes", |n, w| repeat(n, w, "> ") + w),
    ("quotes without blanks", |n, w| repeat(n, w, ">") + w),
    ("lists in lists", |n, w| repeat(n, w, "- ") + w),
    ("lists of both kinds", |n, w| repeat(n, w, "- + ") + w),
    ("deeper lists", |n, w| (0..n / 200).map(|i| format!("{}- {w}\n", " ".repeat(i % 400))).collect()),
    ("list items", |n, w| repeat(n, w, "- @ @\n")),
    ("numbered items", |n, w| numbered(n, |i| format!("{i}. {w}\n"))),
    ("[a](", |n, w| repeat(n, w, "[@](")),
    ("[a](<b", |n, w| repeat(n, w, "[@](<b")),
    ("links", |n, w| repeat(n, w, "[@](/docs/a/) ")),
    ("different links", |n, w| numbered(n, |i| format!("[{w}](/docs/a{i}/#b{i}) "))),
    ("links with blanks", |n, w| repeat(n, w, "[@] (/docs/a/) ")),
    ("links to anchors", |n, w| numbered(n, |i| format!("## {w} {i} {{#a{i}}}\n\n[{w}](#a{})\n\n", i + 1))),
    ("images", |n, w| numbered(n, |i| format!("![{w}](a{i}.svg)\n\n"))),
    ("images in images", |n, w| repeat(n, w, "![@")),
    ("brackets", |n, w| repeat(n, w, "[")),
    ("closing brackets", |n, w| repeat(n, w, "@]) ）】")),
    ("opening brackets", |n, w| repeat(n, w, "@ (（ ")),
    ("emphasis", |n, w| repeat(n, w, "*@ _b ")),
    ("emphasis that is none", |n, w| repeat(n, w, "@**“a”**@")),
    ("stars", |n, w| repeat(n, w, "**@*")),
    ("back-ticks", |n, w| (0..n / 60).map(|i| format!("{w} {} ", "`".repeat(i % 100 + 1))).collect()),
    ("code spans", |n, w| repeat(n, w, "`a` ")),
    ("different code spans", |n, w| numbered(n, |i| format!("`a{i}` {w} "))),
    ("fences", |n, w| repeat(n, w, "```sh\na # @\n```\n\n")),
    ("one code block", |n, w| format!("```sh\n{}```\n", repeat(n, w, "a # @\n"))),
    ("unclosed fence", |n, w| format!("```\n{}", repeat(n, w, "@\n"))),
    ("shortcodes", |n, w| repeat(n, w, "{{< tip >}}@{{< /tip >}}\n")),
    ("different shortcodes", |n, w| numbered(n, |i| format!("{{{{< a{i} b=\"{w}\" >}}}}\n\n"))),
    ("unclosed shortcodes", |n, w| repeat(n, w, "{{< tip >}}\n@\n")),
    ("nested shortcodes", |n, w| repeat(n / 2, w, "{{< tip >}}\n") + &repeat(n / 2, w, "{{< /tip >}}\n")),
    ("nested percent shortcodes", |n, w| repeat(n / 2, w, "{{% tip %}}\n") + &repeat(n / 2, w, "{{% /tip %}}\n")),
    ("shortcode tags that do not end", |n, w| repeat(n, w, "{{< @ ")),
    ("closing shortcodes", |n, w| repeat(n, w, "{{< /tip >}} @ ")),
    ("table rows", |n, w| format!("|a|b|\n|-|-|\n{}", repeat(n, w, "|@|`b`|\n"))),
    ("table columns", |n, w| {
        let line = |cell: &str| format!("|{}\n", cell.repeat(n / 12));
        line("a|") + &line("-|") + &line(&format!("{w}|"))
    }),
    ("equal headings", |n, w| repeat(n, w, "## @\n\n")),
    ("headings with equal ids", |n, w| repeat(n, w, "## @ {#a}\n\n")),
    ("different headings", |n, w| numbered(n, |i| format!("## {w} {i} {{#{w}-{i}}}\n\n"))),
    ("headings of all levels", |n, w| numbered(n, |i| format!("{} {w} {i}\n\n", "#".repeat(i * 7 % 6 + 1)))),
    ("headings in quotes", |n, w| repeat(n, w, "> ## @\n\n")),
    ("headings in items", |n, w| repeat(n, w, "- ## @\n\n")),
    ("broken attributes", |n, w| format!("## @ {}}}\n", repeat(n, w, "{#@"))),
    ("one long heading", |n, w| format!("## {}\n", repeat(n, w, "@ *\"a 'b "))),
    ("html", |n, w| repeat(n, w, "<div id=\"a\">@\n\n")),
    ("html that does not end", |n, w| repeat(n, w, "<a b='@ ")),
    ("comments", |n, w| repeat(n, w, "<!-- @ ")),
    ("comments with the original", |n, w| repeat(n, w, "<!-- ## Word -->\n\n@ @\n\n")),
    ("entities", |n, w| repeat(n, w, "&amp;@")),
    ("addresses", |n, w| repeat(n, w, "https://a.example/@ ")),
    ("addresses in one word", |n, w| repeat(n, w, "(https://a.example/@")),
    ("references", |n, w| format!("{}\n\n[a]: /b \"c\"\n", repeat(n, w, "[@][a] "))),
    ("definitions", |n, w| numbered(n, |i| format!("[{w}{i}]: /b{i}\n"))),
    ("footnotes", |n, w| numbered(n, |i| format!("{w}[^{i}]\n\n[^{i}]: {w}\n\n"))),
    ("invisible characters", |n, w| repeat(n, w, "@\u{200b}\u{202e} ")),
    ("doubled words", |n, w| repeat(n, w, "the the 的的 @ @ ")),
    ("lone carriage returns", |n, w| repeat(n, w, "@ @\r")),
    ("other line ends", |n, w| repeat(n, w, "@\u{85}@\u{2028}")),
    ("versions", |n, w| numbered(n, |i| format!("{w} 1.{i}.{} v2.{i} ", i % 7))),
    ("terms", |n, w| repeat(n, w, "Lantern beacon word 词 字 @ ")),
    ("tags of changes", |n, w| repeat(n, w, "- **Added** @. ([Issue #1](https://a.example/1))\n")),
];

/// Which page carries the pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Side {
    Both,
    Original,
    Translation,
}

/// The original and the translation with about `n` bytes of a pattern; the other page is short.
pub(crate) fn pages((_, make): &Pattern, n: usize, side: Side) -> (String, String) {
    let original = format!("{FRONT}{}\n\n## Word {{#end}}\n\nWord.\n", make(n, "Word"));
    let translation = format!("{FRONT_ZH}{}\n\n## 词 {{#end}}\n\n词。\n", make(n, "词句"));
    let short = |front: &str, word: &str| format!("{front}{word}\n\n## {word} {{#end}}\n\n{word}\n");
    match side {
        Side::Both => (original, translation),
        Side::Original => (original, short(FRONT_ZH, "词。")),
        Side::Translation => (short(FRONT, "Word."), translation),
    }
}
