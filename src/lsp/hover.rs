//! What is shown beside the cursor: the text in the other language, the users of an anchor, the page of a rule, the
//! schema of a field.

use std::fmt::Write as _;

use gen_lsp_types as lsp;

use super::here::Here;
use super::message::Failure;
use super::server::Server;
use crate::document::FrontMatterFormat;
use crate::lookup::cursor::{self, Thing};
use crate::lookup::{anchors, counterpart, fields, targets};
use crate::project::Project;
use crate::report::manual;
use crate::rules::Manual;
use crate::text::{LineIndex, Points, Span};
use crate::words::{count, say};

/// The longest text of the other language that is shown, in bytes.
const LONGEST: usize = 4000;
/// Users of an anchor that are listed.
const MOST_USERS: usize = 12;

impl Server {
    /// `textDocument/hover`.
    pub(super) fn hover(&self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>, Failure> {
        let at = params.text_document_position_params;
        let Some(here) = self.here(&at) else { return Ok(self.hover_in_configuration(&at)) };
        let source = here.site.project.corpus.source(here.id);
        let (text, span) = match cursor::at(source, here.offset) {
            Thing::Rule(rule, span) => (rule_page(&here.site.project, &rule, self), Some(span)),
            Thing::Field(entry) => {
                let field = fields::field(here.view(), here.id, &entry.key.value);
                let own = self.field(&entry.key.value, &field);
                (Some(join([Some(own), self.other_language(here)])), Some(entry.key.span))
            }
            Thing::Heading(heading) => (Some(join([self.anchor(here), self.other_language(here)])), Some(heading.span)),
            Thing::Link(link, _) => {
                (Some(join([self.target(here, link), self.anchor(here), self.other_language(here)])), Some(link.span))
            }
            Thing::Shortcode(shortcode) => (self.other_language(here), Some(shortcode.open)),
            Thing::Text => (self.other_language(here), None),
        };
        Ok(text
            .filter(|text| !text.is_empty())
            .map(|text| hover(text, span.map(|span| here.site.range(here.id, span)))))
    }

    /// What stands at the same place in the other languages.
    fn other_language(&self, here: Here<'_>) -> Option<String> {
        let mut out = String::new();
        for found in counterpart::of(here.view(), here.id, here.offset) {
            let source = here.site.project.corpus.source(found.page);
            let line = LineIndex::new(&source.text).line_of(found.span.start as usize) + 1;
            let text = shortened(found.span.of(&source.text));
            let fields = source.document.front_matter.as_ref().filter(|fields| fields.span.contains(found.span));
            let text = match fields.map(|fields| fields.format) {
                Some(format) => manual::fenced(language(format), &text),
                // As Markdown, the lines of a shortcode would run together and HTML would not show.
                None if text.starts_with("{{") || text.starts_with('<') => manual::fenced("markdown", &text),
                None => text,
            };
            let uri = here.site.uri(found.page);
            let _ = write!(out, "[{}:{line}]({}#L{line})\n\n{text}\n\n", source.path, uri.0);
        }
        (!out.is_empty()).then(|| out.trim_end().to_owned())
    }

    /// The id of an anchor and who links to it.
    fn anchor(&self, here: Here<'_>) -> Option<String> {
        let anchor = anchors::at(here.view(), here.id, here.offset)?;
        let uses = anchors::uses(here.view(), &anchor);
        let tongue = self.tongue();
        let text = count(tongue, "lsp-anchor-uses", uses.len(), &[]);
        let mut out = say(tongue, "lsp-about", &[("name", &format!("#{}", anchor.id)), ("text", &text)]);
        for at in uses.iter().take(MOST_USERS) {
            let range = here.site.range(at.source, at.span);
            let path = &here.site.project.corpus.source(at.source).path;
            let line = range.start.line + 1;
            let _ = write!(out, "\n- [{path}:{line}]({}#L{line})", here.site.uri(at.source).0);
        }
        if uses.len() > MOST_USERS {
            out.push_str("\n- …");
        }
        Some(out)
    }

    fn target(&self, here: Here<'_>, link: &crate::document::Link) -> Option<String> {
        let targets::Place::Page { page, heading } = targets::of(here.view(), here.id, link)? else { return None };
        let source = here.site.project.corpus.source(page);
        let title = source.document.front_matter.as_ref().and_then(|fields| fields.get("title"));
        let title = title.and_then(|entry| entry.value.as_str()).unwrap_or_default();
        let mut headings = source.document.headings.iter();
        let heading = heading.and_then(|span| headings.find(|heading| heading.span == span)).map(|found| &*found.text);
        let line = [Some(title), heading].into_iter().flatten().filter(|part| !part.is_empty());
        let line: Vec<&str> = line.collect();
        Some(format!("[{}]({}): {}", source.path, here.site.uri(page).0, line.join(" › ")))
    }

    fn field(&self, name: &str, field: &fields::Field) -> String {
        let tongue = self.tongue();
        let mut text = count(tongue, "lsp-field-pages", field.pages as usize, &[]);
        if field.required {
            text = say(tongue, "lsp-field-required", &[("text", &text)]);
        }
        let mut out = say(tongue, "lsp-about", &[("name", name), ("text", &text)]);
        if let Some(schema) = &field.schema {
            if let Some(description) = schema["description"].as_str() {
                let _ = write!(out, "\n\n{description}");
            }
            let schema = serde_json::to_string_pretty(schema).unwrap_or_default();
            let _ = write!(out, "\n\n{}", manual::fenced("json", &schema));
        }
        out
    }

    /// The page of the rule whose name is under the cursor in a file that is no page, such as the configuration.
    fn hover_in_configuration(&self, at: &lsp::TextDocumentPositionParams) -> Option<lsp::Hover> {
        let document = self.documents.get(&at.text_document.uri.0)?;
        let site = self.slots.get(&document.slot?)?.site.as_ref()?;
        let points = Points::new(&document.text, self.client.encoding);
        let point = crate::text::Point { line: at.position.line, column: at.position.character };
        let span = word(&document.text, points.offset(&document.text, point));
        let text = rule_page(&site.project, span.of(&document.text), self)?;
        Some(hover(text, None))
    }

    /// The page of a rule, for clients that show it themselves.
    pub(super) fn rule(&self, params: &serde_json::Value) -> Option<String> {
        let rule = params["rule"].as_str()?;
        let sites = self.slots.values().filter_map(|slot| slot.site.as_ref());
        sites.filter_map(|site| rule_page(&site.project, rule, self)).next()
    }
}

fn rule_page(project: &Project, rule: &str, server: &Server) -> Option<String> {
    let rule = project.rules.get(rule)?;
    let manual = Manual::read(project.rule_text(rule).unwrap_or_default()).ok();
    Some(manual::page(rule, manual.as_ref(), &project.severity(rule), server.tongue()))
}

fn hover(text: String, range: Option<lsp::Range>) -> lsp::Hover {
    let contents = lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: text };
    lsp::Hover { contents: contents.into(), range }
}

fn join(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n---\n\n")
}

/// The name of a format as code blocks have it.
fn language(format: FrontMatterFormat) -> &'static str {
    match format {
        FrontMatterFormat::Yaml => "yaml",
        FrontMatterFormat::Toml => "toml",
        FrontMatterFormat::Json => "json",
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}

/// The letters and hyphens round a place.
fn word(text: &str, offset: usize) -> Span {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let start = text[..offset].trim_end_matches(part).len();
    let end = text.len() - text[offset..].trim_start_matches(part).len();
    Span::new(start, end)
}
