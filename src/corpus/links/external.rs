//! Addresses of other sites in a form in which two of them can be compared: the same page in two languages is one.

use std::borrow::Cow;

use super::path::decoded;
use super::split_fragment;

/// The languages whose marks in addresses are looked through: those of a translation and of its original.
#[derive(Debug, Clone, Copy)]
pub struct LanguageMarks<'a> {
    /// The original's tag.
    pub original: &'a str,
    /// The translation's tag.
    pub translation: &'a str,
}

/// An address of another site, for comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// Host and path without scheme, `www.`, marks of language, index file and slash at the end; the query without
    /// parameters of language.
    pub address: String,
    /// The fragment, decoded.
    pub fragment: String,
    /// It carries a mark of the translation's language: it was chosen for its readers.
    pub localised: bool,
    /// It is the side of a site that is meant for readers abroad (`intl.example.com`).
    pub international: bool,
}

/// Names of countries that stand for a language in addresses.
const COUNTRIES: &[(&str, &str)] =
    &[("zh", "cn"), ("zh", "tw"), ("ja", "jp"), ("ko", "kr"), ("uk", "ua"), ("pt", "br"), ("vi", "vn"), ("cs", "cz")];
/// Parameters of queries that choose a language.
const PARAMETERS: &[&str] = &["hl", "lang", "language", "locale", "l"];

impl External {
    /// Takes an address apart. `hosts` are addresses that are the same in two languages: the original's, the
    /// translation's.
    pub fn new(written: &str, marks: LanguageMarks<'_>, hosts: &[(String, String)]) -> Self {
        let mut localised = false;
        let mut written = Cow::Borrowed(written.trim_end_matches(is_full_width_mark));
        for (original, translation) in hosts {
            if let Some(rest) = strip_address(&written, translation) {
                written = format!("{}{rest}", original.trim_end_matches('/')).into();
                localised = true;
                break;
            }
        }
        let (rest, fragment) = split_fragment(&written);
        let rest = bare(rest);
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let mut address = String::with_capacity(written.len());
        let (host, international) = home(host);
        push_host(&mut address, host, marks, &mut localised);
        push_path(&mut address, &decoded(path), marks, &mut localised);
        push_query(&mut address, query, marks, &mut localised);
        Self { address, fragment: decoded(fragment.unwrap_or("")).into_owned(), localised, international }
    }
}

/// A host without the label that tells the side for readers abroad.
fn home(host: &str) -> (&str, bool) {
    let label = ["intl.", "international.", "global."].iter().find_map(|label| host.strip_prefix(label));
    (label.unwrap_or(host), label.is_some())
}

/// Full-width marks that follow an address in running text.
fn is_full_width_mark(c: char) -> bool {
    matches!(c, '。' | '，' | '、' | '；' | '：' | '！' | '？' | '）' | '」' | '』' | '】' | '》' | '”')
}

/// What stands behind `start` in an address, on a border of its parts; the scheme does not count.
pub fn strip_address<'a>(address: &'a str, start: &str) -> Option<&'a str> {
    strip_bare(bare(address), bare(start).trim_end_matches('/'))
}

/// The same for an address without its scheme, and a start that has neither one nor a slash at its end.
pub fn strip_bare<'a>(address: &'a str, start: &str) -> Option<&'a str> {
    let head = address.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start))?;
    let rest = &address[head.len()..];
    (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then_some(rest)
}

/// An address without its scheme.
pub fn bare(address: &str) -> &str {
    let bytes = address.as_bytes();
    let slashes = memchr::memchr_iter(b'/', bytes).find(|&at| bytes.get(at + 1) == Some(&b'/'));
    slashes.map_or(address, |at| &address[at + 2..])
}

fn push_host(out: &mut String, host: &str, marks: LanguageMarks<'_>, localised: &mut bool) {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let host = match host.split_once('.') {
        Some((label, rest)) if rest.contains('.') && is_mark(label, marks, localised) => rest,
        _ => host,
    };
    out.extend(host.chars().map(|c| c.to_ascii_lowercase()));
}

fn push_path(out: &mut String, path: &str, marks: LanguageMarks<'_>, localised: &mut bool) {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if is_mark(part, marks, localised) || (part == last && matches!(part, "index.html" | "index.htm")) {
            continue;
        }
        out.push('/');
        out.push_str(&without_suffix(part, marks, localised));
    }
}

fn push_query(out: &mut String, query: &str, marks: LanguageMarks<'_>, localised: &mut bool) {
    let mut mark = '?';
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if PARAMETERS.contains(&name) && is_mark(value, marks, localised) {
            continue;
        }
        out.push(mark);
        out.push_str(parameter);
        mark = '&';
    }
}

