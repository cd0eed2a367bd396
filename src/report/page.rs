//! A page as data, for programs: what `tidings inspect` writes as JSON. The field names are a format of their own.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Range;
use super::position::range;
use crate::corpus::{Corpus, Source};
use crate::document::{
    BlockKind, Body, Delimiter, Document, FrontMatter, FrontMatterFormat, LinkKind, Node, NodeKind, Scope,
};
use crate::text::{LineIndex, SourceId, Span};

/// Everything that tidings sees in a page.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// The path relative to the site's root, with `/`.
    pub path: &'a str,
    pub(super) lang: Option<&'a str>,
    /// The path without its language.
    pub(super) key: &'a str,
    pub(super) kind: Option<&'a str>,
    pub(super) original: Option<&'a str>,
    /// Paths of the page in other languages, by language; for a page that is an original.
    pub(super) translations: Map<String, Value>,
    pub(super) front_matter: Option<FrontMatterView<'a>>,
    pub(super) headings: Vec<HeadingView<'a>>,
    pub(super) links: Vec<LinkView<'a>>,
    pub(super) images: Vec<LinkView<'a>>,
    pub(super) code_spans: Vec<TextView<'a>>,
    pub(super) code_blocks: Vec<CodeView<'a>>,
    pub(super) shortcodes: Vec<ShortcodeView<'a>>,
    pub(super) blocks: Vec<BlockView>,
    pub(super) comments: Vec<Range>,
    pub(super) problems: Vec<ProblemView<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct FrontMatterView<'a> {
    pub(super) format: &'static str,
    pub(super) range: Range,
    /// False when only a part of it could be read.
    pub(super) complete: bool,
    /// The values, scalars as text: `1.20` stays `"1.20"`.
    pub(super) values: Value,
    pub(super) fields: Vec<FieldView<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct FieldView<'a> {
    pub(super) key: &'a str,
    pub(super) key_range: Range,
    pub(super) value_range: Range,
}

#[derive(Debug, Serialize)]
pub(super) struct HeadingView<'a> {
    pub(super) level: u8,
    /// The id that the page is published with; null when there is none, or when it cannot be known.
    pub(super) id: Option<&'a str>,
    /// The id is written in the page.
    pub(super) explicit: bool,
    pub(super) scope: &'static str,
    pub(super) text: &'a str,
    pub(super) range: Range,
    pub(super) id_range: Option<Range>,
}

#[derive(Debug, Serialize)]
pub(super) struct LinkView<'a> {
    pub(super) destination: &'a str,
    pub(super) text: &'a str,
    pub(super) title: Option<&'a str>,
    pub(super) kind: &'static str,
    pub(super) range: Range,
    pub(super) destination_range: Range,
}

#[derive(Debug, Serialize)]
pub(super) struct TextView<'a> {
    pub(super) text: &'a str,
    pub(super) range: Range,
}

#[derive(Debug, Serialize)]
pub(super) struct CodeView<'a> {
    pub(super) info: &'a str,
    pub(super) fenced: bool,
    pub(super) text: &'a str,
    pub(super) range: Range,
}

#[derive(Debug, Serialize)]
pub(super) struct ShortcodeView<'a> {
    pub(super) name: &'a str,
    pub(super) delimiter: &'static str,
    pub(super) body: &'static str,
    pub(super) arguments: Vec<ArgumentView<'a>>,
    pub(super) range: Range,
    pub(super) close_range: Option<Range>,
}

#[derive(Debug, Serialize)]
pub(super) struct ArgumentView<'a> {
    pub(super) key: Option<&'a str>,
    pub(super) value: &'a str,
    pub(super) range: Range,
}

#[derive(Debug, Serialize)]
pub(super) struct BlockView {
    pub(super) kind: &'static str,
    pub(super) parent: Option<u32>,
    pub(super) scope: &'static str,
    pub(super) range: Range,
}

#[derive(Debug, Serialize)]
pub(super) struct ProblemView<'a> {
    pub(super) kind: &'static str,
    pub(super) detail: &'a str,
    pub(super) range: Range,
}

impl<'a> PageView<'a> {
    /// The page `id`.
    pub fn new(corpus: &'a Corpus, id: SourceId) -> Self {
        let source = corpus.source(id);
        let viewer = Viewer { text: &source.text, document: &source.document, lines: LineIndex::new(&source.text) };
        let (links, images) = viewer.links();
        Self {
            path: &source.path,
            lang: source.language.map(|language| &*corpus.site.language(language).tag),
            key: &source.key,
            kind: source.kind.map(|kind| &*corpus.site.kind(kind).name),
            original: corpus.original_of(id).map(|original| &*corpus.source(original).path),
            translations: translations(corpus, id),
            front_matter: source.document.front_matter.as_ref().map(|front_matter| viewer.front_matter(front_matter)),
            headings: viewer.headings(),
            links,
            images,
            code_spans: viewer.code_spans(),
            code_blocks: viewer.code_blocks(),
            shortcodes: viewer.shortcodes(),
            blocks: viewer.blocks(),
            comments: source.document.comments.iter().map(|comment| viewer.range(comment.span)).collect(),
            problems: viewer.problems(),
        }
    }
}

fn translations(corpus: &Corpus, id: SourceId) -> Map<String, Value> {
    let own = corpus.set_of(id).filter(|set| set.original == Some(id));
    let entry = |(language, page): (&crate::corpus::LanguageId, &SourceId)| {
        let Source { path, .. } = corpus.source(*page);
        (corpus.site.language(*language).tag.to_string(), Value::from(&**path))
    };
    own.map(|set| set.translations.iter().map(entry).collect()).unwrap_or_default()
}

struct Viewer<'a> {
    text: &'a str,
    document: &'a Document,
    lines: LineIndex,
}

