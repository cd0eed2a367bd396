//! Telling findings to clients that do not ask for them, and telling the others when to ask.

use serde_json::Value;

use super::diagnostics::{of_page, told};
use super::documents::Document;
use super::outbox::Asked;
use super::server::Server;
use crate::text::SourceId;

/// Pages that are looked at in one go while nobody waits.
const SLICE: usize = 16;
/// The notification that tells findings.
const PUBLISH: &str = "textDocument/publishDiagnostics";

impl Server {
    /// The page that an open text is, with its site.
    pub(super) fn page_of(&self, uri: &str) -> Option<(u32, SourceId)> {
        let document = self.documents.get(uri)?;
        let (file, number) = (document.file.as_ref()?, document.slot?);
        let site = self.slots.get(&number)?.site.as_ref()?;
        Some((number, site.find(&site.page_path(file)?)?))
    }

    /// Tells about texts that were edited. True when there were any.
    pub(super) fn report_edited(&mut self) -> bool {
        let edited: Vec<String> =
            self.documents.iter().filter(|(_, d)| d.unreported).map(|(uri, _)| uri.clone()).collect();
        for uri in &edited {
            if let Some(document) = self.documents.get_mut(uri) {
                document.unreported = false;
            }
            self.settled = false;
            if self.client.pulls {
                continue;
            }
            let Some((number, id)) = self.page_of(uri) else {
                // No page of any site: there is nothing to say, and that is said once.
                self.publish_open(uri, None);
                continue;
            };
            self.refresh(number, &[id]);
            self.publish_open(uri, Some((number, id)));
            let family = self.slots[&number].site.as_ref().map(|site| site.family(id)).unwrap_or_default();
            self.publish_others(number, &family[1..]);
        }
        !edited.is_empty()
    }

    /// Makes sure of what is known of some pages.
    pub(super) fn refresh(&mut self, number: u32, ids: &[SourceId]) {
        if let Some(site) = self.slots.get_mut(&number).and_then(|slot| slot.site.as_mut()) {
            site.refresh(ids);
        }
    }

    /// Publishes the findings of an open text, with its version.
    fn publish_open(&mut self, uri: &str, page: Option<(u32, SourceId)>) {
        let found = page.and_then(|(number, id)| Some(of_page(self.slots[&number].site.as_ref()?, &self.client, id)));
        let found = found.unwrap_or_default();
        let Some(document) = self.documents.get_mut(uri) else { return };
        let told = told(&found);
        document.reported = Some(told.hash);
        self.out.notify_written(PUBLISH, &told.about(uri, Some(document.version)));
    }

    /// Publishes the findings of pages that were not edited, where they have changed.
    fn publish_others(&mut self, number: u32, ids: &[SourceId]) {
        for &id in ids {
            let Some(site) = self.slots.get(&number).and_then(|slot| slot.site.as_ref()) else { return };
            if !site.units.is_known(&site.project.corpus, id) {
                continue;
            }
            let found = of_page(site, &self.client, id);
            let (uri, told) = (site.uri(id).0, told(&found));
            let open = self.document_at(number, id);
            let mut version = None;
            match open.as_ref().and_then(|uri| self.documents.get_mut(uri)) {
                Some(document) if document.reported == Some(told.hash) || document.unreported => continue,
                Some(document) => {
                    document.reported = Some(told.hash);
                    version = Some(document.version);
                }
                None if self.published.get(&uri) == Some(&told.hash) => continue,
                None if found.is_empty() && !self.published.contains_key(&uri) => continue,
                None if found.is_empty() => drop(self.published.remove(&uri)),
                None => drop(self.published.insert(uri.clone(), told.hash)),
            }
            self.out.notify_written(PUBLISH, &told.about(open.as_ref().unwrap_or(&uri), version));
        }
    }

