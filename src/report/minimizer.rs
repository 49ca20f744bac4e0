//! What a minimiser's coordinates tell of each other.

use super::defect::known;
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence, Proof, Strong};
use crate::check::{Residual, Value, moduli};
use crate::expression::Signed;
use crate::kind::Exact;
use crate::number::{Interval, Number};
use crate::problem::{
    Ball, Domain, HalfSpace, Invariance, Limits, Objective, Orbits, Part, Penalty, Symmetry,
};
use crate::search::generators;
use rug::{Float, Rational};

/// Bits of what is not known exactly.
const BITS: u32 = 256;

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

/// Whether the one minimiser of a valid certificate is a stationary point: inside the domain, where `f_λ` is twice differentiable.
pub fn is_stationary(certificate: &Certificate) -> bool {
    let Claim::UniqueMinimizer { radius, center, .. } = &certificate.claim else { return false };
    let Evidence::Minimizer(Strong { proof: Proof::Cover(_), .. }) = &certificate.evidence else {
        return false;
    };
    let Penalty::Separable { absolute, .. } = &certificate.problem.penalty else { return false };
    absolute.iter().all(Rational::is_zero) && is_inside(&certificate.problem.domain, center, radius)
}

/// Whether all points within this radius of a point are inside a domain, in the parameters that are not pinned.
fn is_inside(domain: &Domain, center: &[Rational], radius: &Rational) -> bool {
    let Domain { limits, ball, half_spaces, .. } = domain;
    let below = |x: &Rational, limit: &Option<Rational>| {
        limit.as_ref().is_none_or(|limit| Rational::from(x + radius) < *limit)
    };
    let is_within = |(x, own): (&Rational, &Limits)| {
        own.is_pinned() || (below(x, &own.upper) && below(&Rational::from(-x), &own.mirrored().upper))
    };
    let at: Vec<Exact> = center.iter().cloned().map(Exact::from).collect();
    // ‖(θ − m)/s‖ is at most ‖(c − m)/s‖ + r/min s.
    let is_in_ball = |ball: &Ball| {
        let Some(least) = ball.scales.iter().min() else { return true };
        let left = &ball.radius - Rational::from(radius / least);
        let square = |room: Rational| Rational::from(ball.radius.square_ref()) - room;
        let room = ball.room(&at, ()).into_value();
        left > 0 && room.is_some_and(|room| square(room) < Rational::from(left.square_ref()))
    };
    let is_in_half = |half: &HalfSpace| {
        let length: Rational = half.coefficients.iter().map(|(_, a)| Rational::from(a.square_ref())).sum();
        let room = half.room(&at, ()).into_value();
        room.is_some_and(|room| room > 0 && room.square() > length * Rational::from(radius.square_ref()))
    };
    center.iter().zip(limits).all(is_within)
        && ball.iter().all(is_in_ball)
        && half_spaces.iter().all(is_in_half)
}

/// The minimiser that a valid certificate claims.
pub fn found(certificate: &Certificate) -> Option<Found<'_>> {
    let Claim::UniqueMinimizer { radius, center, .. } = &certificate.claim else { return None };
    let values = values(certificate)?;
    let parts = [Part::Domain, Part::Penalty, Part::Objective];
    let symmetries = generators(&certificate.problem, &parts, &|| false);
    // If g leaves all parts as they are, gθ* is a minimiser too, so it is θ* (theory.md, I6).
    let budget = Budget::default();
    let mut invariance = Invariance::new(&certificate.problem, &budget);
    let mut fixes = |g: &Symmetry| parts.into_iter().all(|part| invariance.keeps(part, g));
    let fixed_by: Vec<Symmetry> = symmetries.into_iter().filter(|g| fixes(g)).collect();
    let orbits = Orbits::new(center.len(), &fixed_by);
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

/// What is known of a function's values at the minimiser of a verified certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct AtMinimizer {
    /// Each coordinate's least and greatest value.
    pub coordinates: Vec<[Rational; 2]>,
    /// L.
    pub loss: Value,
    /// f_q.
    pub value: Value,
}

/// Values at the one minimiser, enclosed: `L` over the box around the ball, and `f_q` by
/// `f_q(c) − ½ Σ ρ_i²/m_i ≤ f_q(θ*) ≤ f_q(c)`, for `v·d + ½ Σ m_i d_i² ≥ Σ (−ρ_i |d_i| + ½ m_i d_i²)`.
fn values(certificate: &Certificate) -> Option<AtMinimizer> {
    let Certificate { claim, problem, evidence } = certificate;
    let Claim::UniqueMinimizer { lambda, radius, center } = claim else { return None };
    let Evidence::Minimizer(strong) = evidence else { return None };
    let moduli = moduli(problem, lambda, &strong.convex_at).ok()?;
    let coordinate = |(x, limits): (&Rational, &Limits)| {
        let (lower, upper) = (Rational::from(x - radius), Rational::from(x + radius));
        [
            limits.lower.as_ref().map_or(lower.clone(), |limit| lower.clone().max(limit.clone())),
            limits.upper.as_ref().map_or(upper.clone(), |limit| upper.clone().min(limit.clone())),
        ]
    };
    let coordinates: Vec<[Rational; 2]> = center.iter().zip(&problem.domain.limits).map(coordinate).collect();
    let objective = Objective::<Interval<Float>>::new(problem, BITS);
    let hull =
        |[lower, upper]: &[Rational; 2]| Interval::exact(lower, BITS).hull(&Interval::exact(upper, BITS));
    let around: Vec<Interval<Float>> = coordinates.iter().map(hull).collect();
    let at: Vec<Interval<Float>> = center.iter().map(|x| Interval::exact(x, BITS)).collect();
    let above = objective.value(&at, lambda);
    let residual: Interval<Float> = Residual { problem, lambda, center, moduli: &moduli }.value(BITS);
    let below = above.add(&residual.mul(&Interval::exact(&Rational::from((-1, 2)), BITS)));
    // At a radius of 0 the minimiser is the point.
    let at: Vec<Exact> = center.iter().map(|x| Exact::exact(x, ())).collect();
    let exact = Objective::<Exact>::new(problem, ());
    let loss = if radius.is_zero() { exact.loss(&at) } else { Exact::undefined(()) };
    let value = loss.add(&exact.penalty(&at).mul(&Exact::exact(lambda, ())));
    let loss = known(&loss, &objective.loss(&around))?;
    Some(AtMinimizer { coordinates, loss, value: known(&value, &below.hull(&above))? })
}
