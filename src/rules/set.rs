//! All rules of a run, and how severe each is where.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{Parameters, Rule, RuleError, Where};
use super::level::{Level, Levels};
use crate::corpus::{Site, Source};
use crate::embedded;
use crate::text::SourceId;

/// What a site says about the severities of rules.
#[derive(Debug, Default)]
pub struct Settings {
    /// Severities by rule id.
    pub levels: BTreeMap<String, Levels>,
    /// Severities by rule id for some pages; later ones win.
    pub overrides: Vec<(Where, BTreeMap<String, Levels>)>,
    /// What it allows on some pages.
    pub allowed: Vec<Allowed>,
    /// Whether each override fits each page, by the page's number; empty until [`Settings::prepare`] has run.
    fits: Vec<Vec<bool>>,
}

impl Settings {
    /// The level of a rule's case, not regarding places.
    pub fn level(&self, rule: &Rule, case: &str) -> Level {
        let said = self.levels.get(&*rule.id).and_then(|levels| levels.of(case));
        said.or_else(|| rule.severity.of(case)).unwrap_or(Level::Off)
    }

    /// The level of a rule's case on one page.
    pub(super) fn level_at(&self, rule: &Rule, case: &str, page: SourceId) -> Level {
        let fitting = self.overrides.iter().zip(&self.fits).rev().filter(|(_, fits)| fits[page.index()]);
        let said = fitting.filter_map(|((_, levels), _)| levels.get(&*rule.id)?.of(case)).next();
        said.unwrap_or_else(|| self.level(rule, case))
    }

    /// True when no page can get a finding of the rule.
    pub fn is_off(&self, rule: &Rule) -> bool {
        let said = self.levels.get(&*rule.id);
        let off = said.map_or(rule.is_off(), |levels| rule.severity.overlaid(levels).all_off());
        off && self.overrides.iter().all(|(_, levels)| levels.get(&*rule.id).is_none_or(Levels::all_off))
    }

    /// Finds out once which overrides fit which pages.
    pub fn prepare(&mut self, site: &Site, sources: &[Source]) {
        let fits = |(place, _): &(Where, _)| sources.iter().map(|source| place.fits(site, source)).collect();
        self.fits = self.overrides.iter().map(fits).collect();
        for allowed in &mut self.allowed {
            allowed.fits = sources.iter().map(|source| allowed.pages.fits(site, source)).collect();
        }
    }

    /// Finds out again which overrides fit one page, whose text has changed.
    pub fn prepare_again(&mut self, site: &Site, id: SourceId, source: &Source) {
        let overrides = self.overrides.iter().map(|(place, _)| place).zip(&mut self.fits);
        let allowed = self.allowed.iter_mut().map(|allowed| (&allowed.pages, &mut allowed.fits));
        for (place, fits) in overrides.chain(allowed) {
            if let Some(fit) = fits.get_mut(id.index()) {
                *fit = place.fits(site, source);
            }
        }
    }

    /// True when a page can get no finding of the rule.
    pub fn is_off_on(&self, rule: &Rule, page: SourceId) -> bool {
        rule.check.cases().iter().all(|case| self.level_at(rule, case.name, page) == Level::Off)
    }
}

/// Rules whose findings a site allows on some pages, with its reason written beside it.
#[derive(Debug)]
pub struct Allowed {
    /// The rules.
    pub rules: Vec<Arc<str>>,
    /// The pages.
    pub pages: Where,
    /// Where the configuration says so: `tidings.yaml:12:5`.
    pub place: Box<str>,
    /// Whether it fits each page; empty until [`Settings::prepare`] has run.
    fits: Vec<bool>,
}

impl Allowed {
    /// Allows the findings of `rules` on `pages`.
    pub fn new(rules: Vec<Arc<str>>, pages: Where, place: Box<str>) -> Self {
        Self { rules, pages, place, fits: Vec::new() }
    }

    /// True when a finding of `rule` on `page` is allowed.
    pub fn holds(&self, rule: &str, page: SourceId) -> bool {
        self.fits.get(page.index()).copied().unwrap_or(false) && self.rules.iter().any(|id| **id == *rule)
    }
}

/// The rules of a run.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

impl RuleSet {
    /// The rules that are part of tidings, with the parameters that a site gives for some of them.
    ///
    /// # Errors
    /// The rule that cannot be used with those parameters, and why.
    pub fn built_in(parameters: &BTreeMap<&str, &Parameters>) -> Result<Self, (String, RuleError)> {
        let mut set = Self::default();
        for ((id, _), head) in embedded::RULES.iter().zip(embedded::HEADS) {
            let rule = Rule::built_in(head, parameters.get(id).copied());
            set.insert(rule.map_err(|error| ((*id).to_owned(), error))?);
        }
        Ok(set)
    }

    /// Adds a rule from the text of its file. A rule of the same id is replaced.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn add(&mut self, text: &str, parameters: Option<&Parameters>) -> Result<Arc<str>, RuleError> {
        let rule = Rule::read(text, parameters)?;
        let id = rule.id.clone();
        self.insert(rule);
        Ok(id)
    }

    fn insert(&mut self, rule: Rule) {
        match self.rules.binary_search_by(|other| other.id.cmp(&rule.id)) {
            Ok(at) => self.rules[at] = rule,
            Err(at) => self.rules.insert(at, rule),
        }
    }

    /// Every rule, by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule called `id`.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.binary_search_by(|rule| (*rule.id).cmp(id)).ok().map(|at| &self.rules[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_rules_are_those_of_their_files() {
        assert_eq!(embedded::RULES.len(), embedded::HEADS.len());
        for ((id, text), head) in embedded::RULES.iter().zip(embedded::HEADS) {
            let of_file = Rule::read(text, None).unwrap_or_else(|error| panic!("{id}: {error:?}"));
            let embedded = Rule::built_in(head, None).unwrap_or_else(|error| panic!("{id}: {error:?}"));
            assert_eq!(*of_file.id, **id);
            assert_eq!(format!("{of_file:?}"), format!("{embedded:?}"));
        }
    }

    #[test]
    fn rules_absorb_rules_that_are_there_and_absorb_none() {
        let set = RuleSet::built_in(&BTreeMap::new()).expect("rules without parameters of a site are fine");
        for (rule, id) in set.rules().iter().flat_map(|rule| rule.absorbs.iter().map(move |id| (rule, id))) {
            let other = set.get(id).unwrap_or_else(|| panic!("{} absorbs `{id}`, which is no rule", rule.id));
            assert!(other.absorbs.is_empty(), "{} absorbs `{id}`, which absorbs others", rule.id);
        }
    }
}
