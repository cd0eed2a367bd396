//! Check kind `source-comment`: originals that a translation keeps in HTML comments above its blocks, compared with what
//! the original says now.

mod texts;

use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use crate::corpus::SourceComments;
use crate::diagnostic::{Applicability, Edit};
use crate::text::Span;
use texts::{Text, Texts};

/// Characters of a passage that messages quote.
const QUOTED: usize = 60;
/// The longest block, in words, in which a comment is looked for as a part.
const LONGEST: usize = 4000;

/// Compares comments with the original, on sites that say `source_comments: check`.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SourceComment {
    /// How many of a hundred words a comment must share with a block of the original to be taken for an older form of it;
    /// below, it is a note of the translator.
    similarity: u32,
}

impl Default for SourceComment {
    fn default() -> Self {
        Self { similarity: 60 }
    }
}

/// `found` stands in the comment, `expected` in the original: the words that differ.
static CASES: &[Case] = &[Case::new("default", &["found", "expected"]).with_related(&["original"])];

impl PairCheck for SourceComment {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let (original, translation) = (&pair.original, &pair.translation);
        if original.site.source_comments != SourceComments::Check || translation.document.comments.is_empty() {
            return;
        }
        let blocks = Texts::of_page(original.source, original.site);
        let pieces = texts::of_comments(translation.source, original.site);
        let verdicts: Vec<Verdict> = pieces.iter().map(|piece| self.judge(&blocks, piece)).collect();
        let claims = Claims::new(&blocks, &pieces, &verdicts);
        for (piece, verdict) in pieces.iter().zip(&verdicts) {
            let Some(block) = claims.stale(piece, *verdict) else { continue };
            report(pair, piece, &blocks.texts[block], findings);
        }
    }
}

/// What a piece of a comment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Just what a block of the original says.
    Current(usize),
    /// A part of a block of the original: of a paragraph that the translator split, or that has grown since.
    Part(usize),
    /// More than a block of the original: blocks that the translator joined, or one that has shrunk since.
    Whole(usize),
    /// Nearly what a block says.
    Near(usize),
    /// Nothing that the original says.
    Note,
}

impl SourceComment {
    fn judge(&self, blocks: &Texts, piece: &Text) -> Verdict {
        if let Some(block) = blocks.equal(piece) {
            return Verdict::Current(block);
        }
        if let Some(block) = piece.key.as_ref().and_then(|key| blocks.with_key(key)) {
            return Verdict::Near(block);
        }
        let candidates = blocks.candidates(piece);
        let parts = |block: &usize| blocks.texts[*block].words.len() <= LONGEST;
        for block in candidates.iter().copied().filter(parts) {
            let text = &blocks.texts[block];
            if text.holds(piece) {
                return Verdict::Part(block);
            }
            if piece.words.len() <= LONGEST && piece.holds(text) {
                return Verdict::Whole(block);
            }
        }
        let share = |block: usize| (blocks.texts[block].likeness(piece), std::cmp::Reverse(block));
        let best = candidates.into_iter().map(share).max();
        match best {
            Some((share, std::cmp::Reverse(block))) if share >= self.similarity => Verdict::Near(block),
            _ => Verdict::Note,
        }
    }
}

/// Which blocks of the original the comments hold, in all.
struct Claims<'c> {
    blocks: &'c Texts,
    /// Some comment says just this.
    current: Vec<bool>,
    /// Words of the block that comments hold as parts of it.
    parts: Vec<usize>,
}

impl<'c> Claims<'c> {
    fn new(blocks: &'c Texts, pieces: &[Text], verdicts: &[Verdict]) -> Self {
        let count = blocks.texts.len();
        let mut claims = Self { blocks, current: vec![false; count], parts: vec![0; count] };
        for (piece, verdict) in pieces.iter().zip(verdicts) {
            match *verdict {
                Verdict::Current(block) => claims.current[block] = true,
                Verdict::Part(block) => claims.parts[block] += piece.words.len(),
                Verdict::Whole(_) | Verdict::Near(_) | Verdict::Note => {}
            }
        }
        claims
    }

    /// The block that a piece keeps an older form of.
    fn stale(&self, piece: &Text, verdict: Verdict) -> Option<usize> {
        let (Verdict::Part(block) | Verdict::Whole(block) | Verdict::Near(block)) = verdict else { return None };
        let text = &self.blocks.texts[block];
        let grown = |a: usize, b: usize| a * 2 >= b;
        let stale = match verdict {
            // The other parts of the block stand in other comments.
            Verdict::Part(_) => self.parts[block] < text.words.len() && grown(piece.words.len(), text.words.len()),
            Verdict::Whole(_) => {
                let others = [block.checked_sub(1), Some(block + 1)].into_iter().flatten();
                let joined = others.filter_map(|other| self.blocks.texts.get(other)).any(|other| piece.holds(other));
                !joined && grown(text.words.len(), piece.words.len())
            }
            _ => true,
        };
        (stale && !self.current[block]).then_some(block)
    }
}

fn report(pair: &Pair<'_>, piece: &Text, block: &Text, findings: &mut Findings<'_>) {
    let (ours, theirs) = (pair.translation.text, pair.original.text);
    let (found, expected) = piece.difference(block);
    let (at, there) = (piece.span_of(found.clone()), block.span_of(expected.clone()));
    let mut finding = Finding::at(pair.translation.at(at))
        .value("found", quoted(at.of(ours)))
        .value("expected", quoted(there.of(theirs)))
        .related(pair.original.at(there), "original");
    let edits = match replacement(block, there, theirs, indentation(ours, at.start as usize)) {
        Some(text) => (Applicability::Safe, vec![Edit::replace(pair.translation.id, at, text)]),
        None => (Applicability::Manual, Vec::new()),
    };
    finding = finding.fix(edits.0, edits.1);
    findings.report(finding);
}

/// The original's words as a comment may hold them: without the marks of quotes, set in like the comment, shortcodes
/// so that Hugo does not call them. `None` for a text that would end the comment.
fn replacement(block: &Text, span: Span, text: &str, indentation: &str) -> Option<String> {
    let part = span.of(text);
    if part.contains("-->") || part.contains("--!>") {
        return None;
    }
    let mut out = String::with_capacity(part.len());
    for (count, line) in part.lines().enumerate() {
        if count == 0 {
            out.push_str(line);
            continue;
        }
        out.push('\n');
        if block.verbatim {
            out.push_str(line);
            continue;
        }
        out.push_str(indentation);
        out.push_str(line.trim_start_matches(|c: char| c.is_whitespace() || (block.quoted && c == '>')));
    }
    if out.contains("{{") && !out.contains("/*") {
        out = out.replace("{{<", "{{</*").replace(">}}", "*/>}}").replace("{{%", "{{%/*").replace("%}}", "*/%}}");
    }
    Some(out)
}

/// The blanks that a line begins with.
fn indentation(text: &str, offset: usize) -> &str {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..offset];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// A passage on one line, cut.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        // Words of a passage may be as long as it likes.
        out.extend(word.chars().filter(|&c| c != '`').take(QUOTED + 1));
        if out.chars().count() > QUOTED {
            break;
        }
    }
    if out.chars().count() > QUOTED {
        out = out.chars().take(QUOTED - 1).chain(['…']).collect();
    }
    out
}
