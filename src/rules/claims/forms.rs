//! The forms of sentences that claim something: regular expressions in which `{release}` and `{date}` stand for any.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex_automata::Match;
use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use serde::Deserialize;

use super::stretch::{DATE, Mentioned, RELEASE, SENTENCE, Stretch, floor, small};
use crate::corpus::dates::WrittenDate;

/// What a rule says of the sentences that it understands.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(deny_unknown_fields)]
pub(in crate::rules) struct Forms {
    /// Expressions that others may use: `{name}`.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// Sentences with one `{release}` and one `{date}`.
    sentences: Vec<String>,
    /// What may not stand in the sentence before them.
    #[serde(default)]
    not_after: Vec<String>,
    /// What may not follow a release at their end.
    #[serde(default)]
    not_before: Vec<String>,
    /// Sentences with one or two releases, of which one is to be the release before the page's own.
    #[serde(default)]
    pub(super) predecessors: Vec<String>,
    /// What stands before a date in tables and lists.
    #[serde(default)]
    pub(super) labels: Vec<String>,
    /// What stands at the head of a column of versions.
    #[serde(default)]
    pub(super) versions: Vec<String>,
    /// The line under a title that is only a date is the date of the page's release.
    #[serde(default)]
    pub(super) byline: bool,
    /// Front matter fields with such sentences.
    #[serde(default)]
    pub(super) fields: Vec<String>,
    #[serde(skip)]
    compiled: OnceLock<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    sentences: Option<Regex>,
    not_after: Option<Regex>,
    not_before: Option<Regex>,
    predecessors: Option<Regex>,
    labels: Option<Regex>,
    versions: Option<Regex>,
}

/// The largest program of all forms of a rule together.
const LARGEST: usize = 8 << 20;

impl Forms {
    /// All forms as one expression; `None` when there are none, or one is no expression.
    ///
    /// The forms are large and meet few texts: what prepares for many would cost more than it saves.
    fn one(&self, forms: &[String], wrap: impl Fn(&str) -> String) -> Option<Regex> {
        if forms.is_empty() {
            return None;
        }
        // Texts are matched in small ASCII letters and with plain blanks, so that most forms need tell neither case nor
        // one blank from another: that makes the program much smaller.
        let has_case = |form: &str| form.chars().any(|c| !c.is_ascii() && c.is_lowercase() || c.is_uppercase());
        let one = |form: &String| {
            let form = self.filled(form);
            if has_case(&form) { format!("(?i:{form})") } else { format!("(?:{form})") }
        };
        let whole: Vec<String> = forms.iter().map(one).collect();
        let few = Config::new().dfa(false).onepass(false).auto_prefilter(false);
        let config = few.which_captures(WhichCaptures::Implicit).nfa_size_limit(Some(LARGEST));
        Regex::builder().configure(config).build(&with_plain_blanks(&wrap(&whole.join("|")))).ok()
    }

    fn filled(&self, form: &str) -> String {
        let mut form = form.to_owned();
        // A word may use others; twice is as deep as it goes.
        for _ in 0..2 {
            for (name, word) in &self.words {
                form = form.replace(&format!("{{{name}}}"), &format!("(?:{word})"));
            }
        }
        form.replace("{release}", r"\x02").replace("{date}", r"\x03")
    }

