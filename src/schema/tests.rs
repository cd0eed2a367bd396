//! Makes the schemas, and says that the committed ones are those, that they hold for every file we have, and that they
//! refuse what tidings refuses.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::config;
use crate::embedded::{PRESETS, RULES};
use crate::rules;

macro_rules! schemas {
    ($($type:ty, $name:literal, $schema:tt;)*) => {
        $(impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        })*
    };
}

schemas! {
    config::Texts, "Texts", {"description": "One text or a list of texts.", "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]};
    config::LanguageTag, "LanguageTag", {"description": "A language tag as the site writes it: `zh`, `zh-cn`.", "type": "string"};
    config::Pattern, "Pattern", {"description": "A regular expression.", "type": "string"};
    config::Glob, "Glob", {"description": "A glob over paths: `*` stays in a folder, `**` goes below it.", "type": "string"};
    config::Schema, "Schema", {"description": "A JSON Schema, or the path of a YAML or JSON file with one.", "type": ["string", "object"]};
    config::Size, "Size", {"description": "A number of bytes: `10MiB`, `64 KiB`, `2000000`.", "type": ["string", "integer"]};
    config::Version, "Version", {"description": "A version of Hugo: `0.150.1`.", "type": ["string", "number"]};
    config::external::Status, "Status", {"description": "A status of HTTP.", "type": ["integer", "string"], "minimum": 100, "maximum": 999};
    config::external::Count, "Count", {"description": "A number from 1 to 1000.", "type": ["integer", "string"], "minimum": 1, "maximum": 1000};
    config::external::Period, "Period", {"description": "A length of time: `500ms`, `20s`, `10 min`, `1d`.", "type": ["string", "integer"]};
    config::external::FileInside, "FileInside", {"description": "The path of a file below the site's folder.", "type": "string"};
    config::external::Allowed, "Allowed", {"description": "A host, `*.example.com`, an address or a network.", "type": "string"};
    config::external::Place, "Place", {"description": "An address with or without a port.", "type": "string"};
    rules::schema::Expressions, "Expressions", {"description": "Regular expressions of which one must fit.", "type": "array", "items": {"type": "string"}};
    rules::Template, "Sentence", {"description": "A sentence; `{name}` is replaced by a value.", "type": "string"};
}

/// A value, or a map of several by name.
fn one_or_each<T: JsonSchema>(generator: &mut SchemaGenerator, description: &str) -> Schema {
    let one = generator.subschema_for::<T>();
    json_schema!({"description": description, "anyOf": [one, {"type": "object", "additionalProperties": one}]})
}

impl<T: JsonSchema> JsonSchema for config::PerLanguage<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("PerLanguageOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        one_or_each::<T>(
            generator,
            "One value for all languages, or one for each; the key `default` is for those that are not named.",
        )
    }
}

impl JsonSchema for config::Pages {
    fn schema_name() -> Cow<'static, str> {
        "Pages".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let template = json!({"type": "string"});
        json_schema!({
            "description": "A template for all languages, such as `content/{lang}/{path}`, or one for originals and one or several for translations.",
            "anyOf": [template, {
                "type": "object",
                "properties": {
                    "source": {"description": "Where originals lie.", "type": "string"},
                    "translation": {
                        "description": "Where translations lie, for all languages or for each.",
                        "anyOf": [template, {"type": "object", "additionalProperties": template}],
                    },
                    "key": {
                        "description": "The front matter field whose value a page shares with its translations.",
                        "type": ["string", "null"],
                    },
                },
                "required": ["source", "translation"],
                "additionalProperties": false,
            }],
        })
    }
}

impl JsonSchema for config::RuleSetting {
    fn schema_name() -> Cow<'static, str> {
        "RuleSetting".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let level = generator.subschema_for::<config::Level>();
        json_schema!({
            "description": "A severity, or `severity` beside parameters of the rule's check. `false` is `off`.",
            "anyOf": [level, {"type": "boolean"}, {"type": "object", "properties": {"severity": level}}],
        })
    }
}

