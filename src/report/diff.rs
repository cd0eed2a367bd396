//! Changed pages as a unified diff that `git apply` and `patch` take: the bytes of the lines are exactly those of the
//! files, whatever they end in.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use super::Shown;

/// Equal lines round a change.
const CONTEXT: usize = 3;

/// One page before and after.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The path that the diff names.
    pub path: &'a str,
    /// The text before.
    pub old: &'a str,
    /// The text after.
    pub new: &'a str,
}

/// How to write a diff.
#[derive(Debug, Clone, Copy, Default)]
pub struct Diff {
    /// In colour, for a person.
    pub color: bool,
    /// Hidden characters are shown as escapes. Such a diff is to be looked at and cannot be applied.
    pub escaped: bool,
}

impl Diff {
    /// Writes the diff of one page; nothing when its texts are equal.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(self, change: Change<'_>, out: &mut dyn Write) -> io::Result<()> {
        if change.old == change.new {
            return Ok(());
        }
        // Lines as Git has them: only a line feed ends one.
        let old: Vec<&str> = change.old.split_inclusive('\n').collect();
        let new: Vec<&str> = change.new.split_inclusive('\n').collect();
        let bold = Style::new().bold();
        let (a, b) = (name("a/", change.path), name("b/", change.path));
        self.line(bold, &format!("diff --git {a} {b}\n"), out)?;
        // A blank in a name is ended by a tab, or the name would end there.
        let tab = if change.path.contains(' ') && !a.starts_with('"') { "\t" } else { "" };
        self.line(bold, &format!("--- {a}{tab}\n"), out)?;
        self.line(bold, &format!("+++ {b}{tab}\n"), out)?;
        for hunk in group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT) {
            self.hunk(&hunk, &old, &new, out)?;
        }
        Ok(())
    }

    fn hunk(self, ops: &[DiffOp], old: &[&str], new: &[&str], out: &mut dyn Write) -> io::Result<()> {
        let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return Ok(()) };
        let from = range(first.old_range().start..last.old_range().end);
        let to = range(first.new_range().start..last.new_range().end);
        self.line(AnsiColor::Cyan.on_default(), &format!("@@ -{from} +{to} @@\n"), out)?;
        for op in ops {
            if op.tag() == DiffTag::Equal {
                self.lines(' ', &old[op.old_range()], out)?;
                continue;
            }
            self.lines('-', &old[op.old_range()], out)?;
            self.lines('+', &new[op.new_range()], out)?;
        }
        Ok(())
    }

    fn lines(self, sign: char, lines: &[&str], out: &mut dyn Write) -> io::Result<()> {
        let style = match sign {
            '-' => AnsiColor::Red.on_default(),
            '+' => AnsiColor::Green.on_default(),
            _ => Style::new(),
        };
        for line in lines {
            self.line(style, &format!("{sign}{line}"), out)?;
            if !line.ends_with('\n') {
                out.write_all(b"\n\\ No newline at end of file\n")?;
            }
        }
        Ok(())
    }

    fn line(self, style: Style, line: &str, out: &mut dyn Write) -> io::Result<()> {
        if !self.color && !self.escaped {
            return out.write_all(line.as_bytes());
        }
        let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
        let text = if self.escaped { Cow::Owned(Shown(text).to_string()) } else { Cow::Borrowed(text) };
        if self.color { write!(out, "{style}{text}{style:#}{end}") } else { write!(out, "{text}{end}") }
    }
}

/// Where a hunk is, as diffs write it: an empty range names the line before it, and one line needs no count.
fn range(lines: Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => (lines.start + 1).to_string(),
        count => format!("{},{count}", lines.start + 1),
    }
}

/// A path as Git writes it: in quotes when it holds a character that would end the line or the quotes.
fn name(side: &str, path: &str) -> String {
    if !path.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        return format!("{side}{path}");
    }
    let mut out = format!("\"{side}");
    let mut bytes = [0; 4];
    for c in path.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let bytes = c.encode_utf8(&mut bytes).bytes();
                out.extend(bytes.map(|byte| format!("\\{byte:03o}")));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str) -> String {
        let mut out = Vec::new();
        Diff::default().write(Change { path: "a.md", old, new }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn hunks_are_those_of_git() {
        let old: String = (1..=20).map(|n| format!("{n}\n")).collect();
        let new = old.replace("\n3\n", "\nthree\n").replace("19\n20\n", "19\r\n20");
        let expected = "diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n\
                        @@ -1,6 +1,6 @@\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n\
                        @@ -16,5 +16,5 @@\n 16\n 17\n 18\n-19\n-20\n+19\r\n+20\n\\ No newline at end of file\n";
        assert_eq!(diff(&old, &new), expected);
        assert_eq!(diff("", "a\n"), "diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -0,0 +1 @@\n+a\n");
        assert_eq!(diff("a\n", "a\n"), "");
    }

    #[test]
    fn names_are_quoted_where_they_must_be() {
        assert_eq!(name("a/", "发布.md"), "a/发布.md");
        assert_eq!(name("b/", "a\t\"b\u{85}\".md"), "\"b/a\\011\\\"b\\302\\205\\\".md\"");
    }
}
