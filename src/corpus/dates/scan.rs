//! Finds dates in a text.

use super::super::calendar::Calendar;
use super::signs::may_have_date;
use super::token::{Kind, Token, tokens};
use super::{Part, WrittenDate};

/// Every date in a text, from left to right. `calendars` name the months: that of the text's language, and English.
pub(crate) fn dates(text: &str, calendars: &[&Calendar]) -> Vec<WrittenDate> {
    if !may_have_date(text, calendars) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let scan = Scan { tokens: &tokens, calendars };
    let mut out: Vec<WrittenDate> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match scan.date_at(at) {
            Some((date, end)) => {
                out.push(date);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    out
}

struct Scan<'a, 't> {
    tokens: &'a [Token<'t>],
    calendars: &'a [&'a Calendar],
}

/// A date and the token after it.
type Found = Option<(WrittenDate, usize)>;

fn whole(year: Option<Part>, month: Option<Part>, day: Option<Part>, end: usize) -> Option<WrittenDate> {
    let start = [&year, &month, &day].into_iter().flatten().map(|part| part.range.start).min()?;
    Some(WrittenDate { range: start..end, year, month, day })
}

impl<'t> Scan<'_, 't> {
    fn get(&self, at: usize) -> Option<&Token<'t>> {
        self.tokens.get(at)
    }

    fn is(&self, at: usize, text: &str) -> bool {
        self.get(at).is_some_and(|token| token.is(text))
    }

    /// The token at or after `at` that is no blank.
    fn skip(&self, at: usize) -> usize {
        if self.get(at).is_some_and(|token| token.kind == Kind::Blank) { at + 1 } else { at }
    }

    fn part(&self, at: usize, from: i16, to: i16) -> Option<Part> {
        let token = self.get(at)?;
        let value = token.number().filter(|value| (from..=to).contains(value))?;
        Some(Part { value, range: token.range.clone() })
    }

    fn year(&self, at: usize) -> Option<Part> {
        self.part(at, 1990, 2099).filter(|part| part.range.len() == 4)
    }

    /// A number of at most two digits, not a part of a longer one: `1.20` has no day.
    fn short(&self, at: usize, to: i16) -> Option<Part> {
        self.part(at, 1, to).filter(|part| part.range.len() <= 2)
    }

    /// No letter, digit or sign that makes one word of them stands before the token.
    fn begins(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|before| self.get(before)) else { return true };
        let inside = before.kind == Kind::Word || before.kind == Kind::Number;
        !(inside || matches!(before.text, "-" | "/" | "." | "_" | "#" | ":" | "=" | "$" | "@"))
    }

    /// No such thing stands after it either; a dot may end the sentence.
    fn ends(&self, at: usize) -> bool {
        let Some(after) = self.get(at) else { return true };
        let inside = |token: &Token<'_>| token.kind == Kind::Word || token.kind == Kind::Number;
        let joined = matches!(after.text, "-" | "/" | "." | "_" | ":" | "%") && self.get(at + 1).is_some_and(inside);
        !(after.kind == Kind::Word || joined || matches!(after.text, "%" | "_"))
    }

    fn date_at(&self, at: usize) -> Found {
        let token = self.get(at)?;
        match token.kind {
            Kind::Number => self
                .year_first(at)
                .or_else(|| self.year_last(at))
                .or_else(|| self.in_characters(at))
                .or_else(|| self.day_first(at))
                .or_else(|| self.bare_year(at)),
            Kind::Word => self.month_first(at),
            Kind::Other => self.in_characters(at),
            Kind::Blank => None,
        }
    }

    /// `2024-06-03`, `2024/6/3`, `2024.6.3`, and `2024-06`.
    fn year_first(&self, at: usize) -> Found {
        let year = self.year(at).filter(|_| self.begins(at))?;
        let separator = self.get(at + 1).filter(|token| matches!(token.text, "-" | "/" | "."))?.text;
        let month = self.short(at + 2, 12)?;
        if self.is(at + 3, separator)
            && let Some(day) = self.short(at + 4, 31)
        {
            let time = self.get(at + 5).is_some_and(|token| token.is("T") || token.is("t"));
            (time || self.ends(at + 5)).then_some(())?;
            let end = day.range.end;
            return Some((whole(Some(year), Some(month), Some(day), end)?, at + 5));
        }
        let end = month.range.end;
        (separator == "-" && month.range.len() == 2 && self.ends(at + 3)).then_some(())?;
        Some((whole(Some(year), Some(month), None, end)?, at + 3))
    }

    /// `25/12/2024`; where day and month cannot be told apart, the year alone is certain.
    fn year_last(&self, at: usize) -> Found {
        let first = self.short(at, 31).filter(|_| self.begins(at))?;
        let separator = self.get(at + 1).filter(|token| matches!(token.text, "-" | "/" | "."))?.text;
        let second = self.short(at + 2, 31)?;
        let year = self.is(at + 3, separator).then(|| self.year(at + 4)).flatten().filter(|_| self.ends(at + 5))?;
        let range = first.range.start..year.range.end;
        let (month, day) = match (first.value > 12, second.value > 12) {
            (true, false) => (Some(second), Some(first)),
            (false, true) => (Some(first), Some(second)),
            _ => (None, None),
        };
        Some((WrittenDate { range, year: Some(year), month, day }, at + 5))
    }

    /// `2024 年 6 月 3 日`, `6 月 3 日`, `2024 年六月`, `2024년 6월 3일`; the months by their characters too.
    fn in_characters(&self, at: usize) -> Found {
        let mut next = at;
        let mut year = None;
        let mut end = at;
        if let Some(found) = self.year(at).filter(|_| self.begins(at)) {
            let unit = self.skip(at + 1);
            if !(self.is(unit, "年") || self.is(unit, "년")) {
                return None;
            }
            year = Some(found);
            (next, end) = (self.skip(unit + 1), unit + 1);
        }
        let mut month = None;
        if let Some((found, unit)) = self.counted(next, 12, &["月", "월"]).filter(|_| year.is_some() || self.begins(at))
        {
            month = Some(found);
            (next, end) = (self.skip(unit + 1), unit + 1);
        }
        let mut day = None;
        if month.is_some()
            && let Some((found, unit)) = self.counted(next, 31, &["日", "号", "號", "일"])
        {
            (day, end) = (Some(found), unit + 1);
        }
        (year.is_some() || day.is_some()).then_some(())?;
        let last = self.get(end - 1)?.range.end;
        Some((whole(year, month, day, last)?, end))
    }

    /// A number and its unit: the part, and the token of the unit.
    fn counted(&self, at: usize, to: i16, units: &[&str]) -> Option<(Part, usize)> {
        let is_unit = |at: usize| units.iter().any(|unit| self.is(at, unit));
        if let Some(part) = self.short(at, to) {
            let unit = self.skip(at + 1);
            return is_unit(unit).then_some((part, unit));
        }
        let mut next = at;
        let mut value = 0;
        while let Some(digit) = self.get(next).and_then(|token| digit(token.text)) {
            value = if digit == 10 { if value == 0 { 10 } else { value * 10 } } else { value + digit };
            next += 1;
        }
        let (first, last) = (self.get(at)?, self.get(next.checked_sub(1)?)?);
        let part = Part { value, range: first.range.start..last.range.end };
        (next > at && (1..=to).contains(&value) && is_unit(next)).then_some((part, next))
    }

    /// `3 June 2024`, `3rd of June, 2024`, `13 de abril de 2031`, `13. April 2031`.
    fn day_first(&self, at: usize) -> Found {
        let day = self.short(at, 31).filter(|_| self.begins(at))?;
        let (day, mut next) = self.suffixed(day, at + 1);
        if self.is(next, ".") {
            next += 1;
        }
        next = self.skip(next);
        if self.get(next).is_some_and(|token| matches!(token.text, "of" | "de")) {
            next = self.skip(next + 1);
        }
        let month = self.month(next)?;
        let after = next + 1 + usize::from(self.is(next + 1, "."));
        let (year, end) = self.year_after(after).map_or((None, next + 1), |(year, end)| (Some(year), end));
        let last = year.as_ref().map_or(month.range.end, |year| year.range.end);
        Some((whole(year, Some(month), Some(day), last)?, end))
    }

    /// `June 3rd, 2024`, `June 3`, `June 2024`, `Jun. 2024`.
    fn month_first(&self, at: usize) -> Found {
        let month = self.month(at)?;
        let mut next = at + 1;
        if self.is(next, ".") {
            next += 1;
        }
        if let Some((year, end)) = self.year_after(next) {
            let last = year.range.end;
            return Some((whole(Some(year), Some(month), None, last)?, end));
        }
        let blank = self.get(next).filter(|token| token.kind == Kind::Blank);
        let day = blank.and_then(|_| self.short(next + 1, 31))?;
        let (day, next) = self.suffixed(day, next + 2);
        // `June 3.2` and `June 3-5` are something else.
        self.ends(next).then_some(())?;
        let (year, end) = self.year_after(next).map_or((None, next), |(year, end)| (Some(year), end));
        let last = year.as_ref().map_or(day.range.end, |year| year.range.end);
        Some((whole(year, Some(month), Some(day), last)?, end))
    }

    /// The year that follows, after a blank, a comma, `of` or `de`.
    fn year_after(&self, at: usize) -> Option<(Part, usize)> {
        let mut next = at;
        if self.is(next, ",") {
            next += 1;
        }
        let from = next;
        next = self.skip(next);
        if self.get(next).is_some_and(|token| matches!(token.text, "of" | "de")) {
            next = self.skip(next + 1);
        }
        let year = self.year(next).filter(|_| next > from && self.ends(next + 1))?;
        Some((year, next + 1))
    }

    /// A day with `st`, `nd`, `rd` or `th` right behind it.
    fn suffixed(&self, day: Part, next: usize) -> (Part, usize) {
        match self.get(next) {
            Some(token) if matches!(token.text, "st" | "nd" | "rd" | "th" | "ST" | "ND" | "RD" | "TH") => {
                (Part { range: day.range.start..token.range.end, ..day }, next + 1)
            }
            _ => (day, next),
        }
    }

    /// The month that a word names. In `DateJune`, as tables without their bars have it, it is the part with a capital.
    fn month(&self, at: usize) -> Option<Part> {
        let token = self.get(at).filter(|token| token.kind == Kind::Word && token.text.len() <= 40)?;
        let named = |word: &str| {
            let month = self.calendars.iter().find_map(|calendar| calendar.month_in_any_case(word));
            month.map(|(month, _)| i16::from(month))
        };
        if let Some(value) = named(token.text) {
            return Some(Part { value, range: token.range.clone() });
        }
        let glued = token.text.rfind(|c: char| c.is_ascii_uppercase()).filter(|&start| {
            start > 0 && token.text[..start].ends_with(|c: char| c.is_ascii_lowercase()) && token.text.len() - start > 2
        })?;
        let value = named(&token.text[glued..])?;
        Some(Part { value, range: token.range.start + glued..token.range.end })
    }

    fn bare_year(&self, at: usize) -> Found {
        let year = self.year(at).filter(|_| self.begins(at) && self.ends(at + 1))?;
        let end = year.range.end;
        Some((whole(Some(year), None, None, end)?, at + 1))
    }
}

/// A Chinese digit, and ten.
fn digit(text: &str) -> Option<i16> {
    Some(match text {
        "一" => 1,
        "二" => 2,
        "三" => 3,
        "四" => 4,
        "五" => 5,
        "六" => 6,
        "七" => 7,
        "八" => 8,
        "九" => 9,
        "十" => 10,
        _ => return None,
    })
}
