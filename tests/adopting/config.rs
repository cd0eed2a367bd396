//! `tidings config` and `tidings schema`.

use super::{EN, Site, ZH};

#[test]
fn every_value_has_an_origin() {
    let site = Site::new(&[
        ("content/en/a.md", "---\ntitle: A\n---\n"),
        (
            "tidings.yaml",
            "extends: istio\nanchors:\n  policy: {zh: localized}\noverrides:\n  - paths: ['content/zh/**']\n    rules: {date-differs: off}\n",
        ),
    ]);
    let ran = site.run(&["config", "anchors.policy", "source", "overrides"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let line = |key: &str| {
        let line = ran.out.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{key} in {}", ran.out));
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("anchors.policy.zh"), "localized tidings.yaml:3:16");
    assert!(line("anchors.policy.uk").starts_with("preserve preset istio:"));
    assert_eq!(line("source"), "en hugo.toml (detected)");
    assert_eq!(line("overrides[0].rules.date-differs"), "off tidings.yaml:6:27");
}

#[test]
fn programs_read_it_as_json() {
    let site = Site::new(&[("content/en/a.md", ""), ("tidings.yaml", "limits: {file_size: 1MiB}\n")]);
    let ran = site.run(&["config", "--format", "json"]);
    let view: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(view["schema"], 1);
    let values = view["values"].as_array().expect("a list");
    let value = |key: &str| values.iter().find(|value| value["key"] == key).cloned().unwrap_or_default();
    assert_eq!(
        value("limits.file_size")["origin"],
        serde_json::json!({"kind": "file", "path": "tidings.yaml", "line": 1, "column": 21})
    );
    assert_eq!(value("generator")["origin"], serde_json::json!({"kind": "detected", "path": "hugo.toml"}));
    assert_eq!(value("external.retries")["origin"], serde_json::json!({"kind": "default"}));
}

#[test]
fn a_key_that_says_nothing_and_a_wrong_file() {
    let site = Site::new(&[("content/en/a.md", "")]);
    let ran = site.run(&["config", "anchor"]);
    assert_eq!((ran.code, ran.err.contains("did you mean")), (2, true), "{ran:?}");
    site.write("tidings.yaml", "anchors: {polcy: auto}\n");
    let ran = site.run(&["config"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("tidings.yaml:1:11") && ran.err.contains("`policy`"), "{}", ran.err);
}

#[test]
fn several_files_are_laid_over_each_other_in_their_order() {
    let site = Site::new(&[
        ("content/en/a.md", ""),
        ("tidings.yaml", "extends: [one.yaml, team/two.yaml]\nrules: {date-differs: info}\n"),
        ("one.yaml", "rules: {date-differs: off, doubled-word: off, number-differs: off}\n"),
        ("team/two.yaml", "extends: three.yaml\nrules: {doubled-word: error}\n"),
        ("team/three.yaml", "rules: {number-differs: error, doubled-word: info}\n"),
    ]);
    let out = site.run(&["config", "rules"]).out;
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(rows.contains(&vec!["rules.date-differs", "info", "tidings.yaml:2:23"]), "{out}");
    assert!(rows.contains(&vec!["rules.doubled-word", "error", "team/two.yaml:2:23"]), "{out}");
    assert!(rows.contains(&vec!["rules.number-differs", "error", "team/three.yaml:1:25"]), "{out}");
}

#[test]
fn overrides_hold_for_their_pages_and_take_no_parameters() {
    let page = "---\ntitle: A\n---\n\nThe the lamp.\n";
    let site = Site::new(&[
        ("content/en/news/a.md", page),
        ("content/en/blog/b.md", page),
        ("content/en/blog/c.md", page),
        (
            "tidings.yaml",
            "rules: {page-missing: off}\noverrides:\n  - {paths: ['content/*/news/**'], rules: {doubled-word: error}}\n  - {paths: ['**/c.md'], languages: [en], rules: {doubled-word: off}}\n",
        ),
    ]);
    let findings = site.run(&["check", "--format", "short"]).findings();
    assert_eq!(
        findings,
        ["content/en/blog/b.md:5:1: warning[doubled-word]", "content/en/news/a.md:5:1: error[doubled-word]"]
    );
    site.write("tidings.yaml", "overrides:\n  - rules: {untranslated-text: {severity: info, words: 9}}\n");
    let ran = site.run(&["check"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("tidings.yaml:2:49") && ran.err.contains("`words`"), "{}", ran.err);
}

#[test]
fn schemas_are_written() {
    let site = Site::new(&[]);
    for (of, title) in [("config", "tidings.yaml"), ("rule", "A rule of tidings")] {
        let ran = site.run(&["schema", of]);
        let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(schema["title"], title);
    }
}

#[test]
fn settings_that_come_to_nothing_are_named() {
    let site = Site::new(&[(EN, "Text.\n"), (ZH, "正文。\n")]);
    let said = |config: &str| {
        site.write("tidings.yaml", config);
        let ran = site.check(&[]);
        (ran.code, ran.err.lines().next().unwrap_or_default().to_owned())
    };
    assert_eq!(said("source: en\noverrides: [{paths: ['content/zh/**'], rules: {}}]\n"), (0, String::new()));
    assert_eq!(
        said("overrides:\n- paths: [content/zh/**, 'contnt/**']\n  rules: {doubled-word: off}\n"),
        (0, "warning: tidings.yaml:2:26: no page of this site fits `contnt/**`".to_owned())
    );
    let (code, error) = said("source: fr\n");
    assert_eq!(code, 2, "nothing can be compared");
    assert!(error.starts_with("error: tidings.yaml:1:9: no page of this site is in `fr`"), "{error}");
    assert_eq!(said("rules_dir: lint\n"), (2, "error: tidings.yaml:1:12: there is no folder `lint`".to_owned()));
    // What a preset says fits sites that have not all of its pages.
    assert_eq!(said("extends: istio\n").1, "");
}

#[test]
fn folders_that_are_not_there_and_files_that_are_no_pages_are_refused() {
    let site = Site::new(&[(EN, "Text.\n")]);
    let ran = site.check(&["--root", "nowhere"]);
    assert_eq!((ran.code, ran.err.lines().next()), (2, Some("error: nowhere: there is no such file or folder")));
    let ran = site.check(&["hugo.toml"]);
    assert!(ran.code == 2 && ran.err.starts_with("error: `hugo.toml` matches no page of the site"), "{}", ran.err);
}
