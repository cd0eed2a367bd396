//! `tidings translate`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::shared::shared;
use tidings::corpus::LanguageId;
use tidings::discover::Overlay;
use tidings::project::{Project, Request};
use tidings::text::SourceId;
use tidings::words::Tongue;

use super::Site;

const CONFIG: &str = "anchors: {policy: preserve}\nlinks: {policy: prefixed}\naliases: {policy: prefixed}\n\
    front_matter: {equal: [weight], text: [title], source_only: [author]}\n";
const ORIGINAL: &str = "---\ntitle: The lamp is lit\nauthor: Ann\nweight: 7\naliases:\n  - /lamp\n---\n\n\
    ## How it burns\n\nThe lamp [burns](/news/oil/) for [hours](#how-it-burns).\n\n\
    - It needs some oil.\n- It needs a `wick`.\n\n## What it costs\n\nIt costs nothing at all for you.\n";
const OIL: &str = "---\ntitle: Oil\nweight: 1\n---\n\nOil is what it burns all night.\n";
const OIL_ZH: &str = "---\ntitle: 油\nweight: 1\n---\n\n油可以整夜燃烧，永远不会熄灭。\n";
const EN_PATH: &str = "content/en/news/lamp.md";
const ZH_PATH: &str = "content/zh/news/lamp.md";

fn site() -> Site {
    Site::new(&[
        ("tidings.yaml", CONFIG),
        (EN_PATH, ORIGINAL),
        ("content/en/news/oil.md", OIL),
        ("content/zh/news/oil.md", OIL_ZH),
    ])
}

/// A translation of [`ORIGINAL`] as somebody would make it.
fn translated() -> String {
    "---\ntitle: 灯亮了\nweight: 7\naliases:\n  - /zh/lamp\n---\n\n\
     ## 它如何燃烧 {#how-it-burns}\n\n这盏灯可以[燃烧](/zh/news/oil/)[几个小时](#how-it-burns)。\n\n\
     - 它需要一些油。\n- 它需要 `wick`。\n\n## 它的价格 {#what-it-costs}\n\n对您来说它完全不需要任何费用。\n"
        .to_owned()
}

