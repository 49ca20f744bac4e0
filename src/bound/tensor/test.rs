//! Theorem C (theory.md, L17): if `M ≻ 0`, `Z ⪰ 0`, `d_s > 0`, `Σ 1/d_s ≤ 1` and `MZM − Σ_s d_s A_s Z A_s ≻ 0`, then
//! `M + Σ_s ε_s A_s ≻ 0` for all `|ε_s| ≤ 1`. Whatever `Z = CCᵀ` and `d` are proposed (`advice/positive_map.rs`), it is
//! proved with them here.
//!
//! Rounding: a product's entries err by at most `γ_n |A||C|`, and all of `F = (MC)(MC)ᵀ − Σ d_s (A_sC)(A_sC)ᵀ` by
//! `γ_k (|M||C||C|ᵀ|M| + Σ d_s |A_s||C||C|ᵀ|A_s|)`, `k = 3n + symbols + 16`, whose row sums products with vectors tell.

use super::expansion::{Place, RowExpansion};
use super::product::add_product;
use super::remainder::minorant;
use super::tensor::Tensor;
use crate::advice::gram::Gram;
use crate::advice::metric::Metric;
use crate::advice::positive_map::{Powers, Proposal};
use crate::bound::local::frame::Frame;
use crate::bound::local::summand::{Data, Row};
use crate::bound::local::sums::Sums;
use crate::bound::loewner::plan::Plan;
use crate::bound::loewner::sum::RowSum;
use crate::bound::shortfall::Shortfall;
use crate::bound::stop::Stop;
use crate::number::cholesky::proves_psd;
use crate::number::{Endpoint, Interval, Rational, Round};

/// Metrics tried one after the other.
const METRICS: usize = 3;
/// Powers of the map.
const POWERS: usize = 5;

/// All rows on a cell.
pub(crate) struct Expansion<'a> {
    rows: Vec<(&'a Plan, &'a Row<f64>, RowExpansion)>,
    tensor: Tensor,
}

impl<'a> Expansion<'a> {
    pub fn new(
        sums: &'a Sums,
        plans: &'a [Plan],
        constants: &'a [Vec<Interval<f64>>],
        data: &'a [Data<f64>],
        frame: &Frame<f64>,
        lambda: &Rational,
        stop: &Stop,
    ) -> Result<Self, Shortfall> {
        let mut count = 0;
        let moves = |k: usize| sums.free[k].is_some() || sums.left_out[k];
        let symbols: Vec<Option<usize>> =
            (0..frame.centre.len()).map(|k| crate::bound::local::sums::numbered(moves(k), &mut count)).collect();
        let mut tensor = Tensor::zero(sums.order, count);
        let scale = sums.scale(lambda, ());
        let one = Interval::point(1.0);
        let mut rows = Vec::new();
        for (((summand, plan), constants), data) in sums.summands.iter().zip(plans).zip(constants).zip(data) {
            if !data.is_defined {
                return Err(Shortfall::Undefined);
            }
            if summand.locals.len() == 0 {
                continue;
            }
            let scale = if summand.is_penalty { &scale } else { &one };
            let place = Place { plan, constants, scale, frame, symbols: &symbols, free: &sums.free };
            for row in &data.rows {
                if stop.is_set() {
                    return Err(Shortfall::Stopped);
                }
                let expansion = RowExpansion::new(&place, row).map_err(|_| Shortfall::Undefined)?;
                tensor.add(plan, &expansion);
                rows.push((plan, row, expansion));
            }
        }
        Ok(Expansion { rows, tensor })
    }
}

pub(crate) struct Test<'a> {
    pub sums: &'a Sums,
    pub expansion: &'a Expansion<'a>,
    pub stop: &'a Stop,
    pub lambda: &'a Rational,
    /// Near the Hessian at the centre.
    pub centre: Vec<f64>,
}

