//! Lines and parabolas that are remembered, for neighbouring cells ask for the same ones: they depend on the function and the
//! interval alone (theory.md, A7 and A8), so what is remembered never changes an answer.

use crate::bound::local::program::Apply;
use crate::function::Function;
use crate::kind::{Affine, Kind, Lines, Parabolas};
use crate::number::Scalar;

const PLACES: usize = 1 << 13;

/// A memory of what two numbers and a function determine: each key has one place, and the newest stays.
#[derive(Debug)]
struct Memory<V> {
    places: Vec<Option<(Key, V)>>,
}

type Key = (Function, [u64; 2]);

impl<V: Clone> Memory<V> {
    fn get<S: Scalar>(&mut self, f: Function, x: &S, y: &S, make: impl FnOnce() -> V) -> V {
        let (Some(x), Some(y)) = (x.bits(), y.bits()) else { return make() };
        let key = (f, [x, y]);
        if self.places.is_empty() {
            self.places.resize_with(PLACES, || None);
        }
        let mixed = (x.rotate_left(21) ^ y).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = &mut self.places[(mixed >> 50) as usize % PLACES];
        match place {
            Some((known, value)) if *known == key => value.clone(),
            _ => {
                let value = make();
                *place = Some((key, value.clone()));
                value
            }
        }
    }
}

#[derive(Debug)]
pub(crate) struct LineMemory<S> {
    lines: Memory<Lines<S>>,
    parabolas: Memory<Option<Parabolas<S>>>,
}

impl<S> Default for LineMemory<S> {
    fn default() -> Self {
        LineMemory { lines: Memory { places: Vec::new() }, parabolas: Memory { places: Vec::new() } }
    }
}

impl<S: Scalar> LineMemory<S> {
    fn parabolas<const D: usize>(
        &mut self,
        f: Function,
        x: &Affine<S, D>,
    ) -> Option<(usize, S, Parabolas<S>)> {
        let symbol = x.only_symbol()?;
        let reach = x.reach();
        let parabolas =
            self.parabolas.get(f, &x.centre, &reach, || Parabolas::enclosing(f, &x.centre, &reach))?;
        Some((symbol, reach, parabolas))
    }

    fn lines<const D: usize>(&mut self, f: Function, x: &Affine<S, D>) -> Lines<S> {
        let hull = x.hull();
        self.lines.get(f, hull.lower(), hull.upper(), || Lines::enclosing(f, &hull))
    }
}

impl<S: Scalar, const D: usize> Apply<Affine<S, D>> for LineMemory<S> {
    fn jet(&mut self, f: Function, x: &Affine<S, D>) -> [Affine<S, D>; 3] {
        // Squares are cheaper than a look-up.
        if f == Function::Power(2) {
            return x.jet(f);
        }
        match self.parabolas(f, x) {
            Some((k, reach, parabolas)) => parabolas.derivatives.each_ref().map(|p| x.bent(k, &reach, p)),
            None => x.along_derivatives(&self.lines(f, x)),
        }
    }

    fn products(&mut self, f: Function, x: &Affine<S, D>) -> [Affine<S, D>; 2] {
        match self.parabolas(f, x) {
            Some((k, reach, parabolas)) => parabolas.products.each_ref().map(|p| x.bent(k, &reach, p)),
            None => x.along_products(&self.lines(f, x), || x.jet(f)),
        }
    }
}
