//! Rule `minimizer`: exactly one minimiser, and where it is: within `Σ ρ_i²/m_i / min m_i` of c, squared (theory.md, M2).
//! The derivatives of L at c are those of the chain rule, undefined at a kink. Where all parameters are pinned, `θ* = c`.

use super::case::{Case, Means};
use super::inside::require_inside;
use super::strong::require_strong;
use super::trial::{self, Attempt, Test, Trial};
use super::witness::numbers;
use crate::budget::Budget;
use crate::certificate::{Claim, Strong};
use crate::kind::Ordered;
use crate::number::Rational;
use crate::problem::{Objective, Penalty, Problem};
use crate::reason::{Failure, Reason, undefined_at};

pub(super) fn check(case: &Case<'_>, strong: &Strong) -> Result<(), Failure> {
    let Claim::UniqueMinimizer { lambda, radius, center } = case.claim else { return Err(case.wrong_rule()) };
    let problem = case.problem;
    require_inside(problem, center, case.means.budget).map_err(|reason| case.fail_claim(reason))?;
    let moduli = &require_strong(case, lambda, strong)?;
    let nearness = Nearness { residual: Residual { problem, lambda, center, moduli }, radius };
    trial::decide(&nearness, &case.means).map_err(|reason| case.fail(0, reason))
}

/// `Σ ρ_i²/m_i` at a point of the domain.
pub struct Residual<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// q.
    pub lambda: &'a Rational,
    /// c.
    pub center: &'a [Rational],
    /// The `m_i`, `None` where pinned.
    pub moduli: &'a [Option<Rational>],
}

impl Residual<'_> {
    /// Its value; undefined where a derivative is.
    pub fn value<N: Ordered>(&self, context: N::Context) -> N {
        let at: Vec<N> = numbers(self.center, context);
        let (value, slopes) = Objective::new(self.problem, context).smooth_gradient(&at, self.lambda);
        if value.is_defined() { self.of_slopes(&slopes, context) } else { value }
    }

    /// The same from the derivatives of the smooth part.
    pub fn of_slopes<N: Ordered>(&self, slopes: &[N], context: N::Context) -> N {
        let zero = N::exact(&Rational::new(), context);
        let mut sum = zero.clone();
        for (i, (slope, modulus)) in slopes.iter().zip(self.moduli).enumerate() {
            let (Some(modulus), limits) = (modulus, &self.problem.domain.limits[i]) else { continue };
            let [left, right] = self.one_sided(slope, i);
            let mut fall = zero.clone();
            if limits.upper.as_ref() != Some(&self.center[i]) {
                fall = fall.max(&right.negative());
            }
            if limits.lower.as_ref() != Some(&self.center[i]) {
                fall = fall.max(&left);
            }
            let weight = Rational::from(modulus.recip_ref());
            sum = sum.add(&fall.mul(&fall).mul(&N::exact(&weight, context)));
        }
        sum
    }

    /// `l_i` and `r_i`, from the derivative of the smooth part.
    fn one_sided<N: Ordered>(&self, slope: &N, i: usize) -> [N; 2] {
        let Penalty::Separable { absolute, center, .. } = &self.problem.penalty else {
            return [slope.clone(), slope.clone()];
        };
        let weight = Rational::from(&absolute[i] * self.lambda);
        let sides = match self.center[i].cmp(&center[i]) {
            std::cmp::Ordering::Less => [-1, -1],
            std::cmp::Ordering::Equal => [-1, 1],
            std::cmp::Ordering::Greater => [1, 1],
        };
        sides.map(|side| slope.add(&N::exact(&Rational::from(&weight * side), slope.context())))
    }
}

/// `min m_i · r² − Σ ρ_i²/m_i`.
struct Nearness<'a> {
    residual: Residual<'a>,
    radius: &'a Rational,
}

impl Trial for Nearness<'_> {
    fn attempt<N: Ordered>(&self, context: N::Context, _: &Budget) -> Attempt {
        let least = self.residual.moduli.iter().flatten().min().cloned().unwrap_or_default();
        let allowed = N::exact(&(self.radius.clone().square() * least), context);
        let value = allowed.minus(&self.residual.value(context));
        Test { quantity: "min m·r² − Σ ρ²/m", value, strict: false }.run()
    }

    fn guilt(&self, means: &Means<'_>) -> Option<Reason> {
        undefined_at(self.residual.problem, [self.residual.center], means.enclosing())
    }
}
