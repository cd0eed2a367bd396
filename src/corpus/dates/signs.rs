//! Whether a date may stand in a text: one look tells nearly all texts without dates from those with some.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::super::calendar::Calendar;
use super::token::{Kind, kind_of};

/// True for a text in which a date may stand: it has a year, a day beside the name of a month, or the character of months.
pub(crate) fn may_have_date(text: &str, calendars: &[&Calendar]) -> bool {
    has_date_number(text, calendars) || has_month_character(text)
}

/// True for a text with a number that is a year, or stands beside the name of a month.
pub(crate) fn has_date_number(text: &str, calendars: &[&Calendar]) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = next_digit(bytes, at) {
        let end = start + count(&bytes[start..], u8::is_ascii_digit);
        let is_sign = match &bytes[start..end] {
            [b'1', b'9', _, _] | [b'2', b'0', _, _] => true,
            // A part of a version or of another number is no day.
            [_] | [b'0'..=b'3', _] if !(start > 0 && is_joint(bytes[start - 1])) => {
                let beside = |word: &str| calendars.iter().any(|calendar| names_month(calendar, word));
                beside(word_before(&text[..start])) || words_after(&text[end..]).into_iter().any(beside)
            }
            _ => false,
        };
        if is_sign {
            return true;
        }
        at = end;
    }
    false
}

/// True for a text with the character of months.
pub(crate) fn has_month_character(text: &str) -> bool {
    static MONTHS: LazyLock<[Finder<'_>; 2]> =
        LazyLock::new(|| ["月", "월"].map(|month| Finder::new(month.as_bytes())));
    MONTHS.iter().any(|month| month.find(text.as_bytes()).is_some())
}

/// True for a sign before which no day can stand when it is right before it.
fn is_joint(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/' | b'.' | b'_' | b'#' | b':' | b'=' | b'$' | b'@')
}

/// Where the next digit stands at or after `at`. Most of a text has none and is passed in large steps.
fn next_digit(bytes: &[u8], mut at: usize) -> Option<usize> {
    const STEP: usize = 32;
    let has_digit = |piece: &[u8; STEP]| piece.iter().fold(false, |any, byte| any | byte.is_ascii_digit());
    while let Some(piece) = bytes[at..].first_chunk::<STEP>() {
        if has_digit(piece) {
            break;
        }
        at += STEP;
    }
    // Of a rest without digits, what stands before it is looked at once more.
    if bytes[at..].len() < STEP && bytes.last_chunk().is_some_and(|piece| !has_digit(piece)) {
        return None;
    }
    bytes[at..].iter().position(u8::is_ascii_digit).map(|offset| at + offset)
}

/// The word before a number: that of `June 3`, of `Jun. 3`.
fn word_before(text: &str) -> &str {
    let blank = text.trim_end();
    if blank.len() == text.len() {
        return "";
    }
    let word = blank.strip_suffix('.').unwrap_or(blank);
    let start = word.char_indices().rev().take_while(|&(_, c)| kind_of(c) == Kind::Word).last();
    start.map_or("", |(start, _)| &word[start..])
}

/// The words after a number, one of which is the month in `3 June`, `3rd of June`, `13 de abril`, `3. April`.
fn words_after(text: &str) -> [&str; 2] {
    let ending = matches!(text.get(..2), Some("st" | "nd" | "rd" | "th" | "ST" | "ND" | "RD" | "TH"));
    let text = if ending { &text[2..] } else { text };
    let text = text.strip_prefix('.').unwrap_or(text).trim_start();
    let first = word(text);
    match first {
        "of" | "de" => [first, word(text[first.len()..].trim_start())],
        _ => [first, ""],
    }
}

/// True for the name of a month, and for a word that ends with one that begins with a capital: `DateJune`.
fn names_month(calendar: &Calendar, word: &str) -> bool {
    let glued = |start: usize| start > 0 && calendar.month_in_any_case(&word[start..]).is_some();
    !word.is_empty()
        && (calendar.month_in_any_case(word).is_some()
            || word.rfind(|c: char| c.is_ascii_uppercase()).is_some_and(glued))
}

fn count(bytes: &[u8], class: fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| class(byte)).count()
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    &text[..text.find(|c| kind_of(c) != Kind::Word).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_months_are_signs() {
        let calendars: Vec<&Calendar> = ["en", "zh", "uk"].into_iter().filter_map(Calendar::of).collect();
        let dated = [
            "released in June 2024, and",
            "Release DateJune 3",
            "the 3rd of June",
            "5 of 6 in a long text without any other date, Jun. 4",
            "于 2031 年 6 月",
            "二月十九日",
            "13 червня",
            "3 Червня",
        ];
        for text in dated {
            assert!(may_have_date(text, &calendars), "{text}");
        }
        for text in ["version 1.20.3 of 120240", "juneau 3, Mayor 4, jún, May", "5 of 6", ""] {
            assert!(!may_have_date(text, &calendars), "{text}");
        }
    }
}
