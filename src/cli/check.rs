//! `tidings check`.

use std::io::{self, Write};

use super::args::{self, CheckFormat};
use super::complaint::Complaint;
use super::output::Output;
use super::selection::Selection;
use super::{Exit, Opening, Speaker, baseline, open_with};
use crate::diagnostic::Severity;
use crate::engine::{Broken, Outcome};
use crate::project::Project;
use crate::report::{Full, Json, Report, Reporter, Short, Shown, Statistics, Summary, path_at_line_start};
use crate::words::{Tongue, count, say};

pub(super) fn run(args: &args::Check, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let opening = Opening { no_baseline: args.no_baseline };
    let project = open_with(&args.site.paths, args.site.root.as_deref(), args.site.config.as_deref(), &opening)?;
    let tongue = speaker.in_site(&project);
    let selection = Selection::new(&project, &args.site.paths, tongue)?;
    let outcome = project.check(tongue, |id| selection.holds(id));
    let failed = warn(&project, &selection, &outcome.broken, tongue);
    let summary = Summary::new(&project.corpus, &outcome.diagnostics, |id| selection.holds(id));
    let stale = warn_of_stale(&project, &outcome, tongue) && args.fail_on.severity() <= Severity::Warning;
    let exit = match (failed, stale || summary.reaches(args.fail_on.severity())) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    };
    let exit = output_report(args, tongue, output, (&project, &outcome, &summary), exit);
    // The process ends here; giving back the memory of every page one by one would take longer than it is worth.
    std::mem::forget((project, outcome));
    exit
}

fn output_report(
    args: &args::Check,
    tongue: Tongue,
    output: &mut Output,
    (project, outcome, summary): (&Project, &Outcome, &Summary),
    exit: Exit,
) -> Result<Exit, Complaint> {
    let all = &outcome.diagnostics;
    let shown = &all[..args.max_findings.unwrap_or(usize::MAX).min(all.len())];
    let statistics = args.statistics.then(|| Statistics::new(&project.corpus, all));
    let root = project.root.to_string_lossy();
    let report = Report {
        corpus: &project.corpus,
        root: &root,
        diagnostics: shown,
        summary,
        statistics: statistics.as_ref(),
        tongue,
    };
    let full = Full { color: output.color, quiet: args.quiet, left_out: all.len() - shown.len() };
    let reporter: &dyn Reporter = match args.format {
        CheckFormat::Full => &full,
        CheckFormat::Short => &Short,
        CheckFormat::Json => &Json,
    };
    output.write(exit, |out| reporter.write(&report, out))
}

/// Says what the configuration and the baseline still excuse and nobody does any more. True when there is any of it:
/// an excuse that stays would hide the next mistake of its kind.
fn warn_of_stale(project: &Project, outcome: &Outcome, tongue: Tongue) -> bool {
    let warning = say(tongue, "warning", &[]);
    let mut lines: Vec<String> = Vec::new();
    for place in &outcome.unused_entries {
        lines.push(format!("{warning} {}: {}", Shown(place), say(tongue, "allow-unused", &[])));
    }
    let gone: u32 = outcome.baseline.gone.iter().map(|(_, count)| count).sum();
    if let Some((subject, _)) = outcome.baseline.gone.first() {
        let path = baseline::shown(project);
        let values = [("path", &*path), ("rule", &subject.rule), ("page", &subject.page), ("text", &subject.text)];
        let said = count(tongue, "baseline-gone", gone as usize, &values);
        lines.push(format!("{warning} {}", Shown(&said)));
        lines.push(format!("  = {}", say(tongue, "baseline-gone-cure", &[])));
    }
    let mut err = io::stderr().lock();
    for line in &lines {
        let _ = writeln!(err, "{line}");
    }
    !lines.is_empty()
}

/// Says on the standard error what could not be read and which rules broke. True when there was anything to say: then
/// findings may be missing.
pub(super) fn warn(project: &Project, selection: &Selection, broken: &[Broken], tongue: Tongue) -> bool {
    let lines = warnings(project, selection, broken, tongue);
    let mut err = io::stderr().lock();
    for line in &lines {
        // When even the standard error is closed there is nobody left to tell.
        let _ = writeln!(err, "{line}");
    }
    !lines.is_empty()
}

fn warnings(project: &Project, selection: &Selection, broken: &[Broken], tongue: Tongue) -> Vec<String> {
    let error = say(tongue, "error", &[]);
    let troubles = project.troubles.iter().filter(|trouble| selection.holds_path(&trouble.path)).map(|trouble| {
        let (what, cure) = (trouble.what(tongue), trouble.cure(tongue));
        format!("{}: {error} {}\n  = {}", path_at_line_start(&trouble.path), Shown(&what), Shown(&cure))
    });
    let broken = broken.iter().map(|broken| {
        let path = broken.source.map(|id| &*project.corpus.source(id).path);
        let id = if path.is_some() { "internal-error" } else { "internal-error-site" };
        let said = say(tongue, id, &[("rule", &broken.rule), ("path", path.unwrap_or_default())]);
        format!("{error} {}", Shown(&said))
    });
    troubles.chain(broken).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const BREAKS: &str = "id: a-breaks\ngroup: x\nseverity: error\nsince: 0.1.0\nsummary: {en: x}\nmessage: {en: x}\n\
                          check:\n  panic: {}\n";

    #[test]
    fn a_rule_that_panics_is_named_and_the_others_go_on() {
        let page = "---\ntitle: a\ntitle: b\n---\n";
        let files = [("content/en/a.md", page), ("content/zh/a.md", page)];
        let files: BTreeMap<String, String> = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
        let mut project = Project::in_memory(&files).unwrap();
        project.rules.add(BREAKS, None).unwrap();
        let outcome = project.check(Tongue::En, |_| true);
        let reported: Vec<&str> = outcome.diagnostics.iter().map(|d| &*d.rule).collect();
        assert_eq!(reported, ["front-matter-syntax"; 2]);
        let said = warnings(&project, &Selection::all(), &outcome.broken, Tongue::En);
        assert_eq!(said.len(), 2);
        assert!(said[1].starts_with("error: internal error in rule `a-breaks` on `content/zh/a.md`: please report it"));
        let said = warnings(&project, &Selection::all(), &outcome.broken, Tongue::Zh);
        assert!(said[0].starts_with("错误： 规则 `a-breaks` 在 `content/en/a.md` 上发生内部错误"), "{said:?}");
    }
}
