//! How a check says what it found, without knowing the rule that it works for.

use std::borrow::Cow;

use super::{Rule, Settings};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, Severity};
use crate::text::Location;
use crate::words::Tongue;

/// One thing that a check found: which case of its rule, where, and the values for the sentences.
#[derive(Debug)]
pub struct Finding<'a> {
    case: &'static str,
    at: Location,
    values: Vec<(&'static str, Cow<'a, str>)>,
    related: Vec<(Location, &'static str)>,
    fix: Option<(Applicability, Vec<Edit>)>,
    most: Option<Severity>,
}

impl<'a> Finding<'a> {
    /// A finding of the default case.
    pub fn at(at: Location) -> Self {
        Self { case: super::sentence::DEFAULT, at, values: Vec::new(), related: Vec::new(), fix: None, most: None }
    }

    /// Which of the rule's cases it is.
    pub fn case(mut self, case: &'static str) -> Self {
        self.case = case;
        self
    }

    /// It is never more severe than this, whatever a site says of the rule as a whole.
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.most = Some(severity);
        self
    }

    /// A value for the placeholder `name`.
    pub fn value(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// Another place that explains it; `label` names the sentence under `related` in the rule file.
    pub fn related(mut self, at: Location, label: &'static str) -> Self {
        self.related.push((at, label));
        self
    }

    /// Edits that mend it. With no edits the fix is a hint.
    pub fn fix(mut self, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.fix = Some((applicability, edits));
        self
    }
}

/// Where the findings of one rule go.
pub struct Findings<'a> {
    rule: &'a Rule,
    settings: &'a Settings,
    tongue: Tongue,
    out: &'a mut Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    /// Collects the findings of `rule` into `out`.
    pub(crate) fn new(rule: &'a Rule, settings: &'a Settings, tongue: Tongue, out: &'a mut Vec<Diagnostic>) -> Self {
        Self { rule, settings, tongue, out }
    }

    /// The language that findings are written in.
    pub fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// Puts a finding into words, unless its case is off at that place.
    pub fn report(&mut self, finding: Finding<'_>) {
        let level = self.settings.level_at(self.rule, finding.case, finding.at.source);
        let Some(severity) = level.severity() else { return };
        let severity = finding.most.map_or(severity, |most| severity.min(most));
        let values = &finding.values;
        let sentence = |words: &super::Words| words.in_tongue(self.tongue).fill(values);
        let message = self.rule.message.of(finding.case).map(sentence).unwrap_or_default();
        let label = |name: &str| self.rule.related.of(name).map(sentence).unwrap_or_default();
        let related =
            finding.related.iter().map(|&(location, name)| Label { location, message: label(name) }).collect();
        let fix = finding.fix.map(|(applicability, edits)| Fix {
            title: self.rule.fix.of(finding.case).map(sentence).unwrap_or_default(),
            applicability,
            edits,
        });
        self.out.push(Diagnostic { rule: self.rule.id.clone(), severity, message, primary: finding.at, related, fix });
    }
}