/// True for a part that names one of both languages.
fn is_mark(part: &str, marks: LanguageMarks<'_>, localised: &mut bool) -> bool {
    let own = is_same_language(part, marks.translation) || is_country(part, marks.translation);
    *localised |= own;
    own || is_same_language(part, marks.original)
}

fn is_country(part: &str, tag: &str) -> bool {
    let is_it = |(language, country): &(&str, &str)| {
        country.eq_ignore_ascii_case(part) && language.eq_ignore_ascii_case(primary(tag))
    };
    part.len() == 2 && COUNTRIES.iter().any(is_it)
}

/// The first part of a tag: `zh` of `zh-cn`.
fn primary(tag: &str) -> &str {
    let end = tag.bytes().position(|b| matches!(b, b'-' | b'_'));
    &tag[..end.unwrap_or(tag.len())]
}

/// The name of a file without the language of both that it may carry at its end.
pub fn without_marks<'a>(name: &'a str, marks: LanguageMarks<'_>) -> Cow<'a, str> {
    without_suffix(name, marks, &mut false)
}

/// The name of a file or repository without a language at its end: `README_zh.md` and `README.zh-CN.md` are `README.md`.
fn without_suffix<'a>(name: &'a str, marks: LanguageMarks<'_>, localised: &mut bool) -> Cow<'a, str> {
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= 6 && !is_mark(&name[dot + 1..], marks, &mut false) => {
            name.split_at(dot)
        }
        _ => (name, ""),
    };
    // A tag may hold one separator itself, so the longer end is tried first.
    let separator = |end: usize| stem.as_bytes()[..end].iter().rposition(|b| matches!(b, b'.' | b'-' | b'_'));
    let last = separator(stem.len());
    for at in last.and_then(separator).into_iter().chain(last).filter(|&at| at > 0) {
        if is_mark(&stem[at + 1..], marks, localised) {
            return if extension.is_empty() { stem[..at].into() } else { format!("{}{extension}", &stem[..at]).into() };
        }
    }
    name.into()
}

/// True when a part of an address is a spelling of the language: the tag, its first part, or that with another region or
/// script (`zh`, `zh_CN` and `zh-Hans` for `zh-cn`).
pub fn is_same_language(part: &str, tag: &str) -> bool {
    let own = primary(tag).as_bytes();
    // Nearly all parts of addresses begin with something else.
    if own.is_empty() || !part.as_bytes().get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own)) {
        return false;
    }
    let mut parts = part.split(['-', '_']);
    parts.next().is_some_and(|part| part.len() == own.len())
        && parts
            .next()
            .is_none_or(|region| (2..=4).contains(&region.len()) && region.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.next().is_none_or(|region| region.len() == 2)
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_of_a_tag_are_the_same_language() {
        for part in ["zh", "zh-CN", "zh_hans", "ZH", "zh-Hant-TW"] {
            assert!(is_same_language(part, "zh-cn"), "{part}");
        }
        for part in ["zhong", "zh-archive", "en", "", "uk", "zh-a"] {
            assert!(!is_same_language(part, "zh-cn"), "{part}");
        }
    }

    const MARKS: LanguageMarks<'_> = LanguageMarks { original: "en", translation: "zh-cn" };

    fn address(written: &str) -> (String, bool) {
        let external = External::new(written, MARKS, &[("https://a.io".into(), "https://a.cn/docs".into())]);
        (external.address, external.localised)
    }

    #[test]
    fn the_same_page_in_two_languages_is_one() {
        for (original, translation) in [
            ("https://b.io/docs/x/", "http://B.io/zh-cn/docs/x"),
            ("https://b.io/en-us/x", "https://b.io/zh_CN/x"),
            ("https://a.io/x", "https://a.cn/docs/x/"),
            ("https://www.b.io/x?hl=en&a=1", "https://b.io/x?a=1&hl=zh-CN"),
            ("https://g.io/o/r/README.md", "https://g.io/o/r/README_zh.md"),
            ("https://g.io/o/r/README.md", "https://g.io/o/r/README.zh-Hans.md"),
            ("https://en.w.org/wiki/x", "https://zh.w.org/wiki/x"),
        ] {
            assert_eq!(address(original).0, address(translation).0, "{original}");
            assert!(address(translation).1 && !address(original).1, "{translation}");
        }
        assert_eq!(address("https://b.io/x/index.html。").0, "b.io/x");
        assert_eq!(address("https://zh.io/x").0, "zh.io/x");
    }

    #[test]
    fn other_pages_are_others() {
        assert_ne!(address("https://b.io/x/1").0, address("https://b.io/x/2").0);
        assert_eq!(address("https://intl.b.io/x").0, address("https://b.io/x").0);
        assert_ne!(address("https://b.io/X").0, address("https://b.io/x").0);
    }
}
