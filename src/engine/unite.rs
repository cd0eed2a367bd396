//! A mistake that two rules see is told once: by the one that knows more about it, with what the other knows.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Applicability, Diagnostic, Fix, Label};
use crate::rules::RuleSet;
use crate::text::{SourceId, Span};

/// Takes into each finding those that its rule absorbs at the same place of the page. The order stays as it is.
pub(super) fn unite(rules: &RuleSet, found: &mut Vec<Diagnostic>) {
    let absorbed: FxHashSet<&str> = rules.rules().iter().flat_map(|rule| &rule.absorbs).map(|id| id.as_ref()).collect();
    let mut on_page: FxHashMap<SourceId, Vec<usize>> = FxHashMap::default();
    for (at, d) in found.iter().enumerate().filter(|(_, d)| absorbed.contains(&*d.rule)) {
        on_page.entry(d.primary.source).or_default().push(at);
    }
    if on_page.is_empty() {
        return;
    }
    let mut gone = vec![false; found.len()];
    for at in 0..found.len() {
        let Some(rule) = rules.get(&found[at].rule).filter(|rule| !rule.absorbs.is_empty()) else { continue };
        let Some(others) = on_page.get_mut(&found[at].primary.source) else { continue };
        let place = found[at].primary.span;
        others.retain(|&other| {
            let same =
                rule.absorbs.iter().any(|id| **id == *found[other].rule) && meet(place, found[other].primary.span);
            if same {
                let told = found[other].clone();
                absorb(&mut found[at], told);
                gone[other] = true;
            }
            !same
        });
    }
    let mut gone = gone.into_iter();
    found.retain(|_| !gone.next().unwrap_or(false));
}

/// True for two places of which one lies within the other.
fn meet(a: Span, b: Span) -> bool {
    a.contains(b) || b.contains(a)
}

/// It is as severe as the more severe of both, and the surer fix is made.
fn absorb(into: &mut Diagnostic, other: Diagnostic) {
    into.severity = into.severity.max(other.severity);
    into.related.push(Label { location: other.primary, message: other.message });
    into.related.extend(other.related);
    if sureness(other.fix.as_ref()) > sureness(into.fix.as_ref()) {
        into.fix = other.fix;
    }
}

fn sureness(fix: Option<&Fix>) -> Option<Applicability> {
    fix.filter(|fix| !fix.edits.is_empty()).map(|fix| fix.applicability)
}
