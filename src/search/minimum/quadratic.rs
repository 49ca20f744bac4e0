//! Objectives that are quadratic, exactly: `∇L(θ) = g + Aθ`.
//!
//! A row's expression is a polynomial of degree 2 in its local coordinates, of which there are few; their outer products add up
//! over whole numbers, every parameter scaled by a denominator that all rows have in common. With the constant 1 as one more
//! parameter, `A` and `g` are one symmetric matrix.

use super::lifting;
use crate::bound::local::coordinates::Locals;
use crate::budget::Budget;
use crate::expression::{Graph, Node, NodeId};
use crate::function::Function;
use crate::kind::{Exact, Kind};
use crate::number::Number;
use crate::problem::{Limits, Penalty, Problem};
use crate::search::control::Control;
use crate::search::float::simplest;
use rug::{Integer, Rational};
use std::collections::{BTreeMap, HashMap};

/// The most parameters.
const MAX_PARAMETERS: usize = 256;

/// `∇L`, if L is quadratic; nobody has made sure of that.
pub(in crate::search) struct Affine {
    pub matrix: Vec<Vec<Rational>>,
    pub constant: Vec<Rational>,
}

/// What is known of a parameter at a stationary point.
#[derive(Clone, Debug)]
pub(in crate::search) enum Held {
    /// It has this value.
    At(Rational),
    /// The penalty's absolute part has this slope, up to its weight.
    Beside(i32),
}

impl Affine {
    /// `None` where L is not quadratic, or is not known exactly.
    pub fn gradient(problem: &Problem, control: &Control<'_>) -> Option<Self> {
        let n = problem.dimension();
        if n > MAX_PARAMETERS {
            return None;
        }
        let budget = Budget::default();
        let mut sum = Outers::new(n + 1);
        let fixed = [(problem.fixed, vec![vec![]])];
        for (root, rows) in fixed.into_iter().chain(problem.row.map(|row| (row, problem.rows.clone()))) {
            let locals = Locals::new(&problem.graph, root, &budget)?;
            let above = locals.above(&problem.graph, [root]);
            for row in &rows {
                if control.interrupted().is_some() {
                    return None;
                }
                let quadratic = Quadratic::of_row(&problem.graph, root, &locals, &above, row)?;
                let linear = locals.exact_forms(&problem.graph, row, &budget).filter(|l| l.is_defined)?;
                let mut forms = Vec::with_capacity(linear.forms.len());
                for form in linear.forms {
                    let slopes = form.slopes.into_iter().map(|(k, q)| Some((k, q.into_value()?)));
                    let offset = form.offset.into_value().map(|q| (n, q));
                    forms.push(slopes.chain([offset]).collect::<Option<Vec<_>>>()?);
                }
                let form = |v: usize| match v.checked_sub(forms.len()) {
                    None => forms[v].clone(),
                    Some(parameter) => vec![(parameter, Rational::from(1))],
                };
                let one = [(n, Rational::from(1))];
                quadratic.slopes.iter().for_each(|(v, q)| sum.add(q, &form(*v), &one));
                quadratic.bends.iter().for_each(|((v, w), q)| sum.add(q, &form(*v), &form(*w)));
            }
        }
        let entry = |i: usize, j: usize| sum.entry(i.min(j), i.max(j));
        let matrix = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
        Some(Affine { matrix, constant: (0..n).map(|i| entry(i, n)).collect() })
    }

    /// `∇(L + λP)(θ) = Mθ − b`, without the penalty's absolute part: M and b.
    pub fn system(
        &self,
        problem: &Problem,
        lambda: &Rational,
    ) -> Option<(Vec<Vec<Rational>>, Vec<Rational>)> {
        let Penalty::Separable { square, center, .. } = &problem.penalty else { return None };
        let mut matrix = self.matrix.clone();
        let mut right = Vec::with_capacity(matrix.len());
        for (i, row) in matrix.iter_mut().enumerate() {
            let weight = Rational::from(lambda * &square[i]) * 2u32;
            row[i] += &weight;
            right.push(weight * &center[i] - &self.constant[i]);
        }
        Some((matrix, right))
    }
}

