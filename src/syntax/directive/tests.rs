use super::*;
use crate::syntax::{Dialect, parse};

/// What each directive covers, and the faults.
fn covered(text: &str) -> (Vec<(String, String)>, Vec<FaultKind>) {
    covered_in(text, &Dialect::default())
}

fn covered_in(text: &str, dialect: &Dialect) -> (Vec<(String, String)>, Vec<FaultKind>) {
    let document = parse(text, dialect);
    let found = read(text, &document).unwrap_or_default();
    let allowed = found.allowances.iter().map(|a| (a.rule.to_string(), a.covers.of(text).to_owned()));
    (allowed.collect(), found.faults.iter().map(|fault| fault.kind).collect())
}

/// The text that the only directive covers, without its own.
fn only(text: &str) -> String {
    let (allowed, faults) = covered(text);
    assert_eq!((allowed.len(), faults.len()), (1, 0), "{text}: {allowed:?} {faults:?}");
    allowed[0].1.split_once("-->\n").map_or(allowed[0].1.clone(), |(_, rest)| rest.trim_start().to_owned())
}

#[test]
fn a_comment_of_its_own_is_for_the_next_block() {
    assert_eq!(only("a\n\n<!-- tidings: allow x why -->\nb\nc\n\nd\n"), "b\nc");
    assert_eq!(only("<!-- tidings: allow x -->\n\n## h\n\nd\n"), "## h");
    assert_eq!(only("<!-- tidings: allow x -->\n- a\n- b\n\nd\n"), "- a\n- b");
    assert_eq!(only("- a\n  <!-- tidings: allow x -->\n- b\n- c\n"), "- b");
    assert_eq!(only("- a\n\n  <!-- tidings: allow x -->\n  ```sh\n  b\n  ```\n- c\n"), "```sh\n  b\n  ```");
    assert_eq!(only("> <!-- tidings: allow x -->\n> a\n\nb"), "> a");
    assert_eq!(only("{{% tip %}}\n<!-- tidings: allow x -->\na\n\nb\n{{% /tip %}}\n"), "a");
    assert_eq!(only("a\n\n<!-- tidings: allow x -->\n<!-- an ordinary one -->\n\nb"), "<!-- an ordinary one -->");
}

#[test]
fn a_comment_in_a_text_is_for_its_block() {
    assert_eq!(only("a\n\nb <!-- tidings: allow x --> c\nd\n\ne"), "b <!-- tidings: allow x --> c\nd");
    assert_eq!(only("- a\n- b <!-- tidings: allow x -->\n  - c\n"), "- b <!-- tidings: allow x -->");
    let table = "|a|b|\n|-|-|\n|c|d <!-- tidings: allow x -->|\n|e|f|\n";
    assert!(only(table).contains('c') && !only(table).contains('e'), "{:?}", only(table));
}

#[test]
fn several_directives_before_a_block_are_all_for_it() {
    let (allowed, faults) = covered("a\n\n<!-- tidings: allow x -->\n\n<!-- tidings: allow y, z because -->\nb\n");
    assert_eq!(faults, []);
    assert_eq!(allowed.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), ["x", "y", "z"]);
    assert!(allowed.iter().all(|(_, text)| text.ends_with("-->\nb")), "{allowed:?}");
}

#[test]
fn ranges_are_closed_by_rule_or_all_at_once() {
    let text = "<!-- tidings: allow-start x, y why -->\na\n\n<!-- tidings: allow-end x -->\n\nb\n\n<!-- tidings: allow-end -->\nc";
    let (allowed, faults) = covered(text);
    assert_eq!(faults, []);
    assert!(allowed[0].1.ends_with("a\n\n") && allowed[1].1.ends_with("b\n\n"), "{allowed:?}");
    let (allowed, faults) = covered("<!-- tidings: allow-start x -->\na\n\n<!-- tidings: allow-end y -->\nb");
    assert_eq!(faults, [FaultKind::Unclosed, FaultKind::Unopened]);
    assert!(allowed[0].1.ends_with('b'));
}

