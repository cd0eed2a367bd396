//! The text of a passage as a reader sees it, with the way back to the places where it is written.

use std::cell::{Cell, OnceCell};

use rustc_hash::FxHashSet;

use crate::document::{Document, within};
use crate::text::Span;

/// Stands for what is not text: code, a shortcode, the border of a table cell. No word or number goes across it.
pub(crate) const HOLE: char = '\u{1}';

/// Visible text in one piece. Markup inside a word (`**2**.4`) leaves no trace, a line end is a blank.
#[derive(Debug, Default)]
pub(crate) struct Visible {
    /// The text.
    pub(crate) text: String,
    /// Where each run of prose begins: in `text` and in the source.
    runs: Vec<(u32, u32)>,
}

impl Visible {
    /// The visible text of `document` inside `span`.
    pub(crate) fn of(document: &Document, source: &str, span: Span) -> Self {
        let runs = within(&document.prose, span);
        let text = String::with_capacity(span.len());
        let mut visible = Self { text, runs: Vec::with_capacity(runs.len()) };
        let mut end = span.start;
        for run in runs {
            visible.gap(&source[end.min(run.span.start) as usize..run.span.start as usize]);
            end = run.span.end;
            if run.entity {
                visible.text.push(' ');
                continue;
            }
            visible.runs.push((visible.text.len() as u32, run.span.start));
            visible.text.push_str(run.span.of(source));
        }
        visible
    }

    /// A text of front matter that begins at `offset` and is written there as it is.
    pub(crate) fn verbatim(text: &str, offset: u32) -> Self {
        Self { text: text.to_owned(), runs: vec![(0, offset)] }
    }

    /// The visible text of `document` inside `span`, a line end for a line end.
    pub(crate) fn lines_of(document: &Document, source: &str, span: Span) -> Self {
        let mut visible = Self::of(document, source, span);
        for &(at, start) in visible.runs.iter().skip(1) {
            let (at, start) = (at as usize, start as usize);
            let blank = at.checked_sub(1).filter(|&before| visible.text.as_bytes()[before] == b' ');
            let line_end = source[..start].trim_end_matches([' ', '\t', '>', '*', '_']).ends_with(['\n', '\r']);
            if let Some(before) = blank.filter(|_| line_end) {
                visible.text.replace_range(before..at, "\n");
            }
        }
        visible
    }

    /// What stands between two runs of prose is markup, a line end, or something that is not text.
    fn gap(&mut self, between: &str) {
        if between.bytes().any(|b| matches!(b, b'`' | b'|')) || between.contains("{{") {
            self.text.push(HOLE);
        } else if between.contains(['\n', '\r']) || between.contains("<br") {
            self.text.push(' ');
        }
    }

    /// The place in the source of a non-empty part of the text.
    pub(crate) fn span(&self, part: std::ops::Range<usize>) -> Span {
        let last = part.end.saturating_sub(1).max(part.start);
        Span::new(self.place(part.start), self.place(last) + (part.end - last))
    }

    /// The offset in the source of a byte of the text.
    fn place(&self, offset: usize) -> usize {
        let next = self.runs.partition_point(|&(at, _)| at as usize <= offset);
        match next.checked_sub(1).map(|index| self.runs[index]) {
            Some((at, source)) => source as usize + (offset - at as usize),
            None => self.runs.first().map_or(0, |&(_, source)| source as usize),
        }
    }
}

/// Byte offsets at which `word` stands in `text` on its own: no ASCII letter, digit or `_` touches it where it begins or
/// ends with one. Chinese characters may touch it, as they do in running text.
pub(crate) fn whole<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let (first, last) = (word.bytes().next().is_some_and(inner), word.bytes().last().is_some_and(inner));
    memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).filter(move |&at| {
        let bytes = text.as_bytes();
        let before = at.checked_sub(1).map(|i| bytes[i]);
        let after = bytes.get(at + word.len()).copied();
        !(word.is_empty() || first && before.is_some_and(inner) || last && after.is_some_and(inner))
    })
}

/// The words of a whole page. A few are looked for in the text; when more are asked for, all are gathered.
pub(crate) struct PageWords<'t> {
    text: &'t str,
    asked: Cell<usize>,
    words: OnceCell<FxHashSet<&'t str>>,
}

/// Words that are looked for in the text one by one: each costs about a hundredth of what it costs to gather all.
const FEW: usize = 100;

impl<'t> PageWords<'t> {
    /// The words of `text`.
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, asked: Cell::new(0), words: OnceCell::new() }
    }

    /// True when the page has the word.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() <= FEW { holds(self.text, word) } else { self.all().contains(word) }
    }

    fn all(&self) -> &FxHashSet<&'t str> {
        self.words.get_or_init(|| words(self.text).collect())
    }
}

/// True when [`words`] gives `word` for the text.
fn holds(text: &str, word: &str) -> bool {
    words(word).eq([word])
        && memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).any(|at| {
            let after = text[at + word.len()..].trim_start_matches('.');
            !text[..at].ends_with(in_word) && !after.starts_with(in_word)
        })
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// The words of a text; hyphens, dots and underscores belong to the word that they stand in.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !in_word(c)).map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{self, Dialect};

    #[test]
    fn parts_lead_back_to_their_places() {
        let source = "升级到 **2**.4 和\n`x`，[2.3](/a/2.1)。\n";
        let document = syntax::parse(source, &Dialect::default());
        let visible = Visible::of(&document, source, document.body);
        assert_eq!(visible.text, format!("升级到 2.4 和{HOLE}，2.3。"));
        let at = visible.text.find("2.3").unwrap();
        assert_eq!(visible.span(at..at + 3).of(source), "2.3");
        let at = visible.text.find("2.4").unwrap();
        assert_eq!(visible.span(at..at + 3).of(source), "2**.4");
    }

    #[test]
    fn words_of_a_page_are_found_one_by_one_as_all_together() {
        let text = "a-b.c. v1.20... x..y 升级mesh z_ .q";
        for word in
            ["a-b.c", "b.c", "a", "v1.20", "v1.20.", "x..y", "x", "y", "升级mesh", "mesh", "z_", ".q", "q", "", "a b"]
        {
            assert_eq!(holds(text, word), words(text).any(|other| other == word), "{word}");
        }
    }

    #[test]
    fn words_end_at_ascii_letters_only() {
        assert_eq!(whole("由于mesh与meshes", "mesh").collect::<Vec<_>>(), [6]);
        assert_eq!(whole("a --x b", "--x").count(), 1);
        assert_eq!(whole("a", "").count(), 0);
    }
}
