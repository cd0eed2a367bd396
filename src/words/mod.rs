//! Sentences for people that do not belong to a rule, in English and Chinese. The sentences stand in `en.ftl` and
//! `zh.ftl`; code names them by id. Rules bring their own words in their own files.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// The language that tidings speaks with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// English.
    #[default]
    En,
    /// Chinese in simplified characters.
    Zh,
}

impl Tongue {
    /// The tongue for a locale or language tag such as `zh_CN.UTF-8`; English for anything that is not Chinese.
    pub fn of_locale(tag: &str) -> Self {
        let language = tag.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Tongue::Zh } else { Tongue::En }
    }

    /// The language tag: `en` or `zh`.
    pub fn as_str(self) -> &'static str {
        match self {
            Tongue::En => "en",
            Tongue::Zh => "zh",
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

const TEXTS: [(Tongue, &str); 2] = [(Tongue::En, include_str!("en.ftl")), (Tongue::Zh, include_str!("zh.ftl"))];
static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| TEXTS.map(|(tongue, text)| bundle(tongue, text)));

fn bundle(tongue: Tongue, text: &str) -> Bundle {
    let language: LanguageIdentifier = tongue.as_str().parse().expect("`en` and `zh` are language identifiers");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks would put invisible characters into terminals and expected outputs.
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

/// The sentence `id` in one language, with its variables filled in. An id that does not exist comes back as it is;
/// a test sees to it that both languages have the same ids.
pub fn say(tongue: Tongue, id: &str, arguments: &[(&str, &str)]) -> String {
    fill(tongue, id, None, arguments)
}

/// The sentence `id` about a number of things: `$count` in it is a number, so the sentence can have a form for one.
pub fn count(tongue: Tongue, id: &str, number: usize, arguments: &[(&str, &str)]) -> String {
    fill(tongue, id, Some(number), arguments)
}

fn fill(tongue: Tongue, id: &str, number: Option<usize>, arguments: &[(&str, &str)]) -> String {
    let bundle = &BUNDLES[tongue as usize];
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        return id.to_owned();
    };
    let mut values = FluentArgs::with_capacity(arguments.len() + 1);
    if let Some(number) = number {
        values.set("count", number);
    }
    for (name, value) in arguments {
        values.set(*name, *value);
    }
    bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;
    use regex::Regex;

    use super::{TEXTS, Tongue, say};

    fn variables_by_id(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let head = Regex::new(r"^([a-zA-Z][\w-]*)\s*=").unwrap();
        let variable = Regex::new(r"\$([a-zA-Z][\w-]*)").unwrap();
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut id = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(captures) = head.captures(line) {
                id = captures[1].to_owned();
                assert!(found.insert(id.clone(), BTreeSet::new()).is_none(), "`{id}` stands twice");
            }
            for captures in variable.captures_iter(line) {
                found.entry(id.clone()).or_default().insert(captures[1].to_owned());
            }
        }
        found
    }

    #[test]
    fn both_languages_have_the_same_ids_and_variables() {
        let [(_, en), (_, zh)] = TEXTS;
        assert!(FluentResource::try_new(en.to_owned()).is_ok(), "en.ftl has a syntax error");
        assert!(FluentResource::try_new(zh.to_owned()).is_ok(), "zh.ftl has a syntax error");
        assert_eq!(variables_by_id(en), variables_by_id(zh));
    }

    #[test]
    fn sentences_are_filled_in() {
        let arguments = [("key", "sorce"), ("known", "source")];
        assert_eq!(say(Tongue::En, "config-unknown-key", &arguments), "unknown key `sorce`");
        assert_eq!(say(Tongue::Zh, "config-unknown-key", &arguments), "未知的键 `sorce`");
        assert_eq!(say(Tongue::En, "no-such-sentence", &[]), "no-such-sentence");
    }

    #[test]
    fn locales_choose_a_tongue() {
        for (tag, tongue) in
            [("zh_CN.UTF-8", Tongue::Zh), ("ZH-tw", Tongue::Zh), ("en_GB", Tongue::En), ("C", Tongue::En)]
        {
            assert_eq!(Tongue::of_locale(tag), tongue, "{tag}");
        }
    }
}
