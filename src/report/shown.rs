//! Text from outside as people may see it: nothing in a page, a path or a parser's message can steer a terminal, hide
//! itself from the reader, or pass for a command to a CI runner.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::LazyLock;

use memchr::memmem;

/// Text from outside, shown with every dangerous character spelled out as `\u{1b}`. The only way into text formats.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a>(pub &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, hidden)) = first_hidden(rest) {
            write_part(f, &rest[..at])?;
            write!(f, "{}", hidden.escape_unicode())?;
            rest = &rest[at + hidden.len_utf8()..];
        }
        write_part(f, rest)
    }
}

/// Writes a part without hidden characters, the brackets of runners' commands spelled out.
fn write_part(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = runner_bracket(rest) {
        write!(f, "{}\\u{{5b}}", &rest[..at])?;
        rest = &rest[at + 1..];
    }
    f.write_str(rest)
}

/// The first character that must not be seen as it is, and where it stands: a hidden one, or the bracket of a runner's
/// command.
pub(super) fn special(text: &str) -> Option<(usize, char)> {
    let bracket = runner_bracket(text);
    let hidden = first_hidden(&text[..bracket.unwrap_or(text.len())]);
    hidden.or_else(|| bracket.map(|at| (at, '[')))
}

/// Where the bracket of the first `##[`, `##vso[` or the like stands: the runners of GitHub, Azure and TeamCity take it for
/// the start of a command wherever it stands in a line.
fn runner_bracket(text: &str) -> Option<usize> {
    // Brackets are many, and this is rare.
    let from = HASHES.find(text.as_bytes())?;
    memchr::memchr_iter(b'[', &text.as_bytes()[from..]).map(|at| from + at).find(|&at| opens_command(&text[..at]))
}

/// Finds what every command of a runner that has brackets begins with.
static HASHES: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("##"));

/// True when a `[` after `text` would be the bracket of a command.
pub(super) fn opens_command(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).ends_with("##")
}

/// True for characters that a terminal obeys or that a reader cannot see: controls, line separators, marks that turn
/// the direction of text, marks without width that are no part of any script, and the two code points that XML forbids.
pub fn is_hidden(c: char) -> bool {
    if c < '\u{7f}' {
        return c < ' ';
    }
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// The first character that [`is_hidden`] names, with its place. Most text is told apart by its bytes, many at a time,
/// the rest by the first bytes of its characters, without being decoded.
pub fn first_hidden(text: &str) -> Option<(usize, char)> {
    const PART: usize = 64;
    let is_plain = |part: &[u8]| part.iter().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    let hidden = |at: usize| text[at..].chars().next().filter(|&c| is_hidden(c)).map(|c| (at, c));
    text.as_bytes().chunks(PART).enumerate().filter(|(_, part)| !is_plain(part)).find_map(|(number, part)| {
        let begins = part.iter().enumerate().filter(|(_, byte)| may_begin_hidden(**byte));
        begins.map(|(at, _)| number * PART + at).find_map(hidden)
    })
}

/// True for the bytes that characters which [`is_hidden`] names begin with.
fn may_begin_hidden(byte: u8) -> bool {
    byte < b' ' || byte >= 0x7f && matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
}

/// A path at the start of a line. One that begins with `::` gets `./` before it, since CI runners take a line that begins
/// so for a command, blanks before it or not.
pub fn path_at_line_start(path: &str) -> Cow<'_, str> {
    let shown = Shown(path).to_string();
    match path.trim_start().starts_with("::") {
        true => Cow::Owned(format!("./{shown}")),
        false if shown == path => Cow::Borrowed(path),
        false => Cow::Owned(shown),
    }
}

/// Writes one line of text from outside, however many lines and bytes it has: at most `limit` characters.
pub fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut characters = text.chars();
    for c in characters.by_ref().take(limit) {
        match c {
            '\n' | '\r' | '\t' => line.push(' '),
            c => line.push(c),
        }
    }
    if characters.next().is_some() {
        line.pop();
        line.push('…');
    }
    let mut shown = String::with_capacity(line.len());
    write!(shown, "{}", Shown(&line)).expect("a string takes any text");
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_spelled_out() {
        let text = "a\u{1b}[31m\u{202e}\r\u{9b}长 👩\u{200d}💻";
        assert_eq!(Shown(text).to_string(), "a\\u{1b}[31m\\u{202e}\\u{d}\\u{9b}长 👩\u{200d}💻");
    }

    #[test]
    fn nothing_passes_for_a_command_of_a_runner() {
        assert_eq!(path_at_line_start(" ::error::x.md"), "./ ::error::x.md");
        assert_eq!(path_at_line_start("a\n::error::x.md"), "a\\u{a}::error::x.md");
        for (text, shown) in [
            ("##[error]x", "##\\u{5b}error]x"),
            ("a ###VSO[task.x]##[y", "a ###VSO\\u{5b}task.x]##\\u{5b}y"),
            ("## [x] ##v1[", "## [x] ##v1["),
        ] {
            assert_eq!(Shown(text).to_string(), shown);
        }
    }

    #[test]
    fn every_hidden_character_is_found() {
        for c in '\0'..=char::MAX {
            let text = format!("“长{c}");
            assert_eq!(first_hidden(&text), is_hidden(c).then_some((6, c)), "{c:?}");
        }
    }

    #[test]
    fn one_line_is_short() {
        assert_eq!(one_line("a\nb", 10), "a b");
        assert_eq!(one_line("长长长长", 3), "长长…");
    }
}
