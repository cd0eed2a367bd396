//! The sentences of a rule, in every language that tidings speaks, with places for values.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};

use crate::words::Tongue;

/// The name of the case that a rule file need not name.
pub(super) const DEFAULT: &str = "default";

/// A sentence in English and Chinese. Users' own rules may leave Chinese out.
#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// English.
    pub en: Template,
    /// Simplified Chinese.
    #[serde(default)]
    pub zh: Option<Template>,
}

impl Words {
    /// The sentence in `tongue`, else in English.
    pub fn in_tongue(&self, tongue: Tongue) -> &Template {
        match (tongue, &self.zh) {
            (Tongue::Zh, Some(zh)) => zh,
            _ => &self.en,
        }
    }

    /// Every language version that there is.
    pub fn all(&self) -> impl Iterator<Item = &Template> {
        std::iter::once(&self.en).chain(&self.zh)
    }
}

/// The sentences of a rule by case: one for all (`{en: …, zh: …}`), or one for each (`{missing: {en: …}, …}`).
#[derive(Debug, Clone, Default)]
pub struct Sentences(pub BTreeMap<String, Words>);

impl Sentences {
    /// The sentence for `case`, else the default one.
    pub fn of(&self, case: &str) -> Option<&Words> {
        self.0.get(case).or_else(|| self.0.get(DEFAULT))
    }
}

impl<'de> Deserialize<'de> for Sentences {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut written = BTreeMap::<String, Written>::deserialize(deserializer)?;
        let Some(en) = written.remove("en") else {
            let cases = written.into_iter().map(|(case, words)| Ok((case, words.by_tongue()?)));
            return cases.collect::<Result<_, _>>().map(Self);
        };
        let zh = written.remove("zh").map(Written::sentence).transpose()?;
        match written.keys().next() {
            Some(other) => Err(D::Error::unknown_field(other, TONGUES)),
            None => Ok(Self(BTreeMap::from([(DEFAULT.to_owned(), Words { en: en.sentence()?, zh })]))),
        }
    }
}

/// The keys of [`Words`].
const TONGUES: &[&str] = &["en", "zh"];

/// What stands under a key of [`Sentences`]: a sentence where the key is a language, all languages where it is a case.
enum Written {
    One(String),
    Each(Words),
}

impl Written {
    fn sentence<E: Error>(self) -> Result<Template, E> {
        match self {
            Self::One(text) => Ok(Template::new(text.trim_end())),
            Self::Each(_) => Err(E::invalid_type(Unexpected::Map, &"a string")),
        }
    }

    fn by_tongue<E: Error>(self) -> Result<Words, E> {
        match self {
            Self::One(text) => Err(E::invalid_type(Unexpected::Str(&text), &"a map from language to sentence")),
            Self::Each(words) => Ok(words),
        }
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Written;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sentence, or a map from language to sentence")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
                Ok(Written::One(text.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Written, A::Error> {
                Words::deserialize(MapAccessDeserializer::new(entries)).map(Written::Each)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A sentence with placeholders: `{found}` is replaced by a value; braces round anything but `a-z` and `_` are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(Box<str>),
    Value(Box<str>),
}

impl Template {
    /// Splits a sentence at its placeholders.
    pub fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut plain = String::new();
        while let Some(open) = rest.find('{') {
            plain.push_str(&rest[..open]);
            rest = &rest[open..];
            match placeholder(rest) {
                Some(name) => {
                    pieces.extend((!plain.is_empty()).then(|| Piece::Text(std::mem::take(&mut plain).into())));
                    pieces.push(Piece::Value(name.into()));
                    rest = &rest[name.len() + 2..];
                }
                None => {
                    plain.push('{');
                    rest = &rest[1..];
                }
            }
        }
        plain.push_str(rest);
        pieces.extend((!plain.is_empty()).then(|| Piece::Text(plain.into())));
        Self(pieces)
    }

    /// The names of its placeholders.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Value(name) => Some(&**name),
            Piece::Text(_) => None,
        })
    }

    /// The sentence with its values; a placeholder without a value stays as written.
    pub fn fill(&self, values: &[(&'static str, Cow<'_, str>)]) -> String {
        let written = self.0.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 0 });
        let given = values.iter().map(|(_, value)| value.len().min(LONGEST_VALUE));
        let mut out = String::with_capacity(written.chain(given).sum());
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value(name) => match values.iter().find(|(key, _)| *key == &**name) {
                    Some((_, value)) => out.push_str(&shown(value)),
                    None => out.extend(["{", name, "}"]),
                },
            }
        }
        out
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new(text.trim_end()))
    }
}

/// The name in `{name}` at the start of `text`.
fn placeholder(text: &str) -> Option<&str> {
    let end = text.find('}')?;
    let name = &text[1..end];
    (!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).then_some(name)
}

/// Longest value in a message, in characters: a longer one is cut in the middle, so that no page can flood a report.
const LONGEST_VALUE: usize = 120;

/// A value as a message shows it: on one line, without control characters, of bounded length.
fn shown(value: &str) -> Cow<'_, str> {
    let is_ascii = value.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    if value.len() <= LONGEST_VALUE && (is_ascii || !value.contains(char::is_control)) {
        return Cow::Borrowed(value);
    }
    let mut line = String::with_capacity(value.len().min(4 * LONGEST_VALUE));
    let length = value.chars().take(2 * LONGEST_VALUE).count();
    let keep = if length > LONGEST_VALUE { LONGEST_VALUE - 1 } else { length };
    for c in value.chars().take(keep) {
        match c {
            '\n' | '\r' | '\t' => line.push(' '),
            c if c.is_control() => line.extend(c.escape_unicode()),
            c => line.push(c),
        }
    }
    if length > LONGEST_VALUE {
        line.push('…');
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_placeholders() {
        let template = Template::new("anchor `{#id}` is `#{found}`, not `{x y}` {");
        assert_eq!(template.placeholders().collect::<Vec<_>>(), ["found"]);
        assert_eq!(template.fill(&[("found", "a".into())]), "anchor `{#id}` is `#a`, not `{x y}` {");
    }

    #[test]
    fn values_stay_on_one_line_and_are_cut() {
        let template = Template::new("{v}");
        assert_eq!(template.fill(&[("v", "a\nb\u{1b}".into())]), "a b\\u{1b}");
        assert_eq!(template.fill(&[("v", "长".repeat(5000).into())]).chars().count(), LONGEST_VALUE);
    }
}
