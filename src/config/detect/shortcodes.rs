//! Which shortcodes a Hugo site has, and what their bodies are, by the templates in `layouts`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Regex, bytes};

use super::super::folder::Folder;

/// Comments of templates, which say nothing about what a template does.
static COMMENT: LazyLock<bytes::Regex> = LazyLock::new(|| {
    bytes::Regex::new(r"(?s-u)\{\{-?\s*/\*.*?\*/\s*-?\}\}|<!--.*?-->").expect("the expression is valid")
});
static INNER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\.Inner(?:Deindent)?(?-u:\b)").expect("the expression is valid"));
/// What renders text as Markdown.
static MARKDOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?:markdownify|RenderString|transform\.Markdownify)(?-u:\b)").expect("the expression is valid")
});

/// What may put headings or other ids on a page: written out, or taken from somewhere that is not seen here.
static ANCHORS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?-u:\bid\s*=)|<h[1-6]|(?-u:\b)(?:partial|partialCached|readFile|GetPage|RenderShortcodes|RawContent)(?-u:\b)|\.Content(?-u:\b)"#,
    )
    .expect("the expression is valid")
});

/// The shortcodes of a site.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What their bodies are, by lower-case name.
    pub(super) bodies: BTreeMap<String, &'static str>,
    /// `unknown` for those that may put ids on a page.
    pub(super) anchors: BTreeMap<String, &'static str>,
}

/// The shortcodes that come with Hugo.
const BUILT_IN: [(&str, &str); 16] = [
    ("comment", "code"),
    ("details", "markdown"),
    ("figure", "none"),
    ("gist", "none"),
    ("highlight", "code"),
    ("instagram", "none"),
    ("instagram_simple", "none"),
    ("param", "none"),
    ("qr", "code"),
    ("ref", "none"),
    ("relref", "none"),
    ("tweet", "none"),
    ("twitter", "none"),
    ("vimeo", "none"),
    ("x", "none"),
    ("youtube", "none"),
];

/// The shortcodes of the site and of the themes that lie in it, by lower-case name; nothing when no folder of
/// templates is there. A body that a template puts out as it is counts as code, so that nothing is read into it; a
/// preset knows better.
pub(super) fn find(folder: &dyn Folder, themes: &[String]) -> Option<Found> {
    let mut roots: Vec<String> = themes.iter().rev().map(|theme| format!("themes/{theme}/layouts")).collect();
    roots.push("layouts".to_owned());
    let mut found = Found::default();
    let mut any = false;
    for root in roots {
        for name in ["shortcodes", "_shortcodes"] {
            let path = format!("{root}/{name}");
            any |= collect(folder, &path, "", 0, &mut found);
        }
    }
    if !any {
        return None;
    }
    for (name, body) in BUILT_IN {
        found.bodies.entry(name.to_owned()).or_insert(body);
    }
    Some(found)
}

/// How deep folders of shortcodes may be nested.
const MAX_DEPTH: usize = 8;

fn collect(folder: &dyn Folder, root: &str, below: &str, depth: usize, found: &mut Found) -> bool {
    let path = if below.is_empty() { root.to_owned() } else { format!("{root}/{}", below.trim_end_matches('/')) };
    let names = folder.list(&path);
    for name in &names {
        if name.ends_with('/') {
            if depth < MAX_DEPTH {
                collect(folder, root, &format!("{below}{name}"), depth + 1, found);
            }
            continue;
        }
        // `text.html`, `text.en.html` and `text.json` are templates of the shortcode `text`.
        let stem = name.split('.').next().unwrap_or(name);
        let Ok(template) = folder.read(&format!("{path}/{name}")) else { continue };
        let template = without_comments(&template);
        let name = format!("{below}{stem}").to_lowercase();
        if ANCHORS.is_match(&template) {
            found.anchors.insert(name.clone(), "unknown");
        }
        found.bodies.insert(name, body(&template));
    }
    !names.is_empty()
}

fn without_comments(template: &str) -> Cow<'_, str> {
    match COMMENT.replace_all(template.as_bytes(), b"") {
        Cow::Borrowed(_) => template.into(),
        Cow::Owned(rest) => String::from_utf8(rest).expect("comments end where characters end").into(),
    }
}

/// What a template without comments makes of its body.
fn body(template: &str) -> &'static str {
    match INNER.is_match(template) {
        false => "none",
        true if MARKDOWN.is_match(template) => "markdown",
        true => "code",
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::folder::Memory;
    use super::*;

    #[test]
    fn bodies_by_template() {
        for (template, expected) in [
            ("<img src=\"{{ .Get 0 }}\">", "none"),
            ("{{ .Inner | markdownify }}", "markdown"),
            ("{{ .InnerDeindent | .Page.RenderString }}", "markdown"),
            ("<pre>{{ .Inner }}</pre>", "code"),
            ("{{/* .Inner is not used */}}<hr>", "none"),
            ("{{ .InnerHTML }}", "none"),
        ] {
            assert_eq!(body(&without_comments(template)), expected, "{template}");
        }
    }

    #[test]
    fn both_folders_names_and_the_built_in_ones() {
        let folder = Memory::new(&[
            ("layouts/shortcodes/Tip.html", "{{ .Inner | markdownify }}"),
            ("layouts/_shortcodes/nested/note.html", "x"),
            ("themes/base/layouts/shortcodes/tip.html", "x"),
        ]);
        let found = find(&folder, &["base".to_owned()]).unwrap();
        assert_eq!(found.bodies.get("tip"), Some(&"markdown"));
        assert_eq!(found.bodies.get("nested/note"), Some(&"none"));
        assert_eq!(found.bodies.get("highlight"), Some(&"code"));
        assert!(find(&Memory::new(&[("content/a.md", "")]), &[]).is_none());
    }
}
