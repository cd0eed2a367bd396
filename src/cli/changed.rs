//! `check --since` and `check --staged`: findings on lines that were changed, or that a changed line of the original
//! causes in its translations.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::complaint::Complaint;
use super::git::{Change, Repository};
use crate::diagnostic::Diagnostic;
use crate::discover::Overlay;
use crate::project::Project;
use crate::report::Positions;
use crate::text::{Location, SourceId};
use crate::words::Tongue;

/// Which changes count.
#[derive(Debug, Clone, Copy)]
pub(super) enum Since<'a> {
    /// Everything after a revision, whether committed or not, new files included.
    Revision(&'a str),
    /// What is in the index.
    Staged,
}

/// The files that were changed, absolute, with their old texts; `None` for new ones.
#[derive(Debug)]
pub(super) struct Changes {
    files: BTreeMap<PathBuf, Option<String>>,
    /// The texts to check in the place of what lies in the work tree.
    pub(super) overlay: Overlay,
}

impl Changes {
    /// Asks git. `start` is a file or folder of the site.
    pub(super) fn find(start: &Path, since: Since<'_>, tongue: Tongue) -> Result<Self, Complaint> {
        let folder = start.ancestors().find(|folder| folder.is_dir()).unwrap_or(start);
        let repository = Repository::find(folder, tongue)?;
        let mut overlay = Overlay::default();
        let (changes, new) = match since {
            Since::Revision(revision) => {
                let base = repository.base(revision)?;
                (repository.changed_since(&base)?, repository.untracked()?)
            }
            Since::Staged => {
                overlay = index(&repository)?;
                (repository.staged()?, Vec::new())
            }
        };
        let old: Vec<&str> = changes.iter().filter_map(|change| change.old.as_deref()).collect();
        let texts = repository.texts(&old)?;
        let there = changes.iter().filter(|change| !change.deleted);
        let changed = there.map(|change| {
            let old = change.old.as_ref().and_then(|id| texts.get(id)).cloned();
            (repository.top.join(&change.path), old)
        });
        let new = new.into_iter().map(|path| (repository.top.join(path), None));
        Ok(Self { files: changed.chain(new).collect(), overlay })
    }

    /// The lines of each changed page that are new.
    pub(super) fn lines(&self, project: &Project) -> Lines {
        let root = root(project);
        let mut pages = FxHashMap::default();
        for (path, old) in &self.files {
            let Some(page) = page(project, &root, path) else { continue };
            let lines = old.as_ref().map(|old| changed_lines(old, &project.corpus.source(page).text));
            pages.insert(page, lines);
        }
        Lines { pages }
    }
}

fn root(project: &Project) -> PathBuf {
    dunce::canonicalize(&project.root).unwrap_or_else(|_| project.root.clone())
}

