//! The pages in `docs/rules/` are those that the rule files give. `UPDATE_EXPECT=1` writes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tidings::report::manual;
use tidings::rules::{Manual, RuleSet};

#[test]
fn pages_of_rules_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let set = RuleSet::built_in(&BTreeMap::new()).expect("the built-in rules can be read");
    let mut pages = BTreeMap::from([("README.md".to_owned(), manual::index(set.rules()))]);
    for rule in set.rules() {
        let text = tidings::project::built_in_text(&rule.id).expect("every rule has a file");
        let manual = Manual::read(text).unwrap_or_else(|error| panic!("rules/{}.yaml: {error}", rule.id));
        pages.insert(format!("{}.md", rule.id), manual::docs_page(rule, &manual));
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder can be made");
        for (name, page) in &pages {
            fs::write(folder.join(name), page).expect("the page can be written");
        }
    }
    let listed = fs::read_dir(&folder).expect("docs/rules exists: `UPDATE_EXPECT=1 cargo test` writes it");
    let mut written: Vec<String> =
        listed.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    written.sort();
    assert_eq!(written, pages.keys().cloned().collect::<Vec<_>>(), "pages without a rule, or rules without a page");
    for (name, page) in &pages {
        let have = fs::read_to_string(folder.join(name)).expect("the page is text");
        assert!(have == *page, "docs/rules/{name} is not up to date: `UPDATE_EXPECT=1 cargo test` writes it");
    }
}
