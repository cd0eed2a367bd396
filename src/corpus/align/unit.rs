//! The units that are aligned: leaf blocks in document order, each with what it holds that no language changes.

use super::Script;
use super::script::Letters;
use crate::document::BlockId;
use crate::text::Span;

/// What a unit is. Two units of different kinds are aligned only when much else speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// A heading of this level.
    Heading(u8),
    /// A paragraph, also the text of a list item.
    Paragraph,
    /// A code block, or a shortcode whose body is code.
    Code,
    /// A row of a table.
    Row,
    /// A block of HTML.
    Html,
    /// A shortcode on a line of its own.
    Shortcode,
    /// A thematic break.
    Rule,
}

/// How a text ends: translators keep questions, and sentences that announce what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ending {
    /// With a colon.
    Colon,
    /// With a question mark.
    Question,
    /// In any other way.
    #[default]
    Plain,
}

impl Ending {
    pub(super) fn of(text: &str) -> Self {
        match text.trim_end().chars().next_back() {
            Some(':' | '：') => Ending::Colon,
            Some('?' | '？' | '؟') => Ending::Question,
            _ => Ending::Plain,
        }
    }
}

/// A leaf block, as alignment sees it.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The block in its document.
    pub block: BlockId,
    /// The whole block.
    pub span: Span,
    /// What it is.
    pub kind: UnitKind,
    /// The container it stands in; paragraphs of one container may be split or merged by a translator.
    pub container: Option<BlockId>,
    /// The kinds of its containers from the outside in, hashed: `list/item/list/item`.
    pub(super) nesting: u32,
    /// Visible characters of its prose, blanks left out; bytes for code.
    pub length: u32,
    /// The letters of its prose.
    pub(crate) letters: Letters,
    /// How its text ends.
    pub(super) ending: Ending,
    /// The id that a heading is published with, hashed; 0 for none.
    pub(super) id: u32,
    /// Its part of [`Units::marks`].
    pub(super) marks: (u32, u32),
    /// Its part of [`Units::words`].
    pub(super) words: (u32, u32),
    /// The numbers in its prose as they are written: the sum of their hashes.
    pub(super) numbers: u64,
}

impl Unit {
    /// True when both stand in containers of the same kinds.
    pub fn nested_like(&self, other: &Unit) -> bool {
        self.nesting == other.nesting
    }

    /// True for two headings that are published with the same id.
    pub fn has_id_of(&self, other: &Unit) -> bool {
        self.id != 0 && self.id == other.id
    }

    /// True when both are of one kind and stand in containers of the same kinds.
    pub(super) fn alike(&self, other: &Unit) -> bool {
        self.kind == other.kind && self.nesting == other.nesting
    }
}

/// The units of a page.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// In document order.
    pub units: Vec<Unit>,
    /// Language-neutral marks by unit, sorted within each.
    pub(super) marks: Vec<Mark>,
    /// Plain Latin words by unit, hashed; sorted within each where they are names.
    pub(super) words: Vec<u32>,
    /// The script that most of its prose is written in.
    pub script: Script,
}

impl Units {
    /// True when words in Latin letters are names, because the page is not written in them.
    pub(super) fn has_names(&self) -> bool {
        self.script == Script::Other
    }

    pub(super) fn marks_of(&self, unit: &Unit) -> &[Mark] {
        &self.marks[unit.marks.0 as usize..unit.marks.1 as usize]
    }
}

/// Something in a block that a translator leaves as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    /// Kind and text, hashed.
    pub(super) hash: u32,
    /// How much it says when it is the only one of its kind.
    pub(super) weight: f32,
}
