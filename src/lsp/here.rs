//! The page and the place that a request is about.

use gen_lsp_types as lsp;

use super::server::Server;
use super::site::Site;
use crate::lookup::View;
use crate::text::SourceId;

/// A place on a page of a site.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    /// The site's slot.
    pub(super) number: u32,
    pub(super) site: &'a Site,
    pub(super) id: SourceId,
    pub(super) offset: u32,
}

impl<'a> Here<'a> {
    /// The site for lookups.
    pub(super) fn view(self) -> View<'a> {
        let project = &self.site.project;
        View { corpus: &project.corpus, facts: &project.facts, rules: &project.rules }
    }
}

impl Server {
    /// The page at an address; open or not.
    pub(super) fn page(&self, id: &lsp::TextDocumentIdentifier) -> Option<Here<'_>> {
        let (number, id) = self.page_of(&id.uri.0).or_else(|| self.closed_page(&id.uri.0))?;
        let site = self.slots.get(&number)?.site.as_ref()?;
        Some(Here { number, site, id, offset: 0 })
    }

    /// The place that a request names.
    pub(super) fn here(&self, at: &lsp::TextDocumentPositionParams) -> Option<Here<'_>> {
        let page = self.page(&at.text_document)?;
        let offset = page.site.offset(page.id, at.position);
        Some(Here { offset, ..page })
    }

    /// The address of a page as the client knows it: that of the open text, if there is one.
    pub(super) fn address_of(&self, here: Here<'_>, id: SourceId) -> lsp::Uri {
        self.document_at(here.number, id).map_or_else(|| here.site.uri(id), lsp::Uri)
    }

    /// A place with its address.
    pub(super) fn location_of(&self, here: Here<'_>, at: crate::text::Location) -> lsp::Location {
        lsp::Location { uri: self.address_of(here, at.source), range: here.site.range(at.source, at.span) }
    }
}
