//! Linear systems with rational coefficients, solved exactly (J. D. Dixon, Exact solution of linear equations using p-adic
//! expansions, Numer. Math. 40, 1982).
//!
//! With an inverse modulo a prime p the solution's digits to the base p come one after the other, from residuals that do not
//! grow; when there are enough, each component is the one fraction of short numbers with that residue (P. S. Wang, 1981). What
//! comes of it is tried in the system itself.

use super::whole::{denominator, numerator};
use crate::number::residue::{PRIME, product, quotient};
use rug::ops::RemRounding;
use rug::{Integer, Rational};

/// Numerators and denominators of solutions have at most so many decimal digits.
const MAX_DIGITS: u32 = 1000;

/// `Mx = b` over whole numbers.
struct System {
    rows: Vec<Vec<Integer>>,
    right: Vec<Integer>,
}

/// A solution of `Mx = b`; where there are many, with components of `near`. `None` where there is none with short numbers.
pub(super) fn solve(
    matrix: &[Vec<Rational>],
    right: &[Rational],
    near: &[Rational],
) -> Option<Vec<Rational>> {
    let system = System::whole(matrix, right);
    let (rows, columns) = pivots(system.residues()?);
    let mut x = near.to_vec();
    columns.iter().for_each(|&k| x[k] = Rational::new());
    let known = |i: &usize| {
        let free = matrix[*i].iter().zip(&x).map(|(a, x)| Rational::from(a * x));
        right[*i].clone() - free.sum::<Rational>()
    };
    let part = |i: &usize| columns.iter().map(|&k| matrix[*i][k].clone()).collect();
    let part: Vec<Vec<Rational>> = rows.iter().map(part).collect();
    let known: Vec<Rational> = rows.iter().map(known).collect();
    let found = System::whole(&part, &known).lifted()?;
    columns.iter().zip(found).for_each(|(&k, value)| x[k] = value);
    system.is_solved_by(&x).then_some(x)
}

impl System {
    /// Each row times its common denominator.
    fn whole(matrix: &[Vec<Rational>], right: &[Rational]) -> Self {
        let mut system = System { rows: Vec::new(), right: Vec::new() };
        for (row, b) in matrix.iter().zip(right) {
            let common = denominator(row.iter().chain([b]));
            system.rows.push(row.iter().map(|q| numerator(q, &common)).collect());
            system.right.push(numerator(b, &common));
        }
        system
    }

    /// The matrix modulo the prime.
    fn residues(&self) -> Option<Vec<Vec<u64>>> {
        self.rows.iter().map(|row| residues(row)).collect()
    }

    /// The solution, if the matrix is regular modulo the prime.
    fn lifted(&self) -> Option<Vec<Rational>> {
        let n = self.rows.len();
        let prime = Integer::from(PRIME);
        let inverse = inverted(self.residues()?)?;
        let most = Integer::from(Integer::u_pow_u(10, MAX_DIGITS));
        let enough = 2 * most.significant_bits() + 2;
        let (mut residual, mut x) = (self.right.clone(), vec![Integer::new(); n]);
        let (mut modulus, mut next) = (Integer::from(1), 4 * 61);
        while modulus.significant_bits() <= enough {
            let digits = image(&inverse, &residual)?;
            for (x, digit) in x.iter_mut().zip(&digits) {
                *x += Integer::from(&modulus * *digit);
            }
            for (r, row) in residual.iter_mut().zip(&self.rows) {
                row.iter().zip(&digits).for_each(|(a, digit)| *r -= a * *digit);
                r.div_exact_mut(&prime);
            }
            modulus *= PRIME;
            // Short solutions need not wait; each attempt costs about as much as all before.
            if modulus.significant_bits() >= next
                && let Some(found) = fractions(&x, &modulus, &most)
                && self.is_solved_by(&found)
            {
                return Some(found);
            }
            next = if modulus.significant_bits() >= next { 2 * next } else { next };
        }
        fractions(&x, &modulus, &most)
    }

    fn is_solved_by(&self, x: &[Rational]) -> bool {
        let common = denominator(x);
        let x: Vec<Integer> = x.iter().map(|q| numerator(q, &common)).collect();
        self.rows.iter().zip(&self.right).all(|(row, b)| {
            let mut rest = Integer::from(b * &common);
            row.iter().zip(&x).for_each(|(a, x)| rest -= a * x);
            rest.is_zero()
        })
    }
}

