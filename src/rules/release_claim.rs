//! Check kind `release-claim`: what pages say of a release against its announcement.

use jiff::civil::Date;

use super::check::{Case, Page, PageCheck};
use super::claims::{Claim, Forms, Named, claims, predecessors};
use super::findings::{Finding, Findings};
use crate::corpus::facts::releases::{Release, stated_date};
use crate::diagnostic::{Applicability, Edit};
use crate::text::{Location, Span};

/// Compares dates and predecessors that pages give for releases with the catalogue.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ReleaseClaim {
    pub(super) forms: Forms,
}

static CASES: &[Case] = &[
    Case::new("date", &["release", "found", "expected"]).with_related(&["announced"]),
    Case::new("stated", &["release", "found", "expected", "file", "line"]),
    Case::new("predecessor", &["release", "found", "expected"]).with_related(&["before"]),
    Case::new("other", &["release", "found"]).with_related(&["announced"]),
];

impl PageCheck for ReleaseClaim {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        for claim in claims(page, &self.forms) {
            date(page, &claim, findings);
        }
        self.predecessors(page, findings);
    }
}

impl ReleaseClaim {
    /// What an announcement says of the release before its own.
    fn predecessors(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let releases = &page.facts.releases;
        let (Some(product), Some(own)) = (releases.product_of_page(page.id), releases.of_page(page.id)) else { return };
        let Some(expected) = releases.predecessor(page.id) else { return };
        for named in predecessors(page, product, &self.forms) {
            before(page, (own, expected), &named, findings);
        }
    }
}

/// The day of a release and where it is written.
pub(super) fn announced(release: &Release) -> Option<(Date, Option<Location>)> {
    let date = release.date.as_ref()?;
    let at = release.page.map(|source| Location { source, span: date.at.unwrap_or(Span::at(0)) });
    Some((date.day, at))
}

fn date(page: &Page<'_>, claim: &Claim<'_>, findings: &mut Findings<'_>) {
    let rows = claim.release.rows.iter().filter_map(|row| {
        let stated = row.date.as_ref()?;
        Some((&row.file, stated, stated_date(stated)?.day()?))
    });
    let mut rows = rows.peekable();
    let first = rows.peek().copied();
    if rows.any(|(_, _, day)| claim.date.agrees(day, 0)) {
        return;
    }
    let finding = Finding::at(page.at(claim.span)).value("release", claim.release.version.to_string());
    let finding = finding.value("found", claim.text.clone());
    let (mut finding, day) = match (announced(claim.release), first) {
        (Some((day, at)), _) => {
            let slack = claim.release.date.as_ref().map_or(0, |date| date.slack);
            if claim.date.agrees(day, slack) {
                return;
            }
            let finding = finding.case("date").value("expected", day.to_string());
            let other = at.filter(|at| *at != page.at(claim.span));
            (other.into_iter().fold(finding, |finding, at| finding.related(at, "announced")), day)
        }
        (None, Some((file, stated, day))) => {
            let finding = finding.case("stated").value("expected", stated.text.to_string());
            (finding.value("file", file.to_string()).value("line", stated.line.to_string()), day)
        }
        (None, None) => return,
    };
    if let Some(edits) = claim.says(day) {
        let edits = edits.into_iter().map(|(span, text)| Edit { location: page.at(span), text }).collect();
        finding = finding.fix(Applicability::Unsafe, edits);
    }
    findings.report(finding);
}

/// A sentence of an announcement that says which release comes before it.
fn before(page: &Page<'_>, (own, expected): (&Release, &Release), named: &[Named<'_>], findings: &mut Findings<'_>) {
    let other = match named {
        [one] => one,
        [one, other] if other.key == own.key => one,
        [one, other] if one.key == own.key => other,
        [_, other] => {
            let finding = Finding::at(page.at(other.span)).case("other").value("release", own.version.to_string());
            let finding = finding.value("found", other.text.clone());
            return findings.report(match announced(own) {
                Some((_, Some(at))) => finding.related(at, "announced"),
                _ => finding,
            });
        }
        _ => return,
    };
    // A release that no page announces may well have come before; one of the own line's first release as well.
    if other.release.is_none()
        || other.key == expected.key
        || other.key.line() == expected.key.line() && own.key.is_minor()
    {
        return;
    }
    let finding = Finding::at(page.at(other.span)).case("predecessor").value("release", own.version.to_string());
    let finding = finding.value("found", other.text.clone()).value("expected", expected.version.to_string());
    findings.report(match announced(expected) {
        Some((_, Some(at))) => finding.related(at, "before"),
        _ => finding,
    });
}
