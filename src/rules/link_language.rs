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
        // Nearly all links have the prefix of the page's language, and where that is as it should be, it is all there is
        // to know.
        let is_own = |written: &str| written.strip_prefix(&*language.prefix).is_some_and(|rest| rest.starts_with('/'));
        for (span, written) in destinations(page, &self.arguments) {
            if habit.form != LinkForm::Unprefixed && is_own(written.trim_start()) {
                continue;
            }
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
        let there = pages.find(self.id, &target.path).is_some();
        let case = if there { "default" } else { "unknown" };
        self.habit.prefixes(there).then(|| (case, self.in_form(self.written)))
    }

    /// A path without language as the language writes it.
    fn in_form(&self, bare: &str) -> String {
        match self.habit.form {
            LinkForm::Unprefixed => bare.to_owned(),
            LinkForm::Prefixed | LinkForm::Auto => format!("{}{bare}", self.language.prefix),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::project::Project;
    use crate::words::Tongue;

    /// What is said of links to a page that is not translated, with the prefix and without, in a language with `links`
    /// other links, all with the prefix.
    fn found(links: usize, more: &str) -> Vec<(String, String)> {
        let hugo = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
        let page = |text: &str| format!("---\ntitle: a\n---\n\n{text}\n");
        let many = page(&"[字](/zh/docs/there/)\n".repeat(links));
        let files = [
            ("hugo.toml", hugo.to_owned()),
            ("tidings.yaml", format!("version: 1\nlinks: {{policy: {{zh: prefixed}}{more}}}\n")),
            ("content/en/docs/there.md", page("Text.")),
            ("content/zh/docs/there.md", page("正文。")),
            ("content/en/docs/only.md", page("Text.")),
            ("content/zh/many.md", many),
            ("content/zh/a.md", page("[字](/zh/docs/only/)和[字](/docs/only/)")),
        ];
        let files: BTreeMap<String, String> = files.map(|(path, text)| (path.to_owned(), text)).into();
        let project = Project::in_memory(&files).unwrap();
        let outcome = project.check(Tongue::En, |_| true);
        let links = outcome.diagnostics.iter().filter(|d| d.rule.starts_with("link-"));
        let fix = |d: &crate::diagnostic::Diagnostic| d.fix.as_ref().map_or("", |fix| &fix.edits[0].text).to_owned();
        links.map(|d| (d.rule.to_string(), fix(d))).collect()
    }

    #[test]
    fn a_link_to_a_page_that_is_not_translated_is_told_one_thing_only() {
        let pair = |rule: &str, fix: &str| vec![(rule.to_owned(), fix.to_owned())];
        assert_eq!(found(10, ""), pair("link-target-untranslated", "/docs/only/"));
        assert_eq!(found(200, ""), pair("link-language", "/zh/docs/only/"));
        assert_eq!(found(10, ", fallback: true"), []);
        assert_eq!(found(200, ", fallback: true"), pair("link-language", "/zh/docs/only/"));
    }
}
