//! `tidings.yaml`: its format, its layers, and the site that comes out of them.
//!
//! Layers are laid over each other as trees: what the site's generator says, then presets and files that are named
//! under `extends`, then the file itself. Every value knows where it is written, so every error has a place. Nothing
//! here reads a file; a [`Folder`] gives the texts.

mod de;
mod detect;
mod doubts;
mod error;
mod extends;
pub mod external;
mod folder;
mod glossary;
mod releases;
mod settings;
mod show;
mod site;
mod tree;
mod values;

use globset::{GlobSet, GlobSetBuilder};

use error::{Fault, Sentence};
use folder::Below;
use tree::{Kind as TreeKind, Tree};

pub use doubts::Doubt;
pub use error::{Error, Origin, SourceFile, SourceFiles};
pub use external::External;
pub use folder::{Folder, ReadError};
pub use settings::{
    Aliases, Allow, Anchors, ExplicitName, Fields, Kind, Limits, Links, Override, Settings, SluggerName, Syntax,
};
pub use show::{Provenance, Setting};
pub use values::{
    Glob, LanguageTag, Level, Pages, Pattern, PerLanguage, RuleSetting, Schema, Shortcodes, Size, Texts, Version,
};

use crate::corpus::redirects::Redirects;
use crate::corpus::{Generator, Site};
use crate::text::LineColumn;

/// The name of the configuration file.
pub const FILE_NAME: &str = "tidings.yaml";
/// The name of the file with the findings that were there before, beside the configuration.
pub const BASELINE_NAME: &str = "tidings-baseline.yaml";
/// The largest file that is read unless the configuration says otherwise, in bytes.
pub const DEFAULT_FILE_SIZE: u64 = 10 << 20;

/// The names of the presets that come with tidings, sorted.
pub fn presets() -> Vec<&'static str> {
    crate::embedded::PRESETS.iter().map(|(name, _)| *name).collect()
}

/// The addresses of the sites that a preset is for.
pub fn preset_bases(name: &str) -> Vec<String> {
    preset(name).map(|settings| settings.links.base).unwrap_or_default()
}

/// The products that a preset is about, and what the paths of its kinds of pages look like.
pub fn preset_pages(name: &str) -> (Vec<String>, Vec<regex::Regex>) {
    let settings = preset(name).unwrap_or_default();
    (settings.releases.product.0, settings.kinds.into_iter().map(|kind| kind.path.0).collect())
}

/// The settings of a preset.
fn preset(name: &str) -> Option<Settings> {
    let (_, text) = crate::embedded::PRESETS.iter().find(|(known, _)| *known == name)?;
    Tree::parse(name, text, &mut SourceFiles::default()).ok()?.read().ok()
}

/// One site of a configuration.
#[derive(Debug)]
pub struct Project {
    /// The site's folder, relative to that of the configuration; empty for the same.
    pub root: String,
    /// What the site says about itself.
    pub site: Site,
    /// The settings, all layers together.
    pub settings: Settings,
    /// Which files are pages.
    pub selection: Selection,
    /// The texts that the settings were read from.
    pub files: SourceFiles,
    tree: Tree,
}

/// Which files are pages, by paths relative to the site's root.
#[derive(Debug)]
pub struct Selection {
    include: Option<GlobSet>,
    exclude: GlobSet,
    /// The largest file that is read, in bytes.
    pub file_size: u64,
}

impl Selection {
    /// True when the configuration lets a file be a page. Globs may be written for the path from the site's root or
    /// for the key, which is the path below the language's folder.
    pub fn admits(&self, path: &str, key: Option<&str>) -> bool {
        let fits = |set: &GlobSet| set.is_match(path) || key.is_some_and(|key| set.is_match(key));
        (self.exclude.is_empty() || !fits(&self.exclude)) && self.include.as_ref().is_none_or(fits)
    }
}

impl Project {
    /// The settings of rules for a page: those for all pages, then those of every override that fits it.
    pub fn rule_layers<'a>(
        &'a self,
        path: &'a str,
        language: Option<&'a str>,
        kind: Option<&'a str>,
    ) -> impl Iterator<Item = &'a std::collections::BTreeMap<String, RuleSetting>> {
        let fits = move |over: &&Override| {
            let by_path =
                over.paths.is_empty() || over.paths.iter().any(|glob| glob.0.compile_matcher().is_match(path));
            let by_language = over.languages.is_empty()
                || language.is_some_and(|tag| over.languages.iter().any(|known| known.0.eq_ignore_ascii_case(tag)));
            let by_kind = over.kinds.is_empty() || kind.is_some_and(|kind| over.kinds.iter().any(|name| name == kind));
            by_path && by_language && by_kind
        };
        std::iter::once(&self.settings.rules).chain(self.settings.overrides.iter().filter(fits).map(|over| &over.rules))
    }

    /// Where the key at the end of `keys` is written, for errors that are found later, such as a rule that does not
    /// exist: the path of the file, and line and column of the key.
    pub fn locate(&self, keys: &[&str]) -> Option<(&str, LineColumn)> {
        let (last, above) = keys.split_last()?;
        let tree = above.iter().try_fold(&self.tree, |tree, key| match &tree.kind {
            TreeKind::List(items) => items.get(key.parse::<usize>().ok()?),
            _ => tree.get(key),
        })?;
        let (key, _) = tree.entry(last)?;
        let file = self.files.file(key.origin);
        let at = crate::text::LineIndex::new(&file.text).line_column(&file.text, key.origin.span.start as usize);
        Some((&file.path, at))
    }
}

/// True when the names in a folder are those of a site's root: a configuration of tidings or of a generator.
pub fn is_site_root(folder: &dyn Folder) -> bool {
    let names = folder.list("");
    names.iter().any(|name| name == FILE_NAME) || detect::generator_of(&names, folder).is_some()
}