fn residues(numbers: &[Integer]) -> Option<Vec<u64>> {
    let prime = Integer::from(PRIME);
    numbers.iter().map(|x| Integer::from(x.rem_euc(&prime)).to_u64()).collect()
}

/// `form −= factor·other`, modulo the prime.
fn subtract(form: &mut [u64], other: &[u64], factor: u64) {
    if factor != 0 {
        form.iter_mut().zip(other).for_each(|(x, y)| *x = (*x + product(PRIME - factor, *y)) % PRIME);
    }
}

fn reciprocal(a: u64) -> Option<u64> {
    quotient(&Integer::from(1), &Integer::from(a))
}

/// Rows and columns of a largest block that is regular modulo the prime.
fn pivots(mut matrix: Vec<Vec<u64>>) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..matrix.len()).collect();
    let mut columns = Vec::new();
    for column in 0..matrix.len() {
        let rank = columns.len();
        let pivot = (rank..matrix.len()).find(|&i| matrix[i][column] != 0);
        let inverse = pivot.and_then(|pivot| reciprocal(matrix[pivot][column]));
        let Some((pivot, inverse)) = pivot.zip(inverse) else { continue };
        matrix.swap(pivot, rank);
        order.swap(pivot, rank);
        let (done, below) = matrix.split_at_mut(rank + 1);
        for other in below {
            let factor = product(other[column], inverse);
            subtract(&mut other[column..], &done[rank][column..], factor);
        }
        columns.push(column);
    }
    order.truncate(columns.len());
    (order, columns)
}

/// The inverse modulo the prime.
fn inverted(mut matrix: Vec<Vec<u64>>) -> Option<Vec<Vec<u64>>> {
    let n = matrix.len();
    for (i, row) in matrix.iter_mut().enumerate() {
        row.extend((0..n).map(|j| u64::from(i == j)));
    }
    for column in 0..n {
        let pivot = (column..n).find(|&i| matrix[i][column] != 0)?;
        matrix.swap(pivot, column);
        let inverse = reciprocal(matrix[column][column])?;
        matrix[column].iter_mut().for_each(|x| *x = product(*x, inverse));
        let row = matrix[column].clone();
        for (_, other) in matrix.iter_mut().enumerate().filter(|(i, _)| *i != column) {
            let factor = other[column];
            subtract(&mut other[column..], &row[column..], factor);
        }
    }
    matrix.iter_mut().for_each(|row| drop(row.drain(..n)));
    Some(matrix)
}

/// The matrix times what the vector is modulo the prime.
fn image(matrix: &[Vec<u64>], vector: &[Integer]) -> Option<Vec<u64>> {
    let vector = residues(vector)?;
    let sum = |row: &Vec<u64>| row.iter().zip(&vector).fold(0, |sum, (a, x)| (sum + product(*a, *x)) % PRIME);
    Some(matrix.iter().map(sum).collect())
}

/// The fractions with these residues, numerators and denominators within `most` and the half of the modulus. Solutions share
/// most of a denominator: each is tried with that of those before.
fn fractions(residues: &[Integer], modulus: &Integer, most: &Integer) -> Option<Vec<Rational>> {
    let bound = Integer::from(modulus / 2u32).sqrt().min(most.clone());
    let mut common = Integer::from(1);
    let one = |residue: &Integer| {
        let scaled = Integer::from(residue * &common) % modulus;
        let found = match fraction(&scaled, modulus, &bound) {
            Some((n, d)) => {
                common *= &d;
                Rational::from((n, common.clone()))
            }
            None => Rational::from(fraction(residue, modulus, &bound)?),
        };
        let fits = |x: &Integer| *x.as_abs() <= *most;
        (fits(found.numer()) && fits(found.denom())).then_some(found)
    };
    residues.iter().map(one).collect()
}

/// `n/d` with a residue modulo m, `|n| ≤ bound` and `d` at most the half of m over that: the extended Euclidean algorithm,
/// stopped half way.
fn fraction(residue: &Integer, modulus: &Integer, bound: &Integer) -> Option<(Integer, Integer)> {
    let (mut r, mut next) = (modulus.clone(), residue.clone());
    let (mut s, mut next_s) = (Integer::new(), Integer::from(1));
    while next > *bound {
        let (q, rest) = r.div_rem(next.clone());
        (r, next) = (next, rest);
        (s, next_s) = (next_s.clone(), s - q * next_s);
    }
    if next_s < 0 {
        (next, next_s) = (-next, -next_s);
    }
    (!next_s.is_zero() && next_s <= *bound).then_some((next, next_s))
}
