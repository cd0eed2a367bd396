//! Dynamic programming over one window, forwards and backwards: the cheapest path, and how sure each gap in it is.

use std::cell::OnceCell;

use super::cost::{Costs, lesser};
use super::path::Window;
use super::prices::{Band, Known};
use super::settle::DOUBT;
use super::unit::Unit;
use super::{Bead, Gap, NAMED};

/// Cells of a table that is solved exactly. A larger one keeps a band along its diagonal.
const CELLS: usize = 60_000;
/// Cells of a band, at most, unless it would become too narrow to follow anything.
const BAND: usize = 600_000;
/// Columns of a band on either side of the diagonal, at least.
const NARROW: usize = 24;
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
    /// The price of leaving each row and each column without a counterpart.
    missing: Vec<f32>,
    extra: Vec<f32>,
    /// The cheapest way from the start to a cell, and from a cell to the end; the latter is empty until it is asked for.
    forward: Vec<f32>,
    backward: Vec<f32>,
}

/// One row of a table.
#[derive(Clone, Copy)]
struct Row<'t> {
    /// The first column that is kept.
    low: usize,
    prices: &'t [f32],
}

impl<'t> Row<'t> {
    fn get(self, column: usize) -> f32 {
        self.prices.get(column.wrapping_sub(self.low)).copied().unwrap_or(NEVER)
    }

    /// The same prices some columns further to the right.
    fn to_the_right(self, columns: usize) -> Self {
        Row { low: self.low + columns, ..self }
    }

    /// The prices from a column on, and how many columns there are before the first that is kept.
    fn since(self, column: usize) -> (usize, &'t [f32]) {
        (self.low.saturating_sub(column), self.prices.get(column.saturating_sub(self.low)..).unwrap_or_default())
    }
}

/// Lowers prices, the first of which are skipped, to those of other ways.
fn lower(prices: &mut [f32], skipped: usize, ways: impl Iterator<Item = f32>) {
    for (price, way) in prices.get_mut(skipped..).unwrap_or_default().iter_mut().zip(ways) {
        *price = lesser(*price, way);
    }
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

/// A step of the path with the cell that it starts from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walked {
    step: Step,
    row: usize,
    column: usize,
}

impl Walked {
    /// True for a step that leaves a unit without a counterpart.
    pub(super) fn is_gap(&self) -> bool {
        matches!(self.step, Step::Missing | Step::Extra)
    }
}

