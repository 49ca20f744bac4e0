//! Kinds of number that a sweep computes with: intervals, and forms to first order.

use crate::function::Function;
use crate::kind::{FirstOrder, Kind};
use crate::number::{Interval, Number, Scalar};

/// What a sweep computes with.
pub(crate) trait Enclosure: Kind {
    fn neg(&self) -> Self;
    fn square(&self) -> Self;
    /// What lies in both enclosures, or one of them; `None` if nothing does.
    fn meet(&self, other: &Self) -> Option<Self>;
    /// `log(e^l + e^z)`.
    fn log_sum(l: &Self, z: &Self, difference: &Self) -> Self;
}

impl<S: Scalar> Enclosure for Interval<S> {
    fn neg(&self) -> Self {
        Interval::neg(self)
    }

    fn square(&self) -> Self {
        Interval::square(self)
    }

    fn meet(&self, other: &Self) -> Option<Self> {
        self.intersect(other)
    }

    fn log_sum(l: &Self, z: &Self, _: &Self) -> Self {
        // Increasing in both.
        let end = |l: &S, z: &S| {
            let (l, z) = (Interval::point(l.clone()), Interval::point(z.clone()));
            z.add(&Function::Softplus.range(0, &l.sub(&z)))
        };
        end(l.lower(), z.lower()).hull(&end(l.upper(), z.upper()))
    }
}

impl Enclosure for FirstOrder {
    fn neg(&self) -> Self {
        FirstOrder::neg(self)
    }

    fn square(&self) -> Self {
        let [square, ..] = self.jet(Function::Power(2));
        square
    }

    fn meet(&self, other: &Self) -> Option<Self> {
        Some(if self.radius <= other.radius { self.clone() } else { other.clone() })
    }

    fn log_sum(_: &Self, z: &Self, difference: &Self) -> Self {
        z.add(&difference.apply(Function::Softplus, 0))
    }
}
