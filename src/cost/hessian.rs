//! What a leaf test costs, foreseen from sizes alone: counted work in about nanoseconds.
//!
//! Whoever checks a certificate adds it up over all leaves before any is run. The weights are measured; a test that ends
//! early costs less, and none costs more than about three times as much. Floats round sums and products too large for
//! integers, and a cast takes what is larger still for the largest of these.

use crate::bound::affine::memory::LANES;
use crate::bound::local::form::Form;
use crate::bound::local::program::Program;
use crate::bound::local::summand::Data;
use crate::bound::psd::theorem::MAX_ORDER;
use crate::bound::tensor::{METRICS, POWERS};
use crate::bound::{HessianBound, Method};
use crate::budget::Budget;
use crate::number::Rational;

/// Nanoseconds of an operation on numbers, of one on intervals, of a function of an interval and of an affine form.
const DOUBLE: [f64; 4] = [1.0, 12.0, 250.0, 400.0];
const PRECISE: [f64; 4] = [150.0, 300.0, 20_000.0, 500_000.0];
/// Passes of a Loewner test that most leaves take, and sweeps over a row apart from those that look for a cut.
const PASSES: f64 = 2.0;
const SWEEPS: f64 = 8.0;
/// Of a parameter in a ball, and of a coefficient of a half-space.
const PART: u64 = 200;

impl HessianBound {
    /// About the nanoseconds that a test by this method takes on a cell.
    pub fn leaf_work(&self, method: Method) -> u64 {
        let weights = if self.is_precise { PRECISE } else { DOUBLE };
        let work = match (method, &self.constant) {
            (Method::Constant, None) => 0.0,
            // Elimination, which is remembered: for the first leaf at a λ.
            (Method::Constant, Some([objective, penalty])) => {
                elimination_work(self.order(), objective, penalty)
            }
            // No other applies.
            _ if self.order() > MAX_ORDER => 0.0,
            (Method::Interval, _) => self.natural_work(weights),
            (Method::Affine, _) => self.affine_work(weights),
            (Method::Loewner, _) => self.loewner_work(weights),
            (Method::Tensor, _) => self.tensor_work(),
        };
        1000_u64.saturating_add(work as u64).saturating_add(self.part_work())
    }

    /// About the nanoseconds that it takes to see which part of a cell is in the domain.
    pub fn part_work(&self) -> u64 {
        PART * self.clip.size() as u64
    }

    fn natural_work(&self, [operation, interval, function, _]: [f64; 4]) -> f64 {
        let rows = self.sums.summands.iter().zip(&self.double.data).map(|(summand, data)| {
            let (steps, functions) = sizes(&summand.program, data);
            interval * (steps + 4.0 * products(data)) + function * functions
        });
        operation * matrix_work(self.order(), 0) + rows.sum::<f64>()
    }

    fn affine_work(&self, [operation, _, _, function]: [f64; 4]) -> f64 {
        let roles = &self.kernels.roles;
        let (n, width) = (self.order() as f64, roles.count as f64 + 1.0);
        let room = self.locals().next_power_of_two() as f64;
        let (mut on_cell, mut at_vertices) = (0.0, matrix_work(self.order(), roles.count));
        for (kernel, data) in self.kernels.usable().unwrap_or_default().iter().zip(&self.double.data) {
            let (steps, functions) = sizes(&kernel.program, data);
            let (rows, locals) = (data.rows.len() as f64, kernel.vertex_of.len() as f64);
            let totals = rows * kernel.layout.totals as f64;
            on_cell += operation * (10.0 + 5.0 * room) * (steps + 3.0 * totals) + function * functions;
            at_vertices += 2.0 * (room + 1.0) * totals + width * (products(data) + rows * locals * locals);
            at_vertices += rows * n * locals * (5.0 + locals + 0.5 * n);
        }
        // Lanes go side by side as far as the machine's vectors do.
        let groups = match roles.vertices.len() {
            0 => 1.0,
            vertices => 2.0 * (1_u64 << vertices).div_ceil(LANES as u64) as f64,
        };
        on_cell + operation * groups * at_vertices
    }

