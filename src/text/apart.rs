//! How far two texts are from each other, letter by letter.

/// How many letters have to be changed, put in, left out or swapped with the next to make one text of the other.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let (a, b) = without_ends(a, b);
    strsim::osa_distance(a, b)
}

/// How alike two texts are, from 0 to 1: the share of the longer one's letters that need not be changed, put in or left
/// out.
pub(crate) fn likeness(a: &str, b: &str) -> f64 {
    let longer = a.chars().count().max(b.chars().count());
    let (a, b) = without_ends(a, b);
    if longer == 0 { 1.0 } else { 1.0 - strsim::levenshtein(a, b) as f64 / longer as f64 }
}

/// Two texts without what both begin and end with: it does not count, and the time grows with the product of their
/// lengths.
fn without_ends<'t>(a: &'t str, b: &'t str) -> (&'t str, &'t str) {
    let head = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let head = a.floor_char_boundary(head);
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    let end = a.ceil_char_boundary(a.len() - tail);
    (&a[..end], &b[..b.len() - (a.len() - end)])
}

#[cfg(test)]
mod tests {
    use super::{distance, likeness};

    #[test]
    fn what_both_begin_and_end_with_does_not_count() {
        let texts = [
            "",
            "a",
            "ab",
            "ba",
            "aba",
            "abba",
            "aab",
            "é",
            "è",
            "éa",
            "aé",
            "ébé",
            "升级",
            "升了级",
            "x升级y",
            "x级升y",
        ];
        for a in texts {
            for b in texts {
                assert_eq!(distance(a, b), strsim::osa_distance(a, b), "{a} {b}");
                assert_eq!(likeness(a, b), strsim::normalized_levenshtein(a, b), "{a} {b}");
            }
        }
    }
}
