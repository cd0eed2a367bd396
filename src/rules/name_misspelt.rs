//! Check kind `name-misspelt`: a product's name with a slip of the keyboard in it, such as `Lnatern`, where all see it.

use super::check::{Case, Page, PageCheck};
use super::findings::{Finding, Findings};
use crate::diagnostic::{Applicability, Edit};
use crate::text::Span;

/// The shortest name that is looked for: slips in shorter ones make words of some language.
const SHORTEST: usize = 5;
/// The shortest name in which one letter too few or too many is a slip.
const LONG: usize = 6;

/// Looks at titles, descriptions and headings.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NameMisspelt {
    /// Names beside those of the products that the site announces.
    names: Vec<String>,
    /// Fields of front matter that are looked at, beside those that the site names as texts.
    fields: Vec<String>,
}

static CASES: &[Case] = &[Case::new("default", &["found", "expected"])];

impl PageCheck for NameMisspelt {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, page: &Page<'_>, findings: &mut Findings<'_>) {
        let known = page.facts.releases.names().chain(self.names.iter().map(String::as_str));
        let is_name = |name: &&str| {
            name.len() >= SHORTEST
                && name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.bytes().all(|b| b.is_ascii_alphabetic())
        };
        let names: Vec<&str> = known.filter(is_name).collect();
        if names.is_empty() {
            return;
        }
        for entry in page.document.front_matter.iter().flat_map(|front_matter| front_matter.entries()) {
            let listed = |fields: &[String]| super::compared_field::lists(fields, &entry.key.value);
            if entry.value.as_str().is_some() && (listed(&self.fields) || listed(&page.site.fields.text)) {
                look(page, entry.value.span, &names, findings);
            }
        }
        for heading in &page.document.headings {
            look(page, heading.content, &names, findings);
        }
    }
}

/// Looks through the words of a text.
fn look(page: &Page<'_>, span: Span, names: &[&str], findings: &mut Findings<'_>) {
    let text = span.of(page.text);
    let mut end = 0;
    let bytes = text.as_bytes();
    while let Some(from) = bytes[end..].iter().position(u8::is_ascii_uppercase).map(|at| end + at) {
        end = bytes[from..].iter().position(|b| !b.is_ascii_alphanumeric()).map_or(text.len(), |at| from + at);
        let word = &text[from..end];
        let stands_free = !text[..from].ends_with(is_joint) && !text[end..].starts_with(is_joint);
        let Some(name) = names.iter().find(|name| stands_free && is_slip(word, name)) else { continue };
        let at = Span::new(span.start as usize + from, span.start as usize + end);
        let finding = Finding::at(page.at(at)).value("found", word).value("expected", *name);
        findings.report(finding.fix(Applicability::Unsafe, vec![Edit::replace(page.id, at, (*name).to_owned())]));
    }
}

/// Signs of code, paths and addresses.
fn is_joint(c: char) -> bool {
    matches!(c, '`' | '/' | '_' | '@' | '$' | '=' | '#')
}

/// True for a name with two letters in the wrong order, or, when it is long, with a letter too few or one twice, but
/// for its first letter and its end: what changes those makes other words, and plurals.
fn is_slip(word: &str, name: &str) -> bool {
    let (word, name) = (word.as_bytes(), name.as_bytes());
    let same = word.iter().zip(name).take_while(|(a, b)| a == b).count();
    let (rest, expected) = (&word[same..], &name[same..]);
    let is_long = name.len() >= LONG;
    match (rest, expected) {
        _ if same == 0 => false,
        ([a, b, rest @ ..], [x, y, expected @ ..]) if (a, b) == (y, x) => rest == expected,
        ([_, ..], [_, expected @ ..]) if rest == expected => is_long,
        ([twice, rest @ ..], [_, ..]) => is_long && *twice == word[same - 1] && rest == expected,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_are_told_from_other_words() {
        for slip in ["Lnatern", "Latnern", "Lantren", "Lanern", "Lanntern", "Lantrn"] {
            assert!(is_slip(slip, "Lantern"), "{slip}");
        }
        for word in ["Lantern", "Lanterns", "Antern", "Lanter", "Lenten", "Lanterne", "Luntern", "Canter", "L", ""] {
            assert!(!is_slip(word, "Lantern"), "{word}");
        }
        assert!(is_slip("Istoi", "Istio") && !is_slip("Isto", "Istio"));
    }
}
