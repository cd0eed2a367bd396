//! Dates in front matter: which ones Hugo reads, and what an unreadable one was meant to be.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// What is wrong with a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DateFault {
    /// The generator cannot read it; the same date as it should be written, when it is clear.
    Unreadable(Option<String>),
    /// There is no such day.
    Impossible,
    /// A bare number, which is read as seconds since 1970; the date that the digits spell, when they do.
    Seconds(Option<String>),
}

/// Year, month and day in the orders and with the separators that people use, in full.
static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?$").expect("a valid pattern")
});

/// What may follow a date: a time of day with seconds, and a zone.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?: ?(?:[Zz]|[-+][0-9]{2}:?[0-9]{2})(?: [A-Z]{3,4})?)?$")
        .expect("a valid pattern")
});

/// Dates with the name of the month that Hugo reads: `14 Nov 2023`, RFC 1123, RFC 822, RFC 850, `date` and C's `asctime`.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:
          [0-9]{2}\ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\ [0-9]{4}
        | (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\ [0-9]{2}\ [A-Z][a-z]{2}\ [0-9]{4}\ [0-9:]{8}\ (?:[A-Z]{3,4}|[-+][0-9]{4})
        | [0-9]{2}\ [A-Z][a-z]{2}\ [0-9]{2}\ [0-9]{2}:[0-9]{2}\ (?:[A-Z]{3,4}|[-+][0-9]{4})
        | [A-Z][a-z]{5,8},\ [0-9]{2}-[A-Z][a-z]{2}-[0-9]{2}\ [0-9:]{8}\ [A-Z]{3,4}
        | (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\ [A-Z][a-z]{2}\ [\ 0-9][0-9]\ [0-9:]{8}\ (?:(?:[A-Z]{3,4}|[-+][0-9]{4})\ )?[0-9]{4}
        )$",
    )
    .expect("a valid pattern")
});

/// Judges a date as Hugo reads it; `None` when there is nothing wrong with it.
pub(super) fn as_hugo(text: &str, plain: bool) -> Option<DateFault> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    if digits && plain {
        return match text.len() {
            4 => Some(DateFault::Seconds(None)),
            8 => compact(text).map(|date| DateFault::Seconds(Some(date))),
            _ => None,
        };
    }
    if let Some((date, time)) = split_iso(text) {
        return match civil(date) {
            None => Some(DateFault::Impossible),
            Some(_) if time.is_empty() || TIME.is_match(time) => None,
            Some(_) => Some(DateFault::Unreadable(None)),
        };
    }
    if NAMED.is_match(text) {
        return None;
    }
    Some(spelled(text).unwrap_or(DateFault::Unreadable(None)))
}

/// Judges a date where the reader is lenient: only days that do not exist, and dates written for people.
pub(super) fn leniently(text: &str) -> Option<DateFault> {
    if let Some((date, _)) = split_iso(text) {
        return civil(date).is_none().then_some(DateFault::Impossible);
    }
    spelled(text).filter(|fault| *fault == DateFault::Impossible || !text.is_ascii())
}

/// A text that begins with `2023-11-14`, and what follows.
fn split_iso(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes().get(..10)?;
    let shape = |(i, b): (usize, &u8)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() };
    bytes.iter().enumerate().all(shape).then(|| text.split_at(10))
}

fn civil(date: &str) -> Option<Date> {
    day(&date[..4], &date[5..7], &date[8..])
}

fn compact(digits: &str) -> Option<String> {
    day(&digits[..4], &digits[4..6], &digits[6..]).map(|date| date.to_string())
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A date with other separators or without leading zeros.
fn spelled(text: &str) -> Option<DateFault> {
    let parts = SPELLED.captures(text)?;
    Some(match day(&parts[1], &parts[2], &parts[3]) {
        Some(date) => DateFault::Unreadable(Some(date.to_string())),
        None => DateFault::Impossible,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hugo_reads_is_fine() {
        for text in [
            "2023-11-14",
            "2023-11-14T10:00:00Z",
            "2023-11-14T10:00:00.123+08:00",
            "2023-11-14T10:00:00",
            "2023-11-14 10:00:00 -0700 MST",
            "14 Nov 2023",
            "Tue, 14 Nov 2023 10:00:00 +0000",
            "1699920000",
        ] {
            assert_eq!(as_hugo(text, true), None, "{text}");
        }
    }

    #[test]
    fn what_was_meant_is_known_where_it_is_clear() {
        let meant = |text| match as_hugo(text, true) {
            Some(DateFault::Unreadable(meant) | DateFault::Seconds(meant)) => meant,
            other => panic!("{text}: {other:?}"),
        };
        for text in ["2023/11/04", "2023-11-4", "2023年11月4日", "2023 年 11 月 4 日", "20231104"] {
            assert_eq!(meant(text).as_deref(), Some("2023-11-04"), "{text}");
        }
        for text in ["2020-o2-11", "November 14, 2023", "2023-11", "2023-11-14 10:00", "foo"] {
            assert_eq!(meant(text), None, "{text}");
        }
        assert_eq!(as_hugo("2023-02-30", true), Some(DateFault::Impossible));
        assert_eq!(as_hugo("2023/13/01", true), Some(DateFault::Impossible));
    }

    #[test]
    fn lenient_readers_take_more() {
        assert_eq!(leniently("2023/11/14"), None);
        assert_eq!(leniently("Nov 14, 2023"), None);
        assert_eq!(leniently("2023-02-30"), Some(DateFault::Impossible));
        assert_eq!(leniently("2023年1月4日"), Some(DateFault::Unreadable(Some("2023-01-04".to_owned()))));
    }

    #[test]
    fn the_table_of_hugo_agrees() {
        let Some(shared) = std::env::var_os("TIDINGS_SHARED") else {
            eprintln!("skipped: TIDINGS_SHARED is not set");
            return;
        };
        let path = std::path::Path::new(&shared).join("oracle/hugo-front-matter.json");
        let table: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(path).expect("the table can be read")).expect("it is JSON");
        let rows = table["cases"].as_array().expect("it has cases");
        let dates = rows.iter().filter_map(|row| Some((row["name"].as_str()?.strip_prefix("date:")?, row)));
        let mut seen = 0;
        for (name, row) in dates {
            let plain = !name.starts_with('"');
            let text = name.trim_matches('"');
            // A bare year or day is accepted by Hugo but lands in 1970, and an empty date is another finding.
            if text.is_empty() || matches!(as_hugo(text, plain), Some(DateFault::Seconds(_))) {
                continue;
            }
            let refused = row["0.147.9"]["rc"] != 0;
            assert_eq!(as_hugo(text, plain).is_some(), refused, "{name}");
            seen += 1;
        }
        assert!(seen > 10, "the table has dates");
    }
}
