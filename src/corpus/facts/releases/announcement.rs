//! Which pages announce a release, and what each says of it.

use std::sync::LazyLock;

use regex::Regex;

use super::PageDate;
use super::product::{self, Named};
use crate::corpus::version::{Version, VersionKey, versions};
use crate::corpus::{Site, Source};
use crate::document::FrontMatter;
use crate::text::SourceId;

/// What one page gives to the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The page, an original.
    pub page: SourceId,
    /// What it is to the release.
    pub role: Role,
    /// The name before the version in its title.
    pub product: Option<Box<str>>,
    /// The version as written.
    pub version: Box<str>,
    pub(crate) key: VersionKey,
    /// The date of the page.
    pub date: Option<PageDate>,
}

/// What a page is to a release. Of two that announce the same one, the greater counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It tells how long the release is supported.
    Support,
    /// It announces the release.
    Announcement(Certainty),
}

/// How a page is known to be an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Its title and a field say so.
    Title,
    /// Its path says so.
    Path,
    /// The site's configuration says so.
    Configured,
}

/// The last part of the path of an announcement: words, the version, and words for an announcement.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix-u)^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[-_])?
          (?P<words>(?:[a-z]+[-_.])*?)
          v?(?P<version>[0-9]+[.-][0-9]+(?:[.-][0-9]+)?(?:-(?:alpha|beta|rc)(?:[.-]?[0-9]+)?)?)
          (?:[-_](?:release|released|announcement|blog|en))*$",
    )
    .expect("a valid pattern")
});

/// The path of a page about how long something is supported.
static SUPPORT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i-u)\beol\b|end-of-life|end-of-support|/support/").expect("valid"));

/// Words of paths that say nothing but that something is released.
const GENERIC: [&str; 8] =
    ["announcing", "announcement", "introducing", "release", "released", "releases", "version", "v"];

impl Contribution {
    /// What a page says of a release; `None` for nearly every page.
    pub fn of(site: &Site, id: SourceId, source: &Source) -> Option<Self> {
        let original = source.language.is_none_or(|language| language == site.original);
        let belongs = source.template.is_some() || site.layout.is_empty();
        if !original || !belongs {
            return None;
        }
        let fields = source.document.front_matter.as_ref();
        let (role, version) = announced(site, source, fields)
            .map(|(certainty, version)| (Role::Announcement(certainty), version))
            .or_else(|| supported(source, fields))?;
        let key = Version::parse(&version)?.key()?;
        let product = title(source).and_then(|title| product::before_version(title, &key));
        let product = product.map(|named| named.name);
        Some(Self { page: id, role, product, version: version.into(), key, date: PageDate::of(site, source) })
    }
}

/// The title of a page: its field, else its first heading of the first level.
pub(crate) fn title(source: &Source) -> Option<&str> {
    let field = source.document.front_matter.as_ref().and_then(|fields| fields.get("title")?.value.as_str());
    let field = field.map(str::trim).filter(|title| !title.is_empty());
    field
        .or_else(|| source.document.headings.first().filter(|heading| heading.level == 1).map(|heading| &*heading.text))
}

fn announced(site: &Site, source: &Source, fields: Option<&FrontMatter>) -> Option<(Certainty, String)> {
    if !site.releases.pages.is_empty() {
        let captures = site.releases.pages.iter().find_map(|pattern| pattern.captures(&source.key))?;
        let version = captures
            .name("version")
            .map_or_else(|| own_name(&source.key).and_then(name_version), |found| Some(dotted(found.as_str())));
        return version.map(|version| (Certainty::Configured, version));
    }
    if let Some(kind) = source.kind.map(|kind| site.kind(kind))
        && let Some(template) = kind.parameters.get("release").and_then(|value| value.as_str())
        && let Some(version) =
            kind.path.captures(&source.key).and_then(|groups| Some(groups.name("version")?.as_str().to_owned()))
    {
        return Some((Certainty::Configured, template.replace("{version}", &version)));
    }
    let release = fields.and_then(|fields| fields.get("release")?.value.as_str()).map(str::trim);
    let name = own_name(&source.key)?;
    let has_number = name.bytes().any(|b| b.is_ascii_digit());
    if let Some(captures) = has_number.then(|| NAME.captures(name)).flatten() {
        let version = dotted(&captures["version"]);
        let key = Version::parse(&version)?.key()?;
        let same =
            |text: &str| Version::parse(text).and_then(|version| version.key()).is_some_and(|other| other == key);
        return match release {
            Some(release) if same(release) => Some((Certainty::Path, release.to_owned())),
            Some(_) => None,
            None => {
                let named = title(source).and_then(|title| product::before_version(title, &key))?;
                fits(&captures["words"], &named).then_some((Certainty::Path, version))
            }
        };
    }
    let release = release.filter(|release| Version::parse(release).is_some_and(|version| !version.line))?;
    let key = Version::parse(release)?.key()?;
    let named = product::before_version(title(source)?, &key)?;
    (named.announced || named.last).then(|| (Certainty::Title, release.to_owned()))
}

/// True when the words of a path say no more than that the product is released.
fn fits(words: &str, named: &Named) -> bool {
    let product: Vec<String> = named.name.split([' ', '-']).map(str::to_lowercase).collect();
    words
        .split(['-', '_', '.'])
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .all(|word| GENERIC.contains(&word.as_str()) || product.contains(&word))
}

/// The part of a key that names the page: that of its folder, where the file is an index.
fn own_name(key: &str) -> Option<&str> {
    let path = ["mdx", "markdown", "md", "txt"].iter().find_map(|end| key.strip_suffix(end)?.strip_suffix('.'));
    path.unwrap_or(key).rsplit('/').find(|part| !matches!(*part, "index" | "_index"))
}

fn name_version(name: &str) -> Option<String> {
    NAME.captures(name).map(|captures| dotted(&captures["version"]))
}

/// `1-20` in a path is `1.20`; the hyphen before a candidate's name stays.
fn dotted(version: &str) -> String {
    let mut out = String::new();
    for (index, c) in version.char_indices() {
        let digit = version[index + 1.min(c.len_utf8())..].starts_with(|c: char| c.is_ascii_digit());
        out.push(if matches!(c, '-' | '_') && digit { '.' } else { c });
    }
    out
}

/// The release whose support a page is about: the only one that its title names.
fn supported(source: &Source, fields: Option<&FrontMatter>) -> Option<(Role, String)> {
    fields?;
    if !SUPPORT.is_match(&source.key) {
        return None;
    }
    let mut found = versions(title(source)?).filter(|version| !version.line);
    let version = found.next()?;
    found.next().is_none().then(|| (Role::Support, version.text.to_owned()))
}