    /// The first form that is no regular expression, with the reason.
    pub(in crate::rules) fn fault(&self) -> Option<String> {
        let lists =
            [&self.sentences, &self.not_after, &self.not_before, &self.predecessors, &self.labels, &self.versions];
        // Parsing is far cheaper than building; what is built is built on first use.
        let fault = |form: &String| {
            let error = regex_syntax::parse(&self.filled(form)).err()?;
            Some(format!("`{form}`: {}", error.to_string().lines().last().unwrap_or_default()))
        };
        lists.into_iter().flatten().find_map(fault)
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let part = |forms: &[String]| self.one(forms, str::to_owned);
            let whole = |forms: &[String]| self.one(forms, |all| format!(r"^\s*(?:{all})\s*$"));
            Compiled {
                sentences: part(&self.sentences),
                not_after: part(&self.not_after),
                not_before: self.one(&self.not_before, |all| format!("^(?:{all})")),
                predecessors: part(&self.predecessors),
                labels: self
                    .one(&self.labels, |all| format!(r"(?:^|\n)[\s•*\-–|]*(?:{all})\s*[:：|\-–—]?\s*(?:\x03|$)")),
                versions: whole(&self.versions),
            }
        })
    }

    /// True for a text that is a label and nothing else.
    pub(super) fn is_label(&self, text: &str) -> bool {
        let text = small(text);
        let found = self.compiled().labels.as_ref().and_then(|labels| labels.find(&*text));
        found.is_some_and(|found| text[found.range()].trim() == text.trim())
    }

    /// All places of labels.
    pub(super) fn all_labelled<'t>(&'t self, normal: &'t str) -> impl Iterator<Item = Match> {
        self.compiled().labels.iter().flat_map(move |labels| labels.find_iter(normal))
    }

    /// True for the head of a column of versions.
    pub(super) fn is_versions(&self, head: &str) -> bool {
        let head = small(head);
        self.compiled().versions.as_ref().is_some_and(|versions| versions.is_match(&*head))
    }

    /// The releases and dates that a sentence of the text puts together.
    pub(super) fn found<'s>(&self, stretch: &'s Stretch) -> Vec<(&'s Mentioned, WrittenDate)> {
        if stretch.dates.is_empty() {
            return Vec::new();
        }
        let compiled = self.compiled();
        let normal = &stretch.normal;
        let mut out = Vec::new();
        for found in compiled.sentences.iter().flat_map(|sentences| sentences.find_iter(&**normal)) {
            let only = |sign: u8| {
                let mut places = memchr::memchr_iter(sign, normal[found.range()].as_bytes());
                let place = places.next().map(|at| found.start() + at);
                place.filter(|_| places.next().is_none())
            };
            let (Some(release), Some(date)) = (only(RELEASE), only(DATE)) else { continue };
            let before = &normal[sentence_start(normal, release.min(date))..release.min(date)];
            let after = &normal[release + 1..];
            let doubt = compiled.not_after.as_ref().is_some_and(|not| not.is_match(before))
                || release > date && compiled.not_before.as_ref().is_some_and(|not| not.is_match(after))
                || is_one_of_several(&normal[..release], after);
            if let (false, Some(release), Some(date)) = (doubt, stretch.sign(release), stretch.sign(date)) {
                out.push((&stretch.mentions[release], stretch.dates[date].clone()));
            }
        }
        out
    }

    /// The releases that sentences of the text name as this one and the one before.
    pub(super) fn named(&self, stretch: &Stretch) -> Vec<Vec<usize>> {
        let found = self.compiled().predecessors.iter().flat_map(|forms| forms.find_iter(&*stretch.normal));
        let signs = |found: Match| {
            let places = memchr::memchr_iter(RELEASE, stretch.normal[found.range()].as_bytes());
            places.filter_map(|at| stretch.sign(found.start() + at)).collect()
        };
        found.map(signs).collect()
    }
}

/// The form with `\s` for the only blanks that texts have when they are matched.
fn with_plain_blanks(form: &str) -> String {
    let mut out = String::with_capacity(form.len());
    let mut rest = form;
    while let Some(at) = rest.find('\\') {
        let end = rest[at + 1..].chars().next().map_or(rest.len(), |escaped| at + 1 + escaped.len_utf8());
        out.push_str(&rest[..at]);
        out.push_str(if &rest[at..end] == r"\s" { r"[\x20\n]" } else { &rest[at..end] });
        rest = &rest[end..];
    }
    out + rest
}

/// `1.19 and 1.20 were released`: a date for two is not a date for each.
fn is_one_of_several(before: &str, after: &str) -> bool {
    let joined = |text: &str, ends: bool| {
        let text = if ends { text.trim_end() } else { text.trim_start() };
        let words = [",", "and", "or", "&", "和", "、", "与", "及", "，"];
        words.iter().any(|word| {
            let rest = if ends { text.strip_suffix(word) } else { text.strip_prefix(word) };
            let sign = char::from(RELEASE);
            rest.is_some_and(
                |rest| if ends { rest.trim_end().ends_with(sign) } else { rest.trim_start().starts_with(sign) },
            )
        })
    };
    joined(before, true) || joined(after, false)
}

/// Where the sentence begins in which a place stands.
fn sentence_start(text: &str, at: usize) -> usize {
    let from = floor(text, at.saturating_sub(SENTENCE));
    let end = text[from..at].char_indices().rev().find(|&(i, c)| match c {
        '。' | '！' | '？' | '；' | ';' => true,
        '.' | '!' | '?' => text[from + i + 1..].starts_with(char::is_whitespace),
        _ => false,
    });
    end.map_or(from, |(i, c)| from + i + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::with_plain_blanks;

    #[test]
    fn blanks_of_forms_are_plain() {
        for (form, expected) in
            [(r"a\s+b[\s-]", r"a[\x20\n]+b[[\x20\n]-]"), (r"\\s\S\–", r"\\s\S\–"), (r"a\", r"a\"), ("", "")]
        {
            assert_eq!(with_plain_blanks(form), expected, "{form}");
        }
        let form = with_plain_blanks(r"^[\s•*\-–|]*x\s*[^\s]$");
        assert!(
            regex::Regex::new(&form).is_ok_and(|form| form.is_match("• - x\n!") && !form.is_match("x \n")),
            "{form}"
        );
    }
}
