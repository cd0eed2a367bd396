//! Check kind `typed-version`: a version without quotes that YAML reads as a number and shortens, 1.10 to 1.1.

use regex::Regex;

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::diagnostic::{Applicability, Edit};
use crate::document::{Node, ScalarStyle};

/// Looks at fields that hold versions.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TypedVersion {
    /// The names of fields that hold versions.
    #[serde(deserialize_with = "super::pattern::regex")]
    #[cfg_attr(test, schemars(with = "String"))]
    fields: Regex,
}

static CASES: &[Case] =
    &[Case::new("shortened", &["field", "found", "read"]), Case::new("whole", &["field", "found", "read"])];

impl PageCheck for TypedVersion {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let Some(front_matter) = &page.document.front_matter else { return };
        for entry in front_matter.entries() {
            for node in entry.value.items() {
                let Some((text, read)) = shortened(node) else { continue };
                if !self.fields.is_match(&entry.key.value) {
                    break;
                }
                // 1.10 becomes another version; 1.0 is still the same number, though it is printed as 1.
                let case = if read.contains('.') { "shortened" } else { "whole" };
                let finding = Finding::at(page.at(node.span))
                    .case(case)
                    .value("field", &*entry.key.value)
                    .value("found", text)
                    .value("read", read)
                    .fix(Applicability::Safe, vec![Edit::replace(page.id, node.span, format!("\"{text}\""))]);
                findings.report(finding);
            }
        }
    }
}

/// The text of a plain number with what is left of it when it is read as one, unless that is the same.
fn shortened(node: &Node) -> Option<(&str, String)> {
    let text = node.as_str().filter(|_| node.style() == Some(ScalarStyle::Plain) && node.tag.is_none())?;
    let (whole, fraction) = text.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || !fraction.ends_with('0') {
        return None;
    }
    let rest = fraction.trim_end_matches('0');
    Some((text, if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") }))
}
