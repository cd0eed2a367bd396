//! What can be done about findings: fixes, all fixes of a page, a missing block from the original, an allowance.

use std::collections::BTreeSet;
use std::sync::Arc;

use gen_lsp_types as lsp;
use serde::{Deserialize, Serialize};

use super::diagnostics;
use super::edits::difference;
use super::here::Here;
use super::message::Failure;
use super::server::Server;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::lookup::{allow, missing};
use crate::rules::Check;
use crate::text::{SourceId, Span};
use crate::words::say;

/// The kind of the action that makes all safe fixes of a page.
const FIX_ALL: &str = "source.fixAll.tidings";

impl Server {
    /// `textDocument/codeAction`.
    pub(super) fn actions(&mut self, params: lsp::CodeActionParams) -> Result<Option<Vec<lsp::CodeAction>>, Failure> {
        let page = self.page(&params.text_document).map(|here| (here.number, here.id));
        let Some((number, id)) = page else { return Ok(None) };
        // The findings of the text as it is now, not of the one that the client has seen last.
        self.refresh(number, &[id]);
        let wanted = |kind: &str| match &params.context.only {
            None => true,
            Some(kinds) => kinds.iter().any(|only| covers(&String::from(only.clone()), kind)),
        };
        let (mut actions, mut rules) = (Vec::new(), BTreeSet::new());
        if let Some(here) = self.page(&params.text_document).filter(|_| wanted("quickfix")) {
            let findings = here.site.findings(here.id);
            let range = here.site.span(here.id, params.range);
            for finding in chosen(here, &findings, range) {
                self.actions_for(here, finding, &mut actions);
                let same = |other: &&Diagnostic| other.rule == finding.rule && is_made_with_all(other, here.id);
                if is_made_with_all(finding, here.id) && findings.iter().filter(same).count() > 1 {
                    rules.insert(finding.rule.clone());
                }
            }
        }
        let uri = &params.text_document.uri;
        for rule in rules {
            actions.extend(self.fix_all(uri, (number, id), Some(rule)));
        }
        if wanted(FIX_ALL) {
            actions.extend(self.fix_all(uri, (number, id), None));
        }
        Ok(Some(actions))
    }

    /// `codeAction/resolve`: the edit of an action that was offered without one.
    pub(super) fn resolve_action(&mut self, mut action: lsp::CodeAction) -> Result<lsp::CodeAction, Failure> {
        let data = action.data.take().and_then(|data| serde_json::from_value::<FixAll>(data).ok());
        let page = data.and_then(|data| Some((self.page_of(&data.page)?, data.rule.map(Arc::from))));
        if let Some(((number, id), rule)) = page {
            action.edit = self.edit_of_all_fixes(number, id, rule.as_ref());
        }
        Ok(action)
    }

