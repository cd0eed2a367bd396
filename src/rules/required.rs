//! Check kind `required`: the shortcodes and aliases that a kind of page must have.

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::front_matter_edit::{add_list, append_items};
use crate::corpus::{AliasForm, Generator};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{FrontMatter, FrontMatterFormat};
use crate::syntax::{HugoVersion, Slugger};
use crate::text::Span;

/// Looks for what the page's kind demands.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Required {
    of: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum What {
    Shortcodes,
    Aliases,
}

static CASES: &[Case] = &[Case::new("default", &["kind", "missing"])];

impl PageCheck for Required {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        match self.of {
            What::Shortcodes => shortcodes(page, findings),
            What::Aliases => aliases(page, findings),
        }
    }
}

fn shortcodes(page: &Page<'_>, findings: &mut Findings<'_>) {
    let Some(kind) = page.kind() else { return };
    // What a translation lacks is told beside its original, at the exact place; what the original lacks is told there.
    if page.facts.pages.original_of(page.id).is_some() {
        return;
    }
    let called = |name: &str| page.document.shortcodes.iter().any(|s| s.name.value.eq_ignore_ascii_case(name));
    for name in kind.shortcodes.iter().filter(|name| !called(name)) {
        let at = page.at(Span { end: page.document.body.start, ..page.document.body });
        let finding = Finding::at(at).value("kind", &*kind.name).value("missing", &**name);
        // The start of the text is a place where any block may stand; whether it is the right one a person has to see.
        let edit = Edit::insert(page.id, at.span.start as usize, call(page.text, at.span.start as usize, name));
        findings.report(match page.document.front_matter {
            Some(_) => finding.fix(Applicability::Unsafe, vec![edit]),
            None => finding,
        });
    }
}

/// A call of a shortcode as a block of its own between the front matter and the text that begins at `start`.
fn call(text: &str, start: usize, name: &str) -> String {
    let before = if text[..start].ends_with('\n') { "\n" } else { "\n\n" };
    let after = if text[start..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') { "" } else { "\n" };
    let end = if text[start..].trim().is_empty() { "" } else { after };
    format!("{before}{{{{< {name} >}}}}\n{end}")
}

fn aliases(page: &Page<'_>, findings: &mut Findings<'_>) {
    let (Some(kind), Some(front_matter)) = (page.kind(), &page.document.front_matter) else { return };
    if kind.aliases.is_empty() {
        return;
    }
    let Some(groups) = kind.path.captures(&page.source.key) else { return };
    let prefix = page.language().map_or("", |language| &*language.prefix);
    let entry = front_matter.get("aliases");
    let items = entry.map_or(&[][..], |entry| entry.value.items());
    let written: Vec<&str> = items.iter().filter_map(|item| item.as_str()).map(|alias| bare(alias, prefix)).collect();
    let demanded = kind.aliases.iter().filter_map(|template| filled(template, &groups));
    let missing: Vec<String> = demanded.filter(|alias| !written.contains(&bare(alias, prefix))).collect();
    if missing.is_empty() || !front_matter.complete {
        return;
    }
    let at = items.last().map_or(front_matter.entries().last().map(|last| last.span().end), |item| Some(item.span.end));
    let at = at.unwrap_or(front_matter.content.start) as usize;
    let finding = Finding::at(page.at(Span::at(at))).value("kind", &*kind.name).value("missing", missing.join("`, `"));
    let localised: Vec<String> = missing
        .iter()
        .map(|alias| if prefixed(page, &items_text(items)) { format!("{prefix}{alias}") } else { alias.clone() })
        .collect();
    findings.report(match added(page, front_matter, &localised) {
        Some(edit) => finding.fix(Applicability::Safe, vec![edit]),
        None => finding,
    });
}

fn items_text(items: &[crate::document::Node]) -> Vec<&str> {
    items.iter().filter_map(|item| item.as_str()).collect()
}

/// An alias without its language's prefix and without the last slash.
fn bare<'a>(alias: &'a str, prefix: &str) -> &'a str {
    let own = alias.strip_prefix(prefix).filter(|rest| rest.starts_with('/')).unwrap_or(alias);
    own.trim_end_matches('/')
}

/// True when an alias of the page is written with its language's prefix.
fn prefixed(page: &Page<'_>, written: &[&str]) -> bool {
    let Some(language) = page.language().filter(|language| !language.prefix.is_empty()) else { return false };
    match (language.aliases, written.first()) {
        (AliasForm::Prefixed, _) => true,
        (AliasForm::Same, _) => false,
        (AliasForm::Auto, Some(first)) => first.starts_with(&*language.prefix),
        (AliasForm::Auto, None) => page.site.generator == Generator::Hugo && writes_prefixes(page.site.dialect.slugger),
    }
}

/// Hugo adds the language's prefix to aliases itself from 0.155 on.
fn writes_prefixes(slugger: Slugger) -> bool {
    let before = |version: HugoVersion| version < HugoVersion { minor: 155, patch: 0 };
    match slugger {
        Slugger::HugoGithub(version) | Slugger::HugoGithubAscii(version) | Slugger::HugoBlackfriday(version) => {
            before(version)
        }
        _ => false,
    }
}

/// A template with the named groups of the path in it; `None` when a group took no part.
fn filled(template: &str, groups: &regex::Captures<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(groups.name(name)?.as_str());
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

/// The edit that adds aliases after the last one, in the style of the list; `None` where that is not plain.
fn added(page: &Page<'_>, front_matter: &FrontMatter, aliases: &[String]) -> Option<Edit> {
    match front_matter.get("aliases") {
        _ if front_matter.format != FrontMatterFormat::Yaml => None,
        None => add_list(page, front_matter, "aliases", aliases),
        Some(entry) => append_items(page, front_matter.format, &entry.value, aliases),
    }
}
