//! The text that Markdown sees in place of shortcodes.

use crate::document::{Body, Delimiter, Shortcode};
use crate::text::Span;

/// A copy of `body` of the same length in bytes, in which shortcodes are words or blanks; `None` when it has none.
///
/// Hugo puts one word in place of `{{< x >}}`, and of all from `{{< x >}}` to `{{< /x >}}`, before it reads Markdown;
/// so every byte of it, line ends too, becomes an `H`. The body of `{{% x %}}` is part of the page: only its tags are
/// masked, by blanks when they fill their lines, for then their output is a block. A body of `{{% x %}}` that is code
/// is masked with its tags.
pub fn mask(text: &str, body: Span, shortcodes: &[Shortcode]) -> Option<String> {
    if shortcodes.is_empty() {
        return None;
    }
    let mut masked = text.as_bytes()[body.range()].to_vec();
    let mut painter = Painter { text, body, masked: &mut masked };
    let mut done = body.start;
    for shortcode in shortcodes {
        if shortcode.open.start < done {
            continue;
        }
        match (shortcode.delimiter, shortcode.body) {
            (Delimiter::Angle, _) | (Delimiter::Percent, Body::Code) => {
                painter.word(shortcode.span());
                done = shortcode.span().end;
            }
            (Delimiter::Percent, Body::None) if shortcode.close.is_some() => {
                painter.blank(shortcode.span());
                done = shortcode.span().end;
            }
            (Delimiter::Percent, _) => {
                painter.tag(shortcode.open);
                if let Some(close) = shortcode.close {
                    painter.tag(close);
                }
            }
        }
    }
    Some(String::from_utf8(masked).expect("whole characters are replaced by ASCII"))
}

struct Painter<'a> {
    text: &'a str,
    body: Span,
    masked: &'a mut [u8],
}

impl Painter<'_> {
    fn word(&mut self, span: Span) {
        self.part(span).fill(b'H');
    }

    /// Line ends stay, so that what stood on lines of its own leaves blank lines.
    fn blank(&mut self, span: Span) {
        for byte in self.part(span) {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }

    fn tag(&mut self, span: Span) {
        if self.fills_its_lines(span) { self.blank(span) } else { self.word(span) }
    }

    fn part(&mut self, span: Span) -> &mut [u8] {
        let from = self.body.start as usize;
        &mut self.masked[span.start as usize - from..span.end as usize - from]
    }

    fn fills_its_lines(&self, span: Span) -> bool {
        let bytes = self.text.as_bytes();
        let before = &bytes[self.body.start as usize..span.start as usize];
        let after = &bytes[span.end as usize..self.body.end as usize];
        let blank = |byte: &&u8| !matches!(byte, b' ' | b'\t' | b'\r');
        matches!(before.iter().rev().find(blank), None | Some(b'\n'))
            && matches!(after.iter().find(blank), None | Some(b'\n'))
    }
}
