//! The field of front matter that allows rules for a whole page: `tidings: {allow: [RULE]}`, or with reasons
//! `tidings: {allow: {RULE: reason}}`.

use super::{Allowance, Directives, Fault, FaultKind};
use crate::document::{Entry, FrontMatter, Node, NodeKind};
use crate::text::Span;

/// The name of the field.
pub const FIELD: &str = "tidings";

pub(super) fn read(text: &str, front_matter: &FrontMatter, page: Span, found: &mut Directives) {
    let Some(field) = front_matter.get(FIELD) else { return };
    for entry in field.value.entries() {
        match &*entry.key.value {
            "allow" => allow(text, entry, page, found),
            word => found.faults.push(Fault { kind: FaultKind::Word, span: entry.key.span, detail: word.into() }),
        }
    }
}

fn allow(text: &str, entry: &Entry, page: Span, found: &mut Directives) {
    let before = found.allowances.len();
    let mut add = |rule: &str, span: Span, reasoned: bool| {
        let (rule, directive) = (rule.into(), entry.span());
        found.allowances.push(Allowance { rule, span, directive, reasoned, covers: page, gap: 0 });
    };
    match &entry.value.kind {
        NodeKind::Mapping(rules) => {
            for rule in rules {
                let reasoned = rule.value.as_str().is_some_and(|reason| !reason.trim().is_empty());
                add(&rule.key.value, rule.key.span, reasoned);
            }
        }
        _ => {
            let names = entry.value.items().iter().filter_map(|item: &Node| Some((item.as_str()?, item.span)));
            names.for_each(|(name, span)| add(name, span, false));
        }
    }
    if found.allowances.len() == before {
        let (span, detail) = (entry.key.span, entry.key.span.of(text).into());
        found.faults.push(Fault { kind: FaultKind::NoRule, span, detail });
    }
}
