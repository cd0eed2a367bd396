//! What the house promises about itself: imports run downwards, the core does no input or output, only the syntax layer
//! knows the parsers, and checks do not know the names of rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// The modules by storey; a module uses only what lies on a lower storey.
const STOREYS: &[&[&str]] = &[
    &["text", "words", "embedded", "batch"],
    &["diagnostic", "document", "save"],
    &["syntax"],
    &["corpus"],
    &["rules", "config"],
    &["engine", "discover", "network", "scaffold"],
    &["report", "lookup"],
    &["project", "schema"],
    &["lsp"],
    &["cli"],
    &["main"],
];

/// The doors to the world; nothing else reads files or the environment, or opens connections.
const DOORS: [&str; 5] = ["discover", "network", "save", "cli", "main"];

/// Every source file without its tests: path from `src/`, name of its module, text.
fn sources() -> Vec<(String, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("sources can be listed").flatten().map(|entry| entry.path()) {
            match path.extension().and_then(|extension| extension.to_str()) {
                None if path.is_dir() => folders.push(path),
                Some("rs") => sources.extend(source(&src, path)),
                _ => {}
            }
        }
    }
    assert!(sources.len() > 20, "the sources were not found");
    sources.sort();
    sources
}

fn source(src: &Path, path: PathBuf) -> Option<(String, String, String)> {
    let name = path.strip_prefix(src).expect("the file lies in src").to_string_lossy().replace('\\', "/");
    if name.ends_with("/tests.rs") {
        return None;
    }
    let text = fs::read_to_string(&path).expect("sources are text");
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
    let code: String =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
    let module = name.split(['/', '.']).next().unwrap_or_default().to_owned();
    Some((name, module, code))
}

#[test]
fn imports_run_downwards() {
    let storeys: BTreeMap<&str, usize> =
        STOREYS.iter().enumerate().flat_map(|(storey, names)| names.iter().map(move |name| (*name, storey))).collect();
    let import = Regex::new(r"\b(?:crate|tidings)::(\{[^;]*?\}|\w+)").expect("the expression is valid");
    let name = Regex::new(r"\w+").expect("the expression is valid");
    let mut wrong = Vec::new();
    for (path, module, code) in sources() {
        if module == "lib" {
            continue;
        }
        let own = *storeys.get(module.as_str()).unwrap_or_else(|| panic!("src/{path}: `{module}` has no storey"));
        for used in import.captures_iter(&code) {
            for used in name.find_iter(&used[1]).map(|found| found.as_str()) {
                match storeys.get(used) {
                    Some(storey) if *storey >= own && used != module => wrong.push(format!("src/{path} uses {used}")),
                    _ => {}
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports that run upwards or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_doors_touch_the_world() {
    let world = Regex::new(r"\bstd::(fs|env|net|process|io::(stdin|stdout|stderr))\b|\{[^}]*\b(fs|env)\b[^}]*\};")
        .expect("the expression is valid");
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|(_, module, _)| !DOORS.contains(&module.as_str()))
        .filter_map(|(path, _, code)| Some(format!("src/{path}: {}", world.find(code)?.as_str())))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_syntax_layer_knows_the_parsers() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(_, module, code)| {
            module != "syntax" && (code.contains("pulldown_cmark") || code.contains("granit_parser"))
        })
        .map(|(path, _, _)| path)
        .collect();
    assert!(wrong.is_empty(), "parsers are used in {wrong:?}");
}

#[test]
fn checks_do_not_name_rules() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let ids: Vec<String> = fs::read_dir(rules)
        .expect("rules can be listed")
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().strip_suffix(".yaml").map(|id| format!("\"{id}\"")))
        .collect();
    assert!(!ids.is_empty(), "there are no rules");
    for (path, module, code) in sources() {
        if module == "rules" {
            let named: Vec<&String> = ids.iter().filter(|id| code.contains(id.as_str())).collect();
            assert!(named.is_empty(), "src/{path} names {named:?}");
        }
    }
}
