//! Check kind `support-date`: what a data file says of releases against their announcements and the pages about support.

use super::check::{Case, Page, PageCheck};
use super::claims::{Claim, Forms, claims};
use super::findings::{Finding, Findings};
use super::release_claim::announced;
use crate::corpus::facts::releases::{PageDate, stated_date};
use crate::text::Span;

/// Compares pages with the data files that the site's configuration names.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SupportDate {
    pub(super) forms: Forms,
}

static CASES: &[Case] = &[
    Case::new("release", &["release", "found", "expected", "file", "line"]),
    Case::new("end", &["release", "found", "expected", "file", "line"]),
    Case::new("early", &["release", "found", "expected"]).with_related(&["announced"]),
];

impl PageCheck for SupportDate {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        if page.site.releases.rows.is_empty() {
            return;
        }
        release(page, findings);
        self.ends(page, findings);
    }
}

/// The date of an announcement; translations are compared with their original.
fn release(page: &Page<'_>, findings: &mut Findings<'_>) {
    let Some(own) = page.facts.releases.of_page(page.id).filter(|own| own.page == Some(page.id)) else { return };
    let Some((day, _)) = announced(own) else { return };
    let slack = own.date.as_ref().map_or(0, |date| date.slack);
    let at = own.date.as_ref().and_then(|date| date.at).unwrap_or(Span::at(0));
    for row in &own.rows {
        let Some((stated, date)) = row.date.as_ref().and_then(|stated| Some((stated, stated_date(stated)?))) else {
            continue;
        };
        if !date.agrees(day, slack) {
            let finding = Finding::at(page.at(at)).case("release").value("release", own.version.to_string());
            let finding = finding.value("found", day.to_string()).value("expected", stated.text.to_string());
            findings.report(finding.value("file", row.file.to_string()).value("line", stated.line.to_string()));
        }
    }
}

impl SupportDate {
    /// What a page says of the end of support, unless a later page says more.
    fn ends(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let claims = claims(page, &self.forms);
        if claims.is_empty() {
            return;
        }
        let own = PageDate::of(page.site, page.source).map(|date| date.day);
        for claim in claims {
            let is_early = early(page, &claim, findings);
            if is_early || page.facts.releases.has_later_notice(claim.product, &claim.key, page.id, own) {
                continue;
            }
            for row in &claim.release.rows {
                let stated = row.end.as_ref().and_then(|stated| Some((stated, stated_date(stated)?)));
                let Some((stated, date)) = stated else { continue };
                if agree(&claim.date, &date) {
                    continue;
                }
                let finding = Finding::at(page.at(claim.span)).case("end");
                let finding =
                    finding.value("release", claim.release.version.to_string()).value("found", claim.text.clone());
                let finding = finding.value("expected", stated.text.to_string()).value("file", row.file.to_string());
                findings.report(finding.value("line", stated.line.to_string()));
            }
        }
    }
}

/// Reports support that ends before the release it is for.
fn early(page: &Page<'_>, claim: &Claim<'_>, findings: &mut Findings<'_>) -> bool {
    let Some((day, at)) = announced(claim.release) else { return false };
    let is_early = claim.date.day().is_some_and(|end| end < day);
    if is_early {
        let finding =
            Finding::at(page.at(claim.span)).case("early").value("release", claim.release.version.to_string());
        let finding = finding.value("found", claim.text.clone()).value("expected", day.to_string());
        findings.report(at.into_iter().fold(finding, |finding, at| finding.related(at, "announced")));
    }
    is_early
}

/// True when two dates agree as far as both go.
fn agree(a: &crate::corpus::dates::WrittenDate, b: &crate::corpus::dates::WrittenDate) -> bool {
    [(&a.year, &b.year), (&a.month, &b.month), (&a.day, &b.day)].into_iter().all(|pair| match pair {
        (Some(a), Some(b)) => a.value == b.value,
        _ => true,
    })
}
