//! Takes the units out of a parsed page, in one pass over its lists and over the bytes of its prose.

use super::script::{Letter, Letters};
use super::unit::{Ending, Mark, Unit, UnitKind, Units};
use crate::document::{Block, BlockId, BlockKind, Body, Document, Placed, Shortcode};
use crate::text::Span;

/// What the kinds of marks weigh, as measured on translated release notes.
mod weight {
    pub(super) const CODE: f32 = 1.0;
    pub(super) const LINK: f32 = 1.2;
    pub(super) const IMAGE: f32 = 1.5;
    pub(super) const CODE_LINE: f32 = 1.0;
    pub(super) const SHORTCODE: f32 = 0.8;
    pub(super) const NUMBER: f32 = 0.7;
    pub(super) const TECHNICAL: f32 = 0.5;
    pub(super) const TAG: f32 = 0.3;
}

/// The kinds of marks, as seeds of their hashes: the number 80 is not the code `80`.
mod seed {
    pub(super) const CODE_LINE: u32 = 1;
    pub(super) const CODE: u32 = 2;
    pub(super) const LINK: u32 = 3;
    pub(super) const IMAGE: u32 = 4;
    pub(super) const SHORTCODE: u32 = 5;
    pub(super) const TAG: u32 = 6;
    pub(super) const NUMBER: u32 = 7;
    pub(super) const TECHNICAL: u32 = 8;
    pub(super) const WORD: u32 = 9;
    pub(super) const ID: u32 = 10;
    pub(super) const NESTING: u32 = 11;
}

/// Lines of a code block that are looked at; more say nothing new.
const CODE_LINES: usize = 60;
/// Marks, and words, that are kept of one unit: the smallest hashes, so that both sides keep the same ones.
const KEPT: usize = 64;

/// Takes the units out of a page. `prefix` is what the URLs of the page's language begin with.
pub fn units(text: &str, document: &Document, prefix: &str) -> Units {
    let mut taker = Taker {
        text,
        document,
        prefix,
        out: Units::default(),
        nesting: Vec::with_capacity(document.blocks.len()),
        cursors: [0; 5],
    };
    for (index, block) in document.blocks.iter().enumerate() {
        taker.nest(block);
        taker.take(BlockId(index as u32), block);
    }
    let letters = taker.out.units.iter().fold(Letters::default(), |sum, unit| sum.and(unit.letters));
    taker.out.script = letters.script();
    taker.out
}

struct Taker<'a> {
    text: &'a str,
    document: &'a Document,
    prefix: &'a str,
    out: Units,
    /// For each block, the hash of the kinds of its containers, itself included.
    nesting: Vec<u32>,
    /// How far each list of the document has been read; units and lists are both in document order.
    cursors: [usize; 5],
}

/// A text without the comments at its end, which nobody sees.
fn without_comments(text: &str) -> &str {
    let mut text = text.trim_end();
    loop {
        let comment = match () {
            () if text.ends_with("-->") => text.rfind("<!--"),
            () if text.ends_with("*/}") => text.rfind("{/*"),
            () => None,
        };
        match comment {
            Some(start) => text = text[..start].trim_end(),
            None => return text,
        }
    }
}

impl<'a> Taker<'a> {
    /// Parents stand before their children, so one pass finds every nesting.
    fn nest(&mut self, block: &Block) {
        let outer = block.parent.map_or(0, |parent| self.nesting[parent.0 as usize]);
        let own = match block.kind {
            BlockKind::List { ordered, .. } => 1 + u32::from(ordered),
            BlockKind::Item => 3,
            BlockKind::Quote => 4,
            BlockKind::Table => 5,
            BlockKind::Footnote => 6,
            BlockKind::Definition => 7,
            BlockKind::Shortcode(id) => hash(8, self.document.shortcodes[id.0 as usize].name.value.bytes()),
            _ => 0,
        };
        let step = |own: u32| hash(seed::NESTING, outer.to_le_bytes().into_iter().chain(own.to_le_bytes()));
        self.nesting.push(if own == 0 { outer } else { step(own) });
    }

