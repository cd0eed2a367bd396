//! Findings as they reach the editor.

use serde_json::{Value, json};

use crate::client::{Client, codes, pulling, uri};
use crate::site::{self, Site};

const WITHOUT_ITEM: &str = "- 另一件事 `lantern up`。\n";

#[test]
fn what_is_missing_is_told_with_its_place_in_the_original() {
    let site = Site::usual();
    let params = json!({"initializationOptions": {"rulePages": true}});
    let mut client = Client::open_with(&site.root(), &json!({}), &params);
    let path = site.path(site::ZH);
    client.did_open(&path, &site::ZH_TEXT.replace(WITHOUT_ITEM, ""));
    let found = client.published_until(&path, |found| codes(found).contains(&"block-missing"));
    let missing = found.iter().find(|finding| finding["code"] == "block-missing").expect("it was found");
    assert_eq!(missing["source"], "tidings");
    assert!(missing["severity"].as_u64().is_some_and(|severity| (1..=3).contains(&severity)));
    assert!(missing["codeDescription"]["href"].as_str().is_some_and(|href| href.contains("block-missing")));
    let related = &missing["relatedInformation"][0]["location"];
    assert_eq!(related["uri"], *uri(&site.path(site::EN)));
    assert_eq!(related["range"]["start"]["line"], 9);
    client.leave();
}

#[test]
fn a_client_that_shows_no_pages_of_rules_gets_no_address_of_one_but_of_a_site() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    client.did_open(&path, &site::ZH_TEXT.replace(WITHOUT_ITEM, ""));
    let found = client.published_until(&path, |found| codes(found).contains(&"block-missing"));
    let addresses = found.iter().filter_map(|finding| finding["codeDescription"]["href"].as_str());
    let others: Vec<&str> = addresses.filter(|href| !href.starts_with("https://")).collect();
    assert_eq!(others, [""; 0]);
    client.leave();
}

#[test]
fn columns_count_what_was_agreed_on() {
    let site = Site::usual();
    for (offered, agreed, column) in [
        (json!(["utf-16", "utf-8"]), "utf-8", 14),
        (json!(["utf-32", "utf-16"]), "utf-16", 8),
        (Value::Null, "utf-16", 8),
    ] {
        let mut client = Client::start();
        let general = json!({"general": {"positionEncodings": offered}});
        let params = json!({"rootUri": uri(&site.root()), "capabilities": crate::client::capabilities(&general)});
        let answer = client.request("initialize", params);
        assert_eq!(answer["result"]["capabilities"]["positionEncoding"], agreed);
        client.notify("initialized", json!({}));
        let path = site.path(site::ZH);
        client.did_open(&path, "---\ntitle: a\n---\n\n发布 😀 1 the the\n");
        let found = client.published_until(&path, |found| codes(found).contains(&"doubled-word"));
        let place = found.iter().find(|finding| finding["code"] == "doubled-word").expect("it was found");
        // The finding is about both words, or about the second.
        let at = place["range"]["start"]["character"].as_u64().expect("a number");
        assert!([column, column + 4].contains(&at), "{agreed}: {place}");
        client.leave();
    }
}

#[test]
fn an_edit_of_the_original_is_told_in_its_translations_open_or_not() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let (en, zh, uk) = (site.path(site::EN), site.path(site::ZH), site.path(site::UK));
    client.did_open(&en, site::EN_TEXT);
    client.did_open(&zh, site::ZH_TEXT);
    client.published(&zh, 1);
    let more = site::EN_TEXT.replace("## Known", "- A third thing that nobody has translated yet.\n\n## Known");
    client.did_change(&en, 2, &more);
    client.published_until(&zh, |found| codes(found).contains(&"block-missing"));
    client.published_until(&uk, |found| codes(found).contains(&"block-missing"));
    // Closed without being saved: the file counts again.
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(&en)}}));
    client.published_until(&zh, |found| !codes(found).contains(&"block-missing"));
    client.leave();
}

#[test]
fn an_edit_of_a_translation_is_told_at_once_with_its_version() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    let path = site.path(site::ZH);
    client.did_open(&path, site::ZH_TEXT);
    client.published(&path, 1);
    client.did_change(&path, 2, &site::ZH_TEXT.replace("25", "26"));
    assert!(codes(&client.published(&path, 2)).contains(&"number-differs"));
    client.did_change(&path, 3, site::ZH_TEXT);
    assert!(!codes(&client.published(&path, 3)).contains(&"number-differs"));
    client.leave();
}

