//! New files: there whole, or not at all, and never in the place of another.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use super::beside::{New, Readers, SUFFIX};
use super::{Cause, Fault};

/// Writes a new file of the site at `root`; its folders are made where they are missing. `path` is relative to the root,
/// with `/`.
///
/// # Errors
/// When there is a file of this name, when the path leads out of the site, or when the system refuses.
pub fn create(root: &Path, path: &str, text: &str) -> Result<(), Fault> {
    write(root, path, text).map_err(|cause| Fault { path: path.into(), cause })
}

fn write(root: &Path, path: &str, text: &str) -> Result<(), Cause> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Cause::Exists,
        _ => Cause::failed(&error),
    };
    let root = dunce::canonicalize(root).map_err(failed)?;
    if Path::new(path).components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(Cause::LinkOutside);
    }
    let file = root.join(path);
    let folder = file.parent().map_or_else(|| root.clone(), Path::to_path_buf);
    // A folder that is a link may lead out of the site: what is there decides, before anything is made.
    let there = folder.ancestors().find(|above| above.exists()).unwrap_or(&root);
    if !dunce::canonicalize(there).map_err(failed)?.starts_with(&root) {
        return Err(Cause::LinkOutside);
    }
    if file.symlink_metadata().is_ok() {
        return Err(Cause::Exists);
    }
    let made = missing(&folder);
    fs::create_dir_all(&folder).map_err(failed)?;
    let written = place(&folder, &file, text);
    if written.is_err() {
        // Folders that were made for nothing go again; others may have put something into them meanwhile.
        made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
    written.map_err(failed)
}

/// The folders that do not exist yet, the innermost first.
fn missing(folder: &Path) -> Vec<PathBuf> {
    folder.ancestors().take_while(|above| !above.exists()).map(Path::to_path_buf).collect()
}

fn place(folder: &Path, file: &Path, text: &str) -> std::io::Result<()> {
    let new = New::make(folder, SUFFIX, Readers::Everybody)?;
    new.file().write_all(text.as_bytes())?;
    new.file().sync_all()?;
    new.take(file)?;
    // The new name lasts through a power failure; a system that cannot do this has written the file all the same.
    drop(File::open(folder).and_then(|folder| folder.sync_all()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_and_its_folders() {
        let site = tempfile::tempdir().expect("a folder");
        assert_eq!(create(site.path(), "content/zh/a/index.md", "text\n"), Ok(()));
        assert_eq!(fs::read_to_string(site.path().join("content/zh/a/index.md")).ok().as_deref(), Some("text\n"));
        let names: Vec<_> = fs::read_dir(site.path().join("content/zh/a")).expect("it is there").flatten().collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }

    #[test]
    fn nothing_is_overwritten_and_nothing_is_written_outside() {
        let site = tempfile::tempdir().expect("a folder");
        fs::write(site.path().join("a.md"), "old").expect("a file");
        let cause = |path: &str| create(site.path(), path, "new").map_err(|fault| fault.cause);
        assert_eq!(cause("a.md"), Err(Cause::Exists));
        assert_eq!(fs::read_to_string(site.path().join("a.md")).ok().as_deref(), Some("old"));
        assert_eq!(cause("../b.md"), Err(Cause::LinkOutside));
        assert!(matches!(cause("a.md/b.md"), Err(Cause::Failed(_) | Cause::Exists)));
        #[cfg(unix)]
        {
            let other = tempfile::tempdir().expect("a folder");
            std::os::unix::fs::symlink(other.path(), site.path().join("zh")).expect("a link");
            assert_eq!(cause("zh/x/b.md"), Err(Cause::LinkOutside));
            assert_eq!(fs::read_dir(other.path()).expect("it is there").count(), 0);
            std::os::unix::fs::symlink("nowhere", site.path().join("c.md")).expect("a link");
            assert_eq!(cause("c.md"), Err(Cause::Exists));
        }
    }
}
