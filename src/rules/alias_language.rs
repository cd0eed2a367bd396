//! Check kind `alias-language`: aliases of a translation that lead to another language's URL.

use rustc_hash::FxHashSet;

use crate::corpus::facts::AliasHabit;
use crate::corpus::links::{is_same_language, split_language};
use crate::corpus::{Language, Site};
use crate::diagnostic::Applicability;
use crate::document::Node;

use super::aliases::with_prefix;
use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use super::front_matter_edit::replace_scalar;

/// Reports aliases of translated pages whose language prefix is missing, misplaced, doubled or another language's.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AliasLanguage {
    /// First parts of paths that stand before the language, such as `latest` in `/latest/zh/docs/`.
    #[serde(default)]
    outer: Vec<String>,
}

const VALUES: &[&str] = &["found", "expected", "language"];

static CASES: &[Case] = &[
    Case::new("unprefixed", VALUES),
    Case::new("misplaced", VALUES),
    Case::new("foreign", VALUES),
    Case::new("doubled", VALUES),
];

impl PageCheck for AliasLanguage {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let (Some(id), Some(language), Some(front_matter)) =
            (page.source.language, page.language(), &page.document.front_matter)
        else {
            return;
        };
        if page.is_original() || language.prefix.is_empty() {
            return;
        }
        let Some(list) = front_matter.get("aliases").map(|entry| &entry.value) else { return };
        let habit = page.facts.aliases.of(id);
        let present: FxHashSet<&str> = list.items().iter().filter_map(Node::as_str).collect();
        for item in list.items() {
            let Some(alias) = item.as_str().filter(|alias| alias.starts_with('/') && !alias.starts_with("//")) else {
                continue;
            };
            let Some((case, expected)) = self.judge(alias, page.site, language, habit) else { continue };
            let edit =
                replace_scalar(page, front_matter.format, item, &expected).filter(|_| !present.contains(&*expected));
            let finding = Finding::at(page.at(item.span))
                .case(case)
                .value("found", alias)
                .value("language", &*language.tag)
                .value("expected", expected);
            findings.report(match edit {
                Some(edit) => finding.fix(Applicability::Safe, vec![edit]),
                None => finding.fix(Applicability::Manual, Vec::new()),
            });
        }
    }
}

impl AliasLanguage {
    /// What is wrong with an alias, and how it should read.
    fn judge(
        &self,
        alias: &str,
        site: &Site,
        language: &Language,
        habit: AliasHabit,
    ) -> Option<(&'static str, String)> {
        let (bare, has_prefix) = split_language(alias, language);
        let leads = alias[1..].split('/').next().unwrap_or("");
        let at_start = leads.eq_ignore_ascii_case(language.prefix.trim_start_matches('/'));
        if !habit.prefixed {
            return (habit.prefix_is_added && at_start).then(|| ("doubled", bare.into_owned()));
        }
        if has_prefix {
            let inner = bare.get(1..).and_then(|bare| bare.split('/').next()).unwrap_or("");
            let outer = |part: &str| self.outer.iter().any(|outer| outer == part);
            let misplaced = if at_start { outer(inner) } else { !outer(leads) && !is_version_part(leads) };
            return misplaced.then(|| ("misplaced", with_prefix(&bare, language, &self.outer)));
        }
        if is_same_language(leads, &language.tag) {
            return None;
        }
        let other = site.languages.iter().filter(|other| !other.prefix.is_empty() && other.prefix != language.prefix);
        for other in other {
            let (bare, foreign) = split_language(alias, other);
            if foreign {
                return Some(("foreign", with_prefix(&bare, language, &self.outer)));
            }
        }
        Some(("unprefixed", with_prefix(alias, language, &self.outer)))
    }
}

/// True for first parts of paths that many sites put before the language: a version, or a word for one.
fn is_version_part(part: &str) -> bool {
    matches!(part, "latest" | "stable" | "next" | "dev" | "preview" | "main" | "archive")
        || part.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit())
}