impl JsonSchema for config::Shortcodes {
    fn schema_name() -> Cow<'static, str> {
        "Shortcodes".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let body = generator.subschema_for::<crate::document::Body>();
        json_schema!({"anyOf": [
            {"enum": ["hugo", "none"]},
            {"type": "boolean"},
            {"type": "object", "additionalProperties": body},
        ]})
    }
}

impl JsonSchema for rules::Levels {
    fn schema_name() -> Cow<'static, str> {
        "Levels".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        one_or_each::<rules::Level>(generator, "One severity, or one for each case.")
    }
}

impl JsonSchema for rules::Sentences {
    fn schema_name() -> Cow<'static, str> {
        "Sentences".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        one_or_each::<rules::Words>(generator, "A sentence in English and Chinese, or one for each case.")
    }
}

fn root<T: JsonSchema>(title: &str) -> Value {
    // Editors know draft 7 best.
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>().to_value();
    schema["title"] = json!(title);
    schema
}

/// The parameters of each kind of check, by the kind's name, as parts of the schema of rule files.
fn checks(rule: &Value) -> BTreeMap<String, Value> {
    let check = &rule["definitions"]["Check"];
    let kinds = check["oneOf"].as_array().or_else(|| check["anyOf"].as_array()).expect("an enum with data");
    let entries = kinds.iter().flat_map(|kind| kind["properties"].as_object().expect("one key"));
    let parameters = entries.map(|(name, schema)| {
        let name = name.clone();
        let target = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        let target = target.or_else(|| schema["allOf"][0]["$ref"].as_str()?.rsplit('/').next());
        (name, target.map_or_else(|| schema.clone(), |target| rule["definitions"][target].clone()))
    });
    parameters.collect()
}

/// The schema of rule files: head and manual.
fn rule() -> Value {
    let mut rule = root::<rules::schema::Head>("A rule of tidings");
    let manual = root::<rules::Manual>("");
    for part in ["properties", "definitions"] {
        let own = rule[part].as_object_mut().expect("a struct has properties");
        own.extend(manual[part].as_object().expect("a struct has properties").clone());
    }
    rule
}

/// The schema of `tidings.yaml`. Rules are offered by name, with the parameters of their checks.
fn config() -> Value {
    let mut config = root::<config::Settings>("tidings.yaml");
    let rule = rule();
    let checks = checks(&rule);
    let mut settings = Map::new();
    let mut severities = Map::new();
    for (id, text) in RULES {
        let value: Value = serde_yaml::from_str(text).expect("rule files are YAML");
        let kind = value["check"].as_object().and_then(|check| check.keys().next()).expect("one kind");
        let summary = value["summary"]["en"].clone();
        let mut parameters = of_check(&checks[kind]);
        parameters["properties"]["severity"] = json!({"$ref": "#/definitions/Level"});
        let object = parameters.as_object_mut().expect("a struct");
        object.retain(|key, _| matches!(key.as_str(), "properties" | "additionalProperties"));
        object.insert("type".to_owned(), json!("object"));
        let one = [json!({"$ref": "#/definitions/Level"}), json!({"type": "boolean"})];
        let all = one.iter().cloned().chain([parameters]).collect::<Vec<_>>();
        settings.insert((*id).to_owned(), json!({"description": summary, "anyOf": all}));
        severities.insert((*id).to_owned(), json!({"description": summary, "$ref": "#/definitions/RuleSetting"}));
    }
    config["properties"]["rules"]["properties"] = settings.into();
    config["definitions"]["Override"]["properties"]["rules"]["properties"] = severities.into();
    config["properties"]["sites"] = json!({
        "description": "Several sites in one repository: each item has the keys of this file, laid over those beside `sites`.",
        "type": "array",
        "items": {"$ref": "#"},
    });
    let definitions = config["definitions"].as_object_mut().expect("there are definitions");
    for (name, definition) in rule["definitions"].as_object().expect("there are definitions") {
        definitions.insert(format!("check-{name}"), of_check(definition));
    }
    keep_used(&mut config);
    config
}

