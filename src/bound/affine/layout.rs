//! How a program's results become, row by row, the lower bound of the Hessian as a polynomial in the vertex
//! coordinates: `K_ab ⪰ Σ_m t^m·T_ab,m(z)` with the one-sided treatment of convex outer functions
//! (`kernel.rs`) worked in.
//!
//! A *total* `T_ab,m` is a sum of multiples of slots. Which slots, and multiplied by what, is laid out here
//! once; the multipliers are components of the fixed vectors `q`, known on each cell.

use crate::bound::local::program::{Outer, Program, Term};
use std::collections::BTreeMap;

/// An entry `(a, b)`, `a ≤ b`, and its totals: one a monomial, side by side.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub a: usize,
    pub b: usize,
    /// The number of the first total.
    pub first: usize,
    /// The monomials of all.
    pub monomials: Vec<usize>,
}

/// A slot that is added to a total.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain {
    pub total: usize,
    pub slot: usize,
}

/// A slot of a gradient, times a component of `q`, that is added to a total.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crossed {
    pub total: usize,
    pub slot: usize,
    pub component: usize,
}

/// `−q_i·q_j`, added to a total.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixed {
    pub total: usize,
    pub components: [usize; 2],
}

/// `w(g qᵀ + q gᵀ − q qᵀ)`.
#[derive(Clone, Debug)]
pub(crate) struct OneSided {
    /// The slot of `w`.
    pub weight: usize,
    /// The gradient's components: local coordinate and terms.
    pub gradient: Vec<(usize, Vec<Term>)>,
    pub crossed: Vec<Crossed>,
    pub fixed: Vec<Fixed>,
}

/// The coefficient of a square `t²` in a diagonal entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quadratic {
    pub total: usize,
    /// The total of the entry's monomial 1.
    pub constant: usize,
    /// The vertex coordinate, a local number.
    pub local: usize,
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub pairs: Vec<Pair>,
    /// For each local coordinate, those that it makes a pair with and the pairs' numbers.
    pub partners: Vec<Vec<(usize, usize)>>,
    /// The number of totals.
    pub totals: usize,
    pub plain: Vec<Plain>,
    pub outers: Vec<OneSided>,
    pub quadratics: Vec<Quadratic>,
    /// The most that is added to one total.
    pub additions: usize,
}

impl Layout {
    pub fn new(program: &Program) -> Self {
        let mut places: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        let mut place = |a: usize, b: usize, monomial: usize| {
            let monomials = places.entry((a.min(b), a.max(b))).or_default();
            if !monomials.contains(&monomial) {
                monomials.push(monomial);
            }
        };
        for entry in &program.entries {
            // Monomial 1 has a total wherever something may be taken off it.
            place(entry.a, entry.b, 0);
            entry.terms.iter().for_each(|term| place(entry.a, entry.b, term.monomial));
        }
        for outer in &program.outers {
            for (a, slopes) in &outer.gradient {
                for (b, others) in &outer.gradient {
                    place(*a, *b, 0);
                    slopes.iter().chain(others).for_each(|term| place(*a, *b, term.monomial));
                }
            }
        }
        let mut layout = Layout {
            pairs: Vec::new(),
            partners: Vec::new(),
            totals: 0,
            plain: Vec::new(),
            outers: Vec::new(),
            quadratics: Vec::new(),
            additions: 0,
        };
        for ((a, b), mut monomials) in places {
            monomials.sort_unstable();
            let first = layout.totals;
            layout.totals += monomials.len();
            layout.pairs.push(Pair { a, b, first, monomials });
        }
        let count = layout.pairs.iter().map(|pair| pair.b + 1).max().unwrap_or(0);
        layout.partners.resize(count, Vec::new());
        for (number, pair) in layout.pairs.iter().enumerate() {
            layout.partners[pair.a].push((pair.b, number));
            if pair.a != pair.b {
                layout.partners[pair.b].push((pair.a, number));
            }
        }
        layout.place_entries(program);
        layout.outers = program.outers.iter().map(|outer| layout.one_sided(outer)).collect();
        layout.additions = layout.most_additions();
        layout
    }

    fn total(&self, a: usize, b: usize, monomial: usize) -> usize {
        let (a, b) = (a.min(b), a.max(b));
        let pair = self.pairs.iter().find(|pair| (pair.a, pair.b) == (a, b));
        let place = |pair: &Pair| {
            pair.monomials.iter().position(|&m| m == monomial).map(|offset| pair.first + offset)
        };
        pair.and_then(place).unwrap_or(self.totals)
    }

    fn place_entries(&mut self, program: &Program) {
        for entry in &program.entries {
            let constant = self.total(entry.a, entry.b, 0);
            for term in &entry.terms {
                let total = self.total(entry.a, entry.b, term.monomial);
                self.plain.push(Plain { total, slot: term.slot });
                let monomial = &program.monomials[term.monomial];
                let square = monomial.windows(2).find(|pair| pair[0] == pair[1]);
                if let Some(&[local, _]) = square {
                    self.quadratics.push(Quadratic { total, constant, local });
                }
            }
        }
    }

    fn one_sided(&self, outer: &Outer) -> OneSided {
        let mut result = OneSided {
            weight: outer.weight,
            gradient: outer.gradient.clone(),
            crossed: Vec::new(),
            fixed: Vec::new(),
        };
        for (i, (a, slopes)) in outer.gradient.iter().enumerate() {
            for (j, (b, others)) in outer.gradient.iter().enumerate().skip(i) {
                for (terms, component) in [(slopes, j), (others, i)] {
                    result.crossed.extend(terms.iter().map(|term| Crossed {
                        total: self.total(*a, *b, term.monomial),
                        slot: term.slot,
                        component,
                    }));
                }
                result.fixed.push(Fixed { total: self.total(*a, *b, 0), components: [i, j] });
            }
        }
        result
    }

    fn most_additions(&self) -> usize {
        let mut counts = vec![1; self.totals];
        let plain = self.plain.iter().map(|plain| plain.total);
        let crossed = self.outers.iter().flat_map(|outer| outer.crossed.iter().map(|c| c.total));
        let fixed = self.outers.iter().flat_map(|outer| outer.fixed.iter().map(|f| f.total));
        plain.chain(crossed).chain(fixed).for_each(|total| counts[total] += 1);
        counts.into_iter().max().unwrap_or(0)
    }
}
