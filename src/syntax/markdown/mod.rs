//! The Markdown of a page: blocks, headings with their ids, links, code, HTML and prose.
//!
//! Shortcodes are masked before the Markdown parser sees the text, and the bodies of those that take Markdown are
//! parsed again as scopes of their own, as Hugo renders them. Events of the parser become flat lists in document
//! order; nothing here recurses but scopes in scopes, and those have a limit.

mod bare;
mod blocks;
mod headings;
mod html;
mod inlines;
mod leaf;
mod links;
mod quirks;
mod scope;
mod target;
#[cfg(test)]
mod tests;

use pulldown_cmark::{Options, Parser};

use self::blocks::Walker;
use super::{Dialect, Slugger};
use crate::document::{BlockId, Document, Problem, ProblemKind, Scope, ScopeId, Shortcode, ShortcodeId};
use crate::text::Span;

/// Blocks nested deeper than this are not read.
pub(super) const BLOCK_DEPTH: usize = 200;

/// Bodies of shortcodes nested deeper than this are not read.
const SCOPE_DEPTH: usize = 16;

/// What all scopes of a page share.
struct Context<'s> {
    source: &'s str,
    shortcodes: &'s [Shortcode],
    dialect: &'s Dialect,
    options: Options,
}

/// Parses the Markdown of `document`, whose body and shortcodes have been found already. Its parts are gathered in
/// `draft`, whose lists keep their room for the next page.
pub(super) fn parse(source: &str, dialect: &Dialect, document: &mut Document, draft: &mut Document) {
    let context = Context { source, shortcodes: &document.shortcodes, dialect, options: options(dialect) };
    parse_scope(&context, draft, Place { span: document.body, shortcode: None, parent: None, depth: 0 });
    document.take_markdown(draft);
    document.problems.sort_by_key(|problem| problem.span.start);
}

/// The extensions that a generator has on when nobody says otherwise. Heading attributes are read by `attribute`.
fn options(dialect: &Dialect) -> Options {
    let mut options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let definitions =
        !matches!(dialect.slugger, Slugger::GithubSlugger | Slugger::VitePress | Slugger::MarkdownItAnchor);
    options.set(Options::ENABLE_DEFINITION_LIST, definitions);
    options
}

/// Where a scope stands.
struct Place {
    /// Its text.
    span: Span,
    /// The shortcode whose body it is.
    shortcode: Option<ShortcodeId>,
    /// The block it stands in.
    parent: Option<BlockId>,
    /// How many scopes are around it.
    depth: usize,
}

/// Parses one scope, and the scopes in it.
fn parse_scope(context: &Context<'_>, document: &mut Document, place: Place) {
    if place.depth > SCOPE_DEPTH {
        let problem = Problem::new(ProblemKind::NestingLimit, place.span).detail(SCOPE_DEPTH.to_string());
        document.problems.push(problem);
        return;
    }
    let indent = place.shortcode.map_or(0, |id| indentation(context.source, context.shortcodes[id.0 as usize].open));
    let mut text = scope::prepare(context.source, place.span, context.shortcodes, indent);
    let attributes = headings::mask_attributes(&mut text.masked, context.dialect);
    let scope = ScopeId(document.scopes.len() as u32);
    document.scopes.push(Scope { span: place.span, shortcode: place.shortcode });
    let parser = Parser::new_ext(&text.masked, context.options);
    Walker::new(context, document, &text, attributes, scope, &place).walk(parser);
}

/// How many columns the tag at `open` is indented: what the lines of its body are indented with it. A tag that
/// follows a list marker is indented by the width of the marker.
fn indentation(source: &str, open: Span) -> usize {
    let before = &source.as_bytes()[..open.start as usize];
    let line = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
    let lead = &before[line..];
    let markers = |byte: &u8| matches!(byte, b' ' | b'\t' | b'-' | b'*' | b'+' | b'.' | b')') || byte.is_ascii_digit();
    if !lead.iter().all(markers) {
        return 0;
    }
    lead.iter().fold(0, |column, byte| if *byte == b'\t' { column + 4 - column % 4 } else { column + 1 })
}
