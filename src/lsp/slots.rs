//! The sites of a session: which there are, and which file belongs to which.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::loading::Loading;
use super::poll::Stamps;
use super::server::Server;
use super::site::Site;
use super::uri;
use crate::discover;
use crate::project::Project;

/// A place for a site: the site, or the reason why there is none.
#[derive(Debug)]
pub(super) struct Slot {
    /// The folder with the configuration, without links in its path.
    pub(super) base: PathBuf,
    /// The file or folder that it was opened for.
    pub(super) start: PathBuf,
    /// The site; `None` while its configuration cannot be read. One whose configuration broke later stays as it was.
    pub(super) site: Option<Site>,
    /// Its pages are being read.
    pub(super) loading: Option<Loading>,
    /// Something changed on disk while they were.
    pub(super) again: bool,
    /// The files that its errors were told about.
    pub(super) faulty: Vec<String>,
    /// When its files were changed last, for clients that watch none.
    pub(super) stamps: Option<Box<Stamps>>,
}

/// The folders that the client works in.
pub(super) fn folders(params: &Value) -> Vec<PathBuf> {
    let listed = params["workspaceFolders"].as_array().map_or(&[][..], Vec::as_slice);
    let mut folders: Vec<PathBuf> =
        listed.iter().filter_map(|folder| folder["uri"].as_str()).filter_map(uri::to_path).collect();
    if folders.is_empty() {
        let root = params["rootUri"].as_str().and_then(uri::to_path);
        folders.extend(root.or_else(|| params["rootPath"].as_str().map(PathBuf::from)));
    }
    folders
}

impl Server {
    /// Begins with the sites of the client's folders.
    pub(super) fn initialized(&mut self) {
        self.register_watchers();
        self.begin_to_poll();
        for folder in self.folders.clone() {
            self.open_folder(&folder);
        }
    }

    /// Opens the site of a folder, when the folder is one or lies in one. What is in a folder without any configuration
    /// shows when one of its files is opened.
    fn open_folder(&mut self, folder: &Path) {
        let root = discover::find_root(folder);
        if root.config.is_some() || discover::is_site(&root.folder) {
            self.slot_at(folder, &root.folder);
        }
    }

    /// The slot for a file that is opened.
    pub(super) fn slot_for(&mut self, file: &Path) -> Option<u32> {
        let base = discover::find_root(file).folder;
        let fits = |slot: &&u32| {
            let slot = &self.slots[slot];
            slot.base == base && slot.site.as_ref().is_none_or(|site| file.starts_with(&site.root))
        };
        match self.slots.keys().find(fits) {
            Some(slot) => Some(*slot),
            None => self.slot_at(file, &base),
        }
    }

    /// Makes a slot: the configuration is read at once, the pages in the background.
    fn slot_at(&mut self, start: &Path, base: &Path) -> Option<u32> {
        let opened = super::site::open(start, true);
        if let Err(crate::project::OpenError::Several(roots)) = &opened {
            let inner: Vec<PathBuf> = roots.iter().map(|root| base.join(root)).collect();
            // A start in none of them belongs to none of them.
            for root in inner.iter().filter(|root| root.starts_with(start) && *root != start) {
                self.slot_at(root, base);
            }
            return None;
        }
        let same = |slot: &Slot, project: &Project| slot.site.as_ref().is_some_and(|site| site.root == project.root);
        if let Ok(project) = &opened
            && let Some(known) = self.slots.iter().find(|(_, slot)| same(slot, project))
        {
            return Some(*known.0);
        }
        let number = self.next_slot;
        self.next_slot += 1;
        let slot = Slot {
            base: base.to_path_buf(),
            start: start.to_path_buf(),
            site: None,
            loading: None,
            again: false,
            faulty: Vec::new(),
            stamps: None,
        };
        self.slots.insert(number, slot);
        match opened {
            Ok(project) => {
                let shown = self.shown(&project.root);
                let site = Site::new(project, false, shown, self.client.encoding, self.tongue());
                if let Some(slot) = self.slots.get_mut(&number) {
                    slot.site = Some(site);
                }
                self.load(number);
            }
            Err(error) => self.tell_faults(number, &error),
        }
        Some(number)
    }

    /// A folder as the client writes it: below the folder that it named, when links lead there.
    pub(super) fn shown(&self, root: &Path) -> PathBuf {
        let below = |folder: &PathBuf| {
            let real = discover::real_path(folder);
            let rest = root.strip_prefix(&real).ok()?;
            Some(if rest.as_os_str().is_empty() { folder.clone() } else { folder.join(rest) })
        };
        self.folders.iter().find_map(below).unwrap_or_else(|| root.to_path_buf())
    }

    /// Folders came or went.
    pub(super) fn folders_changed(&mut self, params: &Value) {
        let list = |key: &str| -> Vec<PathBuf> {
            let items = params["event"][key].as_array().map_or(&[][..], Vec::as_slice);
            items.iter().filter_map(|folder| folder["uri"].as_str()).filter_map(uri::to_path).collect()
        };
        let (added, removed) = (list("added"), list("removed"));
        self.folders.retain(|folder| !removed.contains(folder));
        for folder in added {
            self.folders.push(folder.clone());
            self.open_folder(&folder);
        }
        let folders: Vec<PathBuf> = self.folders.iter().map(|folder| discover::real_path(folder)).collect();
        let gone: Vec<u32> = self
            .slots
            .iter()
            .filter(|(number, slot)| {
                let open = self.documents.values().any(|document| document.slot == Some(**number));
                let related = |folder: &PathBuf| slot.base.starts_with(folder) || folder.starts_with(&slot.base);
                !open && !folders.iter().any(related)
            })
            .map(|(number, _)| *number)
            .collect();
        for number in gone {
            self.forget_faults(number);
            self.slots.remove(&number);
        }
        self.settled = false;
    }
}
