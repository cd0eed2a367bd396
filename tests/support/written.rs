//! A report of findings, as bytes.

use tidings::corpus::Corpus;
use tidings::diagnostic::Diagnostic;
use tidings::report::{Report, Reporter, Summary};
use tidings::words::Tongue;

/// What a reporter writes of findings.
pub(crate) fn written(corpus: &Corpus, diagnostics: &[Diagnostic], reporter: &dyn Reporter) -> Vec<u8> {
    let summary = Summary::new(corpus, diagnostics, |_| true);
    let report = Report { corpus, root: "", diagnostics, summary: &summary, statistics: None, tongue: Tongue::En };
    let mut out = Vec::new();
    reporter.write(&report, &mut out).expect("memory takes any report");
    out
}
