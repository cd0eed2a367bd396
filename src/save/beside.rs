//! Files that lie beside others until they take their names: the only place that makes them. What is written this way is
//! the old text or the new one at any moment, whatever happens.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use super::{system, unnamed};

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

/// A new file that goes away when it is dropped. It has no name until the moment in which it takes its place, where the
/// system can do that: then nothing is left of it when the run is killed while it is written. Elsewhere it lies beside
/// from the beginning.
///
/// It is locked, which says to other runs that somebody is at work on it; a system without locks has nobody who asks.
#[derive(Debug)]
pub(super) struct New {
    file: File,
    folder: PathBuf,
    suffix: &'static str,
    name: Option<TempPath>,
}

impl New {
    /// A new file in `folder`; `suffix` ends its name while it is beside.
    pub(super) fn make(folder: &Path, suffix: &'static str, readers: Readers) -> io::Result<Self> {
        let Some(file) = unnamed::new(folder, readers) else { return Self::named(folder, suffix, readers) };
        let _ = file.lock();
        Ok(Self { file, folder: folder.to_path_buf(), suffix, name: None })
    }

    /// One that has a name from the beginning.
    fn named(folder: &Path, suffix: &'static str, readers: Readers) -> io::Result<Self> {
        let mut builder = Builder::new();
        builder.prefix(PREFIX).suffix(suffix);
        if let Some(permissions) = system::permissions(readers) {
            builder.permissions(permissions);
        }
        let (file, name) = builder.tempfile_in(folder)?.into_parts();
        let _ = file.lock();
        Ok(Self { file, folder: folder.to_path_buf(), suffix, name: Some(name) })
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Takes the name of `target` in one step, whatever has it now.
    pub(super) fn replace(mut self, target: &Path) -> io::Result<()> {
        self.show()?;
        self.name.take().map_or(Ok(()), |name| name.persist(target).map_err(|error| error.error))
    }

    /// Takes the name `target`, which nobody may have.
    pub(super) fn take(mut self, target: &Path) -> io::Result<()> {
        if self.name.is_none() {
            match unnamed::link(&self.file, target) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => self.copy()?,
                done => return done,
            }
        }
        self.name.take().map_or(Ok(()), |name| name.persist_noclobber(target).map_err(|error| error.error))
    }

    /// Gives the file its name beside, if it has none yet.
    pub(super) fn show(&mut self) -> io::Result<&Path> {
        if self.name.is_none() {
            let mut builder = Builder::new();
            builder.prefix(PREFIX).suffix(self.suffix);
            match builder.make_in(&self.folder, |path| unnamed::link(&self.file, path)) {
                Ok(named) => self.name = Some(named.into_temp_path()),
                // Whoever may write files may still be forbidden to link them.
                Err(_) => self.copy()?,
            }
        }
        Ok(self.name.as_deref().unwrap_or(&self.folder))
    }

    /// The same in a file that has had a name from the beginning.
    fn copy(&mut self) -> io::Result<()> {
        let mut copy = Self::named(&self.folder, self.suffix, Readers::Owner)?;
        self.file.rewind()?;
        io::copy(&mut self.file, &mut copy.file)?;
        let has = self.file.metadata()?;
        if !system::give_owner(&has, &copy.file) {
            return Err(ErrorKind::PermissionDenied.into());
        }
        copy.file.set_permissions(has.permissions())?;
        copy.file.sync_all()?;
        *self = copy;
        Ok(())
    }
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
    let real = dunce::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = New::make(folder, SUFFIX, Readers::Everybody)?;
    finish(new.file())?;
    if let Some(old) = old {
        new.file().set_permissions(old.permissions())?;
    }
    new.file().sync_all()?;
    new.replace(&real)
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
