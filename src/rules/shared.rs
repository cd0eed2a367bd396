//! What the checks of one page find out once for all of them.

use std::cell::OnceCell;

use super::check::Page;
use super::claims::DatedTexts;
use super::link_targets::LinkTargets;

/// What is known of one page, once somebody has asked.
#[derive(Debug, Default)]
pub struct Shared {
    /// The links of which there is something to say.
    pub(super) links: LinkTargets,
    /// The texts in which a date may stand.
    pub(super) dates: DatedTexts,
    /// See [`is_ascii`].
    ascii: OnceCell<bool>,
    /// See [`has_wide`].
    wide: OnceCell<bool>,
}

/// True for a page of ASCII, as many originals are: no other sign need be looked for.
pub(super) fn is_ascii(page: &Page<'_>) -> bool {
    let look = || page.text.is_ascii();
    page.shared.map_or_else(look, |shared| *shared.ascii.get_or_init(look))
}

/// True for a page with signs of full width, of which most begin with the same two bytes: the others need not be searched
/// for each of them.
pub(super) fn has_wide(page: &Page<'_>) -> bool {
    let look = || !is_ascii(page) && memchr::memmem::find(page.text.as_bytes(), &"（".as_bytes()[..2]).is_some();
    page.shared.map_or_else(look, |shared| *shared.wide.get_or_init(look))
}
