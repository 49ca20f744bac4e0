//! Lower bounds of `f_q = L + qP` on a cell: does `f_q ≥ p` hold on all of `cell ∩ D`, with the limits of `D` taken exactly, and
//! a box around what else cuts it (theory.md, C8)? By its interval value, by its gradient or by convexity (theory.md, M3); what
//! depends on `θ − c` is a sum over the coordinates (theory.md, M4).
//!
//! Any `c` in that box is sound: for the convex ground the given point where that lies in the cell, else what a few Newton
//! steps (`advice/newton.rs`) lead to. Values at `c` are enclosed over `f64`; where that decides nothing, over MPFR, and at the
//! given point exactly, so that a bound can be attained.

use super::coordinate::Coordinate;
use super::ground::Ground;
use super::place::Place;
use crate::advice::newton::Newton;
use crate::bound::cell::Cell;
use crate::bound::hessian::HessianBound;
use crate::bound::method::Method;
use crate::bound::scratch::Scratch;
use crate::budget::Budget;
use crate::error::Shortfall;
use crate::kind::{Counted, Exact, Ordered};
use crate::number::{Endpoint, Interval, Number, Rational, Round};
use crate::problem::{Objective, Penalty, Problem};
use rug::Float;

/// Newton steps at most, and up to which order they are made.
const STEPS: usize = 4;
const MAX_ORDER: usize = 128;
/// From so many local coordinates on lower bounds of the rows beat symbols on all but small cells.
pub(crate) const MANY_LOCALS: usize = 10;
/// Where affine forms do not apply either, as many parameters suffice.
pub(crate) const MANY_PARAMETERS: usize = 32;

/// What became of a bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Reach {
    /// `f_q ≥ p` on the cell.
    Proved,
    /// The bound falls short: this is a lower bound.
    Short(f64),
    /// There is a point of the cell and the domain where `f_q < p`.
    Below(Vec<Rational>),
    /// `F_μ` is not proved convex.
    NotConvex(Shortfall),
    /// There is no such bound: something is undefined, unbounded or not given.
    None,
}

/// Everything about a problem's values at one λ that does not depend on the cell: shared by threads.
#[derive(Debug)]
pub struct ValueBound<'p> {
    pub(crate) problem: &'p Problem,
    lambda: Rational,
    convex_at: Vec<Rational>,
    pub(crate) point: Vec<Rational>,
    pub(crate) hessian: HessianBound,
    /// `F_q` and its gradient at the given point, exactly.
    pub(crate) exact: (Exact, Vec<Exact>),
    double: Objective<'p, Interval<f64>>,
    precise: Objective<'p, Interval<Float>>,
    pub(crate) is_precise: bool,
}

impl<'p> ValueBound<'p> {
    /// For `f_λ`, with the λs at which convexity may be proved and a first choice of `c`. `precision` in bits is
    /// that of MPFR; with `is_precise` nothing is computed over `f64` alone.
    pub fn new(
        problem: &'p Problem,
        lambda: &Rational,
        convex_at: &[Rational],
        point: &[Rational],
        precision: u32,
        is_precise: bool,
        budget: &Budget,
    ) -> Self {
        let at: Vec<Counted<'_, Exact>> = point.iter().map(|x| Number::exact(x, ((), budget))).collect();
        let (value, slopes) = Objective::new(problem, ((), budget)).smooth_gradient(&at, lambda);
        ValueBound {
            exact: (value.into_value(), slopes.into_iter().map(Counted::into_value).collect()),
            problem,
            lambda: lambda.clone(),
            convex_at: convex_at.to_vec(),
            point: point.to_vec(),
            hessian: HessianBound::of_objective(problem, precision, budget).precisely(is_precise),
            double: Objective::new(problem, ()),
            precise: Objective::new(problem, precision.max(f64::MANTISSA_DIGITS)),
            is_precise,
        }
    }

