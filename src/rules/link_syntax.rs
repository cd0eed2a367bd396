//! Check kind `link-syntax`: links that Markdown does not read as links, and destinations that cannot work.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashSet;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Block, Link, LinkKind, Placed, by_text, within};
use crate::text::Span;

/// Looks at links, and at text that was meant to be one.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LinkSyntax {}

static CASES: &[Case] = &[
    Case::new("empty", &["text"]),
    Case::new("leading-blank", &["destination"]),
    Case::new("fragment-slash", &["destination", "expected"]),
    Case::new("doubled-slash", &["destination", "expected", "host"]),
    Case::new("doubled-parenthesis", &["destination"]),
    Case::new("blank-before-parenthesis", &["text", "destination"]),
    Case::new("doubled-bracket", &["text", "destination"]),
    Case::new("full-width", &["text", "destination"]),
    Case::new("blank-in-destination", &["text", "destination"]),
];

impl PageCheck for LinkSyntax {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        for link in &page.document.links {
            destination(page, link, findings);
        }
        for (block, _) in by_text(&page.document.blocks, &brackets(page)) {
            unread(page, block, findings);
        }
    }
}

/// What can be wrong with a link that is one.
fn destination(page: &Page<'_>, link: &Link, findings: &mut Findings<'_>) {
    if link.kind != LinkKind::Inline {
        return;
    }
    let written = link.destination.span.of(page.text);
    let before = &page.text[link.text.end as usize..link.destination.span.start.max(link.text.end) as usize];
    let at = |span| Finding::at(page.at(span));
    if link.destination.value.is_empty() {
        let span = Span { start: link.text.end, end: link.span.end };
        findings.report(at(span).case("empty").value("text", link.text.of(page.text)));
        return;
    }
    if before.ends_with([' ', '\t', '\u{3000}'])
        && let Some(open) = before.rfind('(')
    {
        let start = link.text.end as usize + open + 1;
        let blank = Span::new(start, link.destination.span.start as usize);
        let fix = vec![Edit::delete(page.id, blank)];
        findings.report(at(blank).case("leading-blank").value("destination", written).fix(Applicability::Safe, fix));
    }
    if let Some(inner) = written.strip_prefix('(').filter(|inner| inner.starts_with(['h', '/', '#', '.'])) {
        let span = link.destination.span;
        let inner = inner.strip_suffix(')').unwrap_or(inner);
        let fix = vec![Edit::replace(page.id, span, inner)];
        findings
            .report(at(span).case("doubled-parenthesis").value("destination", written).fix(Applicability::Safe, fix));
    }
    doubled_slash(page, link, written, findings);
    fragment(page, link, written, findings);
}

/// `//img/a.png`: two slashes begin the name of a host, and no public host has a name without a dot.
fn doubled_slash(page: &Page<'_>, link: &Link, written: &str, findings: &mut Findings<'_>) {
    let Some((host, rest)) = written.strip_prefix("//").and_then(|rest| rest.split_once('/')) else { return };
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if host.is_empty() || !plain || host == "localhost" || rest.starts_with('/') {
        return;
    }
    let start = link.destination.span.start as usize;
    let slash = Span::new(start, start + 1);
    let finding = Finding::at(page.at(Span::new(start, start + 2))).case("doubled-slash").value("destination", written);
    let finding = finding.value("expected", &written[1..]).value("host", host);
    findings.report(finding.fix(Applicability::Unsafe, vec![Edit::delete(page.id, slash)]));
}

/// A fragment that ends in `/`: a path was taken for granted to end so. `#/route` and `#!x/` belong to programs.
fn fragment(page: &Page<'_>, link: &Link, written: &str, findings: &mut Findings<'_>) {
    let Some(bare) = written.strip_suffix('/') else { return };
    let Some((_, bare)) = bare.split_once('#') else { return };
    if bare.is_empty() || bare.contains(['/', '!', '?', '=']) {
        return;
    }
    let end = link.destination.span.end as usize;
    let slash = Span::new(end - 1, end);
    let expected = &written[..written.len() - 1];
    let finding = Finding::at(page.at(slash)).case("fragment-slash").value("destination", written);
    let fix = vec![Edit::delete(page.id, slash)];
    findings.report(finding.value("expected", expected).fix(Applicability::Safe, fix));
}

