//! The value of `f_λ` at a point, for the rule `value`.

use crate::certificate::{Certificate, Claim, Evidence};
use crate::kind::Exact;
use crate::number::{Interval, Rational};
use crate::problem::Problem;
use crate::search::compiled;
use crate::search::float::simplest_between;
use crate::search::minimum::BITS;
use rug::Float;

/// How much wider than what is known the claim may be, relative to the value, for the sake of short numbers.
const SLACK: u64 = 1_000_000_000_000;

/// The value: exactly where it is known to be rational, else to 12 digits. `None` where it is undefined.
pub fn value(problem: &Problem, lambda: &Rational, point: &[Rational]) -> Option<Certificate> {
    let (lower, upper) = match compiled::value::<Exact>(problem, lambda, point, ()).into_value() {
        Some(value) => (value.clone(), value),
        None => {
            let value = compiled::value::<Interval<Float>>(problem, lambda, point, BITS);
            let (lower, upper) = (value.lower().to_rational()?, value.upper().to_rational()?);
            let slack = Rational::from(lower.abs_ref()).max(Rational::from(upper.abs_ref())) / SLACK;
            let below = Rational::from(&lower - &slack);
            let above = Rational::from(&upper + &slack);
            (simplest_between(&below, &lower), simplest_between(&upper, &above))
        }
    };
    let claim = Claim::Value { lambda: lambda.clone(), lower, upper, point: point.to_vec() };
    Some(Certificate { claim, problem: problem.clone(), evidence: Evidence::Value })
}
