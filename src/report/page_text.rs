//! A page as data, for people: what `tidings inspect` prints.

use std::io::{self, Write};

use super::page::PageView;
use super::{Range, Shown, one_line, path_at_line_start};
use crate::words::{Tongue, say};

/// Longest text on a line, in characters.
const LONGEST: usize = 100;

impl PageView<'_> {
    /// Writes what tidings sees in the page, a section for each sort of thing that there is.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_text(&self, tongue: Tongue, out: &mut dyn Write) -> io::Result<()> {
        let mut sections = Sections { tongue, out };
        self.head(&mut sections)?;
        if let Some(front_matter) = &self.front_matter {
            let value = |field: &super::page::FieldView<'_>| match front_matter.values.get(field.key) {
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(value) => value.to_string(),
                None => String::new(),
            };
            let rows = front_matter.fields.iter().map(|f| (f.key_range, format!("{}: {}", f.key, value(f))));
            sections.write("inspect-front-matter", rows)?;
        }
        let id = |h: &super::page::HeadingView<'_>| match (h.id, h.explicit) {
            (Some(id), true) => format!("  {{#{id}}}"),
            (Some(id), false) => format!("  #{id}"),
            (None, _) => String::new(),
        };
        let nested = |scope: &str| if scope == "nested" { "  (nested)" } else { "" };
        let heading = |h: &super::page::HeadingView<'_>| {
            (h.range, format!("{} {}{}{}", "#".repeat(h.level.into()), h.text, id(h), nested(h.scope)))
        };
        sections.write("inspect-headings", self.headings.iter().map(heading))?;
        let link = |l: &super::page::LinkView<'_>| (l.range, format!("{} -> {}", l.text, l.destination));
        sections.write("inspect-links", self.links.iter().map(link))?;
        sections.write("inspect-images", self.images.iter().map(link))?;
        sections.write("inspect-shortcodes", self.shortcodes.iter().map(|s| (s.range, shortcode(s))))?;
        let code = |c: &super::page::CodeView<'_>| {
            let first = c.text.lines().next().unwrap_or_default();
            (c.range, format!("{} | {first}", if c.info.is_empty() { "-" } else { c.info }))
        };
        sections.write("inspect-code-blocks", self.code_blocks.iter().map(code))?;
        sections.write("inspect-code-spans", self.code_spans.iter().map(|c| (c.range, c.text.to_owned())))?;
        let problem = |p: &super::page::ProblemView<'_>| (p.range, format!("{} {}", p.kind, p.detail));
        sections.write("inspect-problems", self.problems.iter().map(problem))?;
        writeln!(sections.out)
    }

    fn head(&self, sections: &mut Sections<'_>) -> io::Result<()> {
        writeln!(sections.out, "{}", path_at_line_start(self.path))?;
        let translations: Vec<&str> = self.translations.values().filter_map(|path| path.as_str()).collect();
        let facts = [
            ("inspect-language", self.lang.unwrap_or_default().to_owned()),
            ("inspect-key", self.key.to_owned()),
            ("inspect-kind", self.kind.unwrap_or_default().to_owned()),
            ("inspect-original", self.original.unwrap_or_default().to_owned()),
            ("inspect-translations", translations.join(", ")),
        ];
        for (id, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            writeln!(sections.out, "  {} {}", say(sections.tongue, id, &[]), Shown(value))?;
        }
        Ok(())
    }
}

fn shortcode(shortcode: &super::page::ShortcodeView<'_>) -> String {
    let argument = |a: &super::page::ArgumentView<'_>| match a.key {
        Some(key) => format!(" {key}={}", a.value),
        None => format!(" {}", a.value),
    };
    let arguments: String = shortcode.arguments.iter().map(argument).collect();
    format!("{}{arguments}", shortcode.name)
}

struct Sections<'a> {
    tongue: Tongue,
    out: &'a mut dyn Write,
}

impl Sections<'_> {
    fn write(&mut self, title: &str, rows: impl Iterator<Item = (Range, String)>) -> io::Result<()> {
        for (i, (range, text)) in rows.enumerate() {
            if i == 0 {
                writeln!(self.out, "  {}", say(self.tongue, title, &[]))?;
            }
            let place = format!("{}:{}", range.start.line, range.start.column);
            writeln!(self.out, "    {place:>8}  {}", one_line(&text, LONGEST))?;
        }
        Ok(())
    }
}
