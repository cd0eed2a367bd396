//! Work on many pages in batches: a step is done for some pages before the next step is.
//!
//! All steps together are more code than a processor keeps at hand, and most pages are small: with a page at a time every
//! step finds its code gone. The pages of a batch are still there when the next step comes.

use rayon::prelude::*;

/// How many pages, or pairs of pages, are a batch.
const SIZE: usize = 16;

/// How many of `count` items are a batch: there are no fewer batches than threads, if there are as many items.
fn size(count: usize) -> usize {
    count.div_ceil(rayon::current_num_threads()).clamp(1, SIZE)
}

/// Works on batches in parallel, and keeps the order.
pub(crate) fn in_batches<T: Send, R: Send>(items: Vec<T>, work: impl Fn(Vec<T>) -> Vec<R> + Send + Sync) -> Vec<R> {
    if items.len() < 2 {
        return work(items);
    }
    let size = size(items.len());
    items.into_par_iter().chunks(size).flat_map_iter(work).collect()
}

/// Works on batches in parallel as [`in_batches`] does; items with one key, which stand beside each other, stay in one batch.
pub(crate) fn in_batches_of_groups<T: Copy + Sync, K: PartialEq, R: Send>(
    items: &[T],
    key: impl Fn(T) -> K,
    work: impl Fn(&[T]) -> Vec<R> + Send + Sync,
) -> Vec<R> {
    let size = size(items.len());
    let mut batches = Vec::with_capacity(items.len() / size + 1);
    let mut rest = items;
    while !rest.is_empty() {
        let is_end = |&at: &usize| key(rest[at - 1]) != key(rest[at]);
        let end = (size..rest.len()).find(is_end).unwrap_or(rest.len());
        let (batch, after) = rest.split_at(end);
        batches.push(batch);
        rest = after;
    }
    batches.into_par_iter().flat_map_iter(work).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stay_whole_and_in_order() {
        let items: Vec<usize> = (0..200).collect();
        for length in [1, 3, 16, 17, 200] {
            let group = |item: usize| item / length;
            let batches = in_batches_of_groups(&items, group, |batch| vec![batch.to_vec()]);
            assert_eq!(batches.concat(), items);
            let is_cut = |pair: &[Vec<usize>]| group(pair[0][pair[0].len() - 1]) == group(pair[1][0]);
            assert!(!batches.windows(2).any(is_cut), "{length}: {batches:?}");
            assert!(batches.iter().all(|batch| batch.len() < SIZE + length), "{length}: {batches:?}");
        }
        assert!(in_batches_of_groups(&[], |item: u8| item, <[u8]>::to_vec).is_empty());
    }
}
