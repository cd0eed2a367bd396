//! How far translations are behind their originals, by the history of their files.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::site::{self, Site};

/// Runs git in a folder as nobody in particular. False when it is not installed or says no.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
    command.args(["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn commit(folder: &Path, message: &str) {
    assert!(git(folder, &["add", "."]) && git(folder, &["commit", "-q", "-m", message]), "{message}");
}

/// A site whose original was changed twice since its Chinese translation was, and once since its Ukrainian one was.
fn site_with_history() -> Option<Site> {
    let site = Site::usual();
    if !git(&site.root(), &["init", "-q"]) {
        println!("skipped: git is not installed");
        return None;
    }
    commit(&site.root(), "all");
    site.write(site::EN, &format!("{}\nOne more.\n", site::EN_TEXT));
    commit(&site.root(), "one more");
    site.write(site::UK, &format!("{}\nЩе одне.\n", site::UK_TEXT));
    commit(&site.root(), "in Ukrainian");
    site.write(site::EN, &format!("{}\nOne more.\n\nAnd another.\n", site::EN_TEXT));
    site.write("README.md", "Nothing.\n");
    commit(&site.root(), "another");
    Some(site)
}

fn open(root: &Path, page: &str) -> Client {
    let more = json!({
        "window": {"workDoneProgress": true},
        "workspace": {"codeLens": {"refreshSupport": true}},
    });
    let mut client = Client::open(root, &more);
    client.wait_for_site();
    let path = root.join(page);
    client.did_open(&path, &std::fs::read_to_string(&path).expect("the page can be read"));
    client
}

fn lenses(client: &mut Client, root: &Path, page: &str) -> Vec<String> {
    let found = client.result("textDocument/codeLens", json!({"textDocument": {"uri": uri(&root.join(page))}}));
    let title = |lens: &Value| lens["command"]["title"].as_str().unwrap_or_default().to_owned();
    found.as_array().expect("a list").iter().map(title).collect()
}

/// The lenses when all is known: the client is asked to ask again whenever more is.
fn settled(client: &mut Client, root: &Path, page: &str, wanted: &[&str]) {
    let mut last = lenses(client, root, page);
    while !wanted.iter().all(|part| last.iter().any(|title| title.contains(part))) {
        client.wait(|message| message["method"] == "workspace/codeLens/refresh");
        last = lenses(client, root, page);
    }
}

#[test]
fn lenses_say_how_far_translations_are_behind() {
    let Some(site) = site_with_history() else { return };
    let root = site.root();
    let mut client = open(&root, site::EN);
    // By page: the languages in the order of their folders.
    settled(&mut client, &root, site::EN, &["zh: ", "2 commits behind", "one commit behind"]);
    let all = lenses(&mut client, &root, site::EN);
    let of = |language: &str| all.iter().find(|title| title.starts_with(language)).expect("a lens").clone();
    assert!(of("zh").ends_with(", 2 commits behind") && of("uk").ends_with(", one commit behind"), "{all:?}");
    assert!(!of("this page").contains("behind"), "{all:?}");
    client.leave();
    let mut client = open(&root, site::ZH);
    settled(&mut client, &root, site::ZH, &["2 commits behind"]);
    let all = lenses(&mut client, &root, site::ZH);
    assert!(
        all.iter().any(|title| title.starts_with("this page: ") && title.ends_with(", 2 commits behind")),
        "{all:?}"
    );
    // Brought up to date in a commit of its own: nothing is behind any more.
    site.write(site::ZH, &format!("{}\n还有。\n", site::ZH_TEXT));
    commit(&root, "in Chinese");
    let end = std::time::Instant::now() + crate::client::PATIENCE;
    while lenses(&mut client, &root, site::ZH)
        .iter()
        .any(|title| title.starts_with("this page") && title.contains("behind"))
    {
        assert!(std::time::Instant::now() < end, "the new commit is not seen");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    client.leave();
}

#[test]
fn what_the_history_at_hand_does_not_say_is_not_said() {
    let Some(site) = site_with_history() else { return };
    let folder = tempfile::TempDir::new().expect("a folder can be made");
    let from = format!("file://{}", site.root().display());
    // The history ends before the Chinese page was changed last, and just where the Ukrainian one was.
    let root = std::fs::canonicalize(folder.path()).expect("the folder is there").join("shallow");
    let target = root.to_string_lossy().into_owned();
    assert!(git(folder.path(), &["clone", "-q", "--depth", "2", &from, &target]));
    let mut client = open(&root, site::EN);
    for _ in 0..20 {
        let all = lenses(&mut client, &root, site::EN);
        assert!(!all.iter().any(|title| title.contains("behind")), "{all:?}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    client.leave();
    // With one commit more it is known of one of them.
    assert!(git(&root, &["fetch", "-q", "--depth", "3"]));
    let mut client = open(&root, site::EN);
    settled(&mut client, &root, site::EN, &["one commit behind"]);
    let all = lenses(&mut client, &root, site::EN);
    assert_eq!(all.iter().filter(|title| title.contains("behind")).count(), 1, "{all:?}");
    client.leave();
}
