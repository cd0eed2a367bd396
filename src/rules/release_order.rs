//! Check kind `release-order`: the dates of releases follow their versions.

use jiff::civil::Date;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::corpus::facts::releases::{PageDate, Release};
use crate::text::{Location, SourceId};

/// Compares the date of a release with those of the other releases of its line.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleaseOrder {}

static CASES: &[Case] = &[
    Case::new("earlier", &["release", "found", "other", "expected"]).with_related(&["other"]),
    Case::new("later", &["release", "found", "other", "expected"]).with_related(&["other"]),
    Case::new("line", &["release", "found", "other", "expected"]).with_related(&["other"]),
];

impl PageCheck for ReleaseOrder {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let releases = &page.facts.releases;
        let Some(own) = releases.of_page(page.id).filter(|own| !own.key.is_candidate()) else { return };
        let Some(date) = PageDate::of(page.site, page.source) else { return };
        let Some(at) = date.at else { return };
        let all =
            releases.beside(page.id).iter().filter(|release| !release.key.is_candidate() && release.page.is_some());
        let line: Vec<&Release> = all.clone().filter(|release| release.key.line() == own.key.line()).collect();
        let mut found = wrong(page, &line, own, date.day)
            .map(|(other, day)| (other, day, if other.key < own.key { "earlier" } else { "later" }));
        if found.is_none() && own.key.is_minor() {
            let major = own.key.line()[0];
            let lines: Vec<&Release> =
                all.filter(|release| release.key.is_minor() && release.key.line()[0] == major).collect();
            found = wrong(page, &lines, own, date.day).map(|(other, day)| (other, day, "line"));
        }
        let Some((other, day, case)) = found else { return };
        let finding = Finding::at(page.at(at)).case(case).value("release", own.version.to_string());
        let finding = finding.value("found", date.day.to_string()).value("other", other.version.to_string());
        let place = other.page.zip(other.date.as_ref().and_then(|date| date.at));
        let finding = finding.value("expected", day.to_string());
        findings.report(match place {
            Some((source, span)) => finding.related(Location { source, span }, "other"),
            None => finding,
        });
    }
}

/// The release that the date of `own` contradicts, when it is `own` that is out of order: taken out, the others are in
/// order, or in better order than without any other one.
fn wrong<'r>(page: &Page<'_>, line: &[&'r Release], own: &Release, day: Date) -> Option<(&'r Release, Date)> {
    let dated: Vec<(&Release, Date)> = line
        .iter()
        .filter_map(|release| {
            let own = release.key == own.key;
            Some((*release, if own { day } else { release.date.as_ref()?.day }))
        })
        .collect();
    let at = dated.iter().position(|(release, _)| release.key == own.key)?;
    let first = at.saturating_sub(NEAR);
    let (dated, at) = (&dated[first..dated.len().min(at + NEAR)], at - first);
    if dated.is_sorted_by_key(|(_, day)| *day) {
        return None;
    }
    let kept = longest_in_order(&dated.iter().map(|(_, day)| *day).collect::<Vec<_>>());
    if kept.contains(&at) {
        return None;
    }
    let before = dated[..at].iter().rev().find(|(_, other)| *other > day);
    let after = dated[at + 1..].iter().find(|(_, other)| *other < day);
    let far = |id: Option<SourceId>| id != Some(page.id);
    before.or(after).filter(|(release, _)| far(release.page)).map(|(release, other)| (*release, *other))
}

/// How many releases before and after one are compared with it.
const NEAR: usize = 60;

/// The positions of the longest part of a list that is in order; of two, the one that keeps earlier items.
fn longest_in_order(days: &[Date]) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(days.len());
    for (at, day) in days.iter().enumerate() {
        let mut longest = (1, None);
        for (before, other) in days[..at].iter().enumerate() {
            if other <= day && best[before].0 + 1 > longest.0 {
                longest = (best[before].0 + 1, Some(before));
            }
        }
        best.push(longest);
    }
    let mut next = (0..days.len()).rev().max_by_key(|&at| best[at].0);
    let mut kept = Vec::new();
    while let Some(at) = next {
        kept.push(at);
        next = best[at].1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_order_is_one_item() {
        let days = |all: &[i8]| all.iter().map(|&day| Date::constant(2031, 1, day)).collect::<Vec<_>>();
        let kept = |all: &[i8]| {
            let mut kept = longest_in_order(&days(all));
            kept.sort_unstable();
            kept
        };
        assert_eq!(kept(&[1, 2, 9, 3, 4]), [0, 1, 3, 4]);
        assert_eq!(kept(&[5, 4]), [0]);
        assert_eq!(kept(&[1, 1, 2]), [0, 1, 2]);
        assert_eq!(kept(&[]), [] as [usize; 0]);
    }
}
