//! Formats in XML: `junit` for test reports, `checkstyle` for the many programs that read it.
//!
//! quick-xml writes and escapes; the few element names stand here. The crate for JUnit reports gathers the whole report
//! in memory, brings crates for times and identifiers that a report without either has no use for, and takes control
//! characters out of texts, where people should see that they are there.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::ci::{Teller, level, message};
use super::{Report, Reporter, Shown};
use crate::diagnostic::{Diagnostic, Severity};

/// The format `junit`: a suite for each page with findings, a case for each finding.
#[derive(Debug, Clone, Copy)]
pub struct Junit<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
    /// The least severity that is a failure; what lies below is told as a skipped case.
    pub fail_on: Severity,
}

/// The format `checkstyle`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Checkstyle<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
}

impl Reporter for Junit<'_> {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut teller = Teller::new(report, self.folder);
        let mut xml = begin(out)?;
        let counts = self.counts(report.diagnostics);
        open(&mut xml, "testsuites", &[("name", "tidings"), counts.tests(), counts.failures(), ("errors", "0")])?;
        for page in report.diagnostics.chunk_by(|a, b| a.primary.source == b.primary.source) {
            self.suite(&mut teller, page, &mut xml)?;
        }
        if report.diagnostics.is_empty() {
            // A report without any case is taken for a run that went wrong.
            let suite = [("name", "tidings"), ("tests", "1"), ("failures", "0"), ("errors", "0"), ("skipped", "0")];
            open(&mut xml, "testsuite", &suite)?;
            empty(&mut xml, "testcase", &[("name", "check"), ("classname", "tidings")])?;
            close(&mut xml, "testsuite")?;
        }
        end(xml, "testsuites")
    }
}

impl Junit<'_> {
    fn suite(&self, teller: &mut Teller<'_>, page: &[Diagnostic], xml: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        let Some(first) = page.first() else { return Ok(()) };
        let path = Shown(&teller.path(first.primary.source)).to_string();
        let counts = self.counts(page);
        let suite = [("name", &*path), counts.tests(), counts.failures(), ("errors", "0"), counts.skipped()];
        open(xml, "testsuite", &suite)?;
        for d in page {
            let at = teller.range(d.primary).start;
            let name = format!("{} {}:{}", d.rule, at.line, at.column);
            open(xml, "testcase", &[("name", &name), ("classname", &path)])?;
            let message = message(d);
            match d.severity >= self.fail_on {
                true => {
                    let kind = d.severity.as_str();
                    open(xml, "failure", &[("message", &message), ("type", kind)])?;
                    let place = format!("{path}:{}:{}", at.line, at.column);
                    let lines = [vec![format!("{place}: {message}")], teller.details(d)].concat();
                    xml.write_event(Event::Text(BytesText::new(&lines.join("\n"))))?;
                    close(xml, "failure")?;
                }
                false => empty(xml, "skipped", &[("message", &message)])?,
            }
            close(xml, "testcase")?;
        }
        close(xml, "testsuite")
    }

    fn counts(&self, diagnostics: &[Diagnostic]) -> Counts {
        let failures = diagnostics.iter().filter(|d| d.severity >= self.fail_on).count();
        // The case that stands for a run without findings.
        let tests = diagnostics.len().max(1);
        Counts {
            tests: tests.to_string(),
            failures: failures.to_string(),
            skipped: (diagnostics.len() - failures).to_string(),
        }
    }
}

/// Numbers as attributes.
struct Counts {
    tests: String,
    failures: String,
    skipped: String,
}

impl Counts {
    fn tests(&self) -> (&str, &str) {
        ("tests", &self.tests)
    }

    fn failures(&self) -> (&str, &str) {
        ("failures", &self.failures)
    }

    fn skipped(&self) -> (&str, &str) {
        ("skipped", &self.skipped)
    }
}

impl Reporter for Checkstyle<'_> {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut teller = Teller::new(report, self.folder);
        let mut xml = begin(out)?;
        open(&mut xml, "checkstyle", &[("version", "8.0")])?;
        for page in report.diagnostics.chunk_by(|a, b| a.primary.source == b.primary.source) {
            let Some(first) = page.first() else { continue };
            open(&mut xml, "file", &[("name", &Shown(&teller.path(first.primary.source)).to_string())])?;
            for d in page {
                let at = teller.range(d.primary).start;
                let (line, column) = (at.line.to_string(), at.column.to_string());
                let (severity, source) = (level(d.severity, "info"), format!("tidings.{}", d.rule));
                let finding = [
                    ("line", &*line),
                    ("column", &*column),
                    ("severity", severity),
                    ("message", &*message(d)),
                    ("source", &*source),
                ];
                empty(&mut xml, "error", &finding)?;
            }
            close(&mut xml, "file")?;
        }
        end(xml, "checkstyle")
    }
}

fn begin(out: &mut dyn Write) -> io::Result<Writer<&mut dyn Write>> {
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(xml)
}

fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}

fn open(xml: &mut Writer<&mut dyn Write>, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.write_event(Event::Start(element(name, attributes)))
}

fn empty(xml: &mut Writer<&mut dyn Write>, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.write_event(Event::Empty(element(name, attributes)))
}

fn close(xml: &mut Writer<&mut dyn Write>, name: &str) -> io::Result<()> {
    xml.write_event(Event::End(BytesEnd::new(name)))
}

fn end(mut xml: Writer<&mut dyn Write>, name: &str) -> io::Result<()> {
    close(&mut xml, name)?;
    xml.into_inner().write_all(b"\n")
}
