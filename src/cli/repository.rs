//! Where a site lies in its repository: what reads a report in continuous integration counts paths from there.

use std::path::Path;

/// The folder of the site in its repository, with a `/` at its end; empty when it is the whole repository or lies in none.
/// The current folder has no part in it, so that a report is the same wherever it was made.
pub(super) fn folder(root: &Path) -> String {
    let root = dunce::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let below = top.and_then(|top| root.strip_prefix(top).ok());
    let parts = below.into_iter().flat_map(Path::components);
    parts.map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_counts_from_the_top_of_the_repository() {
        let top = tempfile::tempdir().unwrap();
        let site = top.path().join("docs/site");
        std::fs::create_dir_all(&site).unwrap();
        std::fs::create_dir(top.path().join(".git")).unwrap();
        assert_eq!(folder(&site), "docs/site/");
        assert_eq!(folder(top.path()), "");
        // In a worktree it is a file.
        std::fs::write(site.join(".git"), "gitdir: elsewhere\n").unwrap();
        assert_eq!(folder(&site), "");
    }
}
