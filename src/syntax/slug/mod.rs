//! Ids of headings: how each generator derives one from a heading's text, and how it keeps them apart.
//!
//! The input is plain text, without markup. An empty result means that the generator leaves the heading to
//! [`Ids`], which makes something of it, or gives no id at all.

mod typographer;
mod unique;

pub use typographer::{Replacement, Typographer};
pub use unique::Ids;

use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_normalization::UnicodeNormalization;

use crate::syntax::Slugger;

/// What Hugo takes for the id of a heading whose text leaves nothing.
const HUGO_EMPTY: &str = "heading";

impl Slugger {
    /// The id that the generator derives from `text`, before ids are made unique.
    pub fn slug(&self, text: &str) -> String {
        match self {
            Slugger::HugoGithub(_) => hugo_github(text),
            Slugger::HugoGithubAscii(_) => hugo_github_ascii(text),
            Slugger::HugoBlackfriday(_) => hugo_blackfriday(text),
            Slugger::GithubSlugger => keep(&text.to_lowercase(), is_github_char),
            Slugger::VitePress => vitepress(text),
            Slugger::MarkdownItAnchor => markdown_it_anchor(text),
            Slugger::Kramdown => kramdown(text),
            Slugger::KramdownGfm => keep(&text.to_lowercase().replace('\t', " "), is_github_char),
            Slugger::PythonMarkdown => {
                let ascii: String = text.nfkd().filter(char::is_ascii).collect();
                python_markdown(&ascii)
            }
            Slugger::PythonMarkdownUnicode => python_markdown(text),
            Slugger::PymdownxLower => pymdownx(text),
            Slugger::Docutils => docutils(text),
            Slugger::Myst => keep(&text.split('\n').next().unwrap_or("").trim().to_lowercase(), is_python_word),
        }
    }
}

/// True for letters and decimal digits as Go has them: no marks and no other numbers, which
/// `char::is_alphanumeric` takes too.
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    is_letter(c) || get_general_category(c) == Category::DecimalNumber
}

fn is_letter(c: char) -> bool {
    use Category::{LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter};
    matches!(
        get_general_category(c),
        LowercaseLetter | UppercaseLetter | OtherLetter | ModifierLetter | TitlecaseLetter
    )
}

fn is_number(c: char) -> bool {
    use Category::{DecimalNumber, LetterNumber, OtherNumber};
    matches!(get_general_category(c), DecimalNumber | LetterNumber | OtherNumber)
}

/// One character for one, as Go's `unicode.ToLower`: `İ` is `i`, and there is no rule for a final sigma.
fn simple_lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

fn hugo_github(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '-' | ' ' => slug.push('-'),
            '_' => slug.push('_'),
            _ if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if !c.is_ascii() && is_letter_or_digit(c) => slug.push(simple_lower(c)),
            _ => {}
        }
    }
    if slug.is_empty() { HUGO_EMPTY.to_owned() } else { slug }
}

fn hugo_github_ascii(text: &str) -> String {
    let bare: String = text.nfd().filter(|&c| get_general_category(c) != Category::NonspacingMark).nfc().collect();
    let ascii: String = bare.trim().chars().filter(char::is_ascii).collect();
    let mut slug = String::with_capacity(ascii.len());
    for c in ascii.chars() {
        match c {
            '-' | ' ' => slug.push('-'),
            '_' => slug.push('_'),
            _ if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    if slug.is_empty() { HUGO_EMPTY.to_owned() } else { slug }
}

fn hugo_blackfriday(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_letter(c) || is_number(c) {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(simple_lower(c));
        } else {
            gap = true;
        }
    }
    if slug.is_empty() { HUGO_EMPTY.to_owned() } else { slug }
}

/// Keeps what `wanted` takes and `-`, and makes spaces `-`.
fn keep(text: &str, wanted: fn(char) -> bool) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '-' | ' ' => slug.push('-'),
            _ if wanted(c) => slug.push(c),
            _ => {}
        }
    }
    slug
}

/// Letters, marks, decimal digits and connecting punctuation; letters in the wide sense of the property Alphabetic,
/// as github-slugger and Ruby have it.
fn is_github_char(c: char) -> bool {
    use Category::{ConnectorPunctuation, DecimalNumber, EnclosingMark, NonspacingMark, SpacingMark};
    if c.is_ascii() {
        return c == '_' || c.is_ascii_alphanumeric();
    }
    c.is_alphabetic()
        || matches!(
            get_general_category(c),
            ConnectorPunctuation | DecimalNumber | EnclosingMark | NonspacingMark | SpacingMark
        )
}

/// `\w` of Python: letters, all numbers and `_`, no marks.
fn is_python_word(c: char) -> bool {
    if c.is_ascii() { c == '_' || c.is_ascii_alphanumeric() } else { is_letter(c) || is_number(c) }
}

