//! A page is edited: what is found in it and in its translations must be what a fresh check of the same texts finds.
//!
//! `TIDINGS_EDITS=100000 cargo test --test incremental` makes that many edits; `TIDINGS_SEED` chooses others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tidings::diagnostic::Diagnostic;
use tidings::engine::Units;
use tidings::project::Project;
use tidings::text::SourceId;
use tidings::words::Tongue;

#[path = "support/dice.rs"]
mod dice;

use dice::{Dice, number};

fn files(folder: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut folders = vec![root.clone()];
    let mut files = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("the fixture can be read").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
                files.insert(name, text);
            }
        }
    }
    files
}

fn fresh(files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let project = Project::in_memory(files).expect("the site can be opened");
    project.check(Tongue::En, |_| true).diagnostics
}

/// The page, its original and its translations.
fn family(project: &Project, id: SourceId) -> Vec<SourceId> {
    let set = project.corpus.set_of(id);
    let others = set.into_iter().flat_map(|set| set.original.into_iter().chain(set.translations.values().copied()));
    let mut family: Vec<SourceId> = others.chain([id]).collect();
    family.sort();
    family.dedup();
    family
}

fn compare(project: &Project, units: &mut Units, files: &BTreeMap<String, String>, id: SourceId, what: &str) {
    let family = family(project, id);
    project.refresh(units, Tongue::En, &family);
    let fresh = fresh(files);
    for &page in &family {
        let kept = project.findings(units, Tongue::En, page);
        let expected: Vec<Diagnostic> = fresh.iter().filter(|d| d.primary.source == page).cloned().collect();
        let path = &project.corpus.source(page).path;
        assert_eq!(kept, expected, "{what}: `{path}` differs from a fresh check");
    }
}

#[test]
fn after_edits_the_findings_are_those_of_a_fresh_check() {
    let seed = number("TIDINGS_SEED", 7);
    let edits = number("TIDINGS_EDITS", 400);
    let originals = files("fixtures/lantern");
    let mut files = originals.clone();
    let mut project = Project::in_memory(&files).expect("the site can be opened");
    let mut units = Units::unknown(project.corpus.sources().len());
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut done = 0;
    while done < edits {
        let id = SourceId(dice.roll(project.corpus.sources().len()) as u32);
        let path = project.corpus.source(id).path.to_string();
        for _ in 0..1 + dice.roll(12) {
            let text = dice.edit(&files[&path], &originals[&path]);
            files.insert(path.clone(), text.clone());
            project.edit(&mut units, id, text.into());
            done += 1;
        }
        compare(&project, &mut units, &files, id, &format!("seed {seed}, edit {done}"));
    }
}

#[test]
fn pages_that_come_and_go_leave_the_findings_of_a_fresh_check() {
    let originals = files("fixtures/lantern");
    let mut files = originals.clone();
    let mut project = Project::in_memory(&files).expect("the site can be opened");
    let mut units = Units::unknown(project.corpus.sources().len());
    let mut dice = Dice(99);
    let pages: Vec<String> = project.corpus.sources().iter().map(|source| source.path.to_string()).collect();
    for step in 0..12 {
        let path = &pages[dice.roll(pages.len())];
        match files.remove(path) {
            Some(_) => project.restructure(&mut units, Vec::new(), &[path.as_str().into()]),
            None => {
                files.insert(path.clone(), originals[path].clone());
                let added = vec![(path.as_str().into(), originals[path].as_str().into())];
                project.restructure(&mut units, added, &[]);
            }
        }
        let id = SourceId(dice.roll(project.corpus.sources().len()) as u32);
        compare(&project, &mut units, &files, id, &format!("step {step}"));
    }
}
