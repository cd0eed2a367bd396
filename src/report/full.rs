//! Format `full`: for people at a terminal. Each finding with the lines it is about, in both files, and how to mend it.

use std::fmt;
use std::io::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as Weight, SourceCode, ThemeStyles};

use super::snippet::Snippets;
use super::{Positions, Report, Reporter, Shown, one_line};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::text::Location;
use crate::words::{Tongue, count, say};

/// Longest label of another place, in characters.
const LONGEST_LABEL: usize = 200;
/// Longest title of a fix, in characters.
const LONGEST_TITLE: usize = 300;
/// Places beyond the first that are drawn; more would bury what matters.
const MOST_RELATED: usize = 4;

/// The format `full`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Full {
    /// Colours, as the terminal has them.
    pub color: bool,
    /// No summary at the end.
    pub quiet: bool,
    /// Findings that were found and are not among those to show.
    pub left_out: usize,
}

impl Reporter for Full {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut positions = Positions::new(report.corpus);
        let pen = Pen::new(self.color, report.tongue);
        for diagnostic in report.diagnostics {
            out.write_all(pen.draw(report, &mut positions, diagnostic).as_bytes())?;
        }
        if let Some(statistics) = report.statistics {
            statistics.write(report.tongue, out)?;
        }
        if self.quiet {
            return Ok(());
        }
        if self.left_out > 0 {
            writeln!(out, "{}", count(report.tongue, "summary-more", self.left_out, &[]))?;
        }
        writeln!(out, "{}", pen.bold(&report.summary.sentence(report.tongue)))
    }
}

/// What is needed to draw one finding after the other.
struct Pen {
    color: bool,
    tongue: Tongue,
    theme: GraphicalTheme,
}

impl Pen {
    fn new(color: bool, tongue: Tongue) -> Self {
        let mut theme = GraphicalTheme::unicode_nocolor();
        if color {
            theme.styles = ThemeStyles::ansi();
            theme.styles.link = theme.styles.help;
        }
        Self { color, tongue, theme }
    }

    fn draw(&self, report: &Report<'_>, positions: &mut Positions<'_>, d: &Diagnostic) -> String {
        let related = d.related.iter().take(MOST_RELATED);
        let places: Vec<Location> = std::iter::once(d.primary).chain(related.map(|l| l.location)).collect();
        let drawing = Drawing {
            message: Shown(&d.message).to_string(),
            severity: d.severity,
            labels: d.related.iter().map(|label| one_line(&label.message, LONGEST_LABEL)).collect(),
            snippets: Snippets::new(report.corpus, positions, &places),
        };
        let mut text = String::new();
        let handler = GraphicalReportHandler::new_themed(self.theme_of(d, &drawing))
            .with_links(false)
            .with_wrap_lines(false)
            .with_context_lines(1);
        if handler.render_report(&mut text, &drawing).is_err() {
            text = format!("  {}[{}]: {}\n", self.severity(d.severity), d.rule, drawing.message);
        }
        // miette indents the first line; with the rule's name in it, it reads better as a heading.
        let mut text = text.strip_prefix("  ").map_or(text.clone(), str::to_owned);
        if let Some(fix) = &d.fix {
            text.push_str(&self.fix(fix));
        }
        text.push('\n');
        text
    }

    /// The theme for one finding: the word before the message, and a colour for each label.
    fn theme_of(&self, d: &Diagnostic, drawing: &Drawing) -> GraphicalTheme {
        let mut theme = self.theme.clone();
        let heading = format!("{}[{}]:", self.severity(d.severity), d.rule);
        let styles = &theme.styles;
        let own = match d.severity {
            Severity::Error => styles.error,
            Severity::Warning => styles.warning,
            Severity::Info => styles.advice,
        };
        let own = if self.color { own.bold() } else { own };
        let mut order: Vec<usize> = (0..drawing.snippets.marks().len()).collect();
        order.sort_by_key(|&i| drawing.snippets.marks()[i].span.start);
        let other = styles.help;
        theme.styles.highlights = order.into_iter().map(|i| if i == 0 { own } else { other }).collect();
        match d.severity {
            Severity::Error => (theme.characters.error, theme.styles.error) = (heading, own),
            Severity::Warning => (theme.characters.warning, theme.styles.warning) = (heading, own),
            Severity::Info => (theme.characters.advice, theme.styles.advice) = (heading, own),
        }
        theme
    }

    fn fix(&self, fix: &Fix) -> String {
        if fix.title.is_empty() {
            return String::new();
        }
        let word = say(self.tongue, &format!("fix-{}", fix.applicability.as_str()), &[]);
        let style = anstyle::AnsiColor::Green.on_default().bold();
        format!("  = {}{}\n", self.styled(style, &word), one_line(&fix.title, LONGEST_TITLE))
    }

    fn severity(&self, severity: Severity) -> String {
        say(self.tongue, &format!("severity-{}", severity.as_str()), &[])
    }

    fn bold(&self, text: &str) -> String {
        self.styled(anstyle::Style::new().bold(), text)
    }

    fn styled(&self, style: anstyle::Style, text: &str) -> String {
        match self.color {
            true => format!("{style}{text}{style:#}"),
            false => text.to_owned(),
        }
    }
}

