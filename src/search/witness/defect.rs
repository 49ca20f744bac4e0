//! What a witness gains against the objective, `A`, and what it costs against the penalty, `C`:
//!
//! ```text
//! Jensen      A = L(m) − Σ t_j L(θ_j)     C = Σ t_j P(θ_j) − P(m)      m = Σ t_j θ_j
//! curvature   A = −vᵀ∇²L(θ)v              C = vᵀ∇²P(θ)v
//! orbit       A = L(θ̄) − L(θ)             C = mean_h P(hθ) − P(θ̄)           θ̄ = mean_h hθ
//! kink        A = −L′(θ; v) − L′(θ; −v)   C = P′(θ; v) + P′(θ; −v)
//! ```
//!
//! Both are computed exactly where the objective allows, else enclosed in `f64` and, where that is too
//! coarse, in more bits.

use crate::budget::Budget;
use crate::certificate::{Jensen, Orbit, Ray, Witness};
use crate::kind::{Counted, Exact, Kind, OneSided, Ordered, Taylor};
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Orbits, PenaltyGap, Problem};
use crate::search::compiled;
use crate::search::control::Control;
use crate::search::float::round;
use rug::Float;

/// A lower bound of the gain and an upper bound of the cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Bounds {
    pub gain: Rational,
    pub cost: Rational,
}

/// Bits of the enclosures that are tried after `f64`'s.
const PRECISIONS: [u32; 2] = [128, 512];
/// What an enclosure may lose before more bits are tried, relative to the gain and the cost.
const COARSE: f64 = 1e-9;

impl Bounds {
    /// Bounds of a witness's gain and cost; `None` where they are undefined.
    pub fn new(problem: &Problem, witness: &Witness, control: &Control<'_>) -> Option<Bounds> {
        let budget = &Budget::boundless().stopped_by(control.end());
        let exact = defects::<Counted<'_, Exact>>(problem, witness, ((), budget));
        if let [Some(gain), Some(cost)] = exact.map(|x| x.into_value().into_value()) {
            return Some(Bounds { gain, cost });
        }
        let double =
            defects::<Counted<'_, Interval<f64>>>(problem, witness, ((), budget)).map(Counted::into_value);
        let mut best = Bounds::enclosed(&double);
        for precision in PRECISIONS {
            if best.as_ref().is_some_and(|(_, is_sharp)| *is_sharp) || control.interrupted().is_some() {
                break;
            }
            let precise = defects::<Counted<'_, Interval<Float>>>(problem, witness, (precision, budget));
            let precise = precise.map(Counted::into_value);
            best = Bounds::enclosed(&precise).or(best);
        }
        best.map(|(bounds, _)| bounds)
    }

    /// The ends that matter, and whether the enclosures are sharp.
    fn enclosed<E: Endpoint>([gain, cost]: &[Interval<E>; 2]) -> Option<(Bounds, bool)> {
        let is_sharp = |x: &Interval<E>| {
            let [lower, upper] = [x.lower(), x.upper()].map(|e| e.to_f64(Round::Down));
            upper - lower <= COARSE * lower.abs()
        };
        let sharp = is_sharp(gain) && is_sharp(cost);
        Some((Bounds { gain: gain.lower().to_rational()?, cost: cost.upper().to_rational()? }, sharp))
    }

    /// Whether `A − λC > 0`.
    pub fn refutes(&self, lambda: &Rational) -> bool {
        self.gain > Rational::from(lambda * &self.cost)
    }

    /// A short rational up to which every λ is refuted, which loses at most this share of it; `None` inside
    /// for every λ; nothing where even λ = 0 is not.
    pub fn below(&self, loss: f64) -> Option<Option<Rational>> {
        if self.gain <= 0 {
            return None;
        }
        Some((self.cost > 0).then(|| round::threshold(&Rational::from(&self.gain / &self.cost), loss)))
    }
}

