//! Runs the rules: which unit each rule looks at, in which order, and what is kept.

pub mod allow;
pub mod baseline;
pub mod fingerprint;
pub mod fix;
mod profile;
mod suppress;
mod unite;
mod units;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

pub use profile::{Phase, Profile, Spent};

use crate::batch::{in_batches, in_batches_of_groups};
use crate::corpus::{Corpus, Facts};
use crate::diagnostic::Diagnostic;
use crate::rules::{
    CorpusCheck, DirectiveCheck, Findings, Page, PageCheck, Pair, PairCheck, Prepared, Reach, Rule, RuleSet, Settings,
    Shared,
};
use crate::text::SourceId;
use crate::words::Tongue;
use profile::Clock;

pub use units::Units;

/// What to run, and in which language to speak.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// How severe each is where.
    pub settings: &'a Settings,
    /// The language of messages.
    pub tongue: Tongue,
    /// Where to keep the times of the run, when they are asked for.
    pub profile: Option<&'a Profile>,
}

/// A rule that broke on a page: a fault of tidings, not of the page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// The rule.
    pub rule: Arc<str>,
    /// The page; `None` for a rule that looks at the whole site.
    pub source: Option<SourceId>,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings, ordered by path, place, rule and message.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that broke; the others were run all the same.
    pub broken: Vec<Broken>,
    /// How many findings pages and the configuration allow.
    pub allowed: usize,
    /// Where the configuration allows what no page has: `tidings.yaml:12:5`. Known only when every page was selected.
    pub unused_entries: Vec<Box<str>>,
    /// What a baseline took out.
    pub baseline: baseline::Taken,
}

/// Checks every page that `selected` picks, in parallel: on its own, against its original, and within the site.
/// What is reported about other pages only because they are compared with a selected one is kept when it points to it.
pub fn check(corpus: &Corpus, facts: &Facts, plan: Plan<'_>, selected: impl Fn(SourceId) -> bool + Sync) -> Outcome {
    let run = Run::new(corpus, facts, plan);
    let mut clock = Clock::new(plan.profile);
    let parts = run.all(&selected);
    clock.end(Phase::Pages);
    let mut all = run.site();
    for part in parts {
        all.diagnostics.extend(part.diagnostics);
        all.broken.extend(part.broken);
    }
    let kept = |d: &Diagnostic| d.touches(&selected);
    all.diagnostics.retain(kept);
    all.diagnostics.iter_mut().for_each(|d| fix::settle(corpus, d));
    suppress::apply(&run, &mut all, &selected);
    all.diagnostics.sort_by(order);
    all.diagnostics.dedup();
    unite::unite(plan.rules, &mut all.diagnostics);
    all.broken.sort();
    clock.end(Phase::Site);
    all
}

/// True when the page or one that it is compared with is selected: a comparison asks what was found in both pages.
fn touches(corpus: &Corpus, id: SourceId, selected: &impl Fn(SourceId) -> bool) -> bool {
    selected(id)
        || corpus.original_of(id).is_some_and(selected)
        || corpus
            .set_of(id)
            .is_some_and(|set| set.original == Some(id) && set.translations.values().any(|&page| selected(page)))
}

/// The total order of findings: path (sources are numbered in the order of their paths), place, rule, message.
fn order(a: &Diagnostic, b: &Diagnostic) -> std::cmp::Ordering {
    (a.primary, &a.rule, &a.message).cmp(&(b.primary, &b.rule, &b.message))
}

/// An original and its translation.
type PairIds = (SourceId, SourceId);
/// A pair, and what is known of it.
type Known = (PairIds, Option<Prepared>);

/// Bytes of a pair on which several threads are quicker than one.
const LARGE: usize = 30_000;

/// A run with the rules that are on, by what they look at.
struct Run<'a> {
    corpus: &'a Corpus,
    facts: &'a Facts,
    plan: Plan<'a>,
    of_pages: Vec<(&'a Rule, &'a dyn PageCheck)>,
    of_pairs: Vec<(&'a Rule, &'a dyn PairCheck)>,
    of_site: Vec<(&'a Rule, &'a dyn CorpusCheck)>,
    of_directives: Vec<(&'a Rule, &'a dyn DirectiveCheck)>,
}

