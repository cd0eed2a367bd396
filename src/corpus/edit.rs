//! A site whose pages change: one page gets another text, pages come and go. What is not touched is not looked at again.

use super::facts::Effect;
use super::{Corpus, Facts, Source, translation};
use crate::text::SourceId;

/// Puts `text` in the place of the text of a page, and brings what is known of the site up to date. Costs one parse and
/// one look at the page beside its translations, unless the page changes which pages belong together.
pub fn replace(corpus: &mut Corpus, facts: &mut Facts, id: SourceId, text: Box<str>) -> Effect {
    let old = corpus.source(id);
    let mut new = Source::new(&corpus.site, old.path.clone(), text);
    new.set = old.set;
    if corpus.site.written_key(old) == corpus.site.written_key(&new) {
        return facts.replace(corpus, id, new);
    }
    corpus.put(id, new);
    pair_again(corpus);
    gather_again(corpus, facts);
    Effect::Regrouped
}

/// Adds pages (path and text; a page that is there already gets the text) and takes away those at the paths in `gone`.
/// The pages that stay are not parsed again, but they get new numbers.
pub fn restructure(corpus: &mut Corpus, facts: &mut Facts, added: Vec<(Box<str>, Box<str>)>, gone: &[Box<str>]) {
    let new = Source::all(&corpus.site, added);
    let replaced = |source: &Source| new.iter().any(|new| new.path == source.path) || gone.contains(&source.path);
    corpus.sources.retain(|source| !replaced(source));
    corpus.sources.extend(new);
    corpus.sources.sort_by(|a, b| a.path.cmp(&b.path));
    corpus.sources.dedup_by(|a, b| a.path == b.path);
    corpus.by_path =
        corpus.sources.iter().enumerate().map(|(i, source)| (source.path.clone(), SourceId(i as u32))).collect();
    pair_again(corpus);
    gather_again(corpus, facts);
}

/// What other sites have answered is kept: it is not learned from pages.
fn gather_again(corpus: &Corpus, facts: &mut Facts) {
    let external = std::mem::take(&mut facts.external);
    *facts = Facts::gather(corpus);
    facts.external = external;
}

fn pair_again(corpus: &mut Corpus) {
    corpus.sources.iter_mut().for_each(|source| source.set = None);
    corpus.sets = translation::pair_up(&corpus.site, &mut corpus.sources);
}

impl Corpus {
    /// Puts a page in the place of another with the same path.
    pub(super) fn put(&mut self, id: SourceId, page: Source) {
        debug_assert_eq!(self.source(id).path, page.path, "a page keeps its path");
        self.sources[id.index()] = page;
    }
}
