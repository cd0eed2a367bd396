//! A page whose text comes from the standard input, as editors have it: the rest of the site is that on the disk.

use std::io::{self, Read};
use std::path::PathBuf;

use super::args;
use super::complaint::Complaint;
use super::output::Output;
use super::selection::Selection;
use super::{Exit, Speaker};
use crate::discover::Overlay;
use crate::project::Project;
use crate::words::say;

/// A text larger than this is no page.
const LIMIT: u64 = 256 << 20;

/// The page that was handed in.
#[derive(Debug)]
pub(super) struct Page {
    /// Where it lies or would lie, absolute.
    pub(super) file: PathBuf,
    /// Its text, in the place of what lies there.
    pub(super) overlay: Overlay,
}

/// Reads the standard input when it was asked for.
pub(super) fn read(args: &args::Stdin, speaker: Speaker) -> Result<Option<Page>, Complaint> {
    let Some(name) = args.stdin_filename.as_ref().filter(|_| args.stdin) else { return Ok(None) };
    let tongue = speaker.tongue();
    let shown = name.to_string_lossy();
    let failed = |reason: &str| {
        let said = say(tongue, "stdin-failed", &[("reason", reason)]);
        Complaint::new(said, Some(say(tongue, "stdin-failed-cure", &[])))
    };
    let mut bytes = Vec::new();
    io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| failed(&error.to_string()))?;
    if bytes.len() as u64 > LIMIT {
        return Err(failed(&say(tongue, "stdin-large", &[("limit", &LIMIT.to_string())])));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to().to_string();
        Complaint::new(
            say(tongue, "stdin-encoding", &[("path", &shown), ("offset", &offset)]),
            Some(say(tongue, "trouble-encoding-cure", &[])),
        )
    })?;
    let file = std::path::absolute(name).map_err(|error| failed(&error.to_string()))?;
    Ok(Some(Page { overlay: Overlay::named(file.clone(), text), file }))
}

/// Writes the text of the page, as the fixes have left it.
pub(super) fn print(project: &Project, selection: &Selection, output: &mut Output) -> Result<(), Complaint> {
    let page = project.corpus.ids().find(|&id| selection.holds(id));
    let text = page.map_or("", |id| &project.corpus.source(id).text);
    output.write(Exit::Clean, |out| out.write_all(text.as_bytes()))?;
    // The report goes beside it.
    output.to_stderr = true;
    Ok(())
}
