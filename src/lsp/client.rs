//! What the client said of itself in `initialize`.

use serde_json::Value;

use crate::text::Encoding;
use crate::words::Tongue;

/// What the client can do. It is read leniently: what is not understood counts as not supported.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a capability of its own")]
pub(super) struct Client {
    /// What columns count.
    pub(super) encoding: Encoding,
    /// The language of the person.
    pub(super) tongue: Option<Tongue>,
    /// It asks for diagnostics: then none are pushed for pages.
    pub(super) pulls: bool,
    /// It may ask for the diagnostics of everything.
    pub(super) workspace_pulls: bool,
    /// An answer to that may bring diagnostics of other documents along.
    pub(super) related_documents: bool,
    /// It can be told to ask again.
    pub(super) refresh: bool,
    pub(super) related_information: bool,
    pub(super) code_description: bool,
    /// It shows the pages of rules that the server writes.
    pub(super) rule_pages: bool,
    pub(super) tags: bool,
    pub(super) progress: bool,
    /// It can be asked to watch files.
    pub(super) watches: bool,
    pub(super) versioned_edits: bool,
    /// It asks for the edit of an action when the action is chosen.
    pub(super) resolves_actions: bool,
    pub(super) nested_symbols: bool,
    pub(super) definition_links: bool,
    pub(super) lens_refresh: bool,
    pub(super) hint_refresh: bool,
    /// Commands that the client runs itself, named in `initializationOptions`.
    pub(super) commands: Vec<String>,
    /// Pages without an open document are reported, too.
    pub(super) whole_site: bool,
    /// The process that started the server.
    pub(super) parent: Option<i64>,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn new(params: &Value) -> Self {
        let has = |path: &str| match params.pointer(&format!("/capabilities/{path}")) {
            Some(Value::Bool(yes)) => *yes,
            Some(value) => value.is_object(),
            None => false,
        };
        let offered = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
        let utf8 = offered.is_some_and(|offered| offered.iter().any(|name| name == "utf-8"));
        let tags = params.pointer("/capabilities/textDocument/publishDiagnostics/tagSupport");
        let refresh = has("workspace/diagnostics/refreshSupport");
        // What is found on a page changes with its counterparts and when the site has been read: a client that cannot be
        // told to ask again would not hear of it, so it is told, when it listens.
        let pulls = has("textDocument/diagnostic") && (refresh || !has("textDocument/publishDiagnostics"));
        // Neovim, told to ask again, asks for everything and leaves open documents as they are; when it cannot ask for
        // everything it asks for those.
        let asks_well = params["clientInfo"]["name"] != "Neovim";
        let resolved = params.pointer("/capabilities/textDocument/codeAction/resolveSupport/properties");
        let resolved = resolved.and_then(Value::as_array);
        let options = &params["initializationOptions"];
        let commands = options["commands"].as_array().map_or(&[][..], Vec::as_slice);
        Self {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            tongue: params["locale"].as_str().map(Tongue::of_locale),
            pulls,
            related_documents: has("textDocument/diagnostic/relatedDocumentSupport"),
            refresh,
            related_information: has("textDocument/publishDiagnostics/relatedInformation")
                || has("textDocument/diagnostic/relatedInformation"),
            code_description: has("textDocument/publishDiagnostics/codeDescriptionSupport")
                || has("textDocument/diagnostic/codeDescriptionSupport")
                || pulls,
            rule_pages: options["rulePages"] == true,
            workspace_pulls: pulls && asks_well,
            tags: tags.is_some_and(|tags| tags == &Value::Bool(true) || tags.is_object()) || pulls,
            progress: has("window/workDoneProgress"),
            watches: has("workspace/didChangeWatchedFiles/dynamicRegistration"),
            versioned_edits: has("workspace/workspaceEdit/documentChanges"),
            resolves_actions: resolved.is_some_and(|names| names.iter().any(|name| name == "edit"))
                && has("textDocument/codeAction/dataSupport"),
            nested_symbols: has("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            definition_links: has("textDocument/definition/linkSupport"),
            lens_refresh: has("workspace/codeLens/refreshSupport"),
            hint_refresh: has("workspace/inlayHint/refreshSupport"),
            commands: commands.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            // Who asks for everything gets everything; others are told about what they look at.
            whole_site: match options["diagnostics"].as_str() {
                Some("site") => true,
                Some("open") => false,
                _ => pulls && asks_well,
            },
            parent: params["processId"].as_i64(),
        }
    }

    /// True when the client runs a command itself.
    pub(super) fn runs(&self, command: &str) -> bool {
        self.commands.iter().any(|known| known == command)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn diagnostics_come_by_one_way() {
        let of = |name: &str, text: Value, workspace: Value| {
            let capabilities = json!({"textDocument": text, "workspace": workspace});
            let client = Client::new(&json!({"clientInfo": {"name": name}, "capabilities": capabilities}));
            (client.pulls, client.workspace_pulls)
        };
        let refresh = || json!({"diagnostics": {"refreshSupport": true}});
        assert_eq!(of("a", json!({"diagnostic": {}, "publishDiagnostics": {}}), refresh()), (true, true));
        assert_eq!(of("a", json!({"diagnostic": {}, "publishDiagnostics": {}}), json!({})), (false, false));
        assert_eq!(of("a", json!({"diagnostic": {}}), json!({})), (true, true));
        assert_eq!(of("a", json!({"publishDiagnostics": {}}), refresh()), (false, false));
        assert_eq!(of("Neovim", json!({"diagnostic": {}, "publishDiagnostics": {}}), refresh()), (true, false));
    }

    #[test]
    fn bytes_are_preferred_and_utf16_is_the_rest() {
        let of = |encodings: Value| {
            Client::new(&json!({"capabilities": {"general": {"positionEncodings": encodings}}})).encoding
        };
        assert_eq!(of(json!(["utf-16", "utf-8"])), Encoding::Utf8);
        assert_eq!(of(json!(["utf-32"])), Encoding::Utf16);
        assert_eq!(of(json!(3)), Encoding::Utf16);
        assert_eq!(Client::new(&Value::Null).encoding, Encoding::Utf16);
    }
}
