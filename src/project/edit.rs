//! A site that is open in an editor: texts change, files come and go, and only what they touch is looked at again.

use super::Project;
use crate::corpus::edit;
use crate::diagnostic::Diagnostic;
use crate::engine::{Plan, Units};
use crate::rules::Level;
use crate::text::SourceId;
use crate::words::Tongue;

impl Project {
    /// Puts `text` in the place of the text of a page, and says in `units` what is no longer known.
    pub fn replace(&mut self, units: &mut Units, id: SourceId, text: Box<str>) {
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
        let plan = Plan { rules: &self.rules, settings: &self.settings, tongue };
        let mut found = units.of(&self.corpus, &self.facts, plan, id);
        if let Some(baseline) = &self.baseline {
            baseline.take(&self.corpus, &mut found, |_| false);
        }
        found
    }

    /// Looks at everything that says something about `ids` and is not known for certain.
    pub fn refresh(&self, units: &mut Units, tongue: Tongue, ids: &[SourceId]) {
        let plan = Plan { rules: &self.rules, settings: &self.settings, tongue };
        units.refresh(&self.corpus, &self.facts, plan, ids);
    }
}
