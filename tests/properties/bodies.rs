//! What holds for every text, as plain functions: property tests and fuzz targets call the same ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use tidings::diagnostic::{Applicability, Diagnostic};
use tidings::document::{Document, Node, NodeKind, Problem};
use tidings::engine::{Outcome, fix};
use tidings::project::{Project, Wanted};
use tidings::syntax::{Dialect, ShortcodeTable, front_matter, parse, shortcode};
use tidings::text::{SourceId, Span};
use tidings::words::Tongue;

/// The page that fuzzers and tests write; a kind of page with many rules.
pub const ORIGINAL: &str = "content/en/news/releases/2.4.x/announcing-2.4/index.md";
/// Its translation.
pub const TRANSLATION: &str = "content/zh/news/releases/2.4.x/announcing-2.4/index.md";
const HUGO: &str = "defaultContentLanguage = \"en\"\n[languages.en]\ncontentDir = \"content/en\"\n\
                    [languages.zh]\ncontentDir = \"content/zh\"\n";
const SETTINGS: &str = "extends: [istio]\nglossary:\n  keep: [Lantern]\n  terms:\n  - {term: beacon, \
                        translations: {zh: [灯标]}, avoid: {zh: [信标]}}\n";
/// Rounds of fixes after which nothing may be left to fix: each makes the fixes that touched an earlier one's text.
const ROUNDS: usize = 12;

fn inside(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} is no part of {text:?}");
}

fn problems_inside(text: &str, problems: &[Problem]) {
    problems.iter().flat_map(|problem| problem.related.into_iter().chain([problem.span])).for_each(|s| inside(text, s));
}

fn node_inside(text: &str, node: &Node) {
    inside(text, node.span);
    for entry in node.entries() {
        inside(text, entry.key.span);
        node_inside(text, &entry.value);
    }
    if let NodeKind::Sequence { items, .. } = &node.kind {
        items.iter().for_each(|item| node_inside(text, item));
    }
}

/// Front matter of any format, and YAML files, are read; every span lies in the text.
pub fn front_matter_is_read(text: &str) {
    let mut problems = Vec::new();
    let (front_matter, body) = front_matter::parse(text, &mut problems);
    assert!(text.is_char_boundary(body));
    problems_inside(text, &problems);
    if let Some(front_matter) = front_matter {
        node_inside(text, &front_matter.root);
    }
    let (root, problems) = front_matter::parse_yaml(text);
    node_inside(text, &root);
    problems_inside(text, &problems);
}

/// Shortcodes are found, and masking them leaves every offset where it was.
pub fn shortcodes_are_read(text: &str) {
    let mut problems = Vec::new();
    let body = Span::new(0, text.len());
    let shortcodes = shortcode::parse(text, body, &ShortcodeTable::default(), &mut problems);
    problems_inside(text, &problems);
    shortcodes.iter().for_each(|shortcode| inside(text, shortcode.open));
    let masked = shortcode::mask(text, body, &shortcodes);
    assert!(masked.is_none_or(|masked| masked.len() == text.len()));
}

/// A page is parsed, and every span lies in the text.
pub fn a_page_is_parsed(text: &str) -> Document {
    let document = parse(text, &Dialect::default());
    problems_inside(text, &document.problems);
    inside(text, document.body);
    document.blocks.iter().for_each(|block| [block.span, block.content].into_iter().for_each(|s| inside(text, s)));
    document.headings.iter().for_each(|heading| inside(text, heading.span));
    document.links.iter().for_each(|link| [link.span, link.destination.span].into_iter().for_each(|s| inside(text, s)));
    document.code_spans.iter().for_each(|code| inside(text, code.content));
    document.prose.iter().for_each(|prose| inside(text, prose.span));
    document
}

/// A configuration, a configuration of Hugo and a rule file are read, or the error has a place in the file.
pub fn settings_are_read(text: &str) {
    let page = || ("content/en/a.md".to_owned(), "# a\n".to_owned());
    let sites = [
        vec![("tidings.yaml", text)],
        vec![("hugo.toml", text)],
        vec![("hugo.yaml", text)],
        vec![("tidings.yaml", "rules_dir: own\n"), ("own/own.yaml", text)],
        vec![
            ("tidings.yaml", "glossary: {files: [terms.yaml, terms.tsv]}\n"),
            ("terms.yaml", text),
            ("terms.tsv", text),
        ],
    ];
    for site in sites {
        let files = site.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).chain([page()]);
        match Project::in_memory(&files.collect()) {
            Ok(project) => assert_eq!(project.check(Tongue::En, |_| true).broken, []),
            Err(error) => {
                let said = error.what(Tongue::En);
                assert!(!said.is_empty() && !error.what(Tongue::Zh).is_empty(), "{said}");
            }
        }
    }
}

