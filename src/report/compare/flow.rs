//! Text in several inks, broken into lines of a given width. Widths are columns of a terminal: a Chinese character has two.

use textwrap::WordSeparator;
use textwrap::core::{Word, break_words};
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_width::UnicodeWidthChar;

use crate::report::is_hidden;
use crate::text::Span;

/// What a piece of text is, for colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ink {
    /// The page's own text.
    #[default]
    Plain,
    /// Line numbers, markers, what is folded away.
    Dim,
    /// Headings and titles.
    Bold,
    /// A token without a counterpart.
    Marked,
    /// A character spelled out because it cannot be shown.
    Escaped,
    /// A block that is missing, and errors.
    Red,
    /// A block that is extra.
    Green,
    /// What is still untranslated, and warnings.
    Yellow,
    /// What was merged or split, and information.
    Cyan,
}

impl Ink {
    /// How it looks on a terminal with colours.
    pub(super) fn style(self) -> anstyle::Style {
        use anstyle::AnsiColor;
        let style = anstyle::Style::new();
        let color = |color: AnsiColor| style.fg_color(Some(color.into()));
        match self {
            Ink::Plain => style,
            Ink::Dim => style.dimmed(),
            Ink::Bold => style.bold(),
            Ink::Marked => color(AnsiColor::Yellow).bold().underline(),
            Ink::Escaped => color(AnsiColor::Red).invert(),
            Ink::Red => color(AnsiColor::Red).bold(),
            Ink::Green => color(AnsiColor::Green).bold(),
            Ink::Yellow => color(AnsiColor::Yellow).bold(),
            Ink::Cyan => color(AnsiColor::Cyan),
        }
    }
}

/// A line of output: pieces of text with their ink.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The line of the page that begins here, from 1.
    pub(super) number: Option<usize>,
    pub(super) pieces: Vec<(String, Ink)>,
}

impl Line {
    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        self.pieces.iter().map(|(text, _)| width(text)).sum()
    }
}

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// Text that is still to be broken into lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Flow {
    text: String,
    /// Where each ink begins.
    inks: Vec<(usize, Ink)>,
}

impl Flow {
    /// Appends a text of tidings' own, or one that is not part of a page.
    pub(super) fn push(&mut self, text: &str, ink: Ink) {
        for c in text.chars() {
            self.character(c, ink);
        }
    }

    /// Makes ready for the next line of a paragraph, which begins with `next`: a blank, but none between Chinese characters.
    pub(super) fn join(&mut self, next: &str) {
        let wide = |c: Option<char>| c.and_then(|c| c.width()) == Some(2);
        if !(wide(self.text.chars().next_back()) && wide(next.chars().next())) {
            self.push(" ", Ink::Plain);
        }
    }

    /// Appends a part of a page. What lies in `marks` is marked, with `brackets` where there are no colours.
    pub(super) fn page(&mut self, text: &str, span: Span, ink: Ink, marks: &[Span], brackets: bool) {
        let mut open = false;
        let first = marks.partition_point(|mark| mark.end <= span.start);
        let mut marks = marks[first..].iter().peekable();
        for (offset, c) in span.of(text).char_indices() {
            let offset = span.start + offset as u32;
            while marks.next_if(|mark| mark.end <= offset).is_some() {
                self.bracket(&mut open, false, brackets);
            }
            let inside = marks.peek().is_some_and(|mark| mark.start <= offset);
            self.bracket(&mut open, inside, brackets);
            self.character(c, if inside { Ink::Marked } else { ink });
        }
        self.bracket(&mut open, false, brackets);
    }

    fn bracket(&mut self, open: &mut bool, inside: bool, brackets: bool) {
        if *open != inside && brackets {
            self.set(Ink::Marked);
            self.text.push(if inside { '‹' } else { '›' });
        }
        *open = inside;
    }

    fn character(&mut self, c: char, ink: Ink) {
        match c {
            '\t' => {
                self.set(ink);
                self.text.push_str("    ");
            }
            '\n' | '\r' => {
                self.set(ink);
                self.text.push(' ');
            }
            c if is_hidden(c) => {
                self.set(Ink::Escaped);
                self.text.extend(c.escape_unicode());
            }
            // GitHub's runner takes it for a command.
            '[' if self.text.ends_with("##") => {
                self.set(Ink::Escaped);
                self.text.push_str("\\u{5b}");
            }
            c => {
                self.set(ink);
                self.text.push(c);
            }
        }
    }

    fn set(&mut self, ink: Ink) {
        if self.inks.last().is_none_or(|&(_, last)| last != ink) {
            self.inks.push((self.text.len(), ink));
        }
    }

