//! Settings become a [`Site`].

use std::collections::BTreeMap;

use regex::Regex;
use regex_syntax::hir::{HirKind, Look};

use super::error::{Fault, Origin, Sentence};
use super::settings::{ExplicitName, Kind, Settings, SluggerName};
use super::tree::Tree;
use super::values::{Pages, PerLanguage, Schema, Shortcodes};
use crate::corpus::glossary::Glossary;
use crate::corpus::layout::{Layout, PagePattern, Template};
use crate::corpus::links::own_base;
use crate::corpus::redirects::Redirects;
use crate::corpus::{
    AliasForm, AnchorPolicy, AnchorSource, AnchorSources, FieldClasses, Generator, Language, LanguageId, LinkForm,
    PageKind, ReleaseSources, Site, Urls,
};
use crate::syntax::{Dialect, ExplicitIds, HugoVersion, ShortcodeTable, Slugger};

/// The first version of Hugo that takes a language in a file's name in any case.
const ANY_CASE_SUFFIX: HugoVersion = HugoVersion { minor: 123, patch: 0 };
/// The first version of Hugo that takes the name of a shortcode in any case.
const ANY_CASE_SHORTCODES: HugoVersion = HugoVersion { minor: 146, patch: 0 };

/// Builds the site. `schema_text` reads a schema that stands in a file of its own.
pub(super) fn build(
    settings: &Settings,
    tree: &Tree,
    schema_file: &mut dyn FnMut(&str, Origin) -> Result<serde_json::Value, Fault>,
    glossary: Glossary,
    redirects: Redirects,
) -> Result<Site, Fault> {
    let generator = settings.generator.unwrap_or(Generator::Plain);
    let version = settings.anchors.hugo.map_or(HugoVersion::CURRENT, |version| version.0);
    let languages = languages(settings);
    let tags: Vec<String> = languages.iter().map(|language| language.tag.to_string()).collect();
    let original = LanguageId(0);
    let any_case = generator != Generator::Hugo || version >= ANY_CASE_SUFFIX;
    let layout = Layout::new(patterns(settings, &tags), tags, original, any_case);
    Ok(Site {
        generator,
        languages,
        original,
        layout: layout.with_bundles(settings.bundles.unwrap_or(true)),
        dialect: dialect(settings, version),
        kinds: kinds(settings, tree, schema_file)?,
        fields: fields(settings, tree)?,
        glossary,
        urls: urls(settings, tree, redirects)?,
        anchor_sources: anchor_sources(settings),
        releases: ReleaseSources::default(),
        untranslated: settings.untranslated.unwrap_or_default(),
        source_comments: settings.syntax.source_comments.unwrap_or_default(),
    })
}

/// The original's language, then the others, each once.
fn languages(settings: &Settings) -> Vec<Language> {
    let source = settings.source.as_ref().map_or("en", |tag| &tag.0);
    let mut tags = vec![source];
    for tag in &settings.languages {
        if !tags.iter().any(|known| known.eq_ignore_ascii_case(&tag.0)) {
            tags.push(&tag.0);
        }
    }
    tags.into_iter().map(|tag| language(settings, tag)).collect()
}

fn language(settings: &Settings, tag: &str) -> Language {
    fn by_tag<'a, T>(map: &'a BTreeMap<String, T>, tag: &str) -> Option<&'a T> {
        map.iter().find(|(key, _)| key.eq_ignore_ascii_case(tag)).map(|(_, value)| value)
    }
    fn policy<T: Copy>(policy: &PerLanguage<T>, tag: &str, otherwise: T) -> T {
        policy.get(tag).copied().unwrap_or(otherwise)
    }
    let prefix = by_tag(&settings.links.prefix, tag).map_or("", |prefix| prefix.trim_end_matches('/'));
    Language {
        tag: tag.into(),
        bcp47: by_tag(&settings.lang_map, tag).map_or(tag, |mapped| &mapped.0).replace('_', "-").into(),
        prefix: prefix.into(),
        anchors: policy(&settings.anchors.policy, tag, AnchorPolicy::Auto),
        links: policy(&settings.links.policy, tag, LinkForm::Auto),
        aliases: policy(&settings.aliases.policy, tag, AliasForm::Auto),
    }
}

