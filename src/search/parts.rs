//! The parts of evidence that a search goes on from and a report shows.

use crate::certificate::{Cover, Evidence, Proof, Witness};

impl Evidence {
    /// The part that refutes by two numbers A and C.
    pub fn witness(&self) -> Option<&Witness> {
        match self {
            Evidence::Witness(witness) => Some(witness),
            Evidence::Bracket { lower, .. } => lower.as_ref(),
            _ => None,
        }
    }

    /// The part that proves convexity.
    pub fn proof(&self) -> Option<&Proof> {
        match self {
            Evidence::Proof(proof) | Evidence::Bracket { upper: proof, .. } | Evidence::Stationary(proof) => {
                Some(proof)
            }
            Evidence::Strong(strong) | Evidence::Minimizer(strong) => Some(&strong.proof),
            _ => None,
        }
    }

    /// The cover, if that is what proves convexity.
    pub fn cover(&self) -> Option<&Cover> {
        match self.proof() {
            Some(Proof::Cover(cover)) => Some(cover),
            _ => None,
        }
    }
}
