//! Values of `tidings.yaml` that are more than a word: they are checked while they are read, so that an error has the
//! place of the value itself.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use regex::Regex;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::error::refusal;
use crate::corpus::layout::Template;
use crate::corpus::{is_language_tag, layout};
use crate::diagnostic::Severity;
use crate::document::Body;
use crate::syntax::HugoVersion;

/// One text or a list of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Texts;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("config-type-text-or-list")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts(vec![text.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Texts, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = items.next_element()? {
                    texts.push(text);
                }
                Ok(Texts(texts))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// One value for all languages, or one for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerLanguage<T> {
    /// The value for languages that are not named.
    pub all: Option<T>,
    /// The values of languages, by lower-case tag.
    pub each: BTreeMap<String, T>,
}

impl<T> Default for PerLanguage<T> {
    fn default() -> Self {
        Self { all: None, each: BTreeMap::new() }
    }
}

impl<T> PerLanguage<T> {
    /// The value for a language. The key `default` stands for languages that are not named.
    pub fn get(&self, tag: &str) -> Option<&T> {
        let tag = tag.to_ascii_lowercase();
        self.each.get(&tag).or_else(|| self.each.get("default")).or(self.all.as_ref())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerLanguage<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = PerLanguage<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("config-type-text-or-map")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let all = T::deserialize(serde::de::value::StrDeserializer::new(text))?;
                Ok(PerLanguage { all: Some(all), each: BTreeMap::new() })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut each = BTreeMap::new();
                while let Some(TagOrDefault(tag)) = entries.next_key()? {
                    each.insert(tag.to_ascii_lowercase(), entries.next_value()?);
                }
                Ok(PerLanguage { all: None, each })
            }
        }
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

/// A language tag as the site writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LanguageTag(pub String);

impl<'de> Deserialize<'de> for LanguageTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        match is_language_tag(&tag) {
            true => Ok(LanguageTag(tag)),
            false => Err(D::Error::custom(refusal("config-bad-language", &[("tag", &tag)]))),
        }
    }
}

/// A language tag, or `default` for languages that are not named.
struct TagOrDefault(String);

impl<'de> Deserialize<'de> for TagOrDefault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        match tag == "default" || is_language_tag(&tag) {
            true => Ok(TagOrDefault(tag)),
            false => Err(D::Error::custom(refusal("config-bad-language", &[("tag", &tag)]))),
        }
    }
}

/// A regular expression.
#[derive(Debug, Clone)]
pub struct Pattern(pub Regex);

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // 1 MiB of program is far more than a path needs and keeps a hostile expression cheap.
        let built = regex::RegexBuilder::new(&text).size_limit(1 << 20).build();
        built
            .map(Pattern)
            .map_err(|error| D::Error::custom(refusal("config-bad-regex", &[("reason", &reason(&error))])))
    }
}

/// The last line of a regex error is its reason; the lines before it draw the expression.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

/// A glob over paths relative to the site's root: `*` stays in a folder, `**` goes below it.
#[derive(Debug, Clone)]
pub struct Glob(pub globset::Glob);

impl<'de> Deserialize<'de> for Glob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let glob = globset::GlobBuilder::new(text.trim_start_matches("./")).literal_separator(true).build();
        glob.map(Glob)
            .map_err(|error| D::Error::custom(refusal("config-bad-glob", &[("reason", &error.kind().to_string())])))
    }
}

/// Where pages and their translations lie.
#[derive(Debug, Clone)]
pub struct Pages {
    /// Where originals lie.
    pub source: Template,
    /// Where translations lie.
    pub translation: PerLanguage<Template>,
    /// The front matter field whose value a page shares with its translations; without it the path decides.
    pub key: Option<String>,
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Template::parse(&text).map_err(|error| {
            let reason = match &error {
                layout::TemplateError::Unknown(name) => format!("`{{{name}}}`"),
                layout::TemplateError::Twice(name) => format!("`{{{name}}}` … `{{{name}}}`"),
                layout::TemplateError::Unclosed => "config-template-unclosed".to_owned(),
                layout::TemplateError::NoPage => "config-template-no-page".to_owned(),
            };
            D::Error::custom(refusal("config-bad-template", &[("reason", &reason)]))
        })
    }
}

