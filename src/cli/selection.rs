//! Which pages are reported on: the paths and globs of the command line.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::complaint::Complaint;
use crate::project::Project;
use crate::text::{SourceId, nearest};
use crate::words::{Tongue, say};

/// The selected pages.
#[derive(Debug)]
pub(super) struct Selection {
    /// By the number of the page; `None` when no path was given, so that all are.
    pages: Option<Vec<bool>>,
    /// Like all paths here, with replacement characters for what is not UTF-8, as the paths of troubles have them.
    root: PathBuf,
    /// Files and folders, absolute, and as they were given.
    paths: Vec<(PathBuf, String)>,
    /// Globs over absolute paths.
    globs: GlobSet,
}

/// What becomes of a path that picks no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// It is an error: somebody means a page that is not there.
    Refused,
    /// Nothing: a hook gives whatever changed.
    PassedOver,
}

impl Selection {
    /// Understands the paths; one that does not exist or picks no page is an error.
    pub(super) fn new(project: &Project, given: &[OsString], tongue: Tongue) -> Result<Self, Complaint> {
        Self::of(project, given, Unknown::Refused, tongue)
    }

    /// Understands the paths; one that does not exist, or picks no page where that is refused, is an error.
    pub(super) fn of(
        project: &Project,
        given: &[OsString],
        unknown: Unknown,
        tongue: Tongue,
    ) -> Result<Self, Complaint> {
        let current = current()?;
        let root = dunce::canonicalize(&project.root).unwrap_or_else(|_| project.root.clone());
        let root = PathBuf::from(root.to_string_lossy().into_owned());
        let mut selection = Self { pages: None, root, paths: Vec::new(), globs: GlobSet::empty() };
        let shown_root = project.root.to_string_lossy().into_owned();
        if given.is_empty() {
            let nothing = project.corpus.sources().is_empty() && project.troubles.is_empty();
            return match nothing && unknown == Unknown::Refused {
                true => Err(complaint(tongue, "no-pages", &[("root", &shown_root)])),
                false => Ok(selection),
            };
        }
        let mut pages = vec![false; project.corpus.sources().len()];
        let mut globs = GlobSetBuilder::new();
        for argument in given {
            let path = argument.to_string_lossy().into_owned();
            let picked = match std::fs::symlink_metadata(argument) {
                Ok(_) => selection.path(Path::new(argument), path.clone()),
                Err(_) if !is_glob(&path) => return Err(missing(project, &current, &path, tongue)),
                Err(_) => selection.glob(&current, &path, &mut globs, tongue)?,
            };
            if !picked.lies_in(&selection.root) {
                if unknown == Unknown::PassedOver {
                    continue;
                }
                return Err(complaint(tongue, "path-outside", &[("path", &path), ("root", &shown_root)]));
            }
            let mut any = project.troubles.iter().any(|trouble| *trouble.path == *path);
            any |= project.troubles.iter().any(|trouble| picked.holds(&selection.root.join(&*trouble.path)));
            for (page, source) in pages.iter_mut().zip(project.corpus.sources()) {
                let holds = picked.holds(&selection.root.join(&*source.path));
                *page |= holds;
                any |= holds;
            }
            if !any && unknown == Unknown::Refused {
                return Err(complaint(tongue, "path-nothing", &[("path", &path), ("root", &shown_root)]));
            }
        }
        selection.globs = globs.build().unwrap_or_default();
        selection.pages = Some(pages);
        Ok(selection)
    }

    /// A single page, by its file.
    pub(super) fn one(project: &Project, file: &Path) -> Self {
        let page = crate::discover::path_in(&project.root, file).ok().and_then(|path| project.corpus.find(&path));
        let pages = project.corpus.ids().map(|id| Some(id) == page).collect();
        Self { pages: Some(pages), root: PathBuf::new(), paths: Vec::new(), globs: GlobSet::empty() }
    }

    /// Every page.
    #[cfg(test)]
    pub(super) fn all() -> Self {
        Self { pages: None, root: PathBuf::new(), paths: Vec::new(), globs: GlobSet::empty() }
    }

    fn path(&mut self, path: &Path, given: String) -> Picked {
        let place = PathBuf::from(canonical(path).to_string_lossy().into_owned());
        self.paths.push((place.clone(), given));
        Picked::Path(place)
    }

    fn glob(
        &self,
        current: &Path,
        given: &str,
        globs: &mut GlobSetBuilder,
        tongue: Tongue,
    ) -> Result<Picked, Complaint> {
        let (folder, pattern) = split(current, given);
        let whole = format!("{}/{pattern}", globset::escape(&folder.to_string_lossy()));
        let glob = GlobBuilder::new(&whole).literal_separator(true).build().map_err(|error| {
            let reason = error.kind().to_string();
            Complaint::new(say(tongue, "path-glob", &[("path", given), ("reason", &reason)]), None)
        })?;
        globs.add(glob.clone());
        Ok(Picked::Glob(folder, glob.compile_matcher()))
    }

