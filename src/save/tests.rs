use std::fs;
use std::path::PathBuf;

use super::*;

struct Site(tempfile::TempDir);

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = site.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join("site").join(path)
    }

    fn write(&self, path: &str, old: &str, new: &str) -> Option<Cause> {
        let faults = write(&self.path(""), &[Page { path, old, new }]);
        let left =
            fs::read_dir(self.path("")).unwrap().flatten().filter(|e| e.file_name().to_string_lossy().starts_with('.'));
        assert_eq!(left.count(), 0, "nothing is left behind");
        faults.into_iter().next().map(|fault| fault.cause)
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }
}

#[test]
fn a_page_that_is_not_what_was_read_is_left_alone() {
    let site = Site::new(&[("a.md", "mine\n")]);
    assert_eq!(site.write("a.md", "old\n", "new\n"), Some(Cause::Changed));
    assert_eq!(site.text("a.md"), "mine\n");
    assert_eq!(site.write("b.md", "old\n", "new\n"), Some(Cause::Vanished));
    assert!(!site.path("b.md").exists());
    assert_eq!(site.write("a.md", "mine\n", "yours\n"), None);
    assert_eq!(site.text("a.md"), "yours\n");
}

#[cfg(unix)]
#[test]
fn modes_links_and_other_names_stay() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let site =
        Site::new(&[("a.md", "old\n"), ("b.md", "long old text\n"), ("in/c.md", "old\n"), ("../out.md", "old\n")]);
    fs::set_permissions(site.path("a.md"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::hard_link(site.path("b.md"), site.path("b2.md")).unwrap();
    symlink("in/c.md", site.path("c.md")).unwrap();
    symlink("../out.md", site.path("out.md")).unwrap();

    assert_eq!(site.write("a.md", "old\n", "new\n"), None);
    assert_eq!(fs::metadata(site.path("a.md")).unwrap().mode() & 0o7777, 0o755);
    let inode = fs::metadata(site.path("b.md")).unwrap().ino();
    for (old, new) in [("long old text\n", "short\n"), ("short\n", "longer than before\n")] {
        assert_eq!(site.write("b.md", old, new), None);
        assert_eq!((site.text("b.md"), site.text("b2.md")), (new.to_owned(), new.to_owned()));
    }
    assert_eq!(fs::metadata(site.path("b.md")).unwrap().ino(), inode);
    assert_eq!(site.write("c.md", "old\n", "new\n"), None);
    assert!(fs::symlink_metadata(site.path("c.md")).unwrap().is_symlink());
    assert_eq!(site.text("in/c.md"), "new\n");
    assert_eq!(site.write("out.md", "old\n", "new\n"), Some(Cause::LinkOutside));
    assert_eq!(fs::read_to_string(site.path("../out.md")).unwrap(), "old\n");
}

#[test]
fn a_read_only_page_stays() {
    let site = Site::new(&[("a.md", "old\n")]);
    let mut permissions = fs::metadata(site.path("a.md")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(site.path("a.md"), permissions).unwrap();
    assert_eq!(site.write("a.md", "old\n", "new\n"), Some(Cause::ReadOnly));
    assert_eq!(site.text("a.md"), "old\n");
}

#[test]
fn what_a_killed_run_left_is_removed_and_what_another_writes_is_not() {
    let site =
        Site::new(&[("a.md", "a\n"), (".tidings-x1.tmp", "half"), (".tidings-x2.tmp", "busy"), (".other.tmp", "x")]);
    let busy = File::open(site.path(".tidings-x2.tmp")).unwrap();
    busy.lock().unwrap();
    remove_stale(&site.path(""), ["a.md"]);
    let left = |name: &str| site.path(name).exists();
    assert_eq!([left(".tidings-x1.tmp"), left(".tidings-x2.tmp"), left(".other.tmp")], [false, true, true]);
    drop(busy);
    remove_stale(&site.path(""), ["a.md"]);
    assert!(!left(".tidings-x2.tmp"));
}
