//! What a minimiser's coordinates tell of each other.

use crate::certificate::{Certificate, Claim};
use crate::check::{AtMinimizer, at_minimizer, fixing_minimizer};
use crate::expression::Signed;
use crate::problem::{Part, Symmetry};
use crate::search::generators;
use rug::Rational;

/// A minimiser in the terms of the problem.
pub struct Found<'c> {
    /// How near it is to the point.
    pub radius: &'c Rational,
    /// The point.
    pub center: &'c [Rational],
    /// Enclosures there.
    pub values: AtMinimizer,
    /// Symmetries that fix it.
    pub fixed_by: Vec<Symmetry>,
    /// Parameters that are 0.
    pub zero: Vec<usize>,
    /// Pairs of parameters that are equal, and not 0 as far as is known.
    pub equal: Vec<[usize; 2]>,
    /// Pairs of which one is minus the other.
    pub opposite: Vec<[usize; 2]>,
    /// Pairs that are not told apart.
    pub open: Vec<[usize; 2]>,
}

/// The minimiser that a valid certificate claims.
pub fn found(certificate: &Certificate) -> Option<Found<'_>> {
    let Claim::UniqueMinimizer { radius, center, .. } = &certificate.claim else { return None };
    let values = at_minimizer(certificate)?;
    let parts = [Part::Domain, Part::Penalty, Part::Objective];
    let symmetries = generators(&certificate.problem, &parts, &|| false);
    let (fixed_by, orbits) = fixing_minimizer(certificate, symmetries);
    let fixed: Vec<Option<Signed>> = (0..center.len()).map(|i| orbits.fixed_value(i)).collect();
    let is_zero = |i: &usize| fixed[*i].is_none() || values.coordinates[*i].iter().all(Rational::is_zero);
    let zero: Vec<usize> = (0..center.len()).filter(is_zero).collect();
    let (mut equal, mut opposite, mut open) = (Vec::new(), Vec::new(), Vec::new());
    // Two coordinates of a vector of length r differ by r·√2 at most.
    let square = Rational::from(radius.square_ref()) * 2u32;
    for j in 0..center.len() {
        for i in 0..j {
            let [[a, b], [c, d]] = [i, j].map(|k| &values.coordinates[k]);
            let apart = Rational::from(&center[i] - &center[j]);
            let are_points = a == b && c == d;
            let are_zero = is_zero(&i) && is_zero(&j);
            let related = fixed[i].zip(fixed[j]).filter(|(own, other)| own.index == other.index);
            if are_zero {
                continue;
            } else if let Some((own, other)) = related {
                let pairs = if own == other { &mut equal } else { &mut opposite };
                pairs.push([i, j]);
            } else if are_points && a == c {
                equal.push([i, j]);
            } else if !are_points && Rational::from(apart.square_ref()) <= square && b >= c && d >= a {
                open.push([i, j]);
            }
        }
    }
    Some(Found { radius, center, values, fixed_by, zero, equal, opposite, open })
}
