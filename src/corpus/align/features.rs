//! Takes the units out of a parsed page, in one pass over its lists and over the bytes of its prose.

use std::borrow::Cow;

use super::Script;
use super::script::{Letter, Letters};
use super::unit::{Ending, Mark, Unit, UnitKind, Units};
use crate::document::{Block, BlockId, BlockKind, Body, CodeSpan, Document, HtmlTag, Link, Onward, Prose, Shortcode};
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
    pub(super) const DIGITS: u32 = 12;
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
        // About what pages of documentation have, so that the lists need not grow a dozen times.
        out: Units {
            units: Vec::with_capacity(document.blocks.len()),
            marks: Vec::with_capacity(document.body.len() / 64),
            words: Vec::with_capacity(document.body.len() / 16),
            script: Script::default(),
        },
        nesting: Vec::with_capacity(document.blocks.len()),
        code_spans: Onward::new(&document.code_spans),
        links: Onward::new(&document.links),
        shortcodes: Onward::new(&document.shortcodes),
        html: Onward::new(&document.html),
        runs: Onward::new(&document.prose),
        digits: 0,
    };
    for (index, block) in document.blocks.iter().enumerate() {
        taker.nest(block);
        taker.take(BlockId(index as u32), block);
    }
    let letters = taker.out.units.iter().fold(Letters::default(), |sum, unit| sum.and(unit.letters));
    let mut out = taker.out;
    out.script = letters.script();
    if out.has_names() {
        for unit in &out.units {
            out.words[unit.words.0 as usize..unit.words.1 as usize].sort_unstable();
        }
    }
    out
}

struct Taker<'a> {
    text: &'a str,
    document: &'a Document,
    prefix: &'a str,
    out: Units,
    /// For each block, the hash of the kinds of its containers, itself included.
    nesting: Vec<u32>,
    /// What is in the units, which are in document order as well.
    code_spans: Onward<'a, CodeSpan>,
    links: Onward<'a, Link>,
    shortcodes: Onward<'a, Shortcode>,
    html: Onward<'a, HtmlTag>,
    runs: Onward<'a, Prose>,
    /// The numbers of the unit that is being read, see [`Unit::numbers`].
    digits: u64,
}

