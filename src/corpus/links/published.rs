//! Where a page is published, as far as its path, its front matter and the site's patterns say.

use std::borrow::Cow;

use crate::corpus::{Generator, Site, Source};
use crate::document::FrontMatter;

use super::path::url_path;

/// The path of a page on the site, as [`url_path`] writes it: what the page itself says (`url`, `slug`), else the
/// pattern of its section, else its path among the files.
pub fn published_path(site: &Site, source: &Source) -> String {
    let front_matter = source.document.front_matter.as_ref();
    match site.generator {
        Generator::Hugo => hugo(site, source, front_matter),
        Generator::Docusaurus => docusaurus(source, front_matter),
        _ => url_path(&source.key),
    }
}

fn field<'a>(front_matter: Option<&'a FrontMatter>, name: &str) -> Option<&'a str> {
    front_matter?.get(name)?.value.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn hugo(site: &Site, source: &Source, front_matter: Option<&FrontMatter>) -> String {
    let key = &*source.key;
    if let Some(url) = field(front_matter, "url").filter(|url| url.starts_with('/')) {
        let own = source.language.map(|id| site.language(id));
        return url_path(&own.map_or(Cow::Borrowed(url), |language| super::split_language(url, language).0));
    }
    let path = url_path(key);
    let branch = key.rsplit('/').next().is_some_and(|name| name.starts_with("_index."));
    if branch {
        return path;
    }
    let section = key.split('/').next().unwrap_or("");
    let slug = field(front_matter, "slug");
    if let Some((_, pattern)) = site.urls.permalinks.iter().find(|(name, _)| name.eq_ignore_ascii_case(section)) {
        return expanded(pattern, &path, section, slug, front_matter).unwrap_or(path);
    }
    match (slug, path.rsplit_once('/')) {
        (Some(slug), Some((folder, _))) => url_path(&format!("{folder}/{slug}")),
        _ => path,
    }
}

/// A pattern such as `/blog/:year/:month/:day/:slug/`; `None` when it needs what the page does not have.
fn expanded(
    pattern: &str,
    path: &str,
    section: &str,
    slug: Option<&str>,
    front_matter: Option<&FrontMatter>,
) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let date = field(front_matter, "date").or_else(|| field(front_matter, "publishdate")).unwrap_or(name);
    let title = || field(front_matter, "title").map(urlized);
    let mut parts = Vec::new();
    for part in pattern.trim_matches('/').split('/') {
        let Some(variable) = part.strip_prefix(':') else {
            parts.push(Cow::Borrowed(part));
            continue;
        };
        parts.push(match variable {
            "year" => date.get(..4)?.into(),
            "month" => date.get(5..7)?.into(),
            "day" => date.get(8..10)?.into(),
            "section" => section.into(),
            "sections" => path.rsplit_once('/').map_or("", |(folder, _)| folder).into(),
            "title" => title()?.into(),
            "slug" | "slugortitle" => slug.map(Cow::Borrowed).or_else(|| title().map(Cow::Owned))?,
            "filename" | "contentbasename" => name.into(),
            "slugorfilename" | "slugorcontentbasename" => slug.unwrap_or(name).into(),
            _ => return None,
        });
    }
    Some(url_path(&parts.join("/")))
}

/// A title as Hugo puts it into an address: blanks become hyphens, marks go.
fn urlized(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            _ if c.is_alphanumeric() || matches!(c, '.' | '_' | '+') => out.extend(c.to_lowercase()),
            ' ' | '-' if !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_matches('-').to_owned()
}

/// Docusaurus: `slug` is relative to the plugin's address, and a blog post with a date in its path is published below
/// that date.
fn docusaurus(source: &Source, front_matter: Option<&FrontMatter>) -> String {
    let path = url_path(&source.key);
    let (section, rest) = path.split_once('/').unwrap_or(("", &path));
    let slug = field(front_matter, "slug");
    if section == "blog" {
        let own = slug.map_or_else(|| dated(rest), |slug| Cow::Borrowed(slug.trim_matches('/')));
        return url_path(&format!("{section}/{own}"));
    }
    match slug {
        Some(slug) if slug.starts_with('/') => url_path(&format!("{section}{slug}")),
        Some(slug) => url_path(&format!("{}/{slug}", path.rsplit_once('/').map_or("", |(folder, _)| folder))),
        None => path,
    }
}

/// `2024-12-23-name/…` as `2024/12/23/name/…`.
fn dated(path: &str) -> Cow<'_, str> {
    let bytes = path.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit));
    let is_date =
        digits(0..4) && digits(5..7) && digits(8..10) && [4, 7, 10].iter().all(|&at| bytes.get(at) == Some(&b'-'));
    if is_date { path.replacen('-', "/", 3).into() } else { path.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_folders() {
        assert_eq!(dated("2024-12-23-v1.12/v1.12"), "2024/12/23/v1.12/v1.12");
        assert_eq!(dated("2024-v1.12"), "2024-v1.12");
    }

    #[test]
    fn patterns_are_filled_in() {
        let of = |pattern, slug| expanded(pattern, "blog/_posts/2024-03-12-mid", "blog", slug, None);
        assert_eq!(of("/:section/:year/:slug/", Some("x")).as_deref(), Some("blog/2024/x"));
        assert_eq!(of("/:unknown/", Some("x")), None);
        assert_eq!(of("/:section/:filename/", None).as_deref(), Some("blog/2024-03-12-mid"));
        assert_eq!(of("/b/:slugorfilename/", Some("x")).as_deref(), Some("b/x"));
        assert_eq!(urlized("Lantern 2.4: What's New?"), "lantern-2.4-whats-new");
    }
}
