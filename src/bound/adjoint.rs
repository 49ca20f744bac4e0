//! The Hessian of a row's expression as a sum over its operations: adjoints times gradients.
//!
//! With the operations `n = φ_n(u, w)` of an expression `e(z)` in local coordinates, the adjoints
//! `n̄ = ∂e/∂n` and the gradients `∇n` in `z`,
//!
//! ```text
//! ∇²e = Σ_{n = f(u)} n̄·f″(u) ∇u∇uᵀ  +  Σ_{n = u·w} n̄ (∇u∇wᵀ + ∇w∇uᵀ)
//! ```
//!
//! (Gower and Mello, *A new framework for the computation of Hessians*, 2012). Each summand keeps its outer
//! product, so that a bound may use that `∇u∇uᵀ ⪰ 0`; convex outer functions need no rule of their own: of
//! `log Σ_k e^(f_k)`, built pairwise, all weights `n̄·f″` are ≥ 0.
//!
//! Two things make the enclosures sharp:
//!
//! * `z + softplus(l − z) = log(e^l + e^z)` is one operation with the derivatives `σ(l − z)` and `σ(z − l)`,
//!   which are both ≥ 0 and add up to 1.
//! * On the whole cell, an argument `u` of a function is also enclosed by `u(c) + Σ_a ∂u/∂z_a (z_a − c_a)`.
//!
//! A [`Sweep`] may be confined to a *piece* of the cell, the points where arguments lie in given intervals. A
//! piece need not be convex, so the mean value form is used on whole cells only.

use super::local::Locals;
use crate::expression::{Function, Graph, Node, NodeId};
use crate::number::{Endpoint, Interval, Number, Rational, Round, Scalar};
use std::collections::{BTreeSet, HashMap};

/// One operation; operands are steps.
#[derive(Clone, Debug, PartialEq)]
enum Operation {
    Local(usize),
    Column(usize),
    Constant(usize),
    Add(usize, usize),
    Mul(usize, usize),
    Apply(Function, usize),
    /// `l − z`.
    Difference(usize, usize),
    /// `log(e^l + e^z)` with the step of `l − z`.
    LogSum {
        l: usize,
        z: usize,
        difference: usize,
    },
}

impl Operation {
    fn operands(&self) -> impl Iterator<Item = usize> {
        let operands = match *self {
            Operation::Local(_) | Operation::Column(_) | Operation::Constant(_) => [None; 3],
            Operation::Apply(_, x) => [Some(x), None, None],
            Operation::Add(x, y) | Operation::Mul(x, y) | Operation::Difference(x, y) => {
                [Some(x), Some(y), None]
            }
            Operation::LogSum { l, z, difference } => [Some(l), Some(z), Some(difference)],
        };
        operands.into_iter().flatten()
    }
}

#[derive(Clone, Debug)]
struct Step {
    operation: Operation,
    /// The local coordinates that it depends on, in order.
    support: Vec<usize>,
    /// Where its gradient begins.
    offset: usize,
    /// Whether it is the argument of a nonlinear function, and depends on a local coordinate.
    is_argument: bool,
}

/// The operations of a row's expression above its local coordinates.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    steps: Vec<Step>,
    /// Constants, as the operations number them.
    pub constants: Vec<Rational>,
    /// The total length of the gradients.
    slopes: usize,
}

/// What a sweep reads.
pub(super) struct Inputs<'a, S> {
    pub locals: &'a [Interval<S>],
    pub columns: &'a [Interval<S>],
    pub constants: &'a [Interval<S>],
    /// `∂L/∂e`.
    pub scale: &'a Interval<S>,
}

/// Why there are no terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The piece contains no point of the cell.
    Empty,
    /// Something is undefined or unbounded.
    Undefined,
}

/// Values, gradients and adjoints of all steps on a cell or piece.
#[derive(Clone, Debug)]
pub(super) struct Sweep<S> {
    values: Vec<Interval<S>>,
    slopes: Vec<Interval<S>>,
    adjoints: Vec<Interval<S>>,
    /// Of a function `f′, f″`; of a sum of exponentials `σ(l − z), σ(z − l), σ′(l − z)`.
    jets: Vec<[Interval<S>; 3]>,
}

/// A part of a piece: its points where the value of a step lies in an interval.
pub(super) struct Cut<'a, S> {
    pub piece: &'a Sweep<S>,
    pub step: usize,
    pub value: Interval<S>,
}

