//! What could stand at the cursor: anchors, pages, shortcodes and their arguments, fields and their values, rules.

use std::collections::BTreeMap;

use super::View;
use super::anchors;
use super::fields::{self, Field};
use crate::corpus::headings;
use crate::corpus::links::{Target, published_path, resolve};
use crate::corpus::{LanguageId, LinkForm};
use crate::document::{FrontMatter, FrontMatterFormat};
use crate::text::{SourceId, Span};

/// Pages that are offered at most: an editor asks again when more is typed.
const MOST: usize = 400;
/// Arguments and values of a shortcode that are offered at most.
const MOST_ARGUMENTS: usize = 40;

/// What an offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An id.
    Anchor,
    /// A page of the site.
    Page,
    /// A shortcode.
    Shortcode,
    /// An argument of one.
    Argument,
    /// A field of the front matter.
    Field,
    /// A value.
    Value,
    /// A rule.
    Rule,
    /// All of the front matter.
    FrontMatter,
}

/// Something that could stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is written.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// More about it.
    pub detail: Detail,
}

/// What there is to say about an offer beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    None,
    /// Words of the site: the title of a page, the text of a heading.
    Title(String),
    /// How often other places use it.
    Used(u32),
    /// A field: what its schema says, whether that wants it, and on how many pages it is.
    Field {
        /// What the schema says of it; empty when it says nothing.
        said: String,
        /// The schema wants it.
        required: bool,
        /// On how many pages it is.
        pages: u32,
    },
    /// The page of the original that it comes from.
    Original(String),
    /// It has what pages of its kind need.
    Needed,
}

/// What could stand at a place, and what it would take the place of.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    /// What is replaced: what has been typed of it.
    pub replaced: Span,
    /// The offers, the likeliest first.
    pub offers: Vec<Offer>,
    /// There are more.
    pub cut: bool,
}

/// What could stand at `offset` of a page.
pub fn at(view: View<'_>, id: SourceId, offset: u32) -> Offers {
    let source = view.corpus.source(id);
    let text = &*source.text;
    let line = text[..offset as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let before = &text[line..offset as usize];
    let from = |typed: &str| Span::new(offset as usize - typed.len(), offset as usize);
    // The beginning of an empty page, where nothing stands but the first delimiter or a part of it.
    if line == 0 && before.trim_matches('-').is_empty() && text.trim_matches(['-', '\n', '\r']).is_empty() {
        return whole_front_matter(view, id, Span::new(0, offset as usize));
    }
    if let Some(front_matter) = &source.document.front_matter {
        if front_matter.span.start < offset && offset < front_matter.content.end.max(front_matter.content.start + 1) {
            return in_front_matter(view, id, front_matter, before, offset);
        }
    } else if offset as usize <= before.len() && before.trim_matches('-').is_empty() && line == 0 {
        return whole_front_matter(view, id, Span::new(0, offset as usize));
    }
    if let Some(typed) = after(before, "<!-- tidings: ").and_then(|rest| word_of_directive(rest)) {
        return rules(view, from(typed));
    }
    if let Some(tag) = open_tag(before) {
        return in_shortcode(view, id, tag, offset);
    }
    if let Some(typed) = after(before, "{#").filter(|typed| before.starts_with('#') && !typed.contains('}')) {
        return heading_ids(view, id, offset, from(typed));
    }
    if let Some(typed) = destination(before) {
        return in_destination(view, id, typed, offset);
    }
    Offers::default()
}

/// What stands after the last `mark`.
fn after<'t>(before: &'t str, mark: &str) -> Option<&'t str> {
    before.rfind(mark).map(|at| &before[at + mark.len()..])
}

/// The word of a directive that is being typed, when it names a rule.
fn word_of_directive(rest: &str) -> Option<&str> {
    if rest.contains("-->") {
        return None;
    }
    let (verb, typed) = rest.split_once(' ')?;
    let typed = typed.rsplit([',', ' ']).next().unwrap_or(typed);
    verb.starts_with("allow").then_some(typed)
}

