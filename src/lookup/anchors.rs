//! Who uses an anchor, in all languages, and how to give it another name everywhere.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::View;
use super::cursor::{self, Thing};
use super::targets;
use crate::corpus::headings;
use crate::corpus::links::{PathForm, Target, decoded, resolve};
use crate::diagnostic::Edit;
use crate::document::Heading;
use crate::rules::write_id;
use crate::text::{Location, SourceId, Span};

/// An anchor: a heading in every language that has it.
#[derive(Debug, Clone)]
pub struct Anchor<'a> {
    /// The id on the page that was asked about.
    pub id: Box<str>,
    /// Where the cursor is on it.
    pub own: Location,
    /// The headings: page and heading, the page that was asked about first.
    pub headings: Vec<(SourceId, &'a Heading)>,
}

/// Why an anchor cannot be renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The name holds characters that no id can have here.
    Name,
    /// A heading of this page has the name already.
    Taken(SourceId),
    /// The site's generator takes no written ids.
    Derived,
}

/// The anchor at a place: of a heading, or the one that a link leads to.
pub fn at<'a>(view: View<'a>, id: SourceId, offset: u32) -> Option<Anchor<'a>> {
    let source = view.corpus.source(id);
    match cursor::at(source, offset) {
        Thing::Heading(heading) => {
            let span = heading.explicit.as_ref().map_or(heading.content, |explicit| explicit.span);
            of_heading(view, id, heading, Location { source: id, span })
        }
        Thing::Link(link, true) => {
            let targets::Place::Page { page, heading: Some(span) } = targets::of(view, id, link)? else { return None };
            let heading = view.corpus.source(page).document.headings.iter().find(|heading| heading.span == span)?;
            let own = Location { source: id, span: cursor::fragment(&source.text, link)? };
            of_heading(view, page, heading, own)
        }
        _ => None,
    }
}

fn of_heading<'a>(view: View<'a>, page: SourceId, heading: &'a Heading, own: Location) -> Option<Anchor<'a>> {
    let id = heading.id.clone()?;
    let mut headings = vec![(page, heading)];
    let original = view.corpus.original_of(page);
    let in_original = match original {
        Some(original) => matched(view, original, page, heading, false),
        None => Some(heading),
    };
    if let (Some(original), Some(found)) = (original, in_original) {
        headings.push((original, found));
    }
    if let Some(first) = in_original {
        let base = original.unwrap_or(page);
        for other in view.family(base).into_iter().skip(1).filter(|&other| other != page) {
            headings.extend(matched(view, base, other, first, true).map(|found| (other, found)));
        }
    }
    Some(Anchor { id, own, headings })
}

/// The heading that stands for `heading` on the other side of a pair.
fn matched<'a>(
    view: View<'a>,
    original: SourceId,
    translation: SourceId,
    heading: &Heading,
    from_original: bool,
) -> Option<&'a Heading> {
    let (ours, theirs) = (view.corpus.source(original), view.corpus.source(translation));
    let pairs = headings::matched(ours, theirs);
    let both = pairs
        .into_iter()
        .map(|(a, b)| (&ours.document.headings[a.0 as usize], &theirs.document.headings[b.0 as usize]));
    let mut sides = both.map(|(a, b)| if from_original { (a, b) } else { (b, a) });
    sides.find(|(own, _)| own.span == heading.span).map(|(_, other)| other)
}

/// Every link to the anchor, in any language: the place of its fragment.
pub fn uses(view: View<'_>, anchor: &Anchor<'_>) -> Vec<Location> {
    let ids: FxHashMap<SourceId, &str> =
        anchor.headings.iter().filter_map(|(page, heading)| Some((*page, heading.id.as_deref()?))).collect();
    let sources: Vec<SourceId> = view.corpus.ids().collect();
    let found = sources.par_iter().flat_map_iter(|&id| {
        let source = view.corpus.source(id);
        let links = source.document.links.iter().filter(|link| !link.image);
        let ids = &ids;
        links.filter_map(move |link| {
            memchr::memchr(b'#', link.destination.value.as_bytes())?;
            let Target::Page(target) = resolve(&view.corpus.site, source, &link.destination.value) else { return None };
            let own = (target.form == PathForm::Own).then_some(id);
            let page = own.or_else(|| Some(view.facts.pages.linked(source.language?, &target)?.id))?;
            let fits = ids.get(&page).is_some_and(|id| *decoded(target.fragment) == **id);
            let span = cursor::fragment(&source.text, link)?;
            fits.then_some(Location { source: id, span })
        })
    });
    let mut found: Vec<Location> = found.collect();
    found.sort();
    found.dedup();
    found
}

/// The edits that give an anchor another name: in every heading that has the same id, and in every link to one of them.
///
/// # Errors
/// Why that would break something.
pub fn rename(view: View<'_>, anchor: &Anchor<'_>, name: &str) -> Result<Vec<Edit>, Refusal> {
    let same: Vec<(SourceId, &Heading)> =
        anchor.headings.iter().filter(|(_, heading)| heading.id.as_deref() == Some(&*anchor.id)).copied().collect();
    let name = name.trim().trim_start_matches('#');
    let mut edits = Vec::new();
    for &(page, heading) in &same {
        let taken = view.corpus.source(page).document.headings.iter();
        let mut taken = taken.filter(|other| other.span != heading.span && other.scope == heading.scope);
        if taken.any(|other| other.id.as_deref() == Some(name)) {
            return Err(Refusal::Taken(page));
        }
        if view.corpus.site.dialect.explicit_ids == crate::syntax::ExplicitIds::None {
            return Err(Refusal::Derived);
        }
        let valid = !name.is_empty() && !name.contains(char::is_whitespace);
        edits.push(write_id(&view.page(page), heading, name).filter(|_| valid).ok_or(Refusal::Name)?);
    }
    let renamed = Anchor { headings: same, ..anchor.clone() };
    for at in uses(view, &renamed) {
        edits.push(Edit { location: at, text: name.to_owned() });
    }
    Ok(edits)
}

/// Every id that a page offers: its headings, with their places.
pub fn offered<'a>(view: View<'a>, page: SourceId) -> impl Iterator<Item = (&'a str, &'a str, Span)> {
    let headings = &view.corpus.source(page).document.headings;
    headings.iter().filter_map(|heading| Some((heading.id.as_deref()?, &*heading.text, heading.span)))
}
