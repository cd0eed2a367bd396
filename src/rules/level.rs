//! How severe a rule is: by case, by what a site says, and by place.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer};

use super::sentence::DEFAULT;
use crate::diagnostic::Severity;

/// A severity, or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported as information.
    Info,
    /// Reported as a warning.
    Warning,
    /// Reported as an error.
    Error,
}

impl Level {
    /// The severity; `None` when it is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Info => Some(Severity::Info),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// The levels of a rule's cases: one for all (`error`), or a default and exceptions (`{default: warning, linked: error}`).
#[derive(Debug, Clone, Default)]
pub struct Levels(BTreeMap<String, Level>);

impl Levels {
    /// The level of `case`, else the default one, else nothing.
    pub fn of(&self, case: &str) -> Option<Level> {
        self.0.get(case).or_else(|| self.0.get(DEFAULT)).copied()
    }

    /// The names of the cases that are spelled out.
    pub fn cases(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// True when every case is off.
    pub fn all_off(&self) -> bool {
        self.0.values().all(|&level| level == Level::Off)
    }

    /// These levels with those of `over` laid over them; a plain level in `over` replaces every case.
    pub fn overlaid(&self, over: &Levels) -> Levels {
        if over.0.len() == 1 && over.0.contains_key(DEFAULT) {
            return over.clone();
        }
        let mut all = self.0.clone();
        all.extend(over.0.iter().map(|(case, &level)| (case.clone(), level)));
        Levels(all)
    }

    /// The highest level of any case.
    pub fn highest(&self) -> Level {
        self.0.values().copied().max().unwrap_or(Level::Off)
    }
}

impl From<Level> for Levels {
    fn from(level: Level) -> Self {
        Levels(BTreeMap::from([(DEFAULT.to_owned(), level)]))
    }
}

impl<'de> Deserialize<'de> for Levels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged, expecting = "expected `error`, `warning`, `info`, `off`, or a map from case to one of them")]
        enum Written {
            One(Level),
            Cases(BTreeMap<String, Level>),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::One(level) => level.into(),
            Written::Cases(cases) => Levels(cases),
        })
    }
}
