//! What can be wrong with a configuration: where, what, and how to mend it, in both languages.

use std::borrow::Cow;
use std::fmt;

use super::detect::Evidence;
use crate::text::{LineIndex, Span, nearest};
use crate::words::{Tongue, say};

/// A text that a configuration was read from.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path as people know it: relative to the folder of `tidings.yaml`, or `preset NAME`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// How its values were found out, when nobody has written them.
    pub(crate) found: Option<Evidence>,
}

/// Every text that took part in a configuration.
#[derive(Debug, Clone, Default)]
pub struct SourceFiles {
    files: Vec<SourceFile>,
}

impl SourceFiles {
    /// Keeps a text; the number names it in an [`Origin`].
    pub(crate) fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> u16 {
        self.files.push(SourceFile { path: path.into(), text: text.into(), found: None });
        (self.files.len() - 1) as u16
    }

    /// Keeps a place for values that tidings found out itself.
    pub(crate) fn add_found(&mut self, evidence: Evidence) -> u16 {
        self.files.push(SourceFile { path: "(detected)".to_owned(), text: String::new(), found: Some(evidence) });
        (self.files.len() - 1) as u16
    }

    /// The paths of the files, relative to the site's folder; presets among them by name.
    pub(crate) fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.path.clone()).collect()
    }

    /// The file an origin lies in.
    pub fn file(&self, origin: Origin) -> &SourceFile {
        &self.files[origin.file as usize]
    }
}

/// Where a value of a configuration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Which of the [`SourceFiles`].
    pub file: u16,
    /// The place in its text, in bytes.
    pub span: Span,
}

/// A value in a sentence.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Text that is the same in every language.
    Text(String),
    /// A sentence of `words`, by id.
    Word(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

/// A sentence that is not yet in a language.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    id: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, Value)>,
}

impl Sentence {
    pub(crate) fn new(id: impl Into<Cow<'static, str>>) -> Self {
        Self { id: id.into(), values: Vec::new() }
    }

    pub(crate) fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.values.push((name.into(), value.into()));
        self
    }

    fn say(&self, tongue: Tongue) -> String {
        let texts: Vec<(&str, String)> = self
            .values
            .iter()
            .map(|(name, value)| match value {
                Value::Text(text) => (&**name, text.clone()),
                Value::Word(id) => (&**name, say(tongue, id, &[])),
            })
            .collect();
        let arguments: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        say(tongue, &self.id, &arguments)
    }
}

/// An error that may not know its place yet.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) origin: Option<Origin>,
    what: Sentence,
    cure: Option<Sentence>,
}

impl Fault {
    /// What is wrong, and how to mend it.
    pub(crate) fn new(what: Sentence, cure: Option<Sentence>) -> Self {
        Self { origin: None, what, cure }
    }

    /// A fault whose cure is the sentence `<id>-cure`, told with the same values.
    pub(crate) fn of(what: Sentence) -> Self {
        let cure = Sentence { id: format!("{}-cure", what.id).into(), values: what.values.clone() };
        Self::new(what, Some(cure))
    }

    /// Gives the fault its place, unless it has one: the innermost value knows best.
    pub(crate) fn at(mut self, origin: Origin) -> Self {
        self.origin.get_or_insert(origin);
        self
    }

    /// The error for people, with line and column.
    pub(crate) fn locate(self, files: &SourceFiles) -> Error {
        let Some(origin) = self.origin else {
            let path = String::new();
            return Error { path, span: Span::at(0), line: 1, column: 1, what: self.what, cure: self.cure };
        };
        let file = files.file(origin);
        let at = LineIndex::new(&file.text).line_column(&file.text, origin.span.start as usize);
        Error {
            path: file.path.clone(),
            span: origin.span,
            line: at.line,
            column: at.column,
            what: self.what,
            cure: self.cure,
        }
    }
}

/// Separates the parts of a [`refusal`].
const SEPARATOR: char = '\u{1f}';

/// A message for `serde::de::Error::custom` that carries a sentence of `words` through serde: [`Fault`] reads it back
/// with [`sentence_of`]. A `Deserialize` that is generic over its error has no other way to name a sentence.
pub(crate) fn refusal(id: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(id.to_owned(), |message, (name, value)| format!("{message}{SEPARATOR}{name}{SEPARATOR}{value}"))
}

/// The sentence that a message carries.
pub(crate) fn sentence_of(message: &str) -> Sentence {
    let mut parts = message.split(SEPARATOR);
    let head = parts.next().unwrap_or_default();
    if !head.starts_with("config-") {
        return Sentence::new("config-invalid").with("reason", message);
    }
    let mut sentence = Sentence::new(head.to_owned());
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        let value = if value.starts_with("config-") { Value::Word(value.to_owned()) } else { Value::from(value) };
        sentence = sentence.with(name.to_owned(), value);
    }
    sentence
}

/// An error in a configuration file, a preset or a file of the site's generator.
#[derive(Debug, Clone)]
pub struct Error {
    /// The file, relative to the folder of `tidings.yaml`.
    pub path: String,
    /// The place, in bytes of the file.
    pub span: Span,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    what: Sentence,
    cure: Option<Sentence>,
}

impl Error {
    /// What is wrong, in one sentence without its place.
    pub fn what(&self, tongue: Tongue) -> String {
        self.what.say(tongue)
    }

    /// How to mend it.
    pub fn cure(&self, tongue: Tongue) -> Option<String> {
        self.cure.as_ref().map(|cure| cure.say(tongue))
    }

    /// `path:line:column: what; cure` in one line.
    pub fn line_form(&self, tongue: Tongue) -> String {
        let what = self.what(tongue);
        let cure = self.cure(tongue).map(|cure| format!("; {cure}")).unwrap_or_default();
        format!("{}:{}:{}: {what}{cure}", self.path, self.line, self.column)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line_form(Tongue::En))
    }
}

impl std::error::Error for Error {}

/// The known word that is most likely meant by `word`.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the word may be wrong; beyond that the guess says more about us than about the word.
    nearest(word, known, word.chars().count().max(3) / 3)
}

/// The cure for an unknown word: the likely one, else all.
pub(crate) fn suggest(word: &str, known: &[&str]) -> Sentence {
    match did_you_mean(word, known.iter().copied()) {
        Some(likely) => Sentence::new("config-did-you-mean").with("known", likely),
        None => Sentence::new("config-expected-one-of").with("list", quoted(known)),
    }
}

/// `a`, `b`, `c` in back-ticks.
pub(crate) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn a_likely_word_is_proposed_and_an_unlikely_one_is_not() {
        let known = ["source", "languages", "generator", "links"];
        for (word, likely) in [
            ("sorce", Some("source")),
            ("Languages", Some("languages")),
            ("lnks", Some("links")),
            ("colour", None),
            ("语言", None),
        ] {
            assert_eq!(did_you_mean(word, known), likely, "{word}");
        }
    }
}
