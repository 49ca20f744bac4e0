//! The Hessian of a summand on a cell by affine forms in the local coordinates `z` and, in the vertex
//! coordinates `t` (`polynomial.rs`), at the cell's vertices alone.
//!
//! **One-sided outer functions.** `w·g gᵀ ⪰ w(g qᵀ + q gᵀ − q qᵀ)` for every `w ≥ 0` and every fixed `q`, because
//! `w(g − q)(g − q)ᵀ ⪰ 0`. With `q` about `g` at the cell's centre, second-order terms of `g gᵀ` are gone
//! (algorithm.md 3.2). A constant weight is replaced by a float in `[0, w]`, which makes the matrix smaller
//! still; that another is nowhere negative follows from the convexity of the outer function.
//!
//! **Theorem B.** Let `B(t, z) = Σ_m t^m·T_m(z)` be that lower bound on a cell `t ∈ X_t`, `z ∈ X_z`, with the same
//! `q` for all `t`. If its entries are of degree at most one in each `t_j`, but for terms `t_j²·T(z)` on the
//! diagonal, then `B(t, z) − Σ_j r_j² max(0, sup T)·e eᵀ` at the vertices `t` of `X_t` bounds it below: for all `v`,
//! `vᵀB v` at other `t` is at least the least of its values there, less that correction (`r_j` half the
//! width of `t_j`).
//!
//! *Proof.* Fix `z` and `v`. Where `T(z) > 0`, `t_j² ≥ c(t_j) − r_j²` with the chord `c` of the square, which agrees
//! with it at both ends: replacing `t_j²` costs at most `r_j² T(z)(eᵀv)²` and leaves an affine function. Where
//! `T(z) ≤ 0` the term is concave. So what remains is concave in each `t_j` with the others fixed, and least at
//! a vertex. ∎ (algorithm.md 3.3; with a `q` for each vertex it would be false.)
//!
//! **What is not linear** in a row, the squares' coefficients at a vertex and the radii, stays with the row's local
//! coordinates (`remainder.rs`). The squares of one symbol have been added up before absolute values are taken.
//!
//! **Rounding.** A total `T_m` is computed to nearest from affine forms; its *size* bounds the absolute values
//! of all that is added. Each later step (powers of `t`, sums over monomials, rows and coefficients of
//! `z = P·θ + p`, the change of symbols) errs by at most `u` times what it handles, so `k·u·size`, with `k` the
//! number of roundings on the way of any term, times the greatest `|t^m|` of the cell and the coefficients' absolute
//! values, bounds them all; it goes into the matrix's `E`, once for all vertices.

use super::assembly::Frame;
use super::layout::Layout;
use super::local::Form;
use super::matrix::{
    Lane, SymbolicMatrix, add_magnitude, add_multiple, add_to_each, magnitude, multiply, splat,
};
use super::program::{Apply, Inputs, Program};
use super::psd::LARGEST_SCALE;
use super::remainder::{Projection, Remainder};
use super::summand::Row;
use crate::kind::Affine;
use crate::number::{Interval, Number, Round, Scalar};
use std::collections::BTreeMap;

/// Roundings on a term's way apart from those that are counted: powers of `t` and products with them,
/// coefficients of `P` and their products, quotients of symbols, sums over the symbols of a form.
const FEW_ROUNDINGS: usize = 64;

/// Coefficients of `P` that are off by more roundings than this are not worth it.
const LARGEST_ERROR: f64 = 1024.0;
/// Covers underflow in a total: at most 2^−1075 a product, for no factor is a product that has underflowed itself.
const UNDERFLOW: f64 = 1e-200;

/// Components of `q` are 0 or at least so large, so that no product of two underflows.
const SMALLEST_COMPONENT: f64 = 1e-150;

/// Which parameters are vertex coordinates, and which are symbols of the matrix.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    /// The vertex coordinates.
    pub vertices: Vec<usize>,
    /// The symbol of each other free parameter.
    pub symbols: Vec<Option<usize>>,
    /// The row of each free parameter.
    pub free: Vec<Option<usize>>,
    /// The number of symbols.
    pub count: usize,
}

