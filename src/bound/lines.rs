//! Lines that are remembered: neighbouring cells ask for the same ones again and again.
//!
//! A line depends on the function and the ends of the interval alone, so what is remembered never changes an
//! answer.

use super::program::Apply;
use crate::expression::Function;
use crate::number::{Affine, Lines, Number, Scalar};

/// Places in the memory, a power of two.
const PLACES: usize = 1 << 14;

/// A memory of lines: each key has one place, and the newest stays.
#[derive(Debug)]
pub(super) struct LineMemory<S> {
    places: Vec<Option<(Key, Lines<S>)>>,
}

type Key = (Function, [u64; 2]);

impl<S> Default for LineMemory<S> {
    fn default() -> Self {
        LineMemory { places: Vec::new() }
    }
}

impl<S: Scalar> LineMemory<S> {
    /// The lines of `f` on the hull of an affine form.
    fn lines<const D: usize>(&mut self, f: Function, x: &Affine<S, D>) -> Lines<S> {
        let hull = x.hull();
        let (Some(lower), Some(upper)) = (hull.lower().bits(), hull.upper().bits()) else {
            return Lines::enclosing(f, &hull);
        };
        let key = (f, [lower, upper]);
        if self.places.is_empty() {
            self.places.resize_with(PLACES, || None);
        }
        let mixed = (lower.rotate_left(21) ^ upper).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = &mut self.places[(mixed >> 50) as usize % PLACES];
        match place {
            Some((known, lines)) if *known == key => lines.clone(),
            _ => {
                let lines = Lines::enclosing(f, &hull);
                *place = Some((key, lines.clone()));
                lines
            }
        }
    }
}

impl<S: Scalar, const D: usize> Apply<Affine<S, D>> for LineMemory<S> {
    fn jet(&mut self, f: Function, x: &Affine<S, D>) -> [Affine<S, D>; 3] {
        // Squares are cheaper than a look-up.
        if f == Function::Power(2) { x.jet(f) } else { x.along_derivatives(&self.lines(f, x)) }
    }

    fn products(&mut self, f: Function, x: &Affine<S, D>) -> [Affine<S, D>; 2] {
        x.along_products(&self.lines(f, x), || x.jet(f))
    }
}
