//! Why the leaf test fails.

/// Why a cell is not proved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shortfall {
    /// The enclosure is too wide; splitting helps.
    Wide,
    /// The matrix that is to bound the Hessian at the centre is not positive definite, as far as floats can
    /// tell; where it bounds badly, splitting helps.
    Indefinite,
    /// A second derivative is undefined somewhere on the cell: a kink, a domain left, an overflow.
    Undefined,
    /// The method does not apply to this problem or cell.
    Inapplicable,
    /// The test was stopped: nothing is known.
    Stopped,
}
