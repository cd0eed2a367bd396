//! Fixes on trial: what they make of the site, whether they do harm, and which of them do.

use rustc_hash::FxHashSet;

use super::harm::{self, Harm};
use super::{Fixing, Reason, page_of};
use crate::diagnostic::Diagnostic;
use crate::engine::fix;
use crate::text::SourceId;

/// Fixes that were made in the site, and what came of it.
#[derive(Debug, Default)]
pub(super) struct Trial<'f> {
    /// The fixes; those that touch the text of an earlier one are left out.
    pub(super) made: Vec<&'f Diagnostic>,
    /// The texts that the changed pages had before.
    pub(super) old: Vec<(SourceId, Box<str>)>,
    /// What is found now about the changed pages.
    pub(super) found: Vec<Diagnostic>,
    /// What is worse than before.
    harm: Harm,
    changed: FxHashSet<SourceId>,
}

impl Trial<'_> {
    /// True when a finding is about a page that changed.
    pub(super) fn touches(&self, d: &Diagnostic) -> bool {
        let changed = |page: SourceId| self.changed.contains(&page);
        changed(d.primary.source) || d.related.iter().any(|label| changed(label.location.source))
    }
}

impl Fixing<'_> {
    /// Makes `fixes` as far as they do no harm; the others are rejected. `found` is what was found before.
    pub(super) fn make<'f>(&mut self, found: &[Diagnostic], fixes: &[&'f Diagnostic]) -> Trial<'f> {
        let trial = self.try_out(found, fixes);
        if trial.harm.is_empty() {
            return trial;
        }
        let near = trial.harm.pages(self.project);
        let tried = trial.made.clone();
        self.undo(trial);
        let is_near =
            |d: &&Diagnostic| d.fix.iter().flat_map(|f| &f.edits).any(|e| near.contains_key(&e.location.source));
        let suspects: Vec<&Diagnostic> = tried.iter().copied().filter(is_near).collect();
        self.isolate(found, if suspects.is_empty() { &tried } else { &suspects });
        let rest: Vec<&'f Diagnostic> = fixes.iter().copied().filter(|d| self.wants(d)).collect();
        let trial = self.try_out(found, &rest);
        match trial.harm.reason() {
            None => trial,
            Some(reason) => self.refuse(trial, &reason),
        }
    }

    /// Takes back a trial whose harm comes of several fixes together, and rejects those near the harm.
    fn refuse<'f>(&mut self, trial: Trial<'f>, reason: &Reason) -> Trial<'f> {
        let near = trial.harm.pages(self.project);
        let made = trial.made.clone();
        self.undo(trial);
        let any_near = made.iter().any(|d| near.contains_key(&page_of(d)));
        for fix in made.iter().filter(|d| !any_near || near.contains_key(&page_of(d))) {
            self.reject(fix, reason.clone());
        }
        Trial::default()
    }

    /// Rejects those of `suspects` that do harm.
    fn isolate(&mut self, found: &[Diagnostic], suspects: &[&Diagnostic]) {
        let trial = self.try_out(found, suspects);
        let reason = trial.harm.reason();
        self.undo(trial);
        let Some(reason) = reason else { return };
        if let [one] = suspects {
            return self.reject(one, reason);
        }
        let (first, second) = suspects.split_at(suspects.len() / 2);
        self.isolate(found, first);
        self.isolate(found, second);
    }

    /// Makes `fixes` in the site and checks what changed.
    fn try_out<'f>(&mut self, found: &[Diagnostic], fixes: &[&'f Diagnostic]) -> Trial<'f> {
        let corpus = &self.project.corpus;
        let applied = fix::apply(corpus, fixes.iter().copied(), self.wanted.least);
        let old: Vec<(SourceId, Box<str>)> =
            applied.texts.keys().map(|&id| (id, corpus.source(id).text.clone())).collect();
        let mut trial = Trial {
            made: applied.which.iter().map(|&at| fixes[at]).collect(),
            changed: old.iter().map(|(id, _)| *id).collect(),
            old,
            ..Trial::default()
        };
        let problems = |fixing: &Self, trial: &Trial<'_>| {
            trial.old.iter().map(|(id, _)| harm::problems(fixing.project, *id)).collect::<Vec<_>>()
        };
        let read = problems(self, &trial);
        self.project.replace(applied.texts.into_iter().map(|(id, text)| (id, text.into())).collect());
        let now = self.project.check(self.wanted.tongue, |id| trial.changed.contains(&id)).diagnostics;
        // An error that a fix mends is no harm as long as that fix is still to come.
        let before = harm::errors(found.iter().filter(|d| trial.touches(d)), |d| self.wants(d));
        trial.harm = Harm::of_findings(&before, &now, |d| self.wants(d));
        for (((id, _), before), after) in trial.old.iter().zip(read).zip(problems(self, &trial)) {
            trial.harm.syntax(*id, &before, &after);
        }
        let selected = self.wanted.selected;
        let reported =
            |d: &Diagnostic| selected(d.primary.source) || d.related.iter().any(|l| selected(l.location.source));
        trial.found = now.into_iter().filter(reported).collect();
        trial
    }

    fn undo(&mut self, trial: Trial<'_>) {
        self.project.replace(trial.old);
    }
}
