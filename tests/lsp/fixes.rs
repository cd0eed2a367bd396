//! All fixes of a page, made in an editor, are those that `tidings check --fix` makes.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::help::{edited, everywhere};
use crate::site::Site;

/// What the command line makes of a page.
fn fixed_by_check(root: &Path, page: &Path, text: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tidings"))
        .args(["check", "--lang", "en", "--fix", "--stdin", "--stdin-filename"])
        .arg(page)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("there is a pipe").write_all(text.as_bytes()).expect("the program reads");
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", page.display());
    String::from_utf8(output.stdout).expect("a page is text")
}

/// What the action that makes all fixes makes of it; the action may have to be asked for its edit.
fn fixed_in_editor(client: &mut Client, page: &Path, text: &str) -> String {
    let context = json!({"diagnostics": [], "only": ["source.fixAll"]});
    let params = json!({"textDocument": {"uri": uri(page)}, "range": everywhere(), "context": context});
    let found = client.result("textDocument/codeAction", params);
    let Some(action) = found.as_array().and_then(|actions| actions.first()).cloned() else { return text.to_owned() };
    let action = match action["edit"].is_null() {
        true => client.result("codeAction/resolve", action),
        false => action,
    };
    if action["edit"].is_null() { text.to_owned() } else { edited(text, &action["edit"], page) }
}

fn pages(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
    for path in std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            pages(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            out.push(path);
        }
    }
}

/// Compares both on every page of a site; gives how many pages changed.
fn compare(site: &Site, more: &Value) -> usize {
    let mut all = Vec::new();
    pages(&site.path("content"), &mut all);
    all.sort();
    let mut client = Client::open(&site.root(), more);
    client.wait_for_site();
    let mut changed = 0;
    for page in &all {
        let text = std::fs::read_to_string(page).unwrap_or_default();
        let expected = fixed_by_check(&site.root(), page, &text);
        client.did_open(page, &text);
        client.published(page, 1);
        for _ in 0..2 {
            assert_eq!(fixed_in_editor(&mut client, page, &text), expected, "{}", page.display());
        }
        changed += usize::from(expected != text);
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(page)}}));
    }
    client.leave();
    changed
}

fn progress() -> Value {
    json!({"window": {"workDoneProgress": true}})
}

#[test]
fn all_fixes_of_a_page_are_those_of_the_command_line() {
    let site = Site::fixture("lantern");
    let changed = compare(&site, &progress());
    assert!(changed > 3, "the fixture has pages to fix: {changed}");
}

#[test]
fn a_client_may_ask_for_the_edit_when_the_action_is_chosen() {
    let mut more = progress();
    more["textDocument"] = json!({"codeAction": {"dataSupport": true, "resolveSupport": {"properties": ["edit"]}}});
    let site = Site::fixture("lantern");
    assert!(compare(&site, &more) > 3);
}

#[test]
fn a_fix_that_does_harm_is_left_out_in_the_editor_too() {
    let site = Site::usual();
    let pattern = |find: &str, by: &str| {
        format!("      - {{find: '{find}', scope: raw, replace: '{by}', because: {{en: no, zh: 不}}}}\n")
    };
    // Without its quotes the title is no YAML; the other replacement does no harm.
    let patterns = pattern("\"", "") + &pattern("fine", "good");
    site.write("tidings.yaml", &format!("rules:\n  forbidden-pattern:\n    patterns:\n{patterns}"));
    let page = "content/en/news/c.md";
    site.write(page, "---\ntitle: \"a: b: c\"\n---\n\nAll is fine here.\n");
    let text = site.read(page);
    let expected = fixed_by_check(&site.root(), &site.path(page), &text);
    assert!(expected.contains("\"a: b: c\"") && expected.contains("All is good here."), "{expected}");
    assert_eq!(compare(&site, &progress()), 1);
}
