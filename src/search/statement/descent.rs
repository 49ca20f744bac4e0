//! Directions in which `f_λ` falls everywhere, for the rule `descent`.

use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence};
use crate::check::require_descent;
use crate::number::Rational;
use crate::problem::{Domain, Limits, Problem};
use crate::search::float::{Region, Valley, simplest};

/// That no point minimises `f_λ`: a direction in which it falls everywhere, an axis or that of the steepest descent from
/// the middle of the domain.
pub fn exclude_all(problem: &Problem, lambda: &Rational) -> Option<Certificate> {
    let middle = Region::new(&problem.domain).within(1.0).centre();
    let valley = Valley::new(problem, lambda);
    let [slope, bend] = [valley.landscape.loss(&middle).1, valley.landscape.penalty_slope(&middle)];
    let steepest = slope.iter().zip(&bend).map(|(a, b)| Rational::from_f64(-a - lambda.to_f64() * b));
    let steepest: Option<Vec<Rational>> = steepest.collect();
    let free = vec![Limits::real(); problem.dimension()];
    let steepest = steepest.map(|at| simplest(&at, &Rational::from((1, 64)), &Domain::from(free.clone())));
    let origin: Vec<Rational> = vec![Rational::new(); problem.dimension()];
    let axes = directions(&Problem { domain: Domain::from(free), ..problem.clone() }, &origin);
    let falls_everywhere = |direction: &Vec<Rational>| {
        let budget = Budget::default();
        require_descent(problem, lambda, direction, &budget).is_ok() && !budget.is_spent()
    };
    let direction = axes.into_iter().chain(steepest).find(falls_everywhere)?;
    let claim = Claim::NoMinimizer(lambda.clone());
    Some(Certificate { claim, problem: problem.clone(), evidence: Evidence::Descent(direction) })
}

/// Along each axis, both ways, as far as they lead into the domain.
pub(super) fn directions(problem: &Problem, point: &[Rational]) -> Vec<Vec<Rational>> {
    let axis = |i: usize, sign: i32| {
        let limits = &problem.domain.limits[i];
        let end = if sign < 0 { &limits.lower } else { &limits.upper };
        let mut direction = vec![Rational::new(); point.len()];
        direction[i] = Rational::from(sign);
        (end.as_ref() != Some(&point[i])).then_some(direction)
    };
    (0..point.len()).flat_map(|i| [axis(i, 1), axis(i, -1)]).flatten().collect()
}