    fn actions_for(&self, here: Here<'_>, finding: &Diagnostic, out: &mut Vec<lsp::CodeAction>) {
        let shown = diagnostics::one(here.site, &self.client, finding);
        let action = |title: String, edits: &[Edit], preferred: bool| lsp::CodeAction {
            title,
            kind: Some(lsp::CodeActionKind::QuickFix),
            diagnostics: Some(vec![shown.clone()]),
            is_preferred: preferred.then_some(true),
            edit: Some(self.workspace_edit(here.number, edits)),
            ..lsp::CodeAction::default()
        };
        let tongue = self.tongue();
        if let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty()) {
            out.push(action(capital(&fix.title), &fix.edits, fix.applicability == Applicability::Safe));
        }
        if let Some(edit) = self.missing_block(here, finding) {
            out.push(action(say(tongue, "lsp-insert-block", &[]), &[edit], false));
        }
        let reason = say(tongue, "lsp-allow-reason", &[]);
        let source = here.site.project.corpus.source(here.id);
        if let Some(edit) = allow::insertion(source, here.id, &finding.rule, finding.primary.span, &reason) {
            out.push(action(say(tongue, "lsp-allow", &[("rule", &finding.rule)]), &[edit], false));
        }
    }

    /// The block of the original that a finding says is missing.
    fn missing_block(&self, here: Here<'_>, finding: &Diagnostic) -> Option<Edit> {
        let rule = here.site.project.rules.get(&finding.rule)?;
        let there = finding.related.first().filter(|_| matches!(rule.check, Check::BlockMissing(_)))?;
        missing::insertion(here.view(), here.id, finding.primary.span.end, there.location)
    }

    /// All safe fixes of a page, or those of one rule, made one after the other until none is left, as `--fix` does.
    fn fix_all(
        &mut self,
        uri: &lsp::Uri,
        (number, id): (u32, SourceId),
        rule: Option<Arc<str>>,
    ) -> Option<lsp::CodeAction> {
        let tongue = self.tongue();
        let (title, kind) = match &rule {
            Some(rule) => (say(tongue, "lsp-fix-rule", &[("rule", rule)]), lsp::CodeActionKind::QuickFix),
            None => (say(tongue, "lsp-fix-all", &[]), lsp::CodeActionKind::Custom(FIX_ALL.into())),
        };
        let action = lsp::CodeAction { title, kind: Some(kind), ..lsp::CodeAction::default() };
        if self.client.resolves_actions {
            // Editors ask what could be done at every move of the cursor: what it comes to is found out on demand.
            let site = self.slots.get(&number)?.site.as_ref()?;
            let fits = |d: &Diagnostic| rule.as_ref().is_none_or(|rule| d.rule == *rule) && is_made_with_all(d, id);
            site.findings(id).iter().find(|finding| fits(finding))?;
            let data =
                serde_json::to_value(FixAll { page: uri.0.clone(), rule: rule.map(|rule| rule.to_string()) }).ok();
            return Some(lsp::CodeAction { data, ..action });
        }
        let edit = Some(self.edit_of_all_fixes(number, id, rule.as_ref())?);
        Some(lsp::CodeAction { edit, ..action })
    }

    fn edit_of_all_fixes(&mut self, number: u32, id: SourceId, rule: Option<&Arc<str>>) -> Option<lsp::WorkspaceEdit> {
        let site = self.slots.get_mut(&number)?.site.as_mut()?;
        let text = site.fixed(id, rule)?;
        let edit = difference(id, site.text(id), &text)?;
        Some(self.workspace_edit(number, &[edit]))
    }
}

/// What an action without an edit remembers.
#[derive(Debug, Serialize, Deserialize)]
struct FixAll {
    /// The address of the page.
    page: String,
    /// The rule whose fixes it makes; those of all without one.
    rule: Option<String>,
}

/// The findings that are asked about: those where the cursor is; when there is none, those on its line.
fn chosen<'f>(here: Here<'_>, findings: &'f [Diagnostic], range: Span) -> Vec<&'f Diagnostic> {
    let touching: Vec<&Diagnostic> = findings.iter().filter(|finding| touches(finding.primary.span, range)).collect();
    if !touching.is_empty() {
        return touching;
    }
    let text = here.site.text(here.id);
    let start = text[..range.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end as usize..].find('\n').map_or(text.len(), |at| range.end as usize + at);
    findings.iter().filter(|finding| touches(finding.primary.span, Span::new(start, end))).collect()
}

/// True when making all fixes of a page makes the one of this finding: a safe one with all of its edits in the page.
fn is_made_with_all(finding: &Diagnostic, page: SourceId) -> bool {
    let Some(fix) = finding.fix.as_ref().filter(|fix| fix.applicability == Applicability::Safe) else { return false };
    !fix.edits.is_empty() && fix.edits.iter().all(|edit| edit.location.source == page)
}

/// True when a finding is where the cursor is, or in what is selected.
fn touches(place: Span, range: Span) -> bool {
    place.start <= range.end && range.start <= place.end
}

/// A title as editors write them.
fn capital(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// True when asking for `only` asks for actions of `kind`, too.
fn covers(only: &str, kind: &str) -> bool {
    only.is_empty() || kind == only || kind.strip_prefix(only).is_some_and(|rest| rest.starts_with('.'))
}
