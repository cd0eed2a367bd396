//! Paragraphs that a translator ran into the one beside them, told by their sentences: where the block beside the gap has
//! as many as its own original and the missing blocks have together, nothing is missing.

use std::borrow::Cow;

use super::{Alignment, Bead, Unit, UnitKind};

/// How much of the missing text the block beside it must be longer, for the language's usual length: who joins
/// paragraphs makes them shorter. Less where the paragraphs can still be told by the ends of lines.
const LONGER: (f32, f32) = (0.35, 0.1);
/// The same where nothing but the lines tells the paragraphs.
const MUCH: f32 = 0.6;

/// The missing paragraphs whose sentences stand in the block before or after their place, in order.
pub(super) fn joined(alignment: &Alignment, original: &str, translation: &str) -> Vec<usize> {
    let is_paragraph = |unit: &&usize| alignment.original.units[**unit].kind == UnitKind::Paragraph;
    let texts = Texts { alignment, original, translation };
    let mut out = Vec::new();
    let (mut before, mut run) = (None, Vec::new());
    let end = std::iter::once(None);
    for after in alignment.beads.iter().map(Some).chain(end) {
        match after {
            Some(Bead::Missing(gap)) => {
                run.push(gap.unit);
                continue;
            }
            Some(Bead::Extra(_)) => continue,
            _ => {}
        }
        let first = run.iter().take_while(is_paragraph).count();
        let last = run.iter().rev().take_while(is_paragraph).count();
        if before.is_some_and(|beside| texts.hold(beside, &run[..first])) {
            out.extend(&run[..first]);
        } else if after.is_some_and(|beside| texts.hold(beside, &run[run.len() - last..])) {
            out.extend(&run[run.len() - last..]);
        }
        run.clear();
        before = after;
    }
    out
}

struct Texts<'a> {
    alignment: &'a Alignment,
    original: &'a str,
    translation: &'a str,
}

impl Texts<'_> {
    /// True when the blocks of a bead in the translation hold the missing paragraphs beside their own counterparts.
    fn hold(&self, beside: &Bead, missing: &[usize]) -> bool {
        if missing.is_empty() {
            return false;
        }
        let (ours, theirs) = &beside.together();
        let (a, b) = (&self.alignment.original.units, &self.alignment.translation.units);
        let mut around = ours.iter().map(|&unit| &a[unit]).chain(theirs.iter().map(|&unit| &b[unit]));
        if !around.all(|unit| unit.kind == UnitKind::Paragraph) {
            return false;
        }
        let count = |text: &str, units: &[Unit], of: &[usize]| -> usize {
            of.iter().map(|&unit| sentences(units[unit].span.of(text))).sum()
        };
        let told = count(self.original, a, ours) + count(self.original, a, missing);
        let lines: usize = theirs.iter().map(|&unit| lines(b[unit].span.of(self.translation))).sum();
        let longer = |share| self.alignment.is_longer_by((ours, theirs), missing, share);
        match count(self.translation, b, theirs) >= told {
            true => longer(if lines >= ours.len() + missing.len() { LONGER.1 } else { LONGER.0 }),
            // An item that lost its marker runs on in a line of its own, without a stop before it.
            false => {
                theirs.iter().any(|&unit| b[unit].span.of(self.translation).lines().count() >= told) && longer(MUCH)
            }
        }
    }
}

/// How many sentences a text has: a stop of a script with blanks ends one where a blank follows.
fn sentences(text: &str) -> usize {
    let (mut count, mut begun) = (0, false);
    let text = visible(text);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let ends = match c {
            '。' | '！' | '？' | '｡' => true,
            '.' | '!' | '?' => rest.peek().is_none_or(|next| !next.is_alphanumeric() && !matches!(next, '.' | '/')),
            _ => false,
        };
        if ends && begun {
            (count, begun) = (count + 1, false);
        }
        begun |= c.is_alphanumeric();
    }
    count + usize::from(begun)
}

/// A text without comments.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains("<!--") {
        return text.into();
    }
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    (out + rest).into()
}

/// How many lines a text has that each end with a sentence; none when some line does not.
fn lines(text: &str) -> usize {
    let ends = |line: &str| line.trim_end().ends_with(['。', '！', '？', '｡', '.', '!', '?', ':', '：']);
    let text = visible(text);
    if text.lines().all(ends) { text.lines().count() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{lines, sentences};

    #[test]
    fn lines_count_where_each_is_a_sentence() {
        assert_eq!((lines("一。\n二！"), lines("一\n二。"), lines("One.\nTwo: three")), (2, 0, 0));
    }

    #[test]
    fn sentences_are_counted_in_both_scripts() {
        for (text, count) in [
            ("", 0),
            ("One. Two! Three", 3),
            ("See v1.2.3 in `a.yaml`, or docs/x.md.", 1),
            ("Really?! Yes.", 2),
            ("一。二！三", 3),
            ("参见 v1.2 和 a.yaml。就这样", 2),
            ("Lead:", 1),
            ("一盏灯 <!-- tidings: allow x. As agreed! -->", 1),
        ] {
            assert_eq!(sentences(text), count, "{text}");
        }
    }
}
