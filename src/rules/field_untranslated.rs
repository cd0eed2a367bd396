//! Check kind `field-untranslated`: texts of the front matter that were left in the original's language.

use crate::corpus::letters::{is_foreign_letter, latin_words};
use crate::diagnostic::Applicability;

use super::check::{Case, Pair, PairCheck};
use super::compared_field::{fields, front_matters, is_empty, lists, shown};
use super::findings::{Finding, Findings};

/// Reports texts that are the same as in the original though they have words to translate.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldUntranslated {
    /// Fields that are to be translated.
    #[serde(default)]
    text: Vec<String>,
}

static CASES: &[Case] = &[Case::new("default", &["field", "found", "language"]).with_related(&["original"])];

/// In a language with Latin letters: how many words of at least how many letters in all two texts must share.
const LONG: (usize, usize) = (6, 30);

impl FieldUntranslated {
    /// The fields that are texts.
    pub(super) fn texts(&self) -> &[String] {
        &self.text
    }
}

impl PairCheck for FieldUntranslated {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let Some((ours, theirs)) = front_matters(pair) else { return };
        let site = &pair.original.site.fields;
        for field in fields(ours, theirs, &[&site.text, &self.text]) {
            let named =
                lists(&site.text, &field.name) || (lists(&self.text, &field.name) && !lists(&site.equal, &field.name));
            let Some(other) = field.other.filter(|other| named && !is_empty(&other.value)) else { continue };
            let (Some(text), Some(found)) = (field.entry.value.as_str(), other.value.as_str()) else { continue };
            if text.trim() != found.trim() || !needs_translation(pair, text, &field.name) || pair.is_copy() {
                continue;
            }
            let finding = Finding::at(pair.translation.at(other.value.span.trimmed(pair.translation.text)))
                .value("field", field.name.to_string())
                .value("found", shown(pair.translation.text, &other.value).to_owned())
                .value("language", &*pair.language.tag)
                .related(pair.original.at(field.entry.value.span.trimmed(pair.original.text)), "original")
                .fix(Applicability::Manual, Vec::new());
            findings.report(finding);
        }
    }
}

/// True when a text that is the same in both languages has words that should have been translated.
fn needs_translation(pair: &Pair<'_>, text: &str, field: &str) -> bool {
    let habits = &pair.translation.facts.field_habits;
    if text.chars().any(is_foreign_letter) || habits.folder_keeps(pair.language_id, &pair.original.source.key, field) {
        return false;
    }
    let foreign =
        habits.is_foreign(pair.language_id).unwrap_or_else(|| pair.translation.text.chars().any(is_foreign_letter));
    if !foreign {
        let words: Vec<&str> = latin_words(text).collect();
        return words.len() >= LONG.0 && words.iter().map(|word| word.len()).sum::<usize>() >= LONG.1;
    }
    let (known, likely) = translatable(pair, text);
    known >= 1 || likely >= 2
}

/// How many words of the text translations are known not to keep, and how many look like words rather than names.
fn translatable(pair: &Pair<'_>, text: &str) -> (usize, usize) {
    let (mut known, mut likely) = (0, 0);
    for token in text.split_whitespace().take(100) {
        let token = token.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let capitals = token.bytes().skip(1).any(|b| b.is_ascii_uppercase());
        if token.len() < 2 || capitals || !token.bytes().all(|b| b.is_ascii_alphabetic()) {
            continue;
        }
        let (kept, seen) = pair.translation.facts.field_habits.word(pair.language_id, token);
        if seen >= 3 {
            known += usize::from(kept * 5 <= seen);
            likely += usize::from(kept * 2 < seen);
        } else {
            likely += usize::from(is_common(pair.original.text, token));
        }
    }
    (known, likely)
}

/// True for a word rather than a name: it is written small, here or elsewhere on the page.
fn is_common(text: &str, word: &str) -> bool {
    if word.starts_with(|c: char| c.is_ascii_lowercase()) {
        return true;
    }
    let small = word.to_ascii_lowercase();
    let whole = |at: usize| {
        let outer = |byte: Option<&u8>| byte.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b',' | b'.' | b')'));
        let bytes = text.as_bytes();
        bytes.get(at.wrapping_sub(1)).is_some_and(|b| matches!(b, b' ' | b'\n')) && outer(bytes.get(at + small.len()))
    };
    memchr::memmem::find_iter(text.as_bytes(), small.as_bytes()).take(1000).any(whole)
}
