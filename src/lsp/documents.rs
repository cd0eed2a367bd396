//! The texts that are open in the editor.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// A text that is open in the editor. Until it is closed it is the truth, whatever lies on disk.
#[derive(Debug)]
pub(super) struct Document {
    /// The number that the client gave its text last.
    pub(super) version: i32,
    pub(super) text: String,
    /// The file, without links in its path; `None` for a text that is no file.
    pub(super) file: Option<PathBuf>,
    /// The site that the file belongs to.
    pub(super) slot: Option<u32>,
    /// The site has not seen the text yet.
    pub(super) dirty: bool,
    /// Its findings have not been told since the text changed.
    pub(super) unreported: bool,
    /// What was last told about it, hashed.
    pub(super) reported: Option<u64>,
}

/// All open texts, by their addresses.
pub(super) type Documents = BTreeMap<String, Document>;
