//! Inline code of a passage that its translation has changed, lost, or written as plain text.

use rustc_hash::FxHashMap;

use super::visible::{PageWords, Visible, whole, words};
use crate::corpus::align::{Passage, UnitKind};
use crate::document::{CodeSpan, Onward};
use crate::rules::Page;
use crate::rules::counterpart::pair_off;
use crate::text::{Span, apart};

/// How inline code differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeCase {
    /// In the case of its first letter, as at the start of a sentence.
    Initial,
    /// In upper and lower case only.
    Case,
    /// In blanks, width or shape of punctuation only.
    Form,
    /// In a few characters.
    Near,
    /// One code stands where the original has another.
    Other,
    /// A plain word was translated.
    Word,
    /// Its words are there, in other code spans than in the original.
    Divided,
    /// It is gone.
    Missing,
    /// It is gone, and was a plain word.
    MissingWord,
    /// It is there as plain text.
    Unmarked,
}

/// Inline code of the original that the translation does not have.
#[derive(Debug)]
pub(crate) struct CodeDifference {
    /// How it differs.
    pub(crate) case: CodeCase,
    /// The code in the original, without back-ticks.
    pub(crate) original: Span,
    /// More code that is missing from the same passage.
    pub(crate) more: Vec<Span>,
    /// What the translation has for it: code without back-ticks, or plain text; empty where it should be inserted.
    pub(crate) translation: Span,
}

/// Code spans of one passage that are compared at most; a passage with more is a table of data.
const MOST: usize = 60;

/// Compares all passages of a pair.
pub(super) fn differences(original: &Page<'_>, translation: &Page<'_>, passages: &[Passage]) -> Vec<CodeDifference> {
    let mut out = Vec::new();
    let page_words = PageWords::new(original.text);
    let mut lists = [original, translation].map(|page| Onward::new(&page.document.code_spans));
    for (index, passage) in passages.iter().enumerate() {
        if !passage.is_translated() || passage.kind == UnitKind::Code || passage.translated_kind == UnitKind::Code {
            continue;
        }
        let ours = lists[0].within(passage.original);
        let theirs = lists[1].within(passage.translation);
        let code = |a: &CodeSpan, b: &CodeSpan| a.content.of(original.text) == b.content.of(translation.text);
        if ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| code(a, b)) {
            continue;
        }
        // Where nothing but the order differs, nothing is missing, nor written less often; but line ends count as blanks.
        let broken =
            |code: &CodeSpan| memchr::memchr2(b'\n', b'\r', code.content.of(original.text).as_bytes()).is_some();
        if pair_off(ours, theirs, code) && !ours.iter().any(broken) {
            continue;
        }
        let near = [index.wrapping_sub(1), index + 1];
        let around = near.map(|i| passages.get(i).map_or("", |p| p.translation.of(translation.text)));
        let comparison = Comparison { original, translation, words: &page_words, passage, around, ours, theirs };
        comparison.compare(&mut out);
    }
    out
}

/// One code text with all the places where it stands in a passage.
struct Code<'t> {
    /// As written, line ends as blanks.
    text: std::borrow::Cow<'t, str>,
    /// Where it first stands.
    span: Span,
    /// How often it stands there.
    count: usize,
}

struct Comparison<'a> {
    original: &'a Page<'a>,
    translation: &'a Page<'a>,
    /// The words of the original's page.
    words: &'a PageWords<'a>,
    passage: &'a Passage,
    /// The passages of the translation before and after it.
    around: [&'a str; 2],
    ours: &'a [CodeSpan],
    theirs: &'a [CodeSpan],
}

/// The distinct code texts of some spans, in order.
fn codes<'t>(spans: &[CodeSpan], text: &'t str) -> Vec<Code<'t>> {
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let mut out: Vec<Code<'t>> = Vec::new();
    for span in spans {
        let written = span.content.of(text);
        match known.entry(written) {
            std::collections::hash_map::Entry::Occupied(entry) => out[*entry.get()].count += 1,
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(out.len());
                let joined = written.contains(['\n', '\r']);
                let lines =
                    || written.split_whitespace().filter(|word| *word != ">").collect::<Vec<_>>().join(" ").into();
                out.push(Code { text: if joined { lines() } else { written.into() }, span: span.content, count: 1 });
            }
        }
    }
    out
}