/// `[text] (url)`, `[text]](url)`, `[text]（url）`, `[text](url）`, `[text]((url)` and `[text](url with blanks)`, as they
/// look when they are not read.
static UNREAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \[(?<text>[^\[\]\n]+)
        (?: (?<bracket>\]\]+)\((?<a>[^()\x20\t\n]+)\)
          | \](?<blank>[\x20\t]+)\((?<b>(?:https?://|/|\#|\.\.?/)[^()\x20\t\n]*)\)
          | \](?<wide>（)(?<c>(?:https?://|/|\#|\.\.?/)[^（）()\x20\t\n]*)(?<wideclose>[）)])
          | \]\((?<e>(?:https?://|/|\#|\.\.?/)[^（）()\x20\t\n]*)(?<wideend>）)
          | \]\((?<double>\()(?<f>(?:https?://|/|\#|\.\.?/)[^()\x20\t\n]*)\)+
          | \]\((?<d>(?:https?://|/|\#|\.\.?/)[^()\n\x22']*?[\x20\t][^()\n\x22']*)\)
        )",
    )
    .expect("a valid pattern")
});

/// The brackets that end no link, with what an address may stand behind: `](`, `] (`, `]（` and `]]`.
fn brackets(page: &Page<'_>) -> Vec<Span> {
    let (document, bytes) = (page.document, page.text.as_bytes());
    let opens = |at: &usize| bytes.get(at + 1).is_some_and(|b| matches!(b, b'(' | b' ' | b'\t' | b']' | 0xEF));
    let ends_link = |at: usize| {
        let next = document.links.partition_point(|link| link.span.start as usize <= at);
        let near = document.links[next.saturating_sub(DEEPEST)..next].iter();
        near.rev().any(|link| link.text.end as usize == at && link.kind == LinkKind::Inline)
    };
    let start = document.body.start as usize;
    let places = memchr::memchr_iter(b']', document.body.of(page.text).as_bytes()).map(|at| start + at);
    places.filter(opens).filter(|&at| !ends_link(at)).map(|at| Span::new(at, at + 1)).collect()
}

/// How many links may begin between a link and its end: a link holds images, and hardly more than one.
const DEEPEST: usize = 3;

/// Text that was meant to be a link, and no link begins there.
fn unread(page: &Page<'_>, block: &Block, findings: &mut Findings<'_>) {
    let text = block.content.of(page.text);
    if !UNREAD.is_match(text) {
        return;
    }
    let mut labels = None;
    for groups in UNREAD.captures_iter(text) {
        let Some(whole) = groups.get(0) else { continue };
        let span = Span::from(whole.range()).shifted(block.content.start as usize);
        let name = |name| groups.name(name).map(|found| found.as_str());
        // `[[x]](url)` is a link whose text is in brackets.
        let nested = name("bracket").is_some() && text[..whole.start()].ends_with('[');
        if nested || is_read(page, span) || labels.get_or_insert_with(|| labels_of(page)).contains(&groups["text"]) {
            continue;
        }
        let parts = ["a", "b", "c", "d", "e", "f"].iter().find_map(|part| name(part)).unwrap_or_default();
        let (case, fix) = if name("bracket").is_some() {
            ("doubled-bracket", Some(Applicability::Safe))
        } else if name("blank").is_some() {
            ("blank-before-parenthesis", Some(Applicability::Safe))
        } else if name("wide").or(name("wideend")).is_some() {
            ("full-width", Some(Applicability::Safe))
        } else if name("double").is_some() {
            ("doubled-parenthesis", Some(Applicability::Safe))
        } else {
            ("blank-in-destination", None)
        };
        let mended = format!("[{}]({parts})", &groups["text"]);
        let finding = Finding::at(page.at(span))
            .case(case)
            .value("text", groups["text"].to_owned())
            .value("destination", parts.to_owned());
        findings.report(match fix {
            Some(applicability) => finding.fix(applicability, vec![Edit::replace(page.id, span, mended)]),
            None => finding,
        });
    }
}

/// True when the brackets are markup or code: a link, an image or a code span begins or ends inside.
fn is_read(page: &Page<'_>, span: Span) -> bool {
    let document = page.document;
    let bracket = span.start;
    let inline = |link: &Link| link.kind == LinkKind::Inline && link.span.overlaps(span);
    let link = around(&document.links, span).iter().any(inline);
    let code = around(&document.code_spans, Span { end: bracket + 1, ..span }).iter().any(|c| bracket < c.span.end);
    let opening = around(&document.prose, Span { end: bracket + 1, ..span });
    let prose = opening.iter().any(|run| bracket < run.span.end && !(run.escaped && run.span.start == bracket));
    let reference = within(&document.links, span).iter().any(|link| link.span.start == bracket);
    link || code || !(prose || reference)
}

/// The items that begin inside `span`, and the two before it, one of which may reach into it.
fn around<T: Placed>(items: &[T], span: Span) -> &[T] {
    let from = items.partition_point(|item| item.span().start < span.start).saturating_sub(2);
    let to = items.partition_point(|item| item.span().start < span.end);
    &items[from..to]
}

/// The labels of reference links: what follows one of them in parentheses is text.
fn labels_of<'a>(page: &Page<'a>) -> FxHashSet<&'a str> {
    let references = page.document.links.iter().filter(|link| link.kind == LinkKind::Reference);
    references.map(|link| link.text.of(page.text)).collect()
}
