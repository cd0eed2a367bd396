//! Check kind `shortcode-syntax`: what Hugo refuses in a shortcode tag, and tags that it does not take for one.

use std::slice::Iter;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::shared::has_wide;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Problem, ProblemKind, Prose, Quote, holding};
use crate::text::Span;

/// Looks at shortcode tags, and at text that was meant to be one.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ShortcodeSyntax {}

/// The problems of the lexer that this check puts into words; each is a case of its own name.
const REFUSED: &[ProblemKind] = &[
    ProblemKind::ShortcodeTagUnclosed,
    ProblemKind::ShortcodeCharacter,
    ProblemKind::ShortcodeNoName,
    ProblemKind::ShortcodeMixedArguments,
    ProblemKind::ShortcodeWrongClose,
    ProblemKind::ShortcodeUnopened,
    ProblemKind::ShortcodeUnclosed,
    ProblemKind::ShortcodeNoBody,
    ProblemKind::ShortcodeStringUnclosed,
    ProblemKind::ShortcodeMalformed,
    ProblemKind::ShortcodeUnknown,
];

static CASES: &[Case] = &{
    const EXTRA: [Case; 4] = [
        Case::new("brackets", &["found", "expected"]),
        Case::new("extra-brace", &["found", "expected"]),
        Case::new("commented", &["found", "expected"]),
        Case::new("curly-quotes", &["found", "expected"]),
    ];
    let mut cases = [Case::new("", &["detail"]).with_related(&["first"]); REFUSED.len() + EXTRA.len()];
    let mut i = 0;
    while i < REFUSED.len() {
        cases[i].name = REFUSED[i].name();
        i += 1;
    }
    let mut j = 0;
    while j < EXTRA.len() {
        cases[i + j] = EXTRA[j];
        j += 1;
    }
    cases
};

impl PageCheck for ShortcodeSyntax {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        for problem in page.document.problems.iter().filter(|problem| REFUSED.contains(&problem.kind)) {
            findings.report(refused(page, problem));
        }
        for problem in page.document.problems.iter().filter(|problem| problem.kind == ProblemKind::ShortcodeBrackets) {
            findings.report(wrong_brackets(page, problem.span, problem.detail.to_string()));
        }
        if page.site.dialect.shortcodes.is_some() {
            curly_values(page, findings);
            extra_braces(page, findings);
            unread(page, findings);
        }
    }
}

fn refused<'a>(page: &Page<'a>, problem: &'a Problem) -> Finding<'a> {
    let finding = Finding::at(page.at(problem.span)).case(problem.kind.name()).value("detail", &*problem.detail);
    let finding = match problem.related {
        Some(span) => finding.related(page.at(span), "first"),
        None => finding,
    };
    match straight_quotes(page, problem) {
        Some(edits) => finding.fix(Applicability::Safe, edits),
        None => finding,
    }
}

/// Straight quotes for a pair of curly ones, of which the lexer refuses the first.
fn straight_quotes(page: &Page<'_>, problem: &Problem) -> Option<Vec<Edit>> {
    let curly = |text: &str| matches!(text, "“" | "”");
    if problem.kind != ProblemKind::ShortcodeCharacter || !curly(problem.span.of(page.text)) {
        return None;
    }
    let start = problem.span.end as usize;
    let rest = &page.text[start..];
    let tag = &rest[..rest.find(['\n', '>', '%', '"']).unwrap_or(rest.len())];
    let second = start + tag.find(['“', '”'])?;
    let second = Span::new(second, second + '”'.len_utf8());
    Some(vec![Edit::replace(page.id, problem.span, "\""), Edit::replace(page.id, second, "\"")])
}

/// `a=“b”`: the generator takes the quotes for a part of the value.
fn curly_values(page: &Page<'_>, findings: &mut Findings<'_>) {
    for argument in page.document.shortcodes.iter().flat_map(|shortcode| &shortcode.arguments) {
        let value = &*argument.value.value;
        let quoted = value.strip_prefix(['“', '”']).and_then(|rest| rest.strip_suffix(['“', '”']));
        let Some(inner) = quoted.filter(|inner| argument.quote == Quote::Bare && !inner.contains('"')) else {
            continue;
        };
        let expected = format!("\"{inner}\"");
        let finding = Finding::at(page.at(argument.value.span)).case("curly-quotes").value("found", value);
        let fix = vec![Edit::replace(page.id, argument.value.span, expected.clone())];
        findings.report(finding.value("expected", expected).fix(Applicability::Safe, fix));
    }
}

