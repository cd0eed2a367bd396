//! Paths of pages and of links in one form: without language, slash at the end or file name.

use std::borrow::Cow;

use crate::corpus::Language;

/// The path that a page or a URL path stands for: lower case, no slash at either end, no `index.md`, `_index.md`,
/// `index.html` or file extension of a page. `News/Announcing-2.4/_index.md` and `/news/announcing-2.4/` are the same.
pub fn url_path(path: &str) -> String {
    let path = path.trim().trim_matches('/');
    let is_lower = path.bytes().fold(true, |all, b| all & b.is_ascii() & !b.is_ascii_uppercase());
    if is_lower {
        return without_name(path).to_owned();
    }
    let mut path = path.to_lowercase();
    path.truncate(without_name(&path).len());
    path
}

/// A path in lower case without what [`url_path`] leaves out at its end.
fn without_name(path: &str) -> &str {
    let bare = [".md", ".mdx", ".markdown", ".html"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    let folder = bare.strip_suffix("_index").or_else(|| bare.strip_suffix("index"));
    match folder {
        Some("") => "",
        Some(folder) => folder.strip_suffix('/').unwrap_or(bare),
        None => bare,
    }
}

/// The path of a link from the root, which begins behind the language's prefix, when it is written as [`url_path`] writes it
/// but for the slashes round it, as nearly all are; `None` for a file, and when it has to be taken apart.
pub fn plain_path(link: &str) -> Option<&str> {
    let end = memchr::memchr2(b'#', b'?', link.as_bytes()).unwrap_or(link.len());
    let link = &link[..end];
    let path = link.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() | byte.is_ascii_digit() | matches!(byte, b'-' | b'_' | b'/' | b'.');
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_named = || matches!(name, "index" | "_index") || name.contains('.') && without_name(path) != path;
    // Without an early end the bytes are looked at many at a time.
    let plain = path.bytes().fold(true, |all, byte| all & is_plain(byte));
    let odd = !plain || is_file(link) || is_named();
    (!odd).then_some(path)
}

/// The path without the language's prefix, which may also stand behind its first part, as in `/latest/zh/docs`.
/// The flag says whether there was a prefix.
pub fn split_language<'a>(path: &'a str, language: &Language) -> (Cow<'a, str>, bool) {
    if language.prefix.is_empty() {
        return (path.into(), false);
    }
    if let Some(rest) = strip_segment(path, &language.prefix) {
        return (if rest.is_empty() { "/".into() } else { rest.into() }, true);
    }
    let inner = path.strip_prefix('/').and_then(|rest| rest.find('/')).map(|slash| path.split_at(slash + 1));
    match inner.and_then(|(outer, rest)| Some((outer, strip_segment(rest, &language.prefix)?))) {
        Some((outer, rest)) => (format!("{outer}{rest}").into(), true),
        None => (path.into(), false),
    }
}

/// A path relative to a folder, both without language: `.` and `..` resolved, the result as [`url_path`] writes it.
pub fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    url_path(&parts.join("/"))
}

/// True for a path that ends in the name of a file that is no page, such as `a.svg`. The last number of a version is
/// no extension.
pub fn is_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let known = ["md", "mdx", "markdown", "html", "htm"].iter().any(|page| extension.eq_ignore_ascii_case(page));
    !known
        && !stem.is_empty()
        && (2..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.as_bytes()[0].is_ascii_alphabetic()
}

/// A text with its percent escapes resolved; as written when they are not UTF-8.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return text.into();
    }
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or_else(|_| text.into(), Cow::Owned)
}

/// `path` without `prefix` (such as `/zh`), when it starts with it as whole parts; ASCII case does not count.
fn strip_segment<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let head = path.get(..prefix.len())?;
    let rest = &path[prefix.len()..];
    (head.eq_ignore_ascii_case(prefix) && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{AliasForm, AnchorPolicy, LinkForm};

    fn language(prefix: &str) -> Language {
        Language {
            tag: "zh".into(),
            bcp47: "zh".into(),
            prefix: prefix.into(),
            anchors: AnchorPolicy::Auto,
            links: LinkForm::Auto,
            aliases: AliasForm::Auto,
        }
    }

    #[test]
    fn pages_and_urls_meet() {
        for path in ["news/2.4/_index.md", "/News/2.4/", "/news/2.4", "news/2.4/index.html", "news/2.4.md"] {
            assert_eq!(url_path(path), "news/2.4");
        }
        assert_eq!(url_path("_index.md"), "");
    }

    #[test]
    fn relative_paths_stay_below_the_root() {
        assert_eq!(joined("news/2.4/announcing-2.4", "change-notes/"), "news/2.4/announcing-2.4/change-notes");
        assert_eq!(joined("news/2.4/announcing-2.4", "../announcing-2.3"), "news/2.4/announcing-2.3");
        assert_eq!(joined("blog", "./b.md"), "blog/b");
        assert_eq!(joined("blog", "../../../../x"), "x");
    }

    #[test]
    fn files_and_versions_are_told_apart() {
        assert!(is_file("/talks/a.pdf") && is_file("./x.zh.svg") && is_file("feed.xml"));
        assert!(
            !is_file("/news/1.4.x/announcing-1.10") && !is_file("/a/b.md") && !is_file("../") && !is_file("v2.rc1x123")
        );
    }

    #[test]
    fn escapes_are_resolved_where_they_are_text() {
        assert_eq!(decoded("#%e4%b8%ad"), "#中");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%ff"), "%ff");
    }

    #[test]
    fn the_language_is_taken_off_as_a_whole_part() {
        let zh = language("/zh");
        assert_eq!(split_language("/zh/news", &zh), ("/news".into(), true));
        assert_eq!(split_language("/latest/zh/news", &zh), ("/latest/news".into(), true));
        assert_eq!(split_language("/zhang/news", &zh), ("/zhang/news".into(), false));
        assert_eq!(split_language("/zh", &zh), ("/".into(), true));
        assert_eq!(split_language("/中文", &zh), ("/中文".into(), false));
        assert_eq!(split_language("/news", &language("")), ("/news".into(), false));
    }
}