fn patterns(settings: &Settings, tags: &[String]) -> Vec<PagePattern> {
    let pattern = |pages: &Pages| {
        let translations = tags.iter().enumerate().skip(1).filter_map(|(index, tag)| {
            let template = pages.translation.get(tag)?.clone();
            Some((LanguageId(index as u16), template))
        });
        PagePattern {
            source: source_template(pages, &tags[0]).clone(),
            translations: translations.collect(),
            key_field: pages.key.clone(),
        }
    };
    settings.pages.iter().map(pattern).collect()
}

/// Where originals lie. When a language has the template of originals for its own, that is what its pages have by being
/// the generator's default; another language that pages are first written in then has the template of its own.
fn source_template<'a>(pages: &'a Pages, tag: &str) -> &'a Template {
    let belongs = pages.translation.each.values().any(|template| *template == pages.source);
    pages.translation.get(tag).filter(|_| belongs).unwrap_or(&pages.source)
}

fn dialect(settings: &Settings, version: HugoVersion) -> Dialect {
    let slugger = match settings.anchors.slugger.unwrap_or(SluggerName::GithubSlugger) {
        SluggerName::HugoGithub => Slugger::HugoGithub(version),
        SluggerName::HugoGithubAscii => Slugger::HugoGithubAscii(version),
        SluggerName::HugoBlackfriday => Slugger::HugoBlackfriday(version),
        SluggerName::GithubSlugger => Slugger::GithubSlugger,
        SluggerName::Vitepress => Slugger::VitePress,
        SluggerName::MarkdownItAnchor => Slugger::MarkdownItAnchor,
        SluggerName::Kramdown => Slugger::Kramdown,
        SluggerName::KramdownGfm => Slugger::KramdownGfm,
        SluggerName::PythonMarkdown => Slugger::PythonMarkdown,
        SluggerName::PythonMarkdownUnicode => Slugger::PythonMarkdownUnicode,
        SluggerName::PymdownxLower => Slugger::PymdownxLower,
        SluggerName::Docutils => Slugger::Docutils,
        SluggerName::Myst => Slugger::Myst,
    };
    let explicit_ids = match settings.anchors.explicit.unwrap_or(ExplicitName::Goldmark) {
        ExplicitName::Goldmark => ExplicitIds::Goldmark,
        ExplicitName::Docusaurus => ExplicitIds::Docusaurus,
        ExplicitName::Mdx => ExplicitIds::Mdx,
        ExplicitName::Kramdown => ExplicitIds::Kramdown,
        ExplicitName::AttrList => ExplicitIds::AttrList,
        ExplicitName::None => ExplicitIds::None,
    };
    let shortcodes = match &settings.syntax.shortcodes {
        Some(Shortcodes::Known(bodies)) => Some(ShortcodeTable {
            bodies: bodies.iter().map(|(name, body)| (name.to_lowercase().into(), *body)).collect(),
            closed: settings.syntax.shortcodes_closed.unwrap_or(false),
            any_case: version >= ANY_CASE_SHORTCODES,
        }),
        _ => None,
    };
    Dialect {
        slugger,
        auto_ids: settings.anchors.auto.unwrap_or(true),
        explicit_ids,
        typographer: settings.syntax.typographer.unwrap_or(false),
        linkify: settings.syntax.linkify.unwrap_or(true),
        shortcodes,
        mdx: settings.syntax.mdx.unwrap_or(false),
    }
}

fn kinds(
    settings: &Settings,
    tree: &Tree,
    schema_file: &mut dyn FnMut(&str, Origin) -> Result<serde_json::Value, Fault>,
) -> Result<Vec<PageKind>, Fault> {
    let written = tree.get("kinds").map(Tree::items).unwrap_or_default();
    settings
        .kinds
        .iter()
        .zip(written)
        .map(|(kind, written)| {
            let Kind { name, path, has, schema, shortcodes, aliases, parameters } = kind.clone();
            let schema = match schema {
                Some(Schema::Inline(schema)) => Some(schema),
                Some(Schema::File(file)) => {
                    let origin = written.get("schema").map_or(written.origin, |value| value.origin);
                    Some(schema_file(&file, origin)?)
                }
                None => None,
            };
            let start = literal_start(&path.0);
            Ok(PageKind { name, path: path.0, start, has, schema, shortcodes, aliases, parameters })
        })
        .collect()
}

