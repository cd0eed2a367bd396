//! `tidings init`.

use std::path::Path;

use crate::shared::shared;
use tidings::project::{Project, Request};
use tidings::words::Tongue;

use super::Site;

/// Pages of a site without a generator, Chinese ones with ids of their own and links with a prefix.
fn plain() -> Vec<(String, String)> {
    let page = |lang: &str, n: usize| {
        let title = if lang == "en" { format!("The lamp number {n}") } else { format!("第 {n} 盏灯") };
        let text = format!("---\ntitle: {title}\nweight: {n}\n---\n\n## {title}\n\nText.\n");
        (format!("docs/{lang}/page-{n}.md"), text)
    };
    (1..=24).flat_map(|n| [page("en", n), page("zh", n)]).collect()
}

#[test]
fn what_was_guessed_and_learned_is_written_down_with_what_was_seen() {
    let site = Site::new(&[]);
    std::fs::remove_file(site.path().join("hugo.toml")).expect("it was written");
    plain().iter().for_each(|(path, text)| site.write(path, text));
    let ran = site.run(&["init"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = site.read("tidings.yaml");
    let code: Vec<&str> = text.lines().filter(|line| !line.trim().starts_with('#') && !line.is_empty()).collect();
    assert_eq!(
        code,
        [
            "version: 1",
            "source: en",
            "languages: [zh]",
            "pages:",
            "  - source: \"docs/{lang}/{path}\"",
            "    translation: \"docs/{lang}/{path}\"",
            "anchors:",
            "  policy:",
            "    zh: localized",
            "front_matter:",
            "  equal: [weight]",
            "  text: [title]",
        ]
    );
    for seen in
        ["48 pages", "zh 24 (24 with an original)", "0 headings have a written id, 24", "weight 24/24", "title 0/24"]
    {
        assert!(text.contains(seen), "{seen} in\n{text}");
    }
    assert_eq!(site.run(&["check", "--format", "short"]).findings(), Vec::<String>::new());
}

#[test]
fn a_file_is_replaced_only_by_force() {
    let site = Site::new(&[("content/en/a.md", "text\n"), ("tidings.yaml", "version: 1 # mine\n")]);
    let ran = site.run(&["init"]);
    assert_eq!((ran.code, site.read("tidings.yaml").as_str()), (2, "version: 1 # mine\n"));
    let shown = site.run(&["init", "--stdout"]);
    assert_eq!((shown.code, site.read("tidings.yaml").as_str()), (0, "version: 1 # mine\n"));
    assert_eq!(site.run(&["init", "--force"]).code, 0);
    assert_eq!(site.read("tidings.yaml"), shown.out);
    assert!(shown.out.contains("`source: en` is read from hugo.toml."), "{}", shown.out);
}

#[test]
fn it_speaks_chinese_and_refuses_a_folder_without_pages() {
    let site = Site::new(&[("content/en/a.md", "text\n")]);
    let shown = site.run(&["init", "--stdout", "--lang", "zh"]);
    assert!(shown.out.contains("读自 hugo.toml"), "{}", shown.out);
    let empty = Site::new(&[]);
    let ran = empty.run(&["init"]);
    assert_eq!((ran.code, empty.path().join("tidings.yaml").exists()), (2, false), "{ran:?}");
    assert_eq!(empty.run(&["init", "nowhere"]).code, 2);
}

/// What is reported of a site under a configuration, a line for each finding.
fn report(folder: &Path, text: &str) -> Vec<String> {
    let request = Request { no_baseline: true, ..Request::of(folder) };
    let (project, _) = Project::open_as(&request, Some(text)).unwrap_or_else(|error| panic!("{error:?}"));
    let found = project.check(Tongue::En, |_| true).diagnostics;
    let line = |d: &tidings::diagnostic::Diagnostic| {
        let page = &project.corpus.source(d.primary.source).path;
        format!("{page}:{}: {}[{}] {}", d.primary.span.start, d.severity.as_str(), d.rule, d.message)
    };
    found.iter().map(line).collect()
}

#[test]
fn real_sites_are_reported_as_under_their_own_configurations() {
    let Some(shared) = shared("") else { return };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    for name in ["karmada", "volcano", "rsbuild", "rspack"] {
        let folder = shared.join("corpus").join(name);
        let site = Site::new(&[]);
        let ran = site.run(&["init", "--stdout", &folder.to_string_lossy()]);
        assert_eq!(ran.code, 0, "{name}: {ran:?}");
        let by_hand = std::fs::read_to_string(own.join(format!("{name}.yaml"))).expect("it is part of the tests");
        let (expected, found) = (report(&folder, &by_hand), report(&folder, &ran.out));
        let missing: Vec<&String> = expected.iter().filter(|line| !found.contains(line)).collect();
        let more: Vec<&String> = found.iter().filter(|line| !expected.contains(line)).collect();
        assert!(missing.is_empty() && more.is_empty(), "{name}: missing {missing:#?}\nmore {more:#?}");
    }
}

#[test]
fn sites_with_a_preset_get_it() {
    let Some(shared) = shared("") else { return };
    for (name, preset) in [("istio.io", "istio"), ("kubernetes", "kubernetes")] {
        let folder = shared.join("corpus").join(name);
        let ran = Site::new(&[]).run(&["init", "--stdout", &folder.to_string_lossy()]);
        let code: Vec<&str> = ran.out.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        assert_eq!(code, ["version: 1", &format!("extends: {preset}")], "{}", ran.out);
    }
}
