//! `tidings config`: every value of the site's configuration, and where it comes from.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::args::{self, TextOrJson};
use super::complaint::Complaint;
use super::output::Output;
use super::{Exit, Opening, Speaker, configuration};
use crate::config::{Provenance, Setting, nearest_key};
use crate::report::{Shown, one_line, write_json};
use crate::words::{Tongue, say};

/// The number of the format `json`.
const SCHEMA: u32 = 1;
/// The longest value on a line, in characters.
const LONGEST: usize = 60;

/// A value as programs read it.
#[derive(Debug, Serialize)]
struct View<'a> {
    key: &'a str,
    value: &'a Value,
    origin: OriginView<'a>,
}

/// Where it comes from: `preset` and `file` with their place, `detected` with the file that says so.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
enum OriginView<'a> {
    File { path: &'a str, line: usize, column: usize },
    Preset { name: &'a str, line: usize, column: usize },
    Detected { path: Option<&'a str> },
    Generator { name: &'a str },
    Default,
}

pub(super) fn run(args: &args::Config, speaker: Speaker, output: &mut Output) -> Result<Exit, Complaint> {
    let opening =
        Opening { root: args.site.root.as_deref(), config: args.site.config.as_deref(), ..Opening::default() };
    let site = configuration(&opening)?;
    let tongue = speaker.chosen.or(site.settings.messages).unwrap_or(speaker.locale);
    let all = site.shown();
    let shown: Vec<&Setting> = all.iter().filter(|setting| wanted(setting, &args.keys)).collect();
    if let Some(key) = args.keys.iter().find(|key| !all.iter().any(|setting| lies_below(&setting.key, key))) {
        let near = nearest_key(key, all.iter().flat_map(|setting| above(&setting.key)));
        let cure = match near {
            Some(near) => say(tongue, "config-did-you-mean", &[("known", near)]),
            None => say(tongue, "config-no-value-cure", &[]),
        };
        return Err(Complaint::new(say(tongue, "config-no-value", &[("key", key)]), Some(cure)));
    }
    output.write(Exit::Clean, |out| match args.format {
        TextOrJson::Text => text(&shown, tongue, out),
        TextOrJson::Json => json(&shown, &site.root, out),
    })
}

/// True for a value that the arguments ask for; all when they ask for none.
fn wanted(setting: &Setting, keys: &[String]) -> bool {
    keys.is_empty() || keys.iter().any(|key| lies_below(&setting.key, key))
}

/// True when `key` is `above` or a key below it.
fn lies_below(key: &str, above: &str) -> bool {
    key.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// A key and the keys above it.
fn above(key: &str) -> impl Iterator<Item = &str> {
    let ends = key.match_indices(['.', '[']).map(|(at, _)| at).chain([key.len()]);
    ends.map(|end| &key[..end])
}

/// A line for each value: key, value, origin.
fn text(settings: &[&Setting], tongue: Tongue, out: &mut dyn Write) -> io::Result<()> {
    let values: Vec<String> = settings.iter().map(|setting| one_line(&value(&setting.value), LONGEST)).collect();
    let keys = settings.iter().map(|setting| setting.key.width()).max().unwrap_or(0).min(40);
    let width = values.iter().map(|value| value.width()).max().unwrap_or(0).min(40);
    for (setting, value) in settings.iter().zip(&values) {
        let (key, value) = (Shown(&setting.key).to_string(), Shown(value).to_string());
        let fill = " ".repeat(width.saturating_sub(value.width()));
        writeln!(out, "{key:keys$}  {value}{fill}  {}", Shown(&origin(&setting.origin, tongue)))?;
    }
    Ok(())
}

/// A value as YAML would have it on one line, without needless quotes.
fn value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(self::value).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn origin(origin: &Provenance, tongue: Tongue) -> String {
    match origin {
        Provenance::Written { path, line, column } => format!("{path}:{line}:{column}"),
        Provenance::Detected(path) => say(tongue, "config-origin-detected", &[("path", path)]),
        Provenance::Paths => say(tongue, "config-origin-paths", &[]),
        Provenance::Generator(name) => say(tongue, "config-origin-generator", &[("name", name)]),
        Provenance::Default => say(tongue, "config-origin-default", &[]),
    }
}

fn json(settings: &[&Setting], root: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"schema\":{SCHEMA},\"root\":")?;
    write_json(out, root)?;
    out.write_all(b",\"values\":[")?;
    for (i, setting) in settings.iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        write_json(out, &view(setting))?;
    }
    out.write_all(b"\n]}\n")
}

fn view(setting: &Setting) -> View<'_> {
    let origin = match &setting.origin {
        Provenance::Written { path, line, column } => match path.strip_prefix("preset ") {
            Some(name) => OriginView::Preset { name, line: *line, column: *column },
            None => OriginView::File { path, line: *line, column: *column },
        },
        Provenance::Detected(path) => OriginView::Detected { path: Some(path) },
        Provenance::Paths => OriginView::Detected { path: None },
        Provenance::Generator(name) => OriginView::Generator { name },
        Provenance::Default => OriginView::Default,
    };
    View { key: &setting.key, value: &setting.value, origin }
}