/// `{{< x >}}}` and `{{{< x >}}`: the third brace is printed.
fn extra_braces(page: &Page<'_>, findings: &mut Findings<'_>) {
    for shortcode in &page.document.shortcodes {
        for tag in [Some(shortcode.open), shortcode.close].into_iter().flatten() {
            let (start, end) = (tag.start as usize, tag.end as usize);
            let before = page.text[..start].ends_with('{') && !page.text[end..].starts_with('}');
            let after = page.text[end..].starts_with('}') && !page.text[..start].ends_with('{');
            let brace = match (before, after) {
                (true, _) => Span::new(start - 1, start),
                (_, true) => Span::new(end, end + 1),
                _ => continue,
            };
            if !is_visible(page, brace.start) {
                continue;
            }
            let finding = Finding::at(page.at(brace)).case("extra-brace").value("found", brace.to(tag).of(page.text));
            let finding = finding.value("expected", tag.of(page.text));
            findings.report(finding.fix(Applicability::Safe, vec![Edit::delete(page.id, brace)]));
        }
    }
}

/// A tag with one of its brackets missing, of another kind, full-width, or apart from the next.
static BROKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?<open>[{(｛（\[]{1,3}[\x20]?(?<sign>[<＜%％]))
        [\x20]*(?<inner>/?[\x20]*(?<name>[A-Za-z_][A-Za-z0-9_/-]*)[^{}()<>＜＞\n｛｝（）]*?)[\x20]*
        (?<close>[>＞%％][\x20]?[})｝）\]]{1,3})",
    )
    .expect("a valid pattern")
});

/// Looks at the signs that a tag begins with, where they begin none.
fn unread(page: &Page<'_>, findings: &mut Findings<'_>) {
    let body = page.document.body;
    let bytes = &page.text.as_bytes()[body.range()];
    let start = body.start as usize;
    let mut runs = page.document.prose.iter();
    for at in memchr::memchr2_iter(b'<', b'%', bytes) {
        if bytes[at + 1..].starts_with(b"/*") {
            commented(page, start + at, findings);
        }
        broken(page, start + at, &mut runs, findings);
    }
    for wide in WIDE.iter().filter(|_| has_wide(page)) {
        let mut runs = page.document.prose.iter();
        wide.find_iter(bytes).for_each(|at| broken(page, start + at, &mut runs, findings));
    }
}

/// The signs of full width with which a tag may begin.
static WIDE: LazyLock<[Finder<'_>; 2]> = LazyLock::new(|| ["＜", "％"].map(|sign| Finder::new(sign.as_bytes())));

/// Looks at the sign at `at`; `runs` are the runs of prose from that of the sign before it on.
fn broken(page: &Page<'_>, at: usize, runs: &mut Iter<'_, Prose>, findings: &mut Findings<'_>) {
    let text = page.text;
    let start = page.document.body.start as usize;
    // Most of these signs stand behind no bracket: told by the last byte of what stands before, which is 0x9B in ｛ and
    // 0x88 in （. Of the others most begin a tag, which is no prose.
    let opens = |byte: &u8| matches!(byte, b'{' | b'(' | b'[' | b' ' | 0x9B | 0x88);
    if !text.as_bytes()[start..at].last().is_some_and(opens) || holding(runs, at as u32).is_none() {
        return;
    }
    let bare = text[start..at].strip_suffix(' ').unwrap_or(&text[start..at]);
    let brackets = bare.trim_end_matches(['{', '(', '｛', '（', '[']);
    let start = start + brackets.len();
    let count = bare[brackets.len()..].chars().count();
    if !(1..=3).contains(&count) || !is_visible(page, start as u32) {
        return;
    }
    let sign = text[at..].chars().next().map_or(0, char::len_utf8);
    if !is_known(page, called(&text[at + sign..])) {
        return;
    }
    let Some(groups) = BROKEN.captures(&text[start..]).filter(is_more) else { return };
    let found = Span::new(start, start + groups[0].len());
    let percent = matches!(&groups["sign"], "%" | "％");
    let inner = groups["inner"].trim();
    let expected = if percent { format!("{{{{% {inner} %}}}}") } else { format!("{{{{< {inner} >}}}}") };
    // A closing tag that closes nothing is text, too, and its brackets are right.
    if found.of(text) != expected {
        findings.report(wrong_brackets(page, found, expected));
    }
}

fn wrong_brackets<'a>(page: &Page<'a>, found: Span, expected: String) -> Finding<'a> {
    let finding = Finding::at(page.at(found)).case("brackets").value("found", found.of(page.text));
    let fix = vec![Edit::replace(page.id, found, expected.clone())];
    finding.value("expected", expected).fix(Applicability::Safe, fix)
}

