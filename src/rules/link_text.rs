//! Check kind `link-text`: a link whose text names another issue, vulnerability or version than its destination.

use std::ops::Range;
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

static CVE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i-u)CVE-[0-9]{4}-[0-9]{4,7}").expect("a valid pattern"));

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
    let Some(number) = issue(text) else { return };
    let Some(expected) = issue_of(&link.destination.value) else { return };
    let written = &text[number.clone()];
    if written != expected {
        let at = Span::from(number).shifted(link.text.start as usize);
        differs(page, at, "number", &format!("#{written}"), &format!("#{expected}"), findings);
    }
}

/// The number of the issue or change request that a URL of GitHub, GitLab and the like leads to.
fn issue_of(url: &str) -> Option<&str> {
    let path = &url[..url.find(['?', '#']).unwrap_or(url.len())];
    let (rest, number) = path.strip_suffix('/').unwrap_or(path).rsplit_once('/')?;
    let (_, kind) = rest.rsplit_once('/')?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (is_number && matches!(kind, "issues" | "pull" | "pulls" | "merge_requests")).then_some(number)
}

/// The number of a text that is one, with up to three words before it: `#123`, `Issue #123`, `PR 123`, `istio/istio#123`.
fn issue(text: &str) -> Option<Range<usize>> {
    let whole = text.trim_end();
    let before = whole.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = before.len()..whole.len();
    let before = before.strip_suffix(['#', '＃']).unwrap_or(before);
    let blank = |c: char| c.is_whitespace() || matches!(c, '：' | ':');
    let is_word = |word: &str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '/' | '_' | '-'));
    let mut words = before.trim_start().split(blank).filter(|word| !word.is_empty());
    let plain =
        !before.trim_start().starts_with(blank) && words.by_ref().take(3).all(is_word) && words.next().is_none();
    ((2..=7).contains(&number.len()) && plain).then_some(number)
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

#[cfg(test)]
mod tests {
    use super::{issue, issue_of};

    #[test]
    fn urls_of_issues_are_told_from_others() {
        for (url, expected) in [
            ("https://github.com/lantern/lantern/issues/123", Some("123")),
            ("https://github.com/lantern/lantern/pull/12/", Some("12")),
            ("/group/-/merge_requests/7?tab=files#note", Some("7")),
            ("https://github.com/lantern/lantern/pull/12/files", None),
            ("https://github.com/lantern/lantern/issues/", None),
            ("issues/1", None),
            ("#/", None),
            ("", None),
        ] {
            assert_eq!(issue_of(url), expected, "{url}");
        }
    }

    #[test]
    fn numbers_of_issues_are_told_from_other_texts() {
        for (text, expected) in [
            ("#123", Some("123")),
            ("Issue #123 ", Some("123")),
            ("PR 12", Some("12")),
            ("istio/istio#12345", Some("12345")),
            ("问题：＃77", Some("77")),
            ("see the issue 123", Some("123")),
            ("see also the issue 123", None),
            ("#1", None),
            ("12345678", None),
            ("1.20", None),
            ("v1 123", None),
            (": 12", None),
            ("issue", None),
            ("", None),
        ] {
            assert_eq!(issue(text).map(|number| &text[number]), expected, "{text}");
        }
    }
}
