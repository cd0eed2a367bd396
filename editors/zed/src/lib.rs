//! Starts `tidings lsp` for Markdown in Zed: the program that the settings name, else the one in `PATH`.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{register_extension, Command, Extension, LanguageServerId, Result, Worktree};

struct Tidings;

impl Extension for Tidings {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, server: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?.binary;
        let (path, arguments, more) = match settings {
            Some(binary) => (binary.path, binary.arguments, binary.env),
            None => (None, None, None),
        };
        let command = path.or_else(|| worktree.which("tidings")).ok_or(
            "`tidings` is not in PATH: install it with `cargo install tidings`, or name it in the settings under \
             lsp.tidings.binary.path",
        )?;
        let mut env = worktree.shell_env();
        env.extend(more.into_iter().flatten());
        Ok(Command { command, args: arguments.unwrap_or_else(|| vec!["lsp".to_owned()]), env })
    }

    fn language_server_initialization_options(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<zed_extension_api::serde_json::Value>> {
        Ok(LspSettings::for_worktree(server.as_ref(), worktree)?.initialization_options)
    }
}

register_extension!(Tidings);
