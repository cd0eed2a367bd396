//! What can be asked, and who answers.

use gen_lsp_types as lsp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::Client;
use super::message::{Failure, INVALID_PARAMS, METHOD_NOT_FOUND, written};
use super::server::Server;
use crate::text::Encoding;

/// What the server can do for a client.
pub(super) fn capabilities(client: &Client) -> lsp::ServerCapabilities {
    let pull = lsp::DiagnosticOptions {
        identifier: Some("tidings".to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: client.workspace_pulls,
        work_done_progress_options: lsp::WorkDoneProgressOptions::default(),
    };
    lsp::ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
            Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
        }),
        // Whole texts: at the size of a page that costs nothing, and no text can drift from the editor's.
        text_document_sync: Some(
            lsp::TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(lsp::TextDocumentSyncKind::Full),
                save: Some(true.into()),
                ..Default::default()
            }
            .into(),
        ),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some(super::completion::TRIGGERS.map(str::to_owned).to_vec()),
            ..Default::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        rename_provider: Some(lsp::RenameOptions { prepare_provider: Some(true), ..Default::default() }.into()),
        document_symbol_provider: Some(true.into()),
        document_link_provider: Some(lsp::DocumentLinkOptions::default()),
        folding_range_provider: Some(true.into()),
        code_lens_provider: Some(lsp::CodeLensOptions::default()),
        inlay_hint_provider: Some(true.into()),
        code_action_provider: Some(
            lsp::CodeActionOptions {
                code_action_kinds: Some(vec![
                    lsp::CodeActionKind::QuickFix,
                    lsp::CodeActionKind::Custom("source.fixAll.tidings".into()),
                ]),
                resolve_provider: Some(client.resolves_actions),
                ..Default::default()
            }
            .into(),
        ),
        diagnostic_provider: client.pulls.then(|| pull.into()),
        workspace: Some(lsp::WorkspaceOptions {
            workspace_folders: Some(lsp::WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(true.into()),
            }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Reads parameters, asks, and writes the answer.
fn with<P: DeserializeOwned, R: Serialize>(
    params: Value,
    ask: impl FnOnce(P) -> Result<R, Failure>,
) -> Result<String, Failure> {
    let params = serde_json::from_value(params).map_err(|error| Failure::new(INVALID_PARAMS, error.to_string()))?;
    ask(params).map(|answer| written(&answer))
}

impl Server {
    /// Answers a request. It is about the texts as they are now, so what was typed is taken over first.
    pub(super) fn answer(&mut self, method: &str, params: Value) -> Result<String, Failure> {
        self.take_edits();
        match method {
            "textDocument/diagnostic" => with(params, |params| self.pull(params)),
            "textDocument/codeAction" => with(params, |params| self.actions(params)),
            "codeAction/resolve" => with(params, |params| self.resolve_action(params)),
            "textDocument/codeLens" => with(params, |params| self.lenses(params)),
            "textDocument/completion" => with(params, |params| self.complete(params)),
            "textDocument/definition" => with(params, |params| self.definition(params)),
            "textDocument/documentLink" => with(params, |params| self.links(params)),
            "textDocument/documentSymbol" => with(params, |params| self.symbols(params)),
            "textDocument/foldingRange" => with(params, |params| self.folds(params)),
            "textDocument/hover" => with(params, |params| self.hover(params)),
            "textDocument/inlayHint" => with(params, |params| self.hints(params)),
            "textDocument/prepareRename" => with(params, |params| self.prepare_rename(params)),
            "textDocument/references" => with(params, |params| self.references(params)),
            "textDocument/rename" => with(params, |params| self.rename(params)),
            "tidings/rule" => with(params, |params: Value| Ok(self.rule(&params))),
            // For tests of what happens then.
            #[cfg(debug_assertions)]
            "tidings/panic" => panic!("asked to"),
            _ => Err(Failure::new(METHOD_NOT_FOUND, format!("no method `{method}`"))),
        }
    }
}
