//! The help, in the reader's language: its sentences stand in `words` under `help-…`, one for each command and argument.
//!
//! What clap says about a wrong command line (`error: unexpected argument …`) stays English: clap has no way to
//! translate it, and the usage that it prints below is the same in every language.

use clap::{Arg, Command, CommandFactory};

use super::args::Cli;
use crate::words::{Tongue, say};

/// The command line with its help in one language.
pub(super) fn command(tongue: Tongue) -> Command {
    let word = |id: &str| say(tongue, id, &[]);
    let template = format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}\n", word("help-usage"));
    let mut command = Cli::command();
    // Gives every subcommand its global arguments and its `--help`.
    command.build();
    let command = localised(command, tongue, "tidings", &template).subcommand_help_heading(word("help-commands"));
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        localised(sub, tongue, &name, &template)
    })
}

fn localised(command: Command, tongue: Tongue, name: &str, template: &str) -> Command {
    let word = |id: &str| say(tongue, id, &[]);
    let examples = word(&format!("help-{name}-examples"));
    let examples: Vec<String> = examples.lines().map(|line| format!("  {line}")).collect();
    let mut after = format!("{}\n{}", word("help-examples"), examples.join("\n"));
    if let Some(exit) = exit_sentence(name) {
        after = format!("{after}\n\n{}", word(exit));
    }
    let argument = |arg: Arg| {
        let heading = if arg.is_positional() { "help-arguments" } else { "help-options" };
        // One sentence serves an argument wherever it stands, unless a command has its own.
        let id = arg.get_id().as_str().to_owned();
        let own = format!("help-{name}-{id}");
        let text = match word(&own) {
            missing if missing == own => word(&format!("help-{id}")),
            text => text,
        };
        arg.help(text).help_heading(word(heading)).hide_default_value(true).hide_possible_values(true)
    };
    // An argument may have the name of a command.
    let own = format!("help-command-{name}");
    let about = match word(&own) {
        missing if missing == own => word(&format!("help-{name}")),
        text => text,
    };
    command.about(about).after_help(after).help_template(template.to_owned()).mut_args(argument)
}

/// What a command's exit codes say, for commands that find something.
fn exit_sentence(name: &str) -> Option<&'static str> {
    match name {
        "check" => Some("help-exit"),
        "compare" => Some("help-compare-exit"),
        _ => None,
    }
}
