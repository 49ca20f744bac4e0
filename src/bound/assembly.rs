//! From the small matrices `K` in local coordinates to the Hessian in the parameters:
//! `∇²L = Σ_rows PᵀKP`, for intervals and floats; `vertex.rs` does it for affine forms.

use super::Cell;
use super::local::Form;
use super::matrix::SymbolicMatrix;
use crate::kind::{Affine, Kind, Lanes};
use crate::number::{Interval, Number, Scalar};

/// A cell's coordinates: `θ_k ∈ limits_k ⊆ centre_k ± radius_k`.
pub(super) struct Frame<S: Scalar> {
    pub limits: Vec<Interval<S>>,
    pub centre: Vec<S>,
    pub radius: Vec<S>,
    pub context: S::Context,
}

impl<S: Scalar> Frame<S> {
    pub fn new(cell: &Cell, context: S::Context) -> Self {
        let end = |x: &f64| S::from_f64(*x, context);
        let limits: Vec<Interval<S>> =
            cell.lower.iter().zip(&cell.upper).map(|(l, u)| Interval::new(end(l), end(u))).collect();
        let (mut centre, mut radius) = (Vec::new(), Vec::new());
        for interval in &limits {
            let form = Affine::<S, 0>::enclosing(interval);
            centre.push(form.centre);
            radius.push(form.radius);
        }
        Frame { limits, centre, radius, context }
    }
}

/// A matrix over one kind of number that entries of local matrices are added to.
pub(super) trait Assembly<S: Scalar> {
    /// The kind of number the programs run over.
    type Number: Kind<Context = S::Context>;

    /// A constant.
    fn constant(&self, x: &Interval<S>) -> Self::Number;
    /// The local coordinates of a row on the cell.
    fn place(&mut self, forms: &[Form<S>], frame: &Frame<S>, locals: &mut Vec<Self::Number>);
    /// Adds `K_ab (P_a P_bᵀ + P_b P_aᵀ)`, or `K_aa P_a P_aᵀ` where `a = b`.
    fn add(&mut self, entry: &Self::Number, a: &Form<S>, b: &Form<S>, same: bool);
}

/// Which row of the matrix a parameter has: pinned parameters have none.
pub(super) type FreeIndex = [Option<usize>];

/// The pairs of matrix positions `(k, l)` that `P_a` and `P_b` reach, with the terms' numbers and whether
/// the pair counts twice (a diagonal position of `P_a P_bᵀ + P_b P_aᵀ`).
pub(super) fn pairs<'f, S: Scalar>(
    free: &'f FreeIndex,
    a: &'f Form<S>,
    b: &'f Form<S>,
    same: bool,
) -> impl Iterator<Item = (usize, usize, usize, usize, bool)> + 'f {
    a.terms.iter().enumerate().flat_map(move |(i, s)| {
        b.terms.iter().enumerate().filter_map(move |(j, t)| {
            let (k, l) = (free[s.parameter]?, free[t.parameter]?);
            (!same || k <= l).then_some((i, j, k, l, !same && k == l))
        })
    })
}

/// Natural intervals.
pub(super) struct IntervalAssembly<'f, S> {
    free: &'f FreeIndex,
    order: usize,
    entries: Vec<Interval<S>>,
}

impl<'f, S: Scalar> IntervalAssembly<'f, S> {
    pub fn new(free: &'f FreeIndex, order: usize, context: S::Context) -> Self {
        IntervalAssembly { free, order, entries: vec![Interval::point(S::zero(context)); order * order] }
    }

    /// Adds to a diagonal entry.
    pub fn add_diagonal(&mut self, k: usize, x: &Interval<S>) {
        let at = k * self.order + k;
        self.entries[at] = self.entries[at].add(x);
    }

    /// The matrix `M + Δ`: on the diagonal only the lower ends matter (`M_kk + Δ_kk ≥` them).
    pub fn into_matrix(self, context: S::Context) -> SymbolicMatrix<S, 1> {
        let mut matrix = SymbolicMatrix::zero(self.order, 0, context);
        for k in 0..self.order {
            for l in k..self.order {
                let at = matrix.at(k, l);
                let entry = &self.entries[at];
                if k == l {
                    *matrix.centre_mut(at) = [entry.lower().clone()];
                } else {
                    let form = Affine::<S, 0>::enclosing(entry);
                    *matrix.centre_mut(at) = [form.centre];
                    matrix.radius[at] = [form.radius];
                }
            }
        }
        matrix
    }
}

impl<S: Scalar> Assembly<S> for IntervalAssembly<'_, S> {
    type Number = Interval<S>;

    fn constant(&self, x: &Interval<S>) -> Interval<S> {
        x.clone()
    }

    fn place(&mut self, forms: &[Form<S>], frame: &Frame<S>, locals: &mut Vec<Interval<S>>) {
        locals.clear();
        locals.extend(forms.iter().map(|form| {
            form.terms.iter().fold(form.offset.clone(), |sum, term| {
                sum.add(&term.slope.mul(&frame.limits[term.parameter]))
            })
        }));
    }

    fn add(&mut self, entry: &Interval<S>, a: &Form<S>, b: &Form<S>, same: bool) {
        for (i, j, k, l, twice) in pairs(self.free, a, b, same) {
            let weight = a.terms[i].slope.mul(&b.terms[j].slope);
            let term = weight.mul(entry);
            let at = k.min(l) * self.order + k.max(l);
            self.entries[at] = self.entries[at].add(&term);
            if twice {
                self.entries[at] = self.entries[at].add(&term);
            }
        }
    }
}

/// Plain floats at a point, for the search: no guarantee.
pub(super) struct SampleAssembly<'a> {
    pub matrix: &'a mut [f64],
    pub order: usize,
}

impl Assembly<f64> for SampleAssembly<'_> {
    type Number = Lanes<1>;

    fn constant(&self, x: &Interval<f64>) -> Lanes<1> {
        Lanes([x.lower() / 2.0 + x.upper() / 2.0])
    }

    fn place(&mut self, forms: &[Form<f64>], frame: &Frame<f64>, locals: &mut Vec<Lanes<1>>) {
        locals.clear();
        locals.extend(forms.iter().map(|form| {
            let offset = form.offset.lower() / 2.0 + form.offset.upper() / 2.0;
            Lanes([form.terms.iter().fold(offset, |sum, t| sum + t.centre * frame.centre[t.parameter])])
        }));
    }

    fn add(&mut self, entry: &Lanes<1>, a: &Form<f64>, b: &Form<f64>, same: bool) {
        for s in &a.terms {
            for t in &b.terms {
                let term = entry.0[0] * s.centre * t.centre;
                self.matrix[s.parameter * self.order + t.parameter] += term;
                if !same {
                    self.matrix[t.parameter * self.order + s.parameter] += term;
                }
            }
        }
    }
}