/// A part of the schema of rule files in that of configurations, whose types may have the same names.
fn of_check(part: &Value) -> Value {
    let text = part.to_string().replace("\"#/definitions/", "\"#/definitions/check-");
    serde_json::from_str(&text).expect("it was JSON")
}

/// Takes out definitions that nothing leads to.
fn keep_used(schema: &mut Value) {
    loop {
        let text = schema.to_string();
        let definitions = schema["definitions"].as_object_mut().expect("there are definitions");
        let before = definitions.len();
        definitions.retain(|name, _| text.contains(&format!("\"#/definitions/{name}\"")));
        if definitions.len() == before {
            return;
        }
    }
}

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares a file with what it should hold; writes it when asked to.
fn same(path: &str, wanted: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(home(path), wanted).expect("the file can be written");
    }
    let found = std::fs::read_to_string(home(path)).unwrap_or_default();
    assert!(found == wanted, "{path} is not up to date: run the tests with UPDATE_EXPECT=1");
}

fn pretty(schema: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(schema).expect("JSON"))
}

fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// A YAML text as JSON, merge keys and aliases resolved.
fn json_of(text: &str) -> Value {
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
    value.apply_merge().expect("merge keys");
    serde_json::to_value(value).expect("JSON")
}

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    same("docs/schema/rule.json", &pretty(&rule()));
    same("docs/schema/tidings.json", &pretty(&config()));
    for schema in [super::CONFIG, super::RULE] {
        jsonschema::meta::validate(&serde_json::from_str(schema).expect("JSON")).expect("a schema");
    }
}

#[test]
fn every_configuration_of_ours_fits() {
    let schema = config();
    let mut texts: Vec<(String, String)> =
        PRESETS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    for folder in ["tests/sites", "fixtures/lantern", "fixtures/lantern-clean", "fixtures/demo"] {
        for entry in std::fs::read_dir(home(folder)).expect("the folder exists").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".yaml") {
                texts.push((name, std::fs::read_to_string(entry.path()).expect("text")));
            }
        }
    }
    let of_rules = RULES.iter().flat_map(|(id, text)| {
        let value: Value = json_of(text);
        let examples = value["examples"].as_array().cloned().unwrap_or_default();
        let own =
            examples.into_iter().filter_map(|example| Some(example["files"]["tidings.yaml"].as_str()?.to_owned()));
        own.map(|text| ((*id).to_owned(), text)).collect::<Vec<_>>()
    });
    texts.extend(of_rules);
    assert!(texts.len() > 25, "{}", texts.len());
    for (name, text) in texts {
        assert_eq!(errors(&schema, &json_of(&text)), Vec::<String>::new(), "{name}:\n{text}");
    }
}

#[test]
fn every_rule_of_ours_fits() {
    let schema = rule();
    for (id, text) in RULES {
        assert_eq!(errors(&schema, &json_of(text)), Vec::<String>::new(), "{id}");
    }
}

#[test]
fn what_tidings_refuses_is_refused() {
    let schema = config();
    for text in [
        "generator: hugoo",
        "anchors: {polcy: preserve}",
        "anchors: {policy: {zh: preserved}}",
        "pages: [{source: 'a/{path}'}]",
        "rules: {date-differs: {severity: fatal}}",
        "rules: {untranslated-text: {wrods: 3}}",
        "overrides: [{path: 'a/**'}]",
        "limits: {file_sise: 1MiB}",
        "languages: zh",
        "sites: [{rot: a}]",
    ] {
        assert_ne!(errors(&schema, &json_of(text)), Vec::<String>::new(), "{text}");
    }
    assert_ne!(errors(&rule(), &json_of("id: a\ngroup: x\ncheck: {nothing: {}}")), Vec::<String>::new());
}

