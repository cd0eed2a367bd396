//! A page's translation before anybody has translated it: the original's text with what the rules know of translations.

use std::ops::Range;

use super::{Marks, apply, eol, line_end, line_start};
use crate::corpus::facts::{AnchorHabit, Facts};
use crate::corpus::{Corpus, LanguageId};
use crate::document::{Entry, FrontMatter, FrontMatterFormat, ScalarStyle};
use crate::rules::{Page, write_id};
use crate::syntax::directive;
use crate::text::SourceId;

/// A change of a text: where, and what comes there.
type Change = (Range<usize>, String);

/// The text of `original` as a page of another language begins. `texts` are the fields that are translated besides those
/// that the site names. Links and aliases are those of the original: the fixes of rules know how they change.
pub fn page(
    corpus: &Corpus,
    facts: &Facts,
    original: SourceId,
    language: LanguageId,
    texts: &[&str],
    marks: Marks<'_>,
) -> String {
    let page = Page::new(corpus, facts, original);
    let mut changes = Vec::new();
    if let Some(front_matter) = page.document.front_matter.as_ref().filter(|front_matter| front_matter.complete) {
        let fields = Fields { page: &page, language, texts, marks, front_matter };
        front_matter.entries().iter().for_each(|entry| fields.entry(entry, &mut changes));
    }
    if facts.anchors(language) != AnchorHabit::Localized {
        ids(&page, &mut changes);
    }
    apply(page.text, changes)
}

/// Writes out the id of every heading: the translation of its text would give another.
fn ids(page: &Page<'_>, changes: &mut Vec<Change>) {
    for heading in page.document.headings.iter().filter(|heading| heading.explicit.is_none() && !heading.unstable) {
        let Some(id) = heading.id.as_deref().filter(|id| !id.is_empty()) else { continue };
        if let Some(edit) = write_id(page, heading, id) {
            let span = edit.location.span;
            changes.push((span.start as usize..span.end as usize, edit.text));
        }
    }
}

struct Fields<'a> {
    page: &'a Page<'a>,
    language: LanguageId,
    texts: &'a [&'a str],
    marks: Marks<'a>,
    front_matter: &'a FrontMatter,
}

impl Fields<'_> {
    fn entry(&self, entry: &Entry, changes: &mut Vec<Change>) {
        let name = &*entry.key.value;
        let classes = &self.page.site.fields;
        let lists = |names: &[String]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let habit = self.page.facts.field_habits.habit(self.language, name);
        let is_text = lists(&classes.text) || self.texts.iter().any(|known| known.eq_ignore_ascii_case(name));
        let dropped = match name {
            "aliases" => self.page.facts.aliases.of(self.language).dropped,
            // What the original is allowed, its translation is not.
            directive::FIELD => true,
            _ => lists(&classes.source_only) || (habit.is_dropped() && !is_text && !lists(&classes.equal)),
        };
        let mapped = classes.map.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        let lines = self.lines(entry);
        match (lines, mapped) {
            (Some(lines), _) if dropped => {
                let end = self.page.text[lines.end..].find('\n').map_or(lines.end, |at| lines.end + at + 1);
                changes.push((lines.start..end, String::new()));
            }
            (_, Some((_, (expression, replacement)))) => {
                let span = entry.value.span;
                let text = span.of(self.page.text);
                let new = expression.replace_all(text, replacement.as_str());
                if new != text {
                    changes.push((span.start as usize..span.end as usize, new.into_owned()));
                }
            }
            (Some(lines), None) if is_text && !lists(&classes.equal) && entry.value.as_str().is_some_and(has_words) => {
                let mark = format!("# {}{}", self.marks.words("scaffold-translate", &[]), eol(self.page.text));
                changes.push((lines.start..lines.start, mark));
            }
            _ => {}
        }
    }

    /// The lines of an entry; `None` where it has no lines of its own.
    fn lines(&self, entry: &Entry) -> Option<Range<usize>> {
        let text = self.page.text;
        let start = line_start(text, entry.key.span.start as usize);
        let alone = text[start..entry.key.span.start as usize].trim_matches([' ', '"', '\'']).is_empty();
        let span = entry.span();
        let last = span.start as usize + span.of(text).trim_end().len();
        // A block of text may end in blank lines, which are its own.
        let block = matches!(entry.value.style(), Some(ScalarStyle::Literal | ScalarStyle::Folded));
        let last = if block { (span.end as usize).saturating_sub(1).max(last) } else { last };
        (alone && self.front_matter.format != FrontMatterFormat::Json)
            .then(|| start..line_end(text, last.min(text.len())))
    }
}

/// True for a text with something to translate.
fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
