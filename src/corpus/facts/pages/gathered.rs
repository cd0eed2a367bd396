//! What one page brings to the index.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use super::{ClaimKind, Entry};
use crate::corpus::links::{published_path, split_language, url_path};
use crate::corpus::{AnchorSource, Corpus, Generator, LanguageId, Site, Source};
use crate::document::{FrontMatter, Heading, Node, Shortcode};
use crate::syntax::{HugoVersion, ShortcodeTable, Slugger};
use crate::text::SourceId;

/// The first Hugo that puts the language before absolute aliases.
const ADDS_PREFIX: HugoVersion = HugoVersion { minor: 155, patch: 0 };

/// From how many ids on looking through all of them takes too long.
const MANY: usize = 64;

/// What is gathered from one page, before the pages are put together.
pub(super) struct Gathered {
    pub(super) entry: Entry,
}

impl Gathered {
    /// Looks at one page. `plain` is the language without prefix; `bundles` are the folders of bundles by language.
    pub(super) fn of(
        corpus: &Corpus,
        id: SourceId,
        plain: Option<LanguageId>,
        bundles: &[FxHashSet<Box<str>>],
    ) -> Self {
        let (site, source) = (&corpus.site, corpus.source(id));
        let front_matter = source.document.front_matter.as_ref();
        let key: Box<str> = url_path(&source.key).into();
        let part = source.language.is_some_and(|language| is_part(&bundles[language.0 as usize], &source.key));
        let published = !part && !is_withheld(front_matter);
        let mut claims = Vec::new();
        if let Some(language) = source.language {
            if published {
                let address: Box<str> = published_path(site, source).into();
                claims.push((language, address.clone(), ClaimKind::Published));
                if address != key {
                    claims.push((language, key.clone(), ClaimKind::File));
                }
                let places = alias_places(site, source, plain).into_iter();
                claims.extend(places.map(|(language, path)| (language, path, ClaimKind::Alias)));
            } else {
                claims.push((language, key.clone(), ClaimKind::Part));
            }
        }
        let name = source.key.rsplit('/').next().unwrap_or(&source.key);
        let branch = name.starts_with("_index.");
        let mut entry = Entry {
            path: key,
            language: source.language,
            original: None,
            published,
            branch,
            claims,
            anchors: source.document.headings.iter().map(|heading| heading.id.clone().unwrap_or_default()).collect(),
            html: html_ids(source),
            ids: None,
            included: Vec::new(),
            opaque: is_opaque(site, source, branch),
        };
        if entry.anchors.len() + entry.html.len() > MANY {
            entry.ids = Some(entry.anchors.iter().chain(&entry.html).cloned().collect());
        }
        shortcodes(site, source, &mut entry);
        Self { entry }
    }
}

/// True for a page below the folder of a bundle: it is a resource of the bundle.
fn is_part(bundles: &FxHashSet<Box<str>>, key: &str) -> bool {
    let key = key.to_lowercase();
    let (folder, name) = key.rsplit_once('/').unwrap_or(("", &key));
    let mut above =
        if name.starts_with("index.") { folder.rsplit_once('/').map(|(above, _)| above) } else { Some(folder) };
    while let Some(folder) = above {
        if bundles.contains(folder) {
            return true;
        }
        above = folder.rsplit_once('/').map(|(above, _)| above);
    }
    false
}

/// True for a page that its front matter keeps from being published.
fn is_withheld(front_matter: Option<&FrontMatter>) -> bool {
    let Some(front_matter) = front_matter else { return false };
    let says = |entry: Option<&crate::document::Entry>, word: &[&str]| {
        entry
            .and_then(|entry| entry.value.as_str())
            .is_some_and(|text| word.iter().any(|w| w.eq_ignore_ascii_case(text)))
    };
    let build = front_matter.get("build").or_else(|| front_matter.get("_build"));
    says(front_matter.get("headless"), &["true"])
        || build.is_some_and(|build| says(build.value.get("render"), &["never", "false", "link"]))
}

