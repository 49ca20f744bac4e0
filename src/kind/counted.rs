//! Numbers that are paid for: each operation takes its work from a budget, and each value its memory while it lives.
//!
//! Where the budget is spent, results are undefined (theory.md, A15), and nothing takes time any more.

use super::{End, Exact, Kind, Ordered, Range};
use crate::budget::{Budget, Held};
use crate::function::Function;
use crate::number::{Endpoint, Interval, Number, Round, pair_work, words};
use rug::Rational;
use std::cmp::Ordering;
use std::f64::consts::FRAC_1_SQRT_2;
use std::ops::Deref;

/// A kind of number that knows what it costs.
pub trait Weighed: Kind {
    /// About the machine words of memory that the value takes.
    fn words(&self) -> u64;
    /// About the units that a sum or product with `other` takes.
    fn work(&self, other: &Self) -> u64;
    /// About the units that a function, or a derivative of one, takes.
    fn work_of(&self, f: Function) -> u64;
}

/// A number with its budget.
#[derive(Clone, Debug)]
pub struct Counted<'b, N> {
    value: N,
    held: Held<'b>,
}

impl<'b, N: Weighed> Counted<'b, N> {
    /// A value that has been paid for.
    pub fn new(value: N, budget: &'b Budget) -> Self {
        let held = Held::new(budget, value.words());
        Counted { value, held }
    }

    /// The value alone.
    pub fn into_value(self) -> N {
        self.value
    }

    /// What comes of so much work, while there is that much.
    fn after(&self, work: u64, result: impl FnOnce() -> N) -> Self {
        let budget = self.held.budget();
        let value = if budget.spend(work) { result() } else { N::undefined(self.value.context()) };
        Counted::new(value, budget)
    }
}

impl<N> Deref for Counted<'_, N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.value
    }
}

impl<'b, N: Weighed> Number for Counted<'b, N> {
    type Context = (N::Context, &'b Budget);

    fn exact(q: &Rational, (context, budget): Self::Context) -> Self {
        let value =
            if budget.spend(pair_work(words(q), 4)) { N::exact(q, context) } else { N::undefined(context) };
        Counted::new(value, budget)
    }

    fn undefined((context, budget): Self::Context) -> Self {
        Counted::new(N::undefined(context), budget)
    }

    fn context(&self) -> Self::Context {
        (self.value.context(), self.held.budget())
    }

    fn is_defined(&self) -> bool {
        self.value.is_defined()
    }

    fn add(&self, other: &Self) -> Self {
        self.after(self.value.work(other), || self.value.add(other))
    }

    fn mul(&self, other: &Self) -> Self {
        self.after(self.value.work(other), || self.value.mul(other))
    }
}

impl<N: Weighed> Kind for Counted<'_, N> {
    fn apply(&self, f: Function, order: usize) -> Self {
        self.after(self.value.work_of(f), || self.value.apply(f, order))
    }
}

impl<N: Weighed + Ordered> Ordered for Counted<'_, N> {
    fn signs(&self) -> Option<[Ordering; 2]> {
        self.value.signs()
    }

    fn min(&self, other: &Self) -> Self {
        self.after(self.value.words(), || self.value.min(other))
    }

    fn lower_bound(&self) -> Option<Rational> {
        self.value.lower_bound()
    }

    fn bits(&self) -> u32 {
        self.value.bits()
    }
}

/// Words that an allocation takes besides what is asked for.
const ALLOCATION: u64 = 2;

impl Weighed for Exact {
    fn words(&self) -> u64 {
        4 + self.value().map_or(0, |q| words(q) + 2 * ALLOCATION)
    }

    fn work(&self, other: &Self) -> u64 {
        let size = |x: &Self| x.value().map_or(0, words);
        pair_work(size(self), size(other))
    }

    fn work_of(&self, f: Function) -> u64 {
        let size = self.value().map_or(0, words);
        match f {
            Function::Power(n) => 100 + 50 * size * u64::from(n.unsigned_abs()),
            _ => 100 + 20 * size,
        }
    }
}

/// About the units of an elementary function of this precision, if it is not erf.
fn elementary_work(precision: Option<u32>) -> u64 {
    let polynomial = |bits: u64| 1500 + 4 * bits + bits * bits / 128;
    precision.map_or(60, |bits| polynomial(u64::from(bits)))
}

/// About the units of `erf x` or `1 − erf x`: MPFR adds up a series of `bits + 4x²` terms of as many bits, until an
/// asymptotic series serves.
fn erf_work(bits: u64, x: f64) -> u64 {
    let square = if x * x > 6.0 * bits as f64 { 0 } else { (x * x) as u64 };
    (bits + 4 * square).pow(2) / 2
}

impl<E: Endpoint> Weighed for Interval<E> {
    fn words(&self) -> u64 {
        E::precision(self.lower().context()).map_or(2, |bits| 2 * (4 + ALLOCATION + u64::from(bits) / 64))
    }

    fn work(&self, _: &Self) -> u64 {
        let polynomial = |bits: u64| 120 + bits / 16 + bits * bits / 8192;
        E::precision(self.lower().context()).map_or(20, |bits| polynomial(u64::from(bits)))
    }

    fn work_of(&self, f: Function) -> u64 {
        let precision = E::precision(self.lower().context());
        let one = elementary_work(precision);
        let ends = || [self.lower().to_f64(Round::Down), self.upper().to_f64(Round::Up)];
        match (f, precision) {
            (Function::Power(_) | Function::Abs | Function::Relu | Function::Huber | Function::Sqrt, _) => {
                one
            }
            (Function::Erf | Function::Gelu, Some(bits)) => {
                let scale = if f == Function::Gelu { FRAC_1_SQRT_2 } else { 1.0 };
                8 * one + ends().map(|x| erf_work(u64::from(bits), scale * x)).iter().sum::<u64>()
            }
            _ => 8 * one,
        }
    }
}

impl Weighed for Range {
    fn words(&self) -> u64 {
        let ends = self.ends().into_iter().flatten().filter_map(End::finite);
        ends.map(|(at, _)| 8 + words(at)).sum()
    }

    fn work(&self, other: &Self) -> u64 {
        4 * pair_work(self.words(), other.words())
    }

    fn work_of(&self, _: Function) -> u64 {
        100 + 50 * self.words()
    }
}
