//! YAML: the events of granit-parser become a tree, and a broken text gives what can be saved.
//!
//! granit's spans need care, all of it here: a block scalar starts at its content and ends in the next line, a block
//! collection is a point, a missing value lies on the colon and reads `~`.

use granit_parser::{ErrorKind, Event, Options, Parser};
use rustc_hash::FxHashSet;

use super::yaml_error::{self, dash_after_key, token_start, word};
use super::{MAX_ALIASES, MAX_DEPTH, Tree, duplicate, limit_problem, line_end, line_start};
use crate::document::{Entry, Node, NodeKind, Problem, ProblemKind, ScalarStyle};
use crate::text::{Span, Spanned};

/// Where and why the parser stopped.
pub(super) struct Failure {
    pub(super) at: usize,
    pub(super) kind: ErrorKind,
    /// The end of the last token that was understood.
    pub(super) last_end: usize,
    /// The last scalar that was understood.
    pub(super) last_scalar: Option<Span>,
    /// The innermost bracket that is still open.
    pub(super) bracket: Option<usize>,
}

/// Reads `content`, a part of `source`; spans are those of `source`.
pub(super) fn read(source: &str, content: Span, problems: &mut Vec<Problem>) -> Tree {
    let mut reader = Reader::new(source, content);
    let failure = reader.run();
    let complete = failure.is_none() && !reader.stopped;
    if let Some(failure) = failure {
        recover(&mut reader, content, failure);
    }
    while reader.stopped && !reader.frames.is_empty() {
        // Reading stopped at a limit: what is open ends here.
        reader.close(Span::at(reader.last_end));
    }
    let root = reader.root.take().unwrap_or_else(|| Node::empty_mapping(Span::at(content.end as usize)));
    reader.comments.sort_unstable();
    reader.comments.dedup();
    if complete && let Some(problem) = yaml_error::overlooked(source, content, &root) {
        problems.push(problem);
        let root = if root.as_str().is_some() { Node::empty_mapping(root.span) } else { root };
        return Tree { root, comments: reader.comments, complete: false };
    }
    problems.append(&mut reader.problems);
    Tree { root, comments: reader.comments, complete }
}

/// Saves what can be saved: the fields before the fault, and each later `key:` at the start of a line on its own.
fn recover(reader: &mut Reader<'_>, content: Span, mut failure: Failure) {
    let source = reader.source;
    let mut entries = reader.top_entries();
    // The last field may have swallowed a part of the fault, so it is read again.
    let last = entries.pop();
    let before = entries.len();
    let restart = last.as_ref().map_or(content.start, |entry| entry.key.span.start);
    let mut local = None;
    for chunk in chunks(source, Span { start: restart, ..content }) {
        let mut part = Reader::new(source, chunk);
        match part.run() {
            None => {
                entries.extend(part.root.take().map(into_entries).unwrap_or_default());
                reader.comments.append(&mut part.comments);
            }
            // A field that fails on its own shows the fault better than the place where all stopped making sense.
            Some(found) if local.is_none() && chunk.start as usize <= failure.at => local = Some(found),
            Some(_) => {}
        }
    }
    failure = local.unwrap_or(failure);
    // What else looks wrong in a broken text may come from the fault, as keys inside a quote that is not closed do.
    reader.problems.clear();
    let problem = yaml_error::explain(source, content, &failure);
    let fault = problem.span;
    reader.problems.push(problem);
    if let Some(last) = last
        && (last.value.span.end as usize) < line_of(source, content, fault.start as usize)
        && entries.get(before).is_none_or(|entry| entry.key.span != last.key.span)
    {
        entries.insert(before, last);
    }
    let span = match (entries.first(), entries.last()) {
        (Some(first), Some(last)) => first.key.span.to(last.span()),
        _ => Span::at(content.start as usize),
    };
    reader.root = Some(Node { kind: NodeKind::Mapping(entries), ..Node::empty_mapping(span) });
}

