//! A site in memory of one page and its translation, checked and reported in every format for people and programs.

use std::collections::BTreeMap;

use tidings::corpus::Corpus;
use tidings::diagnostic::Diagnostic;
use tidings::engine::Outcome;
use tidings::project::Project;
use tidings::report::{Full, Json, Report, Reporter, Short, Summary};
use tidings::words::Tongue;

const EN: &str = "content/en/news/releases/2.4.x/announcing-2.4/index.md";
const ZH: &str = "content/zh/news/releases/2.4.x/announcing-2.4/index.md";
/// The configuration of its generator.
pub(crate) const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
/// A site that gives every rule something to do: kinds of pages, policies, terms, and information, too, as findings.
const SETTINGS: &str = "extends: [istio]\nglossary:\n  keep: [Lantern, beacon]\n  terms:\n  - {term: word, \
                        translations: {zh: [词]}, avoid: {zh: [字]}}\n";
/// What its original begins with.
pub(crate) const FRONT: &str = "---\ntitle: Word 2.4\nlinktitle: Word 2.4\nsubtitle: Word\ndescription: Word.\npublishdate: 2031-01-02\n\
                     release: 2.4.0\naliases:\n- /news/announcing-2.4\n---\n\n{{< relnote >}}\n\n";
/// What its translation begins with.
pub(crate) const FRONT_ZH: &str = "---\ntitle: 词 2.4\nlinktitle: 词 2.4\nsubtitle: 词\ndescription: 词。\npublishdate: 2031-01-02\n\
                        release: 2.4.0\naliases:\n- /zh/news/announcing-2.4\n---\n\n{{< relnote >}}\n\n";

/// Files by their paths.
pub(crate) type Texts = BTreeMap<String, String>;

/// A site of one page and its translation.
pub(crate) fn site(original: &str, translation: &str) -> Project {
    let files = [("hugo.toml", HUGO), ("tidings.yaml", SETTINGS), (EN, original), (ZH, translation)];
    open(&files.map(|(path, text)| (path.to_owned(), text.to_owned())).into())
}

/// A site of files in memory.
pub(crate) fn open(files: &Texts) -> Project {
    Project::in_memory(files).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)))
}

/// Checks the whole site and writes every format, on this thread alone, so that its processor time is that of the check.
pub(crate) fn check(project: &Project) -> (Outcome, [Vec<u8>; 3]) {
    let outcome = project.check(Tongue::En, |_| true);
    let formats = formats(&project.corpus, &outcome.diagnostics);
    (outcome, formats)
}

/// The findings as `full`, `short` and `json`.
pub(crate) fn formats(corpus: &Corpus, diagnostics: &[Diagnostic]) -> [Vec<u8>; 3] {
    let summary = Summary::new(corpus, diagnostics, |_| true);
    let report = Report { corpus, root: "", diagnostics, summary: &summary, statistics: None, tongue: Tongue::En };
    let reporters: [&dyn Reporter; 3] = [&Full { color: false, quiet: true, left_out: 0 }, &Short, &Json];
    reporters.map(|reporter| {
        let mut out = Vec::new();
        reporter.write(&report, &mut out).expect("memory takes any report");
        out
    })
}
