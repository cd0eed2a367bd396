//! How far translations are behind their originals. Asking a version control system takes its time, so a thread of its own
//! does it; until it has answered, and where nobody knows, nothing is said.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::World;
use super::outbox::Asked;
use super::server::{Event, Server};
use super::site::Site;
use crate::text::SourceId;

/// How long an answer is taken for the last word: people commit now and then.
const AGAIN: Duration = Duration::from_secs(5);

/// A translation and its original: files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Pair {
    original: PathBuf,
    translation: PathBuf,
}

/// A question: the folder of the site, and the pair.
type Question = (PathBuf, Pair);

/// An answer about a pair.
#[derive(Debug)]
pub(super) struct Answer {
    pair: Pair,
    commits: Option<usize>,
}

/// What has been asked and answered.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The way to the thread that asks; it is started with the first question.
    questions: Option<Sender<Question>>,
    /// By pair: the last answer, and when it was asked for.
    known: FxHashMap<Pair, (Option<usize>, Instant)>,
    /// Something has become known while the client was being asked to ask again.
    untold: bool,
}

impl Server {
    /// How many commits a translation is behind its original, as far as that is known already; it is asked for again.
    pub(super) fn behind(&mut self, number: u32, original: SourceId, translation: SourceId) -> Option<usize> {
        let site = self.slots.get(&number)?.site.as_ref()?;
        let file = |site: &Site, id: SourceId| site.root.join(&*site.project.corpus.source(id).path);
        let pair = Pair { original: file(site, original), translation: file(site, translation) };
        let known = self.history.known.get(&pair).copied();
        if known.is_none_or(|(_, asked)| asked.elapsed() > AGAIN) {
            let root = site.root.clone();
            self.history.known.insert(pair.clone(), (known.and_then(|known| known.0), Instant::now()));
            self.ask_history((root, pair));
        }
        known?.0
    }

    fn ask_history(&mut self, question: Question) {
        if self.history.questions.is_none() {
            let (sender, questions) = channel();
            let (world, events) = (self.world, self.events.clone());
            let answer = move || answer(world, &questions, &events);
            if std::thread::Builder::new().name("history".into()).spawn(answer).is_err() {
                return self.log(super::Level::Error, "no thread could be started");
            }
            self.history.questions = Some(sender);
        }
        if let Some(questions) = &self.history.questions {
            // Without the thread there is no answer, and nothing is said.
            let _ = questions.send(question);
        }
    }

    /// Keeps an answer; the client is asked to look again when it is another than before.
    pub(super) fn history_known(&mut self, answer: Answer) {
        let Some(known) = self.history.known.get_mut(&answer.pair) else { return };
        let is_new = known.0 != answer.commits;
        known.0 = answer.commits;
        if is_new {
            self.ask_for_lenses_again();
        }
    }

    /// Asks the client to ask for lenses again: once when several things become known before it does.
    pub(super) fn ask_for_lenses_again(&mut self) {
        self.history.untold = self.out.awaits(Asked::Lenses);
        if self.client.lens_refresh && !self.history.untold {
            self.out.ask("workspace/codeLens/refresh", &serde_json::Value::Null, Asked::Lenses);
        }
    }

    /// The client has asked again, or soon will; what has become known in the meantime it may not see.
    pub(super) fn lenses_asked_again(&mut self) {
        if std::mem::take(&mut self.history.untold) {
            self.ask_for_lenses_again();
        }
    }
}

/// Answers one question after the other, until the session is over.
fn answer(world: World, questions: &Receiver<Question>, events: &Sender<Event>) {
    let mut known: FxHashMap<Pair, (String, Option<usize>)> = FxHashMap::default();
    for (root, pair) in questions {
        let head = (world.head)(&root);
        let commits = match (&head, known.get(&pair)) {
            (None, _) => None,
            (Some(head), Some((then, commits))) if then == head => *commits,
            (Some(head), _) => (world.behind)(&root, head, &pair.original, &pair.translation),
        };
        known.insert(pair.clone(), (head.unwrap_or_default(), commits));
        if events.send(Event::History(Answer { pair, commits })).is_err() {
            return;
        }
    }
}
