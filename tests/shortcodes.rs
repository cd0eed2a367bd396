//! Shortcodes against what real Hugo says, on whole sites, and on text made to break them.

#![allow(clippy::print_stdout, reason = "a skipped test says so, and figures are printed")]

#[path = "support/property.rs"]
mod property;
#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use shared::shared;
use tidings::document::{Body, Problem, ProblemKind, Quote, Shortcode};
use tidings::syntax::ShortcodeTable;
use tidings::syntax::shortcode::{mask, parse};
use tidings::text::{LineIndex, Span};

fn whole(text: &str) -> Span {
    Span::new(0, text.len())
}

/// The templates that the table of Hugo's answers was made with.
fn oracle_table() -> ShortcodeTable {
    let none = ["noin", "ns/a", "val", "arg"].map(|name| (name.into(), Body::None));
    let some = ["in", "wrap", "md"].map(|name| (name.into(), Body::Markdown));
    ShortcodeTable { bodies: none.into_iter().chain(some).collect(), closed: true, any_case: true }
}

/// The kinds of problem that stand for an error of Hugo.
fn kind_of(error: &str) -> ProblemKind {
    let kinds = [
        ("unclosed shortcode", ProblemKind::ShortcodeTagUnclosed),
        ("unrecognized character", ProblemKind::ShortcodeCharacter),
        ("has no name", ProblemKind::ShortcodeNoName),
        ("Cannot mix", ProblemKind::ShortcodeMixedArguments),
        ("does not match start tag", ProblemKind::ShortcodeWrongClose),
        ("none is open", ProblemKind::ShortcodeUnopened),
        ("must be closed", ProblemKind::ShortcodeUnclosed),
        ("does not evaluate .Inner", ProblemKind::ShortcodeNoBody),
        ("unterminated", ProblemKind::ShortcodeStringUnclosed),
        ("unrecognized escape", ProblemKind::ShortcodeMalformed),
        ("not found", ProblemKind::ShortcodeUnknown),
        // Hugo reads the `/` of an unquoted path as the start of a closing tag; what is wrong is the `/`.
        ("period in shortcode name", ProblemKind::ShortcodeCharacter),
    ];
    let found = kinds.into_iter().find(|(words, _)| error.contains(words));
    found.unwrap_or_else(|| panic!("an error of a new class: {error}")).1
}

/// The arguments as the template `P={{ .Params }} N={{ .IsNamedParams }}` prints them.
fn printed(shortcode: &Shortcode) -> String {
    let number = |argument: &tidings::document::Argument| {
        let value = &*argument.value.value;
        match value.parse::<f64>() {
            // Hugo turns unquoted numbers into numbers.
            Ok(number) if argument.quote == Quote::Bare => number.to_string(),
            _ => value.replace('"', "&#34;"),
        }
    };
    let named: BTreeMap<&str, String> = shortcode
        .arguments
        .iter()
        .filter_map(|argument| Some((&*argument.key.as_ref()?.value, number(argument))))
        .collect();
    if named.is_empty() {
        let values: Vec<String> = shortcode.positional().map(number).collect();
        return format!("P=[{}] N=false", values.join(" "));
    }
    let pairs: Vec<String> = named.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
    format!("P=map[{}] N=true", pairs.join(" "))
}

/// Inputs whose opening bracket is wrong: Hugo prints them without a word; tidings says so, and reads on as if they were
/// right, so that what follows is not reported for the same slip.
const PRINTED: &[&str] = &["{{ < noin >}}"];

#[test]
fn hugo_says_the_same() {
    let Some(shared) = shared("") else { return };
    let table = std::fs::read_to_string(shared.join("oracle/hugo-shortcodes.json")).expect("the table is there");
    let table: serde_json::Value = serde_json::from_str(&table).expect("the table is JSON");
    let mut rows = 0;
    for case in table["cases"].as_array().expect("cases") {
        let input = case["input"].as_str().expect("input");
        let text = format!("---\ntitle: x\n---\n{input}\n");
        let body = Span::new(text.find(input).expect("input"), text.len());
        let mut problems = Vec::new();
        let shortcodes = parse(&text, body, &oracle_table(), &mut problems);
        if PRINTED.contains(&input) {
            assert_eq!(
                problems.iter().map(|problem| problem.kind).collect::<Vec<_>>(),
                [ProblemKind::ShortcodeBrackets]
            );
            continue;
        }
        for version in ["h147", "h168"] {
            rows += 1;
            match case[version]["error"].as_str() {
                Some(error) => compare_error(input, &text, error, &problems),
                None => {
                    assert_eq!(problems, [], "{input}");
                    let html = case[version]["html"].as_str().expect("html");
                    compare_output(input, &text, html, &shortcodes);
                }
            }
        }
    }
    assert!(rows > 100, "only {rows} rows");
}