/// A summand's program in the vertex coordinates, laid out.
#[derive(Clone, Debug)]
pub(super) struct Kernel {
    pub program: Program,
    layout: Layout,
    /// The place in [`Roles::vertices`] of each local coordinate that is one.
    vertex_of: Vec<Option<usize>>,
    /// The place among the symbols of a row's affine forms of each other local coordinate.
    symbol_of: Vec<Option<usize>>,
    /// The number of those.
    pub symbols: usize,
}

/// What the kernel knows of a cell before vertices come in: totals and symbols of each row.
#[derive(Clone, Debug)]
pub(super) struct Sheet<S> {
    /// For each row and total: centre, coefficients, radius.
    totals: Vec<S>,
    /// For each row and local symbol: its shares in the matrix's symbols.
    shares: Vec<S>,
    /// For each row, the centres of the terms of all gradients, and the weights.
    slopes: Vec<f64>,
    /// For each entry of the matrix, what rounding costs at any vertex.
    roundings: Vec<S>,
}

impl<S> Default for Sheet<S> {
    fn default() -> Self {
        Sheet { totals: Vec::new(), shares: Vec::new(), slopes: Vec::new(), roundings: Vec::new() }
    }
}

/// An entry of the matrix that an entry of a local matrix is added to with this weight.
#[derive(Clone, Debug)]
pub(super) struct Target<S> {
    pub at: usize,
    weight: S,
    /// `|weight|`.
    size: S,
}

/// The targets of all pairs of a row, those of each pair up to its end.
#[derive(Clone, Debug)]
pub(super) struct Targets<S> {
    pub targets: Vec<Target<S>>,
    ends: Vec<usize>,
    pub projection: Projection<S>,
}

impl<S> Default for Targets<S> {
    fn default() -> Self {
        Targets { targets: Vec::new(), ends: Vec::new(), projection: Projection::default() }
    }
}

/// A sum on its way: `size` bounds the absolute values of all that was added to centre and coefficients.
#[derive(Clone)]
struct Total<S, const D: usize> {
    centre: S,
    coefficients: [S; D],
    squares: [S; D],
    radius: S,
    size: S,
}

impl<S: Scalar, const D: usize> Total<S, D> {
    fn zero(context: S::Context) -> Self {
        let zero = S::zero(context);
        Total {
            centre: zero.clone(),
            coefficients: splat(&zero),
            squares: splat(&zero),
            radius: zero.clone(),
            size: zero,
        }
    }

    #[inline(always)]
    fn add(&mut self, x: &Affine<S, D>) {
        self.centre = self.centre.plus(&x.centre);
        self.size = self.size.plus(&x.centre.magnitude());
        for (sum, b) in self.coefficients.iter_mut().zip(&x.coefficients) {
            *sum = sum.plus(b);
            self.size = self.size.plus(&b.magnitude());
        }
        for (sum, b) in self.squares.iter_mut().zip(&x.squares) {
            *sum = sum.plus(b);
            self.size = self.size.plus(&b.magnitude());
        }
        self.radius = self.radius.plus(&x.radius);
    }

    #[inline(always)]
    fn add_multiple(&mut self, factor: &S, x: &Affine<S, D>) {
        let scale = factor.magnitude();
        let product = factor.times(&x.centre);
        self.centre = self.centre.plus(&product);
        let mut size = product.magnitude();
        for (sum, b) in self.coefficients.iter_mut().zip(&x.coefficients) {
            let product = factor.times(b);
            *sum = sum.plus(&product);
            size = size.plus(&product.magnitude());
        }
        for (sum, b) in self.squares.iter_mut().zip(&x.squares) {
            let product = factor.times(b);
            *sum = sum.plus(&product);
            size = size.plus(&product.magnitude());
        }
        self.size = self.size.plus(&size);
        self.radius = self.radius.plus(&scale.times(&x.radius));
    }

    #[inline(always)]
    fn add_constant(&mut self, x: &S) {
        self.centre = self.centre.plus(x);
        self.size = self.size.plus(&x.magnitude());
    }

