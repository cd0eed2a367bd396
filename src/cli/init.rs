//! `tidings init`: looks at a site and writes a first configuration, with what it saw.

use std::path::PathBuf;

use super::args;
use super::complaint::Complaint;
use super::output::Output;
use super::{Exit, Opening, Speaker, current_folder};
use crate::config::FILE_NAME;
use crate::discover;
use crate::project::Project;
use crate::project::init::Draft;
use crate::report::Shown;
use crate::save::{self, Cause, put_text};
use crate::words::say;

pub(super) fn run(args: &args::Init, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let tongue = speaker.tongue();
    let current = current_folder()?;
    let folder = match &args.folder {
        Some(folder) => current.join(folder),
        None => discover::find_root(&current).folder,
    };
    if !folder.is_dir() {
        let what = say(tongue, "path-missing", &[("path", &folder.to_string_lossy())]);
        return Err(Complaint::new(what, Some(say(tongue, "path-missing-cure", &[]))));
    }
    let file = folder.join(FILE_NAME);
    let shown = file.strip_prefix(&current).unwrap_or(&file).to_string_lossy().into_owned();
    if !args.stdout && !args.force && file.symlink_metadata().is_ok() {
        return Err(exists(&shown, speaker));
    }
    let opening = Opening { root: Some(&folder), no_baseline: true, ..Opening::default() };
    let start: PathBuf = folder.clone();
    let open = |text: Option<&str>| Project::open_as(&opening.request(&start, &current), text).map_err(Complaint::from);
    let (project, values) = open(None)?;
    if project.corpus.sources().is_empty() {
        let what = say(tongue, "no-pages", &[("root", &folder.to_string_lossy())]);
        return Err(Complaint::new(what, Some(say(tongue, "init-no-pages-cure", &[]))));
    }
    let draft = Draft::new(&project, &values, tongue);
    drop(project);
    let (project, _) = open(Some(draft.text()))?;
    let text = draft.finish(&project);
    // What was written must be a configuration, whatever the site's files and folders are called.
    open(Some(&text))?;
    if args.stdout {
        return output.write(Exit::Clean, |out| out.write_all(text.as_bytes()));
    }
    if args.force {
        put_text(&file, &text).map_err(|error| {
            let reason = error.to_string();
            Complaint::new(say(tongue, "init-unwritable", &[("path", &shown), ("reason", &reason)]), None)
        })?;
    } else {
        save::create(&folder, FILE_NAME, &text).map_err(|fault| match fault.cause {
            Cause::Exists => exists(&shown, speaker),
            _ => Complaint::new(format!("{shown}: {}", fault.what(tongue)), Some(fault.cure(tongue))),
        })?;
    }
    let said = say(tongue, "init-written", &[("path", &shown)]);
    output.write(Exit::Clean, |out| writeln!(out, "{}", Shown(&said)))
}

fn exists(path: &str, speaker: Speaker) -> Complaint {
    let tongue = speaker.tongue();
    Complaint::new(say(tongue, "init-exists", &[("path", path)]), Some(say(tongue, "init-exists-cure", &[])))
}