#[test]
fn what_is_no_directive_is_a_fault_or_nothing() {
    assert_eq!(covered("<!-- tidings: alow x -->\na").1, [FaultKind::Word]);
    assert_eq!(covered("<!-- tidings: allow -->\na").1, [FaultKind::NoRule]);
    assert_eq!(covered("<!-- tidings: -->\na").1, [FaultKind::Word]);
    assert_eq!(
        covered("<!-- good tidings: allow x -->\n`<!-- tidings: allow x -->`\n\n    <!-- tidings: allow y -->\n").0,
        []
    );
    assert_eq!(covered("```md\n<!-- tidings: allow x -->\n```\n"), (vec![], vec![]));
}

#[test]
fn reasons_are_what_follows_the_names() {
    let reason =
        |text: &str| Words::read(text, Span::new(0, text.len())).unwrap().reason.map(|span| span.of(text).to_owned());
    assert_eq!(reason("<!-- tidings: allow a, b: it is so -->").as_deref(), Some("it is so"));
    assert_eq!(reason("<!-- tidings: allow a -- it is so -->").as_deref(), Some("it is so"));
    assert_eq!(reason("{/* tidings: allow a、b 原文如此 */}").as_deref(), Some("原文如此"));
    assert_eq!(reason("<!-- tidings: allow a -->"), None);
    assert_eq!(reason("<!--tidings:allow a--->"), None);
}

#[test]
fn comments_in_front_matter_are_for_fields() {
    let text =
        "---\n# tidings: allow x why\ntitle: a\nlist:\n  - b # tidings: allow y\n  # tidings: allow z\n  - c\n---\nd\n";
    let (allowed, faults) = covered(text);
    assert_eq!(faults, []);
    assert_eq!(allowed[0].1, "# tidings: allow x why\ntitle: a");
    assert_eq!(allowed[1].1, "b # tidings: allow y");
    assert_eq!(allowed[2].1, "# tidings: allow z\n  - c");
    let (allowed, _) = covered("---\naliases: # tidings: allow x\n  - b\n  - c\ntitle: d\n---\n");
    assert_eq!(allowed[0].1, "aliases: # tidings: allow x\n  - b\n  - c");
    let (allowed, _) = covered("+++\n# tidings: allow x\ntitle = \"a\"\n+++\n");
    assert_eq!(allowed[0].1, "# tidings: allow x\ntitle = \"a\"");
}

#[test]
fn a_field_allows_rules_for_the_page() {
    for front_matter in [
        "---\ntidings:\n  allow: [x, y]\n---\na",
        "---\ntidings:\n  allow: {x: why, y: }\n---\na",
        "{\"tidings\": {\"allow\": [\"x\", \"y\"]}}\na",
        "---\n# tidings: allow-page x, y\ntitle: b\n---\na",
    ] {
        let (allowed, faults) = covered(front_matter);
        assert_eq!(faults, [], "{front_matter}");
        assert_eq!(
            allowed.iter().map(|(rule, text)| (rule.as_str(), text.len())).collect::<Vec<_>>(),
            [("x", front_matter.len()), ("y", front_matter.len())]
        );
    }
    assert_eq!(covered("---\ntidings: {alow: [x]}\n---\n").1, [FaultKind::Word]);
    assert_eq!(covered("---\ntidings: great\n---\n"), (vec![], vec![]));
}

#[test]
fn comments_of_mdx_are_comments() {
    let mdx = Dialect { mdx: true, shortcodes: None, ..Dialect::default() };
    let text = "a\n\n{/* tidings: allow x why */}\n\nb\n\n`{/* tidings: allow y */}` c {/* tidings: allow z */}\n";
    let (allowed, faults) = covered_in(text, &mdx);
    assert_eq!(faults, []);
    assert_eq!(allowed.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), ["x", "z"]);
    assert!(allowed[0].1.ends_with("\n\nb"), "{allowed:?}");
    let heading = parse("## a {/* #b */}\n\n{/* -->\n*/} c {/*", &mdx);
    assert_eq!(heading.comments.len(), 0, "{:?}", heading.comments);
}
