//! Version numbers in text: `1.20`, `v1.20.3`, `1.20.x`, `2.0.0-rc.1`.

use std::ops::Range;

/// A version as written somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version<'a> {
    /// As written, without a leading `v` and the `.x` of a line.
    pub(crate) text: &'a str,
    /// Where it stands in the text that was searched, without a leading `v`.
    pub(crate) range: Range<usize>,
    numbers: [u32; 4],
    length: usize,
    /// It ends in `.x`: a line of releases.
    pub(crate) line: bool,
    pre: &'a str,
}

impl<'a> Version<'a> {
    /// Reads a text that is a version and nothing else.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let start = usize::from(text.starts_with(['v', 'V']));
        let version = read(text, start)?;
        (version.range.end == text.len()).then_some(version)
    }

    /// The same release: `1.20` is `1.20.0`.
    pub(crate) fn same_release(&self, other: &Version<'_>) -> bool {
        self.numbers == other.numbers && self.pre == other.pre && self.line == other.line
    }

    /// The version that begins at byte `start`, with or without a `v`.
    pub(crate) fn at(text: &'a str, start: usize) -> Option<Self> {
        let start = start + usize::from(text[start..].starts_with(['v', 'V']));
        read(text, start)
    }

    /// What to look it up by; `None` for a line of releases.
    pub(crate) fn key(&self) -> Option<VersionKey> {
        (!self.line).then(|| VersionKey { numbers: self.numbers, pre: self.pre.trim_start_matches('-').into() })
    }

    /// The numbers that are written.
    pub(crate) fn numbers(&self) -> &[u32] {
        &self.numbers[..self.length]
    }

    /// True when this is `line`, or one of its releases: 1.20.3 of 1.20, and of 1.20.x.
    pub(crate) fn belongs_to(&self, line: &Version<'_>) -> bool {
        self.numbers().starts_with(line.numbers())
    }
}

/// What orders versions: `1.20` and `1.20.0` are one, and a release comes after its candidates.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct VersionKey {
    numbers: [u32; 4],
    pre: Box<str>,
}

impl VersionKey {
    /// Its first two numbers: the line that it belongs to.
    pub(crate) fn line(&self) -> [u32; 2] {
        [self.numbers[0], self.numbers[1]]
    }

    /// A release of its own line, not a patch of one.
    pub(crate) fn is_minor(&self) -> bool {
        self.numbers[2..] == [0, 0] && !self.is_candidate()
    }

    /// Something before the release: `1.20.0-rc.1`.
    pub(crate) fn is_candidate(&self) -> bool {
        !self.pre.is_empty()
    }
}

impl Ord for VersionKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_candidate = || match (self.is_candidate(), other.is_candidate()) {
            (true, true) => self.pre.cmp(&other.pre),
            (ours, theirs) => theirs.cmp(&ours),
        };
        self.numbers.cmp(&other.numbers).then_with(by_candidate)
    }
}

impl PartialOrd for VersionKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Every version in a text, from left to right: two numbers or more, not part of a longer word.
pub(crate) fn versions(text: &str) -> impl Iterator<Item = Version<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at + memchr::memchr(b'.', &bytes[at..])?;
            let digits = bytes[at..start].iter().rev().take_while(|b| b.is_ascii_digit()).count();
            let first = start - digits;
            if digits > 0
                && begins(bytes, first)
                && let Some(version) = read(text, first)
            {
                at = version.range.end;
                return Some(version);
            }
            at = start + 1;
        }
        None
    })
}

/// True for a text in which a version may stand: a dot between digits, perhaps with markup beside it.
pub(crate) fn may_have_version(text: &str) -> bool {
    let bytes = text.as_bytes();
    let fits = |b: &u8| matches!(b, b'0'..=b'9' | b'x' | b'X' | b'*' | b'_' | b'~' | b'<' | b'>' | b'\\');
    let mut dots = memchr::memchr_iter(b'.', bytes);
    dots.any(|at| bytes.get(at + 1).is_some_and(fits) && at > 0 && fits(&bytes[at - 1]))
}