    /// Whether `f_q ≥ target` on all of `cell ∩ D`, and if not how far the bound falls short.
    pub fn reaches(&self, cell: &Cell, ground: Ground, target: &Rational, scratch: &mut Scratch) -> Reach {
        let Some(cell) = &self.hessian.part(cell) else { return Reach::Proved };
        match ground {
            Ground::Outside => Reach::None,
            Ground::Natural if self.is_precise => judge(&self.natural(&self.precise, cell), target),
            Ground::Natural => judge(&self.natural(&self.double, cell), target),
            Ground::MeanValue if self.is_precise => judge(&self.mean_value(&self.precise, cell), target),
            Ground::MeanValue => judge(&self.mean_value(&self.double, cell), target),
            Ground::Convex(number) => self.convex(cell, number, target, scratch),
        }
    }

    fn natural<E: Endpoint>(&self, objective: &Objective<'_, Interval<E>>, cell: &Cell) -> Interval<E> {
        let at = cell.limits(objective.context());
        let scale = Interval::exact(&self.lambda, objective.context());
        objective.loss(&at).add(&objective.penalty(&at).mul(&scale))
    }

    fn mean_value<E: Endpoint>(&self, objective: &Objective<'_, Interval<E>>, cell: &Cell) -> Interval<E> {
        let context = objective.context();
        let Some(place) = Place::new(cell, &self.problem.domain, &self.point) else {
            return Interval::undefined(context);
        };
        let (range, mut slopes) = objective.loss_gradient(&cell.limits(context));
        if !range.is_defined() {
            return range;
        }
        let at: Vec<Interval<E>> = place.point.iter().map(|x| Interval::exact(x, context)).collect();
        let scale = Interval::exact(&self.lambda, context);
        let (penalty, bend) = match &self.problem.penalty {
            // P has a value at c and a slope on all of the cell, so a value too: no function's domain ends inside that of
            // its derivative.
            Penalty::Formula(_) => {
                (objective.penalty(&at), objective.penalty_gradient(&cell.limits(context)).1)
            }
            Penalty::Separable { .. } => objective.penalty_gradient(&at),
        };
        for (slope, bend) in slopes.iter_mut().zip(&bend) {
            *slope = slope.add(&bend.mul(&scale));
        }
        let value = objective.loss(&at).add(&penalty.mul(&scale));
        self.total(value, slopes, &place, &self.lambda)
    }

    /// `value + Σ` of the terms' least values, with curvatures `excess·w_i`; undefined where a term has none.
    fn total<N: Ordered>(&self, value: N, slopes: Vec<N>, place: &Place, excess: &Rational) -> N {
        let mut sum = value;
        for (i, (slope, limits)) in slopes.into_iter().zip(&place.limits).enumerate() {
            let from_here = |end: &Rational| Rational::from(end - &place.point[i]);
            let (curvature, kink) = match &self.problem.penalty {
                Penalty::Formula(_) => (Rational::new(), None),
                Penalty::Separable { square, absolute, center } => {
                    let weight = Rational::from(&absolute[i] * &self.lambda);
                    let kink = (!weight.is_zero()).then(|| (weight, from_here(&center[i])));
                    (Rational::from(&square[i] * excess), kink)
                }
            };
            let ends = [&limits.lower, &limits.upper].map(|end| end.as_ref().map(from_here));
            sum = sum.add(&Coordinate { slope, curvature, kink, ends }.least());
        }
        sum
    }

