//! Front matter as a tree that remembers how everything was written.

use crate::text::{Span, Spanned};

/// The language that front matter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontMatterFormat {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
    /// A JSON object at the start of the page.
    Json,
}

/// The front matter of a page.
#[derive(Debug, Clone)]
pub struct FrontMatter {
    /// YAML, TOML or JSON.
    pub format: FrontMatterFormat,
    /// With its delimiters.
    pub span: Span,
    /// Between the delimiters.
    pub content: Span,
    /// The top-level mapping; empty when the text is empty or could not be read.
    pub root: Node,
    /// Comments, from `#` to the end of their line.
    pub comments: Vec<Span>,
    /// True when the whole text was read; after an error the tree holds what came before it and what could be saved.
    pub complete: bool,
}

impl FrontMatter {
    /// The entries of the top-level mapping.
    pub fn entries(&self) -> &[Entry] {
        match &self.root.kind {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The first top-level entry whose key equals `key`, not regarding ASCII case, as Hugo reads keys.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.root.get(key)
    }
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes; in TOML and JSON also numbers, booleans, dates and `null`.
    Plain,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// A block scalar that keeps its lines (`|`), or a multi-line string of TOML.
    Literal,
    /// A block scalar that folds its lines (`>`).
    Folded,
}

/// A value in front matter.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it is written, quotes included; for a block collection from its first key or item to the end of its last.
    pub span: Span,
    /// The YAML anchor (`&name`) it defines, without `&`. Hardly any node has one.
    pub anchor: Option<Box<Spanned<Box<str>>>>,
    /// The YAML tag (`!!str`) it carries, as written. Hardly any node has one.
    pub tag: Option<Box<Spanned<Box<str>>>>,
    /// What it is.
    pub kind: NodeKind,
}

/// What a front matter value is.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A scalar: `text` is the value after quotes and escapes, never resolved further, so `1.20` stays `1.20`.
    /// A missing value (`key:`) is a plain scalar with empty text and an empty span after the colon.
    Scalar {
        /// The value as text.
        text: Box<str>,
        /// How it is written.
        style: ScalarStyle,
    },
    /// A list. `flow` is true for `[a, b]`.
    Sequence {
        /// The items.
        items: Vec<Node>,
        /// Written in brackets.
        flow: bool,
    },
    /// A mapping, keys in the order they are written, duplicates included.
    Mapping(Vec<Entry>),
    /// A reference (`*name`) to an anchor: the name. It is never expanded here.
    Alias(Box<str>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key as text, with the place where it is written, quotes included.
    pub key: Spanned<Box<str>>,
    /// The value.
    pub value: Node,
}

impl Entry {
    /// From the start of the key to the end of the value.
    pub fn span(&self) -> Span {
        self.key.span.to(self.value.span)
    }
}

impl Node {
    /// An empty mapping at `span`.
    pub fn empty_mapping(span: Span) -> Self {
        Self { span, anchor: None, tag: None, kind: NodeKind::Mapping(Vec::new()) }
    }

    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The style of a scalar.
    pub fn style(&self) -> Option<ScalarStyle> {
        match self.kind {
            NodeKind::Scalar { style, .. } => Some(style),
            _ => None,
        }
    }

    /// True for a missing value and for a plain `null` or `~`.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, NodeKind::Scalar { text, style: ScalarStyle::Plain }
            if matches!(&**text, "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The items of a list; a scalar counts as a list of itself, as Hugo reads `aliases: /x`.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::Sequence { items, .. } => items,
            NodeKind::Scalar { .. } if !self.is_null() => std::slice::from_ref(self),
            _ => &[],
        }
    }

    /// The node at `path`, or the deepest node on the way to it that exists.
    pub fn at_path(&self, path: &[PathSegment<'_>]) -> Located<'_> {
        let mut located = Located { node: self, key: None, depth: 0 };
        for segment in path {
            let (node, key) = match (segment, &located.node.kind) {
                (PathSegment::Key(key), NodeKind::Mapping(entries)) => {
                    match entries.iter().find(|entry| &*entry.key.value == *key) {
                        Some(entry) => (&entry.value, Some(entry.key.span)),
                        None => break,
                    }
                }
                (PathSegment::Index(index), NodeKind::Sequence { items, .. }) => match items.get(*index) {
                    Some(item) => (item, None),
                    None => break,
                },
                _ => break,
            };
            located = Located { node, key, depth: located.depth + 1 };
        }
        located
    }

    /// The entries of a mapping.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The first entry of a mapping whose key equals `key`, not regarding ASCII case.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| same_field(&entry.key.value, key))
    }
}

/// True for two names of the same field: ASCII case does not count. Most names differ in length, which is told here without
/// a call, and those of one field are most often written alike.
#[inline]
pub fn same_field(one: &str, other: &str) -> bool {
    one.len() == other.len() && (one == other || one.eq_ignore_ascii_case(other))
}

/// One step of a path into a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathSegment<'a> {
    /// The value of this key, compared exactly.
    Key(&'a str),
    /// The item with this number, from 0.
    Index(usize),
}

/// How far a path leads into a tree.
#[derive(Debug, Clone, Copy)]
pub struct Located<'a> {
    /// The node at the path, or the deepest one on the way to it.
    pub node: &'a Node,
    /// The key whose value the node is; `None` for a list item and for the root.
    pub key: Option<Span>,
    /// How many steps of the path exist.
    pub depth: usize,
}
