//! Help while writing.

use serde_json::{Value, json};

use crate::client::{Client, codes, uri};
use crate::site::{self, Site};

/// A client with the page open.
fn open(site: &Site, page: &str, text: &str) -> Client {
    let more = json!({
        "window": {"workDoneProgress": true},
        "textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}},
    });
    let params = json!({"initializationOptions": {"commands": ["tidings.open"]}});
    let mut client = Client::open_with(&site.root(), &more, &params);
    client.wait_for_site();
    let path = site.path(page);
    client.did_open(&path, text);
    client.published(&path, 1);
    client
}

/// Where `part` stands in a text, `behind` characters after its beginning, in units of UTF-16.
fn at(text: &str, part: &str, behind: usize) -> Value {
    let offset = text.find(part).unwrap_or_else(|| panic!("`{part}` is not in the text"));
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    json!({"line": line, "character": column + behind})
}

fn place(site: &Site, page: &str, position: Value) -> Value {
    json!({"textDocument": {"uri": uri(&site.path(page))}, "position": position})
}

/// A text after the edits that a workspace edit makes in it.
pub(crate) fn edited(text: &str, edit: &Value, path: &std::path::Path) -> String {
    let changes = edit["documentChanges"].as_array().expect("versioned edits were offered");
    let uri = uri(path);
    let change = changes.iter().find(|change| change["textDocument"]["uri"] == *uri);
    let mut edits: Vec<&Value> =
        change.map_or_else(Vec::new, |change| change["edits"].as_array().expect("a list").iter().collect());
    edits.sort_by_key(|edit| {
        let start = &edit["range"]["start"];
        std::cmp::Reverse((start["line"].as_u64(), start["character"].as_u64()))
    });
    let offset = |position: &Value| {
        let line: usize =
            text.split_inclusive('\n').take(position["line"].as_u64().expect("a line") as usize).map(str::len).sum();
        let mut left = position["character"].as_u64().expect("a column") as usize;
        let mut at = line;
        for c in text[line..].chars() {
            if left == 0 {
                break;
            }
            left -= c.len_utf16().min(left);
            at += c.len_utf8();
        }
        at
    };
    let mut out = text.to_owned();
    for edit in edits {
        let (start, end) = (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
        out.replace_range(start..end, edit["newText"].as_str().expect("a text"));
    }
    out
}

fn actions(client: &mut Client, site: &Site, page: &str, only: Option<&str>, range: Value) -> Vec<Value> {
    let mut context = json!({"diagnostics": []});
    if let Some(only) = only {
        context["only"] = json!([only]);
    }
    let params = json!({"textDocument": {"uri": uri(&site.path(page))}, "range": range, "context": context});
    client.result("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

pub(crate) fn everywhere() -> Value {
    json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}})
}

#[test]
fn findings_are_mended() {
    let site = Site::usual();
    let bad = site::ZH_TEXT.replace(" {#upgrade-notes}", " {#upgrade-note}").replace(" {#known-issues}", "");
    let mut client = open(&site, site::ZH, &bad);
    let found = actions(&mut client, &site, site::ZH, Some("quickfix"), everywhere());
    let of =
        |rule: &str| found.iter().filter(|a| a["diagnostics"][0]["code"] == *rule).cloned().collect::<Vec<Value>>();
    for rule in ["anchor-differs", "anchor-missing"] {
        let fix = of(rule).into_iter().find(|action| action["isPreferred"] == true || action["edit"].is_object());
        assert!(fix.is_some(), "{rule}: {found:#?}");
    }
    let all = actions(&mut client, &site, site::ZH, Some("source.fixAll"), everywhere());
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(all[0]["kind"], "source.fixAll.tidings");
    let text = edited(&bad, &all[0]["edit"], &site.path(site::ZH));
    assert!(text.contains("已知问题 {#known-issues}"), "{text}");
    // What is made of it has none of these findings left.
    client.did_change(&site.path(site::ZH), 2, &text);
    assert!(!codes(&client.published(&site.path(site::ZH), 2)).contains(&"anchor-missing"));
    assert!(actions(&mut client, &site, site::ZH, Some("refactor"), everywhere()).is_empty());
    client.leave();
}

