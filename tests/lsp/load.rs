//! A server with much to do, and for long: texts that are gone are not looked at, and nothing grows.

use std::path::Path;

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::site::{self, Site};

/// How much a server may grow while nothing comes that it must keep, in kilobytes.
pub(crate) const GROWTH: u64 = 10_000;

fn start(site: &Site) -> Client {
    let mut client = Client::open(&site.root(), &json!({"window": {"workDoneProgress": true}}));
    client.wait_for_site();
    client
}

/// True for findings that are told about a page.
fn is_about(message: &Value, path: &Path) -> bool {
    message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *uri(path)
}

/// Waits for the findings of a version, and gives how often others were told before. They are forgotten.
fn told_before(client: &mut Client, path: &Path, version: i64) -> usize {
    client.published(path, version);
    let before = client.seen.iter().filter(|message| is_about(message, path)).count();
    client.seen.retain(|message| !is_about(message, path));
    before
}

#[test]
fn edits_in_quick_succession_are_looked_at_once() {
    let site = Site::usual();
    let mut client = start(&site);
    let path = site.path(site::ZH);
    client.did_open(&path, site::ZH_TEXT);
    client.published(&path, 1);
    client.drain();
    let texts = (0..200).map(|step| format!("{}{}\n", site::ZH_TEXT, "字".repeat(step)));
    let last = client.did_change_often(&path, 1, texts);
    let before = told_before(&mut client, &path, last);
    assert!(before <= 40, "{before} texts that were gone were looked at");
    // What the rest of the site has to say may come once more, when nobody types.
    let again = client.drain().iter().filter(|message| is_about(message, &path)).count();
    assert!(again <= 1, "the last text is told {again} times more");
    client.leave();
}

#[test]
fn texts_of_a_megabyte_that_are_gone_are_not_looked_at() {
    let site = Site::usual();
    let mut client = start(&site);
    let path = site.path(site::ZH);
    let body = &site::ZH_TEXT[site::ZH_TEXT.find("## ").expect("a heading")..];
    let text = format!("{}{}", site::ZH_TEXT, body.repeat((1 << 20) / body.len()));
    client.did_open(&path, &text);
    client.published(&path, 1);
    client.drain();
    let Some(idle) = client.busy().filter(|time| !time.is_zero()) else {
        return println!("skipped: there is no /proc here");
    };
    client.did_change(&path, 2, &format!("{text}字\n"));
    client.published(&path, 2);
    client.drain();
    let one = client.busy().expect("the server runs") - idle;
    let last = client.did_change_often(&path, 2, (0..60).map(|step| format!("{text}{}\n", "字".repeat(step))));
    let before = told_before(&mut client, &path, last);
    client.drain();
    let all = client.busy().expect("the server runs") - idle - one;
    assert!(before <= 12, "{before} texts that were gone were looked at");
    // Most of it is for reading them.
    assert!(all <= 20 * one, "{all:?} for 60 edits, {one:?} for one");
    client.leave();
}

#[test]
fn memory_stays_where_it_is() {
    let site = Site::fixture("lantern");
    let mut client = start(&site);
    let path = site.path("content/zh/news/releases/2.3.x/_index.md");
    let text = site.read("content/zh/news/releases/2.3.x/_index.md");
    client.did_open(&path, &text);
    let mut sizes = Vec::new();
    for round in 0..5 {
        for step in 0..60 {
            let version = 2 + round * 60 + step;
            client.did_change(&path, version, &format!("{text}{}\n", "字 word ".repeat(step as usize)));
            client.published(&path, version);
        }
        client.seen.clear();
        let Some(size) = client.memory() else { return println!("skipped: there is no /proc here") };
        sizes.push(size);
    }
    // What is found once is kept; what is found again must not be kept again.
    assert!(sizes[4] < sizes[1] + GROWTH, "kilobytes after each 60 edits: {sizes:?}");
    client.leave();
}

#[test]
fn texts_that_were_closed_leave_nothing_behind() {
    let site = Site::usual();
    let pages: Vec<String> = (0..300).map(|number| format!("content/zh/docs/{number}.md")).collect();
    for page in &pages {
        site.write(page, site::ZH_TEXT);
        site.write(&page.replace("/zh/", "/en/"), site::EN_TEXT);
    }
    let mut client = start(&site);
    let Some(files) = client.files() else { return println!("skipped: there is no /proc here") };
    let mut sizes = Vec::new();
    for _ in 0..3 {
        for page in &pages {
            let path = site.path(page);
            client.did_open(&path, &site::ZH_TEXT.replace("25", "26"));
            client.published(&path, 1);
            client.did_close(&path);
        }
        client.drain();
        sizes.push(client.memory().expect("the server runs"));
    }
    assert!(sizes[2] < sizes[0] + GROWTH, "kilobytes after each 300 texts: {sizes:?}");
    assert_eq!(client.files(), Some(files), "open files");
    client.leave();
}
