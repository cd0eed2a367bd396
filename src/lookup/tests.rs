//! The same small site for all lookups: a page in two languages and one that links to it.

use std::collections::BTreeMap;

use super::complete::Kind;
use super::{View, allow, anchors, complete, counterpart, missing, outline, targets};
use crate::corpus::edit;
use crate::diagnostic::Edit;
use crate::project::Project;
use crate::text::{Location, SourceId, Span};

const EN: &str = "content/en/docs/a.md";
const ZH: &str = "content/zh/docs/a.md";
const OTHER: &str = "content/zh/docs/b.md";

const EN_TEXT: &str = "---\ntitle: A\nweight: 10\n---\n\n## Upgrade notes\n\nRun `make` and then read the notes.\n\n\
    - First thing with `x`.\n- Second thing with `y`.\n\n## Fixes\n\nAll of them.\n";
const ZH_TEXT: &str = "---\ntitle: 甲\nweight: 10\n---\n\n## 升级说明 {#upgrade-notes}\n\n运行 `make` 然后阅读说明。\n\n\
    - 第一件事 `x`。\n\n## 修复 {#fixes}\n\n全部。\n";
const OTHER_TEXT: &str = "---\ntitle: 乙\n\n---\n\n见[说明](/zh/docs/a/#upgrade-notes)和[修复](../a/#fixes)。\n";

fn project() -> Project {
    let config = "defaultContentLanguage = 'en'\n[languages.en]\ncontentDir = 'content/en'\n[languages.zh]\ncontentDir = 'content/zh'\n";
    let files = [("hugo.toml", config), (EN, EN_TEXT), (ZH, ZH_TEXT), (OTHER, OTHER_TEXT)];
    let files: BTreeMap<String, String> = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    Project::in_memory(&files).unwrap_or_else(|error| panic!("{}", error.what(crate::words::Tongue::En)))
}

fn view(project: &Project) -> View<'_> {
    View { corpus: &project.corpus, facts: &project.facts, rules: &project.rules }
}

fn id(project: &Project, path: &str) -> SourceId {
    project.corpus.find(path).unwrap()
}

/// Where `part` stands on a page.
fn span(project: &Project, path: &str, part: &str) -> Span {
    let start = project.corpus.source(id(project, path)).text.find(part).unwrap();
    Span::new(start, start + part.len())
}

/// The text of a page with something typed into it, and the offset behind what was typed.
fn typed(project: &mut Project, path: &str, before: &str, what: &str) -> u32 {
    let page = id(project, path);
    let text = project.corpus.source(page).text.to_string();
    let at = text.find(before).unwrap() + before.len();
    let text = format!("{}{what}{}", &text[..at], &text[at..]);
    edit::replace(&mut project.corpus, &mut project.facts, page, text.into());
    (at + what.len()) as u32
}

fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.location.span));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.location.span.range(), &edit.text);
        text
    })
}

#[test]
fn a_block_is_found_in_the_other_language() {
    let project = project();
    let (en, zh) = (id(&project, EN), id(&project, ZH));
    let found = counterpart::of(view(&project), zh, span(&project, ZH, "阅读").start);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].page, found[0].span.of(EN_TEXT)), (en, "Run `make` and then read the notes."));
    let found = counterpart::of(view(&project), en, span(&project, EN, "First").start);
    assert_eq!((found[0].page, found[0].span.of(ZH_TEXT)), (zh, "第一件事 `x`。"));
    let found = counterpart::of(view(&project), zh, span(&project, ZH, "甲").start);
    assert_eq!(found[0].span.of(EN_TEXT), "title: A");
    assert!(counterpart::of(view(&project), en, span(&project, EN, "Second").start).is_empty());
}

#[test]
fn links_lead_to_headings() {
    let project = project();
    let other = id(&project, OTHER);
    let links = &project.corpus.source(other).document.links;
    let lead = |at: usize| match targets::of(view(&project), other, &links[at]) {
        Some(targets::Place::Page { page, heading: Some(span) }) if page == id(&project, ZH) => span.of(ZH_TEXT),
        place => panic!("{place:?}"),
    };
    assert_eq!((lead(0), lead(1)), ("## 升级说明 {#upgrade-notes}", "## 修复 {#fixes}"));
}

#[test]
fn an_anchor_is_renamed_in_all_languages_and_links() {
    let project = project();
    let anchor =
        anchors::at(view(&project), id(&project, OTHER), span(&project, OTHER, "upgrade-notes").start).unwrap();
    assert_eq!(anchor.headings.len(), 2);
    let used: Vec<SourceId> = anchors::uses(view(&project), &anchor).iter().map(|at| at.source).collect();
    assert_eq!(used, [id(&project, OTHER)]);
    let edits = anchors::rename(view(&project), &anchor, "upgrading").unwrap();
    let of = |path: &str, text: &str| {
        let page = id(&project, path);
        edited(text, edits.iter().filter(|edit| edit.location.source == page).cloned().collect())
    };
    assert!(of(EN, EN_TEXT).contains("## Upgrade notes {#upgrading}\n"));
    assert!(of(ZH, ZH_TEXT).contains("## 升级说明 {#upgrading}\n"));
    assert!(of(OTHER, OTHER_TEXT).contains("(/zh/docs/a/#upgrading)"));
    let refused = |name: &str| anchors::rename(view(&project), &anchor, name).unwrap_err();
    assert!(matches!(refused("fixes"), anchors::Refusal::Taken(_)));
    assert_eq!(refused("a b"), anchors::Refusal::Name);
    assert_eq!(refused(""), anchors::Refusal::Name);
}