/// True when ids may stand on the page that its text does not show.
fn is_opaque(site: &Site, source: &Source, branch: bool) -> bool {
    let document = &source.document;
    let front_matter = document.front_matter.as_ref();
    let has = |name: &str| front_matter.is_some_and(|fields| fields.get(name).is_some());
    let made = has("layout") || has("type") || has("content_template") || has("template");
    // A page of a folder without headings of its own is a list that a template makes.
    let list = branch && !document.headings.iter().any(|heading| heading.id.is_some());
    let component = || {
        let mut tags = document.html.iter().filter(|tag| !tag.closing);
        site.generator != Generator::Hugo
            && tags.any(|tag| tag.name.of(&source.text).starts_with(|c: char| c.is_ascii_uppercase()))
    };
    // The tags of `{{< … >}}` leave a word of their own in an id, which nobody links to.
    let expanded = |heading: &Heading| heading.unstable && heading.content.of(&source.text).contains("{{%");
    made || list || document.headings.iter().any(expanded) || component()
}

fn html_ids(source: &Source) -> Vec<Box<str>> {
    let offered = source.document.html.iter().flat_map(|tag| &tag.attributes).filter_map(|attribute| {
        let name = attribute.name.of(&source.text);
        let is_id = name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("name");
        is_id.then_some(attribute.value?.of(&source.text).into())
    });
    offered.collect()
}

/// What the shortcodes of the page bring.
fn shortcodes(site: &Site, source: &Source, entry: &mut Entry) {
    for shortcode in &source.document.shortcodes {
        match brought(site, shortcode) {
            AnchorSource::Nothing => {}
            AnchorSource::Unknown => entry.opaque = true,
            AnchorSource::Page(template) => {
                let argument = shortcode.positional().next().or_else(|| shortcode.arguments.first());
                let key = template.replace("{0}", argument.map_or("", |argument| &argument.value.value));
                entry.included.push(url_path(&key).into());
            }
        }
    }
}

/// What a shortcode brings: what the site says, else nothing when the site's table knows it.
fn brought(site: &Site, shortcode: &Shortcode) -> AnchorSource {
    let name = &*shortcode.name.value;
    let sources = &site.anchor_sources.shortcodes;
    let found = sources.get(name).or_else(|| {
        let upper = name.bytes().any(|byte| byte.is_ascii_uppercase());
        upper.then(|| sources.get(name.to_ascii_lowercase().as_str()))?
    });
    let known = || site.dialect.shortcodes.as_ref().is_some_and(|table| table.body(name).is_some());
    match found {
        Some(source) => source.clone(),
        None if known() || ShortcodeTable::is_built_in(name) => AnchorSource::Nothing,
        None => AnchorSource::Unknown,
    }
}

/// The items of `aliases` of a page, in the order in which they are written.
pub(in crate::corpus) fn alias_items(source: &Source) -> impl Iterator<Item = &Node> {
    let entry = source.document.front_matter.as_ref().and_then(|front_matter| front_matter.get("aliases"));
    entry.into_iter().flat_map(|entry| entry.value.items()).filter(|node| node.as_str().is_some())
}

/// The language and path of each alias of a page, in the order in which they are written.
pub(super) fn alias_places(site: &Site, source: &Source, plain: Option<LanguageId>) -> Vec<(LanguageId, Box<str>)> {
    let Some(own) = source.language else { return Vec::new() };
    let published = LazyCell::new(|| published_path(site, source));
    let relative = |alias: &str| {
        let folder = published.rsplit_once('/').map_or("", |(folder, _)| folder);
        url_path(&format!("{folder}/{alias}"))
    };
    let as_written = match site.dialect.slugger {
        Slugger::HugoGithub(version) | Slugger::HugoGithubAscii(version) | Slugger::HugoBlackfriday(version) => {
            version < ADDS_PREFIX
        }
        _ => false,
    };
    let place = |alias: &str| {
        let (language, path) = match alias.starts_with('/') {
            false => (own, relative(alias)),
            true => of_alias(site, own, plain.filter(|_| as_written), alias),
        };
        (language, path.into_boxed_str())
    };
    alias_items(source).filter_map(Node::as_str).map(|alias| place(alias.trim())).collect()
}

/// The language and path of an absolute alias: that of the prefix it carries, else that of `plain`, to which an address
/// without prefix belongs where aliases are published as they are written.
fn of_alias(site: &Site, own: LanguageId, plain: Option<LanguageId>, alias: &str) -> (LanguageId, String) {
    let all = (0..site.languages.len() as u16).map(LanguageId).filter(|id| *id != own);
    for id in std::iter::once(own).chain(all) {
        if let (path, true) = split_language(alias, site.language(id)) {
            return (id, url_path(&path));
        }
    }
    (plain.unwrap_or(own), url_path(alias))
}
