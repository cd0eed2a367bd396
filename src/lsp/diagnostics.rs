//! Findings as the protocol has them.

use std::hash::{Hash, Hasher};

use gen_lsp_types as lsp;
use rustc_hash::FxHasher;
use serde_json::json;

use super::client::Client;
use super::message::written;
use super::site::Site;
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::report::rule_url;
use crate::text::SourceId;

/// The scheme of the pages of rules, for clients that can show a text of the server's and know no better address.
const RULE_SCHEME: &str = "tidings-rule";

/// The findings of a page.
pub(super) fn of_page(site: &Site, client: &Client, id: SourceId) -> Vec<lsp::Diagnostic> {
    site.findings(id).iter().map(|finding| one(site, client, finding)).collect()
}

/// One finding.
pub(super) fn one(site: &Site, client: &Client, finding: &Diagnostic) -> lsp::Diagnostic {
    let related = finding.related.iter().map(|label| lsp::DiagnosticRelatedInformation {
        location: site.location(label.location),
        message: if label.message.is_empty() { finding.rule.to_string() } else { label.message.clone() },
    });
    lsp::Diagnostic {
        range: site.range(finding.primary.source, finding.primary.span),
        severity: Some(match finding.severity {
            Severity::Error => lsp::DiagnosticSeverity::Error,
            Severity::Warning => lsp::DiagnosticSeverity::Warning,
            Severity::Info => lsp::DiagnosticSeverity::Information,
        }),
        code: Some(finding.rule.to_string().into()),
        code_description: rule_address(&finding.rule, client).map(|href| lsp::CodeDescription { href }),
        source: Some("tidings".to_owned()),
        message: message(finding).into(),
        tags: tags(finding).filter(|_| client.tags),
        related_information: (client.related_information && !finding.related.is_empty()).then(|| related.collect()),
        data: finding.fix.as_ref().map(|fix| json!({"fix": fix.applicability.as_str()})),
    }
}

/// Where the page of a rule is, for clients that can go there.
fn rule_address(rule: &str, client: &Client) -> Option<lsp::Uri> {
    let address = rule_url(rule).filter(|url| url.starts_with("https://"));
    let own = || client.rule_pages.then(|| format!("{RULE_SCHEME}:/{rule}.md"));
    address.or_else(own).filter(|_| client.code_description).map(lsp::Uri)
}

/// The sentence, and what to do when no edit can do it.
fn message(finding: &Diagnostic) -> String {
    match &finding.fix {
        Some(fix) if fix.edits.is_empty() && !fix.title.is_empty() => format!("{}\n{}", finding.message, fix.title),
        _ => finding.message.clone(),
    }
}

/// What is only to be deleted is shown as unnecessary.
fn tags(finding: &Diagnostic) -> Option<Vec<lsp::DiagnosticTag>> {
    let fix = finding.fix.as_ref().filter(|fix| fix.applicability == Applicability::Safe)?;
    let deletes = |edit: &crate::diagnostic::Edit| {
        edit.text.is_empty()
            && edit.location.source == finding.primary.source
            && edit.location.span.contains(finding.primary.span)
    };
    (fix.edits.len() == 1 && deletes(&fix.edits[0])).then(|| vec![lsp::DiagnosticTag::Unnecessary])
}

/// Findings as a client is told them.
#[derive(Debug)]
pub(super) struct Told {
    /// The list as JSON.
    pub(super) list: String,
    /// A number that tells two lists apart.
    pub(super) hash: u64,
}

impl Told {
    /// The parameters of the notification that publishes them.
    pub(super) fn about(&self, uri: &str, version: Option<i32>) -> String {
        let version = version.map_or_else(String::new, |version| format!(r#""version":{version},"#));
        format!(r#"{{"uri":{},{version}"diagnostics":{}}}"#, written(&uri), self.list)
    }
}

/// Writes a list of findings.
pub(super) fn told(findings: &[lsp::Diagnostic]) -> Told {
    let list = written(&findings);
    let mut hasher = FxHasher::default();
    list.hash(&mut hasher);
    Told { list, hash: hasher.finish() }
}
