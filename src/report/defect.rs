//! A and C of a witness, `f_λ` not being convex where `A − λC > 0`, exactly where they are known so.

use crate::certificate::Witness;
use crate::check::Value;
use crate::kind::Exact;
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Penalty, Problem};
use crate::search::defects;
use rug::Float;

/// Bits of what is not known exactly.
const BITS: u32 = 256;

/// Both, in the scale of FORMAT.md; `None` where one of them is unknown.
pub fn defect(problem: &Problem, witness: &Witness) -> Option<[Value; 2]> {
    let (mut exact, mut hull) = (defects::<Exact>(problem, witness, ()), defects(problem, witness, BITS));
    if let Witness::Curvature(ray) = witness {
        let half = Rational::from((1, 2));
        exact = exact.map(|x| x.mul(&Exact::exact(&half, ())));
        hull = hull.map(|x: Interval<Float>| x.mul(&Interval::exact(&half, BITS)));
        // The absolute part does not bend.
        if let Penalty::Separable { square, .. } = &problem.penalty {
            let term = |(w, v): (&Rational, &Rational)| Rational::from(v.square_ref()) * w;
            exact[1] = Exact::from(square.iter().zip(&ray.direction).map(term).sum::<Rational>());
        }
    }
    let [a, c] = [0, 1].map(|k| known(&exact[k], &hull[k]));
    Some([a?, c?])
}

/// A number that is computed twice.
pub(super) fn known(exact: &Exact, hull: &Interval<Float>) -> Option<Value> {
    let [lower, upper] = [(hull.lower(), Round::Down), (hull.upper(), Round::Up)]
        .map(|(end, round)| Endpoint::to_f64(end, round));
    let enclosed = (lower <= upper).then_some(Value::Between(lower, upper));
    exact.value().map(|q| Value::Exact(q.clone())).or(enclosed)
}
