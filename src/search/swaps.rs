//! Swaps: permutations of the parameters that leave the objective and the domain as they are, found on the
//! graph without being told of any network.
//!
//! Expressions are compared in a canonical form: sums and products flattened and sorted, like terms
//! gathered, integer powers of products multiplied out. A candidate comes from colour refinement: two
//! parameters get each other's colour, the colours spread to what the parameters occur in and back, and in
//! each colour class the parameters before are matched, in order, to those after.
//!
//! Source of the refinement: McKay and Piperno, *Practical graph isomorphism, II* (2014).

use crate::expression::{Function, Graph, Node, NodeId};
use crate::problem::{Penalty, Problem};
use rug::Rational;
use rug::ops::Pow;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};

/// A permutation of the parameters: `θ_i` goes to place `swap[i]`.
pub type Permutation = Vec<usize>;

/// More swaps than this are not listed.
const MOST: usize = 1000;

/// Factors of more bits stay inside powers and products.
const MOST_BITS: u64 = 10_000;

/// A canonical expression; operands are numbers of others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    Parameter(usize),
    Column(u32),
    Sum {
        terms: BTreeMap<usize, Rational>,
        constant: Rational,
    },
    /// Powers, modulo 2⁶⁴.
    Product(BTreeMap<usize, i64>),
    Apply(Function, usize),
}

impl Form {
    /// The operands, each with a hash of its place.
    fn operands(&self) -> Vec<(u64, usize)> {
        match self {
            Form::Parameter(_) | Form::Column(_) => Vec::new(),
            Form::Sum { terms, .. } => terms.iter().map(|(&x, factor)| (hash(factor), x)).collect(),
            Form::Product(factors) => factors.iter().map(|(&x, power)| (hash(power), x)).collect(),
            Form::Apply(_, x) => vec![(0, *x)],
        }
    }

    /// What is the same whatever the parameters are called.
    fn kind(&self) -> u64 {
        match self {
            Form::Parameter(_) => 0,
            Form::Column(c) => hash(&(1, c)),
            Form::Sum { constant, .. } => hash(&(2, constant)),
            Form::Product(_) => 3,
            Form::Apply(f, _) => hash(&(4, f)),
        }
    }
}

fn hash(x: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    x.hash(&mut hasher);
    hasher.finish()
}

/// `Σ factor·form + constant`.
#[derive(Clone, Debug, Default)]
struct Linear {
    terms: BTreeMap<usize, Rational>,
    constant: Rational,
}

impl Linear {
    fn single(form: usize, factor: Rational) -> Self {
        Linear { terms: BTreeMap::from([(form, factor)]), constant: Rational::new() }
    }

    fn plus(self, other: Linear) -> Linear {
        let (mut sum, rest) =
            if self.terms.len() < other.terms.len() { (other, self) } else { (self, other) };
        sum.constant += rest.constant;
        for (form, factor) in rest.terms {
            let entry = sum.terms.entry(form).or_default();
            *entry += factor;
            if entry.is_zero() {
                sum.terms.remove(&form);
            }
        }
        sum
    }

    fn times(mut self, factor: &Rational) -> Linear {
        if factor.is_zero() {
            return Linear::default();
        }
        self.constant *= factor;
        self.terms.values_mut().for_each(|f| *f *= factor);
        self
    }
}

/// Canonical expressions; equal ones have equal numbers.
struct Canon<'p> {
    problem: &'p Problem,
    forms: Vec<Form>,
    index: HashMap<Form, usize>,
    /// For each node of the graph how often it is used, 0 where the objective does not need it.
    uses: Vec<usize>,
}

impl<'p> Canon<'p> {
    fn new(problem: &'p Problem) -> Self {
        let nodes = problem.graph.nodes();
        let mut uses = vec![0; nodes.len()];
        for root in roots(problem) {
            uses[root.index()] += 1;
        }
        for i in (0..nodes.len()).rev() {
            if uses[i] > 0 {
                nodes[i].operands().for_each(|x| uses[x.index()] += 1);
            }
        }
        Canon { problem, forms: Vec::new(), index: HashMap::new(), uses }
    }

