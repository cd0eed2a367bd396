//! `check --add-suppressions`: writes a directive for every finding, so that a site starts from nothing.

use std::io::{self, Write as _};

use super::complaint::Complaint;
use super::saving;
use crate::engine::Outcome;
use crate::engine::allow;
use crate::project::Project;
use crate::report::{Shown, path_at_line_start};
use crate::rules::Reach;
use crate::save;
use crate::text::SourceId;
use crate::words::{Tongue, count, say};

/// Refuses a reason that would end its comment.
pub(super) fn check_reason(reason: &str, tongue: Tongue) -> Result<(), Complaint> {
    match allow::is_reason(reason) {
        true => Ok(()),
        false => {
            let what = say(tongue, "allow-reason", &[("reason", reason)]);
            Err(Complaint::new(what, Some(say(tongue, "allow-reason-cure", &[]))))
        }
    }
}

/// Writes the directives and takes what they silence out of `outcome`. False when a page could not be written.
pub(super) fn add(project: &Project, outcome: &mut Outcome, reason: &str, tongue: Tongue) -> bool {
    let wanted = |rule: &str| {
        let rule = project.rules.get(rule);
        rule.is_none_or(|rule| !matches!(rule.check.reach(), Reach::Directives(_)))
    };
    let allowed = allow::add(&project.corpus, &outcome.diagnostics, reason, |d| wanted(&d.rule));
    let mut pages: Vec<save::Page<'_>> = Vec::new();
    for (&id, new) in &allowed.texts {
        let source = project.corpus.source(id);
        pages.push(save::Page { path: &source.path, old: &source.text, new });
    }
    let faults = saving::write(&project.root, &pages);
    let failed = |id: SourceId| faults.iter().any(|fault| fault.path == project.corpus.source(id).path);
    let mut number = 0;
    outcome.diagnostics.retain(|diagnostic| {
        let silenced = allowed.silenced.contains(&number) && !failed(diagnostic.primary.source);
        number += 1;
        !silenced
    });
    let silenced = number - outcome.diagnostics.len();
    let in_pages = count(tongue, "summary-pages", pages.len() - faults.len(), &[]);
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "{}", count(tongue, "allow-added", silenced, &[("pages", &in_pages)]));
    for fault in &faults {
        let (error, path) = (say(tongue, "error", &[]), path_at_line_start(&fault.path));
        let _ = writeln!(err, "{error} {path}: {}\n  = {}", Shown(&fault.what(tongue)), Shown(&fault.cure(tongue)));
    }
    faults.is_empty()
}
