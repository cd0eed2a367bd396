//! Texts that are opened, changed and closed.

use gen_lsp_types as lsp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use std::time::Instant;

use super::Level;
use super::documents::Document;
use super::server::Server;
use super::uri;
use crate::discover;

impl Server {
    /// Reads the parameters of a notification; those that cannot be read are dropped, since nobody can be told.
    fn read<T: DeserializeOwned>(&self, params: Value) -> Option<T> {
        let read = serde_json::from_value(params);
        read.map_err(|error| self.log(Level::Error, &format!("parameters: {error}"))).ok()
    }

    pub(super) fn opened(&mut self, params: Value) {
        let Some(lsp::DidOpenTextDocumentParams { text_document: opened }) = self.read(params) else { return };
        let file = uri::to_path(&opened.uri.0).map(|path| discover::real_path(&path));
        let document = Document {
            version: opened.version,
            text: opened.text,
            slot: None,
            file,
            dirty: true,
            unreported: true,
            reported: None,
        };
        self.documents.insert(opened.uri.0, document);
        self.find_slots();
        self.settled = false;
    }

    /// Finds the sites of documents that have none yet.
    pub(super) fn find_slots(&mut self) {
        let without: Vec<_> = self.documents.iter().filter(|(_, document)| document.slot.is_none()).collect();
        let without: Vec<_> = without.into_iter().filter_map(|(uri, d)| Some((uri.clone(), d.file.clone()?))).collect();
        for (uri, file) in without {
            let slot = self.slot_for(&file);
            if let Some(document) = self.documents.get_mut(&uri) {
                document.slot = slot;
            }
        }
    }

    pub(super) fn changed(&mut self, params: Value) {
        let Some(lsp::DidChangeTextDocumentParams { text_document: id, content_changes }) = self.read(params) else {
            return;
        };
        let encoding = self.client.encoding;
        let Some(document) = self.documents.get_mut(&id.text_document_identifier.uri.0) else {
            return self.log(Level::Error, "a change of a text that is not open");
        };
        for change in content_changes {
            match change {
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    document.text = whole.text;
                }
                // Only whole texts were asked for; a client that sends parts all the same is understood.
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let points = crate::text::Points::new(&document.text, encoding);
                    let point = |at: lsp::Position| crate::text::Point { line: at.line, column: at.character };
                    let span = points.span(&document.text, point(part.range.start), point(part.range.end));
                    document.text.replace_range(span.range(), &part.text);
                }
            }
        }
        // A version that goes backwards is the client's fault; the text it sent last is still the text.
        document.version = id.version;
        document.dirty = true;
        document.unreported = true;
        let now = Instant::now();
        self.waiting.get_or_insert(now);
        self.edited = Some(now);
        self.settled = false;
    }

    pub(super) fn saved(&mut self, params: &Value) {
        let Some(file) = params["textDocument"]["uri"].as_str().and_then(uri::to_path) else { return };
        self.file_changed(&discover::real_path(&file), false);
    }

    pub(super) fn closed(&mut self, params: &Value) {
        let Some(uri) = params["textDocument"]["uri"].as_str() else { return };
        let Some(document) = self.documents.remove(uri) else { return };
        self.withdraw(uri, &document);
        let Some((file, slot)) = document.file.zip(document.slot) else { return };
        let Some(site) = self.slots.get_mut(&slot).and_then(|slot| slot.site.as_mut()) else { return };
        let Some(path) = site.page_path(&file) else { return };
        // What was typed and not saved is gone: the file counts again.
        match site.on_disk(&path) {
            Some(text) => site.put(&path, &text),
            None => site.restructure(Vec::new(), &[path.into()]),
        }
        self.settled = false;
    }

    /// Gives sites the texts that were typed.
    pub(super) fn take_edits(&mut self) {
        self.waiting = None;
        for document in self.documents.values_mut().filter(|document| document.dirty) {
            document.dirty = false;
            let Some((file, slot)) = document.file.as_ref().zip(document.slot) else { continue };
            let Some(site) = self.slots.get_mut(&slot).and_then(|slot| slot.site.as_mut()) else { continue };
            let Some(path) = site.page_path(file) else { continue };
            site.put(&path, &document.text);
        }
    }
}
