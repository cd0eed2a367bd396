//! In how many units of two pages a mark or word stands: what many have says little about any of them.

use rustc_hash::{FxBuildHasher, FxHashMap};

/// By hash of a mark or word, in how many units it stands.
pub(super) struct Rarity {
    spread: FxHashMap<u32, Spread>,
    /// A bit for every beginning of a hash that was counted: most that are asked for were not.
    counted: [u64; 64],
}

/// How many units of each page hold something, and by how much less it weighs for that.
#[derive(Default)]
struct Spread {
    units: [u32; 2],
    weight: f32,
}

impl Rarity {
    pub(super) fn with_capacity(hashes: usize) -> Self {
        Self { spread: FxHashMap::with_capacity_and_hasher(hashes, FxBuildHasher), counted: [0; 64] }
    }

    /// Counts what stands in a unit of a page, sorted.
    pub(super) fn add(&mut self, page: usize, hashes: impl Iterator<Item = u32>) {
        let mut last = 0;
        for hash in hashes.filter(|&hash| std::mem::replace(&mut last, hash) != hash) {
            self.spread.entry(hash).or_default().units[page] += 1;
            let (part, bit) = place(hash);
            self.counted[part] |= bit;
        }
    }

    /// True when it was counted in some unit.
    pub(super) fn knows(&self, hash: u32) -> bool {
        let (part, bit) = place(hash);
        self.counted[part] & bit != 0 && self.spread.contains_key(&hash)
    }

    /// Finds the weights when all is counted: 1 / (1 + ln of the number of units).
    pub(super) fn settle(&mut self) {
        for Spread { units: [a, b], weight } in self.spread.values_mut() {
            let most = *a.max(b);
            *weight = if most > 1 { 1.0 / (1.0 + (most as f32).ln()) } else { 1.0 };
        }
    }

    /// By how much less something weighs because others have it, too.
    pub(super) fn of(&self, hash: u32) -> f32 {
        self.spread.get(&hash).map_or(1.0, |spread| spread.weight)
    }
}

/// The place of a hash among [`Rarity::counted`], from its first bits.
fn place(hash: u32) -> (usize, u64) {
    ((hash >> 26) as usize, 1 << (hash >> 20 & 63))
}
