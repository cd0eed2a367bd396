//! A site, ready to be checked: its configuration, its pages and the rules that hold for it. The facade for everybody
//! who is not the engine: the command line, tests, and later the editor.

mod edit;
mod fixing;
pub mod init;
mod rules;
pub mod translate;

pub use fixing::{Fixes, MOST_ROUNDS, Reason, Refused, Wanted};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::config::{self, Folder, ReadError};
use crate::corpus::links::addresses;
use crate::corpus::{Corpus, Facts};
use crate::discover::{self, Overlay, Root, Trouble};
use crate::engine::baseline::{self, Baseline, BaselineError, BaselineFault};
use crate::engine::{self, Outcome, Phase, Plan, Profile};
use crate::report::{Manuals, RuleHelp, manual};
use crate::rules::{Manual, Rule, RuleSet, Settings};
use crate::text::SourceId;
use crate::words::{Tongue, say};

/// A site with its pages and rules.
#[derive(Debug)]
pub struct Project {
    /// The folder that the paths of pages count from, absolute; empty for a site in memory.
    pub root: PathBuf,
    /// The pages.
    pub corpus: Corpus,
    /// What is known of them as a whole.
    pub facts: Facts,
    /// The rules, built in and the site's own, with the site's parameters.
    pub rules: RuleSet,
    /// How severe each is where.
    pub settings: Settings,
    /// Files that could not be read.
    pub troubles: Vec<Trouble>,
    /// Settings that come to nothing.
    pub doubts: Vec<config::Doubt>,
    /// Where the site's baseline lies, absolute, whether it exists or not.
    pub baseline_path: PathBuf,
    /// The findings that were there before, when there is a baseline.
    pub baseline: Option<Baseline>,
    /// The language for messages that the configuration asks for.
    pub messages: Option<Tongue>,
    /// How other sites are asked.
    pub external: config::External,
    /// Where the time goes, once somebody asks: `check` adds to it.
    pub profile: Option<Profile>,
    /// The texts of the site's own rules, by id.
    own_rules: BTreeMap<String, String>,
    /// Which files are pages.
    selection: config::Selection,
    /// The files that the configuration was read from, with those it extends; relative to its folder.
    pub config_files: Vec<String>,
    /// The folder with the site's own rules.
    pub rules_dir: Option<String>,
    /// The folder that they lie in.
    rules_folder: Option<PathBuf>,
}

/// Which site to open.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// A file or folder of the site; absolute.
    pub start: &'a Path,
    /// The folder that paths in errors count from; absolute.
    pub current: &'a Path,
    /// `start` is the folder of the site, whatever lies above it.
    pub fixed_root: bool,
    /// The configuration to use instead of the site's own.
    pub config: Option<&'a Path>,
    /// Files that are to be read whatever their names are.
    pub extra: &'a [PathBuf],
    /// Leave the baseline alone, whatever it holds.
    pub no_baseline: bool,
    /// Texts that take the place of pages on disk.
    pub overlay: Option<&'a Overlay>,
    /// Keep the times of the phases.
    pub profile: bool,
}

impl<'a> Request<'a> {
    /// The site that `start` lies in, as it lies on the disk; paths in errors count from `start`.
    pub fn around(start: &'a Path) -> Self {
        Self {
            start,
            current: start,
            fixed_root: false,
            config: None,
            extra: &[],
            no_baseline: false,
            overlay: None,
            profile: false,
        }
    }

    /// The site in the folder `root`, whatever lies above it.
    pub fn of(root: &'a Path) -> Self {
        Self { fixed_root: true, ..Self::around(root) }
    }
}

/// Why there is nothing to check.
#[derive(Debug)]
pub enum OpenError {
    /// The configuration has an error.
    Config(Box<config::Error>),
    /// A setting or a rule file of the site has an error that shows when the rules are read.
    Rule(Box<RuleFault>),
    /// The configuration or a rule file cannot be read.
    Trouble(Trouble),
    /// The baseline has an error: its path, relative to the site's folder, and the error.
    Baseline(String, BaselineError),
    /// The configuration describes several sites, and the path lies in none: their folders.
    Several(Vec<String>),
}

