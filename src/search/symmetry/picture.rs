//! Colour refinement on a problem's canonical forms without their signs.
//!
//! Two parameters get each other's colour, the colours spread to what the parameters occur in and back, and in each
//! colour class the parameters and columns before are matched, in order, to those after.
//!
//! Source: McKay and Piperno, *Practical graph isomorphism, II* (2014).

use super::group::plain;
use super::signs::operands;
use crate::expression::{Form, FormId, Signed};
use crate::problem::{Part, Penalty, Problem};
use rug::Rational;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

fn hash(x: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    x.hash(&mut hasher);
    hasher.finish()
}

/// Members of colour classes, by colour: parameters, and columns.
type Classes = (BTreeMap<u64, Vec<usize>>, BTreeMap<u64, Vec<usize>>);

/// The canonical forms without their signs, as a graph to be coloured.
pub(super) struct Picture {
    /// What each form is, whatever its parameters and columns are called.
    kinds: Vec<u64>,
    /// Operands and users of each, with a hash of the place.
    neighbours: Vec<Vec<(u64, FormId)>>,
    /// The form that each parameter and each column is, if it occurs.
    parameters: Vec<Option<FormId>>,
    columns: Vec<Option<FormId>>,
}

impl Picture {
    pub fn new(problem: &Problem, forms: &[Rc<Form>], roots: &[FormId], parts: &[Part]) -> Self {
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
    pub fn classes(&self, marked: &[usize]) -> Classes {
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
    pub fn candidate(&self, p: usize, q: usize) -> Option<(Vec<usize>, Vec<Signed>)> {
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
    let limits = &problem.domain.limits[k];
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
