//! The lines of two code blocks: what counts in them, and where they part.

use std::borrow::Cow;
use std::ops::Range;

use super::hunks::{Hunk, hunks};
use super::output::differing;
use crate::text::Span;

/// How a language writes comments, and what kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Notation {
    /// Marks of comments to the end of the line.
    line: &'static [&'static str],
    /// Marks round block comments.
    block: &'static [(&'static str, &'static str)],
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A program or data.
    Code,
    /// Commands, each after a prompt, with their output.
    Session,
    /// Text without a known grammar, often output.
    Plain,
    /// A picture made of text: labels are translated, and with them everything moves.
    Diagram,
}

const C: &[(&str, &str)] = &[("/*", "*/")];
const MARKUP: &[(&str, &str)] = &[("<!--", "-->")];

impl Notation {
    /// The notation of the language called `name` in an info string.
    pub(super) fn of(name: &str) -> Self {
        let name = name.trim_start_matches(['.', '{']).trim_end_matches('}').to_ascii_lowercase();
        let new = |line, block, kind| Self { line, block, kind };
        match name.as_str() {
            "mermaid" | "plantuml" | "puml" | "dot" | "graphviz" | "ascii" | "svgbob" | "ditaa" | "d2" | "goat" => {
                new(&[], &[], Kind::Diagram)
            }
            "bash" | "sh" | "shell" | "zsh" | "console" | "shell-session" | "shellsession" | "terminal" | "command" => {
                new(&["#"], &[], Kind::Session)
            }
            "yaml" | "yml" | "toml" | "python" | "py" | "ruby" | "rb" | "dockerfile" | "docker" | "make"
            | "makefile" | "properties" | "r" | "perl" | "nginx" | "elixir" | "conf" | "hcl" | "terraform"
            | "graphql" | "promql" => new(&["#"], &[], Kind::Code),
            "go" | "golang" | "java" | "js" | "javascript" | "ts" | "typescript" | "jsx" | "tsx" | "c" | "cpp"
            | "c++" | "csharp" | "cs" | "rust" | "rs" | "swift" | "kotlin" | "scala" | "proto" | "protobuf"
            | "groovy" | "dart" | "json5" | "jsonc" | "css" | "scss" | "less" | "php" | "mjs" | "cjs" => {
                new(&["//"], C, Kind::Code)
            }
            "json" => new(&["//", "#"], C, Kind::Code),
            "sql" | "lua" | "haskell" => new(&["--"], C, Kind::Code),
            "ini" | "lisp" | "clojure" | "asm" => new(&[";", "#"], &[], Kind::Code),
            "html" | "xml" | "vue" | "svelte" | "md" | "markdown" | "mdx" => new(&["//"], MARKUP, Kind::Code),
            "diff" | "patch" => new(&[], &[], Kind::Code),
            "" | "plain" | "text" | "txt" | "plaintext" | "output" | "none" | "log" => {
                new(&["#", "//"], C, Kind::Plain)
            }
            _ => new(&["#", "//"], C, Kind::Code),
        }
    }
}

impl Notation {
    /// The same without the marks of comments that a block does not have: no line of it does.
    fn within(self, block: &str) -> Self {
        let line = if self.line.iter().any(|mark| block.contains(mark)) { self.line } else { &[] };
        let commented = self.block.iter().any(|(open, _)| block.contains(open));
        Self { line, block: if commented { self.block } else { &[] }, ..self }
    }
}

/// Where two code blocks part.
#[derive(Debug)]
pub(super) struct Difference {
    /// The lines of the original that differ, blanks at the ends left out; empty where it has none.
    pub(super) original: Span,
    /// Those of the translation.
    pub(super) translation: Span,
    /// They are output or other text rather than code.
    pub(super) output: bool,
    /// Line by line, when one can stand for the other.
    pub(super) pairs: Vec<(Span, Span)>,
}

/// A line with what counts in it.
#[derive(Debug)]
pub(super) struct Line<'t> {
    span: Span,
    /// Without comments, blanks as one.
    pub(super) code: Cow<'t, str>,
    /// There was a comment on it.
    commented: bool,
}

impl Line<'_> {
    /// A line that stands nowhere.
    pub(super) fn of(code: String) -> Self {
        Self { span: Span::at(0), code: code.into(), commented: false }
    }
}

/// Lines that are looked at; longer listings are data.
const MOST: usize = 2000;
/// Lines that may be replaced one by one.
const FEW: usize = 4;
/// Places that are told of one block; from more on it is another block, told as a whole.
const MOST_HUNKS: usize = 4;

