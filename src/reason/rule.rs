//! The names of rules, as certificates and messages have them.

use crate::certificate::{Evidence, Proof, Witness};

impl Evidence {
    /// The rule's name.
    pub fn rule(&self) -> &'static str {
        match self {
            Evidence::Witness(witness) => witness.rule(),
            Evidence::Family(_) => "family",
            Evidence::Proof(proof) => proof.rule(),
            Evidence::Bracket { .. } => "bracket",
            Evidence::Strong(_) => "strong",
            Evidence::Minimizer(_) => "minimizer",
            Evidence::Minimum(_) => "minimum",
            Evidence::Curve(_) => "curve",
            Evidence::Value => "value",
            Evidence::Identity => "identity",
            Evidence::Invariance => "invariance",
            Evidence::Counterexample(_) => "counterexample",
            Evidence::Stationary(_) => "stationary",
            Evidence::Descent(_) => "descent",
            Evidence::Rivals(_) => "rivals",
        }
    }
}

impl Proof {
    /// The rule's name.
    pub fn rule(&self) -> &'static str {
        match self {
            Proof::Cover(_) => "cover",
            Proof::Composition => "composition",
        }
    }
}

impl Witness {
    /// The rule's name.
    pub fn rule(&self) -> &'static str {
        match self {
            Witness::Jensen(_) => "jensen",
            Witness::Curvature(_) => "curvature",
            Witness::Orbit(_) => "orbit",
            Witness::Kink(_) => "kink",
        }
    }
}