/// A text without the comments at its end, which nobody sees.
fn without_comments(text: &str) -> &str {
    let mut text = text.trim_end();
    loop {
        let comment = match text.as_bytes() {
            [.., b'-', b'-', b'>'] => text.rfind("<!--"),
            [.., b'*', b'/', b'}'] => text.rfind("{/*"),
            _ => None,
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
            BlockKind::Shortcode(id) => hash(8, self.document.shortcodes[id.0 as usize].name.value.as_bytes()),
            _ => 0,
        };
        let step = |own: u32| hash(seed::NESTING, &(u64::from(own) << 32 | u64::from(outer)).to_le_bytes());
        self.nesting.push(if own == 0 { outer } else { step(own) });
    }

    fn take(&mut self, id: BlockId, block: &Block) {
        let Some(kind) = self.kind(id, block) else { return };
        let (marks, words) = (self.out.marks.len(), self.out.words.len());
        let mut letters = Letters::default();
        self.digits = 0;
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
        if self.out.words.len() > words + KEPT {
            self.out.words[words..].sort_unstable();
            self.out.words.truncate(words + KEPT);
        }
        self.out.units.push(Unit {
            block: id,
            span: block.span,
            kind,
            container: block.parent,
            nesting: block.parent.map_or(0, |parent| self.nesting[parent.0 as usize]),
            length,
            letters,
            // Those of other units are not compared.
            ending: match kind {
                UnitKind::Paragraph => Ending::of(without_comments(block.content.of(self.text))),
                _ => Ending::Plain,
            },
            id: heading.map_or(0, |id| hash(seed::ID, lower(id).as_bytes())),
            marks: (marks as u32, self.out.marks.len() as u32),
            words: (words as u32, self.out.words.len() as u32),
            numbers: self.digits,
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

    fn mark(&mut self, seed: u32, text: &str, weight: f32) {
        self.push_mark(hash(seed, text.as_bytes()), weight);
    }

    fn push_mark(&mut self, hash: u32, weight: f32) {
        self.out.marks.push(Mark { hash, weight });
    }

    /// The lines of a code block; comments are often translated and say nothing.
    fn code(&mut self, block: &Block) -> u32 {
        let text = block.content.of(self.text).as_bytes();
        let mut at = 0;
        let lines = memchr::memchr_iter(b'\n', text).chain([text.len()]).map(|end| {
            let line = text[at..end].trim_ascii();
            at = end;
            line
        });
        let plain = |line: &&[u8]| !matches!(line, [] | [b'#' | b';', ..] | [b'/', b'/', ..]);
        for line in lines.filter(plain).take(CODE_LINES) {
            self.push_mark(hash(seed::CODE_LINE, line), weight::CODE_LINE);
        }
        text.len() as u32
    }

    fn inlines(&mut self, span: Span, letters: &mut Letters) -> u32 {
        let text = self.text;
        for code in self.code_spans.within(span) {
            self.mark(seed::CODE, code.content.of(text), weight::CODE);
        }
        for link in self.links.within(span) {
            let target = neutral(&link.destination.value, self.prefix);
            match link.image {
                true => self.mark(seed::IMAGE, file_name(target), weight::IMAGE),
                false => self.mark(seed::LINK, target, weight::LINK),
            }
        }
        for shortcode in self.shortcodes.within(span) {
            self.shortcode(shortcode);
        }
        for tag in self.html.within(span) {
            self.mark(seed::TAG, &lower(tag.name.of(text)), weight::TAG);
        }
        self.runs.within(span).iter().map(|run| self.prose(run.span, letters)).sum()
    }

    fn shortcode(&mut self, shortcode: &Shortcode) {
        self.mark(seed::SHORTCODE, &shortcode.name.value, weight::SHORTCODE);
        if let Some(link) = shortcode.named("link").or_else(|| shortcode.named("src")) {
            let target = neutral(&link.value.value, self.prefix);
            self.mark(seed::IMAGE, file_name(target), weight::IMAGE);
        }
    }

    /// Numbers, names and words of a run of text; returns its visible characters.
    fn prose(&mut self, span: Span, letters: &mut Letters) -> u32 {
        let page = self.text.as_bytes();
        let (mut at, end) = (span.start as usize, span.end as usize);
        let mut visible = 0;
        while at < end {
            let class = CLASSES[usize::from(page[at])];
            if class & LETTER != 0
                && let Some((length, hash)) = word(page, at, end)
            {
                if length > 1 {
                    self.out.words.push(hash);
                }
                visible += length as u32;
                letters.latin += length as u32;
                // A blank follows most words, and says nothing.
                at += length + usize::from(page.get(at + length) == Some(&b' '));
            } else if class & TOKEN != 0 {
                let length = self.token(&page[at..end], letters);
                visible += length as u32;
                at += length;
            } else if class & ASCII != 0 {
                visible += u32::from(class & BLANK == 0);
                at += 1;
            } else {
                let wide = wide_letters(&page[at..end]);
                visible += wide as u32;
                letters.other += wide as u32;
                at += 3 * wide;
                if wide == 0 {
                    let (letter, length) = Letter::first(self.text, at);
                    letters.count(letter);
                    visible += u32::from(letter != Letter::Blank);
                    at += length;
                }
            }
        }
        visible
    }

    /// The token that `text` begins with; returns its length.
    fn token(&mut self, text: &[u8], letters: &mut Letters) -> usize {
        let (mut length, mut seen) = (0, 0);
        for &byte in text {
            let class = CLASSES[usize::from(byte)];
            if class & TOKEN == 0 {
                break;
            }
            letters.latin += u32::from(class & LETTER != 0);
            seen |= class;
            length += 1;
        }
        if seen & (LETTER | DIGIT) == 0 {
            return length;
        }
        let token = &text[..length];
        if seen & DIGIT != 0 {
            self.digits = self.digits.wrapping_add(digits(token));
        }
        let inner = |b: &u8| CLASSES[usize::from(*b)] & (LETTER | DIGIT) != 0;
        let first = token.iter().position(inner).unwrap_or(0);
        let last = token.iter().rposition(inner).unwrap_or(first);
        let token = &token[first..=last];
        match shape(token, seen) {
            Shape::Number => self.push_mark(token_hash(seed::NUMBER, token), weight::NUMBER),
            Shape::Technical => self.push_mark(token_hash(seed::TECHNICAL, token), weight::TECHNICAL),
            Shape::Word if token.len() > 1 => self.out.words.push(token_hash(seed::WORD, token)),
            Shape::Word => {}
        }
        length
    }
}

/// How many characters from U+4E00 to U+9FFF a text begins with: most letters of Chinese and Japanese.
fn wide_letters(text: &[u8]) -> usize {
    let is_wide = |c: &[u8; 3]| matches!(c, [0xe5..=0xe9, ..] | [0xe4, 0xb8..=0xbf, _]);
    text.as_chunks().0.iter().take_while(|c| is_wide(c)).count()
}

/// The length and the hash of the word that begins with the letter at `from`, as most tokens are: small letters, of which
/// the first may be a capital, in a token of nothing else. It is read eight letters at a time, and hashed as
/// [`token_hash`] does. A full stop after it is left.
fn word(page: &[u8], from: usize, end: usize) -> Option<(usize, u32)> {
    let is_token = |at: usize| at < end && CLASSES[usize::from(page[at])] & TOKEN != 0;
    let mut hash = start(seed::WORD);
    let mut at = from;
    // This bit makes a letter a small one.
    let mut eight = eight_from(page, at) | 0x20;
    loop {
        let letters = small_letters(eight).min(end - at);
        at += letters;
        if letters == 8 {
            hash = step(hash, eight);
            eight = eight_from(page, at);
            continue;
        }
        if is_token(at) && (page[at] != b'.' || is_token(at + 1)) {
            return None;
        }
        if letters > 0 {
            hash = step(hash, eight & ((1 << (8 * letters)) - 1));
        }
        return Some((at - from, folded(hash)));
    }
}

/// The numbers in a token, digits with the dots between them, as one number: a sum of hashes, so that their order does
/// not count.
fn digits(token: &[u8]) -> u64 {
    let mut sum = 0_u64;
    let mut at = 0;
    while let Some(start) = token[at..].iter().position(u8::is_ascii_digit).map(|offset| at + offset) {
        let end =
            token[start..].iter().position(|b| !(b.is_ascii_digit() || *b == b'.')).map_or(token.len(), |n| start + n);
        let last = token[start..end].iter().rposition(u8::is_ascii_digit).map_or(start, |offset| start + offset);
        sum = sum.wrapping_add(full_hash(seed::DIGITS, &token[start..=last]));
        at = end;
    }
    sum
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

/// The shape of a token that begins and ends with a letter or digit; `seen` are the classes of its characters, and of
/// marks round it.
fn shape(token: &[u8], seen: u8) -> Shape {
    if seen & (DIGIT | MARK | CAPITAL) == 0 {
        return Shape::Word;
    }
    if seen & DIGIT != 0 {
        let number = token.iter().all(|b| b.is_ascii_digit() || *b == b'.');
        return if number { Shape::Number } else { Shape::Technical };
    }
    let marked = seen & MARK != 0 && token.iter().any(|b| CLASSES[usize::from(*b)] & MARK != 0);
    let inside = |pair: &[u8]| pair[1].is_ascii_uppercase() && pair[0].is_ascii_alphanumeric();
    match marked || seen & CAPITAL != 0 && token.windows(2).any(inside) {
        true => Shape::Technical,
        false => Shape::Word,
    }
}

/// What an ASCII character is in a token: several of the following.
const LETTER: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
/// Only a name has it inside.
const MARK: u8 = 8;
const TOKEN: u8 = 16;
const BLANK: u8 = 32;
/// Every character below U+0080.
const ASCII: u8 = 64;

/// The classes of every byte.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        classes[byte] = ASCII
            | match b {
                b'a'..=b'z' => LETTER | TOKEN,
                b'A'..=b'Z' => LETTER | CAPITAL | TOKEN,
                b'0'..=b'9' => DIGIT | TOKEN,
                b'_' | b'/' | b'+' | b'.' => MARK | TOKEN,
                b'-' => TOKEN,
                _ if b.is_ascii_whitespace() => BLANK,
                _ => 0,
            };
        byte += 1;
    }
    classes
}

/// The hash of a token without regard to case.
fn token_hash(seed: u32, token: &[u8]) -> u32 {
    let small = |mut bytes: [u8; 8]| {
        bytes.make_ascii_lowercase();
        u64::from_le_bytes(bytes)
    };
    let (parts, rest) = token.as_chunks();
    let hash = parts.iter().fold(start(seed), |hash, part| step(hash, small(*part)));
    folded(if rest.is_empty() { hash } else { step(hash, small(few(rest).to_le_bytes())) })
}

/// Eight bytes of a page from an offset on, zeros behind its end.
fn eight_from(page: &[u8], at: usize) -> u64 {
    let rest = page.get(at..).unwrap_or_default();
    rest.first_chunk().map_or_else(|| few(rest), |eight| u64::from_le_bytes(*eight))
}

/// Fewer than eight bytes, filled up with zeros.
fn few(part: &[u8]) -> u64 {
    part.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte))
}

