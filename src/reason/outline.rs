//! Shapes as messages show them.

use crate::function::Bend;
use crate::kind::Shape;
use crate::number::Endpoint;

/// What a message can say of a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Which way it bends.
    pub bend: Bend,
    /// Whether it is constant.
    pub is_constant: bool,
    /// Whether it is positive.
    pub is_positive: bool,
    /// What it ranges over.
    pub range: [f64; 2],
}

impl Outline {
    /// Unless nothing is known of it.
    pub(super) fn of<E: Endpoint>(shape: &Shape<'_, E>) -> Option<Self> {
        let known = shape.known.as_ref()?;
        let range = known.range.to_f64();
        Some(Outline {
            bend: known.bend,
            is_constant: known.is_constant,
            is_positive: known.is_positive,
            range: [*range.lower() + 0.0, *range.upper() + 0.0],
        })
    }
}
