//! The leaves that certificates have for methods of the leaf test and for grounds of lower bounds.

use crate::bound::{Ground, Method};
use crate::certificate::{CoverLeaf, ValueLeaf};

/// The leaf that names a method.
pub(super) fn of_method(method: Method) -> CoverLeaf {
    match method {
        Method::Interval => CoverLeaf::Natural,
        Method::Affine => CoverLeaf::Affine,
        Method::Constant => CoverLeaf::Constant,
        Method::Loewner => CoverLeaf::Loewner,
        Method::Tensor => CoverLeaf::Tensor,
    }
}

/// The leaf that names a ground.
pub(super) fn of_ground(ground: Ground) -> Option<ValueLeaf> {
    Some(match ground {
        Ground::Natural => ValueLeaf::Natural,
        Ground::MeanValue => ValueLeaf::Slope,
        Ground::Convex(number) => ValueLeaf::Convex(u8::try_from(number).ok()?),
        Ground::Outside => ValueLeaf::Outside,
    })
}
