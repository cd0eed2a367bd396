//! Where links lead.

use super::View;
use crate::corpus::links::{PathForm, Target, decoded, resolve};
use crate::document::{Heading, Link};
use crate::text::{SourceId, Span};

/// What a link on a page leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A page of the site, or a heading on it.
    Page {
        /// The page.
        page: SourceId,
        /// The heading; `None` for the page as a whole, or when nothing answers to the fragment.
        heading: Option<Span>,
    },
    /// An address elsewhere.
    Address(String),
}

/// Where a link on page `id` leads.
pub fn of(view: View<'_>, id: SourceId, link: &Link) -> Option<Place> {
    let source = view.corpus.source(id);
    match resolve(&view.corpus.site, source, &link.destination.value) {
        Target::Page(target) => {
            let site = &view.corpus.site;
            let language = source.language.unwrap_or(site.original);
            let page = match target.form == PathForm::Own {
                true => Some(id),
                false => view.facts.pages.linked(language, &target).map(|found| found.id),
            };
            // A page that nobody has translated is read in the original's language.
            let page = page.or_else(|| view.facts.pages.find(site.original, &target.path).map(|found| found.id))?;
            let heading = (!target.fragment.is_empty()).then(|| heading(view, page, target.fragment)).flatten();
            Some(Place::Page { page, heading: heading.map(|heading| heading.span) })
        }
        Target::External(address) if address.starts_with("http") => Some(Place::Address(address.to_owned())),
        _ => None,
    }
}

/// The heading of a page that answers to a fragment.
pub fn heading<'a>(view: View<'a>, page: SourceId, fragment: &str) -> Option<&'a Heading> {
    let fragment = decoded(fragment);
    let headings = &view.corpus.source(page).document.headings;
    headings.iter().find(|heading| heading.id.as_deref() == Some(&*fragment))
}