/// What every text that fits an expression begins with, as far as the expression spells it out.
fn literal_start(expression: &Regex) -> Box<str> {
    let Ok(parsed) = regex_syntax::parse(expression.as_str()) else { return Box::default() };
    let parts = match parsed.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        _ => &[],
    };
    let literal = match parts {
        [first, second, ..] if *first.kind() == HirKind::Look(Look::Start) => match second.kind() {
            HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok(),
            _ => None,
        },
        _ => None,
    };
    literal.unwrap_or_default().into()
}

fn fields(settings: &Settings, tree: &Tree) -> Result<FieldClasses, Fault> {
    let classes = settings.front_matter.clone();
    let written = tree.get("front_matter").and_then(|fields| fields.get("map"));
    let mut map = BTreeMap::new();
    for (field, [pattern, replacement]) in classes.map {
        let expression = regex::RegexBuilder::new(&pattern).size_limit(1 << 20).build().map_err(|error| {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let fault = Fault::of(Sentence::new("config-bad-regex").with("reason", reason));
            match written.and_then(|written| written.get(&field)?.items().first().map(|item| item.origin)) {
                Some(origin) => fault.at(origin),
                None => fault.at(tree.origin),
            }
        })?;
        map.insert(field, (expression, replacement));
    }
    let (equal, text) = (classes.equal, classes.text);
    Ok(FieldClasses { equal, text, source_only: classes.source_only, target_only: classes.target_only, map })
}

fn urls(settings: &Settings, tree: &Tree, redirects: Redirects) -> Result<Urls, Fault> {
    let links = settings.links.clone();
    let bare = |folder: &String| folder.trim_start_matches("./").trim_matches('/').to_owned();
    let statics = links.statics.map(|folders| folders.0.iter().map(bare).collect()).unwrap_or_default();
    let origin = tree.get("links").and_then(|links| links.get("generated")).map_or(tree.origin, |value| value.origin);
    Ok(Urls {
        bases: links.base.iter().map(|base| own_base(base).to_owned()).collect(),
        hosts: links.hosts.into_iter().map(|[source, translation]| (source, translation)).collect(),
        page_suffix: links.page_suffix,
        redirects,
        statics,
        generated: super::glob_set(&[links.generated, links.mounted].concat(), origin)?,
        has_theme: links.theme.unwrap_or(false),
        fallback: links.fallback.unwrap_or(false),
        permalinks: links.permalinks,
    })
}

fn anchor_sources(settings: &Settings) -> AnchorSources {
    let source = |text: &str| match text {
        "none" => AnchorSource::Nothing,
        "unknown" => AnchorSource::Unknown,
        page => AnchorSource::Page(page.trim_matches('/').into()),
    };
    let shortcodes = settings.anchors.from.iter().map(|(name, text)| (name.to_lowercase().into(), source(text)));
    let provided = settings.anchors.provided.iter().map(|id| id.as_str().into());
    let any_hugo = settings.generator == Some(Generator::Hugo) && settings.anchors.hugo.is_none();
    AnchorSources { shortcodes: shortcodes.collect(), provided: provided.collect(), any_hugo }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_an_expression_is_what_it_spells_out() {
        for (expression, start) in [
            ("^news/releases/(?P<line>a|b)/", "news/releases/"),
            (r"^news/[0-9]{4}\.md$", "news/"),
            (r"^a\.b", "a.b"),
            ("^newss?/", "news"),
            ("^news+", "new"),
            ("^news/|^blog/", ""),
            ("news/", ""),
            ("(?i)^news/", ""),
            ("^[ab]/", ""),
            ("^", ""),
        ] {
            let expression = Regex::new(expression).expect("a valid expression");
            assert_eq!(&*literal_start(&expression), start, "{expression}");
        }
    }
}
