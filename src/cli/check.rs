//! `tidings check`.

use std::io::{self, Write};
use std::time::Instant;

use super::args;
use super::changed::{Changes, Lines, Since, Touched};
use super::complaint::Complaint;
use super::output::Output;
use super::reports::{self, Reports};
use super::selection::{self, Selection, Unknown};
use super::{
    Exit, Opening, Speaker, allow, baseline, current_folder, external, files, fixing, open_with, profile, start, stdin,
    watch,
};
use crate::config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::{Broken, Outcome, Phase};
use crate::project::Project;
use crate::report::{Report, Shown, Statistics, Summary, path_at_line_start};
use crate::text::SourceId;
use crate::words::{Tongue, count, say};

pub(super) fn run(args: &args::Check, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    if args.watch {
        return watch::run(args, speaker, output);
    }
    let page = stdin::read(&args.stdin, speaker)?;
    if let Some(reason) = &args.add_suppressions {
        allow::check_reason(reason, speaker.tongue())?;
    }
    let changes = changes(args, speaker.tongue())?;
    let (mut project, selection) = open_site(args, page.as_ref(), changes.as_ref(), speaker)?;
    let tongue = speaker.in_site(&project);
    if args.show_files {
        return files::show(args, &project, &selection, tongue, output);
    }
    let plan = reports::plan(args, &project, tongue)?;
    let lines = changes.map(|changes| changes.lines(&project));
    let scope = Scope { selection: &selection, lines, touched: touched(args, &project, tongue)? };
    if args.external {
        external::ask(&mut project, |id| scope.holds(id), !args.quiet, tongue)?;
    }
    if args.fixing.any() {
        return fixing::run(args, project, &scope, plan, tongue, output);
    }
    let exit = report(args, &project, &scope, plan, tongue, output);
    // The process ends here; giving back the memory of every page one by one would take longer than it is worth.
    std::mem::forget(project);
    exit
}

/// What is reported.
pub(super) struct Scope<'a> {
    /// The pages that the arguments name.
    pub(super) selection: &'a Selection,
    /// Of those, the lines that have changed, when only they are asked for.
    pub(super) lines: Option<Lines>,
    /// Of those, the pages that bring along what is found on others because of them, when not all do.
    pub(super) touched: Option<Touched>,
}

impl Scope<'_> {
    pub(super) fn holds(&self, page: SourceId) -> bool {
        self.selection.holds(page) && self.lines.as_ref().is_none_or(|lines| lines.hold(page))
    }

    /// Leaves the findings that this run is to tell, of those that touch its pages.
    pub(super) fn narrow(&self, project: &Project, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(lines) = &self.lines {
            lines.filter(project, diagnostics);
        }
        if let Some(touched) = &self.touched {
            diagnostics.retain(|diagnostic| {
                self.holds(diagnostic.primary.source)
                    || diagnostic
                        .related
                        .iter()
                        .map(|label| label.location.source)
                        .any(|page| self.holds(page) && touched.hold(page))
            });
        }
    }
}

/// Opens the site, with the page from the standard input or what is staged laid over it, and finds the pages that are
/// reported on.
pub(super) fn open_site(
    args: &args::Check,
    page: Option<&stdin::Page>,
    changes: Option<&Changes>,
    speaker: Speaker,
) -> Result<(Project, Selection), Complaint> {
    let (unknown, extra) = match args.ignore_unknown || args.pre_commit {
        true => (Unknown::PassedOver, Vec::new()),
        false => (Unknown::Refused, selection::files(&args.site.paths)),
    };
    let project = open_with(&Opening {
        paths: &args.site.paths,
        root: args.site.root.as_deref(),
        config: args.site.config.as_deref(),
        extra: &extra,
        no_baseline: args.no_baseline,
        overlay: changes.map(|changes| &changes.overlay).or(page.map(|page| &page.overlay)),
        page: page.map(|page| &*page.file),
        profile: args.profile,
    })?;
    let selection = match page {
        Some(page) => Selection::one(&project, &page.file),
        None => Selection::of(&project, &args.site.paths, unknown, speaker.in_site(&project))?,
    };
    Ok((project, selection))
}

/// Checks and reports.
pub(super) fn report(
    args: &args::Check,
    project: &Project,
    scope: &Scope<'_>,
    plan: reports::Plan,
    tongue: Tongue,
    output: &mut Output,
) -> Result<Exit, Complaint> {
    let selected = |id| scope.holds(id);
    let mut outcome = project.check(tongue, selected);
    scope.narrow(project, &mut outcome.diagnostics);
    let mut failed = warn(project, scope.selection, &outcome.broken, tongue) || project.facts.external.stopped;
    if let Some(reason) = &args.add_suppressions {
        failed |= !allow::add(project, &mut outcome, reason, tongue);
    }
    let summary = Summary::new(&project.corpus, &outcome.diagnostics, selected);
    let stale = warn_of_stale(project, &outcome, tongue) && args.fail_on.severity() <= Severity::Warning;
    let exit = match (failed, stale || summary.reaches(args.fail_on.severity())) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    };
    let checked = Checked { project, outcome: &outcome, summary: &summary, fixed: None };
    let exit = output_reports(args, tongue, output, &checked, plan, exit);
    std::mem::forget(outcome);
    exit
}

