//! A page and its translation that do not fit: one cause is told once.

use std::fs;
use std::path::Path;

use tidings::diagnostic::Diagnostic;

use super::pair_site::{Texts, open};
use super::{said, sound};

const FIXTURE: &str = "fixtures/lantern-clean";
const PAGES: [&str; 3] = [
    "news/releases/2.4.x/announcing-2.4/change-notes/index.md",
    "news/releases/2.4.x/announcing-2.4/_index.md",
    "docs/routing/route-sets/index.md",
];

/// A kind of damage: its name, and what it does to a page.
type Fault = (&'static str, fn(&str) -> String);

/// The texts of the clean fixture site.
fn fixture() -> Texts {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURE);
    let mut texts = Texts::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("the fixture can be listed").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("it lies below").to_string_lossy().replace('\\', "/");
            texts.insert(name, fs::read_to_string(&path).expect("the fixture is text"));
        }
    }
    texts
}

fn after_front_matter(page: &str, text: &str) -> String {
    let end = page[3..].find("\n---\n").expect("the page has front matter") + 8;
    format!("{}\n{text}\n{}", &page[..end], &page[end..])
}

/// Ways to break a page as a whole.
const FAULTS: [Fault; 7] = [
    ("front matter that does not end", |page| page.replacen("\n---\n", "\n", 1)),
    ("a wrong quote in front matter", |page| page.replacen("title: ", "title: \"", 1)),
    ("a comment that does not end", |page| after_front_matter(page, "<!--\n")),
    ("a shortcode that does not end", |page| after_front_matter(page, "{{< tip >}}\n")),
    ("a tag that does not end", |page| after_front_matter(page, "{{< tip\n")),
    ("html that does not end", |page| after_front_matter(page, "<script>\n")),
    ("no body", |page| page[..page[3..].find("\n---\n").map_or(0, |at| at + 8)].to_owned()),
];

/// A fence that does not end turns the rest of the page into code, which may be meant, so it is told block by block.
const OPEN_FENCE: [Fault; 1] = [("a fence that does not end", |page| after_front_matter(page, "```sh\n"))];

fn broken(page: &str, language: &str, fault: fn(&str) -> String) -> Vec<Diagnostic> {
    let mut texts = fixture();
    let text = texts.get_mut(&format!("content/{language}/{page}")).expect("the fixture has the page");
    *text = fault(text);
    sound(page, &open(&texts))
}

/// The sites of which a page in `language` is broken and that have no finding, or more than `most`.
fn floods(faults: &[Fault], language: &str, most: usize) -> Vec<String> {
    // What the fixture says without a fault is no part of the flood.
    let before = sound("clean", &open(&fixture()));
    let mut floods = Vec::new();
    for &(name, fault) in faults {
        for page in PAGES {
            let mut found = broken(page, language, fault);
            found.retain(|found| before.iter().all(|other| other.message != found.message));
            if !(1..=most).contains(&found.len()) {
                floods.push(format!("{name} in {page}: {}\n{}", found.len(), said(&found)));
            }
        }
    }
    floods
}

#[test]
fn a_broken_original_is_one_cause() {
    // A comment, a tag or HTML that does not end swallows the rest of an original without a word from the syntax layer:
    // its translations are then compared with what is left, and no single cause is named.
    let named = ["front matter that does not end", "a wrong quote in front matter", "a shortcode that does not end"];
    let faults: Vec<Fault> = FAULTS.into_iter().filter(|(name, _)| named.contains(name)).collect();
    let floods = floods(&faults, "en", 3);
    assert!(floods.is_empty(), "{}", floods.join("\n"));
}

#[test]
fn an_open_fence_is_told_for_each_section() {
    let mut all = floods(&OPEN_FENCE, "zh", 10);
    // The fixture has two translations, so an original is told twice.
    all.extend(floods(&OPEN_FENCE, "en", 20));
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// What a broken translation lacks is missing, so it is told section by section.
#[test]
fn a_broken_translation_is_few_findings() {
    let floods = floods(&FAULTS, "zh", 10);
    assert!(floods.is_empty(), "{}", floods.join("\n"));
}

#[test]
fn a_page_without_an_original_is_checked_alone() {
    let mut texts = fixture();
    for page in PAGES {
        texts.remove(&format!("content/en/{page}"));
    }
    let found = sound("no originals", &open(&texts));
    // Links to what is gone, and that the originals are gone, are all there is to say.
    let of_site = |rule: &str| rule.starts_with("link") || rule.starts_with("fragment") || rule.starts_with("page-");
    let expected = found.iter().filter(|found| of_site(&found.rule)).count();
    assert!(found.len() - expected <= 3, "{}", said(&found));
    let text = texts.get_mut(&format!("content/zh/{}", PAGES[0])).expect("the fixture has the page");
    text.push_str("\n[词] (/docs/)\n");
    assert_eq!(sound("no originals", &open(&texts)).len(), found.len() + 1);
}
