//! The versions, numbers and dates in a text, each in one form whatever language it is written in.

use std::ops::Range;

use crate::corpus::calendar::Calendar;

/// What a numeral is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// `1.20`, `v1.20.3`, `1.20.x`.
    Version,
    /// Part of a date or of a time of day.
    Date,
    /// Any other number, also an identifier such as `CVE-2031-0001`.
    Number,
}

/// A numeral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Numeral {
    /// Where it stands: the digits (with the `v` left out), or the name of the month.
    pub(crate) range: Range<usize>,
    /// What it says: digits without separators of thousands, versions without `v`, multiplied out, months as numbers.
    pub(crate) value: String,
    /// What it is.
    pub(crate) class: Class,
    /// The number of a month that is marked as one, by its name or by 月.
    pub(crate) month: bool,
    /// It follows `#`: the number of an issue or a pull request.
    pub(crate) reference: bool,
}

/// Reads the numerals of `text`; `calendar` is that of the text's language.
pub(crate) fn numerals(text: &str, calendar: Option<&Calendar>) -> Vec<Numeral> {
    let mut reader = Reader { text, calendar, out: Vec::new(), doubtful: Vec::new() };
    reader.read();
    reader.settle_months();
    reader.out
}

struct Reader<'a> {
    text: &'a str,
    calendar: Option<&'a Calendar>,
    out: Vec<Numeral>,
    /// Where month names stand that count only beside a number.
    doubtful: Vec<usize>,
}

/// True for letters of scripts that separate words, digits, and `_`.
fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || ('\u{c0}'..'\u{2e80}').contains(&c) && c.is_alphabetic()
}

