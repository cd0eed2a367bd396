//! Goes through a site's folder, then reads every page once, both in parallel.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::read;
use super::trouble::{Cause, Trouble};
use crate::batch::in_batches;
use crate::config::Project;
use crate::corpus::layout::is_page_extension;

/// A page's path and text.
pub(super) type Page = (Box<str>, Box<str>);

/// What a walk finds.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) pages: Vec<Page>,
    pub(super) troubles: Vec<Trouble>,
    /// Symbolic links, which are looked at when everything else is known.
    pub(super) links: Vec<PathBuf>,
    /// The paths of files that are no pages: links may lead to them. They are not read.
    pub(super) files: Vec<Box<str>>,
}

/// The paths of all Markdown files below `folder`, relative to it, sorted; links are not followed.
pub(super) fn paths(folder: &Path) -> Vec<String> {
    let files = builder(folder).build().flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut paths: Vec<String> =
        files.filter(|entry| is_page(entry.path())).filter_map(|entry| relative(folder, entry.path()).ok()).collect();
    paths.sort();
    paths
}

/// The walk that every listing uses: hidden files and ignored ones are left out, links are not followed.
fn builder(folder: &Path) -> WalkBuilder {
    let in_repository = folder.ancestors().any(|above| above.join(".git").exists());
    let mut builder = WalkBuilder::new(folder);
    // A user's own global ignore file would make results differ between machines. Ignore files above the site count
    // only where a repository gives them an end.
    builder.follow_links(false).require_git(false).git_global(false).parents(in_repository);
    builder
}

/// When every Markdown file below `folder`, in `roots`, was changed last, and its length.
pub(super) fn stamps(folder: &Path, roots: &[String]) -> BTreeMap<String, Stamp> {
    let mut builder = builder(folder);
    let (base, filter_roots) = (folder.to_path_buf(), roots.to_vec());
    builder.filter_entry(move |entry| {
        entry.depth() == 0
            || !entry.file_type().is_some_and(|kind| kind.is_dir())
            || leads_to_pages(&base, entry.path(), &filter_roots)
    });
    let pages = builder.build().flatten().filter(|entry| is_page(entry.path()));
    let stamp = |entry: DirEntry| Some((relative(folder, entry.path()).ok()?, Stamp::of(&entry.metadata().ok()?)));
    pages.filter_map(stamp).collect()
}

/// What tells that a file has changed: when it was, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    changed: Option<SystemTime>,
    length: u64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { changed: metadata.modified().ok(), length: metadata.len() }
    }
}

/// Reads the pages of a project whose root is `folder`.
pub(super) fn read_all(folder: &Path, project: &Project) -> Found {
    let mut roots = project.site.layout.roots();
    if !roots.is_empty() {
        roots.extend(project.site.urls.statics.iter().map(|root| format!("{root}/")));
    }
    let mut builder = builder(folder);
    let base = folder.to_path_buf();
    let filter_roots = roots.clone();
    builder.filter_entry(move |entry| {
        entry.depth() == 0
            || !entry.file_type().is_some_and(|kind| kind.is_dir())
            || leads_to_pages(&base, entry.path(), &filter_roots)
    });
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let found = Mutex::default();
    builder.threads(threads).build_parallel().run(|| {
        let mut part = Part { found: Found::default(), unread: Vec::new(), all: &found };
        Box::new(move |entry| {
            visit(folder, project, entry, &mut part);
            WalkState::Continue
        })
    });
    let (mut found, unread) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    for page in read_files(unread, project.selection.file_size) {
        match page {
            Ok(page) => found.pages.push(page),
            Err(trouble) => found.troubles.push(trouble),
        }
    }
    found
}

/// A page that the walk has seen: its path below the site's folder, and where it is.
type Unread = (Box<str>, PathBuf);

/// Reads pages in parallel. The threads are those that parse them, so that room which the one work leaves serves the other.
fn read_files(files: Vec<Unread>, limit: u64) -> Vec<Result<Page, Trouble>> {
    in_batches(files, |files| {
        let mut room = Vec::new();
        let read = |(path, file): Unread| match read::regular(&file, limit, &mut room) {
            Ok(text) => Ok((path, text)),
            Err(cause) => Err(Trouble { path, cause }),
        };
        files.into_iter().map(read).collect()
    })
}