    /// The forms of the objective's roots with parameter `i` renamed `names[i]`.
    fn roots(&mut self, names: &[usize]) -> Vec<usize> {
        let graph: &Graph = &self.problem.graph;
        let mut left = self.uses.clone();
        let mut values: Vec<Option<Linear>> = vec![None; left.len()];
        for (i, node) in graph.nodes().iter().enumerate() {
            if left[i] == 0 {
                continue;
            }
            // The last user takes the value along.
            let mut take = |x: &NodeId| {
                left[x.index()] -= 1;
                let value = &mut values[x.index()];
                if left[x.index()] == 0 { value.take() } else { value.clone() }.unwrap_or_default()
            };
            let value = match node {
                Node::Constant(q) => Linear { terms: BTreeMap::new(), constant: q.clone() },
                Node::Parameter(k) => self.single(Form::Parameter(names[*k as usize])),
                Node::Column(c) => self.single(Form::Column(*c)),
                Node::Add(x, y) => take(x).plus(take(y)),
                Node::Mul(x, y) => {
                    let (x, y) = (take(x), take(y));
                    self.product(x, y)
                }
                Node::Apply(Function::Power(n), x) => {
                    let x = take(x);
                    self.power(x, *n)
                }
                Node::Apply(f, x) => {
                    let x = take(x);
                    let x = self.form(x);
                    self.single(Form::Apply(*f, x))
                }
            };
            values[i] = Some(value);
        }
        let roots: Vec<Linear> =
            roots(self.problem).map(|root| values[root.index()].clone().unwrap_or_default()).collect();
        roots.into_iter().map(|root| self.form(root)).collect()
    }

    fn intern(&mut self, form: Form) -> usize {
        if let Some(&known) = self.index.get(&form) {
            return known;
        }
        self.forms.push(form.clone());
        self.index.insert(form, self.forms.len() - 1);
        self.forms.len() - 1
    }

    fn single(&mut self, form: Form) -> Linear {
        Linear::single(self.intern(form), Rational::from(1))
    }

    /// The number of a linear combination's form.
    fn form(&mut self, x: Linear) -> usize {
        match x.terms.first_key_value() {
            Some((&form, factor)) if x.terms.len() == 1 && x.constant.is_zero() && *factor == 1 => form,
            _ => self.intern(Form::Sum { terms: x.terms, constant: x.constant }),
        }
    }

    /// A linear combination as a factor times a product of powers. The factor is left inside where a power
    /// of it would be long.
    fn monomial(&mut self, x: Linear, power: u32) -> (Rational, BTreeMap<usize, i64>) {
        let is_short = |q: &Rational| {
            let bits = q.numer().significant_bits() + q.denom().significant_bits();
            u64::from(bits) * u64::from(power) <= MOST_BITS
        };
        match x.terms.first_key_value() {
            Some((&form, factor)) if x.terms.len() == 1 && x.constant.is_zero() && is_short(factor) => {
                let powers = match &self.forms[form] {
                    Form::Product(powers) => powers.clone(),
                    _ => BTreeMap::from([(form, 1)]),
                };
                (factor.clone(), powers)
            }
            _ => (Rational::from(1), BTreeMap::from([(self.form(x), 1)])),
        }
    }

    fn of_monomial(&mut self, factor: Rational, mut powers: BTreeMap<usize, i64>) -> Linear {
        powers.retain(|_, power| *power != 0);
        match powers.first_key_value() {
            None => Linear { terms: BTreeMap::new(), constant: factor },
            Some((&form, 1)) if powers.len() == 1 => Linear::single(form, factor),
            _ => Linear::single(self.intern(Form::Product(powers)), factor),
        }
    }

