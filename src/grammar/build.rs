//! What formulas and networks are built of besides sums, products and functions.

use crate::expression::{Graph, GraphError, NodeId};
use crate::function::Function;
use rug::Rational;

/// Operations that a graph has as several of its own.
pub trait Build {
    /// `−a`.
    ///
    /// # Errors
    /// See [`GraphError`].
    fn neg(&mut self, a: NodeId) -> Result<NodeId, GraphError>;
    /// `a − b`.
    ///
    /// # Errors
    /// See [`GraphError`].
    fn sub(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError>;
    /// `a / b = a · b^(−1)`.
    ///
    /// # Errors
    /// See [`GraphError`].
    fn div(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError>;
    /// `a^n` for an integer `n`; `a^0 = 1`, `a^1 = a`.
    ///
    /// # Errors
    /// See [`GraphError`]; the caller bounds `n`.
    fn power(&mut self, a: NodeId, n: i32) -> Result<NodeId, GraphError>;
    /// `max(a, b) = b + relu(a − b)`.
    ///
    /// # Errors
    /// See [`GraphError`].
    fn max(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError>;
    /// `min(a, b) = a − relu(a − b)`.
    ///
    /// # Errors
    /// See [`GraphError`].
    fn min(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError>;
    /// `δ²·huber(a/δ)` for δ > 0.
    ///
    /// # Errors
    /// See [`GraphError`].
    fn huber(&mut self, delta: &Rational, a: NodeId) -> Result<NodeId, GraphError>;
}

impl Build for Graph {
    fn neg(&mut self, a: NodeId) -> Result<NodeId, GraphError> {
        let minus_one = self.constant(Rational::from(-1))?;
        self.mul(minus_one, a)
    }

    fn sub(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError> {
        let minus_b = self.neg(b)?;
        self.add(a, minus_b)
    }

    fn div(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError> {
        let inverse = self.power(b, -1)?;
        self.mul(a, inverse)
    }

    fn power(&mut self, a: NodeId, n: i32) -> Result<NodeId, GraphError> {
        match n {
            0 => self.constant(Rational::from(1)),
            1 => Ok(a),
            _ => self.apply(Function::Power(n), a),
        }
    }

    fn max(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError> {
        let difference = self.sub(a, b)?;
        let excess = self.apply(Function::Relu, difference)?;
        self.add(b, excess)
    }

    fn min(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, GraphError> {
        let difference = self.sub(a, b)?;
        let excess = self.apply(Function::Relu, difference)?;
        self.sub(a, excess)
    }

    fn huber(&mut self, delta: &Rational, a: NodeId) -> Result<NodeId, GraphError> {
        let inverse = self.constant(delta.clone().recip())?;
        let scaled = self.mul(inverse, a)?;
        let huber = self.apply(Function::Huber, scaled)?;
        let square = self.constant(delta.clone().square())?;
        self.mul(square, huber)
    }
}