/// The parameters that are pinned, and none beside a kink.
pub(in crate::search) fn pinned(problem: &Problem) -> Vec<Held> {
    let held = |limits: &Limits| match &limits.lower {
        Some(value) if limits.is_pinned() => Held::At(value.clone()),
        _ => Held::Beside(0),
    };
    problem.domain.0.iter().map(held).collect()
}

/// The equations that `∇f_λ = 0` leaves of the parameters that are free.
pub(in crate::search) struct Free {
    /// Which they are.
    parameters: Vec<usize>,
    /// M and b of `Mθ = b`.
    pub matrix: Vec<Vec<Rational>>,
    pub right: Vec<Rational>,
    /// The values of all that are held.
    point: Vec<Rational>,
}

impl Free {
    pub fn new(problem: &Problem, lambda: &Rational, affine: &Affine, held: &[Held]) -> Option<Self> {
        let Penalty::Separable { absolute, .. } = &problem.penalty else { return None };
        let (matrix, right) = affine.system(problem, lambda)?;
        let mut free = Free { parameters: vec![], matrix: vec![], right: vec![], point: vec![] };
        for (i, held) in held.iter().enumerate() {
            match held {
                Held::At(value) => free.point.push(value.clone()),
                Held::Beside(_) => {
                    free.parameters.push(i);
                    free.point.push(Rational::new());
                }
            }
        }
        for &i in &free.parameters {
            let Held::Beside(side) = held[i] else { continue };
            let known: Rational = matrix[i].iter().zip(&free.point).map(|(a, x)| Rational::from(a * x)).sum();
            let kink = Rational::from(lambda * &absolute[i]) * side;
            free.right.push(right[i].clone() - known - kink);
            free.matrix.push(free.parameters.iter().map(|&j| matrix[i][j].clone()).collect());
        }
        Some(free)
    }

    /// The exact solution, as a whole point; where there are many, with values of `near`. `None` where there is none, or none
    /// with short numbers.
    pub fn solution(&self, near: &[Rational]) -> Option<Vec<Rational>> {
        let near: Vec<Rational> = self.parameters.iter().map(|&i| near[i].clone()).collect();
        Some(self.completed(lifting::solve(&self.matrix, &self.right, &near)?))
    }

    /// All parameters, from those that are free.
    pub fn completed(&self, free: Vec<Rational>) -> Vec<Rational> {
        let mut point = self.point.clone();
        self.parameters.iter().zip(free).for_each(|(&i, x)| point[i] = x);
        point
    }
}

/// A point where the gradient of a quadratic `f_λ` vanishes; where there are many, one near the given one.
pub(in crate::search) fn stationary(
    problem: &Problem,
    lambda: &Rational,
    near: &[Rational],
    control: &Control<'_>,
) -> Option<Vec<Rational>> {
    let affine = Affine::gradient(problem, control)?;
    let free = Free::new(problem, lambda, &affine, &vec![Held::Beside(0); near.len()])?;
    let near = simplest(near, &Rational::from((1, 8)), &problem.domain.0);
    free.solution(&near).filter(|point| problem.domain.contains(point))
}

/// A polynomial of degree 2 at most in the local coordinates, and after them the parameters.
#[derive(Clone, Default)]
struct Quadratic {
    offset: Rational,
    slopes: BTreeMap<usize, Rational>,
    bends: BTreeMap<(usize, usize), Rational>,
}

