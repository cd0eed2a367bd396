//! Hugo's shortcodes: found in the whole body before Markdown is read, as Hugo finds them.
//!
//! A tag counts wherever it stands, in code blocks, comments and link targets too; only `{{</* … */>}}` is text.
//! Hugo stops at the first mistake; tidings reports it, ends the broken tag as early as it can and goes on.

mod intended;
mod lexer;
mod mask;
mod quoted;
mod tree;

pub use mask::mask;

use crate::document::{Problem, Shortcode};
use crate::syntax::ShortcodeTable;
use crate::text::Span;

/// Finds the shortcodes in `body`, pairs opening and closing tags, and adds what is wrong with them to `problems`.
/// The shortcodes come in the order of their opening tags; a parent stands before its children.
pub fn parse(text: &str, body: Span, table: &ShortcodeTable, problems: &mut Vec<Problem>) -> Vec<Shortcode> {
    let tags = lexer::tags(text, body, table, problems);
    tree::pair(text, tags, table, problems)
}
