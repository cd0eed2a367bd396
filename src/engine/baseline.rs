//! The findings that were there when a site adopted tidings. They are known again by what they are about, not by their
//! lines, and counted; only what is beyond the count is reported. The file has one line for each, sorted, so that two
//! branches that change different pages can be merged.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::fingerprint::Subject;
use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;

/// The name of the file unless the configuration gives another.
pub const FILE_NAME: &str = crate::config::BASELINE_NAME;
/// The version of the format.
const VERSION: u32 = 1;

/// Known findings, with how many there are of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<Subject, u32>,
}

/// Why a file is no baseline. Lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineError {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// What is wrong with it.
    pub fault: BaselineFault,
}

/// What is wrong with a line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaselineFault {
    /// A mark that a merge with conflicts leaves.
    Conflict,
    /// A version that this tidings does not know.
    Version(String),
    /// An entry that cannot be read; what the reader of JSON says.
    Entry(String),
    /// Something else.
    Line,
}

/// What a baseline did to the findings of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Findings that are known.
    pub known: usize,
    /// What is known and no longer found, with how often it is missing.
    pub gone: Vec<(Subject, u32)>,
}

/// An entry as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<'a> {
    #[serde(borrow)]
    page: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    rule: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u32,
}

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(count: &u32) -> bool {
    *count == 1
}

impl Baseline {
    /// A baseline of these findings.
    pub fn new(corpus: &Corpus, diagnostics: &[Diagnostic]) -> Self {
        let mut known: BTreeMap<Subject, u32> = BTreeMap::new();
        for diagnostic in diagnostics {
            *known.entry(Subject::new(corpus, diagnostic)).or_default() += 1;
        }
        Self { known }
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        self.known.values().map(|&count| count as usize).sum()
    }

    /// True when nothing is known.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// How many findings are in this one and not in `other`.
    pub fn beyond(&self, other: &Baseline) -> usize {
        let beyond = |(subject, &count): (&Subject, &u32)| count.saturating_sub(other.count(subject)) as usize;
        self.known.iter().map(beyond).sum()
    }

    fn count(&self, subject: &Subject) -> u32 {
        self.known.get(subject).copied().unwrap_or(0)
    }

