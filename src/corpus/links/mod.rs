//! Where links lead: a destination as it is written becomes a [`Target`] that no longer depends on how it is written.
//!
//! [`resolve`] is a pure function of the site, the page and the destination. Whether a page is there, under which
//! language and with which anchors, says the index over all pages, [`super::facts::PageIndex`].

mod addresses;
mod external;
mod path;
mod published;

use std::borrow::Cow;

pub use addresses::{Address, addresses};
pub use external::{External, LanguageMarks, bare, is_same_language, strip_address, strip_bare, without_marks};
pub use path::{decoded, is_file, joined, plain_path, split_language, url_path};
pub use published::published_path;

use super::{Generator, LanguageId, Site, Source};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target<'a> {
    /// A place on this site: a page, or a path where a page would be.
    Page(PageTarget<'a>),
    /// A file of this site, static or beside a page.
    File {
        /// The path without language, lower case, no slash at the start.
        path: String,
        /// The language whose prefix is written.
        prefix: Option<LanguageId>,
    },
    /// An address on another site.
    External(&'a str),
    /// Another scheme (`mailto:`), or nothing.
    Other,
    /// Written by a template: it cannot be known here.
    Template,
}

/// A link to a page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTarget<'a> {
    /// The path as [`url_path`] writes it, without language.
    pub path: String,
    /// The language whose prefix is written.
    pub prefix: Option<LanguageId>,
    /// How it is written.
    pub form: PathForm,
    /// What stands behind `#`, as written; empty when nothing does.
    pub fragment: &'a str,
}

/// How a link to a page of the same site is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathForm {
    /// From the root: `/docs/x/`.
    Root,
    /// From the page: `../x/`.
    Relative,
    /// With the site's own host.
    Absolute,
    /// Nothing but a fragment.
    Own,
    /// The argument of `ref` or `relref`: the generator finds the page in the language of the page that links.
    Reference,
}

/// Where a destination leads that is written on the page `source`.
pub fn resolve<'a>(site: &Site, source: &Source, destination: &'a str) -> Target<'a> {
    let written = destination.trim();
    if written.is_empty() {
        return Target::Other;
    }
    if is_template(written) {
        return match reference(written) {
            Some(argument) => internal(site, source, argument, PathForm::Reference),
            None => Target::Template,
        };
    }
    // Paths from the root and fragments have no scheme to look for.
    match written.as_bytes() {
        [b'/', b'/', ..] => {}
        [b'/', ..] => return internal(site, source, written, PathForm::Root),
        [b'#', ..] => return internal(site, source, written, PathForm::Own),
        _ => {}
    }
    if let Some(own) = own_address(site, written) {
        return internal(site, source, own, PathForm::Absolute);
    }
    match scheme(written) {
        Some("http" | "https" | "") => Target::External(written),
        Some(_) => Target::Other,
        None => internal(site, source, written, PathForm::Relative),
    }
}

/// True for a destination that a template completes.
fn is_template(written: &str) -> bool {
    memchr::memchr(b'{', written.as_bytes()).is_some_and(|at| written[at..].contains("{{"))
}

/// True for a destination that leads to the same address of another site from every page.
pub fn is_elsewhere(site: &Site, destination: &str) -> bool {
    let written = destination.trim();
    matches!(scheme(written), Some("http" | "https")) && !is_template(written) && own_address(site, written).is_none()
}

/// True for a destination that leads to the same place from every page: elsewhere, in another scheme, or to where a
/// template says.
pub fn is_same_everywhere(site: &Site, destination: &str) -> bool {
    let written = destination.trim();
    match is_template(written) {
        true => reference(written).is_none(),
        false => scheme(written).is_some() && own_address(site, written).is_none(),
    }
}

/// A destination taken apart: what leads to the page, and the fragment without `#`.
pub fn split_fragment(destination: &str) -> (&str, Option<&str>) {
    match memchr::memchr(b'#', destination.as_bytes()) {
        Some(hash) => (&destination[..hash], Some(&destination[hash + 1..])),
        None => (destination, None),
    }
}

/// The scheme of an address in lower case letters; empty for `//host`, `None` for a path.
fn scheme(written: &str) -> Option<&'static str> {
    if written.starts_with("//") {
        return Some("");
    }
    let end = memchr::memchr3(b':', b'/', b'#', written.as_bytes()).filter(|&at| written.as_bytes()[at] == b':')?;
    let name = &written[..end];
    let valid = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let known = ["https", "http"].into_iter().find(|known| name.eq_ignore_ascii_case(known));
    (valid && !name.is_empty()).then(|| known.unwrap_or("other"))
}

