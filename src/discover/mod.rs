//! The only place that walks folders and reads files: it finds a site, its configuration and its pages.
//!
//! A file that cannot be read is a [`Trouble`] with its cause and cure; all others are read all the same. Nothing
//! outside the site is read unless its path was given.

// A door to the world: see clippy.toml.
#![allow(clippy::disallowed_methods)]

mod disk;
mod read;
mod trouble;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

pub use disk::{OpenError, Root, baseline, find_root, open, open_as, rule_files};
pub use trouble::{Cause, Special, Trouble};
pub use walk::Stamp;

use crate::config::Project;

/// The pages of a site, and what could not be read.
#[derive(Debug, Default)]
pub struct Pages {
    /// Path relative to the site's root and text, sorted by path, each once.
    pub texts: Vec<(Box<str>, Box<str>)>,
    /// Files that were not read, sorted by path.
    pub troubles: Vec<Trouble>,
    /// The paths of the other files in the folders of pages and of static files, sorted: links may lead to them.
    pub files: Vec<Box<str>>,
}

/// What is to be seen in the place of files, by absolute path. The files need not exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    files: BTreeMap<PathBuf, Laid>,
}

/// What takes the place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Laid {
    /// Nothing: the file is not to be seen.
    Nothing,
    /// A text, if the file is a page of the site.
    Text(String),
    /// A text that somebody named: it is a page, or an error.
    Named(String),
}

impl Overlay {
    /// One page that somebody named, whatever its name.
    pub fn named(file: PathBuf, text: String) -> Self {
        Self { files: BTreeMap::from([(file, Laid::Named(text))]) }
    }
}

/// Files with what they hold; `None` for files that are not to be seen. Only pages of the site count.
impl FromIterator<(PathBuf, Option<String>)> for Overlay {
    fn from_iter<I: IntoIterator<Item = (PathBuf, Option<String>)>>(files: I) -> Self {
        let laid = |text: Option<String>| text.map_or(Laid::Nothing, Laid::Text);
        Self { files: files.into_iter().map(|(file, text)| (file, laid(text))).collect() }
    }
}

impl Pages {
    /// Puts what `overlay` holds in the place of what was read of a project; `folder` is that of its configuration.
    ///
    /// # Errors
    /// When a file that somebody named lies outside the site, or its name is not UTF-8.
    pub fn lay_over(&mut self, overlay: &Overlay, folder: &Path, project: &Project) -> Result<(), Trouble> {
        let root = if project.root.is_empty() { folder.to_path_buf() } else { folder.join(&project.root) };
        for (file, laid) in &overlay.files {
            let (path, text) = match (path_in(&root, file), laid) {
                (Ok(path), Laid::Nothing) => (path, None),
                (Ok(path), Laid::Text(text) | Laid::Named(text)) => (path, Some(text)),
                (Err(trouble), Laid::Named(_)) => return Err(trouble),
                (Err(_), _) => continue,
            };
            let is_page = || walk::is_page(Path::new(&*path)) && walk::belongs(project, &path);
            self.troubles.retain(|trouble| trouble.path != path);
            match (self.texts.binary_search_by(|(known, _)| known.cmp(&path)), text) {
                (Ok(at), Some(text)) => self.texts[at].1 = text.as_str().into(),
                (Ok(at), None) => drop(self.texts.remove(at)),
                (Err(at), Some(text)) if matches!(laid, Laid::Named(_)) || is_page() => {
                    self.texts.insert(at, (path, text.as_str().into()));
                }
                (Err(_), _) => {}
            }
        }
        Ok(())
    }
}

/// The path of a file, absolute, below the site's folder, with `/`; neither needs to exist.
///
/// # Errors
/// When the file lies outside the site, or its name is not UTF-8.
pub fn path_in(root: &Path, file: &Path) -> Result<Box<str>, Trouble> {
    let real = |path: &Path| dunce::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let shown = |path: &Path| path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/").into();
    let root = real(root);
    // A link that is a page itself keeps its name; links in its folders do not count.
    let above = file.ancestors().skip(1).find(|above| above.exists()).unwrap_or(file);
    let place = real(above).join(file.strip_prefix(above).unwrap_or(file));
    if !place.starts_with(&root) {
        let cause = Cause::Outside(root.to_string_lossy().into_owned());
        return Err(Trouble { path: shown(file), cause });
    }
    match walk::relative(&root, &place) {
        Ok(path) => Ok(path.into()),
        Err(lossy) => Err(Trouble { path: lossy.into(), cause: Cause::Name }),
    }
}

/// Reads all pages of a project, and the files that are named in `extra` whatever their names are. `folder` is the
/// folder of the configuration; relative paths in `extra` count from the current folder.
pub fn pages(folder: &Path, project: &Project, extra: &[PathBuf]) -> Pages {
    let joined = if project.root.is_empty() { folder.to_path_buf() } else { folder.join(&project.root) };
    let root = dunce::canonicalize(&joined).unwrap_or(joined);
    let mut found = walk::read_all(&root, project);
    found.links.sort();
    found.pages.sort_by(|a, b| a.0.cmp(&b.0));
    let known: BTreeSet<Box<str>> = if found.links.is_empty() && extra.is_empty() {
        BTreeSet::new()
    } else {
        found.pages.iter().map(|(path, _)| path.clone()).collect()
    };
    let mut more = More { root: &root, project, known, pages: Vec::new(), troubles: Vec::new() };
    found.links.iter().for_each(|link| more.link(link));
    extra.iter().for_each(|path| more.named(path));
    found.pages.append(&mut more.pages);
    found.troubles.append(&mut more.troubles);
    found.pages.sort_by(|a, b| a.0.cmp(&b.0));
    found.troubles.sort();
    found.troubles.dedup();
    found.files.sort();
    Pages { texts: found.pages, troubles: found.troubles, files: found.files }
}

