//! Tags: where each begins and ends, its name and its arguments.
//!
//! The grammar is that of Hugo's page lexer from 0.147 on, with its places for errors. One difference is wanted:
//! an unquoted value ends at the closing bracket (`{{<x a=b>}}`), where Hugo runs on through the page until it
//! fails somewhere below or, by chance, does not.

use memchr::memmem;

use crate::document::{Argument, Delimiter, Problem, ProblemKind, Quote};
use crate::syntax::ShortcodeTable;
use crate::syntax::slug::is_letter_or_digit;
use crate::text::{Span, Spanned};

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `{{< x >}}`.
    Open,
    /// `{{< x />}}`.
    SelfClosed,
    /// `{{< /x >}}`.
    Close,
}

/// One tag that has a name.
#[derive(Debug)]
pub(super) struct Tag {
    /// Brackets included.
    pub(super) span: Span,
    pub(super) delimiter: Delimiter,
    pub(super) form: Form,
    pub(super) name: Span,
    /// Where the slash of a closing tag stands; for other tags the start of the name.
    pub(super) slash: u32,
    pub(super) arguments: Vec<Argument>,
    /// A problem in the tag was reported, so nothing more is to be said of it.
    pub(super) broken: bool,
}

/// All tags of `body` in their order.
pub(super) fn tags(text: &str, body: Span, table: &ShortcodeTable, problems: &mut Vec<Problem>) -> Vec<Tag> {
    let mut lexer = Lexer::new(text, body);
    let mut tags = Vec::new();
    // Ends of tags that stand in no tag.
    let mut ends = Vec::new();
    let mut at = body.start as usize;
    // Outside tags, braces are rare.
    while let Some(found) = memchr::memchr2(b'{', b'}', &lexer.bytes[at..]) {
        let brace = at + found;
        let delimiter = match lexer.bytes[brace..] {
            [b'{', b'{', b'<', ..] => Delimiter::Angle,
            [b'{', b'{', b'%', ..] => Delimiter::Percent,
            _ => {
                ends.extend(lexer.is_end(brace).then_some(brace));
                at = brace + 1;
                continue;
            }
        };
        let known = tags.len();
        at = lexer.tag_or_comment(brace, delimiter, &mut tags, problems);
        if tags.len() == known {
            ends.extend((brace..at).filter(|&at| lexer.is_end(at)));
        }
    }
    super::intended::add(&mut lexer, body, table, &ends, &mut tags, problems);
    tags
}

/// Why a tag cannot be read on: what is wrong, where, a word for the message.
pub(super) struct Fault {
    pub(super) kind: ProblemKind,
    pub(super) span: Span,
    pub(super) detail: Box<str>,
    /// How far the text was read.
    pub(super) reached: usize,
}

/// A tag in the making.
pub(super) struct Draft {
    pub(super) start: usize,
    /// The closing bracket.
    pub(super) right: [u8; 3],
    name: Option<Span>,
    slash: Option<usize>,
    /// The name stands after the slash.
    closing: bool,
    pub(super) arguments: Vec<Argument>,
    /// Whether the arguments are named; `None` before the first.
    named: Option<bool>,
}

impl Draft {
    fn new(start: usize, delimiter: Delimiter) -> Self {
        let right = match delimiter {
            Delimiter::Angle => *b">}}",
            Delimiter::Percent => *b"%}}",
        };
        Self { start, right, name: None, slash: None, closing: false, arguments: Vec::new(), named: None }
    }

    /// The finished tag, with its arguments in a list of their own; `None` when it has no name.
    fn tag(&mut self, end: usize, delimiter: Delimiter, broken: bool) -> Option<Tag> {
        let name = self.name?;
        Some(Tag {
            span: Span::new(self.start, end),
            delimiter,
            form: match (self.closing, self.slash) {
                (true, _) => Form::Close,
                (false, Some(_)) if !broken => Form::SelfClosed,
                _ => Form::Open,
            },
            name,
            slash: self.slash.map_or(name.start, |slash| slash as u32),
            arguments: if self.arguments.is_empty() { Vec::new() } else { self.arguments.drain(..).collect() },
            broken,
        })
    }
}

