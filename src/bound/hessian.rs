//! The Hessian of `L + λP` (or of `P` alone) on a cell, and the tests that it is positive semidefinite there.
//!
//! For convexity the function must have a value and a continuous gradient on the whole cell, too (theory.md, C3): second
//! derivatives show it (theory.md, L2), but of functions of data or constants alone, which are looked at once, row by row.

use super::adjoint::gather::Failure;
use super::adjoint::plan::Plan;
use super::adjoint::sweep::Place;
use super::affine::encoding::Encoding;
use super::affine::kernel::Kernels;
use super::affine::memory::{LANES, Memory};
use super::affine::test as affine;
use super::cell::Cell;
use super::clip::Clip;
use super::local::frame::Frame;
use super::local::summand::{Data, Direction};
use super::local::sums::{Derivations, Sums};
use super::loewner::pieces::RowBound;
use super::loewner::test as loewner;
use super::method::Method;
use super::natural;
use super::psd::constant::eliminate;
use super::psd::theorem::{MAX_ORDER, proves_psd};
use super::scratch::Scratch;
use super::tensor::region::Region;
use crate::budget::{Budget, Stop};
use crate::error::Shortfall;
use crate::number::cholesky::factorise;
use crate::number::{Interval, Number, Rational, Scalar};
use crate::problem::{Domain, Problem};
use rug::Float;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Everything about a problem's Hessian that does not depend on the cell: compiled once, shared by threads.
#[derive(Debug)]
pub struct HessianBound {
    pub(crate) sums: Sums,
    pub(crate) kernels: Kernels,
    pub(crate) plans: Vec<Plan>,
    pub(crate) clip: Clip,
    precision: u32,
    pub(crate) is_precise: bool,
    pub(crate) double: Encoded<f64>,
    precise: OnceLock<Option<Encoded<Float>>>,
    pub(crate) constant: Option<[Vec<Rational>; 2]>,
    /// Around the domain, if that is cut by a ball.
    pub(crate) ball: Option<Region>,
    /// By λ, which is all it depends on: whether the constant Hessian is positive semidefinite.
    eliminated: Mutex<BTreeMap<Rational, bool>>,
}

#[derive(Debug, Default)]
pub(crate) struct Encoded<S: Scalar> {
    context: S::Context,
    pub data: Vec<Data<S>>,
    /// `None` where affine methods are not worth it.
    pub affine: Option<Encoding<S>>,
    pub constants: Vec<Vec<Interval<S>>>,
}

impl<S: Scalar> Encoded<S> {
    /// `None` once the budget is spent.
    fn new(
        sums: &Sums,
        kernels: &Kernels,
        plans: &[Plan],
        context: S::Context,
        budget: &Budget,
    ) -> Option<Self> {
        let data = sums.data(context, budget)?;
        let constants = |plan: &Plan| plan.constants.iter().map(|q| Interval::exact(q, context)).collect();
        Some(Encoded {
            affine: Encoding::new(sums, kernels, &data, context, budget),
            constants: plans.iter().map(constants).collect(),
            data,
            context,
        })
    }
}

impl HessianBound {
    /// For `∇²L + λ∇²P`. `precision` in bits is that of [`Self::precisely`], at least 53. Where the budget does not
    /// allow for all of it, nothing is ever proved.
    pub fn of_objective(problem: &Problem, precision: u32, budget: &Budget) -> Self {
        Self::of_objective_without(problem, &[], precision, budget)
    }

    /// For the block of `∇²L + λ∇²P` off these parameters, at every value that they have on a cell (theory.md, C7).
    pub fn of_objective_without(
        problem: &Problem,
        left_out: &[usize],
        precision: u32,
        budget: &Budget,
    ) -> Self {
        Self::new(Sums::of_objective(problem, left_out, budget), &problem.domain, precision, budget)
    }

    /// Whether `(∇²L + λ∇²P)v = 0` everywhere for each of these directions (theory.md, C7).
    pub fn is_blind_to(&self, directions: &[Direction], lambda: &Rational, budget: &Budget) -> bool {
        self.sums.are_blind_to(directions, lambda, budget)
    }

    /// For `∇²P` alone: [`Self::prove`] at any λ proves `P` convex.
    pub fn of_penalty(problem: &Problem, precision: u32, budget: &Budget) -> Self {
        Self::new(Sums::of_penalty(problem, budget), &problem.domain, precision, budget)
    }

