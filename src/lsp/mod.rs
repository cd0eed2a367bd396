//! The language server: a site in memory that follows what is typed.
//!
//! One thread reads messages, one writes them, one does everything else in the order of arrival. What takes long is done
//! in slices between messages, so nothing has to be locked and no answer is about a text that is gone:
//! [`server::Server::run`] takes what has arrived, does what was asked, and only when nothing waits it looks at pages again.

mod actions;
mod client;
mod completion;
mod diagnostics;
mod documents;
mod edits;
mod faults;
mod goto;
mod here;
mod history;
mod hover;
mod loading;
mod message;
mod outbox;
mod poll;
mod publish;
mod pull;
mod requests;
mod server;
mod site;
mod slots;
mod structure;
mod sync;
mod transport;
mod uri;
mod watch;

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;
use std::thread;

use crate::words::Tongue;

/// What the server has to be told about the world, since it may not look itself.
#[derive(Debug, Clone, Copy)]
pub struct World {
    /// True while the process is there.
    pub is_alive: fn(i64) -> bool,
    /// Writes a line to the log.
    pub log: fn(Level, &str),
    /// What names the state of the history round a folder: as long as it is the same, so is the history.
    pub head: fn(&Path) -> Option<String>,
    /// How often an original has changed, up to that state, since its translation did last; `None` when nobody can say.
    /// May take long: a thread of its own asks.
    pub behind: fn(&Path, &str, &Path, &Path) -> Option<usize>,
    /// The language when the client does not say one.
    pub tongue: Tongue,
    /// The language that the person chose, whatever the client says.
    pub chosen: Option<Tongue>,
}

/// How much a line of the log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something went wrong.
    Error,
    /// Something that people may want to know.
    Info,
    /// Everything.
    Debug,
}

/// Serves a client until it says goodbye or goes away. True when it said goodbye as the protocol wants it.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static, world: World) -> bool {
    let (events, incoming) = channel();
    let (writer, outgoing) = channel::<String>();
    let (from_reader, more) = (events.clone(), Arc::new(AtomicBool::new(false)));
    let more_comes = Arc::clone(&more);
    let reader = thread::Builder::new().name("reader".into()).spawn(move || {
        transport::read_all(input, &more, |message| from_reader.send(server::Event::Message(message)).is_ok());
        // The main loop may be gone already.
        let _ = from_reader.send(server::Event::Closed);
    });
    let from_writer = events.clone();
    let writing = thread::Builder::new().name("writer".into()).spawn(move || {
        let mut output = std::io::BufWriter::with_capacity(1 << 16, output);
        for message in outgoing {
            if transport::write(&mut output, &message).is_err() {
                let _ = from_writer.send(server::Event::Closed);
                return;
            }
        }
    });
    let (Ok(_), Ok(writing)) = (reader, writing) else {
        (world.log)(Level::Error, "no thread could be started");
        return false;
    };
    let mut server = server::Server::new(world, events, incoming, more_comes, writer);
    let polite = server.run();
    server.hang_up();
    // All that was said before the end is written before the process ends; the reader may wait for input for ever.
    let _ = writing.join();
    // Some editors give a server no time to end: giving back the memory of every page would take longer than that.
    std::mem::forget(server);
    polite
}
