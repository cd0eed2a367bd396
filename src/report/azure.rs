//! Format `azure`: logging commands of Azure Pipelines, which become issues of the build.

use std::io::{self, Write};

use super::ci::{Teller, message};
use super::{Report, Reporter, Shown};
use crate::diagnostic::Severity;

/// The format `azure`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Azure<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
}

impl Reporter for Azure<'_> {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut teller = Teller::new(report, self.folder);
        for d in report.diagnostics {
            let at = teller.range(d.primary).start;
            let path = escaped(&Shown(&teller.path(d.primary.source)).to_string());
            // There is no third kind of issue.
            let kind = if d.severity == Severity::Error { "error" } else { "warning" };
            let (rule, message) = (escaped(&d.rule), escaped(&message(d)));
            let (line, column) = (at.line, at.column);
            write!(out, "##vso[task.logissue type={kind};sourcepath={path};linenumber={line};columnnumber={column};")?;
            writeln!(out, "code={rule};]{message}")?;
        }
        Ok(())
    }
}

/// Text as the agent decodes it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => escaped.push_str("%AZP25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            ';' => escaped.push_str("%3B"),
            ']' => escaped.push_str("%5D"),
            c => escaped.push(c),
        }
    }
    escaped
}
