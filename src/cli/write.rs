//! The only place that writes files of a site. A file is its old text or its new one at any moment, whatever happens.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes `text` to `path`: beside it first, then in its place. A link is followed, the permissions stay.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = real.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    match fs::metadata(&real) {
        Ok(metadata) => file.as_file().set_permissions(metadata.permissions())?,
        Err(_) => readable(file.as_file())?,
    }
    file.as_file().sync_all()?;
    file.persist(&real).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file is for its owner alone; a new file of the site is for everybody who may read the site.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}
