//! Edits as the protocol has them.

use std::collections::{BTreeMap, HashMap};

use gen_lsp_types as lsp;

use super::server::Server;
use crate::diagnostic::Edit;
use crate::text::{SourceId, Span};

impl Server {
    /// Edits of pages of one site. Texts that are open carry their version, so that an edit of an old text is refused.
    pub(super) fn workspace_edit(&self, number: u32, edits: &[Edit]) -> lsp::WorkspaceEdit {
        let mut pages: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
        for edit in edits {
            pages.entry(edit.location.source).or_default().push(edit);
        }
        let mut out = lsp::WorkspaceEdit::default();
        let Some(site) = self.slots.get(&number).and_then(|slot| slot.site.as_ref()) else { return out };
        let mut changes: HashMap<lsp::Uri, Vec<lsp::TextEdit>> = HashMap::new();
        let mut versioned: Vec<lsp::DocumentChange> = Vec::new();
        for (id, mut edits) in pages {
            edits.sort_by_key(|edit| edit.location.span);
            edits.dedup();
            let text =
                |edit: &Edit| lsp::TextEdit { range: site.range(id, edit.location.span), new_text: edit.text.clone() };
            let edits: Vec<lsp::TextEdit> = edits.into_iter().map(text).collect();
            let open = self.document_at(number, id);
            let version = open.as_ref().and_then(|uri| self.documents.get(uri)).map(|document| document.version);
            let uri = open.map_or_else(|| site.uri(id), lsp::Uri);
            if self.client.versioned_edits {
                let text_document = lsp::OptionalVersionedTextDocumentIdentifier {
                    version,
                    text_document_identifier: lsp::TextDocumentIdentifier { uri },
                };
                let edits = edits.into_iter().map(lsp::Edit::TextEdit).collect();
                versioned.push(lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit { text_document, edits }));
            } else {
                changes.insert(uri, edits);
            }
        }
        match self.client.versioned_edits {
            true => out.document_changes = Some(versioned),
            false => out.changes = Some(changes),
        }
        out
    }
}

/// The edit that makes one text of another: what both begin and end with stays.
pub(super) fn difference(id: SourceId, old: &str, new: &str) -> Option<Edit> {
    if old == new {
        return None;
    }
    let mut start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
        start -= 1;
    }
    let most = old.len().min(new.len()) - start;
    let mut same = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(old.len() - same) || !new.is_char_boundary(new.len() - same) {
        same -= 1;
    }
    Some(Edit::replace(id, Span::new(start, old.len() - same), &new[start..new.len() - same]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_stays() {
        for (old, new, span, text) in [
            ("abc", "axc", (1, 2), "x"),
            ("aa", "aaa", (2, 2), "a"),
            ("升级", "升降", (3, 6), "降"),
            ("", "x", (0, 0), "x"),
            ("x😀", "x😁", (1, 5), "😁"),
        ] {
            let edit = difference(SourceId(0), old, new).unwrap();
            assert_eq!((edit.location.span, edit.text.as_str()), (Span::new(span.0, span.1), text), "{old} {new}");
        }
        assert_eq!(difference(SourceId(0), "x", "x"), None);
    }
}
