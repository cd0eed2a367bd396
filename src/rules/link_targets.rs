//! Where the links of a page end up: shared by the checks for links that lead nowhere, or not straight to their target.
//! The links of a page are looked up once; only those with something to say are kept.

use std::cell::{Cell, OnceCell};

use crate::corpus::facts::{AnchorHabit, Offer, Reach};
use crate::corpus::layout::is_page_extension;
use crate::corpus::links::{
    PageTarget, PathForm, Target, decoded, is_file, is_same_language, plain_path, resolve, split_fragment, url_path,
};
use crate::corpus::{Generator, LanguageId, LinkForm};
use crate::document::{Argument, Node, NodeKind, Placed, ScalarStyle};
use crate::text::{SourceId, Span};

use super::check::Page;

/// Names of arguments of shortcodes and of front matter fields that hold addresses.
const ADDRESSES: &[&str] = &["link", "url", "href", "src", "image", "icon", "thumbnail"];
/// How many links or tags may stand around one another.
const DEEPEST: usize = 4;
/// On how many links of a page a suggestion is looked for.
const MOST_SUGGESTIONS: usize = 64;
/// Attributes of HTML tags that hold addresses.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("a", "href"),
    ("img", "src"),
    ("iframe", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("source", "src"),
    ("embed", "src"),
    ("object", "data"),
];
/// The field of front matter that says where the page itself is published.
const OWN_FIELD: &str = "url";

/// A link of which there is something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Concern {
    /// Where the destination is written.
    pub(super) span: Span,
    /// The destination, trimmed.
    pub(super) written: Box<str>,
    /// What there is to say.
    pub(super) what: What,
}

/// What there is to say of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// There is no such page. `expected` is how the link to what was probably meant is written.
    NoPage { expected: Option<String>, kind: Missing },
    /// There is no such file.
    NoFile { expected: Option<String> },
    /// The page that it leads to has no such anchor.
    NoAnchor { page: SourceId, fragment: Box<str>, expected: Option<String>, kind: Lost },
    /// It is reached through an alias of the page.
    Alias { expected: String },
    /// The page exists only in the original's language.
    Untranslated { expected: String },
}

/// Where an anchor is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// On the page that links.
    Own,
    /// On another page.
    There,
    /// On a translation whose original has it, in a language that keeps the ids of the original.
    Untranslated,
}

/// What sort of link leads to a page that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// A path.
    Path,
    /// An argument of `ref` or `relref`.
    Reference,
    /// A path that lacks the slash at its start.
    Slash,
}

/// What is known of the links of one page, once somebody has asked.
#[derive(Debug, Default)]
pub(super) struct LinkTargets {
    concerns: OnceCell<Vec<Concern>>,
}

impl LinkTargets {
    /// The links of the page of which there is something to say, in document order.
    fn of<'a>(&'a self, page: &Page<'_>) -> &'a [Concern] {
        self.concerns.get_or_init(|| collect(page))
    }
}

/// Calls `each` for every link of a page of which there is something to say.
pub(super) fn concerns(page: &Page<'_>, mut each: impl FnMut(&Concern)) {
    match page.shared {
        Some(shared) => shared.links.of(page).iter().for_each(each),
        None => collect(page).iter().for_each(&mut each),
    }
}

fn collect(page: &Page<'_>) -> Vec<Concern> {
    let mut out = Vec::new();
    let Some(own) = page.source.language else { return out };
    let judge = Judge { page, own, suggestions: Cell::new(0) };
    let mut add = |span: Span, written: &str| {
        if let Some(what) = judge.judge(written) {
            out.push(Concern { span, written: written.trim().into(), what });
        }
    };
    let document = page.document;
    for link in &document.links {
        add(link.destination.span, &link.destination.value);
    }
    for tag in document.html.iter().filter(|tag| !tag.closing) {
        let name = tag.name.of(page.text);
        for attribute in &tag.attributes {
            let holds = |(tag, key): &&(&str, &str)| {
                name.eq_ignore_ascii_case(tag) && attribute.name.of(page.text).eq_ignore_ascii_case(key)
            };
            if let Some(value) = attribute.value.filter(|_| ATTRIBUTES.iter().any(|known| holds(&known))) {
                add(value, value.of(page.text));
            }
        }
    }
    for shortcode in &document.shortcodes {
        let name = &*shortcode.name.value;
        let is_reference = name.eq_ignore_ascii_case("ref") || name.eq_ignore_ascii_case("relref");
        if is_reference && !in_link(page, shortcode.open) {
            if let [Argument { key: None, value, .. }] = &shortcode.arguments[..] {
                add(value.span, &format!("{{{{< ref \"{}\" >}}}}", value.value));
            }
            continue;
        }
        for argument in &shortcode.arguments {
            let holds = argument.key.as_ref().is_some_and(|key| ADDRESSES.contains(&&*key.value));
            let whole = name.eq_ignore_ascii_case("figure") && is_file(&argument.value.value);
            if holds && (whole || is_address(&argument.value.value)) {
                add(argument.value.span, &argument.value.value);
            }
        }
    }
    if let Some(front_matter) = &document.front_matter {
        let fields = front_matter.entries().iter().filter(|entry| {
            let key = &*entry.key.value;
            ADDRESSES.contains(&key) && key != OWN_FIELD
        });
        for node in fields.map(|entry| &entry.value) {
            field(node, &mut add);
        }
    }
    // Links that share a definition share its destination.
    out.sort_by_key(|concern| concern.span);
    out.dedup_by_key(|concern| concern.span);
    out
}

