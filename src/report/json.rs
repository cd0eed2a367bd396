//! Formats `json`, one object for programs, and `jsonl`, one finding a line. Their structs are their own, so that the
//! formats change only on purpose.

use std::io::{self, Write};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::shown::special;
use super::{Positions, Range, Report, Reporter, rule_url};
use crate::corpus::Corpus;
use crate::diagnostic::{Diagnostic, Edit, Fix, Label};

/// The number of the format: it grows when a field goes away or changes its meaning, not when one is added.
const SCHEMA: u32 = 1;

/// The format `json`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json;

/// The format `jsonl`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Jsonl;

#[derive(Serialize)]
pub(super) struct JsonDiagnostic<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    path: &'a str,
    range: Range,
    related: Vec<JsonLabel<'a>>,
    fix: Option<JsonFix<'a>>,
    url: Option<String>,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    path: &'a str,
    range: Range,
    text: &'a str,
}

impl Reporter for Json {
    /// Writes finding after finding, one a line, so that a report of any size needs no room of its own.
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut maker = Maker::new(report.corpus);
        let mut line = Vec::new();
        write!(out, "{{\"schema\":{SCHEMA},\"root\":")?;
        write_json(out, report.root)?;
        out.write_all(b",\"diagnostics\":[")?;
        for (i, diagnostic) in report.diagnostics.iter().enumerate() {
            out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
            write_line(out, &mut line, &maker.diagnostic(diagnostic))?;
        }
        out.write_all(b"\n],\"summary\":")?;
        write_json(out, report.summary)?;
        if let Some(statistics) = report.statistics {
            out.write_all(b",\"statistics\":")?;
            write_json(out, statistics)?;
        }
        out.write_all(b"}\n")
    }
}

impl Reporter for Jsonl {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut maker = Maker::new(report.corpus);
        let mut line = Vec::new();
        for diagnostic in report.diagnostics {
            write_line(out, &mut line, &maker.diagnostic(diagnostic))?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// Makes findings ready to be written, with the lines and columns of their places.
pub(super) struct Maker<'a> {
    corpus: &'a Corpus,
    positions: Positions<'a>,
    /// The documentation pages of the rules met so far.
    urls: FxHashMap<Arc<str>, Option<String>>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(corpus: &'a Corpus) -> Self {
        Self { corpus, positions: Positions::new(corpus), urls: FxHashMap::default() }
    }

    pub(super) fn diagnostic<'d>(&mut self, d: &'d Diagnostic) -> JsonDiagnostic<'d>
    where
        'a: 'd,
    {
        JsonDiagnostic {
            rule: &d.rule,
            severity: d.severity.as_str(),
            message: &d.message,
            path: self.path(d.primary.source),
            range: self.positions.range(d.primary),
            related: d.related.iter().map(|label| self.label(label)).collect(),
            fix: d.fix.as_ref().map(|fix| self.fix(fix)),
            url: self.url(&d.rule),
        }
    }

    fn url(&mut self, rule: &Arc<str>) -> Option<String> {
        if !self.urls.contains_key(rule) {
            self.urls.insert(rule.clone(), rule_url(rule));
        }
        self.urls.get(rule).cloned().flatten()
    }

    fn label<'d>(&mut self, label: &'d Label) -> JsonLabel<'d>
    where
        'a: 'd,
    {
        let path = self.path(label.location.source);
        JsonLabel { path, range: self.positions.range(label.location), message: &label.message }
    }

    fn fix<'d>(&mut self, fix: &'d Fix) -> JsonFix<'d>
    where
        'a: 'd,
    {
        let edits = fix.edits.iter().map(|edit| self.edit(edit)).collect();
        JsonFix { title: &fix.title, applicability: fix.applicability.as_str(), edits }
    }

    fn edit<'d>(&mut self, edit: &'d Edit) -> JsonEdit<'d>
    where
        'a: 'd,
    {
        let path = self.path(edit.location.source);
        JsonEdit { path, range: self.positions.range(edit.location), text: &edit.text }
    }

    fn path(&self, source: crate::text::SourceId) -> &'a str {
        &self.corpus.source(source).path
    }
}

/// Writes a value as JSON on one line in which no character is hidden: a report may well be looked at in a terminal.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write_json<T: Serialize + ?Sized>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    write_line(out, &mut Vec::new(), value)
}

/// The same with a buffer that may be used again. JSON is made in memory, since a serializer writes a few bytes at a time,
/// and looked through as a whole: what must not be seen as it is can only stand in its strings.
fn write_line<T: Serialize + ?Sized>(out: &mut dyn Write, json: &mut Vec<u8>, value: &T) -> io::Result<()> {
    json.clear();
    serde_json::to_writer(&mut *json, value)?;
    let mut rest = std::str::from_utf8(json).expect("JSON is text");
    while let Some((at, hidden)) = special(rest) {
        out.write_all(&rest.as_bytes()[..at])?;
        for unit in hidden.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = &rest[at + hidden.len_utf8()..];
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_hidden_in_json_and_nothing_is_lost() {
        let text = "a\u{1b}[31m\u{202e}\r\n\u{7f}\u{e0041}长 “x” \"##[error]\" ##\n[ ##vso[ ok[1]";
        let mut line = Vec::new();
        write_json(&mut line, &[text, "plain"]).expect("memory takes everything");
        let line = String::from_utf8(line).expect("JSON is text");
        let seen = r###"["a\u001b[31m\u202e\r\n\u007f\udb40\udc41长 “x” \"##\u005berror]\" ##\n[ ##vso\u005b ok[1]","plain"]"###;
        assert_eq!(line, seen);
        assert_eq!(serde_json::from_str::<Vec<String>>(&line).expect("JSON"), [text, "plain"]);
    }
}
