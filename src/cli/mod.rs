//! The command line: from arguments to a project, from findings to an exit code.

// A door to the world: see clippy.toml.
#![allow(clippy::disallowed_methods)]

mod allow;
mod args;
mod baseline;
mod changed;
mod check;
mod compare;
mod complaint;
mod config;
mod explain;
mod external;
mod files;
mod fixing;
mod git;
mod help;
mod init;
mod inspect;
mod lsp;
mod output;
mod profile;
mod reports;
mod repository;
mod rules;
mod saving;
mod schema;
mod selection;
mod stdin;
mod translate;
mod watch;

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::discover::{Cause, Overlay, Trouble};
use crate::project::{OpenError, Project, Request};
use crate::report::one_line;
use crate::words::Tongue;
use args::{Cli, Command};
use complaint::Complaint;
use output::Output;

/// How a run ends. The same in every format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Nothing was found that counts.
    Clean = 0,
    /// Something was found.
    Findings = 1,
    /// tidings could not do all of its work: findings may be missing.
    Failed = 2,
}

/// Runs tidings with the arguments of the process.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(one_line_panic));
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(root) = saving::stands_by(&arguments) {
        saving::stand_by(root);
        return ExitCode::SUCCESS;
    }
    let exit = panic::catch_unwind(AssertUnwindSafe(|| run(&arguments))).unwrap_or(Exit::Failed);
    ExitCode::from(exit as u8)
}

fn run(arguments: &[OsString]) -> Exit {
    let speaker = Speaker::new(arguments);
    let tongue = speaker.tongue();
    // The words of the help are needed where clap has something to say: only then are they looked up.
    let plain = Cli::command().try_get_matches_from(arguments);
    let matches = match plain.or_else(|_| help::command(tongue).try_get_matches_from(arguments)) {
        Ok(matches) => matches,
        Err(error) => {
            // A reader that went away is no reason to fail.
            let _ = error.print();
            return if error.use_stderr() { Exit::Failed } else { Exit::Clean };
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return Exit::Failed;
        }
    };
    let mut output = Output::stdout(cli.common.color);
    let run = match &cli.command {
        Command::Check(args) => check::run(args, speaker, &mut output),
        Command::Baseline(args) => baseline::run(args, speaker, &mut output),
        Command::Compare(args) => compare::run(args, speaker, &mut output),
        Command::Inspect(args) => inspect::run(args, speaker, &mut output),
        Command::Lsp(_) => Ok(lsp::run(speaker)),
        Command::Rules(args) => rules::run(args, speaker, &mut output),
        Command::Explain(args) => explain::run(args, speaker, &mut output),
        Command::Config(args) => config::run(args, speaker, &mut output),
        Command::Init(args) => init::run(args, speaker, &mut output),
        Command::Translate(args) => translate::run(args, speaker, &mut output),
        Command::Schema(args) => schema::run(args, &mut output),
        Command::Completions(args) => completions(args.shell, tongue, &mut output),
        Command::Man => man(tongue, &mut output),
    };
    run.unwrap_or_else(|complaint| {
        complaint.print(tongue);
        Exit::Failed
    })
}

/// Which language to speak: `--lang`, else `TIDINGS_LANG`, else what the site's configuration says, else the locale.
#[derive(Debug, Clone, Copy)]
struct Speaker {
    /// What the person said.
    chosen: Option<Tongue>,
    /// What the system says.
    locale: Tongue,
}

impl Speaker {
    fn new(arguments: &[OsString]) -> Self {
        let environment = || std::env::var("TIDINGS_LANG").ok().filter(|value| !value.is_empty());
        let chosen = args::lang_of(arguments).or_else(|| environment().map(|value| Tongue::of_locale(&value)));
        Self { chosen, locale: Tongue::of_locale(&sys_locale::get_locale().unwrap_or_default()) }
    }

    /// The language before a site is known.
    fn tongue(self) -> Tongue {
        self.chosen.unwrap_or(self.locale)
    }

    /// The language for what there is to say about a site.
    fn in_site(self, project: &Project) -> Tongue {
        self.chosen.or(project.messages).unwrap_or(self.locale)
    }
}

