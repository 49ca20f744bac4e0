//! Functions of intervals: sharp ranges, by monotone pieces.

use super::Kind;
use crate::function::Function;
use crate::number::{Endpoint, Interval};

impl<E: Endpoint> Kind for Interval<E> {
    fn apply(&self, f: Function, order: usize) -> Self {
        f.range(order, self)
    }

    fn jet(&self, f: Function) -> [Self; 3] {
        f.jet(self)
    }
}
