//! What keeps a file from being read: the cause and its cure, in both languages.

use std::fmt;

use crate::words::{Tongue, say};

/// A file that was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trouble {
    /// The path relative to the site's root, or as it was given; characters that are not UTF-8 are replaced.
    pub path: Box<str>,
    /// Why it was not read.
    pub cause: Cause,
}

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A path that was asked for does not exist.
    Missing,
    /// The file went away between the listing and the reading.
    Vanished,
    /// The system refuses; its words.
    Unreadable(String),
    /// A pipe, a socket or a device.
    Special(Special),
    /// A folder has the name of a page.
    Directory,
    /// The file is larger than the limit, both in bytes.
    TooLarge {
        /// Its size.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// There is nothing in the file but white space.
    Empty,
    /// The text is not UTF-8.
    Encoding {
        /// Where the first wrong byte is.
        offset: usize,
        /// What the file seems to be written in.
        likely: &'static str,
    },
    /// A NUL byte stands in the text, at this offset.
    Nul(usize),
    /// The name of the file is not UTF-8.
    Name,
    /// A symbolic link leads to itself or to a folder above it.
    LinkLoop,
    /// A symbolic link leads nowhere.
    LinkBroken,
    /// A symbolic link leads out of the site.
    LinkOutside,
    /// A path that was asked for lies outside this site.
    Outside(String),
}

/// What a file is that is not one of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Special {
    Fifo,
    Socket,
    Device,
    Other,
}

impl Cause {
    /// The id of its sentence, and the values in it.
    fn sentence(&self, tongue: Tongue) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Cause::Missing => ("trouble-missing", vec![]),
            Cause::Vanished => ("trouble-vanished", vec![]),
            Cause::Unreadable(reason) => ("trouble-unreadable", vec![("reason", reason.clone())]),
            Cause::Special(special) => {
                let id = match special {
                    Special::Fifo => "trouble-special-fifo",
                    Special::Socket => "trouble-special-socket",
                    Special::Device => "trouble-special-device",
                    Special::Other => "trouble-special-other",
                };
                ("trouble-special", vec![("what", say(tongue, id, &[]))])
            }
            Cause::Directory => ("trouble-directory", vec![]),
            Cause::TooLarge { size, limit } => {
                ("trouble-too-large", vec![("size", size.to_string()), ("limit", limit.to_string())])
            }
            Cause::Empty => ("trouble-empty", vec![]),
            Cause::Encoding { offset, likely } => {
                ("trouble-encoding", vec![("offset", offset.to_string()), ("encoding", (*likely).to_owned())])
            }
            Cause::Nul(offset) => ("trouble-nul", vec![("offset", offset.to_string())]),
            Cause::Name => ("trouble-name", vec![]),
            Cause::LinkLoop => ("trouble-link-loop", vec![]),
            Cause::LinkBroken => ("trouble-link-broken", vec![]),
            Cause::LinkOutside => ("trouble-link-outside", vec![]),
            Cause::Outside(root) => ("trouble-outside", vec![("root", root.clone())]),
        }
    }
}

impl Trouble {
    /// What is wrong, without the path: `is empty`.
    pub fn what(&self, tongue: Tongue) -> String {
        let (id, values) = self.cause.sentence(tongue);
        let arguments: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        say(tongue, id, &arguments)
    }

    /// How to mend it.
    pub fn cure(&self, tongue: Tongue) -> String {
        let (id, _) = self.cause.sentence(tongue);
        say(tongue, &format!("{id}-cure"), &[])
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.path, self.what(Tongue::En), self.cure(Tongue::En))
    }
}
