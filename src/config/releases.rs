//! The data files that say when releases were made and how long they are supported.

use super::error::{Fault, Origin, Sentence, SourceFiles, Value};
use super::extends::outside;
use super::folder::{Folder, ReadError, normalize};
use super::settings::{ReleaseData, Releases};
use super::tree::{Kind, Tree};
use crate::corpus::{ReleaseRow, ReleaseSources, Stated};
use crate::text::LineIndex;

/// Reads the data files of `folder`, the site's root. A preset may name a file that this site does not have.
pub(super) fn read(
    settings: &Releases,
    tree: &Tree,
    folder: &dyn Folder,
    files: &mut SourceFiles,
) -> Result<ReleaseSources, Fault> {
    let written = tree.get("releases").and_then(|releases| releases.get("data"));
    let mut rows = Vec::new();
    for (index, data) in settings.data.iter().enumerate() {
        let item = written.and_then(|list| list.items().get(index));
        let origin = item.map_or(tree.origin, |item| item.get("file").map_or(item.origin, |file| file.origin));
        let path = normalize(&data.file).ok_or_else(|| outside(&data.file).at(origin))?;
        let optional = files.file(origin).path.starts_with("preset ");
        match folder.read(&path) {
            Ok(text) => rows.extend(of_file(data, &path, &text, files)?),
            Err(ReadError::Missing) if optional => {}
            Err(error) => return Err(unreadable(&data.file, error).at(origin)),
        }
    }
    Ok(ReleaseSources {
        products: settings.product.0.iter().map(|name| name.as_str().into()).collect(),
        pages: settings.pages.iter().map(|pattern| pattern.0.clone()).collect(),
        dates: settings.date.0.clone(),
        rows,
    })
}

fn unreadable(name: &str, error: ReadError) -> Fault {
    let reason = match error {
        ReadError::Outside => return outside(name),
        ReadError::Missing => Value::Word("trouble-missing".to_owned()),
        ReadError::Other(reason) => reason.into(),
    };
    let what = Sentence::new("config-release-data").with("name", name).with("reason", reason);
    Fault::new(what, Some(Sentence::new("config-release-data-cure")))
}

/// The entries of one file.
fn of_file(data: &ReleaseData, path: &str, text: &str, files: &mut SourceFiles) -> Result<Vec<ReleaseRow>, Fault> {
    let tree = Tree::parse_any(path, text, files)?;
    let lines = LineIndex::new(text);
    let line = |origin: Origin| lines.line_column(text, origin.span.start as usize).line;
    let mut found = vec![&tree];
    for key in data.list.split('.').filter(|key| !key.is_empty()) {
        found = found.into_iter().flat_map(each).filter_map(|entry| entry.get(key)).collect();
    }
    let stated = |entry: &Tree, key: &Option<String>| {
        let value = entry.get(key.as_deref()?)?;
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty())?;
        Some(Stated { text: text.into(), line: line(value.origin) })
    };
    let row = |version: &str, entry: &Tree| {
        let (date, end) = (stated(entry, &data.date), stated(entry, &data.end));
        ReleaseRow { file: path.into(), version: version.trim().into(), date, end }
    };
    let rows = found.into_iter().flat_map(|list| match (&data.version, &list.kind) {
        (None, Kind::Map(entries)) => entries.iter().map(|(key, entry)| row(&key.text, entry)).collect(),
        (None, _) => Vec::new(),
        (Some(key), _) => {
            each(list).filter_map(|entry| Some(row(entry.get(key)?.as_str()?, entry))).collect::<Vec<_>>()
        }
    });
    Ok(rows.collect())
}

/// The items of a list; what is none counts as its only item.
fn each(tree: &Tree) -> impl Iterator<Item = &Tree> {
    match &tree.kind {
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(tree),
    }
    .iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(data: &str, text: &str) -> Vec<String> {
        let data: ReleaseData = serde_yaml::from_str(data).expect("settings");
        let rows = of_file(&data, "data/x.yml", text, &mut SourceFiles::default()).expect("a data file");
        let stated = |stated: Option<Stated>| stated.map_or("-".into(), |s| format!("{}:{}", s.line, s.text));
        rows.into_iter().map(|row| format!("{} {} {}", row.version, stated(row.date), stated(row.end))).collect()
    }

    #[test]
    fn entries_of_many_shapes() {
        let list = "- version: 2.10\n  day: 2031-01-02\n- version: master\n  day:\n";
        assert_eq!(rows("{file: x, version: version, date: day}", list), ["2.10 2:2031-01-02 -", "master - -"]);
        let nested = "s:\n- release: '2.4'\n  older:\n  - {release: 2.4.1, at: 2031-02-03}\n  - {release: 2.4.2}\n- release: 2.5\n";
        let keys = "{file: x, list: s.older, version: release, date: at}";
        assert_eq!(rows(keys, nested), ["2.4.1 4:2031-02-03 -", "2.4.2 - -"]);
        let map = "{\"2.4\": {\"eol\": \"2031-02-03\"}}";
        assert_eq!(rows("{file: x, end: eol}", map), ["2.4 - 1:2031-02-03"]);
        assert_eq!(rows("{file: x, list: none, version: version}", list), Vec::<String>::new());
    }
}
