//! The fixture sites: `tidings check SITE --format short` gives `SITE/expected.txt`, clean twins are silent, and every
//! planted defect is found. `UPDATE_EXPECT=1` writes the expectations.

#[path = "support/written.rs"]
mod written;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tidings::diagnostic::{Diagnostic, Severity};
use tidings::engine::Outcome;
use tidings::project::{Project, Request};
use tidings::report::{Positions, Short};
use tidings::words::Tongue;
use written::written;

/// The folders of `fixtures/`, sorted.
fn sites() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = fs::read_dir(folder).expect("the fixtures are part of the package");
    let mut sites: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    sites.sort();
    sites
}

fn checked(site: &Path) -> (Project, Outcome) {
    let request = Request::of(site);
    let project = Project::open(&request).unwrap_or_else(|e| panic!("{}: {}", site.display(), e.what(Tongue::En)));
    assert_eq!(project.troubles, [], "{}", site.display());
    let outcome = project.check(Tongue::En, |_| true);
    assert_eq!(outcome.broken, [], "{}", site.display());
    (project, outcome)
}

fn short(project: &Project, diagnostics: &[Diagnostic]) -> String {
    let bytes = written(&project.corpus, diagnostics, &Short);
    String::from_utf8(bytes).expect("reports are UTF-8")
}

#[test]
fn every_site_gives_what_is_expected() {
    let mut different = String::new();
    for site in sites() {
        let (project, outcome) = checked(&site);
        let found = short(&project, &outcome.diagnostics);
        let file = site.join("expected.txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&file, &found).expect("the expectation can be written");
        }
        let expected = fs::read_to_string(&file)
            .unwrap_or_else(|_| panic!("{} is missing: `UPDATE_EXPECT=1 cargo test` writes it", file.display()));
        if expected != found {
            let diff = similar::TextDiff::from_lines(&expected, &found);
            different.push_str(&format!("{}\n{}", site.display(), diff.unified_diff().context_radius(0)));
        }
    }
    assert!(different.is_empty(), "findings differ (- expected, + found):\n{different}");
}

#[test]
fn clean_sites_are_silent() {
    let clean = sites().into_iter().filter(|site| site.to_string_lossy().ends_with("-clean"));
    let mut any = false;
    for site in clean {
        any = true;
        let (project, outcome) = checked(&site);
        let loud: Vec<Diagnostic> = outcome.diagnostics.into_iter().filter(|d| d.severity > Severity::Info).collect();
        assert!(loud.is_empty(), "{}:\n{}", site.display(), short(&project, &loud));
    }
    assert!(any, "there is no clean site");
}

#[test]
fn every_planted_defect_is_found() {
    let (mut missed, mut later, mut found) = (Vec::new(), BTreeSet::new(), 0);
    for site in sites() {
        let Ok(table) = fs::read_to_string(site.join("defects.tsv")) else { continue };
        let (project, outcome) = checked(&site);
        let mut positions = Positions::new(&project.corpus);
        let places: BTreeSet<(String, usize, String)> = outcome
            .diagnostics
            .iter()
            .map(|d| {
                let path = project.corpus.source(d.primary.source).path.to_string();
                (path, positions.range(d.primary).start.line, d.rule.to_string())
            })
            .collect();
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [path, line, rule, what] = cells[..] else {
                panic!("a row of {} has not four cells: {row}", site.display())
            };
            let line: usize = line.parse().expect("the second cell is a line");
            let also = what.split_once("(also ").and_then(|(_, rest)| rest.split_once(')')).map(|(rules, _)| rules);
            let rules: Vec<&str> =
                [rule].into_iter().chain(also.into_iter().flat_map(|rules| rules.split(", "))).collect();
            // What concerns a page as a whole is listed at its first line, and told wherever it is to be mended.
            let told = |rule: &&str| places.iter().any(|(p, l, r)| p == path && r == rule && (*l == line || line == 1));
            if rules.iter().any(told) {
                found += 1;
            } else if what.contains("; needs a ") {
                // A rule that says nothing until the site's configuration gives it words.
            } else if project.rules.get(rule).is_none() {
                later.insert(rule.to_owned());
            } else {
                missed.push(format!("{path}:{line}: {rule}: {what}"));
            }
        }
    }
    if !later.is_empty() {
        println!("not looked for, since there are no such rules: {}", later.into_iter().collect::<Vec<_>>().join(", "));
    }
    assert!(missed.is_empty(), "{found} defects are found, these are not:\n{}", missed.join("\n"));
    assert!(found > 0, "no defect was looked for");
}
