//! The parts of evidence that a search goes on from and a report shows.

use crate::certificate::{Cover, Evidence, Proof, Witness};

impl Evidence {
    /// The part that refutes by two numbers A and C.
    pub fn witness(&self) -> Option<Witness> {
        match self {
            Evidence::Jensen(jensen) => Some(Witness::Jensen(jensen.clone())),
            Evidence::Curvature(curvature) => Some(Witness::Curvature(curvature.clone())),
            Evidence::Orbit(orbit) => Some(Witness::Orbit(orbit.clone())),
            Evidence::Kink(kink) => Some(Witness::Kink(kink.clone())),
            Evidence::Bracket { lower, .. } => lower.clone(),
            _ => None,
        }
    }

    /// The part that proves convexity.
    pub fn proof(&self) -> Option<Proof> {
        match self {
            Evidence::Cover(cover) => Some(Proof::Cover(cover.clone())),
            Evidence::Composition => Some(Proof::Composition),
            Evidence::Bracket { upper: proof, .. } | Evidence::Stationary(proof) => Some(proof.clone()),
            Evidence::Strong(strong) | Evidence::Minimizer(strong) => Some(strong.proof.clone()),
            _ => None,
        }
    }

    /// The cover, if that is what proves convexity.
    pub fn cover(&self) -> Option<&Cover> {
        match self {
            Evidence::Cover(cover) => Some(cover),
            Evidence::Bracket { upper: Proof::Cover(cover), .. } => Some(cover),
            Evidence::Strong(strong) | Evidence::Minimizer(strong) => strong.proof.cover(),
            _ => None,
        }
    }
}