/// The length of the run of ASCII digits that `text` begins with.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        let mut at = 0;
        while let Some(start) = self.text[at..].find(in_word).map(|offset| at + offset) {
            let end = self.word_end(start);
            let word = &self.text[start..end];
            if let Some(end) = self.spaced_thousands(start, end) {
                at = end;
                continue;
            }
            if word.bytes().any(|b| b.is_ascii_digit()) {
                self.numeric(start, end);
            } else if self.calendar.is_some_and(|calendar| !calendar.months[0].is_empty()) {
                self.month_name(start, word);
            }
            at = end;
        }
        if self.text.is_ascii() {
            return;
        }
        if self.text.contains('月') {
            self.months_in_characters();
        }
        if self.text.contains(['万', '萬', '亿', '億']) {
            self.amounts_in_characters();
        }
    }

    /// The end of the word at `start`: `.`, `-`, `/`, `:`, `,` and `+` belong to it when a letter or digit follows.
    fn word_end(&self, start: usize) -> usize {
        let mut end = start;
        loop {
            let rest = &self.text[end..];
            end += rest.find(|c| !in_word(c)).unwrap_or(rest.len());
            let mut after = self.text[end..].chars();
            let connects = matches!(after.next(), Some('.' | '-' | '/' | ':' | ',' | '+'));
            if !(connects && after.next().is_some_and(in_word)) {
                return end;
            }
            end += 1;
        }
    }

    fn push(&mut self, range: Range<usize>, value: String, class: Class) {
        let after = self.text[range.end..].chars().next();
        let before = self.text[..range.start].chars().next_back();
        if matches!((before, after), (Some('(' | '（'), Some(')' | '）'))) && value.len() <= 2 {
            return;
        }
        self.out.push(Numeral { range, value, class, month: false, reference: before == Some('#') });
    }

    fn numeric(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        if self.date(start, word) || self.decimal_comma(start, word) {
            return;
        }
        let mut start = start;
        while let Some(next) = self.thousands(start, end) {
            if !self.text[next..end].starts_with(|c: char| c.is_ascii_digit()) {
                return;
            }
            start = next;
        }
        let word = &self.text[start..end];
        if self.identifier(start, word) {
            return;
        }
        let first = self.out.len();
        let clock = is_clock(word);
        let mut at = start;
        let named = word.starts_with(|c: char| c.is_alphabetic()) && !self.is_version_word(word);
        let is_path = named && word.matches('/').count() > 1;
        for part in word.split(['-', '/', ':', ',', '+', '_']) {
            if !named || part.contains('.') && !is_path {
                self.part(at, part);
            }
            at += part.len() + 1;
        }
        if clock {
            self.out.retain({
                let mut index = 0;
                move |numeral| {
                    index += 1;
                    index <= first || numeral.value != "0"
                }
            });
            self.out[first..].iter_mut().for_each(|numeral| numeral.class = Class::Date);
        }
        if self.out.len() > first && self.out.last().is_some_and(|last| last.range.end == end) {
            self.followed(end);
        }
    }

    /// `v1.20-v1.22`: begins with a letter and yet is no name.
    fn is_version_word(&self, word: &str) -> bool {
        let mut bytes = word.bytes();
        matches!(bytes.next(), Some(b'v' | b'V')) && bytes.next().is_some_and(|b| b.is_ascii_digit())
    }

    /// `2031-04-09`, `2031/4/9`, `9.4.2031`: the parts of a date.
    fn date(&mut self, start: usize, word: &str) -> bool {
        let date = word.split(['T', ' ']).next().unwrap_or(word);
        let Some(separator) = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| "-/.".contains(*c)) else {
            return false;
        };
        let parts: Vec<&str> = date.split(separator).collect();
        let [a, b, c] = parts[..] else { return false };
        let number = |part: &str| (digits(part) == part.len()).then(|| part.parse::<u32>().ok()).flatten();
        let (Some(x), Some(y), Some(z)) = (number(a), number(b), number(c)) else { return false };
        let year_first = a.len() == 4 && (1990..2100).contains(&x) && y <= 12 && z <= 31;
        let year_last = c.len() == 4 && (1990..2100).contains(&z) && x <= 31 && y <= 31;
        if !(year_first || year_last) {
            return false;
        }
        let mut at = start;
        for (part, value) in [(a, x), (b, y), (c, z)] {
            self.push(at..at + part.len(), value.to_string(), Class::Date);
            at += part.len() + 1;
        }
        let month = self.out.len() - 2;
        self.out[month].month = year_first;
        true
    }

    /// `10,000` and `10,000.5`, also before a hyphen: `10,000-record`, `1,000-2,000`. Where numbers may go on.
    fn thousands(&mut self, start: usize, end: usize) -> Option<usize> {
        let word = self.text[start..end].split('-').next().unwrap_or_default();
        let mut groups = word.split(',');
        let first = groups.next().map_or(0, str::len);
        let head = digits(word) == first && (1..=3).contains(&first) && word.len() > first;
        if !head || !groups.all(|group| digits(group) == 3 && (group.len() == 3 || group.as_bytes()[3] == b'.')) {
            return None;
        }
        let stop = start + word.len();
        self.push(start..stop, word.replace(',', ""), Class::Number);
        if stop == end {
            self.followed(stop);
            return Some(end);
        }
        Some(stop + 1)
    }

    /// `0,8` in a language that writes decimals so.
    fn decimal_comma(&mut self, start: usize, word: &str) -> bool {
        let Some((whole, fraction)) = word.split_once(',') else { return false };
        let all_digits = |part: &str| !part.is_empty() && digits(part) == part.len();
        let fits = all_digits(whole) && all_digits(fraction) && fraction.len() < 3;
        if !fits || !self.calendar.is_some_and(Calendar::writes_decimal_commas) {
            return false;
        }
        self.push(start..start + word.len(), format!("{whole}.{fraction}"), Class::Number);
        self.followed(start + word.len());
        true
    }

    /// `3 000` and `1 250 000`, where the blank is a narrow or non-breaking one, or the language separates thousands so.
    fn spaced_thousands(&mut self, start: usize, end: usize) -> Option<usize> {
        let first = &self.text[start..end];
        if first.len() > 3 || digits(first) != first.len() {
            return None;
        }
        let plain_blank = self.calendar.is_some_and(Calendar::separates_thousands_by_blanks);
        let mut stop = end;
        let mut value = first.to_owned();
        loop {
            let mut rest = self.text[stop..].chars();
            let blank = rest.next().filter(|&c| matches!(c, '\u{a0}' | '\u{202f}') || c == ' ' && plain_blank);
            let group = rest.as_str();
            if blank.is_none() || digits(group) != 3 || group[3..].starts_with(in_word) {
                break;
            }
            value.push_str(&group[..3]);
            stop = self.text.len() - group.len() + 3;
        }
        (stop > end).then(|| {
            self.push(start..stop, value, Class::Number);
            self.followed(stop);
            stop
        })
    }

    /// 一万, 三亿, 两百万 and 上万: an amount that is written wholly in characters.
    fn amounts_in_characters(&mut self) {
        let (text, before) = (self.text, self.out.len());
        for (at, unit) in text.match_indices(['万', '萬', '亿', '億']) {
            let multiple = |c: char| match c {
                '十' => Some(1),
                '百' => Some(2),
                '千' => Some(3),
                _ => None,
            };
            let more = text[..at].chars().next_back().and_then(|c| Some((c, multiple(c)?)));
            let head = &text[..at - more.map_or(0, |(c, _)| c.len_utf8())];
            let one = head.char_indices().next_back();
            let value = |c: char| match c {
                '上' => Some(1),
                '两' | '兩' => Some(2),
                _ => "一二三四五六七八九".chars().position(|d| d == c).map(|at| at + 1),
            };
            let digit = one.and_then(|(start, c)| Some((start, value(c)?)));
            let alone = |start: usize| !text[..start].ends_with(|c| "一二三四五六七八九十百千".contains(c));
            if let Some((start, digit)) = digit.filter(|&(start, _)| alone(start)) {
                let power = if matches!(unit, "万" | "萬") { 4 } else { 8 };
                let power = power + more.map_or(0, |(_, power)| power);
                self.push(start..at + unit.len(), scaled(&digit.to_string(), power), Class::Number);
            }
        }
        if self.out.len() > before {
            self.out.sort_by_key(|numeral| numeral.range.start);
        }
    }

    /// `CVE-2031-0001`: capitals and numbers joined by hyphens.
    fn identifier(&mut self, start: usize, word: &str) -> bool {
        let mut parts = word.split('-');
        let capitals = |part: &str| part.len() > 1 && part.bytes().all(|b| b.is_ascii_uppercase());
        let fits = parts.next().is_some_and(capitals)
            && parts.clone().any(|part| digits(part) == part.len())
            && parts.all(|part| capitals(part) || digits(part) == part.len());
        if fits {
            self.push(start..start + word.len(), word.to_owned(), Class::Number);
        }
        fits
    }

    /// A part of a word between separators: `v1.20`, `1.21.x`, `3rd`, `10GB`, `Lantern2.4`.
    fn part(&mut self, start: usize, part: &str) {
        let letters = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        let rest = &part[letters..];
        let length = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let number = rest[..length].trim_end_matches('.');
        let (mut tail, dots) = (&rest[number.len()..], number.matches('.').count());
        let name = letters > 0 && !(part[..letters].eq_ignore_ascii_case("v") && dots > 0);
        if number.is_empty() || name && (dots == 0 || !tail.is_empty()) {
            return;
        }
        let at = start + letters;
        let any_patch = matches!(tail, ".x" | ".X");
        let end = at + number.len() + if any_patch { 2 } else { 0 };
        if any_patch {
            tail = "";
        }
        if tail.bytes().any(|b| b.is_ascii_digit()) || tail.starts_with('.') {
            return;
        }
        let value = if any_patch { format!("{number}.x") } else { plain(number) };
        match (tail, dots > 0 || any_patch) {
            ("", true) => self.push(at..end, value, Class::Version),
            ("k" | "K", _) => self.push(at..end, scaled(&value, 3), Class::Number),
            _ if is_ten_thousands(tail) && self.calendar.is_some_and(|calendar| calendar.magnitude("万").is_some()) => {
                self.push(at..end, scaled(&value, 4), Class::Number);
            }
            ("M", _) => self.push(at..end, scaled(&value, 6), Class::Number),
            _ => self.push(at..end, value, Class::Number),
        }
    }

    /// What stands after a numeral may multiply it, or say that it is part of a date or an amount.
    fn followed(&mut self, end: usize) {
        let rest = self.text[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        let power = self.calendar.and_then(|calendar| calendar.magnitude(rest)).map(|(power, _)| power);
        let Some(last) = self.out.last_mut() else { return };
        if let Some(power) = power {
            last.value = scaled(&last.value, power);
            last.class = Class::Number;
            return;
        }
        match rest.chars().next() {
            Some('月' | '월') => (last.class, last.month) = (Class::Date, true),
            Some('年' | '년' | '日' | '号' | '號' | '일' | '点' | '點' | '時' | '时' | '시')
                if last.class == Class::Number =>
            {
                last.class = Class::Date;
            }
            Some('%' | '％' | '倍' | '秒' | '分') => last.class = Class::Number,
            Some('a' | 'p' | 'A' | 'P')
                if ["a.m", "p.m", "am", "pm", "AM", "PM"].iter().any(|half| rest.starts_with(half)) =>
            {
                last.class = Class::Date;
            }
            Some(c) if c.is_ascii_alphabetic() && last.class == Class::Version => {
                let unit = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
                if UNITS.contains(&unit) {
                    last.class = Class::Number;
                }
            }
            _ => {}
        }
    }

    fn month_name(&mut self, start: usize, word: &str) {
        let Some(calendar) = self.calendar else { return };
        if word.len() > 40 {
            return;
        }
        let mut at = start;
        for part in word.split(['-', '/', '.', ',', ':', '+']) {
            if let Some((month, doubtful)) = calendar.month_in_any_case(part) {
                if doubtful {
                    self.doubtful.push(at);
                }
                self.push(at..at + part.len(), month.to_string(), Class::Date);
                self.out.last_mut().expect("a numeral was just pushed").month = true;
            }
            at += part.len() + 1;
        }
    }

    /// 四月 as a month; 三个月 are three months, and 四月 inside 二〇三一年四月 is one.
    fn months_in_characters(&mut self) {
        for (at, _) in self.text.match_indices('月') {
            let head = &self.text[..at];
            let digits = head.chars().rev().take_while(|c| "一二三四五六七八九十".contains(*c)).count();
            let start = head.char_indices().rev().take(digits).last().map_or(at, |(start, _)| start);
            let month = match &head[start..] {
                "十" => 10,
                "十一" => 11,
                "十二" => 12,
                one => match "一二三四五六七八九".chars().position(|c| one.chars().eq([c])) {
                    Some(index) => index + 1,
                    None => continue,
                },
            };
            self.push(start..at, month.to_string(), Class::Date);
            self.out.last_mut().expect("a numeral was just pushed").month = true;
        }
        self.out.sort_by_key(|numeral| numeral.range.start);
    }

    /// Numbers beside the name of a month are its day and year; an ambiguous name with no number beside it is no month.
    fn settle_months(&mut self) {
        let mut doubtful = std::mem::take(&mut self.doubtful).into_iter().peekable();
        let mut keep = vec![true; self.out.len()];
        for (index, keep) in keep.iter_mut().enumerate() {
            let unsure = doubtful.next_if_eq(&self.out[index].range.start).is_some();
            if !self.out[index].month || self.in_digits(index) {
                continue;
            }
            let before = index.checked_sub(1).filter(|&i| self.in_digits(i) && self.near(i, index));
            let after = Some(index + 1).filter(|&i| i < self.out.len() && self.in_digits(i) && self.near(index, i));
            let year = after.map(|i| i + 1).filter(|&i| i < self.out.len() && self.near(i - 1, i));
            let year = year.filter(|&i| self.out[i].value.len() == 4);
            for near in [before, after, year].into_iter().flatten() {
                if self.out[near].class == Class::Number {
                    self.out[near].class = Class::Date;
                }
            }
            *keep = !unsure || before.is_some() || after.is_some();
        }
        let mut keep = keep.into_iter();
        self.out.retain(|_| keep.next().unwrap_or(true));
    }

    /// True when a numeral is written in digits.
    fn in_digits(&self, index: usize) -> bool {
        self.text.as_bytes()[self.out[index].range.start].is_ascii_digit()
    }

    /// True when little stands between two neighbouring numerals: blanks, a comma, `de`, `of`, `th`.
    fn near(&self, a: usize, b: usize) -> bool {
        let between = &self.text[self.out[a].range.end.min(self.out[b].range.start)..self.out[b].range.start];
        between.len() <= 8 && !between.contains(['。', '(', ')', ';', super::visible::HOLE])
    }
}

