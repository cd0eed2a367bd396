//! `check --add-suppressions`: writes a directive for every finding, so that a site starts from nothing.

use std::io::{self, Write as _};

use super::complaint::Complaint;
use super::write;
use crate::engine::Outcome;
use crate::engine::allow;
use crate::project::Project;
use crate::report::Shown;
use crate::rules::Reach;
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

/// Writes the directives and takes what they silence out of `outcome`.
pub(super) fn add(project: &Project, outcome: &mut Outcome, reason: &str, tongue: Tongue) -> Result<(), Complaint> {
    let wanted = |rule: &str| {
        let rule = project.rules.get(rule);
        rule.is_none_or(|rule| !matches!(rule.check.reach(), Reach::Directives(_)))
    };
    let allowed = allow::add(&project.corpus, &outcome.diagnostics, reason, |d| wanted(&d.rule));
    let mut pages = 0;
    let mut failed = Vec::new();
    for (&id, text) in &allowed.texts {
        let source = project.corpus.source(id);
        let path = project.root.join(&*source.path);
        let unchanged = std::fs::read(&path).is_ok_and(|now| now == source.text.as_bytes());
        let written = match unchanged {
            true => write::replace(&path, text).map_err(|error| error.to_string()),
            false => Err(say(tongue, "allow-changed", &[])),
        };
        match written {
            Ok(()) => pages += 1,
            Err(reason) => failed.push((id, reason)),
        }
    }
    let mut number = 0;
    outcome.diagnostics.retain(|diagnostic| {
        let silenced =
            allowed.silenced.contains(&number) && failed.iter().all(|(id, _)| *id != diagnostic.primary.source);
        number += 1;
        !silenced
    });
    let silenced = number - outcome.diagnostics.len();
    let in_pages = count(tongue, "summary-pages", pages, &[]);
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "{}", count(tongue, "allow-added", silenced, &[("pages", &in_pages)]));
    match failed.first() {
        None => Ok(()),
        Some((id, reason)) => {
            let path = &project.corpus.source(*id).path;
            let what = say(tongue, "baseline-unwritable", &[("path", path), ("reason", reason)]);
            let more = failed[1..].iter().map(|(id, _)| Shown(&project.corpus.source(*id).path).to_string());
            let more: Vec<String> = more.collect();
            Err(Complaint::new(what, (!more.is_empty()).then(|| more.join(", "))))
        }
    }
}
