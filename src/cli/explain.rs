//! `tidings explain`: a rule's documentation page at a terminal.

use std::io::{self, Write};

use super::args;
use super::complaint::Complaint;
use super::output::Output;
use super::{Exit, Speaker, open};
use crate::project::Project;
use crate::report::{Shown, manual};
use crate::rules::{Manual, Rule};
use crate::text::nearest;
use crate::words::{Tongue, say};

pub(super) fn run(args: &args::Explain, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let project = open(&[], args.site.root.as_deref(), args.site.config.as_deref())?;
    let tongue = speaker.in_site(&project);
    let rule = project.rules.get(&args.rule).ok_or_else(|| no_such_rule(&project, &args.rule, tongue))?;
    let text = project.rule_text(rule).unwrap_or_default();
    // A rule of the site's own may do without a manual.
    let manual = Manual::read(text).ok();
    let page = manual::page(rule, manual.as_ref(), &project.severity(rule), tongue);
    let color = output.color;
    output.write(Exit::Clean, |out| print(&page, color, out))
}

pub(super) fn no_such_rule(project: &Project, name: &str, tongue: Tongue) -> Complaint {
    let rules = project.rules.rules().iter().map(|rule: &Rule| &*rule.id);
    let what = match nearest(name, rules, 1 + name.chars().count() / 3) {
        Some(near) => say(tongue, "no-such-rule-near", &[("rule", name), ("near", near)]),
        None => say(tongue, "no-such-rule", &[("rule", name)]),
    };
    Complaint::new(what, Some(say(tongue, "no-such-rule-cure", &[])))
}

/// Writes a page of Markdown for reading: headings stand out, code is set in, fences are left out.
fn print(page: &str, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let bold = anstyle::Style::new().bold();
    let dim = anstyle::Style::new().dimmed();
    let styled = |style: anstyle::Style, text: String| if color { format!("{style}{text}{style:#}") } else { text };
    let mut fence: Option<&str> = None;
    for line in page.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) if line.is_empty() => writeln!(out)?,
            Some(_) => writeln!(out, "    {}", styled(dim, Shown(line).to_string()))?,
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => match line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) {
                Some(heading) => writeln!(out, "{}", styled(bold, Shown(heading).to_string()))?,
                None => writeln!(out, "{}", Shown(line))?,
            },
        }
    }
    Ok(())
}
