//! Why the leaf test fails.

use super::psd::workspace::Failure;
use crate::expression::NodeId;

/// Why a cell is not proved.
#[derive(Clone, Debug, PartialEq)]
pub enum Shortfall {
    /// The enclosure is too wide; splitting helps.
    Wide,
    /// The matrix that is to bound the Hessian at the centre is not positive definite, as far as floats can
    /// tell; where it bounds badly, splitting helps.
    Indefinite,
    /// A second derivative is undefined somewhere on the cell: a kink, a domain left, an overflow.
    Undefined(Obstacle),
    /// The method does not apply to this problem or cell.
    Inapplicable,
    /// The test was stopped: nothing is known.
    Stopped,
}

/// A node that stands in the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    /// The innermost function whose second derivative is undefined; `None` where sums or products
    /// overflow.
    pub node: Option<NodeId>,
    /// The enclosure of its argument on the cell.
    pub argument: (f64, f64),
    /// The data row (0-based), if the node depends on data.
    pub row: Option<usize>,
}

impl From<Failure> for Shortfall {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Wide(_) => Shortfall::Wide,
            Failure::Indefinite { .. } => Shortfall::Indefinite,
            Failure::NotFinite => {
                Shortfall::Undefined(Obstacle { node: None, argument: (f64::NAN, f64::NAN), row: None })
            }
        }
    }
}