    fn affine(&self, roundings: usize) -> Affine<S, D> {
        let radius = self.radius.plus(&self.size.roundings(roundings)).inflate();
        Affine {
            centre: self.centre.clone(),
            coefficients: self.coefficients.clone(),
            squares: self.squares.clone(),
            radius,
        }
    }
}

/// A summand on a cell: what [`Kernel::prepare`] reads.
pub(super) struct Place<'a, S: Scalar> {
    pub constants: &'a [Interval<S>],
    pub rows: &'a [Row<S>],
    pub frame: &'a Frame<S>,
    pub roles: &'a Roles,
    /// What the summand is multiplied by, if it is not 1.
    pub scale: Option<&'a Interval<S>>,
    /// See [`Charge`].
    pub charge: &'a Charge,
}

/// What rounding costs: counted once for a problem.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Charge {
    /// Roundings on the way of a term.
    roundings: usize,
}

impl Charge {
    /// The charge where at most `additions` terms are added to an entry of the matrix, at most `steps` to a
    /// total, and coefficients are off by at most `units` roundings; `None` where they are off by more than is
    /// worth it.
    pub fn new(additions: usize, steps: usize, units: f64) -> Option<Self> {
        (units <= LARGEST_ERROR).then(|| {
            // Twice for a product of two coefficients.
            let k = 2 * (additions + steps) + 4 * units.ceil() as usize + FEW_ROUNDINGS;
            // k·u/(1 − k·u) ≤ (1 + 2⁻¹⁰)k·u while k·u ≤ 2⁻¹¹.
            Charge { roundings: k + k / 1024 + 1 }
        })
    }

    /// The radius of a term of this size that is off by `radius` before.
    pub fn cover<S: Scalar>(self, size: &S, radius: &S) -> S {
        let radius = radius.plus(&size.roundings(self.roundings)).inflate();
        (1..self.inflations()).fold(radius, |radius, _| radius.inflate())
    }

    /// How often a sum of that many terms must be inflated: `inflate` covers 2¹² operations.
    fn inflations(self) -> usize {
        // Once more for the coefficients of P, which are off by less than 2⁻⁴² of themselves.
        2 + self.roundings / 2048
    }
}

/// A row or a coefficient is undefined on the cell.
pub(super) struct Undefined {
    pub row: usize,
}

impl Kernel {
    /// The kernel of a program whose local coordinates `vertex_of` are vertex coordinates.
    pub fn new(program: Program, vertex_of: Vec<Option<usize>>) -> Self {
        let mut symbols = 0;
        let mut number = || {
            symbols += 1;
            symbols - 1
        };
        let symbol_of = vertex_of.iter().map(|v| v.is_none().then(&mut number)).collect();
        Kernel { layout: Layout::new(&program), program, vertex_of, symbol_of, symbols }
    }

    /// The most that is added to one total.
    pub fn steps(&self) -> usize {
        self.layout.additions + self.program.monomials.len()
    }

    /// Where the entries of a row's local matrix go in the matrix.
    pub fn targets<S: Scalar>(&self, forms: &[Form<S>], free: &[Option<usize>]) -> Targets<S> {
        let order = free.iter().flatten().count();
        let mut targets = Targets {
            targets: Vec::new(),
            ends: Vec::with_capacity(self.layout.pairs.len()),
            projection: Projection::new(forms, free),
        };
        for pair in &self.layout.pairs {
            let (a, b) = (&forms[pair.a], &forms[pair.b]);
            for (i, j, k, l, twice) in super::assembly::pairs(free, a, b, pair.a == pair.b) {
                let weight = a.terms[i].centre.times(&b.terms[j].centre);
                let weight = if twice { weight.plus(&weight) } else { weight };
                let size = weight.magnitude();
                targets.targets.push(Target { at: k.min(l) * order + k.max(l), weight, size });
            }
            targets.ends.push(targets.targets.len());
        }
        targets
    }