    fn product(&mut self, x: Linear, y: Linear) -> Linear {
        if x.terms.is_empty() {
            return y.times(&x.constant);
        }
        if y.terms.is_empty() {
            return x.times(&y.constant);
        }
        let ((p, mut powers), (q, others)) = (self.monomial(x, 1), self.monomial(y, 1));
        for (form, power) in others {
            let sum = powers.entry(form).or_default();
            *sum = sum.wrapping_add(power);
        }
        self.of_monomial(p * q, powers)
    }

    fn power(&mut self, x: Linear, n: i32) -> Linear {
        let (factor, mut powers) = self.monomial(x, n.unsigned_abs());
        powers.values_mut().for_each(|power| *power = power.wrapping_mul(i64::from(n)));
        self.of_monomial(factor.pow(n), powers)
    }
}

fn roots(problem: &Problem) -> impl Iterator<Item = NodeId> {
    [problem.fixed].into_iter().chain(problem.row)
}

/// The canonical expressions as a graph to be coloured.
struct Picture {
    /// What each form is, and whether it is a root.
    kinds: Vec<u64>,
    /// Operands and users of each, with a hash of the place.
    neighbours: Vec<Vec<(u64, usize)>>,
    /// The form that each parameter is, if it occurs.
    parameters: Vec<Option<usize>>,
}

impl Picture {
    fn new(canon: &Canon<'_>, roots: &[usize]) -> Self {
        let problem = canon.problem;
        let mut seen = BTreeSet::new();
        let mut open = roots.to_vec();
        let mut neighbours = vec![Vec::new(); canon.forms.len()];
        while let Some(form) = open.pop() {
            if seen.insert(form) {
                for (place, operand) in canon.forms[form].operands() {
                    neighbours[form].push((hash(&("operand", place)), operand));
                    neighbours[operand].push((hash(&("user", place)), form));
                    open.push(operand);
                }
            }
        }
        let kind = |(i, form): (usize, &Form)| {
            let limits = match form {
                Form::Parameter(k) => {
                    let limits = &problem.domain.0[*k];
                    Some((&limits.lower, &limits.upper))
                }
                _ => None,
            };
            hash(&(form.kind(), limits, roots.iter().position(|root| *root == i)))
        };
        let place = |k| canon.index.get(&Form::Parameter(k)).copied();
        Picture {
            kinds: canon.forms.iter().enumerate().map(kind).collect(),
            neighbours,
            parameters: (0..problem.dimension()).map(place).collect(),
        }
    }

    /// The stable colours of the parameters, some of them marked at first: those that do not occur are
    /// missing. Classes are in the order of their colours.
    fn classes(&self, marked: &[usize]) -> BTreeMap<u64, Vec<usize>> {
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
            let next = |(i, neighbours): (usize, &Vec<(u64, usize)>)| {
                let mut seen: Vec<u64> =
                    neighbours.iter().map(|&(place, x)| hash(&(place, colours[x]))).collect();
                seen.sort_unstable();
                hash(&(colours[i], seen))
            };
            colours = self.neighbours.iter().enumerate().map(next).collect();
        }
        let mut classes: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (k, form) in self.parameters.iter().enumerate() {
            if let Some(form) = form {
                classes.entry(colours[*form]).or_default().push(k);
            }
        }
        classes
    }

    /// The permutation that exchanges `p` and `q` and whatever that forces.
    fn candidate(&self, p: usize, q: usize) -> Option<Permutation> {
        let (before, after) = (self.classes(&[p, q]), self.classes(&[q, p]));
        let mut permutation: Permutation = (0..self.parameters.len()).collect();
        for (colour, members) in &before {
            let images = after.get(colour).filter(|images| images.len() == members.len())?;
            members.iter().zip(images).for_each(|(&k, &image)| permutation[k] = image);
        }
        Some(permutation)
    }
}

