//! What configuration needs to know of a site's files. `discover` gives it; nothing here touches a disk.

/// Why a file has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// There is no such file.
    Missing,
    /// It lies outside the folder.
    Outside,
    /// It cannot be read, and why.
    Other(String),
}

/// A folder, with paths relative to it and `/` between their parts.
pub trait Folder {
    /// The text of a file.
    fn read(&self, path: &str) -> Result<String, ReadError>;
    /// The names in a folder, sorted, those of folders with `/` at their end; nothing when there is no such folder.
    fn list(&self, path: &str) -> Vec<String>;
    /// The paths of all Markdown files below the folder, sorted.
    fn pages(&self) -> Vec<String>;

    /// The text of a file that may be missing.
    fn optional(&self, path: &str) -> Result<Option<String>, ReadError> {
        match self.read(path) {
            Ok(text) => Ok(Some(text)),
            Err(ReadError::Missing) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A folder in a folder.
pub(crate) struct Below<'a> {
    folder: &'a dyn Folder,
    prefix: String,
}

impl<'a> Below<'a> {
    /// The folder at `path`; the folder itself for `.`.
    pub(crate) fn new(folder: &'a dyn Folder, path: &str) -> Self {
        let path = path.trim_matches('/');
        let prefix = if matches!(path, "" | ".") { String::new() } else { format!("{path}/") };
        Self { folder, prefix }
    }
}

impl Folder for Below<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.folder.read(&format!("{}{path}", self.prefix))
    }

    fn list(&self, path: &str) -> Vec<String> {
        self.folder.list(&format!("{}{path}", self.prefix))
    }

    fn pages(&self) -> Vec<String> {
        let pages = self.folder.pages();
        pages.into_iter().filter_map(|page| page.strip_prefix(&self.prefix).map(str::to_owned)).collect()
    }
}

/// Takes `.` and `..` out of a path; `None` when it leads out of the folder or is absolute.
pub(crate) fn normalize(path: &str) -> Option<String> {
    if path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Files in memory, for tests.
#[cfg(test)]
pub(crate) struct Memory(pub(crate) std::collections::BTreeMap<String, String>);

#[cfg(test)]
impl Memory {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }
}

#[cfg(test)]
impl Folder for Memory {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }

    fn list(&self, path: &str) -> Vec<String> {
        let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
        let name = |file: &String| {
            let rest = file.strip_prefix(&prefix)?;
            Some(rest.find('/').map_or(rest, |slash| &rest[..=slash]).to_owned())
        };
        let mut names: Vec<String> = self.0.keys().filter_map(name).collect();
        names.dedup();
        names
    }

    fn pages(&self) -> Vec<String> {
        self.0.keys().filter(|path| path.ends_with(".md") || path.ends_with(".mdx")).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn paths_stay_inside() {
        for (path, expected) in [
            ("./a/b.yaml", Some("a/b.yaml")),
            ("a/../b.yaml", Some("b.yaml")),
            ("../b.yaml", None),
            ("a/../../b.yaml", None),
            ("/etc/passwd", None),
            ("C:/x", None),
            (".", Some("")),
        ] {
            assert_eq!(normalize(path).as_deref(), expected, "{path}");
        }
    }
}
