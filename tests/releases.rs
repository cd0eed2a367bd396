//! The catalogue of releases on real sites, and what pages claim of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tidings::project::{Project, Request};
use tidings::report::Positions;
use tidings::words::Tongue;

/// Shared material; `None` says that the test is skipped.
fn shared(what: &str) -> Option<PathBuf> {
    let path = std::env::var_os("TIDINGS_SHARED").map(|shared| Path::new(&shared).join(what));
    let found = path.filter(|path| path.exists());
    if found.is_none() {
        eprintln!("skipped: TIDINGS_SHARED is not set, or has no {what}");
    }
    found
}

/// A site of files in memory.
fn site(files: &[(&str, &str)]) -> Project {
    let files: BTreeMap<String, String> = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    Project::in_memory(&files).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)))
}

/// Version and day of every release that is known.
fn known(project: &Project) -> Vec<String> {
    let day = |release: &tidings::corpus::facts::releases::Release| {
        release.date.as_ref().map_or("-".to_owned(), |date| date.day.to_string())
    };
    project.facts.releases.all().map(|release| format!("{} {}", release.version, day(release))).collect()
}

/// The findings of the rules about releases: place, rule and message.
fn found(project: &Project) -> Vec<String> {
    let outcome = project.check(Tongue::En, |_| true);
    let rules = ["release-claim", "publishdate-order", "support-date"];
    let mut positions = Positions::new(&project.corpus);
    let about = outcome.diagnostics.iter().filter(|d| rules.contains(&&*d.rule));
    about
        .map(|d| {
            let at = positions.range(d.primary).start;
            format!("{}:{}:{} {}", project.corpus.source(d.primary.source).path, at.line, at.column, d.rule)
        })
        .collect()
}

#[test]
fn the_page_of_a_third_party_is_caught_at_each_place() {
    let Some(seeds) = shared("seeds") else { return };
    let names = std::fs::read_dir(seeds).expect("seeds can be listed").flatten().map(|entry| entry.path());
    let mut texts: Vec<(String, String)> = names
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy()[..3].to_owned();
            (name, std::fs::read_to_string(path).expect("text"))
        })
        .collect();
    texts.sort();
    let files: Vec<(String, &str)> = texts.iter().map(|(name, text)| (format!("{name}.md"), text.as_str())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    assert_eq!(found(&site(&files)), ["003.md:7:25 release-claim", "003.md:92:13 release-claim"]);
}

#[test]
fn releases_of_real_sites_are_known() {
    for (corpus, least, some) in [
        ("istio.io", 150, "1.14.0 2022-06-01"),
        ("kubernetes", 9, "1.24 2022-05-03"),
        ("karmada", 8, "1.12 2024-12-23"),
        ("volcano", 9, "1.7.0 2023-01-12"),
        ("rspack", 15, "1.5 2025-08-26"),
        ("rsbuild", 9, "1.0 2024-09-10"),
    ] {
        let Some(start) = shared(&format!("corpus/{corpus}")) else { continue };

        let request = Request {
            start: &start,
            current: &start,
            fixed_root: true,
            config: None,
            extra: &[],
            no_baseline: false,
            overlay: None,
        };
        let project = Project::open(&request).unwrap_or_else(|error| panic!("{corpus}: {}", error.what(Tongue::En)));
        let all = known(&project);
        println!("{corpus}: {} {:?} {all:?}", all.len(), project.facts.releases.names().collect::<Vec<_>>());
        assert!(all.len() >= least, "{corpus}: {}", all.len());
        assert!(some.is_empty() || all.iter().any(|release| release == some), "{corpus}: {all:?}");
    }
}
