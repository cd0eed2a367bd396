//! Format `short`: one finding a line, `path:line:col: severity[rule]: message`, as compilers write it and editors read it.

use std::io::{self, Write};

use super::{Positions, Report, Reporter, Shown, path_at_line_start};

/// The format `short`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Short;

impl Reporter for Short {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut positions = Positions::new(report.corpus);
        for d in report.diagnostics {
            let at = positions.range(d.primary).start;
            let path = path_at_line_start(&report.corpus.source(d.primary.source).path);
            let (line, column, severity) = (at.line, at.column, d.severity.as_str());
            writeln!(out, "{path}:{line}:{column}: {severity}[{}]: {}", d.rule, Shown(&d.message))?;
        }
        match report.statistics {
            Some(statistics) => statistics.write(report.tongue, out),
            None => Ok(()),
        }
    }
}
