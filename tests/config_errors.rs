//! Broken configurations: each error stands at its exact place and says what to do, in both languages.

use std::fs;
use std::path::Path;

use tidings::config::Error;
use tidings::discover::{self, OpenError, Root};
use tidings::words::Tongue;

/// A folder with the files of a case; the first is the configuration.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn error(folder: &Path) -> Error {
    let root = fs::canonicalize(folder).unwrap();
    let config = root.join("tidings.yaml");
    match discover::open(&Root { config: config.exists().then_some(config), folder: root }) {
        Err(OpenError::Config(error)) => *error,
        other => panic!("expected an error in the configuration, found {other:?}"),
    }
}

const TABLE: &[(&str, &str)] = &[
    ("sorce: en\n", "1:1: unknown key `sorce`; did you mean `source`?"),
    ("source: en\n\nlinks:\n  polcy: auto\n", "4:3: unknown key `polcy`; did you mean `policy`?"),
    ("# 注释\n语言: zh\n", "2:1: unknown key `语言`; use one of "),
    ("generator: hogo\n", "1:12: unknown value `hogo`; did you mean `hugo`?"),
    ("languages: zh\n", "1:12: expected a list, found `zh`; write a list"),
    ("languages: [zh, docs]\n", "1:17: `docs` is not a language tag; write a tag such as `zh`, `zh-cn` or `pt-BR`"),
    ("source: [en]\n", "1:9: expected text, found a list; write text"),
    ("languages:\n", "1:11: expected a list, found nothing; write a list"),
    ("kinds: [{name: , path: x}]\n", "1:15: expected text, found nothing; write text"),
    ("bundles: 3\n", "1:10: expected `true` or `false`, found `3`; write `true` or `false`"),
    ("anchors:\n  policy: {zh: presrve}\n", "2:16: unknown value `presrve`; did you mean `preserve`?"),
    ("anchors: {policy: {wuu-hmm: auto}}\n", "1:20: `wuu-hmm` is not a language tag; write a tag such as"),
    ("anchors: {hugo: newest}\n", "1:17: `newest` is not a Hugo version; write a version such as `0.147.9`"),
    ("rules:\n  anchor-differs: fatal\n", "2:19: unknown value `fatal`; use one of `off`, `info`, `warning`, `error`"),
    ("rules:\n  anchor-differs: {severity: eror}\n", "2:30: unknown value `eror`; did you mean `error`?"),
    ("rules:\n  anchor-differs: [off]\n", "2:19: expected a severity (`error`, `warning`, `info` or `off`)"),
    ("include: ['blog/[']\n", "1:11: not a valid glob: "),
    ("kinds:\n  - name: x\n    path: '('\n", "3:11: not a valid regular expression: unclosed group; "),
    ("kinds:\n  - path: x\n", "2:5: the key `name` is missing; add `name` here"),
    ("kinds:\n  - {name: x, path: x, schema: {type: strin}}\n", "2:32: not a valid JSON Schema: "),
    ("pages: ['content/{path}']\n", "1:9: not a valid page template: nothing in it says which language a page is in; "),
    ("pages: ['{lang}/{name']\n", "1:9: not a valid page template: a brace is not closed; "),
    (
        "pages:\n  - source: 'en/{path}'\n    translation: '{lang}/x.md'\n",
        "3:18: not a valid page template: it has neither",
    ),
    ("pages: ['{lang}/{pth}']\n", "1:9: not a valid page template: `{pth}`; "),
    ("links: {hosts: [[a]]}\n", "1:17: expected a list of two texts, found a list; "),
    ("limits: {file_size: 10 parsecs}\n", "1:21: `10 parsecs` is not a size; write a number of bytes, or a size"),
    ("external:\n  excude: []\n", "2:3: unknown key `excude`; did you mean `exclude`?"),
    ("external: {timeout: 20}\n", "1:21: `20` is not a length of time; write a length with its unit, such as `500ms`"),
    ("external: {per_host: 0}\n", "1:22: `0` is not a number from 1 to 1000; "),
    ("external: {accept: [ok]}\n", "1:21: `ok` is not a status of HTTP; "),
    ("external: {allow: ['10.0.0.0/99']}\n", "1:20: `10.0.0.0/99` is neither a host nor a network; "),
    ("external: {resolve: {a.io: here}}\n", "1:28: `here` is not an address; "),
    ("external: {hosts: {a.io: {headrs: {}}}}\n", "1:27: unknown key `headrs`; did you mean `headers`?"),
    ("external: {cache: ../cache.json}\n", "1:19: `../cache.json` lies outside the site; "),
    ("external: {remap: [['(', x]]}\n", "1:21: not a valid regular expression: "),
    ("front_matter: {map: {aliases: ['[', x]}}\n", "1:32: not a valid regular expression: "),
    ("syntax: {shortcodes: {tip: html}}\n", "1:28: unknown value `html`; use one of `markdown`, `code`, `none`"),
    ("extends: isto\n", "1:10: there is no preset `isto`; did you mean `istio`?"),
    (
        "extends: [istio, chromium]\n",
        "1:18: there is no preset `chromium`; use one of `istio`, `kubernetes`, or a file",
    ),
    ("extends: ./none.yaml\n", "1:10: cannot read `./none.yaml`: there is no such file or folder; correct the path"),
    ("extends: ../up.yaml\n", "1:10: `../up.yaml` lies outside the repository; "),
    ("extends: /etc/hosts.yaml\n", "1:10: `/etc/hosts.yaml` lies outside the repository; "),
    ("extends: ./tidings.yaml\n", "1:10: `./tidings.yaml` extends itself; "),
    ("root: ../other\n", "1:7: `../other` lies outside the repository; "),
    ("version: 7\n", "1:10: this file has format version 7; this tidings reads version 1; use a newer tidings"),
    ("sites: {root: a}\n", "1:8: expected a list, found a mapping; write a list"),
    ("sites:\n  - root: a\n    sorce: en\n", "3:5: unknown key `sorce`; did you mean `source`?"),
    ("source: en\nsource: zh\n", "2:1: the key `source` is given twice; keep one of the two"),
    ("- a\n- b\n", "1:1: expected a mapping, found a list; write a mapping"),
    ("just words\n", "1:1: expected a mapping, found `just words`; write a mapping"),
    ("messages: fr\n", "1:11: unknown value `fr`; use one of `en`, `zh`"),
    (
        "source: *nowhere\n",
        "1:9: there is no anchor `&nowhere` before this alias; write the value in place of the alias",
    ),
    ("source: \"en\nlinks: {}\n", "1:9: not valid YAML: "),
    ("links: {policy: {zh: prefixed}\n", "1:8: not valid YAML: "),
    ("overrides: [{paths: 'news/**'}]\n", "1:21: expected a list, found `news/**`; write a list"),
];

