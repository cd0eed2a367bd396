//! Check kind `release-versions`: one page, one version. The path, the release field, titles and aliases must agree.

use regex::Captures;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::corpus::version::{Version, versions};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{FrontMatter, Node, ScalarStyle};
use crate::text::Span;

/// Compares the versions that a page names.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleaseVersions {
    /// Fields that hold a version and nothing else.
    releases: Vec<String>,
    /// Text fields that name the version of the page if they name any.
    texts: Vec<String>,
    /// Lists of URLs that name the version of the page if they name any.
    urls: Vec<String>,
}

static CASES: &[Case] = &[
    Case::new("path", &["field", "found", "expected"]),
    Case::new("field", &["field", "found", "expected"]).with_related(&["release"]),
    Case::new("line", &["found", "expected"]),
    Case::new("malformed", &["field", "found"]),
    Case::new("unnamed", &["field", "found", "expected"]),
];

impl PageCheck for ReleaseVersions {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let Some(front_matter) = &page.document.front_matter else { return };
        let release = self.release(page, front_matter, findings);
        let groups = page.kind().and_then(|kind| kind.path.captures(&page.source.key));
        let group = |name| groups.as_ref().and_then(|groups: &Captures<'_>| groups.name(name)).map(|m| m.as_str());
        let line = group("line").and_then(Version::parse);
        let by_path = match groups {
            Some(_) => group("version").and_then(Version::parse),
            None => version_of_path(&page.source.key),
        };
        let expected = match (by_path, line, &release) {
            (Some(version), line, _) => {
                if let Some(line) = line.filter(|line| !version.belongs_to(line)) {
                    wrong_line(page, &line, &version, findings);
                }
                let kind = page.kind().is_some();
                Expected { version, from: From::Path, every_text: kind }
            }
            (None, Some(line), _) => Expected { version: line, from: From::Path, every_text: true },
            (None, None, Some((span, version))) => {
                Expected { version: version.clone(), from: From::Field(*span), every_text: false }
            }
            (None, None, None) => return,
        };
        self.compare(page, front_matter, &expected, release.is_some(), findings);
    }
}

/// The version that a page should name, and how that is known.
struct Expected<'a> {
    version: Version<'a>,
    from: From,
    /// The path says what the page is, so every text field that names another version is wrong.
    every_text: bool,
}

#[derive(Clone, Copy)]
enum From {
    Path,
    Field(Span),
}

/// The version of the last part of a path that has one: `news/2.4.x/announcing-2.4.1/index.md`.
fn version_of_path(key: &str) -> Option<Version<'_>> {
    let folder = key.strip_suffix(".mdx").or_else(|| key.strip_suffix(".md")).unwrap_or(key);
    let part = folder.rsplit('/').find(|part| !matches!(*part, "index" | "_index"))?;
    let mut found = versions(part).filter(|version| !version.line);
    let version = found.next()?;
    found.next().is_none().then_some(version)
}

fn wrong_line(page: &Page<'_>, line: &Version<'_>, version: &Version<'_>, findings: &mut Findings<'_>) {
    let at = page.document.front_matter.as_ref().map_or(Span::at(0), |fm| Span { end: fm.span.start, ..fm.span });
    let found = format!("{}.x", line.text);
    let finding = Finding::at(page.at(at)).case("line").fix(Applicability::Manual, Vec::new());
    findings.report(finding.value("found", found).value("expected", version.text));
}

