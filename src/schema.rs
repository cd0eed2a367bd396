//! The JSON Schemas of `tidings.yaml` and of rule files, for editors. They are generated from the types that read these
//! files, by a test, and are part of the program as text.

/// The schema of `tidings.yaml`.
pub const CONFIG: &str = include_str!("../docs/schema/tidings.json");
/// The schema of rule files.
pub const RULE: &str = include_str!("../docs/schema/rule.json");

#[cfg(test)]
mod tests;