/// The key among `known` that was probably meant.
pub fn nearest_key<'a>(key: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    error::did_you_mean(key, known)
}

/// Reads a configuration: `text` is that of the file `name`, `None` when there is none. Paths in it count from
/// `folder`.
pub fn load(name: &str, text: Option<&str>, folder: &dyn Folder) -> Result<Vec<Project>, Box<Error>> {
    let mut files = SourceFiles::default();
    let read = read_sites(name, text, folder, &mut files);
    let sites = read.map_err(|fault| Box::new(fault.locate(&files)))?;
    sites.into_iter().map(|tree| finish(tree, folder, files.clone())).collect()
}

/// One site, with the texts it was read from.
fn finish(tree: Tree, folder: &dyn Folder, mut files: SourceFiles) -> Result<Project, Box<Error>> {
    let project = project(tree, folder, &mut files).map_err(|fault| Box::new(fault.locate(&files)))?;
    Ok(Project { files, ..project })
}

/// The tree of each site, with the files it extends under it, without what is detected.
fn read_sites(
    name: &str,
    text: Option<&str>,
    folder: &dyn Folder,
    files: &mut SourceFiles,
) -> Result<Vec<Tree>, Fault> {
    let Some(text) = text else {
        files.add(name, "");
        return Ok(vec![Tree::empty()]);
    };
    let mut tree = Tree::parse(name, text, files)?;
    check_version(&tree)?;
    let sites = tree.remove("sites");
    // The file's own keys are checked by themselves, so that an error in it is not told as one of a preset.
    extends::judge(&tree)?;
    let tree = extends::resolve(tree, folder, files)?;
    let Some(sites) = sites else { return Ok(vec![tree]) };
    let TreeKind::List(items) = sites.kind else {
        return Err(tree::wrong_type("config-type-list", &sites).at(sites.origin));
    };
    items
        .into_iter()
        .map(|item| {
            extends::judge(&item)?;
            let mut site = tree.clone();
            site.merge(extends::resolve(item, folder, files)?);
            Ok(site)
        })
        .collect()
}

fn check_version(tree: &Tree) -> Result<(), Fault> {
    match tree.get("version") {
        Some(version) if version.as_str().is_some_and(|text| text != "1" && text.parse::<u32>().is_ok()) => {
            let text = version.as_str().unwrap_or_default();
            Err(Fault::of(Sentence::new("config-unsupported-version").with("version", text)).at(version.origin))
        }
        _ => Ok(()),
    }
}

/// Lays the configuration over what is detected and builds the site.
fn project(written: Tree, folder: &dyn Folder, files: &mut SourceFiles) -> Result<Project, Fault> {
    let root = match written.get("root") {
        Some(tree) => {
            let path = tree.as_str().unwrap_or_default();
            folder::normalize(path).ok_or_else(|| extends::outside(path).at(tree.origin))?
        }
        None => String::new(),
    };
    let below = Below::new(folder, &root);
    let generator = written.get("generator").map(Tree::read::<Generator>).transpose()?;
    let mut tree = detect::detect(&below, generator, files)?;
    // A page layout that is written is written whole: what was detected of languages does not belong to it.
    if written.get("pages").is_some() && written.get("languages").is_some() {
        tree.remove("languages");
    }
    tree.merge(written);
    let settings: Settings = tree.read()?;
    if let Some(path) = settings.baseline.as_ref().filter(|path| folder::normalize(path).is_none()) {
        let origin = tree.get("baseline").map_or(tree.origin, |value| value.origin);
        return Err(extends::outside(path).at(origin));
    }
    let selection = selection(&settings, &tree)?;
    let glossary = glossary::read(&settings, &tree, folder, files)?;
    let mut schema = |path: &str, origin| extends::schema(path, origin, folder, files);
    let site = site::build(&settings, &tree, &mut schema, glossary, redirects(&settings, &below))?;
    let releases = releases::read(&settings.releases, &tree, &below, files)?;
    let site = Site { releases, ..site };
    Ok(Project { root, site, settings, selection, files: SourceFiles::default(), tree })
}

/// Files in which hosts look for redirects.
const REDIRECTS: [&str; 3] = ["static/_redirects", "_redirects", "netlify.toml"];

/// The redirects of a site. A file that cannot be read says nothing: it is not part of the configuration.
fn redirects(settings: &Settings, folder: &dyn Folder) -> Redirects {
    let mut redirects = Redirects::default();
    for path in REDIRECTS.iter().copied().chain(settings.links.redirects.iter().map(String::as_str)) {
        if let Ok(text) = folder.read(path) {
            redirects.add(path, &text);
        }
    }
    redirects
}

/// Globs as one set; `origin` is where they are written.
fn glob_set(globs: &[Glob], origin: Origin) -> Result<GlobSet, Fault> {
    let mut builder = GlobSetBuilder::new();
    globs.iter().for_each(|glob| {
        builder.add(glob.0.clone());
    });
    builder
        .build()
        .map_err(|error| Fault::of(Sentence::new("config-bad-glob").with("reason", error.to_string())).at(origin))
}

fn selection(settings: &Settings, tree: &Tree) -> Result<Selection, Fault> {
    let origin = |key: &str| tree.get(key).map_or(tree.origin, |value| value.origin);
    let include = glob_set(&settings.include, origin("include"))?;
    Ok(Selection {
        include: (!settings.include.is_empty()).then_some(include),
        exclude: glob_set(&settings.exclude, origin("exclude"))?,
        file_size: settings.limits.file_size.map_or(DEFAULT_FILE_SIZE, |size| size.0),
    })
}
