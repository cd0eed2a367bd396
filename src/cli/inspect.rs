//! `tidings inspect`.

use std::io::{self, Write};

use rayon::prelude::*;

use super::args::{self, InspectFormat};
use super::check::warn;
use super::complaint::Complaint;
use super::output::Output;
use super::selection::Selection;
use super::{Exit, Speaker, open};
use crate::project::Project;
use crate::report::{PageView, path_at_line_start, write_json};
use crate::text::SourceId;

/// The number of the format `json`.
const SCHEMA: u32 = 1;

pub(super) fn run(args: &args::Inspect, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let project = open(&args.site.paths, args.site.root.as_deref(), args.site.config.as_deref())?;
    let tongue = speaker.in_site(&project);
    let selection = Selection::new(&project, &args.site.paths, tongue)?;
    let failed = warn(&project, &selection, &[], tongue);
    let exit = if failed { Exit::Failed } else { Exit::Clean };
    let pages: Vec<SourceId> = project.corpus.ids().filter(|&id| selection.holds(id)).collect();
    output.write(exit, |out| match args.format {
        InspectFormat::Text if args.site.paths.is_empty() => list(&project, &pages, out),
        InspectFormat::Text => {
            pages.iter().try_for_each(|&id| PageView::new(&project.corpus, id).write_text(tongue, out))
        }
        InspectFormat::Jsonl => {
            let lines = lines(&project, &pages)?;
            lines.iter().try_for_each(|line| out.write_all(line).and_then(|()| out.write_all(b"\n")))
        }
        InspectFormat::Json => json(&project, &pages, out),
    })
}

/// Every page on a line: its language, the path, the path of its original.
fn list(project: &Project, pages: &[SourceId], out: &mut dyn Write) -> io::Result<()> {
    for &id in pages {
        let page = project.corpus.source(id);
        let language = page.language.map_or("-", |language| &project.corpus.site.language(language).tag);
        let original = project.corpus.original_of(id).map(|original| &*project.corpus.source(original).path);
        let original = original.map(|path| format!("  <- {}", path_at_line_start(path))).unwrap_or_default();
        writeln!(out, "{language:6} {}{original}", path_at_line_start(&page.path))?;
    }
    Ok(())
}

/// Each page as JSON, in parallel, in the order of the paths.
fn lines(project: &Project, pages: &[SourceId]) -> io::Result<Vec<Vec<u8>>> {
    let line = |&id: &SourceId| {
        let mut bytes = Vec::new();
        write_json(&mut bytes, &PageView::new(&project.corpus, id)).map(|()| bytes)
    };
    pages.par_iter().map(line).collect()
}

fn json(project: &Project, pages: &[SourceId], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"schema\":{SCHEMA},\"root\":")?;
    write_json(out, &*project.root.to_string_lossy())?;
    out.write_all(b",\"pages\":[")?;
    for (i, line) in lines(project, pages)?.iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        out.write_all(line)?;
    }
    out.write_all(b"\n]}\n")
}
