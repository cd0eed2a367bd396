//! Walking and reading: every page once, every trouble named, nothing outside the site.

use std::fs;
use std::path::{Path, PathBuf};

use tidings::discover::{self, Cause, Pages, Root};
use tidings::words::Tongue;

struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(path, bytes)| site.write(path, bytes));
        site
    }

    fn root(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap()
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn pages(&self, extra: &[PathBuf]) -> Pages {
        let config = self.path("tidings.yaml");
        let root = Root { folder: self.root(), config: config.exists().then_some(config) };
        let projects = discover::open(&root).unwrap();
        discover::pages(&root.folder, &projects[0], extra)
    }
}

fn paths(pages: &Pages) -> Vec<&str> {
    pages.texts.iter().map(|(path, _)| &**path).collect()
}

fn troubles(pages: &Pages) -> Vec<(&str, &Cause)> {
    pages.troubles.iter().map(|trouble| (&*trouble.path, &trouble.cause)).collect()
}

#[test]
fn hidden_ignored_and_excluded_files_are_no_pages() {
    let site = Site::new(&[
        ("a.md", b"a"),
        ("b.markdown", b"b"),
        ("c.MDX", b"c"),
        ("d.txt", b"d"),
        (".hidden/e.md", b"e"),
        ("node_modules/f.md", b"f"),
        ("drafts/g.md", b"g"),
        ("old/h.md", b"h"),
        (".gitignore", b"node_modules/\n"),
        (".ignore", b"drafts\n"),
        ("tidings.yaml", b"exclude: ['old/**']\n"),
    ]);
    let pages = site.pages(&[]);
    assert_eq!(paths(&pages), ["a.md", "b.markdown", "c.MDX"]);
    assert_eq!(troubles(&pages), []);
    let named = site.pages(&[site.path("d.txt"), site.path("drafts/g.md"), site.path("a.md")]);
    assert_eq!(paths(&named), ["a.md", "b.markdown", "c.MDX", "d.txt", "drafts/g.md"]);
}

#[test]
fn include_takes_paths_and_keys_and_layouts_bound_the_site() {
    let files: [(&str, &[u8]); 5] = [
        ("content/en/blog/a.md", b"a"),
        ("content/zh/blog/a.md", b"a"),
        ("content/en/docs/b.md", b"b"),
        ("README.md", b"r"),
        ("tidings.yaml", b"languages: [zh]\npages: ['content/{lang}/{path}']\ninclude: ['blog/**']\n"),
    ];
    assert_eq!(paths(&Site::new(&files).pages(&[])), ["content/en/blog/a.md", "content/zh/blog/a.md"]);
}

#[test]
fn what_is_no_text_is_named_and_the_rest_is_read() {
    let site = Site::new(&[
        ("good.md", "# 好\n".as_bytes()),
        ("empty.md", b""),
        ("gbk.md", b"# \xb7\xa2\xb2\xbc\n"),
        ("utf16.md", b"\xff\xfe#\0 \0x\0"),
        ("nul.md", b"a page with one nul byte \0 in it"),
        ("large.md", &[b'x'; 5000]),
        ("tidings.yaml", b"limits: {file_size: 4kB}\n"),
    ]);
    let pages = site.pages(&[]);
    assert_eq!(paths(&pages), ["good.md"]);
    assert_eq!(
        troubles(&pages),
        [
            ("empty.md", &Cause::Empty),
            ("gbk.md", &Cause::Encoding { offset: 2, likely: "GB18030 (GBK)" }),
            ("large.md", &Cause::TooLarge { size: 5000, limit: 4000 }),
            ("nul.md", &Cause::Nul(25)),
            ("utf16.md", &Cause::Encoding { offset: 0, likely: "UTF-16LE" }),
        ]
    );
    for trouble in &pages.troubles {
        for tongue in [Tongue::En, Tongue::Zh] {
            let text = format!("{} {}", trouble.what(tongue), trouble.cure(tongue));
            assert!(!text.contains("trouble-") && !text.contains('$'), "{text}");
        }
        assert_ne!(trouble.what(Tongue::En), trouble.what(Tongue::Zh));
    }
}

#[test]
fn paths_that_cannot_be_read_are_named() {
    let site = Site::new(&[("a.md", b"a"), ("folder.md/b.md", b"b")]);
    let other = Site::new(&[("x.md", b"x")]);
    let pages = site.pages(&[site.path("none.md"), other.path("x.md")]);
    assert_eq!(paths(&pages), ["a.md", "folder.md/b.md"]);
    let causes: Vec<&Cause> = pages.troubles.iter().map(|trouble| &trouble.cause).collect();
    assert!(causes.contains(&&Cause::Directory), "{causes:?}");
    assert!(causes.contains(&&Cause::Missing), "{causes:?}");
    assert!(causes.contains(&&Cause::Outside(site.root().to_string_lossy().into_owned())), "{causes:?}");
    assert_eq!(causes.len(), 3);
}