#[test]
fn what_could_stand_there_is_offered() {
    let offers = |path: &str, before: &str, what: &str| {
        let mut project = project();
        let offset = typed(&mut project, path, before, what);
        let found = complete::at(view(&project), id(&project, path), offset);
        let text = &project.corpus.source(id(&project, path)).text;
        let typed = found.replaced.of(text).to_owned();
        (typed, found.offers.into_iter().map(|offer| (offer.text, offer.kind)).collect::<Vec<_>>())
    };
    let (typed, found) = offers(OTHER, "见", "[x](/zh/docs/a/#up");
    assert_eq!(typed, "up");
    assert!(found.contains(&("upgrade-notes".to_owned(), Kind::Anchor)), "{found:?}");
    let (typed, found) = offers(OTHER, "见", "[x](/zh/do");
    assert_eq!(typed, "/zh/do");
    assert!(found.contains(&("/zh/docs/a/".to_owned(), Kind::Page)), "{found:?}");
    let (_, found) = offers(ZH, "全部。\n", "\n## 新的 {#");
    assert!(found.iter().any(|(text, _)| text == "fixes"), "{found:?}");
    let (typed, found) = offers(OTHER, "title: 乙\n", "wei");
    assert_eq!(typed, "wei");
    assert!(found.contains(&("weight: ".to_owned(), Kind::Field)), "{found:?}");
    let (_, found) = offers(OTHER, "title: 乙\n", "weight: ");
    assert_eq!(found, [("10".to_owned(), Kind::Value)]);
    let (typed, found) = offers(OTHER, "见", "<!-- tidings: allow anch");
    assert_eq!(typed, "anch");
    assert!(found.iter().any(|(text, kind)| text == "anchor-missing" && *kind == Kind::Rule));
    let call = "{{< text syntax=\"bash\" >}}\nx\n{{< /text >}}\n\n";
    let (typed, found) = offers(OTHER, "见", &format!("{call}{{{{< te"));
    assert_eq!((typed.as_str(), found.as_slice()), ("te", &[("text".to_owned(), Kind::Shortcode)][..]));
    let (typed, found) = offers(OTHER, "见", &format!("{call}{{{{< text sy"));
    assert_eq!(typed, "sy");
    assert_eq!(found, [("syntax".to_owned(), Kind::Argument)]);
    let (_, found) = offers(OTHER, "见", &format!("{call}{{{{< text syntax=\"b"));
    assert_eq!(found, [("bash".to_owned(), Kind::Value)]);
    assert!(offers(OTHER, "见", "nothing").1.is_empty());
    // A page without front matter gets the fields that others of its kind have.
    let mut project = project();
    let page = id(&project, OTHER);
    edit::replace(&mut project.corpus, &mut project.facts, page, "---".into());
    let found = complete::at(view(&project), page, 3).offers;
    assert!(found.iter().any(|offer| offer.kind == Kind::FrontMatter && offer.text.contains("title:")), "{found:?}");
}

#[test]
fn a_missing_block_is_put_where_it_belongs() {
    let project = project();
    let there = Location { source: id(&project, EN), span: span(&project, EN, "Second thing with `y`.") };
    let place = span(&project, ZH, "第一件事 `x`。").end;
    let edit = missing::insertion(view(&project), id(&project, ZH), place, there).unwrap();
    let text = edited(ZH_TEXT, vec![edit]);
    assert!(text.contains("- 第一件事 `x`。\n- Second thing with `y`.\n\n## 修复"), "{text}");
}

#[test]
fn what_is_allowed_is_no_longer_reported() {
    let tongue = crate::words::Tongue::En;
    for (bad, rule) in [("正文 the the 正文。", "doubled-word"), ("- 一\n- 正文 the the\n- 三", "doubled-word")]
    {
        let mut project = project();
        let offset = typed(&mut project, OTHER, "和[修复](../a/#fixes)。\n", &format!("\n{bad}\n"));
        let page = id(&project, OTHER);
        let found = project.check(tongue, |id| id == page).diagnostics;
        let finding = found.iter().find(|d| *d.rule == *rule).unwrap_or_else(|| panic!("{bad}: {found:?} {offset}"));
        let source = project.corpus.source(page);
        let edit = allow::insertion(source, page, rule, finding.primary.span, "it is a name").unwrap();
        let text = edited(&source.text, vec![edit]);
        edit::replace(&mut project.corpus, &mut project.facts, page, text.as_str().into());
        let left = project.check(tongue, |id| id == page).diagnostics;
        assert_eq!(left.len() + 1, found.len(), "{text}\n{left:?}");
    }
}

#[test]
fn sections_reach_to_the_next_heading_of_their_level() {
    let project = project();
    let source = project.corpus.source(id(&project, EN));
    let sections: Vec<&str> = outline::sections(source).iter().map(|section| section.span.of(EN_TEXT)).collect();
    assert_eq!(sections.len(), 2);
    assert!(sections[0].starts_with("## Upgrade notes") && sections[0].ends_with("Second thing with `y`."));
    assert_eq!(sections[1], "## Fixes\n\nAll of them.");
    assert!(outline::folds(source).len() >= 4);
}
