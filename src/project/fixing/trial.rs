//! Fixes on trial: what they make of the site, whether they do harm, and which of them do.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::harm::{self, Harm};
use super::{Fixing, page_of};
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
    /// What is worse than before.
    harm: Harm,
    /// The changed pages, and those that are watched.
    checked: FxHashSet<SourceId>,
}

impl Trial<'_> {
    /// True when a finding is about a page that was looked at.
    fn touches(&self, d: &Diagnostic) -> bool {
        d.touches(|page| self.checked.contains(&page))
    }
}

/// Trials of one round. Each leaves out fixes that did harm in the one before it.
const TRIALS: usize = 4;

impl Fixing<'_> {
    /// Makes `fixes` as far as they do no harm; the others are rejected. `found` is what was found before.
    pub(super) fn make<'f>(&mut self, found: &[Diagnostic], fixes: &[&'f Diagnostic]) -> Trial<'f> {
        let mut fixes = fixes.to_vec();
        for left in (0..TRIALS).rev() {
            let mut trial = self.try_out(found, &fixes);
            if trial.harm.is_empty() {
                return trial;
            }
            let (made, harm) = (std::mem::take(&mut trial.made), std::mem::take(&mut trial.harm));
            self.undo(trial);
            let before = self.rejected.len();
            if left > 0 {
                self.blame(found, self.by_set(&made), &harm);
            }
            if self.rejected.len() == before {
                self.refuse(&made, &harm);
                break;
            }
            fixes.retain(|d| self.wants(d));
        }
        Trial::default()
    }

    /// Fixes by the translation set that they are made in.
    fn by_set<'f>(&self, fixes: &[&'f Diagnostic]) -> Vec<Vec<&'f Diagnostic>> {
        let mut all: BTreeMap<SourceId, Vec<&Diagnostic>> = BTreeMap::new();
        for fix in fixes {
            let page = page_of(fix);
            let set = self.bench.project().corpus.set_of(page);
            let first = set.and_then(|set| set.original.or_else(|| set.translations.values().next().copied()));
            all.entry(first.unwrap_or(page)).or_default().push(fix);
        }
        all.into_values().collect()
    }

    /// Rejects the fixes that do the harm that came of all of `sets` together. Pages of different sets hardly touch each
    /// other, so all sets near the harm are searched at once, each by halves; the last of each is tried alone, for it may
    /// have been another that did it.
    fn blame(&mut self, found: &[Diagnostic], sets: Vec<Vec<&Diagnostic>>, harm: &Harm) {
        let near = harm.pages(self.bench.project());
        self.watched.extend(near.keys().copied());
        let is_near = |set: &[&Diagnostic]| set.iter().any(|fix| near.contains_key(&page_of(fix)));
        let (count, any_near) = (sets.len(), sets.iter().any(|set| is_near(set)));
        let (mut parts, mut alone, mut far) = ([Vec::new(), Vec::new()], Vec::new(), Vec::new());
        for set in sets {
            match set.as_slice() {
                [one] if count == 1 => harm.reason().into_iter().for_each(|reason| self.reject(one, reason)),
                fixes if any_near && !is_near(fixes) => far.push(set),
                [_] if any_near => alone.push(vec![set]),
                // Of several sets that do harm elsewhere, one half is tried after the other.
                _ if !any_near && count > 1 => parts[usize::from(parts[0].len() > parts[1].len())].push(set),
                fixes => {
                    let (first, second) = fixes.split_at(fixes.len() / 2);
                    parts[0].push(first.to_vec());
                    parts[1].push(second.to_vec());
                }
            }
        }
        parts.into_iter().chain(alone).chain([far]).for_each(|sets| self.isolate(found, sets));
    }

    /// Rejects the fixes of `sets` that do harm without the others.
    fn isolate(&mut self, found: &[Diagnostic], sets: Vec<Vec<&Diagnostic>>) {
        if sets.is_empty() {
            return;
        }
        let mut trial = self.try_out(found, &sets.concat());
        let harm = std::mem::take(&mut trial.harm);
        self.undo(trial);
        if !harm.is_empty() {
            self.blame(found, sets, &harm);
        }
    }

    /// Rejects fixes that do harm only together: those near it, or all.
    pub(super) fn refuse(&mut self, made: &[&Diagnostic], harm: &Harm) {
        let near = harm.pages(self.bench.project());
        let any_near = made.iter().any(|d| near.contains_key(&page_of(d)));
        for fix in made.iter().filter(|d| !any_near || near.contains_key(&page_of(d))) {
            let reason = near.get(&page_of(fix)).cloned().or_else(|| harm.reason());
            reason.into_iter().for_each(|reason| self.reject(fix, reason));
        }
    }

    /// Makes `fixes` in the site and checks what changed.
    fn try_out<'f>(&mut self, found: &[Diagnostic], fixes: &[&'f Diagnostic]) -> Trial<'f> {
        let corpus = &self.bench.project().corpus;
        let applied = fix::apply(corpus, fixes.iter().copied(), self.wanted.least);
        let old: Vec<(SourceId, Box<str>)> =
            applied.texts.keys().map(|&id| (id, corpus.source(id).text.clone())).collect();
        let mut trial = Trial {
            made: applied.which.iter().map(|&at| fixes[at]).collect(),
            checked: old.iter().map(|(id, _)| *id).chain(self.watched.iter().copied()).collect(),
            old,
            ..Trial::default()
        };
        let problems = |fixing: &Self, trial: &Trial<'_>| {
            trial.old.iter().map(|(id, _)| harm::problems(fixing.bench.project(), *id)).collect::<Vec<_>>()
        };
        let read = problems(self, &trial);
        self.bench.replace(applied.texts.into_iter().map(|(id, text)| (id, text.into())).collect());
        let mut now = self.bench.check(self.wanted.tongue, &|id| trial.checked.contains(&id)).diagnostics;
        now.retain(|d| d.touches(self.wanted.selected));
        // A finding that a fix mends is no harm as long as that fix is still to come.
        let before = harm::counts(found.iter().filter(|d| trial.touches(d)), |d| self.wants(d));
        trial.harm = Harm::of_findings(&before, &now, |d| self.wants(d));
        for (((id, _), before), after) in trial.old.iter().zip(read).zip(problems(self, &trial)) {
            trial.harm.syntax(*id, &before, &after);
        }
        trial
    }

    pub(super) fn undo(&mut self, trial: Trial<'_>) {
        self.bench.replace(trial.old);
    }
}
