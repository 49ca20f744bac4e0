//! From a witness in exact numbers to a lower end of λ\* and to a certificate.
//!
//! A witness has a gain `A` against the objective and a cost `C` against the penalty, and refutes each λ
//! with `A − λC > 0` (claims.md T1, T2):
//!
//! ```text
//! Jensen      A = L(m) − Σ t_j L(θ_j)     C = Σ t_j P(θ_j) − P(m)      m = Σ t_j θ_j
//! curvature   A = −vᵀ∇²L(θ)v              C = vᵀ∇²P(θ)v
//! orbit       A = L(θ̄) − L(θ)             C = mean_h P(hθ) − P(θ̄)           θ̄ = mean_h hθ
//! kink        A = −L′(θ; v) − L′(θ; −v)   C = P′(θ; v) + P′(θ; −v)
//! ```
//!
//! Both are computed exactly where the objective allows, else enclosed in `f64` and, where that is too
//! coarse, in more bits. The gap `A − λC` is affine in λ: positive at 0 and at `q`, it is so in between,
//! whether `P` is convex or not.

use super::round;
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Curvature, Jensen, Kink, Orbit, Witness, write_certificate};
use crate::check::{Effort, check};
use crate::kind::{Exact, Kind, OneSided, Ordered, Taylor};
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Objective, Orbits, PenaltyGap, Problem};
use crate::search::simplest_between;
use rug::Float;

/// A witness and what it refutes.
#[derive(Clone, Debug)]
pub(super) struct LowerEnd {
    /// What refutes.
    pub witness: Witness,
    /// Every λ below this; `None` for every λ.
    pub below: Option<Rational>,
}

/// A lower bound of the gain and an upper bound of the cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub gain: Rational,
    pub cost: Rational,
}

/// Bits of the enclosures that are tried after `f64`'s.
const PRECISIONS: [u32; 2] = [128, 512];
/// What the λ of a witness may lose when it is made short.
const MILLIONTH: f64 = 1e-6;
/// Bits by which a threshold is lowered where the checker cannot decide it.
const ROOM: u32 = 40;
/// What an enclosure may lose before more bits are tried, relative to the gain and the cost.
const COARSE: f64 = 1e-9;

impl Bounds {
    /// Bounds of a witness's gain and cost; `None` where they are undefined.
    pub fn new(problem: &Problem, witness: &Witness) -> Option<Bounds> {
        if let [Some(gain), Some(cost)] = defects::<Exact>(problem, witness, ()).map(Exact::into_value) {
            return Some(Bounds { gain, cost });
        }
        let double = defects::<Interval<f64>>(problem, witness, ());
        let mut best = Bounds::enclosed(&double);
        for precision in PRECISIONS {
            if best.as_ref().is_some_and(|(_, is_sharp)| *is_sharp) {
                break;
            }
            let precise = defects::<Interval<Float>>(problem, witness, precision);
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
    fn below(&self, loss: f64) -> Option<Option<Rational>> {
        if self.gain <= 0 {
            return None;
        }
        Some((self.cost > 0).then(|| round::threshold(&Rational::from(&self.gain / &self.cost), loss)))
    }
}

impl LowerEnd {
    /// What the witness refutes, if anything, as a short number.
    pub fn new(problem: &Problem, witness: Witness) -> Option<LowerEnd> {
        Self::within(problem, witness, MILLIONTH)
    }

    /// The same as a number that loses at most this share, or a little more where the checker cannot tell that
    /// number from the exact one; nothing where the checker accepts neither, as at a jump of a second derivative.
    fn within(problem: &Problem, witness: Witness, loss: f64) -> Option<LowerEnd> {
        let below = Bounds::new(problem, &witness)?.below(loss)?;
        let less = |below: &Rational, bits: u32| below - Rational::from(below >> bits);
        let room = |below| simplest_between(&less(below, ROOM - 10), &less(below, ROOM));
        let lower = below.as_ref().map(room);
        let end = LowerEnd { witness, below };
        if end.holds(problem) {
            return Some(end);
        }
        let end = LowerEnd { below: Some(lower?), ..end };
        end.holds(problem).then_some(end)
    }

    /// Whether the checker accepts it.
    fn holds(&self, problem: &Problem) -> bool {
        let text = write_certificate(&self.clone().certificate(problem), &[]);
        check(text.as_bytes(), &Effort::default()).is_ok()
    }

    /// The first candidate that scores enough and is accepted, else the best that is. Candidates come
    /// from coarse to fine, each with the λ that floats say it refutes; that λ made short may lose this share.
    pub fn coarsest(
        problem: &Problem,
        candidates: impl Iterator<Item = (f64, Witness)>,
        enough: f64,
        loss: f64,
        accepts: impl Fn(&LowerEnd) -> bool,
    ) -> Option<LowerEnd> {
        let proved = |witness| LowerEnd::within(problem, witness, loss.min(MILLIONTH)).filter(&accepts);
        let mut rest = Vec::new();
        for (score, witness) in candidates.filter(|(score, _)| *score > 0.0) {
            if score < enough {
                rest.push((score, witness));
            } else if let Some(end) = proved(witness) {
                return Some(end);
            }
        }
        rest.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        rest.into_iter().find_map(|(_, witness)| proved(witness))
    }

    /// The highest of several.
    pub fn highest(ends: impl Iterator<Item = LowerEnd>) -> Option<LowerEnd> {
        ends.reduce(|a, b| if b.exceeds(&a) { b } else { a })
    }

    /// Whether this λ is refuted.
    pub fn refutes(&self, lambda: &Rational) -> bool {
        self.below.as_ref().is_none_or(|below| below > lambda)
    }

    /// Whether this end is higher.
    pub fn exceeds(&self, other: &LowerEnd) -> bool {
        match (&self.below, &other.below) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(own), Some(other)) => own > other,
        }
    }