    fn take(&mut self, id: BlockId, block: &Block) {
        let Some(kind) = self.kind(id, block) else { return };
        let (marks, words) = (self.out.marks.len(), self.out.words.len());
        let mut letters = Letters::default();
        let length = match kind {
            UnitKind::Code => self.code(block),
            UnitKind::Rule => 0,
            _ => self.inlines(block.span, &mut letters),
        };
        let heading = match block.kind {
            BlockKind::Heading(h) => self.document.headings[h.0 as usize].id.as_deref(),
            _ => None,
        };
        self.out.marks[marks..].sort_unstable_by_key(|mark| mark.hash);
        self.out.marks.truncate(marks + KEPT);
        self.out.words[words..].sort_unstable();
        self.out.words.truncate(words + KEPT);
        self.out.units.push(Unit {
            block: id,
            span: block.span,
            kind,
            container: block.parent,
            nesting: block.parent.map_or(0, |parent| self.nesting[parent.0 as usize]),
            length,
            letters,
            ending: Ending::of(without_comments(block.content.of(self.text))),
            id: heading.map_or(0, |id| hash(seed::ID, lower(id))),
            marks: (marks as u32, self.out.marks.len() as u32),
            words: (words as u32, self.out.words.len() as u32),
        });
    }

    fn kind(&self, id: BlockId, block: &Block) -> Option<UnitKind> {
        Some(match block.kind {
            BlockKind::Heading(h) => UnitKind::Heading(self.document.headings[h.0 as usize].level),
            BlockKind::Paragraph => UnitKind::Paragraph,
            BlockKind::Definition => {
                let next = self.document.blocks.get(id.0 as usize + 1);
                if next.is_some_and(|next| next.parent == Some(id)) {
                    return None;
                }
                UnitKind::Paragraph
            }
            BlockKind::Code { .. } => UnitKind::Code,
            BlockKind::Row { .. } => UnitKind::Row,
            BlockKind::Html => UnitKind::Html,
            BlockKind::Rule => UnitKind::Rule,
            BlockKind::Shortcode(id) => {
                let shortcode = &self.document.shortcodes[id.0 as usize];
                match (shortcode.body, shortcode.close) {
                    (Body::Code, Some(_)) => UnitKind::Code,
                    (Body::Markdown, Some(_)) => return None,
                    _ => UnitKind::Shortcode,
                }
            }
            _ => return None,
        })
    }

    fn mark(&mut self, seed: u32, text: impl Iterator<Item = u8>, weight: f32) {
        self.out.marks.push(Mark { hash: hash(seed, text), weight });
    }

    /// The lines of a code block; comments are often translated and say nothing.
    fn code(&mut self, block: &Block) -> u32 {
        let text = block.content.of(self.text);
        let plain = |line: &&str| !(line.is_empty() || line.starts_with(['#', ';']) || line.starts_with("//"));
        for line in text.lines().map(str::trim).filter(plain).take(CODE_LINES) {
            self.mark(seed::CODE_LINE, line.bytes(), weight::CODE_LINE);
        }
        text.len() as u32
    }

    fn inlines(&mut self, span: Span, letters: &mut Letters) -> u32 {
        let (document, text) = (self.document, self.text);
        for code in self.next(0, &document.code_spans, span) {
            self.mark(seed::CODE, code.content.of(text).bytes(), weight::CODE);
        }
        for link in self.next(1, &document.links, span) {
            let target = neutral(&link.destination.value, self.prefix);
            match link.image {
                true => self.mark(seed::IMAGE, file_name(target).bytes(), weight::IMAGE),
                false => self.mark(seed::LINK, target.bytes(), weight::LINK),
            }
        }
        for shortcode in self.next(2, &document.shortcodes, span) {
            self.shortcode(shortcode);
        }
        for tag in self.next(3, &document.html, span) {
            self.mark(seed::TAG, lower(tag.name.of(text)), weight::TAG);
        }
        self.next(4, &document.prose, span).iter().map(|run| self.prose(run.span, letters)).sum()
    }

    fn shortcode(&mut self, shortcode: &Shortcode) {
        self.mark(seed::SHORTCODE, shortcode.name.value.bytes(), weight::SHORTCODE);
        if let Some(link) = shortcode.named("link").or_else(|| shortcode.named("src")) {
            let target = neutral(&link.value.value, self.prefix);
            self.mark(seed::IMAGE, file_name(target).bytes(), weight::IMAGE);
        }
    }