    /// Takes the known ones out of the findings of a run. `checked` says whether the run would have found a finding
    /// about something that is gone.
    pub fn take(
        &self,
        corpus: &Corpus,
        diagnostics: &mut Vec<Diagnostic>,
        checked: impl Fn(&Subject) -> bool,
    ) -> Taken {
        let mut left: FxHashMap<&Subject, u32> = self.known.iter().map(|(subject, &count)| (subject, count)).collect();
        let before = diagnostics.len();
        diagnostics.retain(|diagnostic| match left.get_mut(&Subject::new(corpus, diagnostic)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
        let gone = self.known.keys().filter_map(|subject| Some((subject.clone(), *left.get(subject)?)));
        let gone = gone.filter(|(subject, count)| *count > 0 && checked(subject)).collect();
        Taken { known: before - diagnostics.len(), gone }
    }

    /// The same without what is gone.
    pub fn without(&self, gone: &[(Subject, u32)]) -> Self {
        let mut known = self.known.clone();
        for (subject, count) in gone {
            if let Some(left) = known.get_mut(subject) {
                *left = left.saturating_sub(*count);
            }
        }
        known.retain(|_, count| *count > 0);
        Self { known }
    }

    /// Reads the text of a file. An entry that stands twice, as a merge may leave it, has the higher count.
    ///
    /// # Errors
    /// The first line that does not belong there.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let mut known = BTreeMap::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let error = |column, fault| BaselineError { line: number + 1, column, fault };
            let line = line.trim_end();
            if let Some(entry) = line.strip_prefix("- ") {
                let entry: Entry<'_> = serde_json::from_str(entry).map_err(|cause| {
                    let what = cause.to_string();
                    let what = what.rfind(" at line ").map_or(what.as_str(), |at| &what[..at]).to_owned();
                    error(cause.column() + 2, BaselineFault::Entry(what))
                })?;
                let subject = Subject { page: entry.page.into(), rule: (*entry.rule).into(), text: entry.text.into() };
                let count: &mut u32 = known.entry(subject).or_default();
                *count = entry.count.max(*count);
            } else if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
                return Err(error(1, BaselineFault::Conflict));
            } else if let Some(version) = line.strip_prefix("version:") {
                if version.trim().parse() != Ok(VERSION) {
                    return Err(error(10, BaselineFault::Version(version.trim().to_owned())));
                }
            } else if !line.is_empty() && !line.starts_with('#') && !matches!(line, "findings:" | "findings: []") {
                return Err(error(1, BaselineFault::Line));
            }
        }
        known.retain(|_, count| *count > 0);
        Ok(Self { known })
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut out = String::from(
            "# Findings that `tidings check` does not report because they were there before.\n\
             # Written by `tidings baseline`; `tidings baseline --prune` removes what has been mended.\n",
        );
        let list = if self.known.is_empty() { " []" } else { "" };
        let _ = writeln!(out, "version: {VERSION}\nfindings:{list}");
        for (subject, &count) in &self.known {
            let Subject { page, rule, text } = subject;
            let entry = Entry { page: (&**page).into(), rule: (&**rule).into(), text: (&**text).into(), count };
            let entry = serde_json::to_string(&entry).expect("texts and numbers can be written");
            let _ = writeln!(out, "- {entry}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(page: &str, text: &str) -> Subject {
        Subject { page: page.into(), rule: "some-rule".into(), text: text.into() }
    }

    fn baseline(entries: &[(&str, &str, u32)]) -> Baseline {
        Baseline { known: entries.iter().map(|&(page, text, count)| (subject(page, text), count)).collect() }
    }

    #[test]
    fn what_is_written_is_read() {
        let hostile = "\"a\\ \u{1b}\u{2028}\t长 #: -";
        let all = baseline(&[("a.md", hostile, 1), ("a.md", "x", 3), ("空 格.md", "", 1)]);
        let text = all.text();
        assert_eq!(Baseline::read(&text), Ok(all.clone()));
        assert_eq!(Baseline::read(&text.replace('\n', "\r\n")), Ok(all));
        assert_eq!(text.lines().count(), 4 + 3);
        let empty = Baseline::default();
        assert_eq!(Baseline::read(&empty.text()), Ok(empty.clone()));
        assert_eq!(Baseline::read(""), Ok(empty));
    }

    #[test]
    fn the_file_is_yaml() {
        let all = baseline(&[("a.md", "\"q\" \\ 长", 2)]);
        let value: serde_yaml::Value = serde_yaml::from_str(&all.text()).unwrap();
        assert_eq!(value["findings"][0]["text"].as_str(), Some("\"q\" \\ 长"));
        assert_eq!(value["findings"][0]["count"].as_u64(), Some(2));
    }

    #[test]
    fn faults_have_places() {
        let fault = |text: &str| {
            let error = Baseline::read(text).unwrap_err();
            (error.line, error.column, error.fault)
        };
        let text = baseline(&[("a.md", "x", 1)]).text();
        assert_eq!(fault(&format!("{text}<<<<<<< HEAD\n")), (6, 1, BaselineFault::Conflict));
        assert_eq!(fault("version: 2\n"), (1, 10, BaselineFault::Version("2".to_owned())));
        assert_eq!(fault("version: 1\n\nfindnigs:\n"), (3, 1, BaselineFault::Line));
        let (line, column, _) = fault("- {\"page\": \"a\", \"rule\": 7}\n");
        assert_eq!((line, column), (1, 25));
        assert!(matches!(fault("- {\"page\":").2, BaselineFault::Entry(_)));
    }

    #[test]
    fn an_entry_that_stands_twice_counts_once() {
        let line = "- {\"page\":\"a.md\",\"rule\":\"some-rule\",\"text\":\"x\"";
        let read = Baseline::read(&format!("{line}}}\n{line},\"count\":2}}\n")).unwrap();
        assert_eq!(read, baseline(&[("a.md", "x", 2)]));
    }

    #[test]
    fn pruning_takes_away_what_is_gone_and_nothing_else() {
        let all = baseline(&[("a.md", "x", 3), ("a.md", "y", 1), ("b.md", "x", 1)]);
        let pruned = all.without(&[(subject("a.md", "x"), 2), (subject("a.md", "y"), 1)]);
        assert_eq!(pruned, baseline(&[("a.md", "x", 1), ("b.md", "x", 1)]));
        assert_eq!((all.beyond(&pruned), pruned.beyond(&all), all.len()), (3, 0, 5));
    }
}
