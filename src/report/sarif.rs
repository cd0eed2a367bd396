//! Format `sarif`: SARIF 2.1.0 for code scanning and for viewers in editors.
//!
//! The structs are ours: they borrow from the findings and are written one by one, so that a report of any size needs no
//! room of its own. The crate with types for SARIF owns every string, holds the whole log in memory, and generates its
//! code while it is built, by a generator that has not been released for years. What is written here is a small part of
//! the format; its schema and the validators of its consumers check it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::ci::{Teller, level, message, sentence, usable_fix};
use super::{Report, Reporter, one_line, rule_url, write_json};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::engine::fingerprint::fingerprints;
use crate::text::{Location, SourceId};
use crate::words::Tongue;

/// Longest description of a rule, in characters: GitHub takes no longer ones.
const LONGEST_DESCRIPTION: usize = 1000;
/// What stands in a URI as it is; `:` does not, since a name before it could pass for a scheme.
const AS_IT_IS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The format `sarif`.
#[derive(Clone, Copy)]
pub struct Sarif<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
    /// What there is to say about the rules.
    pub manuals: &'a dyn Manuals,
}

/// Knows what there is to say about a rule.
pub trait Manuals {
    /// The help of the rule with this id; nothing when there is no such rule.
    fn help(&self, rule: &str, tongue: Tongue) -> Option<RuleHelp>;
}

/// What there is to say about a rule.
#[derive(Debug, Clone)]
pub struct RuleHelp {
    /// The group of the rule.
    pub group: String,
    /// One sentence.
    pub summary: String,
    /// Why the rule exists and what to do; Markdown.
    pub docs: String,
    /// The whole page of the rule with its examples; Markdown.
    pub page: String,
    /// The highest severity that it has in this site.
    pub severity: Option<Severity>,
}

impl fmt::Debug for Sarif<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sarif").field("folder", &self.folder).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Message<'a> {
    text: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    language: &'static str,
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleView {
    id: String,
    name: String,
    short_description: Message<'static>,
    full_description: Message<'static>,
    help_uri: String,
    help: HelpView,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct HelpView {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: Vec<String>,
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultView<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message<'a>,
    locations: [LocationView<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedView<'a>>,
    partial_fingerprints: FingerprintView,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[FixView<'a>; 1]>,
}

#[derive(Serialize)]
struct FingerprintView {
    #[serde(rename = "tidings/v1")]
    tidings: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LocationView<'a> {
    physical_location: Physical<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RelatedView<'a> {
    id: usize,
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact<'a>,
    region: Region,
}

#[derive(Serialize)]
struct Artifact<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixView<'a> {
    description: Message<'a>,
    artifact_changes: Vec<ChangeView<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChangeView<'a> {
    artifact_location: Artifact<'a>,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Message<'a>,
}

impl Reporter for Sarif<'_> {
    /// Writes finding after finding, one a line.
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (rules, numbers) = self.rules(report);
        let driver = Driver {
            name: "tidings",
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: match env!("CARGO_PKG_REPOSITORY") {
                "" => "urn:tidings",
                repository => repository,
            },
            language: report.tongue.as_str(),
            rules,
        };
        out.write_all(b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",")?;
        out.write_all(b"\"runs\":[{\"tool\":{\"driver\":")?;
        write_json(out, &driver)?;
        out.write_all(b"},\"columnKind\":\"unicodeCodePoints\",\"results\":[")?;
        let uris = vec![OnceCell::new(); report.corpus.sources().len()];
        let mut writer = Results { teller: Teller::new(report, self.folder), uris: &uris };
        let fingerprints = fingerprints(report.corpus, report.diagnostics);
        for (i, (d, fingerprint)) in report.diagnostics.iter().zip(fingerprints).enumerate() {
            out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
            let rule = numbers.get(&*d.rule).copied().unwrap_or_default();
            write_json(out, &writer.result(d, rule, fingerprint.to_string()))?;
        }
        out.write_all(b"\n]}]}\n")
    }
}

impl Sarif<'_> {
    /// The rules that found something, sorted, and the number of each.
    fn rules<'d>(&self, report: &Report<'d>) -> (Vec<RuleView>, FxHashMap<&'d str, usize>) {
        let mut worst: FxHashMap<&str, Severity> = FxHashMap::default();
        for d in report.diagnostics {
            let severity = worst.entry(&d.rule).or_insert(d.severity);
            *severity = d.severity.max(*severity);
        }
        let mut ids: Vec<(&str, Severity)> = worst.into_iter().collect();
        ids.sort_unstable();
        let view = |&(id, worst): &(&str, Severity)| rule(id, worst, self.manuals.help(id, report.tongue));
        let rules = ids.iter().map(view).collect();
        (rules, ids.iter().enumerate().map(|(number, &(id, _))| (id, number)).collect())
    }
}