    /// The part of a list that starts inside `span`. Reads on from where the last unit ended.
    fn next<T: Placed>(&mut self, list: usize, items: &'a [T], span: Span) -> &'a [T] {
        let mut from = self.cursors[list];
        if from > 0 && items[from - 1].span().start >= span.start {
            from = items.partition_point(|item| item.span().start < span.start);
        }
        let before = |index: &usize, offset| items.get(*index).is_some_and(|item| item.span().start < offset);
        while before(&from, span.start) {
            from += 1;
        }
        let mut to = from;
        while before(&to, span.end) {
            to += 1;
        }
        self.cursors[list] = to;
        &items[from..to]
    }

    /// Numbers, names and words of a run of text; returns its visible characters.
    fn prose(&mut self, span: Span, letters: &mut Letters) -> u32 {
        let text = span.of(self.text);
        let bytes = text.as_bytes();
        let (mut visible, mut at) = (0, 0);
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && is_token(bytes[at]) {
                letters.latin += u32::from(bytes[at].is_ascii_alphabetic());
                at += 1;
            }
            if at > start {
                visible += (at - start) as u32;
                self.token(&bytes[start..at]);
                continue;
            }
            if bytes[at].is_ascii() {
                visible += u32::from(!bytes[at].is_ascii_whitespace());
                at += 1;
                continue;
            }
            for c in text[at..].chars().take_while(|c| !c.is_ascii()) {
                let letter = Letter::of(c);
                letters.count(letter);
                visible += u32::from(letter != Letter::Blank);
                at += c.len_utf8();
            }
        }
        visible
    }

    fn token(&mut self, token: &[u8]) {
        let inner = |b: &u8| b.is_ascii_alphanumeric();
        let (Some(first), Some(last)) = (token.iter().position(inner), token.iter().rposition(inner)) else { return };
        let token = &token[first..=last];
        let lower = token.iter().map(u8::to_ascii_lowercase);
        match shape(token) {
            Shape::Number => self.mark(seed::NUMBER, lower, weight::NUMBER),
            Shape::Technical => self.mark(seed::TECHNICAL, lower, weight::TECHNICAL),
            Shape::Word if token.len() > 1 => self.out.words.push(hash(seed::WORD, lower)),
            Shape::Word => {}
        }
    }
}

/// What a token looks like.
enum Shape {
    /// Digits and dots.
    Number,
    /// A name that a translator keeps: with digits or marks inside, `CamelCase`, `ALLCAPS`.
    Technical,
    /// Anything else, which may be a word of a language.
    Word,
}

fn shape(token: &[u8]) -> Shape {
    let (mut digits, mut marked, mut capital) = (true, false, false);
    let mut before = b' ';
    for &b in token {
        let digit = b.is_ascii_digit();
        digits &= digit || b == b'.';
        marked |= digit || matches!(b, b'_' | b'/' | b'+' | b'.');
        capital |= b.is_ascii_uppercase() && before.is_ascii_alphanumeric();
        before = b;
    }
    match () {
        () if digits => Shape::Number,
        () if marked || capital => Shape::Technical,
        () => Shape::Word,
    }
}

fn is_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/' | b'+')
}

fn lower(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|b| b.to_ascii_lowercase())
}

/// FNV-1a over 64 bits, folded; the same on every machine and in every run, and never 0.
fn hash(seed: u32, bytes: impl Iterator<Item = u8>) -> u32 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let start = (0xcbf2_9ce4_8422_2325 ^ u64::from(seed)).wrapping_mul(PRIME);
    let full = bytes.fold(start, |hash, b| (hash ^ u64::from(b)).wrapping_mul(PRIME));
    (full ^ (full >> 32)) as u32 | 1
}

/// The last part of an image's address: each language may keep its images in a folder of its own.
fn file_name(target: &str) -> &str {
    target.rsplit('/').next().unwrap_or(target)
}

/// A link target without what differs between languages: the prefix, a trailing slash, the fragment's wording.
fn neutral<'a>(target: &'a str, prefix: &str) -> &'a str {
    let path = target.split('#').next().unwrap_or(target);
    let path =
        if prefix.is_empty() { path } else { path.strip_prefix(prefix).filter(|p| p.starts_with('/')).unwrap_or(path) };
    path.trim_end_matches('/')
}
