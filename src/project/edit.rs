//! A site that is open in an editor: texts change, files come and go, and only what they touch is looked at again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Project;
use super::fixing::{self, Bench, Wanted};
use crate::corpus::edit;
use crate::corpus::facts::Effect;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::engine::{Outcome, Plan, Units};
use crate::rules::Level;
use crate::text::SourceId;
use crate::words::Tongue;

/// A site in which single pages are edited: only what an edit touches is learned and looked at again.
struct Open<'a> {
    project: &'a mut Project,
    units: &'a mut Units,
}

impl Bench for Open<'_> {
    fn project(&self) -> &Project {
        self.project
    }

    fn replace(&mut self, texts: Vec<(SourceId, Box<str>)>) {
        for (id, text) in texts {
            self.project.edit(self.units, id, text);
        }
    }

    fn check(&mut self, tongue: Tongue, selected: &(dyn Fn(SourceId) -> bool + Sync)) -> Outcome {
        let chosen: Vec<SourceId> = self.project.corpus.ids().filter(|&id| selected(id)).collect();
        self.project.refresh(self.units, tongue, &chosen);
        let sets = chosen.iter().filter_map(|&id| self.project.corpus.set_of(id));
        let others = sets.flat_map(|set| set.original.into_iter().chain(set.translations.values().copied()));
        // What is said in another page with a place in a chosen one counts, too.
        let speak: BTreeSet<SourceId> = others
            .chain(chosen.iter().copied())
            .chain(self.units.of_site().map(|found| found.primary.source))
            .collect();
        let about = |d: &Diagnostic| d.touches(selected);
        let found = speak.into_iter().flat_map(|id| self.project.findings(self.units, tongue, id));
        Outcome { diagnostics: found.filter(about).collect(), ..Outcome::default() }
    }
}

impl Project {
    /// Puts `text` in the place of the text of a page, and says in `units` what is no longer known.
    pub fn edit(&mut self, units: &mut Units, id: SourceId, text: Box<str>) {
        if *self.corpus.source(id).text == *text {
            return;
        }
        let effect = self.put(id, text);
        units.edited(&self.corpus, id, effect);
    }

    /// Puts `text` in the place of the text of a page, and learns again what hangs on it.
    pub(super) fn put(&mut self, id: SourceId, text: Box<str>) -> Effect {
        let effect = edit::replace(&mut self.corpus, &mut self.facts, id, text);
        self.settings.prepare_again(&self.corpus.site, id, self.corpus.source(id));
        effect
    }

    /// The text of a page after all of its safe fixes, or those of one rule, were made until none was left, exactly as
    /// `--fix` with this page makes them; `None` when there is none to make. The page itself stays as it is.
    pub fn fixed(
        &mut self,
        units: &mut Units,
        tongue: Tongue,
        id: SourceId,
        rule: Option<&Arc<str>>,
    ) -> Option<Box<str>> {
        let before = self.corpus.source(id).text.clone();
        let rules = rule.map(|rule| BTreeSet::from([rule.clone()]));
        let selected = move |page: SourceId| page == id;
        let wanted = Wanted { tongue, least: Applicability::Safe, rules: rules.as_ref(), selected: &selected };
        fixing::fix(&mut Open { project: self, units }, wanted);
        let text = self.corpus.source(id).text.clone();
        self.edit(units, id, before.clone());
        (text != before).then_some(text)
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
