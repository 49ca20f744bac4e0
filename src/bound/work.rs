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
use super::psd::theorem::MAX_ORDER;

/// Work and memory.
#[derive(Clone, Copy, Default)]
struct Work {
    /// Operations on doubles, whatever the kind of number.
    plain: u64,
    /// Operations on numbers.
    operations: u64,
    /// Operations on intervals.
    intervals: u64,
    /// Functions of intervals.
    functions: u64,
    /// Functions of affine forms.
    lines: u64,
    /// Machine words that a thread holds.
    words: u64,
}

/// Nanoseconds of operations, of those on intervals, of functions and of those of affine forms.
const DOUBLE: [u64; 4] = [1, 12, 250, 400];
const PRECISE: [u64; 4] = [150, 300, 20_000, 500_000];

impl Work {
    fn add(&mut self, other: Work) {
        self.add_work(other, 1);
        self.words = self.words.saturating_add(other.words);
    }

    /// Adds so many times the work, once the memory being there.
    fn add_work(&mut self, other: Work, times: u64) {
        let add = |sum: &mut u64, x: u64| *sum = sum.saturating_add(x.saturating_mul(times));
        add(&mut self.plain, other.plain);
        add(&mut self.operations, other.operations);
        add(&mut self.intervals, other.intervals);
        add(&mut self.functions, other.functions);
        add(&mut self.lines, other.lines);
    }
}

impl HessianBound {
    /// About the nanoseconds that a test by this method takes on a cell.
    pub fn leaf_work(&self, method: Method) -> u64 {
        let Work { plain, operations, intervals, functions, lines, .. } = self.work(method);
        let weights = if self.is_precise { PRECISE } else { DOUBLE };
        let weighted = [operations, intervals, functions, lines].into_iter().zip(weights);
        let sum =
            weighted.fold(plain, |sum, (count, weight)| sum.saturating_add(count.saturating_mul(weight)));
        sum.saturating_add(1000)
    }

    /// About the machine words that a thread holds for it.
    pub fn leaf_words(&self, method: Method) -> u64 {
        self.work(method).words.saturating_mul(if self.is_precise { 10 } else { 1 })
    }

    fn work(&self, method: Method) -> Work {
        match method {
            Method::Constant => self.constant_work(),
            // No other applies.
            _ if self.order() > MAX_ORDER => Work::default(),
            Method::Interval => self.natural_work(),
            Method::Affine => {
                self.double.affine.as_ref().map_or_else(Work::default, |encoding| self.affine_work(encoding))
            }
            Method::Loewner => self.loewner_work(),
        }
    }

    fn summands(&self) -> impl Iterator<Item = (&Summand, &Data<f64>)> {
        self.sums.summands.iter().zip(&self.double.data)
    }

    /// Elimination, which is remembered: for the first leaf at a λ.
    fn constant_work(&self) -> Work {
        let Some([objective, penalty]) = &self.constant else { return Work::default() };
        let plain = constant::work(self.order(), objective, penalty);
        Work { plain, words: 12 * (self.order() as u64).pow(2), ..Work::default() }
    }

    fn natural_work(&self) -> Work {
        let mut work = matrix_work(self.order(), 0, 1);
        for (summand, data) in self.summands() {
            let [shared, row] = summand.program.sizes();
            let rows = data.rows.len() as u64;
            let length = |row: usize, local: usize| data.rows[row].forms[local].terms.len() as u64;
            let mut intervals = shared.0 + rows * row.0;
            for row in 0..data.rows.len() {
                intervals += 2 * (0..summand.locals.len()).map(|local| length(row, local)).sum::<u64>();
                let pairs = summand.program.pairs();
                intervals += pairs.map(|(a, b)| 2 + 4 * length(row, a) * length(row, b)).sum::<u64>();
            }
            let functions = shared.1 + rows * row.1;
            let words = 4 * (shared.0 + row.0) + 6 * (shared.1 + row.1);
            work.add(Work { intervals, functions, words, ..Work::default() });
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
            let (totals, pairs) = (kernel.layout.totals as u64, kernel.pairs() as u64);
            work.add(Work {
                operations: (10 + 5 * room) * (shared.0 + rows * (row.0 + kernel.layout.terms() + totals)),
                lines: shared.1 + rows * row.1,
                words: (2 + 2 * room) * (shared.0 + row.0 + rows * totals),
                ..Work::default()
            });
            let targets: u64 = encoded.rows.iter().map(|row| row.targets.len() as u64).sum();
            let of_pairs =
                rows * (totals * (2 * room + 2) + pairs * (2 + kernel.symbols as u64) * (count + 1));
            let of_remainder = rows * self.remainder_work(kernel, pairs);
            at_vertices.add(Work {
                operations: in_lanes(lanes, of_pairs + targets * (count + 1) + of_remainder),
                words: lanes as u64 * rows * pairs,
                ..Work::default()
            });
        }
        work.add_work(at_vertices, groups);
        work.words += at_vertices.words;
        work
    }