    /// True when the page is reported on.
    pub(super) fn holds(&self, page: SourceId) -> bool {
        self.pages.as_ref().is_none_or(|pages| pages[page.index()])
    }

    /// True when a file that could not be read is one that was asked about.
    pub(super) fn holds_path(&self, path: &str) -> bool {
        let place = self.root.join(path);
        self.pages.is_none()
            || self.paths.iter().any(|(chosen, given)| place.starts_with(chosen) || given == path)
            || self.globs.is_match(&place)
    }
}

/// What one argument picks.
enum Picked {
    /// A file, or everything in a folder.
    Path(PathBuf),
    /// What fits a glob, below a folder.
    Glob(PathBuf, globset::GlobMatcher),
}

impl Picked {
    fn holds(&self, path: &Path) -> bool {
        match self {
            Picked::Path(chosen) => path.starts_with(chosen),
            Picked::Glob(_, glob) => glob.is_match(path),
        }
    }

    /// True when it can pick anything of the site: it lies in the site, or the site in it.
    fn lies_in(&self, root: &Path) -> bool {
        let (Picked::Path(place) | Picked::Glob(place, _)) = self;
        place.starts_with(root) || root.starts_with(place)
    }
}

/// Where to look for the site: the first path that exists, the folder of the first glob, else the current folder.
pub(super) fn start(current: &Path, given: &[OsString]) -> PathBuf {
    let Some(first) = given.first() else { return current.to_path_buf() };
    let path = current.join(first);
    if path.exists() || path.is_symlink() {
        return path;
    }
    let (folder, _) = split(current, &first.to_string_lossy());
    if folder.is_dir() { folder } else { current.to_path_buf() }
}

/// How the names of files end that hold settings or data: none of them is a page, though somebody may name one.
const DATA: [&str; 4] = ["json", "toml", "yaml", "yml"];

/// The given paths that are files, which are read as pages whatever else their names are.
pub(super) fn files(given: &[OsString]) -> Vec<PathBuf> {
    let is_data = |path: &PathBuf| path.extension().is_some_and(|end| DATA.iter().any(|data| end == *data));
    let is_file = |path: &PathBuf| std::fs::symlink_metadata(path).is_ok() && !path.is_dir() && !is_data(path);
    given.iter().map(PathBuf::from).filter(is_file).collect()
}

fn current() -> Result<PathBuf, Complaint> {
    std::env::current_dir().map_err(|error| Complaint::new(error.to_string(), None))
}

/// The absolute path with links in its folders resolved; a file that is a link itself keeps its name.
fn canonical(path: &Path) -> PathBuf {
    let whole = || dunce::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if path.is_symlink() && !path.is_dir() => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            dunce::canonicalize(parent).map_or_else(|_| whole(), |parent| parent.join(name))
        }
        _ => whole(),
    }
}

fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// A glob as the folder before its first part that is a pattern, and the pattern below it.
fn split(current: &Path, glob: &str) -> (PathBuf, String) {
    let literal = glob.split('/').take_while(|part| !is_glob(part)).map(|part| part.len() + 1).sum::<usize>();
    let (folder, pattern) = glob.split_at(literal.min(glob.len()));
    let mut place = PathBuf::new();
    for part in current.join(folder).components() {
        match part {
            Component::ParentDir => {
                place.pop();
            }
            Component::CurDir => {}
            part => place.push(part),
        }
    }
    (dunce::canonicalize(&place).unwrap_or(place), pattern.to_owned())
}

/// A path that does not exist, with the page that was probably meant.
fn missing(project: &Project, current: &Path, path: &str, tongue: Tongue) -> Complaint {
    let what = say(tongue, "path-missing", &[("path", path)]);
    let shown = |page: &str| {
        let place = project.root.join(page);
        place.strip_prefix(current).unwrap_or(&place).to_string_lossy().into_owned()
    };
    let pages: Vec<String> = project.corpus.sources().iter().map(|source| shown(&source.path)).collect();
    let cure = match nearest(path, pages.iter().map(String::as_str), 1 + path.chars().count() / 6) {
        Some(page) => say(tongue, "path-near", &[("near", page)]),
        None => say(tongue, "path-missing-cure", &[]),
    };
    Complaint::new(what, Some(cure))
}

fn complaint(tongue: Tongue, id: &str, values: &[(&str, &str)]) -> Complaint {
    Complaint::new(say(tongue, id, values), Some(say(tongue, &format!("{id}-cure"), &[])))
}
