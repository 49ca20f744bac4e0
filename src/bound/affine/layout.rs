//! How a program's results become, row by row, the lower bound of the Hessian as a polynomial in the vertex
//! coordinates: `K_ab ⪰ Σ_m t^m·T_ab,m(z)` with the one-sided treatment of convex outer functions
//! (theory.md, L3) worked in.
//!
//! A *total* `T_ab,m` is a sum of multiples of slots. Which slots, and multiplied by what, is laid out here
//! once; the multipliers are components of the fixed vectors `q`, known on each cell.

use crate::bound::local::program::{Outer, Program, Term};
use crate::budget::Budget;
use std::collections::{BTreeMap, BTreeSet};

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

/// The number of each pair `(a, b)`, `a ≤ b`.
type Numbers = BTreeMap<(usize, usize), usize>;

impl Layout {
    /// `None` once the budget is spent.
    pub fn new(program: &Program, budget: &Budget) -> Option<Self> {
        budget.spend(UNITS * entries(program)).then_some(())?;
        let mut layout = Layout {
            pairs: Vec::new(),
            partners: Vec::new(),
            totals: 0,
            plain: Vec::new(),
            outers: Vec::new(),
            quadratics: Vec::new(),
            additions: 0,
        };
        let mut numbers = Numbers::new();
        for ((a, b), monomials) in monomials(program) {
            let first = layout.totals;
            layout.totals += monomials.len();
            numbers.insert((a, b), layout.pairs.len());
            layout.pairs.push(Pair { a, b, first, monomials: monomials.into_iter().collect() });
        }
        let count = layout.pairs.iter().map(|pair| pair.b + 1).max().unwrap_or(0);
        layout.partners.resize(count, Vec::new());
        for (number, pair) in layout.pairs.iter().enumerate() {
            layout.partners[pair.a].push((pair.b, number));
            if pair.a != pair.b {
                layout.partners[pair.b].push((pair.a, number));
            }
        }
        layout.place_entries(program, &numbers);
        layout.outers = program.outers.iter().map(|outer| layout.one_sided(outer, &numbers)).collect();
        layout.additions = layout.most_additions();
        Some(layout)
    }

    fn total(&self, numbers: &Numbers, a: usize, b: usize, monomial: usize) -> usize {
        let pair = numbers.get(&(a.min(b), a.max(b))).map(|&number| &self.pairs[number]);
        let place = |pair: &Pair| Some(pair.first + pair.monomials.binary_search(&monomial).ok()?);
        pair.and_then(place).unwrap_or(self.totals)
    }

    fn place_entries(&mut self, program: &Program, numbers: &Numbers) {
        for entry in &program.entries {
            let constant = self.total(numbers, entry.a, entry.b, 0);
            for term in &entry.terms {
                let total = self.total(numbers, entry.a, entry.b, term.monomial);
                self.plain.push(Plain { total, slot: term.slot });
                let monomial = &program.monomials[term.monomial];
                let square = monomial.windows(2).find(|pair| pair[0] == pair[1]);
                if let Some(&[local, _]) = square {
                    self.quadratics.push(Quadratic { total, constant, local });
                }
            }
        }
    }

    fn one_sided(&self, outer: &Outer, numbers: &Numbers) -> OneSided {
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
                        total: self.total(numbers, *a, *b, term.monomial),
                        slot: term.slot,
                        component,
                    }));
                }
                result.fixed.push(Fixed { total: self.total(numbers, *a, *b, 0), components: [i, j] });
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

/// Units of work for an entry of a layout.
const UNITS: u64 = 300;

/// How many entries the layout of a program has, about.
fn entries(program: &Program) -> u64 {
    let of_outer = |outer: &Outer| {
        let terms: usize = outer.gradient.iter().map(|(_, terms)| 1 + terms.len()).sum();
        4 * (terms * outer.gradient.len()) as u64
    };
    let of_entries = program.entries.iter().map(|entry| 2 * entry.terms.len() as u64);
    of_entries.chain(program.outers.iter().map(of_outer)).sum()
}

/// The monomials of each pair `(a, b)`, `a ≤ b`.
fn monomials(program: &Program) -> BTreeMap<(usize, usize), BTreeSet<usize>> {
    let mut places: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    let mut place = |a: usize, b: usize, monomial: usize| {
        places.entry((a.min(b), a.max(b))).or_default().insert(monomial);
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
    places
}
