//! What a rule is: one file under `rules/` with its words, its examples and the check that it runs.
//!
//! The kinds of check are code, one file each in this folder; rules are data. A check never names a rule.

mod alias_conflict;
mod alias_language;
mod alias_missing;
mod alias_shadow;
mod aliases;
mod anchor_differs;
mod anchor_missing;
mod anchors;
mod block_extra;
mod block_kind;
mod block_missing;
mod brackets;
mod change_tag;
mod check;
mod claims;
mod code_block;
mod code_charset;
mod code_span;
mod compared_field;
mod counterpart;
mod date;
mod destinations;
mod directive;
mod doubled_word;
mod emphasis_marks;
mod expressions;
mod external_link;
mod field;
mod field_differs;
mod field_missing;
mod field_untranslated;
mod file;
mod findings;
mod fragment_broken;
mod front_matter_edit;
mod gaps;
mod heading_id;
mod heading_structure;
mod image_differs;
mod invisible;
mod level;
mod link_alias;
mod link_broken;
mod link_differs;
mod link_language;
mod link_missing;
mod link_pairs;
mod link_syntax;
mod link_targets;
mod link_text;
mod link_twin;
mod link_untranslated;
mod list_marker;
mod name_misspelt;
mod page_missing;
mod page_orphan;
mod page_untranslated;
mod pair;
mod pattern;
mod problem;
mod release;
mod release_claim;
mod release_order;
mod required;
mod sentence;
mod set;
mod shared;
mod shortcode_differs;
mod shortcode_missing;
mod shortcode_pairs;
mod shortcode_syntax;
mod source_comment;
mod support_date;
mod term;
mod tokens;
mod typed_version;
mod untranslated_text;
mod value;
mod whole_list;

pub use anchors::edit as write_id;
pub use check::{Case, Check, CorpusCheck, DirectiveCheck, Page, PageCheck, Pair, PairCheck, Reach};
pub use directive::{Judged, Standing};
pub use file::{Example, Expected, Manual, Parameters, Prose, Rule, RuleError, Where};
pub use findings::{Finding, Findings};
pub use level::{Level, Levels};
pub use pair::Prepared;
pub use sentence::{Sentences, Template, Words};
pub use set::{Allowed, RuleSet, Settings};
pub use shared::Shared;

/// What the schema of rule files is made of.
#[cfg(test)]
pub(crate) mod schema {
    pub(crate) use super::expressions::Expressions;
    pub(crate) use super::file::Head;
}
