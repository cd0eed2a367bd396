//! Files that a run left behind when it was killed.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{PREFIX, SUFFIX, redo};

/// Removes what killed runs left beside the pages (paths relative to `root`). Files that another run is working on are
/// locked, and stay. Gives the files, absolute, that a killed run had half written: they have their old text again.
pub fn clean_up<'a>(root: &Path, pages: impl IntoIterator<Item = &'a str>) -> Vec<PathBuf> {
    let pages: Vec<&str> = pages.into_iter().collect();
    // New texts lie beside the file that a link leads to.
    let folder = |page: &&str| dunce::canonicalize(root.join(page)).ok()?.parent().map(Path::to_path_buf);
    let folders: BTreeSet<PathBuf> = pages.par_iter().filter_map(folder).collect();
    let mut restored: Vec<PathBuf> = folders.par_iter().flat_map_iter(|folder| in_folder(folder)).collect();
    restored.sort();
    restored
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let mut restored = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let (new, note) = (name.ends_with(SUFFIX), name.ends_with(redo::SUFFIX));
        let regular = || entry.file_type().is_ok_and(|kind| kind.is_file());
        if !name.starts_with(PREFIX) || !(new || note) || !regular() {
            continue;
        }
        // Nobody else is to do the same at the same time.
        let Some(_locked) = left(&entry.path()) else { continue };
        restored.extend(note.then(|| redo::restore(&entry.path())).flatten());
        let _ = fs::remove_file(entry.path());
    }
    restored
}

/// The file, locked, when nobody is working on it.
fn left(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    let is_busy = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
    (!is_busy).then_some(file)
}
