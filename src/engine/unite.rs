//! A mistake that two rules see is told once: by the one that knows more about it, with what the other knows.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Applicability, Diagnostic, Fix, Label};
use crate::rules::RuleSet;
use crate::text::{SourceId, Span};

/// Takes into each finding those that its rule absorbs at the same place of the page. The order stays as it is.
pub(super) fn unite(rules: &RuleSet, found: &mut Vec<Diagnostic>) {
    let absorbers = absorbers(rules, found);
    for (at, absorber) in absorbers.iter().enumerate() {
        if let Some(into) = *absorber {
            let told = found[at].clone();
            absorb(&mut found[into], told);
        }
    }
    keep(found, |at| absorbers.get(at).is_none_or(Option::is_none));
}

/// For each finding the one that absorbs it, if there is one; empty when no finding is absorbed.
pub(super) fn absorbers(rules: &RuleSet, found: &[Diagnostic]) -> Vec<Option<usize>> {
    let absorbed: FxHashSet<&str> = rules.rules().iter().flat_map(|rule| &rule.absorbs).map(|id| &**id).collect();
    let mut on_page: FxHashMap<SourceId, Vec<usize>> = FxHashMap::default();
    for (at, d) in found.iter().enumerate().filter(|(_, d)| absorbed.contains(&*d.rule)) {
        on_page.entry(d.primary.source).or_default().push(at);
    }
    if on_page.is_empty() {
        return Vec::new();
    }
    let mut out = vec![None; found.len()];
    for (at, d) in found.iter().enumerate() {
        let Some(rule) = rules.get(&d.rule).filter(|rule| !rule.absorbs.is_empty()) else { continue };
        let Some(others) = on_page.get(&d.primary.source) else { continue };
        for &other in others.iter().filter(|&&other| meet(d.primary.span, found[other].primary.span)) {
            if out[other].is_none() && rule.absorbs.contains(&found[other].rule) {
                out[other] = Some(at);
            }
        }
    }
    out
}

/// Keeps the findings whose index `wanted` accepts.
pub(super) fn keep(found: &mut Vec<Diagnostic>, wanted: impl Fn(usize) -> bool) {
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        wanted(at - 1)
    });
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::diagnostic::{Edit, Severity};
    use crate::text::Location;

    fn finding(rule: &str, severity: Severity, (start, end): (usize, usize), fix: Option<Applicability>) -> Diagnostic {
        let source = SourceId(0);
        let edits = vec![Edit::replace(source, Span::new(start, end), rule)];
        Diagnostic {
            rule: rule.into(),
            severity,
            message: format!("said by {rule}"),
            primary: Location { source, span: Span::new(start, end) },
            related: Vec::new(),
            fix: fix.map(|applicability| Fix { title: rule.to_owned(), applicability, edits }),
        }
    }

    #[test]
    fn one_place_is_told_once_as_severely_as_by_either() {
        let rules = RuleSet::built_in(&BTreeMap::new()).expect("rules without parameters of a site are fine");
        let mut found = vec![
            finding("link-broken", Severity::Error, (3, 9), None),
            finding("link-differs", Severity::Warning, (3, 9), Some(Applicability::Unsafe)),
            finding("code-span-charset", Severity::Warning, (21, 22), Some(Applicability::Safe)),
            finding("code-span-differs", Severity::Error, (20, 28), Some(Applicability::Manual)),
            finding("link-broken", Severity::Error, (40, 50), None),
        ];
        unite(&rules, &mut found);
        let told: Vec<(&str, Severity, usize)> =
            found.iter().map(|d| (&*d.rule, d.severity, d.related.len())).collect();
        assert_eq!(
            told,
            [
                ("link-differs", Severity::Error, 1),
                ("code-span-differs", Severity::Error, 1),
                ("link-broken", Severity::Error, 0)
            ]
        );
        assert_eq!(found[0].related[0].message, "said by link-broken");
        let titles: Vec<&str> = found.iter().filter_map(|d| d.fix.as_ref()).map(|fix| &*fix.title).collect();
        assert_eq!(titles, ["link-differs", "code-span-charset"], "the surer fix is kept");
    }
}
