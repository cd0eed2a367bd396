//! What is worse after fixes than before: findings that a page did not have, and pages that are no longer read as they
//! were. Some findings are not made by a fix but only come to light through it. They count all the same: a run that would
//! pass must pass after its fixes, too.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Project, Reason};
use crate::diagnostic::Diagnostic;
use crate::document::ProblemKind;
use crate::text::SourceId;

/// How many findings of each rule each page has.
pub(in super::super) type Counts = BTreeMap<(Arc<str>, SourceId), usize>;

/// How many problems of each kind a page has.
pub(super) type Problems = BTreeMap<ProblemKind, usize>;

/// Harm that fixes did.
#[derive(Debug, Default)]
pub(in super::super) struct Harm {
    /// The pages that each is about, and what to say of it.
    places: Vec<(Vec<SourceId>, Reason)>,
}

/// Counts the findings that no fix is going to mend.
pub(in super::super) fn counts<'d>(
    findings: impl IntoIterator<Item = &'d Diagnostic>,
    mended: impl Fn(&Diagnostic) -> bool,
) -> Counts {
    let mut counts = Counts::new();
    for d in findings.into_iter().filter(|d| !mended(d)) {
        *counts.entry((d.rule.clone(), d.primary.source)).or_default() += 1;
    }
    counts
}

/// Counts the problems of a page.
pub(super) fn problems(project: &Project, page: SourceId) -> Problems {
    let mut kinds = Problems::new();
    for problem in &project.corpus.source(page).document.problems {
        *kinds.entry(problem.kind).or_default() += 1;
    }
    kinds
}

impl Harm {
    /// What rules find that report more on a page than before. Messages are not compared: they quote text that a fix of
    /// something else may change.
    pub(in super::super) fn of_findings(
        before: &Counts,
        after: &[Diagnostic],
        mended: impl Fn(&Diagnostic) -> bool,
    ) -> Self {
        let now = counts(after, &mended);
        let grown = |d: &Diagnostic| {
            let key = (d.rule.clone(), d.primary.source);
            now.get(&key).is_some_and(|count| before.get(&key).is_none_or(|before| before < count))
        };
        let new = after.iter().filter(|d| grown(d) && !mended(d));
        let place = |d: &Diagnostic| {
            let pages = d.related.iter().map(|label| label.location.source).chain([d.primary.source]).collect();
            (pages, Reason::NewFinding { rule: d.rule.clone(), message: d.message.clone() })
        };
        Self { places: new.map(place).collect() }
    }

    /// Adds what a page's text has become as text.
    pub(super) fn syntax(&mut self, page: SourceId, before: &Problems, after: &Problems) {
        let grown = after.iter().find(|(kind, count)| before.get(kind).is_none_or(|before| before < count));
        self.places.extend(grown.map(|(kind, _)| (vec![page], Reason::Syntax(kind.name()))));
    }

    pub(in super::super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The pages that may have caused it, each with a reason: those named, and all that are compared with them.
    pub(super) fn pages(&self, project: &Project) -> BTreeMap<SourceId, Reason> {
        let mut all = BTreeMap::new();
        for (pages, reason) in &self.places {
            for page in with_compared(project, pages) {
                all.entry(page).or_insert_with(|| reason.clone());
            }
        }
        all
    }

    /// What to say of it.
    pub(super) fn reason(&self) -> Option<Reason> {
        self.places.iter().map(|(_, reason)| reason.clone()).min()
    }
}

/// Pages, and all that are compared with them.
fn with_compared(project: &Project, pages: &[SourceId]) -> Vec<SourceId> {
    let mut all = Vec::new();
    for &page in pages {
        let set = project.corpus.set_of(page);
        all.extend(set.into_iter().flat_map(|set| set.original.iter().chain(set.translations.values())));
        all.push(page);
    }
    all
}
