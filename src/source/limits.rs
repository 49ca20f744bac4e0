//! What sources may hold at most, and keys that are no parameters.

/// The largest problem file: 1 MiB.
pub const MAX_PROBLEM_BYTES: u64 = 1 << 20;
/// The largest data file: 16 MiB.
pub const MAX_DATA_BYTES: u64 = 16 << 20;
/// The largest file of weights: 64 MiB.
pub const MAX_WEIGHTS_BYTES: u64 = 64 << 20;
/// The largest number of fields.
pub(super) const MAX_FIELDS: usize = 1_000_000;

/// The keys of `[domain]` that are no names.
pub(super) const RESERVED: [&str; 6] = ["default", "center", "radius", "ball", "scales", "constraints"];