    /// Runs the program on every row of a cell.
    pub fn prepare<S: Scalar, const D: usize>(
        &self,
        place: &Place<'_, S>,
        apply: &mut impl Apply<Affine<S, D>>,
        sheet: &mut Sheet<S>,
    ) -> Result<(), Undefined> {
        let context = place.frame.context;
        let count = place.roles.count;
        sheet.totals.clear();
        sheet.shares.clear();
        sheet.slopes.clear();
        let constants: Vec<Affine<S, D>> = place.constants.iter().map(Affine::enclosing).collect();
        let centres =
            self.monomials(|vertex| place.frame.centre[place.roles.vertices[vertex]].clone(), context);
        let (mut slots, mut locals) = (Vec::new(), Vec::new());
        let mut columns: Vec<Affine<S, D>> = Vec::new();
        let mut totals: Vec<Total<S, D>> = Vec::with_capacity(self.layout.totals);
        let order = place.roles.free.iter().flatten().count();
        sheet.roundings.clear();
        sheet.roundings.resize(order * order, S::zero(context));
        let heights =
            self.monomials(|vertex| place.frame.limits[place.roles.vertices[vertex]].magnitude(), context);
        for (row, Row { columns: data, forms, targets, .. }) in place.rows.iter().enumerate() {
            let shares = sheet.shares.len();
            sheet.shares.resize(shares + self.symbols * count, S::zero(context));
            self.place::<S, D>(forms, place, &mut sheet.shares[shares..], &mut locals);
            columns.clear();
            columns.extend(data.iter().map(Affine::enclosing));
            let inputs = Inputs { locals: &locals, columns: &columns, constants: &constants };
            if row == 0 {
                self.program.run_shared(&inputs, apply, &mut slots);
            }
            self.program.run_row(&inputs, apply, &mut slots);
            totals.clear();
            totals.resize(self.layout.totals, Total::zero(context));
            self.sum(&slots, &centres, &mut totals, &mut sheet.slopes);
            self.correct(place, &mut totals);
            self.charge(place, &totals, &heights, targets, sheet).ok_or(Undefined { row })?;
        }
        for rounding in &mut sheet.roundings {
            *rounding = place.charge.cover(&S::zero(context), rounding);
        }
        Ok(())
    }

    /// The local coordinates `z` on the cell, and the shares `ρ_ik` of the matrix's symbols in their own:
    /// `η_i = Σ_k ρ_ik ε_k`, `ρ_ik = P_ik radius_k / reach_i`.
    #[inline(always)]
    fn place<S: Scalar, const D: usize>(
        &self,
        forms: &[Form<S>],
        place: &Place<'_, S>,
        shares: &mut [S],
        locals: &mut Vec<Affine<S, D>>,
    ) {
        let Place { frame, roles, .. } = place;
        let zero = S::zero(frame.context);
        locals.clear();
        for (form, symbol) in forms.iter().zip(&self.symbol_of) {
            let mut z: Affine<S, D> = Affine::enclosing(&form.offset);
            // Programs read no vertex coordinate.
            let Some(own) = *symbol else {
                locals.push(z);
                continue;
            };
            let shares = &mut shares[own * roles.count..(own + 1) * roles.count];
            let (mut reach, mut size) = (zero.clone(), z.centre.magnitude());
            for term in &form.terms {
                let k = term.parameter;
                let product = term.centre.times(&frame.centre[k]);
                let swing = term.centre.times(&frame.radius[k]);
                z.centre = z.centre.plus(&product);
                size = size.plus(&product.magnitude()).plus(&swing.magnitude());
                let stretch = frame.centre[k].magnitude().plus(&frame.radius[k]);
                z.radius = z.radius.plus(&term.error.times(&stretch));
                match roles.symbols[k] {
                    Some(m) => {
                        reach = reach.plus(&swing.magnitude());
                        shares[m] = swing;
                    }
                    None => z.radius = z.radius.plus(&swing.magnitude()),
                }
            }
            z.radius = z.radius.plus(&size.roundings(form.terms.len() + 3)).inflate();
            if reach > zero {
                // At least Σ|swing|, so that |η_i| ≤ 1.
                let reach = reach.inflate();
                for share in shares.iter_mut() {
                    *share = share.over(&reach);
                }
                z.coefficients[own] = reach;
            }
            locals.push(z);
        }
    }

