//! `tidings translate`: writes a page's translation where the site keeps it, or merges into the one that is there what
//! changed in the original.

use std::io::{self, Write as _};

use super::args;
use super::complaint::Complaint;
use super::git::Repository;
use super::output::Output;
use super::selection::{self, Selection};
use super::{Exit, Opening, Speaker, open_with, saving};
use crate::project::Project;
use crate::project::translate::{Target, Update};
use crate::report::Shown;
use crate::save::{self, Fault};
use crate::text::SourceId;
use crate::words::{Tongue, count, say};

pub(super) fn run(args: &args::Translate, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let paths = std::slice::from_ref(&args.page);
    let opening = Opening {
        paths,
        root: args.site.root.as_deref(),
        config: args.site.config.as_deref(),
        extra: &selection::files(paths),
        no_baseline: true,
        ..Opening::default()
    };
    let mut project = open_with(&opening)?;
    let tongue = speaker.in_site(&project);
    let original = page(&project, args, tongue)?;
    let target = target(&project, original, args, tongue)?;
    match (target.existing, args.update) {
        (Some(_), false) => Err(complaint(tongue, "translate-exists", &[("path", &target.path)])),
        (None, true) => {
            let path = &*project.corpus.source(original).path;
            Err(complaint(tongue, "translate-missing", &[("path", path), ("language", &args.to)]))
        }
        (None, false) => {
            let text = project.scaffold(original, &target, tongue);
            write_new(&project, &target, &text, args.stdout, tongue, output)
        }
        (Some(existing), true) => {
            let base = base(&project, original, existing, args, tongue)?;
            let old = project.corpus.source(existing).text.clone();
            let updated = project.update(original, &target, base.as_ref().map(|(_, text)| text.as_str()), tongue);
            let said = match &base {
                Some((revision, _)) => say(tongue, "translate-base", &[("revision", revision)]),
                None => say(tongue, "translate-no-base", &[]),
            };
            let _ = writeln!(io::stderr(), "{}", Shown(&said));
            write_update(&project, &target, (&old, &updated), args.stdout, tongue, output)
        }
    }
}

/// The page that is named.
fn page(project: &Project, args: &args::Translate, tongue: Tongue) -> Result<SourceId, Complaint> {
    let selection = Selection::new(project, std::slice::from_ref(&args.page), tongue)?;
    let mut pages = project.corpus.ids().filter(|&id| selection.holds(id));
    let named = args.page.to_string_lossy();
    let (Some(page), None) = (pages.next(), pages.next()) else {
        return Err(complaint(tongue, "translate-not-one", &[("path", &named)]));
    };
    let site = &project.corpus.site;
    match project.corpus.source(page).language == Some(site.original) {
        true => Ok(page),
        false => {
            let language = &*site.language(site.original).tag;
            Err(complaint(tongue, "translate-original", &[("path", &named), ("language", language)]))
        }
    }
}

/// Where the translation lies, or would lie.
fn target(project: &Project, original: SourceId, args: &args::Translate, tongue: Tongue) -> Result<Target, Complaint> {
    let site = &project.corpus.site;
    let Some(language) = project.language(&args.to).filter(|id| *id != site.original) else {
        let tags: Vec<String> = site.languages.iter().skip(1).map(|language| format!("`{}`", language.tag)).collect();
        let values = [("language", &*args.to), ("list", &*tags.join(", "))];
        return Err(complaint(tongue, "translate-language", &values));
    };
    let target = project.target(original, language);
    target.ok_or_else(|| {
        let path = &*project.corpus.source(original).path;
        complaint(tongue, "translate-no-place", &[("path", path), ("language", &args.to)])
    })
}

/// The original as it was when the translation was last changed, and the revision; `None` when nobody knows.
fn base(
    project: &Project,
    original: SourceId,
    translation: SourceId,
    args: &args::Translate,
    tongue: Tongue,
) -> Result<Option<(String, String)>, Complaint> {
    let file = |id: SourceId| project.root.join(&*project.corpus.source(id).path);
    let repository = match (Repository::find(&project.root, tongue), &args.base) {
        (Ok(repository), _) => repository,
        (Err(_), None) => return Ok(None),
        (Err(complaint), Some(_)) => return Err(complaint),
    };
    let revision = match &args.base {
        Some(revision) => Some(repository.base(revision)?),
        None => repository.last_change(&file(translation)),
    };
    let Some(revision) = revision else { return Ok(None) };
    let text = repository.text_at(&revision, &file(original));
    Ok(text.map(|text| (revision.chars().take(12).collect(), text)))
}

fn write_new(
    project: &Project,
    target: &Target,
    text: &str,
    to_stdout: bool,
    tongue: Tongue,
    output: &mut Output,
) -> Result<Exit, Complaint> {
    if to_stdout {
        return output.write(Exit::Clean, |out| out.write_all(text.as_bytes()));
    }
    save::create(&project.root, &target.path, text).map_err(|fault| refused(&fault, tongue))?;
    let blocks = project.blocks_to_translate(target);
    let said = count(tongue, "translate-written", blocks, &[("path", &target.path), ("blocks", &blocks.to_string())]);
    output.write(Exit::Clean, |out| writeln!(out, "{}", Shown(&said)))
}

fn write_update(
    project: &Project,
    target: &Target,
    (old, updated): (&str, &Update),
    to_stdout: bool,
    tongue: Tongue,
    output: &mut Output,
) -> Result<Exit, Complaint> {
    if to_stdout {
        return output.write(Exit::Clean, |out| out.write_all(updated.text.as_bytes()));
    }
    if old == updated.text {
        let said = say(tongue, "translate-nothing", &[("path", &target.path)]);
        return output.write(Exit::Clean, |out| writeln!(out, "{}", Shown(&said)));
    }
    let page = save::Page { path: &target.path, old, new: &updated.text };
    if let Some(fault) = saving::write(&project.root, &[page]).first() {
        return Err(refused(fault, tongue));
    }
    let numbers = [updated.new, updated.changed, updated.gone].map(|number| number.to_string());
    let values = [("path", &*target.path), ("new", &*numbers[0]), ("changed", &*numbers[1]), ("gone", &*numbers[2])];
    let said = say(tongue, "translate-updated", &values);
    output.write(Exit::Clean, |out| writeln!(out, "{}", Shown(&said)))
}

fn refused(fault: &Fault, tongue: Tongue) -> Complaint {
    Complaint::new(format!("{}: {}", fault.path, fault.what(tongue)), Some(fault.cure(tongue)))
}

fn complaint(tongue: Tongue, id: &str, values: &[(&str, &str)]) -> Complaint {
    Complaint::new(say(tongue, id, values), Some(say(tongue, &format!("{id}-cure"), values)))
}
