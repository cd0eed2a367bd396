//! Check kind `link-language`: links of a translation that lead to another language although the page is there in its own.

use crate::corpus::facts::{LinkHabit, PageIndex};
use crate::corpus::links::{PageTarget, PathForm, Target, is_same_language, resolve, url_path};
use crate::corpus::{Language, LanguageId, LinkForm};
use crate::diagnostic::{Applicability, Edit};
use crate::text::Span;

use super::check::{Case, Page, PageCheck};
use super::destinations::destinations;
use super::findings::{Finding, Findings};

/// Reports links of translated pages without the prefix of their language, or with a wrong one.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkLanguage {
    /// Arguments of shortcodes that hold links.
    #[serde(default)]
    arguments: Vec<String>,
}

const VALUES: &[&str] = &["found", "expected", "language"];

/// `default`: no prefix, so it leads to the original's language. `unknown`: no prefix, this language has no page
/// there, and every other link has one, also those to pages that are not translated.
/// `foreign`: the prefix of another language. `misspelt`: another spelling of the language. `absolute`: the site's own
/// address of the original's page. `prefixed`: a prefix in a language that leaves it to the generator.
static CASES: &[Case] = &[
    Case::new("default", VALUES),
    Case::new("unknown", VALUES),
    Case::new("foreign", VALUES),
    Case::new("misspelt", VALUES),
    Case::new("absolute", VALUES),
    Case::new("prefixed", VALUES),
];

impl PageCheck for LinkLanguage {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let (Some(id), Some(language)) = (page.source.language, page.language()) else { return };
        if page.is_original() || language.prefix.is_empty() {
            return;
        }
        let habit = page.facts.links(id);
        for (span, written) in destinations(page, &self.arguments) {
            let Target::Page(target) = resolve(page.site, page.source, written) else { continue };
            let judge = Judge { page, id, language, habit, written: written.trim() };
            let Some((case, expected)) = judge.judge(&target) else { continue };
            report(page, language, span, (case, expected), findings);
        }
    }
}

fn report(
    page: &Page<'_>,
    language: &Language,
    span: Span,
    found: (&'static str, String),
    findings: &mut Findings<'_>,
) {
    let (case, expected) = found;
    let edit = Edit::replace(page.id, span, &*expected);
    let applicability = if case == "unknown" { Applicability::Unsafe } else { Applicability::Safe };
    let finding = Finding::at(page.at(span))
        .case(case)
        .value("found", span.of(page.text))
        .value("expected", expected)
        .value("language", &*language.tag);
    findings.report(finding.fix(applicability, vec![edit]));
}

/// A link of a page in a translation's language.
struct Judge<'a> {
    page: &'a Page<'a>,
    id: LanguageId,
    language: &'a Language,
    habit: LinkHabit,
    written: &'a str,
}

impl Judge<'_> {
    /// What is wrong with the link, and how it should read.
    fn judge(&self, target: &PageTarget<'_>) -> Option<(&'static str, String)> {
        let exists = |path: &str| self.pages().find(self.id, path).is_some();
        match (target.form, target.prefix) {
            (PathForm::Root, Some(prefix)) if prefix == self.id => {
                let bare = self.written.strip_prefix(&*self.language.prefix).filter(|rest| rest.starts_with('/'))?;
                (self.habit.form == LinkForm::Unprefixed && exists(&target.path)).then(|| ("prefixed", bare.to_owned()))
            }
            (PathForm::Root, Some(prefix)) => {
                let foreign = self.page.site.language(prefix);
                let bare = self.written.get(foreign.prefix.len()..).filter(|rest| rest.starts_with('/'))?;
                exists(&target.path).then(|| ("foreign", self.in_form(bare)))
            }
            (PathForm::Root, None) => self.without_prefix(target),
            (PathForm::Absolute, None) if exists(&target.path) => {
                let path = &target.path;
                let slash = if path.is_empty() { "" } else { "/" };
                let hash = if target.fragment.is_empty() { "" } else { "#" };
                Some(("absolute", self.in_form(&format!("/{path}{slash}{hash}{}", target.fragment))))
            }
            _ => None,
        }
    }

    fn pages(&self) -> &PageIndex {
        &self.page.facts.pages
    }

    fn without_prefix(&self, target: &PageTarget<'_>) -> Option<(&'static str, String)> {
        let first = self.written[1..].split(['/', '#', '?']).next().unwrap_or("");
        let pages = self.pages();
        let original = pages.find(self.page.site.original, &target.path).is_some();
        if is_same_language(first, &self.language.tag) && !original {
            let rest = &self.written[1 + first.len()..];
            let path = url_path(rest.split(['#', '?']).next().unwrap_or(""));
            return pages.find(self.id, &path).map(|_| ("misspelt", self.in_form(rest)));
        }
        if self.habit.form != LinkForm::Prefixed {
            return None;
        }
        match pages.find(self.id, &target.path) {
            Some(_) => Some(("default", self.in_form(self.written))),
            None if !self.habit.always => None,
            None => Some(("unknown", self.in_form(self.written))),
        }
    }

    /// A path without language as the language writes it.
    fn in_form(&self, bare: &str) -> String {
        match self.habit.form {
            LinkForm::Unprefixed => bare.to_owned(),
            LinkForm::Prefixed | LinkForm::Auto => format!("{}{bare}", self.language.prefix),
        }
    }
}