    /// Every monomial at the given values of the vertex coordinates.
    fn monomials<S: Scalar>(&self, value: impl Fn(usize) -> S, context: S::Context) -> Vec<S> {
        let one = S::from_f64(1.0, context);
        let factor = |local: &usize| self.vertex_of[*local].map_or_else(|| one.clone(), &value);
        let monomials = self.program.monomials.iter();
        monomials
            .map(|m| m.iter().fold(one.clone(), |product, local| product.times(&factor(local))))
            .collect()
    }

    /// Adds up the totals of a row.
    #[inline(always)]
    fn sum<S: Scalar, const D: usize>(
        &self,
        slots: &[Affine<S, D>],
        centres: &[S],
        totals: &mut [Total<S, D>],
        slopes: &mut Vec<f64>,
    ) {
        for plain in &self.layout.plain {
            totals[plain.total].add(&slots[plain.slot]);
        }
        for outer in &self.layout.outers {
            let weight = &slots[outer.weight];
            let context = weight.centre.context();
            let (zero, smallest) = (S::zero(context), S::from_f64(SMALLEST_COMPONENT, context));
            let float = |x: &S| x.to_f64(Round::Down);
            slopes.push(float(&weight.centre));
            let mut q: Vec<S> = Vec::with_capacity(outer.gradient.len());
            for (_, terms) in &outer.gradient {
                let component = terms.iter().fold(zero.clone(), |sum, term| {
                    sum.plus(&centres[term.monomial].times(&slots[term.slot].centre))
                });
                // Any q will do.
                let is_small = component.magnitude() < smallest;
                q.push(if is_small { zero.clone() } else { component });
                slopes.extend(terms.iter().map(|term| float(&slots[term.slot].centre)));
            }
            if weight.coefficients.iter().all(|b| *b == zero) {
                // NaN stays NaN, so that an undefined weight is noticed.
                let lower = weight.hull().lower().clone();
                let lower = if lower < zero { zero.clone() } else { lower };
                // A subnormal w·q is off by more than its roundings, and 0 will do for q there.
                let normal = S::from_f64(f64::MIN_POSITIVE, context);
                let scaled = |q: &mut S| {
                    let product = lower.times(q);
                    if product.magnitude() < normal {
                        q.clone_from(&zero);
                        return zero.clone();
                    }
                    product
                };
                let scaled: Vec<S> = q.iter_mut().map(scaled).collect();
                for crossed in &outer.crossed {
                    totals[crossed.total].add_multiple(&scaled[crossed.component], &slots[crossed.slot]);
                }
                for fixed in &outer.fixed {
                    let [i, j] = fixed.components;
                    totals[fixed.total].add_constant(&scaled[i].times(&q[j]).neg());
                }
            } else {
                let mut weighted: BTreeMap<usize, Affine<S, D>> = BTreeMap::new();
                for crossed in &outer.crossed {
                    let form =
                        weighted.entry(crossed.slot).or_insert_with(|| weight.mul(&slots[crossed.slot]));
                    totals[crossed.total].add_multiple(&q[crossed.component], form);
                }
                for fixed in &outer.fixed {
                    let [i, j] = fixed.components;
                    totals[fixed.total].add_multiple(&q[i].times(&q[j]).neg(), weight);
                }
            }
        }
    }

    /// Takes `r² max(0, sup T)` off where a square of a vertex coordinate has the coefficient `T`.
    fn correct<S: Scalar, const D: usize>(&self, place: &Place<'_, S>, totals: &mut [Total<S, D>]) {
        for quadratic in &self.layout.quadratics {
            let Some(vertex) = self.vertex_of[quadratic.local] else { continue };
            let highest = totals[quadratic.total].affine(place.charge.roundings).hull().upper().clone();
            if highest > 0.0 || highest.is_nan() {
                let radius = &place.frame.radius[place.roles.vertices[vertex]];
                let excess = highest.times(radius).times(radius).inflate();
                totals[quadratic.constant].add_constant(&excess.neg());
            }
        }
    }

