//! Files that lie beside others until they take their names: the only place that makes them. What is written this way is
//! the old text or the new one at any moment, whatever happens.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// How the names of files begin that hold a new text until it takes its place.
pub(super) const PREFIX: &str = ".tidings-";
/// How they end.
pub(super) const SUFFIX: &str = ".tmp";

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Its owner alone, until it gets the mode of the file that it replaces.
    Owner,
    /// Everybody whom the system's mask does not keep out.
    Everybody,
}

/// A new file in `folder`. It goes away when it is dropped, and is locked until then: that says that somebody is at work on
/// it, and a system without locks has nobody who asks.
pub(super) fn new(folder: &Path, suffix: &str, readers: Readers) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(suffix);
    #[cfg(unix)]
    if readers == Readers::Everybody {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    let _ = file.as_file().lock();
    Ok(file)
}

/// Writes a file that is no page, such as a report: beside it first, then in its place. A link is followed, the
/// permissions stay. What is no regular file, such as a pipe or `/dev/stderr`, is written as it is.
///
/// # Errors
/// When the system refuses; then the file is what it was.
pub fn put(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
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
    let file = new(folder, SUFFIX, Readers::Everybody)?;
    finish(file.as_file())?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&real).map_err(|error| error.error)?;
    Ok(())
}

/// The same with a text.
///
/// # Errors
/// Those of [`put`].
pub fn put_text(path: &Path, text: &str) -> io::Result<()> {
    put(path, |out| out.write_all(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_new_or_old_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        put_text(&file, "one").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "one");
        let half = put(&file, |out| out.write_all(b"tw").and(Err(io::ErrorKind::StorageFull.into())));
        assert_eq!(half.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read_to_string(&file).unwrap(), "one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn modes_and_links_stay() {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        put_text(&file, "one").unwrap();
        assert_ne!(fs::metadata(&file).unwrap().mode() & 0o044, 0, "others may read a new file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        put_text(&link, "two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o640);
    }
}
