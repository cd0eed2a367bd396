//! Check kind `untranslated-text`: blocks of a translation that are still in the original's language.

use super::check::{Case, Page, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::gaps::{first_line, quoted};
use crate::corpus::align::{Passage, UnitKind};
use crate::document::{BlockKind, within};
use crate::text::Span;

/// Reports paragraphs, items, rows and headings that nobody has translated.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct UntranslatedText {
    /// Words in lower case that a text must have before it counts as a sentence: names and titles have few.
    words: usize,
    /// Attributes of HTML tags and arguments of shortcodes that are read by people.
    attributes: Vec<String>,
}

impl Default for UntranslatedText {
    fn default() -> Self {
        Self { words: 4, attributes: ["alt", "caption", "title"].map(str::to_owned).into() }
    }
}

static CASES: &[Case] = &[
    Case::new("heading", &["text"]).with_related(&["original"]),
    Case::new("text", &["text"]).with_related(&["original"]),
    Case::new("attribute", &["text", "attribute"]).with_related(&["original"]),
];

impl PairCheck for UntranslatedText {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        for passage in pair.passages().iter().filter(|passage| passage.untranslated) {
            let line = first_line(pair.translation.text, passage.translation);
            if line.is_empty() || !self.is_sentence(&pair.translation, passage) {
                continue;
            }
            let case = if matches!(passage.translated_kind, UnitKind::Heading(_)) { "heading" } else { "text" };
            let original = first_line(pair.original.text, passage.original);
            findings.report(
                Finding::at(pair.translation.at(line))
                    .case(case)
                    .value("text", quoted(line.of(pair.translation.text)))
                    .related(pair.original.at(original), "original"),
            );
        }
        self.attributes(pair, findings);
    }
}

impl UntranslatedText {
    /// Reports texts in attributes that are the original's, letter for letter.
    fn attributes(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let here = self.values(&pair.translation);
        if here.is_empty() {
            return;
        }
        let there = self.values(&pair.original);
        for (name, span) in here {
            let value = span.of(pair.translation.text);
            let Some((_, original)) = there.iter().find(|(_, span)| span.of(pair.original.text) == value) else {
                continue;
            };
            findings.report(
                Finding::at(pair.translation.at(span))
                    .case("attribute")
                    .value("text", quoted(value))
                    .value("attribute", name)
                    .related(pair.original.at(*original), "original"),
            );
        }
    }

    /// The values of attributes that hold as many words as a sentence.
    fn values<'a>(&self, page: &Page<'a>) -> Vec<(&'a str, Span)> {
        let (document, text) = (page.document, page.text);
        let tags = document.html.iter().flat_map(|tag| &tag.attributes);
        let tags = tags.filter_map(|attribute| Some((attribute.name.of(text), attribute.value?)));
        let arguments = document.shortcodes.iter().flat_map(|shortcode| &shortcode.arguments);
        let arguments = arguments.filter_map(|argument| Some((&*argument.key.as_ref()?.value, argument.value.span)));
        let wanted = |name: &str| self.attributes.iter().any(|known| known.eq_ignore_ascii_case(name));
        let words = |span: Span| span.of(text).split_whitespace().filter(|word| word.len() > 1).count();
        tags.chain(arguments).filter(|(name, span)| wanted(name) && words(*span) >= self.words).collect()
    }

    /// True when a passage is running text, in a table or in HTML at least in one cell. What is quoted is not: block quotes,
    /// texts in quotation marks, the titles of pages on other sites. Nor are names, in which most words have a capital.
    fn is_sentence(&self, page: &Page<'_>, passage: &Passage) -> bool {
        let blocks = &page.document.blocks;
        let span = passage.translation;
        let around = within(blocks, Span { start: 0, end: span.end });
        if around.iter().rev().any(|block| block.kind == BlockKind::Quote && block.span.contains(span)) {
            return false;
        }
        match passage.translated_kind {
            UnitKind::Row => within(blocks, span)
                .iter()
                .any(|block| block.kind == BlockKind::Cell && self.is_running_text(page, block.span)),
            UnitKind::Html => within(&page.document.prose, span).iter().any(|run| self.is_running_text(page, run.span)),
            _ => self.is_running_text(page, span),
        }
    }

    fn is_running_text(&self, page: &Page<'_>, span: Span) -> bool {
        let links = within(&page.document.links, span);
        let elsewhere =
            |run: Span| links.iter().any(|link| link.span.contains(run) && link.destination.value.contains("://"));
        let mut count = Words::default();
        for run in within(&page.document.prose, span) {
            if !run.entity && !elsewhere(run.span) {
                count.read(run.span.of(page.text));
            }
        }
        (count.lower >= self.words && count.lower * 2 >= count.all) || count.other > self.words * 2
    }
}

/// Words of a text, those in quotation marks left out.
#[derive(Default)]
struct Words {
    /// Latin words.
    all: usize,
    /// Those that begin with a small letter.
    lower: usize,
    /// Letters beyond ASCII.
    other: usize,
    /// A quotation has begun.
    quoted: bool,
}

impl Words {
    fn read(&mut self, text: &str) {
        self.other += text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
        for word in text.split_whitespace() {
            self.quoted |= word.starts_with(['"', '“', '‘', '«', '「']);
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !self.quoted && plain.len() > 1 && plain.bytes().all(|b| b.is_ascii_alphabetic() || b == b'\'') {
                self.all += 1;
                self.lower += usize::from(plain.starts_with(|c: char| c.is_ascii_lowercase()));
            }
            let end = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
            self.quoted &= !(end.ends_with(['"', '”', '’', '»', '」']) && word.len() > 1);
        }
    }
}
