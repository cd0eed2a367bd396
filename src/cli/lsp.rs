//! `tidings lsp`: the language server on the standard streams.

use std::io::{self, Write};
use std::path::Path;
use std::sync::LazyLock;

use super::git::Repository;
use super::{Exit, Speaker};
use crate::lsp::{self, Level, World};
use crate::words::Tongue;

/// How much is logged: `TIDINGS_LOG` is `error`, `info` or `debug`.
static LEVEL: LazyLock<Level> = LazyLock::new(|| match std::env::var("TIDINGS_LOG").as_deref() {
    Ok("debug" | "trace") => Level::Debug,
    Ok("info") => Level::Info,
    _ => Level::Error,
});

pub(super) fn run(speaker: Speaker) -> Exit {
    let world = World { is_alive, log, head, behind, tongue: speaker.locale, chosen: speaker.chosen };
    match lsp::serve(io::stdin(), io::stdout(), world) {
        true => Exit::Clean,
        // The protocol wants 1 for a session that ends without `shutdown`.
        false => Exit::Findings,
    }
}

fn log(level: Level, text: &str) {
    if level <= *LEVEL {
        // When even the standard error is closed there is nobody left to tell.
        let _ = writeln!(io::stderr(), "tidings lsp: {}", crate::report::one_line(text, 500));
    }
}

/// The commit that is checked out in the work tree round a folder.
fn head(folder: &Path) -> Option<String> {
    Repository::find(folder, Tongue::En).ok()?.head()
}

/// How many commits a translation is behind its original.
fn behind(folder: &Path, head: &str, original: &Path, translation: &Path) -> Option<usize> {
    Repository::find(folder, Tongue::En).ok()?.behind(head, original, translation)
}

#[cfg(unix)]
fn is_alive(process: i64) -> bool {
    let Some(process) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else { return true };
    // A process of somebody else is one that is there.
    !matches!(rustix::process::test_kill_process(process), Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_alive(_: i64) -> bool {
    // The end of the input says it there.
    true
}
