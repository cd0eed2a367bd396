//! The language server as editors meet it: the built binary, spoken to over pipes.

#![allow(clippy::print_stdout, reason = "tests say what they skip")]

mod client;
mod diagnostics;
mod editors;
mod edits;
mod faults;
mod files;
mod fixes;
mod help;
mod history;
mod life;
mod load;
mod site;
mod terminal;
