//! The texts of a page that may give a date for a release, read once for all rules that ask.

use std::cell::OnceCell;
use std::rc::Rc;

use super::label::{Line, Sections, lines};
use super::stretch::Stretch;
use super::{about, calendars, mentioned};
use crate::corpus::calendar::Calendar;
use crate::corpus::dates::{has_date_number, has_month_character};
use crate::corpus::version::may_have_version;
use crate::document::{Block, BlockId, BlockKind};
use crate::rules::Page;
use crate::rules::shared::is_ascii;
use crate::rules::tokens::visible::Visible;
use crate::text::Span;

/// What is known of the dates of one page, once somebody has asked.
#[derive(Debug, Default)]
pub(in crate::rules) struct DatedTexts(OnceCell<Option<Texts>>);

/// The texts of a page in which a date may stand.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) calendars: Vec<&'static Calendar>,
    /// The product that the page is about.
    pub(super) about: Option<usize>,
    /// The blocks in which a date may stand.
    pub(super) dated: Vec<BlockId>,
    /// Those of them that name a release.
    pub(super) naming: Vec<Rc<Stretch>>,
    sections: OnceCell<Sections>,
    lines: OnceCell<Vec<Line>>,
}

/// Calls `each` with the texts of a page, if it can claim anything of a release.
pub(super) fn with_texts<T>(page: &Page<'_>, each: impl FnOnce(&Texts) -> T) -> Option<T> {
    match page.shared {
        Some(shared) => shared.dates.0.get_or_init(|| Texts::of(page)).as_ref().map(each),
        None => Texts::of(page).as_ref().map(each),
    }
}

impl Texts {
    fn of(page: &Page<'_>) -> Option<Self> {
        // What is claimed is claimed of a version, but for the date under the title of an announcement.
        if page.facts.releases.of_page(page.id).is_none() && !may_have_version(page.text) {
            return None;
        }
        let (calendars, about) = (calendars(page), about(page));
        let blocks = &page.document.blocks;
        // Most pages have no month in characters in any block.
        let in_characters = !is_ascii(page) && has_month_character(page.document.body.of(page.text));
        let may_have_date =
            |text: &str| has_date_number(text, &calendars) || in_characters && has_month_character(text);
        let is_dated =
            |index: &usize| is_text(blocks[*index].kind) && may_have_date(own_text(blocks, *index).of(page.text));
        let dated: Vec<BlockId> = (0..blocks.len()).filter(is_dated).map(|index| BlockId(index as u32)).collect();
        let named = |id: &BlockId| {
            let span = blocks[id.0 as usize].span;
            mentioned(page, span, about.is_some()).next()?;
            let visible = Visible::lines_of(page.document, page.text, span);
            Stretch::naming(page, visible, about, &calendars).map(Rc::new)
        };
        let naming = dated.iter().filter_map(named).collect();
        Some(Self { calendars, about, dated, naming, sections: OnceCell::new(), lines: OnceCell::new() })
    }

    /// What the sections of the page are about.
    pub(super) fn sections(&self, page: &Page<'_>) -> &Sections {
        self.sections.get_or_init(|| Sections::of(page))
    }

    /// The paragraphs in which a label may stand before a date.
    pub(super) fn lines(&self, page: &Page<'_>) -> &[Line] {
        self.lines.get_or_init(|| lines(page, self))
    }
}

pub(super) fn is_text(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Cell | BlockKind::Definition)
}

/// The text of a block; that of a definition, which may hold other blocks, before the first of them.
fn own_text(blocks: &[Block], index: usize) -> Span {
    let Block { span, kind, .. } = blocks[index];
    if kind != BlockKind::Definition {
        return span;
    }
    let end = blocks.get(index + 1).map_or(span.end, |next| next.span.start.clamp(span.start, span.end));
    Span { end, ..span }
}
