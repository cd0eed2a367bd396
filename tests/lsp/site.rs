//! Small sites on disk.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A site in a folder that goes away with it.
pub(crate) struct Site {
    folder: TempDir,
}

pub(crate) const EN: &str = "content/en/news/a.md";
pub(crate) const ZH: &str = "content/zh/news/a.md";
pub(crate) const UK: &str = "content/uk/news/a.md";
pub(crate) const LINKS: &str = "content/zh/news/b.md";

/// An original with three things to compare, its translations, and a page that links to one.
pub(crate) const EN_TEXT: &str = "---\ntitle: Lantern 2.4\n---\n\n## Upgrade notes\n\nRun `make install` first, then read on.\n\n\
    - One thing about 25 lamps.\n- Another thing with `lantern up`.\n\n## Known issues\n\nThere are none at all today.\n";
pub(crate) const ZH_TEXT: &str = "---\ntitle: 灯笼 2.4\n---\n\n## 升级说明 {#upgrade-notes}\n\n先运行 `make install`，然后继续阅读。\n\n\
    - 关于 25 盏灯的一件事。\n- 另一件事 `lantern up`。\n\n## 已知问题 {#known-issues}\n\n今天没有任何问题。\n";
pub(crate) const UK_TEXT: &str = "---\ntitle: Ліхтар 2.4\n---\n\n## Примітки {#upgrade-notes}\n\nСпершу `make install`, потім читайте.\n\n\
    - Про 25 ламп.\n- Ще одне `lantern up`.\n\n## Відомі проблеми {#known-issues}\n\nСьогодні їх немає зовсім.\n";
pub(crate) const LINKS_TEXT: &str =
    "---\ntitle: 更多\n---\n\n请看[升级说明](/zh/news/a/#upgrade-notes)，以及[已知问题](/zh/news/a/#known-issues)。\n";

const HUGO: &str = "defaultContentLanguage = \"en\"\n\
    [languages.en]\ncontentDir = \"content/en\"\n[languages.zh]\ncontentDir = \"content/zh\"\n\
    [languages.uk]\ncontentDir = \"content/uk\"\n";

impl Site {
    /// Writes files into a new folder.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let site = Self { folder: TempDir::new().expect("a folder can be made") };
        for (path, text) in files {
            site.write(path, text);
        }
        site
    }

    /// The site that most tests use.
    pub(crate) fn usual() -> Self {
        Self::new(&[("hugo.toml", HUGO), (EN, EN_TEXT), (ZH, ZH_TEXT), (UK, UK_TEXT), (LINKS, LINKS_TEXT)])
    }

    /// A copy of a fixture.
    pub(crate) fn fixture(name: &str) -> Self {
        let site = Self::new(&[]);
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        copy(&from, &site.root());
        site
    }

    /// Its folder, without links in its path.
    pub(crate) fn root(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).expect("the folder is there")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("a folder can be made");
        fs::write(file, text).expect("a file can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("the file can be read")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the fixture can be read").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("a file can be copied")),
        }
    }
}
