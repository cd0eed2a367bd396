//! `tidings check --show-files`: which files are read, and which of them are reported on.

use std::io::{self, Write};

use serde::Serialize;

use super::Exit;
use super::args::{self, CheckFormat};
use super::complaint::Complaint;
use super::output::Output;
use super::selection::Selection;
use crate::project::Project;
use crate::report::{Shown, path_at_line_start, write_json};
use crate::text::SourceId;
use crate::words::{Tongue, count, say};

/// A file of the site.
#[derive(Debug, Serialize)]
struct File<'a> {
    path: &'a str,
    /// It is reported on.
    selected: bool,
    language: Option<&'a str>,
    kind: Option<&'a str>,
    original: Option<&'a str>,
}

/// A file that is not read.
#[derive(Debug, Serialize)]
struct Unread<'a> {
    path: &'a str,
    selected: bool,
    reason: String,
    cure: String,
}

pub(super) fn show(
    args: &args::Check,
    project: &Project,
    selection: &Selection,
    tongue: Tongue,
    output: &mut Output,
) -> Result<Exit, Complaint> {
    let files: Vec<File<'_>> = project.corpus.ids().map(|id| file(project, selection, id)).collect();
    let troubles = project.troubles.iter();
    let unread: Vec<Unread<'_>> = troubles
        .map(|trouble| Unread {
            path: &trouble.path,
            selected: selection.holds_path(&trouble.path),
            reason: trouble.what(tongue),
            cure: trouble.cure(tongue),
        })
        .collect();
    let exit = if unread.iter().any(|file| file.selected) { Exit::Failed } else { Exit::Clean };
    output.write(exit, |out| match args.format {
        Some(CheckFormat::Json) => json(&files, &unread, out),
        _ => text(&files, &unread, args.quiet, tongue, out),
    })
}

fn file<'a>(project: &'a Project, selection: &Selection, id: SourceId) -> File<'a> {
    let corpus = &project.corpus;
    let page = corpus.source(id);
    File {
        path: &page.path,
        selected: selection.holds(id),
        language: page.language.map(|language| &*corpus.site.language(language).tag),
        kind: page.kind.map(|kind| &*corpus.site.kinds[kind.0 as usize].name),
        original: corpus.original_of(id).map(|original| &*corpus.source(original).path),
    }
}

/// Each file on a line: `*` when it is reported on, `!` when it cannot be read.
fn text(files: &[File<'_>], unread: &[Unread<'_>], quiet: bool, tongue: Tongue, out: &mut dyn Write) -> io::Result<()> {
    for file in files {
        let (mark, language) = (if file.selected { '*' } else { ' ' }, file.language.unwrap_or("-"));
        write!(out, "{mark} {language:6} {}", path_at_line_start(file.path))?;
        if let Some(kind) = file.kind {
            write!(out, "  [{}]", Shown(kind))?;
        }
        if let Some(original) = file.original {
            write!(out, "  <- {}", path_at_line_start(original))?;
        }
        writeln!(out)?;
    }
    for file in unread {
        writeln!(out, "! {:6} {}: {}", "-", path_at_line_start(file.path), Shown(&file.reason))?;
    }
    if quiet {
        return Ok(());
    }
    let selected = files.iter().filter(|file| file.selected).count().to_string();
    let unread = unread.len().to_string();
    writeln!(out, "{}", count(tongue, "files-summary", files.len(), &[("selected", &selected), ("unread", &unread)]))?;
    writeln!(out, "{}", say(tongue, "files-marks", &[]))
}

fn json(files: &[File<'_>], unread: &[Unread<'_>], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"schema\":1,\"files\":[")?;
    for (i, file) in files.iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        write_json(out, file)?;
    }
    out.write_all(b"\n],\"unread\":")?;
    write_json(out, unread)?;
    out.write_all(b"}\n")
}
