//! `tidings check --watch`: checks again whenever a page changes. A changed page alone is parsed again; whatever else
//! changes opens the site anew.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::complaint::Complaint;
use super::fixing::err_line;
use super::output::Output;
use super::selection::Selection;
use super::{Exit, Speaker, args, check, reports};
use crate::corpus::layout::is_page_extension;
use crate::discover;
use crate::project::Project;
use crate::text::SourceId;
use crate::words::{count, say};

/// A change is looked at when nothing has changed for this long: an editor writes a page in several steps.
const QUIET: Duration = Duration::from_millis(100);
/// But not later than this, however much changes.
const PATIENCE: Duration = Duration::from_secs(2);
/// Clears a terminal with what has scrolled off it, and goes to its first line.
const CLEAR: &[u8] = b"\x1b[2J\x1b[3J\x1b[H";

type Events = Receiver<notify::Result<Event>>;

pub(super) fn run(args: &args::Check, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let mut site = Site::open(args, speaker)?;
    let (send, events) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(send).map_err(|error| refused(&error, speaker))?;
    site.watch(&mut watcher).map_err(|error| refused(&error, speaker))?;
    let mut exit = site.report(args, speaker, output)?;
    while !output.closed {
        let Some(changed) = wait(&events) else { return Ok(exit) };
        let changed: BTreeSet<PathBuf> = changed.into_iter().filter(|path| site.concerns(path)).collect();
        if changed.is_empty() {
            continue;
        }
        if !site.update(&changed) {
            match Site::open(args, speaker) {
                Ok(new) => site = new,
                Err(complaint) => {
                    clear();
                    complaint.print(speaker.tongue());
                    continue;
                }
            }
            // New folders have pages, too; one that has just gone is no reason to stop.
            let _ = site.watch(&mut watcher);
        }
        exit = site.report(args, speaker, output)?;
    }
    Ok(exit)
}

/// What is watched.
struct Site {
    project: Project,
    selection: Selection,
}

impl Site {
    fn open(args: &args::Check, speaker: Speaker) -> Result<Self, Complaint> {
        let (project, selection) = check::open_site(args, None, None, speaker)?;
        Ok(Self { project, selection })
    }

    /// Watches the folders of the pages, and the files that say what the site is.
    fn watch(&self, watcher: &mut RecommendedWatcher) -> notify::Result<()> {
        let root = &self.project.root;
        let below = self.project.corpus.site.layout.roots();
        if below.is_empty() {
            return watcher.watch(root, RecursiveMode::Recursive);
        }
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        let folders = below.iter().map(|folder| root.join(folder)).chain(self.project.rules_folder());
        for folder in folders.filter(|folder| folder.is_dir()) {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    /// True when a file may be a page, or say something about the site.
    fn concerns(&self, path: &Path) -> bool {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let settings = ["yaml", "yml", "toml", "json", "js", "ts", "mjs", "tsv", "csv"].contains(&extension);
        let folder = extension.is_empty();
        !name.starts_with('.') && (is_page_extension(extension) || settings || folder)
    }

    /// Takes over the texts of changed pages. False when something else has changed, or a page cannot be read as usual.
    fn update(&mut self, changed: &BTreeSet<PathBuf>) -> bool {
        let text = |file: &PathBuf| -> Option<(SourceId, Box<str>)> {
            let path = discover::path_in(&self.project.root, file).ok()?;
            let id = self.project.corpus.find(&path)?;
            let text = std::fs::read_to_string(file).ok()?;
            let plain = !text.contains('\0') && !text.trim().is_empty() && self.project.troubles.is_empty();
            plain.then(|| (id, text.into()))
        };
        let Some(texts) = changed.iter().map(text).collect::<Option<Vec<_>>>() else { return false };
        self.project.replace(texts);
        true
    }

    fn report(&self, args: &args::Check, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
        clear();
        let tongue = speaker.in_site(&self.project);
        let plan = reports::plan(args, &self.project, tongue)?;
        let scope = check::Scope { selection: &self.selection, lines: None, touched: None };
        let exit = check::report(args, &self.project, &scope, plan, tongue, output)?;
        if !args.quiet {
            err_line(&count(tongue, "watch-waiting", self.project.corpus.sources().len(), &[]));
        }
        Ok(exit)
    }
}

fn clear() {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        let _ = out.write_all(CLEAR).and_then(|()| out.flush());
    }
}

/// Waits for changes and gives the paths of a whole burst of them; `None` when nothing is watched any more.
fn wait(events: &Events) -> Option<BTreeSet<PathBuf>> {
    let mut paths = BTreeSet::new();
    let first = events.recv().ok()?;
    take(first, &mut paths);
    let since = Instant::now();
    loop {
        match events.recv_timeout(QUIET) {
            Ok(event) => take(event, &mut paths),
            Err(RecvTimeoutError::Timeout) => return Some(paths),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
        if since.elapsed() > PATIENCE {
            return Some(paths);
        }
    }
}

fn take(event: notify::Result<Event>, paths: &mut BTreeSet<PathBuf>) {
    match event {
        // Reading is no change, and tidings itself reads.
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
        Ok(event) => paths.extend(event.paths),
        // Events were lost: the paths that the error names, if any, have to do.
        Err(error) => paths.extend(error.paths),
    }
}

fn refused(error: &notify::Error, speaker: Speaker) -> Complaint {
    let tongue = speaker.tongue();
    let what = say(tongue, "watch-failed", &[("reason", &error.to_string())]);
    Complaint::new(what, Some(say(tongue, "watch-failed-cure", &[])))
}
