//! The JSON Schema of a page kind: compiled once, and its complaints brought back to places in the front matter.

use jsonschema::Draft;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use serde_json::{Map, Number, Value};

use crate::document::{Entry, FrontMatter, Node, NodeKind, ScalarStyle, same_field};
use crate::text::Span;

/// Values nested deeper than this are taken as `null`; a schema for front matter has no use for them.
const DEEPEST: usize = 32;

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    written: Value,
    /// The top-level fields that it names.
    fields: Vec<String>,
    /// The top-level fields that must be there.
    required: Vec<String>,
    /// It says nothing of the fields that it does not name.
    names_all: bool,
    validator: jsonschema::Validator,
}

/// What a schema has against a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// A field is missing.
    Required,
    /// The value is of another type; the names of the allowed ones.
    Type(String),
    /// The text is empty.
    Empty,
    /// The text is not of a form such as `date` or `uri`.
    Format(String),
    /// The text does not fit a regular expression; an example of what would when the schema gives one.
    Pattern(String),
    /// The value is none of the allowed ones, which are listed.
    Enum(Vec<String>),
    /// The field is none of those that the schema names, which are listed.
    Unknown(Vec<String>),
    /// Anything else, in the words of the validator.
    Other(String),
}

/// A complaint with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// The path of keys to the value, joined by dots.
    pub field: String,
    /// The value, the key for an unknown field, or the place where a missing field should be added.
    pub span: Span,
    /// What is wrong.
    pub fault: Fault,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Errors
    /// Why it is not a schema, in English.
    pub fn new(schema: &Value) -> Result<Self, String> {
        let options = || jsonschema::options().should_validate_formats(true);
        // What the smaller one refuses may still be one of the latest: that takes expressions that JavaScript does not.
        let common = || options().with_draft(Draft::Draft7).build(schema).ok();
        let validator = match is_common(schema).then(common).flatten() {
            Some(validator) => validator,
            None => options().build(schema).map_err(|error| error.to_string())?,
        };
        let plain = ["properties", "required", "type", "title", "description", "$schema", "$id", "$comment"];
        let names_all = schema.as_object().is_some_and(|schema| schema.keys().all(|key| plain.contains(&&**key)));
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let required = required.filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Self { written: schema.clone(), fields: names(schema), required, names_all, validator })
    }

    /// The top-level fields that the schema names.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(String::as_str)
    }

    /// What the schema says of a top-level field, not regarding ASCII case.
    pub fn property(&self, field: &str) -> Option<&Value> {
        let properties = self.written.get("properties").and_then(Value::as_object)?;
        properties.iter().find(|(name, _)| same_field(name, field)).map(|(_, property)| property)
    }

    /// The top-level fields that must be there.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.required.iter().map(String::as_str)
    }

    /// True when the schema names the field, not regarding ASCII case.
    pub fn names(&self, field: &str) -> bool {
        self.fields().any(|name| same_field(name, field))
    }

    /// Everything that is wrong with the front matter of a page.
    pub fn complaints(&self, front_matter: &FrontMatter) -> Vec<Complaint> {
        let instance = self.instance(front_matter);
        let errors = self.validator.iter_errors(&instance);
        errors.filter_map(|error| complaint(&error, front_matter, &self.written)).flatten().collect()
    }

    /// The front matter as the validator reads it, without the fields that the schema says nothing of.
    fn instance(&self, front_matter: &FrontMatter) -> Value {
        let root = &front_matter.root;
        match &root.kind {
            NodeKind::Mapping(entries) if self.names_all => {
                let named = |field: &str| self.names(field) || self.required().any(|name| name == field);
                mapping(entries.iter().filter(|entry| named(&entry.key.value)), Some(&self.written), 0)
            }
            _ => json(root, Some(&self.written), 0),
        }
    }
}

/// True for a schema that says the same in each version of JSON Schema, as nearly all do. Before a schema is compiled it is
/// judged by the schema of schemas of its version, which is far larger in the latest than in one before.
fn is_common(schema: &Value) -> bool {
    let all = |(key, value): (&String, &Value)| match &**key {
        "properties" => value.as_object().is_some_and(|fields| fields.values().all(is_common)),
        "items" => is_common(value),
        "type" | "required" | "enum" | "pattern" | "title" | "description" | "examples" => true,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "uniqueItems" | "minimum" | "maximum" => true,
        _ => false,
    };
    schema.as_object().is_some_and(|keywords| keywords.iter().all(all))
}

/// Front matter as the generator reads it: plain scalars typed, except where the schema wants text.
fn json(node: &Node, schema: Option<&Value>, depth: usize) -> Value {
    let inner = |key: &str| schema.and_then(|schema| schema.get(key));
    match &node.kind {
        _ if depth > DEEPEST => Value::Null,
        NodeKind::Scalar { text, style: ScalarStyle::Plain } if node.tag.is_none() => typed(text, wants_text(schema)),
        NodeKind::Scalar { text, .. } => Value::String(text.to_string()),
        NodeKind::Sequence { items, .. } => {
            items.iter().map(|item| json(item, inner("items"), depth + 1)).collect::<Vec<_>>().into()
        }
        NodeKind::Mapping(entries) => mapping(entries, schema, depth),
        NodeKind::Alias(_) => Value::Null,
    }
}

