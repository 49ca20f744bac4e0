//! A row's Hessian to first order on a region: `K = Σ κ (e_a e_bᵀ + e_b e_aᵀ) + Σ ω g gᵀ`, with all `κ`, `ω` and components of `g`
//! as first-order forms in symbols of the row's own, one a local coordinate (theory.md, L16).

use super::region::Region;
use crate::bound::adjoint::gather::{Failure, Gather};
use crate::bound::adjoint::sweep::{Inputs, Place, Sweep};
use crate::bound::local::form::{Form, Projection};
use crate::kind::FirstOrder;
use crate::number::{Interval, Number, Scalar};

/// Swings of a local coordinate are at least so large: quotients of them do not underflow.
const SMALLEST_SWING: f64 = 1e-200;

/// `ω g gᵀ`.
#[derive(Clone, Debug)]
pub(crate) struct Outer {
    pub weight: FirstOrder,
    /// Local coordinates and components.
    pub gradient: Vec<(usize, FirstOrder)>,
}

/// What a row's Hessian is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Models {
    /// One a pair of the plan.
    pub entries: Vec<FirstOrder>,
    pub outers: Vec<Outer>,
}

impl Gather<FirstOrder> for Models {
    fn clear(&mut self, pairs: usize) {
        self.entries.clear();
        self.entries.resize(pairs, FirstOrder::enclosing(&Interval::point(0.0)));
        self.outers.clear();
    }

    fn add(&mut self, pair: usize, entry: &FirstOrder) -> Result<(), Failure> {
        self.entries[pair] = self.entries[pair].add(entry);
        if self.entries[pair].is_defined() { Ok(()) } else { Err(Failure::Undefined) }
    }

    fn add_outer(
        &mut self,
        weight: &FirstOrder,
        support: &[usize],
        slopes: &[FirstOrder],
    ) -> Result<(), Failure> {
        // What depends on data alone has a value: no more is asked of it.
        if support.is_empty() {
            return Ok(());
        }
        if !(weight.is_defined() && slopes.iter().all(FirstOrder::is_defined)) {
            return Err(Failure::Undefined);
        }
        let gradient = support.iter().copied().zip(slopes.iter().cloned()).collect();
        self.outers.push(Outer { weight: weight.clone(), gradient });
        Ok(())
    }
}

/// A row on a region.
#[derive(Debug)]
pub(crate) struct RowExpansion {
    pub models: Models,
    /// The matrix rows that each local coordinate reaches.
    pub projections: Vec<Projection<f64>>,
    /// Each own symbol as a combination of the region's: their numbers and shares, which keep it in [−1, 1].
    pub shares: Vec<Vec<(usize, f64)>>,
    pub varies: Vec<bool>,
}

/// A region, and its symbols of the parameters that have one.
pub(super) struct Symbols<'a> {
    pub region: &'a Region,
    pub of: &'a [Option<usize>],
}

impl Symbols<'_> {
    /// How many of a row's forms each symbol comes into.
    fn uses(&self, forms: &[Form<f64>]) -> Vec<f64> {
        let mut uses = vec![0.0; self.of.len()];
        for term in forms.iter().flat_map(|form| &form.terms) {
            if let Some(symbol) = self.of[term.parameter] {
                uses[symbol] += 1.0;
            }
        }
        uses
    }
}

impl RowExpansion {
    pub(super) fn new(
        Place { plan, constants, row, scale, .. }: &Place<'_, f64>,
        symbols: &Symbols<'_>,
        free: &[Option<usize>],
    ) -> Result<Self, Failure> {
        let count = row.forms.len();
        let terms = row.forms.iter().map(|form| form.terms.len()).max().unwrap_or(0);
        if count.max(terms) > FirstOrder::MAX_SYMBOLS {
            return Err(Failure::Undefined);
        }
        let (mut locals, mut shares) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let uses = symbols.uses(&row.forms);
        for (own, form) in row.forms.iter().enumerate() {
            let (local, share) = coordinate(form, own, count, symbols, &uses).ok_or(Failure::Undefined)?;
            locals.push(local);
            shares.push(share);
        }
        let enclose =
            |x: &[Interval<f64>]| -> Vec<FirstOrder> { x.iter().map(FirstOrder::enclosing).collect() };
        let (columns, constants) = (enclose(&row.columns), enclose(constants));
        let scale = FirstOrder::enclosing(scale);
        let inputs = Inputs { locals: &locals, columns: &columns, constants: &constants, scale: &scale };
        let mut sweep: Sweep<FirstOrder, Models> = Sweep::new(plan, ());
        sweep.run(plan, &inputs, None)?;
        let projections: Vec<_> = row.forms.iter().map(|form| form.projection(free, |x| *x)).collect();
        let varies = projections.iter().map(|p| !p.is_empty()).collect();
        Ok(RowExpansion { models: sweep.terms, projections, shares, varies })
    }
}

/// A local coordinate on the region: `z = c + reach·ε ± r`, and its symbol `ε = Σ share_m ε_m` in the region's.
fn coordinate(
    form: &Form<f64>,
    own: usize,
    count: usize,
    Symbols { region, of }: &Symbols<'_>,
    uses: &[f64],
) -> Option<(FirstOrder, Vec<(usize, f64)>)> {
    let mut z = FirstOrder::enclosing(&form.offset);
    let (mut size, mut shares) = (z.centre.abs(), Vec::new());
    for term in &form.terms {
        let k = term.parameter;
        let (centre, radius) = (region.centre[k], region.radius[k]);
        let (product, swing) = (term.centre * centre, term.centre * radius);
        z.centre += product;
        size += product.abs() + swing.abs();
        z.radius += term.error * (centre.abs() + radius);
        match of[k] {
            Some(m) if swing != 0.0 => {
                (swing.abs() >= SMALLEST_SWING).then_some(())?;
                shares.push((m, swing));
            }
            _ => z.radius += swing.abs(),
        }
    }
    z.radius = (z.radius + size.roundings(form.terms.len() + 3)).inflate();
    let reach = region.swing(&shares, uses).inflate();
    if reach > 0.0 {
        shares.iter_mut().for_each(|(_, share)| *share /= reach);
        z.is_round = region.is_round;
        z.coefficients = vec![0.0; count];
        z.coefficients[own] = reach;
    }
    Some((z, shares))
}
