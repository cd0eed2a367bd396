//! `extends:`: presets by name, and files of the repository by path.

use super::error::{Fault, Origin, Sentence, SourceFiles, did_you_mean, quoted};
use super::folder::{Folder, ReadError, normalize};
use super::presets;
use super::settings::Settings;
use super::tree::Tree;
use super::values::Schema;
use crate::embedded::PRESETS;

/// How many files may extend one another: more is a circle or a bomb.
const MAX_CHAIN: usize = 16;

/// A tree with everything it extends under it. Files are named relative to the one that names them.
pub(super) fn resolve(tree: Tree, folder: &dyn Folder, files: &mut SourceFiles) -> Result<Tree, Fault> {
    let own = files.file(tree.origin).path.clone();
    let mut resolver = Resolver { folder, files, chain: vec![own] };
    resolver.lay(tree, "")
}

struct Resolver<'a> {
    folder: &'a dyn Folder,
    files: &'a mut SourceFiles,
    /// The files that are being read, the outermost first.
    chain: Vec<String>,
}

impl Resolver<'_> {
    /// Lays `tree`, a file in `base` (with `/`, or nothing), over what it extends.
    fn lay(&mut self, tree: Tree, base: &str) -> Result<Tree, Fault> {
        let named: Vec<(String, Origin)> = match tree.get("extends") {
            Some(list) => {
                list.items().iter().filter_map(|item| Some((item.as_str()?.to_owned(), item.origin))).collect()
            }
            None => Vec::new(),
        };
        let mut whole = Tree::empty();
        for (name, origin) in named {
            whole.merge(self.read(&name, origin, base)?);
        }
        whole.merge(tree);
        Ok(whole)
    }

    /// The preset or file `name` with what it extends.
    fn read(&mut self, name: &str, origin: Origin, base: &str) -> Result<Tree, Fault> {
        let is_path = name.contains(['/', '\\']) || name.ends_with(".yaml") || name.ends_with(".yml");
        let (path, text) = if is_path { self.file(name, origin, base)? } else { preset(name, origin)? };
        if self.chain.contains(&path) || self.chain.len() >= MAX_CHAIN {
            let circle =
                self.chain.iter().chain([&path]).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
            let what = Sentence::new("config-extends-loop").with("name", name).with("circle", circle);
            return Err(Fault::of(what).at(origin));
        }
        let tree = Tree::parse(&path, &text, self.files)?;
        // A file is judged before it is merged, so that its errors are told at its own places. Presets have none, says
        // a test.
        if is_path {
            judge(&tree)?;
        }
        let below = path.rfind('/').map_or("", |slash| &path[..=slash]).to_owned();
        self.chain.push(path);
        let whole = self.lay(tree, if is_path { &below } else { "" });
        self.chain.pop();
        whole
    }

    fn file(&self, name: &str, origin: Origin, base: &str) -> Result<(String, String), Fault> {
        let path = relative(base, name).ok_or_else(|| outside(name).at(origin))?;
        let text = self.folder.read(&path).map_err(|error| unreadable(name, error).at(origin))?;
        Ok((path, text))
    }
}

/// `name` as seen from the folder of the configuration; `None` when it leads out of it.
fn relative(base: &str, name: &str) -> Option<String> {
    if name.starts_with('/') {
        return None;
    }
    normalize(&format!("{base}{name}"))
}

/// The fault of a path that leads out of the repository.
pub(super) fn outside(name: &str) -> Fault {
    Fault::of(Sentence::new("config-extends-outside").with("name", name).with("folder", "."))
}

fn unreadable(name: &str, error: ReadError) -> Fault {
    let reason = match error {
        ReadError::Outside => return outside(name),
        ReadError::Missing => super::error::Value::Word("trouble-missing".to_owned()),
        ReadError::Other(reason) => reason.into(),
    };
    Fault::of(Sentence::new("config-extends-unreadable").with("name", name).with("reason", reason))
}

fn preset(name: &str, origin: Origin) -> Result<(String, String), Fault> {
    if let Some((_, text)) = PRESETS.iter().find(|(known, _)| *known == name) {
        return Ok((format!("preset {name}"), (*text).to_owned()));
    }
    let known = presets();
    let what = Sentence::new("config-unknown-preset").with("name", name);
    let cure = match did_you_mean(name, known.iter().copied()) {
        Some(likely) => Sentence::new("config-did-you-mean").with("known", likely),
        None => Sentence::new("config-unknown-preset-cure").with("list", quoted(&known)),
    };
    Err(Fault::new(what, Some(cure)).at(origin))
}

/// The path and text of a file named relative to the file that names it.
pub(super) fn beside(
    name: &str,
    origin: Origin,
    folder: &dyn Folder,
    files: &SourceFiles,
) -> Result<(String, String), Fault> {
    let named_in = &files.file(origin).path;
    let base = named_in.rfind('/').map_or("", |slash| &named_in[..=slash]);
    let path = relative(base, name).ok_or_else(|| outside(name).at(origin))?;
    let text = folder.read(&path).map_err(|error| unreadable(name, error).at(origin))?;
    Ok((path, text))
}

/// A JSON Schema in a file of its own, YAML or JSON, named relative to the file that names it.
pub(super) fn schema(
    name: &str,
    origin: Origin,
    folder: &dyn Folder,
    files: &mut SourceFiles,
) -> Result<serde_json::Value, Fault> {
    let (path, text) = beside(name, origin, folder, files)?;
    let tree = Tree::parse(&path, &text, files)?;
    let value: serde_json::Value = tree.read()?;
    is_schema(&value, tree.origin)?;
    Ok(value)
}

/// Refuses a file in which something is wrong by itself: a value, or a JSON Schema. To tell schemas takes a schema of
/// schemas, which is large, so it is done once for what somebody wrote, and not for presets.
pub(super) fn judge(tree: &Tree) -> Result<(), Fault> {
    let settings = tree.read::<Settings>()?;
    let kinds = tree.get("kinds").map(Tree::items).unwrap_or_default();
    for (kind, written) in settings.kinds.iter().zip(kinds) {
        if let Some(Schema::Inline(schema)) = &kind.schema {
            is_schema(schema, written.get("schema").map_or(written.origin, |schema| schema.origin))?;
        }
    }
    Ok(())
}

fn is_schema(value: &serde_json::Value, origin: Origin) -> Result<(), Fault> {
    jsonschema::meta::validate(value).map_err(|error| {
        let reason = format!("{}: {error}", error.instance_path());
        Fault::of(Sentence::new("config-bad-schema").with("reason", reason)).at(origin)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_read_on_its_own() {
        for (name, text) in PRESETS {
            let tree = Tree::parse(name, text, &mut SourceFiles::default()).expect("YAML");
            assert!(judge(&tree).is_ok(), "{name}");
        }
    }
}
