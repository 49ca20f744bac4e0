//! Evidence from its parts: what whoever writes certificates begins with.

use crate::certificate::{Cover, Evidence, Proof, Witness};

impl From<Cover> for Proof {
    fn from(cover: Cover) -> Self {
        Proof::Cover(cover)
    }
}

impl From<Proof> for Evidence {
    fn from(proof: Proof) -> Self {
        Evidence::Proof(proof)
    }
}

impl From<Witness> for Evidence {
    fn from(witness: Witness) -> Self {
        Evidence::Witness(witness)
    }
}
