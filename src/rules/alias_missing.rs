//! Check kind `alias-missing`: an alias of the original that the translation does not have in its own language.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::corpus::facts::{AliasHabit, alias_path};
use crate::corpus::links::split_language;
use crate::diagnostic::{Applicability, Edit};
use crate::document::{self, FrontMatterFormat, Node};
use crate::text::Span;

use super::aliases::with_prefix;
use super::check::{Case, Pair, PairCheck};
use super::findings::{Finding, Findings};
use super::front_matter_edit::{insert_entry, insert_item, place_of_missing, written};

/// Reports aliases of the original without a twin in the translation.
#[derive(Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AliasMissing {
    /// First parts of paths that stand before the language, such as `latest` in `/latest/zh/docs/`.
    #[serde(default)]
    outer: Vec<String>,
}

/// `list`: the translation has no aliases at all.
static CASES: &[Case] = &[
    Case::new("default", &["original", "expected"]).with_related(&["original"]),
    Case::new("list", &["expected"]).with_related(&["original"]),
];

impl PairCheck for AliasMissing {
    fn cases(&self) -> &'static [Case] {
        CASES
    }

    fn check(&self, pair: &Pair<'_>, findings: &mut Findings<'_>) {
        let (Some(ours), Some(theirs)) =
            (&pair.original.document.front_matter, &pair.translation.document.front_matter)
        else {
            return;
        };
        let Some(entry) = ours.get("aliases").filter(|entry| !entry.value.items().is_empty()) else { return };
        let habit = pair.translation.facts.aliases.of(pair.language_id);
        if habit.dropped || !theirs.complete {
            return;
        }
        match theirs.get("aliases").filter(|entry| !entry.value.items().is_empty()) {
            Some(list) => self.compare(pair, habit, &entry.value, &list.value, theirs.format, findings),
            None => self.report_list(pair, habit, entry, findings),
        }
    }
}

impl AliasMissing {
    /// An alias of the original as the translation should have it; `None` when nothing is asked for.
    fn twin(&self, pair: &Pair<'_>, habit: AliasHabit, item: &Node) -> Option<(String, String)> {
        let alias = item.as_str()?.trim();
        let source = pair.original.language()?;
        let path = alias_path(alias, source);
        let exists = pair.translation.facts.pages.has(pair.language_id, &path);
        if alias.is_empty() || alias.contains("://") || exists || pair.original_is_wrong_at(item.span) {
            return None;
        }
        let bare = split_language(alias, source).0;
        let absolute = bare.starts_with('/') && habit.prefixed;
        let expected = if absolute { with_prefix(&bare, pair.language, &self.outer) } else { bare.into_owned() };
        Some((path, expected))
    }

    fn compare(
        &self,
        pair: &Pair<'_>,
        habit: AliasHabit,
        ours: &Node,
        theirs: &Node,
        format: FrontMatterFormat,
        findings: &mut Findings<'_>,
    ) {
        let path = |item: &Node| alias_path(item.as_str().unwrap_or_default(), pair.language);
        let mut kept: FxHashMap<String, Option<usize>> =
            theirs.items().iter().enumerate().rev().map(|(at, item)| (path(item), Some(at))).collect();
        // Two aliases may have one path, such as `/a` and `/a.html`: the same spelling says best where the list goes on.
        let same: FxHashMap<&str, usize> =
            theirs.items().iter().enumerate().filter_map(|(at, item)| Some((item.as_str()?, at))).collect();
        let mut previous = None;
        for item in ours.items() {
            let Some((path, expected)) = self.twin(pair, habit, item) else { continue };
            match kept.entry(path) {
                Entry::Occupied(twin) => {
                    previous = same.get(&*expected).copied().or(*twin.get()).or(previous);
                    continue;
                }
                Entry::Vacant(place) => place.insert(None),
            };
            let neighbour = theirs.items().get(previous.unwrap_or(0)).unwrap_or(theirs);
            let place = if previous.is_some() { neighbour.span.end } else { neighbour.span.start };
            let edit = insert_item(&pair.translation, format, theirs, previous, &expected);
            let finding = Finding::at(pair.translation.at(Span::at(place as usize)))
                .value("original", item.as_str().unwrap_or_default())
                .value("expected", expected)
                .related(pair.original.at(item.span), "original");
            findings.report(with_fix(finding, edit));
        }
    }

    /// One finding for all aliases of a page that has none.
    fn report_list(&self, pair: &Pair<'_>, habit: AliasHabit, entry: &document::Entry, findings: &mut Findings<'_>) {
        let (Some(ours), Some(theirs)) =
            (&pair.original.document.front_matter, &pair.translation.document.front_matter)
        else {
            return;
        };
        let items = entry.value.items();
        let twins: Vec<(&Node, String)> =
            items.iter().filter_map(|item| Some((item, self.twin(pair, habit, item)?.1))).collect();
        if twins.is_empty() {
            return;
        }
        let changed: Vec<(Span, String)> =
            twins.iter().map(|(item, twin)| (item.span, written(twin, item.style(), ours.format))).collect();
        let all = twins.iter().map(|(_, twin)| twin.as_str()).collect::<Vec<_>>().join(", ");
        let whole = twins.len() == items.len() && theirs.get("aliases").is_none();
        let edit = whole.then(|| insert_entry(&pair.original, &pair.translation, entry, &changed)).flatten();
        let finding = Finding::at(pair.translation.at(place_of_missing(ours, theirs, entry)))
            .case("list")
            .value("expected", all)
            .related(pair.original.at(entry.key.span), "original");
        findings.report(with_fix(finding, edit));
    }
}

fn with_fix<'a>(finding: Finding<'a>, edit: Option<Edit>) -> Finding<'a> {
    match edit {
        Some(edit) => finding.fix(Applicability::Safe, vec![edit]),
        None => finding.fix(Applicability::Manual, Vec::new()),
    }
}