fn compare_error(input: &str, text: &str, error: &str, problems: &[Problem]) {
    let [problem] = problems else { panic!("{input}: {error}: {problems:?}") };
    let kind = kind_of(error);
    assert_eq!(problem.kind, kind, "{input}: {error}");
    if error.ends_with("unclosed shortcode action") {
        // Hugo names the end of the page, where it gave up; the reader wants the tag.
        assert!(problem.span.of(text).starts_with("{{<"), "{input}");
        return;
    }
    let at = LineIndex::new(text).line_column(text, problem.span.start as usize);
    let place = error.split('"').next().expect("a place");
    assert_eq!(format!("{}:{}", at.line, at.column), place, "{input}: {error}");
}

fn compare_output(input: &str, text: &str, html: &str, shortcodes: &[Shortcode]) {
    for shortcode in shortcodes {
        // Inside another, Hugo prints no brackets for a shortcode without arguments: `P= N=false`.
        let printed = printed(shortcode);
        let bare = printed.replace("P=[]", "P=");
        assert!(html.contains(&printed) || html.contains(&bare), "{input}: {printed} is not in {html}");
        let simple = shortcodes.len() == 1 && html.contains("I=[");
        if simple {
            let inner = shortcode.inner().map_or("", |inner| inner.of(text));
            let expected = html.split("I=[").nth(1).and_then(|rest| rest.rsplit_once(']')).expect("inner").0;
            assert_eq!(inner.trim(), expected.trim(), "{input}");
        }
    }
    let calls = html.matches("N=").count() + html.matches("I=[ab").count();
    assert_eq!(shortcodes.len(), calls, "{input}: {html}");
}

