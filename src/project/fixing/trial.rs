//! Fixes on trial: what they make of the site, whether they do harm, and which of them do.

use std::collections::BTreeMap;

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
        let suspects = self.suspects(&trial);
        self.undo(trial);
        self.isolate(found, suspects);
        let rest: Vec<&'f Diagnostic> = fixes.iter().copied().filter(|d| self.wants(d)).collect();
        let trial = self.try_out(found, &rest);
        match trial.harm.reason() {
            None => trial,
            Some(reason) => self.refuse(trial, &reason),
        }
    }

    /// The fixes near the harm that a trial did, by the translation set that they are made in: all sets of the trial when
    /// the harm is elsewhere.
    fn suspects<'f>(&self, trial: &Trial<'f>) -> Vec<Vec<&'f Diagnostic>> {
        let near = trial.harm.pages(self.bench.project());
        let mut all: BTreeMap<SourceId, Vec<&Diagnostic>> = BTreeMap::new();
        for fix in &trial.made {
            let page = page_of(fix);
            let set = self.bench.project().corpus.set_of(page);
            let first = set.and_then(|set| set.original.or_else(|| set.translations.values().next().copied()));
            all.entry(first.unwrap_or(page)).or_default().push(fix);
        }
        let is_near = |fixes: &&Vec<&Diagnostic>| fixes.iter().any(|fix| near.contains_key(&page_of(fix)));
        let suspects: Vec<Vec<&Diagnostic>> = all.values().filter(is_near).cloned().collect();
        if suspects.is_empty() { all.into_values().collect() } else { suspects }
    }

    /// Rejects the fixes that do harm. Pages of different sets hardly touch each other, so all sets are searched at once,
    /// each by halves.
    fn isolate(&mut self, found: &[Diagnostic], sets: Vec<Vec<&Diagnostic>>) {
        if sets.is_empty() {
            return;
        }
        let trial = self.try_out(found, &sets.concat());
        let near = trial.harm.pages(self.bench.project());
        let reason = trial.harm.reason();
        self.undo(trial);
        let Some(reason) = reason else { return };
        let harmed = |set: &Vec<&Diagnostic>| set.iter().find_map(|fix| near.get(&page_of(fix)));
        let elsewhere = !sets.iter().any(|set| harmed(set).is_some());
        let (mut firsts, mut seconds) = (Vec::new(), Vec::new());
        for set in &sets {
            let Some(reason) = harmed(set).or(elsewhere.then_some(&reason)) else { continue };
            match set.as_slice() {
                [one] if !elsewhere || sets.len() == 1 => self.reject(one, reason.clone()),
                // Of several sets that may do harm elsewhere, one half is tried after the other.
                [_] if firsts.len() <= seconds.len() => firsts.push(set.clone()),
                [_] => seconds.push(set.clone()),
                fixes => {
                    let (first, second) = fixes.split_at(fixes.len() / 2);
                    firsts.push(first.to_vec());
                    seconds.push(second.to_vec());
                }
            }
        }
        self.isolate(found, firsts);
        self.isolate(found, seconds);
    }

    /// Takes back a trial whose harm comes of several fixes together, and rejects those near the harm.
    fn refuse<'f>(&mut self, trial: Trial<'f>, reason: &Reason) -> Trial<'f> {
        let near = trial.harm.pages(self.bench.project());
        let made = trial.made.clone();
        self.undo(trial);
        let any_near = made.iter().any(|d| near.contains_key(&page_of(d)));
        for fix in made.iter().filter(|d| !any_near || near.contains_key(&page_of(d))) {
            self.reject(fix, reason.clone());
        }
        Trial::default()
    }

    /// Makes `fixes` in the site and checks what changed.
    fn try_out<'f>(&mut self, found: &[Diagnostic], fixes: &[&'f Diagnostic]) -> Trial<'f> {
        let corpus = &self.bench.project().corpus;
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
            trial.old.iter().map(|(id, _)| harm::problems(fixing.bench.project(), *id)).collect::<Vec<_>>()
        };
        let read = problems(self, &trial);
        self.bench.replace(applied.texts.into_iter().map(|(id, text)| (id, text.into())).collect());
        let now = self.bench.check(self.wanted.tongue, &|id| trial.changed.contains(&id)).diagnostics;
        // A finding that a fix mends is no harm as long as that fix is still to come.
        let before = harm::counts(found.iter().filter(|d| trial.touches(d)), |d| self.wants(d));
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
        self.bench.replace(trial.old);
    }
}