/// What `--since` or `--staged` name.
fn changes(args: &args::Check, tongue: Tongue) -> Result<Option<Changes>, Complaint> {
    let since = match (&args.since, args.staged) {
        (Some(revision), _) => Since::Revision(revision),
        (None, true) => Since::Staged,
        (None, false) => return Ok(None),
    };
    let start = start(&current_folder()?, &args.site.paths, args.site.root.as_deref());
    Changes::find(&start, since, tongue).map(Some)
}

/// Which pages were changed, when the paths come from pre-commit.
fn touched(args: &args::Check, project: &Project, tongue: Tongue) -> Result<Option<Touched>, Complaint> {
    if !args.pre_commit {
        return Ok(None);
    }
    let start = start(&current_folder()?, &args.site.paths, args.site.root.as_deref());
    Ok(Touched::find(&start, project, tongue))
}

/// A site that was checked, and what there is to say about it.
pub(super) struct Checked<'a> {
    pub(super) project: &'a Project,
    pub(super) outcome: &'a Outcome,
    pub(super) summary: &'a Summary,
    /// What was fixed, in words.
    pub(super) fixed: Option<&'a str>,
}

/// Writes the reports, and the times when they were asked for.
pub(super) fn output_reports(
    args: &args::Check,
    tongue: Tongue,
    output: &mut Output,
    checked: &Checked<'_>,
    plan: reports::Plan,
    exit: Exit,
) -> Result<Exit, Complaint> {
    let Checked { project, outcome, summary, fixed } = checked;
    let since = Instant::now();
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
    let reports = Reports { project, report: &report, quiet: args.quiet, left_out: all.len() - shown.len(), args };
    let exit = reports.write(&plan, output, exit);
    // Beside the report, whose lines are findings.
    fixed.iter().for_each(|said| fixing::err_line(said));
    if let Some(profile) = &project.profile {
        profile.phase(Phase::Report, since.elapsed());
        profile::print(profile, tongue);
    }
    exit
}

/// Says what the configuration and the baseline still excuse and nobody does any more. True when there is any of it:
/// an excuse that stays would hide the next mistake of its kind.
pub(super) fn warn_of_stale(project: &Project, outcome: &Outcome, tongue: Tongue) -> bool {
    let warning = || say(tongue, "warning", &[]);
    let mut lines: Vec<String> = Vec::new();
    for place in &outcome.unused_entries {
        lines.push(format!("{} {}: {}", warning(), Shown(place), say(tongue, "allow-unused", &[])));
    }
    let gone: u32 = outcome.baseline.gone.iter().map(|(_, count)| count).sum();
    if let Some((subject, _)) = outcome.baseline.gone.first() {
        let path = baseline::shown(project);
        // What stands round an empty place, such as the beginning of a page, tells a reader nothing.
        let text = Some(&subject.text).filter(|text| text.chars().any(char::is_alphanumeric));
        let text = text.map(|text| say(tongue, "baseline-gone-text", &[("text", text)])).unwrap_or_default();
        let values = [("path", &*path), ("rule", &subject.rule), ("page", &subject.page), ("text", &text)];
        let said = count(tongue, "baseline-gone", gone as usize, &values);
        lines.push(format!("{} {}", warning(), Shown(&said)));
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
    for doubt in &project.doubts {
        let kind = say(tongue, if doubt.severe { "error" } else { "warning" }, &[]);
        let config::Error { path, line, column, .. } = &doubt.error;
        let said = format!("{path}:{line}:{column}: {}", doubt.error.what(tongue));
        let cure = doubt.error.cure(tongue).unwrap_or_default();
        let _ = writeln!(err, "{kind} {}\n  = {}", Shown(&said), Shown(&cure));
    }
    for line in &lines {
        // When even the standard error is closed there is nobody left to tell.
        let _ = writeln!(err, "{line}");
    }
    !lines.is_empty() || project.doubts.iter().any(|doubt| doubt.severe)
}

fn warnings(project: &Project, selection: &Selection, broken: &[Broken], tongue: Tongue) -> Vec<String> {
    let error = || say(tongue, "error", &[]);
    let troubles = project.troubles.iter().filter(|trouble| selection.holds_path(&trouble.path)).map(|trouble| {
        let (what, cure) = (trouble.what(tongue), trouble.cure(tongue));
        format!("{}: {} {}\n  = {}", path_at_line_start(&trouble.path), error(), Shown(&what), Shown(&cure))
    });
    let broken = broken.iter().map(|broken| {
        let path = broken.source.map(|id| &*project.corpus.source(id).path);
        let id = if path.is_some() { "internal-error" } else { "internal-error-site" };
        let said = say(tongue, id, &[("rule", &broken.rule), ("path", path.unwrap_or_default())]);
        format!("{} {}", error(), Shown(&said))
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