/// `Σ entries (e_a e_bᵀ + e_b e_aᵀ) + Σ weight·g gᵀ`, an entry `a = b` counted once.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    pub entries: Vec<(usize, usize, Interval<f64>)>,
    pub outer: Vec<Outer>,
}

/// `weight·g gᵀ`.
#[derive(Clone, Debug)]
pub(super) struct Outer {
    /// The weight's lower end: all that matters, for `g gᵀ ⪰ 0`.
    pub weight: f64,
    /// Local coordinates and components of `g`: centres and radii.
    pub gradient: Vec<(usize, f64, f64)>,
}

impl Plan {
    /// The plan for `root`.
    pub fn new(graph: &Graph, root: NodeId, locals: &Locals) -> Self {
        let mut plan = Plan::default();
        if locals.len() == 0 {
            return plan;
        }
        let mut step_of: HashMap<NodeId, usize> = HashMap::new();
        for node in needed(graph, root, locals) {
            let operation = match (locals.position(node), graph.node(node)) {
                (Some(local), _) => Operation::Local(local),
                (None, Node::Constant(q)) => {
                    plan.constants.push(q.clone());
                    Operation::Constant(plan.constants.len() - 1)
                }
                (None, Node::Column(c)) => Operation::Column(*c as usize),
                (None, Node::Parameter(_)) => {
                    unreachable!("a parameter is affine, hence local or below a local")
                }
                (None, Node::Mul(x, y)) => Operation::Mul(step_of[x], step_of[y]),
                (None, Node::Apply(f, x)) => Operation::Apply(*f, step_of[x]),
                (None, Node::Add(x, y)) => match log_sum(graph, locals, node) {
                    Some((l, z)) => {
                        let (l, z) = (step_of[&l], step_of[&z]);
                        let difference = plan.push(Operation::Difference(l, z));
                        Operation::LogSum { l, z, difference }
                    }
                    None => Operation::Add(step_of[x], step_of[y]),
                },
            };
            let step = plan.push(operation);
            step_of.insert(node, step);
        }
        plan
    }

    fn push(&mut self, operation: Operation) -> usize {
        let mut support: BTreeSet<usize> =
            operation.operands().flat_map(|x| self.steps[x].support.iter().copied()).collect();
        if let Operation::Local(i) = operation {
            support.insert(i);
        }
        if let Operation::Apply(_, x) | Operation::LogSum { difference: x, .. } = operation {
            self.steps[x].is_argument = !self.steps[x].support.is_empty();
        }
        let support: Vec<usize> = support.into_iter().collect();
        let offset = self.slopes;
        self.slopes += support.len();
        self.steps.push(Step { operation, support, offset, is_argument: false });
        self.steps.len() - 1
    }

