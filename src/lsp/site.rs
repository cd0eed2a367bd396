//! A site as the server holds it: its pages in memory, with the texts of open editors in the place of files, and what
//! the rules found in it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use gen_lsp_types as lsp;
use rustc_hash::FxHashMap;

use super::uri;
use crate::diagnostic::Diagnostic;
use crate::discover;
use crate::engine::Units;
use crate::project::{OpenError, Project, Request};
use crate::text::{Encoding, Location, Point, Points, SourceId, Span};
use crate::words::Tongue;

/// A path that no folder has, so that the paths of errors are absolute.
const NOWHERE: &str = "\u{0}";

/// By page and rule: the text after its fixes, when there is any to make.
type Fixed = FxHashMap<(SourceId, Option<Arc<str>>), Option<Box<str>>>;

/// A site.
#[derive(Debug)]
pub(super) struct Site {
    /// The folder, without links in its path.
    pub(super) root: PathBuf,
    /// The folder as the client writes it.
    shown: PathBuf,
    /// The pages and rules.
    pub(super) project: Project,
    /// All pages are there, not only those that are open and their translations.
    pub(super) complete: bool,
    /// What is known of the findings.
    pub(super) units: Units,
    encoding: Encoding,
    tongue: Tongue,
    points: RefCell<FxHashMap<SourceId, Rc<Points>>>,
    /// What fixing makes of pages, of all rules or of one, until a text changes: editors ask at every move of the cursor.
    fixed: Fixed,
}

/// Reads the configuration round `start`, and all pages unless `empty`.
pub(super) fn open(start: &Path, empty: bool) -> Result<Project, OpenError> {
    let request = Request { current: Path::new(NOWHERE), ..Request::around(start) };
    if empty { Project::open_empty(&request) } else { Project::open(&request) }
}

impl Site {
    pub(super) fn new(
        mut project: Project,
        complete: bool,
        shown: PathBuf,
        encoding: Encoding,
        tongue: Tongue,
    ) -> Self {
        if !complete {
            project.keep_rules_for_single_pages();
        }
        let units = Units::unknown(project.corpus.sources().len());
        Self {
            root: project.root.clone(),
            shown,
            project,
            complete,
            units,
            encoding,
            tongue,
            points: RefCell::default(),
            fixed: Fixed::default(),
        }
    }

    /// Takes over what was read in the meantime.
    pub(super) fn complete(&mut self, project: Project) {
        self.units = Units::unknown(project.corpus.sources().len());
        self.forget_all();
        self.project = project;
        self.complete = true;
    }

    /// The path of a file of this site as pages have it.
    pub(super) fn page_path(&self, file: &Path) -> Option<String> {
        let below = file.strip_prefix(&self.root).ok()?.to_str()?;
        Some(below.replace(std::path::MAIN_SEPARATOR, "/"))
    }

    /// The page at a path, when it is one.
    pub(super) fn find(&self, path: &str) -> Option<SourceId> {
        self.project.corpus.find(path)
    }

    /// Gives a page that is there another text.
    fn edit(&mut self, id: SourceId, text: Box<str>) {
        self.points.borrow_mut().remove(&id);
        self.fixed.clear();
        self.project.edit(&mut self.units, id, text);
    }

    /// Pages have new numbers.
    fn forget_all(&mut self) {
        self.points.borrow_mut().clear();
        self.fixed.clear();
    }

    /// Gives a page its text. A path that is no page is left alone.
    pub(super) fn put(&mut self, path: &str, text: &str) {
        match self.find(path) {
            Some(id) => self.edit(id, text.into()),
            None if self.project.admits(path) => {
                let mut added = vec![(path.into(), text.into())];
                if !self.complete {
                    added.extend(self.counterparts_on_disk(path));
                }
                self.forget_all();
                self.project.restructure(&mut self.units, added, &[]);
            }
            None => {}
        }
    }

    /// Adds, changes and takes away pages.
    pub(super) fn restructure(&mut self, mut put: Vec<(Box<str>, Box<str>)>, gone: &[Box<str>]) {
        put.retain(|(path, text)| match self.find(path) {
            Some(id) => {
                self.edit(id, text.clone());
                false
            }
            None => self.project.admits(path),
        });
        if put.is_empty() && !gone.iter().any(|path| self.find(path).is_some()) {
            return;
        }
        self.forget_all();
        self.project.restructure(&mut self.units, put, gone);
    }

