//! Check kind `fields`: the front matter of a page on its own. Its schema, its dates, its empty and misspelled fields.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use regex::Regex;

use super::check::{Case, Page, PageCheck};
use super::date::{self, DateFault};
use super::findings::{Finding, Findings};
use crate::corpus::Generator;
use crate::corpus::schema::{Complaint, Fault, Schema};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Entry, FrontMatter, FrontMatterFormat, ScalarStyle};
use crate::syntax::directive::FIELD;
use crate::text::nearest;

/// Looks at the fields of a page.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    /// Fields that hold dates.
    dates: Vec<String>,
    /// Fields that are pointless without a value.
    filled: Vec<String>,
    /// Fields that generators and themes know: they are never taken for a slip of another name.
    known: BTreeSet<String>,
    /// Texts that a field must not have, with what to write instead.
    forms: Vec<Form>,
}

/// A text that a field must not have.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Form {
    field: String,
    /// What must not be there.
    #[serde(deserialize_with = "super::pattern::regex")]
    #[cfg_attr(test, schemars(with = "String"))]
    not: Regex,
    /// What to write for the part that fits; `$1` and so on stand for groups.
    #[serde(default)]
    replace: Option<String>,
}

static CASES: &[Case] = &[
    Case::new("required", &["field"]),
    Case::new("empty", &["field"]),
    Case::new("type", &["field", "found", "expected"]),
    Case::new("form", &["field", "found", "expected"]),
    Case::new("choice", &["field", "found", "expected"]),
    Case::new("not-allowed", &["field"]),
    Case::new("misspelled", &["field", "expected"]),
    Case::new("date", &["field", "found", "expected"]),
    Case::new("no-such-day", &["field", "found"]),
    Case::new("seconds", &["field", "found", "expected"]),
    Case::new("unwanted", &["field", "found", "part", "expected"]),
    Case::new("schema", &["field", "detail"]),
];

impl PageCheck for Fields {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let Some(front_matter) = &page.document.front_matter else { return };
        let by_schema = complaints(page, front_matter);
        let names = Names { page, front_matter, absent: OnceCell::new() };
        for complaint in &by_schema {
            self.complain(page, &names, complaint, findings);
        }
        // What the schema has been heard on, the general checks say nothing about.
        let faults = by_schema.iter().filter(|complaint| complaint.fault != Fault::Required);
        let mut places: Vec<u32> = faults.map(|complaint| complaint.span.start).collect();
        places.sort_unstable();
        let judged = |entry: &Entry| {
            let next = places.partition_point(|&start| start < entry.span().start);
            places.get(next).is_some_and(|&start| start <= entry.span().end)
        };
        for entry in front_matter.entries().iter().filter(|entry| !judged(entry)) {
            self.entry(page, &names, entry, findings);
        }
    }
}

/// What the schema of the page's kind has against it. After a syntax error nothing can be said about what is missing.
fn complaints(page: &Page<'_>, front_matter: &FrontMatter) -> Vec<Complaint> {
    let schema = page.source.kind.and_then(|kind| page.facts.schema(kind));
    let mut all = schema.map_or_else(Vec::new, |schema| schema.complaints(front_matter));
    all.retain(|complaint| front_matter.complete || complaint.fault != Fault::Required);
    // What the page says to tidings is no business of the site's schema.
    all.retain(|complaint| complaint.field.split('.').next() != Some(FIELD));
    all
}

impl Fields {
    fn complain(&self, page: &Page<'_>, names: &Names<'_>, about: &Complaint, findings: &mut Findings<'_>) {
        let found = about.span.of(page.text);
        let finding = Finding::at(page.at(about.span)).value("field", &*about.field);
        let finding = match &about.fault {
            Fault::Required if self.slip_of(names, &about.field) => return,
            Fault::Required => finding.case("required"),
            Fault::Empty => finding.case("empty"),
            Fault::Type(expected) => finding.case("type").value("found", found).value("expected", &**expected),
            Fault::Format(expected) | Fault::Pattern(expected) => {
                finding.case("form").value("found", found).value("expected", &**expected)
            }
            Fault::Enum(options) => {
                let finding = finding.case("choice").value("found", found).value("expected", options.join("`, `"));
                match slip(found, options.iter().map(String::as_str)) {
                    Some(near) => {
                        finding.fix(Applicability::Safe, vec![Edit::replace(page.id, about.span, near.to_owned())])
                    }
                    None => finding,
                }
            }
            Fault::Unknown(names) => {
                let key = about.field.rsplit('.').next().unwrap_or_default();
                match slip(key, names.iter().map(String::as_str)) {
                    Some(near) => misspelled(finding, page, about.span, near),
                    None => finding.case("not-allowed"),
                }
            }
            Fault::Other(detail) => finding.case("schema").value("detail", &**detail),
        };
        findings.report(finding);
    }

    /// True when the page has a misspelled form of `field`, which is reported as that.
    fn slip_of(&self, names: &Names<'_>, field: &str) -> bool {
        let slips = names.front_matter.entries().iter().filter_map(|entry| self.meant(names, &entry.key.value));
        slips.into_iter().any(|meant| meant.eq_ignore_ascii_case(field))
    }

