//! Alignment of units made by hand: what is found, how sure it is, and what it costs on large and hostile pages.

use std::sync::Arc;

use super::script::Letters;
use super::unit::Mark;
use super::{Alignment, Bead, Gap, Lengths, Script, Unit, UnitKind, Units, align};
use crate::document::BlockId;
use crate::text::Span;

const ZH: Lengths = Lengths { ratio: 0.45, variance: 1.34 };

/// A unit for tests: what it is, its length, and its marks.
#[derive(Clone)]
struct Made(UnitKind, u32, Vec<u32>);

fn paragraph(length: u32, marks: &[u32]) -> Made {
    Made(UnitKind::Paragraph, length, marks.to_vec())
}

/// A page of units; a heading's first mark is its id.
fn page(made: &[Made], script: Script) -> Arc<Units> {
    let mut out = Units { script, ..Units::default() };
    for (index, Made(kind, length, marks)) in made.iter().enumerate() {
        let start = out.marks.len() as u32;
        let id = if matches!(kind, UnitKind::Heading(_)) { marks.first().copied().unwrap_or(0) } else { 0 };
        let marks = if id == 0 { &**marks } else { &[] };
        let mut hashes: Vec<u32> = marks.iter().map(|mark| mark.wrapping_mul(0x9e37_79b1)).collect();
        hashes.sort_unstable();
        out.marks.extend(hashes.into_iter().map(|hash| Mark { hash, weight: 1.0 }));
        out.units.push(Unit {
            block: BlockId(index as u32),
            span: Span::new(index * 10, index * 10 + 9),
            kind: *kind,
            container: None,
            nesting: 0,
            length: *length,
            letters: match script {
                Script::Latin => Letters { latin: *length, other: 0 },
                Script::Other => Letters { latin: 0, other: *length },
            },
            ending: Default::default(),
            id,
            marks: (start, out.marks.len() as u32),
            words: (0, 0),
            numbers: 0,
        });
    }
    Arc::new(out)
}

/// The same units as a translator would leave them: marks kept, lengths by the ratio with some scatter.
fn translated(made: &[Made]) -> Vec<Made> {
    let scatter = |index: usize, length: u32| length * 45 / 100 + (index as u32 * 7) % 5;
    made.iter()
        .enumerate()
        .map(|(i, Made(kind, length, marks))| Made(*kind, scatter(i, *length), marks.clone()))
        .collect()
}

fn aligned(original: &[Made], translation: &[Made]) -> Alignment {
    let alignment = align(page(original, Script::Latin), page(translation, Script::Other), ZH);
    assert_whole(&alignment);
    alignment
}

/// Every unit stands in exactly one bead, in order.
fn assert_whole(alignment: &Alignment) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for bead in &alignment.beads {
        match bead {
            Bead::Match { original, translation } => (ours.push(*original), theirs.push(*translation)).0,
            Bead::Merge { original, translation } => (ours.extend(original), theirs.push(*translation)).0,
            Bead::Split { original, translation } => (ours.push(*original), theirs.extend(translation)).0,
            Bead::Missing(gap) => ours.push(gap.unit),
            Bead::Extra(gap) => theirs.push(gap.unit),
        }
    }
    assert!(ours.iter().copied().eq(0..alignment.original.units.len()), "{ours:?}");
    assert!(theirs.iter().copied().eq(0..alignment.translation.units.len()), "{theirs:?}");
}

fn missing(alignment: &Alignment) -> Vec<&Gap> {
    alignment.beads.iter().filter_map(|bead| if let Bead::Missing(gap) = bead { Some(gap) } else { None }).collect()
}

/// A page with sections of paragraphs, each with marks of its own.
fn long(units: u32) -> Vec<Made> {
    let unit = |k: u32| match k % 10 {
        0 => Made(UnitKind::Heading(2), 20, vec![1_000_000 + k]),
        _ => paragraph(60 + (k * 37) % 90, &[k % 13 + 1, 100_000 + k]),
    };
    (0..units).map(unit).collect()
}

#[test]
fn a_missing_block_is_named() {
    let original = long(40);
    for gone in 0..40 {
        let mut translation = translated(&original);
        translation.remove(gone);
        let alignment = aligned(&original, &translation);
        let gaps = missing(&alignment);
        assert_eq!(gaps.iter().map(|gap| gap.unit).collect::<Vec<_>>(), [gone]);
        assert!(gaps[0].confidence >= 1.0, "block {gone}: {gaps:?}");
        assert_eq!(alignment.beads.len(), 40);
    }
}

