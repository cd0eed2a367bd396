//! Check kind `invisible-character`: characters that nobody sees and that break searches, links and markup.

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::shared::is_ascii;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{BlockKind, Placed};
use crate::text::Span;

/// Looks at every character of the page.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct InvisibleCharacter {}

static CASES: &[Case] = &[Case::new("removed", &["code", "name"]), Case::new("space", &["code", "name"])];

impl PageCheck for InvisibleCharacter {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let bytes = page.text.as_bytes();
        if has_control(bytes) {
            look(page, 0..bytes.len(), findings);
            return;
        }
        if is_ascii(page) {
            return;
        }
        look(page, memchr::memchr2_iter(0xC2, 0xE2, bytes), findings);
        // The first byte of U+FEFF is that of all signs of full width.
        look(page, memchr::memmem::find_iter(bytes, "\u{feff}"), findings);
    }
}

/// Looks at the places where one of the characters in question may begin.
fn look(page: &Page<'_>, places: impl Iterator<Item = usize>, findings: &mut Findings<'_>) {
    let text = page.text;
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in places {
        if !suspicious(bytes[at], bytes.get(at + 1)) || at < done || !text.is_char_boundary(at) {
            continue;
        }
        let Some(c) = text[at..].chars().next() else { continue };
        let Some(name) = name(c) else { continue };
        if c == '\u{feff}' && at == 0 || joins(text, at, c) {
            continue;
        }
        // The same character several times in a row is one slip.
        let again = text[at..].chars().take_while(|&next| next == c).count();
        done = at + again * c.len_utf8();
        report(page, Span::new(at, done), c, name, findings);
    }
}

fn report(page: &Page<'_>, span: Span, c: char, name: &'static str, findings: &mut Findings<'_>) {
    let blank = c == '\u{a0}';
    if blank && !matters(page, span) {
        return;
    }
    let finding = Finding::at(page.at(span)).value("code", format!("U+{:04X}", u32::from(c))).value("name", name);
    findings.report(match blank {
        true => finding.case("space").fix(Applicability::Safe, vec![Edit::replace(page.id, span, " ")]),
        false => finding.case("removed").fix(Applicability::Safe, vec![Edit::delete(page.id, span)]),
    });
}

/// True for a text with control characters other than tabs and line ends. Tabs and returns are so rare that a text without
/// is asked less.
fn has_control(bytes: &[u8]) -> bool {
    let control = |byte: u8| byte < 0x20 && byte != b'\n' && byte != b'\r' && byte != b'\t' || byte == 0x7F;
    let low = |byte: u8| byte < 0x20 && byte != b'\n' || byte == 0x7F;
    bytes.iter().fold(false, |any, &byte| any | low(byte)) && bytes.iter().any(|&byte| control(byte))
}

/// The first two bytes of the characters in question: most text is told apart from them without being decoded.
fn suspicious(byte: u8, next: Option<&u8>) -> bool {
    match byte {
        b'\n' | b'\r' | b'\t' => false,
        0x00..=0x1F | 0x7F => true,
        0xC2 => next.is_some_and(|&next| next <= 0xA0 || next == 0xAD),
        0xE2 => matches!(next, Some(0x80 | 0x81)),
        0xEF => next == Some(&0xBB),
        _ => false,
    }
}

/// The name of an invisible character.
fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "bidirectional control",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "zero width no-break space",
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "control character",
        _ => return None,
    })
}

/// Joiners and marks have work to do beside letters of scripts that join or run from right to left, and in emoji.
fn joins(text: &str, at: usize, c: char) -> bool {
    let needed = |c: char| matches!(u32::from(c), 0x0590..=0x0DFF | 0x1000..=0x109F | 0x1780..=0x18AF | 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0xFE0F);
    let marks = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}' | '\u{202a}'..='\u{202e}');
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().nth(1);
    marks && [before, after].into_iter().flatten().any(needed)
}

/// A no-break space keeps words together in prose; in code, URLs, front matter and beside markup it breaks things.
fn matters(page: &Page<'_>, span: Span) -> bool {
    let document = page.document;
    if document.front_matter.as_ref().is_some_and(|fm| fm.span.contains(span)) {
        return false;
    }
    let in_prose = last_before(&document.prose, span).is_some_and(|run| run.span.contains(span));
    if in_prose {
        // After `-`, `*`, `1.` or `##` at the start of a line it keeps the mark from being one.
        let line = page.text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let lead = page.text[line..span.start as usize].trim_start();
        let number = lead.strip_suffix('.').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        return number || matches!(lead, "-" | "*" | "+") || !lead.is_empty() && lead.bytes().all(|b| b == b'#');
    }
    let block = last_before(&document.blocks, span);
    last_before(&document.code_spans, span).is_some_and(|code| code.content.contains(span))
        || last_before(&document.links, span).is_some_and(|link| link.destination.span.contains(span))
        || block.is_some_and(|block| matches!(block.kind, BlockKind::Code { .. }) && block.span.contains(span))
}

/// The last item that begins at or before a place.
fn last_before<T: Placed>(items: &[T], place: Span) -> Option<&T> {
    items[..items.partition_point(|item| item.span().start <= place.start)].last()
}
