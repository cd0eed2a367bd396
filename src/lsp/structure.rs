//! How a page is built, and what stands between its lines: symbols, folds, lenses, hints.

use std::collections::BTreeMap;

use gen_lsp_types as lsp;
use serde_json::json;

use super::here::Here;
use super::message::Failure;
use super::server::Server;
use crate::lookup::outline::{self, Fold, Section};
use crate::rules::write_id;
use crate::text::SourceId;
use crate::words::{count, say};

/// The command that a client offers to run for opening a page.
const OPEN: &str = "tidings.open";

impl Server {
    /// `textDocument/documentSymbol`.
    pub(super) fn symbols(
        &self,
        params: lsp::DocumentSymbolParams,
    ) -> Result<Option<lsp::DocumentSymbolResponse>, Failure> {
        let Some(here) = self.page(&params.text_document) else { return Ok(None) };
        let source = here.site.project.corpus.source(here.id);
        let sections = outline::sections(source);
        if self.client.nested_symbols {
            return Ok(Some(nested(here, &sections, 0, sections.len()).into()));
        }
        let flat = |section: &Section<'_>| {
            let range = here.site.range(here.id, section.span);
            let location = lsp::Location { uri: params.text_document.uri.clone(), range };
            let (kind, tags, container_name) = (lsp::SymbolKind::String, None, None);
            let base = lsp::BaseSymbolInformation { name: name(section), kind, tags, container_name };
            lsp::SymbolInformation::new(None, location, base)
        };
        Ok(Some(sections.iter().map(flat).collect::<Vec<_>>().into()))
    }

    /// `textDocument/foldingRange`.
    pub(super) fn folds(&self, params: lsp::FoldingRangeParams) -> Result<Option<Vec<lsp::FoldingRange>>, Failure> {
        let Some(here) = self.page(&params.text_document) else { return Ok(None) };
        let folds = outline::folds(here.site.project.corpus.source(here.id));
        let fold = |(span, fold): (crate::text::Span, Fold)| {
            let range = here.site.range(here.id, span);
            (range.start.line < range.end.line).then(|| lsp::FoldingRange {
                start_line: range.start.line,
                end_line: range.end.line,
                kind: Some(match fold {
                    Fold::Comment => lsp::FoldingRangeKind::Comment,
                    Fold::Region => lsp::FoldingRangeKind::Region,
                }),
                ..lsp::FoldingRange::default()
            })
        };
        Ok(Some(folds.into_iter().filter_map(fold).collect()))
    }

    /// `textDocument/codeLens`: the page in other languages, and how many findings each has.
    pub(super) fn lenses(&mut self, params: lsp::CodeLensParams) -> Result<Option<Vec<lsp::CodeLens>>, Failure> {
        let page = self.page(&params.text_document).map(|here| (here.number, here.id));
        let Some((number, id)) = page else { return Ok(None) };
        self.refresh(number, &[id]);
        let behind = self.family_behind(number, id);
        let Some(here) = self.page(&params.text_document) else { return Ok(None) };
        let corpus = &here.site.project.corpus;
        let tongue = self.tongue();
        let first = here.site.range(here.id, crate::text::Span::at(0));
        // What another page has beside its original is known here; what else, when it has been looked at.
        let state = |page: SourceId| {
            let known = page == id || here.site.units.is_known(corpus, page);
            let found = known.then(|| count(tongue, "lsp-findings", here.site.findings(page).len(), &[]));
            let found = found.unwrap_or_else(|| "…".to_owned());
            match behind.get(&page) {
                Some(&commits) if commits > 0 => count(tongue, "lsp-behind", commits, &[("findings", &found)]),
                _ => found,
            }
        };
        let lens = |title: String, page: Option<SourceId>| {
            let open = page.filter(|_| self.client.runs(OPEN));
            let arguments = open.map(|page| vec![json!(self.address_of(here, page))]);
            // A command without a name is one that does nothing: the lens only tells.
            let command = if open.is_some() { OPEN } else { "" };
            let command = lsp::Command { title, tooltip: None, command: command.to_owned(), arguments };
            lsp::CodeLens { range: first, command: Some(command), data: None }
        };
        let mut lenses = Vec::new();
        for other in here.site.family(here.id).into_iter().skip(1) {
            let source = corpus.source(other);
            let language = source.language.map_or("", |language| &corpus.site.language(language).tag);
            let is_original = corpus.original_of(here.id) == Some(other);
            let sentence = if is_original { "lsp-lens-original" } else { "lsp-lens-translation" };
            let state = state(other);
            let values = [("language", language), ("path", &*source.path), ("findings", state.as_str())];
            lenses.push(lens(say(tongue, sentence, &values), Some(other)));
        }
        lenses.push(lens(say(tongue, "lsp-lens-own", &[("findings", &state(id))]), None));
        Ok(Some(lenses))
    }

    /// How many commits the translations among a page and its counterparts are behind their original, where that is known.
    fn family_behind(&mut self, number: u32, id: SourceId) -> BTreeMap<SourceId, usize> {
        let Some(site) = self.slots.get(&number).and_then(|slot| slot.site.as_ref()) else { return BTreeMap::new() };
        let original = |page: &SourceId| Some((site.project.corpus.original_of(*page)?, *page));
        let pairs: Vec<(SourceId, SourceId)> = site.family(id).iter().filter_map(original).collect();
        pairs.into_iter().filter_map(|(original, page)| Some((page, self.behind(number, original, page)?))).collect()
    }

    /// `textDocument/inlayHint`: the id that a heading without a written one is published with.
    pub(super) fn hints(&self, params: lsp::InlayHintParams) -> Result<Option<Vec<lsp::InlayHint>>, Failure> {
        let Some(here) = self.page(&params.text_document) else { return Ok(None) };
        let range = here.site.span(here.id, params.range);
        let page = here.view().page(here.id);
        let headings = page.document.headings.iter().filter(|heading| heading.explicit.is_none());
        let seen = headings.filter(|heading| heading.span.start <= range.end && range.start <= heading.span.end);
        let hint = |heading: &crate::document::Heading| {
            let id = heading.id.as_deref()?;
            let edits = write_id(&page, heading, id).map(|edit| {
                vec![lsp::TextEdit { range: here.site.range(here.id, edit.location.span), new_text: edit.text }]
            });
            Some(lsp::InlayHint {
                position: here.site.position(here.id, heading.content.trimmed(page.text).end as usize),
                label: format!("{{#{id}}}").into(),
                kind: None,
                text_edits: edits,
                tooltip: None,
                padding_left: Some(true),
                padding_right: None,
                data: None,
            })
        };
        Ok(Some(seen.filter_map(hint).collect()))
    }
}

fn name(section: &Section<'_>) -> String {
    // A symbol without a name is refused by editors.
    if section.heading.text.trim().is_empty() { "#".to_owned() } else { section.heading.text.to_string() }
}

/// The symbols of the sections `from..to`, those of deeper levels inside those above.
fn nested(here: Here<'_>, sections: &[Section<'_>], from: usize, to: usize) -> Vec<lsp::DocumentSymbol> {
    let mut out = Vec::new();
    let mut at = from;
    while at < to {
        let section = &sections[at];
        let inside = |other: &Section<'_>| other.heading.level > section.heading.level;
        let end = at + 1 + sections[at + 1..to].iter().take_while(|other| inside(other)).count();
        let children = nested(here, sections, at + 1, end);
        out.push(lsp::DocumentSymbol::new(
            name(section),
            section.heading.id.as_ref().map(|id| format!("#{id}")),
            lsp::SymbolKind::String,
            None,
            None,
            here.site.range(here.id, section.span),
            here.site.range(here.id, section.heading.content),
            (!children.is_empty()).then_some(children),
        ));
        at = end;
    }
    out
}