impl Comparison<'_> {
    fn compare(&self, out: &mut Vec<CodeDifference>) {
        let (ours, theirs) = (codes(self.ours, self.original.text), codes(self.theirs, self.translation.text));
        if ours.len().max(theirs.len()) > MOST || self.ours.len().max(self.theirs.len()) > 4 * MOST {
            return;
        }
        let mut missing: Vec<&Code<'_>> =
            ours.iter().filter(|code| !theirs.iter().any(|other| other.text == code.text)).collect();
        let mut extra: Vec<&Code<'_>> =
            theirs.iter().filter(|code| !ours.iter().any(|other| other.text == code.text)).collect();
        let first = out.len();
        self.paired(&mut missing, &mut extra, out);
        self.divided(&mut missing, &mut extra, &theirs, out);
        self.replaced(&mut missing, &mut extra, out);
        self.gone(&missing, &theirs, out);
        self.garbled(&ours, &extra, out);
        self.fewer(&ours, &theirs, out);
        out[first..].sort_by_key(|difference| difference.original);
    }

    /// Pairs what the translation lacks with what only the translation has, the nearest first.
    fn paired<'c>(
        &self,
        missing: &mut Vec<&'c Code<'c>>,
        extra: &mut Vec<&'c Code<'c>>,
        out: &mut Vec<CodeDifference>,
    ) {
        let tags = [self.original, self.translation].map(|page| page.language().map_or("", |language| &language.tag));
        let acceptable = |ours: &str, theirs: &str| acceptable(ours, theirs, tags);
        let ways: [Way<'_>; 3] = [&acceptable, &same_form, &misspelt];
        for how in ways {
            missing.retain(|code| {
                let best =
                    (0..extra.len()).filter_map(|i| how(&code.text, &extra[i].text).map(|found| (found, i))).min();
                let Some((Found { case, .. }, index)) = best else { return true };
                let other = extra.remove(index);
                if let Some(case) = case.filter(|_| !self.goes_on(code, other)) {
                    out.push(CodeDifference { case, original: code.span, translation: other.span, more: Vec::new() });
                }
                false
            });
        }
    }

    /// True when the rest of the original's code stands beside the translation's code as text.
    fn goes_on(&self, code: &Code<'_>, other: &Code<'_>) -> bool {
        let text = self.translation.text;
        let (before, after) = (&text[..other.span.start as usize], &text[other.span.end as usize..]);
        let edge = |c: char| c == '`' || c == ' ';
        let tail = code.text.strip_prefix(&*other.text).filter(|rest| rest.starts_with(' ')).map(str::trim);
        let head = code.text.strip_suffix(&*other.text).filter(|rest| rest.ends_with(' ')).map(str::trim);
        tail.is_some_and(|rest| after.trim_start_matches(edge).starts_with(rest))
            || head.is_some_and(|rest| before.trim_end_matches(edge).ends_with(rest))
    }

    /// Code that was divided in two, or two that were joined.
    fn divided<'c>(
        &self,
        missing: &mut Vec<&'c Code<'c>>,
        extra: &mut Vec<&'c Code<'c>>,
        theirs: &[Code<'_>],
        out: &mut Vec<CodeDifference>,
    ) {
        missing.retain(|code| {
            let words: Vec<&str> = code.text.split_whitespace().collect();
            let there = |word: &&str| theirs.iter().any(|other| other.text == **word);
            if (2..=4).contains(&words.len()) && words.iter().all(there) {
                let first = theirs.iter().find(|other| other.text == words[0]).map_or(code.span, |other| other.span);
                let last = theirs.iter().find(|other| other.text == words[words.len() - 1]).map_or(first, |o| o.span);
                extra.retain(|other| !words.contains(&&*other.text));
                let case = CodeCase::Divided;
                let translation = if first.start <= last.start { first.to(last) } else { first };
                out.push(CodeDifference { case, original: code.span, translation, more: Vec::new() });
                return false;
            }
            let joined = extra.iter().find(|other| other.text.split_whitespace().any(|word| word == code.text));
            joined.is_none()
        });
    }

    /// One is missing and another one is there instead.
    fn replaced<'c>(
        &self,
        missing: &mut Vec<&'c Code<'c>>,
        extra: &mut Vec<&'c Code<'c>>,
        out: &mut Vec<CodeDifference>,
    ) {
        let (&[code], &[other]) = (&missing[..], &extra[..]) else { return };
        let words = !other.text.is_ascii() && code.text.contains(' ');
        if words || is_prose(code, other) || self.stands_here(code) || self.original_says(other) {
            return;
        }
        missing.clear();
        extra.clear();
        let case = if is_plain(&code.text) && !other.text.is_ascii() { CodeCase::Word } else { CodeCase::Other };
        out.push(CodeDifference { case, original: code.span, translation: other.span, more: Vec::new() });
    }

    /// True when the missing code is in the passage as text, or in a passage beside it.
    fn stands_elsewhere(&self, code: &Code<'_>) -> bool {
        // Marks of emphasis in code are a slip of the original.
        let emphasised = code.text.strip_prefix('_').and_then(|text| text.strip_suffix('_')).unwrap_or(&code.text);
        let here = self.passage.translation.of(self.translation.text);
        let stands_in = |text: &str| [&*code.text, emphasised].iter().any(|name| whole(text, name).next().is_some());
        stands_in(here) || self.around.iter().any(|text| stands_in(text))
    }

    fn stands_here(&self, code: &Code<'_>) -> bool {
        whole(self.passage.translation.of(self.translation.text), &code.text).next().is_some()
    }

    /// True when the original has the text of the translation's code without back-ticks.
    fn original_says(&self, other: &Code<'_>) -> bool {
        whole(self.passage.original.of(self.original.text), &other.text).next().is_some()
    }

    fn gone(&self, missing: &[&Code<'_>], theirs: &[Code<'_>], out: &mut Vec<CodeDifference>) {
        if missing.is_empty() {
            return;
        }
        let visible = Visible::of(self.translation.document, self.translation.text, self.passage.translation);
        let mut first: Option<usize> = None;
        for code in missing {
            if is_number(&code.text) {
                continue;
            }
            if let Some(at) = whole(&visible.text, &code.text).next() {
                let translation = visible.span(at..at + code.text.len());
                out.push(CodeDifference {
                    case: CodeCase::Unmarked,
                    original: code.span,
                    translation,
                    more: Vec::new(),
                });
            } else if !(is_sentence(&code.text) || self.stands_elsewhere(code) || is_part(&code.text, theirs)) {
                let case = if is_plain(&code.text) { CodeCase::MissingWord } else { CodeCase::Missing };
                if let Some(first) = first {
                    out[first].more.push(code.span);
                    if case == CodeCase::Missing {
                        out[first].case = case;
                    }
                    continue;
                }
                first = Some(out.len());
                let (original, translation) = (code.span, self.place_for(code));
                out.push(CodeDifference { case, original, translation, more: Vec::new() });
            }
        }
    }

    /// Code that only the translation has and that looks like code or like a name of the passage: the right one stands
    /// there as well, or has no back-ticks in the original. What the original's page has anywhere is no slip.
    fn garbled(&self, ours: &[Code<'_>], extra: &[&Code<'_>], out: &mut Vec<CodeDifference>) {
        let mut prose = None;
        for other in extra {
            let text = &*other.text;
            let is_name = text.len() >= 5 && text.is_ascii() && words(text).next() == Some(text);
            if !is_name || self.words.has(text) {
                continue;
            }
            let recased = |code: &&Code<'_>| code.text.eq_ignore_ascii_case(text) && has_inner_capital(&code.text);
            if let Some(code) = ours.iter().find(recased) {
                let (case, original, translation) = (CodeCase::Case, code.span, other.span);
                out.push(CodeDifference { case, original, translation, more: Vec::new() });
                continue;
            }
            let code = ours.iter().find(|code| is_slip(&code.text, text)).map(|code| code.span);
            let prose = prose
                .get_or_insert_with(|| Visible::of(self.original.document, self.original.text, self.passage.original));
            if let Some(original) = code.or_else(|| meant(prose, text)) {
                let (case, translation) = (CodeCase::Near, other.span);
                out.push(CodeDifference { case, original, translation, more: Vec::new() });
            }
        }
    }

    /// Code that the original marks more often, where the translation has the rest as plain text.
    fn fewer(&self, ours: &[Code<'_>], theirs: &[Code<'_>], out: &mut Vec<CodeDifference>) {
        let mut texts = None;
        for code in ours {
            let Some(other) = theirs.iter().find(|other| other.text == code.text) else { continue };
            if other.count >= code.count || is_number(&code.text) {
                continue;
            }
            let (before, after) = texts.get_or_insert_with(|| {
                (
                    Visible::of(self.original.document, self.original.text, self.passage.original),
                    Visible::of(self.translation.document, self.translation.text, self.passage.translation),
                )
            });
            let unmarked = whole(&after.text, &code.text).count();
            if unmarked > whole(&before.text, &code.text).count() {
                let at = whole(&after.text, &code.text).next().unwrap_or(0);
                let translation = after.span(at..at + code.text.len());
                out.push(CodeDifference {
                    case: CodeCase::Unmarked,
                    original: code.span,
                    translation,
                    more: Vec::new(),
                });
            }
        }
    }

    /// Where missing code should stand: after the code that stands before it in the original, else at the passage's end.
    fn place_for(&self, code: &Code<'_>) -> Span {
        let before = self.ours.iter().take_while(|span| span.content.start < code.span.start);
        let counterpart = |span: &CodeSpan| {
            let text = span.content.of(self.original.text);
            self.theirs.iter().find(|other| other.content.of(self.translation.text) == text)
        };
        let end = self.passage.translation.trimmed(self.translation.text).end;
        Span::at(before.filter_map(counterpart).last().map_or(end, |other| other.span.end) as usize)
    }
}

