//! The Markdown part of a page.

use crate::document::ShortcodeId;
use crate::text::{Span, Spanned};

/// Index into [`super::Document::blocks`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u32);

/// Index into [`super::Document::headings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeadingId(pub u32);

/// Index into [`super::Document::scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub u32);

impl ScopeId {
    /// The page's own Markdown.
    pub const PAGE: ScopeId = ScopeId(0);
}

/// A piece of Markdown that is rendered on its own, with its own set of heading ids.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The text of the scope.
    pub span: Span,
    /// The shortcode whose body it is; `None` for the page's own Markdown.
    pub shortcode: Option<ShortcodeId>,
}

/// A block: a container such as a list, or a leaf such as a paragraph.
#[derive(Debug, Clone)]
pub struct Block {
    /// The whole block with its markers, without the line end after it.
    pub span: Span,
    /// The text inside: a heading without `#` and `{…}`, an item without its marker, a code block without its fences.
    pub content: Span,
    /// What it is.
    pub kind: BlockKind,
    /// The block it stands in.
    pub parent: Option<BlockId>,
    /// The scope it belongs to.
    pub scope: ScopeId,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph, also the text of a tight list item.
    Paragraph,
    /// A heading.
    Heading(HeadingId),
    /// A fenced or indented code block.
    Code {
        /// Fenced with back-ticks or tildes.
        fenced: bool,
        /// The info string after the opening fence, trimmed; empty when there is none.
        info: Span,
    },
    /// A list.
    List {
        /// Numbered.
        ordered: bool,
        /// The first byte of the marker of its items: `-`, `*`, `+`, or `.` and `)` for numbers.
        marker: u8,
    },
    /// A list item; its marker with the blanks after it runs from `span.start` to `content.start`.
    Item,
    /// A block quote.
    Quote,
    /// A table.
    Table,
    /// A row of a table; `head` for the row above the bar.
    Row {
        /// The row above the bar.
        head: bool,
    },
    /// A cell of a table; the content is trimmed.
    Cell,
    /// A block of HTML that is more than a comment.
    Html,
    /// HTML that is nothing but comments.
    Comment,
    /// A thematic break.
    Rule,
    /// A shortcode that stands on its own: its tag fills the line, or its body is code.
    /// A shortcode with a Markdown body is a container for the blocks of its body.
    Shortcode(ShortcodeId),
    /// The text of a footnote.
    Footnote,
    /// A definition list, its terms and its definitions.
    Definition,
}

impl BlockKind {
    /// True for blocks that hold other blocks rather than text.
    pub fn is_container(self) -> bool {
        matches!(
            self,
            BlockKind::List { .. }
                | BlockKind::Item
                | BlockKind::Quote
                | BlockKind::Table
                | BlockKind::Row { .. }
                | BlockKind::Footnote
        )
    }
}

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// The whole heading, without the line end.
    pub span: Span,
    /// Its text with markup, without `#` marks and attributes.
    pub content: Span,
    /// 1 to 6.
    pub level: u8,
    /// The `#` marks, or the bar of a setext heading.
    pub marker: Span,
    /// The attribute list with its braces, when there is a valid one.
    pub attributes: Option<Span>,
    /// The id that is written in the page; the span covers just the id.
    pub explicit: Option<Spanned<Box<str>>>,
    /// The id that the page is published with: the written one, or the one the generator derives.
    /// `None` when the generator gives none, or when it cannot be known (see `unstable`).
    pub id: Option<Box<str>>,
    /// The derived id holds the output of a shortcode: it is unknown, or differs from build to build.
    pub unstable: bool,
    /// The text as a reader sees it, without markup.
    pub text: Box<str>,
    /// The scope that it belongs to.
    pub scope: ScopeId,
    /// Its block.
    pub block: BlockId,
}

/// How a link is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](destination)`.
    Inline,
    /// `[text][label]`, `[text][]` or `[text]`; the destination stands in the definition.
    Reference,
    /// `<https://…>`.
    Autolink,
    /// A URL in running text that the generator turns into a link.
    Bare,
}

/// A link or an image.
#[derive(Debug, Clone)]
pub struct Link {
    /// The whole link.
    pub span: Span,
    /// An image (`![…](…)`).
    pub image: bool,
    /// How it is written.
    pub kind: LinkKind,
    /// The text between the brackets, or the URL of a bare link.
    pub text: Span,
    /// The destination with escapes and entities resolved, shortcode tags in it as written; the span is where it stands.
    pub destination: Spanned<Box<str>>,
    /// The title between its quotes.
    pub title: Option<Span>,
}

/// Inline code.
#[derive(Debug, Clone)]
pub struct CodeSpan {
    /// With its back-ticks.
    pub span: Span,
    /// Between the back-ticks, without the one blank that Markdown strips.
    pub content: Span,
}

/// Emphasis (`*…*`) or strong emphasis (`**…**`).
#[derive(Debug, Clone)]
pub struct Emphasis {
    /// With its marks.
    pub span: Span,
    /// Between the marks.
    pub content: Span,
    /// Two marks.
    pub strong: bool,
}

/// An HTML tag.
#[derive(Debug, Clone)]
pub struct HtmlTag {
    /// From `<` to `>`.
    pub span: Span,
    /// The name as written.
    pub name: Span,
    /// A closing tag.
    pub closing: bool,
    /// The attributes of an opening tag.
    pub attributes: Vec<HtmlAttribute>,
}

/// An attribute of an HTML tag.
#[derive(Debug, Clone)]
pub struct HtmlAttribute {
    /// The name as written.
    pub name: Span,
    /// The value without its quotes.
    pub value: Option<Span>,
}

/// An HTML comment.
#[derive(Debug, Clone)]
pub struct Comment {
    /// From `<!--` to `-->`.
    pub span: Span,
    /// Between the marks.
    pub content: Span,
}

/// A run of visible text, contiguous in the source. An escape, an entity, markup or a line end starts a new run.
#[derive(Debug, Clone)]
pub struct Prose {
    /// Where it stands.
    pub span: Span,
    /// The first character follows a backslash that takes its meaning away.
    pub escaped: bool,
    /// It is the text of an entity such as `&amp;`; the span covers the entity as written.
    pub entity: bool,
}