fn rules(view: View<'_>, replaced: Span) -> Offers {
    let offer = |rule: &crate::rules::Rule| Offer { text: rule.id.to_string(), kind: Kind::Rule, detail: Detail::None };
    Offers { replaced, offers: view.rules.rules().iter().map(offer).collect(), cut: false }
}

/// The inside of a shortcode tag that is open at the end of a line.
fn open_tag(before: &str) -> Option<&str> {
    let open = before.rfind("{{<").max(before.rfind("{{%"))?;
    let inside = &before[open + 3..];
    (!inside.contains(">}}") && !inside.contains("%}}")).then_some(inside)
}

fn in_shortcode(view: View<'_>, id: SourceId, inside: &str, offset: u32) -> Offers {
    let trimmed = inside.trim_start();
    let Some((name, arguments)) = trimmed.split_once([' ', '\t']) else {
        let typed = trimmed.trim_start_matches('/');
        let replaced = Span::new(offset as usize - typed.len(), offset as usize);
        let mut calls = view.corpus.source(id).document.shortcodes.iter();
        let own = calls.find(|call| call.name.span.start == replaced.start).map(|call| &*call.name.value);
        return Offers { replaced, offers: shortcodes(view, own), cut: false };
    };
    let quoted = arguments.matches('"').count() % 2 == 1;
    let typed = arguments.rsplit(if quoted { '"' } else { ' ' }).next().unwrap_or_default();
    let key = if quoted { arguments[..arguments.len() - typed.len() - 1].trim_end() } else { "" };
    let key = key.strip_suffix('=').map(|key| key.rsplit(' ').next().unwrap_or(key));
    if typed.contains('=') {
        return Offers::default();
    }
    let replaced = Span::new(offset as usize - typed.len(), offset as usize);
    Offers { replaced, offers: arguments_of(view, (id, offset), name, quoted, key), cut: false }
}

/// The shortcodes of the site; `own` is what is being typed, which is none as long as nobody else calls it.
fn shortcodes(view: View<'_>, own: Option<&str>) -> Vec<Offer> {
    let known = view.corpus.site.dialect.shortcodes.iter().flat_map(|table| table.bodies.keys().map(|name| &**name));
    let mut names: BTreeMap<&str, u32> = known.map(|name| (name, 0)).collect();
    for name in view.facts.shortcodes.names() {
        let others =
            view.facts.shortcodes.calls_of(name) - u32::from(own.is_some_and(|own| own.eq_ignore_ascii_case(name)));
        if others > 0 || names.contains_key(name) {
            names.insert(name, others);
        }
    }
    let mut names: Vec<(&str, u32)> = names.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let offer = |(name, calls): (&str, u32)| Offer {
        text: name.to_owned(),
        kind: Kind::Shortcode,
        detail: Detail::Used(calls),
    };
    names.into_iter().map(offer).collect()
}

/// The names of arguments that pages give to a shortcode, or the values that they give to one of them; not what is being
/// typed at `here`.
fn arguments_of(view: View<'_>, here: (SourceId, u32), name: &str, quoted: bool, key: Option<&str>) -> Vec<Offer> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let others = |id: SourceId| {
        let calls = view.corpus.source(id).document.shortcodes.iter();
        calls.filter(move |call| (id, call.open.start < here.1 && here.1 <= call.open.end) != (here.0, true))
    };
    for argument in view
        .corpus
        .ids()
        .flat_map(others)
        .filter(|call| call.name.value.eq_ignore_ascii_case(name))
        .flat_map(|call| &call.arguments)
    {
        let own = argument.key.as_ref().map(|key| &*key.value);
        let text = match (quoted, own) {
            (false, Some(own)) => own,
            (false, None) if key.is_none() => &argument.value.value,
            (true, own) if own == key => &argument.value.value,
            _ => continue,
        };
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<(&str, u32)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let kind = if quoted { Kind::Value } else { Kind::Argument };
    let offer = |(text, calls): (&str, u32)| Offer { text: text.to_owned(), kind, detail: Detail::Used(calls) };
    counts.into_iter().take(MOST_ARGUMENTS).map(offer).collect()
}