    fn entry(&self, page: &Page<'_>, names: &Names<'_>, entry: &Entry, findings: &mut Findings<'_>) {
        let key = &*entry.key.value;
        if let Some(meant) = self.meant(names, key) {
            let finding = Finding::at(page.at(entry.key.span)).value("field", key);
            findings.report(misspelled(finding, page, entry.key.span, meant));
        }
        let Some(text) = entry.value.as_str() else { return };
        let named = |fields: &[String]| fields.iter().any(|field| field.eq_ignore_ascii_case(key));
        if text.trim().is_empty() || entry.value.is_null() {
            if named(&self.filled) || named(&self.dates) {
                findings.report(Finding::at(page.at(entry.value.span)).case("empty").value("field", key));
            }
            return;
        }
        if named(&self.dates) {
            judge_date(page, names.front_matter, entry, text, findings);
        }
        for form in self.forms.iter().filter(|form| form.field.eq_ignore_ascii_case(key)) {
            form.judge(page, entry, findings);
        }
    }

    /// The field that a rare name is a slip of: one that many pages or the page's schema have and this page has not.
    fn meant<'a>(&self, names: &Names<'a>, key: &str) -> Option<&'a str> {
        let uses = names.page.facts.fields.pages_with(key);
        if uses > RARE {
            return None;
        }
        let lower = key.to_ascii_lowercase();
        if self.known.contains(&lower) || names.schema().is_some_and(|schema| schema.names(key)) {
            return None;
        }
        let absent = names.absent.get_or_init(|| names.absent());
        let frequent = absent.iter().filter(|(name, pages)| *pages >= uses * 10 && *name != lower);
        slip(&lower, frequent.map(|(name, _)| *name))
    }
}

/// The fields that a misspelled one could be, found when they are first needed.
struct Names<'a> {
    page: &'a Page<'a>,
    front_matter: &'a FrontMatter,
    absent: OnceCell<Vec<(&'a str, u32)>>,
}

impl<'a> Names<'a> {
    fn schema(&self) -> Option<&'a Schema> {
        self.page.source.kind.and_then(|kind| self.page.facts.schema(kind))
    }

    /// What many pages or the page's schema have and this page has not, with the number of pages.
    fn absent(&self) -> Vec<(&'a str, u32)> {
        let learned = self.page.facts.fields.all().filter(|(_, pages)| *pages >= FREQUENT);
        let written = self.schema().into_iter().flat_map(|schema| schema.fields()).map(|name| (name, u32::MAX));
        learned.chain(written).filter(|(name, _)| self.front_matter.get(name).is_none()).collect()
    }
}

/// A field that is on more pages than this is no slip.
const RARE: u32 = 5;
/// A field that is on so many pages is certainly meant.
const FREQUENT: u32 = 20;

fn misspelled<'a>(finding: Finding<'a>, page: &Page<'_>, key: crate::text::Span, meant: &str) -> Finding<'a> {
    finding
        .case("misspelled")
        .value("expected", meant.to_owned())
        .fix(Applicability::Safe, vec![Edit::replace(page.id, key, meant)])
}

/// The name that is at most one slip away, or two in a long name.
fn slip<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    let most = if length >= 9 { 2 } else { 1 };
    if length < 3 { None } else { nearest(written, names, most) }
}

fn judge_date(page: &Page<'_>, front_matter: &FrontMatter, entry: &Entry, text: &str, findings: &mut Findings<'_>) {
    let plain = entry.value.style() == Some(ScalarStyle::Plain);
    let fault = match page.site.generator {
        Generator::Hugo => date::as_hugo(text, plain && front_matter.format != FrontMatterFormat::Json),
        _ => date::leniently(text),
    };
    let Some(fault) = fault else { return };
    let finding = Finding::at(page.at(entry.value.span)).value("field", &*entry.key.value).value("found", text);
    let (finding, meant) = match fault {
        DateFault::Impossible => (finding.case("no-such-day"), None),
        DateFault::Unreadable(meant) => (finding.case("date"), meant),
        DateFault::Seconds(meant) => (finding.case("seconds"), meant),
    };
    let expected = meant.clone().unwrap_or_else(|| "YYYY-MM-DD".to_owned());
    let finding = finding.value("expected", expected);
    findings.report(match meant {
        Some(date) => finding.fix(Applicability::Safe, vec![Edit::replace(page.id, entry.value.span, date)]),
        None => finding,
    });
}

impl Form {
    fn judge(&self, page: &Page<'_>, entry: &Entry, findings: &mut Findings<'_>) {
        let written = entry.value.span.of(page.text);
        let Some(groups) = self.not.captures(written) else { return };
        let Some(part) = groups.get(0) else { return };
        let mut expected = String::new();
        groups.expand(self.replace.as_deref().unwrap_or_default(), &mut expected);
        let span = crate::text::Span::from(part.range()).shifted(entry.value.span.start as usize);
        let finding = Finding::at(page.at(span))
            .case("unwanted")
            .value("field", &*entry.key.value)
            .value("found", written)
            .value("part", part.as_str())
            .value("expected", expected.clone());
        findings.report(match self.replace {
            Some(_) => finding.fix(Applicability::Safe, vec![Edit::replace(page.id, span, expected)]),
            None => finding,
        });
    }
}