/// True for a tag that stands in the destination of a link, which is looked up as a whole.
fn in_link(page: &Page<'_>, tag: Span) -> bool {
    let (links, html) = (&page.document.links, &page.document.html);
    let link = before(links, tag).iter().any(|link| link.destination.span.contains(tag));
    link || before(html, tag).iter().any(|html| html.span.contains(tag))
}

/// The last few items that start before `span`: one that holds it is among them.
fn before<T: Placed>(items: &[T], span: Span) -> &[T] {
    let end = items.partition_point(|item| item.span().start <= span.start);
    &items[end.saturating_sub(DEEPEST)..end]
}

/// A field that holds an address from the root of the site; others may count from anywhere.
fn field(node: &Node, add: &mut impl FnMut(Span, &str)) {
    match &node.kind {
        NodeKind::Scalar { text, style } if text.starts_with('/') && !text.starts_with("//") => {
            let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
            let quote = u32::from(quoted && node.span.len() > 1);
            add(Span { start: node.span.start + quote, end: node.span.end - quote }, text);
        }
        _ => {}
    }
}

/// True for an argument that is an address by itself: what a template makes of a bare name is its own affair.
fn is_address(value: &str) -> bool {
    value.starts_with(['/', '.']) || value.starts_with("http")
}

/// A path without doubled slashes and without the name of its file.
fn plain(written: &str) -> String {
    let end = written.find(['#', '?']).unwrap_or(written.len());
    let mut path = written[..end].to_owned();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    if path[name..].rsplit_once('.').is_some_and(|(_, extension)| is_page_extension(extension)) {
        path.truncate(name);
    }
    format!("{path}{}", &written[end..])
}

/// Looks up the links of a page.
struct Judge<'a, 'p> {
    page: &'p Page<'a>,
    own: LanguageId,
    /// How many were looked for.
    suggestions: Cell<usize>,
}

impl Judge<'_, '_> {
    fn judge(&self, written: &str) -> Option<What> {
        let page = self.page;
        // What is not even a link has a check of its own.
        let bare = written.trim();
        let has_blank = memchr::memchr3(b' ', b'\t', b'\n', bare.as_bytes()).is_some();
        if bare.starts_with(['(', '（', '[', '<', '"']) || has_blank && !bare.starts_with("{{") {
            return None;
        }
        if let Some(found) = self.at_first_sight(bare) {
            let fragment = split_fragment(bare).1.unwrap_or("");
            return self.anchor(found, fragment, written, false);
        }
        let target = resolve(page.site, page.source, written);
        let reach = page.facts.pages.reach(page.site, (page.id, page.source), written, &target);
        match (reach, &target) {
            (Reach::Page(found) | Reach::Original(found), Target::Page(target)) if self.is_odd(target, bare) => {
                let expected = self.link_to(found, target.form, &plain(bare));
                Some(What::NoPage { expected, kind: Missing::Path })
            }
            (Reach::Page(found) | Reach::Original(found), Target::Page(target)) => {
                self.anchor(found, target.fragment, written, target.form == PathForm::Own)
            }
            (Reach::Alias(found), Target::Page(target)) => {
                let expected = self.link_to(found, target.form, written)?;
                let lost = self.anchor(found, target.fragment, &expected, false);
                Some(lost.unwrap_or(What::Alias { expected }))
            }
            // Where links have the prefix whether the page is there or not, it is not for one of them to be without.
            (Reach::Untranslated(_), Target::Page(target))
                if target.prefix == Some(self.own) && page.facts.links(self.own).prefixes(false) =>
            {
                None
            }
            (Reach::Untranslated(original), Target::Page(_)) => {
                let expected = self.link_to(original, PathForm::Root, written)?;
                Some(What::Untranslated { expected })
            }
            (Reach::NoPage, Target::Page(target)) if !self.is_misspelt(written) => {
                Some(self.no_page(target.prefix, target.form, &target.path, written))
            }
            (Reach::NoFile, Target::File { path, .. }) => {
                Some(What::NoFile { expected: self.file_near(path, written) })
            }
            _ => None,
        }
    }

    /// The page at a path from the root that is written as nearly all are: found without taking the path apart.
    fn at_first_sight(&self, written: &str) -> Option<SourceId> {
        let language = self.page.site.language(self.own);
        let path = plain_path(written.strip_prefix(&*language.prefix)?)?;
        let found = self.page.facts.pages.find(self.own, path)?;
        (!found.alias).then_some(found.id)
    }

