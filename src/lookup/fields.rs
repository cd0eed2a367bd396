//! What a field of the front matter is for: what the schema of the page's kind says, and what other pages show.

use std::collections::BTreeMap;

use serde_json::Value;

use super::View;
use crate::text::SourceId;

/// A field, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// What the schema says of it.
    pub schema: Option<Value>,
    /// The schema wants it.
    pub required: bool,
    /// On how many pages it is.
    pub pages: u32,
    /// The values that pages give it, the most frequent first; empty when they are too many to choose from.
    pub values: Vec<(String, u32)>,
}

/// With more values than this there is nothing to choose from.
const MOST_VALUES: usize = 40;

/// What is known of a field on a page.
pub fn field(view: View<'_>, id: SourceId, name: &str) -> Field {
    let schema = view.corpus.source(id).kind.and_then(|kind| view.facts.schema(kind));
    Field {
        schema: schema.and_then(|schema| schema.property(name)).cloned(),
        required: schema.is_some_and(|schema| schema.required().any(|field| field.eq_ignore_ascii_case(name))),
        pages: view.facts.fields.pages_with(name),
        values: values(view, name),
    }
}

/// The fields that a page does not have and could have: those that its schema names, then those of many pages.
pub fn missing(view: View<'_>, id: SourceId) -> Vec<(String, Field)> {
    let source = view.corpus.source(id);
    let has = |name: &str| source.document.front_matter.as_ref().is_some_and(|fields| fields.get(name).is_some());
    let schema = source.kind.and_then(|kind| view.facts.schema(kind));
    let mut names: Vec<String> = schema.into_iter().flat_map(|schema| schema.fields()).map(str::to_owned).collect();
    let mut learned: Vec<(&str, u32)> = view.facts.fields.all().filter(|(_, pages)| *pages > 1).collect();
    learned.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    for (name, _) in learned {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
    }
    names.retain(|name| !has(name));
    names.into_iter().map(|name| (name.clone(), field_without_values(view, id, &name))).collect()
}

fn field_without_values(view: View<'_>, id: SourceId, name: &str) -> Field {
    let schema = view.corpus.source(id).kind.and_then(|kind| view.facts.schema(kind));
    Field {
        schema: schema.and_then(|schema| schema.property(name)).cloned(),
        required: schema.is_some_and(|schema| schema.required().any(|field| field.eq_ignore_ascii_case(name))),
        pages: view.facts.fields.pages_with(name),
        values: Vec::new(),
    }
}

fn values(view: View<'_>, name: &str) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let pages = view.corpus.sources().iter().filter_map(|source| source.document.front_matter.as_ref());
    for entry in pages.filter_map(|fields| fields.get(name)) {
        for text in entry.value.items().iter().filter_map(|item| item.as_str()).filter(|text| !text.is_empty()) {
            *counts.entry(text).or_default() += 1;
            if counts.len() > MOST_VALUES {
                return Vec::new();
            }
        }
    }
    let mut values: Vec<(String, u32)> = counts.into_iter().map(|(text, count)| (text.to_owned(), count)).collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values
}

/// The values that a schema allows.
pub fn allowed(schema: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match (&schema["enum"], &schema["const"], &schema["type"]) {
        (Value::Array(values), ..) => values.iter().map(text).collect(),
        (_, Value::Null, Value::String(kind)) if kind == "boolean" => vec!["true".to_owned(), "false".to_owned()],
        (_, Value::Null, _) => Vec::new(),
        (_, value, _) => vec![text(value)],
    }
}
