//! Least values of `b·τ + κ·τ² + α·|τ − e|` on a segment: what remains of a bound coordinate by coordinate, for each number
//! in an enclosure of `b` (theory.md, M4). On each side of the kink it is `β·τ + κ·τ² + γ`, `β = b ∓ α`, `γ = ±α·e`.

use crate::function::Function;
use crate::kind::Ordered;
use crate::number::Rational;

/// One coordinate's part, with exact κ, α, e and ends.
#[derive(Clone, Debug)]
pub(crate) struct Coordinate<N> {
    pub slope: N,
    pub curvature: Rational,
    /// `α` and `e`.
    pub kink: Option<(Rational, Rational)>,
    /// The segment; `None` where it is unbounded.
    pub ends: [Option<Rational>; 2],
}

impl<N: Ordered> Coordinate<N> {
    /// A lower bound on the segment; undefined where there is none.
    pub fn least(&self) -> N {
        let [from, to] = &self.ends;
        let Some((weight, place)) = &self.kink else { return self.piece(&self.slope, self.ends.each_ref()) };
        let exact = |q: Rational| N::exact(&q, self.slope.context());
        let (below, above) = (Rational::from(-weight), weight);
        let side = |sign: &Rational, ends: [Option<&Rational>; 2]| {
            let slope = self.slope.add(&exact(sign.clone()));
            let ends = ends.map(|end| end.cloned());
            self.piece(&slope, ends.each_ref()).minus(&exact(Rational::from(sign * place)))
        };
        let starts_below = from.as_ref().is_none_or(|from| from < place);
        let ends_above = to.as_ref().is_none_or(|to| to > place);
        match (starts_below, ends_above) {
            (true, true) => {
                side(&below, [from.as_ref(), Some(place)]).min(&side(above, [Some(place), to.as_ref()]))
            }
            (true, false) => side(&below, [from.as_ref(), to.as_ref()]),
            (false, _) => side(above, [from.as_ref(), to.as_ref()]),
        }
    }

    /// A lower bound of `β·τ + κ·τ²`.
    fn piece(&self, slope: &N, ends: [&Option<Rational>; 2]) -> N {
        let context = slope.context();
        let exact = |q: &Rational| N::exact(q, context);
        let undefined = || N::undefined(context);
        let linear = |end: &Rational| slope.mul(&exact(end));
        if self.curvature < 0 {
            let value = |end: &Rational| {
                linear(end).add(&exact(&Rational::from(end * end)).mul(&exact(&self.curvature)))
            };
            return match ends {
                [Some(from), Some(to)] => value(from).min(&value(to)),
                _ => undefined(),
            };
        }
        let (rises, falls) = (slope.is_at_least_zero(), slope.negative().is_at_least_zero());
        let by_ends = match ends {
            [Some(from), Some(to)] => linear(from).min(&linear(to)),
            [Some(from), None] if rises => linear(from),
            [None, Some(to)] if falls => linear(to),
            [None, None] if rises && falls => exact(&Rational::new()),
            _ => undefined(),
        };
        if self.curvature.is_zero() {
            return by_ends;
        }
        let factor = Rational::from((-1, 4)) / &self.curvature;
        let by_vertex = slope.apply(Function::Power(2), 0).mul(&exact(&factor));
        if by_ends.is_defined() { by_ends.max(&by_vertex) } else { by_vertex }
    }
}
