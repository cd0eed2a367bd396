//! A configuration as a tree of values that know where they are written, and how layers of them are merged.
//!
//! Scalars keep their text, so `hugo: 0.150` is never `0.15`; what a scalar means is decided by who reads it.

use rustc_hash::FxHashMap;

use super::error::{Fault, Origin, Sentence, SourceFiles, Value};
use crate::document::{Node, NodeKind, Problem, ProblemKind, ScalarStyle};
use crate::syntax::front_matter::parse_yaml;
use crate::text::Span;

/// How many values the aliases of one text may stand for, all together.
const MAX_EXPANDED: usize = 10_000;

/// A value and where it is written.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    pub(crate) origin: Origin,
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A scalar. `plain` is false in quotes, where `true` and `1` are text.
    Scalar { text: Box<str>, plain: bool },
    /// A list.
    List(Vec<Tree>),
    /// A mapping.
    Map(Vec<(Key, Tree)>),
}

/// A key and where it is written.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) text: Box<str>,
    pub(crate) origin: Origin,
}

impl Tree {
    /// An empty mapping that stands nowhere.
    pub(crate) fn empty() -> Self {
        Self { origin: Origin { file: 0, span: Span::at(0) }, kind: Kind::Map(Vec::new()) }
    }

    /// Reads a YAML text and keeps it in `files`. The first thing that is wrong with it is the fault.
    pub(crate) fn parse(path: &str, text: &str, files: &mut SourceFiles) -> Result<Self, Fault> {
        let tree = Self::parse_any(path, text, files)?;
        match tree.kind {
            Kind::Map(_) => Ok(tree),
            // An empty file, or one of comments, says nothing.
            Kind::Scalar { ref text, plain: true } if text.is_empty() => {
                Ok(Self { kind: Kind::Map(Vec::new()), ..tree })
            }
            _ => Err(wrong_type("config-type-map", &tree).at(tree.origin)),
        }
    }

    /// The same for a text that may be a list or a scalar as well.
    pub(crate) fn parse_any(path: &str, text: &str, files: &mut SourceFiles) -> Result<Self, Fault> {
        let file = files.add(path, text);
        let (node, problems) = parse_yaml(text);
        if let Some(problem) = problems.first() {
            return Err(fault_of(problem, file));
        }
        let mut reader = Reader { file, anchors: FxHashMap::default(), expanded: 0 };
        reader.tree(&node)
    }

    /// Values that tidings found out itself, as if they were written at `origin`.
    pub(crate) fn of_json(value: &serde_json::Value, origin: Origin) -> Self {
        let scalar = |text: String, plain| Kind::Scalar { text: text.into(), plain };
        let kind = match value {
            serde_json::Value::String(text) => scalar(text.clone(), false),
            serde_json::Value::Array(items) => {
                Kind::List(items.iter().map(|item| Self::of_json(item, origin)).collect())
            }
            serde_json::Value::Object(entries) => {
                let entry = |(key, value): (&String, &serde_json::Value)| {
                    (Key { text: key.as_str().into(), origin }, Self::of_json(value, origin))
                };
                Kind::Map(entries.iter().map(entry).collect())
            }
            other => scalar(other.to_string(), true),
        };
        Self { origin, kind }
    }

    /// The value of a key of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Tree> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key of a mapping with its value.
    pub(crate) fn entry(&self, key: &str) -> Option<&(Key, Tree)> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|(name, _)| &*name.text == key),
            _ => None,
        }
    }

    /// Takes a key out of a mapping.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Tree> {
        match &mut self.kind {
            Kind::Map(entries) => {
                let at = entries.iter().position(|(name, _)| &*name.text == key)?;
                Some(entries.remove(at).1)
            }
            _ => None,
        }
    }

    /// The text of a scalar that is not a missing value.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, plain } if !(*plain && is_null(text)) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; a scalar is a list of itself.
    pub(crate) fn items(&self) -> &[Tree] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Scalar { .. } if self.as_str().is_some() => std::slice::from_ref(self),
            _ => &[],
        }
    }

    /// Lays `later` over this tree: mappings are merged key by key, everything else is replaced.
    pub(crate) fn merge(&mut self, later: Tree) {
        match (&mut self.kind, later.kind) {
            (Kind::Map(own), Kind::Map(entries)) => {
                for (key, value) in entries {
                    match own.iter_mut().find(|(name, _)| name.text == key.text) {
                        Some((name, old)) => {
                            *name = key;
                            old.merge(value);
                        }
                        None => own.push((key, value)),
                    }
                }
                self.origin = later.origin;
            }
            (_, kind) => *self = Tree { origin: later.origin, kind },
        }
    }
}

/// True for a plain scalar that stands for no value.
pub(crate) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The fault of a value of the wrong type; `expected` is the id of a sentence.
pub(crate) fn wrong_type(expected: &str, found: &Tree) -> Fault {
    let found = match &found.kind {
        Kind::Scalar { text, plain: true } if is_null(text) => Value::Word("config-type-empty".to_owned()),
        Kind::Scalar { text, .. } => Value::Text(format!("`{}`", crop(text))),
        Kind::List(_) => Value::Word("config-type-list".to_owned()),
        Kind::Map(_) => Value::Word("config-type-map".to_owned()),
    };
    let expected = Value::Word(expected.to_owned());
    let what = Sentence::new("config-wrong-type").with("expected", expected.clone()).with("found", found);
    Fault::new(what, Some(Sentence::new("config-wrong-type-cure").with("expected", expected)))
}