#[test]
fn a_new_page_has_what_the_rules_ask_for() {
    let site = site();
    let ran = site.run(&["translate", EN_PATH, "--to", "zh"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("wrote content/zh/news/lamp.md: 6 blocks to translate"), "{}", ran.out);
    assert_eq!(
        site.read(ZH_PATH),
        "---\n# TODO(zh): translate\ntitle: The lamp is lit\nweight: 7\naliases:\n  - /zh/lamp\n---\n\n\
         ## How it burns {#how-it-burns}\n\nThe lamp [burns](/zh/news/oil/) for [hours](#how-it-burns).\n\n\
         - It needs some oil.\n- It needs a `wick`.\n\n## What it costs {#what-it-costs}\n\nIt costs nothing at all for you.\n"
    );
    let found: BTreeSet<String> = site.check(&[ZH_PATH]).findings().iter().map(|line| rule(line)).collect();
    let untranslated = ["page-untranslated", "field-untranslated", "untranslated-text"];
    assert!(!found.is_empty() && found.iter().all(|rule| untranslated.contains(&rule.as_str())), "{found:?}");
}

fn rule(line: &str) -> String {
    line.rsplit('[').next().unwrap_or_default().trim_end_matches(']').to_owned()
}

#[test]
fn nothing_is_overwritten() {
    let site = site();
    site.write(ZH_PATH, "mine\n");
    let ran = site.run(&["translate", EN_PATH, "--to", "zh"]);
    assert_eq!((ran.code, site.read(ZH_PATH).as_str()), (2, "mine\n"), "{ran:?}");
    assert!(ran.err.contains("--update"), "{}", ran.err);
    let other = self::site();
    let shown = other.run(&["translate", EN_PATH, "--to", "zh", "--stdout"]);
    assert!(shown.out.contains("{#how-it-burns}") && !other.path().join(ZH_PATH).exists());
}

#[test]
fn wrong_arguments_are_told_with_a_cure() {
    let site = site();
    for (arguments, said) in [
        (["translate", EN_PATH, "--to", "xx"], "`zh`"),
        (["translate", "content/zh/news/oil.md", "--to", "zh"], "in the language en"),
        (["translate", "content/en", "--to", "zh"], "not one page"),
        (["translate", "content/en/none.md", "--to", "zh"], "no such file"),
    ] {
        let ran = site.run(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
    }
    let ran = site.run(&["translate", EN_PATH, "--to", "zh", "--update"]);
    assert!(ran.code == 2 && ran.err.contains("leave out `--update`"), "{ran:?}");
}

/// Every line of the old text, in its order, is in the new one.
fn nothing_is_lost(old: &str, new: &str) {
    let mut lines = new.lines();
    for line in old.lines() {
        // A row or an item may have got a mark at its end.
        assert!(lines.any(|new| new == line || new.starts_with(line)), "`{line}` is lost in\n{new}");
    }
}

#[test]
fn an_update_without_history_adds_what_is_missing() {
    let site = site();
    let old = translated()
        .replace("- 它需要 `wick`。\n", "")
        .replace("## 它的价格 {#what-it-costs}\n\n对您来说它完全不需要任何费用。\n", "");
    site.write(ZH_PATH, &old);
    let ran = site.run(&["translate", EN_PATH, "--to", "zh", "--update"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let new = site.read(ZH_PATH);
    nothing_is_lost(&old, &new);
    let mark = "<!-- TODO(zh): new in the original -->";
    assert!(new.contains(&format!("- 它需要一些油。\n- It needs a `wick`. {mark}\n")), "{new}");
    assert!(new.contains(&format!("{mark}\n\n## What it costs {{#what-it-costs}}\n")), "{new}");
    assert!(new.contains("It costs nothing at all for you.\n"), "{new}");
    let again = site.run(&["translate", EN_PATH, "--to", "zh", "--update"]);
    assert_eq!(site.read(ZH_PATH), new, "{again:?}");
}

fn git(site: &Site, arguments: &[&str]) -> bool {
    let mut command = std::process::Command::new("git");
    command.arg("-C").arg(site.path()).args([
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "-c",
        "commit.gpgsign=false",
    ]);
    command.args(arguments).env_remove("GIT_DIR").output().is_ok_and(|output| output.status.success())
}

#[test]
fn an_update_knows_from_git_what_the_translation_was_made_from() {
    let site = site();
    site.write(ZH_PATH, &translated());
    if !git(&site, &["init", "-q"]) {
        eprintln!("skipped: there is no git");
        return;
    }
    assert!(git(&site, &["add", "-A"]) && git(&site, &["commit", "-qm", "one"]));
    let changed = ORIGINAL
        .replace("weight: 7", "weight: 9")
        .replace("title: The lamp is lit", "title: The lamp is out")
        .replace(
            "It costs nothing at all for you.",
            "It costs nothing at all for you and your friends.\n\nAsk us for a lamp of your own.",
        )
        .replace("- It needs some oil.\n", "");
    site.write(EN_PATH, &changed);
    assert!(git(&site, &["commit", "-qam", "two"]));
    let ran = site.run(&["translate", EN_PATH, "--to", "zh", "--update"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("1 new blocks, 3 changed, 1 that"), "{}", ran.out);
    let new = site.read(ZH_PATH);
    let expected = "---\n# TODO(zh): the original now says: The lamp is out\ntitle: 灯亮了\nweight: 9\naliases:\n  - /zh/lamp\n---\n\n\
         ## 它如何燃烧 {#how-it-burns}\n\n这盏灯可以[燃烧](/zh/news/oil/)[几个小时](#how-it-burns)。\n\n\
         - 它需要一些油。 <!-- TODO(zh): no longer in the original -->\n- 它需要 `wick`。\n\n## 它的价格 {#what-it-costs}\n\n\
         对您来说它完全不需要任何费用。\n\n<!-- TODO(zh): changed in the original: the text above is the old translation -->\n\n\
         It costs nothing at all for you and your friends.\n\n<!-- TODO(zh): new in the original -->\n\nAsk us for a lamp of your own.\n";
    assert_eq!(new, expected);
    let again = site.run(&["translate", EN_PATH, "--to", "zh", "--update"]);
    assert_eq!(site.read(ZH_PATH), new, "{again:?}");
    assert!(git(&site, &["commit", "-qam", "three"]));
    let ran = site.run(&["translate", EN_PATH, "--to", "zh", "--update"]);
    assert_eq!(site.read(ZH_PATH), new, "{ran:?}");
    assert!(ran.out.contains("has everything"), "{}", ran.out);
}

#[test]
fn line_ends_stay() {
    let site = site();
    site.write(EN_PATH, &ORIGINAL.replace('\n', "\r\n"));
    assert_eq!(site.run(&["translate", EN_PATH, "--to", "zh"]).code, 0);
    let text = site.read(ZH_PATH);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let old = translated().replace('\n', "\r\n").replace("- 它需要 `wick`。\r\n", "");
    site.write(ZH_PATH, &old);
    assert_eq!(site.run(&["translate", EN_PATH, "--to", "zh", "--update"]).code, 0);
    let text = site.read(ZH_PATH);
    nothing_is_lost(&old, &text);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{text:?}");
}

fn open(folder: &Path, config: &Path, overlay: Option<&Overlay>) -> Project {
    let request = Request { config: Some(config), no_baseline: true, overlay, ..Request::of(folder) };
    Project::open(&request).unwrap_or_else(|error| panic!("{error:?}"))
}

/// How many pages of the real site are made anew.
const PAGES: usize = 50;

/// Text of a language with other letters in the place of the words, numbers and names in capitals left as they are.
fn as_if_translated(project: &Project, page: SourceId) -> String {
    let source = project.corpus.source(page);
    let mut text = source.text.to_string();
    let field =
        |name: &str| source.document.front_matter.as_ref().and_then(|fields| fields.get(name)).map(|e| e.value.span);
    let fields = ["title", "linktitle", "subtitle", "description"].into_iter().filter_map(field);
    let runs = source.document.prose.iter().filter(|run| !run.entity && !run.escaped).map(|run| run.span);
    let mut spans: Vec<_> = fields.chain(runs).collect();
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    for span in spans {
        let words = span.of(&source.text).split_inclusive(|c: char| !c.is_ascii_alphabetic());
        let word = |part: &str| {
            let letters = part.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
            let plain = letters.len() > 2 && letters.bytes().all(|b| b.is_ascii_lowercase());
            if plain { format!("译文{}", &part[letters.len()..]) } else { part.to_owned() }
        };
        let new: String = words.map(word).collect();
        text.replace_range(span.start as usize..span.end as usize, &new);
    }
    text
}

#[test]
fn real_pages_are_made_as_the_rules_demand() {
    let Some(shared) = shared("") else { return };
    let folder = shared.join("corpus/istio.io");
    let site = Site::new(&[("tidings.yaml", "extends: istio\n")]);
    let config = site.path().join("tidings.yaml");
    let project = open(&folder, &config, None);
    let zh = project.language("zh").unwrap_or(LanguageId(1));
    let pairs: Vec<(String, String)> = project
        .corpus
        .sets()
        .iter()
        .filter_map(|set| Some((set.original?, *set.translations.get(&zh)?)))
        .map(|(a, b)| (project.corpus.source(a).path.to_string(), project.corpus.source(b).path.to_string()))
        .collect();
    let step = pairs.len() / PAGES;
    let chosen: Vec<&(String, String)> = pairs.iter().step_by(step.max(1)).take(PAGES).collect();
    assert_eq!(chosen.len(), PAGES);
    let root = std::fs::canonicalize(&folder).expect("the folder is there");
    let overlay: Overlay = chosen.iter().map(|(_, zh)| (root.join(zh), None)).collect();
    let mut project = open(&folder, &config, Some(&overlay));
    for (original, path) in &chosen {
        let id = project.corpus.find(original).expect("the original is there");
        let target = project.target(id, zh).expect("the site has a place for it");
        assert_eq!((&*target.path, target.existing), (path.as_str(), None));
        project.scaffold(id, &target, Tongue::En);
    }
    let pages: Vec<SourceId> = chosen.iter().map(|(_, zh)| project.corpus.find(zh).expect("it was made")).collect();
    let translated = pages.iter().map(|&id| (id, as_if_translated(&project, id).into())).collect();
    project.replace(translated);
    let found = project.check(Tongue::En, |_| true).diagnostics;
    let copies = found.iter().filter(|d| pages.contains(&d.primary.source) && &*d.rule == "page-untranslated").count();
    assert!(copies <= 2, "{copies} pages are not compared at all");
    let originals: BTreeSet<(&str, &str)> = found
        .iter()
        .filter(|d| project.corpus.source(d.primary.source).language == Some(project.corpus.site.original))
        .map(|d| (&*project.corpus.source(d.primary.source).key, &*d.rule))
        .collect();
    // Structure, anchors, aliases, fields, links: what the commands says that it brings.
    let brought = [
        "anchor-missing",
        "anchor-differs",
        "alias-missing",
        "alias-language",
        "heading-structure",
        "field-missing",
        "field-differs",
        "block-missing",
        "block-extra",
        "block-kind",
        "section-missing",
        "link-missing",
        "link-differs",
        "link-language",
        "shortcode-missing",
        "shortcode-differs",
        "image-differs",
        "code-block-differs",
        "code-span-missing",
        "required-alias",
        "required-shortcode",
        "front-matter-syntax",
        "number-differs",
        "version-differs",
    ];
    let wrong: Vec<String> = found
        .iter()
        .filter(|d| pages.contains(&d.primary.source) && brought.contains(&&*d.rule))
        .filter(|d| !originals.contains(&(&*project.corpus.source(d.primary.source).key, &*d.rule)))
        .map(|d| {
            let page = project.corpus.source(d.primary.source);
            let line = page.text[..d.primary.span.start as usize].matches('\n').count() + 1;
            format!("{}:{line}: {} {}", page.path, d.rule, d.message)
        })
        .collect();
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}
