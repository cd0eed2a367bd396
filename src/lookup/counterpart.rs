//! From a place on a page to the same place in another language.

use super::View;
use crate::corpus::align::{Alignment, Bead, Lengths, Units};
use crate::text::{SourceId, Span};

/// A place in another language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counterpart {
    /// The page.
    pub page: SourceId,
    /// The block or the field.
    pub span: Span,
    /// What it stands for on the page that was asked about.
    pub own: Span,
}

/// The same place in the original; for an original, in each of its translations.
pub fn of(view: View<'_>, id: SourceId, offset: u32) -> Vec<Counterpart> {
    match view.corpus.original_of(id) {
        Some(original) => between(view, original, id, offset, false).into_iter().collect(),
        None => {
            let translations = view.family(id).into_iter().skip(1);
            translations.filter_map(|translation| between(view, id, translation, offset, true)).collect()
        }
    }
}

fn between(
    view: View<'_>,
    original: SourceId,
    translation: SourceId,
    offset: u32,
    from_original: bool,
) -> Option<Counterpart> {
    let (own, other) = if from_original { (original, translation) } else { (translation, original) };
    if let Some(found) = field(view, own, other, offset) {
        return Some(found);
    }
    let alignment = alignment(view, original, translation);
    let (units, others) = match from_original {
        true => (&alignment.original, &alignment.translation),
        false => (&alignment.translation, &alignment.original),
    };
    let at = unit_at(units, offset)?;
    let span = |range: (usize, usize)| others.units[range.0].span.to(others.units[range.1].span);
    let span = alignment.beads.iter().find_map(|bead| Some(span(aligned(bead, at, from_original)?)))?;
    let span = span.trimmed(view.text(other));
    Some(Counterpart { page: other, span, own: units.units[at].span.trimmed(view.text(own)) })
}

/// Which block of the translation is which block of the original.
pub fn alignment(view: View<'_>, original: SourceId, translation: SourceId) -> Alignment {
    let site = &view.corpus.site;
    let (ours, theirs) = (view.corpus.source(original), view.corpus.source(translation));
    let tag = |language| site.language(language).tag.as_ref();
    let lengths = Lengths::between(tag(site.original), theirs.language.map_or("", tag));
    ours.aligned(theirs, site, lengths)
}

/// The first and last unit that stand for unit `at` on the other side.
fn aligned(bead: &Bead, at: usize, from_original: bool) -> Option<(usize, usize)> {
    let (ours, theirs) = match *bead {
        Bead::Match { original, translation } => ((original, original), (translation, translation)),
        Bead::Merge { original: [first, last], translation } => ((first, last), (translation, translation)),
        Bead::Split { original, translation: [first, last] } => ((original, original), (first, last)),
        Bead::Missing(_) | Bead::Extra(_) => return None,
    };
    let (own, other) = if from_original { (ours, theirs) } else { (theirs, ours) };
    (own.0 <= at && at <= own.1).then_some(other)
}

/// The unit at a place: the last one that begins before it.
fn unit_at(units: &Units, offset: u32) -> Option<usize> {
    let after = units.units.partition_point(|unit| unit.span.start <= offset);
    let at = after.checked_sub(1)?;
    (offset <= units.units[at].span.end).then_some(at)
}

/// The field of the same name.
fn field(view: View<'_>, own: SourceId, other: SourceId, offset: u32) -> Option<Counterpart> {
    let fields = view.corpus.source(own).document.front_matter.as_ref()?;
    let entry = fields.entries().iter().find(|entry| (entry.span().start..=entry.span().end).contains(&offset))?;
    let there = view.corpus.source(other).document.front_matter.as_ref()?.get(&entry.key.value)?;
    Some(Counterpart { page: other, span: there.span(), own: entry.span() })
}
