//! One row on a cell, cut into pieces by the arguments of its functions.
//!
//! Which pieces there are is guesswork and changes no proof: together they are the cell.

use super::adjoint::{Cut, Failure, Inputs, Sweep, middle};
use super::dense::multiply;
use super::local::Form;
use super::minorant::{Gram, Minorant, below_all, minorant, value};
use super::summand::{Data, Summand};
use super::total::float_terms;
use crate::number::{Interval, Number, Scalar};

/// What an argument's width must cost for a cut, in the critical direction: 1 is what the metric has there.
const GAIN: f64 = 2e-3;

/// A positive definite matrix, by its inverse.
pub(super) struct Metric {
    pub inverse: Vec<f64>,
    /// The direction in which it is least, roughly, of length 1 in the metric.
    pub least: Vec<f64>,
    /// How far the matrix had to be raised.
    pub share: f64,
}

impl Metric {
    pub fn new(inverse: Vec<f64>, n: usize, share: f64) -> Self {
        // Inverse iteration.
        let mut least: Vec<f64> = (0..n).map(|k| 1.0 + 0.01 * k as f64).collect();
        for _ in 0..12 {
            let image = multiply(n, &inverse, &least);
            // `least = metric·image`.
            let length = least.iter().zip(&image).map(|(x, y)| x * y).sum::<f64>().max(0.0).sqrt();
            least = image.iter().map(|x| x / length).collect();
        }
        Metric { inverse, least, share }
    }
}

/// A row of a summand on a cell.
pub(super) struct RowBound<'a, S> {
    pub summand: &'a Summand,
    data: &'a Data<S>,
    row: usize,
    scale: Interval<S>,
    pub locals: Vec<Interval<S>>,
    pub pieces: Vec<Sweep<S>>,
}

/// A piece with its bound's value in the critical direction.
struct Part<S> {
    value: f64,
    piece: Sweep<S>,
}

impl<'a, S: Scalar> RowBound<'a, S> {
    pub fn new(
        summand: &'a Summand,
        data: &'a Data<S>,
        row: usize,
        scale: Interval<S>,
        limits: &[Interval<S>],
    ) -> Result<Self, Failure> {
        let locals = data.rows[row].forms.iter().map(|form| range(form, limits)).collect();
        let mut bound = RowBound { summand, data, row, scale, locals, pieces: Vec::new() };
        let mut whole = bound.room();
        whole.run(&summand.plan, &bound.inputs(&bound.locals))?;
        bound.pieces.push(whole);
        Ok(bound)
    }

    /// Room for a sweep of this row.
    pub fn room(&self) -> Sweep<S> {
        Sweep::new(&self.summand.plan, self.scale.context())
    }

    pub fn forms(&self) -> &'a [Form<S>] {
        &self.data.rows[self.row].forms
    }

    fn inputs<'b>(&'b self, locals: &'b [Interval<S>]) -> Inputs<'b, S> {
        Inputs {
            locals,
            columns: &self.data.rows[self.row].columns,
            constants: &self.data.plan_constants,
            scale: &self.scale,
        }
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
        match part.run_part(&self.summand.plan, &self.inputs(&self.locals), &cut) {
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
        value(&self.summand.plan, &piece.terms, gram)
    }

    /// The piece whose bound is least in the critical direction, with that.
    pub fn worst(&self, gram: &Gram) -> Option<(f64, &Sweep<S>)> {
        let pieces = self.pieces.iter().map(|piece| (self.value(piece, gram), piece));
        pieces.min_by(|(x, _), (y, _)| x.total_cmp(y))
    }

    /// One matrix below the row's Hessian on all pieces.
    pub fn minorant(&self, gram: &Gram) -> Minorant {
        let bound =
            |piece: &Sweep<S>| (self.value(piece, gram), minorant(&self.summand.plan, &piece.terms, gram));
        let mut below: Vec<(f64, Minorant)> = self.pieces.iter().map(bound).collect();
        below.sort_by(|(x, _), (y, _)| x.total_cmp(y));
        let below: Vec<Minorant> = below.into_iter().map(|(_, m)| m).collect();
        below_all(&below, gram)
    }

    /// The value at the centre of the cell: the most that cuts can lead to.
    fn at_centre(&self, gram: &Gram, spare: &mut Sweep<S>) -> f64 {
        let middles: Vec<Interval<S>> = self.locals.iter().map(middle).collect();
        let is_defined = spare.run(&self.summand.plan, &self.inputs(&middles)).is_ok();
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
        for step in self.summand.plan.arguments() {
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

    /// What each local coordinate's width costs in the worst piece, in the critical direction.
    pub fn costs(&self, gram: &Gram, spare: &mut Sweep<S>) -> Vec<f64> {
        let mut costs = vec![0.0; gram.order];
        let Some((least, worst)) = self.worst(gram) else { return costs };
        for (step, local) in self.summand.plan.locals() {
            if let Ok(true) = self.part(worst, step, middle(worst.value(step)), spare) {
                costs[local] = (self.value(spare, gram) - least).max(0.0);
            }
        }
        costs
    }
}

/// A local coordinate's range on the cell.
fn range<S: Scalar>(form: &Form<S>, limits: &[Interval<S>]) -> Interval<S> {
    form.terms.iter().fold(form.offset.clone(), |sum, t| sum.add(&t.slope.mul(&limits[t.parameter])))
}
