//! The only place that writes files. A page has its old text or its new one at any moment, whatever happens: the new text
//! goes into another file in the page's folder, which then takes the page's name.
//!
//! What a page has besides its text stays: mode, owner, other names (hard links), the links that lead to it. A page that is
//! not what was read is left alone.

// A door to the world: see clippy.toml.
#![allow(clippy::disallowed_methods)]

mod beside;
mod create;
mod fault;
mod place;
mod redo;
mod stale;
mod system;
mod unnamed;

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use beside::{New, PREFIX, Readers, SUFFIX};
pub use beside::{put, put_text};
pub use create::create;
pub use fault::{Cause, Fault};
use place::Target;
pub use stale::clean_up;

/// A page to write.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The path relative to the site's root, with `/`.
    pub path: &'a str,
    /// The text that was read.
    pub old: &'a str,
    /// The text to write.
    pub new: &'a str,
}

/// Writes pages of the site at `root`, and gives those that could not be written. Every other one is on the disk.
pub fn write(root: &Path, pages: &[Page<'_>]) -> Vec<Fault> {
    let root = dunce::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let results: Vec<Result<PathBuf, Fault>> = pages
        .par_iter()
        .map(|page| write_page(&root, page).map_err(|cause| Fault { path: page.path.into(), cause }))
        .collect();
    let (mut folders, mut faults) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(folder) => folders.push(folder),
            Err(fault) => faults.push(fault),
        }
    }
    folders.sort();
    folders.dedup();
    // The new names last through a power failure; a system that cannot do this has written the pages all the same.
    folders.par_iter().for_each(|folder| drop(File::open(folder).and_then(|folder| folder.sync_all())));
    faults
}

/// Writes one page and gives its folder.
fn write_page(root: &Path, page: &Page<'_>) -> Result<PathBuf, Cause> {
    let target = Target::find(root, page.path)?;
    if target.read()? != page.old.as_bytes() {
        return Err(Cause::Changed);
    }
    if target.has_other_names() {
        target.overwrite(page)?;
        return Ok(target.folder().to_path_buf());
    }
    // Another run may take the file for one that was left behind, in the moment before it is locked.
    let mut tries = 3;
    loop {
        match replace(&target, page) {
            Err(Replace::Gone) if tries > 0 => tries -= 1,
            Err(Replace::Gone) => return Err(Cause::failed(&ErrorKind::NotFound.into())),
            Err(Replace::Owner) => {
                target.overwrite(page)?;
                break;
            }
            Err(Replace::Failed(cause)) => return Err(cause),
            Ok(()) => break,
        }
    }
    Ok(target.folder().to_path_buf())
}

/// Why a page was not replaced.
enum Replace {
    /// The new file went away.
    Gone,
    /// The new file cannot be given the owner of the old one.
    Owner,
    /// For good.
    Failed(Cause),
}

impl From<io::Error> for Replace {
    fn from(error: io::Error) -> Self {
        Replace::Failed(Cause::failed(&error))
    }
}

/// Puts a new file in the place of the page.
fn replace(target: &Target, page: &Page<'_>) -> Result<(), Replace> {
    let new = New::make(target.folder(), SUFFIX, Readers::Owner)?;
    new.file().write_all(page.new.as_bytes())?;
    if !target.give_owner(new.file()) {
        return Err(Replace::Owner);
    }
    new.file().set_permissions(target.permissions())?;
    new.file().sync_all()?;
    // The last moment to see what somebody else has written since.
    if target.read().map_err(Replace::Failed)? != page.old.as_bytes() {
        return Err(Replace::Failed(Cause::Changed));
    }
    match new.replace(target.path()) {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Replace::Gone),
        done => Ok(done?),
    }
}

/// All bytes of a file.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
