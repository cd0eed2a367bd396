//! Makes the edits of fixes in texts in memory. A fix is made as a whole or not at all.

use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::text::SourceId;

/// What came of making fixes.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The new texts of the files that were changed.
    pub texts: BTreeMap<SourceId, String>,
    /// Fixes that were made.
    pub made: usize,
    /// The same as places in the list of findings that was given.
    pub which: Vec<usize>,
    /// Fixes that were left out because they touch the same text as an earlier one; they are made in a second run.
    pub left_out: usize,
}

/// Makes the fixes of `diagnostics`, in their order, that are at least as sure as `least`.
pub fn apply<'a>(
    corpus: &Corpus,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    least: Applicability,
) -> Fixed {
    let mut taken = Taken { corpus, edits: BTreeMap::new() };
    let mut fixed = Fixed::default();
    let fixes = diagnostics.into_iter().enumerate().filter_map(|(at, d)| Some((at, d.fix.as_ref()?)));
    for (at, fix) in fixes.filter(|(_, fix)| fix.applicability >= least && !fix.edits.is_empty()) {
        match taken.take(&fix.edits) {
            true => fixed.which.push(at),
            false => fixed.left_out += 1,
        }
    }
    fixed.made = fixed.which.len();
    fixed.texts = taken.edits.iter().map(|(&id, edits)| (id, edited(&corpus.source(id).text, edits))).collect();
    fixed
}

/// Writes new lines of a fix with the line ends of the page that they go into: its text may come from another page, or
/// from a rule that knows of no page.
fn use_line_ends(corpus: &Corpus, fix: &mut Fix) {
    for edit in fix.edits.iter_mut().filter(|edit| edit.text.contains('\n')) {
        let page = corpus.source(edit.location.source).text.as_bytes();
        let Some(first) = memchr::memchr(b'\n', page) else { continue };
        let (has, wants) = (edit.text.contains("\r\n"), first > 0 && page[first - 1] == b'\r');
        if has {
            edit.text = edit.text.replace("\r\n", "\n");
        }
        if wants {
            edit.text = edit.text.replace('\n', "\r\n");
        }
    }
}

/// Readies the fix of a finding for its pages. One that would write what stands there already is none.
pub(super) fn settle(corpus: &Corpus, diagnostic: &mut Diagnostic) {
    let Some(fix) = &mut diagnostic.fix else { return };
    use_line_ends(corpus, fix);
    let changes = |edit: &Edit| {
        let page = &corpus.source(edit.location.source).text;
        page.get(edit.location.span.range()) != Some(edit.text.as_str())
    };
    if !fix.edits.is_empty() && !fix.edits.iter().any(changes) {
        diagnostic.fix = None;
    }
}

/// The edits of one file that are to be made, by their place. No two overlap.
type Edits<'a> = BTreeMap<(u32, u32), &'a str>;

struct Taken<'a, 'c> {
    corpus: &'c Corpus,
    edits: BTreeMap<SourceId, Edits<'a>>,
}

impl<'a> Taken<'a, '_> {
    /// Takes all of `edits`, or none when one of them cannot be made.
    fn take(&mut self, edits: &'a [Edit]) -> bool {
        let mut new: Vec<&Edit> = Vec::new();
        for edit in edits {
            let among_new = new.iter().any(|other| other.location.source == edit.location.source && clash(other, edit));
            match self.fits(edit) {
                Some(already) if !among_new => new.extend((!already).then_some(edit)),
                _ => return false,
            }
        }
        for edit in new {
            let place = (edit.location.span.start, edit.location.span.end);
            self.edits.entry(edit.location.source).or_default().insert(place, &edit.text);
        }
        true
    }

    /// `None` when the edit touches one that is taken, or no text; true when the very same edit is taken already.
    fn fits(&self, edit: &Edit) -> Option<bool> {
        let span = edit.location.span;
        let text = &self.corpus.source(edit.location.source).text;
        text.get(span.range())?;
        let Some(taken) = self.edits.get(&edit.location.source) else { return Some(false) };
        if taken.get(&(span.start, span.end)).is_some_and(|text| *text == edit.text) {
            return Some(true);
        }
        let near = taken.range(..=(span.end, u32::MAX)).rev().take_while(|((_, end), _)| *end >= span.start);
        let touching = near.into_iter().any(|(&(start, end), _)| meets((start, end), (span.start, span.end)));
        (!touching).then_some(false)
    }
}

