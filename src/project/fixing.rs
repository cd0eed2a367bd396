//! Makes the fixes of a site, in memory, until none is left to make.
//!
//! Each round makes all fixes that do not touch each other, in the order of their findings, and checks again. A round after
//! which a page has a finding that it did not have is taken back, and done without the fixes that cause it.

mod harm;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::Instant;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::Project;
use crate::corpus::Facts;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::engine::{Outcome, Phase};
use crate::text::SourceId;
use crate::words::Tongue;
use harm::{Counts, Harm};
use trial::Trial;

/// Rounds after which fixing stops whatever is left.
pub const MOST_ROUNDS: usize = 100;

/// How many bytes a page may grow by, besides to four times its size.
const MOST_GROWTH: usize = 64 * 1024;

/// Up to this many new texts are put in the place of the old ones one by one; beyond it everything is learned again.
const FEW: usize = 48;

/// Which fixes to make.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The language of messages.
    pub tongue: Tongue,
    /// How sure a fix must be.
    pub least: Applicability,
    /// Only the fixes of these rules.
    pub rules: Option<&'a BTreeSet<Arc<str>>>,
    /// Pages that are reported on. A fix is made only when all of its edits are in such pages.
    pub selected: &'a (dyn Fn(SourceId) -> bool + Sync),
}

/// Why a fix was not made, or not kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A page would have a finding that it does not have: the rule that would report it, and its message.
    NewFinding {
        /// The rule.
        rule: Arc<str>,
        /// What it would say.
        message: String,
    },
    /// The page would no longer be read as it is: the kind of problem.
    Syntax(&'static str),
    /// Fixes of the page undo each other or make it grow and grow, so all were taken back.
    Endless,
}

/// A fix that was left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The page.
    pub page: SourceId,
    /// The rule whose fix it is; several when a whole page was taken back.
    pub rules: Vec<Arc<str>>,
    /// Why.
    pub reason: Reason,
}

/// What came of fixing.
#[derive(Debug)]
pub struct Fixes {
    /// How many fixes of each rule were made in each page.
    pub made: BTreeMap<(SourceId, Arc<str>), usize>,
    /// The texts that the changed pages had before.
    pub before: BTreeMap<SourceId, Box<str>>,
    /// Fixes that were left out.
    pub refused: Vec<Refused>,
    /// Fixing stopped at [`MOST_ROUNDS`] with fixes left to make.
    pub stopped: bool,
    /// What there is to say about the site with its new texts.
    pub outcome: Outcome,
}

impl Fixes {
    /// How many fixes were made.
    pub fn count(&self) -> usize {
        self.made.values().sum()
    }
}

/// What fixes are made in: a site whose pages can be given other texts, and that can be checked.
pub(super) trait Bench {
    /// The site as it is now.
    fn project(&self) -> &Project;
    /// Gives pages other texts.
    fn replace(&mut self, texts: Vec<(SourceId, Box<str>)>);
    /// What is found about the selected pages.
    fn check(&mut self, tongue: Tongue, selected: &(dyn Fn(SourceId) -> bool + Sync)) -> Outcome;
}

/// The whole site is learned again after each change: right for fixes in many pages.
impl Bench for Project {
    fn project(&self) -> &Project {
        self
    }

    fn replace(&mut self, texts: Vec<(SourceId, Box<str>)>) {
        Project::replace(self, texts);
    }

    fn check(&mut self, tongue: Tongue, selected: &(dyn Fn(SourceId) -> bool + Sync)) -> Outcome {
        Project::check(self, tongue, selected)
    }
}

