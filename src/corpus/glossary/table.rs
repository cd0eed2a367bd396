//! Glossaries kept as tables: columns separated by tabs, or Markdown tables such as `| en | zh | comments |`.

use super::Term;
use crate::corpus::is_language_tag;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// A line for each term, cells separated by tabs, a header line first.
    Tabs,
    /// Any number of Markdown tables; other text in the file is skipped.
    Markdown,
}

/// Why a table is no glossary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: no column is headed by `{original}`, the language of the originals")]
pub struct TableError {
    /// The line, from 1.
    pub line: usize,
    /// The tag that was looked for.
    pub original: String,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    /// Terms of the original's language.
    Source,
    /// Translations into a language.
    Language(Box<str>),
    /// Forms to avoid, in the language of the column before.
    Avoid,
    /// Comments and the like.
    Other,
}

/// Names of languages and of kinds of columns that head columns instead of tags.
const HEADS: &[(&str, &str)] = &[
    ("english", "en"),
    ("英文", "en"),
    ("英语", "en"),
    ("chinese", "zh"),
    ("中文", "zh"),
    ("简体中文", "zh"),
    ("japanese", "ja"),
    ("日本語", "ja"),
    ("korean", "ko"),
    ("한국어", "ko"),
    ("ukrainian", "uk"),
    ("українська", "uk"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("portuguese", "pt"),
    ("french", "fr"),
    ("german", "de"),
];
const SOURCES: &[&str] = &["term", "source", "术语", "原文"];
const AVOID: &[&str] = &["avoid", "forbidden", "not", "don't use", "禁用", "避免", "不要使用"];
/// Cells that say that a term stays as it is.
const KEPT: &[&str] = &["keep", "do not translate", "保持原文", "不译", "不翻译"];

impl Table {
    /// The terms of a table whose originals are in the language `original`.
    ///
    /// # Errors
    /// When no column is headed by that language.
    pub fn read(self, text: &str, original: &str) -> Result<Vec<Term>, TableError> {
        let mut terms = Vec::new();
        let mut columns: Option<Vec<Column>> = None;
        let mut any = false;
        for line in text.lines() {
            let Some(cells) = self.cells(line) else {
                columns = None;
                continue;
            };
            match &columns {
                None => {
                    let read = heads(&cells, original);
                    any |= read.contains(&Column::Source);
                    columns = Some(read);
                }
                Some(columns) if !is_bar(&cells) => terms.extend(row(columns, &cells)),
                Some(_) => {}
            }
        }
        match any {
            true => Ok(terms),
            false => Err(TableError { line: 1, original: original.to_owned() }),
        }
    }

    /// The cells of a line; `None` when the line belongs to no table.
    fn cells(self, line: &str) -> Option<Vec<String>> {
        match self {
            Table::Tabs if line.trim().is_empty() || line.starts_with('#') => Some(Vec::new()),
            Table::Tabs => Some(line.trim_end_matches('\r').split('\t').map(plain).collect()),
            Table::Markdown => {
                let row = line.trim().strip_prefix('|')?;
                let row = row.strip_suffix('|').unwrap_or(row).replace("\\|", "\u{1}");
                Some(row.split('|').map(|cell| plain(&cell.replace('\u{1}', "|"))).collect())
            }
        }
    }
}

/// A cell without blanks and markup round it.
fn plain(cell: &str) -> String {
    cell.trim().trim_matches(['`', '*', '"']).trim().to_owned()
}

/// The bar under the head of a Markdown table, or an empty line.
fn is_bar(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' ')))
}

fn heads(cells: &[String], original: &str) -> Vec<Column> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    let column = |cell: &String| {
        let name = cell.to_lowercase();
        let tag = HEADS.iter().find(|(head, _)| *head == name).map_or(&*name, |(_, tag)| tag);
        match tag {
            _ if SOURCES.contains(&tag) => Column::Source,
            _ if AVOID.contains(&tag) => Column::Avoid,
            _ if primary(tag) == primary(original) => Column::Source,
            _ if is_language_tag(tag) && primary(tag).len() <= 3 => Column::Language(tag.into()),
            _ => Column::Other,
        }
    };
    let mut columns: Vec<Column> = cells.iter().map(column).collect();
    // Of two columns for the original's language the first one holds the terms.
    if let Some(first) = columns.iter().position(|column| *column == Column::Source) {
        columns.iter_mut().skip(first + 1).filter(|c| **c == Column::Source).for_each(|column| *column = Column::Other);
    }
    columns
}

/// The terms of a row: one for each alternative in its source cell.
fn row(columns: &[Column], cells: &[String]) -> Vec<Term> {
    let Some(source) = columns.iter().position(|column| *column == Column::Source) else { return Vec::new() };
    let Some(names) = cells.get(source).filter(|cell| !cell.is_empty()) else { return Vec::new() };
    let mut term = Term::default();
    let mut language: Option<&Box<str>> = None;
    for (column, cell) in columns.iter().zip(cells) {
        match column {
            Column::Language(tag) => {
                language = Some(tag);
                if KEPT.contains(&&*cell.to_lowercase()) || cell == names {
                    term.translations.insert(tag.clone(), vec![names.as_str().into()]);
                } else if !cell.is_empty() && *cell != "-" && *cell != "—" {
                    term.translations.insert(tag.clone(), alternatives(cell, &['/', '、', ';', '；']));
                }
            }
            Column::Avoid if !cell.is_empty() => {
                if let Some(tag) = language {
                    term.avoid.insert(tag.clone(), alternatives(cell, &['/', '、', ';', '；', ',', '，']));
                }
            }
            _ => {}
        }
    }
    let name = |text: &str| Term { text: text.into(), ..term.clone() };
    names.split(" / ").map(str::trim).filter(|text| !text.is_empty()).map(name).collect()
}

fn alternatives(cell: &str, separators: &[char]) -> Vec<Box<str>> {
    cell.split(separators).map(str::trim).filter(|form| !form.is_empty()).map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_markdown_table_is_read_by_its_heads() {
        let text = "# Terms\n\n| en | zh | avoid | comments |\n|---|:--:|---|---|\n\
                    | route set | 路由集 / 路由集合 | 路线集 | since 2.3 |\n| `Lantern` | Lantern | | |\n| beam | | | open |\n";
        let terms = Table::Markdown.read(text, "en").unwrap();
        assert_eq!(terms.len(), 3);
        assert_eq!(terms[0].translations_in("zh"), [Box::from("路由集"), Box::from("路由集合")]);
        assert_eq!(terms[0].avoid["zh"], [Box::from("路线集")]);
        assert_eq!(terms[1].translations_in("zh-cn"), [Box::from("Lantern")]);
        assert!(terms[2].translations_in("zh").is_empty());
    }

    #[test]
    fn columns_may_be_separated_by_tabs() {
        let terms = Table::Tabs.read("English\t中文\n# a comment\nrecord / entry\t记录\n", "en").unwrap();
        let names: Vec<&str> = terms.iter().map(|term| &*term.text).collect();
        assert_eq!(names, ["record", "entry"]);
    }

    #[test]
    fn a_table_without_the_original_is_refused() {
        assert!(Table::Tabs.read("a\tb\nc\td\n", "en").is_err());
        assert!(Table::Markdown.read("no table", "en").is_err());
    }
}