/// What is wrong with a rule of the site, or with what the configuration says of a rule.
#[derive(Debug)]
pub struct RuleFault {
    /// The file: the configuration, or a rule file; relative to the site's folder.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong: the words of the reader of rule files, in English.
    pub what: String,
    /// The name that was probably meant.
    pub near: Option<String>,
}

/// A path below `folder` instead of the site's own. A preset is part of tidings and stays as it is.
fn below(folder: &Path, path: &str) -> String {
    match path.starts_with("preset ") {
        true => path.to_owned(),
        false => folder.join(path).to_string_lossy().replace('\\', "/"),
    }
}

impl OpenError {
    /// The same error, its path below `folder` instead of the site's own.
    fn below(mut self, folder: &Path) -> Self {
        let place = |path: &str| below(folder, path);
        match &mut self {
            OpenError::Config(error) => error.path = place(&error.path),
            OpenError::Rule(fault) => fault.path = place(&fault.path),
            OpenError::Trouble(trouble) => trouble.path = place(&trouble.path).into(),
            OpenError::Baseline(path, _) => *path = place(path),
            OpenError::Several(_) => {}
        }
        self
    }

    /// What is wrong, with its place: `path:line:col: …`.
    pub fn what(&self, tongue: Tongue) -> String {
        match self {
            OpenError::Config(error) => {
                format!("{}:{}:{}: {}", error.path, error.line, error.column, error.what(tongue))
            }
            OpenError::Rule(fault) => format!("{}:{}:{}: {}", fault.path, fault.line, fault.column, fault.what),
            OpenError::Trouble(trouble) => format!("{}: {}", trouble.path, trouble.what(tongue)),
            OpenError::Baseline(path, error) => {
                let BaselineError { line, column, fault } = error;
                let what = match fault {
                    BaselineFault::Conflict => say(tongue, "baseline-conflict", &[]),
                    BaselineFault::Version(version) => say(tongue, "baseline-version", &[("version", version)]),
                    BaselineFault::Entry(reason) => say(tongue, "baseline-entry", &[("reason", reason)]),
                    BaselineFault::Line => say(tongue, "baseline-line", &[]),
                };
                format!("{path}:{line}:{column}: {what}")
            }
            OpenError::Several(_) => say(tongue, "several-sites", &[]),
        }
    }

    /// How to mend it.
    pub fn cure(&self, tongue: Tongue) -> Option<String> {
        match self {
            OpenError::Config(error) => error.cure(tongue),
            OpenError::Rule(fault) => {
                fault.near.as_ref().map(|near| say(tongue, "config-did-you-mean", &[("known", near)]))
            }
            OpenError::Trouble(trouble) => Some(trouble.cure(tongue)),
            OpenError::Baseline(..) => Some(say(tongue, "baseline-cure", &[])),
            OpenError::Several(roots) => Some(say(tongue, "several-sites-cure", &[("list", &roots.join(", "))])),
        }
    }
}

impl From<discover::OpenError> for OpenError {
    fn from(error: discover::OpenError) -> Self {
        match error {
            discover::OpenError::Config(error) => OpenError::Config(error),
            discover::OpenError::Trouble(trouble) => OpenError::Trouble(trouble),
        }
    }
}

impl Project {
    /// Finds the site, reads its configuration, its rules and its pages.
    ///
    /// # Errors
    /// When the configuration or a rule has an error, or a text laid over belongs to no file of the site. Nothing is
    /// checked then: every finding would be in doubt.
    pub fn open(request: &Request<'_>) -> Result<Self, OpenError> {
        let root = root_of(request);
        let folder = root.folder.strip_prefix(request.current).unwrap_or(&root.folder).to_path_buf();
        let mut project = Self::at(root, request, true).map_err(|error| error.below(&folder))?;
        for doubt in &mut project.doubts {
            doubt.error.path = below(&folder, &doubt.error.path);
        }
        Ok(project)
    }

