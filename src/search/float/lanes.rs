//! Several `f64` side by side: rows, starts or directions evaluated together, without any guarantee.

use super::function::derivatives;
use crate::function::Function;
use crate::kind::Kind;
use crate::number::Number;
use rug::Rational;

/// `L` independent `f64` values; NaN in a lane is its poison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes<const L: usize>(pub [f64; L]);

impl<const L: usize> Number for Lanes<L> {
    type Context = ();

    fn exact(q: &Rational, (): ()) -> Self {
        Lanes([q.to_f64(); L])
    }

    fn undefined((): ()) -> Self {
        Lanes([f64::NAN; L])
    }

    fn context(&self) {}

    fn is_defined(&self) -> bool {
        self.0.iter().all(|x| !x.is_nan())
    }

    fn add(&self, other: &Self) -> Self {
        Lanes(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }

    fn mul(&self, other: &Self) -> Self {
        Lanes(std::array::from_fn(|i| self.0[i] * other.0[i]))
    }
}

impl<const L: usize> Kind for Lanes<L> {
    fn apply(&self, f: Function, order: usize) -> Self {
        Lanes(self.0.map(|x| derivatives(f, x)[order]))
    }

    fn jet(&self, f: Function) -> [Self; 3] {
        let values = self.0.map(|x| derivatives(f, x));
        std::array::from_fn(|order| Lanes(std::array::from_fn(|i| values[i][order])))
    }
}
