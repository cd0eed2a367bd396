//! What could stand at the cursor.

use gen_lsp_types as lsp;

use super::message::Failure;
use super::server::Server;
use crate::lookup::complete::{self, Kind, Offer};

/// The characters after which an editor asks by itself.
pub(super) const TRIGGERS: [&str; 8] = ["#", "(", "/", "<", "%", "{", "\"", " "];

impl Server {
    /// `textDocument/completion`.
    pub(super) fn complete(&self, params: lsp::CompletionParams) -> Result<Option<lsp::CompletionList>, Failure> {
        let Some(here) = self.here(&params.text_document_position_params) else { return Ok(None) };
        let found = complete::at(here.view(), here.id, here.offset);
        if found.offers.is_empty() {
            return Ok(None);
        }
        let range = here.site.range(here.id, found.replaced);
        let item = |(number, offer): (usize, Offer)| {
            let edit = lsp::TextEdit { range, new_text: offer.text.clone() };
            lsp::CompletionItem {
                label: offer.text.lines().next().unwrap_or_default().trim_end().to_owned(),
                kind: Some(kind(offer.kind)),
                detail: (!offer.detail.is_empty()).then_some(offer.detail),
                sort_text: Some(format!("{number:05}")),
                filter_text: Some(offer.text),
                text_edit: Some(lsp::CompletionItemTextEdit::TextEdit(edit)),
                ..lsp::CompletionItem::default()
            }
        };
        Ok(Some(lsp::CompletionList {
            is_incomplete: found.cut,
            items: found.offers.into_iter().enumerate().map(item).collect(),
            ..lsp::CompletionList::default()
        }))
    }
}

fn kind(kind: Kind) -> lsp::CompletionItemKind {
    match kind {
        Kind::Anchor => lsp::CompletionItemKind::Reference,
        Kind::Page => lsp::CompletionItemKind::File,
        Kind::Shortcode => lsp::CompletionItemKind::Function,
        Kind::Argument => lsp::CompletionItemKind::Field,
        Kind::Field => lsp::CompletionItemKind::Property,
        Kind::Value => lsp::CompletionItemKind::Value,
        Kind::Rule => lsp::CompletionItemKind::EnumMember,
        Kind::FrontMatter => lsp::CompletionItemKind::Snippet,
    }
}
