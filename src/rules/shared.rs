//! What the checks of one page find out once for all of them.

use super::claims::DatedTexts;
use super::link_targets::LinkTargets;

/// What is known of one page, once somebody has asked.
#[derive(Debug, Default)]
pub struct Shared {
    /// The links of which there is something to say.
    pub(super) links: LinkTargets,
    /// The texts in which a date may stand.
    pub(super) dates: DatedTexts,
}