    /// The same without its pages, for somebody who cannot wait for them.
    ///
    /// # Errors
    /// Those of [`Project::open`].
    pub fn open_empty(request: &Request<'_>) -> Result<Self, OpenError> {
        let root = discover::find_root(request.start);
        let folder = root.folder.clone();
        Self::at(root, request, false).map_err(|error| error.below(&folder))
    }

    fn at(root: Root, request: &Request<'_>, with_pages: bool) -> Result<Self, OpenError> {
        let since = Instant::now();
        let site = choose(discover::open(&root)?, &root.folder, request.start)?;
        Self::of_site(root, site, request, since, with_pages)
    }

    /// A site whose configuration is `text`, whatever lies on the disk; without a text, what is found out about it.
    ///
    /// # Errors
    /// Those of [`Project::open`].
    pub fn open_as(request: &Request<'_>, text: Option<&str>) -> Result<(Self, Vec<config::Setting>), OpenError> {
        let root = root_of(request);
        let site = choose(discover::open_as(&root.folder, text)?, &root.folder, request.start)?;
        let shown = site.shown();
        Ok((Self::of_site(root, site, request, Instant::now(), true)?, shown))
    }

    fn of_site(
        root: Root,
        site: config::Project,
        request: &Request<'_>,
        since: Instant,
        with_pages: bool,
    ) -> Result<Self, OpenError> {
        let rules = site_rules(&root.folder, &site)?;
        let mut pages = match with_pages {
            true => discover::pages(&root.folder, &site, request.extra),
            false => discover::Pages::default(),
        };
        if let Some(overlay) = request.overlay {
            pages.lay_over(overlay, &root.folder, &site).map_err(OpenError::Trouble)?;
        }
        let below = if site.root.is_empty() { String::new() } else { format!("{}/", site.root) };
        let named = site.settings.baseline.clone();
        let baseline_name = named.unwrap_or_else(|| format!("{below}{}", baseline::FILE_NAME));
        let baseline_path = root.folder.join(&baseline_name);
        let known = match request.no_baseline {
            true => None,
            false => discover::baseline(&baseline_path, &baseline_name).map_err(OpenError::Trouble)?,
        };
        let known = known.map(|text| Baseline::read(&text)).transpose();
        let known = known.map_err(|error| OpenError::Baseline(baseline_name, error))?;
        let folder = if site.root.is_empty() { root.folder } else { root.folder.join(&site.root) };
        let profile = request.profile.then(Profile::default);
        if let Some(profile) = &profile {
            profile.phase(Phase::Read, since.elapsed());
        }
        let doubts = site.doubts(pages.texts.iter().map(|(path, _)| &**path));
        Ok(Self { baseline_path, baseline: known, doubts, ..Self::new(folder, site, rules, pages, profile) })
    }

    /// A site whose files, `tidings.yaml` among them, are texts in memory, by path with `/`.
    ///
    /// # Errors
    /// When the configuration or a rule has an error.
    pub fn in_memory(files: &BTreeMap<String, String>) -> Result<Self, OpenError> {
        let folder = Memory(files);
        let text = files.get(config::FILE_NAME).map(String::as_str);
        let sites = config::load(config::FILE_NAME, text, &folder).map_err(OpenError::Config)?;
        let site = choose(sites, Path::new(""), Path::new(""))?;
        let own = site.settings.rules_dir.as_deref().map(|folder| format!("{}/", folder.trim_matches(['.', '/'])));
        let own_files: Vec<(String, String)> = files
            .iter()
            .filter(|(path, _)| own.as_ref().is_some_and(|own| path.starts_with(own.as_str())))
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        let rules = rules::read(&site, &own_files).map_err(|fault| OpenError::Rule(Box::new(fault)))?;
        let layout = &site.site.layout;
        let belongs = |path: &String| match layout.place(path) {
            Some(place) => site.selection.admits(path, Some(&place.key)),
            None => layout.is_empty() && site.selection.admits(path, None),
        };
        let (pages, other): (Vec<String>, Vec<String>) =
            files.keys().cloned().partition(|path| is_page(path) && belongs(path));
        let texts = pages.iter().map(|path| (path.as_str().into(), files[path].as_str().into())).collect();
        let others = other.into_iter().map(String::into_boxed_str).collect();
        let pages = discover::Pages { texts, troubles: Vec::new(), files: others };
        Ok(Self::new(PathBuf::new(), site, rules, pages, None))
    }

