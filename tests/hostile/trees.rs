//! Folders as the program meets them: files that are no pages, names and links that are traps, and a good site among them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use snapbox::cmd::{Command, cargo_bin};

use super::harmless;
use super::pair_site::{FRONT, FRONT_ZH, HUGO};

const PAGES: usize = 50;
/// A key that is given twice is an error wherever it stands.
const WRONG: &str = "---\ntitle: 词\ntitle: 词\n---\n\n词。\n";

struct Tree(tempfile::TempDir);

impl Tree {
    /// A site of [`PAGES`] pages, each with one error.
    fn new() -> Self {
        let tree = Self(tempfile::tempdir().expect("there is room for a folder"));
        tree.write("hugo.toml", HUGO.as_bytes());
        (0..PAGES).for_each(|i| tree.write(format!("content/zh/page{i}.md"), WRONG.as_bytes()));
        tree
    }

    fn path(&self, path: impl AsRef<OsStr>) -> PathBuf {
        self.0.path().join(Path::new(path.as_ref()))
    }

    fn write(&self, path: impl AsRef<OsStr>, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
}

fn tidings(folder: &Path) -> Command {
    Command::new(cargo_bin!("tidings")).env("TIDINGS_LANG", "en").current_dir(folder).arg("check")
}

/// Exit code, standard output, standard error.
fn run(command: Command) -> (i32, String, String) {
    let assert = command.assert();
    let output = assert.get_output();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(!err.contains("internal error") && !err.contains("panicked"), "{err}");
    (output.status.code().unwrap_or_else(|| panic!("{:?}", output.status)), out, err)
}

/// Every good page was checked, and each format is what it promises.
fn all_others_are_checked(tree: &Tree, code: i32) -> String {
    let mut errors = String::new();
    for format in ["full", "short", "json"] {
        let (found, out, err) = run(tidings(tree.0.path()).args(["--format", format]));
        assert_eq!(found, code, "{format}\n{err}");
        for i in 0..PAGES {
            assert!(out.contains(&format!("content/zh/page{i}.md")), "{format}: page {i} is missing");
        }
        match format {
            "json" => drop(serde_json::from_str::<Value>(&out).expect("the report is JSON")),
            _ => harmless(format, &out),
        }
        harmless(format, &err);
        errors = err;
    }
    errors
}

#[test]
fn files_that_are_no_pages_are_named_and_all_others_checked() {
    let tree = Tree::new();
    let utf16: Vec<u8> = "# 词\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: [(&str, &[u8]); 8] = [
        ("empty.md", b""),
        ("mark.md", b"\xef\xbb\xbf"),
        ("nul.md", b"# a\0b\n"),
        ("utf16.md", &[&b"\xff\xfe"[..], &utf16].concat()),
        ("gbk.md", b"# \xb7\xa2\xb2\xbc\n"),
        ("latin1.md", b"# caf\xe9\n"),
        ("cut.md", b"# \xe8\xaf"),
        ("large.md", &vec![b'x'; 12 << 20]),
    ];
    files.iter().for_each(|(name, bytes)| tree.write(format!("content/en/{name}"), bytes));
    let before: Vec<Vec<u8>> = files.iter().map(|(_, bytes)| bytes.to_vec()).collect();
    let said = all_others_are_checked(&tree, 2);
    for ((name, _), bytes) in files.iter().zip(before) {
        assert_eq!(said.matches(&format!("content/en/{name}: error")).count(), 1, "{name}\n{said}");
        assert!(fs::read(tree.path(format!("content/en/{name}"))).expect("it is there") == bytes, "{name} was changed");
    }
}

#[cfg(unix)]
#[test]
fn special_files_and_links_are_named_and_all_others_checked() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let tree = Tree::new();
    let other = tempfile::tempdir().expect("there is room for a folder");
    fs::write(other.path().join("secret.md"), WRONG).expect("the file can be written");
    let at = |name: &str| tree.path(format!("content/zh/{name}"));
    assert!(std::process::Command::new("mkfifo").arg(at("pipe.md")).status().expect("mkfifo runs").success());
    let _socket = std::os::unix::net::UnixListener::bind(at("socket.md")).expect("a socket can be made");
    fs::File::create(at("sparse.md")).and_then(|file| file.set_len(4 << 30)).expect("holes take no room");
    fs::create_dir(at("folder.md")).expect("the folder can be made");
    let links = [
        ("zero.md", Path::new("/dev/zero")),
        ("self.md", Path::new("self.md")),
        ("one.md", Path::new("two.md")),
        ("two.md", Path::new("one.md")),
        ("broken.md", Path::new("nothing.md")),
        ("up", Path::new("..")),
        ("secret.md", &other.path().join("secret.md")),
        ("outside", other.path()),
    ];
    links.iter().for_each(|(name, to)| symlink(to, at(name)).expect("the link can be made"));
    tree.write("content/zh/closed.md", WRONG.as_bytes());
    fs::set_permissions(at("closed.md"), fs::Permissions::from_mode(0o000)).expect("the file is ours");
    let said = all_others_are_checked(&tree, 2);
    for name in ["pipe.md", "socket.md", "sparse.md", "zero.md", "self.md", "broken.md", "secret.md", "outside"] {
        assert!(said.contains(&format!("content/zh/{name}: error")), "{name}\n{said}");
    }
    // A user who may read everything, such as root, meets no refusal.
    let refused = fs::File::open(at("closed.md")).is_err();
    assert_eq!(said.contains("content/zh/closed.md: error"), refused, "{said}");
    let (_, out, _) = run(tidings(tree.0.path()).args(["--format", "short"]));
    assert!(!out.contains("secret"), "a file outside the site was read:\n{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_are_only_names() {
    use std::os::unix::ffi::OsStrExt;
    let tree = Tree::new();
    let names: [&[u8]; 12] = [
        b"a\nb.md",
        b"a\n::error::b.md",
        b"::error::a.md",
        b"\x1b[31ma.md",
        b"\xc2\x9b31m.md",
        b"a\rb.md",
        b" a b .md",
        b"a%0A::error::b.md",
        "发布说明.md".as_bytes(),
        "a\u{202e}dm.md".as_bytes(),
        b"-rf.md",
        b"a$(id)`id`'\".md",
    ];
    for name in names {
        tree.write(Path::new("content/zh").join(OsStr::from_bytes(name)), WRONG.as_bytes());
    }
    let said = all_others_are_checked(&tree, 1);
    assert_eq!(said, "");
    tree.write(Path::new("content/zh").join(OsStr::from_bytes(b"\xff\x1b.md")), WRONG.as_bytes());
    let said = all_others_are_checked(&tree, 2);
    assert_eq!(said.matches(": error").count(), 1, "{said}");
    let (_, out, _) = run(tidings(tree.0.path()).args(["--format", "json"]));
    let report: Value = serde_json::from_str(&out).expect("the report is JSON");
    assert_eq!(report["summary"]["files"], PAGES + names.len());
}

