//! `tidings rules`.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::args::{self, RulesFormat};
use super::complaint::Complaint;
use super::output::Output;
use super::{Exit, Speaker, open};
use crate::project::Project;
use crate::report::manual::summary;
use crate::report::{Shown, rule_url, write_json};
use crate::rules::Rule;
use crate::words::Tongue;

#[derive(Debug, Serialize)]
struct RuleView<'a> {
    id: &'a str,
    group: &'a str,
    severity: String,
    since: &'a str,
    summary: String,
    fixable: bool,
    url: Option<String>,
}

pub(super) fn run(args: &args::Rules, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let project = open(&[], args.site.root.as_deref(), args.site.config.as_deref())?;
    let tongue = speaker.in_site(&project);
    let rules: Vec<RuleView<'_>> = project.rules.rules().iter().map(|rule| view(&project, rule, tongue)).collect();
    output.write(Exit::Clean, |out| match args.format {
        RulesFormat::Text => text(&rules, out),
        RulesFormat::Json => {
            out.write_all(b"[")?;
            for (i, rule) in rules.iter().enumerate() {
                out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
                write_json(out, rule)?;
            }
            out.write_all(b"\n]\n")
        }
    })
}

fn view<'a>(project: &Project, rule: &'a Rule, tongue: Tongue) -> RuleView<'a> {
    RuleView {
        id: &rule.id,
        group: &rule.group,
        severity: project.severity(rule),
        since: &rule.since,
        summary: summary(rule, tongue),
        fixable: !rule.fix.0.is_empty(),
        url: rule_url(&rule.id),
    }
}

/// A line for each rule: name, severity, summary.
fn text(rules: &[RuleView<'_>], out: &mut dyn Write) -> io::Result<()> {
    let width = |of: fn(&RuleView<'_>) -> usize| rules.iter().map(of).max().unwrap_or(0);
    let (id, severity) = (width(|rule| rule.id.width()), width(|rule| rule.severity.width()).min(24));
    for rule in rules {
        let (name, level, finds) = (Shown(rule.id), &rule.severity, Shown(&rule.summary));
        writeln!(out, "{:id$}  {level:severity$}  {finds}", name.to_string())?;
    }
    Ok(())
}