/// True when a version may begin at `at`: no letter, digit or dot stands before it, but for a `v`.
fn begins(bytes: &[u8], at: usize) -> bool {
    let part = |b: u8| b.is_ascii_alphanumeric() || b == b'.' || b == b'_';
    match at.checked_sub(1).map(|before| bytes[before]) {
        Some(b'v' | b'V') => at < 2 || !part(bytes[at - 2]),
        Some(before) => !part(before),
        None => true,
    }
}

/// The version that begins at `start`, unless it is part of something longer.
fn read(text: &str, start: usize) -> Option<Version<'_>> {
    let bytes = text.as_bytes();
    let mut version = Version { text, range: start..start, numbers: [0; 4], length: 0, line: false, pre: "" };
    let mut at = start;
    let mut numbers_end;
    loop {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 6 || version.length == 4 {
            return None;
        }
        version.numbers[version.length] = text[at..at + digits].parse().ok()?;
        version.length += 1;
        at += digits;
        numbers_end = at;
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'.'), Some(next)) if next.is_ascii_digit() => at += 1,
            (Some(b'.'), Some(b'x' | b'X')) if !bytes.get(at + 2).is_some_and(u8::is_ascii_alphanumeric) => {
                version.line = true;
                at += 2;
                break;
            }
            _ => break,
        }
    }
    let plain = at;
    at += pre_release(&bytes[at..])?;
    version.pre = &text[plain..at];
    version.text = &text[start..if version.line { numbers_end } else { at }];
    version.range = start..at;
    (version.length > 1 || version.line).then_some(version)
}

/// The length of `-rc.1`, `-alpha.0`, `rc1` and the like; `None` when letters follow that are no such thing.
fn pre_release(rest: &[u8]) -> Option<usize> {
    let dash = usize::from(rest.first() == Some(&b'-'));
    let word = rest[dash..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let name = &rest[dash..dash + word];
    if ![&b"alpha"[..], b"beta", b"rc", b"snapshot", b"dev", b"preview"].contains(&&*name.to_ascii_lowercase()) {
        return (dash == 1 || word == 0 && rest.first() != Some(&b'%')).then_some(0);
    }
    let tail = rest[dash + word..].iter().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')).count();
    let end = dash + word + tail;
    let dots = rest[..end].iter().rev().take_while(|b| matches!(b, b'.' | b'-')).count();
    Some(end - dots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        versions(text).map(|version| &text[version.range]).collect()
    }

    #[test]
    fn versions_in_text() {
        assert_eq!(found("由于1.9（v1.10.2）和 1.20.x。"), ["1.9", "1.10.2", "1.20.x"]);
        assert_eq!(found("announcing-1.20.0-rc.1, 2.0beta2."), ["1.20.0-rc.1", "2.0beta2"]);
        assert_eq!(found("1.2.3.4.5, a1.2, 1.5GB, 99.9%, 2019-03, end 1."), Vec::<&str>::new());
        assert_eq!(found("1.9-eol ISTIO-SECURITY-2020-001 /1.21.x/"), ["1.9", "1.21.x"]);
        assert_eq!(found("1...2 ..1.2"), Vec::<&str>::new());
    }

    #[test]
    fn a_missing_number_is_zero() {
        let version = |text| Version::parse(text).expect("a version");
        assert!(version("1.20").same_release(&version("v1.20.0")));
        assert!(!version("1.2").same_release(&version("1.20")));
        assert!(version("1.20.3").belongs_to(&version("1.20.x")));
        assert!(!version("1.2.3").belongs_to(&version("1.20.x")));
        assert!(version("0.8.0").belongs_to(&version("0.x")));
        assert_eq!(Version::parse("1.20 "), None);
        assert_eq!(Version::parse("1"), None);
    }
}
