//! Check kind `heading-id`: ids that are not what their author meant: printed, given twice, or different in every build.

use rustc_hash::{FxHashMap, FxHashSet};

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Heading, Problem, ProblemKind};
use crate::syntax::{Dialect, HugoVersion, Slugger, attribute};
use crate::text::Span;

/// Looks at the ids of headings.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HeadingIds {
    of: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum What {
    /// Braces that were meant as attributes and are printed.
    Malformed,
    /// The same id on two headings.
    Repeated,
    /// Ids that hold the output of a shortcode.
    Unstable,
}

static MALFORMED: &[Case] = &[Case::new("default", &["found", "expected"]), Case::new("unclear", &["found"])];
static REPEATED: &[Case] = &[Case::new("default", &["id", "heading"]).with_related(&["first"])];
static UNSTABLE: &[Case] = &[Case::new("default", &["heading", "expected"])];

impl PageCheck for HeadingIds {
    fn cases(&self) -> &'static [Case] {
        match self.of {
            What::Malformed => MALFORMED,
            What::Repeated => REPEATED,
            What::Unstable => UNSTABLE,
        }
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        match self.of {
            What::Malformed => malformed(page, findings),
            What::Repeated => repeated(page, findings),
            What::Unstable => unstable(page, findings),
        }
    }
}

/// The ids of the page.
fn given(page: &Page<'_>) -> FxHashSet<String> {
    page.document.headings.iter().filter_map(|heading| heading.id.as_deref().map(str::to_owned)).collect()
}

fn malformed(page: &Page<'_>, findings: &mut Findings<'_>) {
    let mut ids = None;
    let problems = page.document.problems.iter().filter(|problem| problem.kind == ProblemKind::HeadingAttribute);
    for problem in problems {
        let found = problem.span.of(page.text);
        let finding = Finding::at(page.at(problem.span)).value("found", found);
        let Some((heading, id)) = meant(page, problem) else {
            findings.report(finding.case("unclear"));
            continue;
        };
        let ids = ids.get_or_insert_with(|| given(page));
        // Two headings may have been meant to have the same id, and only one of them can get it.
        let taken = !ids.insert(id.clone());
        let expected = format!("{{#{id}}}");
        let at_end = heading.attributes.is_none();
        let applicability = if taken || !at_end { Applicability::Unsafe } else { Applicability::Safe };
        let edit = Edit::replace(page.id, through_line(page, heading, problem.span), expected.clone());
        findings.report(finding.value("expected", expected).fix(applicability, vec![edit]));
    }
}

/// What stands after the printed braces and keeps them from being read goes too when it is but punctuation or blanks.
fn through_line(page: &Page<'_>, heading: &Heading, braces: Span) -> Span {
    let rest = &page.text[braces.end as usize..heading.span.end.max(braces.end) as usize];
    let idle = !rest.contains(['{', '`', '<']) && rest.chars().all(|c| !c.is_alphanumeric());
    if idle { Span { end: heading.span.end.max(braces.end), ..braces } } else { braces }
}

/// The heading that a problem lies in, and the id that was meant.
fn meant<'a>(page: &Page<'a>, problem: &Problem) -> Option<(&'a Heading, String)> {
    let dialect = &page.site.dialect;
    let headings = &page.document.headings;
    let next = headings.partition_point(|heading| heading.span.start <= problem.span.start);
    let heading = headings[..next].last().filter(|heading| heading.span.contains(problem.span))?;
    let line = Span { start: heading.content.start.min(problem.span.start), end: heading.span.end };
    let text = line.of(page.text);
    let text = text.split(['\n', '\r']).next_back().unwrap_or(text);
    let id = attribute::parse(text, dialect.explicit_ids, hugo(dialect)).malformed?.intended?;
    Some((heading, normal(dialect.slugger, &id)))
}

/// An id as the generator would have made it from words: ids that were written by hand follow the original's.
fn normal(slugger: Slugger, id: &str) -> String {
    match slugger {
        Slugger::HugoGithub(_) | Slugger::HugoGithubAscii(_) | Slugger::GithubSlugger => slugger.slug(id),
        _ => id.to_owned(),
    }
}

fn hugo(dialect: &Dialect) -> Option<HugoVersion> {
    match dialect.slugger {
        Slugger::HugoGithub(version) | Slugger::HugoGithubAscii(version) | Slugger::HugoBlackfriday(version) => {
            Some(version)
        }
        _ => None,
    }
}

fn repeated(page: &Page<'_>, findings: &mut Findings<'_>) {
    let mut seen: FxHashMap<&str, &Heading> = FxHashMap::default();
    for heading in &page.document.headings {
        let Some(id) = heading.id.as_deref() else { continue };
        let Some(first) = seen.get(id) else {
            seen.insert(id, heading);
            continue;
        };
        // Ids that the generator makes are kept apart within a scope; only a written one can clash.
        let (at, other) = match (&heading.explicit, &first.explicit) {
            (Some(written), other) => (written.span, other.as_ref().map_or(first.content, |other| other.span)),
            (None, Some(written)) if heading.scope == first.scope => (heading.content, written.span),
            _ => continue,
        };
        if heading.explicit.is_some() && first.explicit.is_none() && heading.scope != first.scope {
            continue;
        }
        let finding = Finding::at(page.at(at)).value("id", id).value("heading", &*first.text);
        findings.report(finding.related(page.at(other), "first").fix(Applicability::Manual, Vec::new()));
    }
}

fn unstable(page: &Page<'_>, findings: &mut Findings<'_>) {
    for heading in page.document.headings.iter().filter(|heading| heading.unstable && heading.explicit.is_none()) {
        let slug = page.site.dialect.slugger.slug(&heading.text);
        let words: Vec<&str> = slug.split('-').filter(|word| !word.is_empty()).collect();
        let expected = format!("{{#{}}}", words.join("-"));
        let finding = Finding::at(page.at(heading.content)).value("heading", &*heading.text);
        findings.report(finding.value("expected", expected).fix(Applicability::Manual, Vec::new()));
    }
}