/// What a value may be: its words, else its types.
fn kinds(property: &Value, target: &Value) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut types: Vec<String> = Vec::new();
    let mut open = vec![property, target];
    while let Some(schema) = open.pop() {
        let of = |key: &str| schema[key].as_array().cloned().unwrap_or_default();
        let constants = of("enum").into_iter().chain([schema["const"].clone()]);
        words.extend(constants.filter_map(|word| word.as_str().map(|word| format!("`{word}`"))));
        let named = of("type").into_iter().chain([schema["type"].clone()]);
        types.extend(named.filter_map(|name| name.as_str().map(str::to_owned)).filter(|name| name != "null"));
        open.extend(
            ["anyOf", "oneOf", "allOf"].iter().flat_map(|key| schema[key].as_array().into_iter().flatten()).rev(),
        );
    }
    let plain = |name: String| match name.as_str() {
        "array" => "list".to_owned(),
        "object" => "mapping".to_owned(),
        "string" => "text".to_owned(),
        "integer" => "number".to_owned(),
        _ => name,
    };
    let types = types.into_iter().map(plain).filter(|name| words.is_empty() || name != "text");
    let mut all: Vec<String> = Vec::new();
    for kind in words.iter().cloned().chain(types) {
        if !all.contains(&kind) {
            all.push(kind);
        }
    }
    all.join(", ")
}

/// The rows of the table of keys in the documentation.
fn rows(schema: &Value, value: &Value, path: &str, depth: usize, out: &mut Vec<[String; 3]>) {
    let resolved = |value: &Value| -> Value {
        let reference = value["$ref"].as_str().or_else(|| value["allOf"][0]["$ref"].as_str()).or_else(|| {
            value["anyOf"]
                .as_array()?
                .iter()
                .find_map(|one| one["$ref"].as_str().filter(|path| *path != "#/definitions/Level"))
        });
        match reference.and_then(|reference| reference.strip_prefix("#/definitions/")) {
            Some(name) => schema["definitions"][name].clone(),
            None => value.clone(),
        }
    };
    let Some(properties) = value["properties"].as_object() else { return };
    for (key, property) in properties {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let target = resolved(property);
        let said = [&property["description"], &target["description"]];
        let said = said.iter().find_map(|text| text.as_str()).unwrap_or_default();
        let escaped = |text: String| text.replace('\n', " ").replace('|', "\\|");
        let said = escaped(said.to_string());
        out.push([path.clone(), escaped(kinds(property, &target)), said]);
        // The parameters of rules are told on the rules' own pages.
        if depth < 4 && key != "rules" && key != "sites" {
            rows(schema, &target, &path, depth + 1, out);
            let item = resolved(&target["items"]);
            rows(schema, &item, &format!("{path}[]"), depth + 1, out);
            let each = resolved(&target["additionalProperties"]);
            rows(schema, &each, &format!("{path}.*"), depth + 1, out);
            for one in target["anyOf"].as_array().into_iter().flatten().filter(|one| one["properties"].is_object()) {
                rows(schema, one, &path, depth + 1, out);
            }
        }
    }
}

#[test]
fn every_key_is_documented() {
    const BEGIN: &str = "<!-- keys: generated from the schema -->\n";
    const END: &str = "<!-- keys: end -->\n";
    let schema = config();
    let mut all = Vec::new();
    rows(&schema, &schema, "", 0, &mut all);
    assert!(all.len() > 100, "{}", all.len());
    let silent: Vec<&String> = all.iter().filter(|row| row[2].is_empty()).map(|row| &row[0]).collect();
    assert!(silent.is_empty(), "keys without a sentence: {silent:?}");
    let table: String = all.iter().map(|[path, kind, said]| format!("| `{path}` | {kind} | {said} |\n")).collect();
    let text = std::fs::read_to_string(home("docs/configuration.md")).expect("the page exists");
    let begin = text.find(BEGIN).expect("the page has a place for the table") + BEGIN.len();
    let end = begin + text[begin..].find(END).expect("the table ends");
    let wanted =
        format!("{}\n| key | value | what it says |\n| --- | --- | --- |\n{table}\n{}", &text[..begin], &text[end..]);
    same("docs/configuration.md", &wanted);
}
