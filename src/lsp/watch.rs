//! Files that change outside the editor.

use std::path::Path;

use serde_json::{Value, json};

use super::outbox::Asked;
use super::server::Server;
use super::uri;
use crate::corpus::layout::is_page_extension;
use crate::discover;

/// Files that are followed: pages, and whatever a configuration may be made of.
const WATCHED: [&str; 3] = ["**/*.{md,mdx,markdown}", "**/*.{yaml,yml,toml,json}", "**/layouts/**/shortcodes/**"];

/// Names of files that a site is known by, beside those that its configuration was read from.
const CONFIGURATIONS: [&str; 15] = [
    crate::config::FILE_NAME,
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "languages.toml",
    "languages.yaml",
    "netlify.toml",
    "mkdocs.yml",
    "package.json",
    crate::engine::baseline::FILE_NAME,
];

impl Server {
    /// Asks the client to tell about files that change.
    pub(super) fn register_watchers(&mut self) {
        if !self.client.watches {
            return;
        }
        let watchers: Vec<Value> = WATCHED.iter().map(|glob| json!({"globPattern": glob})).collect();
        let registration = json!({
            "id": "tidings-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        self.out.ask("client/registerCapability", &json!({"registrations": [registration]}), Asked::Nothing);
    }

    /// Files were created, changed or deleted.
    pub(super) fn files_changed(&mut self, params: &Value) {
        let changes = params["changes"].as_array().map_or(&[][..], Vec::as_slice);
        let mut pages: Vec<(std::path::PathBuf, bool)> = Vec::new();
        for change in changes {
            let Some(file) = change["uri"].as_str().and_then(uri::to_path) else { continue };
            let (file, deleted) = (discover::real_path(&file), change["type"] == 3);
            if is_page(&file) { pages.push((file, deleted)) } else { self.file_changed(&file, deleted) }
        }
        self.pages_changed(&pages);
    }

    /// One file changed.
    pub(super) fn file_changed(&mut self, file: &Path, deleted: bool) {
        if is_page(file) {
            return self.pages_changed(&[(file.to_path_buf(), deleted)]);
        }
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let concerned: Vec<u32> =
            self.slots.iter().filter(|(_, slot)| concerns(slot, file, name)).map(|(number, _)| *number).collect();
        concerned.into_iter().for_each(|number| self.load(number));
        if name == crate::config::FILE_NAME && !deleted {
            // A text may belong to another site now.
            for document in self.documents.values_mut() {
                document.slot = None;
                document.dirty = true;
                document.unreported = true;
            }
            self.find_slots();
        }
        self.settled = false;
    }

    /// Pages changed on disk. Those that are open in the editor are what they are there.
    pub(super) fn pages_changed(&mut self, files: &[(std::path::PathBuf, bool)]) {
        let open = |file: &Path| self.documents.values().any(|document| document.file.as_deref() == Some(file));
        let closed: Vec<_> = files.iter().filter(|(file, _)| !open(file)).cloned().collect();
        for slot in self.slots.values_mut() {
            if slot.loading.is_some() && !closed.is_empty() {
                // It may have been read before it changed.
                slot.again = true;
            }
            let Some(site) = &mut slot.site else { continue };
            let mut put: Vec<(Box<str>, Box<str>)> = Vec::new();
            let mut gone: Vec<Box<str>> = Vec::new();
            for (file, deleted) in &closed {
                let Some(path) = site.page_path(file) else { continue };
                match if *deleted { None } else { site.on_disk(&path) } {
                    Some(text) if site.complete || site.find(&path).is_some() => put.push((path.into(), text)),
                    Some(_) => {}
                    None => gone.push(path.into()),
                }
            }
            if !put.is_empty() || !gone.is_empty() {
                site.restructure(put, &gone);
            }
        }
        self.settled = false;
        self.ask_to_pull_again();
    }

    /// The settings of the client changed.
    pub(super) fn settings_changed(&mut self, params: &Value) {
        let settings = match &params["settings"]["tidings"] {
            Value::Null => &params["settings"],
            settings => settings,
        };
        match settings["diagnostics"].as_str() {
            Some("site") => self.client.whole_site = true,
            Some("open") => self.client.whole_site = false,
            _ => {}
        }
        self.settled = false;
        self.ask_to_pull_again();
    }
}

fn is_page(file: &Path) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(is_page_extension)
}

/// True when a site's configuration may depend on a file.
fn concerns(slot: &super::slots::Slot, file: &Path, name: &str) -> bool {
    let Ok(below) = file.strip_prefix(&slot.base) else { return false };
    if CONFIGURATIONS.contains(&name) || slot.site.is_none() {
        return true;
    }
    let below = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let project = slot.site.as_ref().map(|site| &site.project);
    project.is_some_and(|project| {
        let rules = project.rules_dir.as_deref().map(|folder| folder.trim_matches(['.', '/']));
        let in_rules = rules.is_some_and(|folder| below.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
        in_rules
            || project.config_files.contains(&below)
            || below.contains("/shortcodes/")
            || below.starts_with("config/")
    })
}