/// One finding as miette wants it.
#[derive(Debug)]
struct Drawing {
    message: String,
    severity: Severity,
    labels: Vec<String>,
    snippets: Snippets,
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl miette::Diagnostic for Drawing {
    fn severity(&self) -> Option<Weight> {
        Some(match self.severity {
            Severity::Error => Weight::Error,
            Severity::Warning => Weight::Warning,
            Severity::Info => Weight::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = |(i, mark): (usize, &super::snippet::Mark)| {
            let span = (mark.span.start as usize, mark.span.len());
            match i.checked_sub(1).and_then(|i| self.labels.get(i)).filter(|label| !label.is_empty()) {
                _ if i == 0 => LabeledSpan::new_primary_with_span(None, span),
                label => LabeledSpan::new_with_span(label.cloned(), span),
            }
        };
        Some(Box::new(self.snippets.marks().iter().enumerate().map(label)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Applicability, Label};
    use crate::project::Project;
    use crate::report::Summary;
    use crate::text::{SourceId, Span};

    const EN: &str = "content/en/a.md";
    const ZH: &str = "content/zh/a.md";

    fn site(en: &str, zh: &str) -> Project {
        let files = [(EN, en), (ZH, zh)].map(|(path, text)| (path.to_owned(), text.to_owned()));
        Project::in_memory(&BTreeMap::from(files)).unwrap()
    }

    fn place(project: &Project, path: &str, text: &str) -> Location {
        let source = project.corpus.find(path).unwrap();
        let start = project.corpus.source(source).text.find(text).unwrap();
        Location { source, span: Span::new(start, start + text.len()) }
    }

    fn finding(primary: Location, related: Vec<Label>, fix: Option<Fix>) -> Diagnostic {
        let (rule, message) = (Arc::from("some-rule"), "one differs from the other".to_owned());
        Diagnostic { rule, severity: Severity::Warning, message, primary, related, fix }
    }

    fn drawn(project: &Project, diagnostic: Diagnostic) -> String {
        let summary = Summary::new(&project.corpus, &[], |_| true);
        let diagnostics = [diagnostic];
        let report = Report {
            corpus: &project.corpus,
            root: "",
            diagnostics: &diagnostics,
            summary: &summary,
            statistics: None,
            tongue: Tongue::En,
        };
        let mut bytes = Vec::new();
        Full { quiet: true, ..Full::default() }.write(&report, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn both_files_are_shown_with_columns_in_characters() {
        let project = site("## What is new\n", "前言\n\n## 新特性 {#whats-new}\n");
        let label = Label { location: place(&project, EN, "What is new"), message: "the original".to_owned() };
        let fix = Fix { title: "write `x`".to_owned(), applicability: Applicability::Safe, edits: Vec::new() };
        let text = drawn(&project, finding(place(&project, ZH, "whats-new"), vec![label], Some(fix)));
        let expected = "\
warning[some-rule]: one differs from the other
   ╭─[content/zh/a.md:3:10]
 3 │ ## 新特性 {#whats-new}
   ·             ─────────
   ╰────
   ╭─[content/en/a.md:1:4]
 1 │ ## What is new
   ·    ─────┬─────
   ·         ╰── the original
   ╰────
  = fix: write `x`

";
        assert_eq!(text, expected);
    }

    #[test]
    fn long_lines_are_cut_round_the_place() {
        let long = format!("{}这里{}", "一二三四五".repeat(20_000), "六七八九十".repeat(20_000));
        let project = site("", &long);
        let text = drawn(&project, finding(place(&project, ZH, "这里"), Vec::new(), None));
        assert!(text.contains("[content/zh/a.md:1:100001]"), "{text}");
        assert!(text.contains("五这里六") && text.lines().all(|line| line.chars().count() < 80), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        let before = |line: &str, mark: char| line.chars().take_while(|c| *c != mark).collect::<String>();
        use unicode_width::UnicodeWidthStr as _;
        assert_eq!(before(lines[2], '这').width(), before(lines[3], '─').width(), "{text}");
    }

    #[test]
    fn passwords_are_hidden_on_long_lines() {
        let far = "x".repeat(2_000);
        for word in [format!("geheim{far}"), format!("{far}geheim"), format!("{far}geheim{far}"), "geheim".to_owned()] {
            for place_of in ["a.example", "me:", "geheim"] {
                let long = format!("{} (https://me:{word}@a.example/b) {}", "一 ".repeat(5_000), "二".repeat(5_000));
                let project = site("", &long);
                let text = drawn(&project, finding(place(&project, ZH, place_of), Vec::new(), None));
                let hidden = !text.contains("geheim") && text.contains('•');
                assert!(hidden, "{place_of}: {text}");
            }
        }
    }

    #[test]
    fn places_at_the_end_of_a_page_are_marked() {
        for text in ["一\n", "一", "", "一\n\n"] {
            let project = site("", text);
            let source = project.corpus.find(ZH).unwrap();
            let end = Location { source, span: Span::at(text.len()) };
            assert!(drawn(&project, finding(end, Vec::new(), None)).contains('▲'), "{text:?}");
        }
    }

    #[test]
    fn any_span_of_a_hostile_text_is_drawn() {
        let text = "a\tb\u{1b}[0m\r\n\r长\u{202e}\n##[x]\n👩\u{200d}💻\u{301}\n\n";
        let project = site("x", text);
        let source: SourceId = project.corpus.find(ZH).unwrap();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for &start in &places {
            for &end in places.iter().filter(|&&end| end >= start) {
                let at = Location { source, span: Span::new(start, end) };
                let label = Label { location: place(&project, ZH, "长"), message: "\u{1b}".to_owned() };
                let drawing = drawn(&project, finding(at, vec![label], None));
                assert!(drawing.contains("a.md:") && !drawing.contains(['\u{1b}', '\u{202e}', '\r']), "{drawing}");
                assert!(!drawing.contains("##[") && !drawing.contains("Failed to read"), "{start}..{end}: {drawing}");
            }
        }
    }
}
