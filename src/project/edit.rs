//! A site that is open in an editor: texts change, files come and go, and only what they touch is looked at again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Project;
use crate::corpus::edit;
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::engine::{Plan, Units, fix};
use crate::rules::Level;
use crate::text::SourceId;
use crate::words::Tongue;

/// How often each rule speaks.
fn counted(found: &[Diagnostic]) -> BTreeMap<Arc<str>, usize> {
    let mut counts = BTreeMap::new();
    for finding in found {
        *counts.entry(finding.rule.clone()).or_default() += 1;
    }
    counts
}

/// Rounds of fixes after which a page is left as it is then.
const MOST_ROUNDS: usize = 12;

impl Project {
    /// Puts `text` in the place of the text of a page, and says in `units` what is no longer known.
    pub fn edit(&mut self, units: &mut Units, id: SourceId, text: Box<str>) {
        if *self.corpus.source(id).text == *text {
            return;
        }
        let pairs_changed = edit::replace(&mut self.corpus, &mut self.facts, id, text);
        self.settings.prepare_again(&self.corpus.site, id, self.corpus.source(id));
        match pairs_changed {
            true => *units = Units::unknown(self.corpus.sources().len()),
            false => units.edited(&self.corpus, id),
        }
    }

    /// The text of a page after all of its safe fixes, or those of one rule, were made until none was left; `None` when
    /// there is none to make. A fix is made only when all of its edits are in the page, and a round after which a rule
    /// has more to say than before is not made. The page itself stays as it is.
    pub fn fixed(&mut self, units: &mut Units, tongue: Tongue, id: SourceId, rule: Option<&str>) -> Option<Box<str>> {
        let before = self.corpus.source(id).text.clone();
        let mut counts = None;
        let mut best = None;
        for _ in 0..MOST_ROUNDS {
            self.refresh(units, tongue, &[id]);
            let found = self.findings(units, tongue, id);
            let now = counted(&found);
            let worse =
                |old: &BTreeMap<Arc<str>, usize>| now.iter().any(|(rule, count)| *count > *old.get(rule).unwrap_or(&0));
            if counts.as_ref().is_some_and(worse) {
                break;
            }
            if counts.is_some() {
                best = Some(self.corpus.source(id).text.clone());
            }
            counts = Some(now);
            let wanted = |finding: &&Diagnostic| {
                let inside = |fix: &Fix| fix.edits.iter().all(|edit| edit.location.source == id);
                rule.is_none_or(|rule| *finding.rule == *rule) && finding.fix.as_ref().is_some_and(inside)
            };
            let fixed = fix::apply(&self.corpus, found.iter().filter(wanted), Applicability::Safe);
            let Some(text) = fixed.texts.into_iter().find(|(page, _)| *page == id).map(|(_, text)| text) else { break };
            if *text == *self.corpus.source(id).text {
                break;
            }
            self.edit(units, id, text.into());
        }
        self.edit(units, id, before.clone());
        best.filter(|text| *text != before)
    }

    /// Adds pages (path and text) and takes away those at the paths in `gone`. Every page gets a new number.
    pub fn restructure(&mut self, units: &mut Units, added: Vec<(Box<str>, Box<str>)>, gone: &[Box<str>]) {
        edit::restructure(&mut self.corpus, &mut self.facts, added, gone);
        self.settings.prepare(&self.corpus.site, self.corpus.sources());
        *units = Units::unknown(self.corpus.sources().len());
    }

    /// Turns off every rule that cannot be right as long as only some pages of the site are known.
    pub fn keep_rules_for_single_pages(&mut self) {
        for rule in self.rules.rules().iter().filter(|rule| !rule.check.stands_alone()) {
            self.settings.levels.insert(rule.id.to_string(), Level::Off.into());
        }
        self.settings.overrides.clear();
        self.settings.prepare(&self.corpus.site, self.corpus.sources());
    }

    /// True when the site's layout and the configuration's globs make `path` a page.
    pub fn admits(&self, path: &str) -> bool {
        let layout = &self.corpus.site.layout;
        match layout.place(path) {
            Some(place) => self.selection.admits(path, Some(&place.key)),
            None => layout.is_empty() && self.selection.admits(path, None),
        }
    }

    /// The largest page that is read, in bytes.
    pub fn file_size(&self) -> u64 {
        self.selection.file_size
    }

    /// What is known about a page: the findings that `check` would report in it.
    pub fn findings(&self, units: &Units, tongue: Tongue, id: SourceId) -> Vec<Diagnostic> {
        let plan = Plan { rules: &self.rules, settings: &self.settings, tongue, profile: None };
        let mut found = units.of(&self.corpus, &self.facts, plan, id);
        if let Some(baseline) = &self.baseline {
            baseline.take(&self.corpus, &mut found, |_| false);
        }
        found
    }

    /// Looks at everything that says something about `ids` and is not known for certain.
    pub fn refresh(&self, units: &mut Units, tongue: Tongue, ids: &[SourceId]) {
        let plan = Plan { rules: &self.rules, settings: &self.settings, tongue, profile: None };
        units.refresh(&self.corpus, &self.facts, plan, ids);
    }
}