impl Project {
    /// Gives pages new texts; what is known of the site changes with them.
    pub fn replace(&mut self, texts: Vec<(SourceId, Box<str>)>) {
        let since = Instant::now();
        if texts.len() <= FEW {
            for (id, text) in texts {
                self.put(id, text);
            }
            if let Some(profile) = &self.profile {
                profile.phase(Phase::Parse, since.elapsed());
            }
            return;
        }
        self.corpus.replace(texts);
        let parsed = Instant::now();
        // Nobody is asked again: a new address is as good as the server that named it.
        let external = std::mem::take(&mut self.facts.external);
        self.facts = Facts::gather(&self.corpus);
        self.facts.external = external;
        self.settings.prepare(&self.corpus.site, self.corpus.sources());
        if let Some(profile) = &self.profile {
            profile.phase(Phase::Parse, parsed - since);
            profile.phase(Phase::Facts, parsed.elapsed());
        }
    }

    /// Adds pages that were not there; everything that is known of the site is learned again. Ids of pages change.
    pub fn add(&mut self, pages: Vec<(Box<str>, Box<str>)>) {
        self.corpus.add(pages);
        self.replace(Vec::new());
    }

    /// Makes all fixes that are wanted, in the texts in memory.
    pub fn fix(&mut self, wanted: Wanted<'_>) -> Fixes {
        fix(self, wanted)
    }
}

/// Makes all fixes that are wanted, in the texts in memory.
pub(super) fn fix(bench: &mut dyn Bench, wanted: Wanted<'_>) -> Fixes {
    Fixing::new(bench, wanted).run()
}

/// One run of fixing.
struct Fixing<'a> {
    bench: &'a mut dyn Bench,
    wanted: Wanted<'a>,
    made: BTreeMap<(SourceId, Arc<str>), usize>,
    before: BTreeMap<SourceId, Box<str>>,
    refused: BTreeSet<Refused>,
    /// Fixes that are not tried again.
    rejected: FxHashSet<FixKey>,
    /// Pages that are not touched any more.
    frozen: FxHashSet<SourceId>,
    /// Pages that every trial looks at, for fixes of other pages have harmed them.
    watched: FxHashSet<SourceId>,
    /// Hashes of all texts that a changed page had.
    seen: FxHashMap<SourceId, Vec<u64>>,
}

/// What makes two fixes the same in two rounds: rule, page, message, new texts. Places move from round to round.
type FixKey = (Arc<str>, SourceId, String, Vec<String>);

fn fix_key(d: &Diagnostic) -> FixKey {
    let texts = d.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.text.clone());
    (d.rule.clone(), d.primary.source, d.message.clone(), texts.collect())
}

/// The page that a fix counts for.
fn page_of(d: &Diagnostic) -> SourceId {
    d.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.location.source).next().unwrap_or(d.primary.source)
}

impl<'a> Fixing<'a> {
    fn new(bench: &'a mut dyn Bench, wanted: Wanted<'a>) -> Self {
        Self {
            bench,
            wanted,
            made: BTreeMap::new(),
            before: BTreeMap::new(),
            refused: BTreeSet::new(),
            rejected: FxHashSet::default(),
            frozen: FxHashSet::default(),
            watched: FxHashSet::default(),
            seen: FxHashMap::default(),
        }
    }

    fn run(mut self) -> Fixes {
        let mut last = self.check();
        let counts = harm::counts(&last.diagnostics, |_| false);
        let mut rounds = 0;
        loop {
            let before = rounds;
            while rounds < MOST_ROUNDS
                && let Some(next) = self.round(&last.diagnostics, &counts)
            {
                last = next;
                rounds += 1;
            }
            if rounds == before || rounds >= MOST_ROUNDS || self.rejected.is_empty() {
                break;
            }
            // What did harm among others may do none in the texts as they are now.
            self.rejected.clear();
            self.refused.retain(|refused| refused.reason == Reason::Endless);
        }
        let stopped = rounds >= MOST_ROUNDS && last.diagnostics.iter().any(|d| self.wants(d));
        let refused = self.refused.into_iter().collect();
        Fixes { made: self.made, before: self.before, refused, stopped, outcome: last }
    }

    fn check(&mut self) -> Outcome {
        self.bench.check(self.wanted.tongue, self.wanted.selected)
    }

