//! Addresses of files: what the client writes, and the paths they stand for.

use std::path::{Path, PathBuf};

use url::Url;

/// The path of a `file:` address; `None` for any other scheme.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let url = Url::parse(uri).ok()?;
    if url.scheme() != "file" {
        return None;
    }
    url.to_file_path().ok()
}

/// The address of a file.
pub(super) fn of_path(path: &Path) -> String {
    Url::from_file_path(path).map_or_else(|()| format!("file://{}", path.display()), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_paths_and_back() {
        let paths = match cfg!(windows) {
            true => [r"C:\a b\发布.md", r"D:\x\100%\[y].md", "C:\\e\u{301}#1.md"],
            false => ["/a b/发布.md", "/x/100%/[y]?.md", "/e\u{301}#1.md"],
        };
        for path in paths {
            assert_eq!(to_path(&of_path(Path::new(path))).as_deref(), Some(Path::new(path)));
        }
        assert_eq!(to_path("untitled:Untitled-1"), None);
        assert_eq!(to_path("not an address"), None);
        if cfg!(unix) {
            assert_eq!(to_path("file:///a%2Fb"), Some(PathBuf::from("/a/b")));
        }
    }
}
