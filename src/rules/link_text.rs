//! Check kind `link-text`: a link whose text names another issue, vulnerability or version than its destination.

use std::sync::LazyLock;

use regex::Regex;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::corpus::version::{Version, versions};
use crate::diagnostic::Applicability;
use crate::document::Link;
use crate::text::Span;

/// Compares texts with destinations.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkText {
    /// Parts of destinations that name a version, as expressions with one group for it.
    #[serde(deserialize_with = "regexes")]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    versions: Vec<Regex>,
}

static CASES: &[Case] = &[
    Case::new("number", &["found", "expected"]),
    Case::new("vulnerability", &["found", "expected"]),
    Case::new("version", &["found", "expected"]),
    Case::new("line", &["found", "expected"]),
];

/// An issue or a change request in a URL of GitHub, GitLab and the like.
static ISSUE_URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/(?:issues|pull|pulls|merge_requests)/([0-9]+)/?(?:$|[?#])").expect("a valid pattern")
});

/// A text that is a number, with a word or two before it: `#123`, `Issue #123`, `PR 123`, `istio/istio#123`.
static ISSUE_TEXT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(?:[\p{L}./_-]+[\s：:]*){0,3}[#＃]?([0-9]{2,7})\s*$").expect("a valid pattern"));

static CVE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)CVE-[0-9]{4}-[0-9]{4,7}").expect("a valid pattern"));

/// A release below the folder of its line: `/1.20.x/announcing-1.21/`.
static LINE_URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/v?([0-9]+\.[0-9]+)\.x/[A-Za-z-]*?([0-9]+\.[0-9]+[0-9.]*)").expect("a valid pattern")
});

impl PageCheck for LinkText {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        for link in page.document.links.iter().filter(|link| !link.image) {
            line(page, link, findings);
            if link.text.overlaps(link.destination.span) {
                continue;
            }
            let text = link.text.of(page.text);
            if !text.bytes().any(|b| b.is_ascii_digit()) {
                continue;
            }
            number(page, link, text, findings);
            vulnerability(page, link, text, findings);
            self.version(page, link, text, findings);
        }
    }
}

fn number(page: &Page<'_>, link: &Link, text: &str, findings: &mut Findings<'_>) {
    let Some(url) = ISSUE_URL.captures(&link.destination.value) else { return };
    let Some(written) = ISSUE_TEXT.captures(text).and_then(|groups| groups.get(1)) else { return };
    if written.as_str() != &url[1] {
        let at = Span::from(written.range()).shifted(link.text.start as usize);
        differs(page, at, "number", &format!("#{}", written.as_str()), &format!("#{}", &url[1]), findings);
    }
}

fn vulnerability(page: &Page<'_>, link: &Link, text: &str, findings: &mut Findings<'_>) {
    if !text.contains("CVE") {
        return;
    }
    let in_url: Vec<&str> = CVE.find_iter(&link.destination.value).map(|found| found.as_str()).collect();
    let Some(&expected) = in_url.first() else { return };
    let mut in_text = CVE.find_iter(text);
    let Some(first) = in_text.next() else { return };
    let named = |id: &str| in_url.iter().any(|other| other.eq_ignore_ascii_case(id));
    if !named(first.as_str()) && !in_text.any(|found| named(found.as_str())) {
        let at = Span::from(first.range()).shifted(link.text.start as usize);
        differs(page, at, "vulnerability", first.as_str(), expected, findings);
    }
}

impl LinkText {
    fn version(&self, page: &Page<'_>, link: &Link, text: &str, findings: &mut Findings<'_>) {
        let url = &*link.destination.value;
        let mut in_text = versions(text);
        let (Some(written), None) = (in_text.next(), in_text.next()) else { return };
        let found = self.versions.iter().find_map(|part| part.captures(url)?.get(1));
        let Some(target) = found.and_then(|found| Version::parse(found.as_str())) else { return };
        let related = written.belongs_to(&target) && written.numbers().len() > 2 && target.numbers().len() == 2
            || target.belongs_to(&written);
        if !related && !written.same_release(&target) {
            let at = Span::from(written.range.clone()).shifted(link.text.start as usize);
            differs(page, at, "version", written.text, target.text, findings);
        }
    }
}

/// A destination that contradicts itself: a release in the folder of another line.
fn line(page: &Page<'_>, link: &Link, findings: &mut Findings<'_>) {
    if !link.destination.value.contains(".x/") {
        return;
    }
    let Some(groups) = LINE_URL.captures(&link.destination.value) else { return };
    let version = groups[2].trim_end_matches('.');
    let (Some(line), Some(release)) = (Version::parse(&groups[1]), Version::parse(version)) else { return };
    if !release.belongs_to(&line) {
        differs(page, link.destination.span, "line", version, &format!("{}.x", &groups[1]), findings);
    }
}

fn differs(page: &Page<'_>, at: Span, case: &'static str, found: &str, expected: &str, findings: &mut Findings<'_>) {
    let finding = Finding::at(page.at(at)).case(case);
    let finding = finding.value("found", found.to_owned()).value("expected", expected.to_owned());
    findings.report(finding.fix(Applicability::Manual, Vec::new()));
}

fn regexes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Regex>, D::Error> {
    use serde::de::Error as _;
    let written = <Vec<String> as serde::Deserialize>::deserialize(deserializer)?;
    written
        .iter()
        .map(|text| {
            let regex = Regex::new(text).map_err(D::Error::custom)?;
            let groups = regex.captures_len() > 1;
            groups.then_some(regex).ok_or_else(|| D::Error::custom(format!("`{text}` needs a group for the version")))
        })
        .collect()
}