    fn new(
        root: PathBuf,
        site: config::Project,
        rules: rules::Read,
        pages: discover::Pages,
        profile: Option<Profile>,
    ) -> Self {
        let since = Instant::now();
        let rules_folder = site.settings.rules_dir.as_ref().map(|folder| root.join(folder));
        let corpus = Corpus::new(site.site, pages.texts).with_files(&pages.files);
        let parsed = Instant::now();
        let facts = Facts::gather(&corpus);
        if let Some(profile) = &profile {
            profile.phase(Phase::Parse, parsed - since);
            profile.phase(Phase::Facts, parsed.elapsed());
        }
        let mut settings = rules.settings;
        settings.prepare(&corpus.site, corpus.sources());
        Self {
            root,
            facts,
            rules: rules.set,
            settings,
            troubles: pages.troubles,
            doubts: Vec::new(),
            baseline_path: PathBuf::new(),
            baseline: None,
            messages: site.settings.messages,
            external: site.settings.external,
            own_rules: rules.own,
            config_files: site.files.names(),
            rules_dir: site.settings.rules_dir,
            selection: site.selection,
            rules_folder,
            profile,
            corpus,
        }
    }

    /// The addresses of other sites on the selected pages, as often as they are written.
    pub fn addresses(&self, selected: impl Fn(SourceId) -> bool) -> Vec<String> {
        let corpus = &self.corpus;
        let pages = corpus.ids().filter(|&id| selected(id)).map(|id| corpus.source(id));
        pages.flat_map(|page| addresses(&corpus.site, page)).map(|address| address.url.into_owned()).collect()
    }

    /// Runs the rules over the selected pages. Findings that the site's baseline knows are left out.
    pub fn check(&self, tongue: Tongue, selected: impl Fn(SourceId) -> bool + Sync) -> Outcome {
        let profile = self.profile.as_ref();
        let plan = Plan { rules: &self.rules, settings: &self.settings, tongue, profile };
        let mut outcome = engine::check(&self.corpus, &self.facts, plan, &selected);
        if let Some(baseline) = &self.baseline {
            let whole = self.corpus.ids().all(&selected);
            // What could not be looked at may be there still.
            let sure = self.troubles.is_empty() && outcome.broken.is_empty();
            let judged = |rule: &Rule| !self.settings.is_off(rule) && !rule.check.looks_outside();
            let ran = |rule: &str| self.rules.get(rule).is_none_or(judged);
            outcome.baseline = baseline.take(&self.corpus, &mut outcome.diagnostics, |subject| {
                sure && self.corpus.find(&subject.page).map_or(whole, &selected) && ran(&subject.rule)
            });
        }
        outcome
    }

    /// The folder of the site's own rules.
    pub fn rules_folder(&self) -> Option<PathBuf> {
        self.rules_folder.clone()
    }

    /// The text of a rule's file.
    pub fn rule_text(&self, rule: &Rule) -> Option<&str> {
        self.own_rules.get(&*rule.id).map(String::as_str).or_else(|| built_in_text(&rule.id))
    }

    /// How severe a rule is in this site, in words.
    pub fn severity(&self, rule: &Rule) -> String {
        match self.settings.levels.get(&*rule.id) {
            Some(levels) => manual::levels(&rule.severity.overlaid(levels)),
            None => manual::levels(&rule.severity),
        }
    }
}

/// The folder of the site that is asked for, and its configuration.
fn root_of(request: &Request<'_>) -> Root {
    let mut root = discover::find_root(request.start);
    if request.fixed_root {
        let own = request.start.join(config::FILE_NAME);
        root = Root { folder: request.start.to_path_buf(), config: own.is_file().then_some(own) };
    }
    if let Some(config) = request.config {
        root.config = Some(config.to_path_buf());
    }
    root
}

