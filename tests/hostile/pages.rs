//! Single pages that are broken in one way: each is checked beside a good page, on either side.

use std::time::Duration;

use super::pair_site::{FRONT, FRONT_ZH, check, site};
use super::{said, sound, timed};

/// A kind of damage: its name, and what it does to a page.
type Fault = (&'static str, fn(&str) -> String);

const GOOD: &str = "## Word {#end}\n\nWord.\n";
const GOOD_ZH: &str = "## 词 {#end}\n\n词。\n";

fn good() -> String {
    format!("{FRONT}{GOOD}")
}

fn good_zh() -> String {
    format!("{FRONT_ZH}{GOOD_ZH}")
}

/// Bodies and whole pages that broke some linter.
fn odd_pages() -> Vec<(&'static str, String)> {
    let line = |piece: &str| piece.repeat(70_000 / piece.chars().count() + 1);
    let laughs: String =
        (0..9).map(|i| format!("a{}: &a{} [{}]\n", i + 1, i + 1, vec![format!("*a{i}"); 9].join(", "))).collect();
    let whole = [
        ("empty", String::new()),
        ("blanks", " \n\t\n\u{3000}\n".into()),
        ("byte order mark", "\u{feff}".into()),
        ("two byte order marks", format!("\u{feff}\u{feff}{FRONT}{GOOD}")),
        ("NUL", "a\0b\n".into()),
        ("lone carriage returns", good().replace('\n', "\r")),
        ("line ends of Windows", good_zh().replace('\n', "\r\n")),
        ("mixed line ends", format!("{}{}", FRONT.replace('\n', "\r\n"), GOOD.replace('\n', "\r"))),
        ("next lines", good_zh().replace('\n', "\u{85}")),
        ("line separators", good_zh().replace('\n', "\u{2028}")),
        ("unclosed front matter", "---\ntitle: a\n\n# b\n".into()),
        ("only front matter", "---\ntitle: a\n---".into()),
        ("only an opening", "---".into()),
        ("laughs", format!("---\na0: &a0 x\n{laughs}---\n\n{GOOD}")),
        ("merge bomb", format!("---\na: &a {{b: 1}}\n{}---\n{GOOD}", "c: {<<: [*a, *a, *a]}\n".repeat(500))),
        ("a cycle", "---\na: &a\n  b: *a\n---\n".into()),
        ("brackets in front matter", format!("---\na: {}\n---\n{GOOD}", "[".repeat(60_000))),
        ("braces in front matter", format!("---\na: {}\n---\n{GOOD}", "{a: ".repeat(10_000))),
        ("large front matter", format!("---\n{}---\n{GOOD}", "a: b\n".repeat(20_000))),
        ("equal keys", format!("---\n{}---\n{GOOD}", "title: a\n".repeat(300))),
        ("long key", format!("---\n? {}\n: 1\n---\n{GOOD}", line("长"))),
        ("long value", format!("---\ntitle: {}\n---\n{GOOD}", line("长"))),
        ("long aliases", format!("---\naliases: [{}]\n---\n{GOOD}", line("/a/b"))),
        ("many aliases", format!("---\naliases:\n{}---\n{GOOD}", "- /news/a\n".repeat(5_000))),
        ("tabs in front matter", "---\n\ttitle:\ta\n---\n".into()),
        ("TOML bomb", format!("+++\na{} = 1\n+++\n", ".a".repeat(20_000))),
        ("JSON bomb", "{\"a\":".repeat(20_000)),
        ("controls in front matter", "---\ntitle: \"a\u{1b}[31m\u{9b}\u{7}\"\n---\n".into()),
    ];
    let body = [
        ("long line", line("长")),
        ("long line of quotes", format!("> {}", line("“a”** "))),
        ("long heading", format!("## {}", line("a 长 "))),
        ("long identifier", format!("## a {{#{}}}", line("a"))),
        ("long address", format!("[a](https://a.example/{})", "b".repeat(1 << 20))),
        ("long address in Chinese", format!("[a](/docs/{}#{})", "长".repeat(300_000), "长".repeat(50_000))),
        ("long code", format!("`{}`", line("a长"))),
        ("long code block", format!("```sh\n{}\n```", line("a长 # b"))),
        ("long info", format!("```{}\n```", line("a长"))),
        ("long image", format!("![{0}]({0} \"{0}\")", line("a"))),
        ("long shortcode", format!("{{{{< {0} a=\"{0}\" >}}}}", line("长"))),
        ("long shortcode name", format!("{{{{< {} >}}}}", line("a"))),
        ("long html", format!("<div id='{}'>", line("a"))),
        ("long comment", format!("<!-- {} -->", line("a "))),
        ("long table", format!("|a|\n|-|\n|{}|", line("长 "))),
        ("long word of a version", format!("v1.{}", line("1"))),
        ("long brackets", line("(（a")),
        ("unclosed fence", "```\na".into()),
        ("unclosed comment", "<!-- a".into()),
        ("unclosed shortcode", "{{< tip >}}\na".into()),
        ("unclosed tag", "{{< tip".into()),
        (
            "controls",
            "## a\u{1b}[31m\u{9b}2J {#a\u{7}}\n\n[\u{1b}]8;;x\u{7}](\u{1b} b)\n\n`\u{202e}a` ::error::x".into(),
        ),
        ("commands of a runner", "## ::error::a\n\n::set-output name=a::b\n\n[::error::a]( b)\n\n##[error]a".into()),
        ("10,000 equal headings", "## Word\n\n".repeat(10_000)),
    ];
    let body = body.into_iter().map(|(name, text)| (name, format!("{FRONT}{text}\n\n{GOOD}")));
    whole.into_iter().chain(body).collect()
}

#[test]
fn odd_pages_are_checked_on_both_sides() {
    // Without optimisation everything takes several times as long.
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });
    for (name, text) in odd_pages() {
        for (original, translation) in [(text.as_str(), &*good_zh()), (&*good(), text.as_str())] {
            let (found, spent) = timed(|| sound(name, &site(original, translation)));
            println!("{name}: {} findings in {spent:?}", found.len());
            assert!(spent < limit, "{name}: {spent:?}");
        }
    }
}

