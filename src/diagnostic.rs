//! What a finding is: one type that every reporter, the fixer and the editor share.

use std::sync::Arc;

use crate::text::{Location, SourceId, Span};

/// How bad a finding is. The order is that of the word: info, then warning, then error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing has to be done.
    Info,
    /// Very likely a mistake.
    Warning,
    /// A mistake: the page is broken or says something else than its original.
    Error,
}

impl Severity {
    /// The word that machines read: `info`, `warning` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place with what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub location: Location,
    /// One short sentence in the reader's language.
    pub message: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the rule.
    pub rule: Arc<str>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence in the reader's language, values in back-ticks.
    pub message: String,
    /// Where it is.
    pub primary: Location,
    /// Other places that explain it: for a translation, the place in the original.
    pub related: Vec<Label>,
    /// How to mend it, when tidings knows.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// True when its place, or one of its other places, lies in one of `pages`.
    pub fn touches(&self, pages: impl Fn(SourceId) -> bool) -> bool {
        pages(self.primary.source) || self.related.iter().any(|label| pages(label.location.source))
    }
}

/// Whether a fix may be applied without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// A suggestion to look at: it is never applied by tidings.
    Manual,
    /// Probably what is meant, but it may change the meaning of the page: applied when asked for by name.
    Unsafe,
    /// The page means the same or what it was meant to mean: applied by `--fix`.
    Safe,
}

impl Applicability {
    /// The word that machines read: `manual`, `unsafe` or `safe`.
    pub fn as_str(self) -> &'static str {
        match self {
            Applicability::Manual => "manual",
            Applicability::Unsafe => "unsafe",
            Applicability::Safe => "safe",
        }
    }
}

/// Edits that mend one finding. They are applied all together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the edits do, as an imperative in the reader's language.
    pub title: String,
    /// Whether they may be applied without asking.
    pub applicability: Applicability,
    /// The edits, none overlapping another; empty when the fix is only a hint.
    pub edits: Vec<Edit>,
}

/// Replaces the text of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text to replace; an empty span inserts.
    pub location: Location,
    /// The new text.
    pub text: String,
}

impl Edit {
    /// Replaces `span` of `source` by `text`.
    pub fn replace(source: SourceId, span: Span, text: impl Into<String>) -> Self {
        Self { location: Location { source, span }, text: text.into() }
    }

    /// Inserts `text` at byte `offset` of `source`.
    pub fn insert(source: SourceId, offset: usize, text: impl Into<String>) -> Self {
        Self::replace(source, Span::at(offset), text)
    }

    /// Removes `span` of `source`.
    pub fn delete(source: SourceId, span: Span) -> Self {
        Self::replace(source, span, "")
    }
}