/// How many of eight bytes, the lowest first, are small ASCII letters before one that is not.
fn small_letters(eight: u64) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let every = |b: u8| u64::from_le_bytes([b; 8]);
    let low = eight & !HIGH;
    // The highest bit of each byte: set by the sums from `a` on, and beyond `z`, and in what is no ASCII.
    let letters = (low + every(0x80 - b'a')) & !(low + every(0x80 - b'z' - 1)) & !eight & HIGH;
    (letters ^ HIGH).trailing_zeros() as usize / 8
}

fn lower(text: &str) -> Cow<'_, str> {
    match text.bytes().any(|b| b.is_ascii_uppercase()) {
        true => text.to_ascii_lowercase().into(),
        false => text.into(),
    }
}

/// FNV-1a over eight bytes at a time with another factor, folded; the same on every machine and in every run, and never 0.
fn hash(seed: u32, bytes: &[u8]) -> u32 {
    folded(full_hash(seed, bytes))
}

fn full_hash(seed: u32, bytes: &[u8]) -> u64 {
    let (parts, rest) = bytes.as_chunks();
    let hash = parts.iter().fold(start(seed), |hash, part| step(hash, u64::from_le_bytes(*part)));
    if rest.is_empty() { hash } else { step(hash, few(rest)) }
}