    /// True when the fix of a finding is to be made.
    fn wants(&self, d: &Diagnostic) -> bool {
        let Some(fix) = &d.fix else { return false };
        let allowed = |page: SourceId| (self.wanted.selected)(page) && !self.frozen.contains(&page);
        fix.applicability >= self.wanted.least
            && !fix.edits.is_empty()
            && self.wanted.rules.is_none_or(|rules| rules.contains(&d.rule))
            && fix.edits.iter().all(|edit| allowed(edit.location.source))
            && (self.rejected.is_empty() || !self.rejected.contains(&fix_key(d)))
    }

    /// Makes the fixes of `found` and gives what there is to say afterwards; `None` when there was nothing to do. `counts`
    /// is what was found before the first round.
    fn round(&mut self, found: &[Diagnostic], counts: &Counts) -> Option<Outcome> {
        loop {
            let rejected = self.rejected.len();
            let fixes: Vec<&Diagnostic> = found.iter().filter(|d| self.wants(d)).collect();
            let mut trial = if fixes.is_empty() { Trial::default() } else { self.make(found, &fixes) };
            if trial.made.is_empty() {
                match self.rejected.len() == rejected {
                    true => return None,
                    false => continue,
                }
            }
            // What changed in one page may show in any other through what is known of the site.
            let outcome = self.check();
            let worse = Harm::of_findings(counts, &outcome.diagnostics, |d| self.wants(d));
            if worse.is_empty() {
                self.accept(&trial);
                return Some(if self.stop_endless(&trial) { self.check() } else { outcome });
            }
            // When the trials look at the pages near the harm it shows which fix does it.
            let unseen = worse.pages(self.bench.project()).keys().filter(|page| self.watched.insert(**page)).count();
            let made = std::mem::take(&mut trial.made);
            self.undo(trial);
            if unseen == 0 {
                self.refuse(&made, &worse);
            }
        }
    }

    /// Keeps what a trial made.
    fn accept(&mut self, trial: &Trial<'_>) {
        for fix in &trial.made {
            *self.made.entry((page_of(fix), fix.rule.clone())).or_default() += 1;
        }
        for (page, old) in &trial.old {
            let seen = self.seen.entry(*page).or_default();
            if seen.is_empty() {
                seen.push(FxBuildHasher.hash_one(old));
            }
            self.before.entry(*page).or_insert_with(|| old.clone());
        }
    }

    /// Gives pages whose fixes come to no end their first text back, for good: those that have a text again which they had
    /// before, and those that grow out of all measure. True when there are any.
    fn stop_endless(&mut self, trial: &Trial<'_>) -> bool {
        let mut endless: Vec<SourceId> = Vec::new();
        for (page, _) in &trial.old {
            let hash = FxBuildHasher.hash_one(&self.bench.project().corpus.source(*page).text);
            let seen = self.seen.entry(*page).or_default();
            let first = self.before.get(page).map_or(0, |text| text.len());
            let grown = self.bench.project().corpus.source(*page).text.len() > 4 * first + MOST_GROWTH;
            if grown || seen.contains(&hash) {
                endless.push(*page);
            }
            seen.push(hash);
        }
        let any = !endless.is_empty();
        endless.into_iter().for_each(|page| self.give_back(page));
        any
    }

    fn give_back(&mut self, page: SourceId) {
        self.frozen.insert(page);
        let Some(old) = self.before.remove(&page) else { return };
        self.bench.replace(vec![(page, old)]);
        let rules = self.made.keys().filter(|key| key.0 == page).map(|(_, rule)| rule.clone()).collect();
        self.made.retain(|key, _| key.0 != page);
        self.refused.insert(Refused { page, rules, reason: Reason::Endless });
    }

    fn reject(&mut self, fix: &Diagnostic, reason: Reason) {
        self.rejected.insert(fix_key(fix));
        self.refused.insert(Refused { page: page_of(fix), rules: vec![fix.rule.clone()], reason });
    }
}

#[cfg(test)]
mod tests;
