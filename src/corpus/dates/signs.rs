//! Where a date may stand: one look at a text that tells nearly all texts without dates from those with some.

use super::super::calendar::Calendar;
use super::token::{Kind, kind_of};

/// The places in a text at which a year or a month stands. Every date has one of them, but not each of them is a date.
pub(crate) fn signs<'t>(text: &'t str, calendars: &'t [&'t Calendar]) -> impl Iterator<Item = usize> + 't {
    Signs { text, calendars, at: 0 }
}

struct Signs<'t> {
    text: &'t str,
    calendars: &'t [&'t Calendar],
    /// Where the next piece begins: a run of digits, a word, or another character.
    at: usize,
}

impl Iterator for Signs<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let found = loop {
            let Some(&byte) = bytes.get(at) else { break None };
            let start = at;
            at += 1;
            let is_sign = match CLASSES[usize::from(byte)] {
                Class::None => continue,
                Class::Digit => {
                    at += count(&bytes[at..], u8::is_ascii_digit);
                    at - start == 4 && matches!(bytes[start..start + 2], [b'1', b'9'] | [b'2', b'0'])
                }
                Class::Letter => {
                    // A capital inside a word begins one, too: `DateJune`.
                    at += count(&bytes[at..], u8::is_ascii_lowercase);
                    let begins = |calendar: &&Calendar| calendar.may_begin_month(&bytes[start..]);
                    self.calendars.iter().any(begins) && self.is_month(start)
                }
                Class::Other => {
                    let character = self.text[start..].chars().next().unwrap_or_default();
                    at = start + character.len_utf8();
                    match kind_of(character) == Kind::Word {
                        true => {
                            let is_month = self.is_month(start);
                            at = start + word(&self.text[start..]).len();
                            is_month
                        }
                        false => matches!(character, '月' | '월'),
                    }
                }
                Class::Wide => {
                    at += 2;
                    matches!(bytes.get(start..at), Some(b"\xe6\x9c\x88" | b"\xec\x9b\x94"))
                }
            };
            if is_sign {
                break Some(start);
            }
        };
        self.at = at;
        found
    }
}

impl Signs<'_> {
    /// True when the word that stands at `at` is the name of a month.
    fn is_month(&self, at: usize) -> bool {
        let text = &self.text[at..];
        let ascii = count(text.as_bytes(), u8::is_ascii_alphabetic);
        let name = match text.as_bytes().get(ascii) {
            Some(next) if !next.is_ascii() => word(text),
            _ => &text[..ascii],
        };
        self.calendars.iter().any(|calendar| calendar.month_in_any_case(name).is_some())
    }
}

fn count(bytes: &[u8], class: fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| class(byte)).count()
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    &text[..text.find(|c| kind_of(c) != Kind::Word).unwrap_or(text.len())]
}

/// What a byte may begin.
#[derive(Clone, Copy)]
enum Class {
    None,
    Digit,
    Letter,
    /// A character of three bytes above the scripts that separate words, such as 月.
    Wide,
    /// Another character that is no ASCII.
    Other,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::None; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => Class::Digit,
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            0xe3..=0xef => Class::Wide,
            0xc0.. => Class::Other,
            _ => Class::None,
        };
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_months_are_signs() {
        let calendars: Vec<&Calendar> = ["en", "zh", "uk"].into_iter().filter_map(Calendar::of).collect();
        for (text, expected) in [
            ("released in June 2024, and", vec![12, 17]),
            ("Release DateJune", vec![12]),
            ("version 1.20.3 of 120240", vec![]),
            ("于 2031 年 6 月", vec![4, 15]),
            ("13 червня, 3 Червня", vec![3, 19]),
            ("juneau, Mayor, jún", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(signs(text, &calendars).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
