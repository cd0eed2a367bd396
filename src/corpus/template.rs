//! Templates of paths: `content/{lang}/{path}`. They are read in both directions.

use std::fmt::Write as _;

use regex::Regex;

/// A path with placeholders: `{lang}` is a language tag, `{path}` any path, `{name}` one segment of a path, `{ext}` the
/// extension without its dot. `{path}` and `{name}` include the extension when the template ends in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(String),
    Language,
    Path,
    Name,
    Extension,
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateError {
    /// A placeholder that does not exist.
    Unknown(String),
    /// A placeholder other than `{lang}` stands twice.
    Twice(String),
    /// A brace without its partner.
    Unclosed,
    /// Neither `{path}` nor `{name}`.
    NoPage,
}

/// The variable parts of a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) language: Option<String>,
    pub(super) path: Option<String>,
    pub(super) name: Option<String>,
    pub(super) extension: Option<String>,
}

impl Template {
    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text.strip_prefix("./").unwrap_or(text);
        while let Some(open) = rest.find(['{', '}']) {
            let close = rest[open..].find('}').filter(|_| rest[open..].starts_with('{'));
            let close = open + close.ok_or(TemplateError::Unclosed)?;
            push_literal(&mut parts, &rest[..open]);
            let part = match &rest[open + 1..close] {
                "lang" => Part::Language,
                "path" => Part::Path,
                "name" => Part::Name,
                "ext" => Part::Extension,
                other => return Err(TemplateError::Unknown(other.to_owned())),
            };
            if part != Part::Language && parts.contains(&part) {
                return Err(TemplateError::Twice(rest[open + 1..close].to_owned()));
            }
            parts.push(part);
            rest = &rest[close + 1..];
        }
        push_literal(&mut parts, rest);
        let template = Self { parts };
        if template.has(&Part::Path) || template.has(&Part::Name) { Ok(template) } else { Err(TemplateError::NoPage) }
    }

    fn has(&self, part: &Part) -> bool {
        self.parts.contains(part)
    }

    /// True when the path says which language it is in.
    pub fn has_language(&self) -> bool {
        self.has(&Part::Language)
    }

    /// True when both templates have the same variable parts, `{lang}` aside, so that each can be made of the other.
    pub fn fits(&self, other: &Template) -> bool {
        [Part::Path, Part::Name].iter().all(|part| self.has(part) == other.has(part))
            && self.ends_open() == other.ends_open()
    }

    /// True when `{path}` or `{name}` ends the template, so that it includes the extension.
    fn ends_open(&self) -> bool {
        matches!(self.parts.last(), Some(Part::Path | Part::Name))
    }

    /// The folder that everything which fits lies in, with `/`, or nothing.
    pub fn folder(&self) -> &str {
        match self.parts.first() {
            Some(Part::Literal(text)) => &text[..text.rfind('/').map_or(0, |slash| slash + 1)],
            _ => "",
        }
    }

    /// The template without its language, for the key that translations share.
    pub(super) fn without_language(&self) -> Template {
        let mut parts: Vec<Part> = Vec::new();
        let mut skip_slash = false;
        for part in &self.parts {
            match part {
                Part::Language => match parts.last_mut() {
                    Some(Part::Literal(before)) if before.ends_with(['.', '_', '-']) => {
                        before.pop();
                    }
                    _ => skip_slash = true,
                },
                Part::Literal(text) if skip_slash => {
                    skip_slash = false;
                    push_literal(&mut parts, text.strip_prefix('/').unwrap_or(text));
                }
                Part::Literal(text) => push_literal(&mut parts, text),
                other => parts.push(other.clone()),
            }
        }
        parts.retain(|part| !matches!(part, Part::Literal(text) if text.is_empty()));
        Template { parts }
    }

    /// The template without the first `length` bytes, which must be literal.
    pub(super) fn without_start(mut self, length: usize) -> Template {
        if let Some(Part::Literal(text)) = self.parts.first_mut() {
            text.drain(..length.min(text.len()));
        }
        self.parts.retain(|part| !matches!(part, Part::Literal(text) if text.is_empty()));
        self
    }

    /// The path that the values give. A missing value gives nothing.
    pub(super) fn fill(&self, values: &Values) -> String {
        let mut path = String::new();
        for part in &self.parts {
            path.push_str(match part {
                Part::Literal(text) => text,
                Part::Language => values.language.as_deref().unwrap_or_default(),
                Part::Path => values.path.as_deref().unwrap_or_default(),
                Part::Name => values.name.as_deref().unwrap_or_default(),
                Part::Extension => values.extension.as_deref().unwrap_or_default(),
            });
        }
        path
    }
}

fn push_literal(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Literal(before)) => before.push_str(text),
        _ => parts.push(Part::Literal(text.to_owned())),
    }
}

/// Reads paths that fit a template.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    kind: Matching,
    has_language: bool,
    folder: usize,
}

#[derive(Debug, Clone)]
enum Matching {
    /// A literal, then `{path}`: the common case, without an expression.
    Below(String),
    /// A literal, a language as a folder, then `{path}`: nearly as common.
    BelowLanguage { before: String, tags: Vec<String>, after: String },
    /// Boxed: an expression is large and most sites have none.
    Expression(Box<Regex>),
}

