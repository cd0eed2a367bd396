//! `tidings baseline`: writes down what is found today, so that `check` reports only what is new.

use std::path::Path;

use super::args;
use super::complaint::Complaint;
use super::output::Output;
use super::selection::Selection;
use super::{Exit, Opening, Speaker, check, open_with};
use crate::engine::baseline::Baseline;
use crate::project::Project;
use crate::report::Shown;
use crate::save::put_text;
use crate::words::{Tongue, count, say};

pub(super) fn run(args: &args::Baseline, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let site = &args.site;
    let opening = Opening {
        root: site.root.as_deref(),
        config: site.config.as_deref(),
        no_baseline: !args.prune,
        ..Opening::default()
    };
    let project = open_with(&opening)?;
    let tongue = speaker.in_site(&project);
    let selection = Selection::new(&project, &[], tongue)?;
    let outcome = project.check(tongue, |_| true);
    // What was not looked at would count as mended.
    if check::warn(&project, &selection, &outcome.broken, tongue) {
        return Err(Complaint::new(say(tongue, "baseline-incomplete", &[]), None));
    }
    let name = shown(&project);
    let (baseline, said) = match (&project.baseline, args.prune) {
        (None, true) => {
            let what = say(tongue, "baseline-missing", &[("path", &name)]);
            return Err(Complaint::new(what, Some(say(tongue, "baseline-missing-cure", &[]))));
        }
        (Some(known), true) => pruned(known, &outcome.baseline.gone, &name, tongue),
        (_, false) => {
            let baseline = Baseline::new(&project.corpus, &outcome.diagnostics);
            let said = count(tongue, "baseline-written", baseline.len(), &[("path", &name)]);
            (baseline, said)
        }
    };
    put_text(&project.baseline_path, &baseline.text()).map_err(|error| {
        Complaint::new(say(tongue, "baseline-unwritable", &[("path", &name), ("reason", &error.to_string())]), None)
    })?;
    output.write(Exit::Clean, |out| writeln!(out, "{}", Shown(&said)))
}

fn pruned(
    known: &Baseline,
    gone: &[(crate::engine::fingerprint::Subject, u32)],
    name: &str,
    tongue: Tongue,
) -> (Baseline, String) {
    let left = known.without(gone);
    let total = left.len().to_string();
    let said = count(tongue, "baseline-pruned", known.beyond(&left), &[("path", name), ("left", &total)]);
    (left, said)
}

/// The path of the baseline as people write it: below the current folder when it lies there.
pub(super) fn shown(project: &Project) -> String {
    let current = std::env::current_dir().and_then(dunce::canonicalize).unwrap_or_default();
    let path: &Path = &project.baseline_path;
    path.strip_prefix(&current).unwrap_or(path).to_string_lossy().into_owned()
}
