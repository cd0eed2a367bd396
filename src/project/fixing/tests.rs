use std::collections::{BTreeMap, BTreeSet};

use super::*;

const PAGE: &str = "content/en/a.md";

/// A site of one page whose own patterns are replaced: what is found, and by what.
fn site(text: &str, patterns: &[(&str, &str)]) -> Project {
    let pattern = |(find, by): &(&str, &str)| {
        format!("    - {{find: '{find}', scope: raw, replace: '{by}', because: {{en: no, zh: 不}}}}\n")
    };
    let patterns: String = patterns.iter().map(pattern).collect();
    let patterns = if patterns.is_empty() { " []".to_owned() } else { format!("\n{patterns}") };
    let files = [
        ("hugo.toml", "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n".to_owned()),
        ("tidings.yaml", format!("rules:\n  forbidden-pattern:\n    patterns:{patterns}\n")),
        (PAGE, text.to_owned()),
        ("content/en/b.md", format!("---\ntitle: b\n---\n\n{}\n", text.lines().last().unwrap_or_default())),
    ];
    let files: BTreeMap<String, String> = files.map(|(path, text)| (path.to_owned(), text)).into();
    Project::in_memory(&files).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)))
}

fn fixed(project: &mut Project, rules: Option<&BTreeSet<Arc<str>>>, selected: &str) -> (Fixes, String) {
    let chosen: Vec<bool> = project.corpus.sources().iter().map(|page| page.path.starts_with(selected)).collect();
    let selected = move |id: SourceId| chosen[id.index()];
    let wanted = Wanted { tongue: Tongue::En, least: Applicability::Safe, rules, selected: &selected };
    let fixes = project.fix(wanted);
    let page = project.corpus.find(PAGE).unwrap();
    let text = project.corpus.source(page).text.to_string();
    (fixes, text)
}

const HEAD: &str = "---\ntitle: a\n---\n\n";

#[test]
fn fixes_follow_from_each_other_until_none_is_left() {
    let mut project = site(&format!("{HEAD}one, one\n"), &[("one", "two"), ("two", "six")]);
    let (fixes, text) = fixed(&mut project, None, PAGE);
    assert_eq!(text, format!("{HEAD}six, six\n"));
    assert_eq!((fixes.count(), fixes.stopped, &*fixes.refused), (4, false, &[][..]));
    assert_eq!(fixes.outcome.diagnostics, []);
    assert_eq!(&*fixes.before.into_values().next().unwrap(), format!("{HEAD}one, one\n"));
}

#[test]
fn fixes_that_undo_each_other_leave_the_page_as_it_was() {
    let text = format!("{HEAD}ping\n");
    let mut project = site(&text, &[("ping", "pong"), ("pong", "ping")]);
    let (fixes, now) = fixed(&mut project, None, "");
    assert_eq!(now, text);
    assert_eq!((fixes.count(), fixes.before.len(), fixes.refused.len()), (0, 0, 2));
    assert!(fixes.refused.iter().all(|refused| refused.reason == Reason::Endless));
    assert_eq!(fixes.outcome.diagnostics.len(), 2, "what is wrong is still reported");
}

#[test]
fn a_page_that_grows_and_grows_is_left_as_it_was() {
    let text = format!("{HEAD}y\n");
    let mut project = site(&text, &[("y+\\b", "$0$0$0")]);
    let (fixes, now) = fixed(&mut project, None, "");
    assert_eq!((now, fixes.stopped), (text, false));
    assert!(!fixes.refused.is_empty());
}

#[test]
fn fixing_stops_after_a_number_of_rounds_and_says_so() {
    let mut project = site(&format!("{HEAD}z\n"), &[("z\\b", "zz")]);
    let (fixes, now) = fixed(&mut project, None, PAGE);
    assert!(fixes.stopped);
    assert_eq!(now, format!("{HEAD}{}\n", "z".repeat(MOST_ROUNDS + 1)));
}

