//! Pages are written while somebody stands by: a process of its own, which cleans up when this one is killed amid its
//! work. A killed process cannot do that itself, and its files would lie beside the pages until the next run.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::save::{self, Fault, Page};

/// The argument, before the folder of a site, that makes a process stand by. It is for tidings alone.
const STAND_BY: &str = "--stand-by-to-clean-up";
/// Between paths, which cannot hold it.
const SEPARATOR: char = '\0';
/// Stands at the end when all pages are written; no path is empty.
const DONE: &str = "\0\0";

/// Writes pages as [`save::write`] does.
pub(super) fn write(root: &Path, pages: &[Page<'_>]) -> Vec<Fault> {
    let bystander = start(root, pages);
    let faults = save::write(root, pages);
    if let Some(mut bystander) = bystander {
        // It ends by itself when this cannot be told: then it looks through the folders for nothing.
        let _ = bystander.stdin.take().map(|mut told| told.write_all(DONE.as_bytes()));
        let _ = bystander.wait();
    }
    faults
}

/// Starts the process that stands by, and tells it the pages. Without one everything is written all the same.
fn start(root: &Path, pages: &[Page<'_>]) -> Option<Child> {
    if pages.is_empty() {
        return None;
    }
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.arg(STAND_BY).arg(root).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // What ends this process from the keyboard is not to end the other one with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().ok()?;
    let paths: String = pages.iter().flat_map(|page| [page.path, "\0"]).collect();
    let _ = child.stdin.as_mut().map(|told| told.write_all(paths.as_bytes()));
    Some(child)
}

/// The folder of the site, when the arguments are those of a process that stands by.
pub(super) fn stands_by(arguments: &[OsString]) -> Option<&Path> {
    match arguments {
        [_, first, root] if first == STAND_BY => Some(Path::new(root)),
        _ => None,
    }
}

/// Waits until the process that writes pages is done or gone. When it is gone, what it left is cleaned up.
pub(super) fn stand_by(root: &Path) {
    let mut told = String::new();
    if std::io::stdin().read_to_string(&mut told).is_ok() && !told.ends_with(DONE) {
        save::clean_up(root, told.split(SEPARATOR).filter(|path| !path.is_empty()));
    }
}
