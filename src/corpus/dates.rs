//! Dates as people write them: `June 3rd, 2024`, `3 June`, `2024-06-03`, `2024 年 6 月`, `六月三日`. What a text does not
//! say of a date stays open.

mod scan;
mod signs;
mod token;

use std::ops::Range;

use jiff::civil::Date;

use super::calendar::Calendar;
pub(crate) use scan::dates;
pub(crate) use signs::{has_date_number, has_month_character, may_have_date};

/// A part of a date, with the place where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The year, the month from 1, or the day.
    pub(crate) value: i16,
    /// Where it is written.
    pub(crate) range: Range<usize>,
}

/// A date as written. At least one part is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenDate {
    /// From its first part to the end of its last, with what belongs to it (`日`).
    pub(crate) range: Range<usize>,
    /// The year.
    pub(crate) year: Option<Part>,
    /// The month.
    pub(crate) month: Option<Part>,
    /// The day.
    pub(crate) day: Option<Part>,
}

impl WrittenDate {
    /// True when nothing that is written contradicts `date`, give or take `slack` days.
    pub(crate) fn agrees(&self, date: Date, slack: i8) -> bool {
        let near = |days: i8| date.checked_add(jiff::Span::new().days(days)).is_ok_and(|date| self.says(date));
        (-slack..=slack).any(near)
    }

    fn says(&self, date: Date) -> bool {
        let fits = |part: &Option<Part>, value: i16| part.as_ref().is_none_or(|part| part.value == value);
        fits(&self.year, date.year()) && fits(&self.month, date.month().into()) && fits(&self.day, date.day().into())
    }

    /// The day that it names, when it names one.
    pub(crate) fn day(&self) -> Option<Date> {
        let (year, month, day) = (self.year.as_ref()?, self.month.as_ref()?, self.day.as_ref()?);
        Date::new(year.value, month.value.try_into().ok()?, day.value.try_into().ok()?).ok()
    }

    /// What to write in place of its parts so that it says `date`, in the same form; `None` when a part is written in
    /// a way that cannot be kept.
    pub(crate) fn rewritten(
        &self,
        text: &str,
        date: Date,
        calendars: &[&Calendar],
    ) -> Option<Vec<(Range<usize>, String)>> {
        let mut edits = Vec::new();
        let parts = [(&self.year, date.year()), (&self.month, date.month().into()), (&self.day, date.day().into())];
        for (index, (part, value)) in parts.into_iter().enumerate() {
            let Some(part) = part.as_ref().filter(|part| part.value != value) else { continue };
            let written = &text[part.range.clone()];
            let digits = written.bytes().take_while(u8::is_ascii_digit).count();
            let new = match (digits, &written[digits..]) {
                (0, name) if index == 1 => renamed(name, value as u8, calendars)?,
                (0, _) => return None,
                (2, "") => format!("{value:02}").trim_start_matches(keep_zero(self, index)).to_owned(),
                (_, "") => value.to_string(),
                (_, _) => format!("{value}{}", ordinal(value)),
            };
            edits.push((part.range.clone(), new));
        }
        edits.sort_by_key(|(range, _)| range.start);
        Some(edits)
    }
}

/// The month in the form of `name`; in Chinese characters 月 stands behind the part.
fn renamed(name: &str, month: u8, calendars: &[&Calendar]) -> Option<String> {
    let counted = format!("{name}月");
    let new = |calendar: &&Calendar| {
        let new = calendar.renamed(name, month);
        new.or_else(|| Some(calendar.renamed(&counted, month)?.trim_end_matches('月').to_owned()))
    };
    calendars.iter().find_map(new)
}

/// In `2024-06-03` a day below ten keeps its zero; in `14 June 2024` and `6 月 14 日` it has none.
fn keep_zero(date: &WrittenDate, index: usize) -> &'static [char] {
    let length = |part: &Option<Part>| part.as_ref().map_or(0, |part| part.range.len());
    let compact = match (&date.year, &date.month) {
        (Some(year), Some(month)) => year.range.end + 1 == month.range.start && length(&date.month) == 2,
        _ => false,
    };
    if compact && index > 0 { &[] } else { &['0'] }
}

