//! Which script a page is written in, from Unicode data.

use unicode_script::UnicodeScript;

/// The script that most of a text is written in, as far as alignment asks: whether its words are Latin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Script {
    /// Latin letters: words of the original may look like words of the translation.
    #[default]
    Latin,
    /// Any other: a Latin word in the translation was taken over from the original.
    Other,
}

/// What a character is, for the question which script a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letter {
    /// A letter of the Latin script.
    Latin,
    /// A letter of another script.
    Other,
    /// A visible character of no script: a digit, a mark, punctuation.
    None,
    /// A blank.
    Blank,
}

impl Letter {
    /// What `c` is. The blocks that most pages are made of are known by their range; the rest is looked up.
    pub(crate) fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' => Letter::Latin,
            '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200b}' => Letter::Blank,
            '\0'..='\u{a9}' => {
                if c.is_whitespace() {
                    Letter::Blank
                } else {
                    Letter::None
                }
            }
            '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{ac00}'..='\u{d7a3}' | '\u{400}'..='\u{481}' => {
                Letter::Other
            }
            '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3004}' | '\u{ff01}'..='\u{ff20}' => Letter::None,
            _ if c.is_whitespace() => Letter::Blank,
            _ => match c.script() {
                unicode_script::Script::Latin => Letter::Latin,
                unicode_script::Script::Common
                | unicode_script::Script::Inherited
                | unicode_script::Script::Unknown => Letter::None,
                _ => Letter::Other,
            },
        }
    }

    /// What the character at an offset is, which is not ASCII, and its length in bytes. Most characters of most translations
    /// are told by their first byte: U+5000 to U+9FFF, and U+0400 to U+047F.
    pub(super) fn first(text: &str, at: usize) -> (Self, usize) {
        match text.as_bytes()[at] {
            0xe5..=0xe9 => (Letter::Other, 3),
            0xd0 | 0xd1 => (Letter::Other, 2),
            _ => text[at..].chars().next().map_or((Letter::None, 1), |c| (Letter::of(c), c.len_utf8())),
        }
    }
}

/// The letters of a text, by script.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Letters {
    /// Latin ones.
    pub(crate) latin: u32,
    /// Those of any other script.
    pub(crate) other: u32,
}

impl Letters {
    /// The letters of `text`.
    #[cfg(test)]
    fn of(text: &str) -> Self {
        let mut letters = Self::default();
        for c in text.chars() {
            letters.count(Letter::of(c));
        }
        letters
    }

    pub(super) fn count(&mut self, letter: Letter) {
        self.latin += u32::from(letter == Letter::Latin);
        self.other += u32::from(letter == Letter::Other);
    }

    /// The letters of both.
    pub(crate) fn and(self, more: Self) -> Self {
        Self { latin: self.latin + more.latin, other: self.other + more.other }
    }

    /// The script of most letters. Technical pages in Chinese hold many Latin names, and a Han character says as
    /// much as three letters, so a fifth of other letters is enough.
    pub(crate) fn script(self) -> Script {
        if self.other * 5 > self.latin { Script::Other } else { Script::Latin }
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, Letters, Script};

    #[test]
    fn names_do_not_make_a_page_latin() {
        assert_eq!(Letters::of("请先使用 Kubernetes API 升级 Lantern").script(), Script::Other);
        assert_eq!(Letters::of("Оновлення до Lantern").script(), Script::Other);
        assert_eq!(Letters::of("Mise à jour — « Lantern » 2.4").script(), Script::Latin);
        assert_eq!(Letters::of("Ａｂ，。 1.2").other, 0, "full-width forms are Latin or no letters");
    }

    #[test]
    fn a_first_byte_tells_what_the_character_is() {
        for c in ('\u{80}'..='\u{ffff}').chain(['\u{20000}', '\u{1f600}']) {
            assert_eq!(Letter::first(&format!("a{c}b"), 1), (Letter::of(c), c.len_utf8()), "{c:?}");
        }
    }
}
