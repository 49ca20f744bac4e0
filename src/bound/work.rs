//! What a leaf test costs, foreseen from sizes alone: counted work in about nanoseconds, and machine words.
//!
//! Whoever checks a certificate adds it up over all leaves before any is run. The weights are measured; a test that ends
//! early costs less, and none costs more than about three times as much.

use super::affine::encoding::Encoding;
use super::affine::kernel::Kernel;
use super::affine::memory::LANES;
use super::hessian::HessianBound;
use super::local::summand::{Data, Summand};
use super::loewner::plan::Plan;
use super::loewner::test::{MAX_CUT_LOCALS, PASSES};
use super::method::Method;
use super::psd::constant;

/// Operations on doubles that one on intervals takes.
const INTERVAL: u64 = 12;
/// Nanoseconds of a function's jet over doubles and over MPFR, and of an operation over MPFR.
const FUNCTION: u64 = 250;
const PRECISE_FUNCTION: u64 = 40_000;
const PRECISE: u64 = 100;

/// Work and memory.
#[derive(Clone, Copy, Default)]
struct Work {
    /// Operations on numbers.
    operations: u64,
    /// Functions that are applied.
    functions: u64,
    /// Machine words that a thread holds.
    words: u64,
}

impl Work {
    fn new(operations: u64, functions: u64, words: u64) -> Self {
        Work { operations, functions, words }
    }

    fn add(&mut self, other: Work) {
        self.operations = self.operations.saturating_add(other.operations);
        self.functions = self.functions.saturating_add(other.functions);
        self.words = self.words.saturating_add(other.words);
    }
}

impl HessianBound {
    /// About the nanoseconds that a test by this method takes on a cell.
    pub fn leaf_work(&self, method: Method) -> u64 {
        let Work { operations, functions, .. } = self.work(method);
        let [operation, function] =
            if method.is_precise() { [PRECISE, PRECISE_FUNCTION] } else { [1, FUNCTION] };
        1000_u64
            .saturating_add(operations.saturating_mul(operation))
            .saturating_add(functions.saturating_mul(function))
    }

    /// About the machine words that a thread holds for it.
    pub fn leaf_words(&self, method: Method) -> u64 {
        self.work(method).words.saturating_mul(if method.is_precise() { 10 } else { 1 })
    }

    fn work(&self, method: Method) -> Work {
        match method {
            Method::Constant => self.constant_work(),
            Method::Interval | Method::PreciseInterval => self.natural_work(),
            Method::Affine | Method::PreciseAffine => {
                self.double.affine.as_ref().map_or_else(Work::default, |encoding| self.affine_work(encoding))
            }
            Method::Loewner | Method::PreciseLoewner => self.loewner_work(),
        }
    }

    fn summands(&self) -> impl Iterator<Item = (&Summand, &Data<f64>)> {
        self.sums.summands.iter().zip(&self.double.data)
    }

    /// Elimination, which is remembered: for the first leaf at a λ.
    fn constant_work(&self) -> Work {
        let Some([objective, penalty]) = &self.constant else { return Work::default() };
        Work::new(constant::work(self.order(), objective, penalty), 0, 12 * square(self.order()))
    }

    fn natural_work(&self) -> Work {
        let mut work = matrix_work(self.order(), 0, 1);
        for (summand, data) in self.summands() {
            let [shared, row] = summand.program.sizes();
            let rows = data.rows.len() as u64;
            let length = |row: usize, local: usize| data.rows[row].forms[local].terms.len() as u64;
            let mut operations = shared.0 + rows * row.0;
            for row in 0..data.rows.len() {
                operations += 2 * (0..summand.locals.len()).map(|local| length(row, local)).sum::<u64>();
                let pairs = summand.program.pairs();
                operations += pairs.map(|(a, b)| 2 + 4 * length(row, a) * length(row, b)).sum::<u64>();
            }
            work.add(Work::new(
                INTERVAL * operations,
                shared.1 + rows * row.1,
                4 * (shared.0 + row.0) + 6 * (shared.1 + row.1),
            ));
        }
        work
    }