#[test]
fn every_error_has_its_place_and_its_cure() {
    let mut wrong = Vec::new();
    for (text, expected) in TABLE {
        let folder = folder(&[("tidings.yaml", text)]);
        let error = error(folder.path());
        let line = error.line_form(Tongue::En);
        if !line.starts_with(&format!("tidings.yaml:{expected}")) {
            wrong.push(format!("{text}  found    {line}\n  expected {expected}"));
        }
        let chinese = error.line_form(Tongue::Zh);
        assert!(!chinese.contains("config-") && !line.contains("config-"), "{text}: {chinese} / {line}");
        assert_ne!(error.what(Tongue::Zh), error.what(Tongue::En), "{text}");
        assert!(error.cure(Tongue::Zh).is_some_and(|cure| !cure.is_empty()), "{text}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn errors_in_other_files_name_those_files() {
    let rows: &[(&[(&str, &str)], &str)] = &[
        (
            &[("tidings.yaml", "extends: ./shared/base.yaml\n"), ("shared/base.yaml", "source: en\nlnks: {}\n")],
            "shared/base.yaml:2:1: unknown key `lnks`; did you mean `links`?",
        ),
        (
            &[
                ("tidings.yaml", "extends: ./a.yaml\n"),
                ("a.yaml", "extends: b.yaml\n"),
                ("b.yaml", "extends: [./a.yaml]\n"),
            ],
            "b.yaml:1:11: `./a.yaml` extends itself; remove one link of the circle `tidings.yaml` → `a.yaml` → `b.yaml` → `a.yaml`",
        ),
        (
            &[("tidings.yaml", "kinds: [{name: x, path: x, schema: s.yaml}]\n"), ("s.yaml", "type: 7\n")],
            "s.yaml:1:1: not a valid JSON Schema: ",
        ),
        (
            &[("hugo.toml", "title = 'x'\n[languages\n"), ("content/a.md", "x\n")],
            "hugo.toml:2:11: this file of the site's generator cannot be read: ",
        ),
        (
            &[("hugo.yaml", "title: x\nlanguages: {en: a: b}\n"), ("content/a.md", "x\n")],
            "hugo.yaml:2:18: not valid YAML: ",
        ),
        (
            &[("hugo.json", "{\"title\": \"发布\", }\n"), ("content/a.md", "x\n")],
            "hugo.json:1:17: this file of the site's generator cannot be read: trailing comma",
        ),
    ];
    for (files, expected) in rows {
        let folder = folder(files);
        let line = error(folder.path()).line_form(Tongue::En);
        assert!(line.starts_with(expected), "\n  found    {line}\n  expected {expected}");
    }
}

#[test]
fn bombs_are_stopped_at_once() {
    let mut aliases = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        aliases.push_str(&format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 3].join(", ")));
    }
    let brackets = format!("languages: {}\n", "[".repeat(200_000));
    let long = format!("source: {}\n", "x".repeat(2 << 20));
    for text in [aliases.as_str(), &brackets, &long] {
        let folder = folder(&[("tidings.yaml", text)]);
        let root = fs::canonicalize(folder.path()).unwrap();
        let config = Some(root.join("tidings.yaml"));
        let start = std::time::Instant::now();
        let result = discover::open(&Root { folder: root, config });
        assert!(result.is_err());
        assert!(start.elapsed().as_millis() < 1_000, "{} ms", start.elapsed().as_millis());
    }
}

