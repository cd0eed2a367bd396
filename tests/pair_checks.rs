//! The checks of a translation beside its original: fixes in every front matter format, and over real sites.
#![allow(clippy::print_stdout)]

#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeMap;

use shared::shared;
use tidings::corpus::facts::Facts;
use tidings::corpus::layout::Layout;
use tidings::corpus::{AliasForm, AnchorPolicy, Corpus, FieldClasses, Generator, Language, LanguageId, LinkForm, Site};
use tidings::diagnostic::{Applicability, Diagnostic, Edit};
use tidings::engine::{self, Plan};
use tidings::rules::{Level, Levels, RuleSet, Settings};
use tidings::syntax::{Dialect, HugoVersion, Slugger};
use tidings::words::Tongue;

type Pages = Vec<(Box<str>, Box<str>)>;

const RULES: &[&str] = &[
    "alias-language",
    "alias-missing",
    "anchor-differs",
    "anchor-missing",
    "field-differs",
    "field-missing",
    "field-untranslated",
];

fn site(tags: &[&str], slugger: Slugger) -> Site {
    let language = |(index, tag): (usize, &&str)| Language {
        tag: (*tag).into(),
        bcp47: (*tag).into(),
        prefix: if index == 0 { "".into() } else { format!("/{tag}").into() },
        anchors: AnchorPolicy::Auto,
        links: LinkForm::Auto,
        aliases: AliasForm::Auto,
    };
    let roots = tags.iter().enumerate().map(|(i, tag)| (LanguageId(i as u16), format!("content/{tag}/")));
    Site {
        generator: Generator::Hugo,
        languages: tags.iter().enumerate().map(language).collect(),
        original: LanguageId(0),
        layout: Layout::folders(roots.collect()),
        dialect: Dialect { slugger, ..Dialect::default() },
        kinds: Vec::new(),
        fields: FieldClasses::default(),
        glossary: Default::default(),
        urls: Default::default(),
        releases: Default::default(),
        untranslated: Default::default(),
        source_comments: Default::default(),
        anchor_sources: Default::default(),
    }
}

fn old_hugo() -> Slugger {
    Slugger::HugoGithub(HugoVersion { minor: 147, patch: 9 })
}

fn lantern() -> Site {
    site(&["en", "zh", "uk"], old_hugo())
}

/// The findings of this file's rules; all others are off.
fn findings(site: Site, pages: Pages) -> (Corpus, Vec<Diagnostic>) {
    let corpus = Corpus::new(site, pages);
    let facts = Facts::gather(&corpus);
    let rules = RuleSet::built_in(&BTreeMap::new()).unwrap_or_else(|error| panic!("{error:?}"));
    let mut settings = Settings::default();
    let others = rules.rules().iter().filter(|rule| !RULES.contains(&&*rule.id));
    settings.levels.extend(others.map(|rule| (rule.id.to_string(), Levels::from(Level::Off))));
    settings.prepare(&corpus.site, corpus.sources());
    let plan = Plan { rules: &rules, settings: &settings, tongue: Tongue::En, profile: None };
    let outcome = engine::check(&corpus, &facts, plan, |_| true);
    assert_eq!(outcome.broken, []);
    (corpus, outcome.diagnostics)
}

/// The pages after every fix of at least this applicability; of two that touch the same place the first one counts.
fn mended(corpus: &Corpus, found: &[Diagnostic], least: Applicability) -> Pages {
    let mut edits: BTreeMap<u32, Vec<Edit>> = BTreeMap::new();
    for fix in found.iter().filter_map(|found| found.fix.as_ref()).filter(|fix| fix.applicability >= least) {
        let taken = |edit: &Edit| {
            let there = edits.get(&edit.location.source.0).into_iter().flatten();
            there.map(|other| other.location.span).any(|s| s == edit.location.span || s.overlaps(edit.location.span))
        };
        if fix.edits.iter().any(taken) {
            continue;
        }
        for edit in &fix.edits {
            edits.entry(edit.location.source.0).or_default().push(edit.clone());
        }
    }
    let page = |id: tidings::text::SourceId| {
        let source = corpus.source(id);
        let mut text = source.text.to_string();
        let mut own = edits.remove(&id.0).unwrap_or_default();
        own.sort_by_key(|edit| std::cmp::Reverse(edit.location.span));
        own.iter().for_each(|edit| text.replace_range(edit.location.span.range(), &edit.text));
        (source.path.clone(), text.into())
    };
    corpus.ids().map(page).collect()
}

