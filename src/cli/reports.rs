//! The reports of `tidings check`: which are wanted, and where each goes.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{self, CheckFormat, Destination};
use super::complaint::Complaint;
use super::output::Output;
use super::{Exit, repository};
use crate::project::Project;
use crate::report::{
    Azure, Checkstyle, Full, Github, Gitlab, Json, Jsonl, Junit, Markdown, Rdjson, Rdjsonl, Report, Reporter, Sarif,
    Short,
};
use crate::save::put;
use crate::words::{Tongue, say};

/// Which reports are written, and where.
#[derive(Debug)]
pub(super) struct Plan {
    files: Vec<(CheckFormat, PathBuf)>,
    stdout: CheckFormat,
    tongue: Tongue,
}

/// Understands `--format` and `--output` before any work is done. The standard output gets the report that names it,
/// else the one that `--format` names.
pub(super) fn plan(args: &args::Check, project: &Project, tongue: Tongue) -> Result<Plan, Complaint> {
    let complaint = |id: &str, path: &Path| {
        let path = path.to_string_lossy();
        Complaint::new(say(tongue, id, &[("path", &path)]), Some(say(tongue, &format!("{id}-cure"), &[])))
    };
    let mut files: Vec<(CheckFormat, PathBuf)> = Vec::new();
    let mut stdout = args.format;
    for Destination { format, file } in &args.output {
        match file {
            None if stdout.is_some() => return Err(complaint("output-twice", Path::new("-"))),
            None => stdout = Some(*format),
            Some(file) if files.iter().any(|(_, other)| place(other) == place(file)) => {
                return Err(complaint("output-twice", file));
            }
            Some(file) if belongs(project, file) => return Err(complaint("output-is-page", file)),
            Some(file) => files.push((*format, file.clone())),
        }
    }
    Ok(Plan { files, stdout: stdout.unwrap_or(CheckFormat::Full), tongue })
}

/// What all reports of a run are made from.
pub(super) struct Reports<'a> {
    pub(super) project: &'a Project,
    pub(super) report: &'a Report<'a>,
    pub(super) args: &'a args::Check,
    /// No summary at the end.
    pub(super) quiet: bool,
    /// Findings that were found and are not among those to show.
    pub(super) left_out: usize,
}

impl Reports<'_> {
    /// Writes every report. When one cannot be written the others are all the same, and the first trouble is returned.
    pub(super) fn write(&self, plan: &Plan, output: &mut Output, exit: Exit) -> Result<Exit, Complaint> {
        let folder = repository::folder(&self.project.root);
        let mut trouble = None;
        for (format, file) in &plan.files {
            let written = write_file(file, |out| self.reporter(*format, &folder, false).write(self.report, out));
            if let Err(error) = written {
                let values = [("path", &*file.to_string_lossy()), ("reason", &error.to_string())];
                let cure = say(plan.tongue, "output-file-failed-cure", &[]);
                let complaint = Complaint::new(say(plan.tongue, "output-file-failed", &values), Some(cure));
                trouble.get_or_insert(complaint);
            }
        }
        let reporter = self.reporter(plan.stdout, &folder, output.color);
        let written = output.write(exit, |out| reporter.write(self.report, out));
        trouble.map_or(written, Err)
    }

    fn reporter<'a>(&'a self, format: CheckFormat, folder: &'a str, color: bool) -> Box<dyn Reporter + 'a> {
        match format {
            CheckFormat::Full => Box::new(Full { color, quiet: self.quiet, left_out: self.left_out }),
            CheckFormat::Short => Box::new(Short),
            CheckFormat::Json => Box::new(Json),
            CheckFormat::Jsonl => Box::new(Jsonl),
            CheckFormat::Sarif => Box::new(Sarif { folder, manuals: self.project }),
            CheckFormat::Github => Box::new(Github { folder }),
            CheckFormat::Gitlab => Box::new(Gitlab { folder }),
            CheckFormat::Azure => Box::new(Azure { folder }),
            CheckFormat::Junit => Box::new(Junit { folder, fail_on: self.args.fail_on.severity() }),
            CheckFormat::Checkstyle => Box::new(Checkstyle { folder }),
            CheckFormat::Rdjson => Box::new(Rdjson { folder }),
            CheckFormat::Rdjsonl => Box::new(Rdjsonl { folder }),
            CheckFormat::Markdown => Box::new(Markdown { folder }),
        }
    }
}

/// Writes a report whole or not at all: readers see the old one or the new one. Folders on the way to it are made.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    put(path, write)
}

/// The absolute place of a file that may not be there yet.
fn place(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let whole = || std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    let folder = dunce::canonicalize(folder).map(|folder| folder.join(file.file_name().unwrap_or(OsStr::new(""))));
    dunce::canonicalize(file).or(folder).unwrap_or_else(|_| whole())
}

/// True when the file is one that tidings reads: a page, or the configuration.
fn belongs(project: &Project, file: &Path) -> bool {
    let root = dunce::canonicalize(&project.root).unwrap_or_else(|_| project.root.clone());
    let place = place(file);
    let Ok(below) = place.strip_prefix(&root) else { return false };
    let below = below.to_string_lossy().replace('\\', "/");
    below == crate::config::FILE_NAME || project.corpus.find(&below).is_some()
}