    /// The steps whose values a piece may confine: arguments of nonlinear functions.
    pub fn arguments(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.steps.len()).filter(|&step| self.steps[step].is_argument)
    }

    /// The steps of the local coordinates, with their numbers.
    pub fn locals(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.steps.iter().enumerate().filter_map(|(step, s)| match s.operation {
            Operation::Local(local) => Some((step, local)),
            _ => None,
        })
    }

    fn slopes<'s, S>(&self, sweep: &'s Sweep<S>, step: usize) -> &'s [Interval<S>] {
        let Step { offset, ref support, .. } = self.steps[step];
        &sweep.slopes[offset..offset + support.len()]
    }

    /// The values alone, on a cell.
    fn values<S: Scalar>(&self, inputs: &Inputs<'_, S>) -> Vec<Interval<S>> {
        let mut values: Vec<Interval<S>> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            values.push(self.value(&step.operation, inputs, &values));
        }
        values
    }

    fn value<S: Scalar>(
        &self,
        operation: &Operation,
        inputs: &Inputs<'_, S>,
        values: &[Interval<S>],
    ) -> Interval<S> {
        match *operation {
            Operation::Local(i) => inputs.locals[i].clone(),
            Operation::Column(i) => inputs.columns[i].clone(),
            Operation::Constant(i) => inputs.constants[i].clone(),
            Operation::Add(x, y) => values[x].add(&values[y]),
            Operation::Mul(x, y) => values[x].mul(&values[y]),
            Operation::Difference(x, y) => values[x].sub(&values[y]),
            Operation::Apply(f, x) => f.range(0, &values[x]),
            Operation::LogSum { l, z, .. } => {
                // Increasing in both.
                let end = |l: &S, z: &S| {
                    let (l, z) = (Interval::point(l.clone()), Interval::point(z.clone()));
                    z.add(&Function::Softplus.range(0, &l.sub(&z)))
                };
                let (l, z) = (&values[l], &values[z]);
                end(l.lower(), z.lower()).hull(&end(l.upper(), z.upper()))
            }
        }
    }

    /// Values, gradients and adjoints on the whole cell, or on a part of a piece.
    ///
    /// # Errors
    /// Where the part is empty, or something is undefined.
    pub fn sweep<S: Scalar>(
        &self,
        inputs: &Inputs<'_, S>,
        cut: Option<&Cut<'_, S>>,
    ) -> Result<Sweep<S>, Failure> {
        let zero = Interval::point(S::zero(inputs.scale.context()));
        let mut sweep = Sweep {
            values: Vec::with_capacity(self.steps.len()),
            slopes: Vec::with_capacity(self.slopes),
            adjoints: vec![zero.clone(); self.steps.len()],
            jets: vec![[zero.clone(), zero.clone(), zero]; self.steps.len()],
        };
        match cut {
            Some(cut) => self.forward_on_part(inputs, cut, &mut sweep)?,
            None => self.forward(inputs, &mut sweep)?,
        }
        self.reverse(inputs, &mut sweep);
        Ok(sweep)
    }

    /// On the whole cell, arguments by mean values too.
    fn forward<S: Scalar>(&self, inputs: &Inputs<'_, S>, sweep: &mut Sweep<S>) -> Result<(), Failure> {
        let (centre, distance) = self.centre(inputs);
        for (at, step) in self.steps.iter().enumerate() {
            let natural = self.value(&step.operation, inputs, &sweep.values);
            if !natural.is_defined() {
                return Err(Failure::Undefined);
            }
            sweep.values.push(natural);
            self.differentiate(at, sweep);
            if step.is_argument {
                let mut mean = centre[at].clone();
                for (&a, slope) in step.support.iter().zip(self.slopes(sweep, at)) {
                    mean = mean.add(&slope.mul(&distance[a]));
                }
                if let Some(sharper) = sweep.values[at].intersect(&mean) {
                    sweep.values[at] = sharper;
                }
            }
        }
        Ok(())
    }

    /// On a part of a piece: what does not depend on the cut is as before.
    fn forward_on_part<S: Scalar>(
        &self,
        inputs: &Inputs<'_, S>,
        cut: &Cut<'_, S>,
        sweep: &mut Sweep<S>,
    ) -> Result<(), Failure> {
        let mut is_new = vec![false; self.steps.len()];
        for (at, step) in self.steps.iter().enumerate() {
            is_new[at] = at == cut.step || step.operation.operands().any(|x| is_new[x]);
            if !is_new[at] {
                sweep.values.push(cut.piece.values[at].clone());
                sweep.slopes.extend_from_slice(self.slopes(cut.piece, at));
                sweep.jets[at] = cut.piece.jets[at].clone();
                continue;
            }
            let natural = self.value(&step.operation, inputs, &sweep.values);
            if !natural.is_defined() {
                return Err(Failure::Undefined);
            }
            let known = if at == cut.step { &cut.value } else { &cut.piece.values[at] };
            if !known.is_defined() {
                return Err(Failure::Undefined);
            }
            sweep.values.push(natural.intersect(known).ok_or(Failure::Empty)?);
            self.differentiate(at, sweep);
        }
        Ok(())
    }

    /// The values at the cell's centre and the local coordinates' distances from it.
    #[allow(clippy::type_complexity)]
    fn centre<S: Scalar>(&self, inputs: &Inputs<'_, S>) -> (Vec<Interval<S>>, Vec<Interval<S>>) {
        let middles: Vec<Interval<S>> = inputs.locals.iter().map(middle).collect();
        let distance = inputs.locals.iter().zip(&middles).map(|(x, c)| x.sub(c)).collect();
        (self.values(&Inputs { locals: &middles, ..*inputs }), distance)
    }

    /// The gradient and the jet of a step whose value is known.
    fn differentiate<S: Scalar>(&self, at: usize, sweep: &mut Sweep<S>) {
        let Step { operation, support, .. } = &self.steps[at];
        let component = |sweep: &Sweep<S>, step: usize, a: usize| {
            let place = self.steps[step].support.binary_search(&a).ok()?;
            Some(sweep.slopes[self.steps[step].offset + place].clone())
        };
        let one = Interval::point(S::from_f64(1.0, sweep.values[at].context()));
        match *operation {
            Operation::Local(_) => sweep.slopes.push(one),
            Operation::Column(_) | Operation::Constant(_) => {}
            Operation::Add(x, y) | Operation::Difference(x, y) => {
                let is_sum = matches!(operation, Operation::Add(..));
                for &a in support {
                    let slope = match (component(sweep, x, a), component(sweep, y, a)) {
                        (Some(p), Some(q)) if is_sum => p.add(&q),
                        (Some(p), Some(q)) => p.sub(&q),
                        (None, Some(q)) if !is_sum => q.neg(),
                        (Some(p), None) | (None, Some(p)) => p,
                        (None, None) => unreachable!("the support is that of the operands"),
                    };
                    sweep.slopes.push(slope);
                }
            }
            Operation::Mul(x, y) => {
                for &a in support {
                    let left = component(sweep, x, a).map(|p| p.mul(&sweep.values[y]));
                    let right = component(sweep, y, a).map(|q| q.mul(&sweep.values[x]));
                    let slope = match (left, right) {
                        (Some(p), Some(q)) => p.add(&q),
                        (Some(p), None) | (None, Some(p)) => p,
                        (None, None) => unreachable!("the support is that of the operands"),
                    };
                    sweep.slopes.push(slope);
                }
            }
            Operation::Apply(f, x) => {
                let [value, slope, curvature] = f.jet(&sweep.values[x]);
                for &a in support {
                    if let Some(p) = component(sweep, x, a) {
                        sweep.slopes.push(p.mul(&slope));
                    }
                }
                sweep.jets[at] = [slope, curvature, value];
            }
            Operation::LogSum { l, z, difference } => {
                let [_, share, curvature] = Function::Softplus.jet(&sweep.values[difference]);
                let rest = Function::Softplus.range(1, &sweep.values[difference].neg());
                for &a in support {
                    let zero = Interval::point(S::zero(one.context()));
                    let p = component(sweep, l, a).unwrap_or_else(|| zero.clone());
                    let q = component(sweep, z, a).unwrap_or(zero);
                    // σp + (1 − σ)q, two ways.
                    let low = q.add(&share.mul(&p.sub(&q)));
                    let high = p.add(&rest.mul(&q.sub(&p)));
                    sweep.slopes.push(low.intersect(&high).unwrap_or(low));
                }
                sweep.jets[at] = [share, rest, curvature];
            }
        }
    }

    /// The adjoints, from the last step down.
    fn reverse<S: Scalar>(&self, inputs: &Inputs<'_, S>, sweep: &mut Sweep<S>) {
        if let Some(last) = sweep.adjoints.last_mut() {
            *last = inputs.scale.clone();
        }
        for at in (0..self.steps.len()).rev() {
            if self.steps[at].support.is_empty() {
                continue;
            }
            let own = sweep.adjoints[at].clone();
            let mut give = |to: usize, share: Interval<S>| {
                if !self.steps[to].support.is_empty() {
                    sweep.adjoints[to] = sweep.adjoints[to].add(&share);
                }
            };
            match self.steps[at].operation {
                Operation::Local(_) | Operation::Column(_) | Operation::Constant(_) => {}
                // Only a part of a sum of exponentials, which passes its operands their shares.
                Operation::Difference(..) => {}
                Operation::Add(x, y) => {
                    give(x, own.clone());
                    give(y, own);
                }
                Operation::Mul(x, y) => {
                    give(x, own.mul(&sweep.values[y]));
                    give(y, own.mul(&sweep.values[x]));
                }
                Operation::Apply(_, x) => give(x, own.mul(&sweep.jets[at][0])),
                Operation::LogSum { l, z, .. } => {
                    give(l, own.mul(&sweep.jets[at][0]));
                    give(z, own.mul(&sweep.jets[at][1]));
                }
            }
        }
    }

    /// The summands of the Hessian, in doubles.
    ///
    /// # Errors
    /// Where something is undefined or unbounded.
    pub fn terms<S: Scalar>(&self, sweep: &Sweep<S>) -> Result<Terms, Failure> {
        let mut terms = Terms::default();
        for (at, step) in self.steps.iter().enumerate() {
            let adjoint = &sweep.adjoints[at];
            match step.operation {
                Operation::Mul(x, y) => {
                    for (&a, p) in self.steps[x].support.iter().zip(self.slopes(sweep, x)) {
                        for (&b, q) in self.steps[y].support.iter().zip(self.slopes(sweep, y)) {
                            let entry = adjoint.mul(&p.mul(q));
                            let entry = if a == b { entry.add(&entry) } else { entry };
                            terms.entries.push((a.min(b), a.max(b), finite(&entry)?));
                        }
                    }
                }
                Operation::Apply(_, x) => {
                    self.outer(sweep, &adjoint.mul(&sweep.jets[at][1]), x, &mut terms)?;
                }
                Operation::LogSum { difference, .. } => {
                    self.outer(sweep, &adjoint.mul(&sweep.jets[at][2]), difference, &mut terms)?;
                }
                _ => {}
            }
        }
        Ok(terms)
    }

    fn outer<S: Scalar>(
        &self,
        sweep: &Sweep<S>,
        weight: &Interval<S>,
        argument: usize,
        terms: &mut Terms,
    ) -> Result<(), Failure> {
        let support = &self.steps[argument].support;
        let slopes = self.slopes(sweep, argument);
        match (support.as_slice(), slopes) {
            ([], _) => {}
            (&[a], [slope]) => terms.entries.push((a, a, finite(&weight.mul(&slope.square()))?)),
            _ => {
                let weight = *finite(weight)?.lower();
                let mut gradient = Vec::with_capacity(support.len());
                for (&a, slope) in support.iter().zip(slopes) {
                    let (centre, radius) = centred(&finite(slope)?);
                    gradient.push((a, centre, radius));
                }
                if weight != 0.0 {
                    terms.outer.push(Outer { weight, gradient });
                }
            }
        }
        Ok(())
    }
}