fn page(language: &str, text: &str) -> (Box<str>, Box<str>) {
    (format!("content/{language}/news/announcing-2.4.md").into(), text.into())
}

/// The Chinese page after all safe fixes.
fn mended_zh(original: &str, translation: &str) -> String {
    let (corpus, found) = findings(lantern(), vec![page("en", original), page("zh", translation)]);
    let pages = mended(&corpus, &found, Applicability::Safe);
    let zh = pages.iter().find(|(path, _)| path.starts_with("content/zh/"));
    zh.map(|(_, text)| text.to_string()).unwrap_or_default()
}

#[test]
fn missing_fields_are_copied_in_every_format() {
    assert_eq!(
        mended_zh("---\ntitle: A\nrelease: 2.4.0\nweight: 3\n---\n", "---\r\ntitle: 甲 # 标题\r\nweight: 3\r\n---\r\n"),
        "---\r\ntitle: 甲 # 标题\r\nrelease: 2.4.0\r\nweight: 3\r\n---\r\n"
    );
    assert_eq!(
        mended_zh("+++\ntitle = \"A\"\nrelease = \"2.4.0\"\n+++\n", "+++\ntitle = \"甲\"\n+++\n"),
        "+++\ntitle = \"甲\"\nrelease = \"2.4.0\"\n+++\n"
    );
    assert_eq!(
        mended_zh("{\n  \"title\": \"A\",\n  \"release\": \"2.4.0\"\n}\n", "{\n  \"title\": \"甲\"\n}\n"),
        "{\n  \"title\": \"甲\",\n  \"release\": \"2.4.0\"\n}\n"
    );
    assert_eq!(mended_zh("---\nrelease: 2.4.0\n---\n", "---\nlead: 甲\n---\n"), "---\nrelease: 2.4.0\nlead: 甲\n---\n");
    let mixed = "+++\ntitle = \"甲\"\n+++\n";
    assert_eq!(mended_zh("---\ntitle: A\nrelease: 2.4.0\n---\n", mixed), mixed, "formats are not mixed");
}

#[test]
fn wrong_values_keep_quotes_and_comments() {
    assert_eq!(
        mended_zh("---\nrelease: 2.4.0\n---\n", "---\nrelease: '2.3.0' # 版本\n---\n"),
        "---\nrelease: '2.4.0' # 版本\n---\n"
    );
    assert_eq!(mended_zh("---\ncvss: \"7.5\"\n---\n", "---\ncvss: 5.7\n---\n"), "---\ncvss: \"7.5\"\n---\n");
    assert_eq!(mended_zh("---\nweight: 3\n---\n", "---\nweight:\n---\n"), "---\nweight: 3\n---\n");
    assert_eq!(mended_zh("+++\nweight = 3\n+++\n", "+++\nweight = 4\n+++\n"), "+++\nweight = 3\n+++\n");
}

#[test]
fn versions_are_compared_as_written() {
    let (_, found) =
        findings(lantern(), vec![page("en", "---\nrelease: 1.20\n---\n"), page("zh", "---\nrelease: 1.2\n---\n")]);
    assert_eq!(found.iter().map(|found| &*found.rule).collect::<Vec<_>>(), ["field-differs"]);
}

#[test]
fn aliases_keep_the_style_of_their_list() {
    let original = "---\naliases:\n  - /a\n  - /b\n  - /c\n---\n";
    assert_eq!(
        mended_zh(original, "---\naliases:\n- '/zh/a'\n- '/zh/c'\n---\n"),
        "---\naliases:\n- '/zh/a'\n- '/zh/b'\n- '/zh/c'\n---\n"
    );
    assert_eq!(
        mended_zh(original, "---\naliases: [/zh/b, /zh/c]\n---\n"),
        "---\naliases: [/zh/a, /zh/b, /zh/c]\n---\n"
    );
    assert_eq!(
        mended_zh(original, "---\naliases:\n    - /zh/b\n    - /zh/c\n---\n").lines().nth(2),
        Some("    - /zh/a")
    );
    assert_eq!(
        mended_zh(original, "---\ntitle: 甲\n---\n"),
        "---\naliases:\n  - /zh/a\n  - /zh/b\n  - /zh/c\ntitle: 甲\n---\n"
    );
    assert_eq!(
        mended_zh("---\naliases: [/a, /b]\n---\n", "---\naliases: /zh/a\n---\n"),
        "---\naliases: [/zh/a, /zh/b]\n---\n"
    );
}

