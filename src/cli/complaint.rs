//! Why a command could not do its work, and what to do about it.

use std::io::{self, Write};

use crate::project::OpenError;
use crate::report::Shown;
use crate::words::{Tongue, say};

/// A sentence for the person at the command line, with its cure.
#[derive(Debug)]
pub(super) struct Complaint {
    said: Said,
}

#[derive(Debug)]
enum Said {
    /// In the language of the person already.
    Text(String, Option<String>),
    /// From opening the site.
    Open(OpenError),
    /// From writing the report.
    Output(String),
}

impl Complaint {
    /// A complaint in words.
    pub(super) fn new(what: impl Into<String>, cure: Option<String>) -> Self {
        Self { said: Said::Text(what.into(), cure) }
    }

    /// The report could not be written.
    pub(super) fn output(error: &io::Error) -> Self {
        Self { said: Said::Output(error.to_string()) }
    }

    /// Writes it to the standard error: what is wrong, and below it what to do.
    pub(super) fn print(&self, tongue: Tongue) {
        let (what, cure) = match &self.said {
            Said::Text(what, cure) => (what.clone(), cure.clone()),
            Said::Output(reason) => (say(tongue, "output-failed", &[("reason", reason)]), None),
            Said::Open(error) => (error.what(tongue), error.cure(tongue)),
        };
        let mut err = io::stderr().lock();
        // When even the standard error is closed there is nobody left to tell.
        let _ = writeln!(err, "{} {}", say(tongue, "error", &[]), Shown(&what));
        if let Some(cure) = cure {
            let _ = writeln!(err, "  = {}", Shown(&cure));
        }
    }
}

impl From<OpenError> for Complaint {
    fn from(error: OpenError) -> Self {
        Self { said: Said::Open(error) }
    }
}