impl Matcher {
    /// A matcher for a template; `tags` are the languages that `{lang}` stands for. With `any_case`, a language in a
    /// file's name may be written in any case.
    pub(super) fn new(template: &Template, tags: &[&str], any_case: bool) -> Self {
        let folder = template.folder().len();
        match template.parts.as_slice() {
            [Part::Path] => return Self { kind: Matching::Below(String::new()), has_language: false, folder },
            [Part::Literal(text), Part::Path] => {
                return Self { kind: Matching::Below(text.clone()), has_language: false, folder };
            }
            [Part::Literal(before), Part::Language, Part::Literal(after), Part::Path]
                if before.ends_with('/') && after.starts_with('/') =>
            {
                let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
                let kind = Matching::BelowLanguage { before: before.clone(), tags, after: after.clone() };
                return Self { kind, has_language: true, folder };
            }
            _ => {}
        }
        // A name may hold any character, line ends among them.
        let mut pattern = String::from("(?s)^");
        let mut languages = 0;
        for (index, part) in template.parts.iter().enumerate() {
            match part {
                Part::Literal(text) => pattern.push_str(&regex::escape(text)),
                Part::Language => {
                    languages += 1;
                    let in_name = matches!(&template.parts[..index], [.., Part::Literal(text)] if text.ends_with(['.', '_', '-']));
                    pattern.push_str(&language_group(tags, languages, in_name && any_case));
                }
                Part::Path => pattern.push_str("(?<path>.+)"),
                Part::Name => pattern.push_str("(?<name>[^/]+)"),
                Part::Extension => pattern.push_str("(?<ext>[A-Za-z0-9]+)"),
            }
        }
        pattern.push('$');
        // Paths are short, so an expression that does not compile can only be one with too many languages: it fits none.
        let expression = Regex::new(&pattern).or_else(|_| Regex::new("^$")).expect("`^$` is a regular expression");
        Self { kind: Matching::Expression(Box::new(expression)), has_language: languages > 0, folder }
    }

    /// True when paths that fit name their language.
    pub(super) fn has_language(&self) -> bool {
        self.has_language
    }

    /// The length of the folder that every path which fits lies in.
    pub(super) fn folder(&self) -> usize {
        self.folder
    }

    /// The variable parts of a path that fits.
    pub(super) fn read(&self, path: &str) -> Option<Values> {
        match &self.kind {
            Matching::Below(folder) => {
                let rest = path.strip_prefix(folder.as_str()).filter(|rest| !rest.is_empty())?;
                Some(Values { path: Some(rest.to_owned()), ..Values::default() })
            }
            Matching::BelowLanguage { before, tags, after } => {
                let rest = path.strip_prefix(before.as_str())?;
                let below = |tag: &String| rest.strip_prefix(tag.as_str())?.strip_prefix(after.as_str());
                let found = tags.iter().find_map(|tag| Some((tag, below(tag).filter(|path| !path.is_empty())?)));
                let (tag, path) = found?;
                Some(Values { language: Some(tag.clone()), path: Some(path.to_owned()), ..Values::default() })
            }
            Matching::Expression(expression) => {
                let captures = expression.captures(path)?;
                let group = |name: &str| captures.name(name).map(|group| group.as_str().to_owned());
                let language = group("lang1");
                let mut others = (2..).map_while(|index| group(&format!("lang{index}")));
                if others.any(|other| Some(other) != language) {
                    return None;
                }
                Some(Values { language, path: group("path"), name: group("name"), extension: group("ext") })
            }
        }
    }
}

fn language_group(tags: &[&str], number: usize, any_case: bool) -> String {
    let mut group = format!("(?<lang{number}>{}", if any_case { "(?i:" } else { "(?:" });
    for (index, tag) in tags.iter().enumerate() {
        let bar = if index == 0 { "" } else { "|" };
        // A string takes any text.
        let _ = write!(group, "{bar}{}", regex::escape(tag));
    }
    group.push_str("))");
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_templates_are_refused() {
        for (text, error) in [
            ("content/{lang}", TemplateError::NoPage),
            ("content/{lang/{path}", TemplateError::Unknown("lang/{path".into())),
            ("content/{path", TemplateError::Unclosed),
            ("content}/{path}", TemplateError::Unclosed),
            ("{path}/{path}", TemplateError::Twice("path".into())),
            ("{lnag}/{path}", TemplateError::Unknown("lnag".into())),
        ] {
            assert_eq!(Template::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_language_is_taken_out_with_its_separator() {
        for (text, expected) in [
            ("content/{lang}/{path}", "content/{path}"),
            ("content/{path}.{lang}.{ext}", "content/{path}.{ext}"),
            ("{lang}/{path}", "{path}"),
            ("i18n/{lang}/blog/{path}", "i18n/blog/{path}"),
            ("{name}_{lang}.md", "{name}.md"),
        ] {
            let template = Template::parse(text).unwrap();
            assert_eq!(template.without_language(), Template::parse(expected).unwrap(), "{text}");
        }
    }
}