/// A swap, and how it comes from the first of its class: `swap = s·first·s⁻¹`.
#[derive(Clone, Debug)]
pub struct Swap {
    /// The swap.
    pub permutation: Permutation,
    /// The number of its class.
    pub class: usize,
    /// `s`.
    pub from_first: Permutation,
}

/// The swaps, in lexicographic order: permutations of order two, with all their conjugates under each other.
/// The searches for swaps of one class are the same search.
pub fn swaps(problem: &Problem) -> Vec<Swap> {
    conjugates(&generators(problem))
}

/// Swaps that connect whatever swaps connect.
fn generators(problem: &Problem) -> Vec<Permutation> {
    let mut canon = Canon::new(problem);
    let identity: Permutation = (0..problem.dimension()).collect();
    let roots = canon.roots(&identity);
    let picture = Picture::new(&canon, &roots);
    let mut classes: Vec<Vec<usize>> = picture.classes(&[]).into_values().collect();
    classes.sort_by_key(|class| (class.len(), class[0]));
    let mut orbit = identity;
    let mut generators: Vec<Permutation> = Vec::new();
    for class in &classes {
        for (i, &p) in class.iter().enumerate() {
            for &q in &class[i + 1..] {
                // One pair of each two orbits is enough.
                let first = |x: usize| class.iter().find(|&&y| orbit[y] == orbit[x]) == Some(&x);
                if orbit[p] == orbit[q] || !first(p) || !first(q) {
                    continue;
                }
                let Some(swap) = picture.candidate(p, q) else { continue };
                if is_swap(problem, &swap) && canon.roots(&swap) == roots {
                    for (k, &image) in swap.iter().enumerate() {
                        let (old, new) = (orbit[image], orbit[k]);
                        orbit.iter_mut().filter(|o| **o == old).for_each(|o| *o = new);
                    }
                    generators.push(swap);
                }
            }
        }
    }
    generators
}

/// Of order two, and between parameters of equal limits.
fn is_swap(problem: &Problem, permutation: &[usize]) -> bool {
    let limits = &problem.domain.0;
    let fits = |(k, &image): (usize, &usize)| permutation[image] == k && limits[k] == limits[image];
    permutation.iter().enumerate().all(fits) && permutation.iter().enumerate().any(|(k, &image)| k != image)
}

/// The given swaps and all `s·t·s`, class by class.
fn conjugates(generators: &[Permutation]) -> Vec<Swap> {
    let mut known: BTreeMap<Permutation, (usize, Permutation)> = BTreeMap::new();
    for (class, first) in generators.iter().enumerate() {
        let identity: Permutation = (0..first.len()).collect();
        let mut open = vec![(first.clone(), identity)];
        while let Some((swap, from_first)) = open.pop() {
            if known.len() >= MOST || known.contains_key(&swap) {
                continue;
            }
            for s in generators {
                let conjugate = after(s, &after(&swap, s));
                if !known.contains_key(&conjugate) {
                    open.push((conjugate, after(s, &from_first)));
                }
            }
            known.insert(swap, (class, from_first));
        }
    }
    known
        .into_iter()
        .map(|(permutation, (class, from_first))| Swap { permutation, class, from_first })
        .collect()
}

/// `s` after `t`.
fn after(s: &[usize], t: &[usize]) -> Permutation {
    t.iter().map(|&k| s[k]).collect()
}

/// `gθ`: coordinate `i` moves to place `g[i]`.
pub(super) fn moved<T: Clone>(permutation: &[usize], at: &[T]) -> Vec<T> {
    let mut image = at.to_vec();
    for (x, &place) in at.iter().zip(permutation) {
        image[place] = x.clone();
    }
    image
}

/// Whether `P(gθ) = P(θ)` by the penalty's form.
pub(super) fn keeps_penalty(problem: &Problem, permutation: &[usize]) -> bool {
    match &problem.penalty {
        Penalty::Formula(_) => false,
        Penalty::Separable { square, absolute, center } => {
            [square, absolute, center].into_iter().all(|list| moved(permutation, list) == *list)
        }
    }
}
