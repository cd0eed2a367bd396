//! `tidings check --fix`, `--fix-only` and `--diff`: makes fixes, writes what came of them or shows it.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args;
use super::check::{self, Checked, Scope, warn, warn_of_stale};
use super::complaint::Complaint;
use super::explain::no_such_rule;
use super::output::Output;
use super::reports::Plan;
use super::{Exit, repository, saving, stdin};
use crate::diagnostic::{Applicability, Severity};
use crate::discover;
use crate::project::{Fixes, MOST_ROUNDS, Project, Reason, Refused, Wanted};
use crate::report::{Change, Diff, Shown, Summary, path_at_line_start};
use crate::save::{self, Fault};
use crate::text::SourceId;
use crate::words::{Tongue, count, say};

pub(super) fn run(
    args: &args::Check,
    mut project: Project,
    scope: &Scope<'_>,
    plan: Plan,
    tongue: Tongue,
    output: &mut Output,
) -> Result<Exit, Complaint> {
    let rules = rules(&project, &args.fixing.fix_rule, tongue)?;
    let writes = !args.fixing.diff && !args.stdin.stdin;
    if writes {
        clean_up(&mut project);
    }
    let least = if args.fixing.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let selected = |id: SourceId| scope.holds(id);
    let mut fixes = project.fix(Wanted { tongue, least, rules: rules.as_ref(), selected: &selected });
    let mut failed = warn(&project, scope.selection, &fixes.outcome.broken, tongue) || project.facts.external.stopped;
    if args.fixing.diff {
        note(&project, &fixes, &[], tongue);
        return show(args, &project, &fixes, failed, tongue, output);
    }
    let faults = if writes { write(&mut project, &mut fixes, &selected, tongue) } else { Vec::new() };
    failed |= !faults.is_empty();
    scope.narrow(&project, &mut fixes.outcome.diagnostics);
    note(&project, &fixes, &faults, tongue);
    if args.stdin.stdin {
        stdin::print(&project, scope.selection, output)?;
    }
    let mut summary = Summary::new(&project.corpus, &fixes.outcome.diagnostics, selected);
    summary.fixed = Some(fixes.count());
    let stale = warn_of_stale(&project, &fixes.outcome, tongue) && args.fail_on.severity() <= Severity::Warning;
    let found = stale || summary.reaches(args.fail_on.severity());
    let exit = match (failed, !args.fixing.fix_only && found) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    };
    let said = (!args.quiet && fixes.count() > 0).then(|| sentence(&fixes, tongue));
    if args.fixing.fix_only {
        said.iter().for_each(|said| err_line(said));
        return Ok(exit);
    }
    let checked = Checked { project: &project, outcome: &fixes.outcome, summary: &summary, fixed: said.as_deref() };
    let exit = check::output_reports(args, tongue, output, &checked, plan, exit);
    // As after a run that only checks.
    std::mem::forget((project, fixes));
    exit
}

/// Ends what a killed run has left. Pages that it had half written have another text than the one that was read.
fn clean_up(project: &mut Project) {
    let restored = save::clean_up(&project.root, project.corpus.sources().iter().map(|page| &*page.path));
    let text = |file: &PathBuf| -> Option<(SourceId, Box<str>)> {
        let path = discover::path_in(&project.root, file).ok()?;
        Some((project.corpus.find(&path)?, std::fs::read_to_string(file).ok()?.into()))
    };
    let texts: Vec<(SourceId, Box<str>)> = restored.iter().filter_map(text).collect();
    if !texts.is_empty() {
        project.replace(texts);
    }
}

/// The rules whose fixes are to be made, when some are named.
fn rules(project: &Project, named: &[String], tongue: Tongue) -> Result<Option<BTreeSet<Arc<str>>>, Complaint> {
    let rule = |name: &String| {
        let rule = project.rules.get(name.trim()).ok_or_else(|| no_such_rule(project, name, tongue))?;
        Ok(rule.id.clone())
    };
    let rules: Result<BTreeSet<Arc<str>>, Complaint> = named.iter().map(rule).collect();
    Ok(Some(rules?).filter(|rules| !rules.is_empty()))
}

/// Writes the changed pages. Those that cannot be written count as they are on the disk, so that the report tells what
/// is so.
fn write(
    project: &mut Project,
    fixes: &mut Fixes,
    selected: &(dyn Fn(SourceId) -> bool + Sync),
    tongue: Tongue,
) -> Vec<Fault> {
    let page = |(id, old)| {
        let source = project.corpus.source(id);
        save::Page { path: &source.path, old, new: &source.text }
    };
    let before = fixes.before.iter().map(|(id, old)| (*id, &**old));
    let pages: Vec<save::Page<'_>> = before.map(page).filter(|page| page.old != page.new).collect();
    let faults = saving::write(&project.root, &pages);
    if faults.is_empty() {
        return faults;
    }
    let mut unwritten = Vec::new();
    for fault in &faults {
        let Some(id) = project.corpus.find(&fault.path) else { continue };
        unwritten.extend(fixes.before.remove(&id).map(|old| (id, old)));
        fixes.made.retain(|(page, _), _| *page != id);
    }
    project.replace(unwritten);
    fixes.outcome = project.check(tongue, selected);
    faults
}