#[test]
fn who_pulls_is_not_pushed_to() {
    let site = Site::usual();
    let more = json!({
        "textDocument": {"diagnostic": {"relatedDocumentSupport": true}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
        "window": {"workDoneProgress": true},
    });
    let mut client = Client::open(&site.root(), &more);
    client.wait_for_site();
    let (en, zh) = (site.path(site::EN), site.path(site::ZH));
    client.did_open(&zh, &site::ZH_TEXT.replace("25", "26"));
    let pull = |client: &mut Client, path: &std::path::Path, known: Value| {
        let params = json!({"textDocument": {"uri": uri(path)}, "previousResultId": known});
        client.result("textDocument/diagnostic", params)
    };
    let first = pull(&mut client, &zh, Value::Null);
    assert_eq!(first["kind"], "full");
    assert!(codes(first["items"].as_array().expect("a list")).contains(&"number-differs"), "{first}");
    let again = pull(&mut client, &zh, first["resultId"].clone());
    assert_eq!((&again["kind"], &again["resultId"]), (&json!("unchanged"), &first["resultId"]));
    // An edit of the original changes what there is to say about the open translation.
    client.did_open(&en, site::EN_TEXT);
    client.did_change(&en, 2, &site::EN_TEXT.replace("25", "26"));
    let report = pull(&mut client, &en, Value::Null);
    let related = &report["relatedDocuments"][uri(&zh)];
    let told = related["items"].as_array().is_some_and(|items| !codes(items).contains(&"number-differs"));
    assert!(told, "{report}");
    assert!(
        !codes(pull(&mut client, &zh, Value::Null)["items"].as_array().expect("a list")).contains(&"number-differs")
    );
    let pushed = client.drain().into_iter().find(|message| message["method"] == "textDocument/publishDiagnostics");
    assert_eq!(pushed, None);
    client.leave();
}

#[test]
fn a_client_that_pulls_is_told_to_pull_again() {
    let site = Site::usual();
    let more = json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
        "window": {"workDoneProgress": true},
    });
    let mut client = Client::open(&site.root(), &more);
    client.wait_for_site();
    let (en, zh) = (site.path(site::EN), site.path(site::ZH));
    client.did_open(&zh, site::ZH_TEXT);
    client.result("textDocument/diagnostic", json!({"textDocument": {"uri": uri(&zh)}}));
    client.did_open(&en, site::EN_TEXT);
    client.drain();
    client.did_change(&en, 2, &site::EN_TEXT.replace("25", "27"));
    client.wait(|message| message["method"] == "workspace/diagnostic/refresh");
    let found = client.result("textDocument/diagnostic", json!({"textDocument": {"uri": uri(&zh)}}));
    assert!(codes(found["items"].as_array().expect("a list")).contains(&"number-differs"));
    client.leave();
}

#[test]
fn everything_can_be_pulled() {
    let site = Site::usual();
    site.write(site::UK, &site::UK_TEXT.replace("25", "99"));
    let mut client = Client::open(&site.root(), &pulling());
    let report = client.result("workspace/diagnostic", json!({"previousResultIds": []}));
    let items = report["items"].as_array().expect("a list");
    let page = items.iter().find(|item| item["uri"] == *uri(&site.path(site::UK))).expect("the page is told about");
    assert!(codes(page["items"].as_array().expect("a list")).contains(&"number-differs"), "{page}");
    client.leave();
}

#[test]
fn the_first_answer_does_not_wait_for_the_site() {
    // A site that takes a while to read.
    let site = Site::usual();
    for number in 0..300 {
        site.write(&format!("content/en/docs/{number}.md"), &site::EN_TEXT.repeat(40));
    }
    let mut client = Client::open(&site.root(), &json!({"window": {"workDoneProgress": true}}));
    let path = site.path(site::ZH);
    client.did_open(&path, &site::ZH_TEXT.replace("25", "26"));
    let found = client.published_until(&path, |_| true);
    assert!(codes(&found).contains(&"number-differs"), "the original was read as well: {found:?}");
    let ended = |message: &Value| message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end";
    assert!(!client.seen.iter().any(ended), "the answer came before the site was read");
    client.wait_for_site();
    client.published_until(&path, |found| codes(found).contains(&"number-differs"));
    client.leave();
}

#[test]
fn texts_that_are_no_page_have_no_findings() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({}));
    for path in [site.path("README.md"), site.path("notes/x.md")] {
        client.did_open(&path, "# x\n\n#### y\n");
        assert!(client.published(&path, 1).is_empty());
    }
    client.leave();
}
