//! What the steps of a path cost: the dear part of solving a window, so nothing is compared twice.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cost::{Costs, Shared};
use super::path::Window;

/// Cells of a table that is filled by one thread.
const ALONE: usize = 20_000;
/// Rows of a larger one that one thread fills in one go.
const TOGETHER: usize = 16;

/// What units have in common, by window. It stays the same when a window is solved again with other expectations.
pub(super) type Known = FxHashMap<Window, Compared>;

/// What the units of a window have in common: of each row those that it, or the row above, is compared with.
pub(super) struct Compared {
    rows: Vec<(usize, Vec<Shared>)>,
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

    /// Compares the units of the window.
    pub(super) fn compare(self, costs: &Costs<'_>) -> Compared {
        let columns = self.window.columns();
        let compare = |row: usize| {
            let from = self.low[row.saturating_sub(1)] as usize;
            let to = (self.low[row] as usize + self.width + 1).min(columns);
            let common = |column| costs.common(self.window.i.0 + row, self.window.j.0 + column);
            (from, (from..to).map(common).collect())
        };
        let rows = 0..self.window.rows();
        let rows = match self.is_large() {
            true => rows.into_par_iter().map(compare).collect(),
            false => rows.map(compare).collect(),
        };
        Compared { rows }
    }

    /// Fills in the prices of the steps from each cell, by kind of step.
    pub(super) fn fill(self, costs: &Costs<'_>, compared: &Compared, [pair, merge, split]: [&mut [f32]; 3]) {
        if !self.is_large() {
            return self.fill_rows(costs, compared, 0, [pair, merge, split]);
        }
        let cells = TOGETHER * self.width;
        let parts = pair.par_chunks_mut(cells).zip(merge.par_chunks_mut(cells)).zip(split.par_chunks_mut(cells));
        parts.enumerate().for_each(|(part, ((pair, merge), split))| {
            self.fill_rows(costs, compared, part * TOGETHER, [pair, merge, split]);
        });
    }

    fn fill_rows(self, costs: &Costs<'_>, compared: &Compared, first: usize, [pair, merge, split]: [&mut [f32]; 3]) {
        let (rows, columns) = (self.window.rows(), self.window.columns());
        let steps = pair.chunks_mut(self.width).zip(merge.chunks_mut(self.width)).zip(split.chunks_mut(self.width));
        for (row, ((pair, merge), split)) in (first..rows).zip(steps) {
            let low = self.low[row] as usize;
            let here = compared.from(row, low);
            let below = if row + 1 < rows { compared.from(row + 1, low) } else { &[] };
            for at in 0..self.width.min(columns - low) {
                let (i, j) = (self.window.i.0 + row, self.window.j.0 + low + at);
                pair[at] = costs.pair_with(i, j, || here[at]);
                if let Some(&below) = below.get(at) {
                    merge[at] = costs.merge(i, j, (here[at], below)).unwrap_or(f32::INFINITY);
                }
                if let Some(&right) = here.get(at + 1) {
                    split[at] = costs.split(i, j, (here[at], right)).unwrap_or(f32::INFINITY);
                }
            }
        }
    }
}

impl Compared {
    /// What is known of a row from a column on.
    fn from(&self, row: usize, column: usize) -> &[Shared] {
        let (first, shared) = &self.rows[row];
        &shared[column - first..]
    }
}