impl<'a> Run<'a> {
    fn new(corpus: &'a Corpus, facts: &'a Facts, plan: Plan<'a>) -> Self {
        let (mut of_pages, mut of_pairs, mut of_site) = (Vec::new(), Vec::new(), Vec::new());
        let mut of_directives = Vec::new();
        for rule in plan.rules.rules().iter().filter(|rule| !plan.settings.is_off(rule)) {
            match rule.check.reach() {
                Reach::Page(check) => of_pages.push((rule, check)),
                Reach::Pair(check) => of_pairs.push((rule, check)),
                Reach::Corpus(check) => of_site.push((rule, check)),
                Reach::Directives(check) => of_directives.push((rule, check)),
            }
        }
        Self { corpus, facts, plan, of_pages, of_pairs, of_site, of_directives }
    }

    /// What there is to say about the pages of a site, on their own and beside their originals. An original and its
    /// translations are looked at together, while all that is known of them is at hand; then their blocks, as alignment
    /// sees them, are let go: nobody asks again, and those of a large site are a sixth of its memory.
    fn all(&self, selected: &(impl Fn(SourceId) -> bool + Sync)) -> Vec<Outcome> {
        let corpus = self.corpus;
        let first = |id: SourceId| corpus.original_of(id).unwrap_or(id);
        let mut wanted: Vec<SourceId> = corpus.ids().filter(|&id| touches(corpus, id, selected)).collect();
        wanted.sort_unstable_by_key(|&id| (first(id), id));
        in_batches_of_groups(&wanted, first, |ids| {
            let shared: Vec<Shared> = ids.iter().map(|_| Shared::default()).collect();
            let number = |id: SourceId| ids.iter().position(|&other| other == id);
            let page = |number: usize| Page::new(corpus, self.facts, ids[number]).sharing(&shared[number]);
            let mut outcomes = self.page_rules((0..ids.len()).map(page));
            let pair = |(translation, &id): (usize, &SourceId)| {
                let original = number(corpus.original_of(id)?)?;
                let wanted = selected(id) || selected(ids[original]);
                let found = (&*outcomes[original].diagnostics, &*outcomes[translation].diagnostics);
                wanted.then(|| (Some(id), Pair::new(page(original), page(translation), found)))
            };
            let pairs: Vec<_> = ids.iter().enumerate().filter_map(pair).collect();
            let of_pairs = self.pair_rules(&pairs);
            pairs.iter().for_each(|(_, pair)| pair.forget_units());
            drop(pairs);
            outcomes.extend(of_pairs);
            outcomes
        })
    }

    /// What there is to say about each of some pages on its own.
    fn pages(&self, ids: &[SourceId]) -> Vec<Outcome> {
        in_batches(ids.to_vec(), |ids| {
            let shared: Vec<Shared> = ids.iter().map(|_| Shared::default()).collect();
            let page = |(&id, shared)| Page::new(self.corpus, self.facts, id).sharing(shared);
            self.page_rules(ids.iter().zip(&shared).map(page))
        })
    }

