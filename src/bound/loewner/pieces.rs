//! One row on a cell, cut into pieces by the arguments of its functions.
//!
//! Which pieces there are is guesswork and changes no proof: together they are the cell (theory.md, L13).

use super::gram::Gram;
use super::merge::below_all;
use super::metric::Metric;
use super::minorant::{Minorant, minorant, value};
use super::plan::Plan;
use super::sum::float_terms;
use super::sweep::{Cut, Inputs, Sweep, middle};
use super::terms::Failure;
use crate::bound::local::form::Form;
use crate::bound::local::summand::Row;
use crate::number::{Interval, Scalar};

/// What an argument's width must cost for a cut, in the critical direction: 1 is what the metric has there.
const GAIN: f64 = 2e-3;

/// A row of a summand.
pub(super) struct Place<'a, S> {
    pub plan: &'a Plan,
    pub constants: &'a [Interval<S>],
    pub row: &'a Row<S>,
    /// What the row's expression is multiplied by.
    pub scale: Interval<S>,
}

/// A row of a summand on a cell.
pub(crate) struct RowBound<'a, S> {
    place: Place<'a, S>,
    pub locals: Vec<Interval<S>>,
    pub pieces: Vec<Sweep<S>>,
}

/// A piece with its bound's value in the critical direction.
struct Part<S> {
    value: f64,
    piece: Sweep<S>,
}

impl<'a, S: Scalar> RowBound<'a, S> {
    pub(super) fn new(place: Place<'a, S>, limits: &[Interval<S>]) -> Result<Self, Failure> {
        let locals = place.row.forms.iter().map(|form| form.range(limits)).collect();
        let mut bound = RowBound { place, locals, pieces: Vec::new() };
        let mut whole = bound.room();
        whole.run(bound.plan(), &bound.inputs(&bound.locals))?;
        bound.pieces.push(whole);
        Ok(bound)
    }