#[test]
fn files_that_vanish_stop_nothing() {
    let tree = Tree::new();
    let there = |i: usize| tree.path(format!("content/en/gone{i}.md"));
    (0..200).for_each(|i| tree.write(format!("content/en/gone{i}.md"), b"# a\n"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for i in (0..200).cycle().take(4_000) {
                // Both are a race on purpose: the file may be there or not.
                let _ = fs::remove_file(there(i));
                let _ = fs::write(there(i * 7 % 200), "# a\n");
            }
        });
        for _ in 0..8 {
            let (code, out, err) = run(tidings(tree.0.path()).args(["--format", "short"]));
            assert!(code == 1 || (code == 2 && err.contains("gone")), "{code}\n{err}");
            assert!((0..PAGES).all(|i| out.contains(&format!("page{i}.md:3:1"))), "{out}");
        }
    });
}

#[test]
fn surroundings_change_nothing() {
    let tree = Tree::new();
    tree.write("content/en/page1.md", FRONT.as_bytes());
    tree.write("content/zh/new.md", FRONT_ZH.as_bytes());
    let elsewhere = tempfile::tempdir().expect("there is room for a folder");
    for format in ["full", "short", "json"] {
        let root = tree.0.path().to_string_lossy().into_owned();
        let plain = run(tidings(tree.0.path()).args(["--format", format, &root]));
        assert_eq!(plain.0, 1);
        let same = |command: Command, what: &str| {
            assert!(run(command.args(["--format", format, &root])) == plain, "{format}: {what}");
        };
        same(tidings(tree.0.path()).env("LANG", "C").env("LC_ALL", "C"), "LANG=C");
        same(tidings(tree.0.path()).env("NO_COLOR", "1"), "NO_COLOR");
        same(tidings(tree.0.path()).env("TERM", "dumb").env("COLUMNS", "1"), "a dumb terminal");
        same(tidings(tree.0.path()).env("RAYON_NUM_THREADS", "1"), "one thread");
        same(tidings(tree.0.path()).env("RAYON_NUM_THREADS", "16"), "16 threads");
        same(tidings(elsewhere.path()), "another folder");
        (0..PAGES).for_each(|i| tree.write(format!("content/zh/page{i}.md"), WRONG.as_bytes()));
        same(tidings(tree.0.path()), "files written anew");
    }
}

#[cfg(unix)]
#[test]
fn a_shell_may_close_the_output() {
    let tree = Tree::new();
    let binary = cargo_bin!("tidings").display().to_string();
    for rest in
        ["| head -n 1", "| true", ">&-", ">/dev/null 2>&-", "--format json | head -c 1", "</dev/null >/dev/null"]
    {
        let line = format!("'{binary}' check {rest}");
        let output = std::process::Command::new("sh").arg("-c").arg(&line).current_dir(tree.0.path()).output();
        let err = String::from_utf8_lossy(&output.expect("there is a shell").stderr).into_owned();
        assert!(!err.contains("panic") && !err.contains("internal error"), "{line}\n{err}");
    }
}

#[test]
fn nothing_to_check_is_an_error() {
    let empty = tempfile::tempdir().expect("there is room for a folder");
    let tree = Tree::new();
    for format in ["full", "short", "json"] {
        for (folder, paths) in
            [(empty.path(), &[][..]), (tree.0.path(), &["none.md"]), (tree.0.path(), &["content/*.md"])]
        {
            let (code, out, err) = run(tidings(folder).args(["--format", format]).args(paths));
            assert_eq!((code, out.as_str()), (2, ""), "{paths:?}");
            assert!(err.starts_with("error: ") && err.contains("\n  = "), "{paths:?}: no cure\n{err}");
        }
    }
}
