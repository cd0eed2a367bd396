//! Real sites and tables of what generators make of them: they are no part of the repository.

use std::path::PathBuf;

/// The file or folder `part` of the shared material; `None` says that the test is skipped.
#[allow(clippy::print_stdout, reason = "a skipped test says so")]
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let path = std::env::var_os("TIDINGS_SHARED").map(|shared| PathBuf::from(shared).join(part));
    let found = path.filter(|path| path.exists());
    if found.is_none() {
        println!("skipped: TIDINGS_SHARED is not set, or has no {part}");
    }
    found
}
