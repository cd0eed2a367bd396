//! How an alias is written in a language: shared by the checks for missing and for misplaced aliases.

use crate::corpus::Language;

/// The alias with the language's prefix: at the start, or behind a first part that stands before languages (`outer`).
pub(super) fn with_prefix(alias: &str, language: &Language, outer: &[String]) -> String {
    let (first, rest) = match alias.get(1..).and_then(|path| path.find('/')) {
        Some(slash) => alias.split_at(slash + 1),
        None => (alias, ""),
    };
    let prefix = &*language.prefix;
    if outer.iter().any(|outer| Some(outer.as_str()) == first.strip_prefix('/')) {
        format!("{first}{prefix}{rest}")
    } else {
        format!("{prefix}{alias}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{AliasForm, AnchorPolicy, LinkForm};

    #[test]
    fn the_prefix_goes_to_the_start_or_behind_an_outer_part() {
        let (anchors, links, aliases) = (AnchorPolicy::Auto, LinkForm::Auto, AliasForm::Auto);
        let zh = Language { tag: "zh".into(), bcp47: "zh".into(), prefix: "/zh".into(), anchors, links, aliases };
        let outer = ["latest".to_owned()];
        assert_eq!(with_prefix("/news/a", &zh, &outer), "/zh/news/a");
        assert_eq!(with_prefix("/latest/news/a", &zh, &outer), "/latest/zh/news/a");
        assert_eq!(with_prefix("/latest", &zh, &outer), "/latest/zh");
        assert_eq!(with_prefix("/latest/a", &zh, &[]), "/zh/latest/a");
        assert_eq!(with_prefix("/", &zh, &outer), "/zh/");
    }
}