    /// The text of a page on disk.
    pub(super) fn on_disk(&self, path: &str) -> Option<Box<str>> {
        discover::page(&self.root, path, self.project.file_size()).ok()
    }

    /// The same page in other languages, for the time before the whole site is known.
    fn counterparts_on_disk(&self, path: &str) -> Vec<(Box<str>, Box<str>)> {
        let site = &self.project.corpus.site;
        let Some(place) = site.layout.place(path) else { return Vec::new() };
        let languages = (0..site.languages.len() as u16).map(crate::corpus::LanguageId);
        let others = languages.filter(|&language| language != place.language);
        let paths = others.filter_map(|language| site.layout.path_for(language, &place.key));
        let unknown = paths.filter(|other| other != path && self.find(other).is_none());
        unknown.filter_map(|other| Some((other.as_str().into(), self.on_disk(&other)?))).collect()
    }

    /// Makes sure of everything that there is to say about some pages.
    pub(super) fn refresh(&mut self, ids: &[SourceId]) {
        self.project.refresh(&mut self.units, self.tongue, ids);
    }

    /// What there is to say about a page, as far as it is known.
    pub(super) fn findings(&self, id: SourceId) -> Vec<Diagnostic> {
        self.project.findings(&self.units, self.tongue, id)
    }

    /// The text of a page after its safe fixes, or those of one rule.
    pub(super) fn fixed(&mut self, id: SourceId, rule: Option<&Arc<str>>) -> Option<Box<str>> {
        let key = (id, rule.cloned());
        if let Some(known) = self.fixed.get(&key) {
            return known.clone();
        }
        let fixed = self.project.fixed(&mut self.units, self.tongue, id, rule);
        self.refresh(&[id]);
        self.fixed.insert(key, fixed.clone());
        fixed
    }

    /// The pages of a translation set, `id` first.
    pub(super) fn family(&self, id: SourceId) -> Vec<SourceId> {
        let mut family = vec![id];
        if let Some(set) = self.project.corpus.set_of(id) {
            family.extend(
                set.original.into_iter().chain(set.translations.values().copied()).filter(|&other| other != id),
            );
        }
        family
    }

    /// The text of a page.
    pub(super) fn text(&self, id: SourceId) -> &str {
        &self.project.corpus.source(id).text
    }

    fn points(&self, id: SourceId) -> Rc<Points> {
        let mut points = self.points.borrow_mut();
        points.entry(id).or_insert_with(|| Rc::new(Points::new(self.text(id), self.encoding))).clone()
    }

    /// A place in a page as the client counts it.
    pub(super) fn position(&self, id: SourceId, offset: usize) -> lsp::Position {
        let Point { line, column } = self.points(id).point(self.text(id), offset);
        lsp::Position { line, character: column }
    }

    /// A span of a page as the client counts it.
    pub(super) fn range(&self, id: SourceId, span: Span) -> lsp::Range {
        let (points, text) = (self.points(id), self.text(id));
        let position = |offset: u32| {
            let Point { line, column } = points.point(text, offset as usize);
            lsp::Position { line, character: column }
        };
        lsp::Range { start: position(span.start), end: position(span.end) }
    }

    /// The place that the client means.
    pub(super) fn offset(&self, id: SourceId, at: lsp::Position) -> u32 {
        self.points(id).offset(self.text(id), Point { line: at.line, column: at.character }) as u32
    }

    /// The span that the client means.
    pub(super) fn span(&self, id: SourceId, range: lsp::Range) -> Span {
        let (start, end) = (self.offset(id, range.start), self.offset(id, range.end));
        Span { start: start.min(end), end: start.max(end) }
    }

    /// The address of a page, written as the client writes those of its folder.
    pub(super) fn uri(&self, id: SourceId) -> lsp::Uri {
        uri::of_path(&self.shown.join(&*self.project.corpus.source(id).path)).into()
    }

    /// A place with its address.
    pub(super) fn location(&self, at: Location) -> lsp::Location {
        lsp::Location { uri: self.uri(at.source), range: self.range(at.source, at.span) }
    }
}
