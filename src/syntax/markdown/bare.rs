//! URLs and mail addresses in running text that goldmark's linkify extension turns into links.

use std::sync::LazyLock;

use memchr::memmem::Finder;

static SCHEME: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("://"));
static WWW: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("www."));

/// The longest host that is looked at, as in goldmark's expressions.
const HOST_LIMIT: usize = 256;

/// A link found in running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bare {
    pub(super) start: usize,
    pub(super) end: usize,
    /// What the generator puts before the text to make a URL.
    pub(super) prefix: &'static str,
}

/// The places of a text at which a bare link may start, in order.
pub(super) fn candidates(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts: Vec<usize> = SCHEME
        .find_iter(bytes)
        .filter_map(|at| {
            ["https", "http", "ftp"].iter().find(|scheme| text[..at].ends_with(**scheme)).map(|s| at - s.len())
        })
        .collect();
    starts.extend(WWW.find_iter(bytes));
    starts.extend(memchr::memchr_iter(b'@', bytes).filter_map(|at| {
        let name = bytes[..at].iter().rev().take_while(|byte| is_local(**byte)).count();
        (name > 0).then_some(at - name)
    }));
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// The bare link that starts at `start`. Whether a link may start there is for the caller to say. No character of
/// a bare link is a blank or a line end, so it never leaves its line.
pub(super) fn scan(text: &str, start: usize) -> Option<Bare> {
    let line = &text.as_bytes()[start..];
    let schemes: [(&[u8], &str); 4] = [(b"https://", ""), (b"http://", ""), (b"ftp://", ""), (b"www.", "https://")];
    let found = schemes.iter().find_map(|(lead, prefix)| {
        let rest = line.strip_prefix(*lead)?;
        let host = host_length(rest)?;
        Some((lead.len() + url_length(rest, host, *lead != b"www."), *prefix))
    });
    let (length, prefix) = match found {
        Some((length, prefix)) => (without_tail(line, length), prefix),
        None => (mail_length(line)?, "mailto:"),
    };
    let kept = line[1..length].iter().rev().take_while(|byte| b"?!.,:*_~".contains(byte)).count();
    Some(Bare { start, end: start + length - kept, prefix })
}

/// The length of a host: at least one host character, a dot and small letters, as long as they can be.
fn host_length(rest: &[u8]) -> Option<usize> {
    let run = rest.iter().take(HOST_LIMIT + 1).take_while(|byte| is_host(**byte)).count();
    let dots = (1..=run.min(HOST_LIMIT)).rev().filter(|&at| rest.get(at) == Some(&b'.'));
    dots.map(|dot| (dot + 1, letters(&rest[dot + 1..])))
        .find(|(_, letters)| *letters > 0)
        .map(|(at, letters)| at + letters)
}

fn letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_lowercase()).count()
}

/// The length of host, port and path, from the start of the host.
fn url_length(rest: &[u8], host: usize, port_allowed: bool) -> usize {
    let mut length = host;
    if port_allowed && rest.get(length) == Some(&b':') {
        let digits = rest[length + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        length += if digits > 0 { digits + 1 } else { 0 };
    }
    if matches!(rest.get(length), Some(b'/' | b'#' | b'?')) {
        length += 1;
        length += rest[length..].iter().take_while(|byte| is_path(**byte, port_allowed)).count();
    }
    length
}

/// Takes away what goldmark does not count at the end: a full stop, brackets that were not opened, an entity.
fn without_tail(line: &[u8], length: usize) -> usize {
    match line[length - 1] {
        b'.' => length - 1,
        b')' => {
            let count = |wanted: u8| line[..length].iter().filter(|byte| **byte == wanted).count();
            length - count(b')').saturating_sub(count(b'('))
        }
        b';' => {
            let name = line[..length - 1].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let ampersand = (length - 1 - name).checked_sub(1);
            ampersand.filter(|&at| name > 0 && line[at] == b'&').unwrap_or(length)
        }
        _ => length,
    }
}

/// The length of a mail address.
fn mail_length(line: &[u8]) -> Option<usize> {
    if line.first()?.is_ascii_punctuation() {
        return None;
    }
    let at = line.iter().take_while(|byte| is_local(**byte)).count();
    if at == 0 || line.get(at) != Some(&b'@') {
        return None;
    }
    let domain = &line[at + 1..];
    let mut end = label_length(domain)?;
    while domain.get(end) == Some(&b'.') {
        match label_length(&domain[end + 1..]) {
            Some(label) => end += 1 + label,
            None => break,
        }
    }
    let follows = domain.get(end);
    let dotted = domain[..end - 1].contains(&b'.');
    (dotted && !matches!(follows, Some(b'-' | b'_'))).then_some(at + 1 + end)
}

/// The length of a host label: letters, digits and inner hyphens, at most 63.
fn label_length(bytes: &[u8]) -> Option<usize> {
    let run = bytes.iter().take(63).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    let end = bytes[..run].iter().rposition(u8::is_ascii_alphanumeric)? + 1;
    bytes[0].is_ascii_alphanumeric().then_some(end)
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-@:%._+~#=".contains(&byte)
}

fn is_path(byte: u8, dollar: bool) -> bool {
    byte.is_ascii_alphanumeric() || b"-@:%_+.~#!?&/=();,'\">^{}[]`".contains(&byte) || (dollar && byte == b'$')
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_end_where_goldmark_ends_them() {
        let cases = [
            ("https://istio.io/latest/zh/。然后", "https://istio.io/latest/zh/"),
            ("https://istio.io，然后", "https://istio.io"),
            ("http://a.b/c)", "http://a.b/c"),
            ("http://a.b/c).", "http://a.b/c)"),
            ("http://a.b/(c)", "http://a.b/(c)"),
            ("http://a.b/c&amp;", "http://a.b/c"),
            ("http://a.b:8080/x?y=1, z", "http://a.b:8080/x?y=1"),
            ("ftp://a.example", "ftp://a.example"),
            ("www.example.com/x_y_", "www.example.com/x_y"),
            ("me@example.org.", "me@example.org"),
            ("http://localhost/x", ""),
            ("https://", ""),
            ("www.", ""),
            ("me@example", ""),
            ("me@example.org-", ""),
        ];
        for (text, expected) in cases {
            let found = scan(text, 0).map_or("", |bare| &text[bare.start..bare.end]);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn candidates_are_found_in_order() {
        let text = "看 www.a.b and me@a.b, https://a.b（ftp://c.d) x@";
        let found: Vec<&str> = candidates(text).into_iter().map(|at| &text[at..at + 2]).collect();
        assert_eq!(found, ["ww", "me", "ht", "ft", "x@"]);
    }
}
