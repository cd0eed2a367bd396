//! A folder on disk as configuration reads it, and where a site's folder is.

use std::fs;
use std::path::{Path, PathBuf};

use super::read;
use super::trouble::{Cause, Trouble};
use super::walk;
use crate::config::{self, Folder, Project, ReadError};

/// The largest file that configuration reads: more is a mistake or an attack.
const MAX_CONFIG_SIZE: u64 = 1 << 20;

/// Where a site lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The folder, absolute.
    pub folder: PathBuf,
    /// The configuration file, when there is one.
    pub config: Option<PathBuf>,
}

/// Why there is no site to work on.
#[derive(Debug)]
pub enum OpenError {
    /// The configuration has an error.
    Config(Box<config::Error>),
    /// The configuration file cannot be read.
    Trouble(Trouble),
}

/// Finds the site that `start` (a file or a folder) belongs to: the nearest folder upwards with a `tidings.yaml`, else
/// the nearest with a configuration of a generator, else the root of the repository, else the folder of `start`. The
/// search ends at the root of the repository.
pub fn find_root(start: &Path) -> Root {
    let start = dunce::canonicalize(start).unwrap_or_else(|_| start.to_path_buf());
    let folder = if start.is_dir() { start.as_path() } else { start.parent().unwrap_or(&start) };
    let mut above: Vec<&Path> = folder.ancestors().collect();
    let repository = above.iter().position(|folder| is_repository(folder));
    if let Some(last) = repository {
        above.truncate(last + 1);
    }
    if let Some(folder) = above.iter().find(|folder| folder.join(config::FILE_NAME).is_file()) {
        return Root { folder: folder.to_path_buf(), config: Some(folder.join(config::FILE_NAME)) };
    }
    let site = above.iter().find(|folder| config::is_site_root(&Disk::new(folder)));
    let root = site.copied().or_else(|| repository.map(|last| above[last])).unwrap_or(folder);
    Root { folder: root.to_path_buf(), config: None }
}

fn is_repository(folder: &Path) -> bool {
    [".git", ".hg", ".jj", ".svn"].iter().any(|name| folder.join(name).exists())
}

/// Reads the configuration of a site, or makes one from what its generator says. Paths in a configuration count from
/// the site's folder, also when the file lies elsewhere.
pub fn open(root: &Root) -> Result<Vec<Project>, OpenError> {
    let disk = Disk::new(&root.folder);
    let Some(path) = &root.config else {
        return config::load(config::FILE_NAME, None, &disk).map_err(OpenError::Config);
    };
    let name = path.strip_prefix(&root.folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let text = match read::any(path, MAX_CONFIG_SIZE) {
        Ok(text) => text,
        Err(Cause::Empty) => "".into(),
        Err(Cause::Vanished) => return Err(OpenError::Trouble(Trouble { path: name.into(), cause: Cause::Missing })),
        Err(cause) => return Err(OpenError::Trouble(Trouble { path: name.into(), cause })),
    };
    config::load(&name, Some(&text), &disk).map_err(OpenError::Config)
}

/// The same with a configuration that is not on the disk; `None` for a site without one.
///
/// # Errors
/// When the configuration has an error.
pub fn open_as(folder: &Path, text: Option<&str>) -> Result<Vec<Project>, OpenError> {
    config::load(config::FILE_NAME, text, &Disk::new(folder)).map_err(OpenError::Config)
}

/// A folder on disk. Nothing outside it is read.
pub(super) struct Disk {
    folder: PathBuf,
}

impl Disk {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// The place on disk, when links do not lead out of the folder.
    fn inside(&self, path: &str) -> Result<PathBuf, ReadError> {
        let real = dunce::canonicalize(self.folder.join(path)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::Missing,
            _ => ReadError::Other(read::reason(&error)),
        })?;
        let root = dunce::canonicalize(&self.folder).map_err(|error| ReadError::Other(read::reason(&error)))?;
        if real.starts_with(root) { Ok(real) } else { Err(ReadError::Outside) }
    }
}

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        match read::any(&self.inside(path)?, MAX_CONFIG_SIZE) {
            Ok(text) => Ok(text.into()),
            Err(Cause::Empty) => Ok(String::new()),
            Err(Cause::Vanished) => Err(ReadError::Missing),
            Err(cause) => {
                let trouble = Trouble { path: path.into(), cause };
                Err(ReadError::Other(trouble.what(crate::words::Tongue::En)))
            }
        }
    }

    fn list(&self, path: &str) -> Vec<String> {
        let Ok(folder) = self.inside(path) else { return Vec::new() };
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let name = |entry: fs::DirEntry| {
            let name = entry.file_name().into_string().ok()?;
            let kind = entry.file_type().ok()?;
            let is_folder = kind.is_dir() || (kind.is_symlink() && entry.path().is_dir());
            Some(if is_folder { format!("{name}/") } else { name })
        };
        let mut names: Vec<String> = entries.flatten().filter_map(name).collect();
        names.sort();
        names
    }

    fn pages(&self) -> Vec<String> {
        walk::paths(&self.folder)
    }
}

/// The largest baseline that is read: room for some hundred thousand findings.
const MAX_BASELINE_SIZE: u64 = 64 << 20;

/// The text of a site's baseline; `None` when there is no such file.
///
/// # Errors
/// When there is one and it cannot be read.
pub fn baseline(path: &Path, shown: &str) -> Result<Option<String>, Trouble> {
    match read::any(path, MAX_BASELINE_SIZE) {
        Ok(text) => Ok(Some(text.into())),
        Err(Cause::Empty) => Ok(Some(String::new())),
        Err(Cause::Vanished) => Ok(None),
        Err(cause) => Err(Trouble { path: shown.into(), cause }),
    }
}

/// The files of a folder with a site's own rules: path relative to the site's folder and text, sorted by path.
pub fn rule_files(folder: &Path, rules_dir: &str) -> (Vec<(String, String)>, Vec<Trouble>) {
    let disk = Disk::new(folder);
    let below = rules_dir.trim_end_matches('/');
    let (mut texts, mut troubles) = (Vec::new(), Vec::new());
    if disk.inside(below).is_err() {
        troubles.push(Trouble { path: below.into(), cause: Cause::Missing });
    }
    for name in disk.list(below).into_iter().filter(|name| name.ends_with(".yaml") || name.ends_with(".yml")) {
        let path = format!("{below}/{name}");
        match disk.inside(&path).map(|file| read::any(&file, MAX_CONFIG_SIZE)) {
            Ok(Ok(text)) => texts.push((path, text.into())),
            Ok(Err(cause)) => troubles.push(Trouble { path: path.into(), cause }),
            Err(ReadError::Outside) => troubles.push(Trouble { path: path.into(), cause: Cause::LinkOutside }),
            Err(_) => troubles.push(Trouble { path: path.into(), cause: Cause::LinkBroken }),
        }
    }
    (texts, troubles)
}
