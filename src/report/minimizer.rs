//! What a minimiser's coordinates tell of each other.

use crate::certificate::{Certificate, Claim};
use crate::check::{AtMinimizer, at_minimizer};
use rug::Rational;

/// A minimiser in the terms of the problem.
pub struct Found<'c> {
    /// How near it is to the point.
    pub radius: &'c Rational,
    /// The point.
    pub center: &'c [Rational],
    /// Enclosures there.
    pub values: AtMinimizer,
    /// Parameters that are 0.
    pub zero: Vec<usize>,
    /// Pairs of parameters that are equal, and not 0.
    pub equal: Vec<[usize; 2]>,
    /// Pairs that are not told apart.
    pub open: Vec<[usize; 2]>,
}

/// The minimiser that a valid certificate claims.
pub fn found(certificate: &Certificate) -> Option<Found<'_>> {
    let Claim::UniqueMinimizer { radius, center, .. } = &certificate.claim else { return None };
    let values = at_minimizer(certificate)?;
    let is_zero = |i: &usize| values.coordinates[*i].iter().all(Rational::is_zero);
    let zero: Vec<usize> = (0..center.len()).filter(is_zero).collect();
    let (mut equal, mut open) = (Vec::new(), Vec::new());
    // Two coordinates of a vector of length r differ by r·√2 at most.
    let square = Rational::from(radius.square_ref()) * 2u32;
    for j in 0..center.len() {
        for i in 0..j {
            let [[a, b], [c, d]] = [i, j].map(|k| &values.coordinates[k]);
            let apart = Rational::from(&center[i] - &center[j]);
            let are_points = a == b && c == d;
            if are_points && a == c && !a.is_zero() {
                equal.push([i, j]);
            } else if !are_points && Rational::from(apart.square_ref()) <= square && b >= c && d >= a {
                open.push([i, j]);
            }
        }
    }
    Some(Found { radius, center, values, zero, equal, open })
}
