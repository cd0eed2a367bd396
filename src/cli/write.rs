//! Writes files other than pages, which `save` writes. A file is its old text or its new one at any moment, whatever
//! happens.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes `text` to `path`: beside it first, then in its place. A link is followed, the permissions stay.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    replace_with(path, |out| out.write_all(text.as_bytes()))
}

/// The same with what `write` writes. What is no regular file, such as a pipe or `/dev/stderr`, is written as it is.
pub(super) fn replace_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let finish = |file: &File| {
        let mut out = BufWriter::new(file);
        write(&mut out).and_then(|()| out.flush())
    };
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return finish(&File::options().write(true).open(path)?);
    }
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tidings-");
    // A temporary file is for its owner alone; a new file is for everybody who may have files of this user.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    finish(file.as_file())?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&real).map_err(|error| error.error)?;
    Ok(())
}
