//! Theorem A, sharper: the signs of the largest symbols one after another. Settled are those where `I + S_0 + Σ_{k≤l} s_k S_k −
//! diag(d_l)` has a floating Cholesky factor; else the next symbol takes both (theory.md, L7 and L9).

use crate::number::{Round, Scalar};

/// The most symbols that take both signs.
const DEPTH: usize = 6;

/// What is left of a family after whitening, in one lane: symmetric matrices n×n, row-major, of which the
/// part with row ≤ column counts.
pub(crate) struct Family<'a, S> {
    pub order: usize,
    pub symbols: usize,
    /// `S_0, S_1, …` of each entry side by side.
    pub terms: &'a [S],
    /// `R`.
    pub remainder: &'a [S],
    /// `x > 0`.
    pub vector: &'a [S],
}

impl<S> Family<'_, S> {
    fn term(&self, at: usize, k: usize) -> &S {
        &self.terms[at * (self.symbols + 1) + k]
    }
}

pub(crate) fn proves<S: Scalar>(family: &Family<'_, S>) -> bool {
    let Some(first) = family.vector.first() else { return true };
    Walk::new(family, first.context()).is_settled(0)
}

struct Walk<'a, S> {
    family: &'a Family<'a, S>,
    /// The symbols that take both signs, the largest first.
    ranking: Vec<usize>,
    /// `d_l`, and what rounding costs, for each number of signs chosen.
    diagonals: Vec<Vec<S>>,
    /// The sum of the chosen terms, for each number of signs chosen.
    sums: Vec<Vec<S>>,
    factor: Vec<S>,
}

impl<'a, S: Scalar> Walk<'a, S> {
    fn new(family: &'a Family<'a, S>, context: S::Context) -> Self {
        let (n, x) = (family.order, family.vector);
        let zero = S::zero(context);
        let mut size = S::from_f64(n as f64, context);
        // |A|x and xᵀ|A|x; the entries' absolute values are added to the size.
        let mut image = |entry: &dyn Fn(usize) -> &'a S| {
            let mut image = vec![zero.clone(); n];
            for i in 0..n {
                for j in i..n {
                    let entry = entry(i * n + j).magnitude();
                    image[i] = image[i].plus(&entry.times(&x[j]));
                    size = size.plus(&entry);
                    if i != j {
                        image[j] = image[j].plus(&entry.times(&x[i]));
                        size = size.plus(&entry);
                    }
                }
            }
            image
        };
        image(&|at| family.term(at, 0));
        let mut rest = image(&|at| &family.remainder[at]);
        let images: Vec<Vec<S>> = (1..=family.symbols).map(|k| image(&|at| family.term(at, k))).collect();
        let weight = |image: &Vec<S>| {
            let sum = image.iter().zip(x).fold(zero.clone(), |sum, (image, x)| sum.plus(&image.times(x)));
            sum.to_f64(Round::Down)
        };
        let weights: Vec<f64> = images.iter().map(weight).collect();
        let mut ranking: Vec<usize> = (0..family.symbols).collect();
        ranking.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
        let rounding = size.roundings(8 * (n + family.symbols + 8)).inflate();
        // From the last symbol to the first: what is bounded at once.
        let mut diagonals = Vec::with_capacity(DEPTH + 1);
        for (rank, &k) in ranking.iter().enumerate().rev() {
            if rank < DEPTH {
                diagonals.push(diagonal(&rest, x, &rounding));
            }
            rest = rest.iter().zip(&images[k]).map(|(a, b)| a.plus(b)).collect();
        }
        diagonals.push(diagonal(&rest, x, &rounding));
        diagonals.reverse();
        ranking.truncate(DEPTH);
        let mut sums = vec![vec![zero.clone(); n * n]; ranking.len() + 1];
        let one = S::from_f64(1.0, context);
        for i in 0..n {
            for j in i..n {
                let entry = family.term(i * n + j, 0).clone();
                sums[0][i * n + j] = if i == j { entry.plus(&one) } else { entry };
            }
        }
        Walk { family, ranking, diagonals, sums, factor: vec![zero; n * n] }
    }

    fn is_settled(&mut self, chosen: usize) -> bool {
        if self.is_definite(chosen, chosen) {
            return true;
        }
        // Even with every sign chosen it would not be.
        if chosen == self.ranking.len() || !self.is_definite(chosen, self.ranking.len()) {
            return false;
        }
        let (n, k) = (self.family.order, self.ranking[chosen] + 1);
        [false, true].into_iter().all(|negative| {
            for i in 0..n {
                for j in i..n {
                    let term = self.family.term(i * n + j, k);
                    let sum = &self.sums[chosen][i * n + j];
                    let next = if negative { sum.minus(term) } else { sum.plus(term) };
                    self.sums[chosen + 1][i * n + j] = next;
                }
            }
            self.is_settled(chosen + 1)
        })
    }

    /// Whether the sum of the chosen terms less a diagonal has a Cholesky factor.
    fn is_definite(&mut self, chosen: usize, diagonal: usize) -> bool {
        let n = self.family.order;
        let (sum, diagonal) = (&self.sums[chosen], &self.diagonals[diagonal]);
        for j in 0..n {
            for i in j..n {
                let mut entry = sum[j * n + i].clone();
                if i == j {
                    entry = entry.minus(&diagonal[i]);
                }
                for k in 0..j {
                    entry = entry.minus(&self.factor[i * n + k].times(&self.factor[j * n + k]));
                }
                if i > j {
                    self.factor[i * n + j] = entry.over(&self.factor[j * n + j]);
                } else if entry > 0.0 {
                    self.factor[j * n + j] = entry.square_root();
                } else {
                    return false;
                }
            }
        }
        true
    }
}

/// `(Rx)_i / x_i` and the rounding's share, rounded up.
fn diagonal<S: Scalar>(image: &[S], x: &[S], rounding: &S) -> Vec<S> {
    image.iter().zip(x).map(|(image, x)| image.over(x).plus(rounding).inflate()).collect()
}