/// Units that make an amount of a number with a fraction, so that `1.5 GB` is no version.
const UNITS: &[&str] = &[
    "B", "GB", "GiB", "Gi", "KB", "KiB", "MB", "MiB", "Mi", "TB", "TiB", "Gbps", "Mbps", "Hz", "GHz", "MHz", "ms", "s",
    "sec", "second", "seconds", "min", "minutes", "hours", "h", "x", "times", "percent", "vCPU", "cores", "CPU", "km",
];

/// True for `9:30` and `16:00`, also as a range.
fn is_clock(word: &str) -> bool {
    let time = |part: &str| {
        part.split_once(':').is_some_and(|(hour, minute)| {
            (1..=2).contains(&hour.len()) && digits(hour) == hour.len() && digits(minute) == 2
        })
    };
    word.contains(':') && word.split('-').all(time)
}

/// True for `w`, as 万 is typed, alone or with a name right behind it: `2w`, `2wPod`; `5Wh` is an amount of something.
fn is_ten_thousands(tail: &str) -> bool {
    let name = |rest: &str| {
        let mut letters = rest.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase()) && letters.next().is_some_and(|c| c.is_ascii_lowercase())
    };
    tail.strip_prefix(['w', 'W']).is_some_and(|rest| rest.is_empty() || name(rest))
}

