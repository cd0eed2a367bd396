//! From here to there: the other language, the target of a link, the users of an anchor; and the links of a page.

use gen_lsp_types as lsp;

use super::here::Here;
use super::message::{Failure, REQUEST_FAILED};
use super::server::Server;
use crate::lookup::anchors::Refusal;
use crate::lookup::cursor::{self, Thing};
use crate::lookup::{anchors, counterpart, targets};
use crate::text::{Location, SourceId, Span};
use crate::words::say;

impl Server {
    /// `textDocument/definition`: from a link to what it leads to, from anything else to the same in the other language.
    pub(super) fn definition(&self, params: lsp::DefinitionParams) -> Result<Option<lsp::DefinitionResponse>, Failure> {
        let Some(here) = self.here(&params.text_document_position_params) else { return Ok(None) };
        let source = here.site.project.corpus.source(here.id);
        let found: Vec<(Span, SourceId, Span)> = match cursor::at(source, here.offset) {
            Thing::Link(link, _) => match targets::of(here.view(), here.id, link) {
                Some(targets::Place::Page { page, heading }) => {
                    vec![(link.span, page, heading.unwrap_or(Span::at(0)))]
                }
                _ => Vec::new(),
            },
            _ => {
                let found = counterpart::of(here.view(), here.id, here.offset);
                found.into_iter().map(|found| (found.own, found.page, found.span)).collect()
            }
        };
        if found.is_empty() {
            return Ok(None);
        }
        if self.client.definition_links {
            let link = |(own, page, span): (Span, SourceId, Span)| {
                let target = here.site.range(page, span);
                let first = lsp::Range { start: target.start, end: target.start };
                lsp::LocationLink {
                    origin_selection_range: Some(here.site.range(here.id, own)),
                    target_uri: self.address_of(here, page),
                    target_range: target,
                    target_selection_range: first,
                }
            };
            return Ok(Some(found.into_iter().map(link).collect::<Vec<_>>().into()));
        }
        let locations = found.into_iter().map(|(_, source, span)| self.location_of(here, Location { source, span }));
        Ok(Some(lsp::Definition::LocationList(locations.collect()).into()))
    }

    /// `textDocument/references`: every link to an anchor, in all languages.
    pub(super) fn references(&self, params: lsp::ReferenceParams) -> Result<Option<Vec<lsp::Location>>, Failure> {
        let Some(here) = self.here(&params.text_document_position_params) else { return Ok(None) };
        let Some(anchor) = anchors::at(here.view(), here.id, here.offset) else { return Ok(None) };
        let mut found = anchors::uses(here.view(), &anchor);
        if params.context.include_declaration {
            let headings = anchor.headings.iter().map(|(source, heading)| {
                let span = heading.explicit.as_ref().map_or(heading.content, |explicit| explicit.span);
                Location { source: *source, span }
            });
            found.extend(headings);
        }
        Ok(Some(found.into_iter().map(|at| self.location_of(here, at)).collect()))
    }

    /// `textDocument/prepareRename`.
    pub(super) fn prepare_rename(
        &self,
        params: lsp::PrepareRenameParams,
    ) -> Result<Option<lsp::PrepareRenameResult>, Failure> {
        let Some(here) = self.here(&params.text_document_position_params) else { return Ok(None) };
        let anchor = anchors::at(here.view(), here.id, here.offset);
        Ok(anchor.map(|anchor| {
            let range = here.site.range(here.id, anchor.own.span);
            lsp::PrepareRenamePlaceholder { range, placeholder: anchor.id.to_string() }.into()
        }))
    }

    /// `textDocument/rename`: another name for an anchor in all languages and all links.
    pub(super) fn rename(&self, params: lsp::RenameParams) -> Result<Option<lsp::WorkspaceEdit>, Failure> {
        let Some(here) = self.here(&params.text_document_position_params) else { return Ok(None) };
        let Some(anchor) = anchors::at(here.view(), here.id, here.offset) else { return Ok(None) };
        match anchors::rename(here.view(), &anchor, &params.new_name) {
            Ok(edits) => Ok(Some(self.workspace_edit(here.number, &edits))),
            Err(refusal) => Err(Failure::new(REQUEST_FAILED, self.refusal(here, &refusal, &params.new_name))),
        }
    }

    fn refusal(&self, here: Here<'_>, refusal: &Refusal, name: &str) -> String {
        let tongue = self.tongue();
        match refusal {
            Refusal::Name => say(tongue, "lsp-rename-name", &[("name", name)]),
            Refusal::Derived => say(tongue, "lsp-rename-derived", &[]),
            Refusal::Taken(page) => {
                let path = &here.site.project.corpus.source(*page).path;
                say(tongue, "lsp-rename-taken", &[("name", name), ("path", path)])
            }
        }
    }

    /// `textDocument/documentLink`.
    pub(super) fn links(&self, params: lsp::DocumentLinkParams) -> Result<Option<Vec<lsp::DocumentLink>>, Failure> {
        let Some(here) = self.page(&params.text_document) else { return Ok(None) };
        let source = here.site.project.corpus.source(here.id);
        let link = |link: &crate::document::Link| {
            let (target, tooltip) = match targets::of(here.view(), here.id, link)? {
                targets::Place::Address(address) => (lsp::Uri(address), None),
                targets::Place::Page { page, heading } => {
                    let uri = self.address_of(here, page).0;
                    let line = heading.map(|span| here.site.range(page, span).start.line + 1);
                    let uri = line.map_or(uri.clone(), |line| format!("{uri}#L{line}"));
                    (lsp::Uri(uri), Some(here.site.project.corpus.source(page).path.to_string()))
                }
            };
            let range = here.site.range(here.id, link.destination.span);
            Some(lsp::DocumentLink { range, target: Some(target), tooltip, data: None })
        };
        // A link of the reference style stands where its definition does: once is enough.
        let mut links: Vec<lsp::DocumentLink> = source.document.links.iter().filter_map(link).collect();
        links.dedup_by(|a, b| a.range == b.range);
        Ok(Some(links))
    }
}
