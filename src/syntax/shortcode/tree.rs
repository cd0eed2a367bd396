//! Opening and closing tags become shortcodes with bodies.
//!
//! Hugo knows from the template whether a shortcode takes a body. Here the table of the site says so; for a name that
//! it does not have, the page does: a name that is closed anywhere on the page takes a body everywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::lexer::{Form, Tag};
use crate::document::{Body, Problem, ProblemKind, Shortcode, ShortcodeId};
use crate::syntax::ShortcodeTable;
use crate::text::{Span, Spanned};

/// Pairs the tags of a page.
pub(super) fn pair(text: &str, tags: Vec<Tag>, table: &ShortcodeTable, problems: &mut Vec<Problem>) -> Vec<Shortcode> {
    let (names, uses) = collect(text, &tags, table);
    let opened = tags.iter().filter(|tag| tag.form != Form::Close).count();
    let shortcodes = Vec::with_capacity(opened);
    let mut pairer =
        Pairer { text, names, uses: &uses, shortcodes, stack: Vec::new(), ledger: None, named: false, problems };
    for (index, (tag, &(id, _))) in tags.into_iter().zip(&uses).enumerate() {
        match tag.form {
            Form::Close => pairer.close(tag, id, index),
            _ => pairer.open(tag, id),
        }
        pairer.named = true;
    }
    pairer.finish()
}

/// What the page as a whole says about a name.
struct Name {
    written: Arc<str>,
    body: Option<Body>,
    /// Its opening tags wait for a closing tag.
    paired: bool,
    known: bool,
    /// There is, or may be, a template for it.
    exists: bool,
    /// An opening tag came before.
    opened: bool,
}

impl Name {
    fn new(name: &str, table: &ShortcodeTable) -> Self {
        let body = table.body(name);
        Self {
            written: name.into(),
            body,
            // A body that is dropped may be called none in the table, and still there is one.
            paired: body.is_some_and(|body| body != Body::None) || name.ends_with(".inline"),
            known: match body {
                Some(Body::None) => ShortcodeTable::conventional_body(name) != Body::None,
                _ => body.is_some(),
            },
            exists: body.is_some() || table.knows(name),
            opened: false,
        }
    }
}

/// The number of the name of a tag, and what the tag does.
type Use = (u32, Form);

/// Gives each name a number, and each tag the number of its name.
fn collect(text: &str, tags: &[Tag], table: &ShortcodeTable) -> (Vec<Name>, Vec<Use>) {
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut names: Vec<Name> = Vec::new();
    let mut uses = Vec::with_capacity(tags.len());
    for tag in tags {
        let written = tag.name.of(text);
        let id = *numbers.entry(written).or_insert_with(|| {
            names.push(Name::new(written, table));
            names.len() as u32 - 1
        });
        let name = &mut names[id as usize];
        if !name.known && tag.form != Form::Open {
            name.paired = true;
        }
        uses.push((id, tag.form));
    }
    (names, uses)
}

/// Where the tags of each name stand. It is asked only on a page whose tags are not nested, and made when it is.
struct Ledger {
    /// Whether each tag of a name closes, by the tag's number, in order.
    tags: Vec<Vec<(u32, bool)>>,
    /// The places on the stack that wait for a name.
    waiting: Vec<BTreeSet<u32>>,
}

impl Ledger {
    fn new(names: usize, uses: &[Use], stack: &[Waiting]) -> Self {
        let mut ledger = Self { tags: vec![Vec::new(); names], waiting: vec![BTreeSet::new(); names] };
        for (tag, &(id, form)) in uses.iter().enumerate().filter(|(_, (_, form))| *form != Form::SelfClosed) {
            ledger.tags[id as usize].push((tag as u32, form == Form::Close));
        }
        for (depth, waiting) in stack.iter().enumerate() {
            ledger.waiting[waiting.name as usize].insert(depth as u32);
        }
        ledger
    }

    /// True when the next tag of name `id` after tag `index` is a closing one.
    fn closes_after(&self, id: u32, index: usize) -> bool {
        let tags = &self.tags[id as usize];
        let next = tags.partition_point(|&(tag, _)| tag as usize <= index);
        tags.get(next).is_some_and(|&(_, closes)| closes)
    }
}

/// A shortcode that waits for its closing tag.
struct Waiting {
    shortcode: usize,
    /// The name of the closing tag it waits for: its own, unless the tags are crossed.
    name: u32,
    broken: bool,
}

struct Pairer<'a> {
    text: &'a str,
    names: Vec<Name>,
    uses: &'a [Use],
    shortcodes: Vec<Shortcode>,
    stack: Vec<Waiting>,
    ledger: Option<Ledger>,
    /// A tag with a name came before.
    named: bool,
    problems: &'a mut Vec<Problem>,
}