/// The ids that the heading under the cursor should have: that of the original's heading first, then all others.
fn heading_ids(view: View<'_>, id: SourceId, offset: u32, replaced: Span) -> Offers {
    let Some(original) = view.corpus.original_of(id) else { return Offers { replaced, ..Offers::default() } };
    let (ours, theirs) = (view.corpus.source(original), view.corpus.source(id));
    let here = theirs.document.headings.iter().position(|h| h.span.start <= offset && offset <= h.span.end);
    let matched = headings::matched(ours, theirs).into_iter().find(|(_, own)| Some(own.0 as usize) == here);
    let first = matched.map(|(there, _)| there.0 as usize);
    let mut offers: Vec<Offer> = Vec::new();
    let all = ours.document.headings.iter().enumerate();
    let (likely, others): (Vec<_>, Vec<_>) = all.partition(|(at, _)| Some(*at) == first);
    for (_, heading) in likely.into_iter().chain(others) {
        if let Some(text) = &heading.id {
            offers.push(Offer {
                text: text.to_string(),
                kind: Kind::Anchor,
                detail: Detail::Title(heading.text.to_string()),
            });
        }
    }
    Offers { replaced, offers, cut: false }
}

/// The destination of a link that is being typed.
fn destination(before: &str) -> Option<&str> {
    let typed = after(before, "](")?;
    (!typed.contains([')', ' ', '<']) && typed.len() < 300).then_some(typed)
}

fn in_destination(view: View<'_>, id: SourceId, typed: &str, offset: u32) -> Offers {
    let source = view.corpus.source(id);
    if let Some(hash) = typed.find('#') {
        let replaced = Span::new(offset as usize - (typed.len() - hash - 1), offset as usize);
        let page = match hash {
            0 => Some(id),
            _ => match resolve(&view.corpus.site, source, &typed[..hash]) {
                Target::Page(target) => source.language.and_then(|l| view.facts.pages.linked(l, &target)).map(|f| f.id),
                _ => None,
            },
        };
        let ids = page.into_iter().flat_map(|page| anchors::offered(view, page));
        let offer = |(id, text, _): (&str, &str, Span)| Offer {
            text: id.to_owned(),
            kind: Kind::Anchor,
            detail: Detail::Title(text.to_owned()),
        };
        return Offers { replaced, offers: ids.map(offer).collect(), cut: false };
    }
    let replaced = Span::new(offset as usize - typed.len(), offset as usize);
    if typed.contains("://") || typed.starts_with("mailto:") {
        return Offers { replaced, ..Offers::default() };
    }
    let language = source.language.unwrap_or(view.corpus.site.original);
    let (mut offers, cut) = pages(view, language, typed);
    offers.sort_by(|a, b| a.text.cmp(&b.text));
    Offers { replaced, offers, cut }
}

/// The pages of a language whose address holds what has been typed, as links to them are written.
fn pages(view: View<'_>, language: LanguageId, typed: &str) -> (Vec<Offer>, bool) {
    let site = &view.corpus.site;
    let with_prefix = language != site.original && view.facts.links(language).form != LinkForm::Unprefixed;
    let prefix = if with_prefix { &*site.language(language).prefix } else { "" };
    let wanted = typed.trim_start_matches('.').to_lowercase();
    let mut offers = Vec::new();
    for source in view.corpus.sources().iter().filter(|source| source.language.is_none_or(|l| l == language)) {
        let path = published_path(site, source);
        let text = if path.is_empty() { format!("{prefix}/") } else { format!("{prefix}/{path}/") };
        if !text.to_lowercase().contains(wanted.trim_end_matches('/')) {
            continue;
        }
        if offers.len() == MOST {
            return (offers, true);
        }
        let title = source.document.front_matter.as_ref().and_then(|fields| fields.get("title"));
        let title = title.and_then(|entry| entry.value.as_str()).unwrap_or_default();
        offers.push(Offer { text, kind: Kind::Page, detail: Detail::Title(title.to_owned()) });
    }
    (offers, false)
}

