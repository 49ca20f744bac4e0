//! Certificates: a [`Claim`] about a problem and the [`Evidence`] for it, as text, which FORMAT.md describes.

mod claim;
mod digest;
mod evidence;
mod field;
mod file;
mod leaf;
mod read;
mod rules;
mod statement;
mod tree;

pub use crate::error::{FormatError, in_words};
pub use claim::{Claim, Sample};
pub use digest::digest;
pub use evidence::{
    Cover, Evidence, Family, Jensen, Minimum, Orbit, Proof, Ray, Reduction, Rival, Shift, Strong, Witness,
};
pub use file::{MAX_CERTIFICATE_BYTES, read_certificate_file};
pub use leaf::{CoverLeaf, Leaf, ValueLeaf};
pub use read::read_certificate;
#[cfg(feature = "cli")]
pub(crate) use read::read_loosely;
pub(crate) use read::read_with_places;
pub use rules::MAX_POINTS;
pub use tree::{Token, Tree};

use crate::problem::Problem;

/// A problem, a claim about it, and the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What is claimed.
    pub claim: Claim,
    /// Of what.
    pub problem: Problem,
    /// Why it holds.
    pub evidence: Evidence,
}
