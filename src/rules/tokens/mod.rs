//! What is compared word by word between aligned passages, worked out once for all rules of a pair.

mod code;
mod numerals;
mod values;
pub(super) mod visible;

use std::cell::OnceCell;

pub(super) use code::{CodeCase, CodeDifference};
pub(super) use numerals::{Class, numerals};
pub(super) use values::{ValueDifference, line};

use super::Pair;

/// The differences of a pair, found when the first rule asks for them.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    code: OnceCell<Vec<CodeDifference>>,
    values: OnceCell<Vec<ValueDifference>>,
}

impl Pair<'_> {
    /// Code spans that differ, in the order of the original.
    pub(super) fn code_differences(&self) -> &[CodeDifference] {
        self.tokens.code.get_or_init(|| code::differences(&self.original, &self.translation, self.passages()))
    }

    /// Versions, numbers and dates that differ, in the order of the passages.
    pub(super) fn value_differences(&self) -> &[ValueDifference] {
        self.tokens.values.get_or_init(|| values::differences(&self.original, &self.translation, self.passages()))
    }
}
