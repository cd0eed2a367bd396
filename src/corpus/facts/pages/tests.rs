//! The index on a small site: what it answers, and that keeping it up to date gives what making it anew gives.

use super::*;
use crate::corpus::layout::{Layout, PagePattern, Template};
use crate::corpus::links::resolve;
use crate::corpus::{AliasForm, AnchorPolicy, Language, LinkForm, Urls};
use crate::syntax::{Dialect, HugoVersion, Slugger};

fn site() -> Site {
    let language = |tag: &str, prefix: &str| Language {
        tag: tag.into(),
        bcp47: tag.into(),
        prefix: prefix.into(),
        anchors: AnchorPolicy::Auto,
        links: LinkForm::Auto,
        aliases: AliasForm::Auto,
    };
    let tags = vec!["en".to_owned(), "zh".to_owned()];
    let pattern = PagePattern {
        source: Template::parse("content/en/{path}").expect("a template"),
        translations: vec![(LanguageId(1), Template::parse("content/{lang}/{path}").expect("a template"))],
        key_field: None,
    };
    Site {
        generator: Generator::Hugo,
        languages: vec![language("en", ""), language("zh", "/zh")],
        original: LanguageId(0),
        layout: Layout::new(vec![pattern], tags, LanguageId(0), true).with_bundles(true),
        dialect: Dialect { slugger: Slugger::HugoGithub(HugoVersion { minor: 147, patch: 9 }), ..Dialect::default() },
        kinds: Vec::new(),
        fields: Default::default(),
        glossary: Default::default(),
        urls: Urls { statics: vec!["static".into()], ..Urls::default() },
        untranslated: Default::default(),
        releases: Default::default(),
        source_comments: Default::default(),
        anchor_sources: Default::default(),
    }
}

fn corpus(pages: &[(&str, &str)], files: &[&str]) -> Corpus {
    let pages = pages.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    let files: Vec<Box<str>> = files.iter().map(|path| (*path).into()).collect();
    Corpus::new(site(), pages).with_files(&files)
}

const PAGES: &[(&str, &str)] = &[
    ("content/en/_index.md", "Home"),
    ("content/en/docs/routes/index.md", "---\naliases: [/docs/paths, ../old]\n---\n## Limits\n\n## Limits\n"),
    ("content/en/docs/routes/part.md", "## Part\n"),
    ("content/en/docs/slug.md", "---\nslug: other\n---\n<a id=\"x\"></a>\n"),
    ("content/en/docs/hidden.md", "---\nheadless: true\n---\n"),
    ("content/zh/docs/routes/index.md", "---\naliases: [/zh/docs/paths, /docs/zh-only]\n---\n## 限制\n\n## 限制\n"),
];
const FILES: &[&str] = &["content/en/docs/routes/a.svg", "content/en/about/index.html", "static/img/Logo.png"];

fn reach(corpus: &Corpus, index: &PageIndex, page: &str, written: &str) -> Reach {
    let id = corpus.find(page).expect("the page is there");
    let source = corpus.source(id);
    index.reach(&corpus.site, (id, source), written, &resolve(&corpus.site, source, written))
}

#[test]
fn links_reach_what_the_site_has() {
    let corpus = corpus(PAGES, FILES);
    let index = PageIndex::gather(&corpus);
    let at = |path: &str| corpus.find(path).expect("the page is there");
    let (en, zh) = ("content/en/docs/routes/index.md", "content/zh/docs/routes/index.md");
    for (page, written, expected) in [
        (en, "/docs/routes/", Reach::Page(at(en))),
        (zh, "/docs/routes/", Reach::Page(at(zh))),
        (zh, "/zh/docs/Routes/index.html", Reach::Page(at(zh))),
        (en, "../other/", Reach::Page(at("content/en/docs/slug.md"))),
        (en, "/docs/slug.md", Reach::Page(at("content/en/docs/slug.md"))),
        (en, "/docs/paths", Reach::Alias(at(en))),
        (zh, "/zh/docs/paths/", Reach::Alias(at(zh))),
        (en, "/docs/zh-only", Reach::Alias(at(zh))),
        (zh, "/docs/other/", Reach::Original(at("content/en/docs/slug.md"))),
        (zh, "/zh/docs/other/", Reach::Untranslated(at("content/en/docs/slug.md"))),
        (en, "/docs/routes/part/", Reach::NoPage),
        (en, "/docs/hidden/", Reach::NoPage),
        (en, "/nowhere", Reach::NoPage),
        (zh, "/zh/nowhere", Reach::NoPage),
        (en, "/docs/", Reach::Something),
        (en, "/about/", Reach::Something),
        (en, "a.svg", Reach::Something),
        (zh, "a.svg", Reach::Something),
        (en, "b.svg", Reach::NoFile),
        (en, "/img/logo.png", Reach::Something),
        (en, "/img/none.png", Reach::NoFile),
        (en, "/other/none.png", Reach::Unknown),
        (en, "/docs/routes/none.png", Reach::NoFile),
        (en, "/index.xml", Reach::Unknown),
        (en, "https://a.example/", Reach::Unknown),
        (en, "/docs/page/2/", Reach::Unknown),
    ] {
        assert_eq!(reach(&corpus, &index, page, written), expected, "{written} on {page}");
    }
}