/// The name after the sign of a tag.
fn called(tag: &str) -> &str {
    let tag = tag.trim_start_matches(' ');
    let name = tag.strip_prefix('/').unwrap_or(tag).trim_start_matches(' ');
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '-'));
    &name[..name.find(ends).unwrap_or(name.len())]
}

/// True when the brackets of a tag are more than a placeholder in parentheses.
fn is_more(groups: &regex::Captures<'_>) -> bool {
    let brackets = |name: &str| groups[name].chars().filter(|c| "{}｛｝()（）[]".contains(*c)).count();
    let braces = groups[0].contains(['{', '}', '｛', '｝']);
    braces || brackets("open") > 1 && brackets("close") > 1
}

/// True for the name of a shortcode of the site.
fn is_known(page: &Page<'_>, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let table = page.site.dialect.shortcodes.as_ref();
    table.is_some_and(|table| table.bodies.contains_key(&*lower)) || page.facts.shortcodes.calls_of(name) > 0
}

/// True when a reader sees the character: it is neither code nor markup nor inside a shortcode.
fn is_visible(page: &Page<'_>, at: u32) -> bool {
    let prose = &page.document.prose;
    let next = prose.partition_point(|run| run.span.start <= at);
    next.checked_sub(1).is_some_and(|last| at < prose[last].span.end)
}

/// `{{</* x */>}}` in running text, alone on its line: it prints the tag instead of calling the shortcode.
static COMMENTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\{\{(?:</\*[\x20\t\r\n]*(?<a>[A-Za-z_][A-Za-z0-9_/-]*[^*\n]*?)[\x20\t\r\n]*\*/>|%/\*[\x20\t\r\n]*(?<b>[A-Za-z_][A-Za-z0-9_/-]*[^*\n]*?)[\x20\t\r\n]*\*/%)\}\}[ \t]*(?:\r?\n|$)")
        .expect("a valid pattern")
});

/// Looks at the sign at `at`, behind which a comment begins.
fn commented(page: &Page<'_>, at: usize, findings: &mut Findings<'_>) {
    let text = page.text;
    let Some(start) = at.checked_sub(2).filter(|&start| text.as_bytes()[start..].starts_with(b"{{")) else {
        return;
    };
    let before = text[..start].trim_end_matches([' ', '\t']);
    let alone = before.is_empty() || before.ends_with('\n');
    if !alone || !is_visible(page, start as u32) {
        return;
    }
    let Some(groups) = COMMENTED.captures(&text[start..]) else { return };
    let Some(inner) = groups.name("a").or(groups.name("b")).map(|inner| inner.as_str()) else { return };
    let name = inner.split_ascii_whitespace().next().unwrap_or_default();
    if !is_known(page, name) {
        return;
    }
    let found = Span::new(start, start + groups[0].trim_end().len());
    let expected =
        if groups.name("a").is_some() { format!("{{{{< {inner} >}}}}") } else { format!("{{{{% {inner} %}}}}") };
    let finding = Finding::at(page.at(found)).case("commented").value("found", found.of(text));
    let fix = vec![Edit::replace(page.id, found, expected.clone())];
    findings.report(finding.value("expected", expected).fix(Applicability::Unsafe, fix));
}
