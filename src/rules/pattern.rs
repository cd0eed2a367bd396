//! Check kind `pattern`: text that a site does not want, as regular expressions over a part of the page.

use std::sync::OnceLock;

use regex::{Match, Regex};
use serde::de::{Deserialize, Deserializer, Error as _};

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::sentence::Words;
use crate::diagnostic::{Applicability, Edit};
use crate::document::BlockKind;
use crate::text::Span;

/// Looks for texts.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Patterns {
    /// What to look for; nothing unless a site says so.
    patterns: Vec<Pattern>,
}

#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Pattern {
    /// What must not be there.
    #[serde(deserialize_with = "regex")]
    #[cfg_attr(test, schemars(with = "String"))]
    find: Regex,
    /// A found text is left alone when this fits it, or a text that goes beyond it.
    #[serde(default, deserialize_with = "optional_regex")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    except: Option<Regex>,
    /// Where to look.
    #[serde(default)]
    scope: Scope,
    /// What to write instead; `$1` and so on stand for groups.
    #[serde(default)]
    replace: Option<String>,
    /// Whether the replacement may be made without asking.
    #[serde(default = "safe")]
    applicability: Applicability,
    /// The languages whose pages are looked at; all when empty.
    #[serde(default)]
    languages: Vec<String>,
    /// Why it is not wanted.
    because: Words,
    /// See [`Pattern::is_free`].
    #[serde(skip)]
    free: OnceLock<bool>,
}

/// A part of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Scope {
    /// What a reader sees: no code, no URLs, no markup.
    #[default]
    Prose,
    /// Headings, with their markup.
    Heading,
    /// Inline code and code blocks.
    Code,
    /// The fences of code blocks and what stands between them.
    Fence,
    /// Destinations of links and images.
    Link,
    /// The whole page as written.
    Raw,
    /// The front matter as written.
    FrontMatter,
}

fn safe() -> Applicability {
    Applicability::Safe
}

static CASES: &[Case] = &[Case::new("default", &["found", "reason", "replacement"])];

impl PageCheck for Patterns {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let tag = page.language().map(|language| &*language.tag);
        for pattern in &self.patterns {
            if pattern.languages.is_empty() || tag.is_some_and(|tag| pattern.languages.iter().any(|l| l == tag)) {
                pattern.check(page, findings);
            }
        }
    }
}

impl Pattern {
    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let document = page.document;
        // What stands nowhere on a page stands in none of its parts.
        let in_parts = !matches!(self.scope, Scope::Raw | Scope::FrontMatter);
        if in_parts && self.is_free() && !self.find.is_match(document.body.of(page.text)) {
            return;
        }
        let mut look = |span: Span| self.look(page, span, findings);
        match self.scope {
            Scope::Prose => document.prose.iter().for_each(|run| look(run.span)),
            Scope::Heading => document.headings.iter().for_each(|heading| look(heading.content)),
            Scope::Link => document.links.iter().for_each(|link| look(link.destination.span)),
            Scope::Raw => look(Span::new(0, page.text.len())),
            Scope::FrontMatter => document.front_matter.iter().for_each(|fm| look(fm.content)),
            Scope::Fence => {
                let fenced =
                    document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Code { fenced: true, .. }));
                fenced.for_each(|block| look(block.span));
            }
            Scope::Code => {
                document.code_spans.iter().for_each(|code| look(code.content));
                let code = document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Code { .. }));
                code.for_each(|block| look(block.content));
            }
        }
    }

    /// True for an expression that fits or not whatever stands around its text: one without `^`, `$` and `\b`.
    fn is_free(&self) -> bool {
        *self.free.get_or_init(|| {
            let read = regex_syntax::parse(self.find.as_str());
            read.is_ok_and(|read| read.properties().look_set().is_empty())
        })
    }

    fn look(&self, page: &Page<'_>, within: Span, findings: &mut Findings<'_>) {
        let text = within.of(page.text);
        // Nearly every text is fine, and that is cheaper to ask than where what stands.
        if !self.find.is_match(text) {
            return;
        }
        for groups in self.find.captures_iter(text) {
            let Some(found) = groups.get(0).filter(|found| !found.is_empty()) else { continue };
            if self.is_excepted(text, found) {
                continue;
            }
            let span = Span::from(found.range()).shifted(within.start as usize);
            let reason = self.because.in_tongue(findings.tongue()).fill(&[]);
            let finding = Finding::at(page.at(span)).value("found", found.as_str()).value("reason", reason);
            findings.report(match &self.replace {
                Some(replace) => {
                    let mut replacement = String::new();
                    groups.expand(replace, &mut replacement);
                    let edit = Edit::replace(page.id, span, replacement.clone());
                    finding.value("replacement", replacement).fix(self.applicability, vec![edit])
                }
                None => finding,
            });
        }
    }

    /// True when the exception fits what was found, or something in the text that has a part of it: what makes a find
    /// harmless often stands behind it, as the path does behind a host.
    fn is_excepted(&self, text: &str, found: Match<'_>) -> bool {
        self.except.as_ref().is_some_and(|except| {
            let overlaps = |other: Match<'_>| other.start() < found.end() && found.start() < other.end();
            except.is_match(found.as_str()) || except.find_iter(text).any(overlaps)
        })
    }
}

/// A regular expression in a rule file.
pub(super) fn regex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    Regex::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// A regular expression that may be left out.
fn optional_regex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Regex>, D::Error> {
    let written = Option::<String>::deserialize(deserializer)?;
    written.map(|text| Regex::new(&text).map_err(D::Error::custom)).transpose()
}
