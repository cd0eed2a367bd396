//! A site that is open in an editor: texts change, files come and go, and only what they touch is looked at again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Project;
use super::fixing::harm::{self, Harm};
use crate::corpus::edit;
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::engine::{Plan, Units, fix};
use crate::rules::Level;
use crate::text::SourceId;
use crate::words::Tongue;

/// What makes two fixes the same in two rounds.
fn key(finding: &Diagnostic) -> (Arc<str>, String) {
    (finding.rule.clone(), finding.message.clone())
}

/// A page that is fixed while it is open.
struct Page<'a> {
    project: &'a mut Project,
    units: &'a mut Units,
    tongue: Tongue,
    id: SourceId,
    /// Fixes that do harm.
    refused: BTreeSet<(Arc<str>, String)>,
}

impl Page<'_> {
    fn text(&self) -> Box<str> {
        self.project.corpus.source(self.id).text.clone()
    }

    fn found(&self) -> Vec<Diagnostic> {
        self.project.findings(self.units, self.tongue, self.id)
    }

    fn put(&mut self, text: Box<str>) {
        self.project.edit(self.units, self.id, text);
        self.project.refresh(self.units, self.tongue, &[self.id]);
    }

    /// Makes `fixes`, which are some of those of `text`, as far as they do no harm, and refuses the others. `found` is all
    /// that is found in `text`. True when any was made.
    fn make(&mut self, text: &str, found: &[Diagnostic], fixes: &[&Diagnostic]) -> bool {
        if fixes.is_empty() {
            return false;
        }
        let fixed = fix::apply(&self.project.corpus, fixes.iter().copied(), Applicability::Safe);
        let Some(new) = fixed.texts.into_iter().find(|(page, _)| *page == self.id) else { return false };
        self.put(new.1.into());
        // Those that wait for the next round are not new.
        let keys: BTreeSet<_> = fixes.iter().map(|fix| key(fix)).collect();
        let mended = |d: &Diagnostic| keys.contains(&key(d));
        if Harm::of_findings(&harm::counts(found, mended), &self.found(), mended).is_empty() {
            return true;
        }
        self.put(text.into());
        let (first, second) = fixes.split_at(fixes.len() / 2);
        match (first, second) {
            ([], [one]) => {
                self.refused.insert(key(one));
                false
            }
            // The other half has its turn in the next round, in the text as it is then.
            _ => self.make(text, found, first) || self.make(text, found, second),
        }
    }
}

/// Rounds of fixes after which a page is left as it is then.
const MOST_ROUNDS: usize = 16;

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
    /// there is none to make. A fix is made only when all of its edits are in the page, and when no rule has more to say of
    /// the page afterwards than before. The page itself stays as it is.
    pub fn fixed(&mut self, units: &mut Units, tongue: Tongue, id: SourceId, rule: Option<&str>) -> Option<Box<str>> {
        let before = self.corpus.source(id).text.clone();
        self.refresh(units, tongue, &[id]);
        let mut page = Page { project: self, units, tongue, id, refused: BTreeSet::new() };
        for _ in 0..MOST_ROUNDS {
            let found = page.found();
            let wanted = |finding: &&Diagnostic| {
                let inside = |fix: &Fix| {
                    let here = fix.edits.iter().all(|edit| edit.location.source == id);
                    here && !fix.edits.is_empty() && fix.applicability >= Applicability::Safe
                };
                rule.is_none_or(|rule| *finding.rule == *rule)
                    && finding.fix.as_ref().is_some_and(inside)
                    && !page.refused.contains(&key(finding))
            };
            let fixes: Vec<&Diagnostic> = found.iter().filter(wanted).collect();
            let text = page.text();
            let made = page.make(&text, &found, &fixes);
            if !made || page.text() == text {
                break;
            }
        }
        let fixed = page.text();
        self.edit(units, id, before.clone());
        Some(fixed).filter(|text| *text != before)
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