    fn convex(&self, cell: &Cell, number: usize, target: &Rational, scratch: &mut Scratch) -> Reach {
        let Some(at) = self.convex_at.get(number) else { return Reach::None };
        let excess = Rational::from(&self.lambda - at);
        if !excess.is_zero() && matches!(self.problem.penalty, Penalty::Formula(_)) {
            return Reach::None;
        }
        if let Err(shortfall) = self.proves_convex(cell, at, scratch) {
            return Reach::NotConvex(shortfall);
        }
        let Some(mut place) = Place::new(cell, &self.problem.domain, &self.point) else { return Reach::None };
        let newton = Newton { penalty: &self.problem.penalty, lambda: &self.lambda, at };
        let mut best = f64::NEG_INFINITY;
        for step in 0..=STEPS {
            let (value, slopes) = self.at(&self.double, &place.point);
            let here = self.with_absolute(&value, &place.point);
            // The point may be outside what cuts the box, and then says nothing.
            if minus(&here, target).is_below_zero() && !self.problem.domain.is_cut() {
                return Reach::Below(place.point);
            }
            let middles: Vec<f64> = slopes.iter().map(middle).collect();
            let bound = self.total(value, slopes, &place, &excess);
            let verdict = judge(&bound, target);
            if matches!(verdict, Reach::Proved) && !self.is_precise {
                return verdict;
            }
            // Where f64 decides nothing, exactly or with more bits.
            let may_reach = !minus(&bound, target).is_below_zero();
            let decides_exactly =
                || place.point == self.point && self.decides(self.exact.clone(), &place, &excess, target);
            let decides_precisely =
                || self.decides(self.at(&self.precise, &place.point), &place, &excess, target);
            if may_reach && (decides_exactly() || decides_precisely()) {
                return Reach::Proved;
            }
            if let Reach::Short(lower) = verdict {
                best = best.max(lower);
            }
            if step == STEPS || place.point.len() > MAX_ORDER {
                break;
            }
            let here: Vec<f64> = place.point.iter().map(Rational::to_f64).collect();
            let model = self.hessian.about(&here, (&self.lambda).max(at), &scratch.stop);
            let has_moved =
                model.is_some_and(|m| newton.advance(&m, &mut place.point, &place.limits, &middles));
            if !has_moved || !place.is_inside() {
                break;
            }
        }
        Reach::Short(best)
    }

    /// Whether some method of the leaf test proves `F_μ` convex on the cell.
    fn proves_convex(&self, cell: &Cell, at: &Rational, scratch: &mut Scratch) -> Result<(), Shortfall> {
        let mut outcome = Err(Shortfall::Inapplicable);
        for method in methods(&self.hessian, cell) {
            if outcome.is_err() {
                outcome = self.hessian.prove(cell, at, *method, scratch);
            }
        }
        outcome
    }

    fn at<N: Ordered>(&self, objective: &Objective<'_, N>, point: &[Rational]) -> (N, Vec<N>) {
        let at: Vec<N> = point.iter().map(|x| N::exact(x, objective.context())).collect();
        objective.smooth_gradient(&at, &self.lambda)
    }

    fn with_absolute<N: Ordered>(&self, smooth: &N, point: &[Rational]) -> N {
        let Penalty::Separable { absolute, center, .. } = &self.problem.penalty else {
            return smooth.clone();
        };
        let term = |(i, weight): (usize, &Rational)| {
            let distance = Rational::from(&point[i] - &center[i]).abs();
            N::exact(&(distance * weight * &self.lambda), smooth.context())
        };
        absolute
            .iter()
            .enumerate()
            .filter(|(_, w)| !w.is_zero())
            .fold(smooth.clone(), |sum, w| sum.add(&term(w)))
    }

    fn decides<N: Ordered>(
        &self,
        (value, slopes): (N, Vec<N>),
        place: &Place,
        excess: &Rational,
        target: &Rational,
    ) -> bool {
        minus(&self.total(value, slopes, place, excess), target).is_at_least_zero()
    }
}

/// The methods that may show a cell convex, in the order in which they are tried: a value leaf names none.
pub(crate) fn methods(hessian: &HessianBound, cell: &Cell) -> &'static [Method] {
    let is_affine = hessian.applies(Method::Affine, cell);
    let is_large = hessian.locals() >= MANY_LOCALS || !is_affine && hessian.order() >= MANY_PARAMETERS;
    let is_large = is_large && hessian.applies(Method::Loewner, cell);
    match (is_affine, is_large) {
        _ if hessian.is_constant() => &[Method::Constant],
        (true, true) => &[Method::Affine, Method::Loewner],
        (false, true) => &[Method::Loewner],
        (true, false) => &[Method::Affine],
        (false, false) => &[Method::Interval],
    }
}

fn minus<N: Ordered>(bound: &N, target: &Rational) -> N {
    bound.minus(&N::exact(target, bound.context()))
}

fn judge<E: Endpoint>(bound: &Interval<E>, target: &Rational) -> Reach {
    if !bound.is_defined() {
        return Reach::None;
    }
    if minus(bound, target).is_at_least_zero() {
        return Reach::Proved;
    }
    Reach::Short(bound.lower().to_f64(Round::Down))
}

fn middle(x: &Interval<f64>) -> f64 {
    x.lower() / 2.0 + x.upper() / 2.0
}
