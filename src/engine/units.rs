//! What the rules found, kept unit by unit: after an edit only the units that saw the edited page are looked at again.

use super::{Broken, Outcome, Plan, Run, fix, order, suppress, unite};
use crate::corpus::facts::Effect;
use crate::corpus::{Corpus, Facts};
use crate::diagnostic::Diagnostic;
use crate::text::SourceId;

/// What is known of one unit.
#[derive(Debug, Default)]
enum Unit {
    /// Nothing yet.
    #[default]
    Unknown,
    /// What was found; `doubtful` when another page has changed since, so that what is known of the whole site may differ.
    Known { outcome: Outcome, doubtful: bool },
}

impl Unit {
    fn found(&self) -> &[Diagnostic] {
        match self {
            Unit::Unknown => &[],
            Unit::Known { outcome, .. } => &outcome.diagnostics,
        }
    }

    fn broken(&self) -> &[Broken] {
        match self {
            Unit::Unknown => &[],
            Unit::Known { outcome, .. } => &outcome.broken,
        }
    }

    fn is_fresh(&self) -> bool {
        matches!(self, Unit::Known { doubtful: false, .. })
    }

    fn doubt(&mut self) {
        if let Unit::Known { doubtful, .. } = self {
            *doubtful = true;
        }
    }
}

/// The findings of a site by unit: each page on its own, and each translation beside its original.
#[derive(Debug, Default)]
pub struct Units {
    pages: Vec<Unit>,
    pairs: Vec<Unit>,
    /// What rules say that look at the whole site.
    site: Unit,
}

impl Units {
    /// Nothing is known of a site with `count` pages.
    pub fn unknown(count: usize) -> Self {
        let units = || (0..count).map(|_| Unit::Unknown).collect();
        Self { pages: units(), pairs: units(), site: Unit::Unknown }
    }

    /// A page has another text: what is known of it is void, and what the edit may have changed elsewhere is to be
    /// doubted.
    pub fn edited(&mut self, corpus: &Corpus, id: SourceId, effect: Effect) {
        if effect == Effect::Regrouped {
            *self = Self::unknown(corpus.sources().len());
            return;
        }
        if effect >= Effect::Shown {
            self.pages.iter_mut().chain(&mut self.pairs).for_each(Unit::doubt);
        }
        if effect >= Effect::Placed {
            self.site.doubt();
        }
        self.pages[id.index()] = Unit::Unknown;
        self.pairs[id.index()] = Unit::Unknown;
        for page in translations(corpus, id) {
            self.pairs[page.index()] = Unit::Unknown;
        }
    }

    /// True when nothing has to be looked at again to say what there is to say about a page.
    pub fn is_fresh(&self, corpus: &Corpus, id: SourceId) -> bool {
        self.site.is_fresh()
            && self.pages[id.index()].is_fresh()
            && (corpus.original_of(id).is_none() || self.pairs[id.index()].is_fresh())
            && translations(corpus, id).all(|page| self.pairs[page.index()].is_fresh())
    }

    /// Looks at everything that says something about `ids` and is not known for certain.
    pub fn refresh(&mut self, corpus: &Corpus, facts: &Facts, plan: Plan<'_>, ids: &[SourceId]) {
        let run = Run::new(corpus, facts, plan);
        let mut pairs: Vec<(SourceId, SourceId)> = Vec::new();
        for &id in ids {
            pairs.extend(corpus.original_of(id).map(|original| (original, id)));
            pairs.extend(translations(corpus, id).map(|page| (id, page)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs.retain(|(_, page)| !self.pairs[page.index()].is_fresh());
        let of_pairs = pairs.iter().flat_map(|&(original, page)| [original, page]);
        let mut pages: Vec<SourceId> = ids.iter().copied().chain(of_pairs).collect();
        pages.sort_unstable();
        pages.dedup();
        pages.retain(|id| !self.pages[id.index()].is_fresh());
        let (found, known) = run.pages_and_pairs(&pages, pairs.clone());
        for (id, outcome) in pages.iter().zip(found) {
            self.pages[id.index()] = Unit::Known { outcome, doubtful: false };
        }
        let found = run.pairs(known, |id| self.pages[id.index()].found());
        for (&(_, page), outcome) in pairs.iter().zip(found) {
            self.pairs[page.index()] = Unit::Known { outcome, doubtful: false };
        }
        if !self.site.is_fresh() {
            self.site = Unit::Known { outcome: run.site(), doubtful: false };
        }
    }

    /// What is known about a page: the findings whose place is in it, without what it or the configuration allows, in
    /// their order.
    pub fn of(&self, corpus: &Corpus, facts: &Facts, plan: Plan<'_>, id: SourceId) -> Vec<Diagnostic> {
        let pairs = translations(corpus, id).chain([id]).map(|page| &self.pairs[page.index()]);
        let units: Vec<&Unit> = pairs.chain([&self.pages[id.index()], &self.site]).collect();
        let here = units.iter().flat_map(|unit| unit.found()).filter(|found| found.primary.source == id);
        let mut found: Vec<Diagnostic> = here.cloned().collect();
        found.iter_mut().for_each(|d| fix::settle(corpus, d));
        let broken: Vec<Broken> = units.iter().flat_map(|unit| unit.broken()).cloned().collect();
        suppress::on_page(&Run::new(corpus, facts, plan), id, &mut found, &broken);
        found.sort_by(order);
        found.dedup();
        unite::unite(plan.rules, &mut found);
        found
    }

    /// What rules found that look at the whole site, be it to be doubted.
    pub fn of_site(&self) -> impl Iterator<Item = &Diagnostic> {
        self.site.found().iter()
    }

    /// True when something is known of every unit that says something about a page, be it to be doubted.
    pub fn is_known(&self, corpus: &Corpus, id: SourceId) -> bool {
        let known = |unit: &Unit| matches!(unit, Unit::Known { .. });
        known(&self.pages[id.index()])
            && (corpus.original_of(id).is_none() || known(&self.pairs[id.index()]))
            && translations(corpus, id).all(|page| known(&self.pairs[page.index()]))
    }

    /// The rules that broke.
    pub fn broken(&self) -> impl Iterator<Item = &Broken> {
        self.pages.iter().chain(&self.pairs).chain([&self.site]).flat_map(Unit::broken)
    }
}

/// The translations of an original; none for any other page.
fn translations(corpus: &Corpus, id: SourceId) -> impl Iterator<Item = SourceId> + '_ {
    let set = corpus.set_of(id).filter(|set| set.original == Some(id));
    set.into_iter().flat_map(|set| set.translations.values().copied())
}
