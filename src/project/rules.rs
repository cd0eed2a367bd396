//! The rules of a site: what the configuration says of them, the site's own files, and the place of every error.

use std::collections::BTreeMap;

use globset::GlobSetBuilder;

use super::RuleFault;
use crate::config::{self, RuleSetting};
use crate::document::{Node, NodeKind};
use crate::rules::{Allowed, Level, Levels, RuleError, RuleSet, Settings, Where};
use crate::syntax::front_matter::parse_yaml;
use crate::text::{LineIndex, Span, nearest};

/// The rules as they were read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) set: RuleSet,
    pub(super) settings: Settings,
    /// The texts of the site's own rules, by id.
    pub(super) own: BTreeMap<String, String>,
}

/// Reads the built-in rules with the site's parameters, then the files of the site's own (path and text).
pub(super) fn read(site: &config::Project, files: &[(String, String)]) -> Result<Read, RuleFault> {
    let given = site.settings.rules.iter().filter(|(_, setting)| !setting.parameters.is_empty());
    let parameters = given.map(|(id, setting)| (id.as_str(), &setting.parameters)).collect();
    let mut set = RuleSet::built_in(&parameters).map_err(|(id, error)| in_settings(site, &id, error))?;
    let mut own = BTreeMap::new();
    for (path, text) in files {
        let id = set.add(text, None).map_err(|error| in_file(path, text, &error))?;
        if let Some(&parameters) = parameters.get(&*id) {
            set.add(text, Some(parameters)).map_err(|error| in_settings(site, &id, error))?;
        }
        own.insert(id.to_string(), text.clone());
    }
    known(site, &set, &site.settings.rules, &["rules"])?;
    for (index, over) in site.settings.overrides.iter().enumerate() {
        let (index, rules) = (index.to_string(), "rules");
        known(site, &set, &over.rules, &["overrides", &index, rules])?;
        if let Some((id, setting)) = over.rules.iter().find(|(_, setting)| !setting.parameters.is_empty()) {
            let name = setting.parameters.keys().next().map_or("", String::as_str);
            let what = format!("`{name}` is a parameter of `{id}`: parameters hold for all pages, under `rules`");
            let (above, keys) = (["overrides", &*index, rules, id], ["overrides", &*index, rules, id, name]);
            return Err(placed(site, &[&keys, &above], what, None));
        }
    }
    for (index, allow) in site.settings.allow.iter().enumerate() {
        let named = allow.rules.0.iter().map(|id| (id.clone(), RuleSetting::default())).collect();
        known(site, &set, &named, &["allow", &index.to_string(), "rules"])?;
    }
    Ok(Read { set, settings: settings(site), own })
}

/// Every rule that the configuration names must exist.
fn known(
    site: &config::Project,
    set: &RuleSet,
    named: &BTreeMap<String, RuleSetting>,
    above: &[&str],
) -> Result<(), RuleFault> {
    let Some(unknown) = named.keys().find(|id| set.get(id).is_none()) else { return Ok(()) };
    let keys: Vec<&str> = above.iter().copied().chain([unknown.as_str()]).collect();
    let near = meant(unknown, set.rules().iter().map(|rule| &*rule.id));
    Err(placed(site, &[&keys, above], format!("there is no rule `{unknown}`"), near))
}

/// An error that comes of the parameters that the configuration gives to a rule.
fn in_settings(site: &config::Project, id: &str, error: RuleError) -> RuleFault {
    // The path begins with `check.<kind>`; what follows are the parameter's own keys.
    let mut keys = vec!["rules", id];
    let inner: Vec<String> = segments(&error.path).into_iter().skip(2).collect();
    keys.extend(inner.iter().map(String::as_str));
    let unknown = quoted_after(&error.reason, "unknown field");
    let with_unknown: Vec<&str> = keys.iter().copied().chain(unknown).collect();
    let first: Vec<&str> = keys.iter().copied().take(3).collect();
    let near = unknown.and_then(|name| meant(name, suggestions(&error.reason)));
    placed(site, &[&with_unknown, &keys, &first, &["rules", id]], without_place(&error.reason), near)
}

/// A fault at the first of the key paths that is written in the configuration.
fn placed(site: &config::Project, paths: &[&[&str]], what: String, near: Option<String>) -> RuleFault {
    let place = paths.iter().find_map(|keys| site.locate(keys));
    let (path, line, column) = place.map_or((config::FILE_NAME, 1, 1), |(path, at)| (path, at.line, at.column));
    RuleFault { path: path.to_owned(), line, column, what, near }
}

