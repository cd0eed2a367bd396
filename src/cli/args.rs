//! What can be said on the command line. The words of the help stand in `words`, so the derive macro finds none here.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::Severity;
use crate::words::Tongue;

#[derive(Debug, Parser)]
#[command(name = "tidings", version, disable_help_subcommand = true, subcommand_required = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
pub(super) struct Common {
    // Read before the rest, in `tongue`, since the words of errors depend on it; kept here for the help.
    #[arg(long, global = true, value_name = "TAG", value_parser = lang)]
    pub(super) lang: Option<String>,
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(Check),
    Baseline(Baseline),
    Compare(Compare),
    Inspect(Inspect),
    Lsp(Lsp),
    Rules(Rules),
    Explain(Explain),
    Config(Config),
    Init(Init),
    Translate(Translate),
    Schema(Schema),
    Completions(Completions),
    Man,
}

/// What clients say of themselves whether a server asks or not: there is one way to talk, and the process that started
/// the server is named in `initialize`, too.
#[derive(Debug, Args)]
pub(super) struct Lsp {
    #[arg(long, hide = true)]
    stdio: bool,
    #[arg(long = "clientProcessId", value_name = "ID", hide = true)]
    client: Option<String>,
}

/// Which site, and which of its pages.
#[derive(Debug, Args)]
pub(super) struct Where {
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<OsString>,
    #[arg(long, value_name = "FOLDER")]
    pub(super) root: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) site: Where,
    #[arg(long, short, value_name = "FORMAT", value_enum)]
    pub(super) format: Option<CheckFormat>,
    #[arg(long, value_name = "FORMAT=FILE", value_parser = destination)]
    pub(super) output: Vec<Destination>,
    #[arg(long)]
    pub(super) ignore_unknown: bool,
    #[arg(long, conflicts_with_all = ["stdin", "watch"])]
    pub(super) pre_commit: bool,
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Warning)]
    pub(super) fail_on: FailOn,
    #[arg(long, value_name = "N")]
    pub(super) max_findings: Option<usize>,
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[arg(long)]
    pub(super) statistics: bool,
    #[command(flatten)]
    pub(super) fixing: Fixing,
    #[command(flatten)]
    pub(super) stdin: Stdin,
    #[arg(long, conflicts_with_all = ["making", "stdin", "show_files", "profile"])]
    pub(super) watch: bool,
    #[arg(long, conflicts_with_all = ["making"])]
    pub(super) show_files: bool,
    #[arg(long)]
    pub(super) profile: bool,
    #[arg(long, conflicts_with = "watch")]
    pub(super) external: bool,
    #[arg(long)]
    pub(super) no_baseline: bool,
    #[arg(long, value_name = "REV", conflicts_with_all = ["making", "stdin", "watch"])]
    pub(super) since: Option<String>,
    #[arg(long, conflicts_with_all = ["since", "making", "stdin", "watch"])]
    pub(super) staged: bool,
    #[arg(long, value_name = "REASON", require_equals = true, conflicts_with_all = ["staged", "making", "stdin", "watch"])]
    pub(super) add_suppressions: Option<String>,
}

/// Which fixes to make, and what to do with the texts that come of it.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("making").multiple(true))]
pub(super) struct Fixing {
    #[arg(long, group = "making")]
    pub(super) fix: bool,
    #[arg(long, group = "making")]
    pub(super) fix_only: bool,
    #[arg(long, group = "making")]
    pub(super) diff: bool,
    #[arg(long, requires = "making")]
    pub(super) unsafe_fixes: bool,
    #[arg(long, value_name = "RULE", value_delimiter = ',', requires = "making")]
    pub(super) fix_rule: Vec<String>,
}

impl Fixing {
    /// True when fixes are to be made.
    pub(super) fn any(&self) -> bool {
        self.fix || self.fix_only || self.diff
    }
}

/// A page whose text comes from the standard input.
#[derive(Debug, Args)]
pub(super) struct Stdin {
    #[arg(long, requires = "stdin_filename")]
    pub(super) stdin: bool,
    #[arg(long, value_name = "FILE", requires = "stdin", conflicts_with = "paths")]
    pub(super) stdin_filename: Option<OsString>,
}