/// A site of one page and its translation.
pub fn site(original: &str, translation: &str) -> Project {
    let files = [("hugo.toml", HUGO), ("tidings.yaml", SETTINGS), (ORIGINAL, original), (TRANSLATION, translation)];
    let files: BTreeMap<String, String> = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    Project::in_memory(&files).unwrap_or_else(|error| panic!("{}", error.what(Tongue::En)))
}

fn checked(project: &Project) -> Vec<Diagnostic> {
    let Outcome { diagnostics, broken, .. } = project.check(Tongue::En, |_| true);
    assert_eq!(broken, []);
    for found in &diagnostics {
        let edits = found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.location);
        for place in found.related.iter().map(|label| label.location).chain([found.primary]).chain(edits) {
            inside(&project.corpus.source(place.source).text, place.span);
        }
        assert!(found.message.chars().count() <= 500, "{}", found.message);
    }
    diagnostics
}

/// The site after the fixes, and whether any was made.
fn fixed(project: &Project, found: &[Diagnostic]) -> (Project, usize) {
    let fixed = fix::apply(&project.corpus, found, Applicability::Unsafe);
    let text = |path: &str| {
        let id = project.corpus.find(path).expect("the site has both pages");
        fixed.texts.get(&id).map_or_else(|| project.corpus.source(id).text.to_string(), String::clone)
    };
    (site(&text(ORIGINAL), &text(TRANSLATION)), fixed.made)
}

/// How many findings each rule has on each page.
fn counts(found: &[Diagnostic]) -> BTreeMap<(Arc<str>, SourceId), usize> {
    let mut counts = BTreeMap::new();
    for d in found {
        *counts.entry((d.rule.clone(), d.primary.source)).or_default() += 1;
    }
    counts
}

/// Fixing as `check --fix` does it adds no finding, says what was changed, and has nothing to do a second time.
pub fn a_pair_is_fixed_for_good(original: &str, translation: &str) {
    let mut project = site(original, translation);
    let first = checked(&project);
    let everywhere = |_: SourceId| true;
    let wanted = Wanted { tongue: Tongue::En, least: Applicability::Unsafe, rules: None, selected: &everywhere };
    let fixes = project.fix(wanted);
    assert!(!fixes.stopped, "fixes do not come to an end in {original:?} {translation:?}");
    let (before, after) = (counts(&first), counts(&fixes.outcome.diagnostics));
    for (place, count) in &after {
        assert!(before.get(place) >= Some(count), "{place:?} is new after fixing {original:?} {translation:?}");
    }
    assert_eq!(fixes.outcome.diagnostics, checked(&project), "what is reported is what a run on the new texts finds");
    let texts = |project: &Project| project.corpus.sources().iter().map(|s| s.text.to_string()).collect::<Vec<_>>();
    let fixed = texts(&project);
    let again = project.fix(wanted);
    assert_eq!((again.count(), texts(&project)), (0, fixed), "a second run changes {original:?} {translation:?}");
}

/// Two pages are checked; every fix can be made, mends what it belongs to, and all fixes together come to an end.
pub fn a_pair_is_checked_and_fixed(original: &str, translation: &str) {
    let mut project = site(original, translation);
    let mut found = checked(&project);
    let fixable = |found: &&Diagnostic| {
        found.fix.as_ref().is_some_and(|fix| fix.applicability >= Applicability::Unsafe && !fix.edits.is_empty())
    };
    let count = |all: &[Diagnostic], one: &Diagnostic| {
        all.iter().filter(|other| other.rule == one.rule && other.message == one.message).count()
    };
    if let Some(one) = found.iter().find(fixable) {
        let (mended, made) = fixed(&project, std::slice::from_ref(one));
        assert_eq!(made, 1, "the fix of {one:?} cannot be made");
        let left = count(&checked(&mended), one);
        assert!(left < count(&found, one), "{one:?} is still there after its fix in {original:?} {translation:?}");
    }
    for _ in 0..ROUNDS {
        let (next, made) = fixed(&project, &found);
        if made == 0 {
            return;
        }
        (found, project) = (checked(&next), next);
    }
    let left: Vec<&Diagnostic> = found.iter().filter(fixable).collect();
    panic!("fixes do not come to an end: {left:#?} in {original:?} {translation:?}");
}