    /// Breaks the text into lines of at most `columns`, the first after `first`, the others after `rest`. Lines break
    /// where Unicode allows it, so Chinese text breaks between characters but not before a full stop.
    pub(super) fn lines(&self, first: &[(String, Ink)], rest: &[(String, Ink)], columns: usize) -> Vec<Line> {
        let used = |prefix: &[(String, Ink)]| prefix.iter().map(|(text, _)| width(text)).sum::<usize>();
        let room = |prefix| columns.saturating_sub(used(prefix)).max(2);
        let words: Vec<Word<'_>> = WordSeparator::new().find_words(&self.text).collect();
        let narrow = room(first).min(room(rest));
        let words = break_words(words, narrow);
        let widths = [room(first) as f64, room(rest) as f64];
        let mut lines = Vec::new();
        let mut at = 0;
        for line in wrap_first_fit(&words, &widths) {
            let length: usize = line.iter().map(|word| word.word.len() + word.whitespace.len()).sum();
            let tail = line.last().map_or(0, |word| word.whitespace.len());
            let mut pieces = if lines.is_empty() { first.to_vec() } else { rest.to_vec() };
            self.cut(at, at + length - tail, &mut pieces);
            lines.push(Line { number: None, pieces });
            at += length;
        }
        if lines.is_empty() {
            lines.push(Line { number: None, pieces: first.to_vec() });
        }
        lines
    }

    /// The pieces of the text from `start` to `end`.
    fn cut(&self, start: usize, end: usize, pieces: &mut Vec<(String, Ink)>) {
        let mut index = self.inks.partition_point(|&(at, _)| at <= start).saturating_sub(1);
        let mut at = start;
        while at < end {
            let ink = self.inks.get(index).map_or(Ink::Plain, |&(_, ink)| ink);
            let to = self.inks.get(index + 1).map_or(end, |&(next, _)| next).min(end);
            pieces.push((self.text[at..to].to_owned(), ink));
            (at, index) = (to, index + 1);
        }
    }
}

/// The end of a text that fits into `columns`, with an ellipsis before it when something is left out: paths differ at
/// their ends.
pub(super) fn tail(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |c: &char| {
        let rest = left.checked_sub(c.width().unwrap_or(0));
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    let kept: usize = text.chars().rev().take_while(fits).map(char::len_utf8).sum();
    format!("…{}", &text[text.len() - kept..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|line| line.pieces.iter().map(|(text, _)| &**text).collect()).collect()
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_full_stop() {
        let mut flow = Flow::default();
        flow.push("这个版本已经发布。", Ink::Plain);
        let lines = texts(&flow.lines(&[], &[], 16));
        assert!(lines.iter().all(|line| width(line) <= 16), "{lines:?}");
        assert!(!lines[1].starts_with('。'), "{lines:?}");
    }

    #[test]
    fn long_words_are_cut_and_prefixes_count() {
        let mut flow = Flow::default();
        flow.push("aaaaaaaaaaaaaaa b", Ink::Plain);
        let dash = [("- ".to_owned(), Ink::Dim)];
        let blank = [("  ".to_owned(), Ink::Dim)];
        assert_eq!(texts(&flow.lines(&dash, &blank, 10)), ["- aaaaaaaa", "  aaaaaaa", "  b"]);
    }

    #[test]
    fn marks_are_found_by_their_place_in_the_page() {
        let text = "x `改` y";
        let mut flow = Flow::default();
        flow.page(text, Span::new(2, 9), Ink::Plain, &[Span::new(2, 7)], true);
        let lines = flow.lines(&[], &[], 80);
        let marked: String = lines[0].pieces.iter().filter(|p| p.1 == Ink::Marked).map(|p| &*p.0).collect();
        assert_eq!(marked, "‹`改`›");
        assert_eq!(texts(&lines), ["‹`改`› y"]);
    }

    #[test]
    fn controls_are_spelled_out() {
        let mut flow = Flow::default();
        flow.push("a\u{1b}[31m\u{202e}##[error]", Ink::Plain);
        assert_eq!(texts(&flow.lines(&[], &[], 80)), ["a\\u{1b}[31m\\u{202e}##\\u{5b}error]"]);
    }

    #[test]
    fn the_end_of_a_path_is_kept() {
        assert_eq!(tail("content/zh/news", 8), "…zh/news");
        assert_eq!(tail("发布/说明", 6), "…/说明");
        assert_eq!(tail("short", 8), "short");
    }
}
