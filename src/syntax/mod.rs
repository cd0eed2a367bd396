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
    let mut problems = Vec::new();
    let (front_matter, body) = front_matter::parse(text, &mut problems);
    let body = Span::new(body, text.len());
    let shortcodes = match &dialect.shortcodes {
        Some(table) => shortcode::parse(text, body, table, &mut problems),
        None => Vec::new(),
    };
    let mut document = Document { front_matter, body, shortcodes, problems, ..Document::default() };
    match dialect.mdx {
        true => markdown::parse(&mdx::with_html_comments(text), body, dialect, &mut document),
        false => markdown::parse(text, body, dialect, &mut document),
    }
    document
}
