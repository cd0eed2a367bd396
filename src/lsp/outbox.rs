//! Messages to the client, and the requests that it has yet to answer.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;

use gen_lsp_types::json_rpc::Id;
use serde::Serialize;
use serde_json::{Value, json};

use super::message::{self, Failure};

/// What a request of the server was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nothing has to be done when the answer comes.
    Nothing,
    /// A place to show progress at, for the loading with this number.
    Progress(u64),
    /// That the client asks for diagnostics again.
    Refresh,
    /// That the client asks for lenses again.
    Lenses,
}

/// The way to the client. Nothing here waits: a thread of its own writes.
#[derive(Debug)]
pub(super) struct Outbox {
    writer: Sender<String>,
    next: i64,
    asked: BTreeMap<i64, Asked>,
}

impl Outbox {
    pub(super) fn new(writer: Sender<String>) -> Self {
        Self { writer, next: 1, asked: BTreeMap::new() }
    }

    fn send(&self, message: String) {
        // When the writer is gone the client is, and the main loop has been told.
        let _ = self.writer.send(message);
    }

    pub(super) fn respond(&self, id: &Id, result: Result<String, Failure>) {
        self.send(message::response(id, result));
    }

    pub(super) fn refuse(&self, failure: &Failure) {
        self.send(message::refusal(failure));
    }

    pub(super) fn notify(&self, method: &str, params: &impl Serialize) {
        self.notify_written(method, &message::written(params));
    }

    /// The same with parameters that are JSON already.
    pub(super) fn notify_written(&self, method: &str, params: &str) {
        self.send(message::notification(method, params));
    }

    /// Sends a request; the answer comes as [`Outbox::answered`].
    pub(super) fn ask(&mut self, method: &str, params: &Value, what: Asked) {
        let id = self.next;
        self.next += 1;
        self.asked.insert(id, what);
        self.send(message::request(id, method, &message::written(params)));
    }

    /// What the request was for that has been answered.
    pub(super) fn answered(&mut self, id: &Id) -> Option<Asked> {
        match id {
            Id::Number(number) => self.asked.remove(number),
            _ => None,
        }
    }

    /// True while a request of this sort has not been answered.
    pub(super) fn awaits(&self, what: Asked) -> bool {
        self.asked.values().any(|asked| *asked == what)
    }

    /// A sentence for the person.
    pub(super) fn show(&self, severity: i64, text: &str) {
        self.notify("window/showMessage", &json!({"type": severity, "message": text}));
    }
}
