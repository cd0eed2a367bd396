//! Format `github`: workflow commands, which GitHub's runner turns into annotations on the changed lines.

use std::io::{self, Write};

use super::ci::{Teller, level, message};
use super::shown::special;
use super::{Report, Reporter};

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
            let path = visible(&teller.path(d.primary.source));
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

/// A path without hidden characters but line ends, which are escaped further on. The others stand as in an address,
/// since `\u{…}` would bring back-slashes, which pass for another folder.
fn visible(path: &str) -> String {
    let mut visible = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((at, c)) = special(rest) {
        visible.push_str(&rest[..at]);
        match c {
            '\r' | '\n' => visible.push(c),
            c => visible.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}"))),
        }
        rest = &rest[at + c.len_utf8()..];
    }
    visible + rest
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_of_a_path_stand_as_in_an_address() {
        assert_eq!(visible("a\n::b/\u{1b}长\u{202e}##[x"), "a\n::b/%1B长%E2%80%AE##%5Bx");
        let mut bytes = Vec::new();
        write_escaped(&mut bytes, &visible("a\n::b\u{1b},"), true).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "a%0A%3A%3Ab%251B%2C");
    }
}