/// `\s` of Python: white space and the four separators of ASCII.
fn is_python_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// `\s` of JavaScript.
fn is_js_space(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

fn vitepress(text: &str) -> String {
    const SPECIAL: &str = "~`!@#$%^&*()-_+=[]{}|\\;:\"'“”‘’<>,.?/";
    let mut slug = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            '\u{300}'..='\u{36f}' | '\0'..='\u{1f}' => {}
            _ if is_js_space(c) || SPECIAL.contains(c) => {
                if !slug.ends_with('-') && !slug.is_empty() {
                    slug.push('-');
                }
            }
            _ => slug.push(c),
        }
    }
    let slug = slug.trim_end_matches('-');
    let lead = if slug.starts_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
    format!("{lead}{}", slug.to_lowercase())
}

fn markdown_it_anchor(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.trim_matches(is_js_space).to_lowercase().chars() {
        if is_js_space(c) {
            if !std::mem::replace(&mut gap, true) {
                slug.push('-');
            }
            continue;
        }
        gap = false;
        if c.is_ascii_alphanumeric() || "-_.!~*'()".contains(c) {
            slug.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                slug.push('%');
                slug.extend([byte >> 4, byte & 15].map(|digit| b"0123456789ABCDEF"[digit as usize] as char));
            }
        }
    }
    slug
}

fn kramdown(text: &str) -> String {
    let from = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let slug = keep(&text[from..].to_ascii_lowercase(), |c| c.is_ascii_alphanumeric());
    if slug.is_empty() { "section".to_owned() } else { slug }
}

fn python_markdown(text: &str) -> String {
    let kept: String = text.chars().filter(|&c| c == '-' || is_python_word(c) || is_python_space(c)).collect();
    let mut slug = String::with_capacity(kept.len());
    let mut gap = false;
    for c in kept.trim_matches(is_python_space).to_lowercase().chars() {
        let separates = c == '-' || is_python_space(c);
        if !separates {
            slug.push(c);
        } else if !gap {
            slug.push('-');
        }
        gap = separates;
    }
    slug
}

fn pymdownx(text: &str) -> String {
    let composed: String = text.nfc().collect();
    let mut bare = String::with_capacity(composed.len());
    let mut rest = composed.as_str();
    // A tag is dropped whole; a `<` that no `>` follows is dropped as a sign like any other.
    while let Some(open) = rest.find('<') {
        bare.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = &rest[open..];
            break;
        };
        rest = &rest[open + close + 1..];
    }
    bare.push_str(rest);
    keep(&bare.trim_matches(is_python_space).to_lowercase(), is_python_word)
}

fn docutils(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.to_lowercase().chars() {
        match c {
            'ß' => plain.push_str("sz"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ȸ' => plain.push_str("db"),
            'ȹ' => plain.push_str("qp"),
            _ => plain.push(docutils_letter(c)),
        }
    }
    let mut slug = String::with_capacity(plain.len());
    for c in plain.nfkd().filter(char::is_ascii) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    slug.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit()).to_owned()
}

/// Letters with strokes, hooks and tails, which do not decompose in Unicode, as docutils takes them apart.
fn docutils_letter(c: char) -> char {
    match c {
        'ø' => 'o',
        'đ' | 'ƌ' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        'ł' | 'ƚ' | 'ȴ' => 'l',
        'ŧ' | 'ƫ' | 'ƭ' | 'ȶ' => 't',
        'ƀ' | 'ƃ' => 'b',
        'ƈ' | 'ȼ' => 'c',
        'ƒ' => 'f',
        'ƙ' => 'k',
        'ƞ' | 'ȵ' => 'n',
        'ƥ' => 'p',
        'ƴ' | 'ɏ' => 'y',
        'ƶ' | 'ȥ' | 'ɀ' => 'z',
        'ǥ' => 'g',
        'ȷ' | 'ɉ' => 'j',
        'ȿ' => 's',
        'ɇ' => 'e',
        'ɋ' => 'q',
        'ɍ' => 'r',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::HugoVersion;

    #[test]
    fn each_generator_has_its_own_letters() {
        let version = HugoVersion::CURRENT;
        let cases = [
            (Slugger::HugoGithub(version), " What’s new -- 1.20 ", "whats-new----120"),
            (Slugger::HugoGithub(version), "² हिन्दी İ Σ", "-हनद-i-σ"),
            (Slugger::HugoGithub(version), "！？", "heading"),
            (Slugger::HugoGithubAscii(version), "Café 新特性", "cafe-"),
            (Slugger::HugoBlackfriday(version), "What's _new_ ½?", "what-s-new-½"),
            (Slugger::GithubSlugger, "हिन्दी a‿b ²\tc", "हिन्दी-a‿b-c"),
            (Slugger::VitePress, "1. Foo — bar…", "_1-foo-—-bar"),
            (Slugger::MarkdownItAnchor, " A\u{3000}\tB ü ", "a-b-%C3%BC"),
            (Slugger::Kramdown, "1. 中文 English 混排", "english-"),
            (Slugger::KramdownGfm, "a\tb", "a-b"),
            (Slugger::PythonMarkdown, "№ 5 — ß", "no-5"),
            (Slugger::PymdownxLower, "a <b>c</b> < d", "a-c--d"),
            (Slugger::Docutils, "1 Straße Łódź 2", "strasze-lodz-2"),
            (Slugger::Myst, "a-b C", "a-b-c"),
        ];
        for (slugger, text, expected) in cases {
            assert_eq!(slugger.slug(text), expected, "{slugger:?} {text:?}");
        }
    }
}
