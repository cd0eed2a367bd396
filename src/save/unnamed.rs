//! Files without a name, and links to them: what Linux offers (`O_TMPFILE`) and other systems do not.

#[cfg(target_os = "linux")]
pub(super) use linux::{link, new};
#[cfg(not(target_os = "linux"))]
pub(super) use none::{link, new};

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

    use super::super::beside::Readers;

    /// Where the system shows an open file under a name.
    fn shown(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }

    /// A file in `folder` that has no name. None where the file system has no such files, or where it could not be given
    /// a name later.
    pub(in super::super) fn new(folder: &Path, readers: Readers) -> Option<File> {
        let mode = match readers {
            Readers::Owner => Mode::RUSR | Mode::WUSR,
            Readers::Everybody => Mode::from_raw_mode(0o666),
        };
        let file = File::from(open(folder, OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC, mode).ok()?);
        shown(&file).exists().then_some(file)
    }

    /// Gives `file` a name that nobody has.
    pub(in super::super) fn link(file: &File, name: &Path) -> io::Result<()> {
        Ok(linkat(CWD, shown(file), CWD, name, AtFlags::SYMLINK_FOLLOW)?)
    }
}

#[cfg(not(target_os = "linux"))]
mod none {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    use super::super::beside::Readers;

    pub(in super::super) fn new(_: &Path, _: Readers) -> Option<File> {
        None
    }

    pub(in super::super) fn link(_: &File, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
