//! Format `github`: workflow commands, which GitHub's runner turns into annotations on the changed lines.

use std::io::{self, Write};

use super::ci::{Teller, level, message};
use super::{Report, Reporter, Shown};

/// The format `github`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Github<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
}

impl Reporter for Github<'_> {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut teller = Teller::new(report, self.folder);
        for d in report.diagnostics {
            let range = teller.range(d.primary);
            let path = Shown(&teller.path(d.primary.source)).to_string();
            let (start, end) = (range.start, range.end);
            write!(out, "::{} file=", level(d.severity, "notice"))?;
            write_escaped(out, &path, true)?;
            write!(out, ",line={},endLine={}", start.line, end.line)?;
            // The runner takes columns only for a place on one line.
            if start.line == end.line {
                write!(out, ",col={},endColumn={}", start.column, end.column)?;
            }
            out.write_all(b",title=")?;
            write_escaped(out, &d.rule, true)?;
            out.write_all(b"::")?;
            write_escaped(out, &message(d), false)?;
            for line in teller.details(d) {
                out.write_all(b"%0A")?;
                write_escaped(out, &line, false)?;
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// Writes text as the runner decodes it: `%` and line ends everywhere, `:` and `,` in properties too.
fn write_escaped(out: &mut dyn Write, text: &str, property: bool) -> io::Result<()> {
    for c in text.chars() {
        match c {
            '%' => out.write_all(b"%25"),
            '\r' => out.write_all(b"%0D"),
            '\n' => out.write_all(b"%0A"),
            ':' if property => out.write_all(b"%3A"),
            ',' if property => out.write_all(b"%2C"),
            c => out.write_all(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }?;
    }
    Ok(())
}
