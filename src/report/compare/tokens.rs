//! What a translator leaves as it is in a text: inline code, link targets, numbers, lines of code. Told apart by sets, so that order and
//! repetition do not matter.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::corpus::{Corpus, Source, is_language_tag};
use crate::document::within;
use crate::text::Span;

/// A number up to this one is as often written as a word, and a month as a number.
const SMALL: u32 = 20;
/// Links of a block that a relative link is compared with.
const LINKS: usize = 64;
/// Digits beyond which a number is no count of anything.
const DIGITS: usize = 30;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum TokenKind {
    /// Inline code.
    Code,
    /// A line of a code block.
    CodeLine,
    /// The target of a link or an image.
    Link,
    /// A number in running text.
    Number,
}

/// Something that should stand in both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// In the form in which both languages write it.
    pub(super) value: String,
    /// Where it stands.
    pub(super) span: Span,
}

/// The tokens of a block, in the order of the page within each kind.
pub(super) fn of(corpus: &Corpus, source: &Source, span: Span) -> Vec<Token> {
    let (document, text) = (&source.document, &*source.text);
    let (tag, prefix) = source.language.map_or(("", ""), |language| {
        let language = corpus.site.language(language);
        (&*language.tag, &*language.prefix)
    });
    let mut out = Vec::new();
    for code in within(&document.code_spans, span) {
        out.push(Token { kind: TokenKind::Code, value: code.content.of(text).to_owned(), span: code.span });
    }
    for link in within(&document.links, span) {
        let place = if span.contains(link.destination.span) { link.destination.span } else { link.span };
        let mut value = in_no_language(neutral(&link.destination.value, prefix), tag).into_owned();
        if value.contains("{{") {
            // Blanks in the tag of a shortcode mean nothing.
            value.retain(|c| !c.is_whitespace());
        }
        out.push(Token { kind: TokenKind::Link, value, span: place });
    }
    for run in within(&document.prose, span) {
        numbers(text, run.span, &mut out);
    }
    out
}

/// The lines of a code block without their comments, which are often translated.
pub(super) fn of_code(source: &Source, span: Span) -> Vec<Token> {
    let text = &*source.text;
    let mut out = Vec::new();
    let mut start = span.start as usize;
    for line in span.of(text).split('\n') {
        let whole = Span::new(start, start + line.len()).trimmed(text);
        let code = without_comment(whole.of(text));
        if !code.is_empty() {
            // Blanks set columns apart, and a shortcode may be written with more or less of them.
            let value = code.split_whitespace().collect::<Vec<_>>().join(" ");
            out.push(Token { kind: TokenKind::CodeLine, value, span: whole });
        }
        start += line.len() + 1;
    }
    out
}

fn without_comment(line: &str) -> &str {
    if line.starts_with(['#', ';']) || line.starts_with("//") || line.starts_with("--") {
        return "";
    }
    let end = [" # ", " // "].iter().filter_map(|mark| line.find(mark)).min();
    line[..end.unwrap_or(line.len())].trim_end()
}

/// Those of `own` that `other` has none of.
pub(super) fn without_counterpart(own: &[Token], other: &[Token]) -> Vec<Token> {
    let there: FxHashSet<(TokenKind, &str)> = other.iter().map(|token| (token.kind, &*token.value)).collect();
    let alone = own.iter().filter(|token| !there.contains(&(token.kind, &*token.value)));
    let links = || other.iter().filter(|token| token.kind == TokenKind::Link).take(LINKS);
    let relative =
        |token: &Token| token.kind == TokenKind::Link && links().any(|link| same_page(&link.value, &token.value));
    alone.filter(|token| !relative(token)).cloned().collect()
}

/// True when one target is the relative form of the other: `change-notes` in the folder of `/news/2.4/change-notes`.
fn same_page(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let short = short.trim_start_matches("./").trim_start_matches("../");
    !short.starts_with('/') && !short.contains(':') && long.strip_suffix(short).is_some_and(|rest| rest.ends_with('/'))
}

/// A link target without the prefix of its language and a slash at its end. What a fragment is called in another
/// language is for the rules on links to judge.
fn neutral<'t>(target: &'t str, prefix: &str) -> &'t str {
    let path = target.split('#').next().filter(|path| !path.is_empty()).unwrap_or(target);
    let short = path.strip_prefix(prefix).filter(|rest| !prefix.is_empty() && rest.starts_with('/'));
    short.unwrap_or(path).trim_end_matches('/')
}

/// An address on another site without the folder of its language: `https://example.org/zh-cn/docs` is the Chinese form of
/// `https://example.org/docs`.
fn in_no_language<'t>(target: &'t str, tag: &str) -> Cow<'t, str> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let parts = target.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('/')?)));
    let Some((scheme, (host, path))) = parts.filter(|_| !tag.is_empty()) else { return Cow::Borrowed(target) };
    let (folder, rest) = path.split_once('/').unwrap_or((path, ""));
    match is_language_tag(folder) && primary(folder) == primary(tag) {
        true => Cow::Owned(format!("{scheme}://{host}/{rest}").trim_end_matches('/').to_owned()),
        false => Cow::Borrowed(target),
    }
}

