//! Findings become bytes: one file per format. A format sees only a [`Report`], so every format tells the same.

mod azure;
mod ci;
mod compare;
mod diff;
mod full;
mod github;
mod gitlab;
mod json;
pub mod manual;
mod markdown;
mod page;
mod page_text;
mod position;
mod rdjson;
mod sarif;
mod short;
mod shown;
mod snippet;
mod statistics;
mod summary;
mod xml;

use std::io::{self, Write};

pub use azure::Azure;
pub use compare::{Comparison, Look};
pub use diff::{Change, Diff};
pub use full::Full;
pub use github::Github;
pub use gitlab::Gitlab;
pub(crate) use json::write_json;
pub use json::{Json, Jsonl};
pub use markdown::Markdown;
pub use page::PageView;
pub use position::{Place, Positions, Range};
pub use rdjson::{Rdjson, Rdjsonl};
pub use sarif::{Manuals, RuleHelp, Sarif};
pub use short::Short;
pub use shown::{Shown, first_hidden, is_hidden, one_line, path_at_line_start};
pub use statistics::Statistics;
pub use summary::Summary;
pub use xml::{Checkstyle, Junit};

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