fn into_entries(node: Node) -> Vec<Entry> {
    match node.kind {
        NodeKind::Mapping(entries) => entries,
        _ => Vec::new(),
    }
}

/// Cuts `part` before every line that begins with a key.
fn chunks(source: &str, part: Span) -> impl Iterator<Item = Span> {
    let end = part.end as usize;
    let mut starts = memchr::memchr2_iter(b'\n', b'\r', &source.as_bytes()[part.range()])
        .map(move |at| part.start as usize + at + 1)
        .chain(std::iter::once(end))
        .filter(move |&at| at == end || starts_with_key(&source[at..end]));
    let mut from = Some(part.start as usize).filter(|&at| starts_with_key(&source[at..end]));
    std::iter::from_fn(move || {
        let start = match from {
            Some(start) if start == end => return None,
            Some(start) => start,
            None => starts.next().filter(|&at| at < end)?,
        };
        let next = starts.next().unwrap_or(end);
        from = Some(next);
        Some(Span::new(start, next))
    })
}

/// True when a line is `key: …`, `key:` or `"key": …`.
pub(super) fn starts_with_key(text: &str) -> bool {
    /// Keys longer than this are prose.
    const LONGEST_KEY: usize = 128;
    let bytes = text.as_bytes();
    let Some(&first) = bytes.first() else { return false };
    if first.is_ascii_whitespace() || b"#-?:,[]{}&*!|>%@`".contains(&first) {
        return false;
    }
    let line = &bytes[..bytes.len().min(LONGEST_KEY)];
    let line = &line[..memchr::memchr2(b'\n', b'\r', line).unwrap_or(line.len())];
    memchr::memchr_iter(b':', line).any(|at| matches!(bytes.get(at + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r')))
}

/// A collection that is not complete yet.
struct Frame {
    span: Span,
    flow: bool,
    anchor: Option<Box<Spanned<Box<str>>>>,
    tag: Option<Box<Spanned<Box<str>>>>,
    items: Items,
}

enum Items {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<Spanned<Box<str>>> },
}

/// Builds the tree of one text from events.
struct Reader<'a> {
    source: &'a str,
    part: Span,
    frames: Vec<Frame>,
    /// A scalar whose anchor, which the parser tells afterwards, may still come.
    pending: Option<Node>,
    root: Option<Node>,
    comments: Vec<Span>,
    problems: Vec<Problem>,
    anchors: FxHashSet<&'a str>,
    aliases: usize,
    documents: usize,
    last_end: usize,
    last_scalar: Option<Span>,
    /// Reading ended before the end of the text, and a problem says why.
    stopped: bool,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, part: Span) -> Self {
        Self {
            source,
            part,
            frames: Vec::new(),
            pending: None,
            root: None,
            comments: Vec::new(),
            problems: Vec::new(),
            anchors: FxHashSet::default(),
            aliases: 0,
            documents: 0,
            last_end: part.start as usize,
            last_scalar: None,
            stopped: false,
        }
    }

    /// The complete entries of a root mapping that is still open.
    fn top_entries(&mut self) -> Vec<Entry> {
        match self.frames.drain(..).next() {
            Some(Frame { flow: false, items: Items::Mapping { entries, .. }, .. }) => entries,
            _ => Vec::new(),
        }
    }

    /// Reads the first document of the part.
    fn run(&mut self) -> Option<Failure> {
        let parser = Parser::new_from_str_with_options(self.part.of(self.source), options());
        for next in parser {
            match next {
                Ok((event, span)) => {
                    let range = span.byte_range().unwrap_or_default();
                    let tag = span.tag_start().and_then(|mark| mark.byte_offset());
                    let span = Span::from(range).shifted(self.part.start as usize);
                    self.event(event, span, tag.map(|at| at + self.part.start as usize));
                }
                Err(error) => {
                    self.flush();
                    let at = self.part.start as usize + error.marker().byte_offset().unwrap_or(0);
                    let at = self.source.floor_char_boundary(at.min(self.part.end as usize));
                    return Some(self.failure(at, error.kind().clone()));
                }
            }
            if self.stopped {
                break;
            }
        }
        self.flush();
        None
    }

    fn failure(&self, at: usize, kind: ErrorKind) -> Failure {
        let bracket = self.frames.iter().rev().find(|frame| frame.flow).map(|frame| frame.span.start as usize);
        Failure { at, kind, last_end: self.last_end, last_scalar: self.last_scalar, bracket }
    }

    fn event(&mut self, event: Event<'_>, span: Span, tag: Option<usize>) {
        if let Event::Anchor(_, name) = event {
            return self.anchor(&name, span);
        }
        self.flush();
        match event {
            Event::DocumentStart(is_explicit, _) => self.document(span, is_explicit),
            Event::Comment(..) => self.comments.push(span),
            Event::Scalar(text, style, ..) => self.scalar(&text, style, span, tag),
            Event::SequenceStart(..) => self.open(span, tag, Items::Sequence(Vec::new())),
            Event::MappingStart(..) => self.open(span, tag, Items::Mapping { entries: Vec::new(), key: None }),
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(_) | Event::UnresolvedAlias(_) => self.alias(span),
            _ => {}
        }
    }

    /// Only the first document counts: what follows `...` or a second `---` is lost without a word elsewhere.
    fn document(&mut self, span: Span, is_explicit: bool) {
        self.documents += 1;
        if is_explicit {
            self.last_end = self.last_end.max(span.end as usize);
        }
        if self.documents > 1 {
            let detail = "only the first YAML document is read, and a second one starts here; `...` ends a document";
            let span =
                if span.is_empty() { word(self.source, span.start as usize, self.part.end as usize) } else { span };
            self.problems.push(Problem::new(ProblemKind::FrontMatterSyntax, span).detail(detail));
            self.stopped = true;
        }
    }

    fn anchor(&mut self, name: &str, span: Span) {
        let written = span.of(self.source).trim_start_matches('&');
        self.anchors.insert(written);
        let anchor = Some(Box::new(Spanned::new(name.into(), span)));
        match (&mut self.pending, self.frames.last_mut()) {
            (Some(node), _) => node.anchor = anchor,
            (None, Some(frame)) => frame.anchor = anchor,
            (None, None) => {}
        }
        self.last_end = self.last_end.max(span.end as usize);
    }

    fn tag(&self, start: Option<usize>) -> Option<Box<Spanned<Box<str>>>> {
        let start = start?;
        let end = yaml_error::tag_end(self.source, start, self.part.end as usize);
        Some(Box::new(Spanned::new(self.source[start..end].into(), Span::new(start, end))))
    }

    fn scalar(&mut self, text: &str, style: granit_parser::ScalarStyle, span: Span, tag: Option<usize>) {
        let tag = self.tag(tag);
        let style = match style {
            granit_parser::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
            granit_parser::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
            granit_parser::ScalarStyle::Literal => ScalarStyle::Literal,
            granit_parser::ScalarStyle::Folded => ScalarStyle::Folded,
            _ => ScalarStyle::Plain,
        };
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.block_span(span),
            ScalarStyle::Plain if span.is_empty() => self.missing_span(span),
            _ => span,
        };
        // The parser calls a missing value `~`.
        let text = if span.is_empty() { "" } else { text };
        self.last_end = self.last_end.max(span.end as usize);
        self.last_scalar = Some(span);
        let kind = NodeKind::Scalar { text: text.into(), style };
        self.pending = Some(Node { span, anchor: None, tag, kind });
    }

    /// From the indicator to the end of the last line that has content.
    fn block_span(&self, content: Span) -> Span {
        let end = (content.end as usize).max(self.last_end);
        let start = token_start(self.source, self.last_end, end);
        let text = self.source[start..end].trim_end_matches([' ', '\t', '\r', '\n']);
        Span::new(start, line_end(self.source, start + text.len(), end))
    }

    /// Right after the colon, if there is one.
    fn missing_span(&self, span: Span) -> Span {
        let on_colon = self.source.as_bytes().get(span.start as usize) == Some(&b':');
        if self.is_value() && on_colon { span.shifted(1) } else { span }
    }

    /// The dash of a block list. The parser's place is behind it when the list is not indented more than its key.
    fn first_dash(&self, at: usize) -> usize {
        let dash = if self.is_value() { dash_after_key(self.source, self.last_end, at) } else { at };
        let is_dash = |at: &usize| self.source.as_bytes().get(*at) == Some(&b'-');
        let before = || self.source[..at].trim_end().len().saturating_sub(1);
        Some(dash).filter(is_dash).or_else(|| Some(before()).filter(is_dash)).unwrap_or(at)
    }

    /// True when the next node is the value of a key.
    fn is_value(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { items: Items::Mapping { key: Some(_), .. }, .. }))
    }

    fn alias(&mut self, span: Span) {
        let name = span.of(self.source).trim_start_matches('*');
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            self.problems.push(limit_problem(self.source, span.start as usize, format!("{MAX_ALIASES} aliases")));
            self.stopped = true;
        }
        if !self.anchors.contains(name) {
            self.problems.push(Problem::new(ProblemKind::FrontMatterUnknownAlias, span).detail(name));
        }
        self.last_end = self.last_end.max(span.end as usize);
        self.attach(Node { span, anchor: None, tag: None, kind: NodeKind::Alias(name.into()) });
    }

    fn open(&mut self, mut span: Span, tag: Option<usize>, items: Items) {
        let flow = span.len() == 1 && matches!(span.of(self.source), "[" | "{");
        if !flow && matches!(items, Items::Sequence(_)) {
            span = Span::at(self.first_dash(span.start as usize));
        }
        let tag = self.tag(tag);
        let end = tag.as_ref().map_or(span.start, |tag| tag.span.end).max(if flow { span.end } else { 0 });
        self.last_end = self.last_end.max(end as usize);
        self.frames.push(Frame { span, flow, anchor: None, tag, items });
    }

    fn close(&mut self, end: Span) {
        let Some(Frame { mut span, flow, anchor, tag, items }) = self.frames.pop() else { return };
        let kind = match items {
            Items::Sequence(items) => {
                if let (false, Some(last)) = (flow, items.last()) {
                    span = span.to(last.span);
                }
                NodeKind::Sequence { items, flow }
            }
            Items::Mapping { entries, .. } => {
                if let (false, Some(first), Some(last)) = (flow, entries.first(), entries.last()) {
                    span = first.key.span.to(last.span());
                }
                duplicate::report(&entries, &mut self.problems);
                NodeKind::Mapping(entries)
            }
        };
        if flow {
            span = span.to(end);
        }
        self.last_end = self.last_end.max(span.end as usize);
        self.attach(Node { span, anchor, tag, kind });
    }

    fn flush(&mut self) {
        if let Some(node) = self.pending.take() {
            self.attach(node);
        }
    }

    fn attach(&mut self, node: Node) {
        match self.frames.last_mut().map(|frame| &mut frame.items) {
            None => self.root = Some(node),
            Some(Items::Sequence(items)) => items.push(node),
            Some(Items::Mapping { entries, key }) => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => {
                    self.problems.extend(yaml_error::bad_key(&node));
                    let span = node.span;
                    *key = Some(match node.kind {
                        NodeKind::Scalar { text, .. } => Spanned::new(text, span),
                        _ => Spanned::new(span.of(self.source).into(), span),
                    });
                }
            },
        }
    }
}

fn options() -> Options {
    granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

/// The start of the line of `at` in `content`.
pub(super) fn line_of(source: &str, content: Span, at: usize) -> usize {
    line_start(source, at.max(content.start as usize), content.start as usize)
}