/// Writes what the fixes would change as a diff. Exit code 1 says that there is something to change.
fn show(
    args: &args::Check,
    project: &Project,
    fixes: &Fixes,
    failed: bool,
    tongue: Tongue,
    output: &mut Output,
) -> Result<Exit, Complaint> {
    let base = base(&project.root);
    let changed = fixes.before.iter().filter(|(id, old)| **old != project.corpus.source(**id).text);
    let changed: Vec<(SourceId, &str)> = changed.map(|(&id, old)| (id, &**old)).collect();
    let exit = match (failed, changed.is_empty()) {
        (true, _) => Exit::Failed,
        (false, false) => Exit::Findings,
        (false, true) => Exit::Clean,
    };
    if !args.quiet && !changed.is_empty() {
        err_line(&would(fixes, tongue));
    }
    let diff = Diff { color: output.color, escaped: io::stdout().is_terminal() };
    output.write(exit, |out| {
        for (id, old) in changed {
            let source = project.corpus.source(id);
            let path = format!("{base}{}", source.path);
            diff.write(Change { path: &path, old, new: &source.text }, out)?;
        }
        Ok(())
    })
}

/// What stands before a page's path in a diff: paths count from the root of the repository, as `git apply` has it; where
/// there is none, from the current folder when the site lies below it.
fn base(root: &Path) -> String {
    let root = dunce::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    if root.ancestors().any(|folder| folder.join(".git").exists()) {
        return repository::folder(&root);
    }
    let current = std::env::current_dir().and_then(dunce::canonicalize).ok();
    let below = current.and_then(|current| root.strip_prefix(current).ok().map(Path::to_path_buf)).unwrap_or_default();
    below.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect()
}

/// Says on the standard error which pages were not written and which fixes were left out.
fn note(project: &Project, fixes: &Fixes, faults: &[Fault], tongue: Tongue) {
    let (error, warning) = (say(tongue, "error", &[]), say(tongue, "warning", &[]));
    for fault in faults {
        let (what, cure) = (fault.what(tongue), fault.cure(tongue));
        err_line(&format!("{}: {error} {}\n  = {}", path_at_line_start(&fault.path), Shown(&what), Shown(&cure)));
    }
    for refused in &fixes.refused {
        let path = path_at_line_start(&project.corpus.source(refused.page).path);
        err_line(&format!("{path}: {warning} {}", Shown(&reason(refused, tongue))));
    }
    if fixes.stopped {
        let said = say(tongue, "fix-stopped", &[("rounds", &MOST_ROUNDS.to_string())]);
        err_line(&format!("{warning} {said}"));
    }
}

fn reason(refused: &Refused, tongue: Tongue) -> String {
    let rules: Vec<String> = refused.rules.iter().map(|rule| format!("`{rule}`")).collect();
    let rules = rules.join(&say(tongue, "summary-comma", &[]));
    match &refused.reason {
        Reason::NewFinding { rule, message } => {
            say(tongue, "fix-refused-finding", &[("rules", &rules), ("rule", rule), ("message", message)])
        }
        Reason::Syntax(kind) => say(tongue, "fix-refused-syntax", &[("rules", &rules), ("kind", kind)]),
        Reason::Endless => say(tongue, "fix-refused-endless", &[("rules", &rules)]),
    }
}

/// `fixed 12 findings in 8 pages: 7 anchor-missing, 5 alias-language`
fn sentence(fixes: &Fixes, tongue: Tongue) -> String {
    told("fix-made", fixes, tongue)
}

fn would(fixes: &Fixes, tongue: Tongue) -> String {
    told("fix-would", fixes, tongue)
}

fn told(id: &str, fixes: &Fixes, tongue: Tongue) -> String {
    let mut rules: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mut pages = BTreeSet::new();
    for ((page, rule), count) in &fixes.made {
        *rules.entry(rule).or_default() += count;
        pages.insert(page);
    }
    let mut rules: Vec<(&str, usize)> = rules.into_iter().collect();
    rules.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
    let list: Vec<String> = rules.into_iter().map(|(rule, count)| format!("{count} {rule}")).collect();
    let list = list.join(&say(tongue, "summary-comma", &[]));
    let pages = count(tongue, "summary-pages", pages.len(), &[]);
    count(tongue, id, fixes.count(), &[("pages", &pages), ("list", &list)])
}

/// A line for the person beside the report.
pub(super) fn err_line(line: &str) {
    // When even the standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr(), "{line}");
}