/// The numbers of a run of text, written without separators of thousands, with a point before decimals, and with 万 and
/// 亿 multiplied out.
fn numbers(text: &str, run: Span, out: &mut Vec<Token>) {
    let bytes = &text.as_bytes()[..run.end as usize];
    let mut at = run.start as usize;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let before = bytes[run.start as usize..start].last().copied().unwrap_or(b' ');
        let value = number(text, bytes, &mut at);
        let end = at;
        let small = value.parse::<u32>().is_ok_and(|number| number <= SMALL);
        if !small && value.len() <= DIGITS && (!before.is_ascii_alphanumeric() || before == b'v') {
            out.push(Token { kind: TokenKind::Number, value, span: Span::new(start, end) });
        }
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
    }
}

/// Reads the number at `at` and moves `at` behind it.
fn number(text: &str, bytes: &[u8], at: &mut usize) -> String {
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut value = String::new();
    let first = digits(*at);
    loop {
        let count = digits(*at);
        value.push_str(&text[*at..*at + count]);
        *at += count;
        let grouped = |width: usize| first <= 3 && digits(*at + width) == 3;
        match bytes.get(*at) {
            Some(b'.') if digits(*at + 1) > 0 => {
                value.push('.');
                *at += 1;
            }
            Some(b',') if digits(*at + 1) == 3 => *at += 1,
            Some(b',') if digits(*at + 1) > 0 && !value.contains('.') => {
                value.push('.');
                *at += 1;
            }
            Some(b' ') if grouped(1) => *at += 1,
            Some(0xc2) if bytes.get(*at + 1) == Some(&0xa0) && grouped(2) => *at += 2,
            Some(0xe2) if bytes[*at..].starts_with("\u{202f}".as_bytes()) && grouped(3) => *at += 3,
            _ => break,
        }
    }
    let rest = &text[*at..bytes.len()];
    let unit = rest.trim_start();
    let zeros = match unit.chars().next() {
        Some('万' | '萬') => 4,
        Some('亿' | '億') => 8,
        _ => return value,
    };
    *at += rest.len() - unit.len() + '万'.len_utf8();
    times_ten(&value, zeros)
}

/// A decimal number times ten to the power of `zeros`.
fn times_ten(value: &str, zeros: usize) -> String {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    let mut out = whole.to_owned();
    out.extend(decimals.chars().chain(std::iter::repeat('0')).take(zeros));
    if decimals.len() > zeros {
        out.push('.');
        out.push_str(&decimals[zeros..]);
    }
    let trimmed = out.trim_start_matches('0');
    if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        numbers(text, Span::new(0, text.len()), &mut out);
        out.into_iter().map(|token| token.value).collect()
    }

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for (text, value) in [
            ("about 12,500 records", "12500"),
            ("约 1.25 万条记录", "12500"),
            ("12\u{a0}500 записів", "12500"),
            ("12 500 записів", "12500"),
            ("12\u{202f}500", "12500"),
            ("0,85", "0.85"),
            ("v2.4.1.", "2.4.1"),
            ("2 亿", "200000000"),
            ("the 23rd", "23"),
            ("由于2031年", "2031"),
            ("2031,", "2031"),
        ] {
            assert_eq!(values(text), [value], "{text}");
        }
    }

    #[test]
    fn small_numbers_and_names_are_left_alone() {
        assert_eq!(values("3 modes, March 12, k8s and IPv6 a100"), Vec::<String>::new());
    }

    #[test]
    fn a_relative_link_is_its_absolute_form() {
        assert!(same_page("/news/2.4/change-notes", "change-notes"));
        assert!(same_page("../change-notes", "/news/2.4/change-notes"));
        assert!(!same_page("/news/change-notes", "/change-notes"));
        assert!(!same_page("/news/old-notes", "notes"));
    }

    #[test]
    fn addresses_lose_the_folder_of_their_language() {
        assert_eq!(in_no_language("https://example.org/zh-cn/docs", "zh"), "https://example.org/docs");
        assert_eq!(in_no_language("https://example.org/zh-cn", "zh"), "https://example.org");
        assert_eq!(in_no_language("https://example.org/uk/docs", "zh"), "https://example.org/uk/docs");
        assert_eq!(in_no_language("/zh/docs", "zh"), "/zh/docs");
    }

    #[test]
    fn comments_are_no_code() {
        assert_eq!(without_comment("# 注释"), "");
        assert_eq!(without_comment("port: 80 # 端口"), "port: 80");
        assert_eq!(without_comment("curl https://example.org/#a"), "curl https://example.org/#a");
    }

    #[test]
    fn numbers_are_multiplied_out_exactly() {
        assert_eq!(times_ten("1.23456", 4), "12345.6");
        assert_eq!(times_ten("0.5", 4), "5000");
        assert_eq!(times_ten("0", 4), "0");
    }
}
