use std::path::Path;
use std::process::Command;

use super::{EN, Site, ZH};

/// Runs git in a folder, with nothing of this machine's configuration. Gives what it printed.
fn git_in(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

impl Site {
    fn git(&self, arguments: &[&str]) -> String {
        git_in(self.path(), arguments)
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "a"]);
    }
}

const TEXT: &str = "---\ntitle: Announcing Lantern 2.4\n---\n\n## New {#new}\n\nThe the lamp.\n\nIt burns for 24 hours.\n\nIt is on.\n";
const TEXT_ZH: &str =
    "---\ntitle: 发布 Lantern 2.4\n---\n\n## 新特性 {#new}\n\n这盏灯。\n\n它能亮 24 小时。\n\n它亮着。\n";

/// A site in a repository, with one old finding; `None` without git.
fn site() -> Option<Site> {
    if Command::new("git").arg("--version").output().is_err() {
        println!("skipped: there is no git");
        return None;
    }
    let site = Site::new(&[(EN, TEXT), (ZH, TEXT_ZH)]);
    site.git(&["init", "--quiet", "--initial-branch", "main"]);
    site.commit();
    Some(site)
}

#[test]
fn only_changed_lines_are_reported() {
    let Some(site) = site() else { return };
    assert_eq!(site.check(&[]).findings(), [format!("{EN}:7:1: warning[doubled-word]")]);
    assert_eq!((site.check(&["--since", "HEAD"]).code, site.check(&["--since", "HEAD"]).findings().len()), (0, 0));
    site.write(EN, &TEXT.replace("It is on.", "It is is on."));
    let expected = [format!("{EN}:11:4: warning[doubled-word]")];
    assert_eq!(site.check(&["--since", "HEAD"]).findings(), expected);
    site.commit();
    assert_eq!(site.check(&["--since", "HEAD"]).findings().len(), 0);
    assert_eq!(site.check(&["--since", "HEAD~1"]).findings(), expected);
    // From a folder below, and for paths.
    assert_eq!(site.run_in("content/en", &["check", "--since", "HEAD~1", "-f", "short"]).findings(), expected);
    assert_eq!(site.check(&["--since", "HEAD~1", "content/en"]).findings(), expected);
}

#[test]
fn an_edited_original_reports_its_translations() {
    let Some(site) = site() else { return };
    site.write(EN, &TEXT.replace("24 hours", "36 hours"));
    let found = site.check(&["--since", "HEAD"]).findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(&format!("{ZH}:9:")) && found[0].contains("number-differs"), "{found:?}");
    // A block that is taken out of the translation is missing where it was.
    site.write(EN, TEXT);
    site.write(ZH, &TEXT_ZH.replace("它能亮 24 小时。\n\n", ""));
    let found = site.check(&["--since", "HEAD"]).findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("block-missing"), "{found:?}");
}

#[test]
fn what_others_did_on_the_branch_does_not_count() {
    let Some(site) = site() else { return };
    site.git(&["checkout", "--quiet", "-b", "topic"]);
    site.write(EN, &TEXT.replace("It is on.", "It is is on."));
    site.commit();
    site.git(&["checkout", "--quiet", "main"]);
    site.write(ZH, &TEXT_ZH.replace("这盏灯。", "这盏盏灯。"));
    site.commit();
    site.git(&["checkout", "--quiet", "topic"]);
    assert_eq!(site.check(&["--since", "main"]).findings(), [format!("{EN}:11:4: warning[doubled-word]")]);
}

#[test]
fn new_and_renamed_files_with_any_name() {
    let Some(site) = site() else { return };
    let odd = "content/en/news/ 发布 \"2.5\"\\n\u{e9}.md";
    site.write(odd, "---\ntitle: Lantern 2.5\n---\n\nA a lamp lamp.\n");
    let found = site.check(&["--since", "HEAD"]).findings();
    assert!(found.iter().any(|line| line.starts_with(odd)), "{found:?}");
    site.commit();
    let renamed = "content/en/news/-rf 'x'.md";
    site.git(&["mv", odd, renamed]);
    let found = site.check(&["--since", "HEAD"]).findings();
    assert_eq!(found, [""; 0], "nothing but the name was changed");
    site.write(renamed, "---\ntitle: Lantern 2.5\n---\n\nA a lamp lamp.\n\nIt is is on.\n");
    let found = site.check(&["--since", "HEAD"]).findings();
    assert_eq!(found, [format!("{renamed}:7:4: warning[doubled-word]")]);
    site.git(&["rm", "--quiet", "--force", renamed]);
    assert_eq!(site.check(&["--since", "HEAD"]).findings(), [""; 0]);
}

