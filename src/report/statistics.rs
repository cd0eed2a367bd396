//! Tables of counts: findings of each rule, pages and pairs of each language.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::Shown;
use crate::corpus::{Corpus, LanguageId};
use crate::diagnostic::{Diagnostic, Severity};
use crate::words::{Tongue, say};

/// Counts by rule and by language.
#[derive(Debug, Clone, Serialize)]
pub struct Statistics {
    rules: Vec<RuleCount>,
    languages: Vec<LanguageCount>,
}

#[derive(Debug, Clone, Serialize)]
struct RuleCount {
    rule: String,
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Debug, Clone, Serialize)]
struct LanguageCount {
    language: String,
    /// Pages in the language.
    pages: usize,
    /// Pages whose original exists, or originals that have at least one translation.
    paired: usize,
    /// Originals in the site: what a language would have if everything were translated.
    originals: usize,
}

impl Statistics {
    /// Counts.
    pub fn new(corpus: &Corpus, diagnostics: &[Diagnostic]) -> Self {
        let mut rules: BTreeMap<&str, RuleCount> = BTreeMap::new();
        for d in diagnostics {
            let empty = || RuleCount { rule: d.rule.to_string(), errors: 0, warnings: 0, infos: 0 };
            let count = rules.entry(&d.rule).or_insert_with(empty);
            match d.severity {
                Severity::Error => count.errors += 1,
                Severity::Warning => count.warnings += 1,
                Severity::Info => count.infos += 1,
            }
        }
        let mut rules: Vec<RuleCount> = rules.into_values().collect();
        rules.sort_by(|a, b| b.total().cmp(&a.total()).then_with(|| a.rule.cmp(&b.rule)));
        Self { rules, languages: languages(corpus) }
    }

    /// The tables for people.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, tongue: Tongue, out: &mut dyn Write) -> io::Result<()> {
        let head = |id: &str| say(tongue, id, &[]);
        let mut rows = vec![
            ["statistics-rule", "statistics-errors", "statistics-warnings", "statistics-infos"].map(head).to_vec(),
        ];
        for rule in &self.rules {
            let numbers = [rule.errors, rule.warnings, rule.infos].map(|n| n.to_string());
            rows.push([vec![Shown(&rule.rule).to_string()], numbers.to_vec()].concat());
        }
        table(&rows, out)?;
        let mut rows = vec![
            ["statistics-language", "statistics-pages", "statistics-paired", "statistics-share"].map(head).to_vec(),
        ];
        for language in &self.languages {
            let share = format!("{:.1} %", 100.0 * language.paired as f64 / language.originals.max(1) as f64);
            let numbers = [language.pages.to_string(), language.paired.to_string(), share];
            rows.push([vec![Shown(&language.language).to_string()], numbers.to_vec()].concat());
        }
        table(&rows, out)
    }
}

impl RuleCount {
    fn total(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

fn languages(corpus: &Corpus) -> Vec<LanguageCount> {
    let site = &corpus.site;
    let originals = corpus.sets().iter().filter(|set| set.original.is_some()).count();
    let count = |(index, language): (usize, &crate::corpus::Language)| {
        let id = LanguageId(index as u16);
        let pages = corpus.sources().iter().filter(|source| source.language == Some(id)).count();
        let both = |set: &&crate::corpus::TranslationSet| {
            set.original.is_some()
                && (if id == site.original { !set.translations.is_empty() } else { set.translations.contains_key(&id) })
        };
        let paired = corpus.sets().iter().filter(both).count();
        LanguageCount { language: language.tag.to_string(), pages, paired, originals }
    };
    // A language that the configuration names and nobody writes in is no part of the site.
    site.languages.iter().enumerate().map(count).filter(|language| language.pages > 0).collect()
}

/// Writes rows in columns: the first to the left, numbers to the right, widths as a terminal has them.
fn table(rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let blanks = " ".repeat(width - cell.width());
            match i {
                0 => line.extend([cell, blanks.as_str()]),
                _ => line.extend(["  ", blanks.as_str(), cell]),
            }
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out)
}
