//! Simple numbers to try for each parameter: what a person would.

use crate::problem::{Domain, Limits};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// Halves of the numbers, the most likely ones first.
const HALVES: [i32; 9] = [0, 2, -2, 1, -1, 4, -4, 6, -6];

/// For each parameter numbers within its limits.
#[derive(Debug)]
pub(in crate::search) struct Menu(Vec<Vec<Rational>>);

impl Menu {
    /// Simple numbers in the domain, and of bounded parameters the middle and the limits.
    pub fn new(domain: &Domain) -> Self {
        Menu(domain.limits.iter().map(numbers).collect())
    }

    /// The point of the numbers in this place of each list, or the last.
    pub fn constant(&self, place: usize) -> Vec<Rational> {
        self.0.iter().map(|numbers| numbers[place.min(numbers.len() - 1)].clone()).collect()
    }

    /// A random number for parameter `i`, more likely one of the first.
    pub fn number(&self, i: usize, generator: &mut ChaCha8Rng) -> Rational {
        let numbers = &self.0[i];
        let place = (generator.random::<f64>().powi(2) * numbers.len() as f64) as usize;
        numbers[place.min(numbers.len() - 1)].clone()
    }

    /// A random point.
    pub fn point(&self, generator: &mut ChaCha8Rng) -> Vec<Rational> {
        (0..self.0.len()).map(|i| self.number(i, generator)).collect()
    }
}

fn numbers(limits: &Limits) -> Vec<Rational> {
    let simple = HALVES.iter().map(|&n| Rational::from((n, 2)));
    let ends = [&limits.lower, &limits.upper].map(Option::clone);
    let middle = ends[0].as_ref().zip(ends[1].as_ref()).map(|(l, u)| Rational::from(l + u) / 2u32);
    let mut numbers: Vec<Rational> = Vec::new();
    for x in simple.filter(|x| limits.contains(x)).chain(middle).chain(ends.into_iter().flatten()) {
        if !numbers.contains(&x) {
            numbers.push(x);
        }
    }
    numbers
}