/// What stands behind the site's own address, from the slash on.
fn own_address<'a>(site: &Site, written: &'a str) -> Option<&'a str> {
    if site.urls.bases.is_empty() {
        return None;
    }
    let bare = without_scheme(written)?;
    let first = bare.bytes().next()?;
    site.urls.bases.iter().find_map(|base| {
        let begins = base.bytes().next().is_some_and(|own| own.eq_ignore_ascii_case(&first));
        let head = bare.get(..base.len()).filter(|head| begins && head.eq_ignore_ascii_case(base))?;
        let rest = &bare[head.len()..];
        match rest.as_bytes().first() {
            None => Some("/"),
            Some(b'/') => Some(rest),
            Some(_) => None,
        }
    })
}

/// The site's own address as [`super::Urls::bases`] has it: without scheme and slash at the end.
pub fn own_base(address: &str) -> &str {
    without_scheme(address).unwrap_or(address).trim_end_matches('/')
}

/// An address of the web without `https://`, `http://` or `//`.
fn without_scheme(address: &str) -> Option<&str> {
    let after = |start: &str| {
        let head = address.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start))?;
        Some(&address[head.len()..])
    };
    after("https://").or_else(|| after("http://")).or_else(|| after("//"))
}

/// The argument of `{{< ref "…" >}}` or `{{% relref "…" %}}` when the destination is nothing else.
fn reference(written: &str) -> Option<&str> {
    let inner = written.strip_prefix("{{<").and_then(|rest| rest.strip_suffix(">}}"));
    let inner = inner.or_else(|| written.strip_prefix("{{%").and_then(|rest| rest.strip_suffix("%}}")))?.trim();
    let argument = inner.strip_prefix("relref").or_else(|| inner.strip_prefix("ref"))?;
    let argument = argument.strip_prefix([' ', '\t'])?.trim();
    let argument = argument.strip_prefix("path=").unwrap_or(argument);
    let argument = argument.trim_matches(|c| c == '"' || c == '`');
    (!argument.contains(['"', '`', '{', '}', ' '])).then_some(argument)
}

/// Resolves a path of this site, perhaps with query and fragment.
fn internal<'a>(site: &Site, source: &Source, written: &'a str, form: PathForm) -> Target<'a> {
    let (path, fragment) = split_fragment(written);
    let path = path.split('?').next().unwrap_or("");
    let decoded = decoded(path);
    let (path, prefix) = match form {
        PathForm::Own => (published_path(site, source), None),
        _ if path.is_empty() => (published_path(site, source), None),
        _ if decoded.starts_with('/') => {
            let (bare, prefix) = without_language(site, source, &decoded);
            (url_path(&bare), prefix)
        }
        _ => (joined(&base(site, source, &decoded), &decoded), None),
    };
    if is_file(&decoded) {
        return Target::File { path, prefix };
    }
    Target::Page(PageTarget { path, prefix, form, fragment: fragment.unwrap_or("") })
}

/// The path without the prefix of any language of the site; that of the page's own language is looked for first.
fn without_language<'p>(site: &Site, source: &Source, path: &'p str) -> (Cow<'p, str>, Option<LanguageId>) {
    let all = (0..site.languages.len() as u16).map(LanguageId);
    let order = source.language.into_iter().chain(all.filter(|id| Some(*id) != source.language));
    for id in order {
        if let (bare, true) = split_language(path, site.language(id)) {
            return (bare, Some(id));
        }
    }
    (path.into(), None)
}

/// What a relative path starts from: the page's folder for links to Markdown files, else the page's address, of which
/// generators without a slash at the end drop the last part.
fn base(site: &Site, source: &Source, path: &str) -> String {
    let file = path.rsplit('.').next().is_some_and(super::layout::is_page_extension) && path.contains('.');
    if file {
        return source.key.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    }
    let own = published_path(site, source);
    let slash =
        matches!(site.generator, Generator::Hugo | Generator::MkDocs | Generator::Jekyll | Generator::Starlight);
    let index = source.key.rsplit('/').next().is_some_and(|name| name.starts_with("index.") || name.starts_with('_'));
    match own.rsplit_once('/') {
        Some((folder, _)) if !slash && !index => folder.to_owned(),
        _ => own,
    }
}

#[cfg(test)]
mod tests;