/// More answers of Hugo 0.147.9, with the columns it names.
#[test]
fn hugo_places_errors_there() {
    use ProblemKind as K;
    let cases: &[(&str, &[(ProblemKind, usize)])] = &[
        ("{{< noin /path/x >}}", &[(K::ShortcodeCharacter, 11)]),
        ("{{< noin a/b=c >}}", &[(K::ShortcodeCharacter, 12)]),
        ("{{< noin >}} {{< /in >}}", &[(K::ShortcodeUnopened, 19)]),
        ("{{< in >}}x{{< /in >}}{{< /in >}}", &[(K::ShortcodeUnopened, 23)]),
        ("{{< noin >}}b{{< /noin >}}", &[(K::ShortcodeNoBody, 14)]),
        ("a {{< noin />}}", &[(K::ShortcodeNoBody, 3)]),
        ("{{< in >}}x{{< /in a >}}", &[(K::ShortcodeTagUnclosed, 20)]),
        ("{{< noin a=\"b\" \"c\" >}}", &[(K::ShortcodeMixedArguments, 16)]),
        ("{{< noin \"a\" b=\"c\" >}}", &[(K::ShortcodeMixedArguments, 14)]),
        ("{{< noin a=\"b\"c >}}", &[(K::ShortcodeMixedArguments, 15)]),
        ("{{< noin a=b\u{3000}c=d >}}", &[(K::ShortcodeCharacter, 13)]),
        ("{{< noin .5 >}}", &[(K::ShortcodeCharacter, 10)]),
        ("{{< noin a,b >}}", &[(K::ShortcodeCharacter, 11)]),
        ("{{< noin \\`a` >}}", &[(K::ShortcodeMalformed, 11)]),
        ("{{< noin a=\"b\\\\\" >}}", &[(K::ShortcodeStringUnclosed, 13)]),
        ("{{</* a */%}} b", &[(K::ShortcodeMalformed, 1)]),
        ("{{< in/>}}", &[(K::ShortcodeUnknown, 1)]),
        ("{{< IN >}}x{{< /in >}}", &[(K::ShortcodeWrongClose, 17)]),
        ("{{< noin \\\"a\\\" >}} {{< noin \"a\"=b >}} {{< noin a\"b\" >}} {{< noin a=\n\"b\" >}}", &[]),
        ("{{< in path/in >}} {{< in / >}} {{< foo.inline >}}x{{< /foo.inline >}} {{{< noin >}}}", &[]),
    ];
    for &(text, expected) in cases {
        let mut problems = Vec::new();
        parse(text, whole(text), &oracle_table(), &mut problems);
        let index = LineIndex::new(text);
        let found: Vec<_> = problems
            .iter()
            .map(|problem| (problem.kind, index.line_column(text, problem.span.start as usize).column))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn recovery_reports_each_fault_once_and_spares_the_rest() {
    use ProblemKind as K;
    let good = "\n\n{{< image link=\"x\" >}}\n\n{{< tip >}}\na\n{{< /tip >}}\n";
    let cases: &[(&str, &[ProblemKind])] = &[
        ("{{< text bash }}\nls\n{{< /text >}}", &[K::ShortcodeCharacter]),
        ("{{< text bash\nls\n{{< /text >}}", &[K::ShortcodeCharacter]),
        ("{{< text “bash” >}}\nls\n{{< /text >}}", &[K::ShortcodeCharacter]),
        ("{{< image link=\"x >}}", &[K::ShortcodeStringUnclosed]),
        ("{{< image link=`x >}}\nA paragraph.\n\nAnother.", &[K::ShortcodeStringUnclosed]),
        ("{{<image link=x>}}", &[K::ShortcodeTagUnclosed]),
        ("{{< warning >}}a{{< /warning >}}{{< warning >}}b{{< /waring >}}", &[K::ShortcodeWrongClose]),
        ("{{< nosuch >}}\n{{< /nosuhc >}}", &[K::ShortcodeUnopened]),
        ("{{< warning >}}\n{{< tip >}}\na\n{{< /warning >}}", &[K::ShortcodeUnclosed]),
        ("{{< warning >}}\n{{< tip >}}\na\n{{< /warning >}}{{< /tip >}}", &[]),
        ("{{< /text >}}", &[K::ShortcodeUnopened]),
        ("{{< tip >}}a{{< /tip >}}{{< /tip >}}", &[K::ShortcodeUnopened]),
        ("{{</* tip */>}} {{%/* x */%}}", &[]),
        ("{{</* tip >}}", &[K::ShortcodeMalformed]),
        ("{{< tip >}}a{{< /tip", &[K::ShortcodeTagUnclosed]),
        ("{{< image /path/x.png >}}", &[K::ShortcodeCharacter]),
        ("{{< 中文 参数 >}} {{< image link=“x” >}}", &[]),
        ("{{< image caption=\"{{< gloss >}}\" >}}", &[]),
        ("{{< >}}", &[K::ShortcodeNoName]),
    ];
    for &(text, expected) in cases {
        let page = format!("{text}{good}");
        let mut problems = Vec::new();
        let shortcodes = parse(&page, whole(&page), &ShortcodeTable::default(), &mut problems);
        let kinds: Vec<ProblemKind> = problems.iter().map(|problem| problem.kind).collect();
        assert_eq!(kinds, expected, "{text}");
        let [.., image, tip] = &shortcodes[..] else { panic!("{text}: {shortcodes:?}") };
        assert_eq!((&*image.name.value, &*tip.name.value), ("image", "tip"), "{text}");
        assert!(tip.close.is_some() && image.close.is_none() && tip.parent.is_none(), "{text}");
    }
}

#[test]
fn masks_are_words_and_blanks() {
    let cases = [
        ("a {{< x >}} b\n", Some("a HHHHHHHHH b\n")),
        ("{{% tip %}}\n## T\n{{% /tip %}}\n", Some("           \n## T\n            \n")),
        ("a {{% x %}} b\n", Some("a HHHHHHHHH b\n")),
        ("{{< t >}}中\n{{< /t >}}\n", Some("HHHHHHHHHHHHHHHHHHHHHHH\n")),
        ("{{%  mermaid %}}\n- x\n{{% /mermaid %}}\n", Some("HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH\n")),
        ("{{</* x */>}}", None),
    ];
    for (text, expected) in cases {
        let shortcodes = parse(text, whole(text), &ShortcodeTable::default(), &mut Vec::new());
        assert_eq!(mask(text, whole(text), &shortcodes).as_deref(), expected, "{text}");
    }
}

/// Sets of templates of the sites: what stands in `layouts/shortcodes`.
fn site_table(site: &Path) -> ShortcodeTable {
    let mut table = ShortcodeTable { any_case: true, ..ShortcodeTable::default() };
    let Ok(files) = std::fs::read_dir(site.join("layouts/shortcodes")) else { return table };
    table.closed = true;
    for file in files.flatten() {
        let name = file.path().file_stem().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let template = std::fs::read_to_string(file.path()).unwrap_or_default();
        let body = if template.contains(".Inner") { ShortcodeTable::conventional_body(&name) } else { Body::None };
        table.bodies.insert(name.into(), body);
    }
    table
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the corpus").flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn whole_sites_are_read_as_hugo_reads_them() {
    let Some(shared) = shared("") else { return };
    for site in ["istio.io", "kubernetes"] {
        let root = shared.join("corpus").join(site);
        let mut files = Vec::new();
        pages(&root.join("content"), &mut files);
        files.sort();
        for table in [site_table(&root), ShortcodeTable::default()] {
            let mut count = 0;
            let mut found = Vec::new();
            let mut spent = Duration::ZERO;
            for file in &files {
                let text = std::fs::read_to_string(file).expect("a page");
                let started = Instant::now();
                let mut problems = Vec::new();
                let shortcodes = parse(&text, whole(&text), &table, &mut problems);
                let masked = mask(&text, whole(&text), &shortcodes);
                spent += started.elapsed();
                assert!(masked.is_none_or(|masked| masked.len() == text.len()));
                count += shortcodes.len();
                let index = LineIndex::new(&text);
                let path = file.strip_prefix(&shared).expect("below").display();
                // What Hugo prints is no error to it.
                problems.retain(|problem| problem.kind != ProblemKind::ShortcodeBrackets);
                found.extend(problems.iter().map(|problem| {
                    let at = index.line_column(&text, problem.span.start as usize);
                    format!("{path}:{}:{}: {} {}", at.line, at.column, problem.kind.name(), problem.detail)
                }));
            }
            println!("{site}: {} pages, {count} shortcodes in {spent:?}, {} problems", files.len(), found.len());
            for line in &found {
                println!("{line}");
            }
            // The sites are published by Hugo, so each page was read without an error.
            assert_eq!(found, Vec::<String>::new(), "{site}");
        }
    }
}

#[test]
fn work_grows_with_the_text_only() {
    let shapes: [fn(usize) -> String; 17] = [
        |n| "{{< a \"\\` >}}".repeat(n),
        |n| "{{< a b=\"c\" \"d\" >}}".repeat(n),
        |n| "{{< a 'b >}}".repeat(n),
        |n| "{{< a ` >}} ".repeat(n) + "{{<",
        |n| "{{< a b\n".repeat(n),
        |n| "{{<".repeat(n),
        |n| "{{< a ".repeat(n),
        |n| "{{< a >}}".repeat(n) + "{{< /a >}}",
        |n| "{{< /a >}}".repeat(n) + "{{< a >}}",
        |n| "{{< a >}}".repeat(n) + &"{{< /a >}}".repeat(n),
        |n| "{{< a >}}".repeat(n) + &"{{< b >}}".repeat(n) + &"{{< /a >}}".repeat(n) + &"{{< /b >}}".repeat(n),
        |n| "{{< a \"x\\\" >}}".repeat(n),
        |n| "{{<x a=1>}}".repeat(n),
        |n| "{{</* ".repeat(n),
        |n| "{{< a `\n".repeat(n),
        |n| "{{< a b=\"".repeat(n),
        |n| "{{% a %}}  \t".repeat(n),
    ];
    for (number, shape) in shapes.into_iter().enumerate() {
        let time = |n: usize| {
            let text = shape(n);
            let run = || {
                let started = Instant::now();
                let shortcodes = parse(&text, whole(&text), &ShortcodeTable::default(), &mut Vec::new());
                let _ = mask(&text, whole(&text), &shortcodes);
                started.elapsed()
            };
            run().min(run()).max(Duration::from_millis(2))
        };
        let (small, large) = (time(10_000), time(40_000));
        println!("shape {number}: {small:?} {large:?}");
        assert!(large < 12 * small, "shape {number}: {small:?}, four times as much text {large:?}");
    }
}

fn fragments() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "{{<",
        "{{%",
        ">}}",
        "%}}",
        "/",
        "/*",
        "*/",
        "a",
        "b",
        "tip",
        " ",
        "\n",
        "\n\n",
        "\"",
        "`",
        "\\",
        "=",
        "中",
        "“",
        "\u{3000}",
        ".",
        ".inline ",
        "-",
        "{{< a >}}",
        "{{< /a >}}",
        "{{% b %}}",
        "{{% /b %}}",
        "é",
        "\r\n",
    ]);
    prop::collection::vec(parts, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(property::config(256))]

    #[test]
    fn any_text_is_read(text in prop_oneof![fragments(), any::<String>()]) {
        let mut problems = Vec::new();
        let shortcodes = parse(&text, whole(&text), &ShortcodeTable::default(), &mut problems);
        let within = |span: Span| {
            span.end as usize <= text.len() && text.get(span.range()).is_some()
        };
        for problem in &problems {
            prop_assert!(within(problem.span) && problem.related.is_none_or(within), "{problem:?}");
        }
        let mut last = 0;
        for shortcode in &shortcodes {
            prop_assert!(within(shortcode.open) && within(shortcode.span()) && within(shortcode.name.span));
            prop_assert!(shortcode.inner().is_none_or(within));
            prop_assert!(shortcode.open.start >= last);
            last = shortcode.open.end;
            for argument in &shortcode.arguments {
                prop_assert!(within(argument.value.span) && argument.key.as_ref().is_none_or(|key| within(key.span)));
            }
            if let Some(parent) = shortcode.parent {
                let inner = shortcodes[parent.0 as usize].inner();
                prop_assert!(inner.is_some_and(|inner| inner.contains(shortcode.span())), "{shortcodes:?}");
            }
        }
        if let Some(masked) = mask(&text, whole(&text), &shortcodes) {
            prop_assert_eq!(masked.len(), text.len());
        }
    }
}
