//! Ids and other attributes written at the end of a heading line.

mod goldmark;
mod malformed;
mod other;

use crate::syntax::{ExplicitIds, HugoVersion};
use crate::text::{Span, Spanned};

/// What the end of a heading line says. All places are byte offsets into the text that was given to [`parse`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes {
    /// The heading's text: before the attributes and before closing `#` marks, without blanks at its end.
    pub content: Span,
    /// The valid attribute list with its braces, or the comment that holds an id.
    pub list: Option<Span>,
    /// The id; the span covers just the id, without `#` and quotes.
    pub id: Option<Spanned<Box<str>>>,
    /// Something that was meant as attributes and is printed as text.
    pub malformed: Option<Malformed>,
}

/// Braces at the end of a heading that are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Where they stand.
    pub span: Span,
    /// The id that was meant, in a form that the generator takes, when that is clear.
    pub intended: Option<Box<str>>,
}

/// Reads the end of a heading. `content` is one line: what follows the `#` marks and the blanks after them, closing
/// marks included, or the last text line of a setext heading, without its line end. `hugo` is the version for
/// [`ExplicitIds::Goldmark`]; a current one when it is not known.
pub fn parse(content: &str, ids: ExplicitIds, hugo: Option<HugoVersion>) -> Attributes {
    let mut attributes = match ids {
        ExplicitIds::Goldmark => goldmark::parse(content, hugo.unwrap_or_default()),
        _ => other::parse(content, ids),
    };
    let text = attributes.content.of(content);
    if ids != ExplicitIds::None && memchr::memchr2(b'{', b'}', text.as_bytes()).is_some()
        || !text.is_ascii() && text.contains(['｛', '｝'])
    {
        attributes.malformed = malformed::find(content, attributes.content, ids);
    }
    attributes
}

/// The end of `text` without a closing sequence of `#` marks and without blanks.
fn without_closing_marks(text: &str) -> usize {
    let trimmed = trim_end(text);
    let bare = trimmed.trim_end_matches('#');
    if bare.len() == trimmed.len() {
        return trimmed.len();
    }
    if bare.is_empty() || bare.ends_with(is_blank) { trim_end(bare).len() } else { trimmed.len() }
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_blank)
}