/// The configuration of a site, whose pages are left alone.
///
/// # Errors
/// When the configuration or a rule has an error.
pub fn configuration(request: &Request<'_>) -> Result<config::Project, OpenError> {
    let root = root_of(request);
    let folder = root.folder.strip_prefix(request.current).unwrap_or(&root.folder).to_path_buf();
    let read = || {
        let site = choose(discover::open(&root)?, &root.folder, request.start)?;
        site_rules(&root.folder, &site)?;
        Ok(site)
    };
    read().map_err(|error: OpenError| error.below(&folder))
}

/// The rules of a site, its own among them.
fn site_rules(folder: &Path, site: &config::Project) -> Result<rules::Read, OpenError> {
    let files = match &site.settings.rules_dir {
        Some(rules) => discover::rule_files(folder, rules),
        None => Default::default(),
    };
    let (files, mut unread) = files;
    if !unread.is_empty() {
        let trouble = unread.swap_remove(0);
        return Err(match trouble.cause {
            discover::Cause::Missing => OpenError::Config(Box::new(site.without_rules_folder())),
            _ => OpenError::Trouble(trouble),
        });
    }
    rules::read(site, &files).map_err(|fault| OpenError::Rule(Box::new(fault)))
}

impl Manuals for Project {
    fn help(&self, rule: &str, tongue: Tongue) -> Option<RuleHelp> {
        let rule = self.rules.get(rule)?;
        let manual = self.rule_text(rule).and_then(|text| Manual::read(text).ok());
        let severity = self.settings.levels.get(&*rule.id).map(|levels| rule.severity.overlaid(levels));
        let summary = manual::summary(rule, tongue);
        Some(RuleHelp {
            group: rule.group.to_string(),
            docs: manual.as_ref().map_or(&*summary, |manual| manual::docs(manual, tongue)).to_owned(),
            page: manual::page(rule, manual.as_ref(), &self.severity(rule), tongue),
            severity: severity.as_ref().unwrap_or(&rule.severity).highest().severity(),
            summary,
        })
    }
}

/// The text of the file of a rule that is part of tidings.
pub fn built_in_text(rule: &str) -> Option<&'static str> {
    let rules = crate::embedded::RULES;
    rules.binary_search_by(|(id, _)| (*id).cmp(rule)).ok().map(|at| rules[at].1)
}

/// The site of a configuration that `start` lies in.
fn choose(mut sites: Vec<config::Project>, folder: &Path, start: &Path) -> Result<config::Project, OpenError> {
    if sites.len() > 1 {
        let start = std::path::absolute(start).unwrap_or_else(|_| start.to_path_buf());
        let holds = |site: &config::Project| start.starts_with(folder.join(&site.root));
        let best = (0..sites.len()).filter(|&i| holds(&sites[i])).max_by_key(|&i| sites[i].root.len());
        return match best {
            Some(best) => Ok(sites.swap_remove(best)),
            None => Err(OpenError::Several(sites.into_iter().map(|site| site.root).collect())),
        };
    }
    sites.pop().ok_or_else(|| OpenError::Several(Vec::new()))
}

/// Files in memory.
struct Memory<'a>(&'a BTreeMap<String, String>);

impl Folder for Memory<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }

    fn list(&self, path: &str) -> Vec<String> {
        let prefix = if matches!(path, "" | ".") { String::new() } else { format!("{}/", path.trim_end_matches('/')) };
        let name = |file: &String| {
            let rest = file.strip_prefix(&prefix)?;
            Some(rest.find('/').map_or(rest, |slash| &rest[..=slash]).to_owned())
        };
        let mut names: Vec<String> = self.0.keys().filter_map(name).collect();
        names.sort();
        names.dedup();
        names
    }

    fn pages(&self) -> Vec<String> {
        self.0.keys().filter(|path| is_page(path)).cloned().collect()
    }
}

fn is_page(path: &str) -> bool {
    [".md", ".mdx", ".markdown"].iter().any(|end| path.ends_with(end))
}