fn in_front_matter(view: View<'_>, id: SourceId, fields: &FrontMatter, before: &str, offset: u32) -> Offers {
    let mark = if fields.format == FrontMatterFormat::Toml { '=' } else { ':' };
    if let Some((name, typed)) = before.split_once(mark) {
        let name = name.trim().trim_matches('"');
        let typed = typed.trim_start().trim_start_matches(['[', '"', '\'']);
        let typed = typed.rsplit([',', ' ', '"']).next().unwrap_or(typed);
        let replaced = Span::new(offset as usize - typed.len(), offset as usize);
        return Offers { replaced, offers: values(&fields::field(view, id, name)), cut: false };
    }
    if let Some(typed) = before.trim_start().strip_prefix("- ") {
        let above = fields.entries().iter().rev().find(|entry| entry.key.span.start < offset);
        let replaced = Span::new(offset as usize - typed.len(), offset as usize);
        let offers = above.map(|entry| values(&fields::field(view, id, &entry.key.value))).unwrap_or_default();
        return Offers { replaced, offers, cut: false };
    }
    if before.starts_with([' ', '\t', '#']) || before.starts_with("---") {
        return Offers::default();
    }
    let replaced = Span::new(offset as usize - before.len(), offset as usize);
    let offer = |(name, field): (String, Field)| Offer {
        text: format!("{name}{} ", if mark == '=' { " =" } else { ":" }),
        kind: Kind::Field,
        detail: describe(field),
    };
    Offers { replaced, offers: fields::missing(view, id).into_iter().map(offer).collect(), cut: false }
}

fn values(field: &Field) -> Vec<Offer> {
    let allowed: Vec<String> = field.schema.as_ref().map(fields::allowed).unwrap_or_default();
    let offer = |text: String, detail: Detail| Offer { text, kind: Kind::Value, detail };
    let used = field.values.iter().filter(|(text, _)| !allowed.contains(text));
    let used = used.map(|(text, count)| offer(text.clone(), Detail::Used(*count)));
    allowed.iter().cloned().map(|text| offer(text, Detail::None)).chain(used).collect()
}

fn describe(field: Field) -> Detail {
    let said = field.schema.as_ref().and_then(|schema| schema["description"].as_str()).unwrap_or_default();
    Detail::Field { said: said.to_owned(), required: field.required, pages: field.pages }
}

/// Front matter for a page that has none: the fields of its original with their values, else those of its schema.
fn whole_front_matter(view: View<'_>, id: SourceId, replaced: Span) -> Offers {
    let original = view.corpus.original_of(id).map(|original| view.corpus.source(original));
    let (text, detail) = match original.and_then(|source| Some((source, source.document.front_matter.as_ref()?))) {
        Some((source, fields)) => {
            (fields.span.of(&source.text).trim_end().to_owned(), Detail::Original(source.path.to_string()))
        }
        None => {
            let names = fields::missing(view, id).into_iter().filter(|(_, field)| field.required);
            let lines: String = names.map(|(name, _)| format!("{name}: \n")).collect();
            let text = if lines.is_empty() { "---\ntitle: \n---".to_owned() } else { format!("---\n{lines}---") };
            (text, Detail::Needed)
        }
    };
    let offer = Offer { text: format!("{text}\n"), kind: Kind::FrontMatter, detail };
    Offers { replaced, offers: vec![offer], cut: false }
}