fn clash(a: &Edit, b: &Edit) -> bool {
    meets((a.location.span.start, a.location.span.end), (b.location.span.start, b.location.span.end))
}

/// True when two edits share text, or when one inserts where the other begins or ends: their order would be a guess.
fn meets(a: (u32, u32), b: (u32, u32)) -> bool {
    let inserts = a.0 == a.1 || b.0 == b.1;
    if inserts { a.0 <= b.1 && b.0 <= a.1 } else { a.0 < b.1 && b.0 < a.1 }
}

fn edited(text: &str, edits: &Edits<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (&(start, end), new) in edits {
        out.push_str(&text[at..start as usize]);
        out.push_str(new);
        at = end as usize;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Fix, Severity};
    use crate::project::Project;
    use crate::text::{Location, Span};

    #[test]
    fn new_lines_end_as_those_of_the_page() {
        let texts = [("a.md", "a\r\nb\r\n"), ("b.md", "a\nb\n"), ("c.md", "a")];
        let files: BTreeMap<String, String> = texts.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
        let corpus = Project::in_memory(&files).unwrap().corpus;
        for (page, expected) in [(0, "x\r\ny\r\n"), (1, "x\ny\n"), (2, "x\ny\r\n")] {
            let edits = vec![Edit::insert(SourceId(page), 0, "x\ny\r\n")];
            let mut fix = Fix { title: String::new(), applicability: Applicability::Safe, edits };
            use_line_ends(&corpus, &mut fix);
            assert_eq!(fix.edits[0].text, expected);
        }
    }

    fn finding(edits: Vec<Edit>, applicability: Applicability) -> Diagnostic {
        Diagnostic {
            rule: Arc::from("x"),
            severity: Severity::Error,
            message: String::new(),
            primary: Location { source: SourceId(0), span: Span::at(0) },
            related: Vec::new(),
            fix: Some(Fix { title: String::new(), applicability, edits }),
        }
    }

    fn fixed(findings: &[Diagnostic]) -> (String, usize, usize) {
        let files = BTreeMap::from([("a.md".to_owned(), "一二三四五".to_owned())]);
        let corpus = Project::in_memory(&files).unwrap().corpus;
        let fixed = apply(&corpus, findings, Applicability::Unsafe);
        let text = fixed.texts.get(&SourceId(0)).cloned().unwrap_or_default();
        (text, fixed.made, fixed.left_out)
    }

    #[test]
    fn overlapping_fixes_are_left_out_whole() {
        let a = SourceId(0);
        let first = finding(vec![Edit::replace(a, Span::new(0, 3), "1")], Applicability::Safe);
        let clashing = vec![Edit::replace(a, Span::new(12, 15), "5"), Edit::replace(a, Span::new(0, 6), "12")];
        let second = finding(clashing, Applicability::Safe);
        let third = finding(vec![Edit::replace(a, Span::new(3, 6), "2")], Applicability::Unsafe);
        let hint = finding(vec![Edit::replace(a, Span::new(6, 9), "3")], Applicability::Manual);
        assert_eq!(fixed(&[first, second, third, hint]), ("12三四五".to_owned(), 2, 1));
    }

    #[test]
    fn insertions_at_one_place_are_made_one_at_a_time_and_equal_ones_once() {
        let a = SourceId(0);
        let insert = |text: &str| finding(vec![Edit::insert(a, 3, text)], Applicability::Safe);
        assert_eq!(fixed(&[insert("x"), insert("y"), insert("x")]), ("一x二三四五".to_owned(), 2, 1));
        let beside = finding(vec![Edit::delete(a, Span::new(3, 6))], Applicability::Safe);
        assert_eq!(fixed(&[insert("x"), beside]), ("一x二三四五".to_owned(), 1, 1));
    }

    #[test]
    fn edits_that_fit_no_text_are_left_out() {
        let a = SourceId(0);
        for span in [Span::new(1, 3), Span::new(9, 99)] {
            let edit = finding(vec![Edit::replace(a, span, "")], Applicability::Safe);
            assert_eq!(fixed(&[edit]), (String::new(), 0, 1));
        }
    }
}
