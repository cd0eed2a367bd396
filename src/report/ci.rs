//! What the formats for continuous integration share: paths as the repository has them, messages on one line and of
//! bounded length, and the fixes that a machine may offer.

use std::borrow::Cow;

use super::shown::special;
use super::{Positions, Range, Report, one_line};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::text::{Location, SourceId};
use crate::words::say;

/// Longest message, in characters.
const LONGEST_MESSAGE: usize = 500;
/// Other places than the first that are told with a finding.
const MOST_RELATED: usize = 4;

/// The findings of a report as the formats for continuous integration tell them.
pub(super) struct Teller<'a> {
    report: &'a Report<'a>,
    /// The site's folder in the repository, with a `/` at its end; empty when the site is the whole repository.
    folder: &'a str,
    positions: Positions<'a>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(report: &'a Report<'a>, folder: &'a str) -> Self {
        Self { report, folder, positions: Positions::new(report.corpus) }
    }

    /// The path of a file, from the top of the repository.
    pub(super) fn path(&self, source: SourceId) -> String {
        [self.folder, &self.report.corpus.source(source).path].concat()
    }

    /// Where a location begins and ends, columns in characters.
    pub(super) fn range(&mut self, at: Location) -> Range {
        self.positions.range(at)
    }

    /// The same with columns in bytes.
    pub(super) fn byte_range(&mut self, at: Location) -> Range {
        let text = &self.report.corpus.source(at.source).text;
        let mut range = self.positions.range(at);
        let lines = self.positions.lines(at.source);
        for place in [&mut range.start, &mut range.end] {
            place.column = place.offset - lines.line_span(text, place.line - 1).start as usize + 1;
        }
        range
    }

    /// The other places of a finding and how to mend it, a line each.
    pub(super) fn details(&mut self, d: &Diagnostic) -> Vec<String> {
        let mut lines = Vec::with_capacity(d.related.len() + 1);
        for label in d.related.iter().take(MOST_RELATED) {
            let at = self.range(label.location).start;
            let path = self.path(label.location.source);
            let place = format!("{path}:{}:{}", at.line, at.column);
            lines.push(match label.message.is_empty() {
                true => one_line(&place, LONGEST_MESSAGE),
                false => one_line(&format!("{place}: {}", label.message), LONGEST_MESSAGE),
            });
        }
        if let Some(fix) = d.fix.as_ref().filter(|fix| !fix.title.is_empty()) {
            let word = say(self.report.tongue, &format!("fix-{}", fix.applicability.as_str()), &[]);
            lines.push(format!("{word}{}", one_line(&fix.title, LONGEST_MESSAGE)));
        }
        lines
    }
}

/// The message of a finding, on one line.
pub(super) fn message(d: &Diagnostic) -> Cow<'_, str> {
    sentence(&d.message)
}

/// What a message, a label or the title of a fix says, on one line. Most of them are fit to be seen as they are.
pub(super) fn sentence(text: &str) -> Cow<'_, str> {
    match special(text) {
        None if text.len() <= LONGEST_MESSAGE => Cow::Borrowed(text),
        _ => Cow::Owned(one_line(text, LONGEST_MESSAGE)),
    }
}

/// The fix when it has edits that may be offered to be applied.
pub(super) fn usable_fix(d: &Diagnostic) -> Option<&Fix> {
    d.fix.as_ref().filter(|fix| fix.applicability != Applicability::Manual && !fix.edits.is_empty())
}

/// The level as SARIF and GitHub name them, but for `third`, the name of the lowest.
pub(super) fn level(severity: Severity, third: &'static str) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => third,
    }
}
