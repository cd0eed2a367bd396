//! What could stand at the cursor.

use gen_lsp_types as lsp;

use super::here::Here;
use super::message::Failure;
use super::server::Server;
use crate::lookup::complete::{self, Detail, Kind, Offer};
use crate::report::manual;
use crate::words::{Tongue, count, say};

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
            // What has several lines is shown before it is taken.
            let all = (offer.kind == Kind::FrontMatter).then(|| offer.text.clone().into());
            lsp::CompletionItem {
                label: offer.text.lines().next().unwrap_or_default().trim_end().to_owned(),
                kind: Some(kind(offer.kind)),
                detail: detail(here, &offer, self.tongue()),
                documentation: all,
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

/// What an editor shows beside an offer, in the language of the person.
fn detail(here: Here<'_>, offer: &Offer, tongue: Tongue) -> Option<String> {
    let text = match &offer.detail {
        Detail::None if offer.kind == Kind::Rule => {
            here.view().rules.get(&offer.text).map(|rule| manual::summary(rule, tongue)).unwrap_or_default()
        }
        Detail::None => String::new(),
        Detail::Title(text) => text.clone(),
        Detail::Used(times) => count(tongue, "lsp-offer-used", *times as usize, &[]),
        Detail::Field { said, required, pages } => {
            let pages = count(tongue, "lsp-field-pages", *pages as usize, &[]);
            let text = if said.is_empty() { &pages } else { said };
            match required {
                true => say(tongue, "lsp-offer-required", &[("text", text)]),
                false => text.clone(),
            }
        }
        Detail::Original(path) => say(tongue, "lsp-offer-original", &[("path", path)]),
        Detail::Needed => say(tongue, "lsp-offer-needed", &[]),
    };
    (!text.is_empty()).then_some(text)
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
