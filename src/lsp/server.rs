//! The main loop, and the life of a session: what may be asked when, and how it ends.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

use gen_lsp_types::json_rpc::Id;
use serde_json::{Value, json};

use super::client::Client;
use super::documents::Documents;
use super::history::{Answer, History};
use super::loading::Loaded;
use super::message::{
    self, Failure, INTERNAL_ERROR, INVALID_REQUEST, Message, NOT_INITIALIZED, REQUEST_CANCELLED, SERVER_CANCELLED,
};
use super::outbox::{Asked, Outbox};
use super::poll::Stamps;
use super::pull::WorkspacePull;
use super::slots::Slot;
use super::{Level, World};
use crate::words::Tongue;

/// How long the server waits for more edits before it looks at a page: less than anybody notices, and long enough for
/// what an editor sends in one go.
const GATHER: Duration = Duration::from_micros(200);
/// How long edits may go on before it looks all the same; longer when looking took longer the last time, so that no more
/// than half of the time goes into texts that nobody sees any more.
const GATHER_AT_MOST: Duration = Duration::from_millis(15);
/// How long nobody must have typed before pages are looked at again that were not edited themselves.
const QUIET: Duration = Duration::from_millis(60);

/// Something that happened.
#[derive(Debug)]
pub(super) enum Event {
    Message(Result<Message, Failure>),
    /// The input ended, or the output did.
    Closed,
    /// A site has been read.
    Loaded(Box<Loaded>),
    /// The process that started the server is gone.
    Orphaned,
    /// It is time to look for files that have changed.
    Poll,
    /// What files there are.
    Stamps(Box<Stamps>),
    /// How far a translation is behind.
    History(Answer),
}

/// How far the session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before `initialize`.
    New,
    Running,
    /// After `shutdown`.
    Done,
}

/// The session.
pub(super) struct Server {
    pub(super) world: World,
    pub(super) events: Sender<Event>,
    incoming: Receiver<Event>,
    /// More messages are being read.
    more: Arc<AtomicBool>,
    queue: VecDeque<Event>,
    pub(super) out: Outbox,
    phase: Phase,
    pub(super) client: Client,
    /// The folders that the client works in, as it writes them.
    pub(super) folders: Vec<PathBuf>,
    pub(super) documents: Documents,
    pub(super) slots: BTreeMap<u32, Slot>,
    pub(super) next_slot: u32,
    pub(super) next_ticket: u64,
    /// What was last told about pages that are not open, by address.
    pub(super) published: BTreeMap<String, u64>,
    /// Requests for the diagnostics of everything that wait for something to tell.
    pub(super) pulls: Vec<WorkspacePull>,
    /// How far translations are behind.
    pub(super) history: History,
    /// When the first edit came that nobody has looked at.
    pub(super) waiting: Option<Instant>,
    /// How long it took to look at the texts that were edited last.
    looked: Duration,
    /// When the last edit came.
    pub(super) edited: Option<Instant>,
    /// Nothing is left to be looked at.
    pub(super) settled: bool,
}

/// How a session ended: true when the client said goodbye.
type End = bool;

impl Server {
    pub(super) fn new(
        world: World,
        events: Sender<Event>,
        incoming: Receiver<Event>,
        more: Arc<AtomicBool>,
        writer: Sender<String>,
    ) -> Self {
        Self {
            world,
            events,
            incoming,
            more,
            queue: VecDeque::new(),
            out: Outbox::new(writer),
            phase: Phase::New,
            client: Client::new(&Value::Null),
            folders: Vec::new(),
            documents: Documents::new(),
            slots: BTreeMap::new(),
            next_slot: 0,
            next_ticket: 0,
            published: BTreeMap::new(),
            pulls: Vec::new(),
            history: History::default(),
            waiting: None,
            looked: Duration::ZERO,
            edited: None,
            settled: true,
        }
    }

    /// The language for the person.
    pub(super) fn tongue(&self) -> Tongue {
        self.world.chosen.or(self.client.tongue).unwrap_or(self.world.tongue)
    }

    pub(super) fn log(&self, level: Level, text: &str) {
        (self.world.log)(level, text);
    }

