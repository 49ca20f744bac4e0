//! The symmetries of a problem, found on its graph without being told of any network: hidden units that can be
//! swapped, signs that can be flipped, columns of the data that can be exchanged.
//!
//! A permutation comes from colour refinement on the canonical forms without their signs: two parameters get each other's colour, the
//! colours spread to what the parameters occur in and back, and in each colour class the parameters and columns before
//! are matched, in order, to those after. Its signs are the solutions of a linear system ([`super::signs`]);
//! with the identity for a permutation that gives the flips. What is found is proved by [`Invariance`] or dropped.
//!
//! Source of the refinement: McKay and Piperno, *Practical graph isomorphism, II* (2014).

use super::signs::{Choice, Shapes, operands};
use crate::budget::Budget;
use crate::expression::{Form, FormId, Signed};
use crate::problem::{Invariance, Part, Penalty, Problem, Symmetry};
use rug::Rational;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// The most exchanges that are tried, and twice the most flips.
const MOST: usize = 2000;
/// Signs of columns are tried for so many columns at most.
const SIGNED_COLUMNS: usize = 6;

fn hash(x: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    x.hash(&mut hasher);
    hasher.finish()
}

/// Symmetries that leave these parts as they are; with them all that is connected by such symmetries is.
pub fn generators(problem: &Problem, parts: &[Part], interrupted: &dyn Fn() -> bool) -> Vec<Symmetry> {
    let budget = Budget::default();
    let mut finder = Invariance::new(problem, &budget);
    let (canon, Some(roots)) = finder.objective() else { return Vec::new() };
    let picture = Picture::new(problem, canon.forms(), roots, parts);
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
    let (own, other) = (&problem.domain.0[i], &problem.domain.0[k]);
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

/// Members of colour classes, by colour: parameters, and columns.
type Classes = (BTreeMap<u64, Vec<usize>>, BTreeMap<u64, Vec<usize>>);

/// The canonical forms without their signs, as a graph to be coloured.
struct Picture {
    /// What each form is, whatever its parameters and columns are called.
    kinds: Vec<u64>,
    /// Operands and users of each, with a hash of the place.
    neighbours: Vec<Vec<(u64, FormId)>>,
    /// The form that each parameter and each column is, if it occurs.
    parameters: Vec<Option<FormId>>,
    columns: Vec<Option<FormId>>,
}

impl Picture {
    fn new(problem: &Problem, forms: &[Rc<Form>], roots: &[FormId], parts: &[Part]) -> Self {
        let mut seen = BTreeSet::new();
        let mut open = roots.to_vec();
        let mut neighbours = vec![Vec::new(); forms.len()];
        let (mut parameters, mut columns) =
            (vec![None; problem.dimension()], vec![None; problem.columns.len()]);
        while let Some(form) = open.pop() {
            if !seen.insert(form) {
                continue;
            }
            match &*forms[form] {
                Form::Parameter(k) => parameters[*k] = Some(form),
                Form::Column(c) => columns[*c] = Some(form),
                other => {
                    for operand in operands(other) {
                        let place = place(other, operand);
                        neighbours[form].push((hash(&("operand", place)), operand));
                        neighbours[operand].push((hash(&("user", place)), form));
                        open.push(operand);
                    }
                }
            }
        }
        let kind = |(i, form): (FormId, &Rc<Form>)| {
            let own = match &**form {
                Form::Parameter(k) => of_parameter(problem, *k, parts),
                Form::Column(c) => of_column(problem, *c),
                Form::Sum { constant, .. } => hash(&(2, constant.clone().abs())),
                Form::Product(_) => 3,
                Form::Apply(f, _) => hash(&(4, f)),
            };
            hash(&(own, roots.iter().position(|root| *root == i)))
        };
        Picture { kinds: forms.iter().enumerate().map(kind).collect(), neighbours, parameters, columns }
    }

    /// The stable colours, some parameters marked at first; what does not occur is missing. Classes are in the
    /// order of their colours.
    fn classes(&self, marked: &[usize]) -> Classes {
        let mut colours = self.kinds.clone();
        for (mark, &k) in marked.iter().enumerate() {
            if let Some(form) = self.parameters[k] {
                colours[form] = hash(&(colours[form], mark));
            }
        }
        let mut known = 0;
        loop {
            let count = colours.iter().collect::<BTreeSet<_>>().len();
            if count == known {
                break;
            }
            known = count;
            let next = |(i, neighbours): (usize, &Vec<(u64, FormId)>)| {
                let mut seen: Vec<u64> =
                    neighbours.iter().map(|&(place, x)| hash(&(place, colours[x]))).collect();
                seen.sort_unstable();
                hash(&(colours[i], seen))
            };
            colours = self.neighbours.iter().enumerate().map(next).collect();
        }
        let classes = |members: &[Option<FormId>]| {
            let mut classes: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
            for (k, form) in members.iter().enumerate() {
                if let Some(form) = form {
                    classes.entry(colours[*form]).or_default().push(k);
                }
            }
            classes
        };
        (classes(&self.parameters), classes(&self.columns))
    }

    /// The permutations that exchange parameters `p` and `q` and whatever that forces.
    fn candidate(&self, p: usize, q: usize) -> Option<(Vec<usize>, Vec<Signed>)> {
        let (before, after) = (self.classes(&[p, q]), self.classes(&[q, p]));
        let matched =
            |count: usize, before: &BTreeMap<u64, Vec<usize>>, after: &BTreeMap<u64, Vec<usize>>| {
                let mut permutation: Vec<usize> = (0..count).collect();
                for (colour, members) in before {
                    let images = after.get(colour).filter(|images| images.len() == members.len())?;
                    members.iter().zip(images).for_each(|(&k, &image)| permutation[k] = image);
                }
                Some(permutation)
            };
        let parameters = matched(self.parameters.len(), &before.0, &after.0)?;
        let columns = matched(self.columns.len(), &before.1, &after.1)?;
        let plain = |index| Signed { index, is_negative: false };
        Some((parameters, columns.into_iter().map(plain).collect()))
    }
}

/// An operand's place in a form, without signs.
fn place(form: &Form, operand: FormId) -> u64 {
    match form {
        Form::Sum { terms, .. } => hash(&terms.get(&operand).map(|factor| factor.clone().abs())),
        Form::Product(powers) => hash(&powers.get(&operand)),
        Form::Parameter(_) | Form::Column(_) | Form::Apply(..) => 0,
    }
}

/// What exchanged parameters have in common besides their places in the objective.
fn of_parameter(problem: &Problem, k: usize, parts: &[Part]) -> u64 {
    let limits = &problem.domain.0[k];
    let mirror = limits.mirrored();
    let mut both = [(&limits.lower, &limits.upper), (&mirror.lower, &mirror.upper)];
    both.sort();
    let weights = match &problem.penalty {
        Penalty::Separable { square, .. } if parts.contains(&Part::PenaltyCurvature) => {
            Some((&square[k], None))
        }
        Penalty::Separable { square, absolute, center } if parts.contains(&Part::Penalty) => {
            Some((&square[k], Some((&absolute[k], center[k].clone().abs()))))
        }
        _ => None,
    };
    hash(&(0, both, weights))
}

/// What exchanged columns have in common.
fn of_column(problem: &Problem, c: usize) -> u64 {
    let mut values: Vec<Rational> = problem.rows.iter().map(|row| row[c].clone().abs()).collect();
    values.sort();
    hash(&(1, values))
}
