//! What keeps a page from being written: the cause and its cure, in both languages.

use std::io;

use crate::words::{Tongue, say};

/// A page that was not written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The path relative to the site's root.
    pub path: Box<str>,
    /// Why it was not written.
    pub cause: Cause,
}

/// Why a page was not written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The file is no longer what was read.
    Changed,
    /// There is a file of that name.
    Exists,
    /// The file is gone.
    Vanished,
    /// Nobody may write to the file.
    ReadOnly,
    /// The path is a link that leads out of the site.
    LinkOutside,
    /// The system refuses; its words.
    Failed(String),
}

impl Cause {
    /// What an error of the system means.
    pub(super) fn failed(error: &io::Error) -> Self {
        let text = error.to_string();
        Cause::Failed(text.split(" (os error").next().unwrap_or_default().to_lowercase())
    }

    fn id(&self) -> &'static str {
        match self {
            Cause::Changed => "save-changed",
            Cause::Exists => "save-exists",
            Cause::Vanished => "save-vanished",
            Cause::ReadOnly => "save-read-only",
            Cause::LinkOutside => "save-link-outside",
            Cause::Failed(_) => "save-failed",
        }
    }
}

impl Fault {
    /// What is wrong, without the path.
    pub fn what(&self, tongue: Tongue) -> String {
        match &self.cause {
            Cause::Failed(reason) => say(tongue, self.cause.id(), &[("reason", reason)]),
            cause => say(tongue, cause.id(), &[]),
        }
    }

    /// How to mend it.
    pub fn cure(&self, tongue: Tongue) -> String {
        say(tongue, &format!("{}-cure", self.cause.id()), &[])
    }
}
