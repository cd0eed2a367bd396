//! Directives: comments by which a page allows what a rule would report. `<!-- tidings: allow RULE reason -->` for the
//! next block or the one it stands in, `allow-start` and `allow-end` round a range, `allow-page` for the page,
//! `# tidings: allow RULE reason` in front matter, and there the field `tidings: {allow: …}`.

mod cover;
mod field;
mod words;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::document::{Document, FrontMatterFormat};
use crate::text::Span;

pub use field::FIELD;
use words::{Verb, Words};

/// What every directive holds, also the field.
static MARK: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("tidings"));

/// One rule that a page allows somewhere. A directive that names several rules gives several of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The name of the rule, as it is written.
    pub rule: Box<str>,
    /// Where the name is written.
    pub span: Span,
    /// The whole directive.
    pub directive: Span,
    /// It says why.
    pub reasoned: bool,
    /// What begins here is allowed.
    pub covers: Span,
    /// An empty place from here on is allowed as well: the end of the block before the directive, at which a missing
    /// block is reported.
    pub gap: u32,
}

impl Allowance {
    /// True when a finding at `place` is allowed.
    pub fn holds(&self, place: Span) -> bool {
        let from = if place.is_empty() { self.gap } else { self.covers.start };
        (from..=self.covers.end).contains(&place.start)
    }
}

/// A directive that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong with it.
    pub kind: FaultKind,
    /// Where.
    pub span: Span,
    /// The word that is wrong, or the rule whose range is not closed.
    pub detail: Box<str>,
}

/// What may be wrong with a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The word after `tidings:` means nothing.
    Word,
    /// It names no rule.
    NoRule,
    /// A range is opened and not closed.
    Unclosed,
    /// A range is closed that was not opened.
    Unopened,
}

/// The directives of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    /// What is allowed, in the order in which it is written.
    pub allowances: Vec<Allowance>,
    /// What cannot be followed.
    pub faults: Vec<Fault>,
}

/// Reads the directives of a page; `None` when it has none. `document` is what `text` was parsed to.
pub fn read(text: &str, document: &Document) -> Option<Directives> {
    // Most pages have no comment, and need not be gone through again for this.
    let is_marked = |part: Span| MARK.find(part.of(text).as_bytes()).is_some();
    let in_body = document.comments.iter().any(|comment| is_marked(comment.span));
    if !in_body && !document.front_matter.as_ref().is_some_and(|front_matter| is_marked(front_matter.span)) {
        return None;
    }
    let mut reader = Reader { text, document, found: Directives::default(), open: Vec::new() };
    reader.front_matter();
    reader.body();
    let found = reader.finish();
    (!found.allowances.is_empty() || !found.faults.is_empty()).then_some(found)
}

/// True when a comment is a directive, or is meant as one.
pub fn is_directive(comment: &str) -> bool {
    words::inside(comment).is_some()
}

/// A range that is open.
struct Open<'t> {
    rule: &'t str,
    /// The number of its allowance.
    number: usize,
}

struct Reader<'t> {
    text: &'t str,
    document: &'t Document,
    found: Directives,
    open: Vec<Open<'t>>,
}

impl<'t> Reader<'t> {
    fn front_matter(&mut self) {
        let Some(front_matter) = &self.document.front_matter else { return };
        for &comment in &front_matter.comments {
            let Some(words) = Words::read(self.text, comment) else { continue };
            match words.verb {
                Verb::Allow => {
                    let covers = cover::entry(self.text, front_matter, comment);
                    self.allow(&words, covers, covers.start);
                }
                Verb::Page => self.allow(&words, self.whole(), 0),
                Verb::Start | Verb::End | Verb::Unknown => self.fault(FaultKind::Word, words.word, words.word),
            }
        }
        if front_matter.format == FrontMatterFormat::Json || front_matter.get(FIELD).is_some() {
            field::read(self.text, front_matter, self.whole(), &mut self.found);
        }
    }

    fn body(&mut self) {
        for comment in &self.document.comments {
            let Some(words) = Words::read(self.text, comment.span) else { continue };
            match words.verb {
                Verb::Allow => {
                    let (covers, gap) = cover::block(self.text, self.document, comment.span);
                    self.allow(&words, covers, gap);
                }
                Verb::Page => self.allow(&words, self.whole(), 0),
                Verb::Start => self.start(&words),
                Verb::End => self.end(&words),
                Verb::Unknown => self.fault(FaultKind::Word, words.word, words.word),
            }
        }
    }

    fn whole(&self) -> Span {
        Span::new(0, self.text.len())
    }

    fn fault(&mut self, kind: FaultKind, span: Span, detail: Span) {
        self.found.faults.push(Fault { kind, span, detail: detail.of(self.text).into() });
    }

    fn allow(&mut self, words: &Words, covers: Span, gap: u32) {
        if words.rules.is_empty() {
            self.fault(FaultKind::NoRule, words.directive, words.word);
        }
        for &span in &words.rules {
            self.found.allowances.push(Allowance {
                rule: span.of(self.text).into(),
                span,
                directive: words.directive,
                reasoned: words.reason.is_some(),
                covers,
                gap,
            });
        }
    }

    /// Opens a range, up to the end of the page for the time being.
    fn start(&mut self, words: &Words) {
        let from = words.directive.start as usize;
        let gap = cover::gap(self.text, from);
        let before = self.found.allowances.len();
        self.allow(words, Span::new(from, self.text.len()), gap);
        let opened = words.rules.iter().zip(before..);
        self.open.extend(opened.map(|(span, number)| Open { rule: span.of(self.text), number }));
    }

    /// Closes the ranges of the rules that are named, or all when none is.
    fn end(&mut self, words: &Words) {
        let to = words.directive.start;
        if words.rules.is_empty() && self.open.is_empty() {
            self.fault(FaultKind::Unopened, words.directive, words.word);
        }
        let mut closed: Vec<usize> = Vec::new();
        for &span in &words.rules {
            match self.open.iter().rposition(|open| open.rule == span.of(self.text)) {
                Some(at) => closed.push(self.open.remove(at).number),
                None => self.fault(FaultKind::Unopened, span, span),
            }
        }
        if words.rules.is_empty() {
            closed.extend(self.open.drain(..).map(|open| open.number));
        }
        closed.into_iter().for_each(|number| self.found.allowances[number].covers.end = to);
    }

    fn finish(mut self) -> Directives {
        for open in std::mem::take(&mut self.open) {
            let span = self.found.allowances[open.number].span;
            self.fault(FaultKind::Unclosed, span, span);
        }
        self.found.faults.sort_by_key(|fault| fault.span);
        self.found
    }
}
