//! The text that Hugo makes a heading's id from, since 0.144.
//!
//! It is not the text that a reader sees. Text that stands in the heading itself counts whole; of emphasis, links
//! and images only the first child counts, and what is the first child depends on how goldmark cuts text into nodes:
//! at code, at a mark that closes nothing, at a quote that becomes typographic. Bare URLs and tags count nothing.

use crate::syntax::slug::Typographer;

/// Collects the text of a heading for its id.
#[derive(Debug, Default)]
pub(super) struct IdText {
    /// What counts so far, as written: entities and escapes are not resolved.
    pub(super) text: String,
    /// The output of a shortcode is part of it.
    pub(super) holes: bool,
    /// Makes signs typographic, when the generator does.
    typographer: Option<Typographer>,
    depth: usize,
    state: State,
}

/// Where the collector is.
#[derive(Debug, Default, Clone, Copy)]
enum State {
    /// In the heading itself.
    #[default]
    Top,
    /// In emphasis or a link, before its first child.
    First,
    /// In the text that is the first child: from, to, and where the first shortcode stands in it.
    Text(usize, usize, Option<usize>),
    /// After the first child.
    Done,
}

impl IdText {
    /// Nothing yet. `typographic` when the generator makes quotes and dashes typographic.
    pub(super) fn restart(&mut self, typographic: bool) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        *self = Self { text, typographer: typographic.then(Typographer::new), ..Self::default() };
    }

    /// Text at `start..end` of `source`; `escaped` when a backslash stands before it.
    pub(super) fn text(&mut self, source: &str, start: usize, end: usize, escaped: bool) {
        match self.state {
            State::Top => {
                let first = if escaped { source[start..end].chars().next().map_or(0, char::len_utf8) } else { 0 };
                self.text.push_str(&source[start..start + first]);
                self.push(source, start + first, end);
            }
            State::First => self.state = State::Text(start - usize::from(escaped), end, None),
            State::Text(from, _, hole) => self.state = State::Text(from, end, hole),
            State::Done => {}
        }
    }

    fn push(&mut self, source: &str, start: usize, end: usize) {
        let (before, after) = around(source, start, end);
        match &mut self.typographer {
            Some(typographer) => self.text.push_str(&typographer.apply(&source[start..end], before, after)),
            None => self.text.push_str(&source[start..end]),
        }
    }

    /// A shortcode at `start..end`.
    pub(super) fn hole(&mut self, start: usize, end: usize) {
        match self.state {
            State::Top => self.holes = true,
            State::First => self.state = State::Text(start, end, Some(start)),
            State::Text(from, _, hole) => self.state = State::Text(from, end, hole.or(Some(start))),
            State::Done => {}
        }
    }

    /// Emphasis, a link or an image starts.
    pub(super) fn open(&mut self, source: &str) {
        self.depth += 1;
        self.state = match self.state {
            State::Top | State::First => State::First,
            State::Text(..) | State::Done => {
                self.flush(source);
                State::Done
            }
        };
    }

    /// It ends.
    pub(super) fn close(&mut self, source: &str) {
        self.flush(source);
        self.depth = self.depth.saturating_sub(1);
        self.state = if self.depth == 0 { State::Top } else { State::Done };
    }

    /// A node that holds `content`: code, or one whose text does not count. True when it counts.
    pub(super) fn node(&mut self, source: &str, content: &str) -> bool {
        let counts = matches!(self.state, State::Top | State::First);
        match self.state {
            State::Top => self.text.push_str(content),
            State::First => {
                self.text.push_str(content);
                self.state = State::Done;
            }
            State::Text(..) => {
                self.flush(source);
                self.state = State::Done;
            }
            State::Done => {}
        }
        counts
    }

    /// The end of a line of the heading.
    pub(super) fn line_break(&mut self, source: &str) {
        match self.state {
            State::Top => self.text.push('\n'),
            State::Text(..) => {
                self.flush(source);
                self.text.push('\n');
                self.state = State::Done;
            }
            State::First | State::Done => {}
        }
    }

    /// Adds the first child, when it is text, up to the place where goldmark cuts it.
    fn flush(&mut self, source: &str) {
        let State::Text(start, end, hole) = self.state else { return };
        let slice = &source[start..end];
        let cut = first_node(slice);
        let (before, after) = around(source, start, start + cut);
        let replacements = self.typographer.as_mut().map(|state| state.replacements(&slice[..cut], before, after));
        let replaced = replacements.and_then(|found| found.into_iter().next());
        let kept = replaced.as_ref().map_or(cut, |replaced| replaced.range.start);
        self.text.push_str(&slice[..kept]);
        self.text.extend(replaced.filter(|_| kept == 0).map(|replaced| replaced.sign));
        self.holes |= hole.is_some_and(|hole| hole < start + kept);
    }
}

/// The characters before and after a piece of text.
fn around(source: &str, start: usize, end: usize) -> (char, char) {
    (source[..start].chars().next_back().unwrap_or('\n'), source[end..].chars().next().unwrap_or('\n'))
}

/// The length of the first text node of `text`: it ends after the first mark that could open or close something.
fn first_node(text: &str) -> usize {
    let bytes = text.as_bytes();
    let run = |at: usize| at + bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count();
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at + 2,
            b'*' | b'_' => return run(at),
            b'~' if run(at) - at <= 2 => return run(at),
            b'~' => run(at),
            b'[' => return at + 1,
            b'!' if bytes.get(at + 1) == Some(&b'[') => return at + 2,
            _ => at + 1,
        };
    }
    bytes.len()
}
