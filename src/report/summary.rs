//! What all findings come to: counts for programs, one sentence for people.

use serde::Serialize;

use crate::corpus::Corpus;
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::text::SourceId;
use crate::words::{Tongue, count, say};

/// Counts over a whole run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Pages that were asked about, all of them unless paths were named.
    pub pages: usize,
    /// Translations that were compared with their original, when one of the two was asked about.
    pub pairs: usize,
    /// Findings by severity.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are information.
    pub infos: usize,
    /// Findings with edits that tidings can make, safe ones and unsafe ones.
    pub fixable: usize,
    /// Fixes that this run made, when it was asked to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<usize>,
}

impl Summary {
    /// Counts.
    pub fn new(corpus: &Corpus, diagnostics: &[Diagnostic], selected: impl Fn(SourceId) -> bool) -> Self {
        let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        let paired = |id: &SourceId| corpus.original_of(*id).is_some_and(|from| selected(*id) || selected(from));
        Self {
            files: corpus.sources().len(),
            pages: corpus.ids().filter(|&id| selected(id)).count(),
            pairs: corpus.ids().filter(paired).count(),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            infos: of(Severity::Info),
            fixable: diagnostics.iter().filter(|d| is_fixable(d)).count(),
            fixed: None,
        }
    }

    /// True when there is a finding at least as bad as `least`.
    pub fn reaches(&self, least: Severity) -> bool {
        let worst = [(self.errors, Severity::Error), (self.warnings, Severity::Warning), (self.infos, Severity::Info)];
        worst.into_iter().any(|(number, severity)| number > 0 && severity >= least)
    }

    /// One line for people: `3 errors, 2 warnings in 1614 pages (812 pairs); 2 can be fixed`.
    pub fn sentence(&self, tongue: Tongue) -> String {
        let counted =
            [(self.errors, "summary-errors"), (self.warnings, "summary-warnings"), (self.infos, "summary-infos")];
        let parts: Vec<String> =
            counted.into_iter().filter(|(n, _)| *n > 0).map(|(n, id)| count(tongue, id, n, &[])).collect();
        let found = match parts.is_empty() {
            true => say(tongue, "summary-nothing", &[]),
            false => parts.join(&say(tongue, "summary-comma", &[])),
        };
        let pages = count(tongue, "summary-pages", self.pages, &[]);
        let pairs = count(tongue, "summary-pairs", self.pairs, &[]);
        let mut line = say(tongue, "summary", &[("found", &found), ("pages", &pages), ("pairs", &pairs)]);
        if self.fixable > 0 {
            line.push_str(&count(tongue, "summary-fixable", self.fixable, &[]));
        }
        line
    }
}

fn is_fixable(diagnostic: &Diagnostic) -> bool {
    let usable = |fix: &crate::diagnostic::Fix| fix.applicability != Applicability::Manual && !fix.edits.is_empty();
    diagnostic.fix.as_ref().is_some_and(usable)
}
