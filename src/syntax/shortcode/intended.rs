//! Tags whose opening bracket is wrong: `{< tip >}}`, `{{ tip >}}`, `((< tip >}}`.
//!
//! The generator prints them. Reading them as text would turn what follows upside down (a closing tag without its
//! opening one, a body of code taken for Markdown), so one slip would be reported many times. They are reported once
//! and then read as what was meant, where there is no doubt: the tag ends as a tag ends, and its name is known.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::lexer::{Form, Lexer, Tag};
use crate::document::{Body, Delimiter, Problem, ProblemKind};
use crate::syntax::ShortcodeTable;
use crate::text::Span;

/// How far before its end the start of a tag is looked for, in bytes.
const LONGEST: usize = 400;
/// Ends of tags that are looked at; a page with more of them than that is not written by people.
const MOST: usize = 2_000;

/// What a line looks like up to the end of a tag whose opening bracket is wrong.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"(?P<open>[{(\[]{1,3}[<%]?|[{(\[]{1,3}\x20[<%])\x20*(?P<name>/?\x20*[A-Za-z_][A-Za-z0-9_-]*)(?:[\x20\t\n\r](?:"[^"]*"|[^"{}<>`])*)?$"#;
    Regex::new(pattern).expect("a valid pattern")
});

/// Adds the tags that were meant to `tags`, in their order, with a problem each. `ends` are the places where tags end
/// that do not begin as tags do.
pub(super) fn add(
    lexer: &mut Lexer<'_>,
    body: Span,
    table: &ShortcodeTable,
    ends: &[usize],
    tags: &mut Vec<Tag>,
    problems: &mut Vec<Problem>,
) {
    if ends.is_empty() {
        return;
    }
    let text = lexer.text;
    let before = tags.len();
    let names: BTreeSet<String> = tags.iter().map(|tag| tag.name.of(text).to_owned()).collect();
    for &end in ends.iter().take(MOST) {
        let Some((start, inner)) = opening(text, body, end) else { continue };
        let percent = lexer.bytes[end - 1] == b'%';
        let delimiter = if percent { Delimiter::Percent } else { Delimiter::Angle };
        let Some(tag) = lexer.meant(start, inner, delimiter) else { continue };
        let name = tag.name.of(text);
        if !(names.contains(name) || table.body(name).is_some())
            || is_in_code(text, body, start, &tags[..before], table)
        {
            continue;
        }
        let written = text[inner..end - 1].trim();
        let expected = if percent { format!("{{{{% {written} %}}}}") } else { format!("{{{{< {written} >}}}}") };
        problems.push(Problem::new(ProblemKind::ShortcodeBrackets, tag.span).detail(expected));
        tags.push(tag);
    }
    if tags.len() > before {
        tags.sort_by_key(|tag| tag.span.start);
    }
}

/// Where the wrong opening bracket of the tag that ends at `end` begins, and where the name or slash after it stands.
fn opening(text: &str, body: Span, end: usize) -> Option<(usize, usize)> {
    let mut from = end.saturating_sub(LONGEST).max(body.start as usize);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let line = &text[from..end - 1];
    let line_start = line.rfind('\n').map_or(0, |at| at + 1);
    let groups = OPENING.captures(&line[line_start..])?;
    let (open, name) = (groups.name("open")?, groups.name("name")?);
    let whole = matches!(open.as_str(), "{{<" | "{{%");
    (!whole).then_some((from + line_start + open.start(), from + line_start + name.start()))
}

/// True when the place stands in a fenced block, in inline code, or in the body of a shortcode that is code.
fn is_in_code(text: &str, body: Span, at: usize, tags: &[Tag], table: &ShortcodeTable) -> bool {
    let before = &text[body.start as usize..at];
    let line = before.rfind('\n').map_or(before, |end| &before[end + 1..]);
    let fences = before.lines().map(str::trim_start).filter(|line| line.starts_with("```") || line.starts_with("~~~"));
    if line.matches('`').count() % 2 == 1 || fences.count() % 2 == 1 {
        return true;
    }
    let next = tags.partition_point(|tag| (tag.span.start as usize) < at);
    next.checked_sub(1).is_some_and(|last| {
        let tag = &tags[last];
        tag.form == Form::Open && table.body(tag.name.of(text)) == Some(Body::Code)
    })
}