    /// The operations of its expression.
    pub fn plan(&self) -> &'a Plan {
        self.place.plan
    }

    /// Room for a sweep of this row.
    pub fn room(&self) -> Sweep<S> {
        Sweep::new(self.plan(), self.place.scale.context())
    }

    pub fn forms(&self) -> &'a [Form<S>] {
        &self.place.row.forms
    }

    fn inputs<'b>(&'b self, locals: &'b [Interval<S>]) -> Inputs<'b, S> {
        let Place { constants, row, scale, .. } = &self.place;
        Inputs { locals, columns: &row.columns, constants, scale }
    }

    /// A piece's points where the value of a step lies in an interval; false if there are none.
    fn part(
        &self,
        piece: &Sweep<S>,
        step: usize,
        value: Interval<S>,
        part: &mut Sweep<S>,
    ) -> Result<bool, Failure> {
        let cut = Cut { piece, step, value };
        match part.run_part(self.plan(), &self.inputs(&self.locals), &cut) {
            Ok(()) => Ok(true),
            Err(Failure::Empty) => Ok(false),
            Err(Failure::Undefined) => Err(Failure::Undefined),
        }
    }

    /// `Γ = P G Pᵀ` for the inverse `G` of the metric.
    pub fn gram(&self, free: &[Option<usize>], metric: &Metric) -> Gram {
        let (n, inverse) = (metric.least.len(), &metric.inverse);
        let forms = self.forms();
        let terms: Vec<Vec<(usize, f64)>> = forms.iter().map(|form| float_terms(form, free)).collect();
        let order = forms.len();
        let mut matrix = vec![0.0; order * order];
        let mut image = vec![0.0; n];
        for a in 0..order {
            image.fill(0.0);
            for &(k, p) in &terms[a] {
                for (sum, g) in image.iter_mut().zip(&inverse[k * n..(k + 1) * n]) {
                    *sum += p * g;
                }
            }
            for b in a..order {
                let x: f64 = terms[b].iter().map(|&(l, q)| q * image[l]).sum();
                matrix[a * order + b] = x;
                matrix[b * order + a] = x;
            }
        }
        let along = |t: &Vec<(usize, f64)>| t.iter().map(|&(k, p)| p * metric.least[k]).sum();
        let varies = terms.iter().map(|t| !t.is_empty()).collect();
        Gram::new(varies, matrix, terms.iter().map(along).collect())
    }

    /// A piece's bound in the critical direction.
    pub fn value(&self, piece: &Sweep<S>, gram: &Gram) -> f64 {
        value(self.plan(), &piece.terms, gram)
    }

    /// The piece whose bound is least in the critical direction, with that.
    pub fn worst(&self, gram: &Gram) -> Option<(f64, &Sweep<S>)> {
        let pieces = self.pieces.iter().map(|piece| (self.value(piece, gram), piece));
        pieces.min_by(|(x, _), (y, _)| x.total_cmp(y))
    }

    /// For the search: confines a piece to the middle of a step's value; false where that cannot be.
    #[cfg(feature = "search")]
    pub fn is_met_at_middle(&self, piece: &Sweep<S>, step: usize, part: &mut Sweep<S>) -> bool {
        matches!(self.part(piece, step, middle(piece.value(step)), part), Ok(true))
    }

    /// One matrix below the row's Hessian on all pieces.
    pub fn minorant(&self, gram: &Gram) -> Minorant {
        let bound = |piece: &Sweep<S>| (self.value(piece, gram), minorant(self.plan(), &piece.terms, gram));
        let mut below: Vec<(f64, Minorant)> = self.pieces.iter().map(bound).collect();
        below.sort_by(|(x, _), (y, _)| x.total_cmp(y));
        let below: Vec<Minorant> = below.into_iter().map(|(_, m)| m).collect();
        below_all(&below, gram)
    }

    /// The value at the centre of the cell: the most that cuts can lead to.
    fn at_centre(&self, gram: &Gram, spare: &mut Sweep<S>) -> f64 {
        let middles: Vec<Interval<S>> = self.locals.iter().map(middle).collect();
        let is_defined = spare.run(self.plan(), &self.inputs(&middles)).is_ok();
        if is_defined { self.value(spare, gram) } else { f64::INFINITY }
    }

    /// Cuts the row into pieces, the worst first, while that gains something.
    pub fn cut(&mut self, gram: &Gram, most: usize, spare: &mut Sweep<S>) {
        let Some((least, _)) = self.worst(gram) else { return };
        if self.at_centre(gram, spare) - least < GAIN {
            return;
        }
        let pieces = std::mem::take(&mut self.pieces).into_iter();
        let whole = pieces.map(|piece| Part { value: self.value(&piece, gram), piece });
        let mut parts: Vec<Part<S>> = whole.collect();
        while parts.len() < most {
            let by_value = |&i: &usize, &j: &usize| parts[i].value.total_cmp(&parts[j].value);
            let Some(worst) = (0..parts.len()).min_by(by_value) else { break };
            let Some(halves) = self.best_cut(&parts[worst], gram, spare) else { break };
            parts.swap_remove(worst);
            parts.extend(halves);
        }
        self.pieces = parts.into_iter().map(|part| part.piece).collect();
    }

    /// The halves of a piece in the argument whose width costs most, if that is enough.
    fn best_cut(&self, part: &Part<S>, gram: &Gram, spare: &mut Sweep<S>) -> Option<Vec<Part<S>>> {
        let mut best = (GAIN, None);
        for step in self.plan().arguments() {
            let cost = self.least_at_points(&part.piece, step, gram, spare)? - part.value;
            if cost > best.0 {
                best = (cost, Some(step));
            }
        }
        self.halves(part, best.1?, gram, spare)
    }

    /// The least value that a piece would have if an argument were known: at its ends or in the middle.
    fn least_at_points(
        &self,
        piece: &Sweep<S>,
        step: usize,
        gram: &Gram,
        spare: &mut Sweep<S>,
    ) -> Option<f64> {
        let whole = piece.value(step);
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
    fn halves(&self, part: &Part<S>, step: usize, gram: &Gram, spare: &mut Sweep<S>) -> Option<Vec<Part<S>>> {
        let whole = part.piece.value(step);
        if whole.is_point() {
            return None;
        }
        let cut = middle(whole).lower().clone();
        // An unbounded argument has no middle; a NaN would make both halves look empty.
        if !cut.is_finite() {
            return None;
        }
        let mut halves = Vec::with_capacity(2);
        for (lower, upper) in [(whole.lower(), &cut), (&cut, whole.upper())] {
            let half = Interval::new(lower.clone(), upper.clone());
            if self.part(&part.piece, step, half, spare).ok()? {
                let value = self.value(spare, gram);
                halves.push(Part { value, piece: spare.clone() });
            }
        }
        Some(halves)
    }
}