#[test]
fn a_fix_that_makes_a_new_finding_is_left_out_and_the_others_are_made() {
    // Without its quotes the title is no YAML; a new duplicate key is no better.
    let text = "---\ntitle: \"a: b: c\"\nweight: 1\nother: 2\n---\n\nfine\n";
    let mut project = site(text, &[("\"", ""), ("other", "weight"), ("fine", "good")]);
    let (fixes, now) = fixed(&mut project, None, PAGE);
    assert!(now.contains("\"a: b: c\"") && now.contains("other: 2") && now.ends_with("\ngood\n"), "{now}");
    assert!(!fixes.refused.is_empty());
    assert!(fixes.refused.iter().all(|refused| refused.reason != Reason::Endless), "{:?}", fixes.refused);
    assert_eq!(fixes.count(), 1);
    let again = fixed(&mut project, None, PAGE).0;
    assert_eq!(again.count(), 0);
}

#[test]
fn broken_syntax_is_seen_though_no_rule_reports_it() {
    let text = format!("{HEAD}mark\n");
    let mut project = site(&text, &[("mark", "{{< open")]);
    for rule in project.rules.rules() {
        if !rule.id.starts_with("forbidden") {
            project.settings.levels.insert(rule.id.to_string(), crate::rules::Level::Off.into());
        }
    }
    let (fixes, now) = fixed(&mut project, None, PAGE);
    assert_eq!(now, text);
    assert!(matches!(fixes.refused[..], [Refused { reason: Reason::Syntax(_), .. }]), "{:?}", fixes.refused);
}

#[test]
fn only_named_rules_and_selected_pages_are_fixed() {
    let text = format!("{HEAD}old old\n");
    let rules = |name: &str| Some(BTreeSet::from([Arc::from(name)]));
    let (fixes, now) = fixed(&mut site(&text, &[("old", "new")]), rules("anchor-missing").as_ref(), "");
    assert_eq!((now, fixes.count()), (text.clone(), 0));
    let (fixes, now) = fixed(&mut site(&text, &[("old", "new")]), None, "content/en/b");
    assert_eq!((now, fixes.before.len()), (text.clone(), 1));
    let (fixes, now) = fixed(&mut site(&text, &[("old", "new")]), rules("forbidden-pattern").as_ref(), "");
    assert_eq!((now, fixes.before.len()), (format!("{HEAD}new new\n"), 2));
}

#[test]
fn a_fix_that_harms_another_page_is_left_out_and_that_page_is_fixed() {
    let hugo = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                [languages.zh]\ncontentDir = \"content/zh\"\n";
    let page = |title: &str, text: &str| format!("---\ntitle: {title}\n---\n\n{text}\n");
    let files = [
        ("hugo.toml", hugo.to_owned()),
        ("tidings.yaml", "version: 1\naliases: {policy: {zh: prefixed}}\nlinks: {policy: {zh: prefixed}}\n".to_owned()),
        ("content/en/_index.md", page("Home", "Text.")),
        ("content/zh/_index.md", page("首页", "正文。")),
        ("content/en/docs/_index.md", page("Docs", "Text.")),
        ("content/zh/docs/_index.md", page("文档", "正文。")),
        // The alias that this translation lacks turns the broken link of the other page into one through an alias.
        ("content/en/docs/new.md", "---\ntitle: New\naliases: [/docs/old]\n---\n\nText.\n".to_owned()),
        ("content/zh/docs/new.md", page("新", "正文。")),
        ("content/en/p.md", page("Lamp", "The [old](/docs/new/) lamp.")),
        ("content/zh/p.md", page("灯", "旧的的[灯](/zh/docs/old/)。")),
    ];
    let files: BTreeMap<String, String> = files.map(|(path, text)| (path.to_owned(), text)).into();
    let mut project = Project::in_memory(&files).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)));
    let page = |project: &Project, path: &str| project.corpus.find(path).unwrap();
    let wanted = Wanted { tongue: Tongue::En, least: Applicability::Safe, rules: None, selected: &|_| true };
    let fixes = project.fix(wanted);
    assert_eq!(fixes.count(), 1, "{:?}", fixes.made);
    let fixed = &project.corpus.source(page(&project, "content/zh/p.md")).text;
    assert!(fixed.contains("旧的[灯](/zh/docs/old/)"), "{fixed}");
    let [refused] = &fixes.refused[..] else { panic!("{:?}", fixes.refused) };
    assert_eq!(refused.page, page(&project, "content/zh/docs/new.md"));
    assert!(matches!(&refused.reason, Reason::NewFinding { rule, .. } if **rule == *"link-via-alias"), "{refused:?}");
    let again = project.fix(wanted);
    assert_eq!((again.count(), again.refused), (0, fixes.refused));
}
