//! What is wrong with a text as text, as the syntax layer found it.

use crate::text::Span;

/// One thing wrong with a text. A rule turns it into a finding with words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// Another place in the same text that explains it, such as the first of two equal keys.
    pub related: Option<Span>,
    /// A value for the message: a character, a name, the words of a parser.
    pub detail: Box<str>,
}

impl Problem {
    /// A problem with nothing more to say.
    pub fn new(kind: ProblemKind, span: Span) -> Self {
        Self { kind, span, related: None, detail: "".into() }
    }

    /// Adds a value for the message.
    pub fn detail(mut self, detail: impl Into<Box<str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds another place that explains the problem.
    pub fn related(mut self, span: Span) -> Self {
        self.related = Some(span);
        self
    }
}

macro_rules! problem_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// What can be wrong with a text. Each kind has a name that rule files use.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ProblemKind {
            $($(#[$doc])* $variant),*
        }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &'static [ProblemKind] = &[$(ProblemKind::$variant),*];

            /// The name that rule files use.
            pub const fn name(self) -> &'static str {
                match self {
                    $(ProblemKind::$variant => $name),*
                }
            }
        }
    };
}

problem_kinds! {
    /// The front matter is opened and never closed.
    FrontMatterUnclosed = "front-matter-unclosed",
    /// The page starts with `-` or `+` but not with a whole delimiter.
    FrontMatterDelimiter = "front-matter-delimiter",
    /// The front matter is not valid YAML, TOML or JSON; the detail is the parser's reason.
    FrontMatterSyntax = "front-matter-syntax",
    /// The same key twice in one mapping; the detail is the key, the related place the first one.
    FrontMatterDuplicateKey = "front-matter-duplicate-key",
    /// The front matter is a list or a single value; the detail says which.
    FrontMatterNotMapping = "front-matter-not-mapping",
    /// The front matter is larger, deeper or has more aliases than tidings reads; the detail names the limit.
    FrontMatterLimit = "front-matter-limit",
    /// A YAML alias (`*name`) without an anchor; the detail is the name.
    FrontMatterUnknownAlias = "front-matter-unknown-alias",
    /// A shortcode tag that does not end (`unclosed shortcode action` in Hugo).
    ShortcodeTagUnclosed = "shortcode-tag-unclosed",
    /// A character that may not stand in a shortcode tag; the detail is the character.
    ShortcodeCharacter = "shortcode-character",
    /// A shortcode tag without a name.
    ShortcodeNoName = "shortcode-no-name",
    /// Named and positional arguments in one tag; the detail is the argument.
    ShortcodeMixedArguments = "shortcode-mixed-arguments",
    /// A closing tag that does not fit the open one; the detail is the open name, the related place its tag.
    ShortcodeWrongClose = "shortcode-wrong-close",
    /// A closing tag while none is open; the detail is the name.
    ShortcodeUnopened = "shortcode-unopened",
    /// A shortcode that needs a closing tag has none; the detail is the name.
    ShortcodeUnclosed = "shortcode-unclosed",
    /// A closing tag for a shortcode that takes no body; the detail is the name.
    ShortcodeNoBody = "shortcode-no-body",
    /// A quoted argument that does not end on its line.
    ShortcodeStringUnclosed = "shortcode-string-unclosed",
    /// A shortcode tag that Hugo refuses for another reason; the detail is the reason in few words.
    ShortcodeMalformed = "shortcode-malformed",
    /// A shortcode that the site has no template for; the detail is the name.
    ShortcodeUnknown = "shortcode-unknown",
    /// A shortcode tag with a wrong opening bracket, which is printed; the detail is what was meant.
    ShortcodeBrackets = "shortcode-brackets",
    /// A heading ends in braces that are not a valid attribute list and are printed; the detail is what stands in them.
    HeadingAttribute = "heading-attribute",
    /// Blocks are nested deeper than tidings reads; the detail is the limit.
    NestingLimit = "nesting-limit",
}
