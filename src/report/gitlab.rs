//! Format `gitlab`: the code quality report that GitLab shows in merge requests.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::ci::{Teller, message};
use super::{Report, Reporter, write_json};
use crate::diagnostic::Severity;
use crate::engine::fingerprint::fingerprints;

/// The format `gitlab`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gitlab<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
}

#[derive(Serialize)]
struct Issue<'a> {
    description: Cow<'a, str>,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl Reporter for Gitlab<'_> {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut teller = Teller::new(report, self.folder);
        let fingerprints = fingerprints(report.corpus, report.diagnostics);
        out.write_all(b"[")?;
        for (i, (d, fingerprint)) in report.diagnostics.iter().zip(fingerprints).enumerate() {
            let range = teller.range(d.primary);
            let lines = Lines { begin: range.start.line, end: range.end.line };
            let issue = Issue {
                description: message(d),
                check_name: &d.rule,
                fingerprint: fingerprint.to_string(),
                severity: match d.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Info => "info",
                },
                location: Location { path: teller.path(d.primary.source), lines },
            };
            out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
            write_json(out, &issue)?;
        }
        out.write_all(b"\n]\n")
    }
}
