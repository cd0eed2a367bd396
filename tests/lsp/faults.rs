//! What no client should send, and what comes back: an answer, and a server that goes on.

use serde_json::{Value, json};

use crate::client::{Client, codes, uri};
use crate::site::{self, Site};

fn frame(body: &[u8]) -> Vec<u8> {
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend(body);
    frame
}

/// Waits for an error that belongs to no request.
fn refusal(client: &mut Client) -> i64 {
    let message = client.wait(|message| message["id"].is_null() && message["error"].is_object());
    message["error"]["code"].as_i64().expect("a code")
}

#[test]
fn bad_frames_and_bad_json_are_answered() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    for (bytes, code) in [
        (frame(b"{\"jsonrpc\":\"2.0\",\"id\":1,"), -32700),
        (frame(b"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\xff\xfe\"}"), -32700),
        (frame("[".repeat(200_000).as_bytes()), -32700),
        (frame(b"[]"), -32600),
        (frame(b"3"), -32600),
        (frame(b"{\"jsonrpc\":\"2.0\"}"), -32600),
        (frame(b"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"x\"}"), -32600),
        (b"Content-Length: 99999999999\r\n\r\n".to_vec(), -32600),
        (b"Content-Length: -5\r\n\r\n".to_vec(), -32700),
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), -32700),
    ] {
        client.raw(&bytes);
        assert_eq!(refusal(&mut client), code, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    }
    // A length that is too small, and one that is too great.
    client.raw(b"Content-Length: 7\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"x\"}");
    let answer = client.request("no/such", Value::Null);
    assert_eq!(answer["error"]["code"], -32601);
    assert_eq!(refusal(&mut client), -32700);
    let body = b"{\"jsonrpc\":\"2.0\",\"method\":\"x\"}";
    client.raw(format!("Content-Length: {}\r\n\r\n", body.len() + 20).as_bytes());
    client.raw(body);
    assert_eq!(client.request("no/such", Value::Null)["error"]["code"], -32601);
    // Headers in any case, with others beside them.
    let body = b"{\"jsonrpc\":\"2.0\",\"id\":\"odd\",\"method\":\"no/such\"}";
    client.raw(format!("content-type: x; charset=utf-8\r\nCONTENT-LENGTH:{}\r\n\r\n", body.len()).as_bytes());
    client.raw(body);
    assert_eq!(client.answer(&json!("odd"))["error"]["code"], -32601);
    client.leave();
}

#[test]
fn half_a_surrogate_pair_is_no_reason_to_lose_an_edit() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    client.did_open(&path, site::ZH_TEXT);
    client.published(&path, 1);
    let text = r"---\ntitle: a\ntitle: \ud83d b\n---\n";
    let body = format!(
        "{{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\",\"params\":{{\"textDocument\":\
         {{\"uri\":\"{}\",\"version\":2}},\"contentChanges\":[{{\"text\":\"{text}\"}}]}}}}",
        uri(&path)
    );
    client.raw(&frame(body.as_bytes()));
    assert!(codes(&client.published(&path, 2)).contains(&"front-matter-syntax"));
    client.leave();
}

#[test]
fn wrong_parameters_are_refused_and_wrong_notifications_are_dropped() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    for params in [Value::Null, json!([]), json!({"textDocument": 3}), json!({"textDocument": {"uri": "x"}})] {
        let answer = client.request("textDocument/hover", params.clone());
        assert_eq!(answer["error"]["code"], -32602, "{params}: {answer}");
        for method in [
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didClose",
            "workspace/didChangeWatchedFiles",
        ] {
            client.notify(method, params.clone());
        }
    }
    // A change of a text that is not open, and closing it.
    client.did_change(&path, 1, "x");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(&path)}}));
    client.did_open(&path, site::ZH_TEXT);
    client.published(&path, 1);
    // Places that do not exist.
    for (line, character) in [(0, 9_999_999), (9_999_999, 0), (4_000_000_000_u32, 4_000_000_000_u32)] {
        let params = json!({"textDocument": {"uri": uri(&path)}, "position": {"line": line, "character": character}});
        for method in ["hover", "definition", "prepareRename", "completion"] {
            let answer = client.request(&format!("textDocument/{method}"), params.clone());
            assert!(answer["error"].is_null(), "{method} {line}:{character}: {answer}");
        }
    }
    let params = json!({"textDocument": {"uri": uri(&path)}, "position": {"line": -1, "character": 0}});
    assert_eq!(client.request("textDocument/hover", params)["error"]["code"], -32602);
    client.leave();
}

#[test]
fn ranges_of_changes_are_clamped() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    client.did_open(&path, "---\ntitle: a\n---\n");
    client.published(&path, 1);
    let at = |a: (u32, u32), b: (u32, u32), text: &str| json!({"range": {"start": {"line": a.0, "character": a.1}, "end": {"line": b.0, "character": b.1}}, "text": text});
    // Past the end of a line is the end of the line; an inverted range is the same one; past the end is the end.
    let changes = json!([at((1, 999), (1, 999), "\ntitle: b"), at((2, 3), (2, 0), ""), at((99, 0), (99, 5), "😀")]);
    let params = json!({"textDocument": {"uri": uri(&path), "version": 2}, "contentChanges": changes});
    client.notify("textDocument/didChange", params);
    let found = client.published(&path, 2);
    assert!(!codes(&found).contains(&"front-matter-syntax"), "the second key is `le` now: {found:?}");
    client.leave();
}

#[test]
fn versions_may_go_backwards_and_texts_may_be_opened_twice() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    client.did_open(&path, site::ZH_TEXT);
    client.did_open(&path, site::ZH_TEXT);
    client.did_change(&path, 9, "---\ntitle: a\ntitle: b\n---\n");
    assert!(codes(&client.published(&path, 9)).contains(&"front-matter-syntax"));
    client.did_change(&path, 3, site::ZH_TEXT);
    assert!(!codes(&client.published(&path, 3)).contains(&"front-matter-syntax"));
    client.leave();
}

#[test]
fn a_huge_text_is_looked_at_and_the_next_one_is_too() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    let line = "长".repeat(400_000);
    client.did_open(&path, &format!("---\ntitle: a\n---\n{line} the the {line}\n"));
    let found = client.published_until(&path, |found| codes(found).contains(&"doubled-word"));
    let place =
        &found.iter().find(|finding| finding["code"] == "doubled-word").expect("it was found")["range"]["start"];
    assert!(place["character"].as_u64().is_some_and(|column| column >= 400_000), "{place}");
    client.did_change(&path, 2, site::ZH_TEXT);
    client.published(&path, 2);
    client.leave();
}
