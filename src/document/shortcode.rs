//! Hugo shortcodes: tags in a page that a template replaces.

use std::sync::Arc;

use crate::text::{Span, Spanned};

/// Index into [`super::Document::shortcodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortcodeId(pub u32);

/// Which brackets a shortcode is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `{{< … >}}`: its output is put into the finished page.
    Angle,
    /// `{{% … %}}`: its output is part of the page's Markdown.
    Percent,
}

/// How an argument is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    /// Not at all.
    Bare,
    /// `"…"`.
    Double,
    /// In back-ticks, possibly over several lines.
    Raw,
}

/// What the text between an opening and a closing tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Markdown, rendered on its own (or with the page, for `{{% %}}`).
    Markdown,
    /// Code or other text that is shown as it is or read by a program.
    Code,
    /// Nothing: the shortcode takes no body, or what stands there is dropped.
    None,
}

/// One shortcode call.
#[derive(Debug, Clone)]
pub struct Shortcode {
    /// Its name as written, which all calls of that name on a page share.
    pub name: Spanned<Arc<str>>,
    /// The opening tag, brackets included.
    pub open: Span,
    /// The closing tag; `None` when there is none.
    pub close: Option<Span>,
    /// Written `{{< x />}}`.
    pub self_closed: bool,
    /// The brackets of the opening tag.
    pub delimiter: Delimiter,
    /// The arguments as written.
    pub arguments: Vec<Argument>,
    /// The shortcode in whose body this one stands.
    pub parent: Option<ShortcodeId>,
    /// What its body is.
    pub body: Body,
}

impl Shortcode {
    /// From the opening tag to the closing tag.
    pub fn span(&self) -> Span {
        self.close.map_or(self.open, |close| self.open.to(close))
    }

    /// The text between the tags.
    pub fn inner(&self) -> Option<Span> {
        self.close.map(|close| Span { start: self.open.end, end: close.start })
    }

    /// The value of the named argument `key`; the last one wins, as in Hugo.
    pub fn named(&self, key: &str) -> Option<&Argument> {
        self.arguments.iter().rev().find(|argument| argument.key.as_ref().is_some_and(|k| &*k.value == key))
    }

    /// The arguments without a name, in order.
    pub fn positional(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(|argument| argument.key.is_none())
    }
}

/// An argument of a shortcode.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The name, for `name=value`.
    pub key: Option<Spanned<Box<str>>>,
    /// The value without its quotes, escapes resolved; the span covers the text between the quotes.
    pub value: Spanned<Box<str>>,
    /// How the value is quoted.
    pub quote: Quote,
}
