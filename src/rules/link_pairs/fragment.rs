//! Links to the same page that lead to different places of it.

use super::item::{Item, Place};
use super::{Differing, How};
use crate::corpus::facts::AnchorHabit;
use crate::corpus::links::split_fragment;
use crate::rules::pair::Pair;
use crate::text::SourceId;

/// What is wrong with the fragment of `b`, which leads to the page that the original's `a` leads to.
pub(super) fn differs(pair: &Pair<'_>, a: &Item<'_>, b: &Item<'_>) -> Option<Differing> {
    let explained = a.place != b.place || a.fragment.is_empty() || a.fragment == b.fragment;
    let wrong = pair.original_is_wrong_at(a.whole) || pair.translation_is_mended_at(b.whole);
    if explained || wrong || (b.localised && !b.fragment.is_empty()) {
        return None;
    }
    let expected = match (&a.place, b.fragment.is_empty()) {
        (Place::Page(_), _) => expected(pair, a, b)?,
        (Place::External(_), _) => a.fragment.clone(),
        _ => return None,
    };
    let how = if b.fragment.is_empty() { How::FragmentLost } else { How::Fragment };
    let (original, translation) = (a.destination, b.destination);
    let expected = format!("{}#{expected}", split_fragment(b.written).0);
    Some(Differing { original, translation, how, expected })
}

/// The fragment that the translation's link should have; `None` when the one that it has may be right.
fn expected(pair: &Pair<'_>, a: &Item<'_>, b: &Item<'_>) -> Option<String> {
    let pages = &pair.translation.facts.pages;
    let Some(page) = b.page else {
        let kept = pair.translation.facts.anchors(pair.language_id) == AnchorHabit::Preserve;
        return kept.then(|| a.fragment.clone());
    };
    let twin = a.page.and_then(|original| twin(pair, original, page, &a.fragment));
    if twin.as_deref() == Some(&*b.fragment) {
        return None;
    }
    if let Some(twin) = twin {
        return Some(twin);
    }
    pages.offers(page, &a.fragment).then(|| a.fragment.clone())
}

/// The anchor of the translated page that stands for an anchor of the original page; `None` when it cannot be told.
fn twin(pair: &Pair<'_>, original: SourceId, translation: SourceId, anchor: &str) -> Option<String> {
    let pages = &pair.translation.facts.pages;
    if original == translation {
        return pages.offers(original, anchor).then(|| anchor.to_owned());
    }
    let (ours, theirs) = (pages.anchors_of(original), pages.anchors_of(translation));
    let at = ours.iter().position(|own| **own == *anchor)?;
    let own = original == pair.original.id && translation == pair.translation.id;
    if own {
        let heading = &pair.original.document.headings[at];
        let (_, translated) = pair.headings().find(|(ours, _)| ours.span == heading.span)?;
        return translated.id.as_deref().map(str::to_owned);
    }
    (ours.len() == theirs.len()).then(|| theirs[at].to_string()).filter(|id| !id.is_empty())
}
