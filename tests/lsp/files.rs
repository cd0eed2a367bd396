//! Files that change under the server: pages, the configuration, rules.

use serde_json::json;

use crate::client::{Client, codes, uri};
use crate::site::{self, Site};

const CREATED: i32 = 1;
const CHANGED: i32 = 2;
const DELETED: i32 = 3;

fn tell(client: &mut Client, site: &Site, path: &str, what: i32) {
    let changes = json!([{"uri": uri(&site.path(path)), "type": what}]);
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
}

fn start(site: &Site) -> Client {
    let more = json!({
        "window": {"workDoneProgress": true},
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}},
    });
    let mut client = Client::open(&site.root(), &more);
    client.wait(|message| message["method"] == "client/registerCapability");
    client.wait_for_site();
    client
}

#[test]
fn pages_are_followed_when_they_change_outside() {
    let site = Site::usual();
    let mut client = start(&site);
    let zh = site.path(site::ZH);
    client.did_open(&zh, site::ZH_TEXT);
    client.published(&zh, 1);
    // Changed.
    site.write(site::EN, &site::EN_TEXT.replace("25", "30"));
    tell(&mut client, &site, site::EN, CHANGED);
    client.published_until(&zh, |found| codes(found).contains(&"number-differs"));
    // Deleted: a page without an original has nothing to differ from.
    std::fs::remove_file(site.path(site::EN)).expect("the page can be removed");
    tell(&mut client, &site, site::EN, DELETED);
    client.published_until(&zh, |found| !codes(found).contains(&"number-differs"));
    // Created again.
    site.write(site::EN, &site::EN_TEXT.replace("25", "31"));
    tell(&mut client, &site, site::EN, CREATED);
    client.published_until(&zh, |found| codes(found).contains(&"number-differs"));
    // Renamed: one is gone and another has come.
    std::fs::rename(site.path(site::EN), site.path("content/en/news/c.md")).expect("the page can be renamed");
    tell(&mut client, &site, site::EN, DELETED);
    tell(&mut client, &site, "content/en/news/c.md", CREATED);
    client.published_until(&zh, |found| !codes(found).contains(&"number-differs"));
    client.leave();
}

#[test]
fn a_text_that_is_open_is_what_the_editor_says() {
    let site = Site::usual();
    let mut client = start(&site);
    let (en, zh) = (site.path(site::EN), site.path(site::ZH));
    client.did_open(&zh, site::ZH_TEXT);
    client.did_open(&en, &site::EN_TEXT.replace("25", "30"));
    client.published_until(&zh, |found| codes(found).contains(&"number-differs"));
    site.write(site::EN, site::EN_TEXT);
    tell(&mut client, &site, site::EN, CHANGED);
    client.did_change(&zh, 2, &format!("{}\n", site::ZH_TEXT));
    assert!(codes(&client.published(&zh, 2)).contains(&"number-differs"));
    client.leave();
}

#[test]
fn the_configuration_is_followed_and_its_errors_stand_in_it() {
    let site = Site::usual();
    let mut client = start(&site);
    let (zh, config) = (site.path(site::ZH), site.path("tidings.yaml"));
    client.did_open(&zh, &site::ZH_TEXT.replace("25", "26"));
    client.published_until(&zh, |found| codes(found).contains(&"number-differs"));
    site.write("tidings.yaml", "rules:\n  number-differs: off\n");
    tell(&mut client, &site, "tidings.yaml", CREATED);
    client.published_until(&zh, |found| !codes(found).contains(&"number-differs"));
    // A rule that does not exist: told in the file, and what was known stays.
    site.write("tidings.yaml", "rules:\n  number-difers: off\n");
    tell(&mut client, &site, "tidings.yaml", CHANGED);
    let found = client.published_until(&config, |found| !found.is_empty());
    assert_eq!(found[0]["range"]["start"], json!({"line": 1, "character": 2}), "{found:?}");
    assert!(found[0]["message"].as_str().is_some_and(|text| text.contains("number-differs")), "{found:?}");
    client.did_change(&zh, 2, &site::ZH_TEXT.replace("25", "27"));
    assert!(!codes(&client.published(&zh, 2)).contains(&"number-differs"));
    // Mended.
    site.write("tidings.yaml", "rules: {}\n");
    tell(&mut client, &site, "tidings.yaml", CHANGED);
    client.published_until(&config, <[_]>::is_empty);
    client.published_until(&zh, |found| codes(found).contains(&"number-differs"));
    client.leave();
}

#[test]
fn a_site_that_begins_with_a_broken_configuration_comes_to_life_when_it_is_mended() {
    let site = Site::usual();
    site.write("tidings.yaml", "languages: {\n");
    let mut client = Client::open(&site.root(), &json!({}));
    let (zh, config) = (site.path(site::ZH), site.path("tidings.yaml"));
    client.did_open(&zh, &site::ZH_TEXT.replace("25", "26"));
    client.published_until(&config, |found| !found.is_empty());
    site.write("tidings.yaml", "rules: {}\n");
    // A client that watches nothing tells at least what it saves.
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri(&config)}}));
    client.published_until(&config, <[_]>::is_empty);
    client.published_until(&zh, |found| codes(found).contains(&"number-differs"));
    client.leave();
}

#[test]
fn rules_of_the_site_are_followed_and_their_errors_stand_in_them() {
    let rule = "id: own\ngroup: own\nseverity: info\nsince: 0.1.0\nsummary: {en: x}\nmessage: {en: 'found {detail}'}\n\
                check:\n  problem:\n    of: [front-matter-duplicate-key]\n";
    let site = Site::usual();
    site.write("tidings.yaml", "rules_dir: rules\n");
    site.write("rules/own.yaml", rule);
    let mut client = start(&site);
    // The format of rule files is not what is tested here: one that is broken says so in its own file.
    site.write("rules/own.yaml", &rule.replace("check:", "chek:"));
    tell(&mut client, &site, "rules/own.yaml", CHANGED);
    let found = client.published_until(&site.path("rules/own.yaml"), |found| !found.is_empty());
    assert!(found[0]["message"].as_str().is_some_and(|text| text.contains("chek")), "{found:?}");
    std::fs::remove_file(site.path("rules/own.yaml")).expect("the rule can be removed");
    tell(&mut client, &site, "rules/own.yaml", DELETED);
    client.published_until(&site.path("rules/own.yaml"), <[_]>::is_empty);
    client.leave();
}

#[test]
fn files_are_followed_for_clients_that_watch_none() {
    let site = Site::usual();
    let mut client = Client::open(&site.root(), &json!({"window": {"workDoneProgress": true}}));
    client.wait_for_site();
    let zh = site.path(site::ZH);
    client.did_open(&zh, site::ZH_TEXT);
    client.published(&zh, 1);
    // Whatever was looked at first, a later look finds another length.
    for round in 0..60 {
        site.write(site::EN, &format!("{}{}", site::EN_TEXT.replace("25", "30"), "\n".repeat(round)));
        std::thread::sleep(std::time::Duration::from_millis(300));
        client.drain_into_seen();
        if client.said_about(&zh, "number-differs") {
            return client.leave();
        }
    }
    panic!("the change was not seen");
}
