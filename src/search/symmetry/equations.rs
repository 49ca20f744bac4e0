//! Linear equations over the field of two elements.

use std::collections::BTreeMap;

/// `Σ bits_i σ_i + constant` over the field of two elements.
#[derive(Clone, Debug)]
pub(super) struct Equation {
    bits: Vec<u64>,
    pub constant: bool,
}

impl Equation {
    pub fn add(&mut self, other: &Equation) {
        self.bits.iter_mut().zip(&other.bits).for_each(|(own, other)| *own ^= other);
        self.constant ^= other.constant;
    }

    fn has(&self, i: usize) -> bool {
        self.bits[i / 64] >> (i % 64) & 1 == 1
    }

    fn first(&self) -> Option<usize> {
        let word = self.bits.iter().position(|word| *word != 0)?;
        Some(64 * word + self.bits[word].trailing_zeros() as usize)
    }
}

/// Equations that are to be 0, each solved for an unknown that no other has.
#[derive(Debug)]
pub(super) struct System {
    unknowns: usize,
    solved: BTreeMap<usize, Equation>,
}

impl System {
    pub fn new(unknowns: usize) -> Self {
        System { unknowns, solved: BTreeMap::new() }
    }

    /// The equation that is a constant alone.
    pub fn constant(&self, constant: bool) -> Equation {
        Equation { bits: vec![0; self.unknowns.div_ceil(64)], constant }
    }

    /// The equation that is an unknown alone.
    pub fn unknown(&self, i: usize) -> Equation {
        let mut equation = self.constant(false);
        equation.bits[i / 64] |= 1 << (i % 64);
        equation
    }

    /// Asks for `equation = 0`; `None` where that contradicts the others.
    pub fn require(&mut self, mut equation: Equation) -> Option<()> {
        for (pivot, known) in &self.solved {
            if equation.has(*pivot) {
                equation.add(known);
            }
        }
        let Some(pivot) = equation.first() else { return (!equation.constant).then_some(()) };
        for known in self.solved.values_mut().filter(|known| known.has(pivot)) {
            known.add(&equation);
        }
        self.solved.insert(pivot, equation);
        Some(())
    }

    /// One solution, and the first few of a basis of the differences between solutions.
    pub fn solutions(&self, most: usize) -> (Vec<bool>, Vec<Vec<bool>>) {
        let constant = |i| self.solved.get(&i).is_some_and(|equation| equation.constant);
        let particular = (0..self.unknowns).map(constant).collect();
        let free = (0..self.unknowns).filter(|i| !self.solved.contains_key(i)).take(most);
        let vector = |k| {
            let entry = |i| i == k || self.solved.get(&i).is_some_and(|equation| equation.has(k));
            (0..self.unknowns).map(entry).collect()
        };
        (particular, free.map(vector).collect())
    }
}