/// The first characters of a text, for a message.
pub(crate) fn crop(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn fault_of(problem: &Problem, file: u16) -> Fault {
    let detail = &*problem.detail;
    let (what, cure) = match problem.kind {
        ProblemKind::FrontMatterLimit => {
            (Sentence::new("config-limit").with("reason", detail), Sentence::new("config-limit-cure"))
        }
        ProblemKind::FrontMatterDuplicateKey => {
            (Sentence::new("config-duplicate-key").with("key", detail), Sentence::new("config-duplicate-key-cure"))
        }
        ProblemKind::FrontMatterUnknownAlias => {
            (Sentence::new("config-unknown-alias").with("name", detail), Sentence::new("config-unknown-alias-cure"))
        }
        _ => (Sentence::new("config-syntax").with("reason", detail), Sentence::new("config-syntax-cure")),
    };
    Fault::new(what, Some(cure)).at(Origin { file, span: problem.span })
}

/// Turns nodes into trees and aliases into what they stand for.
struct Reader {
    file: u16,
    anchors: FxHashMap<Box<str>, Tree>,
    expanded: usize,
}

impl Reader {
    fn origin(&self, span: Span) -> Origin {
        Origin { file: self.file, span }
    }

    /// The nesting is limited by `parse_yaml`, so this may recurse.
    fn tree(&mut self, node: &Node) -> Result<Tree, Fault> {
        let origin = self.origin(node.span);
        let kind = match &node.kind {
            NodeKind::Scalar { text, style } => {
                Kind::Scalar { text: text.clone(), plain: *style == ScalarStyle::Plain }
            }
            NodeKind::Sequence { items, .. } => {
                Kind::List(items.iter().map(|item| self.tree(item)).collect::<Result<_, _>>()?)
            }
            NodeKind::Mapping(_) => self.mapping(node)?,
            NodeKind::Alias(name) => self.alias(name, origin)?.kind,
        };
        let tree = Tree { origin, kind };
        if let Some(anchor) = &node.anchor {
            self.anchors.insert(anchor.value.clone(), tree.clone());
        }
        Ok(tree)
    }

    fn mapping(&mut self, node: &Node) -> Result<Kind, Fault> {
        let mut own = Tree { kind: Kind::Map(Vec::new()), ..Tree::empty() };
        let mut entries = Vec::new();
        for entry in node.entries() {
            let value = self.tree(&entry.value)?;
            if &*entry.key.value == "<<" {
                value.items().iter().chain(matches!(value.kind, Kind::Map(_)).then_some(&value)).for_each(|base| {
                    own.merge(base.clone());
                });
            } else {
                entries.push((Key { text: entry.key.value.clone(), origin: self.origin(entry.key.span) }, value));
            }
        }
        let Kind::Map(mut base) = own.kind else { return Ok(Kind::Map(entries)) };
        base.retain(|(key, _)| entries.iter().all(|(name, _)| name.text != key.text));
        base.extend(entries);
        Ok(Kind::Map(base))
    }

    fn alias(&mut self, name: &str, origin: Origin) -> Result<Tree, Fault> {
        let Some(tree) = self.anchors.get(name).cloned() else {
            let what = Sentence::new("config-unknown-alias").with("name", name);
            return Err(Fault::new(what, Some(Sentence::new("config-unknown-alias-cure"))).at(origin));
        };
        self.expanded += size(&tree);
        if self.expanded > MAX_EXPANDED {
            let reason = format!("aliases > {MAX_EXPANDED}");
            let what = Sentence::new("config-limit").with("reason", reason);
            return Err(Fault::new(what, Some(Sentence::new("config-limit-cure"))).at(origin));
        }
        Ok(tree)
    }
}

/// How many values a tree holds.
fn size(tree: &Tree) -> usize {
    match &tree.kind {
        Kind::Scalar { .. } => 1,
        Kind::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Kind::Map(entries) => 1 + entries.iter().map(|(_, value)| size(value)).sum::<usize>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        Tree::parse("tidings.yaml", text, &mut SourceFiles::default()).expect("the text is valid")
    }

    #[test]
    fn later_layers_win_key_by_key_and_lists_are_replaced() {
        let mut base = tree("a: {x: 1, y: 2}\nlist: [1, 2]\nkept: yes\n");
        base.merge(tree("a: {y: 3, z: 4}\nlist: [9]\n"));
        let text = |path: &[&str]| path.iter().try_fold(&base, |tree, key| tree.get(key)).and_then(Tree::as_str);
        assert_eq!(text(&["a", "x"]), Some("1"));
        assert_eq!(text(&["a", "y"]), Some("3"));
        assert_eq!(text(&["a", "z"]), Some("4"));
        assert_eq!(text(&["kept"]), Some("yes"));
        assert_eq!(base.get("list").map(|list| list.items().len()), Some(1));
    }

    #[test]
    fn aliases_and_merge_keys_stand_for_their_values() {
        let tree = tree("base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\nsame: *b\n");
        let text = |path: [&str; 2]| tree.get(path[0]).and_then(|tree| tree.get(path[1])).and_then(Tree::as_str);
        assert_eq!(text(["own", "x"]), Some("1"));
        assert_eq!(text(["own", "y"]), Some("3"));
        assert_eq!(text(["same", "y"]), Some("2"));
    }

    #[test]
    fn bombs_of_aliases_are_stopped() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..9 {
            let alias = format!("*a{}", level - 1);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![alias; 10].join(", ")));
        }
        assert!(Tree::parse("tidings.yaml", &text, &mut SourceFiles::default()).is_err());
    }
}