/// The page that a file is, by its absolute path.
fn page(project: &Project, root: &Path, file: &Path) -> Option<SourceId> {
    let path = file.strip_prefix(root).ok()?;
    project.corpus.find(&path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}

/// The pages that somebody has changed, among those that pre-commit gives.
///
/// Who changes an original hears what its translations say. But with `--all-files` pre-commit hands out pages that
/// nobody has changed, to several processes when they are many: there a finding is told by the process that has its page, and
/// by no other that has a page which the finding merely points to.
#[derive(Debug)]
pub(super) struct Touched {
    pages: FxHashSet<SourceId>,
}

impl Touched {
    /// Asks git what differs from the last commit, or from the revision from which on pre-commit gives what was changed.
    /// `None` when git cannot say: then every page counts as changed.
    pub(super) fn find(start: &Path, project: &Project, tongue: Tongue) -> Option<Self> {
        let folder = start.ancestors().find(|folder| folder.is_dir()).unwrap_or(start);
        let repository = Repository::find(folder, tongue).ok()?;
        // Before a push, and where continuous integration gives `--from-ref`.
        let since = std::env::var("PRE_COMMIT_FROM_REF").unwrap_or_default();
        let base = if since.is_empty() { "HEAD".to_owned() } else { repository.base(&since).ok()? };
        let changes = repository.changed_since(&base).ok()?;
        let files = changes.into_iter().map(|change| change.path).chain(repository.untracked().ok()?);
        let root = root(project);
        let pages = files.filter_map(|file| page(project, &root, &repository.top.join(file))).collect();
        Some(Self { pages })
    }

    /// True when the page was changed.
    pub(super) fn hold(&self, page: SourceId) -> bool {
        self.pages.contains(&page)
    }
}

/// The texts of the index where the work tree differs: what is not staged is not judged.
fn index(repository: &Repository) -> Result<Overlay, Complaint> {
    let changes = repository.unstaged()?;
    let id = |change: &Change| change.old.clone();
    let ids: Vec<String> = changes.iter().filter_map(id).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let texts = repository.texts(&ids)?;
    let staged = changes.iter().filter_map(|change| {
        let text = texts.get(change.old.as_ref()?)?;
        Some((repository.top.join(&change.path), Some(text.clone())))
    });
    let untracked = repository.untracked()?.into_iter().map(|path| (repository.top.join(path), None));
    Ok(staged.chain(untracked).collect())
}

/// The changed lines of pages.
#[derive(Debug)]
pub(super) struct Lines {
    /// Ranges of lines, from 1, sorted; `None` for a page that is new as a whole.
    pages: FxHashMap<SourceId, Option<Vec<RangeInclusive<usize>>>>,
}

impl Lines {
    /// True when the page was changed.
    pub(super) fn hold(&self, page: SourceId) -> bool {
        self.pages.contains_key(&page)
    }

    /// Leaves the findings that lie on changed lines, or point to some.
    pub(super) fn filter(&self, project: &Project, diagnostics: &mut Vec<Diagnostic>) {
        let mut positions = Positions::new(&project.corpus);
        diagnostics.retain(|diagnostic| {
            let related = diagnostic.related.iter().map(|label| label.location);
            std::iter::once(diagnostic.primary).chain(related).any(|place| self.touch(place, &mut positions))
        });
    }

    fn touch(&self, place: Location, positions: &mut Positions<'_>) -> bool {
        match self.pages.get(&place.source) {
            None => false,
            Some(None) => true,
            Some(Some(lines)) => {
                let range = positions.range(place);
                let next = lines.partition_point(|changed| *changed.end() < range.start.line);
                lines.get(next).is_some_and(|changed| *changed.start() <= range.end.line)
            }
        }
    }
}

/// The lines of `new` that are not those of `old`. Where lines were taken out, the lines before and after count: what is
/// missing is reported there.
fn changed_lines(old: &str, new: &str) -> Vec<RangeInclusive<usize>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut lines: BTreeSet<(usize, usize)> = BTreeSet::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { new_index, .. } => {
                // Which of two blank lines was taken out is a guess: both ends go on to the next line with text.
                let is_blank = |line: usize| new.get(line - 1).is_some_and(|line: &&str| line.trim().is_empty());
                let (mut start, mut end) = (new_index.max(1), new_index + 1);
                while start > 1 && is_blank(start) {
                    start -= 1;
                }
                while is_blank(end) {
                    end += 1;
                }
                lines.insert((start, end));
            }
            DiffOp::Insert { new_index, new_len, .. } | DiffOp::Replace { new_index, new_len, .. } => {
                lines.insert((new_index + 1, new_index + new_len));
            }
        }
    }
    lines.into_iter().map(|(start, end)| start..=end).collect()
}

#[cfg(test)]
mod tests {
    use super::changed_lines;

    #[test]
    fn lines_are_those_that_differ() {
        let old = "a\nb\nc\nd\ne\n";
        assert_eq!(changed_lines(old, "a\nb\nX\nd\ne\n"), [3..=3]);
        assert_eq!(changed_lines(old, "a\nb\nc\nX\nY\nd\ne\n"), [4..=5]);
        assert_eq!(changed_lines(old, "a\nd\ne\n"), [1..=2]);
        assert_eq!(changed_lines(old, "b\nc\nd\ne\n"), [1..=1]);
        assert_eq!(changed_lines(old, "a\nb\nc\nd\n"), [4..=5]);
        assert_eq!(changed_lines("a\n\nb\n\nc\n", "a\n\nc\n"), [1..=3]);
        assert_eq!(changed_lines(old, &old.replace('\n', "\r\n")), []);
        assert_eq!(changed_lines("", "a\n"), [1..=1]);
    }
}