    /// That of a row's remainder.
    fn remainder_work(&self, kernel: &Kernel, pairs: u64) -> u64 {
        let (n, locals) = (self.order() as u64, kernel.vertex_of.len() as u64);
        let terms = self.sums.free.len() as u64;
        n * (3 * locals + terms.min(4 * locals) + 2 * pairs) + locals * n * n / 2
    }

    fn loewner_work(&self) -> Work {
        let n = self.order() as u64;
        // Metrics are found by factorisations, up to a raise.
        let cube = n.saturating_pow(3).saturating_mul(if n <= 100 { 5 } else { 1 });
        let mut of_pass = Work { plain: cube + 40 * n * n, ..Work::default() };
        let Work { plain, operations, intervals, functions, .. } = self.natural_work();
        let plain = plain + operations + DOUBLE[1] * intervals + DOUBLE[2] * functions;
        let mut work = Work { plain, words: 8 * n * n, ..Work::default() };
        for ((summand, data), plan) in self.summands().zip(&self.plans) {
            let (locals, rows) = (summand.locals.len() as u64, data.rows.len() as u64);
            let sweep = sweep_work(plan);
            let cuts =
                if locals <= MAX_CUT_LOCALS as u64 { 5 + 3 * plan.arguments().count() as u64 } else { 1 };
            work.add_work(sweep, rows * (3 + cuts));
            work.words += 2 * rows * sweep.words;
            // The Gram matrix, the lower bound, its merging, and what it adds to the sum.
            let of_row = |terms: u64| {
                let bound = 4 * plan.pairs.len() as u64 + 30 * locals * locals + 4 * locals.pow(3);
                terms * (n + locals + terms) + bound
            };
            for row in &data.rows {
                of_pass.plain += of_row(row.forms.iter().map(|form| form.terms.len() as u64).sum());
            }
        }
        // Most leaves are proved in the first passes.
        work.add_work(of_pass, PASSES as u64 / 3);
        work
    }
}

/// A sweep over the operations of a row.
fn sweep_work(plan: &Plan) -> Work {
    let (steps, slopes) = (plan.steps.len() as u64, plan.slopes as u64);
    let entries: u64 = plan.steps.iter().map(|step| step.pairs.len() as u64).sum();
    Work {
        intervals: 3 * steps + 3 * slopes + 2 * entries,
        functions: plan.arguments().count() as u64,
        words: 12 * steps + 4 * slopes + 3 * plan.pairs.len() as u64,
        ..Work::default()
    }
}

/// Putting a matrix with symbols to the test, in so many lanes.
fn matrix_work(order: usize, symbols: usize, lanes: usize) -> Work {
    let (n, width) = (order as u64, symbols as u64 + 1);
    let cube = n.saturating_pow(3);
    let whitening = cube.saturating_mul(width / 2 + 2).saturating_add(40 * n * n);
    // Signs are chosen for few leaves.
    let signs = if symbols > 0 { 12 * cube + 20 * n * n * width } else { 0 };
    Work {
        operations: in_lanes(lanes, whitening).saturating_add(signs),
        words: lanes as u64 * n * n * (2 * width + 8),
        ..Work::default()
    }
}

/// Operations in each lane, which go side by side as far as the machine's vectors do.
fn in_lanes(lanes: usize, operations: u64) -> u64 {
    operations.saturating_mul((lanes as u64).div_ceil(3))
}