impl<'a> Viewer<'a> {
    fn range(&self, span: Span) -> Range {
        range(&self.lines, self.text, span)
    }

    fn of(&self, span: Span) -> &'a str {
        span.of(self.text)
    }

    fn scope(&self, id: crate::document::ScopeId) -> &'static str {
        let nested = |scope: &Scope| scope.shortcode.is_some();
        if self.document.scopes.get(id.0 as usize).is_some_and(nested) { "nested" } else { "page" }
    }

    fn front_matter(&self, front_matter: &'a FrontMatter) -> FrontMatterView<'a> {
        let field = |entry: &'a crate::document::Entry| FieldView {
            key: &entry.key.value,
            key_range: self.range(entry.key.span),
            value_range: self.range(entry.value.span),
        };
        FrontMatterView {
            format: match front_matter.format {
                FrontMatterFormat::Yaml => "yaml",
                FrontMatterFormat::Toml => "toml",
                FrontMatterFormat::Json => "json",
            },
            range: self.range(front_matter.span),
            complete: front_matter.complete,
            values: value(&front_matter.root),
            fields: front_matter.entries().iter().map(field).collect(),
        }
    }

    fn headings(&self) -> Vec<HeadingView<'a>> {
        let view = |heading: &'a crate::document::Heading| HeadingView {
            level: heading.level,
            id: heading.id.as_deref(),
            explicit: heading.explicit.is_some(),
            scope: self.scope(heading.scope),
            text: &heading.text,
            range: self.range(heading.span),
            id_range: heading.explicit.as_ref().map(|id| self.range(id.span)),
        };
        self.document.headings.iter().map(view).collect()
    }

    /// Links, and images.
    fn links(&self) -> (Vec<LinkView<'a>>, Vec<LinkView<'a>>) {
        let view = |link: &'a crate::document::Link| LinkView {
            destination: &link.destination.value,
            text: self.of(link.text),
            title: link.title.map(|title| self.of(title)),
            kind: match link.kind {
                LinkKind::Inline => "inline",
                LinkKind::Reference => "reference",
                LinkKind::Autolink => "autolink",
                LinkKind::Bare => "bare",
            },
            range: self.range(link.span),
            destination_range: self.range(link.destination.span),
        };
        let links = self.document.links.iter();
        let of = |image| links.clone().filter(|link| link.image == image).map(view).collect();
        (of(false), of(true))
    }

    fn code_spans(&self) -> Vec<TextView<'a>> {
        let view =
            |code: &crate::document::CodeSpan| TextView { text: self.of(code.content), range: self.range(code.span) };
        self.document.code_spans.iter().map(view).collect()
    }

    fn code_blocks(&self) -> Vec<CodeView<'a>> {
        let view = |block: &crate::document::Block| match block.kind {
            BlockKind::Code { fenced, info } => Some(CodeView {
                info: self.of(info),
                fenced,
                text: self.of(block.content),
                range: self.range(block.span),
            }),
            _ => None,
        };
        self.document.blocks.iter().filter_map(view).collect()
    }

    fn shortcodes(&self) -> Vec<ShortcodeView<'a>> {
        let argument = |argument: &'a crate::document::Argument| ArgumentView {
            key: argument.key.as_ref().map(|key| &*key.value),
            value: &argument.value.value,
            range: self.range(argument.value.span),
        };
        let view = |shortcode: &'a crate::document::Shortcode| ShortcodeView {
            name: &shortcode.name.value,
            delimiter: match shortcode.delimiter {
                Delimiter::Angle => "<",
                Delimiter::Percent => "%",
            },
            body: match shortcode.body {
                Body::Markdown => "markdown",
                Body::Code => "code",
                Body::None => "none",
            },
            arguments: shortcode.arguments.iter().map(argument).collect(),
            range: self.range(shortcode.open),
            close_range: shortcode.close.map(|close| self.range(close)),
        };
        self.document.shortcodes.iter().map(view).collect()
    }

    fn blocks(&self) -> Vec<BlockView> {
        let view = |block: &crate::document::Block| BlockView {
            kind: block_name(block.kind),
            parent: block.parent.map(|parent| parent.0),
            scope: self.scope(block.scope),
            range: self.range(block.span),
        };
        self.document.blocks.iter().map(view).collect()
    }

    fn problems(&self) -> Vec<ProblemView<'a>> {
        let view = |problem: &'a crate::document::Problem| ProblemView {
            kind: problem.kind.name(),
            detail: &problem.detail,
            range: self.range(problem.span),
        };
        self.document.problems.iter().map(view).collect()
    }
}

/// The name of a kind of block.
fn block_name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "paragraph",
        BlockKind::Heading(_) => "heading",
        BlockKind::Code { .. } => "code",
        BlockKind::List { ordered: true, .. } => "ordered-list",
        BlockKind::List { ordered: false, .. } => "list",
        BlockKind::Item => "item",
        BlockKind::Quote => "quote",
        BlockKind::Table => "table",
        BlockKind::Row { .. } => "row",
        BlockKind::Cell => "cell",
        BlockKind::Html => "html",
        BlockKind::Comment => "comment",
        BlockKind::Rule => "rule",
        BlockKind::Shortcode(_) => "shortcode",
        BlockKind::Footnote => "footnote",
        BlockKind::Definition => "definition",
    }
}

/// A front matter value as JSON; scalars as text, an alias as `*name`. Depth is bounded by the parser's own limit.
fn value(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Scalar { text, .. } => Value::from(&**text),
        NodeKind::Sequence { items, .. } => items.iter().map(value).collect(),
        NodeKind::Mapping(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.value.to_string(), value(&entry.value))).collect())
        }
        NodeKind::Alias(name) => Value::from(format!("*{name}")),
    }
}