/// The text of one page below `root`, or why it cannot be read. Links that lead out of the folder are not followed.
pub fn page(root: &Path, path: &str, limit: u64) -> Result<Box<str>, Cause> {
    let file = root.join(path);
    let real = dunce::canonicalize(&file).map_err(|error| read::cause(&error))?;
    let base = dunce::canonicalize(root).map_err(|error| read::cause(&error))?;
    match real.starts_with(base) {
        true => read::any(&real, limit),
        false => Err(Cause::LinkOutside),
    }
}

/// True when a folder is a site's root by itself: it holds a configuration of tidings or of a generator.
pub fn is_site(folder: &Path) -> bool {
    crate::config::is_site_root(&disk::Disk::new(folder))
}

/// The place on disk without links in it, also of a file that does not exist yet.
pub fn real_path(path: &Path) -> PathBuf {
    let name = path.file_name();
    dunce::canonicalize(path)
        .or_else(|error| match (path.parent(), name) {
            (Some(parent), Some(name)) => dunce::canonicalize(parent).map(|parent| parent.join(name)),
            _ => Err(error),
        })
        .unwrap_or_else(|_| path.to_path_buf())
}

/// When the pages of a site were changed last, by path; `roots` are the folders that they lie in.
pub fn stamps(root: &Path, roots: &[String]) -> BTreeMap<String, Stamp> {
    walk::stamps(root, roots)
}

/// When one file was changed last; `None` when it is not there.
pub fn stamp(file: &Path) -> Option<Stamp> {
    fs::metadata(file).ok().map(|metadata| Stamp::of(&metadata))
}

/// The text of any file, for showing a place in it.
pub fn text(path: &Path) -> Option<Box<str>> {
    read::any(path, crate::config::DEFAULT_FILE_SIZE).ok()
}

/// Pages that the walk does not read: behind links, and named ones.
struct More<'a> {
    root: &'a Path,
    project: &'a Project,
    known: BTreeSet<Box<str>>,
    pages: Vec<walk::Page>,
    troubles: Vec<Trouble>,
}

impl More<'_> {
    fn trouble(&mut self, path: &str, cause: Cause) {
        self.troubles.push(Trouble { path: path.into(), cause });
    }

    /// A symbolic link in the site. Its target is read when it is a page that is not read in its own place; folders
    /// are never entered through a link, for the files in them lie somewhere else.
    fn link(&mut self, link: &Path) {
        let path = match walk::relative(self.root, link) {
            Ok(path) => path,
            Err(lossy) => return self.trouble(&lossy, Cause::Name),
        };
        let is_page = walk::is_page(link);
        let target = match dunce::canonicalize(link) {
            Ok(target) => target,
            Err(error) if read::is_loop(&error) => return self.trouble(&path, Cause::LinkLoop),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if is_page {
                    self.trouble(&path, Cause::LinkBroken);
                }
                return;
            }
            Err(error) => return self.trouble(&path, read::cause(&error)),
        };
        let is_folder = target.is_dir();
        match () {
            () if !is_page && !is_folder => {}
            () if !target.starts_with(self.root) => self.trouble(&path, Cause::LinkOutside),
            () if is_folder && link.starts_with(&target) => self.trouble(&path, Cause::LinkLoop),
            () if is_folder => {}
            () => self.target(&path, &target),
        }
    }

    fn target(&mut self, path: &str, target: &Path) {
        let own = walk::relative(self.root, target).unwrap_or_else(|lossy| lossy);
        if walk::belongs(self.project, path) && self.known.insert(own.into()) {
            self.read(path, target);
        }
    }

    /// A path that was given by a person: it is read whatever its name, but it must be a file of this site.
    fn named(&mut self, given: &Path) {
        let shown = given.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let metadata = match fs::metadata(given) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return self.trouble(&shown, Cause::Missing),
            Err(error) => return self.trouble(&shown, read::cause(&error)),
        };
        let Some(place) = self.place(given) else {
            return match read::any(given, 0) {
                Err(cause @ Cause::Special(_)) => self.trouble(&shown, cause),
                _ => self.trouble(&shown, Cause::Outside(self.root.to_string_lossy().into_owned())),
            };
        };
        if metadata.is_dir() {
            return;
        }
        match walk::relative(self.root, &place) {
            Ok(path) if self.known.insert(path.as_str().into()) => self.read(&path, given),
            Ok(_) => {}
            Err(lossy) => self.trouble(&lossy, Cause::Name),
        }
    }

    /// The absolute path of what was given, its last part not followed when it is a link; `None` outside the site.
    fn place(&self, given: &Path) -> Option<PathBuf> {
        let name = given.file_name();
        let place = match (given.parent(), name) {
            (Some(parent), Some(name)) if !given.is_dir() => {
                let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
                dunce::canonicalize(parent).ok()?.join(name)
            }
            _ => dunce::canonicalize(given).ok()?,
        };
        place.starts_with(self.root).then_some(place)
    }

    fn read(&mut self, path: &str, file: &Path) {
        match read::any(file, self.project.selection.file_size) {
            Ok(text) => self.pages.push((path.into(), text)),
            // The walk may have met the same file and told of it.
            Err(cause) => self.trouble(path, cause),
        }
    }
}
