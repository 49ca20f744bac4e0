//! Rule `minimizer`: exactly one minimiser, and where it is (theory.md, M2).
//!
//! Let P be separable with `w_i > 0` for every parameter that is not pinned, `0 ≤ μ < q`, and `f_μ` convex on D. With
//! `m_i = 2(q − μ)w_i`, `f_q` is a convex function plus `½ Σ m_i (θ_i − ε_i)²`, and has exactly one minimiser `θ*` on D, bounded or
//! not. Let `c ∈ D`, let `f_q` have a left and a right derivative `l_i ≤ r_i` at c in each
//! parameter, and let `ρ_i` be how fast it falls from c along the axis, at most:
//!
//! ```text
//! ρ_i = max(0, −r_i if c_i is below its upper limit, l_i if c_i is above its lower one)
//! |c − θ*|² ≤ Σ ρ_i²/m_i / min m_i
//! ```
//!
//! Hypotheses and tests: `c ∈ D` exactly; the rest of strong convexity as in the rule `strong`; the derivatives of L at
//! c by the chain rule, undefined at a kink; `Σ ρ_i²/m_i ≤ min m_i · r²` exactly or over intervals of more and more bits. With
//! `r = 0` the minimiser is c itself. Where all parameters are pinned D is a point, and `θ* = c`.

use super::moduli::moduli as moduli_of;
use super::rejection::{Failure, Reason, Value};
use super::trial::{self, Attempt, Signed, Test, Trial};
use super::witness::{self, numbers, require_inside};
use super::{Enclosed, Means, strong};
use crate::budget::Budget;
use crate::certificate::Strong;
use crate::kind::{Counted, Exact, Kind, Ordered};
use crate::number::{Interval, Number, Rational};
use crate::problem::{Objective, Penalty, Problem};

/// What is claimed: see [`Claim::UniqueMinimizer`].
pub(super) struct Ball<'a> {
    pub lambda: &'a Rational,
    pub radius: &'a Rational,
    pub center: &'a [Rational],
}

/// Checks the lines after `line`; the claim stands on `claim_line`.
pub(super) fn check(
    problem: &Problem,
    ball: &Ball<'_>,
    strong: &Strong,
    [claim_line, line]: [usize; 2],
    means: &Means<'_>,
) -> Result<(), Failure> {
    require_inside(problem, ball.center).map_err(|reason| Failure::new(claim_line, reason))?;
    let moduli = strong::moduli(problem, ball.lambda, strong, line, means)?;
    trial::decide(&Nearness { problem, ball, moduli }, means).map_err(|reason| Failure::new(line, reason))
}

/// `min m_i · r² − Σ ρ_i²/m_i`.
struct Nearness<'a> {
    problem: &'a Problem,
    ball: &'a Ball<'a>,
    moduli: Vec<Option<Rational>>,
}

impl Nearness<'_> {
    /// `Σ ρ_i²/m_i`.
    fn residual<N: Signed>(&self, context: N::Context) -> N {
        let Ball { lambda, center, .. } = *self.ball;
        let zero = N::exact(&Rational::new(), context);
        let at: Vec<N> = numbers(center, context);
        let (value, slopes) = Objective::new(self.problem, context).smooth_gradient(&at, lambda);
        if !value.is_defined() {
            return value;
        }
        let mut sum = zero.clone();
        for (i, (slope, modulus)) in slopes.iter().zip(&self.moduli).enumerate() {
            let (Some(modulus), limits) = (modulus, &self.problem.domain.0[i]) else { continue };
            let [left, right] = self.one_sided(slope, i);
            let mut fall = zero.clone();
            if limits.upper.as_ref() != Some(&center[i]) {
                fall = fall.max(&right.negative());
            }
            if limits.lower.as_ref() != Some(&center[i]) {
                fall = fall.max(&left);
            }
            let weight = Rational::from(modulus.recip_ref());
            sum = sum.add(&fall.mul(&fall).mul(&N::exact(&weight, context)));
        }
        sum
    }

    /// `l_i` and `r_i`, from the derivative of the smooth part.
    fn one_sided<N: Kind>(&self, slope: &N, i: usize) -> [N; 2] {
        let Penalty::Separable { absolute, center, .. } = &self.problem.penalty else {
            return [slope.clone(), slope.clone()];
        };
        let weight = Rational::from(&absolute[i] * self.ball.lambda);
        let sides = match self.ball.center[i].cmp(&center[i]) {
            std::cmp::Ordering::Less => [-1, -1],
            std::cmp::Ordering::Equal => [-1, 1],
            std::cmp::Ordering::Greater => [1, 1],
        };
        sides.map(|side| slope.add(&N::exact(&Rational::from(&weight * side), slope.context())))
    }
}