impl Pairer<'_> {
    fn open(&mut self, tag: Tag, id: u32) {
        let written = tag.name.of(self.text);
        let name = &mut self.names[id as usize];
        name.opened = true;
        if !name.exists && !tag.broken {
            self.problems.push(Problem::new(ProblemKind::ShortcodeUnknown, tag.span).detail(written));
        }
        let self_closed = tag.form == Form::SelfClosed;
        if self_closed && name.known && !name.paired && !tag.broken {
            self.problems.push(Problem::new(ProblemKind::ShortcodeNoBody, tag.span).detail(written));
        }
        let body = match name.body {
            Some(body) => body,
            None if name.paired => ShortcodeTable::conventional_body(written),
            None => Body::None,
        };
        let shortcode = self.shortcodes.len();
        self.shortcodes.push(Shortcode {
            name: Spanned::new(name.written.clone(), tag.name),
            open: tag.span,
            close: None,
            self_closed,
            delimiter: tag.delimiter,
            arguments: tag.arguments,
            parent: self.stack.last().map(|waiting| ShortcodeId(waiting.shortcode as u32)),
            body,
        });
        if name.paired && !self_closed {
            if let Some(ledger) = &mut self.ledger {
                ledger.waiting[id as usize].insert(self.stack.len() as u32);
            }
            self.stack.push(Waiting { shortcode, name: id, broken: tag.broken });
        }
    }

    fn close(&mut self, tag: Tag, id: u32, index: usize) {
        let name = &self.names[id as usize];
        if name.known && !name.paired {
            self.complain(&tag, ProblemKind::ShortcodeNoBody, tag.span);
        } else if self.stack.last().is_some_and(|top| top.name == id) {
            self.pop(Some(tag.span));
        } else if self.stack.is_empty() {
            let place = match (self.named, name.opened) {
                (false, _) => Span { start: tag.slash, end: tag.name.end },
                (true, true) => tag.span,
                (true, false) => tag.name,
            };
            self.complain(&tag, ProblemKind::ShortcodeUnopened, place);
        } else if let Some(&depth) = self.ledger().waiting[id as usize].last() {
            self.close_at(depth as usize, tag.span, index);
        } else {
            self.wrong_close(&tag, index);
        }
    }

    fn ledger(&mut self) -> &mut Ledger {
        self.ledger.get_or_insert_with(|| Ledger::new(self.names.len(), self.uses, &self.stack))
    }

    /// A closing tag for the shortcode at `depth` of the stack.
    fn close_at(&mut self, depth: usize, close: Span, index: usize) {
        while self.stack.len() > depth + 1 {
            let top = self.stack.len() - 1;
            let crossed = self.stack[top].name;
            if self.ledger().closes_after(crossed, index) {
                // Hugo lets any closing tag close the innermost shortcode, so crossed tags are read as nested ones:
                // this tag ends the inner one, and the tag of the inner one, further down, ends the outer one.
                let outer = std::mem::replace(&mut self.stack[depth].name, crossed);
                self.ledger().waiting[outer as usize].remove(&(depth as u32));
                self.pop(Some(close));
                self.ledger().waiting[crossed as usize].insert(depth as u32);
                return;
            }
            self.report_unclosed(top);
            self.pop(None);
        }
        self.pop(Some(close));
    }

    /// A closing tag whose name is not open, while others are.
    fn wrong_close(&mut self, tag: &Tag, index: usize) {
        let Some(top) = self.stack.last() else { return };
        let name = top.name;
        let open = &self.shortcodes[top.shortcode];
        if !tag.broken && !top.broken {
            let problem = Problem::new(ProblemKind::ShortcodeWrongClose, tag.name);
            self.problems.push(problem.detail(&*open.name.value).related(open.open));
        }
        // A misspelt closing tag ends the innermost shortcode; a stray one, where the right one follows, does not.
        if !self.ledger().closes_after(name, index) {
            self.pop(Some(tag.span));
        }
    }

    fn pop(&mut self, close: Option<Span>) {
        if let Some(waiting) = self.stack.pop() {
            if let Some(ledger) = &mut self.ledger {
                ledger.waiting[waiting.name as usize].remove(&(self.stack.len() as u32));
            }
            self.shortcodes[waiting.shortcode].close = close;
        }
    }

    fn report_unclosed(&mut self, depth: usize) {
        let waiting = &self.stack[depth];
        if !waiting.broken {
            let open = &self.shortcodes[waiting.shortcode];
            let problem = Problem::new(ProblemKind::ShortcodeUnclosed, open.open);
            self.problems.push(problem.detail(&*open.name.value));
        }
    }

    fn complain(&mut self, tag: &Tag, kind: ProblemKind, place: Span) {
        if !tag.broken {
            self.problems.push(Problem::new(kind, place).detail(tag.name.of(self.text)));
        }
    }

    fn finish(mut self) -> Vec<Shortcode> {
        for depth in 0..self.stack.len() {
            self.report_unclosed(depth);
        }
        // Nothing stands in the body of a shortcode that was never closed.
        for index in 0..self.shortcodes.len() {
            if let Some(ShortcodeId(parent)) = self.shortcodes[index].parent
                && self.shortcodes[parent as usize].close.is_none()
            {
                self.shortcodes[index].parent = self.shortcodes[parent as usize].parent;
            }
        }
        self.shortcodes
    }
}