#[derive(Debug, Args)]
pub(super) struct Baseline {
    #[arg(long)]
    pub(super) prune: bool,
    #[command(flatten)]
    pub(super) site: SiteOnly,
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    #[arg(value_name = "ORIGINAL")]
    pub(super) original: OsString,
    #[arg(value_name = "TRANSLATION")]
    pub(super) translation: Option<OsString>,
    #[arg(long, value_name = "LANG", conflicts_with = "translation")]
    pub(super) to: Option<String>,
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t = CompareFormat::Text)]
    pub(super) format: CompareFormat,
    #[arg(long, short, value_name = "N", default_value_t = 1)]
    pub(super) context: usize,
    #[arg(long, short, conflicts_with = "context")]
    pub(super) all: bool,
    #[arg(long, short, value_name = "COLUMNS")]
    pub(super) width: Option<usize>,
    #[command(flatten)]
    pub(super) site: SiteOnly,
}

#[derive(Debug, Args)]
pub(super) struct Inspect {
    #[command(flatten)]
    pub(super) site: Where,
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t = InspectFormat::Text)]
    pub(super) format: InspectFormat,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    #[command(flatten)]
    pub(super) site: SiteOnly,
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t = RulesFormat::Text)]
    pub(super) format: RulesFormat,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) site: SiteOnly,
}

#[derive(Debug, Args)]
pub(super) struct Config {
    #[arg(value_name = "KEY")]
    pub(super) keys: Vec<String>,
    #[command(flatten)]
    pub(super) site: SiteOnly,
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    #[arg(value_name = "FOLDER")]
    pub(super) folder: Option<PathBuf>,
    #[arg(long)]
    pub(super) stdout: bool,
    #[arg(long, conflicts_with = "stdout")]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct Translate {
    #[arg(value_name = "PAGE")]
    pub(super) page: OsString,
    #[arg(long, value_name = "LANG")]
    pub(super) to: String,
    #[arg(long)]
    pub(super) update: bool,
    #[arg(long, value_name = "REV", requires = "update")]
    pub(super) base: Option<String>,
    #[arg(long)]
    pub(super) stdout: bool,
    #[command(flatten)]
    pub(super) site: SiteOnly,
}

#[derive(Debug, Args)]
pub(super) struct Schema {
    #[arg(value_name = "OF", value_enum)]
    pub(super) of: SchemaOf,
}

/// Which site, for commands that look at no pages.
#[derive(Debug, Args)]
pub(super) struct SiteOnly {
    #[arg(long, value_name = "FOLDER")]
    pub(super) root: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    Full,
    Short,
    Json,
    Jsonl,
    Sarif,
    Github,
    Gitlab,
    Azure,
    Junit,
    Checkstyle,
    Rdjson,
    Rdjsonl,
    Markdown,
}

/// A report that goes into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) format: CheckFormat,
    /// `None` for the standard output.
    pub(super) file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum CompareFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum InspectFormat {
    Text,
    Json,
    Jsonl,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RulesFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum TextOrJson {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SchemaOf {
    Config,
    Rule,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
}

impl FailOn {
    /// The least severity that fails a run.
    pub(super) fn severity(self) -> Severity {
        match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Info => Severity::Info,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// A tag of one of the languages that tidings speaks.
fn lang(tag: &str) -> Result<String, String> {
    match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" | "zh" => Ok(tag.to_owned()),
        _ => Err("use `en` or `zh`".to_owned()),
    }
}

/// Reads `FORMAT=FILE`.
fn destination(value: &str) -> Result<Destination, String> {
    let (format, file) = value.split_once('=').ok_or("write `FORMAT=FILE`, such as `sarif=tidings.sarif`")?;
    let format = CheckFormat::from_str(format, false).map_err(|_| {
        let known = CheckFormat::value_variants().iter().filter_map(CheckFormat::to_possible_value);
        let known: Vec<String> = known.map(|value| value.get_name().to_owned()).collect();
        format!("there is no format `{format}`; use one of {}", known.join(", "))
    })?;
    match file {
        "" => Err("the name of the file is missing; `-` is the standard output".to_owned()),
        "-" => Ok(Destination { format, file: None }),
        file => Ok(Destination { format, file: Some(file.into()) }),
    }
}

/// Reads `--lang` from arguments that are not parsed yet.
pub(super) fn lang_of(arguments: &[OsString]) -> Option<Tongue> {
    let mut arguments = arguments.iter().skip(1).map(|argument| argument.to_str().unwrap_or_default());
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--lang") {
            Some("") => return arguments.next().map(Tongue::of_locale),
            Some(value) if value.starts_with('=') => return Some(Tongue::of_locale(&value[1..])),
            _ if argument == "--" => return None,
            _ => {}
        }
    }
    None
}