/// The gain and the cost over a kind of number.
pub fn defects<N: Ordered>(problem: &Problem, witness: &Witness, context: N::Context) -> [N; 2] {
    match witness {
        Witness::Jensen(jensen) => jensen_defects(problem, jensen, context),
        Witness::Curvature(curvature) => curvature_defects(problem, curvature, context),
        Witness::Orbit(orbit) => orbit_defects(problem, orbit, context),
        Witness::Kink(kink) => kink_defects(problem, kink, context),
    }
}

fn jensen_defects<N: Kind>(problem: &Problem, jensen: &Jensen, context: N::Context) -> [N; 2] {
    let exact = |q: &Rational| N::exact(q, context);
    let objective = compiled::objective(problem, context);
    let values = |x: &[Rational]| {
        let at: Vec<N> = x.iter().map(exact).collect();
        (objective.loss(&at), objective.penalty(&at))
    };
    let (mut gain, penalty_at_mean) = values(&mean(&jensen.points));
    let mut cost = penalty_at_mean.mul(&exact(&Rational::from(-1)));
    for (weight, x) in &jensen.points {
        let (loss, penalty) = values(x);
        gain = gain.add(&loss.mul(&exact(&Rational::from(-weight))));
        cost = cost.add(&penalty.mul(&exact(weight)));
    }
    [gain, cost]
}

fn curvature_defects<N: Kind>(problem: &Problem, curvature: &Ray, context: N::Context) -> [N; 2] {
    let exact = |q: &Rational| N::exact(q, context);
    let line = |(x, v): (&Rational, &Rational)| Taylor([exact(x), exact(v), exact(&Rational::new())]);
    let at: Vec<Taylor<N, 3>> = curvature.point.iter().zip(&curvature.direction).map(line).collect();
    let objective = compiled::objective(problem, context);
    let twice = |series: Taylor<N, 3>, two: i32| series.0[2].mul(&exact(&Rational::from(two)));
    [twice(objective.loss(&at), -2), twice(objective.penalty(&at), 2)]
}

fn orbit_defects<N: Kind>(problem: &Problem, orbit: &Orbit, context: N::Context) -> [N; 2] {
    let Orbit { symmetries, point } = orbit;
    let orbits = Orbits::new(problem.dimension(), symmetries);
    let budget = Budget::default();
    let gap = PenaltyGap::new(problem, symmetries, &budget);
    let (Some(mean), Some(gap)) = (orbits.mean(point, &budget), gap) else {
        return [N::undefined(context), N::undefined(context)];
    };
    let objective = compiled::objective(problem, context);
    let value = |at: &[Rational]| {
        let at: Vec<N> = at.iter().map(|q| N::exact(q, context)).collect();
        objective.loss(&at)
    };
    let minus_one = N::exact(&Rational::from(-1), context);
    let cost = gap.at(problem, &orbits, [point, &mean], context, &budget);
    [value(&mean).add(&value(point).mul(&minus_one)), cost]
}

fn kink_defects<N: Ordered>(problem: &Problem, kink: &Ray, context: N::Context) -> [N; 2] {
    let line = kink.point.iter().zip(&kink.direction);
    let budget = Budget::boundless();
    let one_sided = (context, &budget);
    let at: Vec<OneSided<'_, N>> = line.map(|(x, v)| OneSided::coordinate(x, v, one_sided)).collect();
    let objective = compiled::objective(problem, one_sided);
    let jump = |number: OneSided<'_, N>| match number.is_defined() {
        true => number.jump().clone(),
        false => N::undefined(context),
    };
    let minus_one = N::exact(&Rational::from(-1), context);
    [jump(objective.loss(&at)).mul(&minus_one), jump(objective.penalty(&at))]
}

/// `Σ t_j θ_j`.
fn mean(points: &[(Rational, Vec<Rational>)]) -> Vec<Rational> {
    let dimension = points.first().map_or(0, |(_, x)| x.len());
    let mut mean = vec![Rational::new(); dimension];
    for (weight, x) in points {
        mean.iter_mut().zip(x).for_each(|(m, x)| *m += Rational::from(weight * x));
    }
    mean
}
