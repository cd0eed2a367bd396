//! Check kind `code-charset`: full-width punctuation and curly quotes in code, where a program expects ASCII.

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::diagnostic::{Applicability, Edit};
use crate::document::BlockKind;
use crate::text::Span;

/// Looks at inline code and at code blocks.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CodeCharset {}

static CASES: &[Case] = &[Case::new("default", &["found", "expected"]), Case::new("quotes", &["found", "expected"])];

impl PageCheck for CodeCharset {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        for code in &page.document.code_spans {
            span(page, code.content, findings);
        }
        for block in &page.document.blocks {
            match block.kind {
                BlockKind::Code { .. } => quoted_values(page, block.content, findings),
                BlockKind::Shortcode(id) => {
                    let shortcode = page.document.shortcodes.get(id.0 as usize);
                    let inner = shortcode.filter(|s| s.body == crate::document::Body::Code).and_then(|s| s.inner());
                    if let Some(inner) = inner {
                        quoted_values(page, inner, findings);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Inline code: every full-width sign in it, unless it is a sentence in a natural language.
fn span(page: &Page<'_>, content: Span, findings: &mut Findings<'_>) {
    let text = content.of(page.text);
    if text.is_ascii() || text.chars().any(is_ideograph) || !text.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return;
    }
    let Some(first) = text.char_indices().find(|(_, c)| ascii(*c).is_some()) else { return };
    let last = text.char_indices().rev().find(|(_, c)| ascii(*c).is_some()).unwrap_or(first);
    let place = Span::new(first.0, last.0 + last.1.len_utf8()).shifted(content.start as usize);
    let sentence =
        text.split_ascii_whitespace().count() >= 5 && !text.contains(['=', '/', '"']) && !text.contains("--");
    if sentence {
        return;
    }
    let mended = ascii_of(text);
    let edits = text
        .char_indices()
        .filter_map(|(at, c)| {
            let sign = ascii(c)?;
            let start = content.start as usize + at;
            Some(Edit::replace(page.id, Span::new(start, start + c.len_utf8()), sign))
        })
        .collect();
    findings.report(
        Finding::at(page.at(place)).value("found", text).value("expected", mended).fix(Applicability::Safe, edits),
    );
}

/// Values in curly quotes after a sign that gives them: `name: “x”`, `--set a=“b”`, `["a", “b”]`.
fn quoted_values(page: &Page<'_>, content: Span, findings: &mut Findings<'_>) {
    let text = content.of(page.text);
    // Both quotes begin with the same byte, which most code has not.
    if memchr::memchr("“".as_bytes()[0], text.as_bytes()).is_none() {
        return;
    }
    let (mut line, mut seen, mut at) = (0, 0, 0);
    while let Some(start) = text[at..].find(QUOTES).map(|offset| at + offset) {
        let inner = start + QUOTES[0].len_utf8();
        at = inner;
        let Some(end) = text[inner..].find(|c| QUOTES.contains(&c) || c == '\n').map(|offset| inner + offset) else {
            break;
        };
        if !text[end..].starts_with(QUOTES) || !gives_value(&text[..start]) {
            continue;
        }
        at = end + QUOTES[0].len_utf8();
        line = text[seen..start].rfind('\n').map_or(line, |at| seen + at + 1);
        seen = start;
        if text[line..start].trim_start().starts_with(['#', '/']) {
            continue;
        }
        let value = &text[start..at];
        let place = Span::new(start, at).shifted(content.start as usize);
        let mended = ascii_of(value);
        let finding = Finding::at(page.at(place)).case("quotes").value("found", value);
        let edit = Edit::replace(page.id, place, mended.clone());
        findings.report(finding.value("expected", mended).fix(Applicability::Safe, vec![edit]));
    }
}

/// Curly quotes, either of which people put on either side.
const QUOTES: [char; 2] = ['“', '”'];

/// True for a text that ends with a sign after which a value stands, or with an option: `--set`.
fn gives_value(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '\r', '\n']);
    let word = before.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
    let option = before[word.len()..].find('-').is_some_and(|dash| word.len() + dash + 1 < before.len());
    option || before.ends_with([':', '=', '(', '[', '{', ','])
}

/// The ASCII sign that a full-width sign or a curly quote stands for.
fn ascii(c: char) -> Option<&'static str> {
    const SIGNS: &[(char, &str)] = &[
        ('“', "\""),
        ('”', "\""),
        ('‘', "'"),
        ('’', "'"),
        ('：', ":"),
        ('，', ","),
        ('、', ","),
        ('；', ";"),
        ('。', "."),
        ('！', "!"),
        ('？', "?"),
        ('（', "("),
        ('）', ")"),
        ('【', "["),
        ('】', "]"),
        ('《', "<"),
        ('》', ">"),
        ('＃', "#"),
        ('＝', "="),
        ('－', "-"),
        ('＿', "_"),
        ('／', "/"),
        ('＊', "*"),
        ('＋', "+"),
        ('％', "%"),
        ('＄', "$"),
        ('＆', "&"),
        ('＠', "@"),
        ('｛', "{"),
        ('｝', "}"),
        ('［', "["),
        ('］', "]"),
        ('｜', "|"),
        ('＜', "<"),
        ('＞', ">"),
        ('～', "~"),
        ('＂', "\""),
        ('＇', "'"),
        ('｀', "`"),
        ('．', "."),
    ];
    SIGNS.iter().find(|(sign, _)| *sign == c).map(|(_, plain)| *plain)
}

fn ascii_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match ascii(c) {
            Some(sign) => out.push_str(sign),
            None => out.push(c),
        }
    }
    out
}

/// Letters of scripts that are written full-width: code that has them is text for people.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0x20000..=0x3FFFF)
}
