//! The format of a rule file, and reading it.
//!
//! A file has a head (what is needed to run the rule) and a manual (`docs` and `examples`). The manual is text for people
//! and tests, is the larger part by far, and comes last, so that a run need not read it.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde_json::Value;

use super::check::Check;
use super::level::{Level, Levels};
use super::sentence::{Sentences, Template, Words};
use crate::corpus::{Site, Source, Verdict};
use crate::text::nearest;

/// What a site's configuration gives to the check of a rule, by name.
pub type Parameters = BTreeMap<String, Value>;

/// A rule, ready to run.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab-case; it names the mistake.
    pub id: Arc<str>,
    /// The family it belongs to.
    pub group: Box<str>,
    /// How severe its cases are, before a site says otherwise.
    pub severity: Levels,
    /// The version of tidings that brought it.
    pub since: Box<str>,
    /// One line that says what it finds.
    pub summary: Words,
    /// The sentence for each case.
    pub message: Sentences,
    /// The sentence for each other place.
    pub related: Sentences,
    /// The title of the fix for each case.
    pub fix: Sentences,
    /// Which pages it looks at.
    pub only: Where,
    /// Rules that see the same mistake but know less about it: what they find at the same place is told here.
    pub absorbs: Vec<Arc<str>>,
    /// What it runs.
    pub check: Check,
}

/// Which pages a rule looks at; everything that is given must fit.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Where {
    /// Tags of languages.
    languages: Vec<String>,
    /// Names of page kinds.
    kinds: Vec<String>,
    /// Globs over paths from the site's root.
    #[serde(deserialize_with = "globs")]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    paths: Option<GlobSet>,
}

impl Where {
    /// Pages in one of these languages, of one of these kinds, on one of these paths; an empty list is for all.
    pub fn new(languages: Vec<String>, kinds: Vec<String>, paths: Option<GlobSet>) -> Self {
        Self { languages, kinds, paths }
    }

    /// True when it looks at every page.
    pub fn is_everywhere(&self) -> bool {
        self.languages.is_empty() && self.kinds.is_empty() && self.paths.is_none()
    }

    /// True when the page fits.
    pub fn fits(&self, site: &Site, source: &Source) -> bool {
        let language = |id| self.languages.iter().any(|tag| **tag == *site.language(id).tag);
        let kind = |id| self.kinds.contains(&site.kind(id).name);
        (self.languages.is_empty() || source.language.is_some_and(language))
            && (self.kinds.is_empty() || source.kind.is_some_and(kind))
            && self.paths.as_ref().is_none_or(|paths| paths.is_match(&*source.path))
    }
}

fn globs<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<GlobSet>, D::Error> {
    use serde::de::Error as _;
    let mut set = GlobSetBuilder::new();
    for glob in <Vec<String> as serde::Deserialize>::deserialize(deserializer)? {
        set.add(Glob::new(&glob).map_err(D::Error::custom)?);
    }
    set.build().map(Some).map_err(D::Error::custom)
}

/// The part of a rule file that a run needs.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// Its name, in kebab-case; it names the mistake.
    id: String,
    /// The family it belongs to.
    group: String,
    /// How severe its cases are.
    severity: Levels,
    /// The version that brought it.
    since: String,
    /// One line that says what it finds.
    summary: Words,
    /// The sentence for each case.
    message: Sentences,
    /// The sentence for each other place.
    #[serde(default)]
    related: Sentences,
    /// The title of the fix for each case.
    #[serde(default)]
    fix: Sentences,
    /// Which pages it looks at; all unless said.
    #[serde(default)]
    only: Where,
    /// Rules that see the same mistake but know less about it: what they find at the same place is told here.
    #[serde(default)]
    absorbs: Vec<String>,
    /// A map with one key, the kind; without the adapter the YAML library expects a tag instead.
    #[serde(deserialize_with = "serde_yaml::with::singleton_map::deserialize")]
    #[cfg_attr(test, schemars(with = "Check"))]
    check: Check,
}

/// The part of a rule file that people and tests read.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Manual {
    /// Why the rule exists, what to do, and what it leaves alone; Markdown.
    pub docs: Prose,
    /// Small sites that show it.
    pub examples: Vec<Example>,
}

/// Text in English and Chinese.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Prose {
    /// English.
    pub en: String,
    /// Simplified Chinese; users' own rules may leave it out.
    pub zh: Option<String>,
}

/// A small site with what the rule says about it.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// Text by path; `tidings.yaml` may be among them.
    pub files: BTreeMap<String, String>,
    /// What other sites answer, by address: `{broken: {status: 404}}`.
    #[serde(default, deserialize_with = "answers")]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Verdict>"))]
    pub external: BTreeMap<String, Verdict>,
    /// What is reported, a line each: `path:line:col: message`; nothing when the rule must be silent.
    #[serde(default)]
    pub expect: Vec<Expected>,
    /// The files that safe and unsafe fixes change, as they are afterwards.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
}

fn answers<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Verdict>, D::Error> {
    // Maps with one key instead of the tags that the YAML library expects.
    serde_yaml::with::singleton_map_recursive::deserialize(deserializer)
}

/// A line `path:line:col: message` of an example.
pub type Expected = String;

/// Why a rule file cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct RuleError {
    /// The path of keys to the wrong value, such as `check.parity.of`; empty for the file as a whole.
    pub path: String,
    /// What is wrong with it, in English.
    pub reason: String,
}

impl RuleError {
    fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }
}

