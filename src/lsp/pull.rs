//! Findings for clients that ask for them: of one text, and of everything.

use std::collections::HashMap;

use gen_lsp_types as lsp;
use gen_lsp_types::json_rpc::Id;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::diagnostics::{of_page, told};
use super::message::{Failure, INVALID_PARAMS, written};
use super::server::Server;

/// A request for the findings of everything. It is answered when there is something new to tell: a client that is
/// answered asks again at once.
#[derive(Debug)]
pub(super) struct WorkspacePull {
    pub(super) id: Id,
    /// What the client knows, by address.
    known: FxHashMap<String, String>,
}

fn result_id(hash: u64) -> String {
    format!("{hash:016x}")
}

fn full(items: Vec<lsp::Diagnostic>) -> lsp::FullDocumentDiagnosticReport {
    lsp::FullDocumentDiagnosticReport { result_id: Some(result_id(told(&items).hash)), items }
}

impl Server {
    /// `textDocument/diagnostic`.
    pub(super) fn pull(
        &mut self,
        params: lsp::DocumentDiagnosticParams,
    ) -> Result<lsp::DocumentDiagnosticReport, Failure> {
        let uri = params.text_document.uri.0;
        let page = self.page_of(&uri).or_else(|| self.closed_page(&uri));
        let Some((number, id)) = page else {
            let report = lsp::RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: full(Vec::new()),
            };
            return Ok(report.into());
        };
        self.refresh(number, &[id]);
        let Some(site) = self.slots.get(&number).and_then(|slot| slot.site.as_ref()) else {
            return Err(Failure::new(INVALID_PARAMS, "no such page"));
        };
        let found = full(of_page(site, &self.client, id));
        let mut related = HashMap::new();
        if self.client.related_documents {
            for other in site.family(id).into_iter().skip(1) {
                let uri = self.document_at(number, other).unwrap_or_else(|| site.uri(other).0);
                let report = full(of_page(site, &self.client, other));
                related.insert(lsp::Uri(uri), lsp::RelatedDocument::FullDocumentDiagnosticReport(report));
            }
        }
        for (uri, report) in &related {
            if let (Some(document), lsp::RelatedDocument::FullDocumentDiagnosticReport(report)) =
                (self.documents.get_mut(&uri.0), report)
            {
                document.reported = Some(told(&report.items).hash);
            }
        }
        let related_documents = (!related.is_empty()).then_some(related);
        if let Some(document) = self.documents.get_mut(&uri) {
            document.reported = Some(told(&found.items).hash);
        }
        self.settled = false;
        Ok(match found.result_id {
            Some(result_id) if params.previous_result_id.as_deref() == Some(&result_id) => {
                lsp::RelatedUnchangedDocumentDiagnosticReport {
                    related_documents,
                    unchanged_document_diagnostic_report: lsp::UnchangedDocumentDiagnosticReport { result_id },
                }
                .into()
            }
            _ => lsp::RelatedFullDocumentDiagnosticReport { related_documents, full_document_diagnostic_report: found }
                .into(),
        })
    }

    /// `workspace/diagnostic`: noted, and answered when everything is known.
    pub(super) fn pull_workspace(&mut self, id: &Id, params: &Value) {
        let known = params["previousResultIds"].as_array().map_or(&[][..], Vec::as_slice);
        let known = known
            .iter()
            .filter_map(|known| Some((known["uri"].as_str()?.to_owned(), known["value"].as_str()?.to_owned())));
        self.pulls.push(WorkspacePull { id: id.clone(), known: known.collect() });
        self.settled = false;
    }

    /// Answers requests for everything, now that everything is known, when there is something new to tell.
    pub(super) fn finish_pulls(&mut self) {
        if self.pulls.is_empty() || self.slots.values().any(|slot| slot.loading.is_some()) {
            return;
        }
        let mut all: Vec<(String, Option<i32>, Vec<lsp::Diagnostic>)> = Vec::new();
        for (&number, slot) in &self.slots {
            let Some(site) = slot.site.as_ref().filter(|site| site.complete) else { continue };
            for id in site.project.corpus.ids() {
                let open = self.document_at(number, id);
                let version = open.as_ref().and_then(|uri| self.documents.get(uri)).map(|document| document.version);
                let wanted = self.client.whole_site || open.is_some() || self.belongs_to_open(number, id);
                let found = if wanted { of_page(site, &self.client, id) } else { Vec::new() };
                all.push((open.unwrap_or_else(|| site.uri(id).0), version, found));
            }
        }
        let mut waiting = Vec::new();
        for pull in std::mem::take(&mut self.pulls) {
            let news: Vec<lsp::WorkspaceDocumentDiagnosticReport> = all
                .iter()
                .filter(|(uri, _, found)| match pull.known.get(uri) {
                    Some(known) => *known != result_id(told(found).hash),
                    None => !found.is_empty(),
                })
                .map(|(uri, version, found)| {
                    let full_document_diagnostic_report = full(found.clone());
                    let uri = lsp::Uri(uri.clone());
                    lsp::WorkspaceFullDocumentDiagnosticReport {
                        uri,
                        version: *version,
                        full_document_diagnostic_report,
                    }
                    .into()
                })
                .collect();
            if news.is_empty() && !pull.known.is_empty() {
                waiting.push(pull);
                continue;
            }
            let report = lsp::WorkspaceDiagnosticReport { items: news };
            self.out.respond(&pull.id, Ok(written(&report)));
        }
        self.pulls = waiting;
    }

    /// True when the page is a translation, or the original, of an open one.
    fn belongs_to_open(&self, number: u32, id: crate::text::SourceId) -> bool {
        let Some(site) = self.slots.get(&number).and_then(|slot| slot.site.as_ref()) else { return false };
        site.family(id).into_iter().skip(1).any(|other| self.document_at(number, other).is_some())
    }

    /// The page at the address of a file that is not open.
    pub(super) fn closed_page(&self, uri: &str) -> Option<(u32, crate::text::SourceId)> {
        let file = crate::discover::real_path(&super::uri::to_path(uri)?);
        self.slots.iter().find_map(|(&number, slot)| {
            let site = slot.site.as_ref()?;
            Some((number, site.find(&site.page_path(&file)?)?))
        })
    }
}