/// True for names such as `ServiceEntry`, which are never written otherwise.
fn has_inner_capital(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// A way in which two code texts may belong together.
type Way<'a> = &'a dyn Fn(&str, &str) -> Option<Found>;

/// A pair of code texts that belong together: how far apart they are, and how they differ, if that is a mistake.
#[derive(PartialEq, PartialOrd, Eq, Ord)]
struct Found {
    distance: usize,
    case: Option<CodeCase>,
}

impl PartialOrd for CodeCase {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CodeCase {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*self as u8).cmp(&(*other as u8))
    }
}

/// Differences that are no mistakes: number (a language without plurals), final punctuation, blanks that are wrong in
/// the original, a unit written in another way, translated placeholders and examples, the language in a path.
fn acceptable(ours: &str, theirs: &str, [from, to]: [&str; 2]) -> Option<Found> {
    let end = |c: char| matches!(c, '.' | ',' | ';' | ':' | '。' | '，');
    let fine = ours.trim().trim_end_matches(end) == theirs.trim().trim_end_matches(end)
        || ours.split_whitespace().eq(theirs.split(' '))
        || singular(ours) == theirs
        || singular(theirs) == ours
        || is_amount(ours) && (!theirs.is_ascii() || without_blanks(ours) == without_blanks(theirs))
        || theirs.contains('/') && without_segment(ours, from) == without_segment(theirs, to)
        || is_example(ours)
        || !theirs.is_ascii() && without_placeholders(ours).eq(without_placeholders(theirs));
    fine.then_some(Found { distance: 0, case: None })
}

