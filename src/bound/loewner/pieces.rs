//! One row on a cell, cut into pieces by the arguments of its functions.
//!
//! Which pieces there are is guesswork and changes no proof: together they are the cell (theory.md, L13).

use super::merge::below_all;
use super::minorant::{Minorant, minorant};
use super::terms::Terms;
use crate::advice::gram::Gram;
use crate::bound::adjoint::gather::Failure;
use crate::bound::adjoint::sweep::{Cut, Inputs, Place, Sweep};
use crate::bound::local::form::Projection;
use crate::number::{Interval, Round, Scalar};

/// What an argument's width must cost for a cut, in the critical direction: 1 is what the metric has there.
const GAIN: f64 = 2e-3;

/// A piece's sweep.
pub(crate) type Piece<S> = Sweep<Interval<S>, Terms>;

pub(crate) struct RowBound<'a, S> {
    pub place: Place<'a, S>,
    pub locals: Vec<Interval<S>>,
    pub terms: Vec<Projection<f64>>,
    varies: Vec<bool>,
    pub pieces: Vec<Piece<S>>,
}

impl<'a, S: Scalar> RowBound<'a, S> {
    pub fn new(place: Place<'a, S>, limits: &[Interval<S>], free: &[Option<usize>]) -> Result<Self, Failure> {
        let forms = &place.row.forms;
        let locals = forms.iter().map(|form| form.range(limits)).collect();
        let float = |x: &S| x.to_f64(Round::Down);
        let terms: Vec<_> = forms.iter().map(|form| form.projection(free, float)).collect();
        let varies = terms.iter().map(|t| !t.is_empty()).collect();
        let mut bound = RowBound { place, locals, terms, varies, pieces: Vec::new() };
        let mut whole = bound.room();
        whole.run(bound.place.plan, &bound.inputs(&bound.locals), None)?;
        bound.pieces.push(whole);
        Ok(bound)
    }

    pub fn room(&self) -> Piece<S> {
        Sweep::new(self.place.plan, self.place.scale.context())
    }

    fn inputs<'b>(&'b self, locals: &'b [Interval<S>]) -> Inputs<'b, Interval<S>> {
        let Place { constants, row, scale, .. } = &self.place;
        Inputs { locals, columns: &row.columns, constants, scale }
    }

    /// A piece's points where the value of a step lies in an interval; false if there are none.
    pub fn part(
        &self,
        piece: &Piece<S>,
        step: usize,
        value: Interval<S>,
        part: &mut Piece<S>,
    ) -> Result<bool, Failure> {
        let cut = Cut { piece, step, value };
        match part.run(self.place.plan, &self.inputs(&self.locals), Some(&cut)) {
            Ok(()) => Ok(true),
            Err(Failure::Empty) => Ok(false),
            Err(Failure::Undefined) => Err(Failure::Undefined),
        }
    }

    fn bound(&self, piece: &Piece<S>, gram: &Gram) -> Minorant {
        minorant(self.place.plan, &piece.terms, &self.varies, gram)
    }

    pub fn value(&self, piece: &Piece<S>, gram: &Gram) -> f64 {
        gram.value(&self.bound(piece, gram).matrix)
    }

    pub fn minorant(&self, gram: &Gram) -> Minorant {
        let mut below: Vec<Minorant> = self.pieces.iter().map(|piece| self.bound(piece, gram)).collect();
        // The worst piece's bound is the one to stay near.
        below.sort_by(|x, y| gram.value(&x.matrix).total_cmp(&gram.value(&y.matrix)));
        below_all(&below, &self.varies, gram)
    }

    /// The value at the centre of the cell: the most that cuts can lead to.
    fn at_centre(&self, gram: &Gram, spare: &mut Piece<S>) -> f64 {
        let middles: Vec<Interval<S>> = self.locals.iter().map(middle).collect();
        let is_defined = spare.run(self.place.plan, &self.inputs(&middles), None).is_ok();
        if is_defined { self.value(spare, gram) } else { f64::INFINITY }
    }

    /// Cuts the row in two in the argument whose width costs most, if that gains enough. More pieces are no sharper:
    /// merging their bounds loses what they gain.
    pub fn cut(&mut self, gram: &Gram) {
        let [whole] = &*self.pieces else { return };
        let mut spare = self.room();
        let least = self.value(whole, gram);
        if self.at_centre(gram, &mut spare) - least < GAIN {
            return;
        }
        let mut best = (GAIN, None);
        for step in self.place.plan.arguments() {
            let Some(value) = self.least_at_points(whole, step, gram, &mut spare) else { return };
            if value - least > best.0 {
                best = (value - least, Some(step));
            }
        }
        if let Some(halves) = best.1.and_then(|step| self.halves(whole, step, &mut spare)) {
            self.pieces = halves;
        }
    }

    /// The least value that a piece would have if an argument were known: at its ends or in the middle.
    fn least_at_points(
        &self,
        piece: &Piece<S>,
        step: usize,
        gram: &Gram,
        spare: &mut Piece<S>,
    ) -> Option<f64> {
        let whole = &piece.values[step];
        let ends = [Interval::point(whole.lower().clone()), Interval::point(whole.upper().clone())];
        let mut least = f64::INFINITY;
        for point in [middle(whole)].into_iter().chain(ends) {
            if self.part(piece, step, point, spare).ok()? {
                least = least.min(self.value(spare, gram));
            }
        }
        Some(least)
    }

    /// The halves of a piece in an argument; empty ones are left out.
    fn halves(&self, piece: &Piece<S>, step: usize, spare: &mut Piece<S>) -> Option<Vec<Piece<S>>> {
        let whole = &piece.values[step];
        let cut = middle(whole).lower().clone();
        // An unbounded argument has no middle; a NaN would make both halves look empty.
        if whole.is_point() || !cut.is_finite() {
            return None;
        }
        let mut halves = Vec::with_capacity(2);
        for (lower, upper) in [(whole.lower(), &cut), (&cut, whole.upper())] {
            let half = Interval::new(lower.clone(), upper.clone());
            if self.part(piece, step, half, spare).ok()? {
                halves.push(spare.clone());
            }
        }
        Some(halves)
    }
}

/// A number in the middle of a bounded interval; in it even where halves are subnormal and rounded.
pub(crate) fn middle<S: Scalar>(x: &Interval<S>) -> Interval<S> {
    let half = S::from_f64(0.5, x.context());
    let middle = x.lower().times(&half).plus(&x.upper().times(&half));
    Interval::point(if x.contains(&middle) { middle } else { x.lower().clone() })
}
