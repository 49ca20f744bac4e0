//! The one minimiser as a function of λ, for the rule `stationary`, where L is quadratic.
//!
//! With `∇L(θ) = g + Aθ` and `P = Σ w_i (θ_i − ε_i)²` the minimiser solves `(A + 2λW)θ = 2λWε − g`. By Cramer's rule its coordinates are
//! `p_i/q` with `q = det(A + 2λW)`, polynomials of degree N at most: they are interpolated from exact solutions at N + 1 λs, and
//! divided by their greatest common divisor.

use super::strong::{proof_of, strong_convexity};
use crate::budget::Budget;
use crate::certificate::{Certificate, Claim, Evidence};
use crate::check::require_course;
use crate::number::Polynomial;
use crate::problem::Problem;
use crate::search::control::Control;
use crate::search::quadratic::AffineGradient;
use rug::Rational;

/// The most parameters: the degree of the polynomials.
const MAX_PARAMETERS: usize = 16;

/// The minimiser for every λ > 0; `None` where L is not known to be convex and quadratic.
pub fn minimize_everywhere(problem: &Problem, control: &Control<'_>) -> Option<Certificate> {
    let (denominator, point) = course(problem, control)?;
    let budget = Budget::default();
    if require_course(problem, &denominator, &point, &budget).is_err() || budget.is_spent() {
        return None;
    }
    let (convex_at, proof) = proof_of(&strong_convexity(problem, &Rational::from(1), control))?;
    let claim = Claim::UniqueMinimizers { denominator, point };
    let evidence = Evidence::Stationary(proof);
    convex_at.is_zero().then(|| Certificate { claim, problem: problem.clone(), evidence })
}

/// `q` and the `p_i`, without a common divisor.
fn course(problem: &Problem, control: &Control<'_>) -> Option<(Polynomial, Vec<Polynomial>)> {
    let n = problem.dimension();
    if n == 0 || n > MAX_PARAMETERS || problem.domain.limits.iter().any(|limits| limits.is_pinned()) {
        return None;
    }
    let gradient = AffineGradient::of(problem, control)?;
    let lambdas: Vec<Rational> = (1..=n as u32 + 1).map(Rational::from).collect();
    let mut values = vec![Vec::new(); n + 1];
    for lambda in &lambdas {
        let (mut system, right) = gradient.system(problem, lambda)?;
        system.iter_mut().zip(right).for_each(|(row, b)| row.push(b));
        let (determinant, solution) = solved(system)?;
        for (values, x) in values.iter_mut().zip(solution) {
            values.push(x * &determinant);
        }
        values[n].push(determinant);
    }
    let mut polynomials: Vec<Polynomial> =
        values.iter().map(|values| interpolated(&lambdas, values)).collect();
    let divisor =
        polynomials.iter().fold(Polynomial::default(), |divisor, p| common_divisor(divisor, p.clone()));
    for p in &mut polynomials {
        [*p, _] = divided(p, &divisor)?;
    }
    let denominator = polynomials.pop()?;
    Some(whole(denominator, polynomials))
}

/// The determinant of a matrix and the solution of its system, the right-hand side being the last column; `None` where it is singular.
fn solved(mut system: Vec<Vec<Rational>>) -> Option<(Rational, Vec<Rational>)> {
    let n = system.len();
    let mut determinant = Rational::from(1);
    for k in 0..n {
        let pivot = (k..n).find(|&i| !system[i][k].is_zero())?;
        if pivot != k {
            system.swap(pivot, k);
            determinant *= -1;
        }
        let row = system[k].clone();
        determinant *= &row[k];
        for (i, other) in system.iter_mut().enumerate() {
            if i != k && !other[k].is_zero() {
                let factor = Rational::from(&other[k] / &row[k]);
                other.iter_mut().zip(&row).for_each(|(x, y)| *x -= Rational::from(&factor * y));
            }
        }
    }
    let solution = system.iter().enumerate().map(|(i, row)| Rational::from(&row[n] / &row[i])).collect();
    Some((determinant, solution))
}

/// The polynomial of least degree with these values, by Lagrange's formula.
fn interpolated(places: &[Rational], values: &[Rational]) -> Polynomial {
    let mut sum = Polynomial::default();
    for (k, (place, value)) in places.iter().zip(values).enumerate() {
        let mut basis = vec![value.clone()];
        for other in places.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, other)| other) {
            // Times (λ − other)/(place − other).
            let scale = Rational::from(place - other);
            let mut product = vec![Rational::new(); basis.len() + 1];
            for (j, c) in basis.iter().enumerate() {
                product[j + 1] += Rational::from(c / &scale);
                product[j] -= Rational::from(c * other) / &scale;
            }
            basis = product;
        }
        sum = sum.plus(&Rational::from(1), &Polynomial::new(basis));
    }
    sum
}

/// Quotient and remainder; `None` where the divisor is 0.
pub fn divided(p: &Polynomial, divisor: &Polynomial) -> Option<[Polynomial; 2]> {
    let (leading, lower) = divisor.coefficients().split_last()?;
    let mut rest = p.coefficients().to_vec();
    let mut quotient = Vec::new();
    while rest.len() > lower.len() {
        let factor = rest.pop()? / leading;
        let shift = rest.len() - lower.len();
        rest[shift..].iter_mut().zip(lower).for_each(|(x, c)| *x -= Rational::from(&factor * c));
        quotient.push(factor);
    }
    quotient.reverse();
    Some([quotient, rest].map(Polynomial::new))
}

/// Euclid's algorithm.
fn common_divisor(mut a: Polynomial, mut b: Polynomial) -> Polynomial {
    while let Some([_, rest]) = divided(&a, &b) {
        (a, b) = (b, rest);
    }
    a
}

/// The same quotients with whole coefficients without a common divisor, and a denominator that is positive for large λ.
fn whole(denominator: Polynomial, point: Vec<Polynomial>) -> (Polynomial, Vec<Polynomial>) {
    let all = || point.iter().chain([&denominator]).flat_map(Polynomial::coefficients);
    let multiple = all().fold(rug::Integer::from(1), |lcm, c| lcm.lcm(c.denom()));
    let divisor = all()
        .fold(rug::Integer::new(), |gcd, c| gcd.gcd(&(Rational::from(c * &multiple)).into_numer_denom().0));
    let is_negative = denominator.coefficients().last().is_some_and(|c| *c < 0);
    let factor = Rational::from((multiple, divisor)) * if is_negative { -1 } else { 1 };
    let scaled = |p: &Polynomial| Polynomial::default().plus(&factor, p);
    (scaled(&denominator), point.iter().map(scaled).collect())
}