    /// Works until the session ends.
    pub(super) fn run(&mut self) -> End {
        loop {
            if let Err(TryRecvError::Disconnected) = self.fill() {
                return false;
            }
            if let Some(event) = self.queue.pop_front() {
                if let Some(end) = self.handle(event) {
                    return end;
                }
                continue;
            }
            if self.gather() {
                continue;
            }
            let worked = catch_unwind(AssertUnwindSafe(|| self.work()));
            let wait = match worked {
                Ok(Some(Duration::ZERO)) => continue,
                Ok(wait) => wait,
                Err(_) => {
                    self.log(Level::Error, "internal error while looking at pages");
                    self.settled = true;
                    None
                }
            };
            let event = match wait {
                Some(wait) => self.incoming.recv_timeout(wait),
                None => self.incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match event {
                Ok(event) => self.queue.push_back(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    /// Lets the writer end when it has written what is left.
    pub(super) fn hang_up(&mut self) {
        self.out = Outbox::new(std::sync::mpsc::channel().0);
    }

    /// Takes over what has arrived, and answers requests that were taken back while they waited.
    fn fill(&mut self) -> Result<(), TryRecvError> {
        loop {
            match self.incoming.try_recv() {
                Ok(Event::Message(Ok(Message::Notification { method, params }))) if method == "$/cancelRequest" => {
                    self.cancel(&params);
                }
                Ok(event) => self.queue.push_back(event),
                Err(TryRecvError::Empty) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    /// After an edit, waits a moment for the next. True when something came, or is about to.
    fn gather(&mut self) -> bool {
        let Some(waiting) = self.waiting else { return false };
        if !self.documents.values().any(|document| document.dirty)
            || waiting.elapsed() > GATHER_AT_MOST.max(self.looked)
        {
            return false;
        }
        match self.incoming.recv_timeout(GATHER) {
            Ok(event) => {
                self.queue.push_back(event);
                true
            }
            Err(RecvTimeoutError::Timeout) => self.more.load(Ordering::Relaxed),
            Err(RecvTimeoutError::Disconnected) => false,
        }
    }

    fn cancel(&mut self, params: &Value) {
        let id = match &params["id"] {
            Value::String(text) => Id::String(text.clone()),
            Value::Number(number) => Id::Number(number.as_i64().unwrap_or_default()),
            _ => return,
        };
        let is_it =
            |event: &Event| matches!(event, Event::Message(Ok(Message::Request { id: other, .. })) if *other == id);
        let waiting = self.queue.iter().position(is_it).and_then(|at| self.queue.remove(at));
        let pulls = self.pulls.len();
        self.pulls.retain(|pull| pull.id != id);
        if waiting.is_some() || pulls != self.pulls.len() {
            self.out.respond(&id, Err(Failure::new(REQUEST_CANCELLED, "cancelled")));
        }
    }

    fn handle(&mut self, event: Event) -> Option<End> {
        match event {
            Event::Closed => {
                self.log(Level::Info, "the client went away");
                return Some(self.phase == Phase::Done);
            }
            Event::Orphaned => {
                self.log(Level::Info, "the process that started the server is gone");
                return Some(false);
            }
            Event::Poll => self.guarded(Self::poll),
            Event::Stamps(stamps) => self.guarded(|server| server.compare(*stamps)),
            Event::History(answer) => self.guarded(|server| server.history_known(answer)),
            Event::Loaded(loaded) => self.guarded(|server| server.loaded(*loaded)),
            Event::Message(Err(failure)) => {
                self.log(Level::Error, &failure.message);
                self.out.refuse(&failure);
            }
            Event::Message(Ok(Message::Response { id })) => {
                if let Some(asked) = id.and_then(|id| self.out.answered(&id)) {
                    self.guarded(|server| server.answered(asked));
                }
            }
            Event::Message(Ok(Message::Notification { method, params })) => match method.as_str() {
                "exit" => return Some(self.phase == Phase::Done),
                "$/cancelRequest" => self.cancel(&params),
                _ if self.phase == Phase::Running => self.guarded(|server| server.notified(&method, params)),
                _ => {}
            },
            Event::Message(Ok(Message::Request { id, method, params })) => self.requested(&id, &method, params),
        }
        None
    }

    /// Runs something that may break without breaking the session.
    fn guarded(&mut self, run: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| run(self))).is_err() {
            self.log(Level::Error, "internal error; the session goes on");
        }
    }

    fn requested(&mut self, id: &Id, method: &str, params: Value) {
        self.log(Level::Debug, method);
        let result = match (self.phase, method) {
            (Phase::New, "initialize") => Ok(message::written(&self.initialize(&params))),
            (_, "initialize") => Err(Failure::new(INVALID_REQUEST, "the server is initialized already")),
            // Any parameters will do: clients send none, `null`, `{}` or `[]`.
            (Phase::New | Phase::Running, "shutdown") => {
                self.shut_down();
                Ok("null".to_owned())
            }
            (Phase::New, _) => Err(Failure::new(NOT_INITIALIZED, "`initialize` comes first")),
            (Phase::Done, _) => Err(Failure::new(INVALID_REQUEST, "the server has been shut down")),
            (Phase::Running, "workspace/diagnostic") => return self.pull_workspace(id, &params),
            (Phase::Running, _) => match catch_unwind(AssertUnwindSafe(|| self.answer(method, params))) {
                Ok(result) => result,
                Err(_) => {
                    self.log(Level::Error, &format!("internal error in `{method}`"));
                    Err(Failure::new(INTERNAL_ERROR, format!("internal error in `{method}`: please report it")))
                }
            },
        };
        self.out.respond(id, result);
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.phase = Phase::Running;
        self.client = Client::new(params);
        self.folders = super::slots::folders(params);
        self.watch_parent();
        json!({
            "capabilities": super::requests::capabilities(&self.client),
            "serverInfo": {"name": "tidings", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    fn shut_down(&mut self) {
        self.phase = Phase::Done;
        for pull in std::mem::take(&mut self.pulls) {
            self.out.respond(&pull.id, Err(Failure::new(SERVER_CANCELLED, "the server is shutting down")));
        }
        self.documents.clear();
        self.settled = true;
    }

    /// Ends the session when the process that started it is gone.
    fn watch_parent(&self) {
        let Some(parent) = self.client.parent else { return };
        let (events, is_alive) = (self.events.clone(), self.world.is_alive);
        let watch = move || {
            while is_alive(parent) {
                std::thread::sleep(Duration::from_secs(2));
            }
            // The session may have ended by itself.
            let _ = events.send(Event::Orphaned);
        };
        if std::thread::Builder::new().name("parent".into()).spawn(watch).is_err() {
            self.log(Level::Error, "no thread could be started");
        }
    }

    fn answered(&mut self, asked: Asked) {
        match asked {
            Asked::Progress(ticket) => self.begin_progress(ticket),
            Asked::Lenses => self.lenses_asked_again(),
            Asked::Nothing | Asked::Refresh => {}
        }
    }

    fn notified(&mut self, method: &str, params: Value) {
        match method {
            "initialized" => self.initialized(),
            "textDocument/didOpen" => self.opened(params),
            "textDocument/didChange" => self.changed(params),
            "textDocument/didSave" => self.saved(&params),
            "textDocument/didClose" => self.closed(&params),
            "workspace/didChangeWatchedFiles" => self.files_changed(&params),
            "workspace/didChangeWorkspaceFolders" => self.folders_changed(&params),
            "workspace/didChangeConfiguration" => self.settings_changed(&params),
            _ => {}
        }
    }

    /// Does one slice of what is left to do. Gives how long to wait for messages: `None` for as long as it takes.
    fn work(&mut self) -> Option<Duration> {
        if self.phase != Phase::Running {
            return None;
        }
        let since = Instant::now();
        self.take_edits();
        if self.report_edited() {
            self.looked = since.elapsed();
            return Some(Duration::ZERO);
        }
        if self.settled {
            return None;
        }
        if let Some(rest) = self.edited.and_then(|edited| QUIET.checked_sub(edited.elapsed())) {
            return Some(rest.max(Duration::from_millis(1)));
        }
        match self.look_again() {
            true => Some(Duration::ZERO),
            false => {
                self.settled = true;
                None
            }
        }
    }
}
