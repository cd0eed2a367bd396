use super::{EN, Site, ZH};

/// A page with a finding in every kind of block.
const PAGE: &str = "\
---
title: Announcing the the Lantern 2.4
description: A a lamp.
---

## The the lamp

The the
lamp.

- One one
- Two
  - Three three

    The the end.

> Four four

|a a|b|
|---|---|
|c|the\u{200b}lamp|

{{< tip >}}
Five five
{{< /tip >}}

1. First

   ```sh
   x
   ```

   Last last
";

#[test]
fn every_finding_can_be_allowed_where_it_stands() {
    let site = Site::new(&[(EN, PAGE)]);
    let before = site.check(&[]).findings();
    assert!(before.len() == 9, "{before:?}");
    let ran = site.check(&["--add-suppressions=the band is called so"]);
    assert_eq!((ran.code, ran.findings().len()), (0, 0), "{ran:?}\n{}", site.read(EN));
    assert!(ran.err.contains(&format!("{} findings silenced in 1 page", before.len())), "{}", ran.err);
    assert_eq!((site.check(&[]).code, site.check(&[]).out.as_str()), (0, ""));
    let page = site.read(EN);
    // Without the directives the page is what it was.
    let pattern =
        regex::Regex::new(r"(?m)^[> ]*<!-- tidings: .*?-->\n|^ *# tidings: .*\n| <!-- tidings: .*?-->").unwrap();
    assert_eq!(pattern.replace_all(&page, ""), PAGE);
    assert!(page.contains("- One one <!-- tidings: allow doubled-word the band is called so -->\n"), "{page}");
    assert!(page.contains("\n<!-- tidings: allow doubled-word the band is called so -->\n## The the lamp\n"), "{page}");
    // A second run has nothing to do.
    site.check(&["--add-suppressions=again"]);
    assert_eq!(site.read(EN), page);
}

#[test]
fn fields_and_missing_blocks_can_be_allowed() {
    let en = "---\ntitle: Announcing Lantern 2.4\nrelease: 2.4.0\n---\n\nOne lamp.\n\nTwo lamps burn.\n\n- a b c\n- d e f\n\n```sh\nlamp on\n```\n";
    let zh = "---\ntitle: 发布 Lantern 2.4\nrelease: 2.5.0\n---\n\n一盏灯。\n\n- 甲乙丙\n\n```sh\nlamp off\n```\n";
    let site = Site::new(&[(EN, en), (ZH, zh)]);
    site.write("tidings.yaml", "front_matter:\n  equal: [release]\n");
    let before = site.check(&[]).findings();
    assert!(before.iter().any(|finding| finding.contains("block-missing")), "{before:?}");
    assert!(before.iter().any(|finding| finding.contains("field-differs")), "{before:?}");
    let ran = site.check(&["--add-suppressions=as agreed"]);
    assert_eq!((ran.code, ran.findings().len()), (0, 0), "{ran:?}\n{}", site.read(ZH));
    assert_eq!(site.check(&[]).out, "", "{}", site.read(ZH));
    assert_eq!(site.read(EN), en);
    let zh = site.read(ZH);
    assert!(zh.contains("\n# tidings: allow field-differs, release-mismatch as agreed\nrelease"), "{before:?}\n{zh}");
}

#[test]
fn a_page_without_a_text_is_allowed_as_a_whole() {
    let en = "---\ntitle: Announcing Lantern 2.4\n---\n\nOne lamp.\n\nTwo lamps burn.\n";
    let site = Site::new(&[(EN, en), (ZH, "---\ntitle: 发布 Lantern 2.4\n---\n")]);
    assert!(!site.check(&[]).findings().is_empty());
    let ran = site.check(&["--add-suppressions=as agreed"]);
    assert_eq!((ran.code, ran.findings().len()), (0, 0), "{ran:?}\n{}", site.read(ZH));
    assert_eq!(site.check(&[]).out, "", "{}", site.read(ZH));
}

#[test]
fn line_ends_and_marks_stay() {
    let page = "\u{feff}---\r\ntitle: a\r\n---\r\n\r\nThe the.\r\n";
    let site = Site::new(&[(EN, page)]);
    site.check(&["--add-suppressions=a name"]);
    let after = site.read(EN);
    assert_eq!(after, page.replace("The", "<!-- tidings: allow doubled-word a name -->\r\nThe"));
    assert_eq!(site.check(&[]).findings(), [""; 0]);
}

