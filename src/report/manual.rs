//! The documentation page of a rule, as Markdown: for `docs/rules/` and for `tidings explain`. All of it comes from the
//! rule's file, so that there is one place to keep right.

use std::fmt::Write as _;

use crate::rules::{Example, Level, Levels, Manual, Rule};
use crate::words::{Tongue, say};

/// The page of a rule in one language.
pub fn page(rule: &Rule, manual: Option<&Manual>, severity: &str, tongue: Tongue) -> String {
    let mut page = head(rule, severity, tongue);
    match manual {
        None => push(&mut page, &say(tongue, "explain-no-manual", &[])),
        Some(manual) => {
            push(&mut page, docs(manual, tongue));
            for example in &manual.examples {
                push(&mut page, &example_page(example, tongue));
            }
        }
    }
    page
}

/// The page of a rule that is part of tidings, in both languages, examples once: what stands in `docs/rules/`.
pub fn docs_page(rule: &Rule, manual: &Manual) -> String {
    let mut page = self::page(rule, Some(manual), &levels(&rule.severity), Tongue::En);
    push(&mut page, "## 中文");
    push(&mut page, &summary(rule, Tongue::Zh));
    push(&mut page, docs(manual, Tongue::Zh));
    page
}

/// The table of all rules: what stands in `docs/rules/README.md`.
pub fn index<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> String {
    let mut page = "# Rules\n\n| rule | group | severity | finds |\n| --- | --- | --- | --- |\n".to_owned();
    for rule in rules {
        let (id, group, severity) = (&rule.id, &rule.group, levels(&rule.severity));
        let finds = summary(rule, Tongue::En).replace('|', "\\|");
        writeln!(page, "| [`{id}`]({id}.md) | {group} | {severity} | {finds} |").expect("a string takes any text");
    }
    page
}

/// Severities in words: `error`, or `warning (linked: error)`.
pub fn levels(levels: &Levels) -> String {
    let word = |level: Level| level.severity().map_or("off", |severity| severity.as_str());
    let own = levels.of("").map(word);
    let cases: Vec<String> = levels
        .cases()
        .filter(|case| *case != "default")
        .filter_map(|case| Some(format!("{case}: {}", word(levels.of(case)?))))
        .collect();
    match (own, cases.is_empty()) {
        (Some(own), true) => own.to_owned(),
        (Some(own), false) => format!("{own} ({})", cases.join(", ")),
        (None, _) => cases.join(", "),
    }
}

/// The summary of a rule in one language.
pub fn summary(rule: &Rule, tongue: Tongue) -> String {
    rule.summary.in_tongue(tongue).fill(&[])
}

/// The explanation of a rule in one language.
pub(crate) fn docs(manual: &Manual, tongue: Tongue) -> &str {
    match (tongue, &manual.docs.zh) {
        (Tongue::Zh, Some(zh)) => zh,
        _ => &manual.docs.en,
    }
}

fn head(rule: &Rule, severity: &str, tongue: Tongue) -> String {
    let word = |id| say(tongue, id, &[]);
    let mut page = format!("# {}\n", rule.id);
    push(&mut page, &summary(rule, tongue));
    let facts = [("explain-severity", severity), ("explain-group", &rule.group), ("explain-since", &rule.since)];
    let facts: Vec<String> = facts.iter().map(|(id, value)| format!("* {}: {value}", word(id))).collect();
    push(&mut page, &facts.join("\n"));
    page
}

fn example_page(example: &Example, tongue: Tongue) -> String {
    let title = if example.expect.is_empty() { "explain-silent" } else { "explain-example" };
    let mut page = format!("## {}\n", say(tongue, title, &[("name", &example.name)]));
    for (path, text) in &example.files {
        push(&mut page, &listing(path, text));
    }
    if !example.external.is_empty() {
        push(&mut page, &say(tongue, "explain-external", &[]));
        let answer = |(address, verdict)| format!("{address}  {}", serde_json::json!(verdict));
        push(&mut page, &fenced("text", &example.external.iter().map(answer).collect::<Vec<_>>().join("\n")));
    }
    if !example.expect.is_empty() {
        push(&mut page, &say(tongue, "explain-reports", &[]));
        push(&mut page, &fenced("text", &example.expect.join("\n")));
    }
    if !example.fixed.is_empty() {
        push(&mut page, &say(tongue, "explain-fixed", &[]));
    }
    for (path, text) in &example.fixed {
        push(&mut page, &listing(path, text));
    }
    page
}

fn listing(path: &str, text: &str) -> String {
    let language = path.rsplit_once('.').map_or("text", |(_, extension)| match extension {
        "md" | "mdx" | "markdown" => "markdown",
        extension => extension,
    });
    format!("`{path}`\n\n{}", fenced(language, text))
}

/// A code block whose fence is longer than any in the text.
pub(crate) fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

/// Appends a part after a blank line.
fn push(page: &mut String, part: &str) {
    page.push('\n');
    page.push_str(part.trim_end());
    page.push('\n');
}
