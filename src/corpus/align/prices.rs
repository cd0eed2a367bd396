//! What the steps of a path cost: the dear part of solving a window, so nothing is compared twice.

use rayon::prelude::*;

use super::cost::{Costs, Shared};
use super::path::Window;
use super::unit::UnitKind;

/// Cells of a table that is filled by one thread.
const ALONE: usize = 20_000;
/// Rows of a larger one that one thread fills in one go.
const TOGETHER: usize = 16;

/// What units have in common, as far as anybody has asked: of each unit of the original a stretch of those of the
/// translation, by the number of the first. It stays the same when a window is solved again with other expectations.
#[derive(Default)]
pub(super) struct Known {
    rows: Vec<(usize, Vec<Shared>)>,
    /// A window, and the pairs of its units that share what no other unit of it has.
    pub(super) unique: Option<(Window, Vec<(usize, usize)>)>,
}

/// The part of a window that a table keeps.
#[derive(Clone, Copy)]
pub(super) struct Band<'t> {
    pub(super) window: Window,
    /// Columns that are kept of a row.
    pub(super) width: usize,
    /// The first of them, by row.
    pub(super) low: &'t [u32],
}

impl Band<'_> {
    fn is_large(&self) -> bool {
        self.low.len() * self.width > ALONE
    }

    /// Compares the units of the window that have not been compared yet.
    pub(super) fn compare(self, costs: &Costs<'_>, known: &mut Known) {
        let Window { i: (first, end), j: (start, last) } = self.window;
        if known.rows.len() < end {
            known.rows.resize_with(end, Default::default);
        }
        let compare = |(row, known): (usize, &mut (usize, Vec<Shared>))| {
            let from = start + self.low[row.saturating_sub(1)] as usize;
            let to = (start + self.low[row] as usize + self.width + 1).min(last);
            extend(known, from, to, |j| costs.common(first + row, j));
        };
        let rows = &mut known.rows[first..end];
        match self.is_large() {
            true => rows.par_iter_mut().enumerate().for_each(compare),
            false => rows.iter_mut().enumerate().for_each(compare),
        }
    }

    /// Fills in the prices of the steps from each cell, by kind of step; those of steps that cannot be are left.
    pub(super) fn fill(self, costs: &Costs<'_>, known: &Known, [pair, merge, split]: [&mut [f32]; 3]) {
        if !self.is_large() {
            return self.fill_rows(costs, known, 0, [pair, merge, split]);
        }
        let cells = TOGETHER * self.width;
        let parts = pair.par_chunks_mut(cells).zip(merge.par_chunks_mut(cells)).zip(split.par_chunks_mut(cells));
        parts.enumerate().for_each(|(part, ((pair, merge), split))| {
            self.fill_rows(costs, known, part * TOGETHER, [pair, merge, split]);
        });
    }

    fn fill_rows(self, costs: &Costs<'_>, known: &Known, first: usize, [pair, merge, split]: [&mut [f32]; 3]) {
        let (rows, columns) = (self.window.rows(), self.window.columns());
        let steps = pair.chunks_mut(self.width).zip(merge.chunks_mut(self.width)).zip(split.chunks_mut(self.width));
        for (row, ((pair, merge), split)) in (first..rows).zip(steps) {
            let low = self.low[row] as usize;
            let (i, start) = (self.window.i.0 + row, self.window.j.0 + low);
            let here = known.from(i, start);
            let merges = row + 1 < rows && costs.original.may_join(i);
            let below = if merges { known.from(i + 1, start) } else { &[] };
            let is_paragraph = costs.original.units[i].kind == UnitKind::Paragraph;
            for at in 0..self.width.min(columns - low) {
                let j = start + at;
                pair[at] = costs.pair_with(i, j, || here[at]);
                if merges && let Some(price) = costs.merge(i, j, (here[at], below[at])) {
                    merge[at] = price;
                }
                let splits = is_paragraph && low + at + 1 < columns && costs.translation.may_join(j);
                if splits && let Some(price) = costs.split(i, j, (here[at], here[at + 1])) {
                    split[at] = price;
                }
            }
        }
    }
}

impl Known {
    /// What is known of a unit of the original, from a unit of the translation on.
    fn from(&self, i: usize, j: usize) -> &[Shared] {
        let (first, shared) = &self.rows[i];
        &shared[j - first..]
    }
}

/// Makes sure that a stretch holds everything from `from` to `to`.
fn extend((first, shared): &mut (usize, Vec<Shared>), from: usize, to: usize, common: impl Fn(usize) -> Shared) {
    let end = *first + shared.len();
    if from > end || to < *first || shared.is_empty() {
        *first = from;
        shared.clear();
        shared.extend((from..to).map(common));
        return;
    }
    shared.extend((end..to).map(&common));
    if from < *first {
        shared.splice(0..0, (from..*first).map(common));
        *first = from;
    }
}