#[test]
fn a_reason_that_ends_its_comment_is_refused() {
    let site = Site::new(&[(EN, PAGE)]);
    for reason in ["", "  ", "a --> b", "a\nb", "a | b", "*/}"] {
        let ran = site.check(&[&format!("--add-suppressions={reason}")]);
        assert_eq!(ran.code, 2, "{reason:?}: {ran:?}");
    }
    assert_eq!(site.read(EN), PAGE);
}

#[test]
fn pages_can_be_allowed_by_path() {
    let site = Site::new(&[(EN, "The the.\n"), ("content/en/other.md", "The the.\n")]);
    let allow = |paths: &str| format!("allow:\n  - rules: doubled-word\n    paths: [{paths}]\n    reason: a name\n");
    site.write("tidings.yaml", &allow("content/en/news/**"));
    assert_eq!(site.check(&[]).findings(), ["content/en/other.md:1:1: warning[doubled-word]"]);
    site.write("tidings.yaml", &allow("content/en/**"));
    assert_eq!((site.check(&[]).code, site.check(&[]).out.as_str()), (0, ""));
    // One that is of no use is told with its place, but not when only some pages were asked about.
    site.write(
        "tidings.yaml",
        &allow("content/fr/**").replace("allow:", "allow:\n  - rules: doubled-word\n    reason: x"),
    );
    let ran = site.check(&[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("tidings.yaml:4:5: nothing is found any more"), "{}", ran.err);
    assert_eq!((site.check(&["content/en"]).code, site.check(&[EN]).err.as_str()), (1, ""));
    site.write("tidings.yaml", &allow("x").replace("doubled-word", "double-word"));
    let ran = site.check(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no rule `double-word`") && ran.err.contains("doubled-word"), "{}", ran.err);
    site.write("tidings.yaml", "allow:\n  - rules: doubled-word\n");
    assert!(site.check(&[]).err.contains("reason"), "{}", site.check(&[]).err);
}

#[test]
fn a_directive_is_for_its_own_page_only() {
    let en = "## New {#new}\n\n<!-- tidings: allow number-differs both are right -->\nIt burns for 24 hours.\n";
    let zh = "## 新特性 {#new}\n\n它能亮 36 小时。\n";
    let site = Site::new(&[(EN, en), (ZH, zh)]);
    let found = site.check(&[]).findings();
    assert!(found.iter().any(|line| line.starts_with(ZH) && line.contains("number-differs")), "{found:?}");
    assert!(found.iter().any(|line| line.starts_with(EN) && line.contains("unused-suppression")), "{found:?}");
    site.write(EN, &en.replace("<!-- tidings: allow number-differs both are right -->\n", ""));
    site.write(ZH, &zh.replace("它能", "<!-- tidings: allow number-differs both are right -->\n它能"));
    assert_eq!(site.check(&[]).findings(), [""; 0]);
}

#[test]
fn nothing_is_said_of_rules_that_did_not_run() {
    let site = Site::new(&[(EN, "<!-- tidings: allow doubled-word a name -->\nLamp.\n")]);
    assert_eq!(site.check(&[]).findings(), [format!("{EN}:1:21: warning[unused-suppression]")]);
    site.write("tidings.yaml", "rules:\n  doubled-word: off\n");
    assert_eq!(site.check(&[]).findings(), [""; 0]);
    site.write("tidings.yaml", "overrides:\n  - languages: [en]\n    rules:\n      doubled-word: off\n");
    assert_eq!(site.check(&[]).findings(), [""; 0]);
}

#[test]
fn mdx_has_comments_of_its_own() {
    let site = Site::new(&[("content/en/a.mdx", "# The the\n\n- One one\n")]);
    site.write("tidings.yaml", "syntax: {mdx: true}\n");
    let ran = site.check(&["--add-suppressions=a name"]);
    assert_eq!((ran.code, ran.findings().len()), (0, 0), "{ran:?}");
    let expected = "{/* tidings: allow doubled-word a name */}\n# The the\n\n- One one {/* tidings: allow doubled-word a name */}\n";
    assert_eq!(site.read("content/en/a.mdx"), expected);
    assert_eq!(site.check(&[]).findings(), [""; 0]);
}