impl Trial for Nearness<'_> {
    fn attempt<N: Signed>(&self, context: N::Context, _: &Budget) -> Attempt {
        let least = self.moduli.iter().flatten().min().cloned().unwrap_or_default();
        let allowed = N::exact(&(self.ball.radius.clone().square() * least), context);
        let value = allowed.minus(&self.residual(context));
        Test { quantity: "min m·r² − Σ ρ²/m", value, strict: false }.run()
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        witness::guilt_at(self.problem, [self.ball.center], means)
    }
}

/// An upper bound of `|c − θ*|²` for a point c of the domain, if `f_μ` is convex: what a search asks for. `None`
/// where it cannot be told.
pub fn squared_distance(
    problem: &Problem,
    lambda: &Rational,
    convex_at: &Rational,
    center: &[Rational],
    precision: u32,
) -> Option<Rational> {
    let moduli = moduli_of(problem, lambda, convex_at).ok()?;
    let Some(least) = moduli.iter().flatten().min().cloned() else { return Some(Rational::new()) };
    let nearness = Nearness { problem, ball: &Ball { lambda, radius: &Rational::new(), center }, moduli };
    let budget = Budget::default();
    let residual = match nearness.residual::<Counted<'_, Exact>>(((), &budget)).into_value().into_value() {
        Some(residual) => residual,
        None => nearness.residual::<Enclosed<'_>>((precision, &budget)).upper_bound()?,
    };
    Some(residual / least)
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
pub(super) fn values(
    problem: &Problem,
    ball: &Ball<'_>,
    strong: &Strong,
    precision: u32,
) -> Option<AtMinimizer> {
    let Ball { lambda, radius, center } = *ball;
    let moduli = moduli_of(problem, lambda, &strong.convex_at).ok()?;
    let coordinate = |(x, limits): (&Rational, &crate::problem::Limits)| {
        let (lower, upper) = (Rational::from(x - radius), Rational::from(x + radius));
        [
            limits.lower.as_ref().map_or(lower.clone(), |limit| lower.clone().max(limit.clone())),
            limits.upper.as_ref().map_or(upper.clone(), |limit| upper.clone().min(limit.clone())),
        ]
    };
    let coordinates: Vec<[Rational; 2]> = center.iter().zip(&problem.domain.0).map(coordinate).collect();
    let nearness = Nearness { problem, ball, moduli };
    let budget = Budget::default();
    let context = ((), &budget);
    let exact: Vec<Counted<'_, Exact>> = numbers(center, context);
    let objective = Objective::new(problem, context);
    let scale = Number::exact(lambda, context);
    let (loss, penalty) = (objective.loss(&exact), objective.penalty(&exact).mul(&scale));
    let (loss, value) = if radius.is_zero() && loss.is_defined() {
        (Signed::value(&loss), Signed::value(&loss.add(&penalty)))
    } else {
        let context = (precision, &budget);
        let objective = Objective::<Enclosed<'_>>::new(problem, context);
        let hull = |[lower, upper]: &[Rational; 2]| {
            let hull = Interval::exact(lower, precision).hull(&Interval::exact(upper, precision));
            Counted::new(hull, &budget)
        };
        let around: Vec<Enclosed<'_>> = coordinates.iter().map(hull).collect();
        let above = objective.value(&numbers(center, context), lambda);
        let half = Number::exact(&Rational::from((1, 2)), context);
        let below = above.minus(&nearness.residual::<Enclosed<'_>>(context).mul(&half));
        (Signed::value(&objective.loss(&around)), Signed::value(&below.hull(&above)))
    };
    Some(AtMinimizer { coordinates, loss, value })
}
