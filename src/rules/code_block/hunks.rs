//! Where two lists of lines part.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::lines::{Line, says_the_same};

/// Lines of two blocks that differ, as ranges; one of them may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) original: Range<usize>,
    pub(super) translation: Range<usize>,
}

/// Cells above which two blocks are not compared line by line: what lies between the ends that agree is one place.
const CELLS: usize = 250_000;

/// The places where two lists of lines part; one from the first to the last of them when there are more than `most`.
pub(super) fn hunks(ours: &[Line<'_>], theirs: &[Line<'_>], most: usize) -> Vec<Hunk> {
    let whole = narrowed(ours, theirs, Hunk { original: 0..ours.len(), translation: 0..theirs.len() });
    if whole.original.is_empty() || whole.translation.is_empty() || most == 1 {
        return Vec::from_iter((whole.original.len() + whole.translation.len() > 0).then_some(whole));
    }
    if whole.original.len().saturating_mul(whole.translation.len()) > CELLS {
        return vec![whole];
    }
    let (x, y) = (codes(&ours[whole.original.clone()]), codes(&theirs[whole.translation.clone()]));
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &x, &y) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let shifted = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        let hunk = Hunk {
            original: shifted(op.old_range(), whole.original.start),
            translation: shifted(op.new_range(), whole.translation.start),
        };
        split(ours, theirs, narrowed(ours, theirs, hunk), &mut found);
    }
    if found.len() > most { vec![whole] } else { found }
}

fn codes<'l>(lines: &'l [Line<'_>]) -> Vec<&'l str> {
    lines.iter().map(|line| &*line.code).collect()
}

/// A hunk without the lines at its ends that say the same in other words.
fn narrowed(ours: &[Line<'_>], theirs: &[Line<'_>], hunk: Hunk) -> Hunk {
    let (x, y) = (&ours[hunk.original.clone()], &theirs[hunk.translation.clone()]);
    let same = |(p, q): (&Line<'_>, &Line<'_>)| says_the_same(&p.code, &q.code);
    let head = x.iter().zip(y).take_while(|&pair| same(pair)).count();
    let tail = x[head..].iter().rev().zip(y[head..].iter().rev()).take_while(|&pair| same(pair)).count();
    Hunk {
        original: hunk.original.start + head..hunk.original.end - tail,
        translation: hunk.translation.start + head..hunk.translation.end - tail,
    }
}

/// Adds a hunk; one with as many lines on both sides is taken apart at the lines that say the same.
fn split(ours: &[Line<'_>], theirs: &[Line<'_>], hunk: Hunk, found: &mut Vec<Hunk>) {
    let length = hunk.original.len();
    if length != hunk.translation.len() {
        found.push(hunk);
        return;
    }
    let (from, to) = (hunk.original.start, hunk.translation.start);
    let differ = |k: usize| !says_the_same(&ours[from + k].code, &theirs[to + k].code);
    let mut k = 0;
    while k < length {
        let end = (k..length).find(|&k| !differ(k)).unwrap_or(length);
        if end > k {
            found.push(Hunk { original: from + k..from + end, translation: to + k..to + end });
        }
        k = end.max(k + 1);
    }
}