#[test]
fn a_missing_block_is_inserted_and_a_finding_is_allowed() {
    let site = Site::usual();
    let bad = site::ZH_TEXT.replace("- 另一件事 `lantern up`。\n", "");
    let mut client = open(&site, site::ZH, &bad);
    let found = actions(&mut client, &site, site::ZH, None, everywhere());
    let titled = |part: &str| {
        found
            .iter()
            .find(|a| {
                a["title"].as_str().is_some_and(|t| t.contains(part)) && a["diagnostics"][0]["code"] == "block-missing"
            })
            .unwrap_or_else(|| panic!("{found:#?}"))
    };
    let inserted = edited(&bad, &titled("Insert")["edit"], &site.path(site::ZH));
    assert!(inserted.contains("- 关于 25 盏灯的一件事。\n- Another thing with `lantern up`.\n"), "{inserted}");
    let allowed = edited(&bad, &titled("Allow")["edit"], &site.path(site::ZH));
    assert!(allowed.contains("tidings: allow block-missing"), "{allowed}");
    for (version, text) in [(2, &inserted), (3, &allowed)] {
        client.did_change(&site.path(site::ZH), version, text);
        let left = client.published(&site.path(site::ZH), version);
        assert!(!codes(&left).contains(&"block-missing"), "{text}\n{left:#?}");
    }
    client.leave();
}

#[test]
fn the_other_language_is_shown_and_found() {
    let site = Site::usual();
    let mut client = open(&site, site::ZH, site::ZH_TEXT);
    let params = place(&site, site::ZH, at(site::ZH_TEXT, "继续阅读", 1));
    let hover = client.result("textDocument/hover", params.clone());
    let shown = hover["contents"]["value"].as_str().expect("a text");
    assert!(shown.contains("Run `make install` first, then read on."), "{shown}");
    let found = client.result("textDocument/definition", params);
    assert_eq!(found[0]["uri"], *uri(&site.path(site::EN)));
    assert_eq!(found[0]["range"]["start"]["line"], 6);
    // And back, to every translation; the page need not be open.
    let params = place(&site, site::EN, at(site::EN_TEXT, "read on", 0));
    let found = client.result("textDocument/definition", params);
    let mut pages: Vec<&str> =
        found.as_array().expect("a list").iter().filter_map(|place| place["uri"].as_str()).collect();
    pages.sort_unstable();
    assert_eq!(pages, [uri(&site.path(site::UK)), uri(&site.path(site::ZH))]);
    let nothing = client.result("textDocument/hover", place(&site, "README.md", at("x", "x", 0)));
    assert_eq!(nothing, Value::Null);
    client.leave();
}

#[test]
fn anchors_are_followed_and_renamed_in_all_languages() {
    let site = Site::usual();
    let mut client = open(&site, site::ZH, site::ZH_TEXT);
    let heading = place(&site, site::ZH, at(site::ZH_TEXT, "upgrade-notes", 3));
    let hover = client.result("textDocument/hover", heading.clone());
    let shown = hover["contents"]["value"].as_str().expect("a text");
    assert!(shown.contains("#upgrade-notes") && shown.contains("content/zh/news/b.md"), "{shown}");
    let mut params = heading.clone();
    params["context"] = json!({"includeDeclaration": true});
    let found = client.result("textDocument/references", params);
    assert_eq!(found.as_array().map(Vec::len), Some(4), "three headings and a link: {found}");
    let prepared = client.result("textDocument/prepareRename", heading.clone());
    assert_eq!(prepared["placeholder"], "upgrade-notes");
    let mut params = heading.clone();
    params["newName"] = json!("upgrading");
    let edit = client.result("textDocument/rename", params);
    for (page, text, part) in [
        (site::EN, site::EN_TEXT, "## Upgrade notes {#upgrading}\n"),
        (site::ZH, site::ZH_TEXT, "## 升级说明 {#upgrading}\n"),
        (site::UK, site::UK_TEXT, "## Примітки {#upgrading}\n"),
        (site::LINKS, site::LINKS_TEXT, "(/zh/news/a/#upgrading)"),
    ] {
        let text = edited(text, &edit, &site.path(page));
        assert!(text.contains(part), "{page}: {text}");
    }
    let open = &edit["documentChanges"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|change| change["textDocument"]["uri"] == *uri(&site.path(site::ZH)))
        .expect("the open page changes")["textDocument"];
    assert_eq!(open["version"], 1);
    let mut params = heading;
    params["newName"] = json!("known-issues");
    let answer = client.request("textDocument/rename", params);
    assert_eq!(answer["error"]["code"], -32803, "{answer}");
    assert!(answer["error"]["message"].as_str().is_some_and(|text| text.contains("known-issues")));
    client.leave();
}