    /// True while suggestions may be looked for: on a page full of dead links they would take their time.
    fn may_suggest(&self) -> bool {
        self.suggestions.replace(self.suggestions.get() + 1) < MOST_SUGGESTIONS
    }

    /// True for a path that Hugo leaves as it is, so that it leads nowhere although it names a page: one with two slashes
    /// in a row, or the name of a file behind the prefix of a language.
    fn is_odd(&self, target: &PageTarget<'_>, written: &str) -> bool {
        if self.page.site.generator != Generator::Hugo || target.form != PathForm::Root {
            return false;
        }
        let path = written.split(['#', '?']).next().unwrap_or("");
        let file = path.rsplit_once('.').is_some_and(|(_, extension)| is_page_extension(extension));
        path.trim_end_matches('/').contains("//") || (file && target.prefix.is_some())
    }

    fn anchor(&self, found: SourceId, fragment: &str, written: &str, own: bool) -> Option<What> {
        // A slash at the end has a check of its own.
        if fragment.is_empty() || fragment.ends_with('/') {
            return None;
        }
        let pages = &self.page.facts.pages;
        if pages.offer(self.page.site, found, fragment) != Offer::Missing {
            return None;
        }
        let decoded = decoded(fragment);
        let keeps = pages.language_of(found).is_some_and(|id| self.page.facts.anchors(id) == AnchorHabit::Preserve);
        let kept = pages.original_of(found).is_some_and(|original| pages.offers(original, &decoded));
        let (kind, near) = match own {
            _ if keeps && kept => (Lost::Untranslated, None),
            _ if !self.may_suggest() => (if own { Lost::Own } else { Lost::There }, None),
            true => (Lost::Own, pages.nearest_anchor(found, &decoded)),
            false => (Lost::There, pages.nearest_anchor(found, &decoded)),
        };
        let expected = near.map(|near| format!("{}#{near}", split_fragment(written.trim()).0));
        Some(What::NoAnchor { page: found, fragment: fragment.into(), expected, kind })
    }

    fn no_page(&self, prefix: Option<LanguageId>, form: PathForm, path: &str, written: &str) -> What {
        let pages = &self.page.facts.pages;
        let written = written.trim();
        if form == PathForm::Relative {
            let rooted = format!("/{written}");
            if let Target::Page(target) = resolve(self.page.site, self.page.source, &rooted)
                && let Some(found) = pages.linked(self.own, &target)
            {
                let kind = Missing::Slash;
                return What::NoPage { expected: self.link_to(found.id, PathForm::Root, &rooted), kind };
            }
        }
        let kind = if form == PathForm::Reference { Missing::Reference } else { Missing::Path };
        if kind == Missing::Reference || !self.may_suggest() {
            return What::NoPage { expected: None, kind };
        }
        let language = prefix.unwrap_or(self.own);
        let original = self.page.site.original;
        let near = pages.nearest(language, original, path);
        let near = near.or_else(|| prefix.is_none().then(|| pages.nearest(original, original, path))?);
        What::NoPage { expected: near.and_then(|near| self.link_to(near, form, written)), kind }
    }

    /// How a link to a page is written in place of `written`: with its prefix, slash, query and fragment.
    fn link_to(&self, found: SourceId, form: PathForm, written: &str) -> Option<String> {
        let path = self.page.facts.pages.published_path(found)?;
        let written = written.trim();
        if form == PathForm::Reference {
            return None;
        }
        let (bare, _) = split_fragment(written);
        let end = bare.find('?').unwrap_or(bare.len());
        let (bare, rest) = (&bare[..end], &written[end..]);
        let language = self.page.facts.pages.language_of(found)?;
        let prefixed = |id: LanguageId| {
            let has = bare.starts_with(&*self.page.site.language(id).prefix);
            has || self.page.facts.links(self.own).form == LinkForm::Prefixed || id != self.own
        };
        let prefix = if prefixed(language) { &*self.page.site.language(language).prefix } else { "" };
        let slash = if path.is_empty() || (!bare.ends_with('/') && form != PathForm::Relative) { "" } else { "/" };
        Some(format!("{prefix}/{path}{slash}{rest}"))
    }

    fn file_near(&self, path: &str, written: &str) -> Option<String> {
        let near = self.page.facts.pages.nearest_file(path).filter(|_| self.may_suggest())?;
        let (written, name) = (written.trim(), near.rsplit('/').next().unwrap_or(near));
        let end = written.find(['#', '?']).unwrap_or(written.len());
        let start = written[..end].rfind('/').map_or(0, |slash| slash + 1);
        Some(format!("{}{name}{}", &written[..start], &written[end..]))
    }

    /// True for a link that fails by another spelling of its language alone, of which another check speaks.
    fn is_misspelt(&self, written: &str) -> bool {
        let Some(rest) = written.trim().strip_prefix('/') else { return false };
        let (first, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let path = url_path(split_fragment(rest).0);
        is_same_language(first, &self.page.site.language(self.own).tag)
            && self.page.facts.pages.find(self.own, &path).is_some()
    }
}