/// What one thread found; it joins the rest when the thread ends, so that threads do not wait for each other.
struct Part<'a> {
    found: Found,
    unread: Vec<Unread>,
    all: &'a Mutex<(Found, Vec<Unread>)>,
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        let (all, unread) = &mut *self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.pages.append(&mut self.found.pages);
        all.troubles.append(&mut self.found.troubles);
        all.links.append(&mut self.found.links);
        all.files.append(&mut self.found.files);
        unread.append(&mut self.unread);
    }
}

/// True when a folder holds pages or is on the way to a folder that does.
fn leads_to_pages(base: &Path, folder: &Path, roots: &[String]) -> bool {
    let Ok(mut path) = relative(base, folder) else { return true };
    path.push('/');
    roots.is_empty() || roots.iter().any(|root| root.starts_with(&path) || path.starts_with(root.as_str()))
}

fn visit(folder: &Path, project: &Project, entry: Result<DirEntry, ignore::Error>, part: &mut Part<'_>) {
    let found = &mut part.found;
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return found.troubles.extend(trouble(folder, &error)),
    };
    let Some(kind) = entry.file_type() else { return };
    if kind.is_symlink() {
        if !is_page(entry.path()) {
            found.files.extend(relative(folder, entry.path()).ok().map(String::into_boxed_str));
        }
        found.links.push(entry.into_path());
        return;
    }
    if entry.depth() == 0 {
        return;
    }
    if !is_page(entry.path()) {
        if kind.is_file() {
            found.files.extend(relative(folder, entry.path()).ok().map(String::into_boxed_str));
        }
        return;
    }
    let path = match relative(folder, entry.path()) {
        Ok(path) => path,
        Err(path) => return found.troubles.push(Trouble { path: path.into(), cause: Cause::Name }),
    };
    if !belongs(project, &path) {
        if kind.is_file() {
            found.files.push(path.into());
        }
        return;
    }
    if kind.is_file() {
        part.unread.push((path.into(), entry.into_path()));
        return;
    }
    let text = if kind.is_dir() { Err(Cause::Directory) } else { read::any(entry.path(), project.selection.file_size) };
    match text {
        Ok(text) => found.pages.push((path.into(), text)),
        Err(cause) => found.troubles.push(Trouble { path: path.into(), cause }),
    }
}

/// True when the site's layout and the configuration's globs make `path` a page.
pub(super) fn belongs(project: &Project, path: &str) -> bool {
    let layout = &project.site.layout;
    if layout.is_empty() {
        return project.selection.admits(path, None);
    }
    layout.place(path).is_some_and(|place| project.selection.admits(path, Some(&place.key)))
}

/// True for the names of Markdown files.
pub(super) fn is_page(path: &Path) -> bool {
    path.extension().and_then(|extension| extension.to_str()).is_some_and(is_page_extension)
}

/// The path below `folder` with `/`, or the same with replacement characters when it is not UTF-8.
pub(super) fn relative(folder: &Path, path: &Path) -> Result<String, String> {
    // A walk puts names behind the folder it begins with, so most often nothing has to be taken apart.
    let below = || path.to_str()?.strip_prefix(folder.to_str()?)?.strip_prefix(std::path::MAIN_SEPARATOR);
    let below = match below().filter(|below| !below.starts_with(std::path::MAIN_SEPARATOR)) {
        Some(below) => Path::new(below),
        None => path.strip_prefix(folder).unwrap_or(path),
    };
    match below.to_str() {
        Some(text) if std::path::MAIN_SEPARATOR == '/' => Ok(text.to_owned()),
        Some(text) => Ok(text.replace(std::path::MAIN_SEPARATOR, "/")),
        None => Err(below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")),
    }
}

/// The trouble behind an error of the walk; an ignore file with a bad line is none.
fn trouble(folder: &Path, error: &ignore::Error) -> Option<Trouble> {
    let (mut path, mut inner) = (None, error);
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = Some(at.as_path());
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            ignore::Error::Io(error) => {
                let path = relative(folder, path.unwrap_or(folder)).unwrap_or_else(|lossy| lossy);
                return Some(Trouble { path: path.into(), cause: read::cause(error) });
            }
            _ => return None,
        };
    }
}