pub(super) struct Lexer<'t> {
    pub(super) text: &'t str,
    /// The text up to the end of the body.
    pub(super) bytes: &'t [u8],
    /// From here on the body has no back-tick, once that is known.
    pub(super) no_backtick_from: usize,
    /// From here on the body has no end of a comment, for both kinds of brackets.
    no_comment_end_from: [usize; 2],
    /// How many bytes may still be read a second time after a broken tag; when they are used up, a quoted text
    /// no longer runs past the next opening bracket. This bounds the work on hostile pages.
    pub(super) patience: usize,
    /// Where the arguments of a tag are gathered: room that the next tag needs too.
    arguments: Vec<Argument>,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, body: Span) -> Self {
        let end = body.end as usize;
        Self {
            text: &text[..end],
            bytes: &text.as_bytes()[..end],
            no_backtick_from: end,
            no_comment_end_from: [end; 2],
            patience: 4096 + 4 * body.len(),
            arguments: Vec::new(),
        }
    }

    /// True when a tag may end at `at`, where the braces of its bracket stand. No tag but a comment ends with a `*/`.
    fn is_end(&self, at: usize) -> bool {
        self.bytes[at..].starts_with(b"}}")
            && self.bytes[..at]
                .strip_suffix(b">")
                .or(self.bytes[..at].strip_suffix(b"%"))
                .is_some_and(|tag| !tag.ends_with(b"*/"))
    }

    /// Reads what begins with the bracket at `start`; returns where to go on.
    fn tag_or_comment(
        &mut self,
        start: usize,
        delimiter: Delimiter,
        tags: &mut Vec<Tag>,
        problems: &mut Vec<Problem>,
    ) -> usize {
        if self.bytes[start + 3..].starts_with(b"/*") {
            return self.comment(start, delimiter, problems);
        }
        let mut draft = Draft::new(start, delimiter);
        draft.arguments = std::mem::take(&mut self.arguments);
        let (end, broken) = match self.inside(&mut draft, start + 3) {
            Ok(end) => (end, false),
            Err(fault) => {
                let end = self.recover(&draft);
                self.patience = self.patience.saturating_sub(fault.reached.saturating_sub(end));
                let span = if fault.span.is_empty() { Span::new(start, end) } else { fault.span };
                problems.push(Problem::new(fault.kind, span).detail(fault.detail));
                (end, true)
            }
        };
        match draft.tag(end, delimiter, broken) {
            Some(tag) => tags.push(tag),
            None if !broken => problems.push(Problem::new(ProblemKind::ShortcodeNoName, Span::new(start, end))),
            None => {}
        }
        draft.arguments.clear();
        self.arguments = draft.arguments;
        end
    }

    /// The tag that begins at `start` with a wrong bracket and goes on at `inner` as a tag does; `None` if it does not.
    pub(super) fn meant(&mut self, start: usize, inner: usize, delimiter: Delimiter) -> Option<Tag> {
        let mut draft = Draft::new(start, delimiter);
        let end = self.inside(&mut draft, inner).ok()?;
        draft.tag(end, delimiter, false)
    }

    /// `{{</* … */>}}` is text; without its end it is a mistake.
    fn comment(&mut self, start: usize, delimiter: Delimiter, problems: &mut Vec<Problem>) -> usize {
        let known = &mut self.no_comment_end_from[(delimiter == Delimiter::Percent) as usize];
        let from = start + 5;
        if from < *known {
            let end: &[u8] = if delimiter == Delimiter::Angle { b"*/>}}" } else { b"*/%}}" };
            if let Some(found) = memmem::find(&self.bytes[from..], end) {
                return from + found + end.len();
            }
            *known = from;
        }
        let problem = Problem::new(ProblemKind::ShortcodeMalformed, Span::new(start, from));
        problems.push(problem.detail("comment must be closed"));
        from
    }

    /// Reads a tag from `at`, the byte after the bracket; returns the byte after the closing bracket.
    fn inside(&mut self, draft: &mut Draft, mut at: usize) -> Result<usize, Fault> {
        loop {
            if self.closes(draft, at) {
                return Ok(at + draft.right.len());
            }
            let Some(c) = self.char_at(at) else {
                return Err(self.unclosed(draft, at));
            };
            at = match c {
                ' ' | '\t' | '\r' | '\n' => at + 1,
                '=' => self.value(draft, at + 1)?,
                '/' => {
                    draft.slash = Some(at);
                    at + 1
                }
                '\\' => match self.bytes.get(at + 1) {
                    Some(b'"') if draft.name.is_some() => self.positional(draft, at + 1, true)?,
                    Some(b'`') => {
                        return Err(fault(
                            ProblemKind::ShortcodeMalformed,
                            at + 1..at + 2,
                            "unrecognized escape character",
                        ));
                    }
                    _ => at + 1,
                },
                _ if draft.name.is_some() && draft.slash.is_none() && (is_word(c) || matches!(c, '"' | '`' | '-')) => {
                    self.positional(draft, at, false)?
                }
                _ if is_word(c) => self.name(draft, at)?,
                _ => return Err(fault(ProblemKind::ShortcodeCharacter, at..at + c.len_utf8(), c.to_string())),
            };
        }
    }

    /// The name of the shortcode, or the word after a slash.
    fn name(&mut self, draft: &mut Draft, start: usize) -> Result<usize, Fault> {
        let mut end = start;
        loop {
            let plain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/');
            end += self.bytes[end..].iter().take_while(plain).count();
            match self.char_at(end) {
                Some('.') if self.bytes[end + 1..].starts_with(b"inline ") || draft.name.is_some() => end += 1,
                Some('.') => {
                    let end = self.word_end(end + 1);
                    return Err(fault(ProblemKind::ShortcodeMalformed, start..end, "period in shortcode name"));
                }
                Some(c) if !c.is_ascii() && is_word(c) => end += c.len_utf8(),
                _ => break,
            }
        }
        let name = Span::new(start, end);
        if let Some(open) = draft.name {
            // Hugo takes `{{< x a / x >}}` for a tag that closes itself. Any other word after a slash is a path or
            // a file name that lacks its quotes.
            if open.of(self.text) != name.of(self.text) {
                return Err(fault(ProblemKind::ShortcodeCharacter, start..end, "/"));
            }
            return self.tag_end(draft, end);
        }
        draft.name = Some(name);
        draft.closing = draft.slash.is_some();
        if draft.closing { self.tag_end(draft, end) } else { Ok(end) }
    }

    /// After the name of a closing tag only blanks may follow, no line end. Returns where the bracket stands.
    fn tag_end(&self, draft: &Draft, mut at: usize) -> Result<usize, Fault> {
        while matches!(self.bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        if self.closes(draft, at) {
            return Ok(at);
        }
        let width = self.char_at(at).map_or(0, char::len_utf8);
        Err(fault(ProblemKind::ShortcodeTagUnclosed, at..at + width, self.name_of(draft)))
    }

    /// An argument before its `=`, or without one.
    fn positional(&mut self, draft: &mut Draft, start: usize, escaped: bool) -> Result<usize, Fault> {
        let first = self.bytes[start];
        if matches!(first, b'"' | b'`') {
            if draft.named == Some(true) {
                let end = self.quoted_end_on_line(start);
                let detail = &self.text[start..end];
                return Err(fault(ProblemKind::ShortcodeMixedArguments, start..end, detail));
            }
            draft.named = Some(false);
            let (value, quote, end) = self.quoted(start, escaped)?;
            draft.arguments.push(Argument { key: None, value, quote });
            return Ok(end);
        }
        let end = self.word_end(start);
        let has_value = self.bytes.get(end) == Some(&b'=');
        match draft.named {
            None => draft.named = Some(has_value),
            Some(named) if named != has_value => {
                return Err(fault(ProblemKind::ShortcodeMixedArguments, start..end, &self.text[start..end]));
            }
            Some(_) => {}
        }
        let value = Spanned::new(self.text[start..end].into(), Span::new(start, end));
        draft.arguments.push(Argument { key: None, value, quote: Quote::Bare });
        Ok(end)
    }

    /// The value after `=`; it makes the argument before it the key.
    fn value(&mut self, draft: &mut Draft, from: usize) -> Result<usize, Fault> {
        let start = from + (self.text[from..].len() - self.text[from..].trim_start().len());
        let (value, quote, end) = match self.bytes.get(start) {
            Some(b'"' | b'`') => self.quoted(start, false)?,
            Some(b'\\') if self.bytes.get(start + 1) == Some(&b'"') => self.quoted(start + 1, true)?,
            _ => {
                let end = self.bare_end(draft, start);
                let value = Spanned::new(self.text[start..end].into(), Span::new(start, end));
                (value, Quote::Bare, end)
            }
        };
        if let Some(argument) = draft.arguments.last_mut().filter(|argument| argument.key.is_none()) {
            let key = std::mem::replace(&mut argument.value, value);
            argument.key = Some(key);
            argument.quote = quote;
        }
        if quote == Quote::Bare && (self.closes(draft, end) || end == self.bytes.len()) {
            return Err(self.unclosed(draft, end));
        }
        Ok(end)
    }

    /// Where an unquoted value ends: at white space, or at the closing bracket.
    fn bare_end(&self, draft: &Draft, start: usize) -> usize {
        let mut chars = self.text[start..].char_indices().map(|(at, c)| (start + at, c));
        chars.find(|&(at, c)| c.is_whitespace() || self.closes(draft, at)).map_or(self.text.len(), |(at, _)| at)
    }

    /// True when the closing bracket stands at `at`.
    pub(super) fn closes(&self, draft: &Draft, at: usize) -> bool {
        self.bytes[at..].first_chunk() == Some(&draft.right)
    }

    /// The tag does not end; the whole tag is the place, for the end of the page would help nobody.
    fn unclosed(&self, draft: &Draft, reached: usize) -> Fault {
        Fault {
            kind: ProblemKind::ShortcodeTagUnclosed,
            span: Span::at(draft.start),
            detail: self.name_of(draft),
            reached,
        }
    }

    fn name_of(&self, draft: &Draft) -> Box<str> {
        draft.name.map_or("", |name| name.of(self.text)).into()
    }

    fn char_at(&self, at: usize) -> Option<char> {
        match self.bytes.get(at) {
            Some(&byte) if byte < 0x80 => Some(byte as char),
            Some(_) => self.text[at..].chars().next(),
            None => None,
        }
    }

    /// The end of a run of letters, digits, `_`, `-` and `.`.
    fn word_end(&self, mut at: usize) -> usize {
        loop {
            let plain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
            at += self.bytes[at..].iter().take_while(plain).count();
            match self.char_at(at) {
                Some(c) if !c.is_ascii() && is_word(c) => at += c.len_utf8(),
                _ => return at,
            }
        }
    }
}

pub(super) fn fault(kind: ProblemKind, place: std::ops::Range<usize>, detail: impl Into<Box<str>>) -> Fault {
    Fault { kind, reached: place.end, span: place.into(), detail: detail.into() }
}

/// What Hugo takes for a letter in names and words.
fn is_word(c: char) -> bool {
    c == '_' || if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_letter_or_digit(c) }
}
