//! What it costs to read a certificate, paid for beforehand: a field that is a number takes two integers with their
//! allocations, a node of a tree four bytes.

use crate::budget::Budget;

/// The units that a byte takes.
const BYTE: u64 = 100;
/// The machine words that a field takes.
const FIELD_WORDS: u64 = 24;

/// Whether there is a budget for reading this text. What is read is held until the end.
pub(super) fn pays(text: &str, budget: &Budget) -> bool {
    let bytes = text.len() as u64;
    let fields = text.bytes().filter(|byte| matches!(byte, b' ' | b'\n')).count() as u64;
    budget.spend(BYTE * bytes) && budget.hold(bytes + FIELD_WORDS * fields)
}