/// Opens the site that the arguments name, or the one round the first path, or round the current folder.
fn open(paths: &[OsString], root: Option<&Path>, config: Option<&Path>) -> Result<Project, Complaint> {
    open_with(&Opening { paths, root, config, extra: &selection::files(paths), ..Opening::default() })
}

/// Which site is opened, and how.
#[derive(Debug, Default)]
struct Opening<'a> {
    /// What the command line names.
    paths: &'a [OsString],
    root: Option<&'a Path>,
    config: Option<&'a Path>,
    /// Files that are read whatever their names are.
    extra: &'a [PathBuf],
    /// Leave the baseline alone.
    no_baseline: bool,
    /// Texts that take the place of pages on disk.
    overlay: Option<&'a Overlay>,
    /// A page of the site, absolute, when nothing else names the site; it need not exist.
    page: Option<&'a Path>,
    /// Keep the times.
    profile: bool,
}

fn open_with(opening: &Opening<'_>) -> Result<Project, Complaint> {
    work_in_this_thread();
    let current = current_folder()?;
    let start = opening.start(&current)?;
    Project::open(&opening.request(&start, &current)).map_err(Complaint::from)
}

/// Lets this thread be one of those that work on pages, instead of waiting for them: a thread less, and memory that it
/// has let go serves the pages. Windows gives the first thread of a program half the stack of the others.
fn work_in_this_thread() {
    if !cfg!(windows) {
        // Fails when threads work already, as for a second site: then all is as it should be.
        let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
    }
}

/// Reads the configuration alone.
fn configuration(opening: &Opening<'_>) -> Result<crate::config::Project, Complaint> {
    let current = current_folder()?;
    let start = opening.start(&current)?;
    crate::project::configuration(&opening.request(&start, &current)).map_err(Complaint::from)
}

impl<'a> Opening<'a> {
    /// A file or folder of the site.
    fn start(&self, current: &Path) -> Result<PathBuf, Complaint> {
        match (self.root, self.page) {
            (Some(root), _) if !current.join(root).is_dir() => {
                let path = root.to_string_lossy().into();
                Err(OpenError::Trouble(Trouble { path, cause: Cause::Missing }).into())
            }
            // A page that is not there yet belongs to the site of the folder that it will lie in.
            (None, Some(page)) => Ok(page.ancestors().find(|above| above.exists()).unwrap_or(current).to_path_buf()),
            (root, _) => Ok(start(current, self.paths, root)),
        }
    }

    fn request(&self, start: &'a Path, current: &'a Path) -> Request<'a> {
        Request {
            start,
            current,
            fixed_root: self.root.is_some(),
            config: self.config,
            extra: self.extra,
            no_baseline: self.no_baseline,
            overlay: self.overlay,
            profile: self.profile,
        }
    }
}

/// A file or folder of the site that the arguments name.
fn start(current: &Path, paths: &[OsString], root: Option<&Path>) -> PathBuf {
    root.map_or_else(|| selection::start(current, paths), |root| current.join(root))
}

/// The current folder without links in it, so that it compares with the folders that the search for the site gives.
fn current_folder() -> Result<PathBuf, Complaint> {
    let current = std::env::current_dir().map_err(|error| Complaint::new(error.to_string(), None))?;
    Ok(dunce::canonicalize(&current).unwrap_or(current))
}

fn completions(shell: clap_complete::Shell, tongue: Tongue, output: &mut Output) -> Result<Exit, Complaint> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut help::command(tongue), "tidings", &mut bytes);
    output.write(Exit::Clean, |out| out.write_all(&bytes))
}

fn man(tongue: Tongue, output: &mut Output) -> Result<Exit, Complaint> {
    let mut bytes = Vec::new();
    let page = clap_mangen::Man::new(help::command(tongue));
    page.render(&mut bytes).map_err(|error| Complaint::new(error.to_string(), None))?;
    output.write(Exit::Clean, |out| out.write_all(&bytes))
}

/// One line for a panic: the run goes on without the rule that broke, and says so at its end.
fn one_line_panic(info: &PanicHookInfo<'_>) {
    let payload = info.payload();
    let said = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
    let line = one_line(said.unwrap_or("panic"), 200);
    let _ = writeln!(io::stderr(), "tidings: internal error: {line}{place}");
}