    /// Writes the totals, and what their rounding costs; nothing where one is undefined.
    fn charge<S: Scalar, const D: usize>(
        &self,
        place: &Place<'_, S>,
        totals: &[Total<S, D>],
        heights: &[S],
        targets: &Targets<S>,
        sheet: &mut Sheet<S>,
    ) -> Option<()> {
        let context = place.frame.context;
        let scale = place.scale.map(Affine::<S, D>::enclosing);
        let wide = S::HAS_WIDE_EXPONENTS;
        let underflow = if wide { S::zero(context).inflate() } else { S::from_f64(UNDERFLOW, context) };
        let limit = S::from_f64(if wide { f64::INFINITY } else { LARGEST_SCALE }, context);
        let inflate = |x: S| (0..place.charge.inflations()).fold(x, |x, _| x.inflate());
        let mut start = 0;
        for (pair, &end) in self.layout.pairs.iter().zip(&targets.ends) {
            let mut rounding = S::zero(context);
            for (total, monomial) in totals[pair.first..].iter().zip(&pair.monomials) {
                let mut form = total.affine(0);
                let mut size = total.size.clone();
                if let Some(scale) = &scale {
                    form = total.affine(place.charge.roundings).mul(scale);
                    size = form.magnitude();
                }
                let radius = inflate(form.radius);
                // Not too large, and no NaN.
                if !(size <= limit && radius <= limit && radius.is_finite()) {
                    return None;
                }
                let cost = size.roundings(place.charge.roundings).plus(&underflow);
                rounding = rounding.plus(&cost.times(&heights[*monomial]));
                sheet.totals.push(form.centre);
                sheet.totals.extend(form.coefficients);
                sheet.totals.extend(form.squares);
                sheet.totals.push(radius);
            }
            let rounding = inflate(rounding);
            for target in &targets.targets[start..end] {
                let sum = &mut sheet.roundings[target.at];
                *sum = sum.plus(&target.size.times(&rounding));
            }
            start = end;
        }
        Some(())
    }

    /// Adds the summand's matrices at the vertices `corner` of the cell.
    #[inline(always)]
    pub fn assemble<S: Scalar, const D: usize, const L: usize>(
        &self,
        sheet: &Sheet<S>,
        rows: &[Row<S>],
        roles: &Roles,
        corner: &[Lane<S, L>],
        matrix: &mut SymbolicMatrix<S, L>,
        radii: &mut Vec<Lane<S, L>>,
    ) {
        for (sum, rounding) in matrix.radius.iter_mut().zip(&sheet.roundings) {
            add_to_each(sum, rounding);
        }
        let context = matrix.context;
        let (zero, one) = (splat::<S, L>(&S::zero(context)), splat::<S, L>(&S::from_f64(1.0, context)));
        let factor = |local: &usize| self.vertex_of[*local].map_or(&one, |vertex| &corner[vertex]);
        let powers: Vec<Lane<S, L>> = (self.program.monomials.iter())
            .map(|monomial| {
                let mut product = one.clone();
                for local in monomial {
                    multiply(&mut product, factor(local));
                }
                product
            })
            .collect();
        let sizes: Vec<Lane<S, L>> = powers.iter().map(magnitude).collect();
        let mut terms = vec![zero.clone(); roles.count + 1];
        let per_row = self.layout.totals * (2 * D + 2);
        let shares_per_row = self.symbols * roles.count;
        for (row, Row { targets, .. }) in rows.iter().enumerate() {
            let totals = &sheet.totals[row * per_row..(row + 1) * per_row];
            let shares = &sheet.shares[row * shares_per_row..(row + 1) * shares_per_row];
            let mut start = 0;
            for (pair, &end) in self.layout.pairs.iter().zip(&targets.ends) {
                // Monomial 1 comes first, in every pair.
                let mut of_pair = totals[pair.first * (2 * D + 2)..].chunks_exact(2 * D + 2);
                let constant = of_pair.next().unwrap_or(&[]);
                let mut sums: [Lane<S, L>; D] = std::array::from_fn(|i| splat(&constant[1 + i]));
                let (mut centre, mut radius) = (splat(&constant[0]), splat(&constant[2 * D + 1]));
                let mut squares: [Lane<S, L>; D] = std::array::from_fn(|i| splat(&constant[1 + D + i]));
                for (&monomial, total) in pair.monomials[1..].iter().zip(of_pair) {
                    let power = &powers[monomial];
                    add_multiple(&mut centre, &total[0], power);
                    for (sum, b) in sums.iter_mut().zip(&total[1..=D]) {
                        add_multiple(sum, b, power);
                    }
                    for (sum, p) in squares.iter_mut().zip(&total[D + 1..]) {
                        add_multiple(sum, p, power);
                    }
                    add_multiple(&mut radius, &total[2 * D + 1], &sizes[monomial]);
                }
                for square in &squares[..self.symbols] {
                    add_magnitude(&mut radius, square);
                }
                terms[0] = centre;
                for (k, term) in terms[1..].iter_mut().enumerate() {
                    let mut sum = zero.clone();
                    for (own, coefficient) in sums[..self.symbols].iter().enumerate() {
                        add_multiple(&mut sum, &shares[own * roles.count + k], coefficient);
                    }
                    *term = sum;
                }
                for target in &targets.targets[start..end] {
                    for (sum, term) in matrix.terms_mut(target.at).iter_mut().zip(&terms) {
                        add_multiple(sum, &target.weight, term);
                    }
                    if roles.count == 0 {
                        add_multiple(&mut matrix.radius[target.at], &target.size, &radius);
                    }
                }
                // Without symbols Theorem D may apply, which wants it in the matrix.
                if roles.count > 0 {
                    radii.push(radius);
                }
                start = end;
            }
        }
    }

