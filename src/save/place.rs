//! The file that a page's text goes into, links followed, and what it is besides its text.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Cause, Page, bytes};

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
        let path = fs::canonicalize(root.join(page)).map_err(gone)?;
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

    pub(super) fn read(&self) -> Result<Vec<u8>, Cause> {
        bytes(&self.path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Cause::Vanished,
            _ => Cause::failed(&error),
        })
    }

    /// Writes over the text, for a file that must stay the same file. When that fails the old text is written back.
    pub(super) fn overwrite(&self, page: &Page<'_>) -> Result<(), Cause> {
        let mut file = OpenOptions::new().write(true).open(&self.path).map_err(|error| Cause::failed(&error))?;
        // Room for a longer text first: after that a full disk stops nothing.
        let grown = grow(&mut file, page.old.len(), page.new.len());
        let written = grown.and_then(|()| fill(&mut file, page.new));
        written.map_err(|error| {
            let _ = fill(&mut file, page.old);
            Cause::failed(&error)
        })
    }
}

/// Makes the file as long as the new text, with blank lines behind the old one.
fn grow(file: &mut File, old: usize, new: usize) -> io::Result<()> {
    if new > old {
        file.seek(SeekFrom::Start(old as u64))?;
        file.write_all(&vec![b'\n'; new - old])?;
        file.sync_all()?;
    }
    Ok(())
}

fn fill(file: &mut File, text: &str) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)?;
    file.sync_all()
}

#[cfg(unix)]
mod system {
    use std::fs::{File, Metadata};
    use std::os::unix::fs::{MetadataExt, fchown};

    impl super::Target {
        /// True when the file has further names: they would go on naming the old text.
        pub(in super::super) fn has_other_names(&self) -> bool {
            self.metadata.nlink() > 1
        }

        /// Gives a new file the owner and the group of this one. False when that is not allowed.
        pub(in super::super) fn give_owner(&self, new: &File) -> bool {
            let wanted = (self.metadata.uid(), self.metadata.gid());
            let has = |new: &Metadata| (new.uid(), new.gid()) == wanted;
            new.metadata().is_ok_and(|new| has(&new)) || fchown(new, Some(wanted.0), Some(wanted.1)).is_ok()
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::File;

    impl super::Target {
        pub(in super::super) fn has_other_names(&self) -> bool {
            false
        }

        pub(in super::super) fn give_owner(&self, _: &File) -> bool {
            true
        }
    }
}