#[test]
fn an_extra_block_is_named() {
    let original = long(30);
    for at in 0..30 {
        let mut translation = translated(&original);
        translation.insert(at, paragraph(50, &[77_777]));
        let alignment = aligned(&original, &translation);
        let extra: Vec<usize> = alignment
            .beads
            .iter()
            .filter_map(|bead| if let Bead::Extra(gap) = bead { Some(gap.unit) } else { None })
            .collect();
        assert_eq!(extra, [at]);
    }
}

#[test]
fn one_of_several_equal_blocks_cannot_be_named() {
    let mut original = long(10);
    original.splice(5..5, std::iter::repeat_n(paragraph(50, &[5]), 4));
    let mut translation = translated(&original);
    translation.remove(7);
    let alignment = aligned(&original, &translation);
    let gaps = missing(&alignment);
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].confidence < 1.0, "{gaps:?}");
    let mut candidates: Vec<usize> = gaps[0].rivals.iter().copied().chain([gaps[0].unit]).collect();
    candidates.sort_unstable();
    assert_eq!(candidates, [5, 6, 7, 8]);
}

#[test]
fn merged_and_split_paragraphs_are_no_gaps() {
    let original = long(20);
    let mut merged = translated(&original);
    let second = merged.remove(6);
    merged[5].1 += second.1;
    merged[5].2.extend(second.2);
    let alignment = aligned(&original, &merged);
    assert!(alignment.beads.contains(&Bead::Merge { original: [5, 6], translation: 5 }), "{:?}", alignment.beads);
    assert!(missing(&alignment).is_empty());

    let mut split = translated(&original);
    let half = paragraph(split[12].1 / 2, &split[12].2[1..]);
    split[12] = paragraph(half.1, &split[12].2[..1]);
    split.insert(13, half);
    let alignment = aligned(&original, &split);
    assert!(alignment.beads.contains(&Bead::Split { original: 12, translation: [12, 13] }), "{:?}", alignment.beads);
}

#[test]
fn a_paragraph_is_no_part_of_one_without_its_marks() {
    let original = long(20);
    let mut translation = translated(&original);
    translation.remove(6);
    // Translators are free in how much they write.
    translation[5].1 = translation[5].1 * 3 / 2;
    let alignment = aligned(&original, &translation);
    assert_eq!(missing(&alignment).iter().map(|gap| gap.unit).collect::<Vec<_>>(), [6], "{:?}", alignment.beads);
}

#[test]
fn what_lies_between_gaps_of_both_sides_is_doubtful() {
    let blocks = |marks: [u32; 5]| marks.map(|mark| paragraph(50, &[mark]));
    let original = page(&blocks([1, 2, 3, 4, 5]), Script::Latin);
    let translation = page(&blocks([1, 30, 40, 5, 6]), Script::Other);
    let doubtful = |middle: [Bead; 4]| {
        let ends = [Bead::Match { original: 0, translation: 0 }, Bead::Match { original: 4, translation: 3 }];
        let [first, last] = ends;
        let gap = Bead::Extra(Gap::sure(4));
        let beads = [first].into_iter().chain(middle).chain([last, gap]).collect();
        let (original, translation) = (original.clone(), translation.clone());
        Alignment { original, translation, beads, joined: Vec::new(), overview: Default::default() }.doubtful()
    };
    let missing = |unit| Bead::Missing(Gap::sure(unit));
    let paired = |original, translation| Bead::Match { original, translation };
    let between = doubtful([missing(1), paired(2, 1), Bead::Extra(Gap::sure(2)), missing(3)]);
    assert!(between[2] && !between[0] && !between[5], "{between:?}");
    let before = doubtful([paired(1, 1), paired(2, 2), missing(3), missing(3)]);
    assert!(!before.contains(&true), "{before:?}");
    let rival = Gap { unit: 3, confidence: 0.2, rivals: vec![2], dearer: vec![0.2] };
    let unsure = doubtful([paired(1, 1), paired(2, 2), Bead::Missing(rival), missing(3)]);
    assert_eq!(unsure, [false, false, true, false, false, false, false]);
}