#[test]
fn without_a_list_of_files_nothing_is_missing() {
    let pages = PAGES.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    let corpus = Corpus::new(site(), pages);
    let index = PageIndex::gather(&corpus);
    for written in ["/nowhere", "b.svg", "/img/none.png"] {
        assert_eq!(reach(&corpus, &index, "content/en/docs/routes/index.md", written), Reach::Unknown, "{written}");
    }
}

#[test]
fn anchors_are_here_missing_or_unknown() {
    let mut pages = PAGES.to_vec();
    pages.push(("content/en/list/_index.md", "A list.\n"));
    pages.push(("content/en/made.md", "{{< unheard-of >}}\n"));
    let corpus = corpus(&pages, FILES);
    let index = PageIndex::gather(&corpus);
    for (page, fragment, expected) in [
        ("content/en/docs/routes/index.md", "limits-1", Offer::Here),
        ("content/en/docs/routes/index.md", "limits-2", Offer::Missing),
        ("content/en/docs/routes/index.md", "Limits", Offer::Missing),
        ("content/zh/docs/routes/index.md", "%E9%99%90%E5%88%B6", Offer::Here),
        ("content/en/docs/slug.md", "x", Offer::Here),
        ("content/en/docs/slug.md", ":~:text=x", Offer::Unknown),
        ("content/en/list/_index.md", "anything", Offer::Unknown),
        ("content/en/made.md", "anything", Offer::Unknown),
    ] {
        let id = corpus.find(page).expect("the page is there");
        assert_eq!(index.offer(&corpus.site, id, fragment), expected, "{page}#{fragment}");
    }
    let zh = corpus.find("content/zh/docs/routes/index.md").expect("the page is there");
    assert_eq!(index.nearest_anchor(zh, "limits-1"), Some("限制-1"));
}

/// What an index answers, in a form that can be compared.
fn answers(index: &PageIndex) -> Vec<String> {
    let mut all = Vec::new();
    for (language, paths) in index.by_language.iter().enumerate() {
        all.extend(paths.iter().map(|(path, claims)| format!("{language} {path} {:?}", claims.all())));
    }
    all.sort();
    all.extend(index.pages.iter().map(|entry| format!("{entry:?}")));
    all
}

#[test]
fn an_updated_index_is_the_one_that_is_made_anew() {
    let path = "content/en/docs/slug.md";
    let mut index = PageIndex::gather(&corpus(PAGES, FILES));
    for text in [
        "---\nslug: routes\naliases: [/docs/paths]\n---\n## New\n",
        "---\nheadless: true\naliases: [/docs/paths, /docs/paths/]\n---\n",
        "---\nurl: /elsewhere/\n---\n{{< unheard-of >}}\n",
        "",
        PAGES[3].1,
    ] {
        let pages: Vec<(&str, &str)> =
            PAGES.iter().map(|(at, old)| (*at, if *at == path { text } else { *old })).collect();
        let changed = corpus(&pages, FILES);
        index.update(&changed, changed.find(path).expect("the page is there"));
        assert_eq!(answers(&index), answers(&PageIndex::gather(&changed)), "{text}");
    }
}