/// An error in a rule file of the site.
fn in_file(path: &str, text: &str, error: &RuleError) -> RuleFault {
    let (root, problems) = parse_yaml(text);
    let (span, what) = match problems.first() {
        Some(problem) => (problem.span, problem.detail.to_string()),
        None => (place_in(&root, error), String::new()),
    };
    let what = if what.is_empty() { without_place(&error.reason) } else { what };
    let at = LineIndex::new(text).line_column(text, span.start as usize);
    let near = quoted_after(&error.reason, "unknown field")
        .or_else(|| quoted_after(&error.reason, "unknown variant"))
        .and_then(|name| meant(name, suggestions(&error.reason)));
    RuleFault { path: path.to_owned(), line: at.line, column: at.column, what, near }
}

/// The place that an error of a rule file is about: the value at its path, or the unknown key in it.
fn place_in(root: &Node, error: &RuleError) -> Span {
    let mut node = root;
    let unknown = ["unknown field", "unknown variant"].iter().find_map(|what| quoted_after(&error.reason, what));
    for segment in segments(&error.path) {
        // The path may or may not end in the unknown key itself.
        if unknown == Some(segment.as_str()) {
            break;
        }
        let next = match &node.kind {
            NodeKind::Sequence { items, .. } => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => node.get(&segment).map(|entry| &entry.value),
        };
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    match unknown.and_then(|key| node.get(key)) {
        Some(entry) => entry.key.span,
        None => node.span,
    }
}

/// The message of a reader without the place at its end, which counts from elsewhere.
fn without_place(reason: &str) -> String {
    reason.rfind(" at line ").map_or(reason, |at| &reason[..at]).to_owned()
}

/// The parts of a path of keys such as `check.problem.of[0]`.
fn segments(path: &str) -> Vec<String> {
    path.split(['.', '[', ']']).filter(|part| !part.is_empty() && *part != "?").map(str::to_owned).collect()
}

/// The name in back-ticks after `what` in a message of serde.
fn quoted_after<'a>(reason: &'a str, what: &str) -> Option<&'a str> {
    let rest = &reason[reason.find(what)? + what.len()..];
    let rest = rest.strip_prefix(" `")?;
    rest.split('`').next()
}

/// The names in back-ticks that a message of serde offers after `expected`.
fn suggestions(reason: &str) -> impl Iterator<Item = &str> {
    let offered = reason.find("expected").map_or("", |at| &reason[at..]);
    offered.split('`').skip(1).step_by(2)
}

/// The name among `known` that was probably meant.
fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(name, known, 1 + name.chars().count() / 3).map(str::to_owned)
}

fn settings(site: &config::Project) -> Settings {
    let mut settings = Settings::default();
    settings.levels = levels(&site.settings.rules);
    for over in &site.settings.overrides {
        settings.overrides.push((place(&over.paths, &over.languages, &over.kinds), levels(&over.rules)));
    }
    for (index, allow) in site.settings.allow.iter().enumerate() {
        let rules = allow.rules.0.iter().map(|id| id.as_str().into()).collect();
        let written = site.locate(&["allow", &index.to_string(), "rules"]);
        let written = written
            .map_or_else(|| config::FILE_NAME.to_owned(), |(path, at)| format!("{path}:{}:{}", at.line, at.column));
        let pages = place(&allow.paths, &allow.languages, &allow.kinds);
        settings.allowed.push(Allowed::new(rules, pages, written.into()));
    }
    settings
}

/// The pages that fit; empty lists are for all.
fn place(globs: &[config::Glob], languages: &[config::LanguageTag], kinds: &[String]) -> Where {
    let mut paths = GlobSetBuilder::new();
    for glob in globs {
        paths.add(glob.0.clone());
    }
    // The globs are valid one by one; together they can only be too many.
    let paths = if globs.is_empty() { None } else { paths.build().ok() };
    Where::new(languages.iter().map(|tag| tag.0.clone()).collect(), kinds.to_vec(), paths)
}

fn levels(rules: &BTreeMap<String, RuleSetting>) -> BTreeMap<String, Levels> {
    let level = |level: config::Level| match level {
        config::Level::Off => Level::Off,
        config::Level::Info => Level::Info,
        config::Level::Warning => Level::Warning,
        config::Level::Error => Level::Error,
    };
    rules.iter().filter_map(|(id, setting)| Some((id.clone(), level(setting.level?).into()))).collect()
}