impl<'de> Deserialize<'de> for Pages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            source: Template,
            translation: PerLanguage<Template>,
            key: Option<String>,
        }
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Pages;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("config-type-template")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Pages, E> {
                let template = Template::deserialize(serde::de::value::StrDeserializer::<E>::new(text))?;
                let translation = PerLanguage { all: Some(template.clone()), each: BTreeMap::new() };
                check(Pages { source: template, translation, key: None })
            }
            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Pages, A::Error> {
                let Written { source, translation, key } = Written::deserialize(MapAccessDeserializer::new(entries))?;
                check(Pages { source, translation, key })
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// Refuses templates that cannot tell languages apart, or that would make keys of different parts.
fn check<E: Error>(pages: Pages) -> Result<Pages, E> {
    let refuse = |reason: &str| E::custom(refusal("config-bad-template", &[("reason", reason)]));
    if pages.translation.all.as_ref().is_some_and(|template| !template.has_language()) {
        return Err(refuse("config-template-no-language"));
    }
    let mut translations = pages.translation.all.iter().chain(pages.translation.each.values());
    if pages.key.is_none() && !translations.all(|template| template.fits(&pages.source)) {
        return Err(refuse("config-template-differ"));
    }
    Ok(pages)
}

/// How bad findings of a rule are; `off` is no finding at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Level {
    Off,
    Info,
    Warning,
    Error,
}

impl Level {
    /// The severity; `None` when the rule is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Info => Some(Severity::Info),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// What a configuration says of one rule.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSetting {
    /// The severity, when it is to differ from the rule's own.
    pub level: Option<Level>,
    /// Parameters for the rule's check, by name.
    pub parameters: BTreeMap<String, serde_json::Value>,
}

impl<'de> Deserialize<'de> for RuleSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = RuleSetting;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("config-type-severity")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<RuleSetting, E> {
                let level = Level::deserialize(serde::de::value::StrDeserializer::<E>::new(text))?;
                Ok(RuleSetting { level: Some(level), parameters: BTreeMap::new() })
            }
            // `off` and `on` are booleans to other readers of YAML; `false` is taken for `off`.
            fn visit_bool<E: Error>(self, on: bool) -> Result<RuleSetting, E> {
                Ok(RuleSetting { level: (!on).then_some(Level::Off), parameters: BTreeMap::new() })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<RuleSetting, A::Error> {
                let mut setting = RuleSetting::default();
                while let Some(name) = entries.next_key::<String>()? {
                    if name == "severity" {
                        setting.level = Some(entries.next_value()?);
                    } else {
                        setting.parameters.insert(name, entries.next_value()?);
                    }
                }
                Ok(setting)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u64);

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_size(&text).map(Size).ok_or_else(|| D::Error::custom(refusal("config-bad-size", &[("size", &text)])))
    }
}

fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let factor: u64 = match text[digits..].trim() {
        "" | "B" => 1,
        "kB" | "KB" => 1_000,
        "KiB" | "K" | "k" => 1 << 10,
        "MB" => 1_000_000,
        "MiB" | "M" => 1 << 20,
        "GB" => 1_000_000_000,
        "GiB" | "G" => 1 << 30,
        _ => return None,
    };
    text[..digits].parse::<u64>().ok()?.checked_mul(factor)
}

/// A version of Hugo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(pub HugoVersion);

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let version = HugoVersion::parse(&text).map(Version);
        version.ok_or_else(|| D::Error::custom(refusal("config-bad-version", &[("version", &text)])))
    }
}

/// Which shortcodes pages may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortcodes {
    /// None: `{{<` is text.
    None,
    /// Hugo's, with what is known of their bodies.
    Known(BTreeMap<String, Body>),
}

impl<'de> Deserialize<'de> for Shortcodes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Shortcodes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("config-type-shortcodes")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Shortcodes, E> {
                match text {
                    "none" => Ok(Shortcodes::None),
                    "hugo" => Ok(Shortcodes::Known(BTreeMap::new())),
                    _ => Err(E::unknown_variant(text, &["hugo", "none"])),
                }
            }
            fn visit_bool<E: Error>(self, on: bool) -> Result<Shortcodes, E> {
                self.visit_str(if on { "hugo" } else { "none" })
            }
            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Shortcodes, A::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(entries)).map(Shortcodes::Known)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A JSON Schema, inline or in a file of its own. Whether it is one is not asked here: see [`super::extends::judge`].
#[derive(Debug, Clone, PartialEq)]
pub enum Schema {
    /// The schema itself.
    Inline(serde_json::Value),
    /// The path of a YAML or JSON file, relative to the file that names it.
    File(String),
}

impl<'de> Deserialize<'de> for Schema {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Schema;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("config-type-schema")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Schema, E> {
                Ok(Schema::File(text.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Schema, A::Error> {
                serde_json::Value::deserialize(MapAccessDeserializer::new(entries)).map(Schema::Inline)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [
            ("0", Some(0)),
            ("10MiB", Some(10 << 20)),
            ("2 MB", Some(2_000_000)),
            ("64 KiB", Some(65_536)),
            ("MiB", None),
            ("1.5MiB", None),
            ("99999999999999 GiB", None),
        ] {
            assert_eq!(parse_size(text), bytes, "{text}");
        }
    }
}
