//! Format `markdown`: for a comment on a pull request or the summary of a job, a table for each language.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::ci::{Teller, message};
use super::{Report, Reporter, Shown, rule_url};
use crate::corpus::LanguageId;
use crate::diagnostic::{Diagnostic, Severity};
use crate::words::{count, say};

/// Most bytes of the whole report: GitHub takes comments of 65,536 characters.
const LARGEST: usize = 60_000;

/// The format `markdown`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Markdown<'a> {
    /// The site's folder in the repository, with a `/` at its end; empty when it is the whole repository.
    pub folder: &'a str,
}

/// The findings in the pages of one language.
struct Chapter<'a> {
    name: String,
    /// Errors first; otherwise in the order of the report.
    findings: Vec<&'a Diagnostic>,
}

impl Reporter for Markdown<'_> {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let word = |id: &str| say(report.tongue, id, &[]);
        writeln!(out, "## tidings\n\n{}", escaped(&report.summary.sentence(report.tongue)))?;
        let chapters = chapters(report);
        if chapters.is_empty() {
            return Ok(());
        }
        let heads = ["markdown-language", "statistics-errors", "statistics-warnings", "statistics-infos"].map(word);
        writeln!(out, "\n| {} |\n| --- | ---: | ---: | ---: |", heads.join(" | "))?;
        for chapter in &chapters {
            let of = |severity| chapter.findings.iter().filter(|d| d.severity == severity).count();
            let counts = [Severity::Error, Severity::Warning, Severity::Info].map(of);
            writeln!(out, "| {} | {} | {} | {} |", escaped(&chapter.name), counts[0], counts[1], counts[2])?;
        }
        let mut teller = Teller::new(report, self.folder);
        let mut left = LARGEST;
        for (i, chapter) in chapters.iter().enumerate() {
            // What one language does not need, the others may use.
            let share = left / (chapters.len() - i);
            let table = table(report, &mut teller, chapter, share);
            left = left.saturating_sub(table.len());
            out.write_all(table.as_bytes())?;
        }
        Ok(())
    }
}

/// The findings by language, in the order of the site's languages; pages without a language come last.
fn chapters<'a>(report: &Report<'a>) -> Vec<Chapter<'a>> {
    let site = &report.corpus.site;
    let mut by_language: Vec<Vec<&Diagnostic>> = vec![Vec::new(); site.languages.len() + 1];
    for d in report.diagnostics {
        let language = report.corpus.source(d.primary.source).language;
        by_language[language.map_or(site.languages.len(), |language| language.0 as usize)].push(d);
    }
    let chapter = |(index, mut findings): (usize, Vec<&'a Diagnostic>)| {
        findings.sort_by_key(|d| std::cmp::Reverse(d.severity));
        let name = match index < site.languages.len() {
            true => site.language(LanguageId(index as u16)).tag.to_string(),
            false => say(report.tongue, "markdown-no-language", &[]),
        };
        (!findings.is_empty()).then_some(Chapter { name, findings })
    };
    by_language.into_iter().enumerate().filter_map(chapter).collect()
}

/// The table of one language, in at most `room` bytes.
fn table(report: &Report<'_>, teller: &mut Teller<'_>, chapter: &Chapter<'_>, room: usize) -> String {
    let word = |id: &str| say(report.tongue, id, &[]);
    let heads = ["markdown-severity", "markdown-place", "markdown-finding", "statistics-rule"].map(word);
    let mut table =
        format!("\n### {}\n\n| {} |\n| --- | --- | --- | --- |\n", escaped(&chapter.name), heads.join(" | "));
    for (i, d) in chapter.findings.iter().enumerate() {
        let at = teller.range(d.primary).start;
        let place = code(&format!("{}:{}:{}", teller.path(d.primary.source), at.line, at.column));
        let severity = word(&format!("severity-{}", d.severity.as_str()));
        let rule = match rule_url(&d.rule).filter(|url| url.contains("://")) {
            Some(url) => format!("[{}]({url})", escaped(&d.rule)),
            None => code(&d.rule),
        };
        let row = format!("| {severity} | {place} | {} | {rule} |\n", prose(&message(d)));
        if table.len() + row.len() > room {
            let more = count(report.tongue, "markdown-more", chapter.findings.len() - i, &[]);
            writeln!(table, "\n{more}").expect("a string takes any text");
            break;
        }
        table.push_str(&row);
    }
    table
}

/// A message: what stands between back-ticks as code, everything escaped.
fn prose(message: &str) -> String {
    let pieces: Vec<&str> = message.split('`').collect();
    let last = pieces.len() - 1;
    let piece = |(i, piece): (usize, &&str)| match i % 2 {
        0 => escaped(piece),
        _ if i == last => format!("&#96;{}", escaped(piece)),
        _ => code(piece),
    };
    pieces.iter().enumerate().map(piece).collect()
}

fn code(text: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("<code>{}</code>", escaped(text)),
    }
}

/// Text in which nothing is Markdown or HTML, and nothing is taken for a person or an issue to be notified: the comment
/// after such a sign keeps it from what follows, and shows nowhere.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in Shown(text).to_string().chars() {
        match c {
            '@' | '#' => write!(escaped, "&#{};<!-- -->", u32::from(c)),
            '&' | '<' | '>' | '"' | '\'' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '\\' | '!' | '$' | ':' => {
                write!(escaped, "&#{};", u32::from(c))
            }
            c => escaped.write_char(c),
        }
        .expect("a string takes any text");
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_code_and_nothing_in_them_is_markdown() {
        assert_eq!(prose("`a|b` is <i>"), "<code>a&#124;b</code> is &#60;i&#62;");
        assert_eq!(prose("odd `x"), "odd &#96;x");
        assert_eq!(prose("`` @all #1"), " &#64;<!-- -->all &#35;<!-- -->1");
        assert_eq!(escaped("https://x [a](b)\n\u{1b}"), "https&#58;//x &#91;a&#93;(b)&#92;u{a}&#92;u{1b}");
    }
}
