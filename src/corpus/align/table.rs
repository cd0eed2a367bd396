//! Dynamic programming over one window, forwards and backwards: the cheapest path, and how sure each gap in it is.

use super::cost::Costs;
use super::path::Window;
use super::unit::Unit;
use super::{Bead, Gap};

/// Cells of a table that is solved exactly. A larger one keeps a band along its diagonal.
const CELLS: usize = 60_000;
/// Cells of a band, at most, unless it would become too narrow to follow anything.
const BAND: usize = 1_000_000;
/// Columns of a band on either side of the diagonal, at least.
const NARROW: usize = 24;
/// A gap below this confidence has rivals: other units that may be the missing one.
const SURE: f32 = 1.0;
/// Units on either side among which rivals are looked for.
const REACH: usize = 40;
/// The price of what cannot be.
const NEVER: f32 = f32::INFINITY;

/// The tables of one window. Row `r` and column `c` stand for what lies before unit `r` and unit `c` of the window;
/// of row `r` only `width` columns from `low[r]` on are kept.
pub(super) struct Table<'a> {
    costs: &'a Costs<'a>,
    window: Window,
    width: usize,
    low: Vec<u32>,
    /// The price of each step, by the cell that it starts from.
    pair: Vec<f32>,
    merge: Vec<f32>,
    split: Vec<f32>,
    /// The cheapest way from the start to a cell, and from a cell to the end.
    forward: Vec<f32>,
    backward: Vec<f32>,
}

/// A step of the path.
#[derive(Debug, Clone, Copy)]
enum Step {
    Pair,
    Missing,
    Extra,
    Merge,
    Split,
}

const STEPS: [Step; 5] = [Step::Pair, Step::Missing, Step::Extra, Step::Merge, Step::Split];

impl Step {
    /// How many units of the original and of the translation it takes.
    fn size(self) -> (usize, usize) {
        match self {
            Step::Pair => (1, 1),
            Step::Missing => (1, 0),
            Step::Extra => (0, 1),
            Step::Merge => (2, 1),
            Step::Split => (1, 2),
        }
    }
}

impl<'a> Table<'a> {
    pub(super) fn new(window: Window, costs: &'a Costs<'a>) -> Self {
        let (rows, columns) = (window.rows(), window.columns());
        let width = match rows * columns <= CELLS {
            true => columns + 1,
            false => (BAND / (rows + 1)).max(2 * NARROW).min(columns) + 1,
        };
        let low = |row: usize| (row * columns / rows).saturating_sub(width / 2).min(columns + 1 - width) as u32;
        let low = (0..=rows).map(low).collect();
        let none = vec![NEVER; (rows + 1) * width];
        let mut table = Self {
            costs,
            window,
            width,
            low,
            pair: none.clone(),
            merge: none.clone(),
            split: none.clone(),
            forward: none.clone(),
            backward: none,
        };
        table.fill_steps();
        table.fill_forward();
        table.fill_backward();
        table
    }

    fn columns_of(&self, row: usize) -> std::ops::Range<usize> {
        let low = self.low[row] as usize;
        low..low + self.width
    }

    fn index(&self, row: usize, column: usize) -> Option<usize> {
        let low = *self.low.get(row)? as usize;
        (column >= low && column < low + self.width).then(|| row * self.width + column - low)
    }

    fn get(&self, table: &[f32], row: usize, column: usize) -> f32 {
        self.index(row, column).map_or(NEVER, |at| table[at])
    }