/// The steps, in the order in which they are taken from the end when they cost the same: of two equal blocks the latter is
/// the one without a counterpart, so that what is missing begins with its heading and ends with the line below it.
const STEPS: [Step; 5] = [Step::Missing, Step::Extra, Step::Pair, Step::Merge, Step::Split];
/// Sums of the same prices in another order differ by less.
const TIE: f32 = 1e-4;

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
    pub(super) fn new(window: Window, costs: &'a Costs<'a>, known: &mut Known) -> Self {
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
            missing: Vec::new(),
            extra: Vec::new(),
            forward: none,
            backward: Vec::new(),
        };
        table.missing = (0..rows).map(|row| Costs::gap(table.original(row))).collect();
        table.extra = (0..columns).map(|column| Costs::gap(table.translation(column))).collect();
        table.fill_steps(known);
        table.fill_forward();
        table
    }

    /// Makes the table ready to say how sure the gaps on its path are.
    pub(super) fn find_way_back(&mut self) {
        self.backward = vec![NEVER; self.forward.len()];
        self.fill_backward();
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

    fn fill_steps(&mut self, known: &mut Known) {
        let band = Band { window: self.window, width: self.width, low: &self.low };
        band.compare(self.costs, known);
        band.fill(self.costs, known, [&mut self.pair, &mut self.merge, &mut self.split]);
    }

    /// The price of a step that starts from a cell; [`NEVER`] where it would leave the window.
    fn price(&self, step: Step, row: usize, column: usize) -> f32 {
        match step {
            Step::Pair => self.get(&self.pair, row, column),
            Step::Merge => self.get(&self.merge, row, column),
            Step::Split => self.get(&self.split, row, column),
            Step::Missing => self.missing.get(row).copied().unwrap_or(NEVER),
            Step::Extra => self.extra.get(column).copied().unwrap_or(NEVER),
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

    /// A row of one of the tables; one without cells where there is none.
    fn row<'t>(&self, table: &'t [f32], row: Option<usize>) -> Row<'t> {
        match row.filter(|&row| row < self.low.len()) {
            Some(row) => Row { low: self.low[row] as usize, prices: &table[row * self.width..(row + 1) * self.width] },
            None => Row { low: 0, prices: &[] },
        }
    }

    /// Every cell is reached by the cheapest of the [`STEPS`] that lead to it.
    fn fill_forward(&mut self) {
        let mut forward = std::mem::take(&mut self.forward);
        for row in 0..self.low.len() {
            let (done, own) = forward.split_at_mut(row * self.width);
            let (own, low) = (&mut own[..self.width], self.low[row] as usize);
            let (one, two) = (row.checked_sub(1), row.checked_sub(2));
            let (above, higher) = (self.row(done, one), self.row(done, two));
            let (pair, split, merge) =
                (self.row(&self.pair, one), self.row(&self.split, one), self.row(&self.merge, two));
            for (from, step, left) in [(above, pair, 1), (above, split, 2), (higher, merge, 1)] {
                let (skipped, from) = from.to_the_right(left).since(low);
                let (_, step) = step.to_the_right(left).since(low);
                lower(own, skipped, from.iter().zip(step).map(|(from, step)| from + step));
            }
            match one.map(|one| self.missing[one]) {
                Some(missing) => {
                    let (skipped, from) = above.since(low);
                    lower(own, skipped, from.iter().map(|from| from + missing));
                }
                None => own[0] = 0.0,
            }
            let mut left = own[0];
            for (price, extra) in own[1..].iter_mut().zip(&self.extra[low..]) {
                left = lesser(*price, left + extra);
                *price = left;
            }
        }
        self.forward = forward;
    }

    /// From every cell the cheapest of the [`STEPS`] is taken.
    fn fill_backward(&mut self) {
        let mut backward = std::mem::take(&mut self.backward);
        for row in (0..self.low.len()).rev() {
            let (own, done) = backward[row * self.width..].split_at_mut(self.width);
            let low = self.low[row] as usize;
            // What lies below is counted from the row after this one.
            let below = |rows: usize| {
                let low = self.low.get(row + rows).map_or(0, |&low| low as usize);
                Row { low, prices: done.chunks_exact(self.width).nth(rows - 1).unwrap_or(&[]) }
            };
            let [pair, split, merge] = [&self.pair, &self.split, &self.merge].map(|table| self.row(table, Some(row)));
            for (from, step, right) in [(below(1), pair, 1), (below(1), split, 2), (below(2), merge, 1)] {
                let (skipped, from) = from.since(low + right);
                let step = step.prices.get(skipped..).unwrap_or_default();
                lower(own, skipped, from.iter().zip(step).map(|(from, step)| from + step));
            }
            let last = self.width - 1;
            match self.missing.get(row) {
                Some(missing) => {
                    let (skipped, from) = below(1).since(low);
                    lower(own, skipped, from.iter().map(|from| from + missing));
                }
                None => own[last] = 0.0,
            }
            let mut right = own[last];
            for (price, extra) in own[..last].iter_mut().zip(&self.extra[low..]).rev() {
                right = lesser(*price, right + extra);
                *price = right;
            }
        }
        self.backward = backward;
    }

    /// The beads of a path; its gaps are weighed when the way back is known.
    pub(super) fn trace(&self, steps: &[Walked], beads: &mut Vec<Bead>) {
        let gaps = Gaps::new(self, steps);
        let (i, j) = (self.window.i.0, self.window.j.0);
        for &Walked { step, row, column } in steps.iter().rev() {
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

    /// The steps of the cheapest path, the last one first.
    pub(super) fn walk(&self) -> Vec<Walked> {
        let mut steps = Vec::new();
        let (mut row, mut column) = (self.window.rows(), self.window.columns());
        while row + column > 0 {
            let cheapest = self.get(&self.forward, row, column);
            let step = match STEPS.into_iter().find(|&step| self.arriving(step, row, column) <= cheapest + TIE) {
                Some(step) if cheapest < NEVER => step,
                _ if row == 0 => Step::Extra,
                _ => Step::Missing,
            };
            let (up, left) = step.size();
            row -= up;
            column -= left;
            steps.push(Walked { step, row, column });
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

    /// The cheapest path on which the unit of a row has no counterpart.
    fn without_row(&self, row: usize) -> f32 {
        let (here, below) = (self.row(&self.forward, Some(row)), self.row(&self.backward, Some(row + 1)));
        let ways = self
            .columns_of(row)
            .zip(here.prices)
            .map(|(column, price)| price + (self.missing[row] + below.get(column)));
        ways.fold(NEVER, f32::min)
    }

    /// The cheapest path that takes a step to other units from some cell of a row.
    fn cheapest_from(&self, step: Step, row: usize) -> f32 {
        let (down, right) = step.size();
        let prices = match step {
            Step::Merge => &self.merge,
            Step::Split => &self.split,
            _ => &self.pair,
        };
        let (here, prices) = (self.row(&self.forward, Some(row)), self.row(prices, Some(row)));
        let onwards = self.row(&self.backward, Some(row + down));
        let cells = self.columns_of(row).zip(here.prices).zip(prices.prices);
        cells.map(|((column, here), price)| here + (price + onwards.get(column + right))).fold(NEVER, f32::min)
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
    steps: &'t [Walked],
    best: f32,
    /// For each row and column, how much dearer the path is on which it has no counterpart; infinite for those that
    /// have none on the best path. Only gaps that are not sure ask for it.
    rows: OnceCell<Vec<f32>>,
    columns: OnceCell<Vec<f32>>,
}

impl<'t, 'a> Gaps<'t, 'a> {
    fn new(table: &'t Table<'a>, steps: &'t [Walked]) -> Self {
        let best = table.forward.last().copied().unwrap_or_default();
        Self { table, steps, best, rows: OnceCell::new(), columns: OnceCell::new() }
    }

    fn rows(&self) -> &[f32] {
        self.rows.get_or_init(|| {
            let dearer = |row| self.table.without_row(row) - self.best;
            let mut rows: Vec<f32> = (0..self.table.window.rows()).map(dearer).collect();
            let gone = self.steps.iter().filter(|walked| matches!(walked.step, Step::Missing));
            gone.for_each(|walked| rows[walked.row] = NEVER);
            rows
        })
    }

    fn columns(&self) -> &[f32] {
        self.columns.get_or_init(|| {
            let dearer = |column| self.table.cheapest_above(Step::Extra, column) - self.best;
            let mut columns: Vec<f32> = (0..self.table.window.columns()).map(dearer).collect();
            let gone = self.steps.iter().filter(|walked| matches!(walked.step, Step::Extra));
            gone.for_each(|walked| columns[walked.column] = NEVER);
            columns
        })
    }

    /// How much dearer it is to give a row a counterpart, and which others may lack one instead.
    fn missing(&self, row: usize) -> Gap {
        let table = self.table;
        if table.backward.is_empty() {
            return Gap::sure(table.window.i.0 + row);
        }
        let rivals = |other: &usize| table.original(*other).nested_like(table.original(row));
        self.gap((table.window.i.0, row), table.matched_row(row), DOUBT, || self.rows(), rivals)
    }

    fn extra(&self, column: usize) -> Gap {
        let table = self.table;
        if table.backward.is_empty() {
            return Gap::sure(table.window.j.0 + column);
        }
        let rivals = |other: &usize| table.translation(*other).nested_like(table.translation(column));
        self.gap((table.window.j.0, column), table.matched_column(column), NAMED, || self.columns(), rivals)
    }

    fn gap<'g>(
        &'g self,
        (first, at): (usize, usize),
        matched: f32,
        doubt: f32,
        alone: impl Fn() -> &'g [f32],
        rival: impl Fn(&usize) -> bool,
    ) -> Gap {
        let confidence = if self.best < NEVER { matched - self.best } else { 0.0 };
        let (mut rivals, mut dearer) = (Vec::new(), Vec::new());
        if confidence < doubt {
            let alone = alone();
            let unsure = instead(alone, at).filter(|&other| alone[other] < doubt).filter(rival);
            (rivals, dearer) = unsure.map(|other| (first + other, alone[other])).unzip();
        }
        Gap { unit: first + at, confidence, rivals, dearer }
    }
}

/// The units near one without a counterpart that may lack theirs instead of it: beyond another gap they would lack it
/// instead of that one. `alone` is infinite for units without a counterpart.
fn instead(alone: &[f32], at: usize) -> impl Iterator<Item = usize> {
    let gone = |other: &usize| alone[*other] == NEVER;
    let (low, high) = (at.saturating_sub(REACH), (at + REACH).min(alone.len()));
    let first = (low..at).rev().skip_while(gone).find(gone).map_or(low, |other| other + 1);
    let end = (at + 1..high).skip_while(gone).find(gone).unwrap_or(high);
    (first..end).filter(move |&other| other != at)
}
