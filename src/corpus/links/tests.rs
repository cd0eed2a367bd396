//! What destinations resolve to on a small site.

use super::*;
use crate::corpus::Corpus;
use crate::corpus::layout::{Layout, PagePattern, Template};

fn site() -> Site {
    let language = |tag: &str, prefix: &str| crate::corpus::Language {
        tag: tag.into(),
        bcp47: tag.into(),
        prefix: prefix.into(),
        anchors: crate::corpus::AnchorPolicy::Auto,
        links: crate::corpus::LinkForm::Auto,
        aliases: crate::corpus::AliasForm::Auto,
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
        dialect: crate::syntax::Dialect::default(),
        kinds: Vec::new(),
        fields: crate::corpus::FieldClasses::default(),
        urls: crate::corpus::Urls { bases: vec![own_base("https://lantern.io/latest/").into()], ..Default::default() },
        releases: Default::default(),
        untranslated: crate::corpus::Untranslated::default(),
        source_comments: crate::corpus::SourceComments::default(),
        glossary: Default::default(),
        anchor_sources: Default::default(),
    }
}

fn page(destination: &str) -> Option<(String, Option<u16>, PathForm, String)> {
    let corpus = Corpus::new(site(), vec![("content/zh/news/2.4/index.md".into(), "".into())]);
    let source = &corpus.sources()[0];
    match resolve(&corpus.site, source, destination) {
        Target::Page(target) => {
            Some((target.path, target.prefix.map(|id| id.0), target.form, target.fragment.to_owned()))
        }
        _ => None,
    }
}

#[test]
fn one_page_in_many_spellings() {
    for (destination, prefix, form) in [
        ("/zh/docs/x/#a", Some(1), PathForm::Root),
        ("/docs/x#a", None, PathForm::Root),
        ("/docs/x/index.md#a", None, PathForm::Root),
        ("../../docs/x.html?q=1#a", None, PathForm::Relative),
        ("https://lantern.io/latest/zh/docs/x/#a", Some(1), PathForm::Absolute),
        ("http://LANTERN.io/latest/docs/x#a", None, PathForm::Absolute),
        ("{{< relref \"/docs/x#a\" >}}", None, PathForm::Reference),
    ] {
        assert_eq!(page(destination), Some(("docs/x".into(), prefix, form, "a".into())), "{destination}");
    }
    assert_eq!(page("#a"), Some(("news/2.4".into(), None, PathForm::Own, "a".into())));
    assert_eq!(page("x/"), Some(("news/2.4/x".into(), None, PathForm::Relative, "".into())));
    assert_eq!(page("x.md"), Some(("news/2.4/x".into(), None, PathForm::Relative, "".into())));
}

#[test]
fn what_is_no_page() {
    let corpus = Corpus::new(site(), vec![("content/zh/news/2.4/index.md".into(), "".into())]);
    let resolved = |destination| resolve(&corpus.site, &corpus.sources()[0], destination);
    assert_eq!(resolved("./a.svg"), Target::File { path: "news/2.4/a.svg".into(), prefix: None });
    assert_eq!(resolved("/zh/a.pdf"), Target::File { path: "a.pdf".into(), prefix: Some(LanguageId(1)) });
    assert_eq!(resolved("https://lantern.iox/"), Target::External("https://lantern.iox/"));
    assert_eq!(resolved("//x.io/"), Target::External("//x.io/"));
    assert_eq!(resolved("mailto:a@b.c"), Target::Other);
    assert_eq!(resolved(" "), Target::Other);
    assert_eq!(resolved("{{< blob >}}/a"), Target::Template);
    assert_eq!(resolved("https://a.io/{{< branch >}}"), Target::Template);
}
