//! Sums of outer products over whole numbers: every parameter is scaled by a denominator that all rows have in common.

use super::whole::numerator;
use rug::{Integer, Rational};

/// `Σ c·(u vᵀ + v uᵀ)` as `D⁻¹SD⁻¹/C` with whole numbers: the upper half of S, the diagonal of D, and C.
pub(super) struct Outers {
    size: usize,
    entries: Vec<Integer>,
    denominators: Vec<Integer>,
    whole: Integer,
}

impl Outers {
    pub fn new(size: usize) -> Self {
        let (entries, denominators) = (vec![Integer::new(); size * size], vec![Integer::from(1); size]);
        Outers { size, entries, denominators, whole: Integer::from(1) }
    }

    pub fn add(&mut self, weight: &Rational, u: &[(usize, Rational)], v: &[(usize, Rational)]) {
        self.make_room(weight, u.iter().chain(v));
        let weight = numerator(weight, &self.whole);
        let scale = |form: &[(usize, Rational)]| -> Vec<(usize, Integer)> {
            form.iter().map(|(k, q)| (*k, numerator(q, &self.denominators[*k]))).collect()
        };
        let (a, b) = (scale(u), scale(v));
        for (i, x) in &a {
            let x = Integer::from(x * &weight);
            for (j, y) in &b {
                let entry = &mut self.entries[i.min(j) * self.size + i.max(j)];
                *entry += &x * y;
                if i == j {
                    *entry += &x * y;
                }
            }
        }
    }

    /// Makes the denominators multiples of these.
    fn make_room<'q>(&mut self, weight: &Rational, forms: impl Iterator<Item = &'q (usize, Rational)>) {
        if !self.whole.is_divisible(weight.denom()) {
            let whole = Integer::from(self.whole.lcm_ref(weight.denom()));
            let factor = Integer::from(&whole / &self.whole);
            self.entries.iter_mut().for_each(|x| *x *= &factor);
            self.whole = whole;
        }
        for (k, q) in forms {
            let before = &self.denominators[*k];
            if before.is_divisible(q.denom()) {
                continue;
            }
            let denominator = Integer::from(before.lcm_ref(q.denom()));
            let factor = Integer::from(&denominator / before);
            for i in 0..self.size {
                self.entries[i.min(*k) * self.size + i.max(*k)] *= &factor;
            }
            self.entries[*k * self.size + *k] *= &factor;
            self.denominators[*k] = denominator;
        }
    }

    pub fn entry(&self, i: usize, j: usize) -> Rational {
        let denominator = Integer::from(&self.denominators[i] * &self.denominators[j]) * &self.whole;
        Rational::from((self.entries[i * self.size + j].clone(), denominator))
    }
}