impl ReleaseVersions {
    /// The version in the release field, which is reported when it is none.
    fn release<'a>(
        &self,
        page: &Page<'a>,
        front_matter: &'a FrontMatter,
        findings: &mut Findings<'_>,
    ) -> Option<(Span, Version<'a>)> {
        let entry = self.releases.iter().find_map(|field| front_matter.get(field))?;
        let text = entry.value.as_str().filter(|text| !text.trim().is_empty())?;
        let version = Version::parse(text.trim());
        let zero = |part: &str| part.len() > 1 && part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit());
        let malformed = match &version {
            Some(version) => version.text.split('.').any(zero) || version.numbers().len() > 3,
            None => text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('.'),
        };
        if malformed {
            let finding = Finding::at(page.at(entry.value.span)).case("malformed");
            findings.report(finding.value("field", &*entry.key.value).value("found", text));
        }
        version.map(|version| (entry.value.span, version))
    }

    fn compare(
        &self,
        page: &Page<'_>,
        front_matter: &FrontMatter,
        expected: &Expected<'_>,
        has_release: bool,
        findings: &mut Findings<'_>,
    ) {
        let sure = has_release || expected.every_text;
        for field in self.releases.iter().filter(|_| matches!(expected.from, From::Path)) {
            let Some(entry) = front_matter.get(field) else { continue };
            let text = entry.value.as_str().unwrap_or_default().trim();
            if let Some(version) = Version::parse(text).filter(|version| !expected.allows(version)) {
                report(page, &entry.key.value, entry.value.span, version.text, expected, findings);
            }
        }
        let all = if expected.every_text { self.texts.len() } else { self.texts.len().min(SURE_TEXTS) };
        let texts = self.texts[..all].iter().filter(|_| sure);
        if expected.every_text && !expected.version.line && page.is_original() {
            unnamed(page, front_matter, self.texts.first(), expected, findings);
        }
        let urls = self.urls.iter().filter(|_| expected.every_text);
        for field in texts.chain(urls) {
            let Some(entry) = front_matter.get(field) else { continue };
            for node in entry.value.items() {
                self.text(page, &entry.key.value, node, expected, findings);
            }
        }
    }

    /// A text must name the expected version among those that it names.
    fn text(&self, page: &Page<'_>, field: &str, node: &Node, expected: &Expected<'_>, findings: &mut Findings<'_>) {
        let Some(text) = node.as_str() else { return };
        let mut wrong = None;
        for version in versions(text) {
            if expected.allows(&version) || version.line && expected.version.belongs_to(&version) {
                return;
            }
            wrong = wrong.or_else(|| (!version.line).then_some(version));
        }
        let Some(wrong) = wrong else { return };
        let verbatim = node.span.of(page.text).find(wrong.text).filter(|_| {
            matches!(node.style(), Some(ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted))
        });
        let span = verbatim.map_or(node.span, |at| {
            let start = node.span.start as usize + at;
            Span::new(start, start + wrong.text.len())
        });
        report(page, field, span, wrong.text, expected, findings);
    }
}

/// The title of a page of one version names it: `Change Notes` alone says nothing in a list of pages.
fn unnamed(
    page: &Page<'_>,
    front_matter: &FrontMatter,
    title: Option<&String>,
    expected: &Expected<'_>,
    findings: &mut Findings<'_>,
) {
    let Some(entry) = title.and_then(|field| front_matter.get(field)) else { return };
    let Some(text) = entry.value.as_str().filter(|text| !text.trim().is_empty()) else { return };
    if text.bytes().any(|b| b.is_ascii_digit()) || text.contains("{{") {
        return;
    }
    let finding = Finding::at(page.at(entry.value.span)).case("unnamed").value("field", &*entry.key.value);
    let finding = finding.fix(Applicability::Manual, Vec::new());
    findings.report(finding.value("found", text).value("expected", expected.version.text));
}

/// Without a page kind only the first of the text fields, the titles, are certain to name the page's own version.
const SURE_TEXTS: usize = 2;

impl Expected<'_> {
    fn allows(&self, version: &Version<'_>) -> bool {
        match self.version.line {
            true => version.belongs_to(&self.version),
            false => version.same_release(&self.version) || version.line && self.version.belongs_to(version),
        }
    }
}

fn report(page: &Page<'_>, field: &str, span: Span, found: &str, expected: &Expected<'_>, findings: &mut Findings<'_>) {
    let finding = Finding::at(page.at(span)).value("field", field.to_owned()).value("found", found.to_owned()).value(
        "expected",
        if expected.version.line { format!("{}.x", expected.version.text) } else { expected.version.text.to_owned() },
    );
    // Which of the two is wrong is for a person to say, so the edit is only a suggestion.
    let to =
        if expected.version.line { format!("{}.x", expected.version.text) } else { expected.version.text.to_owned() };
    let verbatim = span.of(page.text) == found;
    let edits = if verbatim { vec![Edit::replace(page.id, span, to)] } else { Vec::new() };
    let finding = finding.fix(Applicability::Manual, edits);
    findings.report(match expected.from {
        From::Path => finding.case("path"),
        From::Field(release) => finding.case("field").related(page.at(release), "release"),
    });
}