    fn affine_work(&self, encoding: &Encoding<f64>) -> Work {
        let roles = &self.kernels.roles;
        let (count, lanes) = (roles.count as u64, if roles.vertices.is_empty() { 1 } else { LANES });
        let groups = (1_u64 << roles.vertices.len()).div_ceil(lanes as u64);
        let room = match self.locals() {
            0..=2 => 2,
            3..=4 => 4,
            5..=8 => 8,
            _ => 32,
        };
        let mut at_vertices = matrix_work(self.order(), roles.count, lanes);
        let mut work = Work::default();
        let kernels = self.kernels.usable().unwrap_or_default();
        for (kernel, encoded) in kernels.iter().zip(&encoding.kernels) {
            let rows = encoded.rows.len() as u64;
            let [shared, row] = kernel.program.sizes();
            let totals = kernel.layout.totals as u64;
            let one = 10 + 8 * room;
            let operations = shared.0 + rows * (row.0 + kernel.layout.terms() + totals);
            let functions = shared.1 + rows * row.1;
            work.add(Work::new(
                one * operations,
                functions * (1 + room / 8),
                (one / 4) * (shared.0 + row.0) + rows * totals * (2 * room + 2),
            ));
            let targets: u64 = encoded.rows.iter().map(|row| row.targets.len() as u64).sum();
            let symbols = kernel.symbols as u64;
            let pairs = kernel.pairs() as u64;
            let of_pairs = rows * (totals * (2 * room + 2) + pairs * (2 + symbols) * (count + 1));
            let of_remainder = rows * self.remainder_work(kernel, pairs);
            at_vertices.add(Work::new(
                lanes as u64 * (of_pairs + targets * (count + 1) + of_remainder),
                0,
                lanes as u64 * rows * pairs,
            ));
        }
        at_vertices.operations *= groups;
        work.add(at_vertices);
        work
    }

    /// That of a row's remainder in a lane.
    fn remainder_work(&self, kernel: &Kernel, pairs: u64) -> u64 {
        let (n, locals) = (self.order() as u64, kernel.vertex_of.len() as u64);
        let terms = self.sums.free.len() as u64;
        n * (3 * locals + terms.min(4 * locals) + 2 * pairs) + locals * n * n / 2
    }

    fn loewner_work(&self) -> Work {
        let n = self.order() as u64;
        // Metrics are found by factorisations, up to a raise.
        let cube = n.saturating_pow(3);
        let per_pass = cube.saturating_mul(if n <= 100 { 5 } else { 3 });
        let mut work = Work::new(per_pass.saturating_mul(PASSES as u64) + 40 * n * n, 0, 8 * n * n);
        work.add(self.natural_work());
        for ((summand, data), plan) in self.summands().zip(&self.plans) {
            let locals = summand.locals.len() as u64;
            let rows = data.rows.len() as u64;
            let sweep = sweep_work(plan);
            let sweeps =
                if locals <= MAX_CUT_LOCALS as u64 { 10 + 6 * plan.arguments().count() as u64 } else { 3 };
            work.add(Work::new(
                rows * sweeps * sweep.operations,
                rows * sweeps * sweep.functions,
                2 * rows * sweep.words,
            ));
            let terms: Vec<u64> = data
                .rows
                .iter()
                .map(|row| row.forms.iter().map(|form| form.terms.len() as u64).sum())
                .collect();
            // The Gram matrix, the lower bound, its merging, and what it adds to the sum.
            let of_row = |terms: &u64| {
                terms * (n + locals) + 4 * plan.pairs.len() as u64 + locals * locals * 30 + terms * terms
            };
            let merging = 100 * locals.pow(3);
            let once: u64 = terms.iter().map(of_row).sum::<u64>() + rows * merging;
            work.add(Work::new(PASSES as u64 * once, 0, 3 * locals * locals));
        }
        work
    }
}

/// A sweep over the operations of a row.
fn sweep_work(plan: &Plan) -> Work {
    let steps = plan.steps.len() as u64;
    let slopes = plan.slopes as u64;
    let entries: u64 = plan.steps.iter().map(|step| step.pairs.len() as u64).sum();
    let functions = plan.arguments().count() as u64;
    let operations = INTERVAL * (3 * steps + 3 * slopes + 2 * entries);
    Work::new(operations, functions, 12 * steps + 4 * slopes + 3 * plan.pairs.len() as u64)
}

/// Putting a matrix with symbols to the test, in so many lanes.
fn matrix_work(order: usize, symbols: usize, lanes: usize) -> Work {
    let (n, width, lanes) = (order as u64, symbols as u64 + 1, lanes as u64);
    let cube = n.saturating_pow(3);
    let whitening = cube.saturating_mul(width / 2 + 2) + 40 * n * n;
    // Signs are chosen for few leaves.
    let signs = if symbols > 0 { 12 * cube + 20 * n * n * width } else { 0 };
    Work::new(lanes.saturating_mul(whitening) + signs, 0, lanes * n * n * (2 * width + 8))
}

fn square(n: usize) -> u64 {
    (n as u64).saturating_mul(n as u64)
}
