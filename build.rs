//! Embeds the rule files and the presets, so that the binary needs no files beside it.
//!
//! Of each rule there is its text, and its head, which is what a run reads, as JSON: a JSON text is read in a tenth of the
//! time that YAML takes, and every run reads all of them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut code = String::new();
    table(&mut code, "RULES", &root.join("rules"));
    heads(&mut code, &root.join("rules"));
    table(&mut code, "PRESETS", &root.join("rules/presets"));
    fs::write(out.join("embedded.rs"), code).expect("OUT_DIR can be written");
}

/// Writes one table of (file stem, text), sorted by name.
fn table(code: &mut String, name: &str, folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    writeln!(code, "pub(crate) static {name}: &[(&str, &str)] = &[").expect("a string takes any text");
    for path in files(folder) {
        println!("cargo::rerun-if-changed={}", path.display());
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("rule files have plain names");
        writeln!(code, "    ({stem:?}, include_str!({:?})),", path.display().to_string())
            .expect("a string takes any text");
    }
    code.push_str("];\n");
}

/// Writes the heads of the rules as JSON, in the order of the rules.
fn heads(code: &mut String, folder: &Path) {
    code.push_str("pub(crate) static HEADS: &[&str] = &[\n");
    for path in files(folder) {
        let fault = |why: &dyn std::fmt::Display| -> ! { panic!("{}: {why}", path.display()) };
        let text = fs::read_to_string(&path).unwrap_or_else(|error| fault(&error));
        let mut rule: serde_yaml::Mapping = serde_yaml::from_str(&text).unwrap_or_else(|error| fault(&error));
        for manual in ["docs", "examples"] {
            rule.shift_remove(manual);
        }
        let head = serde_json::to_string(&rule).unwrap_or_else(|error| fault(&error));
        writeln!(code, "    {head:?},").expect("a string takes any text");
    }
    code.push_str("];\n");
}

/// The YAML files of a folder, sorted by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of rules is part of the package")
        .map(|entry| entry.expect("the folder of rules can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    files
}