    fn original(&self, row: usize) -> &'a Unit {
        &self.costs.original.units[self.window.i.0 + row]
    }

    fn translation(&self, column: usize) -> &'a Unit {
        &self.costs.translation.units[self.window.j.0 + column]
    }

    fn fill_steps(&mut self) {
        let (rows, columns) = (self.window.rows(), self.window.columns());
        for row in 0..rows {
            let low = self.low[row] as usize;
            for column in low..(low + self.width).min(columns) {
                let at = row * self.width + column - low;
                let (i, j) = (self.window.i.0 + row, self.window.j.0 + column);
                self.pair[at] = self.costs.pair(i, j);
                if row + 1 < rows {
                    self.merge[at] = self.costs.merge(i, j).unwrap_or(NEVER);
                }
                if column + 1 < columns {
                    self.split[at] = self.costs.split(i, j).unwrap_or(NEVER);
                }
            }
        }
    }

    /// The price of a step that starts from a cell; [`NEVER`] where it would leave the window.
    fn price(&self, step: Step, row: usize, column: usize) -> f32 {
        match step {
            Step::Pair => self.get(&self.pair, row, column),
            Step::Merge => self.get(&self.merge, row, column),
            Step::Split => self.get(&self.split, row, column),
            Step::Missing if row < self.window.rows() => Costs::gap(self.original(row)),
            Step::Extra if column < self.window.columns() => Costs::gap(self.translation(column)),
            Step::Missing | Step::Extra => NEVER,
        }
    }

    /// What it costs to arrive at a cell by a step.
    fn arriving(&self, step: Step, row: usize, column: usize) -> f32 {
        let (up, left) = step.size();
        match (row.checked_sub(up), column.checked_sub(left)) {
            (Some(r), Some(c)) => self.get(&self.forward, r, c) + self.price(step, r, c),
            _ => NEVER,
        }
    }

    /// What it costs to get from a cell to the end when a step is taken first.
    fn leaving(&self, step: Step, row: usize, column: usize) -> f32 {
        let (down, right) = step.size();
        self.price(step, row, column) + self.get(&self.backward, row + down, column + right)
    }

    /// The cheapest path in all that takes a step from a cell.
    fn through(&self, step: Step, row: usize, column: usize) -> f32 {
        self.get(&self.forward, row, column) + self.leaving(step, row, column)
    }

    fn fill_forward(&mut self) {
        for row in 0..=self.window.rows() {
            for (offset, column) in self.columns_of(row).enumerate() {
                let best = STEPS.iter().map(|&step| self.arriving(step, row, column)).fold(NEVER, f32::min);
                self.forward[row * self.width + offset] = if row + column == 0 { 0.0 } else { best };
            }
        }
    }

    fn fill_backward(&mut self) {
        let end = (self.window.rows(), self.window.columns());
        for row in (0..=end.0).rev() {
            for (offset, column) in self.columns_of(row).enumerate().rev() {
                let best = STEPS.iter().map(|&step| self.leaving(step, row, column)).fold(NEVER, f32::min);
                self.backward[row * self.width + offset] = if (row, column) == end { 0.0 } else { best };
            }
        }
    }

    /// Walks the cheapest path and weighs its gaps.
    pub(super) fn trace(&self, beads: &mut Vec<Bead>) {
        let steps = self.walk();
        let gaps = Gaps::new(self, &steps);
        let (i, j) = (self.window.i.0, self.window.j.0);
        for (step, row, column) in steps.into_iter().rev() {
            let (original, translation) = (i + row, j + column);
            beads.push(match step {
                Step::Pair => Bead::Match { original, translation },
                Step::Merge => Bead::Merge { original: [original, original + 1], translation },
                Step::Split => Bead::Split { original, translation: [translation, translation + 1] },
                Step::Missing => Bead::Missing(gaps.missing(row)),
                Step::Extra => Bead::Extra(gaps.extra(column)),
            });
        }
    }

    /// The steps of the cheapest path with the cells that they start from, the last one first.
    fn walk(&self) -> Vec<(Step, usize, usize)> {
        let mut steps = Vec::new();
        let (mut row, mut column) = (self.window.rows(), self.window.columns());
        while row + column > 0 {
            let price = |step: &Step| self.arriving(*step, row, column);
            let cheapest = STEPS.into_iter().min_by(|a, b| price(a).total_cmp(&price(b)));
            let step = cheapest.filter(|step| price(step) < NEVER).unwrap_or(match row {
                0 => Step::Extra,
                _ => Step::Missing,
            });
            let (up, left) = step.size();
            row -= up;
            column -= left;
            steps.push((step, row, column));
        }
        steps
    }

    /// The cheapest path on which the unit of `row` has a counterpart, alone or with a neighbour.
    fn matched_row(&self, row: usize) -> f32 {
        let here = [Step::Pair, Step::Merge, Step::Split].map(|step| self.cheapest_from(step, row));
        let above = row.checked_sub(1).map_or(NEVER, |above| self.cheapest_from(Step::Merge, above));
        here.into_iter().fold(above, f32::min)
    }

    fn matched_column(&self, column: usize) -> f32 {
        let here = [Step::Pair, Step::Merge, Step::Split].map(|step| self.cheapest_above(step, column));
        let left = column.checked_sub(1).map_or(NEVER, |left| self.cheapest_above(Step::Split, left));
        here.into_iter().fold(left, f32::min)
    }

    /// The cheapest path that takes a step from some cell of a row.
    fn cheapest_from(&self, step: Step, row: usize) -> f32 {
        self.columns_of(row).map(|column| self.through(step, row, column)).fold(NEVER, f32::min)
    }

    /// The cheapest path that takes a step from some cell of a column.
    fn cheapest_above(&self, step: Step, column: usize) -> f32 {
        self.rows_of(column).map(|row| self.through(step, row, column)).fold(NEVER, f32::min)
    }

    /// The rows whose band holds a column: a range, since the band only moves to the right.
    fn rows_of(&self, column: usize) -> std::ops::Range<usize> {
        let from = self.low.partition_point(|&low| low as usize + self.width <= column);
        from..self.low.partition_point(|&low| low as usize <= column)
    }
}