    fn new(
        (mut sums, mut derivations): (Sums, Derivations<'_>),
        domain: &Domain,
        precision: u32,
        budget: &Budget,
    ) -> Self {
        // Below, the ends of cells would be rounded.
        let precision = precision.max(f64::MANTISSA_DIGITS);
        let made = Self::parts(&sums, &mut derivations, budget);
        let (kernels, plans, double) = made.unwrap_or_else(|| {
            sums.summands.clear();
            sums.is_complete = false;
            Default::default()
        });
        let has_values = double.data.iter().all(|data| data.is_defined);
        let may_be_constant = sums.order <= MAX_ORDER && has_values;
        HessianBound {
            constant: may_be_constant.then(|| sums.constant(budget)).flatten(),
            kernels,
            plans,
            clip: Clip::new(domain),
            ball: domain.ball().map(|ball| Region::of_ball(ball, domain)),
            precision,
            is_precise: false,
            double,
            precise: OnceLock::new(),
            eliminated: Mutex::default(),
            sums,
        }
    }

    /// The same with tests over MPFR instead of `f64`, if so wished: an independent judge. A Loewner test's metrics and sums
    /// stay in doubles, and so does all of a tensor test.
    pub fn precisely(self, is_precise: bool) -> Self {
        HessianBound { is_precise, ..self }
    }

    fn parts(
        sums: &Sums,
        derivations: &mut Derivations<'_>,
        budget: &Budget,
    ) -> Option<(Kernels, Vec<Plan>, Encoded<f64>)> {
        let kernels = Kernels::new(sums, derivations, budget)?;
        let plan = |summand| Plan::new(&sums.graph, summand, budget);
        let plans: Vec<Plan> = sums.summands.iter().map(plan).collect::<Option<_>>()?;
        let double = Encoded::new(sums, &kernels, &plans, (), budget)?;
        (!budget.is_spent()).then_some((kernels, plans, double))
    }

    /// The number of parameters that are not pinned: the order of the Hessian.
    pub fn order(&self) -> usize {
        self.sums.order
    }

    /// Whether the Hessians of `L` and `P` are constant and rational: [`Method::Constant`] decides.
    pub fn is_constant(&self) -> bool {
        self.constant.is_some()
    }

    /// The greatest number of local coordinates of a row, vertex coordinates apart.
    pub fn locals(&self) -> usize {
        self.kernels.locals(&self.sums)
    }

    /// The parameters whose range counts by its ends alone (theory.md, L4).
    pub fn vertices(&self) -> &[usize] {
        &self.kernels.roles.vertices
    }

    /// Whether a method applies to a cell; [`Method::Constant`] to all or none.
    pub fn applies(&self, method: Method, cell: &Cell) -> bool {
        let is_bounded = cell.lower.iter().chain(&cell.upper).all(|x| x.is_finite());
        match method {
            Method::Constant => self.is_constant(),
            Method::Interval => self.order() <= MAX_ORDER,
            // MPFR's exponents may allow for more.
            Method::Affine if self.is_precise => is_bounded && self.kernels.usable().is_some(),
            Method::Affine => is_bounded && self.double.affine.is_some(),
            Method::Loewner => is_bounded && self.order() <= MAX_ORDER,
            Method::Tensor => is_bounded && self.is_expandable(),
        }
    }

    /// A cell around what of this cell is in the domain, which is all that need be proved; `None` where that is nothing.
    pub fn part<'c>(&self, cell: &'c Cell) -> Option<Cow<'c, Cell>> {
        self.clip.part(cell)
    }

    /// Proves the Hessian positive semidefinite at every point of the cell for a `λ ≥ 0`, or says what is missing.
    ///
    /// # Errors
    /// See [`Shortfall`].
    pub fn prove(
        &self,
        cell: &Cell,
        lambda: &Rational,
        method: Method,
        scratch: &mut Scratch,
    ) -> Result<(), Shortfall> {
        if !self.sums.allows(lambda) || !self.applies(method, cell) {
            return Err(Shortfall::Inapplicable);
        }
        let Scratch { double, precise, stop, threads } = scratch;
        let proof = match method {
            Method::Constant => self.prove_constant(lambda, *stop),
            Method::Tensor => {
                self.prove_expanded(&self.expand(cell, lambda, *stop)?, lambda, *threads, *stop)
            }
            _ if self.is_precise => {
                let encoded = self.precise().ok_or(Shortfall::Inapplicable)?;
                self.prove_over(encoded, cell, lambda, method, precise, stop)
            }
            _ => self.prove_over(&self.double, cell, lambda, method, double, stop),
        };
        proof.map_err(|shortfall| if stop.is_set() { Shortfall::Stopped } else { shortfall })
    }

    /// As large as that of doubles, which the budget has allowed.
    fn precise(&self) -> Option<&Encoded<Float>> {
        let (kernels, plans, budget) = (&self.kernels, &self.plans, Budget::new(u64::MAX));
        let encode = || Encoded::new(&self.sums, kernels, plans, self.precision, &budget);
        self.precise.get_or_init(encode).as_ref()
    }

    fn prove_over<S: Scalar>(
        &self,
        encoded: &Encoded<S>,
        cell: &Cell,
        lambda: &Rational,
        method: Method,
        memory: &mut Memory<S>,
        stop: &Stop,
    ) -> Result<(), Shortfall> {
        let Encoded { context, data, affine, .. } = encoded;
        match method {
            Method::Affine => {
                let encoding = affine.as_ref().ok_or(Shortfall::Inapplicable)?;
                let Memory { tools, single, several } = memory;
                let (sums, kernels) = (&self.sums, &self.kernels);
                let test = affine::Test { sums, kernels, data, encoding, lambda, stop };
                if self.vertices().is_empty() {
                    test.prove::<1>(cell, *context, tools, single)
                } else {
                    test.prove::<LANES>(cell, *context, tools, several)
                }
            }
            Method::Loewner => self.loewner(encoded, cell, lambda, stop)?.run(),
            Method::Interval | Method::Constant | Method::Tensor => {
                let frame = Frame::new(cell, *context);
                let assembly = natural::hessian(&self.sums, data, &frame, lambda, stop)?;
                let matrix = memory.single.matrix.insert(natural::matrix(&assembly, *context));
                memory.single.workspace.stop = *stop;
                Ok(proves_psd(matrix, &[], &mut memory.single.workspace)?)
            }
        }
    }

    pub(crate) fn loewner<'a, S: Scalar>(
        &'a self,
        encoded: &'a Encoded<S>,
        cell: &Cell,
        lambda: &'a Rational,
        stop: &'a Stop,
    ) -> Result<loewner::Test<'a, S>, Shortfall> {
        let context = encoded.context;
        let frame = Frame::new(cell, context);
        let mut rows = Vec::new();
        self.each_row(encoded, lambda, *stop, |place| {
            rows.push(RowBound::new(place, &frame.limits, &self.sums.free)?);
            Ok(())
        })?;
        let centre = self.positive_at_centre(cell, lambda, stop)?;
        Ok(loewner::Test::new(&self.sums, rows, centre, lambda, stop, context))
    }

    /// All rows that have local coordinates.
    pub(crate) fn each_row<'a, S: Scalar>(
        &'a self,
        encoded: &'a Encoded<S>,
        lambda: &Rational,
        stop: Stop,
        mut take: impl FnMut(Place<'a, S>) -> Result<(), Failure>,
    ) -> Result<(), Shortfall> {
        let Encoded { context, data, constants, .. } = encoded;
        let (penalty, objective) = (self.sums.scale(lambda, *context), Interval::exact(&1.into(), *context));
        let summands = self.sums.summands.iter().zip(&self.plans).zip(constants).zip(data);
        for (at, (((summand, plan), constants), data)) in summands.enumerate() {
            data.is_defined.then_some(()).ok_or(Shortfall::Undefined)?;
            for (number, row) in data.rows.iter().enumerate().filter(|_| summand.locals.len() > 0) {
                if stop.is_set() {
                    return Err(Shortfall::Stopped);
                }
                let scale = if summand.is_penalty { &penalty } else { &objective };
                let place = Place { numbers: (at, number), plan, constants, row, scale: scale.clone() };
                take(place).map_err(|_| Shortfall::Undefined)?;
            }
        }
        Ok(())
    }

    /// What [`Self::about`] says of the centre, if that is positive definite.
    pub(crate) fn positive_at_centre(
        &self,
        cell: &Cell,
        lambda: &Rational,
        stop: &Stop,
    ) -> Result<Vec<f64>, Shortfall> {
        let matrix = self.about(&cell.centre(), lambda, stop).ok_or(Shortfall::Wide)?;
        match factorise(self.order(), &mut matrix.clone(), *stop) {
            Ok(()) => Ok(matrix),
            Err(_) => Err(Shortfall::Indefinite),
        }
    }

    /// `∇²L + λ∇²P` at a point in the parameters that are not pinned, row-major, as far as floats can tell.
    pub(crate) fn about(&self, at: &[f64], lambda: &Rational, stop: &Stop) -> Option<Vec<f64>> {
        let frame = Frame::new(&Cell { lower: at.to_vec(), upper: at.to_vec() }, ());
        natural::about(&self.sums, &self.double.data, &frame, lambda, stop).ok()
    }

    fn prove_constant(&self, lambda: &Rational, stop: Stop) -> Result<(), Shortfall> {
        let mut eliminated = self.eliminated.lock().unwrap_or_else(PoisonError::into_inner);
        let is_proved = match eliminated.get(lambda) {
            Some(known) => *known,
            None => {
                let mut matrix = self.constant_at(lambda).ok_or(Shortfall::Inapplicable)?;
                let is_proved = match eliminate(self.order(), &mut matrix, stop) {
                    Err(None) => return Err(Shortfall::Stopped),
                    outcome => outcome.is_ok(),
                };
                *eliminated.entry(lambda.clone()).or_insert(is_proved)
            }
        };
        if is_proved { Ok(()) } else { Err(Shortfall::Indefinite) }
    }

    pub(crate) fn constant_at(&self, lambda: &Rational) -> Option<Vec<Rational>> {
        let [objective, penalty] = self.constant.as_ref()?;
        let factor = self.sums.factor(lambda);
        let sum = |(l, p): (&Rational, &Rational)| Rational::from(p * &factor) + l;
        Some(objective.iter().zip(penalty).map(sum).collect())
    }
}
