//! The file that a page's text goes into, links followed, and what it is besides its text.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{Cause, Page, bytes, redo, system};

/// An existing file of the site.
#[derive(Debug)]
pub(super) struct Target {
    path: PathBuf,
    metadata: Metadata,
}

impl Target {
    /// The file behind `page`; `root` has no links in it.
    pub(super) fn find(root: &Path, page: &str) -> Result<Self, Cause> {
        let gone = |error: io::Error| match error.kind() {
            ErrorKind::NotFound => Cause::Vanished,
            _ => Cause::failed(&error),
        };
        let path = dunce::canonicalize(root.join(page)).map_err(gone)?;
        if !path.starts_with(root) {
            return Err(Cause::LinkOutside);
        }
        let metadata = fs::metadata(&path).map_err(gone)?;
        match () {
            () if !metadata.is_file() => Err(Cause::Changed),
            // Taking its name would go round what its owner has said.
            () if metadata.permissions().readonly() => Err(Cause::ReadOnly),
            () => Ok(Self { path, metadata }),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    pub(super) fn permissions(&self) -> Permissions {
        self.metadata.permissions()
    }

    /// True when the file has further names: they would go on naming the old text.
    pub(super) fn has_other_names(&self) -> bool {
        system::names(&self.metadata) > 1
    }

    /// Gives a new file the owner and the group of this one. False when that is not allowed.
    pub(super) fn give_owner(&self, new: &File) -> bool {
        system::give_owner(&self.metadata, new)
    }

    pub(super) fn read(&self) -> Result<Vec<u8>, Cause> {
        bytes(&self.path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Cause::Vanished,
            _ => Cause::failed(&error),
        })
    }

    /// Writes over the text, for a file that must stay the same file.
    pub(super) fn overwrite(&self, page: &Page<'_>) -> Result<(), Cause> {
        redo::overwrite(&self.path, page).map_err(|error| Cause::failed(&error))
    }
}
