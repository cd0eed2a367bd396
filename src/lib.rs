//! tidings: a linter for multilingual release announcements.
//!
//! Pages are data, rules are data, checks are code. Text becomes a [`document::Document`] with exact spans; documents
//! become a [`corpus::Corpus`] of translation sets; each rule is one file under `rules/` that names a check and carries
//! its own words; one [`diagnostic::Diagnostic`] feeds every reporter, the fixer and the editor.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod batch;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod diagnostic;
pub mod discover;
pub mod document;
mod embedded;
pub mod engine;
pub mod lookup;
pub mod lsp;
#[cfg(feature = "net")]
pub mod network;
pub mod project;
pub mod report;
pub mod rules;
pub mod save;
pub mod scaffold;
pub mod schema;
pub mod syntax;
pub mod text;
pub mod words;
