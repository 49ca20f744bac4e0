//! From the small matrices `K` in local coordinates to the Hessian in the parameters:
//! `∇²L = Σ_rows PᵀKP`, one way for each kind of number.

use super::Cell;
use super::local::Form;
use super::matrix::SymbolicMatrix;
use crate::number::{Affine, Interval, Lanes, Number, Scalar};

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
    type Number: Number<Context = S::Context>;

    /// A constant.
    fn constant(&self, x: &Interval<S>) -> Self::Number;
    /// The local coordinates of a row on the cell.
    fn place(&mut self, forms: &[Form<S>], frame: &Frame<S>, locals: &mut Vec<Self::Number>);
    /// The entry `w·p·q` of `w·g gᵀ` with `w > 0`, or of a smaller matrix in the Loewner order, the same for
    /// all pairs of components of one `g`.
    fn outer(w: &Self::Number, p: &Self::Number, q: &Self::Number) -> Self::Number {
        w.mul(p).mul(q)
    }
    /// Adds `K_ab (P_a P_bᵀ + P_b P_aᵀ)`, or `K_aa P_a P_aᵀ` where `a = b`.
    fn add(&mut self, entry: &Self::Number, a: &Form<S>, b: &Form<S>, same: bool);
}

/// Which row of the matrix a parameter has: pinned parameters have none.
pub(super) type FreeIndex = [Option<usize>];

