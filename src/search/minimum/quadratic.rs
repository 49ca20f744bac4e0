//! Objectives that are quadratic, exactly: `∇L(θ) = g + Aθ`.

use crate::kind::Exact;
use crate::problem::{Penalty, Problem};
use crate::search::compiled;
use crate::search::float::simplest;
use rug::Rational;

/// The most parameters.
const MAX_PARAMETERS: usize = 16;

/// `∇L`, if L is quadratic; nobody has made sure of that.
pub(in crate::search) struct Affine {
    pub matrix: Vec<Vec<Rational>>,
    pub constant: Vec<Rational>,
}

impl Affine {
    /// From the gradients at 0 and at the unit vectors; `None` where they are not known exactly.
    pub fn gradient(problem: &Problem) -> Option<Self> {
        let n = problem.dimension();
        if n > MAX_PARAMETERS {
            return None;
        }
        let zero = vec![Rational::new(); n];
        let constant = gradient(problem, &zero)?;
        let mut matrix = vec![vec![Rational::new(); n]; n];
        for j in 0..n {
            let mut at = zero.clone();
            at[j] += 1;
            for (i, slope) in gradient(problem, &at)?.into_iter().enumerate() {
                matrix[i][j] = slope - &constant[i];
            }
        }
        Some(Affine { matrix, constant })
    }
}

/// `∇L`, exactly.
fn gradient(problem: &Problem, at: &[Rational]) -> Option<Vec<Rational>> {
    let at: Vec<Exact> = at.iter().map(|x| Exact::from(x.clone())).collect();
    let (_, slopes) = compiled::objective::<Exact>(problem, ()).loss_gradient(&at);
    slopes.into_iter().map(Exact::into_value).collect()
}

/// A point where the gradient of a quadratic `f_λ` vanishes; where there are many, one near the given one.
pub(in crate::search) fn stationary(
    problem: &Problem,
    lambda: &Rational,
    near: &[Rational],
) -> Option<Vec<Rational>> {
    let Penalty::Separable { square, center, .. } = &problem.penalty else { return None };
    let Affine { matrix, constant } = Affine::gradient(problem)?;
    let n = matrix.len();
    let mut system = matrix;
    for (i, row) in system.iter_mut().enumerate() {
        let weight = Rational::from(lambda * &square[i]) * 2u32;
        row[i] += &weight;
        row.push(Rational::from(&weight * &center[i]) - &constant[i]);
    }
    let mut point = simplest(near, &Rational::from((1, 8)), &problem.domain.0);
    let mut pivots = Vec::new();
    for column in 0..n {
        let rank = pivots.len();
        let Some(pivot) = (rank..n).find(|&i| !system[i][column].is_zero()) else { continue };
        system.swap(pivot, rank);
        let row = system[rank].clone();
        for (i, other) in system.iter_mut().enumerate() {
            if i != rank && !other[column].is_zero() {
                let factor = Rational::from(&other[column] / &row[column]);
                other.iter_mut().zip(&row).for_each(|(x, y)| *x -= Rational::from(&factor * y));
            }
        }
        pivots.push(column);
    }
    let is_solvable = system[pivots.len()..].iter().all(|row| row[n].is_zero());
    for (row, &column) in system.iter().zip(&pivots) {
        let free = (0..n).filter(|j| !pivots.contains(j)).map(|j| Rational::from(&row[j] * &point[j]));
        let rest = row[n].clone() - free.sum::<Rational>();
        point[column] = rest / &row[column];
    }
    (is_solvable && problem.domain.contains(&point)).then_some(point)
}
