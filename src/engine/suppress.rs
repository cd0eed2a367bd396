//! What pages and the configuration allow is taken out of the findings, and what allows nothing becomes one.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Outcome, Run, unite};
use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::rules::{Judged, Page, Settings, Standing};
use crate::syntax::directive::{self, Directives};
use crate::text::{SourceId, nearest};

/// The directives of one page, and whether each allowance was of use.
struct Said {
    directives: Directives,
    used: Vec<bool>,
}

impl Said {
    fn read(corpus: &Corpus, id: SourceId) -> Option<Self> {
        let source = corpus.source(id);
        let directives = directive::read(&source.text, &source.document)?;
        Some(Self { used: vec![false; directives.allowances.len()], directives })
    }

    /// True when a finding of this page is allowed; every allowance that holds for it is of use then.
    fn allows(&mut self, diagnostic: &Diagnostic) -> bool {
        let mut allowed = false;
        for (allowance, used) in self.directives.allowances.iter().zip(&mut self.used) {
            if *allowance.rule == *diagnostic.rule && allowance.holds(diagnostic.primary.span) {
                (*used, allowed) = (true, true);
            }
        }
        allowed
    }
}

/// Takes what is allowed out of `outcome`, then reports what is wrong with the directives of the selected pages.
pub(super) fn apply(run: &Run<'_>, outcome: &mut Outcome, selected: &(impl Fn(SourceId) -> bool + Sync)) {
    let ids: Vec<SourceId> = run.corpus.ids().collect();
    // Of the other pages nobody asks what they allow.
    let mut asked: Vec<bool> = ids.iter().map(|&id| selected(id)).collect();
    outcome.diagnostics.iter().for_each(|d| asked[d.primary.source.index()] = true);
    let said = |&id: &SourceId| if asked[id.index()] { Said::read(run.corpus, id) } else { None };
    let mut said: Vec<Option<Said>> = ids.par_iter().map(said).collect();
    let settings = run.plan.settings;
    let mut entries = vec![false; settings.allowed.len()];
    let before = outcome.diagnostics.len();
    let found = &mut outcome.diagnostics;
    let allowed: Vec<bool> = found.iter().map(|d| is_allowed(settings, &mut said, &mut entries, d)).collect();
    retain(run, found, &allowed);
    let faults: Vec<Outcome> = ids
        .par_iter()
        .filter(|&&id| selected(id))
        .filter_map(|&id| Some(directives(run, id, said[id.index()].as_ref()?, &outcome.broken)))
        .collect();
    for part in faults {
        outcome.broken.extend(part.broken);
        let new = part.diagnostics.into_iter().filter(|d| !is_allowed(settings, &mut said, &mut entries, d));
        outcome.diagnostics.extend(new);
    }
    outcome.allowed = before.saturating_sub(outcome.diagnostics.len());
    let ran = |rules: &[Arc<str>]| {
        let rule = |id: &Arc<str>| {
            run.plan.rules.get(id).is_some_and(|rule| !settings.is_off(rule) && !rule.check.looks_outside())
        };
        rules.iter().any(rule)
    };
    if ids.iter().all(|&id| selected(id)) {
        let unused = settings.allowed.iter().zip(&entries).filter(|(entry, used)| !**used && ran(&entry.rules));
        outcome.unused_entries = unused.map(|(entry, _)| entry.place.clone()).collect();
    }
}

/// The same for the findings of one page.
pub(super) fn on_page(run: &Run<'_>, id: SourceId, found: &mut Vec<Diagnostic>, broken: &[super::Broken]) {
    let mut said = Said::read(run.corpus, id);
    let in_settings = |d: &Diagnostic| run.plan.settings.allowed.iter().any(|entry| entry.holds(&d.rule, id));
    let is_allowed = |said: &mut Option<Said>, d: &Diagnostic| {
        let on_page = said.as_mut().is_some_and(|said| said.allows(d));
        on_page || in_settings(d)
    };
    let allowed: Vec<bool> = found.iter().map(|d| is_allowed(&mut said, d)).collect();
    retain(run, found, &allowed);
    if let Some(read) = &said {
        let faults = directives(run, id, read, broken).diagnostics;
        found.extend(faults.into_iter().filter(|d| !is_allowed(&mut said, d)));
    }
}

/// Takes out what is allowed, and with it what would be told together with it.
fn retain(run: &Run<'_>, found: &mut Vec<Diagnostic>, allowed: &[bool]) {
    if !allowed.contains(&true) {
        return;
    }
    let absorbers = unite::absorbers(run.plan.rules, found);
    let absorber = |at: usize| absorbers.get(at).copied().flatten();
    unite::keep(found, |at| !allowed[at] && !absorber(at).is_some_and(|absorber| allowed[absorber]));
}

fn is_allowed(settings: &Settings, said: &mut [Option<Said>], entries: &mut [bool], diagnostic: &Diagnostic) -> bool {
    let page = diagnostic.primary.source;
    let mut allowed = said[page.index()].as_mut().is_some_and(|said| said.allows(diagnostic));
    for (entry, used) in settings.allowed.iter().zip(entries) {
        if entry.holds(&diagnostic.rule, page) {
            (*used, allowed) = (true, true);
        }
    }
    allowed
}

/// What the rules about directives find on one page.
fn directives(run: &Run<'_>, id: SourceId, said: &Said, broken: &[super::Broken]) -> Outcome {
    let standing = |name: &str| {
        let Some(rule) = run.plan.rules.get(name) else {
            let rules = run.plan.rules.rules().iter().map(|rule| &*rule.id);
            return Standing::Unknown(nearest(name, rules, 1 + name.chars().count() / 4));
        };
        let broke = broken.iter().any(|broken| broken.rule == rule.id && broken.source.is_none_or(|page| page == id));
        let about_directives = run.of_directives.iter().any(|(other, _)| other.id == rule.id);
        let unsaid = about_directives || rule.check.looks_outside();
        match broke || unsaid || run.plan.settings.is_off_on(rule, id) || !run.looks_at(rule, id) {
            true => Standing::Idle,
            false => Standing::Ran,
        }
    };
    let judged = Judged { directives: &said.directives, used: &said.used, standing: &standing };
    let page = Page::new(run.corpus, run.facts, id);
    run.once(Some(id), &run.of_directives, |check, findings| check.check(&page, &judged, findings))
}
