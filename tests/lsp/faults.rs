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

#[test]
fn messages_may_come_in_pieces_and_in_heaps() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let ask = |id: u32| frame(json!({"jsonrpc": "2.0", "id": id, "method": "no/such"}).to_string().as_bytes());
    for byte in ask(1000) {
        client.raw(&[byte]);
    }
    assert_eq!(client.answer(&json!(1000))["error"]["code"], -32601);
    client.raw(&(2000..2100).flat_map(ask).collect::<Vec<u8>>());
    for id in 2000..2100 {
        assert_eq!(client.answer(&json!(id))["error"]["code"], -32601);
    }
    // No header at all, and a body of no bytes.
    client.raw(b"\r\n");
    client.raw(b"Content-Length: 0\r\n\r\n");
    assert_eq!(refusal(&mut client), -32700);
    client.raw(&ask(3000));
    assert_eq!(client.answer(&json!(3000))["error"]["code"], -32601);
    client.leave();
}

#[test]
fn messages_to_nobody_are_dropped() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    for message in [
        json!({"jsonrpc": "2.0", "id": 99, "result": {"much": []}}),
        json!({"jsonrpc": "2.0", "id": "unknown", "error": {"code": 1, "message": "no"}}),
        json!({"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": "no"}}),
        json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 12345}}),
        json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "never asked"}}),
        json!({"jsonrpc": "2.0", "method": "$/cancelRequest"}),
        json!({"jsonrpc": "2.0", "method": "$/setTrace", "params": {"value": "verbose"}}),
        json!({"jsonrpc": "2.0", "method": "$/of/another/server", "params": [1, 2]}),
        json!({"jsonrpc": "2.0", "method": "no/such/notification"}),
        json!({"jsonrpc": "2.0", "method": "initialized", "params": null}),
    ] {
        client.send(&message);
    }
    // Optional requests are refused like unknown ones; an id may be a text.
    for id in [json!("$/x"), json!(0), json!(-7), json!(9_007_199_254_740_991_i64)] {
        client.send(&json!({"jsonrpc": "2.0", "id": id, "method": "$/optional"}));
        assert_eq!(client.answer(&id)["error"]["code"], -32601, "{id}");
    }
    let left = client.drain();
    assert!(!left.iter().any(|message| message["error"].is_object()), "{left:?}");
    client.leave();
}

#[test]
fn a_session_may_begin_with_next_to_nothing() {
    for params in [json!({}), json!({"capabilities": {}, "rootUri": null, "workspaceFolders": null, "processId": null})]
    {
        let mut client = Client::start();
        let answer = client.request("initialize", params);
        assert_eq!(answer["result"]["serverInfo"]["name"], "tidings", "{answer}");
        client.notify("initialized", json!({}));
        // The site is found by the page.
        let site = Site::usual();
        let path = site.path(site::ZH);
        client.did_open(&path, &site::ZH_TEXT.replace("25", "26"));
        client.published_until(&path, |found| codes(found).contains(&"number-differs"));
        client.leave();
    }
    // A folder that is not there, and one that is no address.
    for root in ["file:///no/such/folder", "untitled:x", "::", ""] {
        let mut client = Client::start();
        let folders = json!([{"uri": root, "name": "x"}]);
        let answer =
            client.request("initialize", json!({"capabilities": {}, "rootUri": root, "workspaceFolders": folders}));
        assert!(answer["result"]["capabilities"].is_object(), "{root}: {answer}");
        client.notify("initialized", json!({}));
        client.drain();
        client.leave();
    }
}

#[test]
fn texts_that_are_no_files_have_no_findings() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    for address in ["untitled:Untitled-1", "https://lantern.example/a.md", "git:/content/zh/news/a.md?HEAD", "::", ""] {
        let document = json!({"uri": address, "languageId": "markdown", "version": 1, "text": "# a\n\nthe the\n"});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        let told = client.wait(|message| message["params"]["uri"] == *address);
        assert_eq!(told["params"]["diagnostics"], json!([]), "{address}");
        let params = json!({"textDocument": {"uri": address}, "position": {"line": 0, "character": 1}});
        assert_eq!(client.request("textDocument/hover", params)["result"], Value::Null, "{address}");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": address}}));
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": address}}));
    }
    client.leave();
}

#[test]
fn addresses_may_be_written_in_many_ways() {
    let site = Site::usual();
    let page = "content/zh/news/100% 发布 (1).md";
    site.write(page, site::ZH_TEXT);
    let mut client = Client::open(&site.root(), &json!({}));
    let address = uri(&site.path(page));
    let small: String = address.split('%').enumerate().fold(String::new(), |text, (part, rest)| match part {
        0 => rest.to_owned(),
        _ => format!("{text}%{}{}", rest[..2].to_lowercase(), &rest[2..]),
    });
    let round = address.replace("(1)", "%281%29");
    for address in [address.clone(), small, round] {
        let text = "---\ntitle: a\ntitle: b\n---\n";
        let document = json!({"uri": address, "languageId": "markdown", "version": 1, "text": text});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        // Told with the address that the client has.
        let told = client.wait(|message| message["params"]["uri"] == *address);
        let found = told["params"]["diagnostics"].as_array().expect("a list");
        assert!(codes(found).contains(&"front-matter-syntax"), "{address}: {found:?}");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": address}}));
        client.drain();
    }
    client.leave();
}

#[test]
fn a_place_inside_a_character_is_the_one_before_it() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    client.did_open(&path, "---\ntitle: 😀a\n---\n");
    client.published(&path, 1);
    let place = json!({"line": 1, "character": 8});
    let changes = json!([{"range": {"start": place, "end": place}, "text": "b\ntitle: "}]);
    let params = json!({"textDocument": {"uri": uri(&path), "version": 2}, "contentChanges": changes});
    client.notify("textDocument/didChange", params);
    let found = client.published(&path, 2);
    assert!(codes(&found).contains(&"front-matter-syntax"), "two titles: {found:?}");
    // A change of nothing.
    let params = json!({"textDocument": {"uri": uri(&path), "version": 3}, "contentChanges": []});
    client.notify("textDocument/didChange", params);
    assert_eq!(client.published(&path, 3).len(), found.len());
    client.leave();
}
