//! `tidings schema`: the JSON Schemas of the files that people write for tidings.

use super::Exit;
use super::args::{self, SchemaOf};
use super::complaint::Complaint;
use super::output::Output;
use crate::schema;

pub(super) fn run(args: &args::Schema, output: &mut Output) -> Result<Exit, Complaint> {
    let text = match args.of {
        SchemaOf::Config => schema::CONFIG,
        SchemaOf::Rule => schema::RULE,
    };
    output.write(Exit::Clean, |out| out.write_all(text.as_bytes()))
}
