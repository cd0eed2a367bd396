//! Comments of MDX, `{/* … */}`, as the Markdown parser can see them.

use std::borrow::Cow;

use memchr::memmem;

/// The same text with HTML comments in the place of MDX comments, byte for byte as long. An id in a heading,
/// `{/* #id */}`, stays, and so does a comment that HTML would end earlier.
pub(super) fn with_html_comments(text: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let mut at = 0;
    while let Some(start) = memmem::find(&text.as_bytes()[at..], b"{/*").map(|found| at + found) {
        let Some(end) = memmem::find(&text.as_bytes()[start + 3..], b"*/}").map(|found| start + 3 + found) else {
            break;
        };
        let content = &text[start + 3..end];
        // The mark of HTML is longer: its last byte takes the place of a blank.
        let fits = content.starts_with([' ', '\t']) && !content.contains("-->");
        if fits && !content.trim_start().starts_with('#') {
            let out = out.get_or_insert_with(|| text.to_owned());
            out.replace_range(start..start + 4, "<!--");
            out.replace_range(end..end + 3, "-->");
        }
        at = end + 3;
    }
    out.map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::with_html_comments;

    #[test]
    fn places_stay() {
        let text = "a {/* 注释 */} b {/* #id */} {/**/} {/*";
        assert_eq!(with_html_comments(text), "a <!--注释 --> b {/* #id */} {/**/} {/*");
    }
}
