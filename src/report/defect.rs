//! A and C of a witness, `f_λ` not being convex where `A − λC > 0`, exactly where they are known so.

use crate::budget::Budget;
use crate::certificate::Witness;
use crate::check::Value;
use crate::kind::{Counted, Exact, Ordered};
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Penalty, Problem};
use crate::search::defects;
use rug::Float;

/// Bits of what is not known exactly.
const BITS: u32 = 256;

/// Nodes × rows from which on doubles do for what is not known exactly.
const MANY: usize = 200_000;
/// Units of work that exact numbers may take.
const EXACT_WORK: u64 = 500_000_000;

/// Both, in the scale of FORMAT.md; `None` where one of them is unknown.
pub fn defect(problem: &Problem, witness: &Witness) -> Option<[Value; 2]> {
    let is_dear = problem.graph.nodes().len() * problem.rows.len() > MANY;
    if is_dear { within::<f64>(problem, witness, ()) } else { within::<Float>(problem, witness, BITS) }
}

fn within<E: Endpoint>(problem: &Problem, witness: &Witness, context: E::Context) -> Option<[Value; 2]>
where
    Interval<E>: Ordered<Context = E::Context>,
{
    let budget = Budget::new(EXACT_WORK);
    let exact = defects::<Counted<'_, Exact>>(problem, witness, ((), &budget));
    let mut exact = exact.map(Counted::into_value);
    let mut hull: [Interval<E>; 2] = defects(problem, witness, context);
    if let Witness::Curvature(ray) = witness {
        let half = Rational::from((1, 2));
        exact = exact.map(|x| x.mul(&Exact::exact(&half, ())));
        hull = hull.map(|x| x.mul(&Interval::exact(&half, context)));
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
pub(super) fn known<E: Endpoint>(exact: &Exact, hull: &Interval<E>) -> Option<Value> {
    let [lower, upper] = [(hull.lower(), Round::Down), (hull.upper(), Round::Up)]
        .map(|(end, round)| Endpoint::to_f64(end, round));
    let enclosed = (lower <= upper).then_some(Value::Between(lower, upper));
    exact.value().map(|q| Value::Exact(q.clone())).or(enclosed)
}