/// White space of ASCII, which alone counts as blank in Markdown's structure.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: Option<HugoVersion> = None;
    const OLD: Option<HugoVersion> = Some(HugoVersion { minor: 147, patch: 9 });

    /// Content, id and malformed text with the id that was meant.
    fn read(text: &str, ids: ExplicitIds, hugo: Option<HugoVersion>) -> (String, Option<String>, Option<String>) {
        let found = parse(text, ids, hugo);
        if let Some(id) = &found.id {
            assert_eq!(&*id.value, id.span.of(text), "{text}");
        }
        let malformed = found.malformed.map(|malformed| {
            let meant = malformed.intended.map_or(String::new(), |id| format!(" => {id}"));
            format!("{}{meant}", malformed.span.of(text))
        });
        (found.content.of(text).to_owned(), found.id.map(|id| id.value.into()), malformed)
    }

    fn check(ids: ExplicitIds, hugo: Option<HugoVersion>, cases: &[(&str, &str, &str, &str)]) {
        for &(text, content, id, malformed) in cases {
            let some = |s: &str| (s != "-").then(|| s.to_owned());
            assert_eq!(read(text, ids, hugo), (content.to_owned(), some(id), some(malformed)), "{text}");
        }
    }

    #[test]
    fn goldmark_lists_are_read() {
        check(
            ExplicitIds::Goldmark,
            NEW,
            &[
                ("升级 {#up-1.20}", "升级", "up-1.20", "-"),
                ("升级{#中文，b}  ", "升级", "中文，b", "-"),
                ("T ## {#x}", "T", "x", "-"),
                ("T {#x} ##", "T {#x}", "-", "{#x} => x"),
                ("T ##", "T", "-", "-"),
                ("C#", "C#", "-", "-"),
                ("##", "", "-", "-"),
                ("{#x}", "", "x", "-"),
                ("T {.c k=v, n=1.5e3 a=[1,\"b\",{c=d}] #x}", "T", "x", "-"),
                ("T {id=\"x y\"}", "T", "x y", "-"),
                ("T {id=foo}", "T", "foo", "-"),
                ("T { #x }", "T", "x", "-"),
                ("T {##x}", "T", "x", "-"),
                ("T {#}", "T", "", "-"),
                ("T {}", "T", "-", "-"),
                ("T { }", "T { }", "-", "-"),
                ("T \\{#x}", "T \\{#x}", "-", "-"),
                ("T `{#x}`", "T `{#x}`", "-", "-"),
                ("T {#x} y", "T {#x} y", "-", "-"),
                ("T {{ .x }}", "T {{ .x }}", "-", "-"),
                ("GET /users/{id}", "GET /users/{id}", "-", "-"),
            ],
        );
        let old = [
            ("T {#x} ##", "T", "x", "-"),
            ("T ## {#x}", "T", "x", "-"),
            ("T {#x} ## {.c}", "T", "x", "-"),
            ("T {k={a=b}}", "T {k={a=b}}", "-", "-"),
        ];
        check(ExplicitIds::Goldmark, OLD, &old);
    }

    #[test]
    fn what_goldmark_prints_is_found() {
        check(
            ExplicitIds::Goldmark,
            NEW,
            &[
                ("T {#am-i-impacted?}", "T {#am-i-impacted?}", "-", "{#am-i-impacted?} => am-i-impacted"),
                ("T {#a b}", "T {#a b}", "-", "{#a b} => a-b"),
                ("T #{x}", "T #{x}", "-", "#{x} => x"),
                ("T {x}", "T {x}", "-", "{x} => x"),
                ("T { #id", "T { #id", "-", "{ #id => id"),
                ("T ｛#x｝", "T ｛#x｝", "-", "｛#x｝ => x"),
                ("T {＃x}", "T {＃x}", "-", "{＃x} => x"),
                ("T {: #x}", "T {: #x}", "-", "{: #x} => x"),
                ("T {#two} {#ids}", "T {#two}", "ids", "{#two} => two"),
                ("T {#x}。", "T {#x}。", "-", "{#x} => x"),
                ("T（{#x}）", "T（{#x}）", "-", "{#x} => x"),
                ("T {#x} <!-- c -->", "T {#x} <!-- c -->", "-", "{#x} => x"),
                ("T #x}", "T #x}", "-", "#x} => x"),
                ("T {id=1}", "T {id=1}", "-", "{id=1} => 1"),
            ],
        );
    }

    #[test]
    fn other_generators_have_their_own_grammar() {
        let docusaurus = [
            ("T {#a b?}", "T", "a b?", "-"),
            ("T \\{#x}", "T", "x", "-"),
            ("T {/* #x y */}", "T", "x", "-"),
            ("T <!-- #x -->", "T", "x", "-"),
            ("T {/* x */}", "T {/* x */}", "-", "-"),
            ("T {#x} ##", "T", "x", "-"),
            ("T ｛#x｝", "T ｛#x｝", "-", "｛#x｝ => x"),
        ];
        check(ExplicitIds::Docusaurus, None, &docusaurus);
        check(ExplicitIds::Mdx, None, &[("T \\{#x}", "T", "x", "-"), ("T {x}", "T {x}", "-", "-")]);
        let kramdown = [
            ("T {#x}", "T", "x", "-"),
            ("T {: #x .c}", "T", "x", "-"),
            ("T{#x}", "T{#x}", "-", "{#x} => x"),
            ("T {#1x}", "T {#1x}", "-", "{#1x}"),
        ];
        check(ExplicitIds::Kramdown, None, &kramdown);
        check(ExplicitIds::AttrList, None, &[("T {: #x? .c }", "T", "x?", "-"), ("T {.c}", "T", "-", "-")]);
        check(ExplicitIds::None, None, &[("T {#x} #", "T {#x}", "-", "-")]);
    }
}
