//! Files that change outside an editor that does not watch them: they are looked for now and then, in a thread of their
//! own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::server::{Event, Server};
use crate::discover::{self, Stamp};

/// How often files are looked for.
const EVERY: Duration = Duration::from_secs(3);

/// When the files of a site were changed last.
#[derive(Debug)]
pub(super) struct Stamps {
    slot: u32,
    /// By path below the site's root.
    pages: BTreeMap<String, Stamp>,
    /// The files that the configuration was read from, and the one that there may be.
    configuration: Vec<(PathBuf, Option<Stamp>)>,
}

impl Server {
    /// Begins to look for changed files, when the client does not tell about them.
    pub(super) fn begin_to_poll(&self) {
        if self.client.watches {
            return;
        }
        let events = self.events.clone();
        let tick = move || {
            while events.send(Event::Poll).is_ok() {
                std::thread::sleep(EVERY);
            }
        };
        if std::thread::Builder::new().name("poll".into()).spawn(tick).is_err() {
            self.log(super::Level::Error, "no thread could be started");
        }
    }

    /// Looks at the files of every site that has been read.
    pub(super) fn poll(&mut self) {
        for (&number, slot) in &self.slots {
            if slot.loading.is_some() {
                continue;
            }
            let events = self.events.clone();
            let site = slot.site.as_ref();
            let pages = site.map(|site| (site.root.clone(), site.project.corpus.site.layout.roots()));
            let names = site.map(|site| site.project.config_files.clone()).unwrap_or_default();
            let names = names.into_iter().chain([crate::config::FILE_NAME.to_owned()]);
            let files: Vec<PathBuf> = names.map(|name| slot.base.join(name)).collect();
            let look = move || {
                let configuration = files.into_iter().map(|file| (file.clone(), discover::stamp(&file))).collect();
                let pages = pages.map(|(root, roots)| discover::stamps(&root, &roots)).unwrap_or_default();
                // The session may be over.
                let _ = events.send(Event::Stamps(Box::new(Stamps { slot: number, pages, configuration })));
            };
            if std::thread::Builder::new().name("look".into()).spawn(look).is_err() {
                self.log(super::Level::Error, "no thread could be started");
            }
        }
    }

    /// Follows what has changed since files were looked at last.
    pub(super) fn compare(&mut self, new: Stamps) {
        let Some(slot) = self.slots.get_mut(&new.slot) else { return };
        let number = new.slot;
        let Some(old) = slot.stamps.replace(Box::new(new)) else { return };
        let (Some(new), Some(site)) = (slot.stamps.as_ref(), slot.site.as_ref()) else {
            return self.load_if_changed(number, &old);
        };
        let changed = new.pages.iter().filter(|(path, stamp)| old.pages.get(*path) != Some(*stamp));
        let mut files: Vec<(PathBuf, bool)> = changed.map(|(path, _)| (site.root.join(path), false)).collect();
        let gone = old.pages.keys().filter(|path| !new.pages.contains_key(*path));
        files.extend(gone.map(|path| (site.root.join(path), true)));
        if !files.is_empty() {
            self.pages_changed(&files);
        }
        self.load_if_changed(number, &old);
    }

    /// Reads a site again whose configuration has changed.
    fn load_if_changed(&mut self, number: u32, old: &Stamps) {
        let new = self.slots.get(&number).and_then(|slot| slot.stamps.as_ref());
        if new.is_some_and(|new| new.configuration != old.configuration) {
            self.load(number);
        }
    }
}