#[cfg(unix)]
#[test]
fn special_and_sparse_files_are_refused_without_reading() {
    use discover::Special;
    let site = Site::new(&[("a.md", b"a")]);
    let sparse = fs::File::create(site.path("sparse.md")).unwrap();
    sparse.set_len(4 << 30).unwrap();
    let fifo = site.path("pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(site.path("socket.md")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", site.path("zero.md")).unwrap();
    let pages = site.pages(&[PathBuf::from("/dev/zero"), fifo]);
    assert_eq!(paths(&pages), ["a.md"]);
    assert_eq!(
        troubles(&pages),
        [
            ("/dev/zero", &Cause::Special(Special::Device)),
            ("pipe.md", &Cause::Special(Special::Fifo)),
            ("socket.md", &Cause::Special(Special::Socket)),
            ("sparse.md", &Cause::TooLarge { size: 4 << 30, limit: 10 << 20 }),
            ("zero.md", &Cause::LinkOutside),
        ]
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_pages_of_the_site_only_and_each_page_is_read_once() {
    use std::os::unix::fs::symlink;
    let other = Site::new(&[("secret.md", b"s")]);
    let site = Site::new(&[("docs/a.md", b"a"), ("notes/plain.txt", b"t")]);
    symlink(site.path("docs/a.md"), site.path("same.md")).unwrap();
    symlink("notes/plain.txt", site.path("behind.md")).unwrap();
    symlink("../..", site.path("docs/up")).unwrap();
    symlink(".", site.path("docs/here")).unwrap();
    symlink("self.md", site.path("self.md")).unwrap();
    symlink("two.md", site.path("one.md")).unwrap();
    symlink("one.md", site.path("two.md")).unwrap();
    symlink("nowhere.md", site.path("broken.md")).unwrap();
    symlink("nowhere", site.path("broken")).unwrap();
    symlink(other.root(), site.path("outside")).unwrap();
    symlink(other.path("secret.md"), site.path("secret.md")).unwrap();
    let pages = site.pages(&[]);
    assert_eq!(paths(&pages), ["behind.md", "docs/a.md"]);
    assert_eq!(
        troubles(&pages),
        [
            ("broken.md", &Cause::LinkBroken),
            ("docs/here", &Cause::LinkLoop),
            ("docs/up", &Cause::LinkOutside),
            ("one.md", &Cause::LinkLoop),
            ("outside", &Cause::LinkOutside),
            ("secret.md", &Cause::LinkOutside),
            ("self.md", &Cause::LinkLoop),
            ("two.md", &Cause::LinkLoop),
        ]
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_named() {
    use std::os::unix::ffi::OsStrExt;
    let site = Site::new(&[("a.md", b"a")]);
    fs::write(site.root().join(std::ffi::OsStr::from_bytes(b"\xb7\xa2.md")), "x").unwrap();
    let pages = site.pages(&[]);
    assert_eq!(paths(&pages), ["a.md"]);
    assert_eq!(troubles(&pages), [("\u{fffd}\u{fffd}.md", &Cause::Name)]);
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_folders_are_named_and_all_others_are_read() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new(&[("locked.md", b"x"), ("closed/b.md", b"b")]);
    (0..50).for_each(|number| site.write(&format!("page{number}.md"), b"x"));
    let mode = |path: &str, mode| fs::set_permissions(site.path(path), fs::Permissions::from_mode(mode)).unwrap();
    mode("locked.md", 0o000);
    mode("closed", 0o000);
    let refused = fs::File::open(site.path("locked.md")).is_err();
    let pages = site.pages(&[]);
    mode("closed", 0o755);
    if !refused {
        // A user who may read everything, such as root, meets no refusal.
        assert_eq!(pages.texts.len(), 52);
        return;
    }
    assert_eq!(pages.texts.len(), 50);
    let denied = Cause::Unreadable("permission denied".into());
    assert_eq!(troubles(&pages), [("closed", &denied), ("locked.md", &denied)]);
}

#[test]
fn the_root_of_a_site_is_found_upwards() {
    let site = Site::new(&[
        (".git/HEAD", b"x"),
        ("tidings.yaml", b"\n"),
        ("site/hugo.toml", b"\n"),
        ("site/content/a.md", b"a"),
    ]);
    let root = |path: &str| discover::find_root(&site.path(path)).folder;
    assert_eq!(root("site/content/a.md"), site.root());
    fs::remove_file(site.path("tidings.yaml")).unwrap();
    assert_eq!(root("site/content/a.md"), site.path("site"));
    assert_eq!(root("site/content"), site.path("site"));
    fs::remove_file(site.path("site/hugo.toml")).unwrap();
    assert_eq!(root("site/content/a.md"), site.root());
    fs::remove_dir_all(site.path(".git")).unwrap();
    assert!(site.path("site/content").starts_with(root("site/content/a.md")));
}

#[cfg(unix)]
#[test]
fn configuration_reads_nothing_outside_the_site() {
    let other = Site::new(&[("base.yaml", b"source: zh\n")]);
    let site = Site::new(&[("tidings.yaml", b"extends: ./base.yaml\n")]);
    std::os::unix::fs::symlink(other.path("base.yaml"), site.path("base.yaml")).unwrap();
    let root = Root { folder: site.root(), config: Some(site.path("tidings.yaml")) };
    let error = format!("{:?}", discover::open(&root).unwrap_err());
    assert!(error.contains("config-extends-outside"), "{error}");
}

#[test]
fn rule_files_are_read_in_order() {
    let site = Site::new(&[("rules/b.yaml", b"id: b\n"), ("rules/a.yaml", b"id: a\n"), ("rules/c.txt", b"x")]);
    let (files, troubles) = discover::rule_files(&site.root(), "rules");
    let names: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["rules/a.yaml", "rules/b.yaml"]);
    assert!(troubles.is_empty());
    assert_eq!(discover::rule_files(&site.root(), "none").1.len(), 1);
}

#[test]
fn two_readings_are_equal() {
    let site = Site::new(&[]);
    (0..200).for_each(|number| site.write(&format!("d{}/page{number}.md", number % 7), b"x"));
    let (first, second) = (site.pages(&[]), site.pages(&[]));
    assert_eq!(first.texts, second.texts);
    assert_eq!(first.texts.len(), 200);
    let sorted = first.texts.windows(2).all(|pair| pair[0].0 < pair[1].0);
    assert!(sorted && Path::new(&*first.texts[0].0).is_relative());
}
