//! The glossary that a configuration describes: terms of its own and terms in files.

use std::collections::BTreeMap;

use super::error::{Fault, Sentence, SourceFiles};
use super::extends;
use super::folder::Folder;
use super::settings::{Settings, TermSetting};
use super::tree::Tree;
use super::values::Texts;
use crate::corpus::glossary::{Glossary, Table, Term};

/// Reads the glossary. Terms of the configuration count more than those of files, later files more than earlier ones.
pub(super) fn read(
    settings: &Settings,
    tree: &Tree,
    folder: &dyn Folder,
    files: &mut SourceFiles,
) -> Result<Glossary, Fault> {
    let words = &settings.glossary;
    let original = settings.source.as_ref().map_or("en", |tag| &tag.0);
    let written = tree.get("glossary").and_then(|words| words.get("files"));
    let mut terms = Vec::new();
    for (index, name) in words.files.0.iter().enumerate() {
        let item = written.and_then(|files| files.items().get(index).map(|item| item.origin).or(Some(files.origin)));
        let origin = item.unwrap_or(tree.origin);
        let (path, text) = extends::beside(name, origin, folder, files)?;
        let lower = path.to_ascii_lowercase();
        let table = match lower.rsplit('.').next() {
            Some("tsv" | "txt") => Table::Tabs,
            Some("md" | "markdown" | "mdx") => Table::Markdown,
            _ => {
                let read: Vec<TermSetting> = Tree::parse(&path, &text, files)?.read()?;
                terms.extend(read.into_iter().map(term));
                continue;
            }
        };
        let read = table.read(&text, original).map_err(|error| {
            let what =
                Sentence::new("config-bad-glossary").with("name", name.as_str()).with("language", error.original);
            Fault::of(what).at(origin)
        })?;
        terms.extend(read);
    }
    terms.extend(words.terms.iter().cloned().map(term));
    terms.extend(words.keep.iter().map(|word| Term::kept(word)));
    Ok(Glossary::new(terms))
}

fn term(written: TermSetting) -> Term {
    let forms = |map: BTreeMap<String, Texts>| {
        let texts = |texts: Texts| texts.0.into_iter().map(Into::into).collect();
        map.into_iter().map(|(tag, all)| (tag.to_ascii_lowercase().into(), texts(all))).collect()
    };
    Term {
        text: written.term.into(),
        translations: forms(written.translations),
        avoid: forms(written.avoid),
        keep: written.keep,
        match_case: written.match_case || written.keep,
    }
}