#[test]
fn what_only_one_block_near_has_tells_where_it_went() {
    let blocks = |marks: &[&[u32]]| -> Vec<Made> { marks.iter().map(|marks| paragraph(50, marks)).collect() };
    let alignment = |original: &[&[u32]], translation: &[&[u32]], beads: Vec<Bead>| {
        let (original, translation) = (blocks(original), blocks(translation));
        let (original, translation) = (page(&original, Script::Latin), page(&translation, Script::Other));
        Alignment { original, translation, beads, joined: Vec::new(), overview: Default::default() }
    };
    let paired = |original, translation| Bead::Match { original, translation };
    let (missing, extra) = (|unit| Bead::Missing(Gap::sure(unit)), |unit| Bead::Extra(Gap::sure(unit)));
    // Mark 7 stands in the block that is missing, and three blocks on in the translation, which has a counterpart.
    let beads = || vec![missing(0), paired(1, 0), paired(2, 1), paired(3, 2)];
    let went = alignment(&[&[7], &[1], &[2], &[3]], &[&[1], &[2], &[3, 7]], beads());
    assert!(went.is_absorbed(0) && went.moved(0, true).is_none());
    let shared = alignment(&[&[7], &[1], &[2], &[3, 7]], &[&[1], &[2], &[3, 7]], beads());
    assert!(!shared.is_absorbed(0), "a block beside it has the mark, too");
    let many = alignment(&[&[7, 8, 9], &[1], &[2], &[3]], &[&[1], &[2], &[3, 7]], beads());
    assert!(!many.is_absorbed(0), "most of it is nowhere");
    let elsewhere = vec![missing(0), paired(1, 0), paired(2, 1), extra(2)];
    let moved = alignment(&[&[7, 8], &[1], &[2]], &[&[1], &[2], &[7]], elsewhere);
    assert_eq!((moved.moved(0, true), moved.moved(2, false), moved.is_absorbed(0)), (Some(2), Some(0), false));
}

#[test]
fn a_missing_section_is_missing_as_a_whole() {
    let original = long(50);
    let mut translation = translated(&original);
    translation.drain(20..30);
    let alignment = aligned(&original, &translation);
    let gaps = missing(&alignment);
    assert_eq!(gaps.iter().map(|gap| gap.unit).collect::<Vec<_>>(), (20..30).collect::<Vec<_>>());
    assert!(gaps.iter().all(|gap| gap.confidence >= 1.0));
}

#[test]
fn pages_without_blocks_are_aligned() {
    assert!(aligned(&[], &[]).beads.is_empty());
    assert_eq!(missing(&aligned(&long(3), &[])).len(), 3);
    assert_eq!(aligned(&[], &long(3)).beads.len(), 3);
}

/// The longest time that a test may take, in milliseconds; builds without optimisation get more.
fn limit(milliseconds: u128) -> u128 {
    if cfg!(debug_assertions) { milliseconds * 25 } else { milliseconds }
}

fn timed(original: &[Made], translation: &[Made]) -> (Alignment, u128) {
    let start = std::time::Instant::now();
    let alignment = aligned(original, translation);
    (alignment, start.elapsed().as_millis())
}

#[test]
fn five_thousand_blocks_take_less_than_a_second() {
    let original = long(5000);
    let mut translation = translated(&original);
    translation.drain(4000..4300);
    translation.remove(2500);
    translation.drain(700..900);
    let (alignment, time) = timed(&original, &translation);
    let gone: Vec<usize> = missing(&alignment).iter().map(|gap| gap.unit).collect();
    assert_eq!(gone, (700..900).chain([2500]).chain(4000..4300).collect::<Vec<_>>());
    assert!(time < limit(1000), "{time} ms");
}

#[test]
fn pages_without_anything_in_common_take_less_than_a_second() {
    let original: Vec<Made> = (0..5000).map(|k| paragraph(60 + (k * 37) % 90, &[])).collect();
    let mut translation = translated(&original);
    translation.drain(1000..1003);
    translation.reverse();
    let (_, time) = timed(&original, &translation);
    assert!(time < limit(1000), "{time} ms");
}

#[test]
fn thousands_of_reordered_headings_take_less_than_a_second() {
    let original: Vec<Made> = (1..=8000).map(|k| Made(UnitKind::Heading(2), 20, vec![k])).collect();
    let mut reversed = original.clone();
    reversed.reverse();
    let (_, time) = timed(&original, &reversed);
    assert!(time < limit(1000), "reversed: {time} ms");
    let mut shuffled = original.clone();
    shuffled.sort_by_key(|heading| heading.2[0].wrapping_mul(2_654_435_761));
    let (_, time) = timed(&original, &shuffled);
    assert!(time < limit(1000), "shuffled: {time} ms");
}