fn rule(id: &str, worst: Severity, help: Option<RuleHelp>) -> RuleView {
    // A rule without a file of its own: its name is all there is.
    let help = help.unwrap_or_else(|| RuleHelp {
        group: "other".to_owned(),
        summary: id.to_owned(),
        docs: id.to_owned(),
        page: format!("# {id}\n"),
        severity: None,
    });
    let severity = help.severity.unwrap_or(worst);
    RuleView {
        id: id.to_owned(),
        name: pascal_case(id),
        short_description: Message { text: one_line(&help.summary, LONGEST_DESCRIPTION).into() },
        full_description: Message {
            text: one_line(help.docs.split("\n\n").next().unwrap_or_default().trim(), LONGEST_DESCRIPTION).into(),
        },
        help_uri: help_uri(id),
        help: HelpView { text: help.docs, markdown: help.page },
        default_configuration: Configuration { level: level(severity, "note") },
        properties: Properties { tags: vec![help.group], problem_severity: level(severity, "recommendation") },
    }
}

/// Validators want an absolute address for every rule, as for the program, also where there is no page to open: then it is a mere name.
fn help_uri(id: &str) -> String {
    let page = rule_url(id).filter(|url| url.contains("://"));
    page.unwrap_or_else(|| format!("urn:tidings:rule:{}", utf8_percent_encode(id, AS_IT_IS)))
}

/// `anchor-differs` as `AnchorDiffers`: a name must not be the id once more.
fn pascal_case(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for word in id.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// Makes findings ready to be written.
struct Results<'a> {
    teller: Teller<'a>,
    /// Paths of files as URIs, by the numbers of the files.
    uris: &'a [OnceCell<String>],
}

impl<'a> Results<'a> {
    fn result<'d>(&mut self, d: &'d Diagnostic, rule: usize, fingerprint: String) -> ResultView<'d>
    where
        'a: 'd,
    {
        let related = d.related.iter().enumerate().map(|(i, label)| RelatedView {
            id: i + 1,
            physical_location: self.physical(label.location),
            message: (!label.message.is_empty()).then(|| Message { text: plain(sentence(&label.message)) }),
        });
        ResultView {
            related_locations: related.collect(),
            rule_id: &d.rule,
            rule_index: rule,
            level: level(d.severity, "note"),
            message: Message { text: plain(message(d)) },
            locations: [LocationView { physical_location: self.physical(d.primary) }],
            partial_fingerprints: FingerprintView { tidings: fingerprint },
            fixes: usable_fix(d).map(|fix| [self.fix(fix)]),
        }
    }

    fn physical(&mut self, at: Location) -> Physical<'a> {
        Physical { artifact_location: self.artifact(at.source), region: self.region(at) }
    }

    fn artifact(&self, source: SourceId) -> Artifact<'a> {
        let uri = || utf8_percent_encode(&self.teller.path(source), AS_IT_IS).to_string();
        Artifact { uri: self.uris[source.index()].get_or_init(uri) }
    }

    fn region(&mut self, at: Location) -> Region {
        let range = self.teller.range(at);
        Region {
            start_line: range.start.line,
            start_column: range.start.column,
            end_line: range.end.line,
            end_column: range.end.column,
        }
    }

    /// A fix, its edits by file.
    fn fix<'d>(&mut self, fix: &'d Fix) -> FixView<'d>
    where
        'a: 'd,
    {
        let mut edits: Vec<&Edit> = fix.edits.iter().collect();
        edits.sort_by_key(|edit| edit.location);
        let files = edits.chunk_by(|a, b| a.location.source == b.location.source);
        let changes = files.map(|edits| ChangeView {
            artifact_location: self.artifact(edits[0].location.source),
            replacements: edits.iter().map(|edit| self.replacement(edit)).collect(),
        });
        let artifact_changes = changes.collect();
        FixView { description: Message { text: plain(sentence(&fix.title)) }, artifact_changes }
    }

    fn replacement<'d>(&mut self, edit: &'d Edit) -> Replacement<'d> {
        let deleted_region = self.region(edit.location);
        Replacement { deleted_region, inserted_content: Message { text: Cow::Borrowed(&edit.text) } }
    }
}

/// A message in which nothing passes for a link: SARIF has links in plain text, `[text](place)`, with back-slashes before
/// brackets that are meant as such.
fn plain(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("](") {
        return text;
    }
    let mut plain = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '[' | ']') {
            plain.push('\\');
        }
        plain.push(c);
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_not_ids() {
        assert_eq!(pascal_case("anchor-differs"), "AnchorDiffers");
        assert_eq!(pascal_case("own"), "Own");
    }

    #[test]
    fn text_of_pages_makes_no_links() {
        assert_eq!(plain("`[a](b)` and [c]".into()), "`\\[a\\](b)` and \\[c\\]");
        assert_eq!(plain("[a] (b)".into()), "[a] (b)");
    }
}
