//! Which letters are foreign to a text in Latin script, from Unicode data.

use unicode_script::{Script, UnicodeScript};

/// A letter of a script other than Latin.
pub fn is_foreign_letter(c: char) -> bool {
    !c.is_ascii()
        && c.is_alphabetic()
        && !matches!(c.script(), Script::Latin | Script::Common | Script::Inherited | Script::Unknown)
}

/// The Latin words of two letters and more, without digits or marks.
pub fn latin_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        assert!("中かкяעא한".chars().all(is_foreign_letter));
        assert!(!"aéßÆ，。1µ－".chars().any(is_foreign_letter));
        assert_eq!(latin_words("升级 to v2.4, a gRPC-API").collect::<Vec<_>>(), ["to", "gRPC", "API"]);
    }
}