#[test]
fn newer_hugo_adds_the_prefix_itself() {
    let pages = || vec![page("en", "---\naliases: [/a]\n---\n"), page("zh", "---\naliases: [/zh/a]\n---\n")];
    let new = Slugger::HugoGithub(HugoVersion { minor: 155, patch: 0 });
    let (corpus, found) = findings(site(&["en", "zh"], new), pages());
    assert_eq!(found.len(), 1);
    assert_eq!(&*mended(&corpus, &found, Applicability::Safe)[1].1, "---\naliases: [/a]\n---\n");
    assert!(findings(lantern(), pages()).1.is_empty());
}

#[test]
fn anchors_are_written_where_they_count() {
    let zh = |heading: &str| {
        let text = format!("## 一 {{#one}}\n\n## 三 {{#three}}\n\n{heading}\n");
        let mended = mended_zh("## One\n\n## Three\n\n## Two\n", &text);
        mended.trim_end().rsplit("\n\n").next().unwrap_or_default().to_owned()
    };
    assert_eq!(zh("## 二"), "## 二 {#two}");
    assert_eq!(zh("## 二 ##"), "## 二 ## {#two}");
    assert_eq!(zh("## 二 {.wide}"), "## 二 {#two .wide}");
    assert_eq!(zh("二\n---"), "二 {#two}\n---");
    assert_eq!(zh("## 二 {#Two}"), "## 二 {#two}");
}

#[test]
fn a_linked_anchor_is_not_changed_without_asking() {
    let zh = "## 一 {#one}\n\n## 二 {#Two}\n\n[二](#Two)\n";
    let (_, found) = findings(lantern(), vec![page("en", "## One\n\n## Two\n"), page("zh", zh)]);
    let fixes: Vec<_> = found.iter().filter_map(|found| found.fix.as_ref()).map(|fix| fix.applicability).collect();
    assert_eq!(fixes, [Applicability::Unsafe]);
}

#[test]
fn a_page_that_was_not_translated_is_not_taken_apart() {
    let text = "---\ntitle: What is new in Lantern\n---\nRoute sets now match on headers and paths.\n\n## What's new\n\n\
                The controller starts faster than it did before.\n";
    let (_, found) = findings(lantern(), vec![page("en", text), page("zh", text)]);
    assert!(found.is_empty(), "{found:?}");
}

/// The pages of a site under the shared material; `None` when that is not there.
fn pages_of(site: &str) -> Option<Pages> {
    let root = shared(&format!("corpus/{site}"))?;
    let (mut pages, mut folders) = (Vec::new(), vec![root.join("content")]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the corpus can be listed") {
            let path = entry.expect("the corpus can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(&root).expect("it lies in the corpus").to_string_lossy().into_owned();
                pages.push((name.into(), std::fs::read_to_string(&path).expect("the corpus is text").into()));
            }
        }
    }
    Some(pages)
}

/// After all safe and unsafe fixes, at most this many rounds of them, nothing fixable is left and nothing new is there.
fn fixes_hold(name: &str, site: impl Fn() -> Site) {
    let Some(pages) = pages_of(name) else { return };
    let (mut corpus, mut found) = findings(site(), pages);
    let before = found.len();
    for _ in 0..4 {
        let pages = mended(&corpus, &found, Applicability::Unsafe);
        (corpus, found) = findings(site(), pages);
    }
    let fixable = |found: &&Diagnostic| found.fix.as_ref().is_some_and(|fix| !fix.edits.is_empty());
    let left: Vec<_> =
        found.iter().filter(fixable).map(|f| (&corpus.source(f.primary.source).path, &f.message)).collect();
    assert!(left.is_empty(), "{left:#?}");
    assert!(found.len() < before, "{} of {before} findings are left", found.len());
    let broken = |problem: &tidings::document::Problem| problem.kind.name().starts_with("front-matter");
    let unread = corpus.sources().iter().filter(|source| source.document.problems.iter().any(broken)).count();
    println!("{name}: {before} findings, {} after fixes, {unread} pages with broken front matter", found.len());
}

#[test]
fn fixes_hold_on_istio() {
    fixes_hold("istio.io", || site(&["en", "zh", "uk"], old_hugo()));
}

#[test]
fn fixes_hold_on_kubernetes() {
    let old = Slugger::HugoBlackfriday(HugoVersion { minor: 133, patch: 0 });
    fixes_hold("kubernetes", || site(&["en", "zh-cn", "ja", "uk", "ko"], old));
}