#[test]
fn links_lead_somewhere() {
    let site = Site::usual();
    let mut client = open(&site, site::LINKS, site::LINKS_TEXT);
    let found =
        client.result("textDocument/definition", place(&site, site::LINKS, at(site::LINKS_TEXT, "升级说明", 1)));
    assert_eq!((&found[0]["uri"], &found[0]["range"]["start"]["line"]), (&json!(uri(&site.path(site::ZH))), &json!(4)));
    let links =
        client.result("textDocument/documentLink", json!({"textDocument": {"uri": uri(&site.path(site::LINKS))}}));
    let targets: Vec<&str> =
        links.as_array().expect("a list").iter().filter_map(|link| link["target"].as_str()).collect();
    let page = uri(&site.path(site::ZH));
    assert_eq!(targets, [format!("{page}#L5"), format!("{page}#L12")]);
    client.leave();
}

#[test]
fn what_could_stand_there_is_offered() {
    let site = Site::usual();
    let text = format!("{}\n[新](/zh/news/a/#up\n", site::LINKS_TEXT);
    let mut client = open(&site, site::LINKS, &text);
    let offered = client.result("textDocument/completion", place(&site, site::LINKS, at(&text, "#up\n", 3)));
    let labels: Vec<&str> =
        offered["items"].as_array().expect("a list").iter().filter_map(|item| item["label"].as_str()).collect();
    assert!(labels.contains(&"upgrade-notes"), "{labels:?}");
    let edit = &offered["items"][0]["textEdit"]["range"];
    let end = at(&text, "#up\n", 3);
    assert_eq!((&edit["start"], &edit["end"]), (&at(&text, "#up\n", 1), &end));
    client.leave();
}

#[test]
fn pages_have_an_outline_folds_lenses_and_hints() {
    let site = Site::usual();
    let mut client = open(&site, site::EN, site::EN_TEXT);
    let document = json!({"textDocument": {"uri": uri(&site.path(site::EN))}});
    let symbols = client.result("textDocument/documentSymbol", document.clone());
    let names: Vec<&str> =
        symbols.as_array().expect("a list").iter().filter_map(|symbol| symbol["name"].as_str()).collect();
    assert_eq!(names, ["Upgrade notes", "Known issues"]);
    let folds = client.result("textDocument/foldingRange", document.clone());
    assert!(folds.as_array().is_some_and(|folds| folds.iter().any(|fold| fold["startLine"] == 4)), "{folds}");
    let lenses = client.result("textDocument/codeLens", document.clone());
    let lenses = lenses.as_array().expect("a list");
    assert_eq!(lenses.len(), 3, "two translations and the page itself: {lenses:?}");
    assert!(
        lenses.iter().any(|lens| lens["command"]["command"] == "tidings.open"
            && lens["command"]["arguments"][0] == *uri(&site.path(site::UK))),
        "{lenses:?}"
    );
    let mut params = document;
    params["range"] = everywhere();
    let hints = client.result("textDocument/inlayHint", params);
    let labels: Vec<&str> =
        hints.as_array().expect("a list").iter().filter_map(|hint| hint["label"].as_str()).collect();
    assert_eq!(labels, ["{#upgrade-notes}", "{#known-issues}"]);
    assert_eq!(hints[0]["textEdits"][0]["newText"], " {#upgrade-notes}");
    client.leave();
}