fn mapping<'a>(entries: impl IntoIterator<Item = &'a Entry>, schema: Option<&Value>, depth: usize) -> Value {
    let properties = schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    let mut object = Map::new();
    for Entry { key, value } in entries {
        let name = spelled(&key.value, properties);
        let part = properties.and_then(|properties| properties.get(name));
        object.entry(name).or_insert_with(|| json(value, part, depth + 1));
    }
    object.into()
}

/// The key as the schema writes it: generators do not regard the case of keys.
fn spelled<'a>(key: &'a str, properties: Option<&'a Map<String, Value>>) -> &'a str {
    let Some(properties) = properties.filter(|properties| !properties.contains_key(key)) else { return key };
    properties.keys().find(|name| name.eq_ignore_ascii_case(key)).map_or(key, String::as_str)
}

/// True when the schema allows text and no number, so that a plain `1.20` is judged as it is written.
fn wants_text(schema: Option<&Value>) -> bool {
    let allows =
        |kind: &Value, name: &str| kind == name || kind.as_array().is_some_and(|k| k.iter().any(|k| k == name));
    schema.and_then(|schema| schema.get("type")).is_some_and(|kind| {
        allows(kind, "string") && !allows(kind, "number") && !allows(kind, "integer") && !allows(kind, "boolean")
    })
}

/// A plain scalar by the rules that YAML libraries share.
fn typed(text: &str, as_text: bool) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        _ if as_text => return Value::String(text.to_owned()),
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let numeric = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    if numeric && let Ok(whole) = text.parse::<i64>() {
        return whole.into();
    }
    let number = numeric.then(|| text.parse().ok()).flatten().and_then(Number::from_f64);
    number.map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

fn complaint(
    error: &jsonschema::ValidationError<'_>,
    front_matter: &FrontMatter,
    schema: &Value,
) -> Option<Vec<Complaint>> {
    let mut field = Vec::new();
    let mut node = &front_matter.root;
    for segment in error.instance_path() {
        node = match segment {
            LocationSegment::Property(name) => {
                field.push(name.to_string());
                &node.get(&name)?.value
            }
            LocationSegment::Index(index) => node.items().get(index)?,
        };
    }
    if matches!(node.kind, NodeKind::Alias(_)) {
        return None;
    }
    let at = |key: Option<&str>, span, fault| {
        let path = field.iter().map(String::as_str).chain(key).collect::<Vec<_>>().join(".");
        Complaint { field: path, span, fault }
    };
    let merged = node.get("<<").is_some();
    Some(match error.kind() {
        ValidationErrorKind::Required { .. } if merged => return None,
        ValidationErrorKind::Required { property } => {
            vec![at(property.as_str(), place_for_more(node, front_matter), Fault::Required)]
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .filter_map(|key| Some(at(Some(key), node.get(key)?.key.span, Fault::Unknown(names(schema)))))
            .collect(),
        kind => vec![at(None, node.span, fault_of(kind, error, node, schema))],
    })
}

/// Where a missing field is to be added: after the last one.
fn place_for_more(node: &Node, front_matter: &FrontMatter) -> Span {
    let end = node.entries().last().map(|entry| entry.span().end);
    end.map_or(Span { start: front_matter.content.start, end: front_matter.content.start }, |end| Span {
        start: end,
        end,
    })
}

fn names(schema: &Value) -> Vec<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(Map::keys).cloned().collect()
}

fn fault_of(kind: &ValidationErrorKind, error: &jsonschema::ValidationError<'_>, node: &Node, schema: &Value) -> Fault {
    let empty = node.is_null() || node.as_str().is_some_and(str::is_empty);
    match kind {
        ValidationErrorKind::Type { .. }
        | ValidationErrorKind::MinLength { .. }
        | ValidationErrorKind::Pattern { .. }
        | ValidationErrorKind::Format { .. }
        | ValidationErrorKind::Enum { .. }
            if empty =>
        {
            Fault::Empty
        }
        ValidationErrorKind::Type { kind } => Fault::Type(type_names(kind)),
        ValidationErrorKind::Format { format } => Fault::Format(format.clone()),
        ValidationErrorKind::Pattern { pattern } => {
            Fault::Pattern(example(schema, error).unwrap_or_else(|| pattern.clone()))
        }
        ValidationErrorKind::Enum { options } => {
            Fault::Enum(options.as_array().into_iter().flatten().map(plain).collect())
        }
        _ => Fault::Other(error.to_string()),
    }
}

/// The first of the `examples` that the schema gives beside the keyword that complained.
fn example(schema: &Value, error: &jsonschema::ValidationError<'_>) -> Option<String> {
    let path = error.schema_path().as_str();
    let beside = path.rsplit_once('/')?.0;
    schema.pointer(beside)?.get("examples")?.get(0).map(plain)
}

fn type_names(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(all) => all.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" | "),
    }
}

/// A value without the quotes of JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
