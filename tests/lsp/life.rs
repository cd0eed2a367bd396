//! How a session begins and ends.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::client::{Client, PATIENCE, pulling, uri};
use crate::site::{self, Site};

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown() {
    let mut client = Client::start();
    let answer = client.request("textDocument/hover", json!({}));
    assert_eq!(answer["error"]["code"], -32002, "{answer}");
    client.notify("textDocument/didOpen", json!({"garbage": true}));
    client.request("initialize", json!({"capabilities": {}}));
    let twice = client.request("initialize", json!({"capabilities": {}}));
    assert_eq!(twice["error"]["code"], -32600, "{twice}");
    let unknown = client.request("no/such/method", Value::Null);
    assert_eq!(unknown["error"]["code"], -32601, "{unknown}");
    client.request("shutdown", Value::Null);
    let late = client.request("textDocument/hover", json!({}));
    assert_eq!(late["error"]["code"], -32600, "{late}");
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn shutdown_takes_any_parameters() {
    for params in [None, Some(Value::Null), Some(json!({})), Some(json!([])), Some(json!({"x": 1}))] {
        let mut client = Client::start();
        client.request("initialize", json!({"capabilities": {}}));
        let mut message = json!({"jsonrpc": "2.0", "id": "bye", "method": "shutdown"});
        if let Some(params) = &params {
            message["params"] = params.clone();
        }
        client.send(&message);
        let answer = client.answer(&json!("bye"));
        assert!(answer["error"].is_null() && answer.get("result") == Some(&Value::Null), "{params:?}: {answer}");
        client.notify("exit", Value::Null);
        // The input is still open: the server ends all the same.
        assert_eq!(client.exit_code(), Some(0), "{params:?}");
    }
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let mut client = Client::start();
    client.request("initialize", json!({"capabilities": {}}));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
    let mut client = Client::start();
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn clients_may_name_the_standard_streams_and_themselves() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_tidings"));
    server.args(["lsp", "--stdio", "--clientProcessId=1"]);
    let output = server.stdin(Stdio::null()).output().expect("the server starts");
    // Nobody said goodbye, which is a failure, but no error in the arguments, which would be 2.
    assert_eq!((output.status.code(), &*output.stderr), (Some(1), &b""[..]));
}

#[test]
fn the_end_of_the_input_ends_the_server() {
    let site = Site::usual();
    // A request of the server is left without an answer, as by an editor that died.
    let mut client = Client::open(&site.root(), &json!({"window": {"workDoneProgress": true}}));
    client.hang_up();
    assert_eq!(client.exit_code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_dead_parent_ends_the_server() {
    let mut parent = std::process::Command::new("sleep").arg("600").spawn().expect("sleep can be run");
    let mut client = Client::start();
    client.request("initialize", json!({"processId": parent.id(), "capabilities": {}}));
    client.notify("initialized", json!({}));
    parent.kill().and_then(|()| parent.wait()).expect("the parent can be ended");
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn messages_are_in_the_language_of_the_client() {
    let site = Site::usual();
    for (locale, part) in [("zh-CN", "出现了两次"), ("en", "is given twice")] {
        let mut client = Client::open_with(&site.root(), &json!({}), &json!({"locale": locale}));
        let path = site.path(site::ZH);
        client.did_open(&path, "---\ntitle: a\ntitle: b\n---\n");
        let found = client.published_until(&path, |found| !found.is_empty());
        let said = found.iter().any(|finding| finding["message"].as_str().is_some_and(|text| text.contains(part)));
        assert!(said, "{locale}: {found:?}");
        client.leave();
    }
}

#[test]
fn a_panic_in_a_request_is_an_error_and_the_server_goes_on() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    client.did_open(&path, site::ZH_TEXT);
    client.published(&path, 1);
    let answer = client.request("tidings/panic", Value::Null);
    // Only builds for tests have that request.
    let expected = if cfg!(debug_assertions) { -32603 } else { -32601 };
    assert_eq!(answer["error"]["code"], expected, "{answer}");
    client.did_change(&path, 2, "---\ntitle: a\ntitle: b\n---\n");
    assert!(!client.published(&path, 2).is_empty());
    client.leave();
}

#[test]
fn a_request_can_be_taken_back() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &pulling());
    client.did_open(&site.path(site::ZH), site::ZH_TEXT);
    // Everything is known and nothing new to tell, so this one waits.
    let first = client.result("workspace/diagnostic", json!({"previousResultIds": []}));
    let known: Vec<Value> = first["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| json!({"uri": item["uri"], "value": item["resultId"]}))
        .collect();
    let known = if known.is_empty() { vec![json!({"uri": "file:///x", "value": "x"})] } else { known };
    let waiting = client.ask("workspace/diagnostic", json!({"previousResultIds": known}));
    client.notify("$/cancelRequest", json!({"id": waiting}));
    let answer = client.answer(&json!(waiting));
    assert_eq!(answer["error"]["code"], -32800, "{answer}");
    // One that waits when the session ends is answered, too.
    let waiting = client.ask("workspace/diagnostic", json!({"previousResultIds": known}));
    let goodbye = client.ask("shutdown", Value::Null);
    assert_eq!(client.answer(&json!(waiting))["error"]["code"], -32802);
    client.answer(&json!(goodbye));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn several_folders_have_their_own_sites() {
    let (one, two) = (Site::usual(), Site::usual());
    two.write("tidings.yaml", "rules:\n  front-matter-syntax: off\n");
    let folders = json!([{"uri": uri(&one.root()), "name": "1"}, {"uri": uri(&two.root()), "name": "2"}]);
    let mut client = Client::open_with(&one.root(), &json!({}), &json!({"workspaceFolders": folders}));
    let bad = "---\ntitle: a\ntitle: b\n---\n";
    for (site, found) in [(&one, true), (&two, false)] {
        let path = site.path(site::ZH);
        client.did_open(&path, bad);
        let published = client.published_until(&path, |all| {
            crate::client::codes(all).contains(&"front-matter-syntax") == found && (found || !all.is_empty())
        });
        assert!(!published.is_empty());
    }
    client.leave();
    assert!(PATIENCE.as_secs() > 0);
}
