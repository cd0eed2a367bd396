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
    built: Built,
}

/// The forms as expressions, each built when a text is first asked for it.
#[derive(Debug, Default)]
struct Built {
    sentences: OnceLock<Option<Regex>>,
    not_after: OnceLock<Option<Regex>>,
    not_before: OnceLock<Option<Regex>>,
    predecessors: OnceLock<Option<Regex>>,
    labels: OnceLock<Option<Regex>>,
    versions: OnceLock<Option<Regex>>,
}

/// A word may use others, which may use others.
const DEEPEST: usize = 4;
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
        // Texts are matched in small letters and with plain blanks, so that forms need tell neither case nor one blank from
        // another: that makes the program much smaller.
        let has_capital = |form: &str| form.chars().any(char::is_uppercase);
        let one = |form: &String| {
            let form = self.filled(form);
            if has_capital(&form) { format!("(?i:{form})") } else { form }
        };
        let whole: Vec<String> = forms.iter().map(one).collect();
        let few = Config::new().dfa(false).onepass(false).auto_prefilter(false);
        let config = few.which_captures(WhichCaptures::Implicit).nfa_size_limit(Some(LARGEST));
        Regex::builder().configure(config).build(&with_plain_blanks(&wrap(&whole.join("|")))).ok()
    }

    fn filled(&self, form: &str) -> String {
        let mut out = String::with_capacity(4 * form.len());
        self.fill(form, DEEPEST, &mut out);
        out
    }

    /// Writes a form with the words that it names.
    fn fill(&self, form: &str, depth: usize, out: &mut String) {
        let mut rest = form;
        while let Some((before, named)) = rest.split_once('{') {
            out.push_str(before);
            let name = named.split_once('}').map_or("", |(name, _)| name);
            match (name, self.words.get(name)) {
                ("release", _) => out.push_str(r"\x02"),
                ("date", _) => out.push_str(r"\x03"),
                (_, Some(word)) if depth > 0 => {
                    out.push_str("(?:");
                    self.fill(word, depth - 1, out);
                    out.push(')');
                }
                _ => {
                    // A number of times.
                    out.push('{');
                    rest = named;
                    continue;
                }
            }
            rest = &named[name.len() + 1..];
        }
        out.push_str(rest);
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

    fn sentences(&self) -> Option<&Regex> {
        self.built.sentences.get_or_init(|| self.one(&self.sentences, str::to_owned)).as_ref()
    }

    fn not_after(&self) -> Option<&Regex> {
        self.built.not_after.get_or_init(|| self.one(&self.not_after, str::to_owned)).as_ref()
    }

    fn not_before(&self) -> Option<&Regex> {
        self.built.not_before.get_or_init(|| self.one(&self.not_before, |all| format!("^(?:{all})"))).as_ref()
    }

    fn predecessors(&self) -> Option<&Regex> {
        self.built.predecessors.get_or_init(|| self.one(&self.predecessors, str::to_owned)).as_ref()
    }

    fn labels(&self) -> Option<&Regex> {
        let before_date = |all: &str| format!(r"(?:^|\n)[\s•*\-–|]*(?:{all})\s*[:：|\-–—]?\s*(?:\x03|$)");
        self.built.labels.get_or_init(|| self.one(&self.labels, before_date)).as_ref()
    }

    fn versions(&self) -> Option<&Regex> {
        self.built.versions.get_or_init(|| self.one(&self.versions, |all| format!(r"^\s*(?:{all})\s*$"))).as_ref()
    }

    /// True for a text that is a label and nothing else.
    pub(super) fn is_label(&self, text: &str) -> bool {
        let text = small(text);
        let found = self.labels().and_then(|labels| labels.find(&*text));
        found.is_some_and(|found| text[found.range()].trim() == text.trim())
    }

    /// All places of labels.
    pub(super) fn all_labelled<'t>(&'t self, normal: &'t str) -> impl Iterator<Item = Match> {
        self.labels().into_iter().flat_map(move |labels| labels.find_iter(normal))
    }

    /// True for the head of a column of versions.
    pub(super) fn is_versions(&self, head: &str) -> bool {
        let head = small(head);
        self.versions().is_some_and(|versions| versions.is_match(&*head))
    }

    /// The releases and dates that a sentence of the text puts together.
    pub(super) fn found<'s>(&self, stretch: &'s Stretch) -> Vec<(&'s Mentioned, WrittenDate)> {
        if stretch.dates.is_empty() {
            return Vec::new();
        }
        let normal = &stretch.normal;
        let mut out = Vec::new();
        for found in self.sentences().into_iter().flat_map(|sentences| sentences.find_iter(&**normal)) {
            let only = |sign: u8| {
                let mut places = memchr::memchr_iter(sign, normal[found.range()].as_bytes());
                let place = places.next().map(|at| found.start() + at);
                place.filter(|_| places.next().is_none())
            };
            let (Some(release), Some(date)) = (only(RELEASE), only(DATE)) else { continue };
            let before = &normal[sentence_start(normal, release.min(date))..release.min(date)];
            let after = &normal[release + 1..];
            let doubt = self.not_after().is_some_and(|not| not.is_match(before))
                || release > date && self.not_before().is_some_and(|not| not.is_match(after))
                || is_one_of_several(&normal[..release], after);
            if let (false, Some(release), Some(date)) = (doubt, stretch.sign(release), stretch.sign(date)) {
                out.push((&stretch.mentions[release], stretch.dates[date].clone()));
            }
        }
        out
    }

    /// The releases that sentences of the text name as this one and the one before.
    pub(super) fn named(&self, stretch: &Stretch) -> Vec<Vec<usize>> {
        let found = self.predecessors().into_iter().flat_map(|forms| forms.find_iter(&*stretch.normal));
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