/// The same but for case, blanks, and the width of punctuation.
fn same_form(ours: &str, theirs: &str) -> Option<Found> {
    if !folded(ours).eq(folded(theirs)) {
        return None;
    }
    let rest = |text: &str| text.chars().skip(1).collect::<String>();
    let case = match ours.to_lowercase() == theirs.to_lowercase() {
        true if rest(ours) == rest(theirs) => CodeCase::Initial,
        true => CodeCase::Case,
        false => CodeCase::Form,
    };
    Some(Found { distance: 0, case: Some(case) })
}

/// The same but for a few characters.
fn misspelt(ours: &str, theirs: &str) -> Option<Found> {
    let lengths = [ours, theirs].map(|text| text.chars().count());
    let (longer, more) = (lengths[0].max(lengths[1]), lengths[0].abs_diff(lengths[1]));
    if longer > 300 || more > (longer / 4).max(1) || !theirs.is_ascii() && is_sentence(ours) {
        return None;
    }
    let distance = apart::distance(ours, theirs);
    let near = distance <= 1 && longer >= 4 || distance * 4 <= longer;
    near.then_some(Found { distance, case: Some(CodeCase::Near) })
}

/// The word of the original's text that was probably meant by a name; its plural is not taken for it.
fn meant(prose: &Visible, name: &str) -> Option<Span> {
    let plural = |word: &str| word.strip_suffix('s') == Some(name) || name.strip_suffix('s') == Some(word);
    let word = words(&prose.text).find(|word| word.len() >= 5 && !plural(word) && is_slip(word, name))?;
    let at = word.as_ptr() as usize - prose.text.as_ptr() as usize;
    Some(prose.span(at..at + word.len()))
}