/// The pairs of matrix positions `(k, l)` that `P_a` and `P_b` reach, with the terms' numbers and whether
/// the pair counts twice (a diagonal position of `P_a P_bᵀ + P_b P_aᵀ`).
fn pairs<'f, S: Scalar>(
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
    pub fn into_matrix(self, context: S::Context) -> SymbolicMatrix<S> {
        let mut matrix = SymbolicMatrix::zero(self.order, 0, context);
        for k in 0..self.order {
            for l in k..self.order {
                let at = matrix.at(k, l);
                let entry = &self.entries[at];
                if k == l {
                    matrix.centre[at] = entry.lower().clone();
                } else {
                    let form = Affine::<S, 0>::enclosing(entry);
                    matrix.centre[at] = form.centre;
                    matrix.radius[at] = form.radius;
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

/// Affine forms: the local symbols `η_i` (one a local coordinate) become the cell's symbols `ε_k` (one a
/// free parameter) by `η_i = Σ_k ρ_ik ε_k`, `ρ_ik = P_ik radius_k / reach_i`.
pub(super) struct AffineAssembly<'a, S: Scalar, const D: usize> {
    free: &'a FreeIndex,
    matrix: &'a mut SymbolicMatrix<S>,
    /// `ρ`, D rows of one entry a free parameter.
    shares: Vec<S>,
    /// An entry's symbols after the change.
    symbols: Vec<S>,
    /// For each entry, the sum of the absolute values of all that was added.
    mass: Vec<S>,
    /// Additions so far, over all entries.
    additions: usize,
}

impl<'a, S: Scalar, const D: usize> AffineAssembly<'a, S, D> {
    pub fn new(free: &'a FreeIndex, matrix: &'a mut SymbolicMatrix<S>) -> Self {
        matrix.clear();
        let (n, zero) = (matrix.order, S::zero(matrix.context));
        AffineAssembly {
            free,
            shares: vec![zero.clone(); D * n],
            symbols: vec![zero.clone(); n],
            mass: vec![zero; n * n],
            additions: 0,
            matrix,
        }
    }

    /// Adds to a diagonal entry.
    pub fn add_diagonal(&mut self, k: usize, x: &Interval<S>) {
        let form = Affine::<S, 0>::enclosing(x);
        let at = self.matrix.at(k, k);
        self.matrix.centre[at] = self.matrix.centre[at].plus(&form.centre);
        self.matrix.radius[at] = self.matrix.radius[at].plus(&form.radius);
        self.mass[at] = self.mass[at].plus(&form.centre.magnitude());
        self.additions += 1;
    }

    /// Charges the rounding of all additions: each partial sum is at most the mass, so each of the
    /// `additions` to an entry (and the product before it) errs by at most `2u·mass`.
    pub fn finish(self) {
        let n = self.matrix.order;
        // `inflate` covers 2¹² operations; every addition made at most 16 on a radius.
        let inflations = 1 + self.additions / 256;
        for (radius, mass) in self.matrix.radius.iter_mut().zip(&self.mass) {
            let mut total = radius.plus(&mass.roundings(2 * self.additions + 2 * n + 8));
            for _ in 0..inflations {
                total = total.inflate();
            }
            *radius = total;
        }
    }
}

impl<S: Scalar, const D: usize> Assembly<S> for AffineAssembly<'_, S, D> {
    type Number = Affine<S, D>;

    /// `g gᵀ ⪰ g cᵀ + c gᵀ − c cᵀ` for every fixed `c`, because `(g − c)(g − c)ᵀ ⪰ 0`: with the centres `c`
    /// of `g` the second-order terms are gone (algorithm.md 3.2). The constant weight is replaced by a
    /// float in `[0, w]`, which makes the matrix smaller still.
    fn outer(w: &Affine<S, D>, p: &Affine<S, D>, q: &Affine<S, D>) -> Affine<S, D> {
        let zero = S::zero(w.centre.context());
        let tiny = zero.inflate();
        let weight = w.hull().lower().clone();
        let weight = if weight < zero { zero } else { weight };
        let (cp, cq) = (weight.times(&p.centre), weight.times(&q.centre));
        let centre = cp.times(&q.centre);
        let mut size = centre.magnitude();
        let coefficients = std::array::from_fn(|k| {
            let (left, right) = (p.coefficients[k].times(&cq), q.coefficients[k].times(&cp));
            size = size.plus(&left.magnitude()).plus(&right.magnitude());
            left.plus(&right)
        });
        // An underflow in `cp` or `cq` is multiplied by the other form.
        let underflow = p.magnitude().plus(&q.magnitude()).times(&tiny);
        let radius = p
            .radius
            .times(&cq.magnitude())
            .plus(&q.radius.times(&cp.magnitude()))
            .plus(&size.roundings(8))
            .plus(&underflow);
        Affine { centre, coefficients, radius: radius.inflate() }
    }

    fn constant(&self, x: &Interval<S>) -> Affine<S, D> {
        Affine::enclosing(x)
    }

    fn place(&mut self, forms: &[Form<S>], frame: &Frame<S>, locals: &mut Vec<Affine<S, D>>) {
        let n = self.matrix.order;
        let zero = S::zero(frame.context);
        locals.clear();
        self.shares.fill(zero.clone());
        for (i, form) in forms.iter().enumerate() {
            let mut z: Affine<S, D> = Affine::enclosing(&form.offset);
            let (mut reach, mut size) = (zero.clone(), z.centre.magnitude());
            for term in &form.terms {
                let k = term.parameter;
                let product = term.centre.times(&frame.centre[k]);
                let swing = term.centre.times(&frame.radius[k]);
                z.centre = z.centre.plus(&product);
                size = size.plus(&product.magnitude()).plus(&swing.magnitude());
                let stretch = frame.centre[k].magnitude().plus(&frame.radius[k]);
                z.radius = z.radius.plus(&term.error.times(&stretch));
                match self.free[k] {
                    Some(m) => {
                        reach = reach.plus(&swing.magnitude());
                        self.shares[i * n + m] = swing;
                    }
                    None => z.radius = z.radius.plus(&swing.magnitude()),
                }
            }
            z.radius = z.radius.plus(&size.roundings(form.terms.len() + 3)).inflate();
            if reach > zero {
                // At least Σ|swing|, so that |η_i| ≤ 1.
                let reach = reach.inflate();
                for share in &mut self.shares[i * n..(i + 1) * n] {
                    *share = share.over(&reach);
                }
                z.coefficients[i] = reach;
            }
            locals.push(z);
        }
    }

    fn add(&mut self, entry: &Affine<S, D>, a: &Form<S>, b: &Form<S>, same: bool) {
        let n = self.matrix.order;
        let zero = S::zero(self.matrix.context);
        self.symbols.fill(zero.clone());
        let mut spread = zero;
        for (i, coefficient) in entry.coefficients.iter().enumerate() {
            let size = coefficient.magnitude();
            spread = spread.plus(&size);
            for (sum, share) in self.symbols.iter_mut().zip(&self.shares[i * n..(i + 1) * n]) {
                *sum = sum.plus(&coefficient.times(share));
            }
        }
        // The quotients ρ, their products and the sum of D of them.
        let radius = entry.radius.plus(&spread.roundings(D + 4));
        let mass = entry.centre.magnitude().plus(&spread);
        for (i, j, k, l, twice) in pairs(self.free, a, b, same) {
            let (s, t) = (&a.terms[i], &b.terms[j]);
            let weight = s.centre.times(&t.centre);
            let size = weight.magnitude();
            let weight_error = s
                .centre
                .magnitude()
                .times(&t.error)
                .plus(&t.centre.magnitude().plus(&t.error).times(&s.error))
                .plus(&size.roundings(1))
                .inflate();
            let (weight, size, weight_error) = if twice {
                (weight.plus(&weight), size.plus(&size), weight_error.plus(&weight_error))
            } else {
                (weight, size, weight_error)
            };
            let at = self.matrix.at(k, l);
            self.matrix.centre[at] = self.matrix.centre[at].plus(&weight.times(&entry.centre));
            let linear = &mut self.matrix.linear[at * n..(at + 1) * n];
            for (sum, symbol) in linear.iter_mut().zip(&self.symbols) {
                *sum = sum.plus(&weight.times(symbol));
            }
            let loss = size.times(&radius).plus(&weight_error.times(&mass.plus(&radius)));
            self.matrix.radius[at] = self.matrix.radius[at].plus(&loss);
            self.mass[at] = self.mass[at].plus(&size.times(&mass));
            self.additions += 1;
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
