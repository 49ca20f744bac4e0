//! The symmetries of a problem, found on its graph without being told of any network: hidden units that can be
//! swapped, signs that can be flipped, columns of the data that can be exchanged.
//!
//! A permutation comes from colour refinement ([`super::picture`]), its signs are the solutions of a linear system
//! ([`super::signs`]); with the identity for a permutation that gives the flips. What is found is proved by
//! [`Invariance`] or dropped.

use super::picture::Picture;
use super::signs::{Choice, Shapes};
use crate::budget::Budget;
use crate::expression::Signed;
use crate::problem::{Invariance, Part, Penalty, Problem, Symmetry};
use rug::Rational;

/// The most exchanges that are tried, and twice the most flips.
const MOST: usize = 2000;
/// Signs of columns are tried for so many columns at most.
const SIGNED_COLUMNS: usize = 6;

/// Symmetries that leave these parts as they are; with them all that is connected by such symmetries is.
pub fn generators(problem: &Problem, parts: &[Part], interrupted: &dyn Fn() -> bool) -> Vec<Symmetry> {
    let budget = Budget::default();
    let mut finder = Invariance::new(problem, &budget);
    let (canon, Some(roots)) = finder.objective() else { return Vec::new() };
    let picture = Picture::new(problem, &canon.forms, roots, parts);
    let shapes = Shapes::new(canon, roots);
    let mut found = Found::new(problem, parts, &budget);
    let straight: Vec<usize> = (0..problem.dimension()).collect();
    for columns in signed_columns(problem) {
        let choice = |i: usize| choice(problem, parts, i, i);
        let Some((particular, differences)) = shapes.signs(&straight, &columns, MOST / 2, choice) else {
            continue;
        };
        // With columns as they are the particular signs are none.
        let is_plain = columns.iter().all(|column| !column.is_negative);
        for signs in if is_plain { differences } else { vec![particular] } {
            if interrupted() {
                return found.generators;
            }
            found.add(symmetry(&straight, &signs, columns.clone()));
        }
    }
    let mut classes: Vec<Vec<usize>> = picture.classes(&[]).0.into_values().collect();
    classes.sort_by_key(|class| (class.len(), class[0]));
    let mut trials = 0;
    for class in &classes {
        for (i, &p) in class.iter().enumerate() {
            for &q in &class[i + 1..] {
                if found.connects(class, p, q) {
                    continue;
                }
                trials += 1;
                if trials > MOST || interrupted() {
                    return found.generators;
                }
                let Some((permutation, columns)) = picture.candidate(p, q) else { continue };
                let choice = |i: usize| choice(problem, parts, i, permutation[i]);
                if let Some((signs, _)) = shapes.signs(&permutation, &columns, 0, choice) {
                    found.add(symmetry(&permutation, &signs, columns));
                }
            }
        }
    }
    found.generators
}

/// What has been proved so far.
struct Found<'a> {
    invariance: Invariance<'a>,
    parts: &'a [Part],
    generators: Vec<Symmetry>,
    /// The least parameter that each is connected with.
    orbit: Vec<usize>,
}

impl<'a> Found<'a> {
    fn new(problem: &'a Problem, parts: &'a [Part], budget: &'a Budget) -> Self {
        let orbit = (0..problem.dimension()).collect();
        Found { invariance: Invariance::new(problem, budget), parts, generators: Vec::new(), orbit }
    }

    /// Takes a symmetry in if it is one.
    fn add(&mut self, symmetry: Symmetry) {
        let Found { invariance, parts, .. } = self;
        if symmetry.is_trivial() || !parts.iter().all(|part| invariance.keeps(*part, &symmetry)) {
            return;
        }
        for (k, image) in symmetry.parameters.iter().enumerate() {
            let (a, b) = (self.orbit[image.index], self.orbit[k]);
            self.orbit.iter_mut().filter(|o| **o == a.max(b)).for_each(|o| *o = a.min(b));
        }
        self.generators.push(symmetry);
    }

    /// Whether two parameters of a class are connected, or two before them in their orbits have had their trial.
    fn connects(&self, class: &[usize], p: usize, q: usize) -> bool {
        let first = |x: usize| class.iter().find(|&&y| self.orbit[y] == self.orbit[x]) == Some(&x);
        self.orbit[p] == self.orbit[q] || !first(p) || !first(q)
    }
}

fn symmetry(permutation: &[usize], signs: &[bool], columns: Vec<Signed>) -> Symmetry {
    let images = permutation.iter().zip(signs);
    let parameters = images.map(|(&index, &is_negative)| Signed { index, is_negative }).collect();
    Symmetry::new(parameters, columns)
}

/// The signs of columns that keep the rows.
fn signed_columns(problem: &Problem) -> Vec<Vec<Signed>> {
    let count = problem.columns.len();
    let most = if count <= SIGNED_COLUMNS { 1u32 << count } else { 1 };
    let signed = |mask: u32| {
        let column = |index| Signed { index, is_negative: index < 32 && mask >> index & 1 == 1 };
        (0..count).map(column).collect::<Vec<_>>()
    };
    (0..most).map(signed).collect()
}

/// The signs with which one parameter's limits, and its centre where the penalty counts, are those of another.
fn choice(problem: &Problem, parts: &[Part], i: usize, k: usize) -> Choice {
    let (own, other) = (&problem.domain.limits[i], &problem.domain.limits[k]);
    let (mut is_same, mut is_mirrored) = (own == other, *own == other.mirrored());
    if let (Penalty::Separable { center, .. }, true) = (&problem.penalty, parts.contains(&Part::Penalty)) {
        is_same &= center[i] == center[k];
        is_mirrored &= center[i] == Rational::from(-&center[k]);
    }
    match (is_same, is_mirrored) {
        (true, true) => Choice::Either,
        (true, false) => Choice::Plus,
        (false, true) => Choice::Minus,
        (false, false) => Choice::Neither,
    }
}