/// Compares two blocks of code: every place where they part, in their order.
pub(super) fn differences((ours, a): (&str, Span), (theirs, b): (&str, Span), notation: Notation) -> Vec<Difference> {
    if notation.kind == Kind::Diagram || is_picture(a.of(ours)) {
        return Vec::new();
    }
    let (x, y) = (lines(ours, a, notation), lines(theirs, b, notation));
    let has_prompts = |lines: &[Line<'_>]| lines.iter().any(|line| line.code.starts_with("$ "));
    let prompts = matches!(notation.kind, Kind::Session | Kind::Plain) && (has_prompts(&x) || has_prompts(&y));
    let ((x, printed), (y, reprinted)) =
        if prompts { (session(x), session(y)) } else { ((x, Vec::new()), (y, Vec::new())) };
    let output = notation.kind == Kind::Plain && !prompts;
    let most = if output { 1 } else { MOST_HUNKS };
    let difference = |hunk: Hunk| Difference {
        original: place(&x, hunk.original.clone(), a),
        translation: place(&y, hunk.translation.clone(), b),
        output,
        pairs: pairs(&x[hunk.original], &y[hunk.translation]),
    };
    let wrapped = |hunk: &Hunk| are_wrapped_alike(&x[hunk.original.clone()], &y[hunk.translation.clone()]);
    let hunks = hunks(&x, &y, most).into_iter().filter(|hunk| !wrapped(hunk));
    let found: Vec<Difference> = hunks.map(difference).collect();
    if !found.is_empty() {
        return found;
    }
    // The same commands print the same fields; the fix is left to the reader, who may run them.
    let told = |(p, q): (usize, usize)| {
        let (original, translation) = (printed[p].span, reprinted[q].span);
        Difference { original, translation, output: false, pairs: Vec::new() }
    };
    differing(&printed, &reprinted).into_iter().take(MOST_HUNKS).map(told).collect()
}

/// The lines of a range; where it is empty, the end of the line before it.
fn place(all: &[Line<'_>], part: Range<usize>, block: Span) -> Span {
    match &all[part.clone()] {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::at(part.start.checked_sub(1).map_or(block.start, |before| all[before].span.end) as usize),
    }
}

/// Lines that may be replaced one by one: as many, few, and no comment is lost.
fn pairs(ours: &[Line<'_>], theirs: &[Line<'_>]) -> Vec<(Span, Span)> {
    let few = ours.len() == theirs.len() && ours.len() <= FEW;
    let commented = ours.iter().chain(theirs).any(|line| line.commented);
    match few && !commented {
        true => ours.iter().zip(theirs).map(|(p, q)| (p.span, q.span)).collect(),
        false => Vec::new(),
    }
}

/// True when the lines say the same once those that end in a backslash are joined with what follows: a long command is
/// broken where it fits the page.
fn are_wrapped_alike(ours: &[Line<'_>], theirs: &[Line<'_>]) -> bool {
    let is_wrapped = |lines: &[Line<'_>]| lines.iter().any(|line| line.code.ends_with('\\'));
    let words = |lines: &[Line<'_>]| -> Vec<String> {
        let parts = lines.iter().map(|line| line.code.trim_end_matches('\\'));
        parts.flat_map(|part| part.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let breaks = |lines: &[Line<'_>]| lines.iter().filter(|line| !line.code.ends_with('\\')).count();
    (is_wrapped(ours) || is_wrapped(theirs)) && breaks(ours) == breaks(theirs) && words(ours) == words(theirs)
}

/// The lines of a block that hold more than blanks and comments.
fn lines(text: &str, block: Span, notation: Notation) -> Vec<Line<'_>> {
    let notation = notation.within(block.of(text));
    let mut out = Vec::new();
    let mut inside: Option<&str> = None;
    let mut at = block.start as usize;
    for line in block.of(text).split_inclusive('\n').take(MOST) {
        let (code, commented) = without_comments(line, notation, &mut inside);
        let code = spaced(code);
        if !code.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            let end = match &code {
                Cow::Borrowed(code) if !commented => start + code.len(),
                _ => at + line.trim_end().len(),
            };
            out.push(Line { span: Span::new(start, end), code, commented });
        }
        at += line.len();
    }
    out
}

/// A line without its comments; `inside` is the mark that ends the block comment it stands in.
fn without_comments<'t>(line: &'t str, notation: Notation, inside: &mut Option<&'static str>) -> (Cow<'t, str>, bool) {
    if inside.is_none() && !notation.block.iter().any(|(open, _)| line.contains(open)) {
        let end = line_comment(line, notation.line);
        return (Cow::Borrowed(&line[..end]), end < line.len() && end < line.trim_end().len());
    }
    let mut out = String::new();
    let mut rest = line;
    while !rest.is_empty() {
        if let Some(close) = *inside {
            let Some(end) = rest.find(close) else { break };
            rest = &rest[end + close.len()..];
            *inside = None;
        }
        let open =
            notation.block.iter().filter_map(|(open, close)| rest.find(open).map(|at| (at, open.len(), *close))).min();
        let Some((at, length, close)) = open else {
            out.push_str(&rest[..line_comment(rest, notation.line)]);
            break;
        };
        out.push_str(&rest[..at]);
        rest = &rest[at + length..];
        *inside = Some(close);
    }
    (Cow::Owned(out), true)
}

/// Where the comment of a line begins: at a mark at the start of the line or after a blank, outside quotes.
fn line_comment(line: &str, marks: &[&str]) -> usize {
    if !marks.iter().any(|mark| line.contains(mark)) {
        return line.len();
    }
    let bytes = line.as_bytes();
    let mut quoted = false;
    for (at, &byte) in bytes.iter().enumerate() {
        quoted ^= byte == b'"';
        let apart = at == 0 || matches!(bytes[at - 1], b' ' | b'\t');
        if apart && !quoted && marks.iter().any(|mark| bytes[at..].starts_with(mark.as_bytes())) {
            return at;
        }
    }
    line.len()
}

/// Text with every run of blanks as one blank, trimmed.
fn spaced(text: Cow<'_, str>) -> Cow<'_, str> {
    if let Cow::Borrowed(text) = text {
        let text = text.trim();
        if is_spaced(text) {
            return Cow::Borrowed(text);
        }
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// True for a trimmed text without tabs, blanks that do not break, and two blanks in a row.
fn is_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The first byte of a blank that does not break is that of other characters, too.
    let other =
        memchr::memchr2(b'\t', 0xc2, bytes).is_some_and(|at| bytes[at] == b'\t' || text.contains(['\t', '\u{a0}']));
    // Without an early end the bytes are looked at many at a time.
    let blanks = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    !other && !blanks.fold(false, |two, (a, b)| two | (*a == b' ') & (*b == b' '))
}

/// The commands of a session, lines after a prompt with the lines that continue them, and what they print.
fn session(lines: Vec<Line<'_>>) -> (Vec<Line<'_>>, Vec<Line<'_>>) {
    let mut ends: Option<String> = None;
    let mut continued = false;
    lines.into_iter().partition(|line| {
        if let Some(end) = &ends {
            if *line.code == **end {
                ends = None;
            }
            return true;
        }
        let command = continued || line.code.starts_with("$ ") || line.code.starts_with("> ");
        continued = command && line.code.ends_with(['\\', '|']);
        ends = if command { here_document(&line.code) } else { None };
        command
    })
}

/// The word that ends the here-document that a command opens.
fn here_document(command: &str) -> Option<String> {
    let (_, rest) = command.split_once("<<")?;
    let word: String =
        rest.trim_start_matches(['-', '"', '\'', ' ']).chars().take_while(char::is_ascii_alphanumeric).collect();
    (!word.is_empty() && !rest.starts_with('<')).then_some(word)
}

/// True for equal lines, and where a text or a placeholder in a line was translated.
pub(super) fn says_the_same(ours: &str, theirs: &str) -> bool {
    fn bare(text: &str) -> &str {
        text.trim_end_matches('\\').trim_end()
    }
    ours == theirs || is_translated(ours, theirs) || bare(ours) == bare(theirs) || is_quoted(ours, theirs)
}

/// True when a word stands in quotes in one line and bare in the other, and means the same: no number, no `true`.
fn is_quoted(ours: &str, theirs: &str) -> bool {
    fn is_quote(byte: &u8) -> bool {
        matches!(byte, b'"' | b'\'')
    }
    fn bare(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|byte| !is_quote(byte))
    }
    let count = |text: &str| text.as_bytes().iter().filter(|byte| is_quote(byte)).count();
    let typed = |text: &str| {
        text.split(['"', '\''])
            .any(|part| matches!(part.trim(), "true" | "false" | "yes" | "no" | "null") || part.parse::<f64>().is_ok())
    };
    count(ours) != count(theirs) && bare(ours).eq(bare(theirs)) && !typed(ours) && !typed(theirs)
}

/// True when the translation has letters beyond ASCII that the original does not have, and the code round them is the
/// same: what differs is a text in quotes, a placeholder, or words of a language.
fn is_translated(ours: &str, theirs: &str) -> bool {
    let foreign = |c: char| !c.is_ascii() && c.is_alphabetic();
    !theirs.is_ascii() && theirs.contains(foreign) && !ours.contains(foreign)
}

/// True for drawings with lines and boxes.
fn is_picture(text: &str) -> bool {
    let is_stroke = |c: &char| ('\u{2190}'..='\u{21ff}').contains(c) || ('\u{2500}'..='\u{25ff}').contains(c);
    let strokes = if text.is_ascii() { 0 } else { text.chars().filter(is_stroke).count() };
    let ascii = ["+--", "--+", "-->", "|  "].iter().filter(|stroke| text.contains(**stroke)).count();
    strokes > 3 || ascii >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(ours: &str, theirs: &str, language: &str) -> Option<(String, String)> {
        let (a, b) = (Span::new(0, ours.len()), Span::new(0, theirs.len()));
        let mut found = differences((ours, a), (theirs, b), Notation::of(language)).into_iter();
        let (found, more) = (found.next()?, found.next());
        assert!(more.is_none(), "{more:?}");
        Some((found.original.of(ours).to_owned(), found.translation.of(theirs).to_owned()))
    }

    #[test]
    fn comments_texts_and_placeholders_may_be_translated() {
        assert_eq!(compare("a: 1 # one\n", "a:  1 # 一\n\n", "yaml"), None);
        assert!(compare("x /* one */ y\n", "x /* 一\n二 */ y\n", "go").is_some(), "a line more is told");
        assert_eq!(compare("title: <name>\n", "title: <名称>\n", "yaml"), None);
        assert_eq!(compare("kind: \"Route\"\n", "kind: Route\n", "yaml"), None);
        assert_eq!(compare("A --> B\nB --> C\n", "甲 --> 乙\n", "mermaid"), None);
    }

    #[test]
    fn other_code_is_found_at_its_line() {
        assert_eq!(compare("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 4\nc: 3\n", "yaml"), Some(("b: 2".into(), "b: 4".into())));
        assert_eq!(compare("a: 1\nb: 2\n", "a: 1\n", "yaml"), Some(("b: 2".into(), String::new())));
        assert!(compare("on: \"true\"\n", "on: true\n", "yaml").is_some());
    }

    #[test]
    fn a_command_may_be_broken_anywhere() {
        let one = "lanternctl install --set a=1   --set b=2\n";
        assert_eq!(compare(one, "lanternctl install \\\n  --set a=1 \\\n  --set b=2\n", "bash"), None);
        assert!(compare(one, "lanternctl install \\\n  --set a=1 \\\n  --set b=3\n", "bash").is_some());
        assert!(compare("a\nb\n", "a b\n", "bash").is_some(), "two commands are not one");
    }

    #[test]
    fn every_place_is_told_until_there_are_too_many() {
        let places = |ours: &str, theirs: &str| {
            let (a, b) = (Span::new(0, ours.len()), Span::new(0, theirs.len()));
            let all = differences((ours, a), (theirs, b), Notation::of("yaml"));
            all.iter().map(|found| found.translation.of(theirs).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(places("a: 1\nb: 2\nc: 3\nd: 4\n", "a: 2\nb: 2\nc: 3\nd: 5\ne: 6\n"), ["a: 2", "d: 5\ne: 6"]);
        assert_eq!(places("a: 1\nname: <one>\nb: 2\n", "a: 2\nname: <一>\nb: 3\n"), ["a: 2", "b: 3"]);
        let list =
            |odd: u32| (0..12).map(|k| format!("k{k}: {}\n", if k % 2 == 0 { 0 } else { odd })).collect::<String>();
        assert_eq!(places(&list(1), &list(2)).len(), 1);
    }

    #[test]
    fn the_output_of_commands_does_not_count() {
        let session = |output: &str| format!("$ lanternctl get \\\n    --all\nready {output}\n");
        assert_eq!(compare(&session("3"), &session("2"), "bash"), None);
        assert_eq!(compare(&session("v: 3"), &session("v: 2"), "bash"), None);
        let table = |head: &str, kind: &str| format!("$ lanternctl get\n{head}\nkind: {kind}\n");
        assert_eq!(compare(&table("NAME AGE PORT", "a"), &table("NAME AGE PORT", "a"), "bash"), None);
        let told = compare(&table("NAME AGE PORT", "a"), &table("NAME AGE ZONE", "a"), "bash");
        assert_eq!(told, Some(("NAME AGE PORT".into(), "NAME AGE ZONE".into())));
        let told = compare(&table("a", "example/v1alpha1"), &table("b", "example/v1"), "bash");
        assert_eq!(told, Some(("kind: example/v1alpha1".into(), "kind: example/v1".into())));
        assert!(compare("$ lanternctl get\n", "$ lanternctl set\n", "bash").is_some());
        assert!(compare("$ cat <<EOF\na: 1\nEOF\n", "$ cat <<EOF\na: 2\nEOF\n", "bash").is_some());
    }
}