/// Odd, and its bits are spread: the golden ratio in 64 bits.
const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

const fn start(seed: u32) -> u64 {
    (0xcbf2_9ce4_8422_2325 ^ seed as u64).wrapping_mul(PRIME)
}

fn step(hash: u64, bytes: u64) -> u64 {
    (hash ^ bytes).wrapping_mul(PRIME)
}

fn folded(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32 | 1
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

#[cfg(test)]
mod tests {
    use super::{seed, token_hash, wide_letters, word};

    #[test]
    fn a_word_is_small_letters_with_no_other_character_of_a_token_behind_them() {
        let text = "Gateways, a. a.b it's Kubernetes-like v2 loadbalancers";
        let at = |part: &str| {
            let from = text.find(part).unwrap();
            word(text.as_bytes(), from, text.len())
        };
        let hash = |word: &str| Some((word.len(), token_hash(seed::WORD, word.as_bytes())));
        assert_eq!(at("Gateways"), hash("gateways"));
        assert_eq!(at("a. "), hash("a"), "a full stop is left");
        assert_eq!(at("it's"), hash("it"));
        assert_eq!(at("loadbalancers"), hash("loadbalancers"), "longer than eight letters, at the end");
        assert_eq!((at("a.b"), at("Kubernetes-"), at("v2")), (None, None, None));
        assert_eq!(word(text.as_bytes(), 0, 4), hash("gate"), "a run of prose ends there");
    }

    #[test]
    fn letters_of_three_bytes_are_counted_up_to_what_is_none() {
        assert_eq!(
            ["一二三 x", "升级，", "a", "", "。", "\u{4dff}"].map(|text| wide_letters(text.as_bytes())),
            [3, 2, 0, 0, 0, 0]
        );
    }
}