impl Rule {
    /// Reads the head of a rule file. `parameters` are laid over those of the check, as a site's configuration gives them.
    ///
    /// # Errors
    /// When the text is not a rule: the path of keys to the wrong value, and why.
    pub fn read(text: &str, parameters: Option<&Parameters>) -> Result<Self, RuleError> {
        let head = head_of(text);
        let rule = match parameters {
            None => Self::of(head_from(serde_yaml::Deserializer::from_str(head))?),
            Some(parameters) => {
                let value = serde_yaml::from_str(head).map_err(|error| RuleError::new("", error.to_string()))?;
                Self::with(value, parameters)?
            }
        };
        rule.validate()?;
        Ok(rule)
    }

    /// Reads a rule that is part of tidings: the JSON of its head. It is without faults, says a test, so only what a site
    /// adds is looked at.
    pub(super) fn built_in(head: &str, parameters: Option<&Parameters>) -> Result<Self, RuleError> {
        let Some(parameters) = parameters else {
            return Ok(Self::of(head_from(&mut serde_json::Deserializer::from_str(head))?));
        };
        let value = serde_json::from_str(head).map_err(|error| RuleError::new("", error.to_string()))?;
        let rule = Self::with(value, parameters)?;
        rule.validate()?;
        Ok(rule)
    }

    /// The rule of a head with a site's parameters.
    fn with(mut head: Value, parameters: &Parameters) -> Result<Self, RuleError> {
        lay_over(&mut head, parameters)?;
        Ok(Self::of(head_from(head)?))
    }

    fn of(head: Head) -> Self {
        Self {
            id: head.id.into(),
            group: head.group.into(),
            severity: head.severity,
            since: head.since.into(),
            summary: head.summary,
            message: head.message,
            related: head.related,
            fix: head.fix,
            only: head.only,
            absorbs: head.absorbs.into_iter().map(Arc::from).collect(),
            check: head.check,
        }
    }

    /// Cases, placeholders and other places that the file names must be those that the check has.
    fn validate(&self) -> Result<(), RuleError> {
        if let Some(fault) = self.check.fault() {
            return Err(RuleError::new("check", fault));
        }
        let cases = self.check.cases();
        let known: Vec<&str> = cases.iter().map(|case| case.name).collect();
        for (key, sentences) in [("message", &self.message), ("fix", &self.fix)] {
            for (case, words) in &sentences.0 {
                one_of(
                    &format!("{key}.{case}"),
                    "case",
                    case,
                    known.iter().copied().chain([super::sentence::DEFAULT]),
                )?;
                let values = cases.iter().filter(|c| c.name == case).flat_map(|c| c.values);
                let any = cases.iter().filter(|_| case == super::sentence::DEFAULT).flat_map(|c| c.values);
                let values: Vec<&str> = values.chain(any).copied().collect();
                placeholders(&format!("{key}.{case}"), words, &values)?;
            }
        }
        for case in self.severity.cases() {
            one_of(&format!("severity.{case}"), "case", case, known.iter().copied().chain([super::sentence::DEFAULT]))?;
        }
        let all: Vec<&str> = cases.iter().flat_map(|case| case.values).copied().collect();
        let labels: Vec<&str> = cases.iter().flat_map(|case| case.related).copied().collect();
        for (label, words) in &self.related.0 {
            let path = format!("related.{label}");
            one_of(&path, "place", label, labels.iter().copied().chain([super::sentence::DEFAULT]))?;
            placeholders(&path, words, &all)?;
        }
        Ok(())
    }

    /// True when no case is reported unless a site asks for it.
    pub fn is_off(&self) -> bool {
        self.severity.highest() == Level::Off
    }
}

impl Manual {
    /// Reads the manual of a rule file.
    ///
    /// # Errors
    /// When `docs` or `examples` are missing or of another shape.
    pub fn read(text: &str) -> Result<Self, RuleError> {
        let read = serde_yaml::Deserializer::from_str(&text[head_of(text).len()..]);
        serde_path_to_error::deserialize(read).map_err(located)
    }
}

/// The text before the first line that begins with `docs:` or `examples:`.
fn head_of(text: &str) -> &str {
    let manual = |line: &&str| line.starts_with("docs:") || line.starts_with("examples:");
    let length = text.split_inclusive('\n').take_while(|line| !manual(line)).map(str::len).sum();
    &text[..length]
}

/// Lays a site's parameters over those that stand under `check.<kind>` in the head of a rule.
fn lay_over(head: &mut Value, parameters: &Parameters) -> Result<(), RuleError> {
    let check = head.get_mut("check").and_then(Value::as_object_mut);
    match check.and_then(|check| check.values_mut().next()) {
        Some(Value::Object(own)) => {
            own.extend(parameters.iter().map(|(name, value)| (name.clone(), value.clone())));
            Ok(())
        }
        _ => Err(RuleError::new("check", "expected a map with one kind of check, and its parameters")),
    }
}

fn head_from<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Head, RuleError> {
    serde_path_to_error::deserialize(deserializer).map_err(located)
}

fn located<E: std::fmt::Display>(error: serde_path_to_error::Error<E>) -> RuleError {
    let path = error.path().to_string();
    RuleError::new(if path == "." { String::new() } else { path }, error.inner().to_string())
}

fn placeholders(path: &str, words: &Words, known: &[&str]) -> Result<(), RuleError> {
    for name in words.all().flat_map(Template::placeholders) {
        one_of(path, "placeholder", name, known.iter().copied())?;
    }
    Ok(())
}

/// An error with a suggestion unless `name` is among `known`.
fn one_of<'a>(
    path: &str,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), RuleError> {
    if known.clone().any(|k| k == name) {
        return Ok(());
    }
    let near = nearest(name, known, 1 + name.chars().count() / 3);
    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(RuleError::new(path, format!("unknown {what} `{name}`{hint}")))
}
