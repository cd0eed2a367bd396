//! Text becomes a [`Document`]. Parsing never fails; what is wrong is recorded.
//!
//! This is the only layer that calls the Markdown and YAML libraries.

pub mod attribute;
mod dialect;
pub mod directive;
pub mod front_matter;
mod markdown;
mod mdx;
pub mod shortcode;
pub mod slug;

pub use dialect::{Dialect, ExplicitIds, HugoVersion, ShortcodeTable, Slugger};

use crate::document::Document;
use crate::text::Span;

/// Parses a page: front matter, then shortcodes, then Markdown, each over what the one before left.
pub fn parse(text: &str, dialect: &Dialect) -> Document {
    let mut document = begun(text);
    tagged(text, dialect, &mut document);
    read(text, dialect, &mut document, &mut Document::default());
    document
}

/// Parses some pages, each step for all of them before the next ([`crate::batch`]).
pub fn parse_all<'t>(texts: impl Iterator<Item = &'t str> + Clone, dialect: &Dialect) -> Vec<Document> {
    let mut documents: Vec<Document> = texts.clone().map(begun).collect();
    for (text, document) in texts.clone().zip(&mut documents) {
        tagged(text, dialect, document);
    }
    let mut draft = Document::default();
    for (text, document) in texts.zip(&mut documents) {
        read(text, dialect, document, &mut draft);
    }
    documents
}

/// A page of which the front matter has been read.
fn begun(text: &str) -> Document {
    let mut problems = Vec::new();
    let (front_matter, body) = front_matter::parse(text, &mut problems);
    Document { front_matter, body: Span::new(body, text.len()), problems, ..Document::default() }
}

/// Finds the shortcodes.
fn tagged(text: &str, dialect: &Dialect, document: &mut Document) {
    if let Some(table) = &dialect.shortcodes {
        document.shortcodes = shortcode::parse(text, document.body, table, &mut document.problems);
    }
}

/// Reads the Markdown. Its parts are gathered in `draft`, which is empty before and after.
fn read(text: &str, dialect: &Dialect, document: &mut Document, draft: &mut Document) {
    match dialect.mdx {
        true => markdown::parse(&mdx::with_html_comments(text), dialect, document, draft),
        false => markdown::parse(text, dialect, document, draft),
    }
}