#[test]
fn rules_and_fields_explain_themselves() {
    let site = Site::usual();
    let text = format!("{}\n<!-- tidings: allow anchor-missing why -->\n\n正文。\n", site::ZH_TEXT);
    let mut client = open(&site, site::ZH, &text);
    let hover = client.result("textDocument/hover", place(&site, site::ZH, at(&text, "anchor-missing", 2)));
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("anchor-missing")), "{hover}");
    let hover = client.result("textDocument/hover", place(&site, site::ZH, at(&text, "title", 2)));
    let shown = hover["contents"]["value"].as_str().expect("a text");
    assert!(shown.contains("`title`") && shown.contains("Lantern 2.4"), "{shown}");
    let page = client.result("tidings/rule", json!({"rule": "anchor-missing"}));
    assert!(page.as_str().is_some_and(|page| page.contains("anchor-missing")));
    // In the configuration, too.
    let config = site.path("tidings.yaml");
    let text = "rules:\n  anchor-missing: off\n";
    client.did_open(&config, text);
    let hover = client.result("textDocument/hover", place(&site, "tidings.yaml", at(text, "anchor", 3)));
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("anchor-missing")), "{hover}");
    client.leave();
}

#[test]
fn what_is_shown_beside_the_text_is_in_the_language_of_the_person() {
    let site = Site::usual();
    site.write(
        "tidings.yaml",
        "kinds:\n  - name: news\n    path: '^news/'\n    schema:\n      required: [title, description]\n      \
         properties:\n        description: {type: string}\n",
    );
    let text = site::LINKS_TEXT.replace("更多\n", "更多\n\n");
    let labels = |items: &Value, part: &str| -> Vec<String> {
        let items = items["items"].as_array().expect("a list");
        let of = |item: &&Value| item["label"].as_str().is_some_and(|label| label.contains(part));
        items.iter().filter(of).map(|item| item["detail"].as_str().unwrap_or_default().to_owned()).collect()
    };
    for (locale, required, rule, original, field, anchor) in [
        (
            "en",
            "required; on no page",
            "A translated heading without the anchor of its original",
            "the front matter of content/en/news/a.md",
            "`title`: on 4 pages, required",
            "`#upgrade-notes`: one link leads to it",
        ),
        (
            "zh-CN",
            "必填；没有页面使用它",
            "译文标题缺少原文的锚点",
            "content/en/news/a.md 的 front matter",
            "`title`：有 4 个页面使用它，必填",
            "`#upgrade-notes`：有 1 个链接指向它",
        ),
    ] {
        let more = json!({"window": {"workDoneProgress": true}});
        let mut client = Client::open_with(&site.root(), &more, &json!({"locale": locale}));
        client.wait_for_site();
        let (links, zh) = (site.path(site::LINKS), site.path(site::ZH));
        client.did_open(&links, &text);
        let completion = |client: &mut Client, page: &str, position: Value| {
            client.result("textDocument/completion", place(&site, page, position))
        };
        let offered = completion(&mut client, site::LINKS, json!({"line": 2, "character": 0}));
        assert_eq!(labels(&offered, "description"), [required]);
        client.did_open(&zh, site::ZH_TEXT);
        let shown = |client: &mut Client, part: &str| {
            let hover = client.result("textDocument/hover", place(&site, site::ZH, at(site::ZH_TEXT, part, 2)));
            hover["contents"]["value"].as_str().expect("a text").to_owned()
        };
        let title = shown(&mut client, "title:");
        assert!(title.starts_with(field), "{title}");
        // Front matter is shown as it is written.
        assert!(title.contains("```yaml\ntitle: Lantern 2.4\n```"), "{title}");
        let heading = shown(&mut client, "upgrade-notes");
        assert!(heading.starts_with(anchor), "{heading}");
        client.did_change(&zh, 2, "---\ntitle: x\n---\n\n<!-- tidings: allow anchor-m\n");
        let offered = completion(&mut client, site::ZH, json!({"line": 4, "character": 27}));
        assert_eq!(labels(&offered, "anchor-missing"), [rule]);
        client.did_change(&zh, 3, "---");
        let offered = completion(&mut client, site::ZH, json!({"line": 0, "character": 3}));
        assert_eq!(labels(&offered, "---"), [original]);
        assert!(offered["items"][0]["documentation"].as_str().is_some_and(|text| text.contains("title: Lantern 2.4")));
        client.leave();
    }
}