#[test]
fn good_configurations_are_read() {
    for text in [
        "",
        "# nothing\n",
        "version: 1\nextends: istio\n",
        "extends: [istio, ./more.yaml]\nrules: {anchor-differs: off, x: {severity: info, limit: 3}}\n",
        "anchors: {policy: {default: auto, ja: localized}}\nlinks: {policy: prefixed}\n",
        "pages: ['{lang}/{path}', {source: 'x/{path}', translation: {zh: 'y/{path}'}}]\nlanguages: [zh]\n",
    ] {
        let folder = folder(&[("tidings.yaml", text), ("more.yaml", "source: en\n")]);
        let root = fs::canonicalize(folder.path()).unwrap();
        let config = Some(root.join("tidings.yaml"));
        let projects =
            discover::open(&Root { folder: root, config }).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(projects.len(), 1, "{text}");
    }
}

#[test]
fn several_sites_share_what_stands_above_them() {
    let text = "source: en\nlanguages: [zh]\nrules: {a: off}\nsites:\n  - root: one\n    pages: ['{lang}/{path}']\n  - root: two\n    source: zh\n    languages: [en]\n    rules: {b: info}\n";
    let folder = folder(&[("tidings.yaml", text), ("one/en/a.md", "x\n"), ("two/zh/a.md", "x\n")]);
    let root = fs::canonicalize(folder.path()).unwrap();
    let config = Some(root.join("tidings.yaml"));
    let projects = discover::open(&Root { folder: root, config }).unwrap();
    let seen: Vec<(&str, &str, usize)> = projects
        .iter()
        .map(|project| (project.root.as_str(), &*project.site.languages[0].tag, project.settings.rules.len()))
        .collect();
    assert_eq!(seen, [("one", "en", 1), ("two", "zh", 2)]);
    let (path, at) = projects[1].locate(&["rules", "b"]).unwrap();
    assert_eq!((path, at.line, at.column), ("tidings.yaml", 10, 13));
}
