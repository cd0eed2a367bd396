//! Formats `rdjson` and `rdjsonl`: for reviewdog, which comments on the lines of a pull request and offers suggestions.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::ci::{Teller, message, sentence, usable_fix};
use super::{Report, Reporter, rule_url, write_json};
use crate::corpus::Corpus;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::text::{Location, Span};

/// Most bytes of page that one suggestion replaces: several edits far apart are no suggestion that anybody can read.
const LARGEST_SUGGESTION: usize = 4096;

/// The format `rdjson`: one object.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rdjson<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
}

/// The format `rdjsonl`: one finding a line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rdjsonl<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
}

#[derive(Serialize)]
struct RdDiagnostic<'a> {
    message: Cow<'a, str>,
    location: RdLocation,
    severity: &'static str,
    code: RdCode<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<RdSuggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RdRelated<'a>>,
    source: RdSource,
}

#[derive(Serialize)]
struct RdLocation {
    path: String,
    range: RdRange,
}

#[derive(Serialize)]
struct RdRange {
    start: RdPlace,
    end: RdPlace,
}

/// reviewdog counts columns in bytes.
#[derive(Serialize)]
struct RdPlace {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct RdCode<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct RdSuggestion {
    range: RdRange,
    text: String,
}

#[derive(Serialize)]
struct RdRelated<'a> {
    message: Cow<'a, str>,
    location: RdLocation,
}

#[derive(Serialize)]
struct RdSource {
    name: &'static str,
}

impl Reporter for Rdjson<'_> {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut teller = Teller::new(report, self.folder);
        out.write_all(b"{\"source\":{\"name\":\"tidings\"},\"diagnostics\":[")?;
        for (i, d) in report.diagnostics.iter().enumerate() {
            out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
            write_json(out, &diagnostic(report.corpus, &mut teller, d))?;
        }
        out.write_all(b"\n]}\n")
    }
}

impl Reporter for Rdjsonl<'_> {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut teller = Teller::new(report, self.folder);
        for d in report.diagnostics {
            write_json(out, &diagnostic(report.corpus, &mut teller, d))?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

fn diagnostic<'d>(corpus: &Corpus, teller: &mut Teller<'_>, d: &'d Diagnostic) -> RdDiagnostic<'d> {
    let related = d
        .related
        .iter()
        .map(|label| RdRelated { message: sentence(&label.message), location: location(teller, label.location) });
    RdDiagnostic {
        related_locations: related.collect(),
        message: message(d),
        location: location(teller, d.primary),
        severity: match d.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        code: RdCode { value: &d.rule, url: rule_url(&d.rule).filter(|url| url.contains("://")) },
        suggestions: suggestion(corpus, teller, d).into_iter().collect(),
        source: RdSource { name: "tidings" },
    }
}

/// The edits of a fix as one suggestion, since reviewdog offers each by itself, and a fix is applied whole or not at all.
fn suggestion(corpus: &Corpus, teller: &mut Teller<'_>, d: &Diagnostic) -> Option<RdSuggestion> {
    let source = d.primary.source;
    let mut edits: Vec<&Edit> = usable_fix(d)?.edits.iter().collect();
    if edits.iter().any(|edit| edit.location.source != source) {
        return None;
    }
    edits.sort_by_key(|edit| edit.location.span);
    let (first, last) = (edits.first()?.location.span, edits.last()?.location.span);
    if edits.len() > 1 && last.end as usize - first.start as usize > LARGEST_SUGGESTION {
        return None;
    }
    let page = &corpus.source(source).text;
    let mut text = String::new();
    let mut at = first.start;
    for edit in edits {
        let span = edit.location.span;
        if span.start < at {
            return None;
        }
        text.push_str(Span { start: at, end: span.start }.of(page));
        text.push_str(&edit.text);
        at = span.end;
    }
    let whole = Location { source, span: Span { start: first.start, end: at } };
    Some(RdSuggestion { range: range(teller, whole), text })
}

fn location(teller: &mut Teller<'_>, at: Location) -> RdLocation {
    RdLocation { path: teller.path(at.source), range: range(teller, at) }
}

fn range(teller: &mut Teller<'_>, at: Location) -> RdRange {
    let range = teller.byte_range(at);
    let place = |place: super::Place| RdPlace { line: place.line, column: place.column };
    RdRange { start: place(range.start), end: place(range.end) }
}
