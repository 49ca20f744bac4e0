//! What a kernel knows of a cell before vertices come in: the totals `T_m` of each row, as affine forms in the row's
//! local coordinates, and how these depend on the symbols of the matrix.

use super::charge::Charge;
use super::kernel::Kernel;
use super::one_sided::add_up;
use super::roles::Roles;
use super::targets::Targets;
use super::total::Total;
use crate::bound::local::form::Form;
use crate::bound::local::frame::Frame;
use crate::bound::local::program::{Apply, Inputs};
use crate::bound::local::summand::Row;
use crate::bound::psd::whitening::LARGEST_SCALE;
use crate::budget::Stop;
use crate::error::Shortfall;
use crate::kind::Affine;
use crate::number::{Interval, Number, Scalar};

/// Covers underflow in a total: at most 2^−1075 a product, for no factor is a product that has underflowed itself.
const UNDERFLOW: f64 = 1e-200;

#[derive(Clone, Debug)]
pub(crate) struct Sheet<S> {
    /// For each row and total: centre, coefficients, radius.
    pub(super) totals: Vec<S>,
    /// For each row and local symbol: its shares in the matrix's symbols.
    pub(super) shares: Vec<S>,
    /// For each row and outer function, the centres of the weight and of all terms of the gradient.
    pub slopes: Vec<f64>,
    /// For each entry of the matrix, what rounding costs at any vertex.
    pub(super) roundings: Vec<S>,
}

impl<S> Default for Sheet<S> {
    fn default() -> Self {
        Sheet { totals: Vec::new(), shares: Vec::new(), slopes: Vec::new(), roundings: Vec::new() }
    }
}

pub(super) struct Place<'a, S: Scalar> {
    pub constants: &'a [Interval<S>],
    pub rows: &'a [Row<S>],
    pub targets: &'a [Targets<S>],
    pub frame: &'a Frame<S>,
    pub roles: &'a Roles,
    pub order: usize,
    /// What the summand is multiplied by, if it is not 1.
    pub scale: Option<&'a Interval<S>>,
    pub charge: Charge,
    pub stop: &'a Stop,
}

impl Kernel {
    pub(super) fn prepare<S: Scalar, const D: usize>(
        &self,
        place: &Place<'_, S>,
        apply: &mut impl Apply<Affine<S, D>>,
        sheet: &mut Sheet<S>,
    ) -> Result<(), Shortfall> {
        let Place { frame, roles, .. } = place;
        let context = frame.context;
        sheet.totals.clear();
        sheet.shares.clear();
        sheet.slopes.clear();
        let constants: Vec<Affine<S, D>> = place.constants.iter().map(Affine::enclosing).collect();
        let at = |value: &dyn Fn(usize) -> S| -> Vec<[S; 1]> {
            let values: Vec<[S; 1]> = roles.vertices.iter().map(|&k| [value(k)]).collect();
            self.powers(&values, context)
        };
        let (centres, heights) = (at(&|k| frame.centre[k].clone()), at(&|k| frame.limits[k].magnitude()));
        let (mut slots, mut locals) = (Vec::new(), Vec::new());
        let mut columns: Vec<Affine<S, D>> = Vec::new();
        let mut totals: Vec<Total<S, D>> = Vec::with_capacity(self.layout.totals);
        sheet.roundings.clear();
        sheet.roundings.resize(place.order * place.order, S::zero(context));
        let rows = place.rows.iter().zip(place.targets).enumerate();
        for (row, (Row { columns: data, forms }, targets)) in rows {
            if place.stop.is_set() {
                return Err(Shortfall::Stopped);
            }
            let shares = sheet.shares.len();
            sheet.shares.resize(shares + self.symbols * roles.count, S::zero(context));
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
            add_up(&self.layout, &slots, &centres, &mut totals, &mut sheet.slopes);
            self.correct(place, &mut totals);
            self.charge(place, &totals, &heights, targets, sheet).ok_or(Shortfall::Undefined)?;
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
        heights: &[[S; 1]],
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
                rounding = rounding.plus(&cost.times(&heights[*monomial][0]));
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
}
