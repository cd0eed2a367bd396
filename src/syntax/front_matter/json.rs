//! JSON: the tree of jsonc-parser in its strict mode, with duplicate keys kept.

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{MAX_DEPTH, Tree, character, duplicate, limit_problem};
use crate::document::{Entry, Node, NodeKind, Problem, ProblemKind, ScalarStyle};
use crate::text::{Span, Spanned};

/// Reads `content`, which runs from the first brace to its partner.
pub(super) fn read(source: &str, content: Span, problems: &mut Vec<Problem>) -> Tree {
    if let Some(problem) = look_over(source, content) {
        problems.push(problem);
        return Tree::unread(content);
    }
    let shift = content.start as usize;
    match parse_to_ast(content.of(source), &CollectOptions::default(), &STRICT) {
        Ok(parsed) => {
            let root = parsed.value.map(|value| node(value, shift, source, problems));
            let root = root.unwrap_or_else(|| Node::empty_mapping(content));
            Tree { root, comments: Vec::new(), complete: true }
        }
        Err(error) => {
            let range = error.range();
            let (start, end) = (shift + range.start, shift + range.end);
            let span = if start < end && source.is_char_boundary(start) && source.is_char_boundary(end) {
                let line = super::line_end(source, start, end);
                Span::new(start, line.max(character(source, start).end as usize))
            } else {
                character(source, start)
            };
            let reason = error.kind().to_string().to_lowercase();
            problems.push(Problem::new(ProblemKind::FrontMatterSyntax, span).detail(reason));
            Tree::unread(content)
        }
    }
}

/// What the JSON standard allows and nothing else.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// A bracket that is nested deeper than [`MAX_DEPTH`], or a control character in a string, which the parser lets pass.
fn look_over(source: &str, content: Span) -> Option<Problem> {
    let bytes = source.as_bytes();
    let (mut depth, mut quoted, mut at) = (0usize, false, content.start as usize);
    while at < content.end as usize {
        match bytes[at] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(limit_problem(source, at, format!("{MAX_DEPTH} levels")));
                }
            }
            0..b' ' if quoted => {
                let reason = "a control character in a string, such as a line end or a tab, must be escaped";
                return Some(Problem::new(ProblemKind::FrontMatterSyntax, character(source, at)).detail(reason));
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

fn node(value: Value<'_>, shift: usize, source: &str, problems: &mut Vec<Problem>) -> Node {
    use jsonc_parser::common::Ranged;
    let range = value.range();
    let span = Span::new(range.start, range.end).shifted(shift);
    let kind = match value {
        Value::StringLit(text) => {
            NodeKind::Scalar { text: text.value.into_owned().into(), style: ScalarStyle::DoubleQuoted }
        }
        Value::Array(array) => {
            let items = array.elements.into_iter().map(|item| node(item, shift, source, problems)).collect();
            NodeKind::Sequence { items, flow: true }
        }
        Value::Object(object) => {
            let entries: Vec<_> =
                object.properties.into_iter().map(|property| entry(property, shift, source, problems)).collect();
            duplicate::report(&entries, problems);
            NodeKind::Mapping(entries)
        }
        // Numbers, booleans and null stay as they are written.
        _ => NodeKind::Scalar { text: span.of(source).into(), style: ScalarStyle::Plain },
    };
    Node { span, anchor: None, tag: None, kind }
}

fn entry(property: ObjectProp<'_>, shift: usize, source: &str, problems: &mut Vec<Problem>) -> Entry {
    let (range, text): (_, Box<str>) = match property.name {
        ObjectPropName::String(name) => (name.range, name.value.into_owned().into()),
        ObjectPropName::Word(name) => (name.range, name.value.into()),
    };
    let key = Spanned::new(text, Span::new(range.start, range.end).shifted(shift));
    Entry { key, value: node(property.value, shift, source, problems) }
}
