//! What is wrong with a configuration or a rule file, told in that file.

use std::path::Path;

use gen_lsp_types as lsp;
use serde_json::json;

use super::server::Server;
use super::uri;
use crate::discover;
use crate::project::OpenError;
use crate::text::{LineIndex, Points};

impl Server {
    /// Tells why a site cannot be read. What was known of it before stays.
    pub(super) fn tell_faults(&mut self, number: u32, error: &OpenError) {
        let tongue = self.tongue();
        let mut message = match error {
            OpenError::Config(error) => error.what(tongue),
            OpenError::Rule(fault) => fault.what.clone(),
            OpenError::Baseline(..) => {
                error.what(tongue).split_once(": ").map_or_else(String::new, |(_, what)| what.to_owned())
            }
            OpenError::Trouble(_) | OpenError::Several(_) => error.what(tongue),
        };
        if let Some(cure) = error.cure(tongue) {
            message = format!("{message}\n{cure}");
        }
        let (path, line, column) = match error {
            OpenError::Config(error) => (error.path.clone(), error.line, error.column),
            OpenError::Rule(fault) => (fault.path.clone(), fault.line, fault.column),
            OpenError::Baseline(path, error) => (path.clone(), error.line, error.column),
            OpenError::Trouble(trouble) => (trouble.path.to_string(), 1, 1),
            OpenError::Several(_) => return self.out.show(2, &message),
        };
        let file = Path::new(&path);
        if !file.is_absolute() {
            // A preset is part of tidings: there is no file to point into.
            return self.out.show(1, &error.what(tongue));
        }
        let text = discover::text(file).unwrap_or_default();
        let finding = lsp::Diagnostic {
            range: self.word_at(&text, line, column),
            severity: Some(lsp::DiagnosticSeverity::Error),
            code: Some("configuration".into()),
            code_description: None,
            source: Some("tidings".to_owned()),
            message: message.into(),
            tags: None,
            related_information: None,
            data: None,
        };
        let address = self.address(file);
        self.forget_faults_except(number, &address);
        self.out.notify("textDocument/publishDiagnostics", &json!({"uri": address, "diagnostics": [finding]}));
        if let Some(slot) = self.slots.get_mut(&number) {
            slot.faulty = vec![address];
        }
    }

    /// From a place, counted from 1 in characters, to the end of what stands there.
    fn word_at(&self, text: &str, line: usize, column: usize) -> lsp::Range {
        let lines = LineIndex::new(text);
        let span = lines.line_span(text, line.saturating_sub(1));
        let content = span.of(text).trim_end();
        let start = content.char_indices().nth(column.saturating_sub(1)).map_or(content.len(), |(at, _)| at);
        let word = content[start..].find([' ', ':', ',', ']', '}', '"']).filter(|&at| at > 0);
        let end = start + word.unwrap_or(content.len() - start);
        let points = Points::new(text, self.client.encoding);
        let position = |at: usize| {
            let point = points.point(text, span.start as usize + at);
            lsp::Position { line: point.line, character: point.column }
        };
        lsp::Range { start: position(start), end: position(end) }
    }

    /// The address of a file as the client writes it.
    fn address(&self, file: &Path) -> String {
        let real = discover::real_path(file);
        let open = self.documents.iter().find(|(_, document)| document.file.as_deref() == Some(&real));
        match (open, file.parent(), file.file_name()) {
            (Some((address, _)), _, _) => address.clone(),
            (None, Some(folder), Some(name)) => uri::of_path(&self.shown(folder).join(name)),
            _ => uri::of_path(file),
        }
    }

    /// The configuration is right: what was wrong with it is taken back.
    pub(super) fn forget_faults(&mut self, number: u32) {
        self.forget_faults_except(number, "");
    }

    fn forget_faults_except(&mut self, number: u32, kept: &str) {
        let Some(slot) = self.slots.get_mut(&number) else { return };
        for address in std::mem::take(&mut slot.faulty).into_iter().filter(|address| address != kept) {
            self.out.notify("textDocument/publishDiagnostics", &json!({"uri": address, "diagnostics": []}));
        }
    }
}
