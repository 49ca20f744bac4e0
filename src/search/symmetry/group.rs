//! The finite group that symmetries generate: a stabiliser chain (Schreier and Sims), never a list of elements.
//!
//! The group acts on the signed parameters `±θ_i`. Level k of the chain has a base parameter, its orbit under the
//! subgroup that fixes the base parameters before it, and for each member of the orbit an element that takes
//! the base there. The order is the product of the orbits' lengths.
//!
//! Source: Seress, *Permutation Group Algorithms* (2003), chapter 4.

use crate::expression::Signed;
use crate::problem::Symmetry;
use rug::Integer;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One level of the chain.
#[derive(Clone, Debug)]
struct Level {
    base: usize,
    generators: Vec<Arc<Symmetry>>,
    /// `g` with `(gθ)_base = ±θ_j`, by the signed parameter `±θ_j`.
    transversal: BTreeMap<Signed, Arc<Symmetry>>,
}

impl Level {
    /// Takes a further generator in: the orbit grows, and the Schreier generators that this gives are returned.
    fn generated_by(&mut self, generator: Arc<Symmetry>, left: &mut usize) -> Vec<Symmetry> {
        self.generators.push(generator);
        let mut schreier = Vec::new();
        let newest = self.generators.len() - 1..self.generators.len();
        let mut open: Vec<_> = self.transversal.keys().map(|&x| (x, newest.clone())).collect();
        while let Some((x, generators)) = open.pop() {
            for s in &self.generators[generators] {
                // The next level has it already.
                if x == plain(self.base) && s.parameters[self.base] == x {
                    continue;
                }
                *left = left.saturating_sub(3 * s.parameters.len());
                if *left == 0 {
                    return schreier;
                }
                let product = self.transversal[&x].after(s);
                let image = product.parameters[self.base];
                match self.transversal.get(&image) {
                    Some(t) => schreier.push(product.after(&t.inverse())),
                    None => {
                        self.transversal.insert(image, Arc::new(product));
                        open.push((image, 0..self.generators.len()));
                    }
                }
            }
        }
        schreier
    }
}

/// A finite group of symmetries.
#[derive(Clone, Debug)]
pub struct Group {
    levels: Vec<Level>,
    /// Elementary steps that its search may still take.
    left: usize,
}

impl Group {
    /// The group that these generate; base parameters are taken in the given order. The search is given so many steps.
    pub fn new(identity: Symmetry, generators: &[Symmetry], order: &[usize], steps: usize) -> Self {
        let identity = Arc::new(identity);
        let level = |&base: &usize| Level {
            base,
            generators: Vec::new(),
            transversal: BTreeMap::from([(plain(base), identity.clone())]),
        };
        let mut group = Group { levels: order.iter().map(level).collect(), left: steps };
        generators.iter().for_each(|generator| group.insert(0, generator.clone()));
        group.levels.retain(|level| level.transversal.len() > 1);
        group
    }

    /// The number of elements; a lower bound where the search was cut short.
    pub fn order(&self) -> Integer {
        self.levels.iter().map(|level| Integer::from(level.transversal.len())).product()
    }

    /// Whether the search came to its end.
    pub fn is_whole(&self) -> bool {
        self.left > 0
    }

    /// The base parameters that some element moves, with those elements that the chain keeps of them.
    pub fn transversals(&self) -> impl Iterator<Item = (usize, impl Iterator<Item = &Symmetry>)> {
        self.levels.iter().map(|level| {
            (
                level.base,
                level.transversal.iter().filter(|(x, _)| **x != plain(level.base)).map(|(_, g)| &**g),
            )
        })
    }

    /// Takes an element in that fixes the base parameters of all levels before `depth`.
    fn insert(&mut self, depth: usize, element: Symmetry) {
        let mut open = vec![(depth, element)];
        while let Some((depth, element)) = open.pop().filter(|_| self.left > 0) {
            if let Some((last, residue)) = self.residue(depth, element) {
                let residue = Arc::new(residue);
                for level in depth..=last {
                    let schreier = self.levels[level].generated_by(residue.clone(), &mut self.left);
                    open.extend(schreier.into_iter().map(|element| (level + 1, element)));
                }
            }
        }
    }

    /// What is left of an element after the chain's levels from `depth` on have been divided off, and the level
    /// that it is new to.
    fn residue(&mut self, depth: usize, element: Symmetry) -> Option<(usize, Symmetry)> {
        let mut element = element;
        for (depth, level) in self.levels.iter().enumerate().skip(depth) {
            let image = element.parameters[level.base];
            if image == plain(level.base) {
                continue;
            }
            self.left = self.left.saturating_sub(2 * element.parameters.len());
            match level.transversal.get(&image) {
                None => return Some((depth, element)),
                Some(t) => element = element.after(&t.inverse()),
            }
        }
        None
    }
}

/// A parameter with its own sign.
pub(in crate::search) fn plain(index: usize) -> Signed {
    Signed { index, is_negative: false }
}