    /// What it claims.
    pub fn claim(&self) -> Claim {
        match &self.below {
            None => Claim::NoFiniteLambda,
            Some(below) => Claim::NotConvexBelow { below: below.clone() },
        }
    }

    /// The claim and its witness.
    pub fn certificate(self, problem: &Problem) -> Certificate {
        Certificate { claim: self.claim(), problem: problem.clone(), evidence: self.witness.into() }
    }
}

/// The gain and the cost over a kind of number.
fn defects<N: Ordered>(problem: &Problem, witness: &Witness, context: N::Context) -> [N; 2] {
    match witness {
        Witness::Jensen(jensen) => jensen_defects(problem, jensen, context),
        Witness::Curvature(curvature) => curvature_defects(problem, curvature, context),
        Witness::Orbit(orbit) => orbit_defects(problem, orbit, context),
        Witness::Kink(kink) => kink_defects(problem, kink, context),
    }
}

fn jensen_defects<N: Kind>(problem: &Problem, jensen: &Jensen, context: N::Context) -> [N; 2] {
    let exact = |q: &Rational| N::exact(q, context);
    let objective = Objective::new(problem, context);
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

fn curvature_defects<N: Kind>(problem: &Problem, curvature: &Curvature, context: N::Context) -> [N; 2] {
    let exact = |q: &Rational| N::exact(q, context);
    let line = |(x, v): (&Rational, &Rational)| Taylor([exact(x), exact(v), exact(&Rational::new())]);
    let at: Vec<Taylor<N, 3>> = curvature.point.iter().zip(&curvature.direction).map(line).collect();
    let objective = Objective::new(problem, context);
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
    let objective = Objective::new(problem, context);
    let value = |at: &[Rational]| {
        let at: Vec<N> = at.iter().map(|q| N::exact(q, context)).collect();
        objective.loss(&at)
    };
    let minus_one = N::exact(&Rational::from(-1), context);
    let cost = gap.at(problem, &orbits, [point, &mean], context, &budget);
    [value(&mean).add(&value(point).mul(&minus_one)), cost]
}

fn kink_defects<N: Ordered>(problem: &Problem, kink: &Kink, context: N::Context) -> [N; 2] {
    let line = kink.point.iter().zip(&kink.direction);
    let budget = Budget::boundless();
    let one_sided = (context, &budget);
    let at: Vec<OneSided<'_, N>> = line.map(|(x, v)| OneSided::coordinate(x, v, one_sided)).collect();
    let objective = Objective::new(problem, one_sided);
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