#[test]
fn good_pages_are_silent() {
    let found = sound("good", &site(&good(), &good_zh()));
    assert!(found.is_empty(), "{}", said(&found));
}

#[test]
fn one_fault_in_front_matter_is_one_or_two_findings() {
    let faults: [Fault; 4] = [
        ("not closed", |page| page.replacen("---\n\n", "\n", 1)),
        ("quote not closed", |page| page.replacen("title: ", "title: \"", 1)),
        ("colon in a value", |page| page.replacen("title: ", "title: a: ", 1)),
        ("tab", |page| page.replacen("- /", "\t- /", 1)),
    ];
    for (name, fault) in faults {
        for (side, original, translation) in
            [("original", fault(&good()), good_zh()), ("translation", good(), fault(&good_zh()))]
        {
            let found = sound(name, &site(&original, &translation));
            assert!((1..=2).contains(&found.len()), "{name} in the {side}:\n{}", said(&found));
            assert!(found[0].rule.starts_with("front-matter"), "{name} in the {side}:\n{}", said(&found));
        }
    }
}

#[test]
fn the_rest_of_a_page_with_broken_front_matter_is_checked() {
    let broken = good_zh().replacen("title: ", "title: \"", 1).replace("{#end}", "{#end") + "\n[词] (/docs)\n";
    let rules: Vec<String> = sound("", &site(&good(), &broken)).iter().map(|found| found.rule.to_string()).collect();
    assert!(rules.len() >= 3, "{rules:?}");
}

#[test]
fn hostile_pages_cost_no_more_than_the_limits_say() {
    let bombs = odd_pages().into_iter().filter(|(_, text)| text.starts_with("---\na"));
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 1_000 } else { 100 });
    for (name, text) in bombs {
        let fastest = (0..5).map(|_| timed(|| check(&site(&text, &good_zh()))).1).find(|spent| *spent < limit);
        assert!(fastest.is_some(), "{name}");
    }
}