impl<S> Sweep<S> {
    /// What is known of a step's value.
    pub fn value(&self, step: usize) -> &Interval<S> {
        &self.values[step]
    }
}

/// The middle of a bounded interval.
pub(super) fn middle<S: Scalar>(x: &Interval<S>) -> Interval<S> {
    let half = S::from_f64(0.5, x.context());
    Interval::point(x.lower().times(&half).plus(&x.upper().times(&half)))
}

/// A number in the interval and the greatest distance from it.
pub(super) fn centred(x: &Interval<f64>) -> (f64, f64) {
    let centre = 0.5 * x.lower() + 0.5 * x.upper();
    let above = Endpoint::add(x.upper(), &-centre, Round::Up);
    let below = Endpoint::add(&centre, &-x.lower(), Round::Up);
    (centre, above.max(below))
}

fn finite<S: Scalar>(x: &Interval<S>) -> Result<Interval<f64>, Failure> {
    let x = x.to_f64();
    if x.lower().is_finite() && x.upper().is_finite() { Ok(x) } else { Err(Failure::Undefined) }
}

/// `(l, z)` of `z + softplus(l − z)`.
fn log_sum(graph: &Graph, locals: &Locals, node: NodeId) -> Option<(NodeId, NodeId)> {
    let Node::Add(x, y) = *graph.node(node) else { return None };
    let minus = |node: NodeId, z: NodeId| {
        let Node::Mul(a, b) = *graph.node(node) else { return false };
        let is_minus_one = |n| graph.constant_value(n).is_some_and(|q| *q == -1);
        (is_minus_one(a) && b == z) || (is_minus_one(b) && a == z)
    };
    [(x, y), (y, x)].into_iter().find_map(|(z, excess)| {
        let Node::Apply(Function::Softplus, difference) = *graph.node(excess) else { return None };
        let Node::Add(a, b) = *graph.node(difference) else { return None };
        // Where the difference is a local coordinate itself, there are no steps for `l`.
        if locals.position(difference).is_some() {
            return None;
        }
        if minus(b, z) {
            Some((a, z))
        } else if minus(a, z) {
            Some((b, z))
        } else {
            None
        }
    })
}

/// The nodes from the local coordinates up to `root` that the plan has steps for, in order.
fn needed(graph: &Graph, root: NodeId, locals: &Locals) -> BTreeSet<NodeId> {
    let mut needed = BTreeSet::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if needed.insert(node) && locals.position(node).is_none() {
            match log_sum(graph, locals, node) {
                Some((l, z)) => open.extend([l, z]),
                None => open.extend(graph.node(node).operands()),
            }
        }
    }
    needed
}
