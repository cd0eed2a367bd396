//! `tidings compare`.

use std::ffi::OsString;

use super::args::{self, CompareFormat};
use super::check::warn;
use super::complaint::Complaint;
use super::output::Output;
use super::selection::Selection;
use super::{Exit, Speaker, open};
use crate::project::Project;
use crate::report::{Comparison, Look};
use crate::text::SourceId;
use crate::words::{Tongue, say};

/// Columns where there is no terminal to ask.
const COLUMNS: usize = 120;

pub(super) fn run(args: &args::Compare, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let paths: Vec<OsString> =
        [Some(&args.original), args.translation.as_ref()].into_iter().flatten().cloned().collect();
    let project = open(&paths, args.site.root.as_deref(), args.site.config.as_deref())?;
    let tongue = speaker.in_site(&project);
    let chooser = Chooser { project: &project, tongue };
    let (original, translation) = match &args.translation {
        Some(other) => chooser.named(chooser.page(&args.original)?, chooser.page(other)?)?,
        None => chooser.paired(chooser.page(&args.original)?, args.to.as_deref())?,
    };
    let outcome = project.check(tongue, |id| id == original || id == translation);
    let selection = Selection::new(&project, &paths, tongue)?;
    let failed = warn(&project, &selection, &outcome.broken, tongue);
    let comparison = Comparison::new(&project.corpus, original, translation, &outcome.diagnostics);
    let exit = match (failed, comparison.differs()) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    };
    let look = Look {
        color: output.color,
        width: args.width.unwrap_or_else(columns),
        context: (!args.all).then_some(args.context),
        tongue,
    };
    output.write(exit, |out| match args.format {
        CompareFormat::Text => comparison.write_text(look, out),
        CompareFormat::Json => comparison.write_json(&project.root.to_string_lossy(), out),
    })
}

/// The columns of the terminal that the report goes to.
fn columns() -> usize {
    terminal_size::terminal_size_of(std::io::stdout()).map_or(COLUMNS, |(width, _)| width.0.into())
}

/// Finds out which two pages are meant.
struct Chooser<'a> {
    project: &'a Project,
    tongue: Tongue,
}

impl Chooser<'_> {
    /// The page that a path names.
    fn page(&self, path: &OsString) -> Result<SourceId, Complaint> {
        let selection = Selection::new(self.project, std::slice::from_ref(path), self.tongue)?;
        let mut pages = self.project.corpus.ids().filter(|&id| selection.holds(id));
        match (pages.next(), pages.next()) {
            (Some(page), None) => Ok(page),
            _ => Err(self.complaint("compare-not-one", &[("path", &path.to_string_lossy())])),
        }
    }

    /// Two pages that were named. When they are a pair of the site, the original is put first.
    fn named(&self, first: SourceId, second: SourceId) -> Result<(SourceId, SourceId), Complaint> {
        if first == second {
            return Err(self.complaint("compare-same", &[("path", self.path(first))]));
        }
        match self.project.corpus.original_of(first) == Some(second) {
            true => Ok((second, first)),
            false => Ok((first, second)),
        }
    }

    /// A page and its partner in the site: for a translation its original, or with `to` its sister in that language.
    fn paired(&self, page: SourceId, to: Option<&str>) -> Result<(SourceId, SourceId), Complaint> {
        let corpus = &self.project.corpus;
        let path = ("path", self.path(page));
        let set = corpus.set_of(page);
        let original = set.and_then(|set| set.original);
        let Some((original, set)) = original.zip(set) else {
            return Err(self.complaint("compare-no-original", &[path]));
        };
        if original != page && to.is_none() {
            return Ok((original, page));
        }
        let translations: Vec<(&str, SourceId)> =
            set.translations.iter().map(|(&language, &id)| (&*corpus.site.language(language).tag, id)).collect();
        let tags: Vec<String> = translations.iter().map(|(tag, _)| format!("`{tag}`")).collect();
        let list = ("list", &*tags.join(", "));
        match (to, &translations[..]) {
            (_, []) => Err(self.complaint("compare-no-translation", &[path])),
            (Some(to), all) => match all.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(to)) {
                Some(&(_, translation)) => Ok((original, translation)),
                None => Err(self.complaint("compare-no-language", &[path, ("language", to), list])),
            },
            (None, &[(_, translation)]) => Ok((original, translation)),
            (None, _) => Err(self.complaint("compare-which", &[path, list])),
        }
    }

    fn path(&self, page: SourceId) -> &str {
        &self.project.corpus.source(page).path
    }

    fn complaint(&self, id: &str, values: &[(&str, &str)]) -> Complaint {
        let cure = format!("{id}-cure");
        Complaint::new(say(self.tongue, id, values), Some(say(self.tongue, &cure, values)))
    }
}