/// Digits without leading zeros; a version as it is.
fn plain(number: &str) -> String {
    if number.contains('.') {
        return number.to_owned();
    }
    let stripped = number.trim_start_matches('0');
    if stripped.is_empty() { "0".to_owned() } else { stripped.to_owned() }
}

/// A decimal number times a power of ten, without a trailing fraction of zeros.
fn scaled(value: &str, power: u8) -> String {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let power = power as usize;
    if fraction.contains('.') {
        return value.to_owned();
    }
    let moved: String = fraction.chars().chain(std::iter::repeat('0')).take(power).collect();
    let rest = fraction.get(power.min(fraction.len())..).unwrap_or("");
    let all = plain(&format!("{whole}{moved}"));
    if rest.is_empty() { all } else { format!("{all}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, tag: &str) -> Vec<String> {
        let shown = |numeral: Numeral| {
            let mark = match numeral.class {
                Class::Version => "v",
                Class::Date if numeral.month => "m",
                Class::Date => "d",
                Class::Number => "",
            };
            format!("{mark}{}", numeral.value)
        };
        numerals(text, Calendar::of(tag)).into_iter().map(shown).collect()
    }

    #[test]
    fn versions_end_at_ascii_boundaries() {
        assert_eq!(
            read("由于1.9版本，1.11부터 v1.20.3, 2.4.x, Lantern2.4", "zh"),
            ["v1.9", "v1.11", "v1.20.3", "v2.4.x", "v2.4"]
        );
        assert_eq!(read("k8s x86_64 v1beta1 IPv6 sha256 1.20-1.22 2.4.0-rc.1", "en"), ["v1.20", "v1.22", "v2.4.0"]);
        assert_eq!(read("1.5 GB, 99.9 %, 0.5 秒, 10GB", "en"), ["1.5", "99.9", "0.5", "10"]);
    }

    #[test]
    fn dates_are_the_same_in_every_language() {
        let date = ["m4", "d13", "d2031"];
        assert_eq!(read("April 13, 2031", "en"), date);
        let sorted = |text, tag| {
            let mut all = read(text, tag);
            all.sort_by_key(|x| date.iter().position(|d| d == x));
            all
        };
        for (text, tag) in [
            ("13th of April, 2031", "en"),
            ("2031 年 4 月 13 日", "zh"),
            ("2031-04-13", "zh"),
            ("2031年四月13日", "zh"),
            ("2031년 4월 13일", "ko"),
            ("13 квітня 2031 року", "uk"),
            ("13 апреля 2031", "ru"),
            ("13 de abril de 2031", "es"),
            ("13. April 2031", "de"),
            ("le 13 avril 2031", "fr"),
        ] {
            assert_eq!(sorted(text, tag), date, "{text}");
        }
        assert_eq!(read("You may march on; 三个月", "en"), Vec::<String>::new());
    }

    #[test]
    fn amounts_are_multiplied_out() {
        assert_eq!(read("10 万, 1.5 亿, 3千", "zh"), ["100000", "150000000", "3000"]);
        assert_eq!(read("一万, 三亿, 十万火急, 上万个", "zh"), ["10000", "300000000", "10000"]);
        assert_eq!(read("两百万个, 一千万", "zh"), ["2000000", "10000000"]);
        assert_eq!(read("3 000 маршрутів, 1\u{a0}250\u{a0}000", "uk"), ["3000", "1250000"]);
        assert_eq!(read("Lantern 1 000", "en"), ["1", "0"]);
        assert_eq!(read("0,8 секунди", "uk"), ["0.8"]);
        assert_eq!(read("1,2", "en"), ["1", "2"]);
        assert_eq!(read("10,000 and 10k and 2 million", "en"), ["10000", "10000", "2000000"]);
        assert_eq!(read("CVE-2031-0001 #123 5th 16:00 9:30", "en"), ["CVE-2031-0001", "123", "5", "d16", "d9", "d30"]);
    }
}
