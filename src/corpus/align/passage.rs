//! Aligned passages: what a translation says beside what its original says, ready to be compared.

use super::{Alignment, Bead, Script, Unit, UnitKind};
use crate::text::Span;

/// Letters, and words, below which nothing can be said of a text's language.
const LETTERS: u32 = 20;
const WORDS: u32 = 4;

/// Text of the original and the text of the translation that says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// In the original.
    pub original: Span,
    /// In the translation.
    pub translation: Span,
    /// What the original's block is.
    pub kind: UnitKind,
    /// What the translation's block is.
    pub translated_kind: UnitKind,
    /// Both say the same in the same words: nobody has translated it yet, or there is nothing to translate.
    pub same_words: bool,
    /// Both have the same numbers in their prose, written alike.
    pub same_numbers: bool,
    /// It is long enough to tell, and written in the original's language.
    pub untranslated: bool,
    /// It lies in a stretch that was rewritten, where it is not known which block is which.
    pub doubtful: bool,
}

impl Passage {
    /// True when it is text that somebody has translated, so that what is in it can be compared.
    pub fn is_translated(&self) -> bool {
        !self.same_words && !self.untranslated && !self.doubtful
    }
}

impl Alignment {
    /// The passages in the order of both pages; where paragraphs were merged or split, they are taken together.
    pub fn passages(&self, original: &str, translation: &str) -> Vec<Passage> {
        let (a, b) = (&self.original.units, &self.translation.units);
        let spans = |bead: &Bead| {
            Some(match *bead {
                Bead::Match { original, translation } => ([original; 2], [translation; 2]),
                Bead::Merge { original, translation } => (original, [translation; 2]),
                Bead::Split { original, translation } => ([original; 2], translation),
                Bead::Missing(_) | Bead::Extra(_) => return None,
            })
        };
        let span = |units: &[Unit], [first, last]: [usize; 2]| units[first].span.to(units[last].span);
        let numbers = |units: &[Unit], [first, last]: [usize; 2]| match first == last {
            true => units[first].numbers,
            false => units[first].numbers.wrapping_add(units[last].numbers),
        };
        let doubtful = self.doubtful();
        let passage = |(index, (ours, theirs)): (usize, ([usize; 2], [usize; 2]))| {
            let (i, j) = (ours[0], theirs[0]);
            let (from, to) = (span(a, ours), span(b, theirs));
            let same_words = same_words(from.of(original), to.of(translation));
            Passage {
                original: from,
                translation: to,
                kind: a[i].kind,
                translated_kind: b[j].kind,
                same_words,
                same_numbers: numbers(a, ours) == numbers(b, theirs),
                untranslated: self.is_left(&b[j], same_words),
                doubtful: doubtful.get(index).is_some_and(|&doubtful| doubtful),
            }
        };
        self.beads.iter().enumerate().filter_map(|(index, bead)| Some((index, spans(bead)?))).map(passage).collect()
    }

    /// True when a unit of the translation is long enough to tell and written in the original's language.
    fn is_left(&self, unit: &Unit, same_words: bool) -> bool {
        if matches!(unit.kind, UnitKind::Code | UnitKind::Rule) {
            return false;
        }
        let (latin, other) = (unit.letters.latin, unit.letters.other);
        let sentence = latin >= LETTERS && unit.words.1 - unit.words.0 >= WORDS;
        match (self.original.script, self.translation.script) {
            (Script::Latin, Script::Other) => other == 0 && sentence,
            (Script::Other, Script::Latin) => other * 2 >= LETTERS && other > latin,
            (Script::Latin, Script::Latin) => same_words && sentence,
            (Script::Other, Script::Other) => same_words && other * 2 >= LETTERS,
        }
    }
}

/// True when two texts are equal but for blanks and line ends.
fn same_words(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    // Of texts in two scripts the first letters tell: neither is a blank.
    let letter = |text: &str| text.bytes().next().filter(|first| matches!(first, b'!'..=b'~' | 0xe4..=0xe9));
    if let (Some(x), Some(y)) = (letter(a), letter(b))
        && x != y
    {
        return false;
    }
    let (mut a, mut b) = (a.trim(), b.trim());
    loop {
        let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
        if same == a.len().min(b.len()) {
            return a.len() == b.len();
        }
        // Where they part, both must have blanks, or one of them more of those that end what is equal.
        let same = a.floor_char_boundary(same);
        let ended = a[..same].ends_with(char::is_whitespace);
        let (x, y) = (a[same..].trim_start(), b[same..].trim_start());
        let blanks = (x.len() < a.len() - same, y.len() < b.len() - same);
        if !(blanks.0 && blanks.1 || ended && (blanks.0 || blanks.1)) {
            return false;
        }
        (a, b) = (x, y);
    }
}

#[cfg(test)]
mod tests {
    use super::same_words;

    #[test]
    fn blanks_alone_make_no_other_words() {
        let texts = [
            "",
            " ",
            "a",
            "a b",
            " a  b\n",
            "a\u{3000}b",
            "ab",
            "a b c",
            "é x",
            "è x",
            "é  x",
            "一 二",
            "一\u{a0}二",
            "一 三",
        ];
        for a in texts {
            for b in texts {
                assert_eq!(same_words(a, b), a.split_whitespace().eq(b.split_whitespace()), "{a:?} {b:?}");
            }
        }
    }
}