    /// What is not linear in the rows, given its radii.
    pub fn remainders<'a, S: Scalar, const L: usize>(
        &'a self,
        rows: &'a [Row<S>],
        charge: &'a Charge,
        radii: &'a [Lane<S, L>],
    ) -> impl Iterator<Item = Remainder<'a, S, L>> {
        rows.iter().zip(radii.chunks_exact(self.pairs().max(1))).map(|(row, radii)| Remainder {
            projection: &row.targets.projection,
            radii,
            partners: &self.layout.partners,
            roundings: charge.roundings,
        })
    }

    /// The number of entries of a row's local matrix.
    pub fn pairs(&self) -> usize {
        self.layout.pairs.len()
    }

    /// How much the one-sided treatment of outer functions loses by the width of each vertex coordinate, in
    /// the direction `worst` of the free parameters.
    pub fn losses<S: Scalar>(
        &self,
        sheet: &Sheet<S>,
        rows: &[Row<S>],
        frame: &Frame<S>,
        roles: &Roles,
        worst: &[f64],
        losses: &mut [f64],
    ) {
        let float = |x: &S| x.to_f64(Round::Down);
        let centre = |vertex: usize| float(&frame.centre[roles.vertices[vertex]]);
        let mut slopes = sheet.slopes.iter();
        for Row { forms, .. } in rows {
            for outer in &self.layout.outers {
                let weight = slopes.next().copied().unwrap_or(0.0);
                let mut steps = vec![0.0; roles.vertices.len()];
                for (a, terms) in &outer.gradient {
                    let along: f64 = forms[*a]
                        .terms
                        .iter()
                        .filter_map(|t| Some(float(&t.centre) * worst[roles.free[t.parameter]?]))
                        .sum();
                    for term in terms {
                        let slope = slopes.next().copied().unwrap_or(0.0);
                        let factors = || self.program.monomials[term.monomial].iter();
                        for (i, local) in factors().enumerate() {
                            let Some(vertex) = self.vertex_of[*local] else { continue };
                            let others = factors().enumerate().filter(|(j, _)| *j != i);
                            let others: f64 =
                                others.filter_map(|(_, l)| self.vertex_of[*l].map(centre)).product();
                            let radius = float(&frame.radius[roles.vertices[vertex]]);
                            steps[vertex] += slope * others * radius * along;
                        }
                    }
                }
                losses.iter_mut().zip(&steps).for_each(|(loss, step)| *loss += weight * step * step);
            }
        }
    }
}