impl Quadratic {
    /// `None` where the degree is larger, or a number is not known exactly.
    fn of_row(
        graph: &Graph,
        root: NodeId,
        locals: &Locals,
        above: &[NodeId],
        row: &[Rational],
    ) -> Option<Self> {
        let mut values: HashMap<NodeId, Quadratic> = HashMap::with_capacity(above.len());
        for &node in above {
            let constant = |q: &Rational| Quadratic { offset: q.clone(), ..Self::default() };
            let value = match (locals.position(node), graph.node(node)) {
                (Some(v), _) => Self::variable(v),
                (None, Node::Parameter(k)) => Self::variable(locals.len() + *k as usize),
                (None, Node::Constant(q)) => constant(q),
                (None, Node::Column(c)) => constant(&row[*c as usize]),
                (None, Node::Add(a, b)) => values[a].plus(&values[b]),
                (None, Node::Mul(a, b)) => values[a].times(&values[b])?,
                (None, Node::Apply(f, a)) => values[a].under(*f)?,
            };
            values.insert(node, value);
        }
        values.remove(&root)
    }

    fn variable(v: usize) -> Self {
        Quadratic { slopes: BTreeMap::from([(v, Rational::from(1))]), ..Self::default() }
    }

    fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.offset += &other.offset;
        other.slopes.iter().for_each(|(v, q)| *sum.slopes.entry(*v).or_default() += q);
        other.bends.iter().for_each(|(vw, q)| *sum.bends.entry(*vw).or_default() += q);
        sum
    }

    fn scaled(&self, factor: &Rational) -> Self {
        let mut product = self.clone();
        product.offset *= factor;
        product.slopes.values_mut().chain(product.bends.values_mut()).for_each(|q| *q *= factor);
        product
    }

    fn times(&self, other: &Self) -> Option<Self> {
        if self.slopes.is_empty() && self.bends.is_empty() {
            return Some(other.scaled(&self.offset));
        }
        if other.slopes.is_empty() && other.bends.is_empty() {
            return Some(self.scaled(&other.offset));
        }
        if !(self.bends.is_empty() && other.bends.is_empty()) {
            return None;
        }
        let linear = |form: &Self, factor: &Rational| {
            Quadratic { slopes: form.slopes.clone(), ..Self::default() }.scaled(factor)
        };
        let mut product = linear(self, &other.offset).plus(&linear(other, &self.offset));
        product.offset = Rational::from(&self.offset * &other.offset);
        for (v, a) in &self.slopes {
            for (w, b) in &other.slopes {
                *product.bends.entry((*v.min(w), *v.max(w))).or_default() += Rational::from(a * b);
            }
        }
        Some(product)
    }

    fn under(&self, f: Function) -> Option<Self> {
        if self.slopes.is_empty() && self.bends.is_empty() {
            let offset = Exact::exact(&self.offset, ()).apply(f, 0).into_value()?;
            return Some(Quadratic { offset, ..Self::default() });
        }
        (f == Function::Power(2)).then(|| self.times(self)).flatten()
    }
}

/// `Σ c·(u vᵀ + v uᵀ)` as `D⁻¹SD⁻¹/C` with whole numbers: the upper half of S, the diagonal of D, and C.
struct Outers {
    size: usize,
    entries: Vec<Integer>,
    denominators: Vec<Integer>,
    whole: Integer,
}

impl Outers {
    fn new(size: usize) -> Self {
        let (entries, denominators) = (vec![Integer::new(); size * size], vec![Integer::from(1); size]);
        Outers { size, entries, denominators, whole: Integer::from(1) }
    }

    fn add(&mut self, weight: &Rational, u: &[(usize, Rational)], v: &[(usize, Rational)]) {
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

    fn entry(&self, i: usize, j: usize) -> Rational {
        let denominator = Integer::from(&self.denominators[i] * &self.denominators[j]) * &self.whole;
        Rational::from((self.entries[i * self.size + j].clone(), denominator))
    }
}

/// The numerator over a denominator that is a multiple of the number's own.
fn numerator(q: &Rational, denominator: &Integer) -> Integer {
    Integer::from(denominator / q.denom()) * q.numer()
}