/// The ending of an English ordinal.
fn ordinal(day: i16) -> &'static str {
    match (day % 10, day / 10) {
        (1, 0 | 2 | 3) => "st",
        (2, 0 | 2) => "nd",
        (3, 0 | 2) => "rd",
        _ => "th",
    }
}

/// The day that a text begins with as `2024-06-03`, and whether a time of day follows.
pub(crate) fn iso(text: &str) -> Option<(Date, bool)> {
    let head = text.get(..10)?;
    let shape = |(i, b): (usize, u8)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() };
    head.bytes().enumerate().all(shape).then_some(())?;
    let day = Date::new(head[..4].parse().ok()?, head[5..7].parse().ok()?, head[8..].parse().ok()?).ok()?;
    let rest = &text[10..];
    (!rest.starts_with(|c: char| c.is_alphanumeric() && !matches!(c, 'T' | 't')))
        .then_some((day, !rest.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendars() -> Vec<&'static Calendar> {
        ["en", "zh", "uk", "es"].into_iter().filter_map(Calendar::of).collect()
    }

    fn read(text: &str) -> Vec<String> {
        let part = |part: &Option<Part>| part.as_ref().map_or("?".to_owned(), |part| part.value.to_string());
        let shown = |d: &WrittenDate| {
            format!("{}-{}-{} `{}`", part(&d.year), part(&d.month), part(&d.day), &text[d.range.clone()])
        };
        dates(text, &calendars()).iter().map(shown).collect()
    }

    #[test]
    fn dates_in_many_forms() {
        for (text, expected) in [
            ("released in June 2024, and", "2024-6-? `June 2024`"),
            ("Release DateJune 2024", "2024-6-? `June 2024`"),
            ("on June 3rd, 2024.", "2024-6-3 `June 3rd, 2024`"),
            ("on 3rd of June, 2024.", "2024-6-3 `3rd of June, 2024`"),
            ("Sept 27, 2024", "2024-9-27 `Sept 27, 2024`"),
            ("on November 18th](/news", "?-11-18 `November 18th`"),
            ("2024-06-03T10:00:00Z", "2024-6-3 `2024-06-03`"),
            ("于 2031 年 5 月发布", "2031-5-? `2031 年 5 月`"),
            ("二月十九日", "?-2-19 `二月十九日`"),
            ("2031年十二月3日", "2031-12-3 `2031年十二月3日`"),
            ("launched in 2017.", "2017-?-? `2017`"),
            ("25/12/2024", "2024-12-25 `25/12/2024`"),
            ("03/06/2024", "2024-?-? `03/06/2024`"),
            ("13 квітня 2031 року", "2031-4-13 `13 квітня 2031`"),
            ("13 de abril de 2031", "2031-4-13 `13 de abril de 2031`"),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in
            ["you may march on", "ISTIO-SECURITY-2020-001", "v2024.1", "port 2024:80", "三个月", "June", "12.2024.1.3"]
        {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_date_is_rewritten_in_its_own_form() {
        let date = Date::constant(2023, 11, 4);
        for (text, expected) in [
            ("June 2024", "November 2023"),
            ("Jun. 22nd, 2024", "Nov. 4th, 2023"),
            ("2024-06-13", "2023-11-04"),
            ("2024 年 6 月 13 日", "2023 年 11 月 4 日"),
            ("二月 13 日", "十一月 4 日"),
            ("13 квітня 2031", "4 листопада 2023"),
        ] {
            let found = dates(text, &calendars());
            let mut new = text.to_owned();
            for (range, part) in found[0].rewritten(text, date, &calendars()).expect(text).into_iter().rev() {
                new.replace_range(range, &part);
            }
            assert_eq!(new, expected);
        }
    }

    #[test]
    fn a_claim_agrees_as_far_as_it_goes() {
        let date = Date::constant(2023, 11, 14);
        let agrees = |text: &str, slack| dates(text, &calendars())[0].agrees(date, slack);
        assert!(
            agrees("in 2023", 0) && agrees("November 2023", 0) && agrees("November 14", 0) && agrees("Nov 15, 2023", 1)
        );
        assert!(!agrees("June 2023", 0) && !agrees("November 15", 0) && !agrees("Nov 14, 2024", 1));
    }
}
