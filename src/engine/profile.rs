//! Where the time of a run goes: by rule, and by phase.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Gathers times. Only a run that was asked for them pays for measuring.
#[derive(Debug, Default)]
pub struct Profile {
    rules: Mutex<BTreeMap<Arc<str>, Spent>>,
    phases: Mutex<Vec<(Phase, Duration)>>,
}

/// What a rule took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// On all threads together.
    pub time: Duration,
    /// How many pages, pairs or sites it looked at.
    pub runs: usize,
}

/// A part of a run; its time is that on the clock, not that of all threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Finding the site, its configuration, rules and pages, and reading them.
    Read,
    /// Parsing the pages and pairing them up.
    Parse,
    /// Learning what holds for the whole site.
    Facts,
    /// Rules that look at one page, and those that look at a page and its original, with the alignment of the two.
    Pages,
    /// Rules that look at the whole site, and putting all findings in order.
    Site,
    /// Writing the report.
    Report,
}

impl Phase {
    /// The id of its words.
    pub fn id(self) -> &'static str {
        match self {
            Phase::Read => "profile-read",
            Phase::Parse => "profile-parse",
            Phase::Facts => "profile-facts",
            Phase::Pages => "profile-pages",
            Phase::Site => "profile-site",
            Phase::Report => "profile-report",
        }
    }
}

impl Profile {
    /// Adds what rules took, each on a number of units.
    pub(super) fn add(&self, times: Vec<(Arc<str>, Spent)>) {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        for (rule, more) in times {
            let spent = rules.entry(rule).or_default();
            spent.time += more.time;
            spent.runs += more.runs;
        }
    }

    /// Adds what a phase took; several runs of one phase are added up.
    pub fn phase(&self, phase: Phase, time: Duration) {
        let mut phases = self.phases.lock().unwrap_or_else(PoisonError::into_inner);
        match phases.iter_mut().find(|(known, _)| *known == phase) {
            Some((_, sum)) => *sum += time,
            None => phases.push((phase, time)),
        }
    }

    /// The rules, the slowest first.
    pub fn rules(&self) -> Vec<(Arc<str>, Spent)> {
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rules: Vec<(Arc<str>, Spent)> = rules.iter().map(|(rule, spent)| (rule.clone(), *spent)).collect();
        rules.sort_by_key(|(_, spent)| std::cmp::Reverse(spent.time));
        rules
    }

    /// The phases in their order.
    pub fn phases(&self) -> Vec<(Phase, Duration)> {
        let mut phases = self.phases.lock().unwrap_or_else(PoisonError::into_inner).clone();
        phases.sort();
        phases
    }
}

/// Measures one phase after the other, when there is a profile.
pub(super) struct Clock<'a> {
    profile: Option<&'a Profile>,
    since: Instant,
}

impl<'a> Clock<'a> {
    pub(super) fn new(profile: Option<&'a Profile>) -> Self {
        Self { profile, since: Instant::now() }
    }

    /// Ends a phase; the next begins.
    pub(super) fn end(&mut self, phase: Phase) {
        let Some(profile) = self.profile else { return };
        let now = Instant::now();
        profile.phase(phase, now - self.since);
        self.since = now;
    }
}