/// True when two words of the same letters or nearly so were meant to be one: letters swapped, one lost or doubled.
fn is_slip(ours: &str, theirs: &str) -> bool {
    let longer = ours.len().max(theirs.len());
    longer <= 100
        && ours.len().abs_diff(theirs.len()) <= 2
        && !ours.eq_ignore_ascii_case(theirs)
        && singular(ours) != theirs
        && singular(theirs) != ours
        && apart::distance(ours, theirs) == 1
}

/// Text without blanks and case, full-width forms and curly quotes as plain ones.
fn folded(text: &str) -> impl Iterator<Item = char> {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' => '\'',
        '。' => '.',
        '、' => ',',
        '–' | '—' | '‐' | '‑' => '-',
        _ => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(plain).flat_map(char::to_lowercase)
}

/// The singular of a name of a kind of object: `RouteSets`, `Proxies`, `Classes`. Names in lower case are keys and
/// fields, in which an `s` counts.
fn singular(text: &str) -> String {
    let kind = text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    match text {
        _ if !kind => "\0".to_owned(),
        _ if text.ends_with("ies") => format!("{}y", &text[..text.len() - 3]),
        _ if text.ends_with("sses") || text.ends_with("xes") || text.ends_with("shes") => {
            text[..text.len() - 2].to_owned()
        }
        _ if text.ends_with('s') => text[..text.len() - 1].to_owned(),
        _ => "\0".to_owned(),
    }
}

/// A number with a unit: `10 kB`.
fn is_amount(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.len() < 24 && !text.contains(['.', '/', ':', '_'])
        || text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(".m.")
}

/// A path without the part that names a language.
fn without_segment(path: &str, tag: &str) -> String {
    path.split('/').filter(|part| !part.eq_ignore_ascii_case(tag)).collect::<Vec<_>>().join("/")
}

/// Words in back-ticks for words, of which the translation's are in its own language or not.
fn is_prose(code: &Code<'_>, other: &Code<'_>) -> bool {
    is_sentence(&code.text) && !(other.text.is_ascii() && code.text.is_ascii() && is_sentence(&other.text))
}

/// A word or two in lower case, as much language as code.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b == b' ')
}

/// Nothing but digits: a translation may well leave the back-ticks out.
fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// A cell that holds an example in words: `example: …`.
fn is_example(text: &str) -> bool {
    let lower = text.trim_start().get(..8).unwrap_or("").to_ascii_lowercase();
    lower.starts_with("example:") || lower.starts_with("e.g.")
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The text with what stands in `<…>`, `{…}`, `[…]` and capitals that stand for a value left out.
fn without_placeholders(text: &str) -> impl Iterator<Item = char> {
    let mut open: Option<char> = None;
    text.chars().filter_map(move |c| match (open, c) {
        (None, '<' | '{' | '[') => {
            open = Some(c);
            None
        }
        (Some('<'), '>') | (Some('{'), '}') | (Some('['), ']') => {
            open = None;
            Some('\u{fffc}')
        }
        (None, c) if !c.is_whitespace() => Some(c),
        _ => None,
    })
}

/// Words rather than code: at least four of them with nothing among them that only code has, a longer text most of
/// whose words are plain, a label of a button, a form or a page, or an amount.
fn is_sentence(text: &str) -> bool {
    let plain = |word: &&str| {
        let word = word.trim_matches(['.', ',', ';', ':', '(', ')', '"', '\'']);
        word.chars().all(|c| c.is_alphabetic() || c == '\'')
    };
    let words = text.split_whitespace().count();
    let plain_words = text.split_whitespace().filter(plain).count();
    let marks = text.contains("--") || text.contains(['=', '/', '{', '$', '|', '<', '_']) || text.starts_with('-');
    let titled = |word: &str| word.starts_with(|c: char| c.is_uppercase());
    words >= 4 && !marks
        || words >= 6 && plain_words * 10 >= words * 7
        || words >= 2 && plain_words == words && titled(text.trim_start()) && !has_inner_capital(text)
        || words >= 2 && plain_words == words && text.split_whitespace().all(titled)
        || text.contains(' ') && is_amount(text)
}

/// True when other code of the translation holds the text, as `a=b` holds `a`.
fn is_part(text: &str, codes: &[Code<'_>]) -> bool {
    codes.iter().any(|code| code.text != text && whole(&code.text, text).next().is_some())
}