    /// The address of the open text that a page is.
    pub(super) fn document_at(&self, number: u32, id: SourceId) -> Option<String> {
        let site = self.slots.get(&number)?.site.as_ref()?;
        let file = site.root.join(&*site.project.corpus.source(id).path);
        let mut open = self.documents.iter().filter(|(_, document)| document.slot == Some(number));
        open.find(|(_, document)| document.file.as_deref() == Some(&file)).map(|(uri, _)| uri.clone())
    }

    /// A text was closed: what was said about it is taken back, unless a translation of it is still open.
    pub(super) fn withdraw(&mut self, uri: &str, document: &Document) {
        self.published.remove(uri);
        if !self.client.pulls && document.reported.is_some() {
            self.out.notify_written(PUBLISH, &told(&[]).about(uri, None));
        }
    }

    /// The open pages of a site and the pages that belong to them, in slices; with `whole_site` all pages.
    fn to_look_at(&self) -> Vec<(u32, Vec<SourceId>)> {
        let all = self.client.whole_site && (!self.client.pulls || !self.pulls.is_empty());
        let of_slot = |(&number, slot): (&u32, &super::slots::Slot)| {
            let site = slot.site.as_ref()?;
            let mut ids: Vec<SourceId> = Vec::new();
            for uri in self.documents.iter().filter(|(_, d)| d.slot == Some(number)).map(|(uri, _)| uri) {
                ids.extend(self.page_of(uri).into_iter().flat_map(|(_, id)| site.family(id)));
            }
            if all && site.complete {
                ids.extend(site.project.corpus.ids());
            }
            let mut seen = rustc_hash::FxHashSet::default();
            ids.retain(|id| seen.insert(*id) && !site.units.is_fresh(&site.project.corpus, *id));
            ids.truncate(SLICE);
            (!ids.is_empty()).then_some((number, ids))
        };
        self.slots.iter().filter_map(of_slot).collect()
    }

    /// Looks again at pages that were not edited themselves. True when there were any.
    pub(super) fn look_again(&mut self) -> bool {
        let todo = self.to_look_at();
        for (number, ids) in &todo {
            self.refresh(*number, ids);
            if self.client.pulls {
                let changed = |id: &SourceId| {
                    let document = self.document_at(*number, *id).and_then(|uri| self.documents.get(&uri))?;
                    let site = self.slots.get(number)?.site.as_ref()?;
                    document.reported.map(|old| old != told(&of_page(site, &self.client, *id)).hash)
                };
                if ids.iter().filter_map(changed).any(|changed| changed) {
                    self.ask_to_pull_again();
                }
            } else {
                self.publish_others(*number, ids);
            }
        }
        if todo.is_empty() {
            self.finish_pulls();
            self.take_back_unrelated();
        }
        !todo.is_empty()
    }

    /// Takes back what was said about pages that no open text belongs to any more.
    fn take_back_unrelated(&mut self) {
        if self.client.whole_site || self.client.pulls {
            return;
        }
        let related: rustc_hash::FxHashSet<String> = self
            .documents
            .keys()
            .filter_map(|uri| self.page_of(uri))
            .filter_map(|(number, id)| Some((self.slots.get(&number)?.site.as_ref()?, id)))
            .flat_map(|(site, id)| site.family(id).into_iter().map(|id| site.uri(id).0))
            .collect();
        let gone: Vec<String> = self.published.keys().filter(|uri| !related.contains(*uri)).cloned().collect();
        for uri in gone {
            self.published.remove(&uri);
            self.out.notify_written(PUBLISH, &told(&[]).about(&uri, None));
        }
    }

    /// Asks a client that pulls to pull again.
    pub(super) fn ask_to_pull_again(&mut self) {
        if self.client.pulls && self.client.refresh && !self.out.awaits(Asked::Refresh) {
            self.out.ask("workspace/diagnostic/refresh", &Value::Null, Asked::Refresh);
        }
    }

    /// Asks the client to ask again for what stands between the lines.
    pub(super) fn ask_for_hints_again(&mut self) {
        self.ask_for_lenses_again();
        if self.client.hint_refresh {
            self.out.ask("workspace/inlayHint/refresh", &Value::Null, Asked::Nothing);
        }
    }
}
