//! Reading the pages of a site in the background, with progress.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

use super::Level;
use super::outbox::Asked;
use super::server::{Event, Server};
use crate::project::{OpenError, Project};
use crate::words::{count, say};

/// A site that is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loading {
    /// Which reading it is; the answers of others are dropped.
    ticket: u64,
    /// The client shows it.
    shown: bool,
}

/// What came of reading a site.
#[derive(Debug)]
pub(super) struct Loaded {
    slot: u32,
    ticket: u64,
    /// `None` when reading broke.
    project: Option<Result<Project, OpenError>>,
}

impl Server {
    /// Reads the pages of a site; when they are being read already, once more afterwards.
    pub(super) fn load(&mut self, number: u32) {
        let Some(slot) = self.slots.get_mut(&number) else { return };
        if slot.loading.is_some() {
            slot.again = true;
            return;
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        slot.again = false;
        slot.loading = Some(Loading { ticket, shown: false });
        let (start, events) = (slot.start.clone(), self.events.clone());
        let read = move || {
            let project = catch_unwind(AssertUnwindSafe(|| super::site::open(&start, false))).ok();
            // The session may be over.
            let _ = events.send(Event::Loaded(Box::new(Loaded { slot: number, ticket, project })));
        };
        if std::thread::Builder::new().name("loader".into()).spawn(read).is_err() {
            slot.loading = None;
            return self.log(Level::Error, "no thread could be started");
        }
        if self.client.progress {
            let params = json!({"token": token(ticket)});
            self.out.ask("window/workDoneProgress/create", &params, Asked::Progress(ticket));
        }
    }

    /// The client has made a place for progress.
    pub(super) fn begin_progress(&mut self, ticket: u64) {
        let tongue = self.tongue();
        let slot = self.slots.values_mut().find(|slot| slot.loading.is_some_and(|l| l.ticket == ticket));
        let Some(slot) = slot else { return };
        if let Some(loading) = &mut slot.loading {
            loading.shown = true;
        }
        let message = slot.base.to_string_lossy().into_owned();
        let value = json!({"kind": "begin", "title": say(tongue, "lsp-loading", &[]), "message": message});
        self.progress(ticket, value);
    }

    fn progress(&self, ticket: u64, value: Value) {
        self.out.notify("$/progress", &json!({"token": token(ticket), "value": value}));
    }

    /// A site has been read.
    pub(super) fn loaded(&mut self, loaded: Loaded) {
        let Loaded { slot: number, ticket, project } = loaded;
        let tongue = self.tongue();
        let Some(slot) = self.slots.get_mut(&number) else { return };
        let Some(loading) = slot.loading.filter(|loading| loading.ticket == ticket) else { return };
        slot.loading = None;
        let again = std::mem::take(&mut slot.again);
        let mut message = String::new();
        match project {
            Some(Ok(project)) => {
                message = count(tongue, "lsp-loaded", project.corpus.sources().len(), &[]);
                self.take_over(number, project);
            }
            Some(Err(error)) => self.tell_faults(number, &error),
            None => self.log(Level::Error, "internal error while reading a site"),
        }
        if loading.shown {
            self.progress(ticket, json!({"kind": "end", "message": message}));
        }
        if again {
            self.load(number);
        }
    }

    fn take_over(&mut self, number: u32, project: Project) {
        let shown = self.shown(&project.root);
        let (encoding, tongue) = (self.client.encoding, self.tongue());
        let Some(slot) = self.slots.get_mut(&number) else { return };
        let pages = project.corpus.sources().len();
        match &mut slot.site {
            Some(site) if site.root == project.root => site.complete(project),
            site => *site = Some(super::site::Site::new(project, true, shown, encoding, tongue)),
        }
        self.log(Level::Info, &format!("{pages} pages read"));
        self.forget_faults(number);
        for document in self.documents.values_mut() {
            let free = document.slot.is_none() || document.slot == Some(number);
            document.dirty |= free;
            document.unreported |= free;
        }
        self.find_slots();
        self.take_edits();
        self.ask_to_pull_again();
        self.ask_for_hints_again();
        self.settled = false;
    }
}

fn token(ticket: u64) -> String {
    format!("tidings-load-{ticket}")
}