/// What is needed to say how sure the gaps of a path are.
struct Gaps<'t, 'a> {
    table: &'t Table<'a>,
    best: f32,
    /// For each row and column, how much dearer the path is on which it has no counterpart; infinite for those that
    /// have none on the best path.
    rows: Vec<f32>,
    columns: Vec<f32>,
}

impl<'t, 'a> Gaps<'t, 'a> {
    fn new(table: &'t Table<'a>, steps: &[(Step, usize, usize)]) -> Self {
        let best = table.forward.last().copied().unwrap_or_default();
        let mut gaps = Self { table, best, rows: Vec::new(), columns: Vec::new() };
        if steps.iter().any(|(step, ..)| matches!(step, Step::Missing)) {
            let dearer = |row| table.cheapest_from(Step::Missing, row) - best;
            gaps.rows = (0..table.window.rows()).map(dearer).collect();
        }
        if steps.iter().any(|(step, ..)| matches!(step, Step::Extra)) {
            let dearer = |column| table.cheapest_above(Step::Extra, column) - best;
            gaps.columns = (0..table.window.columns()).map(dearer).collect();
        }
        for &(step, row, column) in steps {
            match step {
                Step::Missing => gaps.rows[row] = NEVER,
                Step::Extra => gaps.columns[column] = NEVER,
                Step::Pair | Step::Merge | Step::Split => {}
            }
        }
        gaps
    }

    /// How much dearer it is to give a row a counterpart, and which others may lack one instead.
    fn missing(&self, row: usize) -> Gap {
        let table = self.table;
        let rivals = |other: &usize| table.original(*other).nested_like(table.original(row));
        self.gap(table.window.i.0, row, table.matched_row(row), &self.rows, rivals)
    }

    fn extra(&self, column: usize) -> Gap {
        let table = self.table;
        let rivals = |other: &usize| table.translation(*other).nested_like(table.translation(column));
        self.gap(table.window.j.0, column, table.matched_column(column), &self.columns, rivals)
    }

    fn gap(&self, first: usize, at: usize, matched: f32, alone: &[f32], rival: impl Fn(&usize) -> bool) -> Gap {
        let confidence = if self.best < NEVER { matched - self.best } else { 0.0 };
        let near = at.saturating_sub(REACH)..(at + REACH).min(alone.len());
        let rivals = near.filter(|&other| confidence < SURE && other != at && alone[other] < SURE).filter(rival);
        Gap { unit: first + at, confidence, rivals: rivals.map(|other| first + other).collect() }
    }
}
