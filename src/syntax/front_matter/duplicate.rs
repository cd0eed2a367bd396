//! Equal keys in one mapping.

use rustc_hash::FxHashMap;

use crate::document::{Entry, Problem, ProblemKind};
use crate::text::Span;

/// Up to this many keys are compared pairwise, which is faster than hashing them.
const FEW: usize = 12;

/// Reports every key that stands in `entries` before, merge keys (`<<`) included.
pub(super) fn report(entries: &[Entry], problems: &mut Vec<Problem>) {
    if entries.len() <= FEW {
        for (at, entry) in entries.iter().enumerate() {
            if let Some(first) = entries[..at].iter().find(|earlier| earlier.key.value == entry.key.value) {
                push(entry, first.key.span, problems);
            }
        }
        return;
    }
    let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
    for entry in entries {
        match seen.get(&*entry.key.value) {
            Some(&first) => push(entry, first, problems),
            None => {
                seen.insert(&entry.key.value, entry.key.span);
            }
        }
    }
}

/// True when a key of `entries` stands there twice.
pub(super) fn any(entries: &[Entry]) -> bool {
    let mut problems = Vec::new();
    report(entries, &mut problems);
    !problems.is_empty()
}

fn push(entry: &Entry, first: Span, problems: &mut Vec<Problem>) {
    let kind = ProblemKind::FrontMatterDuplicateKey;
    problems.push(Problem::new(kind, entry.key.span).related(first).detail(entry.key.value.clone()));
}
