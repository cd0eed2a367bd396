//! Files that a run left behind when it was killed.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{PREFIX, SUFFIX};

/// Removes what killed runs left beside the pages (paths relative to `root`). Files that another run is working on are
/// locked, and stay.
pub fn remove_stale<'a>(root: &Path, pages: impl IntoIterator<Item = &'a str>) {
    let pages: Vec<&str> = pages.into_iter().collect();
    // New texts lie beside the file that a link leads to.
    let folder = |page: &&str| fs::canonicalize(root.join(page)).ok()?.parent().map(Path::to_path_buf);
    let folders: BTreeSet<PathBuf> = pages.par_iter().filter_map(folder).collect();
    folders.par_iter().for_each(|folder| {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let regular = || entry.file_type().is_ok_and(|kind| kind.is_file());
            if name.starts_with(PREFIX) && name.ends_with(SUFFIX) && regular() && is_left(&entry.path()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    });
}

/// True when nobody is working on the file.
fn is_left(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}
