//! Check kind `directive`: what pages say about rules, and whether it is still of use. It runs after all other checks.

use super::check::{Case, DirectiveCheck, Page};
use super::findings::{Finding, Findings};
use crate::diagnostic::{Applicability, Edit};
use crate::syntax::directive::{Allowance, Directives, Fault, FaultKind};
use crate::text::{Span, nearest};

/// Looks at directives.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct DirectiveFaults {
    /// A directive must say why.
    require_reason: bool,
}

/// What has become of a rule that a page allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It looked at the page.
    Ran,
    /// It is off there, or broke.
    Idle,
    /// There is no such rule; the name that was probably meant.
    Unknown(Option<&'a str>),
}

/// The directives of a page after everything else has run.
pub struct Judged<'a> {
    /// The directives.
    pub directives: &'a Directives,
    /// Whether each allowance silenced anything.
    pub used: &'a [bool],
    /// What has become of a rule.
    pub standing: &'a dyn Fn(&str) -> Standing<'a>,
}

/// The words that may follow `tidings:`.
const WORDS: [&str; 4] = ["allow", "allow-start", "allow-end", "allow-page"];

static CASES: &[Case] = &[
    Case::new("unused", &["rule"]),
    Case::new("unknown-rule", &["rule"]),
    Case::new("misspelled", &["rule", "expected"]),
    Case::new("word", &["word", "expected"]),
    Case::new("no-rule", &[]),
    Case::new("unclosed", &["rule"]),
    Case::new("unopened", &[]),
    Case::new("reason", &["rule"]),
];

impl DirectiveCheck for DirectiveFaults {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, judged: &Judged<'_>, findings: &mut Findings<'_>) {
        let all = &judged.directives.allowances;
        let standings: Vec<Standing<'_>> = all.iter().map(|allowed| (judged.standing)(&allowed.rule)).collect();
        let idle = |at: usize| !judged.used[at] && standings[at] == Standing::Ran;
        for (at, allowed) in all.iter().enumerate() {
            let finding = Finding::at(page.at(allowed.span)).value("rule", &*allowed.rule);
            match standings[at] {
                Standing::Unknown(Some(meant)) => {
                    let edit = Edit::replace(page.id, allowed.span, meant);
                    let finding = finding.case("misspelled").value("expected", meant.to_owned());
                    findings.report(finding.fix(Applicability::Safe, vec![edit]));
                }
                Standing::Unknown(None) => findings.report(finding.case("unknown-rule")),
                Standing::Ran if !judged.used[at] => {
                    let finding = finding.case("unused");
                    findings.report(match removal(page, all, at, idle) {
                        Some(span) => finding.fix(Applicability::Safe, vec![Edit::delete(page.id, span)]),
                        None => finding,
                    });
                }
                Standing::Ran | Standing::Idle => {}
            }
            let first = at == 0 || all[at - 1].directive != allowed.directive;
            if self.require_reason && !allowed.reasoned && first {
                findings.report(Finding::at(page.at(allowed.span)).case("reason").value("rule", &*allowed.rule));
            }
        }
        judged.directives.faults.iter().for_each(|fault| report(page, fault, findings));
    }
}

fn report(page: &Page<'_>, fault: &Fault, findings: &mut Findings<'_>) {
    let finding = Finding::at(page.at(fault.span));
    findings.report(match fault.kind {
        FaultKind::Word => {
            let near = nearest(&fault.detail, WORDS, usize::MAX).unwrap_or(WORDS[0]);
            finding.case("word").value("word", &*fault.detail).value("expected", near)
        }
        FaultKind::NoRule => finding.case("no-rule"),
        FaultKind::Unclosed => finding.case("unclosed").value("rule", &*fault.detail),
        FaultKind::Unopened => finding.case("unopened"),
    });
}

/// What to delete when the allowance `at` is of no use: the comment when it holds nothing else, with its line when it
/// fills one; else the name. Nothing for fields and for the beginning of a range.
fn removal(page: &Page<'_>, all: &[Allowance], at: usize, idle: impl Fn(usize) -> bool) -> Option<Span> {
    let directive = all[at].directive;
    let words = directive.of(page.text);
    let is_comment = ["<!--", "{/*", "#"].iter().any(|mark| words.starts_with(mark));
    if !is_comment || words.contains("allow-start") {
        return None;
    }
    let same: Vec<usize> = (0..all.len()).filter(|&other| all[other].directive == directive).collect();
    if same.iter().all(|&other| idle(other)) {
        return Some(whole_lines(page.text, directive));
    }
    let place = same.iter().position(|&other| other == at)?;
    match same.get(place + 1) {
        Some(&next) => Some(Span::new(all[at].span.start as usize, all[next].span.start as usize)),
        None => Some(Span::new(all[same[place - 1]].span.end as usize, all[at].span.end as usize)),
    }
}

/// A comment with its line when nothing else stands there, else with the blanks before it.
fn whole_lines(text: &str, comment: Span) -> Span {
    let (before, after) = (&text[..comment.start as usize], &text[comment.end as usize..]);
    let kept = before.trim_end_matches([' ', '\t']);
    let rest = after.trim_start_matches([' ', '\t']);
    let line_end = ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end));
    match line_end {
        Some(line_end) if kept.is_empty() || kept.ends_with(['\n', '\r']) => {
            Span::new(kept.len(), text.len() - rest.len() + line_end.len())
        }
        _ => Span::new(kept.len(), comment.end as usize),
    }
}