    /// Metrics, Gram matrices, sums and tests are in doubles, whatever the kind of number.
    fn loewner_work(&self, [_, interval, function, _]: [f64; 4]) -> f64 {
        let n = self.order() as f64;
        // Metrics are found by factorisations, up to a raise.
        let mut pass = n.powi(3) * if n <= 100.0 { 5.0 } else { 1.0 } + 40.0 * n * n;
        let mut once = self.natural_work(DOUBLE);
        for (plan, data) in self.plans.iter().zip(&self.double.data) {
            let rows = data.rows.len() as f64;
            let (steps, functions) = (plan.size() as f64, plan.arguments().count() as f64);
            once += rows * (SWEEPS + 3.0 * functions) * (3.0 * interval * steps + function * functions);
            let terms = data.rows.iter().flat_map(|row| &row.forms).map(|form| form.terms.len() as f64);
            let locals = data.rows.first().map_or(0.0, |row| row.forms.len() as f64);
            pass += products(data) + terms.sum::<f64>() * (n + locals);
            pass += rows * (30.0 * locals.powi(2) + 4.0 * locals.powi(3));
        }
        once + PASSES * pass
    }

    fn tensor_work(&self) -> f64 {
        let (n, symbols) = (self.order() as f64, self.sums.free.len() as f64);
        let mut work = POWERS as f64 / 2.0 * (symbols + 2.0) * 0.1 * (2.0 * n.powi(3) + 20.0 * n * n);
        for (plan, data) in self.plans.iter().zip(&self.double.data) {
            let rows = data.rows.len() as f64;
            let locals = data.rows.first().map_or(0.0, |row| row.forms.len() as f64);
            let models =
                plan.size() as f64 * (3.0 * locals + 100.0) + 500.0 * plan.arguments().count() as f64;
            work += rows * (models + 0.5 * n * n * (symbols + locals) + 2.0 * locals.powi(3));
            work += METRICS as f64 * (products(data) + rows * (n + 8.0 * locals) * locals * locals);
        }
        // As much as allows for its memory: nothing else would.
        let memory = Budget::UNITS_A_WORD.saturating_mul(self.expanded_words());
        (work + METRICS as f64 * 5.0 * n.powi(3)).max(memory as f64)
    }
}

fn sizes(program: &Program, data: &Data<f64>) -> (f64, f64) {
    let [shared, row] = program.sizes();
    let rows = data.rows.len() as f64;
    (shared.0 as f64 + rows * row.0 as f64, shared.1 as f64 + rows * row.1 as f64)
}

/// At most how many products of two coefficients of local coordinates come into the matrix from all rows.
fn products(data: &Data<f64>) -> f64 {
    let terms = |forms: &[_]| forms.iter().map(|form: &Form<f64>| form.terms.len()).sum::<usize>() as f64;
    data.rows.iter().map(|row| terms(&row.forms).powi(2)).sum()
}

fn matrix_work(order: usize, symbols: usize) -> f64 {
    let (n, width) = (order as f64, symbols as f64 + 1.0);
    // Signs are chosen for few leaves.
    let signs = if symbols > 0 { 12.0 * n.powi(3) + 20.0 * n * n * width } else { 0.0 };
    // Large matrices do not stay in the cache.
    let cube = if order > 500 { 2.0 * n.powi(3) } else { n.powi(3) };
    cube * (0.5 * width + 2.0) + 40.0 * n * n + signs
}

/// About the nanoseconds that elimination of the sum of multiples of two matrices takes. Rows fill in from their first entry
/// on, and numbers grow by as much again with each row before that a row depends on.
fn elimination_work(n: usize, one: &[Rational], other: &[Rational]) -> f64 {
    let bits = |q: &Rational| f64::from(q.numer().significant_bits() + q.denom().significant_bits());
    let most = one.iter().chain(other).map(bits).fold(0.0, f64::max);
    let is_zero = |at: usize| one[at].is_zero() && other[at].is_zero();
    let first: Vec<usize> = (0..n).map(|i| (0..i).find(|&j| !is_zero(i * n + j)).unwrap_or(i)).collect();
    let (mut work, mut depths) = ((n * n) as f64, Vec::with_capacity(n));
    for j in 0..n {
        let depth = depths[first[j]..].iter().fold(0.0, |most: f64, depth| most.max(*depth)) + 1.0;
        depths.push(depth);
        let below = first[j + 1..].iter().filter(|&&first| first <= j).count() as f64;
        let limbs = 1.0 + depth * 2.0 * most / 64.0;
        work += below * (below + 1.0) * (400.0 + 0.5 * limbs * limbs);
    }
    work
}
