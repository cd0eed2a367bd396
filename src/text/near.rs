//! The word that was probably meant by one that means nothing.

/// The word of `known` that differs from `word` least, by at most `most` letters; the first in the alphabet when several
/// do. Capitals do not count.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    let near = |known: &'a str| {
        // Words whose lengths alone are further apart are not compared letter by letter.
        let possible = known.chars().count().abs_diff(length) <= most;
        let distance = if possible { strsim::damerau_levenshtein(&lower, &known.to_lowercase()) } else { usize::MAX };
        (distance <= most).then_some((distance, known))
    };
    known.into_iter().filter_map(near).min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_word_that_differs_least_and_not_by_too_much() {
        let known = ["links", "lines", "语言", "Source"];
        for (word, most, expected) in [
            ("link", 1, Some("links")),
            ("linka", 1, Some("links")),
            ("lxnkx", 2, Some("links")),
            ("liks", 0, None),
            ("links", 0, Some("links")),
            ("LINES", 0, Some("lines")),
            ("sorce", 1, Some("Source")),
            ("语", 1, Some("语言")),
            ("", 3, Some("语言")),
            ("something else", 3, None),
        ] {
            assert_eq!(nearest(word, known, most), expected, "{word}");
        }
        assert_eq!(nearest("linas", known, 1), Some("lines"), "one letter off");
        assert_eq!(nearest("lin?s", known, 1), Some("lines"), "the first in the alphabet of two");
        assert_eq!(nearest("x", [], usize::MAX), None);
    }
}
