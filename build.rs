//! Embeds the rule files and the presets as text, so that the binary needs no files beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut code = String::new();
    table(&mut code, "RULES", &root.join("rules"));
    table(&mut code, "PRESETS", &root.join("rules/presets"));
    fs::write(out.join("embedded.rs"), code).expect("OUT_DIR can be written");
}

/// Writes one table of (file stem, text), sorted by name.
fn table(code: &mut String, name: &str, folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of rules is part of the package")
        .map(|entry| entry.expect("the folder of rules can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    writeln!(code, "pub(crate) static {name}: &[(&str, &str)] = &[").expect("a string takes any text");
    for path in files {
        println!("cargo::rerun-if-changed={}", path.display());
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("rule files have plain names");
        writeln!(code, "    ({stem:?}, include_str!({:?})),", path.display().to_string())
            .expect("a string takes any text");
    }
    code.push_str("];\n");
}
