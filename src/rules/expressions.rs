//! A list of regular expressions as a parameter of a check.

use regex::RegexSet;
use serde::de::{Deserialize, Deserializer, Error as _};

/// Regular expressions of which one must fit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expressions(RegexSet);

impl Expressions {
    /// True when one of them fits somewhere in `text`.
    pub(super) fn fit(&self, text: &str) -> bool {
        !self.0.is_empty() && self.0.is_match(text)
    }
}

impl<'de> Deserialize<'de> for Expressions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let patterns = Vec::<String>::deserialize(deserializer)?;
        let set = regex::RegexSetBuilder::new(patterns).size_limit(1 << 20).build().map_err(|error| {
            let text = error.to_string();
            D::Error::custom(text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned())
        })?;
        Ok(Self(set))
    }
}