impl Test<'_> {
    pub fn run(self) -> Result<(), Shortfall> {
        let n = self.sums.order;
        let mut diagonal = Vec::new();
        self.sums.each_curvature(self.lambda, (), |k, x: &Interval<f64>| diagonal.push((k, *x.lower())));
        let trace: f64 = (0..n).map(|k| self.centre[k * n + k].abs()).sum();
        let mut raise = vec![1e-9 * trace + f64::MIN_POSITIVE; n];
        diagonal.iter().for_each(|&(k, x)| raise[k] += x);
        let mut near = self.centre.clone();
        let mut least = None;
        for _ in 0..METRICS {
            let metric = Metric::near(&near, &raise).ok_or(Shortfall::Wide)?;
            let mut sum = RowSum::new(n);
            for (plan, row, expansion) in &self.expansion.rows {
                if self.stop.is_set() {
                    return Err(Shortfall::Stopped);
                }
                let gram = Gram::new(&expansion.projections, &metric);
                sum.add(&row.forms, &expansion.projections, &self.sums.free, &minorant(plan, expansion, &gram));
            }
            diagonal.iter().for_each(|&(k, x)| sum.add_diagonal(k, x));
            near.clone_from(&sum.matrix);
            sum.add_mass(&self.expansion.tensor.mass, self.expansion.tensor.additions);
            least = sum.below();
        }
        let least = least.ok_or(Shortfall::Wide)?;
        self.proves(&least)
    }

    /// Theorem C for a matrix of floats.
    fn proves(&self, m: &[f64]) -> Result<(), Shortfall> {
        let tensor = &self.expansion.tensor;
        let n = tensor.order;
        if !proves_psd(n, &mut m.to_vec(), |_| f64::MIN_POSITIVE) {
            return Err(Shortfall::Wide);
        }
        let matrices: Vec<&[f64]> = (0..tensor.symbols).map(|s| tensor.matrix(s)).collect();
        let powers = Powers::new(n, m).ok_or(Shortfall::Wide)?;
        let mut proposal = powers.first(&matrices);
        for _ in 0..POWERS {
            let Image { mut difference, error, image } = self.image(m, &proposal)?;
            if std::env::var("TENSOR").is_ok() {
                let (mut lo, mut hi) = (0.0, 1e6);
                let mut square = vec![0.0; n * n];
                for i in 0..n { for j in 0..=i { square[i*n+j] = difference[i*n+j] + image[i*n+j]; } }
                for _ in 0..40 {
                    let mid: f64 = if hi > 1e5 { 2.0 * lo + 1e-3 } else { 0.5 * (lo + hi) };
                    let mut f: Vec<f64> = square.iter().zip(&image).map(|(s, i)| mid * s - i).collect();
                    if crate::number::cholesky::factorise(n, &mut f).is_ok() { hi = mid } else { lo = mid }
                }
                eprintln!("  rho {hi:.4}");
            }
            if proves_psd(n, &mut difference, |i| error[i]) {
                return Ok(());
            }
            proposal = powers.next(&image, &matrices).ok_or(Shortfall::Wide)?;
        }
        Err(Shortfall::Wide)
    }

    fn image(&self, m: &[f64], Proposal { factor, weights }: &Proposal) -> Result<Image, Shortfall> {
        let tensor = &self.expansion.tensor;
        let n = tensor.order;
        let shares = weights.iter().fold(0.0, |sum, d| Endpoint::add(&sum, &(1.0 / d).next_up(), Round::Up));
        let is_valid = weights.len() == tensor.symbols
            && factor.len() == n * n
            && weights.iter().all(|d| *d > 0.0 && d.is_finite())
            && shares <= 1.0;
        if !is_valid {
            return Err(Shortfall::Wide);
        }
        let mut error = vec![0.0; n];
        let mut square = vec![0.0; n * n];
        let mut image = vec![0.0; n * n];
        let mut half = vec![0.0; n * n];
        add_product(n, factor, m, &mut half, false);
        add_product(n, &half, &half, &mut square, true);
        add_error(n, 1.0, m, factor, &mut error);
        let mut full = vec![0.0; n * n];
        for (s, d) in weights.iter().enumerate() {
            if self.stop.is_set() {
                return Err(Shortfall::Stopped);
            }
            let matrix = tensor.matrix(s);
            if matrix.iter().all(|x| *x == 0.0) {
                continue;
            }
            for i in 0..n {
                for (j, x) in matrix[i * (i + 1) / 2..][..=i].iter().enumerate() {
                    full[i * n + j] = *x;
                    full[j * n + i] = *x;
                }
            }
            half.fill(0.0);
            add_product(n, factor, &full, &mut half, false);
            add_error(n, *d, &full, factor, &mut error);
            let root = d.sqrt();
            half.iter_mut().for_each(|x| *x *= root);
            add_product(n, &half, &half, &mut image, true);
        }
        let difference: Vec<f64> = square.iter().zip(&image).map(|(x, y)| x - y).collect();
        let unit = 2.0 * f64::EPSILON * (3 * n + tensor.symbols + 32) as f64;
        error.iter_mut().for_each(|x| *x = *x * unit + 1e-290);
        Ok(Image { difference, error, image })
    }
}

struct Image {
    difference: Vec<f64>,
    error: Vec<f64>,
    image: Vec<f64>,
}

/// Adds the row sums of `d|A||C||C|ᵀ|A|`.
fn add_error(n: usize, d: f64, a: &[f64], c: &[f64], error: &mut [f64]) {
    let image = |a: &[f64], x: &[f64]| -> Vec<f64> {
        a.chunks_exact(n).map(|row| row.iter().zip(x).map(|(a, x)| a.abs() * x).sum()).collect()
    };
    let ones = vec![1.0; n];
    let outer = image(a, &ones);
    let mut inner = vec![0.0; n];
    for (row, x) in c.chunks_exact(n).zip(&outer) {
        inner.iter_mut().zip(row).for_each(|(sum, c)| *sum += c.abs() * x);
    }
    let back = image(a, &image(c, &inner));
    error.iter_mut().zip(back).for_each(|(sum, x)| *sum += d * x);
}