#[test]
fn the_index_is_judged_not_the_work_tree() {
    let Some(site) = site() else { return };
    site.write(EN, &TEXT.replace("It is on.", "It is is on."));
    assert_eq!(site.check(&["--staged"]).findings(), [""; 0], "nothing is staged");
    site.git(&["add", EN]);
    let expected = [format!("{EN}:11:4: warning[doubled-word]")];
    assert_eq!(site.check(&["--staged"]).findings(), expected);
    // Mended in the work tree, but what will be committed is not.
    site.write(EN, &TEXT.replace("It is on.", "\n\nIt is on."));
    assert_eq!(site.check(&["--staged"]).findings(), expected);
    // Staged and then broken: the index is clean.
    site.git(&["add", EN]);
    site.write(EN, "---\ntitle: x\ntitle: y\n---\n");
    site.write("content/en/news/unknown.md", "The the.\n");
    assert_eq!(site.check(&["--staged"]).findings(), [""; 0]);
    // A page that is staged and deleted from the work tree is judged all the same.
    site.write(EN, &TEXT.replace("It is on.", "It is is on."));
    site.git(&["add", EN]);
    std::fs::remove_file(site.path().join(EN)).expect("the page is there");
    assert_eq!(site.check(&["--staged"]).findings(), expected);
}

#[test]
fn the_first_commit_can_be_checked() {
    let Some(site) = site() else { return };
    std::fs::remove_dir_all(site.path().join(".git")).expect("the repository is there");
    site.git(&["init", "--quiet"]);
    site.git(&["add", "--all"]);
    assert_eq!(site.check(&["--staged"]).findings(), [format!("{EN}:7:1: warning[doubled-word]")]);
}

#[test]
fn shallow_clones_say_what_they_need() {
    let Some(site) = site() else { return };
    let first = site.git(&["rev-parse", "HEAD"]);
    site.write(EN, &TEXT.replace("It is on.", "It is is on."));
    site.commit();
    let clones = tempfile::tempdir().expect("there is room for a folder");
    let from = format!("file://{}", site.path().display());
    git_in(clones.path(), &["clone", "--quiet", "--depth", "1", &from, "one"]);
    let clone = clones.path().join("one");
    let run = |revision: &str| {
        let output = Command::new(snapbox::cmd::cargo_bin!("tidings"))
            .args(["check", "--format", "short", "--since", revision])
            .env("TIDINGS_LANG", "en")
            .env_remove("GIT_DIR")
            .current_dir(&clone)
            .output()
            .expect("tidings runs");
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, _, said) = run(&first);
    assert_eq!(code, Some(2));
    assert!(said.contains("shallow") && said.contains("fetch-depth: 0"), "{said}");
    git_in(&clone, &["fetch", "--quiet", "--depth", "2"]);
    let (code, found, said) = run("HEAD~1");
    assert_eq!((code, found.lines().count()), (Some(1), 1), "{found}{said}");
}

#[test]
fn worktrees_and_sites_in_subfolders() {
    let Some(site) = site() else { return };
    let other = tempfile::tempdir().expect("there is room for a folder");
    let tree = other.path().join("tree");
    site.git(&["worktree", "add", "--quiet", tree.to_str().expect("the path is UTF-8"), "-b", "other"]);
    std::fs::create_dir(tree.join("website")).expect("the folder can be made");
    for name in ["content", "hugo.toml"] {
        git_in(&tree, &["mv", name, "website/"]);
    }
    git_in(&tree, &["commit", "--quiet", "--message", "b"]);
    let page = format!("website/{EN}");
    std::fs::write(tree.join(&page), TEXT.replace("It is on.", "It is is on.")).expect("the page is there");
    let output = Command::new(snapbox::cmd::cargo_bin!("tidings"))
        .args(["check", "--format", "short", "--since", "HEAD", "website/content"])
        .env("TIDINGS_LANG", "en")
        .env_remove("GIT_DIR")
        .current_dir(&tree)
        .output()
        .expect("tidings runs");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(found.starts_with(&format!("{EN}:11:4: warning[doubled-word]")) && found.lines().count() == 1, "{found}");
}

#[test]
fn what_git_cannot_answer_is_said() {
    let Some(site) = site() else { return };
    for revision in ["no-such-branch", "--output=x", "", "HEAD^{tree}", "-1"] {
        let ran = site.check(&[&format!("--since={revision}")]);
        assert_eq!(ran.code, 2, "{revision}: {ran:?}");
        assert!(ran.err.contains(&format!("git knows no revision `{revision}`")), "{}", ran.err);
    }
    assert!(!site.path().join("x").exists());
    std::fs::remove_dir_all(site.path().join(".git")).expect("the repository is there");
    for option in ["--since=HEAD", "--staged"] {
        let ran = site.check(&[option]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("not a work tree of git"), "{}", ran.err);
    }
    assert_eq!(site.check(&["--staged", "--since", "HEAD"]).code, 2);
}

#[test]
fn no_program_of_the_repository_is_run() {
    let Some(site) = site() else { return };
    let trap = site.path().join("trap");
    let command = format!("touch {}", trap.display());
    for key in ["diff.external", "core.fsmonitor", "diff.x.textconv", "diff.x.command", "core.pager", "pager.diff"] {
        site.git(&["config", key, &command]);
    }
    site.write(".gitattributes", "*.md diff=x\n");
    site.write(EN, &TEXT.replace("It is on.", "It is is on."));
    site.check(&["--since", "HEAD"]);
    site.check(&["--staged"]);
    assert!(!trap.exists());
}