    fn page_rules<'p>(&self, pages: impl Iterator<Item = Page<'p>>) -> Vec<Outcome> {
        let pages: Vec<_> = pages.map(|page| (Some(page.id), page)).collect();
        self.rules(&self.of_pages, &pages, |check, page, findings| check.check(page, findings))
    }

    /// What there is to say about each of some pages on its own, and, where pairs are large, what can be found out about
    /// them at the same time.
    fn pages_and_pairs(&self, ids: &[SourceId], pairs: Vec<PairIds>) -> (Vec<Outcome>, Vec<Known>) {
        let sources =
            |(original, translation): PairIds| (self.corpus.source(original), self.corpus.source(translation));
        let is_large = |pair: &PairIds| {
            let (original, translation) = sources(*pair);
            original.text.len() + translation.text.len() > LARGE
        };
        if !pairs.iter().any(is_large) {
            return (self.pages(ids), pairs.into_iter().map(|pair| (pair, None)).collect());
        }
        let prepared = |pair: PairIds| {
            let (original, translation) = sources(pair);
            let prepare = || Prepared::of(original, translation, &self.corpus.site);
            // What breaks here breaks again in the rules that need it, and is noted there.
            (pair, if is_large(&pair) { catch_unwind(AssertUnwindSafe(prepare)).ok() } else { None })
        };
        rayon::join(|| self.pages(ids), || in_batches(pairs, |pairs| pairs.into_iter().map(prepared).collect()))
    }

    /// What there is to say about each of some translations beside its original; `found` gives what was found in a page
    /// on its own.
    fn pairs<'f>(&self, pairs: Vec<Known>, found: impl Fn(SourceId) -> &'f [Diagnostic] + Send + Sync) -> Vec<Outcome> {
        let page = |id| Page::new(self.corpus, self.facts, id);
        in_batches(pairs, |pairs| {
            let pair = |((original, translation), prepared)| {
                let found = (found(original), found(translation));
                let pair = Pair::new(page(original), page(translation), found);
                (Some(translation), if let Some(prepared) = prepared { pair.with(prepared) } else { pair })
            };
            self.pair_rules(&pairs.into_iter().map(pair).collect::<Vec<_>>())
        })
    }

    fn pair_rules(&self, pairs: &[(Option<SourceId>, Pair<'_>)]) -> Vec<Outcome> {
        self.rules(&self.of_pairs, pairs, |check, pair, findings| {
            if check.wants_copies() || !pair.is_copy() {
                check.check(pair, findings);
            }
        })
    }

    fn site(&self) -> Outcome {
        self.once(None, &self.of_site, |check, findings| check.check(self.corpus, self.facts, findings))
    }

    /// Runs every rule on a single unit.
    fn once<C: ?Sized>(
        &self,
        on: Option<SourceId>,
        rules: &[(&Rule, &C)],
        run: impl Fn(&C, &mut Findings<'_>),
    ) -> Outcome {
        self.rules(rules, &[(on, ())], |check, (), findings| run(check, findings)).pop().unwrap_or_default()
    }

    /// Runs every rule on the units that it fits, each with the page that it is about; a rule that panics is noted and
    /// the others go on.
    fn rules<C: ?Sized, U>(
        &self,
        rules: &[(&Rule, &C)],
        units: &[(Option<SourceId>, U)],
        run: impl Fn(&C, &U, &mut Findings<'_>),
    ) -> Vec<Outcome> {
        let Plan { settings, tongue, profile, .. } = self.plan;
        let mut outcomes: Vec<Outcome> = units.iter().map(|_| Outcome::default()).collect();
        let mut times = Vec::new();
        for &(rule, check) in rules {
            let (since, mut runs) = (profile.map(|_| Instant::now()), 0);
            for ((on, unit), outcome) in units.iter().zip(&mut outcomes) {
                if !on.is_none_or(|id| self.looks_at(rule, id)) {
                    continue;
                }
                runs += 1;
                let before = outcome.diagnostics.len();
                let mut findings = Findings::new(rule, settings, tongue, &mut outcome.diagnostics);
                if catch_unwind(AssertUnwindSafe(|| run(check, unit, &mut findings))).is_err() {
                    outcome.diagnostics.truncate(before);
                    outcome.broken.push(Broken { rule: rule.id.clone(), source: *on });
                }
            }
            times.extend(
                since.filter(|_| runs > 0).map(|since| (rule.id.clone(), Spent { time: since.elapsed(), runs })),
            );
        }
        if let Some(profile) = profile {
            profile.add(times);
        }
        outcomes
    }

    fn looks_at(&self, rule: &Rule, id: SourceId) -> bool {
        rule.only.is_everywhere() || rule.only.fits(&self.corpus.site, self.corpus.source(id))
    }
}
