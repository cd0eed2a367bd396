//! Findings become bytes: one file per format. A format sees only a [`Report`], so every format tells the same.

mod compare;
mod full;
mod json;
pub mod manual;
mod page;
mod page_text;
mod position;
mod short;
mod shown;
mod snippet;
mod statistics;
mod summary;

use std::io::{self, Write};

pub use compare::{Comparison, Look};
pub use full::Full;
pub use json::Json;
pub(crate) use json::write_json;
pub use page::PageView;
pub use position::{Place, Positions, Range};
pub use short::Short;
pub use shown::{Shown, first_hidden, is_hidden, one_line, path_at_line_start};
pub use statistics::Statistics;
pub use summary::Summary;

use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::embedded;
use crate::words::Tongue;

/// What a run has to tell.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The pages that the findings point into.
    pub corpus: &'a Corpus,
    /// The folder that paths count from.
    pub root: &'a str,
    /// The findings to show, in their order.
    pub diagnostics: &'a [Diagnostic],
    /// What all findings come to, also those that are not shown.
    pub summary: &'a Summary,
    /// Tables of counts, when they were asked for.
    pub statistics: Option<&'a Statistics>,
    /// The language for people.
    pub tongue: Tongue,
}

/// A format.
pub trait Reporter {
    /// Writes the whole report.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// The documentation page of a rule that is part of tidings: under the repository's address when the package names one,
/// else a path in the repository. Users' own rules have none.
pub fn rule_url(rule: &str) -> Option<String> {
    embedded::RULES.binary_search_by(|(id, _)| (*id).cmp(rule)).ok()?;
    let page = format!("docs/rules/{rule}.md");
    match env!("CARGO_PKG_REPOSITORY") {
        "" => Some(page),
        repository => Some(format!("{repository}/blob/main/{page}")),
    }
}
